#!/usr/bin/env python3
"""Runs attain against a real server of Spark Connect: the same answers as the embedded engine's, and what goes wrong.

    run.py --attain BIN --sail SAIL            Sail in cluster mode
    run.py --attain BIN --spark SPARK_HOME     Apache Spark: a master, two workers, a Connect server
    run.py … --orders FILE                     further order lines, such as Online Retail's: attain's own columns
    run.py … --generated ROWS                  and a made-up company
    run.py … --store STORE                     and a store that is there
    run.py … --trials TEST_BINARY              and the library's trials over random small histories
    run.py … --flight DRIVER                   and a table from Sail by Flight SQL; libadbc_driver_flightsql.so
    run.py … --only-faults                     what goes wrong, and nothing else

attain has to be built with --features cluster.
"""

import argparse
import csv
import filecmp
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from server import Fixed, Flight, Mute, Sail, Spark, Wire, free_port

# A token stands in the environment; on a command line and in a configuration it is refused.
TOKEN = {"SPARK_CONNECT_AUTHENTICATE_TOKEN": "geheim-1234"}
HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent


class Attain:
    def __init__(self, program, folder, store):
        self.program, self.folder, self.store = program, folder, store

    def __call__(self, *command, engine=None, expect=(0, 1), settings="", seconds=900, when=None, environment=None):
        """Runs a command; settings are lines of `[engine]`. `when` is what stands in a line of progress, and what is done
        then, once."""
        configuration = self.folder / "attain.toml"
        text = (self.folder / "plain.toml").read_text(encoding="utf-8")
        configuration.write_text(f"{text}\n[engine]\n{settings}\n", encoding="utf-8")
        whole = [self.program, "--config", str(configuration), "--store", str(self.store), *command]
        if engine:
            whole += ["--engine", engine]
        begun = time.time()
        done = run(whole, seconds, when, {**os.environ, **(environment or {})})
        done.seconds = time.time() - begun
        if done.returncode not in expect:
            sys.exit(f"{' '.join(whole)}\nended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done


def run(whole, seconds, when, environment):
    """A process with what it said; it is ended after so many seconds."""
    with subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        ending = threading.Timer(seconds, process.kill)
        ending.start()
        said = []

        def listen():
            awaited = when
            for line in process.stderr:
                said.append(line)
                if awaited and re.search(awaited[0], line):
                    awaited[1]()
                    awaited = None

        listener = threading.Thread(target=listen)
        listener.start()
        answer = process.stdout.read()
        listener.join()
        code = process.wait()
        if not ending.is_alive():
            sys.exit(f"{' '.join(whole)}\ndid not end within {seconds} seconds:\n{answer[-2000:]}{''.join(said)[-4000:]}")
        ending.cancel()
    return subprocess.CompletedProcess(whole, code, answer, "".join(said))


def digests(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "facts" not in path.relative_to(folder).parts)
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def without_progress(text):
    return "\n".join(line for line in text.splitlines() if not line.startswith(("cluster ", "集群 ")))


def metrics(attain):
    listed = csv.DictReader(io.StringIO(attain("define", "--format", "csv").stdout))
    return [row["metric_id"] for row in listed]


def same(attain, engine, settings, *command):
    """The command's answer, by both engines."""
    here = attain(*command)
    there = attain(*command, engine=engine, settings=settings)
    if (here.stdout, here.returncode) != (there.stdout, there.returncode):
        left, right = here.stdout.splitlines(), there.stdout.splitlines()
        differing = [pair for pair in zip(left, right) if pair[0] != pair[1]][:5]
        sys.exit(f"{' '.join(command)}: the cluster answers otherwise ({len(left)} and {len(right)} lines): {differing}\n"
                 f"{here.stderr[-1500:]}\n{there.stderr[-1500:]}")
    if without_progress(here.stderr) != without_progress(there.stderr):
        sys.exit(f"{' '.join(command)}: the cluster complains otherwise:\n{here.stderr[-1500:]}\n{there.stderr[-1500:]}")
    return len(here.stdout.splitlines()), here.seconds, there.seconds, there.stderr


def questions(attain, engine, settings, few):
    """All metrics and the other questions; a few of them where the data are large."""
    ids = metrics(attain)
    asked = [["kpi", *ids, "--by", "rep", "--grain", "quarter"], ["cohort"], ["repeat"]]
    if few:
        dense = ["revenue_net", "gross_profit", "units", "orders", "active_customers", "new_customers"]
        asked = [["kpi", *dense, "--by", "rep", "--grain", "month"], ["cohort"], ["repeat"]]
    else:
        asked += [
            ["kpi", *ids, "--by", "region", "--grain", "month"],
            ["kpi", *ids, "--by", "team", "--grain", "year"],
            ["kpi", "revenue_net", "orders", "active_customers", "--by", "customer", "--grain", "year"],
            ["repeat", "--metric", "repeat_rate.order", "--metric", "returning_rate.asof", "--grain", "quarter"],
            ["cohort", "--variant", "rolling"], ["trend", "revenue_net", "--by", "rep"], ["purchase"], ["risk"], ["forecast"], ["scorecard"], ["targets"],
        ]
    lines = 0
    for command in asked:
        count, here, there, said = same(attain, engine, settings, *command)
        lines += count
        short = " ".join(command[:2] + ["…"] + command[-4:]) if len(command) > 8 else " ".join(command)
        wire = sum(float(found) for found in re.findall(r"rows in ([0-9.]+) MB", said))
        print(f"  {short}: {count} lines alike; {here:.1f} s here, {there:.1f} s there, {wire:.1f} MB of Arrow", flush=True)
    return lines


def review(attain, engine, settings, period, work):
    """The whole pack, byte by byte."""
    packs = [work / "pack-here", work / "pack-there"]
    for pack in packs:
        shutil.rmtree(pack, ignore_errors=True)
    attain("review", "--period", period, "--out", str(packs[0]))
    there = attain("review", "--period", period, "--out", str(packs[1]), engine=engine, settings=settings)
    compared = filecmp.dircmp(*packs)
    left, right = digests(packs[0]), digests(packs[1])
    assert left and left == right, f"the packs differ: {compared.report()} {[n for n in left if left[n] != right.get(n)]}"
    said = [line for line in there.stderr.splitlines() if line.startswith("cluster ")]
    assert any("rows in" in line for line in said), there.stderr
    print(f"  review {period}: {len(left)} files alike, progress in {len(said)} lines")


def customers_stay(attain, engine, settings):
    """The answers where the customers' histories stay on the cluster: the same, or a sentence why there is none."""
    settings = f"{settings}\ncustomers_stay_above = 0"
    counted = ["revenue_net", "active_customers", "new_customers", "returning_rate.asof", "purchase_gap.median", "repeat_rate.order"]
    for command in [["kpi", *counted, "--by", "rep", "--grain", "quarter"], ["kpi", *counted, "--by", "team,region", "--grain", "year"],
                    ["cohort", "--measure", "net"], ["cohort", "--variant", "rolling", "--by", "rep"], ["repeat"],
                    ["forecast"], ["risk"], ["targets"]]:
        count, here, there, said = same(attain, engine, settings, *command)
        assert ", visits:" not in said and ", rows:" not in said, said
        numbers = [int(number) for number in re.findall(r"facts ([0-9]+)(?: of [0-9]+)?, [a-z_]+: asked$", said, re.MULTILINE)]
        # A command that looks at two days or versions begins twice; the questions of one look are counted on.
        assert all(after in (before + 1, 1) for before, after in zip(numbers, numbers[1:])), f"the progress jumps: {numbers}"
        assert command[0] not in ("kpi", "cohort", "repeat") or numbers.count(1) == 1, f"the progress begins anew: {numbers}"
        tables = len(re.findall(r"rows in [0-9.]+ MB", said))
        print(f"  {' '.join(command)[:70]}: {count} lines alike; {here:.1f} s here, {there:.1f} s there for {tables} tables", flush=True)
    done = attain("kpi", "revenue_net", "churn.noncontract", engine=engine, settings=settings, expect=(1,))
    assert "revenue_net" in done.stdout, done.stdout
    check("a metric of single customers", done, 1, "they stay on the cluster", "more than 0", "customers_stay_above")
    done = attain("purchase", engine=engine, settings=settings, expect=(3,))
    check("chances of single customers", done, 3, "they stay on the cluster", "customers_stay_above")


def review_without_histories(attain, engine, settings, period, work):
    """The whole pack where the customers' histories stay on the cluster: what needs single customers says so in both
    languages, and every table of which none is made is as it is here."""
    settings = f"{settings}\ncustomers_stay_above = 0"
    packs = {name: work / f"pack-{name}" for name in ("whole", "stay", "stay-zh")}
    for language, name, told in [("en", "stay", "Not told here: dependence on few customers"), ("zh", "stay-zh", "此处未说明对少数客户的依赖")]:
        begun = time.time()
        done = attain("--lang", language, "review", "--period", period, "--out", str(packs[name]), engine=engine, settings=settings)
        assert done.returncode == 0, done.stderr
        page = (packs[name] / "review.html").read_text(encoding="utf-8")
        assert told in page and "1,994" in page, "the page does not say what is left out"
        answers = len(re.findall(r"^(?:cluster|集群).*[0-9.]+ MB", done.stderr, re.MULTILINE))
        print(f"  review {period} in {language}: {time.time() - begun:.1f} s, {answers} tables", flush=True)
    attain("review", "--period", period, "--out", str(packs["whole"]))
    left, right = digests(packs["whole"]), digests(packs["stay"])
    differing = sorted(name for name in left if left[name] != right.get(name))
    assert left.keys() == right.keys(), sorted(left.keys() ^ right.keys())
    assert not [name for name in differing if name.startswith("tables/")], differing
    print(f"  {len(left) - len(differing)} of its {len(left)} files are as they are here, all {sum(name.startswith('tables/') for name in left)} tables among them")


FAILED = []


def check(name, done, code, *words, never=(), within=60):
    """Holds a refusal against what is expected of it; what is wrong is told at the end, so that all of it is seen."""
    everything = done.stdout + done.stderr
    wrong = [] if done.returncode == code else [f"exit {done.returncode} in place of {code}"]
    wrong += [f"`{word}` is not said" for word in (*words, "hint: ") if word not in done.stderr]
    wrong += [f"says `{word}`" for word in (*never, "panicked", "stack backtrace", "\tat ") if word in everything]
    wrong += [f"took more than {within} s"] if done.seconds > within else []
    wrong += ["says more than an error and a hint"] if len(without_progress(done.stderr).splitlines()) > 3 else []
    error = next((line for line in done.stderr.splitlines() if line.startswith("error: ")), "no error")
    print(f"  {name}: {error[:200]} ({done.seconds:.1f} s)", flush=True)
    if wrong:
        FAILED.append(name)
        print(f"    WRONG: {'; '.join(wrong)}\n{done.stderr}", flush=True)


def faults(attain, server, settings, work, sail):
    """What goes wrong, and that nothing is written then."""
    before = digests(attain.store)
    ask = ["kpi", "revenue_net", "orders", "--by", "rep"]
    failing = (2, 3, 4)
    at = lambda port: f"sc://127.0.0.1:{port}"

    done = attain(*ask, engine=at(free_port()), expect=failing)
    check("nobody there", done, 4, "cannot be reached")
    done = attain(*ask, engine=at(Mute().port), settings=f"{settings}\nconnect_seconds = 1", expect=failing)
    check("mute server", done, 4, "did not answer within 1 second", "connect_seconds")
    for name, answer in [("HTTP server", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), ("other protocol", b"SSH-2.0-x\r\n")]:
        done = attain(*ask, engine=at(Mute(answer).port), settings=settings, expect=failing)
        check(name, done, 2, "does not speak Spark Connect")
    done = attain(*ask, engine="spark://h:1", expect=failing)
    check("other address", done, 2, "it does not begin with sc://")
    for wrong, said in [("use_sll=true", "did you mean use_ssl?"), ("use_ssl=yes", "neither `true` nor `false`"), ("user_id=a==", "%3D")]:
        done = attain(*ask, engine=f"{at(server.port)}/;{wrong}", expect=failing)
        check(f"parameter {wrong}", done, 2, said)
    for wrong in ["sc://h:1/;token=geheim", "sc://h:1/;token=geheim==", "spark://h:1;token=geheim"]:
        done = attain(*ask, engine=wrong, expect=failing)
        check("token on the command line", done, 2, "a token is written in it", "SPARK_CONNECT_AUTHENTICATE_TOKEN", never=["geheim"])
    done = attain(*ask, settings='address = "sc://h:1/;token=geheim"', expect=failing)
    check("token in the configuration", done, 2, "a token is written in it", never=["geheim"])
    done = attain(*ask, settings='address = "sc://h:1/;token=${NOT_SET_ANYWHERE}"', expect=failing)
    check("token that is not set", done, 2, "the environment variable `NOT_SET_ANYWHERE`, which is not set")
    done = attain(*ask, engine="sc://no-such-host.invalid:1", settings="connect_seconds = 5", expect=failing)
    check("unknown host", done, 4, "cannot be reached")

    done = attain(*ask, engine=at(server.port), settings=f'{settings}\nstore = "/nowhere/store"', expect=failing)
    check("no such table", done, 3, "finds no orders at /nowhere/store/tables/orders", "[engine] store")
    if server.orders == "delta":
        done = attain(*ask, engine=at(server.port), settings=f'{settings}\ntable = "main.no_orders"', expect=failing)
        check("no such table in the catalogue", done, 3, "finds no orders at main.no_orders", "[engine] table")
    done = attain(*ask, engine=at(server.port), settings=f"{settings}\nmost_rows = 10", expect=failing)
    check("too many rows", done, 3, "more than 10 rows")

    # A token goes over a loopback address without TLS, and nowhere else.
    done = attain(*ask, engine=at(server.port), settings=settings, environment=TOKEN)
    assert "geheim" not in done.stdout + done.stderr
    named = f'address = "{at(server.port)}/;token=${{CLUSTER_TOKEN}}"'
    there = attain(*ask, settings=f"{settings}\n{named}", environment={"CLUSTER_TOKEN": "geheim;1234=="})
    assert there.stdout == done.stdout and "cluster " in there.stderr and "geheim" not in there.stderr, there.stderr
    done = attain(*ask, engine="sc://localhost.localdomain:1", settings=settings, expect=failing, environment=TOKEN)
    check("token and nobody", done, 4, never=["geheim"])
    done = attain(*ask, engine=at(server.port), settings=f'{settings}\nstore = "/geheim-1234"', expect=failing, environment=TOKEN)
    assert "***" in done.stderr or "geheim" not in done.stderr.replace("/geheim-1234", ""), done.stderr

    wire = Wire(server.port, delay=1.5)
    done = attain(*ask, engine=at(wire.port), settings=f"{settings}\nquery_seconds = 1\nconnect_seconds = 20", expect=failing)
    check("slow server", done, 4, "was not done with the table", "query_seconds")
    wire.stop()

    # Cut in the middle of an answer: once, and it is asked again; each time, and it is given up.
    plain = attain(*ask).stdout
    wire = Wire(server.port, cut_after=2500, cuts=1)
    done = attain(*ask, engine=at(wire.port), settings=settings)
    assert done.stdout == plain and "asked again" in done.stderr, done.stderr
    print("  cut once: asked again, the same answer")
    wire.stop()
    wire = Wire(server.port, cut_after=2500, cuts=100)
    done = attain(*ask, engine=at(wire.port), settings=f"{settings}\nattempts = 2", expect=failing)
    check("cut each time", done, 4, "was lost", "(asked 2 times)", "nothing was written")
    wire.stop()

    other_servers(attain, ask, at)
    certificates(attain, server, settings, work, ask)
    if sail:
        # A server that is killed, and one that stands still, while it makes the second table.
        for name, fault in [("server killed", Sail.kill), ("server stands still", Sail.stand_still)]:
            ill = Sail(sail, work)
            wire = Wire(ill.port, delay=0.2)
            done = attain(*ask, engine=at(wire.port), settings=f"{settings}\nconnect_seconds = 2", expect=failing,
                          when=("facts 2 of 4.*asked", lambda: fault(ill)))
            check(name, done, 4, "was lost with the table day_sums", "(asked 2 times)", "nothing was written", within=40)
            wire.stop()
            ill.stop()
        # One that only paused is asked again, and answers.
        paused = Sail(sail, work)
        wire = Wire(paused.port, delay=0.2)

        def pause():
            paused.stand_still()
            threading.Timer(8, paused.go_on).start()

        done = attain(*ask, engine=at(wire.port), settings=f"{settings}\nconnect_seconds = 1\nattempts = 3",
                      when=("facts 2 of 4.*asked", pause))
        assert done.stdout == plain and "asked again" in done.stderr, done.stderr
        print(f"  server paused: asked again, the same answer ({done.seconds:.1f} s)", flush=True)
        wire.stop()
        paused.stop()
        # A whole review, whose folder is there already: it stays as it was.
        pack = work / "pack-kept"
        attain("review", "--period", "2019-Q2", "--out", str(pack))
        kept = digests(pack)
        ill = Sail(sail, work)
        wire = Wire(ill.port, delay=0.2)
        done = attain("review", "--period", "2019-Q1", "--out", str(pack), engine=at(wire.port), expect=failing,
                      settings=f"{settings}\nconnect_seconds = 2", when=("facts 2 of 2.*asked", ill.kill))
        check("server killed under a review", done, 4, "was lost")
        assert digests(pack) == kept, "a review that failed changed the pack"
        wire.stop()
        ill.stop()
        # One that may not read the store.
        if not may_start(sail, 65534):
            print(f"  no permission: not tried, for user 65534 may not start {sail}", flush=True)
        else:
            closed = work / "closed"
            shutil.copytree(attain.store, closed / "store")
            closed.chmod(0o700)
            work.chmod(0o755)
            other = Path(tempfile.mkdtemp(prefix="attain-nobody-"))
            other.chmod(0o777)
            nobody = Sail(sail, other, user=65534)
            done = attain(*ask, engine=at(nobody.port), settings=f'store = "{closed}/store"', expect=failing)
            assert "the server's user" in done.stderr or "finds no orders" in done.stderr, done.stderr
            check("no permission", done, done.returncode)
            nobody.stop()
            shutil.rmtree(other)
    after = digests(attain.store)
    assert before == after, "a fault changed the store"
    print("  the store is as it was")


def may_start(program, user):
    """Whether this process may become the user, and the user may start the program."""
    command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", program, "--help"]
    return subprocess.run(command, check=False, capture_output=True, cwd="/").returncode == 0


def other_servers(attain, ask, at):
    """Servers that are too old, or refuse."""
    failing = (2, 3, 4)
    done = attain(*ask, engine=at(Fixed(version="3.4.1").port), expect=failing)
    check("old version", done, 4, "is of version 3.4.1, and attain asks Spark 3.5 or later")
    unknown = Fixed(refusal=(16, "the token geheim-1234 is not known"))
    done = attain(*ask, engine=at(unknown.port), expect=failing, environment=TOKEN)
    check("unknown token", done, 4, "does not allow it", "SPARK_CONNECT_AUTHENTICATE_TOKEN", never=["geheim"])
    done = attain(*ask, engine=at(Fixed(refusal=(7, "no permission to open sessions")).port), expect=failing)
    check("no sessions", done, 4, "does not allow it: ", "no permission to open sessions")


def certificates(attain, server, settings, work, ask):
    """TLS: a certificate that matches, one that does not, one that nobody signed, and none."""
    failing = (2, 3, 4)
    plain = attain(*ask).stdout

    def certificate(name, is_authority=False):
        file = f"{name}.authority" if is_authority else name
        paths = work / f"{file}.crt", work / f"{file}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName=DNS:{name}", "-addext", f"basicConstraints=critical,CA:{str(is_authority).upper()}", "-out",
                        str(paths[0]), "-keyout", str(paths[1])], check=True, capture_output=True)
        return paths

    here, elsewhere = certificate("localhost"), certificate("elsewhere.example")
    address = lambda wire: f"sc://localhost:{wire.port}/;use_ssl=true"
    trusting = {**TOKEN, "SSL_CERT_FILE": str(here[0])}
    wire = Wire(server.port, certificate=here)
    done = attain(*ask, engine=address(wire), settings=settings, environment=trusting)
    assert done.stdout == plain, done.stderr
    print("  TLS: the same answer")
    done = attain(*ask, engine=address(wire), settings=settings, expect=failing, environment=TOKEN)
    check("certificate that nobody signed", done, 4, "is not accepted: ", "SSL_CERT_FILE", never=["geheim"])
    done = attain(*ask, engine=address(Wire(server.port, certificate=elsewhere)), settings=settings, expect=failing,
                  environment={**TOKEN, "SSL_CERT_FILE": str(elsewhere[0])})
    check("certificate of another host", done, 4, "is not accepted: ", "elsewhere.example", "name the host", never=["geheim"])
    authority = certificate("localhost", is_authority=True)
    done = attain(*ask, engine=address(Wire(server.port, certificate=authority)), settings=settings, expect=failing,
                  environment={"SSL_CERT_FILE": str(authority[0])})
    check("certificate of an authority", done, 4, "CA:TRUE", "not of a server", never=["geheim", "OtherError"])
    for file, said in [(work / "no-such.pem", "no-such.pem"), (here[1], "no certificate stands there")]:
        # Where the environment names a folder too, the authorities in it count.
        alone = {"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": ""}
        done = attain(*ask, engine=address(wire), settings=settings, expect=failing, environment=alone)
        check(f"SSL_CERT_FILE: {said}", done, 2, said, "BEGIN CERTIFICATE", never=["geheim"])
    done = attain(*ask, engine=address(server), settings=settings, expect=failing, environment=trusting)
    check("TLS where there is none", done, 2, "leave that out", never=["geheim"])
    done = attain(*ask, engine=f"sc://localhost:{wire.port}", settings=settings, expect=failing)
    check("no TLS where there is some", done, 2, "use_ssl=true")
    done = attain(*ask, engine=f"sc://localhost:{Mute().port}/;use_ssl=true", settings="connect_seconds = 1", expect=failing)
    check("TLS with a mute server", done, 4, "did not answer within 1 second")


def catalogue(attain, server, settings, client):
    """The store's orders by their name in the server's catalogue; `client` is a Python with a Spark client. Sail keeps a
    catalogue for each session, so the table is registered in one that attain then joins."""
    ask = ["kpi", "revenue_net", "orders", "--by", "rep"]
    engine = f"sc://127.0.0.1:{server.port}/;session_id={uuid.uuid4()};user_id=attain"
    register = [client, "-W", "ignore", str(HERE / "register.py"), engine, str(attain.store / "tables/orders")]
    subprocess.run(register, check=True, timeout=120)
    done = attain(*ask, engine=engine, settings=f'{settings}\ntable = "default.sales_orders"\nstore = "/nowhere"')
    assert done.stdout == attain(*ask).stdout, done.stderr
    print("  orders by their name in the catalogue: the same answer")


def flight(asked, work):
    """A table that a server of Flight SQL makes, loaded through its ADBC driver."""
    folder = work / "flight"
    folder.mkdir()
    sail = Flight(asked.sail, folder)

    def load(port, table, expect):
        text = f"""[company]
currency = "CNY"

[[source]]
table = "orders"
adbc = "flightsql"
driver = "{asked.flight}"
uri = "grpc://127.0.0.1:{port}"
query = "SELECT id AS order_id, date '2021-01-01' + CAST(id % 700 AS int) AS order_date, concat('K', id % 200) AS customer_id, concat('R', id % 30) AS rep_id, CAST(CAST(id * 137 % 100000 AS decimal(38, 2)) / 100 AS decimal(38, 2)) AS net_amount FROM {table}"
"""
        (folder / "plain.toml").write_text(text, encoding="utf-8")
        return Attain(asked.attain, folder, folder / "store")("ingest", expect=expect)

    load(sail.port, "range(1, 20001)", (0,))
    attain = Attain(asked.attain, folder, folder / "store")
    rows = csv.DictReader(io.StringIO(attain("kpi", "revenue_net", "--by", "rep", "--grain", "year", "--format", "csv").stdout))
    ours = {}
    for row in rows:
        ours[row.get("rep") or row["rep_id"]] = ours.get(row.get("rep") or row["rep_id"], 0) + round(float(row["value"]) * 100)
    theirs = {}
    for number in range(1, 20001):
        theirs[f"R{number % 30}"] = theirs.get(f"R{number % 30}", 0) + number * 137 % 100000
    assert ours == theirs, f"{sorted(set(ours.items()) ^ set(theirs.items()))[:6]}"
    print(f"  20,000 rows: the sums of {len(ours)} reps are the server's own")
    before = digests(folder / "store")
    check("no such table by Flight SQL", load(sail.port, "nowhere", (2, 3, 4)), 3, "nowhere")
    check("nobody there by Flight SQL", load(free_port(), "range(1, 20001)", (2, 3, 4)), 3, "connection refused", "see that the server runs")
    assert digests(folder / "store") == before, "a load that failed changed the store"
    sail.stop()


def workers_lost(attain, spark, settings):
    """Spark goes on without a worker that is killed in mid-query; without any it waits, and attain does not."""
    ask = ["kpi", "revenue_net", "orders", "--by", "rep"]
    plain = attain(*ask).stdout
    before = digests(attain.store)
    engine = f"sc://127.0.0.1:{spark.port}"
    done = attain(*ask, engine=engine, settings=settings, when=("facts 2 of 4.*asked", lambda: spark.kill_busy_worker(1)))
    assert done.stdout == plain
    lost = spark.lost_tasks()
    assert lost, "the worker that was killed had nothing to do"
    print(f"  a worker killed in mid-query: {len(lost)} of its tasks were lost; the same answer from the one that is left ({done.seconds:.1f} s)")
    done = attain(*ask, engine=engine, settings=f"{settings}\nquery_seconds = 20", expect=(2, 3, 4),
                  when=("facts 2 of 4.*asked", lambda: spark.kill_worker(2)))
    check("the last worker killed in mid-query", done, 4, "query_seconds")
    assert before == digests(attain.store), "a fault changed the store"


def scale(attain, server, settings):
    """What crosses the wire for the facts, in bytes as TCP carries them."""
    for name, command in [("dense", ["kpi", "revenue_net", "orders", "active_customers", "--grain", "year"]),
                          ("with rows", ["repeat", "--metric", "repeat_rate.order", "--grain", "year"])]:
        wire = Wire(server.port)
        done = attain(*command, engine=f"sc://127.0.0.1:{wire.port}", settings=settings)
        tables = re.findall(r", (\w+): (\d+) rows in ([0-9.]+) MB", done.stderr)
        print(f"  {name}: {wire.back / 1e6:.1f} MB over the wire in {done.seconds:.1f} s: "
              + ", ".join(f"{table} {int(rows):,} rows {size} MB" for table, rows, size in tables), flush=True)
        wire.stop()


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--attain", required=True)
    asked.add_argument("--sail")
    asked.add_argument("--spark")
    asked.add_argument("--orders")
    asked.add_argument("--generated", type=int)
    asked.add_argument("--store", action="append", default=[])
    asked.add_argument("--trials")
    asked.add_argument("--flight")
    asked.add_argument("--client", help="a Python with a Spark client of its own, which registers a table in the catalogue")
    asked.add_argument("--only-faults", action="store_true")
    asked.add_argument("--only-stores", action="store_true", help="leave the example and the faults out")
    asked = asked.parse_args()
    work = Path(tempfile.mkdtemp(prefix="attain-cluster-"))
    server = Sail(asked.sail, work) if asked.sail else Spark(asked.spark, work)
    settings = f'orders = "{server.orders}"'
    engine = f"sc://127.0.0.1:{server.port}"
    try:
        if not asked.only_stores:
            example(asked, work, server, engine, settings)
        if asked.trials:
            print("random small histories:", flush=True)
            told = {**os.environ, "ATTAIN_TEST_ENGINE": engine, "ATTAIN_TEST_ORDERS": server.orders}
            subprocess.run([asked.trials, "cluster_trials"], env=told, check=True, timeout=900)
        plain = work / "plain"
        plain.mkdir()
        (plain / "plain.toml").write_text("", encoding="utf-8")
        if asked.flight:
            print("Flight SQL:", flush=True)
            flight(asked, work)
        stores = [Path(store).resolve() for store in asked.store]
        if asked.orders:
            attain = Attain(asked.attain, plain, work / "orders-store")
            attain("ingest", asked.orders, "--table", "orders", "--bad-rows", "reject")
            stores.append(work / "orders-store")
        if asked.generated:
            attain = Attain(asked.attain, plain, work / "unused")
            attain("generate", "--lines", str(asked.generated), "--out", str(work / "company"))
            made = Attain(asked.attain, plain, work / "generated-store")
            made("ingest", str(work / "company/orders.csv"), "--table", "orders")
            stores.append(work / "generated-store")
        for store in stores:
            print(f"{store.name}:")
            attain = Attain(asked.attain, plain, store)
            questions(attain, engine, settings, few=True)
            scale(attain, server, settings)
        if asked.spark and not asked.only_stores:
            # Last, for it leaves no worker.
            workers_lost(Attain(asked.attain, work / "adventureworks", work / "store"), server, settings)
    finally:
        server.stop()
        shutil.rmtree(work, ignore_errors=True)
    if FAILED:
        sys.exit(f"these faults are not told as they should be: {', '.join(FAILED)}")
    print("all answers are alike")


def example(asked, work, server, engine, settings):
    folder = work / "adventureworks"
    shutil.copytree(PACKAGE / "datasets/adventureworks", folder)
    (folder / "attain.toml").rename(folder / "plain.toml")
    attain = Attain(asked.attain, folder, work / "store")
    attain("ingest")
    if not asked.only_faults:
        print("AdventureWorks:", flush=True)
        questions(attain, engine, settings, few=False)
        review(attain, engine, settings, "2019-Q2", work)
        if asked.client:
            catalogue(attain, server, settings, asked.client)
        scale(attain, server, settings)
        print("customers stay on the cluster:", flush=True)
        customers_stay(attain, engine, settings)
        review_without_histories(attain, engine, settings, "2019-Q2", work)
    print("faults:", flush=True)
    faults(attain, server, settings, work, asked.sail)


main()
