#!/usr/bin/env python3
"""What risk, chances and intervals are worth on public panels, as if each series were a rep of one company.

    python3 benches/risk_panels.py ATTAIN FOLDER [--train] [--every 10] [--windows 4]

FOLDER holds m3_quarterly.csv.gz, tourism_quarterly.csv.gz and m4_yearly_even.csv.gz in the layout of `benches/panels.sh`.
Each value becomes an order line of its period, train and test part after one another, all series ending together;
without quotas a series is at risk of staying under 80 % of what its season lets expect. The last twelve periods are
looked at one by one, each with what was known before it. `--train` leaves the test parts out: what is chosen is chosen
there. Of M4 every tenth series counts, with its last sixty values, and no risk is asked for. `--windows` looks so many
times, each time as of eleven periods earlier, so that every period is foretold once: how far one look is from the next
says what a single look is worth, and the interval of all of them takes a look for one case. Needs no package.
"""

import argparse
import calendar
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
# A look walks twelve origins, and eleven of them have earlier errors to state anything by.
PERIODS = 11
# Student's factor at 95 % by the number of looks.
STUDENT = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571}


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


def as_of(look, a_year):
    """The last day of the period with which a look ends."""
    year, period = divmod(LAST * a_year + a_year - 1 - PERIODS * look, a_year)
    month = 12 * (period + 1) // a_year
    return f"{year}-{month:02}-{calendar.monthrange(year, month)[1]}"


def over_looks(rows):
    """The mean over looks by their cases, and half the width of its interval."""
    counts, values = [int(row["n"]) for row in rows], [100 * float(row["value"]) for row in rows]
    mean = sum(n * value for n, value in zip(counts, values)) / sum(counts)
    squares = sum((n * (value - mean)) ** 2 for n, value in zip(counts, values))
    looks = len(rows)
    return mean, STUDENT[looks] * (squares * looks / (looks - 1)) ** 0.5 / sum(counts)


def main():
    asks = argparse.ArgumentParser()
    asks.add_argument("attain")
    asks.add_argument("folder")
    asks.add_argument("--train", action="store_true")
    asks.add_argument("--every", type=int, default=10)
    asks.add_argument("--windows", type=int, default=1, choices=range(1, max(STUDENT) + 1))
    asked = asks.parse_args()
    for panel, a_year in PANELS:
        with tempfile.TemporaryDirectory() as made:
            orders(f"{asked.folder}/{panel}.csv.gz", f"{made}/orders.csv", asked, a_year)
            run = lambda *words: subprocess.run([asked.attain, *words, "--store", f"{made}/store", "--quiet"],
                                                check=True, capture_output=True, text=True).stdout
            run("ingest", f"{made}/orders.csv", "--table", "orders")
            grain = "quarter" if a_year == 4 else "year"
            ask = lambda look, *words: list(csv.DictReader(io.StringIO(run(
                "backtest", *words, "--as-of", as_of(look, a_year), "--format", "csv", "--grain", grain))))
            print(f"\n{panel}{', training part' if asked.train else ''}")
            if a_year == 4:
                figure = {(row["score"], row["measure"]): row for row in ask(0, "--part", "risk")}
                one = figure["model", "auc"]
                print(f"risk: {one['n']} cases of {one['reps']} series from {one['origins']} quarters")
                for score in SCORES:
                    found = [(measure, figure.get((score, measure), {}))
                             for measure in ("auc", "brier_skill", "ece", "calibration_slope")]
                    print(f"  {score}: {', '.join(f'{name} {told(row, 1.0)}' for name, row in found if row.get('value'))}")
            looks, chances = [], []
            for look in range(asked.windows):
                rows = ask(look, "--horizon", "4", "--part", "evidence")
                rows = [row for row in rows if row["method"] == "combination"]
                for row in rows:
                    if row["measure"] == "reached":
                        print(f"  stated at {100 * float(row['stated']):.0f} %, reached {told(row)}, n {row['n']}")
                chances.append({row["stated"]: row for row in rows if row["measure"] == "reached"})
                looks.append({(row["step"], float(row["stated"])): row for row in rows if row["measure"] == "coverage"})
                print(f"\nas of {as_of(look, a_year)}")
                print("\n| horizon | inside 50 % | 80 % | 95 % | n | periods |\n| --- | --- | --- | --- | --- | --- |")
                for step in ("1", "2", "3", "4", ""):
                    cells = [told(looks[-1][step, level]) if (step, level) in looks[-1] else "–" for level in LEVELS]
                    of = looks[-1].get((step, 0.5), {"n": 0, "origins": 0})
                    print(f"| {step or 'all'} | {' | '.join(cells)} | {of['n']} | {of['origins']} |")
            if asked.windows > 1:
                print(f"\n{asked.windows} looks")
                for stated in chances[0]:
                    of = [look[stated] for look in chances]
                    reached = "{:.1f} ± {:.1f}".format(*over_looks(of))
                    print(f"  stated at {100 * float(stated):.0f} %, reached {reached}, n {sum(int(row['n']) for row in of)}")
                print(f"\n| horizon | inside 50 % | 80 % | 95 % | n |\n| --- | --- | --- | --- | --- |")
                for step in ("1", "2", "3", "4", ""):
                    of = {level: [look[step, level] for look in looks if (step, level) in look] for level in LEVELS}
                    cells = ["{:.1f} ± {:.1f}".format(*over_looks(of[level])) for level in LEVELS]
                    print(f"| {step or 'all'} | {' | '.join(cells)} | {sum(int(row['n']) for row in of[0.5])} |")


if __name__ == "__main__":
    main()
