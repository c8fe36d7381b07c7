#!/usr/bin/env python3
"""Whether what attain states of the future happens, on generated companies, through the command line.

    python3 benches/meaning.py ATTAIN [--companies 20] [--seed 9000] [--reps 60] [--lines 60000] [--years 8]

Of each company the last eight quarters are stated one by one, each as of the day before it began, and held against
what came: the reps' chances at 50 to 90 %, the team's amount at 80 %, the intervals at 50, 80 and 95 % by horizon, the
correlation of attainment with size, tenure and last result, and the slopes of the next target on surplus and on
shortfall. Then the proposed targets of the last quarter are made 10 % harder for the reps with the larger books, and
`attain audit` is asked about them, with and without that, and about the amounts before floors and caps, which alone have
equal chances. `--only audit` leaves all but the audit out. Every figure has
its n and a 95 % interval that takes a company for one case, since its quarters and its reps share their luck. Of the seeds
from 9000 on something was chosen on 9500 to 9569 alone. Needs no package.
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


# The 97.5 % quantiles of Student's t by degrees of freedom; beyond the last one the normal's.
STUDENT = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 7: 2.36, 9: 2.26, 11: 2.20, 14: 2.14, 19: 2.09, 29: 2.05, 59: 2.00}


def reach_of(clusters):
    least = [t for freedom, t in STUDENT.items() if freedom >= clusters - 1]
    return least[0] if clusters - 1 <= max(STUDENT) and least else 1.96


def mean_of(companies):
    """The mean of all values, half the width of its interval, and how many there are; values come by company."""
    companies = [values for values in companies if values]
    n = sum(map(len, companies))
    mean = sum(map(sum, companies)) / n
    rests = [sum(value - mean for value in values) for values in companies]
    of = len(companies)
    error = (of / max(of - 1, 1) * sum(rest * rest for rest in rests)) ** 0.5 / n
    return mean, reach_of(of) * error, n


def slopes_of(companies):
    """Of the next target's change on surplus and on shortfall, all as shares of the rep's usual target, beside a line over
    the height of the last target for each company's change of period, as `attain audit` asks it.

    The two slopes and their difference, each with half the width of its interval, and how many changes there are.
    """
    rows = []
    for company, steps in enumerate(companies):
        periods = defaultdict(list)
        for period, height, result, change in steps:
            result, change = max(-2.0, min(2.0, result)), max(-2.0, min(2.0, change))
            periods[period].append((height, max(result, 0.0), min(result, 0.0), change))
        for own in periods.values():
            means = [sum(column) / len(own) for column in zip(*own)]
            own = [[value - mean for value, mean in zip(row, means)] for row in own]
            square = sum(row[0] ** 2 for row in own) or 1.0
            slopes = [sum(row[0] * row[at] for row in own) / square for at in (1, 2, 3)]
            rows.extend((company, *(row[at] - slopes[at - 1] * row[0] for at in (1, 2, 3))) for row in own)
    total = lambda i, j: sum(row[i] * row[j] for row in rows)
    a, b, d = total(1, 1), total(1, 2), total(2, 2)
    determinant = a * d - b * b
    inverse = ((d / determinant, -b / determinant), (-b / determinant, a / determinant))
    p, q = total(1, 3), total(2, 3)
    found = [row[0] * p + row[1] * q for row in inverse]
    scores = defaultdict(lambda: [0.0, 0.0])
    for company, surplus, shortfall, change in rows:
        rest = change - found[0] * surplus - found[1] * shortfall
        scores[company][0] += surplus * rest
        scores[company][1] += shortfall * rest
    of = len(scores)
    def half(weights):
        by = [sum(w * (inverse[i][0] * own[0] + inverse[i][1] * own[1]) for i, w in enumerate(weights)) for own in scores.values()]
        return reach_of(of) * (of / max(of - 1, 1) * sum(one * one for one in by)) ** 0.5
    return [(found[0], half((1, 0))), (found[1], half((0, 1))), (found[0] - found[1], half((1, -1)))], len(rows)


def last_day(label):
    year, quarter = label.split("-Q")
    return f"{year}-{('03-31', '06-30', '09-30', '12-31')[int(quarter) - 1]}"


def before(label):
    year, quarter = map(int, label.split("-Q"))
    return f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4"


def size_of(came, known, rep):
    return sum(came.get((rep, quarter), 0) for quarter in known[-8:]) / len(known[-8:])


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
        sixty = {}
        for period in quarters[-ORIGINS:] if asked.only is None else []:
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
                        sixty[row["rep_id"], period] = float(row["target"])
            team = ask(attain, folder, "targets", "--metric", "revenue_net", "--chance", "0.8", "--by", "company", *as_of)
            if team:
                sum_of = sum(came.get((row["rep_id"], period), 0) for row in rows)
                told["team"].append((sum_of >= float(team[0]["target"]), period))
            known = [quarter for quarter in quarters if quarter < period]
            sizes = {rep: size_of(came, known, rep) for rep in attained}
            traits = {
                "size": sizes,
                # A later first day is a shorter tenure.
                "tenure": {rep: -int(hired[rep].replace("-", "")) for rep in attained if hired.get(rep)},
                "last result": {rep: came.get((rep, known[-1]), 0) / sizes[rep] for rep in attained if sizes[rep] > 0},
            }
            in_order = sorted(attained, key=sizes.get)
            for place, rep in enumerate(in_order):
                told["third", 3 * place // len(in_order)].append(attained[rep] >= 1)
            for name, of in traits.items():
                for what, value in (("attainment", attained), ("reaching it", {rep: one >= 1 for rep, one in attained.items()})):
                    found = correlation([(value[rep], of[rep]) for rep in attained if rep in of])
                    if found is not None:
                        told["correlation", what, name].append(found)
            for row in ask(attain, folder, "forecast", "revenue_net", "--horizon", "4", *as_of):
                actual = came.get((row["rep"], row["period"]))
                step = quarters.index(row["period"]) - quarters.index(period) + 1 if row["period"] in quarters else 0
                for level in LEVELS:
                    low, high = row[f"lower_{level}"], row[f"upper_{level}"]
                    if actual is not None and low and high:
                        told["inside", level, step].append(float(low) <= actual <= float(high))
        usual = defaultdict(list)
        for (rep, _), target in sixty.items():
            usual[rep].append(target)
        for (rep, period), target in sixty.items():
            after = sixty.get((rep, quarters[quarters.index(period) + 1])) if period != quarters[-1] else None
            if after:
                of = sum(usual[rep]) / len(usual[rep])
                told["steps"].append((period, target / of, (came[rep, period] - target) / of, (after - target) / of))
        as_of = ("--as-of", last_day(quarters[-2]))
        sizes = {rep: size_of(came, quarters[:-1], rep) for rep, period in came if period == quarters[-2]}
        rows = [row for row in ask(attain, folder, "targets", "--metric", "revenue_net", *as_of) if row["target"]]
        rows = [row for row in rows if row["rep_id"] in sizes]
        middle = sorted(sizes[row["rep_id"]] for row in rows)[len(rows) // 2]
        for kind in ("equal chances", "none planted", "planted"):
            path = pathlib.Path(folder, "targets.csv")
            lines = ["rep_id,target"]
            for row in rows:
                factor = 1.1 if kind == "planted" and sizes[row["rep_id"]] >= middle else 1.0
                # Before any floor or cap: the first step is the amount at the asked chance.
                equal = float(row["adjustments"].split(";")[0].split()[1].replace(",", ""))
                amount = max(100 * round(equal / 100), 100) if kind == "equal chances" else float(row["target"]) * factor
                lines.append(f"{row['rep_id']},{amount:.2f}")
            path.write_text("\n".join(lines) + "\n")
            audit = ask(attain, folder, "audit", "--targets", str(path), *as_of)
            fair = [row for row in audit if row["test"] == "fairness_chance" and row["verdict"] == "biased"]
            told[kind].append(any(kind != "planted" or row["subject"] == "size" for row in fair))
            told["subjects"].extend((kind, row["subject"]) for row in fair)
    return told


def main():
    asks = argparse.ArgumentParser()
    asks.add_argument("attain")
    for name, usual in (("companies", 20), ("seed", 9000), ("reps", 60), ("lines", 60000), ("years", 8)):
        asks.add_argument(f"--{name}", type=int, default=usual)
    asks.add_argument("--only", choices=["audit"])
    asked = asks.parse_args()
    seeds = range(asked.seed, asked.seed + asked.companies)
    with ThreadPoolExecutor(2) as pool:
        companies = list(pool.map(lambda seed: company(asked.attain, seed, asked), seeds))
    print(f"{asked.companies} companies of {asked.reps} reps from seed {asked.seed}, {ORIGINS} origins each")

    def share(key, of=float):
        mean, half, n = mean_of([[of(one) for one in told[key]] for told in companies])
        return f"{100 * mean:.1f} ± {100 * half:.1f} %", n

    if asked.only is None:
        told_of(companies, share)
    texts = (
        ("planted", "bias of 10 % by size: found in"),
        ("none planted", "a bias told of the targets as proposed: in"),
        ("equal chances", "a bias told of the same before floors and caps: in"),
    )
    for key, text in texts:
        values = [value for told in companies for value in told[key]]
        print(f"{text} {sum(values)} of {len(values)} companies, {share(key)[0]}")
        by = sorted(subject for told in companies for kind, subject in told["subjects"] if kind == key)
        if by and key != "planted":
            print(f"    by {', '.join(by)}")


def told_of(companies, share):
    for chance in CHANCES:
        stated = share(("reps", chance), lambda one: one[1])[0]
        came, n = share(("reps", chance), lambda one: float(one[0]))
        print(f"reps, targets at {chance} %: stated {stated.split(' ')[0]}, reached {came} (n {n})")
    came, n = share("team", lambda one: float(one[0]))
    print(f"team, amount at 80 %: reached {came} (n {n})")
    for third, text in enumerate(("smallest", "middle", "largest")):
        came, n = share(("third", third), lambda one: float(one))
        print(f"reps, targets at 60 %, the {text} third of the books: reached {came} (n {n})")
    for level in LEVELS:
        steps = sorted({key[2] for told in companies for key in told if key[0] == "inside" and key[1] == level and key[2]})
        pooled = [[float(one) for step in steps for one in told["inside", level, step]] for told in companies]
        mean, half, n = mean_of(pooled)
        by_step = ", ".join(share(("inside", level, step))[0] for step in steps)
        print(f"inside the {level} % interval: {100 * mean:.1f} ± {100 * half:.1f} % (n {n}); by horizon {by_step}")
    for what in ("attainment", "reaching it"):
        for name in ("size", "tenure", "last result"):
            mean, half, n = mean_of([told["correlation", what, name] for told in companies])
            print(f"rank correlation of {what} and {name}: {mean:+.3f} ± {half:.3f} (mean of {n} periods)")
    slopes, n = slopes_of([told["steps"] for told in companies])
    for name, (slope, half) in zip(("surplus", "shortfall", "difference"), slopes):
        print(f"ratchet, next target by {name}: {slope:+.3f} ± {half:.3f} (n {n} changes)")


if __name__ == "__main__":
    main()
