#!/usr/bin/env bash
# Rep × month KPIs, monthly cohorts and 90-day repeat rates: attain against what an analyst would write instead.
#
#   benches/facts.sh PEERS_DIR WORK_DIR [ROWS] [RUNS]
#
# PEERS_DIR holds gen_orders.py, peer_duckdb.py and peer_polars.py; what is made goes to WORK_DIR and stays there, so that
# a second run finds the data. PYTHON names an interpreter with numpy, polars, duckdb and pyarrow. Needed besides: a
# release build (cargo build --release) and /usr/bin/time.
#
# Whole processes in alternation: attain's three questions on a store without kept facts, the same again with them, DuckDB
# and polars on the source file, DuckDB on attain's own data files. The results are compared row by row first. Medians of
# wall time, processor time and peak memory are printed, and as ratios to attain's. It takes minutes and is no test.
set -euo pipefail

peers=$1
work=$2
rows=${3:-1000000}
runs=${4:-3}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)
attain=${ATTAIN:-${CARGO_TARGET_DIR:-$here/target}/release/attain}
mkdir -p "$work"
data=$work/orders-$rows
store=$work/store-$rows
times=$work/times-$rows
out=$work/out-$rows
mkdir -p "$out"
: > "$times"

[ -e "$data.parquet" ] || "$python" "$peers/gen_orders.py" "$rows" "$data.csv" --parquet "$data.parquet"
if [ ! -e "$store/attain-store.json" ]; then
  "$attain" ingest "$data.csv" --table orders --store "$store" --quiet --column net_amount=revenue > "$out/load.txt"
fi
measure() { # NAME COMMAND...: appends "NAME wall user system kilobytes"
  local name=$1
  shift
  /usr/bin/time -f "$name %e %U %S %M" -a -o "$times" "$@" > "$out/said.$name" 2> "$out/wrong.$name"
}
questions() { # SUFFIX
  measure "kpi$1" "$attain" kpi revenue_net units gross_profit orders active_customers new_customers \
    --by rep --grain month --store "$store" --quiet --out "$out/kpi.csv"
  measure "cohort$1" "$attain" cohort --grain month --store "$store" --quiet --out "$out/cohort.csv"
  measure "repeat$1" "$attain" repeat --metric repeat_rate.h_days.90 --grain month --store "$store" --quiet --out "$out/repeat.csv"
}
for run in $(seq "$runs"); do
  rm -rf "$store/facts"
  questions .first
  questions .again
  measure duckdb.file "$python" "$peers/peer_duckdb.py" analyze "$data.parquet" "$out/duckdb"
  measure duckdb.store "$python" "$here/benches/duckdb_on_store.py" "$peers" "$store" "$out/duckdb-store"
  measure polars.file "$python" "$peers/peer_polars.py" analyze "$data.parquet" "$out/polars"
  [ "$run" -gt 1 ] || "$python" "$here/benches/agree.py" "$data.parquet" "$out"
done
"$python" - "$times" <<'PYTHON'
import statistics, sys
found = {}
for line in open(sys.argv[1]):
    name, *numbers = line.split()
    found.setdefault(name, []).append([float(number) for number in numbers])
median = {name: [statistics.median(column) for column in zip(*runs)] for name, runs in found.items()}
def whole(ending):
    parts = [median[f"{question}.{ending}"] for question in ("kpi", "cohort", "repeat")]
    return [sum(part[0] for part in parts), sum(part[1] for part in parts), sum(part[2] for part in parts), max(part[3] for part in parts)]
median["attain.first"], median["attain.again"] = whole("first"), whole("again")
print(f"{'':14} {'wall':>8} {'processor':>10} {'peak':>9}   ratios to attain's three first questions")
of = median["attain.first"]
for name, (wall, user, system, peak) in sorted(median.items()):
    ratios = f"{wall / of[0]:6.2f} {(user + system) / (of[1] + of[2]):6.2f} {peak / of[3]:6.2f}"
    print(f"{name:14} {wall:6.2f} s {user + system:8.2f} s {peak / 1024:6.0f} MB   {ratios}")
PYTHON
