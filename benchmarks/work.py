"""Measure the statistics on one core: rank sets, a composite's draws, the building of a snapshot."""

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# One core, whatever the machine has; numpy reads them when it is imported.
ONE_CORE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
DRAWS = 2000
STEPS = 2_000_000


def cpu(work: Callable[[], object], times: int = 3) -> float:
    """Return the median milliseconds of CPU that a piece of work takes."""
    took = []
    for _ in range(times):
        start = time.process_time()
        work()
        took.append((time.process_time() - start) * 1e3)
    return statistics.median(took)


def yardstick() -> float:
    """Return the milliseconds of CPU for two million steps of plain Python: the speed of the machine."""

    def count() -> int:
        total = 0
        for number in range(STEPS):
            total += number & 7
        return total

    return cpu(count)


def measure(folder: Path, day: dt.date) -> dict[str, float]:
    """Return the CPU milliseconds of each piece of work, on the snapshot in `folder` as known on `day`."""
    from benchmarks.sample import CPI, committed
    from indicators.rank.confidence_sets import rank_confidence_sets
    from indicators.score import gather, read_structure
    from indicators.score.sensitivity import uncertainty
    from indicators.snapshot.comparison_errors import comparison_errors

    snapshot = committed(folder)
    rows = snapshot.as_of(CPI, day)
    rows = rows[rows["year"] == rows["year"].max()].set_index("iso3")
    errors = comparison_errors(rows, snapshot.catalogue.indicator(CPI))
    structure = read_structure()
    material = gather(snapshot, structure, as_of=day)
    inputs = material.of_year(material.newest_year())
    return {
        f"simultaneous rank sets of {len(rows)} countries": cpu(
            lambda: rank_confidence_sets(rows["value"], errors, simultaneous=True)
        ),
        f"composite: {DRAWS} draws, {len(inputs.values)} countries": cpu(
            lambda: uncertainty(inputs, draws=DRAWS)
        ),
        "snapshot built from small files of every publisher": _build(day),
    }


def _build(day: dt.date) -> float:
    from indicators.catalogue.catalogue import Catalogue
    from indicators.refresh.build import build
    from tests.unit.loaders.publishers import write_raw
    from tests.unit.loaders.workbooks import small

    catalogue = small(Catalogue.read())
    with tempfile.TemporaryDirectory() as folder:
        raw = write_raw(Path(folder) / "raw", catalogue)
        numbers = iter(range(9))
        return cpu(lambda: build(catalogue, raw, Path(folder) / f"snapshot{next(numbers)}", today=day))


def in_a_process(folder: Path, day: dt.date) -> dict[str, float]:
    """Run `measure` and the yardstick in a process whose numpy has one core."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.work", str(folder), day.isoformat()],
        env={**os.environ, **dict.fromkeys(ONE_CORE, "1")},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    found = measure(Path(sys.argv[1]), dt.date.fromisoformat(sys.argv[2]))
    print(json.dumps({"yardstick": yardstick(), **found}))
