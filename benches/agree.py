"""Whether attain found what DuckDB finds by the same definitions, and the sums of both peers: agree.py SOURCE.parquet OUTDIR

OUTDIR is where benches/facts.sh put what all of them wrote. The peers count returns as purchases and a second order of
one day as a repetition, attain does neither; so counts are compared with queries of their own that leave out lines with a
negative quantity, and sums of money and pieces with the peers' results, to half a cent, since they add up floats.
"""
import sys

import duckdb

source, out = sys.argv[1:3]
con = duckdb.connect()
con.sql(f"CREATE VIEW o AS SELECT *, strftime(order_date, '%Y-%m') AS month FROM '{source}'")
con.sql("CREATE VIEW sales AS SELECT * FROM o WHERE quantity >= 0")
con.sql("CREATE TABLE firsts AS SELECT customer_id, min(order_date) AS f FROM sales GROUP BY 1")
last = con.sql("SELECT max(order_date) FROM o").fetchall()[0][0]
# The month that the data do not reach the end of has no finished cells.
running = f"date_trunc('month', DATE '{last}' + 1)"
wrong = 0


def compare(what, ours, theirs, differs):
    """Two queries of (key, value): every key of theirs must be among ours with the same value, and the other way round."""
    global wrong
    rows, bad = con.sql(f"""SELECT count(*), count(*) FILTER (WHERE a.value IS NULL OR b.value IS NULL OR {differs})
                            FROM ({ours}) a FULL JOIN ({theirs}) b USING (key)""").fetchall()[0]
    wrong += bad
    print(f"{what}: {rows - bad} of {rows} agree")


kpi = f"read_csv('{out}/kpi.csv', all_varchar=true)"


def ours(metric, where="true"):
    return f"""SELECT rep || period AS key, CAST(value AS DOUBLE) AS value FROM {kpi}
               WHERE metric_id = '{metric}' AND value IS NOT NULL AND CAST(value AS DOUBLE) <> 0 AND {where}"""


for peer in ("duckdb", "polars"):
    for metric, column in (("revenue_net", "revenue"), ("units", "units"), ("gross_profit", "gross_margin")):
        theirs = f"""SELECT rep_id || strftime(month, '%Y-%m') AS key, CAST({column} AS DOUBLE) AS value
                     FROM '{out}/{peer}/kpi.parquet' WHERE abs({column}) > 0.004"""
        compare(f"{metric}, {peer}", ours(metric), theirs, "abs(a.value - b.value) > 0.005")
counted = "SELECT rep_id || month AS key, count(DISTINCT {}) AS value FROM sales GROUP BY 1"
compare("orders", ours("orders"), counted.format("order_id"), "a.value <> b.value")
compare("active_customers", ours("active_customers"), counted.format("customer_id"), "a.value <> b.value")
news = """SELECT min(rep_id) || strftime(min(f), '%Y-%m') AS key, customer_id FROM sales JOIN firsts USING (customer_id)
          WHERE order_date = f AND f >= '2021-04-01' GROUP BY customer_id"""
compare("new_customers", ours("new_customers"), f"SELECT key, count(*) AS value FROM ({news}) GROUP BY 1", "a.value <> b.value")
cohorts = f"""SELECT strftime(f, '%Y-%m') || '/' || date_diff('month', date_trunc('month', f), date_trunc('month', order_date)) AS key,
             count(DISTINCT customer_id) AS value FROM sales JOIN firsts USING (customer_id)
             WHERE order_date < {running} GROUP BY 1"""
triangle = f"""SELECT cohort || '/' || age AS key, CAST(active AS BIGINT) AS value
               FROM read_csv('{out}/cohort.csv', all_varchar=true) WHERE CAST(active AS BIGINT) > 0 AND null_reason IS NULL"""
compare("cohorts", triangle, cohorts, "a.value <> b.value")
days = "SELECT customer_id, f, min(order_date) FILTER (WHERE order_date > f) AS again FROM sales JOIN firsts USING (customer_id) GROUP BY 1, 2"
rates = f"""SELECT strftime(f, '%Y-%m') AS key, count(*) FILTER (WHERE again - f <= 90) || '/' || count(*) AS value
            FROM ({days}) WHERE date_diff('day', f, DATE '{last}') >= 90 GROUP BY 1"""
repeat = f"""SELECT period AS key, numerator || '/' || denominator AS value
             FROM read_csv('{out}/repeat.csv', all_varchar=true) WHERE CAST(denominator AS BIGINT) > 0"""
compare("repeat_rate.h_days.90", repeat, rates, "a.value <> b.value")
if wrong:
    sys.exit(f"{wrong} figures differ")
