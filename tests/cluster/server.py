"""Servers of Spark Connect for the tests: Sail with its workers, or Apache Spark with a master and two of them; and a
wire between attain and a server that counts bytes, is slow, or is cut."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


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
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=work)
        wait_for(self.port, 60, self.process)

    def stop(self):
        self.process.kill()
        self.process.wait()


class Spark:
    """A standalone master, two workers of one core each, and a Connect server; it reads Parquet, for PyPI's Spark has no
    Delta."""

    orders = "parquet"

    def __init__(self, home, work):
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
                  "--cores", 1, "--memory", "2g", "--webui-port", 0, "--work-dir", self.work / f"worker{number}",
                  f"spark://127.0.0.1:{master}")
        settings = {
            "spark.executor.memory": "1500m", "spark.connect.grpc.binding.port": self.port,
            "spark.connect.grpc.binding.address": "127.0.0.1", "spark.ui.enabled": "false",
            "spark.sql.shuffle.partitions": 8,
        }
        begin("connect", home / "bin/spark-submit", "--master", f"spark://127.0.0.1:{master}", "--driver-memory", "2g",
              *[part for key, value in settings.items() for part in ("--conf", f"{key}={value}")],
              "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
        wait_for(self.port, 120, self.processes[-1])

    def run(self, name, command):
        with open(self.work / f"{name}.log", "w", encoding="utf-8") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=self.environment, cwd=self.work,
                                    start_new_session=True)

    def kill_worker(self):
        """Ends a worker with its executor, as a machine that fails does."""
        executors = subprocess.run(["pgrep", "-P", str(self.processes[1].pid)], capture_output=True, text=True, check=False)
        for pid in executors.stdout.split():
            os.kill(int(pid), 9)
        self.processes[1].kill()

    def stop(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


class Wire:
    """Passes bytes on to a server. It counts what comes back; it may hold answers up, or be cut after so many bytes, so
    many times."""

    def __init__(self, port, delay=0.0, cut_after=None, cuts=0):
        self.to, self.delay, self.cut_after, self.cuts, self.back = port, delay, cut_after, cuts, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                near.close()
                continue
            threading.Thread(target=self.forward, args=(near, far), daemon=True).start()
            threading.Thread(target=self.backward, args=(far, near), daemon=True).start()

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


class Mute:
    """Takes connections and answers with what it is told to, or never."""

    def __init__(self, answer=b""):
        self.answer, self.kept = answer, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                one, _ = self.listener.accept()
            except OSError:
                return
            self.kept.append(one)
            if self.answer:
                one.sendall(self.answer)
                one.close()


if __name__ == "__main__":
    sys.exit("this file is read by run.py")
