#!/bin/sh
# Makes what the notebooks read, in attain-demo and attain-notebooks at the top of the repository: the pack of the
# shipped example, and the answers about a company that is made up (a seed, so the same one everywhere).
#
#   sh notebooks/prepare.sh [ATTAIN]
#
# ATTAIN is the program; without it, it is built as the README's first command builds it.
set -eu

top="$(cd "$(dirname "$0")/.." && pwd)"
cd "$top"
attain="${1:-}"
if [ -z "$attain" ]; then
    cargo build --locked
    attain="${CARGO_TARGET_DIR:-$top/target}/debug/attain"
fi

"$attain" demo --out attain-demo >/dev/null

rm -rf attain-notebooks
mkdir attain-notebooks
cd attain-notebooks
"$attain" generate --lines 60000 --reps 40 --years 5 --seed 11 --out company >/dev/null
"$attain" init company/*.csv --out attain.toml 2>/dev/null >/dev/null
"$attain" ingest --quiet >/dev/null

# said NAME COMMAND…: the answer as Parquet. Exit code 1 means that something was found, which is an answer too.
said() {
    name="$1"
    shift
    "$attain" "$@" --quiet --format parquet --out "$name.parquet" || [ $? -eq 1 ]
}

for chance in 50 55 60 65 70 75 80 85 90; do
    said "targets-$chance" targets --metric revenue_net --chance "0.$chance"
done
said goal targets --metric revenue_net --goal 3200000
said company-target targets --metric revenue_net --by company
said audit audit --proposed
said whatif whatif --scenario name=plan --scenario "name=a market 5 % down,market=-5%" \
    --scenario "name=goal of 3.2 million,goal=3200000"
"$attain" backtest --quiet --format json --out backtest.json
"$attain" review --quiet --out pack
