"""The DuckDB peer's work on attain's own data files, by its integer keys: duckdb_on_store.py PEERS_DIR STORE OUTDIR

The queries are those of peer_duckdb.py, on a view in which the store's keys and minor units have the peer's names.
"""
import glob, json, os, re, sys, time

import duckdb

peers, store, out = sys.argv[1:4]
os.makedirs(out, exist_ok=True)
source = open(os.path.join(peers, "peer_duckdb.py")).read()
queries = dict(re.findall(r'"(kpi|cohort|repeat)": """(.*?)"""', source, re.S))
files = set()
for entry in sorted(glob.glob(os.path.join(store, "tables/orders/_delta_log/*.json"))):
    for line in open(entry):
        action = json.loads(line)
        if "add" in action:
            files.add(action["add"]["path"])
        if "remove" in action:
            files.discard(action["remove"]["path"])
paths = [os.path.join(store, "tables/orders", name) for name in sorted(files)]
con = duckdb.connect()
con.sql(f"""CREATE VIEW o AS SELECT customer_key AS customer_id, rep_key AS rep_id, order_key AS order_id, order_date,
            quantity, net_amount_minor AS revenue, cost_amount_minor AS cost FROM read_parquet({paths})""")
begun = time.perf_counter()
for name, query in queries.items():
    con.sql(f"COPY ({query}) TO '{out}/{name}.parquet' (FORMAT parquet)")
print(f"total: {time.perf_counter() - begun:.3f} s")
