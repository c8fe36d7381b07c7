"""attain beside statsforecast and lifetimes: the same series, the same customers, accuracy and time as ratios.

    python3 benches/peers_models.py ATTAIN --panel FILE [--frequency quarterly] [--every 1] [--auto-arima]
    python3 benches/peers_models.py ATTAIN --customers 1000000

ATTAIN is the release build; FILE is a panel in the layout that `attain backtest --panel` reads (unique_id,t,y,part).
`--every K` takes each K-th series. Every program is a process of its own on one thread that reads the file, works and
writes its answer; its time is the whole process, and what a peer's process takes only to start, import and read is told
beside it. Forecasts of the peers are scored here by the measures that attain prints of its own; that both measure alike
is held by the seasonal naive forecast, which both make. Customers are drawn from a BG/NBD world by a fixed seed, and are
watched for another 180 days that no program sees; both fits are judged by one likelihood and by what came.

Needs statsforecast and lifetimes: pip install statsforecast lifetimes
"""

import argparse
import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

SEASONS = {"yearly": 1, "quarterly": 4, "monthly": 12}
AHEAD = 180
ONE_THREAD = {name: "1" for name in [
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"]}


def timed(command, **options):
    """What a whole process answers, its wall time and its processor time in seconds, and its peak in megabytes."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+") as answer:
        ran = subprocess.Popen(command, stdout=answer, env={**os.environ, **ONE_THREAD}, **options)
        _, status, used = os.wait4(ran.pid, 0)
        ran.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        # Exit code 1 is a finding of attain's, not a failure.
        if ran.returncode > 1 or ran.returncode < 0:
            raise SystemExit(f"{command[:3]} ended with {ran.returncode}")
        answer.seek(0)
        return answer.read(), seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


# Forecasts


def series_of(path):
    """Train and test values of each series."""
    opened = gzip.open(path, "rt", newline="") if str(path).endswith(".gz") else open(path, newline="")
    found = {}
    with opened as file:
        for row in csv.DictReader(file):
            of_id = found.setdefault(row["unique_id"], {"train": [], "test": []})
            of_id[row["part"]].append((int(row["t"]), float(row["y"])))
    return {name: {part: [y for _, y in sorted(values)] for part, values in parts.items()} for name, parts in found.items()}


def forecast_of_peer(peer, path, season):
    """The child's part: reads the panel, forecasts it with one model of statsforecast, prints it as JSON."""
    import pandas
    import statsforecast.models as models
    from statsforecast import StatsForecast

    series = series_of(path)
    ids = [name for name, parts in series.items() for _ in parts["train"]]
    times = [at + 1 for parts in series.values() for at in range(len(parts["train"]))]
    values = [y for parts in series.values() for y in parts["train"]]
    frame = pandas.DataFrame({"unique_id": ids, "ds": times, "y": values})
    if peer == "nothing":
        print("{}")
        return
    horizon = max(len(parts["test"]) for parts in series.values())
    made = StatsForecast(models=[getattr(models, peer)(season_length=season)], freq=1, n_jobs=1)
    told = made.forecast(df=frame, h=horizon, level=[95])
    columns = [peer, f"{peer}-lo-95", f"{peer}-hi-95"]
    answer = {}
    for name, rows in told.groupby("unique_id"):
        answer[str(name)] = [[float(value) for value in rows.sort_values("ds")[column]] for column in columns]
    json.dump(answer, sys.stdout)


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def scores(series, forecasts, season):
    """sMAPE, MASE and MSIS at 95 %, over a series' steps first and then over series."""
    smapes, mases, intervals = [], [], []
    for name, parts in series.items():
        history, actual = parts["train"], parts["test"]
        centre, lower, upper = (one[:len(actual)] for one in forecasts[name])
        size = lambda y, f: abs(y) + abs(f)
        smapes.append(mean(200 * abs(y - f) / size(y, f) if size(y, f) > 0 else 0 for y, f in zip(actual, centre)))
        changes = [abs(b - a) for a, b in zip(history, history[season:])]
        if not changes or sum(changes) == 0:
            continue
        yardstick = mean(changes)
        mases.append(mean(abs(y - f) for y, f in zip(actual, centre)) / yardstick)
        outside = lambda y, low, high: (high - low) + 40 * (max(low - y, 0) + max(y - high, 0))
        intervals.append(mean(outside(*one) for one in zip(actual, lower, upper)) / yardstick)
    return mean(smapes), mean(mases), mean(intervals)


def forecasts(asked, scratch):
    season, series = SEASONS[asked.frequency], series_of(asked.panel)
    series = {name: parts for at, (name, parts) in enumerate(series.items()) if at % asked.every == 0}
    path = scratch / "panel.csv"
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", "t", "y", "part"])
        for name, parts in series.items():
            rows = [(part, y) for part in ["train", "test"] for y in parts[part]]
            writer.writerows([name, at + 1, y, part] for at, (part, y) in enumerate(rows))
    command = [asked.attain, "backtest", "--panel", str(path), "--frequency", asked.frequency, "--threads", "1", "--quiet"]
    told, *used = timed(command)
    methods = {one["method"]: one for one in json.loads(told)["methods"]}
    own = methods["combination"]
    print(f"{len(series)} series of {asked.panel.name}, one thread each, whole processes; ratios are peer ÷ attain\n")
    print("| program | sMAPE | MASE | MSIS 95 % | wall s | processor s | peak MB | ratio sMAPE, MASE, MSIS | ratio wall, processor |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    mine = [own["smape"], own["mase"], own["msis_95"]]
    number = lambda values, digits: ", ".join(f"{value:.{digits}f}" for value in values)
    line = lambda name, found, used, rest: print(
        f"| {name} | {found[0]:.3f} | {found[1]:.4f} | {found[2]:.2f} | {used[0]:.2f} | {used[1]:.2f} | {used[2]:.0f} | {rest} |", flush=True)
    line("attain, all its methods with intervals", mine, used, " | ")
    peers = ["nothing", "SeasonalNaive", "Theta", "DynamicOptimizedTheta", "AutoETS"] + ["AutoARIMA"] * asked.auto_arima
    for peer in peers:
        child = [sys.executable, __file__, asked.attain, "--peer", peer, "--panel", str(path), "--frequency", asked.frequency]
        told, *peer_used = timed(child)
        if peer == "nothing":
            print(f"| Python, statsforecast imported, the panel read | | | | {peer_used[0]:.2f} | {peer_used[1]:.2f} | {peer_used[2]:.0f} | | |")
            continue
        found = scores(series, json.loads(told), season)
        ratios = number([a / b for a, b in zip(found, mine)], 3)
        times = number([a / b for a, b in zip(peer_used[:2], used[:2])], 1)
        line(f"statsforecast {peer}", found, peer_used, f"{ratios} | {times}")
        if peer == "SeasonalNaive":
            naive = methods["seasonal_naive"]
            same = all(abs(a - b) < 1e-6 * b for a, b in zip(found, [naive["smape"], naive["mase"]]))
            print(f"|   the same by attain | {naive['smape']:.3f} | {naive['mase']:.4f} | | | | | | |")
            if not same:
                raise SystemExit("the two programs do not measure the seasonal naive forecast alike")


# Customers


def world(count, path):
    """Customers of a BG/NBD world in whole days by a fixed seed: what a program sees, and repeat days after it."""
    import numpy
    random = numpy.random.default_rng(1)
    age = 365 + (numpy.arange(count) * 7919) % 730
    rate = random.gamma(0.6, 1 / 20, count)
    leaves = random.beta(0.9, 2.5, count)
    frequency, later, recency = numpy.zeros(count, int), numpy.zeros(count, int), numpy.zeros(count)
    clock, last, active = numpy.zeros(count), numpy.zeros(count), numpy.ones(count, bool)
    while active.any():
        clock = numpy.where(active, clock + random.exponential(1, count) / numpy.maximum(rate, 1e-12), clock)
        active &= clock <= age + AHEAD
        day = numpy.floor(clock)
        bought = active & (day > last)
        seen = bought & (day <= age)
        frequency, later = frequency + seen, later + (bought & ~seen)
        recency, last = numpy.where(seen, day, recency), numpy.where(bought, day, last)
        active &= random.random(count) >= leaves
    with open(path, "w") as out:
        out.write("customer_id,frequency,recency,T\n")
        out.writelines(f"{i},{f},{r:.0f},{t}\n" for i, (f, r, t) in enumerate(zip(frequency, recency, age)))
    return later


def fit_of_peer(path):
    """The child's part: lifetimes' BG/NBD on the customers, what it expects of each, to a file beside them."""
    import numpy
    import pandas
    from lifetimes import BetaGeoFitter
    data = pandas.read_csv(path)
    model = BetaGeoFitter().fit(data["frequency"], data["recency"], data["T"])
    expected = model.conditional_expected_number_of_purchases_up_to_time(AHEAD, data["frequency"], data["recency"], data["T"])
    numpy.savetxt(f"{path}.peer", numpy.asarray(expected))
    json.dump({name: float(value) for name, value in model.params_.items()}, sys.stdout)


def likelihood(parameters, path):
    """The log-likelihood of BG/NBD (Fader, Hardie and Lee 2005), written out here for both programs."""
    import numpy
    from scipy.special import betaln, gammaln
    r, alpha, a, b = (parameters[name] for name in ["r", "alpha", "a", "b"])
    x, seen, age = numpy.loadtxt(path, delimiter=",", skiprows=1, usecols=(1, 2, 3), unpack=True)
    common = gammaln(r + x) - gammaln(r) + r * numpy.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * numpy.log(alpha + age)
    gone = betaln(a + 1, b + numpy.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * numpy.log(alpha + seen)
    return float(numpy.sum(common + numpy.where(x > 0, numpy.logaddexp(stays, gone), stays)))


def customers(asked, scratch):
    import numpy
    path = scratch / "customers.csv"
    came = world(asked.customers, path)
    own = [asked.attain, "purchase", "--summary", str(path), "--model", "bgnbd", "--quiet"]
    told, *used = timed(own)
    parameters = {one["name"]: one["value"] for one in json.loads(told)["parameters"]}
    answer = scratch / "expected.csv"
    _, *listed = timed(own + ["--by", "customer", "--horizon", str(AHEAD), "--format", "csv", "--out", str(answer)])
    told, *peer_used = timed([sys.executable, __file__, asked.attain, "--peer", "lifetimes", "--summary", str(path)])
    peer = json.loads(told)
    with open(answer, newline="") as file:
        of_attain = {int(row["customer_id"]): float(row["expected_purchases"]) for row in csv.DictReader(file)}
    expected = {
        "attain": numpy.array([of_attain[at] for at in range(asked.customers)]),
        "lifetimes": numpy.loadtxt(f"{path}.peer"),
    }
    print(f"{asked.customers} customers of a BG/NBD world, whole processes; ratios are lifetimes ÷ attain\n")
    print("| program | r, alpha, a, b | log-likelihood | root mean square error of purchases in the next 180 days | expected ÷ came | wall s | processor s | peak MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    errors = {}
    for name, found, taken in [("attain", parameters, listed), ("lifetimes", peer, peer_used)]:
        errors[name] = float(numpy.sqrt(numpy.mean((expected[name] - came) ** 2)))
        values = ", ".join(f"{found[one]:.4f}" for one in ["r", "alpha", "a", "b"])
        print(f"| {name}, fit and each customer's expectation | {values} | {likelihood(found, path):.2f} | {errors[name]:.5f} "
              f"| {expected[name].sum() / came.sum():.4f} | {taken[0]:.2f} | {taken[1]:.2f} | {taken[2]:.0f} |")
    print(f"| attain, the fit alone | | | | | {used[0]:.2f} | {used[1]:.2f} | {used[2]:.0f} |")
    print(f"\nratios: error {errors['lifetimes'] / errors['attain']:.5f}, wall {peer_used[0] / listed[0]:.1f}, "
          f"processor {peer_used[1] / listed[1]:.1f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attain")
    parser.add_argument("--panel", type=pathlib.Path)
    parser.add_argument("--frequency", choices=SEASONS, default="quarterly")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--auto-arima", action="store_true")
    parser.add_argument("--customers", type=int, default=0)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--summary", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peer == "lifetimes":
        return fit_of_peer(asked.summary)
    if asked.peer:
        return forecast_of_peer(asked.peer, asked.panel, SEASONS[asked.frequency])
    with tempfile.TemporaryDirectory() as folder:
        if asked.panel:
            forecasts(asked, pathlib.Path(folder))
        if asked.customers:
            customers(asked, pathlib.Path(folder))


if __name__ == "__main__":
    main()
