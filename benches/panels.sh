#!/usr/bin/env bash
# Prints attain's figures on the test parts of public panels beside those of its peers.
#
#   benches/panels.sh ATTAIN FOLDER
#
# FOLDER holds m3_quarterly.csv.gz, tourism_quarterly.csv.gz and m4_yearly_even.csv.gz in the layout that
# `attain backtest --panel` reads: unique_id,t,y,part. The series come from the R packages Mcomp and Tcomp and from
# Mcompetitions/M4-methods. Peers' figures were measured with statsforecast on the same series, or published.
# It is a last look: nothing may be chosen by it.
set -euo pipefail
attain=${1:?the program} folder=${2:?the folder of the panels}
python3 - "$attain" "$folder" <<'PYTHON'
import json, resource, subprocess, sys
attain, folder = sys.argv[1:]
PEERS = {
    "m3_quarterly": ("quarterly", "sMAPE, MASE", "Theta 9.32, 1.126; AutoETS 9.45, 1.143; ensemble of four 9.15, 1.087"),
    "tourism_quarterly": ("quarterly", "MASE", "Theta 1.66; best published 1.475"),
    "m4_yearly_even": ("yearly", "OWA", "Theta 0.873; AutoETS 0.816; the competition's winner 0.778"),
}
print("| panel | series | sMAPE | MASE | OWA | MSIS 95 % | within 50, 80, 95 % | CPU ms a series | peers |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
for name, (frequency, _, peers) in PEERS.items():
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(subprocess.run(
        [attain, "backtest", "--panel", f"{folder}/{name}.csv.gz", "--frequency", frequency, "--threads", "1"],
        check=True, capture_output=True, text=True).stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    one = next(method for method in told["methods"] if method["method"] == "combination")
    share = lambda level: f"{100 * one[f'coverage_{level}']:.1f}"
    print(f"| {name} | {told['series']} | {one['smape']:.2f} | {one['mase']:.3f} | {one['owa']:.3f} | {one['msis_95']:.2f} "
          f"| {share(50)}, {share(80)}, {share(95)} | {1000 * used / told['series']:.2f} (all methods) | {peers} |")
PYTHON
