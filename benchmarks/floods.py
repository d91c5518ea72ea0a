"""Measure p50 and p95 of ten honest sessions, with and without a flood, in turns.

python -m benchmarks.floods
"""

import asyncio
import contextlib
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.frames import COUNTRIES, client, flood
from tests.servers import ROOT, serving


async def honest(base: str, seconds: float, sessions: int = 10) -> list[float]:
    """Return the seconds of every answer to sessions that change the countries of Compare once a second."""
    took: list[float] = []

    async def one(number: int) -> None:
        async with client(base) as reader:
            await reader.run(f"countries={COUNTRIES[number % 6]}")
            await asyncio.sleep(number / sessions)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                number += 1
                wait = time.monotonic() + 1
                took.append(await reader.run(f"countries=TJK,{COUNTRIES[number % 6]}"))
                await asyncio.sleep(max(0.0, wait - time.monotonic()))

    await asyncio.gather(*(one(number) for number in range(sessions)))
    return took


@contextlib.contextmanager
def attacking(base: str, connections: int) -> Iterator[None]:
    """Run a flood in its own process, so that it takes no time from the measuring sessions."""
    if not connections:
        yield
        return
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.floods", base, str(connections)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    time.sleep(3)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


async def measure(base: str, turns: int = 3, seconds: float = 12) -> None:
    """Print p50 and p95 of honest sessions, without and with each flood, in turns."""
    floods = {"none": 0, "one connection": 1, "twenty connections": 20}
    found: dict[str, list[float]] = {name: [] for name in floods}
    await honest(base, 5)  # what is made once is made
    for _ in range(turns):
        for name, connections in floods.items():
            with attacking(base, connections):
                found[name] += await honest(base, seconds)
    for name, took in found.items():
        p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
        ratio = p95 / percentile(found["none"], 0.95)
        print(
            f"{name:20} {len(took):4} answers  p50 {p50 * 1e3:6.0f} ms  "
            f"p95 {p95 * 1e3:6.0f} ms  ratio {ratio:.2f}"
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        asyncio.run(flood(sys.argv[1], int(sys.argv[2])))
    else:
        with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log") as server:
            asyncio.run(measure(server.address))
