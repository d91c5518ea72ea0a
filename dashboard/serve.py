"""The console script behind `make run`: the dashboard under uvicorn, one warm process."""

import argparse
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FRAME = 20_000_000


def main() -> None:
    """Serve the dashboard until interrupted; exit status 2 where the address is taken."""
    parser = argparse.ArgumentParser(prog="governance-risk-dashboard", description="Serve the dashboard.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((given.host, given.port))
        except (OSError, OverflowError) as error:
            print(f"{given.host}:{given.port}: {error}. Try: make run PORT=8502", file=sys.stderr)
            sys.exit(2)
    # Streamlit looks for .streamlit/config.toml in the working directory when it is first imported.
    os.chdir(ROOT)
    import uvicorn

    from dashboard.app import app

    print(f"Governance risk dashboard: http://{given.host}:{given.port}  (Ctrl-C stops it)", flush=True)
    uvicorn.run(app, host=given.host, port=given.port, log_level="warning", ws_max_size=MAX_FRAME)
