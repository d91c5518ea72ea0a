"""The dashboard and its peers as servers: started, timed to their first answers, measured, stopped."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.dash_session import DashSession
from benchmarks.load import Reader
from benchmarks.readers import Behaviour
from benchmarks.session import Session
from tests.servers import free_port

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CSV_VARIABLE = "BENCHMARK_CSV"
OURS, BARE, NAIVE, NAIVE_HOME, DASH = "dashboard", "bare", "naive compare", "naive overview", "dash"
UP_WITHIN = 90.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is up: its address, its process, the seconds from its start to its first HTTP answer."""

    name: str
    url: str
    process: psutil.Process
    seconds: float

    def reader(self, behaviour: Behaviour) -> Callable[[], Reader]:
        """Return a function that makes new readers of a page of this server."""
        if self.name == DASH:
            return lambda: DashSession(self.url)
        return lambda: Session(self.url, behaviour.path)


@dataclass(slots=True)
class Cluster:
    """The servers by name; each is started when it is first asked for, and stopped at the end."""

    csv: Path
    stack: ExitStack
    up: dict[str, Server] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Server:
        if name not in self.up:
            self.up[name] = self.stack.enter_context(serve(name, self.csv))
        return self.up[name]


@contextmanager
def cluster(csv: Path) -> Iterator[Cluster]:
    """Start no server yet; stop all requested ones at the end."""
    with ExitStack() as stack:
        yield Cluster(csv, stack)


def command(name: str, port: int) -> list[str]:
    """Return the command that starts a server: ours as `make run` does, the others as documented."""
    if name == OURS:
        return [sys.executable, "-c", "from dashboard.server.serve import main; main()", "--port", str(port)]
    if name == DASH:
        gunicorn = [sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "8"]
        return [*gunicorn, "--bind", f"127.0.0.1:{port}", "benchmarks.dash_page:server"]
    script = {BARE: "bare.py", NAIVE: "naive_compare.py", NAIVE_HOME: "naive_home.py"}[name]
    local = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    return [sys.executable, "-m", "streamlit", "run", str(HERE / script), *local]


@contextmanager
def serve(name: str, csv: Path) -> Iterator[Server]:
    """Run a server in its own process until it answers; the other frameworks read no config.toml of ours."""
    port = free_port()
    with tempfile.TemporaryDirectory() as empty:
        start = time.perf_counter()
        process = subprocess.Popen(
            command(name, port),
            cwd=ROOT if name == OURS else empty,
            env={
                **os.environ,
                CSV_VARIABLE: str(csv),
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(f"{url}/" if name == DASH else f"{url}/_stcore/health", process, start)
            yield Server(name, url, psutil.Process(process.pid), time.perf_counter() - start)
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes], start: float) -> None:
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.02)
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
        if time.perf_counter() - start > UP_WITHIN:
            raise TimeoutError(f"{address} did not answer in {UP_WITHIN:g} s")


async def visits(server: Server, behaviour: Behaviour, count: int) -> list[float]:
    """Return the milliseconds of the first runs of some new readers, one after the other."""
    took = []
    for _ in range(count):
        reader = server.reader(behaviour)()
        took.append((await reader.open()).milliseconds)
        await reader.close()
        await asyncio.sleep(0.2)
    return took
