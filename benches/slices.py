"""Net revenue, orders and customers by product and month: attain on its store against DuckDB on the source's file, whole
processes in alternation: slices.py ATTAIN STORE SOURCE.parquet [RUNS]

The store is loaded from the same lines (benches/facts.sh makes both). The answers are compared row by row first: the
peer counts lines with a quantity of zero or more as sales, since attain's returns are no purchases.
"""
import os, statistics, subprocess, sys, tempfile, time

import duckdb

QUERY = """SELECT product_id AS product, strftime(order_date, '%Y-%m') AS period, sum(revenue) AS revenue_net,
                  count(DISTINCT order_id) FILTER (WHERE quantity >= 0) AS orders,
                  count(DISTINCT customer_id) FILTER (WHERE quantity >= 0) AS active_customers
           FROM '{source}' GROUP BY 1, 2"""
METRICS = ["revenue_net", "orders", "active_customers"]


def measured(command):
    """Wall and processor seconds and the peak in MB of a process."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000


def compare(ours, theirs):
    wide = ", ".join(f"max(CAST(value AS DOUBLE)) FILTER (WHERE metric_id = '{metric}') AS {metric}" for metric in METRICS)
    ours = f"""SELECT * FROM (SELECT product, period, {wide} FROM read_csv('{ours}', all_varchar=true) GROUP BY 1, 2)
               WHERE revenue_net <> 0 OR orders <> 0"""
    # The peer adds up floats.
    differs = "abs(a.revenue_net - b.revenue_net) > 0.005 OR a.orders <> b.orders OR a.active_customers <> b.active_customers"
    rows, wrong = duckdb.sql(f"""SELECT count(*), count(*) FILTER (WHERE a.orders IS NULL OR b.orders IS NULL OR {differs})
                                 FROM ({ours}) a FULL JOIN '{theirs}' b USING (product, period)""").fetchall()[0]
    print(f"{rows - wrong} of {rows} products and months agree")
    if wrong:
        sys.exit(1)


def main(attain, store, source, runs):
    folder = tempfile.mkdtemp()
    ours, theirs = f"{folder}/attain.csv", f"{folder}/duckdb.parquet"
    query = f"COPY ({QUERY.format(source=source)}) TO '{theirs}' (FORMAT parquet)"
    commands = {
        "attain, revenue": [attain, "kpi", METRICS[0], "--by", "product", "--grain", "month"],
        "attain, all three": [attain, "kpi", *METRICS, "--by", "product", "--grain", "month"],
        "duckdb, all three": [sys.executable, "-c", f"import duckdb; duckdb.sql({query!r})"],
    }
    for name in ("attain, revenue", "attain, all three"):
        commands[name] += ["--store", store, "--quiet", "--format", "csv", "--out", ours]
    found = {name: [] for name in commands}
    for run in range(runs):
        for name, command in commands.items():
            found[name].append(measured(command))
        if run == 0:
            compare(ours, theirs)
    median = {name: [statistics.median(column) for column in zip(*of)] for name, of in found.items()}
    base = median["attain, all three"]
    for name, numbers in median.items():
        ratios = ", ".join(f"{one / other:.1f}" for one, other in zip(numbers, base))
        print(f"{name}: {numbers[0]:.2f} s, processor {numbers[1]:.2f} s, {numbers[2]:.0f} MB ({ratios})")


main(*sys.argv[1:4], int(sys.argv[4]) if len(sys.argv) > 4 else 3)
