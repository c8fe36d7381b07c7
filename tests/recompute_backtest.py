#!/usr/bin/env python3
"""Recomputes the evidence of a backtest from its exported rows, with numpy and scipy instead of attain.

    recompute_backtest.py FOLDER

FOLDER holds what these print, with one store and one --as-of:

    attain backtest --part cases      --format csv --out FOLDER/cases.csv
    attain backtest --part evidence   --format csv --out FOLDER/evidence.csv
    attain backtest --part risk       --format csv --out FOLDER/risk.csv
    attain backtest --part risk-cases --format csv --out FOLDER/risk_cases.csv

Every figure of the combination and of every risk score is compared, with both ends of its interval. Nothing of attain's
code is used: the shares and means come from the rows, the standard errors from sums over clusters, those of the scores
from leaving out one cluster after the other, the calibration line from Newton's method, the AUC from all pairs.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from scipy.stats import t as student

DECILES = [round(0.1 * k, 1) for k in range(1, 10)]
failures = 0


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text not in ("", None) else None


def near(what, found, wanted, tolerance=1e-6):
    global failures
    same = (found is None and wanted is None) or (
        found is not None and wanted is not None and abs(found - wanted) <= tolerance * max(1.0, abs(wanted)))
    if not same:
        failures += 1
        print(f"DIFFERENT {what}: attain {found}, recomputed {wanted}")


def clusters(keys):
    places = defaultdict(list)
    for at, key in enumerate(keys):
        places[key].append(at)
    return [places[key] for key in sorted(places)]


def widest(errors):
    """The larger half width of those (size, clusters) that there are."""
    found = [(size, student.ppf(0.975, max(groups - 1, 1))) for size, groups in errors if size is not None]
    found = [(0.0 if size < 1e-12 else size, t) for size, t in found]
    return max(found, key=lambda one: (one[0] * one[1], one[1])) if found else None


def error_of_mean(values, keys):
    groups = clusters(keys)
    if len(groups) < 2:
        return None, 0
    deviations = values - values.mean()
    squares = sum(deviations[group].sum() ** 2 for group in groups)
    return np.sqrt(len(groups) / (len(groups) - 1) * squares) / len(values), len(groups)


def mean(values, subjects, origins):
    value = values.mean()
    error = widest([error_of_mean(values, subjects), error_of_mean(values, origins)])
    return (value, None, None) if error is None else (value, value - error[0] * error[1], value + error[0] * error[1])


def share(values, subjects, origins):
    p, n = values.mean(), len(values)
    error = widest([error_of_mean(values, subjects), error_of_mean(values, origins)])
    if error is None:
        return p, None, None
    size, t = error
    fewer = min(len(set(subjects)), len(set(origins)) if len(set(origins)) > 1 else len(set(subjects)))
    if 0 < p < 1:
        effective = max(min(p * (1 - p) / size**2, n) if size > 0 else n, 1.0)
    else:
        effective = max(fewer, 1.0)
    square = t * t / effective
    centre = (p + square / 2) / (1 + square)
    half = t * np.sqrt(p * (1 - p) / effective + square / (4 * effective)) / (1 + square)
    return p, 0.0 if p <= 0 else max(centre - half, 0.0), 1.0 if p >= 1 else min(centre + half, 1.0)


def jackknife(statistic, subjects, origins):
    everything = np.arange(len(subjects))
    value = statistic(everything)
    if value is None:
        return None

    def left_out(keys):
        numbers = {key: at for at, key in enumerate(sorted(set(keys)))}
        groups = min(len(numbers), 200)
        if groups < 2:
            return None, 0
        group = np.array([numbers[key] % groups for key in keys])
        found = [statistic(everything[group != one]) for one in range(groups)]
        if any(one is None for one in found):
            return None, 0
        found = np.array(found)
        return np.sqrt((groups - 1) / groups * ((found - found.mean()) ** 2).sum()), groups

    error = widest([left_out(subjects), left_out(origins)])
    return (value, None, None) if error is None else (value, value - error[0] * error[1], value + error[0] * error[1])


def within(estimate, least, most):
    value, *ends = estimate
    return value, *[None if end is None else min(max(end, least), most) for end in ends]


def compare(name, row, wanted, tolerance=1e-6):
    for field, one in zip(("value", "lower", "upper"), wanted):
        near(f"{name} {field}", number(row[field]), one, tolerance)


# ---- forecasts

def forecasts(folder):
    cases = rows(folder / "cases.csv")
    evidence = [row for row in rows(folder / "evidence.csv") if row["method"] == "combination"]
    by_case = defaultdict(list)
    for row in cases:
        by_case[(int(row["origin"]), row["series"])].append(row)

    def quantile(row, level):
        return number(row[f"q_{level * 100:.1f}".rstrip("0").rstrip(".")])

    scores = {"smape": [], "mase": [], "msis_95": [], "pinball": []}
    for (origin, series), steps in sorted(by_case.items()):
        steps.sort(key=lambda row: int(row["step"]))
        y = np.array([float(row["actual"]) for row in steps])
        f = np.array([float(row["forecast"]) for row in steps])
        yardstick = number(steps[0]["yardstick"])
        size = np.abs(y) + np.abs(f)
        scores["smape"].append((series, origin, np.where(size > 0, 200 * np.abs(y - f) / np.where(size > 0, size, 1), 0).mean()))
        if yardstick is None:
            continue
        scores["mase"].append((series, origin, np.abs(y - f).mean() / yardstick))
        ends = [(quantile(row, 0.025), quantile(row, 0.975)) for row in steps]
        if all(low is not None and high is not None for low, high in ends):
            widths = [high - low + 40 * (max(low - a, 0) + max(a - high, 0)) for (low, high), a in zip(ends, y)]
            scores["msis_95"].append((series, origin, np.mean(widths) / yardstick))
        deciles = [[quantile(row, level) for level in DECILES] for row in steps]
        if all(value is not None for of_step in deciles for value in of_step):
            losses = [np.mean([level * (a - q) if a >= q else (1 - level) * (q - a) for level, q in zip(DECILES, of_step)])
                      for of_step, a in zip(deciles, y)]
            scores["pinball"].append((series, origin, np.mean(losses) / yardstick))

    for row in evidence:
        name, stated, step = row["measure"], number(row["stated"]), number(row["step"])
        if name in scores:
            found = scores[name]
            wanted = mean(np.array([v for _, _, v in found]), [s for s, _, _ in found], [o for _, o, _ in found])
            wanted = within(wanted, 0, np.inf)
        else:
            kept = []
            for case in cases:
                if step is not None and int(case["step"]) != step:
                    continue
                y = float(case["actual"])
                if name == "coverage":
                    tail = round((1 - stated) / 2, 3)
                    low, high = quantile(case, tail), quantile(case, round(1 - tail, 3))
                    held = None if low is None else low <= y <= high
                else:
                    least = quantile(case, round(1 - stated, 1))
                    # Revenue does not fall below zero here: a stated nothing is reached whatever comes, and is no case.
                    held = None if least is None or least == 0 else y >= least
                if held is not None:
                    kept.append((case["series"], int(case["origin"]), float(held)))
            wanted = share(np.array([v for _, _, v in kept]), [s for s, _, _ in kept], [o for _, o, _ in kept])
            near(f"{name} n", float(row["n"]), float(len(kept)))
        compare(f"combination {name} {row['stated']} step {row['step']}", row, wanted)
    return len(evidence)


# ---- risk

def auc(score, event):
    events, others = score[event == 1], score[event == 0]
    if len(events) == 0 or len(others) == 0:
        return None
    return float(np.mean([(one > others).mean() + 0.5 * (one == others).mean() for one in events]))


def line(score, event):
    events, others = score[event == 1], score[event == 0]
    if len(events) == 0 or len(others) == 0 or events.min() >= others.max() or others.min() >= events.max():
        return None
    clipped = np.clip(score, 1e-6, 1 - 1e-6)
    x = np.column_stack([np.ones(len(score)), np.log(clipped / (1 - clipped))])
    beta = np.array([0.0, 1.0])

    def loss(at):
        z = x @ at
        return np.logaddexp(0, z).sum() - event @ z

    for _ in range(200):
        p = 1 / (1 + np.exp(-x @ beta))
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x, x.T @ (event - p))
        size = 1.0
        while loss(beta + size * step) > loss(beta) and size > 1e-9:
            size /= 2
        beta = beta + size * step
        if np.abs(step).max() < 1e-12:
            break
    return beta


def isotonic_error(score, event):
    order = np.argsort(score, kind="stable")
    blocks = []
    for at in order:
        if blocks and blocks[-1][3] == score[at]:
            blocks[-1][0] += event[at]
            blocks[-1][1] += 1
            blocks[-1][2].append(at)
        else:
            blocks.append([float(event[at]), 1, [at], score[at]])
    pooled = []
    for block in blocks:
        pooled.append([block[0], block[1], list(block[2])])
        while len(pooled) > 1 and pooled[-2][0] / pooled[-2][1] >= pooled[-1][0] / pooled[-1][1]:
            last = pooled.pop()
            pooled[-1] = [pooled[-1][0] + last[0], pooled[-1][1] + last[1], pooled[-1][2] + last[2]]
    return sum(np.abs(score[members] - hits / n).sum() for hits, n, members in pooled) / len(score)


def risk(folder):
    cases = rows(folder / "risk_cases.csv")
    told = rows(folder / "risk.csv")
    # Labels of periods sort as the periods do.
    names = {"model": "probability"}
    checked = 0
    for row in told:
        column = names.get(row["score"], row["score"])
        kept = [case for case in cases if case[column] != ""]
        score = np.array([float(case[column]) for case in kept])
        event = np.array([float(case["missed"]) for case in kept])
        subjects, origins = [case["rep_id"] for case in kept], [case["origin"] for case in kept]
        is_chance = len(score) > 0 and ((score >= 0) & (score <= 1)).all()

        def brier(at):
            return float(((score[at] - event[at]) ** 2).mean()) if len(at) and is_chance else None

        def skill(at):
            rate = event[at].mean() if len(at) else 0.0
            return 1 - brier(at) / (rate * (1 - rate)) if is_chance and rate * (1 - rate) > 0 else None

        def coefficient(which):
            def of(at):
                beta = line(score[at], event[at]) if is_chance else None
                return None if beta is None else float(beta[which])
            return of

        measures = {
            "auc": lambda at: auc(score[at], event[at]),
            "brier": brier,
            "brier_skill": skill,
            "ece": lambda at: float(isotonic_error(score[at], event[at])) if is_chance and len(at) else None,
            "calibration_slope": coefficient(1),
            "calibration_intercept": coefficient(0),
        }
        name = f"risk {row['score']} {row['measure']} {row['from']}"
        if row["measure"] in measures:
            wanted = jackknife(measures[row["measure"]], subjects, origins) or (None, None, None)
            if row["measure"] in ("auc", "brier", "ece"):
                wanted = within(wanted, 0, 1)
            compare(name, row, wanted, 1e-5)
        elif row["measure"] == "calibration":
            low, high = float(row["from"]), float(row["to"])
            chosen = np.where((score >= low) & (score <= high))[0]
            near(f"{name} stated", number(row["stated"]), float(score[chosen].mean()))
            compare(name, row, share(event[chosen], [subjects[at] for at in chosen], [origins[at] for at in chosen]))
        else:
            k = int(row["k"])
            chosen = []
            for group in clusters(origins):
                chosen += sorted(group, key=lambda at: (-score[at], subjects[at]))[:k]
            wanted = {
                "precision": share(event[chosen], [subjects[at] for at in chosen], [origins[at] for at in chosen]),
                "found": (event[chosen].sum() / event.sum() if event.sum() else None, None, None),
                "base_rate": (event.mean(), None, None),
            }[row["measure"]]
            compare(name, row, wanted)
        checked += 1
    return checked


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    figures = forecasts(folder) + risk(folder)
    print(f"{figures} figures with their intervals recomputed, {failures} differ")
    sys.exit(1 if failures else 0)
