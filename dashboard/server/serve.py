"""Run the dashboard under uvicorn as one warm process: the console script behind `make run`."""

import argparse
import os
import socket
import sys
from pathlib import Path

from dashboard.server.logs import KINDS, configure

ROOT = Path(__file__).resolve().parents[2]
MAX_FRAME = 20_000_000
# Seconds that a stopping replica gives to downloads under way.
GRACE_SECONDS = 10


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
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except (OSError, OverflowError) as error:
            print(f"{options.host}:{options.port}: {error}. Try: make run PORT=8502", file=sys.stderr)
            sys.exit(2)
    configure(options.log)
    # Streamlit looks for .streamlit/config.toml in the working directory when it is first imported.
    os.chdir(ROOT)
    import uvicorn
    from uvicorn.config import LOGGING_CONFIG

    from dashboard.server.app import app

    if options.metrics:
        _serve_metrics(options.metrics)
    if options.log == "text":
        print(
            f"Governance risk dashboard: http://{options.host}:{options.port}  (Ctrl-C stops it)", flush=True
        )
    uvicorn.run(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        # None leaves the loggers to `logs.configure`.
        log_config=None if options.log == "json" else LOGGING_CONFIG,
        ws_max_size=MAX_FRAME,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _serve_metrics(address: str) -> None:
    """Serve metrics at `HOST:PORT`; exit with status 2 if the address is invalid or taken."""
    from dashboard.server.metrics import serve

    host, _, port = address.rpartition(":")
    try:
        serve(host, int(port))
    except (OSError, OverflowError, ValueError) as error:
        print(f"--metrics {address}: {error}. Write HOST:PORT, such as 127.0.0.1:9501", file=sys.stderr)
        sys.exit(2)
