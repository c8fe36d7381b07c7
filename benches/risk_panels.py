#!/usr/bin/env python3
"""What risk, chances and intervals are worth on public panels, as if each series were a rep of one company.

    python3 benches/risk_panels.py ATTAIN FOLDER

FOLDER holds m3_quarterly.csv.gz and tourism_quarterly.csv.gz in the layout of `benches/panels.sh`. Each value becomes an
order line of its quarter, train and test part after one another, all series ending together; without quotas a series
is at risk of staying under 80 % of what its season lets expect. The last twelve quarters are looked at one by one, each
with what was known before it. Needs no package.
"""

import csv
import gzip
import io
import subprocess
import sys
import tempfile
from collections import defaultdict

LAST = 2023 * 4 + 3
SCORES = ("model", "forecast", "momentum", "missed_last_period", "base_rate")


def orders(path, out):
    series = defaultdict(dict)
    with gzip.open(path, "rt") as rows:
        for row in csv.DictReader(rows):
            series[row["unique_id"]][row["part"] != "train", int(row["t"])] = float(row["y"])
    with open(out, "w") as lines:
        lines.write("order_id,order_date,customer_id,rep_id,net_amount\n")
        for name, values in series.items():
            values = [values[key] for key in sorted(values)]
            for back, value in enumerate(reversed(values)):
                year, quarter = divmod(LAST - back, 4)
                lines.write(f"{name}-{back},{year}-{3 * quarter + 2:02}-15,C{name},{name},{value:.2f}\n")


def main():
    attain, folder = sys.argv[1:]
    for panel in ("m3_quarterly", "tourism_quarterly"):
        with tempfile.TemporaryDirectory() as made:
            orders(f"{folder}/{panel}.csv.gz", f"{made}/orders.csv")
            subprocess.run([attain, "ingest", f"{made}/orders.csv", "--table", "orders", "--store", f"{made}/store", "--quiet"],
                           check=True, capture_output=True)
            ask = lambda *words: list(csv.DictReader(io.StringIO(subprocess.run(
                [attain, "backtest", *words, "--store", f"{made}/store", "--as-of", "2023-12-31", "--format", "csv", "--quiet"],
                check=True, capture_output=True, text=True).stdout)))
            risk = ask("--part", "risk")
            figure = {(row["score"], row["measure"]): row for row in risk}
            one = figure["model", "auc"]
            print(f"{panel}: {one['n']} cases of {one['reps']} series from {one['origins']} quarters")
            for score in SCORES:
                told = [f"{measure} {float(figure[score, measure]['value']):.3f}"
                        for measure in ("auc", "brier_skill", "ece", "calibration_slope")
                        if figure.get((score, measure), {}).get("value")]
                print(f"  {score}: {', '.join(told)}")
            best = next(row for row in ask("--horizon", "4") if row["method"] == "combination")
            told = lambda kind, at: ", ".join(f"{100 * float(best[f'{kind}_{level}']):.1f}" for level in at)
            print(f"  stated at 50, 60, 70, 80, 90 %, reached: {told('realised', (50, 60, 70, 80, 90))}")
            print(f"  inside the 50, 80, 95 % intervals: {told('coverage', (50, 80, 95))}")


if __name__ == "__main__":
    main()
