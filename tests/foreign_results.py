#!/usr/bin/env python3
"""Reads results that `attain export --to FOLDER` wrote without attain, and holds them against a pack.

    foreign_results.py RESULTS PACK

RESULTS is a folder of Delta tables of one run, PACK a pack of the same review. The Delta library and polars read the
tables by their logs; DuckDB reads the data files with the partition in their paths. Every row of every table is to be
the pack's, with `run_id`, `review_period` and `as_of` beside it. Needs the packages deltalake, polars and duckdb.
"""

import sys
from pathlib import Path

import duckdb
import polars
from deltalake import DeltaTable

RUN_COLUMNS = ["run_id", "review_period"]


def main(results, pack):
    names = sorted(path.parent.name for path in results.glob("*/_delta_log"))
    assert "runs" in names and len(names) > 3, f"the folder holds {names}"
    runs = polars.scan_delta(str(results / "runs")).collect()
    assert runs.height == 1, f"{runs.height} runs"
    run = runs.row(0, named=True)
    rows = 0
    for name in names:
        table = DeltaTable(str(results / name))
        assert table.metadata().partition_columns == ["run_id"], name
        frame = polars.scan_delta(str(results / name)).collect()
        assert frame.columns[:2] == RUN_COLUMNS, f"{name}: {frame.columns}"
        assert set(frame["run_id"]) <= {run["run_id"]} and set(frame["review_period"]) <= {run["review_period"]}, name
        assert set(frame["as_of"]) <= {run["as_of"]}, name
        files = table.file_uris()
        if files:
            asked = "select count(*), count(distinct run_id), min(run_id) from read_parquet(?, hive_partitioning = true, hive_types_autocast = false)"
            # DuckDB may take a run's digits for a number.
            count, distinct, run_id = duckdb.execute(asked, [files]).fetchone()
            assert (count, distinct, run_id) == (frame.height, 1, run["run_id"]), f"{name}: {count} rows in DuckDB"
        if name != "runs":
            kept = polars.read_parquet(pack / "tables" / f"{name}.parquet")
            assert frame.select(kept.columns).equals(kept, null_equal=True), f"{name} is not the pack's table"
        rows += frame.height
    print(f"{rows} rows in {len(names)} tables of results are the pack's, in three engines")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
