"""The dashboard in a process of its own, as `make run` serves it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROGRAM = "from dashboard.server.serve import main; main()"
# Far beyond what a start takes on a busy machine: only a server that hangs is given up.
START_SECONDS = 180.0


@dataclass(frozen=True)
class Server:
    """A server that answers: its address, its process and its log."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(
    log: Path, program: str = PROGRAM, *arguments: str, port: int = 0, **environment: str
) -> Iterator[Server]:
    """Start a server, at a free port if none is given, wait until it answers, and stop it in the end."""
    port = port or free_port()
    command = [sys.executable, "-c", program, *arguments, "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        )
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        process.wait(60)


def _wait(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise AssertionError(f"the server ended:\n{server.logged()}")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"{server.address}/_stcore/health", timeout=30).close()  # noqa: S310
            return
        time.sleep(0.1)
    raise AssertionError(f"no answer from {server.address} in {START_SECONDS:g} s")
