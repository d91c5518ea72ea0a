"""Measure what a page reads and the server holds if the snapshot has 100 times the rows.

The rows are those of the committed snapshot, again and again under synthetic indicators and countries:
the dashboard shows what it always shows, and must not pay for what it does not show.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from indicators.paths import SNAPSHOT_VARIABLE
from indicators.snapshot.schema import COVERAGE, DATAPACKAGE, OBSERVATIONS
from indicators.snapshot.snapshot import BY

READS = 5
BOUND = 1.5
# Each page's reads in a process of its own, in milliseconds, with nothing kept from the page before.
READER = f"""
import datetime as dt, json, statistics, sys, time
from dashboard.common import cache
today = dt.date.today()
five = ("TJK", "AFG", "CHN", "KGZ", "UZB")
def overview():
    for id in cache.indicator_options():
        if cache.catalogue().indicator(id).headline:
            cache.panel(id, today)
def compare():
    cache.panel("ti_cpi.score", today)
    cache.ranking("ti_cpi.score", 2014, today)
def data():
    cache.coverage_by_year(five, today)
    cache.coverage("ti_cpi")
start = time.perf_counter()
cache.snapshot()
took = {{"opening": [(time.perf_counter() - start) * 1e3]}}
for name, page in (("overview", overview), ("compare", compare), ("data", data)):
    for _ in range({READS} + 1):
        for kept in (cache.panel, cache.ranking, cache._table, cache.coverage, cache.coverage_by_year):
            kept.cache_clear()
        start = time.perf_counter()
        page()
        took.setdefault(name, []).append((time.perf_counter() - start) * 1e3)
print(json.dumps({{name: statistics.median(times[1:] or times) for name, times in took.items()}}))
"""


def enlarge(source: Path, folder: Path, times: int) -> int:
    """Write the snapshot `source` with `times` the rows to a new folder; return its rows."""
    shutil.copytree(source, folder)
    package = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
    [observations] = [entry for entry in package["resources"] if entry["name"] == OBSERVATIONS]
    [coverage] = [entry for entry in package["resources"] if entry["name"] == COVERAGE]
    for resource in (observations, coverage):
        committed = list(resource["parts"])
        for number in range(1, times):
            resource["parts"] += [_again(folder, resource["name"], part, number) for part in committed]
        resource["path"] = [part["path"] for part in resource["parts"]]
    package["id"] = f"times{times}"
    (folder / DATAPACKAGE).write_text(json.dumps(package), encoding="utf-8")
    return sum(part["rows"] for part in observations["parts"])


def _again(folder: Path, name: str, part: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the rows of a part under another indicator and for other countries."""
    table = pq.read_table(folder / part["path"])
    for column in ("indicator", "iso3"):
        if column in table.column_names:
            codes = table.column(column).combine_chunks()
            again = [f"{code}_{number}" for code in codes.dictionary.to_pylist()]
            renamed = pa.DictionaryArray.from_arrays(codes.indices, pa.array(again))
            table = table.set_column(table.schema.get_field_index(column), column, renamed)
    key = f"{part[BY[name]]}_{number}"
    return {**part, BY[name]: key, **_write(folder, f"{name}/{key}.parquet", table)}


def _write(folder: Path, path: str, table: pa.Table) -> dict[str, Any]:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    content = out.getvalue()
    (folder / path).write_bytes(content)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"path": path, "bytes": len(content), "hash": digest, "rows": table.num_rows}


def reads(snapshot: Path) -> dict[str, float]:
    """Return the milliseconds that each page reads, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", READER],
        env={**os.environ, SNAPSHOT_VARIABLE: str(snapshot)},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def compare_reads(small: Path, large: Path, rounds: int = 3) -> dict[str, tuple[float, float]]:
    """Return the milliseconds of each page's read on both snapshots, in turns, the medians of the rounds."""
    found = [(reads(small), reads(large)) for _ in range(rounds)]
    return {
        name: (
            statistics.median(one[name] for one, _ in found),
            statistics.median(other[name] for _, other in found),
        )
        for name in found[0][0]
    }


@contextlib.contextmanager
def environment(snapshot: Path) -> Iterator[None]:
    """Set `GOVERNANCE_RISK_SNAPSHOT` for the processes that are started inside."""
    before = os.environ.get(SNAPSHOT_VARIABLE)
    os.environ[SNAPSHOT_VARIABLE] = str(snapshot)
    try:
        yield
    finally:
        os.environ.pop(SNAPSHOT_VARIABLE, None)
        if before is not None:
            os.environ[SNAPSHOT_VARIABLE] = before
