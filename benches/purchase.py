"""Repeat-purchase models: the published values on CDNOW, and the time of a million customers beside lifetimes.

    python3 benches/purchase.py ATTAIN [--cdnow FOLDER] [--customers 1000000]

ATTAIN is the release build. FOLDER holds cdnow_customers_summary.csv and CDNOW_sample.txt, which may not be shipped.
Needs numpy; with lifetimes (and its pandas) installed its BG/NBD fit is timed on the same customers.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile
import time

import numpy as np

# Fader, Hardie and Lee (2005); Fader and Hardie (2013); MBG/NBD as commonly printed for these data.
PUBLISHED = {
    "bgnbd": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "log_likelihood": -9582.4},
    "mbgnbd": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    "paretonbd": {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "log_likelihood": -9595.0},
    "gammagamma": {"p": 6.25, "q": 3.74, "gamma": 15.44},
}


def fit(attain, summary, model):
    begun = time.perf_counter()
    command = [attain, "purchase", "--summary", str(summary), "--model", model, "--quiet"]
    ran = subprocess.run(command, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    if ran.returncode > 1:
        raise SystemExit(ran.stderr)
    return json.loads(ran.stdout), seconds


def cdnow(attain, folder, scratch):
    """Every published number, beside what attain finds."""
    spends = mean_spends(folder / "CDNOW_sample.txt")
    summary = scratch / "cdnow.csv"
    with open(folder / "cdnow_customers_summary.csv") as rows, open(summary, "w") as out:
        next(rows)
        out.write("customer_id,frequency,recency,T,monetary_value\n")
        for row in rows:
            values = row.strip().split(",")
            out.write(",".join(values) + f",{spends.get(int(values[0]), '')}\n")
    for model, published in PUBLISHED.items():
        found, _ = fit(attain, summary, model)
        values = {one["name"]: one for one in found["parameters"]}
        for name, wanted in published.items():
            value = found[name] if name == "log_likelihood" else values[name]["value"]
            error = "" if name == "log_likelihood" else f" ± {values[name]['standard_error']:.3f}"
            print(f"{model:11} {name:15} published {wanted:>10}   attain {value:12.4f}{error}   {found['status']}")


def mean_spends(transactions):
    """The mean worth of the repeat days of the first 39 weeks, by customer."""
    days = {}
    for line in open(transactions):
        values = line.split()
        if len(values) >= 5 and values[2] <= "19970930":
            of_customer = days.setdefault(int(values[1]), {})
            of_customer[values[2]] = of_customer.get(values[2], 0.0) + float(values[4])
    repeats = {customer: list(dict(sorted(by_day.items())).values())[1:] for customer, by_day in days.items()}
    return {customer: sum(values) / len(values) for customer, values in repeats.items() if values and sum(values) > 0}


def customers(count, path):
    """Customers of a BG/NBD world in whole days, by a fixed seed."""
    random = np.random.default_rng(1)
    age = 365 + (np.arange(count) * 7919) % 730
    rate = random.gamma(0.6, 1 / 30, count)
    leaves = random.beta(0.9, 2.5, count)
    frequency, recency = np.zeros(count, int), np.zeros(count)
    clock, active = np.zeros(count), np.ones(count, bool)
    while active.any():
        clock = np.where(active, clock + random.exponential(1, count) / np.maximum(rate, 1e-12), clock)
        active &= clock <= age
        day = np.floor(clock)
        bought = active & (day > recency)
        frequency, recency = frequency + bought, np.where(bought, day, recency)
        active &= random.random(count) >= leaves
    with open(path, "w") as out:
        out.write("customer_id,frequency,recency,T\n")
        out.writelines(f"{i},{f},{r:.0f},{t}\n" for i, (f, r, t) in enumerate(zip(frequency, recency, age)))


def race(attain, count, scratch):
    path = scratch / "customers.csv"
    customers(count, path)
    own = {}
    for model in ["bgnbd", "mbgnbd", "paretonbd"]:
        found, own[model] = fit(attain, path, model)
        values = ", ".join(f"{one['name']} {one['value']:.4f}" for one in found["parameters"])
        print(f"attain {model:10} {own[model]:7.2f} s with reading   {values}   {found['status']}")
    try:
        import pandas
        from lifetimes import BetaGeoFitter
    except ImportError:
        print("lifetimes is not installed: nothing to compare with")
        return
    begun = time.perf_counter()
    data = pandas.read_csv(path)
    fitter = BetaGeoFitter().fit(data["frequency"], data["recency"], data["T"])
    seconds = time.perf_counter() - begun
    values = ", ".join(f"{name} {value:.4f}" for name, value in fitter.params_.items())
    print(f"lifetimes bgnbd  {seconds:7.2f} s with reading   {values}")
    print(f"ratio {seconds / own['bgnbd']:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attain")
    parser.add_argument("--cdnow", type=pathlib.Path)
    parser.add_argument("--customers", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        if asked.cdnow:
            cdnow(asked.attain, asked.cdnow, scratch)
        if asked.customers:
            race(asked.attain, asked.customers, scratch)


if __name__ == "__main__":
    main()
