"""Load on a page: so many sessions, each changing a filter every second, every answer checked.

python -m benchmarks.load --url http://127.0.0.1:8501 --sessions 30 --seconds 20
python -m benchmarks.load --url http://127.0.0.1:8080/risk --sessions 60 --follow     behind a proxy

The time of a change runs from the frame sent to `script_finished` received. An answer counts as right only
if the figures in it are those of the committed snapshot. `--every 0` changes again as soon as it is there.
"""

import argparse
import asyncio
import collections
import datetime as dt
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil
import websockets

from benchmarks.protocol import Reply, percentile
from benchmarks.readers import Behaviour, Choices, behaviours
from benchmarks.sample import ARTICLE, committed, sample
from benchmarks.session import Session
from indicators.paths import DATA

FAILURES = (OSError, TimeoutError, websockets.WebSocketException, KeyError, ValueError)
# So many sessions are opened at a time; and this long is an answer awaited after the last change.
TOGETHER = 4
GRACE = 10.0


class Reader(Protocol):
    """One session of a page."""

    reconnects: int
    gaps: list[float]

    async def open(self) -> Reply: ...

    async def change(self, key: str, value: Any) -> Reply: ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class Tally:
    """The counts of all sessions during the measurement."""

    milliseconds: list[float] = field(default_factory=list)
    bytes: int = 0
    wrong: collections.Counter[str] = field(default_factory=collections.Counter)
    errors: collections.Counter[str] = field(default_factory=collections.Counter)


@dataclass(frozen=True, slots=True)
class Load:
    """The result: reruns per second offered and done, milliseconds, bytes for one, what went wrong.

    `wrong` counts answers without the changed figure, `errors` changes without an answer. `cpu` is the
    server's CPU in milliseconds for a rerun, `cores` how much of a core it used; missing without a process.
    `gaps` are the milliseconds to the first answer after a lost connection, which `milliseconds` leave out.
    """

    sessions: int
    seconds: float
    offered: float | None
    done: float
    p50: float
    p95: float
    worst: float
    bytes: float
    wrong: int
    errors: int
    reconnects: int
    gaps: tuple[float, ...]
    cpu: float | None
    cores: float | None
    client_cores: float
    said: tuple[str, ...]


def cpu_seconds(process: psutil.Process) -> float:
    """Return the CPU seconds that a server and its children have used."""
    own = [process, *process.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in own)


async def load(
    reader: Callable[[], Reader],
    choices: Choices,
    *,
    sessions: int,
    seconds: float,
    every: float = 1.0,
    server: psutil.Process | None = None,
    seed: int = 0,
) -> Load:
    """Open the sessions, let each make one change, and measure `seconds` of them all at work.

    A reader who waits longer than `every` makes the next change at once: none is heaped up.
    """
    rng = random.Random(seed)
    readers = [reader() for _ in range(sessions)]
    makers = [choices(random.Random(rng.random())) for _ in range(sessions)]
    errors: collections.Counter[str] = collections.Counter()
    gate = asyncio.Semaphore(TOGETHER)
    alive = []

    async def enter(number: int) -> None:
        async with gate:
            try:
                await readers[number].open()
                first = next(makers[number])
                await readers[number].change(first.key, first.value)
                alive.append(number)
            except FAILURES as error:
                errors[f"opening: {error!r}"[:200]] += 1

    await asyncio.gather(*(enter(number) for number in range(sessions)))
    tally = Tally(errors=errors)
    used = cpu_seconds(server) if server else 0.0
    own = sum(psutil.Process().cpu_times()[:2])
    start = time.perf_counter()
    tasks = [
        asyncio.create_task(
            _read(readers[number], makers[number], every, rng.random() * every, start + seconds, tally)
        )
        for number in alive
    ]
    await asyncio.sleep(seconds)
    done = len(tally.milliseconds)
    took = time.perf_counter() - start
    used = cpu_seconds(server) - used if server else 0.0
    own = sum(psutil.Process().cpu_times()[:2]) - own
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=GRACE)
        for task in late:
            task.cancel()
            tally.errors[f"no answer {GRACE:g} s after the end"] += 1
    await asyncio.gather(*(one.close() for one in readers), return_exceptions=True)
    times = tally.milliseconds
    return Load(
        sessions=sessions,
        seconds=took,
        offered=sessions / every if every else None,
        done=done / took,
        p50=percentile(times, 0.5),
        p95=percentile(times, 0.95),
        worst=percentile(times, 1),
        bytes=tally.bytes / max(1, len(times)),
        wrong=tally.wrong.total(),
        errors=tally.errors.total(),
        reconnects=sum(one.reconnects for one in readers),
        gaps=tuple(gap for one in readers for gap in one.gaps),
        cpu=used / done * 1e3 if server and done else None,
        cores=used / took if server else None,
        client_cores=own / took,
        said=tuple(text for text, _ in (tally.wrong + tally.errors).most_common(3)),
    )


async def _read(reader: Reader, choices: Any, every: float, wait: float, until: float, tally: Tally) -> None:
    """Run one reader's changes until the end."""
    await asyncio.sleep(wait)
    due = time.perf_counter()
    while (now := time.perf_counter()) < until:
        choice = next(choices)
        lost = len(reader.gaps)
        try:
            reply = await reader.change(choice.key, choice.value)
        except FAILURES as error:
            tally.errors[f"{type(error).__name__}: {error}"[:200]] += 1
            return
        if len(reader.gaps) == lost:
            tally.milliseconds.append(reply.milliseconds)
        tally.bytes += reply.bytes
        problem = reply.faults[0] if reply.faults else choice.check(reply)
        if problem:
            tally.wrong[problem[:200]] += 1
        now = time.perf_counter()
        due = max(due + every, now)
        await asyncio.sleep(due - now)


async def memory(
    reader: Callable[[], Reader], server: psutil.Process, *, sessions: int, first: int = 5
) -> tuple[float, float]:
    """Return the megabytes of a server with `first` open sessions, and of each further session.

    All sessions stay connected; the first ones fill what is loaded once. Private memory, not what is shared.
    """
    readers = [reader() for _ in range(sessions)]

    def held() -> float:
        own = [server, *server.children(recursive=True)]
        return float(sum(one.memory_full_info().uss for one in own)) / 1e6

    try:
        for one in readers[:first]:
            await one.open()
        await asyncio.sleep(0.5)
        before = held()
        for one in readers[first:]:
            await one.open()
        await asyncio.sleep(0.5)
        return before, (held() - before) / (sessions - first)
    finally:
        await asyncio.gather(*(one.close() for one in readers), return_exceptions=True)


def report(found: Load) -> str:
    """Return the result in lines for a terminal."""
    offered = "back to back" if found.offered is None else f"{found.offered:.1f}/s offered"
    text = [
        f"{found.sessions} sessions, {offered}: {found.done:.1f} reruns/s, p50 {found.p50:.0f} ms, "
        f"p95 {found.p95:.0f} ms, worst {found.worst:.0f} ms, {found.bytes / 1e3:.1f} kB each, "
        f"{found.wrong} wrong answers, {found.errors} errors"
    ]
    if found.cpu is not None and found.cores is not None:
        text.append(f"server: {found.cpu:.1f} ms CPU for a rerun, {found.cores:.2f} cores")
    if found.reconnects:
        middle = statistics.median(found.gaps) if found.gaps else 0.0
        text.append(f"{found.reconnects} connections made again, {middle:.0f} ms to the next answer")
    return "\n".join([*text, *found.said])


def behaviour_of(page: str, snapshot: Path) -> Behaviour:
    """Return the behaviour of readers on a page, checked against a snapshot."""
    return behaviours(sample(committed(snapshot), dt.date.today()), ARTICLE.isoformat())[page]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one load and print it; exit status 1 where an answer was wrong or none came."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", required=True, help="the address of the dashboard, without a page")
    parser.add_argument(
        "--page", default="compare", choices=["compare", "compare, a link passed on", "overview"]
    )
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between a reader's changes")
    parser.add_argument(
        "--follow", action="store_true", help="connect again, cookies kept, when a server goes"
    )
    parser.add_argument("--pid", type=int, help="the server's process, to measure its CPU")
    parser.add_argument(
        "--snapshot", type=Path, default=DATA / "snapshot", help="what answers are checked against"
    )
    parser.add_argument("--json", action="store_true", help="the whole result as JSON")
    given = parser.parse_args(arguments)
    page = behaviour_of(given.page, given.snapshot)
    found = asyncio.run(
        load(
            lambda: Session(given.url, page.path, follow=given.follow),
            page.choices,
            sessions=given.sessions,
            seconds=given.seconds,
            every=given.every,
            server=psutil.Process(given.pid) if given.pid else None,
        )
    )
    print(json.dumps(asdict(found), indent=1) if given.json else report(found))
    return 1 if found.wrong or found.errors else 0


if __name__ == "__main__":
    sys.exit(main())
