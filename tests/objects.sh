#!/usr/bin/env bash
# A store and its sources on an S3-compatible server, several machines at once, and what happens where it goes wrong.
#
#   objects.sh ATTAIN PYTHON
#
# PYTHON has the packages moto[server] and boto3; with deltalake and polars, another engine reads the tables in the bucket. The
# server is moto's, started here on a port of its own; between it and the program stands a small proxy that can lose
# requests, refuse them and forget conditions. A machine is a folder of copies of its own.
set -euo pipefail

attain="$(realpath "$1")"
# Not resolved: the interpreter of a virtual environment knows its packages by the place of its link.
python="$(realpath -s "$2")"
work="$(mktemp -d)"
for name in $(compgen -e | grep -E '^(AWS|AZURE|GOOGLE|ATTAIN)_' || true); do
    unset "$name"
done
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
pids=()

stop() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap stop EXIT

fail() {
    echo "$1"
    shift
    [[ $# == 0 ]] || cat "$@"
    exit 1
}

said() {
    echo "objects: $1 ($SECONDS s)"
}

cat >"$work/proxy.py" <<'PROGRAM'
"""Hands requests on to a server, as the file `mode` says: plain, flaky, unknown, denied, unwritable, unconditional, slow."""
import http.client
import random
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

server, place = sys.argv[1], Path(sys.argv[2])
chance = random.Random(8)
REFUSED = {
    "unknown": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    "denied": ("AccessDenied", "Access Denied"),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        mode = (place / "mode").read_text().strip()
        with open(place / "asked", "a", encoding="utf-8") as asked:
            asked.write(f"{self.command} {self.path}\n")
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        fate = chance.random()
        if mode == "unwritable" and self.command != "GET" and self.command != "HEAD":
            mode = "denied"
        if mode in REFUSED:
            code, message = REFUSED[mode]
            return self.say(403, f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode(), {})
        if mode == "flaky" and fate < 0.1:
            return self.say(503, b"<Error><Code>SlowDown</Code></Error>", {})
        if mode == "flaky" and fate > 0.93:
            # It is done, and nobody hears of it.
            self.hand_on(body, self.headers)
            self.close_connection = True
            return self.connection.close()
        if mode == "slow":
            time.sleep(0.05)
        headers = {name: value for name, value in self.headers.items()}
        if mode == "unconditional":
            headers = {name: value for name, value in headers.items() if name.lower() not in ("if-none-match", "if-match")}
        return self.say(*self.hand_on(body, headers))

    def hand_on(self, body, headers):
        link = http.client.HTTPConnection(server, timeout=60)
        link.request(self.command, self.path, body=body, headers=dict(headers.items()))
        answer = link.getresponse()
        content = answer.read()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in ("connection", "transfer-encoding", "date", "server")}
        link.close()
        return answer.status, content, kept

    def say(self, status, content, headers):
        self.send_response_only(status)
        length = headers.pop("Content-Length", None) or headers.pop("content-length", None)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer


proxy = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
(place / "port.new").write_text(str(proxy.server_port))
(place / "port.new").rename(place / "port")
proxy.serve_forever()
PROGRAM

free_port() {
    "$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
listens() {
    for _ in $(seq 100); do
        if (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
            return 0
        fi
        sleep 0.3
    done
    return 1
}

# The server's port is free when it is asked for; the proxy finds one by itself.
server_port="$(free_port)"
"$python" -m moto.server -H 127.0.0.1 -p "$server_port" >"$work/server.log" 2>&1 &
pids+=($!)
echo plain >"$work/mode"
"$python" "$work/proxy.py" "127.0.0.1:$server_port" "$work" >"$work/proxy.log" 2>&1 &
pids+=($!)
listens "$server_port" || fail 'the server did not start' "$work/server.log"
for _ in $(seq 100); do
    [[ ! -f "$work/port" ]] || break
    sleep 0.3
done
[[ -f "$work/port" ]] || fail 'the proxy did not start' "$work/proxy.log"
port="$(cat "$work/port")"

export AWS_ACCESS_KEY_ID=reader-of-sales
export AWS_SECRET_ACCESS_KEY='s3cr3t/with+signs='
export AWS_REGION=us-east-1
export AWS_ENDPOINT_URL="http://127.0.0.1:$port"

mode() {
    echo "$1" >"$work/mode"
}

# objects PROGRAM…: a Python program with `s3`, a client that speaks to the server itself.
objects() {
    "$python" - "http://127.0.0.1:$server_port" "$@"
}
objects <<'PROGRAM'
import sys
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
s3.create_bucket(Bucket="sales")
s3.put_object(Bucket="sales", Key="probe", Body=b"1", IfNoneMatch="*")
try:
    s3.put_object(Bucket="sales", Key="probe", Body=b"2", IfNoneMatch="*")
    raise SystemExit("this server keeps no conditions: nothing can be tried against it")
except s3.exceptions.ClientError as error:
    assert error.response["Error"]["Code"] == "PreconditionFailed", error
PROGRAM
said 'the server keeps conditions'

# on MACHINE COMMAND…
on() {
    local machine="$1"
    shift
    ATTAIN_CACHE="$work/machines/$machine" "$attain" "$@"
}

# loaded MACHINE STORE: the rows of its orders. versions MACHINE STORE: how many it has.
loaded() {
    on "$1" inspect --store "$2" --format csv --quiet |
        "$python" -c 'import csv, sys; print(sum(int(row["rows"]) for row in csv.DictReader(sys.stdin) if row["table"] == "orders"))'
}
versions() {
    on "$1" inspect --versions --store "$2" --format csv --quiet |
        "$python" -c 'import csv, sys; print(len({row["version"] for row in csv.DictReader(sys.stdin)}))'
}

cd "$work"
mkdir run
cd run
"$attain" generate --lines 3000 --out company --quiet >/dev/null
"$attain" init company/*.csv --out attain.toml --quiet || [[ $? == 1 ]]

# The same load into a folder and into a bucket; the review of the latter is made on another machine.
"$attain" ingest --store here --quiet >local.csv
on one ingest --store s3://sales/store --quiet >remote.csv
diff local.csv remote.csv
day=2023-12-31
"$attain" review --period 2023-Q4 --as-of $day --store here --out pack-local >/dev/null 2>&1
on two review --period 2023-Q4 --as-of $day --store s3://sales/store --out pack-remote >/dev/null 2>err.txt || fail 'no review' err.txt
diff -r pack-local pack-remote
said 'the pack of a bucket is the pack of a folder, to the byte'

# More rows make a second version; both versions answer alike.
"$python" - company/orders.csv more.csv <<'PROGRAM'
import csv
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file))
with open(sys.argv[2], "w", encoding="utf-8", newline="") as file:
    writer = csv.DictWriter(file, rows[0].keys())
    writer.writeheader()
    for number, row in enumerate(rows[:40]):
        writer.writerow({**row, "order_id": f"MORE-{number}"})
PROGRAM
"$attain" ingest more.csv --table orders --store here --quiet >/dev/null
on two ingest more.csv --table orders --store s3://sales/store --quiet >/dev/null
for state in 1 2 "1@2023-06-30" "2@2023-06-30"; do
    "$attain" kpi revenue_net orders --by rep --as-of "$state" --store here --format csv --quiet >a.csv
    on one kpi revenue_net orders --by rep --as-of "$state" --store s3://sales/store --format csv --quiet >b.csv
    diff a.csv b.csv
done
[[ "$(versions one s3://sales/store)" == 2 ]] || fail 'there are not two versions'
said 'past versions answer as in a folder'

# Files in the bucket.
objects company <<'PROGRAM'
import sys
from pathlib import Path
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
lines = (Path(sys.argv[2]) / "orders.csv").read_bytes().splitlines(keepends=True)
for part in range(8):
    s3.put_object(Bucket="sales", Key=f"exports/2024 销售/orders-{part}.csv", Body=lines[0] + b"".join(lines[1 + part :: 8]))
s3.put_object(Bucket="sales", Key="exports/2024 销售/notes.md", Body=b"not a table")
PROGRAM
lines=$(($(wc -l <company/orders.csv) - 1))
on one ingest 's3://sales/exports/*/orders-?.csv' --table orders --store s3://sales/second --format csv --quiet >out.csv
[[ "$(loaded two s3://sales/second)" == "$lines" ]] || fail "the bucket's files held $lines rows, the store has $(loaded two s3://sales/second)" out.csv
on three ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/second 2>err.txt >/dev/null
grep -q 'nothing new' err.txt || fail 'files of the bucket were not known again' err.txt

# What a listing says of them is enough: none is fetched again, but one that was replaced, and all where asked to.
fetched() {
    grep -c '^GET .*orders-.*csv' "$work/asked" || true
}
on one ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/known --quiet >/dev/null
: >"$work/asked"
on two ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/known 2>err.txt >/dev/null
grep -q 'nothing new' err.txt || fail 'files that were not fetched are not known' err.txt
[[ "$(fetched)" == 0 ]] || fail "unchanged objects were fetched $(fetched) times" "$work/asked"
objects <<'PROGRAM'
import sys
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
key = "exports/2024 销售/orders-3.csv"
body = s3.get_object(Bucket="sales", Key=key)["Body"].read()
s3.put_object(Bucket="sales", Key="kept", Body=body)
first, second = body.splitlines(keepends=True)[:2]
s3.put_object(Bucket="sales", Key=key, Body=body + b"NEW-" + second)
PROGRAM
: >"$work/asked"
on three ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/known --quiet >/dev/null
[[ "$(fetched)" == 1 ]] || fail "of eight objects one was replaced, and $(fetched) were fetched" "$work/asked"
[[ "$(loaded two s3://sales/known)" == "$((lines + 1))" ]] || fail 'the row of the replaced object is not there'
: >"$work/asked"
on three ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/known --again --quiet >/dev/null
[[ "$(fetched)" == 8 ]] || fail "asked to read all again, $(fetched) objects were fetched" "$work/asked"
: >"$work/asked"
on three ingest 's3://sales/exports/2024 销售' --table orders --store s3://sales/known --column customer_id=rep_id --quiet >/dev/null 2>&1 || true
[[ "$(fetched)" == 8 ]] || fail "with other settings $(fetched) objects were fetched" "$work/asked"
# An object that two sources read, each in its own way: what one knows of it says nothing of the other.
objects <<'PROGRAM'
import sys
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
s3.put_object(Bucket="sales", Key="shared.csv", Body=b"order_id,order_date,rep_id,net_amount\nO1,2024-01-05,R1,10\nO2,2024-01-06,R2,20\n")
PROGRAM
cat >shared.toml <<'SETTINGS'
[store]
dir = "shared"
[[source]]
table = "orders"
files = ["s3://sales/shared.csv"]
SETTINGS
on one --config shared.toml ingest --quiet >/dev/null
printf '[[source]]\ntable = "reps"\nfiles = ["s3://sales/shared.csv"]\n' >>shared.toml
for again in first second; do
    on one --config shared.toml ingest 2>err.txt >/dev/null || fail "an object of two sources, loaded a $again time" err.txt
done
grep -q 'nothing new' err.txt || fail 'an object of two sources is not known' err.txt
on one --config shared.toml inspect --format csv --quiet >out.csv
grep -q '^reps,.*' out.csv || fail 'the second source of an object was not read' out.csv

objects <<'PROGRAM'
import sys
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
s3.put_object(Bucket="sales", Key="exports/2024 销售/orders-3.csv", Body=s3.get_object(Bucket="sales", Key="kept")["Body"].read())
PROGRAM
said 'files in a bucket are loaded, and known again'

# Four machines load two files each, all at once, through a line that loses requests.
mode flaky
writers=()
for machine in 0 1 2 3; do
    (
        for part in "$machine" "$((machine + 4))"; do
            on "writer-$machine" ingest "s3://sales/exports/2024 销售/orders-$part.csv" --table orders \
                --store s3://sales/shared >"writer-$machine-$part.out" 2>"writer-$machine-$part.err" ||
                fail "machine $machine could not load" "writer-$machine-$part.err"
        done
    ) &
    writers+=($!)
done
for writer in "${writers[@]}"; do
    wait "$writer" || fail 'a load failed'
done
mode plain
[[ "$(loaded reader s3://sales/shared)" == "$lines" ]] || fail "$lines rows were loaded at once and $(loaded reader s3://sales/shared) are there"
[[ "$(versions reader s3://sales/shared)" == 8 ]] || fail 'eight loads are not eight versions'
on reader kpi revenue_net --store s3://sales/shared --format csv --quiet >a.csv
on reader kpi revenue_net --store s3://sales/second --format csv --quiet >b.csv
# An answer says of which version of its store it is, and these have as many as there were loads.
sed -i 's/,return_date,[0-9]*,/,return_date,,/' a.csv b.csv
diff a.csv b.csv
said "loads of four machines at once, $(cat writer-*.err | grep -c 'began anew' || true) of them begun anew: all rows are there, once"

# The same file from two machines at the same moment is loaded once.
for machine in 0 1; do
    on "writer-$machine" ingest more.csv --table orders --store s3://sales/twice >/dev/null 2>"twice-$machine.err" &
    writers[machine]=$!
done
wait "${writers[0]}" "${writers[1]}"
[[ "$(loaded reader s3://sales/twice)" == 40 ]] || fail 'a file that came twice was loaded twice' twice-0.err twice-1.err

# Rejected rows are kept beside the store, in the bucket.
printf 'order_id,order_date,customer_id,rep_id,net_amount\nB-1,2023-05-05,C-1,R-1,10.00\nB-2,soon,C-1,R-1,10.00\n' >bad.csv
on one ingest bad.csv --table orders --bad-rows reject --store s3://sales/twice >/dev/null 2>err.txt && fail 'no finding' err.txt
grep -q 'kept in s3://sales/twice/rejects/00000002-000-orders.csv' err.txt || fail 'it is not said where rejected rows are' err.txt
objects <<'PROGRAM'
import sys
import boto3

s3 = boto3.client("s3", endpoint_url=sys.argv[1])
assert b"B-2,soon" in s3.get_object(Bucket="sales", Key="twice/rejects/00000002-000-orders.csv")["Body"].read()
PROGRAM

# Another engine, where it is there.
if "$python" -c 'import deltalake, polars' 2>/dev/null; then
    "$python" - "$lines" <<'PROGRAM'
import os
import sys
import polars

names = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
options = {name.lower(): os.environ[name] for name in names} | {"aws_allow_http": "true"}
orders = polars.scan_delta("s3://sales/shared/tables/orders", storage_options=options)
rows = orders.select(polars.len(), polars.col("row_key").n_unique().alias("keys")).collect().row(0)
assert rows == (int(sys.argv[1]),) * 2, (rows, sys.argv[1])
PROGRAM
    said 'another engine reads the same rows from the bucket'
fi

# Loads that are killed at moments spread over the time that a load takes: each is whole or not there.
killed_file() {
    "$python" -c "
import sys
print('order_id,order_date,customer_id,rep_id,net_amount')
for at in range(50):
    print(f'K-{sys.argv[1]}-{at},2023-05-05,C-1,R-1,10.00')" "$1" >killed.csv
}
mode slow
# The first one brings the store's files to this machine, the second says how long a load takes.
for turn in warm whole; do
    begun="$(date +%s%N)"
    killed_file "$turn"
    on killed ingest killed.csv --table orders --store s3://sales/store >/dev/null 2>err.txt || fail 'a slow load failed' err.txt
    lasted=$((($(date +%s%N) - begun) / 1000000))
done
# While a machine loads it answers, too.
killed_file beside
on killed ingest killed.csv --table orders --store s3://sales/store >/dev/null 2>&1 &
beside=$!
sleep 1
on killed kpi revenue_net --store s3://sales/store --quiet >/dev/null 2>err.txt || fail 'nothing is answered during a load' err.txt
wait "$beside" || fail 'a load failed while something was asked'
mode plain
before="$(loaded reader s3://sales/store)"
kills=0
whole=0
for turn in 1 2 3 4 5 6 7 8 9 10 11 12; do
    killed_file "$turn"
    mode slow
    on killed ingest killed.csv --table orders --store s3://sales/store >/dev/null 2>&1 &
    victim=$!
    sleep "$(printf '%d.%03d' $((lasted * turn / 12 / 1000)) $((lasted * turn / 12 % 1000)))"
    if kill -9 "$victim" 2>/dev/null; then
        kills=$((kills + 1))
    fi
    wait "$victim" 2>/dev/null || true
    mode plain
    after="$(loaded reader s3://sales/store)"
    case "$after" in
    "$before") ;;
    $((before + 50))) whole=$((whole + 1)) ;;
    *) fail "load $turn was killed and left $after rows, where $before were" ;;
    esac
    on killed ingest killed.csv --table orders --store s3://sales/store >/dev/null 2>err.txt || fail 'nothing can be loaded after a kill' err.txt
    before=$((before + 50))
    [[ "$(loaded reader s3://sales/store)" == "$before" ]] || fail 'a load after a kill did not add what was missing'
done
((kills > 0)) || fail "only $kills loads were killed"
said "$kills loads of $lasted ms were killed, $whole of them after they were whole; none was half there"

# What a vacuum leaves reads as before.
on one kpi revenue_net --by rep --store s3://sales/store --format csv --quiet >a.csv
on one vacuum --keep-last 1 --yes --store s3://sales/store --quiet >/dev/null
on fresh kpi revenue_net --by rep --store s3://sales/store --format csv --quiet >b.csv
diff a.csv b.csv
if on two kpi revenue_net --as-of 1 --store s3://sales/store >/dev/null 2>err.txt; then
    fail 'a version that was removed was read'
fi
grep -q 'removed' err.txt || fail 'it is not said that a version was removed' err.txt
said 'a vacuum leaves what it should'

# Results as Delta tables in a bucket: what a folder gets; the same export twice changes no object.
review=(--period 2023-Q4 --as-of 2023-12-31)
on two export --to s3://sales/results "${review[@]}" --store s3://sales/second --quiet >out.csv 2>err.txt || fail 'no results' err.txt
marks() {
    objects "$1" <<'MARKS'
import sys
import boto3

pages = boto3.client("s3", endpoint_url=sys.argv[1]).get_paginator("list_objects_v2").paginate(Bucket="sales", Prefix=sys.argv[2])
print("\n".join(f"{one['Key']} {one['ETag']} {one['LastModified']}" for page in pages for one in page.get("Contents", [])))
MARKS
}
marks results/ >before.txt
on three export --to s3://sales/results/ "${review[@]}" --store s3://sales/second >out.csv 2>err.txt || fail 'no second export' err.txt
grep -q 'is in s3://sales/results already; nothing was changed' err.txt || fail 'the second export wrote' err.txt
marks results/ | diff before.txt -
# From four machines at once through a line that loses requests: two periods, each twice.
mode flaky
writers=()
for machine in 0 1 2 3; do
    on "writer-$machine" export --to s3://sales/at-once --period "2023-Q$((machine / 2 + 2))" --as-of 2023-12-31 --store s3://sales/second \
        >"export-$machine.csv" 2>"export-$machine.err" &
    writers+=($!)
done
for machine in 0 1 2 3; do
    wait "${writers[machine]}" || fail 'results could not be written' "export-$machine.err"
done
mode plain
# A configuration names the bucket as well.
cp attain.toml with-bucket.toml
printf '\n[[destination]]\nname = "lake"\ndelta = "s3://sales/at-once"\n' >>with-bucket.toml
on reader --config with-bucket.toml export --to lake --period 2023-Q2 --as-of 2023-12-31 --store s3://sales/second >out.csv 2>err.txt || fail 'no export by name' err.txt
grep -q 'nothing was changed' err.txt || fail 'a run that was there was written again' err.txt
"$attain" export --to results-here "${review[@]}" --store "$(echo "$work"/machines/two/stores/*second*)" --quiet >/dev/null 2>err.txt || fail 'no results here' err.txt
if "$python" -c 'import deltalake, polars' 2>/dev/null; then
    "$python" - results-here <<'PROGRAM'
import os
import sys
from pathlib import Path
import polars
from deltalake import DeltaTable

names = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]
options = {name.lower(): os.environ[name] for name in names} | {"aws_allow_http": "true"}
rows = 0
tables = sorted(path.name for path in Path(sys.argv[1]).iterdir())
assert len(tables) == 13, tables
for name in tables:
    table = DeltaTable(f"s3://sales/results/{name}", storage_options=options)
    assert (table.version(), table.metadata().partition_columns) == (0, ["run_id"]), name
    there = polars.scan_delta(f"s3://sales/results/{name}", storage_options=options).collect()
    here = polars.scan_delta(f"{sys.argv[1]}/{name}").collect()
    if name == "runs":
        there, here = there.drop("exported_at"), here.drop("exported_at")
    # The state of the store is the same, and so are all rows.
    assert there.equals(here, null_equal=True), f"{name}: {there.height} and {here.height} rows"
    both = polars.scan_delta(f"s3://sales/at-once/{name}", storage_options=options).collect()
    found = both.group_by("review_period").agg(polars.col("run_id").n_unique(), polars.len()).sort("review_period")
    assert set(found["run_id"]) <= {1} and both["run_id"].n_unique() <= 2, f"{name}: {found}"
    if name in ("runs", "people"):
        assert found["review_period"].to_list() == ["2023-Q2", "2023-Q3"] and found["len"].n_unique() == 1, f"{name}: {found}"
    rows += there.height
print(f"{rows} rows of results in {len(tables)} tables are in the bucket as in a folder, by the Delta library and polars")
PROGRAM
fi
said 'results go into a bucket, from four machines at once too'

# refused CODE PATTERN COMMAND…: one sentence, a hint, no secret, within half a minute; in both languages.
refused() {
    local code="$1" pattern="$2" begun="$SECONDS" got=0
    shift 2
    "$@" >out.txt 2>err.txt || got=$?
    [[ "$got" == "$code" ]] || fail "exit code $got, not $code: $*" err.txt
    grep -q -E "$pattern" err.txt || fail "it is not said: $pattern" err.txt
    grep -q '^hint: ' err.txt || fail 'there is no hint' err.txt
    (($(wc -l <err.txt) <= 3)) || fail 'more was said than a sentence and a hint' err.txt
    ((SECONDS - begun < 40)) || fail "that took $((SECONDS - begun)) s: $*"
    ! grep -q -F "$AWS_SECRET_ACCESS_KEY" err.txt || fail 'a secret was said' err.txt
    got=0
    "$@" --lang zh >out.txt 2>err.txt || got=$?
    grep -q '^错误：' err.txt && grep -q '^提示：' err.txt || fail 'there is no Chinese sentence' err.txt
    ! grep -q -F "$AWS_SECRET_ACCESS_KEY" err.txt || fail 'a secret was said'
}
kpi=(on lost kpi revenue_net --store)
refused 2 'no bucket' "${kpi[@]}" s3://no-such-bucket/store
refused 2 'no bucket' on lost ingest more.csv --table orders --store s3://no-such-bucket/store
refused 2 'no bucket' on lost ingest 's3://no-such-bucket/*.csv' --table orders --store here-too
refused 3 'no store in `s3://sales/nothing`' "${kpi[@]}" s3://sales/nothing
refused 3 'no object `s3://sales/exports/none.csv`' on lost ingest s3://sales/exports/none.csv --table orders --store here-too
refused 3 'matches' on lost ingest 's3://sales/exports/*.xlsx' --table orders --store here-too
refused 2 'no address of objects' "${kpi[@]}" "s3://key:$AWS_SECRET_ACCESS_KEY@sales/store"
refused 4 'cannot be reached' env AWS_ENDPOINT_URL=http://127.0.0.1:9 ATTAIN_CACHE="$work/machines/lost" "$attain" kpi revenue_net --store s3://sales/store
export_to=(on two export "${review[@]}" --store "$(echo "$work"/machines/two/stores/*second*)" --to)
refused 2 'no bucket' "${export_to[@]}" s3://no-such-bucket/results
refused 2 'is a store of attain' "${export_to[@]}" s3://sales/second/tables
refused 2 'no address of objects' "${export_to[@]}" "s3://key:$AWS_SECRET_ACCESS_KEY@sales/results"
refused 2 'no address of a database' "${export_to[@]}" "postgresql://key:$AWS_SECRET_ACCESS_KEY@sales/results"
mode unknown
refused 2 'refuses the credentials' "${kpi[@]}" s3://sales/store
refused 2 'refuses the credentials' "${export_to[@]}" s3://sales/elsewhere
mode denied
refused 3 'no permission' "${kpi[@]}" s3://sales/store
refused 3 'no permission' "${export_to[@]}" s3://sales/elsewhere
mode unwritable
refused 3 'no permission' "${export_to[@]}" s3://sales/elsewhere
mode unconditional
refused 2 'cannot keep two writers apart' "${export_to[@]}" s3://sales/elsewhere
refused 2 'cannot keep two writers apart' on lost ingest more.csv --table orders --store s3://sales/unconditional
mode plain
[[ -z "$(marks elsewhere/)" ]] || fail 'an export that failed left something'
[[ ! -e here-too ]] || fail 'a load that failed left a store'
openssl req -new -x509 -days 2 -nodes -subj /CN=elsewhere.example -out cert.pem -keyout key.pem 2>/dev/null
tls_port="$(free_port)"
openssl s_server -quiet -accept "127.0.0.1:$tls_port" -cert cert.pem -key key.pem >tls.log 2>&1 &
pids+=($!)
listens "$tls_port" || fail 'the server with a certificate of its own did not start' tls.log
refused 4 'certificate' env AWS_ENDPOINT_URL="https://127.0.0.1:$tls_port" ATTAIN_CACHE="$work/machines/lost" "$attain" kpi revenue_net --store s3://sales/store
# Nobody says who asks: the machine's own address for that is asked, and is not there.
refused 2 'nothing says who is asking' env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY AWS_METADATA_ENDPOINT=http://127.0.0.1:9 \
    ATTAIN_CACHE="$work/machines/lost" "$attain" kpi revenue_net --store s3://sales/store
if grep -r -l -F "$AWS_SECRET_ACCESS_KEY" "$work/machines" "$work/run" 2>/dev/null; then
    fail 'a secret was written'
fi
said 'what goes wrong is said in a sentence'
