#!/usr/bin/env bash
# Prints attain's figures on the test parts of public panels beside those of its peers.
#
#   benches/panels.sh ATTAIN FOLDER
#
# FOLDER holds m3_quarterly.csv.gz, tourism_quarterly.csv.gz and m4_yearly_even.csv.gz in the layout that
# `attain backtest --panel` reads: unique_id,t,y,part. The series come from the R packages Mcomp and Tcomp and from
# Mcompetitions/M4-methods. Peers' figures were measured with statsforecast on the same series, or published.
# The two quarterly panels are told once more with no more than the last 8 and the last 12 values of each train part,
# as long as reps' histories often are, four quarters ahead and eight. It is a last look: nothing may be chosen by it.
set -euo pipefail
attain=${1:?the program} folder=${2:?the folder of the panels}
python3 - "$attain" "$folder" <<'PYTHON'
import csv, gzip, json, os, resource, subprocess, sys, tempfile
attain, folder = sys.argv[1:]
PANELS = [
    ("m3_quarterly", "quarterly", None, "Theta 9.32, 1.126; AutoETS 9.45, 1.143, MSIS 11.26; ensemble of four 9.15, 1.087"),
    ("tourism_quarterly", "quarterly", None, "Theta 1.66; best published 1.475"),
    ("m4_yearly_even", "yearly", None, "Theta 0.873; AutoETS 0.816, MSIS 34.9; the competition's winner 0.778"),
    ("m3_quarterly", "quarterly", (8, 4), "OWA 0.91 to 0.94"),
    ("m3_quarterly", "quarterly", (8, 8), "OWA 0.91 to 0.94"),
    ("m3_quarterly", "quarterly", (12, 4), "OWA 0.91 to 0.94"),
    ("m3_quarterly", "quarterly", (12, 8), "OWA 0.91 to 0.94"),
    ("tourism_quarterly", "quarterly", (8, 4), "OWA 0.85"),
    ("tourism_quarterly", "quarterly", (8, 8), "OWA 0.85"),
    ("tourism_quarterly", "quarterly", (12, 4), "OWA 0.85"),
    ("tourism_quarterly", "quarterly", (12, 8), "OWA 0.85"),
]


def shortened(source, last, ahead, target):
    """The panel with at most the last so many values of each train part, and the first so many of each test part."""
    with gzip.open(source, "rt", newline="") as file:
        rows = list(csv.DictReader(file))
    ends = {}
    for row in rows:
        if row["part"] == "train":
            ends[row["unique_id"]] = max(ends.get(row["unique_id"], 0), int(row["t"]))
    with open(target, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", "t", "y", "part"])
        for row in rows:
            if -last < int(row["t"]) - ends[row["unique_id"]] <= ahead:
                writer.writerow([row["unique_id"], row["t"], row["y"], row["part"]])


print("| panel | series | sMAPE | MASE | OWA | MSIS 95 % | within 50, 80, 95 % | CPU ms a series | peers |")
print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
for name, frequency, cut, peers in PANELS:
    with tempfile.TemporaryDirectory() as made:
        panel = f"{folder}/{name}.csv.gz"
        if cut:
            shortened(panel, *cut, os.path.join(made, "panel.csv"))
            panel = os.path.join(made, "panel.csv")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = json.loads(subprocess.run(
            [attain, "backtest", "--panel", panel, "--frequency", frequency, "--threads", "1"],
            check=True, capture_output=True, text=True).stdout)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    one = next(method for method in told["methods"] if method["method"] == "combination")
    share = lambda level: "–" if one[f"coverage_{level}"] is None else f"{100 * one[f'coverage_{level}']:.1f}"
    number = lambda key, digits: "–" if one[key] is None else f"{one[key]:.{digits}f}"
    print(f"| {name}{f', last {cut[0]}, {cut[1]} ahead' if cut else ''} | {told['series']} | {number('smape', 2)} | {number('mase', 3)} "
          f"| {number('owa', 3)} | {number('msis_95', 2)} | {share(50)}, {share(80)}, {share(95)} "
          f"| {1000 * used / told['series']:.2f} (all methods) | {peers} |")
PYTHON
