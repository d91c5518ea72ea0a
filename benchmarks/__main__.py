"""Measure the dashboard beside its peers in one run: a table here, results in build/benchmarks.json.

make bench                                        all of it, about twelve minutes on two quiet cores
python -m benchmarks --only load,rerun      some parts
python -m benchmarks --quick                all parts, each as short as it can be

The peers: a bare Streamlit page under plain `streamlit run`, a Dash page with the same chart, and the pages
as naive Streamlit scripts. Read the ratios: figures depend on the machine and on what else it does.
"""

import argparse
import datetime as dt
import importlib.metadata
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

import psutil

from benchmarks.parts import PARTS, Run
from benchmarks.readers import behaviours
from benchmarks.sample import ARTICLE, committed, sample, write_csv
from benchmarks.servers import ROOT, cluster
from benchmarks.table import Row, as_json, missed, table
from indicators.paths import DATA

SNAPSHOT = DATA / "snapshot"
RESULTS = ROOT / "build" / "benchmarks.json"
LIBRARIES = ("streamlit", "plotly", "pandas", "pyarrow", "numpy", "uvicorn", "websockets", "dash", "gunicorn")


def main() -> int:
    """Run the parts; exit status 1 for a goal missed or a part that failed, 2 without Dash."""
    given = _arguments()
    # Ended from outside, it still stops its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if importlib.util.find_spec("dash") is None:
        print(
            "Dash is not installed: run `make bench`, or pip install -r requirements/bench.lock",
            file=sys.stderr,
        )
        return 2
    day = dt.date.today()
    snapshot = committed(SNAPSHOT)
    facts = sample(snapshot, day)
    rows: list[Row] = []
    spent: dict[str, int] = {}
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        csv = Path(folder) / "indicators.csv"
        write_csv(snapshot, day, csv)
        with cluster(csv) as servers:
            run = Run(
                servers=servers,
                behaviours=behaviours(facts, ARTICLE.isoformat()),
                cards=facts.cards,
                snapshot=SNAPSHOT,
                csv=csv,
                day=day,
                seconds=given.seconds,
                loads=given.loads,
                changes=given.changes,
                sessions=given.sessions,
                times=given.times,
                proxy=given.proxy,
            )
            about = describe(snapshot.id, given)
            for name in given.only:
                begun = time.perf_counter()
                try:
                    found = PARTS[name](run)
                except Exception as error:
                    # What the other parts measure is worth having.
                    failed[name] = f"{type(error).__name__}: {error}"
                    traceback.print_exc()
                    continue
                rows += found
                spent[name] = round(time.perf_counter() - begun)
                print(f"{table(found)}\n  ({spent[name]} s)\n", flush=True)
                after = {"seconds": spent, "failed": failed, "load_after": round(os.getloadavg()[0], 2)}
                _write(given.out, as_json(rows, about | after))
    over = missed(rows)
    print(f"\n{len(over)} of {sum(bool(row.goals) for row in rows)} measurements with a goal miss it.")
    print(f"Written to {given.out}")
    for name, why in failed.items():
        print(f"{name} could not be measured: {why}", file=sys.stderr)
    return 1 if over or failed else 0


def _write(out: Path, results: dict[str, Any]) -> None:
    """Write the results measured so far, so that a later failure does not lose them."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def describe(snapshot: str, given: argparse.Namespace) -> dict[str, Any]:
    """Describe the run: time, machine and its load, snapshot and code."""
    return {
        "date": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "cpu": _processor(),
            "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
            "system": platform.platform(terse=True),
            "python": platform.python_version(),
        },
        "libraries": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "snapshot": snapshot,
        "commit": _commit(),
        "options": {name: value for name, value in vars(given).items() if name != "out"},
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _commit() -> str:
    """Return the commit, with a plus if files differ from it; empty outside a repository."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    return git("rev-parse", "--short=12", "HEAD") + ("+" if git("status", "--porcelain") else "")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="as short as it can be, for a first look")
    parser.add_argument("--seconds", type=float, default=8, help="of each measured load")
    parser.add_argument("--loads", type=int, default=3, help="of each page in the browser, cold and warm")
    parser.add_argument("--changes", type=int, default=20, help="of a filter in the browser")
    parser.add_argument("--sessions", type=int, default=100, help="that are open when memory is measured")
    parser.add_argument("--times", type=int, default=100, help="how often the snapshot is repeated")
    parser.add_argument("--proxy", default="", help="the overview's address behind a proxy, measured too")
    parser.add_argument("--out", type=Path, default=RESULTS)
    given = parser.parse_args()
    given.only = [name.strip() for name in given.only.split(",")]
    unknown = set(given.only) - set(PARTS)
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if given.quick:
        given.seconds, given.loads, given.changes, given.sessions, given.times = 3, 1, 6, 30, 10
    return given


if __name__ == "__main__":
    sys.exit(main())
