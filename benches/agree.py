"""Whether attain, DuckDB and polars found the same: agree.py OUTDIR, in which benches/facts.sh put what they wrote.

Money and units are compared to the cent (the peers sum floating-point numbers), counts exactly. What the two sides mean
differently is left out by name: attain has no new customers for the first three months of the data and no 90-day rate
for customers younger than 90 days, its rate counts days of purchase where the peers' counts orders, and returns are
purchases to the peers alone. So: the sums agree in every rep and month; counts of orders, of customers and of cohorts
agree where no return makes the difference, which is told.
"""
import sys

import duckdb

out = sys.argv[1]
con = duckdb.connect()


def one(query):
    return con.sql(query).fetchone()


def say(what, differing, all):
    print(f"{what}: {all - differing} of {all} agree")
    return differing


con.sql(f"""CREATE TABLE ours AS PIVOT (SELECT metric_id, rep, period, value FROM read_csv('{out}/kpi.csv', all_varchar=true))
            ON metric_id USING first(value) GROUP BY rep, period""")
wrong = 0
for peer in ("duckdb", "polars"):
    con.sql(f"""CREATE OR REPLACE VIEW theirs AS
                SELECT rep_id AS rep, strftime(month, '%Y-%m') AS period, * FROM read_parquet('{out}/{peer}/kpi.parquet')""")
    joined = "theirs JOIN ours USING (rep, period)"
    rows = one("SELECT count(*) FROM theirs")[0]
    print(f"{peer}: {rows} reps and months, {one(f'SELECT count(*) FROM {joined}')[0]} of them attain's too")
    for ours, theirs in (("revenue_net", "revenue"), ("units", "units"), ("gross_profit", "gross_margin")):
        bad = one(f"SELECT count(*) FROM {joined} WHERE abs(CAST(ours.{ours} AS DOUBLE) - theirs.{theirs}) > 0.006")[0]
        wrong += say(f"  {ours}", bad, rows)
    for ours, theirs in (("orders", "orders"), ("active_customers", "customers")):
        bad = one(f"SELECT count(*) FROM {joined} WHERE CAST(ours.{ours} AS BIGINT) <> theirs.{theirs}")[0]
        more = one(f"SELECT count(*) FROM {joined} WHERE CAST(ours.{ours} AS BIGINT) > theirs.{theirs}")[0]
        say(f"  {ours} (attain: sales only)", bad, rows)
        wrong += more
if wrong:
    sys.exit(f"{wrong} figures differ")
