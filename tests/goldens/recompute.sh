#!/bin/sh
# Remakes the csv files beside this script from the shipped raw data with another engine.
# Needs Python 3 with the package duckdb: python3 -m venv venv && venv/bin/pip install duckdb
# Run it with that Python first on the PATH, or name it: PYTHON=venv/bin/python tests/goldens/recompute.sh
# After it, write the engine's version (printed at the end) and the date into origin.toml.
set -eu
cd "$(dirname "$0")/../.."
exec "${PYTHON:-python3}" - <<'PROGRAM'
import duckdb

connection = duckdb.connect()
with open("tests/goldens/adventureworks.sql", encoding="utf-8") as queries:
    connection.execute(queries.read())
print("DuckDB", duckdb.__version__)
PROGRAM
