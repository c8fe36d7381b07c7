#!/usr/bin/env python3
"""What risk, chances and intervals are worth on public panels, as if each series were a rep of one company.

    python3 benches/risk_panels.py ATTAIN FOLDER [--train] [--every 10]

FOLDER holds m3_quarterly.csv.gz, tourism_quarterly.csv.gz and m4_yearly_even.csv.gz in the layout of `benches/panels.sh`.
Each value becomes an order line of its period, train and test part after one another, all series ending together;
without quotas a series is at risk of staying under 80 % of what its season lets expect. The last twelve periods are
looked at one by one, each with what was known before it. `--train` leaves the test parts out: what is chosen is chosen
there. Of M4 every tenth series counts, with its last sixty values, and no risk is asked for. Needs no package.
"""

import argparse
import csv
import gzip
import io
import subprocess
import tempfile
from collections import defaultdict

LAST = 2023
PANELS = (("m3_quarterly", 4), ("tourism_quarterly", 4), ("m4_yearly_even", 1))
SCORES = ("model", "forecast", "momentum", "missed_last_period", "base_rate")
LEVELS = (0.5, 0.8, 0.95)


def orders(path, out, asked, a_year):
    series = defaultdict(dict)
    with gzip.open(path, "rt") as rows:
        for row in csv.DictReader(rows):
            if not asked.train or row["part"] == "train":
                series[row["unique_id"]][row["part"] != "train", int(row["t"])] = float(row["y"])
    every = asked.every if a_year == 1 else 1
    with open(out, "w") as lines:
        lines.write("order_id,order_date,customer_id,rep_id,net_amount\n")
        for name in sorted(series)[::every]:
            values = [series[name][key] for key in sorted(series[name])]
            for back, value in enumerate(reversed(values[-60:] if a_year == 1 else values)):
                year, period = divmod(LAST * a_year + a_year - 1 - back, a_year)
                month = 12 * period // a_year + 2
                lines.write(f"{name}-{back},{year}-{month:02}-15,C{name},{name},{value:.2f}\n")


def told(row, unit=100.0):
    value, lower, upper = (float(row[key]) * unit for key in ("value", "lower", "upper"))
    return f"{value:.1f} ({lower:.1f} to {upper:.1f})" if unit == 100.0 else f"{value:.3f} ({lower:.3f} to {upper:.3f})"


def main():
    asks = argparse.ArgumentParser()
    asks.add_argument("attain")
    asks.add_argument("folder")
    asks.add_argument("--train", action="store_true")
    asks.add_argument("--every", type=int, default=10)
    asked = asks.parse_args()
    for panel, a_year in PANELS:
        with tempfile.TemporaryDirectory() as made:
            orders(f"{asked.folder}/{panel}.csv.gz", f"{made}/orders.csv", asked, a_year)
            run = lambda *words: subprocess.run([asked.attain, *words, "--store", f"{made}/store", "--quiet"],
                                                check=True, capture_output=True, text=True).stdout
            run("ingest", f"{made}/orders.csv", "--table", "orders")
            ask = lambda *words: list(csv.DictReader(io.StringIO(run(
                "backtest", *words, "--as-of", "2023-12-31", "--format", "csv", "--grain", "quarter" if a_year == 4 else "year"))))
            print(f"\n{panel}{', training part' if asked.train else ''}")
            if a_year == 4:
                figure = {(row["score"], row["measure"]): row for row in ask("--part", "risk")}
                one = figure["model", "auc"]
                print(f"risk: {one['n']} cases of {one['reps']} series from {one['origins']} quarters")
                for score in SCORES:
                    found = [(measure, figure.get((score, measure), {}))
                             for measure in ("auc", "brier_skill", "ece", "calibration_slope")]
                    print(f"  {score}: {', '.join(f'{name} {told(row, 1.0)}' for name, row in found if row.get('value'))}")
            rows = [row for row in ask("--horizon", "4", "--part", "evidence") if row["method"] == "combination"]
            for row in rows:
                if row["measure"] == "reached":
                    print(f"  stated at {100 * float(row['stated']):.0f} %, reached {told(row)}, n {row['n']}")
            print("\n| horizon | inside 50 % | 80 % | 95 % | n | periods |\n| --- | --- | --- | --- | --- | --- |")
            for step in ("1", "2", "3", "4", ""):
                of = {float(row["stated"]): row for row in rows if row["measure"] == "coverage" and row["step"] == step}
                cells = [told(of[level]) if level in of else "–" for level in LEVELS]
                print(f"| {step or 'all'} | {' | '.join(cells)} | {of[0.5]['n']} | {of[0.5]['origins']} |")


if __name__ == "__main__":
    main()
