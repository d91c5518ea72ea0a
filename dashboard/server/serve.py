"""Run the dashboard under uvicorn as one warm process: the console script behind `make run`."""

import argparse
import contextlib
import errno
import logging
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from dashboard.server.logs import KINDS, configure
from indicators.errors import ReaderError

ROOT = Path(__file__).resolve().parents[2]
MAX_FRAME = 20_000_000
# Seconds that a stopping replica gives to downloads under way.
GRACE_SECONDS = 10
# The server alone takes about 420 MB; readers and files come on top.
LEAST_MEMORY = 600e6


def main() -> None:
    """Serve the dashboard until interrupted; exit with status 2 if the address is taken."""
    parser = argparse.ArgumentParser(prog="governance-risk-dashboard", description="Serve the dashboard.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--log", choices=KINDS, default="text", help="json: one record a line, for programs")
    parser.add_argument(
        "--metrics",
        metavar="HOST:PORT",
        help="serve Prometheus metrics at this address, apart from readers; default: none",
    )
    options = parser.parse_args()
    listener = _listen(options.host, options.port)
    if (memory := available_memory()) < LEAST_MEMORY:
        _refuse(
            f"memory: {memory / 1e6:.0f} MB. The dashboard needs {LEAST_MEMORY / 1e6:.0f}: raise the limit."
        )
    configure(options.log)
    # Streamlit looks for .streamlit/config.toml in the working directory when it is first imported.
    os.chdir(ROOT)
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    from dashboard.common.public import public_address
    from dashboard.server.app import app
    from dashboard.server.doorway import Doorway, is_any
    from dashboard.server.punctual import Punctual

    try:
        public = public_address()
    except ReaderError as error:
        _refuse(str(error))
    address = f"http://{bracketed(options.host)}:{listener.getsockname()[1]}"
    if is_any(options.host) and public is None:
        logging.getLogger("dashboard").warning(
            "GOVERNANCE_RISK_ADDRESS is not set: readers at other machines are refused until it is."
        )
    if options.metrics:
        _serve_metrics(options.metrics)
    if options.log == "text":
        print(f"Governance risk dashboard: {address}  (Ctrl-C stops it)", flush=True)
    config = uvicorn.Config(
        Doorway(app, options.host),
        http=Punctual,
        log_level="warning",
        # None leaves the loggers to `logs.configure`.
        log_config=None if options.log == "json" else LOGGING_CONFIG,
        ws_max_size=MAX_FRAME,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to an address, IPv4 or IPv6; exit with status 2 if that cannot be done."""
    if not 0 <= port <= 65535:
        _refuse(f"--port {port}: a port is from 0 (any that is free) to 65535, such as --port 8501.")
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
    except socket.gaierror as error:
        _refuse(f"--host {host}: {error.strerror}. Write an address of this machine, such as 127.0.0.1.")
    except PermissionError as error:
        _refuse(f"--port {port}: {error.strerror}. Use a port from 1024 on, such as --port 8501.")
    except (OSError, OverflowError) as error:
        taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        remedy = "Try another port: make run PORT=8502" if taken else "Use an address of this machine."
        _refuse(f"{bracketed(host)}:{port}: {error}. {remedy}")
    return listener


def bracketed(host: str) -> str:
    """Return a host as an address has it: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def available_memory() -> float:
    """Return the bytes that this process may use: the machine's, or the limit of its control group."""
    known = (
        [float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))] if hasattr(os, "sysconf") else []
    )
    for path in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):
            known.append(float(Path(path).read_text(encoding="ascii")))
    return min(known, default=float("inf"))


def _refuse(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    sys.exit(2)


def _serve_metrics(address: str) -> None:
    """Serve metrics at `HOST:PORT`; exit with status 2 if the address is invalid or taken."""
    from dashboard.server.metrics import serve

    host, _, port = address.rpartition(":")
    try:
        serve(host, int(port))
    except (OSError, OverflowError, ValueError) as error:
        _refuse(f"--metrics {address}: {error}. Write HOST:PORT, such as 127.0.0.1:9501")
