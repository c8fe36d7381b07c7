#!/usr/bin/env bash
# database.sh ATTAIN DRIVER [ROWS]: loads ROWS rows (ten million) that a PostgreSQL server makes while it is asked, and
# says the time, the processor time and the most memory that the load took; and the same where the server fails with
# the last row, so that all is fetched and nothing loaded. DRIVER is libadbc_driver_postgresql.so; the server is Debian's
# (package postgresql), started here on a port of its own and stopped at the end.
set -euo pipefail

if (($# < 2)); then
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
fi
attain="$(realpath "$1")" driver="$(realpath "$2")" rows="${3:-10000000}"
source "$(dirname "${BASH_SOURCE[0]}")/../tests/postgres_server.sh"
made owner --auth=trust
started ""

cd "$work/run"
# configure NAME PIECES: what stands in the column of pieces.
configure() {
    cat >"$1.toml" <<TOML
[company]
currency = "CNY"
time_zone = "Asia/Shanghai"

[[source]]
table = "orders"
adbc = "postgresql"
driver = "$driver"
uri = "postgresql://owner@127.0.0.1:$port/postgres"
query = """SELECT n AS order_id, timestamptz '2021-01-01 00:00Z' + n * interval '9 seconds' AS order_date,
    'K' || n % 200000 AS customer_id, 'R' || n % 300 AS rep_id, (n * 137 % 100000)::numeric(38, 2) / 100 AS net_amount,
    $2 AS quantity FROM generate_series(1::bigint, $rows) AS n"""
TOML
}

# timed NAME CODE: a load that has to end so. The server's processes are no children of this one.
timed() {
    python3 - "$attain" "$@" <<'PROGRAM'
import resource
import subprocess
import sys
import time

attain, name, code = sys.argv[1:]
begun = time.time()
done = subprocess.run([attain, "--config", f"{name}.toml", "--store", name, "ingest"], check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{name}: {time.time() - begun:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of processor time, at most "
      f"{used.ru_maxrss / 1e3:.0f} MB", flush=True)
sys.exit(done.returncode != int(code))
PROGRAM
}
configure whole 'n % 12 + 1'
timed whole 0
du -sm whole | awk '{ print "the store has " $1 " MB" }'
configure broken "n % 12 + 1 / ($rows - n)"
timed broken 3
if [[ -e broken/attain-store.json ]]; then
    echo 'a load that failed left a store'
    exit 1
fi
