#!/usr/bin/env python3
"""Whether what attain states of the future happens, on generated companies, through the command line.

    python3 benches/meaning.py ATTAIN [--companies 20] [--seed 9000] [--reps 60] [--lines 60000] [--years 8]

Of each company the last eight quarters are stated one by one, each as of the day before it began, and held against
what came: the reps' chances at 50 to 90 %, the team's amount at 80 %, the intervals at 50, 80 and 95 %, and the
correlation of attainment with size, tenure and last result. Then the proposed targets of the last quarter are made
10 % harder for the reps with the larger books, and `attain audit` is asked about them, with and without that.
Nothing was chosen on the seeds from 9000 on. Needs no package.
"""

import argparse
import csv
import io
import pathlib
import subprocess
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

ORIGINS = 8
CHANCES = (50, 60, 70, 80, 90)
LEVELS = (50, 80, 95)


def ask(attain, folder, *words):
    ran = subprocess.run([attain, *words, "--store", f"{folder}/store", "--format", "csv", "--quiet"],
                         capture_output=True, text=True, env={"RAYON_NUM_THREADS": "1"})
    if ran.returncode > 1:
        raise SystemExit(f"{' '.join(words)}: {ran.stderr}")
    return list(csv.DictReader(io.StringIO(ran.stdout)))


def ranks(values):
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in order[at:end]:
            found[place] = (at + end - 1) / 2
        at = end
    return found


def correlation(pairs):
    if len(pairs) < 8:
        return None
    xs, ys = (ranks([pair[at] for pair in pairs]) for at in (0, 1))
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    xy = sum((x - mx) * (y - my) for x, y in zip(xs, ys))
    size = (sum((x - mx) ** 2 for x in xs) * sum((y - my) ** 2 for y in ys)) ** 0.5
    return xy / size if size else None


def last_day(label):
    year, quarter = label.split("-Q")
    return f"{year}-{('03-31', '06-30', '09-30', '12-31')[int(quarter) - 1]}"


def before(label):
    year, quarter = map(int, label.split("-Q"))
    return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"


def company(attain, seed, asked):
    told = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        made = f"{folder}/made"
        subprocess.run([attain, "generate", "--lines", str(asked.lines), "--reps", str(asked.reps), "--years",
                        str(asked.years), "--seed", str(seed), "--out", made, "--quiet"], check=True, capture_output=True)
        for table in ("orders", "reps", "quotas"):
            subprocess.run([attain, "ingest", f"{made}/{table}.csv", "--table", table, "--store", f"{folder}/store",
                            "--quiet"], check=True, capture_output=True)
        hired = {row["rep_id"]: row["hire_date"] for row in csv.DictReader(open(f"{made}/reps.csv"))}
        came = {}
        for row in ask(attain, folder, "kpi", "revenue_net", "--by", "rep", "--grain", "quarter"):
            came[row["rep"], row["period"]] = float(row["value"] or 0)
        quarters = sorted({period for _, period in came})
        for period in quarters[-ORIGINS:]:
            as_of = ("--as-of", last_day(before(period)))
            attained = {}
            for chance in CHANCES:
                rows = ask(attain, folder, "targets", "--metric", "revenue_net", "--chance", str(chance / 100), *as_of)
                for row in rows:
                    actual = came.get((row["rep_id"], period))
                    if not row["target"] or actual is None:
                        continue
                    # A target that a floor, a cap or rounding moved is stated at its own chance.
                    told["reps", chance].append((actual >= float(row["target"]), float(row["chance"])))
                    if chance == 60:
                        attained[row["rep_id"]] = actual / float(row["target"])
            team = ask(attain, folder, "targets", "--metric", "revenue_net", "--chance", "0.8", "--by", "company", *as_of)
            if team:
                sum_of = sum(came.get((row["rep_id"], period), 0) for row in rows)
                told["team"].append((sum_of >= float(team[0]["target"]), period))
            known = [quarter for quarter in quarters if quarter < period]
            mean = lambda rep: sum(came.get((rep, quarter), 0) for quarter in known[-8:]) / len(known[-8:])
            sizes = {rep: mean(rep) for rep in attained}
            traits = {
                "size": sizes,
                # A later first day is a shorter tenure.
                "tenure": {rep: -int(hired[rep].replace("-", "")) for rep in attained if hired.get(rep)},
                "last result": {rep: came.get((rep, known[-1]), 0) / sizes[rep] for rep in attained if sizes[rep] > 0},
            }
            for name, of in traits.items():
                for what, value in (("attainment", attained), ("reaching it", {rep: one >= 1 for rep, one in attained.items()})):
                    found = correlation([(value[rep], of[rep]) for rep in attained if rep in of])
                    if found is not None:
                        told["correlation", what, name].append(found)
            for row in ask(attain, folder, "forecast", "revenue_net", *as_of):
                actual = came.get((row["rep"], row["period"]))
                for level in LEVELS:
                    low, high = row[f"lower_{level}"], row[f"upper_{level}"]
                    if actual is not None and low and high:
                        told["inside", level].append(float(low) <= actual <= float(high))
        as_of = ("--as-of", last_day(quarters[-2]))
        rows = [row for row in ask(attain, folder, "targets", "--metric", "revenue_net", *as_of) if row["target"]]
        rows = [row for row in rows if row["rep_id"] in sizes]
        middle = sorted(sizes[row["rep_id"]] for row in rows)[len(rows) // 2]
        for harder in (False, True):
            path = pathlib.Path(folder, "targets.csv")
            lines = ["rep_id,target"]
            for row in rows:
                factor = 1.1 if harder and sizes[row["rep_id"]] >= middle else 1.0
                lines.append(f"{row['rep_id']},{float(row['target']) * factor:.2f}")
            path.write_text("\n".join(lines) + "\n")
            audit = ask(attain, folder, "audit", "--targets", str(path), *as_of)
            fair = [row for row in audit if row["test"] == "fairness_chance" and row["verdict"] == "biased"]
            told["planted" if harder else "none planted"].append(any(not harder or row["subject"] == "size" for row in fair))
    return told


def main():
    asks = argparse.ArgumentParser()
    asks.add_argument("attain")
    for name, usual in (("companies", 20), ("seed", 9000), ("reps", 60), ("lines", 60000), ("years", 8)):
        asks.add_argument(f"--{name}", type=int, default=usual)
    asked = asks.parse_args()
    seeds = range(asked.seed, asked.seed + asked.companies)
    with ThreadPoolExecutor(2) as pool:
        companies = list(pool.map(lambda seed: company(asked.attain, seed, asked), seeds))
    pooled = defaultdict(list)
    for told in companies:
        for key, values in told.items():
            pooled[key].extend(values)
    share = lambda hits: sum(hits) / len(hits)
    print(f"{asked.companies} companies of {asked.reps} reps from seed {asked.seed}, {ORIGINS} origins each")
    for chance in CHANCES:
        cases = pooled["reps", chance]
        stated = sum(own for _, own in cases) / len(cases)
        print(f"reps, targets at {chance} %: stated {100 * stated:.1f}, reached {100 * share([hit for hit, _ in cases]):.1f} % (n {len(cases)})")
    hits = [hit for hit, _ in pooled["team"]]
    print(f"team, amount at 80 %: reached {100 * share(hits):.1f} % (n {len(hits)})")
    for level in LEVELS:
        inside = pooled["inside", level]
        print(f"inside the {level} % interval: {100 * share(inside):.1f} % (n {len(inside)})")
    for what in ("attainment", "reaching it"):
        for name in ("size", "tenure", "last result"):
            values = pooled["correlation", what, name]
            print(f"rank correlation of {what} and {name}: {sum(values) / len(values):+.3f} (mean of {len(values)} periods)")
    print(f"bias of 10 % by size: found in {sum(pooled['planted'])} of {len(pooled['planted'])}; "
          f"told where none is: {sum(pooled['none planted'])} of {len(pooled['none planted'])}")


if __name__ == "__main__":
    main()
