#!/usr/bin/env bash
# Tables loaded from a real PostgreSQL server through its ADBC driver, results written back into it, and what happens
# where either goes wrong.
#
#   postgres.sh ATTAIN DRIVER
#
# DRIVER is libadbc_driver_postgresql.so. The server is Debian's (package postgresql), started here on a port of its own
# with a password and a certificate of its own, and stopped at the end. PostgreSQL does not run as root: where this
# does, the server runs as the user `postgres` that the package made.
set -euo pipefail

attain="$(realpath "$1")"
driver="$(realpath "$2")"
source "$(dirname "${BASH_SOURCE[0]}")/postgres_server.sh"
export SALES_DB_PASSWORD='p@ss:w/rd?%&#"'"'"' ü'

# sql TEXT: run as the owner, over the socket, where the password is not asked for.
sql() {
    as_server "$bin/psql" -h "$work/socket" -p "$port" -U "$owner" -d sales -v ON_ERROR_STOP=1 -qAtc "$1"
}

fail() {
    echo "$1"
    shift
    [[ $# == 0 ]] || cat "$@"
    exit 1
}

owner=owner
made "$owner" --auth-host=scram-sha-256 --auth-local=trust
openssl req -new -x509 -days 2 -nodes -subj /CN=elsewhere.example -out "$work/server.crt" -keyout "$work/server.key" 2>/dev/null
install -m 600 "$work/server.key" "$work/data/server.key"
install -m 600 "$work/server.crt" "$work/data/server.crt"
given_to_server "$work/data/server.key" "$work/data/server.crt"
start() {
    started "-c ssl=on"
}
start
as_server "$bin/createdb" -h "$work/socket" -p "$port" -U "$owner" sales
sql "CREATE ROLE reader LOGIN PASSWORD '${SALES_DB_PASSWORD//\'/\'\'}'"

# Every kind of column that a sales database has; numerics beyond 64 bits; nulls; instants near midnight.
sql "CREATE TABLE sales_orders (
    id bigint PRIMARY KEY, placed_at timestamptz NOT NULL, buyer text, seller varchar(20), amount numeric(38,2),
    pieces integer, note jsonb, tags text[], token uuid, huge numeric(60,0), changed_at timestamptz NOT NULL)"
sql "INSERT INTO sales_orders
    SELECT n, timestamptz '2023-01-01 00:30+08' + n * interval '37 minutes', CASE WHEN n % 50 = 0 THEN NULL ELSE 'K' || n % 700 END,
        'R' || n % 9, (n * 137 % 100000)::numeric / 100, n % 12, '{\"a\": [1, null]}', ARRAY['x', NULL],
        md5(n::text)::uuid, 10::numeric ^ 40 + n, timestamptz '2024-01-01 00:00Z' + n * interval '1 second'
    FROM generate_series(1, 20000) AS n"
sql "GRANT SELECT ON sales_orders TO reader"
sql "CREATE TABLE secret_orders (id bigint)"

cd "$work/run"
query="SELECT id, 1 AS line_no, placed_at, buyer, seller, amount, pieces, note, tags, token, huge, changed_at FROM sales_orders"
# database SECTION ADDRESS: a configuration whose last section is that database.
database() {
    cat >attain.toml <<END
[company]
currency = "CNY"
time_zone = "Asia/Shanghai"

[[$1]]
adbc = "postgresql"
driver = "$driver"
uri = "$2"
END
}
# configure ADDRESS QUERY: the source.
configure() {
    database source "$1"
    cat >>attain.toml <<END
table = "orders"
query = "$2"
watermark = "changed_at"
[source.columns]
order_id = "id"
order_date = "placed_at"
customer_id = "buyer"
rep_id = "seller"
net_amount = "amount"
quantity = "pieces"
END
}
address="postgresql://reader:\${SALES_DB_PASSWORD}@127.0.0.1:$port/sales?sslmode=require"
configure "$address" "$query"

"$attain" ingest >out.csv 2>err.txt || fail 'the first load failed' err.txt
grep -q '20000 rows read = 20000 loaded' <("$attain" check 2>&1) || grep -q ',20000,20000,0,' out.csv || fail 'not all rows came' out.csv err.txt
"$attain" kpi revenue_net orders --grain month --by rep --format csv --out kpi.csv --quiet
python3 - kpi.csv <(sql "SELECT to_char(date_trunc('month', placed_at AT TIME ZONE 'Asia/Shanghai'), 'YYYY-MM'), seller,
    sum(amount), count(*) FROM sales_orders GROUP BY 1, 2") <<'PROGRAM'
import csv
import sys
from decimal import Decimal

theirs = {}
for line in open(sys.argv[2], encoding="utf-8"):
    month, seller, amount, orders = line.strip().split("|")
    theirs["revenue_net", month, seller] = Decimal(amount)
    theirs["orders", month, seller] = Decimal(orders)
ours = {}
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")):
    key = row["metric_id"], row["period"], row.get("rep") or row.get("rep_id")
    if row["value"] and Decimal(row["value"]) != 0:
        ours[key] = Decimal(row["value"])
theirs = {key: value for key, value in theirs.items() if value != 0}
assert theirs and ours == theirs, f"{len(ours)} and {len(theirs)} figures, differing: {sorted(set(ours.items()) ^ set(theirs.items()))[:6]}"
print(f"{len(ours)} figures by month and rep are the server's own")
PROGRAM

# A second load fetches the newest instant alone, and a correction and a new row after them.
"$attain" ingest >out.csv 2>err.txt || fail 'the second load failed' err.txt
grep -q 'orders from postgresql: 1 row fetched, from `changed_at`' err.txt || fail 'all was fetched again' err.txt
sql "UPDATE sales_orders SET amount = amount + 1, changed_at = '2024-02-01' WHERE id = 7;
    INSERT INTO sales_orders (id, placed_at, buyer, seller, amount, changed_at) VALUES (30000, '2024-01-15 12:00Z', 'K1', 'R1', 5, '2024-02-02')"
"$attain" ingest >out.csv 2>err.txt || fail 'the third load failed' err.txt
grep -q '3 rows fetched' err.txt || fail 'not what was newer was fetched' err.txt
total="$(sql 'SELECT sum(amount) FROM sales_orders')"
ours="$("$attain" kpi revenue_net --grain year --format csv --quiet | awk -F, 'NR > 1 { sum += $3 } END { printf "%.2f", sum }')"
[[ "$ours" == "$total" ]] || fail "the store has $ours, the server $total"
"$attain" inspect --versions >versions.txt 2>/dev/null
cp -r attain-store before

# What goes wrong leaves the store as it was, says why in one line and what to do, and shows no secret.
# refused CODE WORDS…: the next load ends so and says all of it.
refused() {
    local code="$1" got=0
    shift
    "$attain" ingest >out.csv 2>err.txt || got=$?
    [[ $got == "$code" ]] || fail "the load ended with $got and not with $code" err.txt
    local words
    for words in "$@"; do
        grep -qF -- "$words" err.txt || fail "the message does not say \`$words\`" err.txt
    done
    diff -r before attain-store >/dev/null || fail 'the store has changed' err.txt
    (($(wc -l <err.txt) <= 4)) || fail 'the message is too long' err.txt
}
configure "$address" "SELECT id AS number, placed_at, changed_at FROM sales_orders"
refused 3 '`orders from postgresql`: ' '`buyer`' 'there is none among `number`' 'let `query` yield a column of this name'
"$attain" --lang zh ingest >out.csv 2>err.txt && fail 'the load was not refused' err.txt
grep -q '请让 `query` 给出该名称的列' err.txt || fail 'not in Chinese' err.txt
configure "$address" "SELECT * FROM ordrs"
refused 3 'relation "ordrs" does not exist' 'query'
configure "$address" "SELECT * FROM secret_orders"
refused 3 'permission denied' 'grant'
configure "$address" "SELEC 1"
refused 3 'syntax error'
configure "${address/$port/1}" "$query"
refused 3 'Connection refused' 'see that the server runs'
configure "${address/reader/nobody}" "$query"
refused 3 'password authentication failed'
configure "$address&sslrootcert=$work/server.crt&x=1" "$query"
refused 3 'invalid URI query parameter'
configure "${address/require/verify-full}&sslrootcert=$work/server.crt" "$query"
refused 3 'does not match host name' "as the server's certificate names it"
configure "postgresql://reader:written@127.0.0.1:$port/sales" "$query"
refused 2 'holds a password' '${NAME}'
sed 's/libadbc_driver_postgresql/not_there/' -i attain.toml
configure "$address" "$query"
sed 's/libadbc_driver_postgresql/not_there/' -i attain.toml
refused 2 "not_there" 'pip install adbc-driver-postgresql'
sed '/^driver/d' -i attain.toml
refused 2 'no ADBC driver' 'pip install adbc-driver-postgresql'
configure "$address" "$query"
(unset SALES_DB_PASSWORD; refused 2 'SALES_DB_PASSWORD')

# The server goes away in mid-query: a row every so often, and the backend is ended meanwhile.
configure "$address" "SELECT n AS id, 1 AS line_no, now() AS placed_at, 'K' AS buyer, 'R' AS seller, 1 AS amount, 1 AS pieces, now() AS changed_at, pg_sleep(n / 200000.0)::text AS slept FROM generate_series(1, 200000) AS n"
(for _ in $(seq 100); do
    sleep 0.1
    [[ "$(sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active' AND now() - query_start > interval '500 milliseconds'")" == 0 ]] || break
done) &
refused 3 'orders from postgresql'
wait $!

# Orders of several lines, of which some change and some come later. Lines that are numbered within each fetch would take
# each other's places, so the query has to yield a number of their own.
sql "CREATE TABLE sales_lines (order_no text, item integer, placed_on date NOT NULL, amount numeric(12,2) NOT NULL,
    changed_at timestamptz, PRIMARY KEY (order_no, item))"
sql "INSERT INTO sales_lines SELECT 'A' || n / 3, 10 * (n % 3 + 1), date '2024-01-01' + n % 90, n,
        timestamptz '2024-04-01 00:00Z' + n * interval '1 second' FROM generate_series(0, 899) AS n"
sql "GRANT SELECT ON sales_lines TO reader"
mkdir lines
cd lines
# lines COLUMNS MORE: a source of these lines; `MORE` maps further columns.
lines() {
    database source "$address"
    cat >>attain.toml <<END
table = "orders"
query = "SELECT order_no, $1, placed_on, amount, changed_at FROM sales_lines"
watermark = "changed_at"
[source.columns]
order_id = "order_no"
order_date = "placed_on"
net_amount = "amount"
$2
END
}
# stopped CODE WORDS…: the load ends so, says all of it, and makes no store.
stopped() {
    local code="$1" got=0 words
    shift
    "$attain" ingest >out.csv 2>err.txt || got=$?
    [[ $got == "$code" ]] || fail "the load ended with $got and not with $code" err.txt
    for words in "$@"; do
        grep -qF -- "$words" err.txt || fail "the message does not say \`$words\`" err.txt
    done
    [[ ! -e attain-store ]] || fail 'a store was made' err.txt
}
lines 'item' ''
stopped 2 'the source of `orders`' '`line_no`' '1 AS line_no'
"$attain" --lang zh ingest >out.csv 2>err.txt && fail 'the load was not refused' err.txt
grep -q '`orders` 的数据来源：设了 `watermark` 时，查询必须给出 `line_no`' err.txt || fail 'not in Chinese' err.txt
lines "NULLIF(item, 20) AS line_no" ''
stopped 3 '`orders from postgresql` line 2: `line_no` is empty' 'COALESCE(line_no, 1)'
lines 'item' 'line_no = "item"'
"$attain" ingest >out.csv 2>err.txt || fail 'the lines were not loaded' err.txt
sql "UPDATE sales_lines SET amount = amount + 1000, changed_at = '2024-05-01' WHERE order_no IN ('A5', 'A9') AND item = 20;
    INSERT INTO sales_lines VALUES ('A7', 40, '2024-03-30', 70, '2024-05-02'), ('A300', 10, '2024-03-30', 80, '2024-05-02')"
"$attain" ingest >out.csv 2>err.txt || fail 'the changed lines were not loaded' err.txt
grep -q 'orders from postgresql: 5 rows fetched, from' err.txt || fail 'not the changed lines alone were fetched' err.txt
sql "INSERT INTO sales_lines VALUES ('A300', 20, '2024-03-30', 90, '2024-05-03'), ('A300', 30, '2024-03-30', 100, NULL);
    UPDATE sales_lines SET amount = amount - 7, changed_at = '2024-05-03' WHERE order_no = 'A300' AND item = 10"
"$attain" ingest >out.csv 2>err.txt || fail 'the late lines were not loaded' err.txt
# What a store says, but for the column of its version.
figures() {
    "$attain" kpi revenue_net orders avg_order --grain month --format csv --quiet "$@" | cut -d, -f1-16,18-
}
figures >grown.csv
"$attain" ingest --store fresh >out.csv 2>err.txt || fail 'the fresh store was not made' err.txt
grep -q '904 rows' err.txt || grep -q ',904,904,0,' out.csv || fail 'not all lines are in the fresh store' out.csv err.txt
figures --store fresh >fresh.csv
diff grown.csv fresh.csv || fail 'a store that grew says other than a fresh one'
total="$(sql 'SELECT sum(amount) FROM sales_lines')"
ours="$("$attain" kpi revenue_net --grain year --format csv --quiet | awk -F, 'NR > 1 { sum += $3 } END { printf "%.2f", sum }')"
[[ "$ours" == "$total" ]] || fail "the store has $ours of the lines, the server $total"
# Columns that are read otherwise are fetched from the beginning.
lines 'item' $'line_no = "item"\nquantity = "item"'
"$attain" ingest >out.csv 2>err.txt || fail 'the lines were not fetched anew' err.txt
grep -q ',904,' out.csv || fail 'not everything was fetched anew' out.csv err.txt
cd ..

# An address in a file: only its owner may read it.
printf 'postgresql://reader:%s@127.0.0.1:%s/sales\n' 'p%40ss%3Aw%2Frd%3F%25%26%23%22%27%20%C3%BC' "$port" >address
configure "$address" "$query"
sed 's/^uri = .*/uri_file = "address"/' -i attain.toml
chmod 644 address
refused 2 'others can read it' 'chmod 600'
chmod 600 address
"$attain" ingest --again >out.csv 2>err.txt || fail 'the address in a file was not taken' err.txt
rm address

# Results go back: into a schema of a user's own, who may write there and nowhere else.
sql "CREATE ROLE writer LOGIN PASSWORD '${SALES_DB_PASSWORD//\'/\'\'}'"
sql "CREATE SCHEMA results AUTHORIZATION writer"
# destination ADDRESS MORE: what follows is the destination's.
destination() {
    database destination "$1"
    printf 'name = "bi"\n%s\n' "$2" >>attain.toml
}
into="${address/reader/writer}"
review=(--to bi --period 2024-Q1 --as-of 2024-01-15)
destination "$into" 'schema = "results"'
# count TABLE: rows in the database, in all and by different run.
count() {
    sql "SELECT count(*), count(DISTINCT run_id) FROM results.attain_$1"
}
"$attain" export "${review[@]}" >out.csv 2>err.txt || fail 'the results were not written' err.txt
grep -q 'written to bi: [0-9,]* rows in 13 tables' err.txt || fail 'not all tables were written' err.txt
while IFS=, read -r run _ table rows state; do
    [[ "$run" == run_id ]] || [[ "$state" == written && "$(sql "SELECT count(*) FROM $table WHERE run_id = '$run'")" == "$rows" ]] ||
        fail "$table has not $rows rows" out.csv
done <out.csv
# What the database holds is what the pack's own table says, to the last digit.
"$attain" review --period 2024-Q1 --as-of 2024-01-15 --out pack --quiet >/dev/null 2>&1
python3 - pack/tables <(sql "SELECT 'targets', rep_id, metric_id, target::text, statement FROM results.attain_targets
    UNION ALL SELECT 'scorecard', rep_id, metric_id, score::text, statement FROM results.attain_scorecard
    UNION ALL SELECT 'kpi', rep, metric_id || period || coalesce(team, ''), value::text, as_of::text FROM results.attain_kpi") <<'PROGRAM'
import csv
import sys
from pathlib import Path


def number(text):
    return float(text) if text else None


theirs, ours = [], []
for line in open(sys.argv[2], encoding="utf-8"):
    table, rep, key, value, text = line.rstrip("\n").split("|", 4)
    theirs.append((table, rep, key, number(value), text))
for table, value, text in [("targets", "target", "statement"), ("scorecard", "score", "statement"), ("kpi", "value", "as_of")]:
    for row in csv.DictReader(open(Path(sys.argv[1]) / f"{table}.csv", encoding="utf-8")):
        key = row["metric_id"] + (row["period"] + row["team"] if table == "kpi" else "")
        ours.append((table, row["rep"] if table == "kpi" else row["rep_id"], key, number(row[value]), row[text]))
order = lambda row: tuple(str(part) for part in row)
assert len(ours) > 100 and sorted(ours, key=order) == sorted(theirs, key=order), f"{len(ours)} and {len(theirs)} rows differ"
print(f"{len(ours)} rows of targets, scores and key figures are in the database as in the pack")
PROGRAM
before="$(sql "SELECT xmin::text, ctid::text FROM results.attain_kpi" | sort | sha256sum)"
"$attain" export "${review[@]}" >out.csv 2>err.txt || fail 'the second export failed' err.txt
grep -q 'already; nothing was changed' err.txt || fail 'the second export wrote' err.txt
[[ "$before" == "$(sql "SELECT xmin::text, ctid::text FROM results.attain_kpi" | sort | sha256sum)" ]] || fail 'rows were written again'
# Rows that somebody took out come back; another period is another run.
sql "DELETE FROM results.attain_kpi WHERE metric_id = 'orders'"
"$attain" export "${review[@]}" >out.csv 2>err.txt
grep -q 'rows in 1 table' err.txt || fail 'the rows did not come back' err.txt
"$attain" export --to bi --period 2023-Q4 --as-of 2024-01-15 >out.csv 2>err.txt || fail 'another period was not written' err.txt
[[ "$(count runs)" == '2|2' ]] || fail 'there are not two runs'
# Four at once write the run once.
sql "DELETE FROM results.attain_kpi"
for _ in 1 2 3 4; do
    "$attain" export "${review[@]}" --quiet >/dev/null &
done
wait
[[ "$(count kpi)" == "$(($(wc -l <pack/tables/kpi.csv) - 1))|1" ]] || fail "four at once wrote $(count kpi)"

# declined CODE WORDS…: the next export ends so, says all of it in few lines, and changes no run.
declined() {
    local code="$1" got=0 held words
    shift
    held="$(count runs) $(count kpi)"
    "$attain" export "${review[@]}" >out.csv 2>err.txt || got=$?
    [[ $got == "$code" ]] || fail "the export ended with $got and not with $code" err.txt
    for words in "$@"; do
        grep -qF -- "$words" err.txt || fail "the message does not say \`$words\`" err.txt
    done
    (($(wc -l <err.txt) <= 4)) || fail 'the message is too long' err.txt
    [[ "$held" == "$(count runs) $(count kpi)" ]] || fail 'something was written' err.txt
}
sql "DELETE FROM results.attain_runs; DELETE FROM results.attain_kpi"
destination "$into" 'schema = "nowhere"'
declined 3 'schema "nowhere" does not exist' 'create the schema'
destination "$into" 'schema = "public"'
declined 3 'permission denied for schema public' 'grant'
destination "${into/$port/1}" 'schema = "results"'
declined 3 'Connection refused' 'see that the server runs'
destination "${into/writer/nobody}" 'schema = "results"'
declined 3 'password authentication failed'
destination "http://me@127.0.0.1:$port/sales" 'schema = "results"'
declined 3 'the destination `bi`'
destination "$into" 'schema = "results"'
(unset SALES_DB_PASSWORD; declined 2 'SALES_DB_PASSWORD')
sql "ALTER TABLE results.attain_scores DROP COLUMN score, ADD COLUMN note text"
declined 3 'has no column `score`' 'ALTER TABLE "results"."attain_scores" ADD COLUMN "score" DOUBLE PRECISION'
"$attain" export "${review[@]}" --add-columns >out.csv 2>err.txt || fail 'the column was not added' err.txt
sql "DELETE FROM results.attain_runs; DELETE FROM results.attain_kpi; ALTER TABLE results.attain_risk ALTER COLUMN probability TYPE numeric(10, 4)"
declined 3 '`probability` holds numeric in place of double precision'
sql "ALTER TABLE results.attain_risk ALTER COLUMN probability TYPE double precision"
# The last table takes its time, and meanwhile the connection is ended.
sql "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(20); RETURN NEW; END';
    CREATE TRIGGER slow BEFORE INSERT ON results.attain_runs FOR EACH ROW EXECUTE FUNCTION slow()"
(for _ in $(seq 300); do
    sleep 0.1
    [[ "$(sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'writer' AND state = 'active' AND wait_event = 'PgSleep'")" == 0 ]] || break
done) &
declined 3 'the destination `bi`' 'run the command again'
wait $!
[[ "$(count kpi)" == '0|0' ]] || fail 'half of the run was written'
sql "DROP TRIGGER slow ON results.attain_runs"
"$attain" export "${review[@]}" >out.csv 2>err.txt || fail 'the run after the lost connection failed' err.txt
[[ "$(count runs)" == '1|1' ]] || fail 'the run is not there'

# The secret is nowhere.
cd ..
encoded='p%40ss'
if grep -rlF -e "$SALES_DB_PASSWORD" -e "$encoded" run >found.txt; then
    fail 'the password was written down' found.txt
fi
echo 'a database was loaded and written to, and what went wrong was told'
