#!/usr/bin/env python3
"""Opens every table of a store without attain, in three engines, and compares what they find.

    foreign_engines.py STORE [--rows TABLE=NUMBER]... [--cents NUMBER] [--version NUMBER]

The Delta library and polars read the tables by their logs, at the versions that the store's manifest names. DuckDB
reads the data files that the log names: its own reader of Delta tables is an extension, which has to be fetched from
a network. Rows are compared with the manifest's and with those given, the sum of `net_amount_minor` of the orders
with the cents given. Needs the packages deltalake, polars and duckdb.
"""

import argparse
import json
import sys
from pathlib import Path

import duckdb
import polars
from deltalake import DeltaTable

AMOUNT = "net_amount_minor"


def manifest_of(store, version):
    if version is None:
        version = json.loads((store / "attain-store.json").read_text(encoding="utf-8"))["version"]
    return json.loads((store / "versions" / f"{version:08}.json").read_text(encoding="utf-8"))


def by_deltalake(table):
    """Rows by the log's statistics; where a file has none, as in stores of format 1, None."""
    counts = table.get_add_actions(flatten=True)
    counts = polars.DataFrame(counts)["num_records"].to_list()
    return None if None in counts else sum(counts)


def by_polars(path, version):
    frame = polars.scan_delta(str(path), version=version)
    has_amount = AMOUNT in frame.collect_schema().names()
    asked = [polars.len().alias("rows")] + ([polars.col(AMOUNT).sum()] if has_amount else [])
    row = frame.select(asked).collect().row(0)
    return row[0], row[1] if has_amount else None


def by_duckdb(path, table, has_amount):
    files = [str(path / uri.rsplit("/", 1)[1]) for uri in table.file_uris()]
    amount = f"sum({AMOUNT})" if has_amount else "null"
    question = f"select count(*), {amount} from read_parquet(?, union_by_name = true)"
    rows, cents = duckdb.execute(question, [files]).fetchone()
    return rows, None if cents is None else int(cents)


def keys_agree(store, versions, name, key, table):
    """Every name of the orders stands under its key in its table of names: joined by polars."""
    if table not in versions:
        return 0
    orders = polars.scan_delta(str(store / "tables/orders"), version=versions["orders"])
    names = polars.scan_delta(str(store / "tables" / table), version=versions[table])
    if name not in orders.collect_schema().names():
        return 0
    pairs = orders.select(key, name).unique().drop_nulls(name).collect()
    joined = pairs.join(names.collect(), on=[key, name], how="inner")
    assert joined.height == pairs.height, f"{pairs.height - joined.height} names of {name} have another key"
    return pairs.height


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--rows", action="append", default=[], metavar="TABLE=NUMBER")
    parser.add_argument("--cents", type=int)
    parser.add_argument("--version", type=int)
    given = parser.parse_args()
    expected = dict(pair.split("=", 1) for pair in given.rows)
    manifest = manifest_of(given.store, given.version)
    wrong = []

    def compare(what, found, wanted):
        if found != wanted:
            wrong.append(f"{what}: {found} instead of {wanted}")

    for name in expected:
        if name not in manifest["tables"]:
            wrong.append(f"there is no table {name}")
    versions = {name: table["delta_version"] for name, table in manifest["tables"].items()}
    for name, of_manifest in manifest["tables"].items():
        path = given.store / "tables" / name
        table = DeltaTable(str(path), version=versions[name])
        counted = by_deltalake(table)
        rows, cents = by_polars(path, versions[name])
        wanted = int(expected.get(name, of_manifest["rows"]))
        compare(f"{name}, rows in the manifest", of_manifest["rows"], wanted)
        if counted is not None:
            compare(f"{name}, rows by the log", counted, wanted)
        compare(f"{name}, rows by polars", rows, wanted)
        compare(f"{name}, rows and cents by DuckDB", by_duckdb(path, table, cents is not None), (rows, cents))
        if name == "orders" and given.cents is not None:
            compare("orders, cents", cents, given.cents)
    for name in ["customer", "rep", "product", "region", "channel"] if "orders" in versions else []:
        column = name if name in ("region", "channel") else f"{name}_id"
        keys_agree(given.store, versions, column, f"{name}_key", f"keys_{name}")
    if wrong:
        print("\n".join(wrong))
        return 1
    print(f"{len(versions)} tables of version {manifest['version']} are the same in three engines without attain")
    return 0


if __name__ == "__main__":
    sys.exit(main())
