#!/usr/bin/env bash
# Compares attain with what an analyst would write instead, on one generated order file.
#
#   benches/compare.sh PEERS_DIR [ROWS] [RUNS]
#
# PEERS_DIR holds gen_orders.py, peer_duckdb.py and peer_polars.py; python3 with numpy, polars, duckdb and pyarrow is
# needed (set PYTHON to one that has them), a release build (cargo build --release), and /usr/bin/time.
# Whole processes in alternation; the medians of wall time and peak memory are printed as ratios to attain's.
# This is a measurement, not a test: it takes minutes.
set -euo pipefail

peers=$1
rows=${2:-1000000}
runs=${3:-5}
python=${PYTHON:-python3}
here=$(cd "$(dirname "$0")/.." && pwd)
attain=${CARGO_TARGET_DIR:-$here/target}/release/attain
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" "$peers/gen_orders.py" "$rows" "$work/orders.csv"
measure() { # NAME COMMAND...: appends "NAME seconds kilobytes"
  local name=$1
  shift
  /usr/bin/time -f "$name %e %M" -a -o "$work/times" "$@" > "$work/out.$name" 2> "$work/err.$name"
}
for run in $(seq "$runs"); do
  rm -rf "$work/store" "$work/duckdb" "$work/polars"
  measure ingest.attain "$attain" ingest "$work/orders.csv" --table orders --store "$work/store" --quiet --column net_amount=revenue
  measure ingest.duckdb "$python" "$peers/peer_duckdb.py" ingest "$work/orders.csv" "$work/duckdb.parquet"
  measure ingest.polars "$python" "$peers/peer_polars.py" ingest "$work/orders.csv" "$work/polars.parquet"
  measure kpi.attain "$attain" kpi revenue_net units gross_profit orders active_customers new_customers --by rep --grain month \
    --store "$work/store" --quiet --out "$work/kpi.csv"
  measure cohort.attain "$attain" cohort --grain month --store "$work/store" --quiet --out "$work/cohort.csv"
  measure repeat.attain "$attain" repeat --metric repeat_rate.h_days.90 --grain month --store "$work/store" --quiet --out "$work/repeat.csv"
  measure all.duckdb "$python" "$peers/peer_duckdb.py" analyze "$work/duckdb.parquet" "$work/duckdb"
  measure all.polars "$python" "$peers/peer_polars.py" analyze "$work/polars.parquet" "$work/polars"
done
sort "$work/times" | awk '
  { n[$1]++; seconds[$1, n[$1]] = $2; memory[$1, n[$1]] = $3 }
  function median(values, name, count,   i, j, sorted, swap) {
    for (i = 1; i <= count; i++) sorted[i] = values[name, i] + 0
    for (i = 1; i <= count; i++) for (j = i + 1; j <= count; j++) if (sorted[j] < sorted[i]) { swap = sorted[i]; sorted[i] = sorted[j]; sorted[j] = swap }
    return sorted[int((count + 1) / 2)]
  }
  END { for (name in n) printf "%-14s %8.2f s %10.0f MB (median of %d)\n", name, median(seconds, name, n[name]), median(memory, name, n[name]) / 1024, n[name] }
' | sort
