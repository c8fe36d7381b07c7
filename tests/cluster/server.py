"""Servers of Spark Connect for the tests: Sail with its workers, or Apache Spark with a master and two of them; and a
wire between attain and a server that counts bytes, is slow, or is cut."""

import atexit
import os
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


STARTED = []


def start(command, **options):
    """A process that does not outlive this one, however it ends."""
    process = subprocess.Popen(command, **options)
    STARTED.append(process)
    return process


def end_all():
    for process in reversed(STARTED):
        if process.poll() is None:
            process.kill()
            process.wait()


atexit.register(end_all)
# Whoever ends this by a signal wants the servers to end too.
signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by a signal"))


def wait_for(port, seconds, process):
    end = time.time() + seconds
    while time.time() < end:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}")
        with socket.socket() as tried:
            tried.settimeout(1)
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit(f"nobody listens on port {port} after {seconds} seconds")


class Sail:
    """`sail spark server` in cluster mode: a driver, and workers that speak with it by RPC."""

    orders = "delta"

    def __init__(self, program, work, user=None):
        self.port = free_port()
        self.log = Path(work) / f"sail-{self.port}.log"
        command = [program, "spark", "server", "--port", str(self.port)]
        if user:
            command = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] + command
        environment = {**os.environ, "SAIL_MODE": "local-cluster"}
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = start(command, stdout=log, stderr=log, env=environment, cwd=work)
        wait_for(self.port, 60, self.process)

    def stand_still(self):
        """As a process that hangs: connections stay, and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        """As a machine that fails."""
        self.process.kill()

    def stop(self):
        self.process.kill()
        self.process.wait()


class Flight:
    """Sail as a server of Flight SQL."""

    def __init__(self, program, work):
        self.port = free_port()
        with open(Path(work) / "flight.log", "w", encoding="utf-8") as log:
            self.process = start([program, "flight", "server", "--port", str(self.port)], stdout=log, stderr=log, cwd=work)
        wait_for(self.port, 60, self.process)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Spark:
    """A standalone master, two workers of one core each, and a Connect server; it reads Parquet, for PyPI's Spark has no
    Delta."""

    orders = "parquet"

    def __init__(self, home, work, more=None, worker_memory="2g"):
        """`more` are settings of Spark."""
        self.work, self.processes = Path(work), []
        java = Path(shutil.which("java")).resolve().parent.parent
        self.environment = {**os.environ, "SPARK_HOME": str(home), "JAVA_HOME": str(java), "SPARK_LOCAL_IP": "127.0.0.1"}
        home, master = Path(home), free_port()
        self.port = free_port()
        spark_class = [home / "bin/spark-class"]
        begin = lambda name, *command: self.processes.append(self.run(name, [str(part) for part in command]))
        begin("master", *spark_class, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", master,
              "--webui-port", 0)
        wait_for(master, 60, self.processes[-1])
        for number in (1, 2):
            begin(f"worker{number}", *spark_class, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1",
                  "--cores", 1, "--memory", worker_memory, "--webui-port", 0, "--work-dir", self.work / f"worker{number}",
                  f"spark://127.0.0.1:{master}")
        settings = {
            "spark.executor.memory": "1500m", "spark.connect.grpc.binding.port": self.port,
            "spark.connect.grpc.binding.address": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": 8, **(more or {}),
        }
        begin("connect", home / "bin/spark-submit", "--master", f"spark://127.0.0.1:{master}", "--driver-memory", "2g",
              *[part for key, value in settings.items() for part in ("--conf", f"{key}={value}")],
              "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
        wait_for(self.port, 120, self.processes[-1])

    def run(self, name, command):
        with open(self.work / f"{name}.log", "w", encoding="utf-8") as log:
            return start(command, stdout=log, stderr=log, env=self.environment, cwd=self.work, start_new_session=True)

    def running(self, number):
        """The tasks that the executor of a worker, 1 or 2, began and did not end, as its own log says."""
        begun, ended = set(), set()
        for log in (self.work / f"worker{number}").glob("app-*/*/stderr"):
            text = log.read_text(encoding="utf-8", errors="replace")
            begun |= {(log, task) for task in re.findall(r"Running task .*\(TID (\d+)\)", text)}
            ended |= {(log, task) for task in re.findall(r"(?:Finished|Exception in) task .*\(TID (\d+)\)", text)}
        return begun - ended

    def kill_busy_worker(self, number, seconds=60):
        """As kill_worker, at a moment when it works."""
        end = time.time() + seconds
        while not self.running(number):
            if time.time() > end:
                raise SystemExit(f"worker {number} did nothing for {seconds} seconds")
            time.sleep(0.002)
        self.kill_worker(number)

    def lost_tasks(self):
        """The tasks that were running on an executor when it was lost, as the driver says."""
        text = (self.work / "connect.log").read_text(encoding="utf-8", errors="replace")
        exited = r"task .*\(TID \d+\) failed because while it was being computed, its executor exited"
        return re.findall(exited + r"|Lost task .*\(TID \d+\).*ExecutorLostFailure", text)

    def kill_worker(self, number):
        """Ends a worker, 1 or 2, with its executor, as a machine that fails does."""
        worker = self.processes[number]
        executors = subprocess.run(["pgrep", "-P", str(worker.pid)], capture_output=True, text=True, check=False)
        worker.kill()
        for pid in executors.stdout.split():
            os.kill(int(pid), signal.SIGKILL)

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


class Listening:
    """Listens on a free port and serves every connection in a thread of its own, by `serve` of the class that it is."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(near,), daemon=True).start()


class Wire(Listening):
    """Passes bytes on to a server. It counts what comes back; it may hold answers up, be cut after so many bytes, so many
    times, or speak TLS with a certificate and its key."""

    def __init__(self, port, delay=0.0, cut_after=None, cuts=0, certificate=None):
        self.to, self.delay, self.cut_after, self.cuts, self.back = port, delay, cut_after, cuts, 0
        self.tls = None
        if certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(*certificate)
            self.tls.set_alpn_protocols(["h2"])
        super().__init__()

    def serve(self, near):
        try:
            if self.tls:
                near.settimeout(5)
                near = self.tls.wrap_socket(near, server_side=True)
                near.settimeout(None)
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        if self.tls:
            return self.both_ways(near, far)
        threading.Thread(target=self.forward, args=(near, far), daemon=True).start()
        self.backward(far, near)

    @staticmethod
    def both_ways(near, far):
        """In one thread: a connection with TLS must not be read and written by two."""
        try:
            while True:
                ready = [near] if near.pending() else select.select([near, far], [], [])[0]
                for source, sink in ((near, far), (far, near)):
                    if source in ready:
                        if not (data := source.recv(1 << 16)):
                            return
                        sink.sendall(data)
        except OSError:
            pass
        finally:
            near.close()
            far.close()

    def forward(self, near, far):
        self.pump(near, far, lambda data: True)

    def backward(self, far, near):
        since = 0

        def seen(data):
            nonlocal since
            since += len(data)
            self.back += len(data)
            if self.delay:
                time.sleep(self.delay)
            if self.cut_after is not None and self.cuts > 0 and since > self.cut_after:
                self.cuts -= 1
                return False
            return True

        self.pump(far, near, seen)

    @staticmethod
    def pump(source, sink, seen):
        try:
            while data := source.recv(1 << 16):
                if not seen(data):
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def stop(self):
        self.listener.close()


class Mute(Listening):
    """Takes connections and answers with what it is told to, or never."""

    def __init__(self, answer=b""):
        self.answer, self.kept = answer, []
        super().__init__()

    def serve(self, one):
        self.kept.append(one)
        if self.answer:
            one.sendall(self.answer)
            one.close()


class Fixed(Listening):
    """A server of gRPC that gives every call the same answer: a version of Spark, or a refusal. Only as much of HTTP/2 as
    that needs: frames are read for their streams, and what they ask is not looked at."""

    def __init__(self, version=None, refusal=None):
        if version:
            # AnalyzePlanResponse { spark_version = 8: { version = 1 } }
            inner = b"\x0a" + bytes([len(version)]) + version.encode()
            message = b"\x42" + bytes([len(inner)]) + inner
            self.data = b"\x00" + len(message).to_bytes(4, "big") + message
            self.trailers = [("grpc-status", "0")]
        else:
            code, words = refusal
            self.data, self.trailers = b"", [("grpc-status", str(code)), ("grpc-message", words)]
        super().__init__()

    @staticmethod
    def frame(kind, flags, stream, payload=b""):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    @staticmethod
    def fields(pairs):
        """Header fields, each written out: no table, no Huffman."""
        return b"".join(b"\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()
                        for name, value in pairs)

    def serve(self, one):
        data_frame, headers_frame, settings_frame, ping_frame, end_stream, end_headers, ack = 0, 1, 4, 6, 1, 4, 1
        try:
            came = one.makefile("rb")
            came.read(len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
            one.sendall(self.frame(settings_frame, 0, 0))
            while len(head := came.read(9)) == 9:
                kind, flags = head[3], head[4]
                stream = int.from_bytes(head[5:], "big") & 0x7FFFFFFF
                payload = came.read(int.from_bytes(head[:3], "big"))
                if kind in (settings_frame, ping_frame) and not flags & ack:
                    one.sendall(self.frame(kind, ack, 0, payload if kind == ping_frame else b""))
                if kind in (data_frame, headers_frame) and flags & end_stream:
                    answer = self.fields([(":status", "200"), ("content-type", "application/grpc")])
                    one.sendall(self.frame(headers_frame, end_headers, stream, answer)
                                + (self.frame(data_frame, 0, stream, self.data) if self.data else b"")
                                + self.frame(headers_frame, end_headers | end_stream, stream, self.fields(self.trailers)))
        except OSError:
            pass


if __name__ == "__main__":
    sys.exit("this file is read by run.py")
