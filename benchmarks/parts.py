"""The parts of the benchmark: each measures the dashboard and its peers in turns and returns rows.

The goals stand here, beside what they are held against.
"""

import asyncio
import datetime as dt
import statistics
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import work
from benchmarks.browser import CARDS, PLOTS, Screen, changes, loads, middle
from benchmarks.growth import BOUND, compare_reads, enlarge, environment
from benchmarks.load import Load, load, memory
from benchmarks.readers import Behaviour
from benchmarks.servers import BARE, DASH, NAIVE, NAIVE_HOME, OURS, Cluster, serve, visits
from benchmarks.table import Goal, Row
from tests.browser.chromium import FLAGS, find

COLUMN = {OURS: "ours", BARE: "bare", DASH: "Dash", NAIVE: "naive", NAIVE_HOME: "naive"}
PAGE = {OURS: "compare", BARE: "bare", DASH: "dash", NAIVE: "naive compare", NAIVE_HOME: "naive overview"}
LEVELS = (1, 10, 30, 60)
# A naive page is past its limit at 30 readers: more only make the run longer.
NAIVE_LEVELS = (1, 10)
LARGEST = 25.0


@dataclass(frozen=True, slots=True)
class Run:
    """The input of every part: the servers, the readers' behaviour, and the time to measure."""

    servers: Cluster
    behaviours: dict[str, Behaviour]
    cards: int
    snapshot: Path
    csv: Path
    day: dt.date
    seconds: float
    loads: int
    changes: int
    sessions: int
    times: int
    proxy: str = ""


def start(run: Run) -> list[Row]:
    """Measure a server's start to its first answers, twice in turns; the first reader against the second."""
    up: dict[str, list[float]] = {}
    first: dict[str, list[float]] = {}
    second: dict[str, list[float]] = {}
    for _ in range(2):
        for name in (OURS, BARE, DASH, NAIVE):
            with serve(name, run.csv) as server:
                took = asyncio.run(visits(server, run.behaviours[PAGE[name]], 3))
            up.setdefault(COLUMN[name], []).append(server.seconds * 1e3)
            first.setdefault(COLUMN[name], []).append(took[0])
            second.setdefault(COLUMN[name], []).append(statistics.mean(took[1:]))
    low = {name: min(values) for name, values in first.items()}
    later = {name: min(values) for name, values in second.items()}
    return [
        Row("start", "start to first HTTP answer", "ms", _lowest(up)),
        Row("start", "first reader's page", "ms", low),
        Row("start", "second reader's page", "ms", later),
        Row(
            "start",
            "first reader over second",
            "",
            {name: low[name] / later[name] for name in low},
            (Goal(1.25),),
        ),
    ]


def rerun(run: Run) -> list[Row]:
    """Measure the server's CPU for a change of a filter: one reader, back to back, twice in turns."""
    pages = {
        "Compare, a new view": (
            ((OURS, "compare"), (BARE, "bare"), (DASH, "dash"), (NAIVE, "naive compare")),
            (Goal(0.3, "bare"), Goal(25.0)),
        ),
        "Compare, a link passed on": (((OURS, "compare, a link passed on"),), ()),
        "overview": (((OURS, "overview"), (NAIVE_HOME, "naive overview")), (Goal(0.5, "naive"),)),
    }
    rows = []
    for name, (who, goals) in pages.items():
        found: dict[str, list[Load]] = {COLUMN[server]: [] for server, _ in who}
        for _ in range(2):
            for server, page in who:
                found[COLUMN[server]].append(_load(run, server, page, 1, every=0.0, seconds=run.seconds / 2))
        rows += [
            Row(
                "rerun", f"{name}: CPU", "ms", {peer: _least(of, "cpu") for peer, of in found.items()}, goals
            ),
            Row("rerun", f"{name}: p50", "ms", {peer: _least(of, "p50") for peer, of in found.items()}),
            Row("rerun", f"{name}: answer", "kB", {peer: of[0].bytes / 1e3 for peer, of in found.items()}),
            *_faults("rerun", name, {peer: load for peer, of in found.items() for load in of}),
        ]
    return rows


def many(run: Run) -> list[Row]:
    """Measure reruns per second at growing numbers of readers, and the greatest rate."""
    rows = []
    for level in LEVELS:
        found = {
            COLUMN[name]: _load(run, name, PAGE[name], level)
            for name in (OURS, BARE, DASH, *((NAIVE,) if level in NAIVE_LEVELS else ()))
        }
        at_30 = level == 30
        rows += [
            Row(
                "load",
                f"{level} readers: reruns",
                "/s",
                {peer: of.done for peer, of in found.items()},
            ),
            Row(
                "load",
                f"{level} readers: p95",
                "ms",
                {peer: of.p95 for peer, of in found.items()},
                (Goal(200.0),) if at_30 else (),
            ),
            *_faults("load", f"{level} readers", found),
        ]
    found = {COLUMN[name]: _load(run, name, PAGE[name], 8, every=0.0) for name in (OURS, BARE, DASH, NAIVE)}
    shared = _load(run, OURS, "compare, a link passed on", 8, every=0.0)
    home = {
        COLUMN[name]: _load(run, name, page, 8, every=0.0)
        for name, page in ((OURS, "overview"), (NAIVE_HOME, "naive overview"))
    }
    rate = {peer: of.done for peer, of in found.items()}
    return [
        *rows,
        Row("load", "greatest rate, Compare", "/s", rate, (Goal(35.0, at_least=True),)),
        Row(
            "load",
            "greatest rate for each core used",
            "/s",
            {p: of.done / of.cores for p, of in found.items() if of.cores},
        ),
        Row("load", "greatest rate, a link passed on", "/s", {"ours": shared.done}),
        Row("load", "greatest rate, overview", "/s", {peer: of.done for peer, of in home.items()}),
        *_faults("load", "greatest rate", {**found, "ours, link": shared}),
        *_faults("load", "greatest rate, overview", home),
    ]


def held(run: Run) -> list[Row]:
    """Measure the memory of a server and of each further session that stays connected."""
    first, each = {}, {}
    for name in (OURS, BARE):
        with serve(name, run.csv) as server:
            behaviour = run.behaviours[PAGE[name]]
            first[COLUMN[name]], each[COLUMN[name]] = asyncio.run(
                memory(server.reader(behaviour), server.process, sessions=run.sessions)
            )
    return [
        Row("memory", "server with 5 sessions", "MB", first, (Goal(2.5, "bare"),)),
        Row("memory", f"each further session, to {run.sessions}", "MB", each, (Goal(0.5),)),
    ]


def seen(run: Run) -> list[Row]:
    """Chromium: first chart, settled, bytes with cold and warm cache; a filter to the redrawn chart."""
    at = {name: run.servers[name].url for name in (OURS, BARE, DASH, NAIVE, NAIVE_HOME)}
    compare = {
        OURS: Screen(f"{at[OURS]}/compare", click=".st-key-compare-add button", shrinks=True),
        BARE: Screen(
            at[BARE],
            click=".st-key-seed button",
            names=tuple(f"seed {seed}" for seed in range(1, 20)),
            first=1,
        ),
        DASH: Screen(at[DASH], click="#add input"),
        NAIVE: Screen(at[NAIVE], click=".st-key-add button"),
    }
    home = {
        OURS: Screen(at[OURS], pictures=CARDS, count=run.cards),
        NAIVE_HOME: Screen(at[NAIVE_HOME], pictures=PLOTS, count=run.cards),
    }
    screens = {f"Compare {name}": screen for name, screen in compare.items()}
    screens |= {f"overview {name}": screen for name, screen in home.items()}
    if run.proxy:
        screens[f"proxy {OURS}"] = replace(home[OURS], url=run.proxy)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), headless=True, args=FLAGS)
        found = loads(browser, screens, run.loads)
        took: dict[str, list[float]] = {COLUMN[name]: [] for name in compare}
        for _ in range(2):
            for name, screen in compare.items():
                took[COLUMN[name]] += changes(browser, screen, run.changes // 2)
        browser.close()
    bare = found[f"Compare {BARE}"]
    rows = []
    for page, who in (("Compare", compare), ("overview", home)):
        for number, cache in enumerate(("cold", "warm")):
            own = {COLUMN[name]: found[f"{page} {name}"][number].middle() for name in who}
            own.setdefault("bare", bare[number].middle())
            goals = {
                ("Compare", "chart"): (Goal(1.4, "bare"),),
                ("overview", "settled"): (Goal(1.5, "bare"),),
            }
            rows += [
                Row(
                    "browser",
                    f"{page}, {cache} cache: {words}",
                    unit,
                    {peer: values[key] * scale for peer, values in own.items()},
                    goals.get((page, key), ()),
                )
                for key, words, unit, scale in (
                    ("chart", "first chart", "ms", 1.0),
                    ("settled", "settled", "ms", 1.0),
                    ("bytes", "transferred", "kB", 1e-3),
                )
            ]
    if run.proxy:
        own = found[f"proxy {OURS}"][0].middle()
        rows += [
            Row("browser", "overview through the proxy, cold: settled", "ms", {"ours": own["settled"]}),
            Row(
                "browser",
                "overview through the proxy, cold: transferred",
                "kB",
                {"ours": own["bytes"] / 1e3},
                (Goal(2500.0),),
            ),
        ]
    return [
        *rows,
        Row(
            "browser",
            "filter to redrawn chart: p50",
            "ms",
            {peer: middle(of)[0] for peer, of in took.items()},
            (Goal(1.2, "bare"), Goal(2.0, "Dash")),
        ),
        Row(
            "browser",
            "filter to redrawn chart: p95",
            "ms",
            {peer: middle(of)[1] for peer, of in took.items()},
        ),
    ]


def grown(run: Run) -> list[Row]:
    """Measure what pages read and the server holds, with 10 and `times` the rows of the snapshot."""
    size = sum(file.stat().st_size for file in run.snapshot.rglob("*") if file.is_file()) / 1e6
    rows = [Row("growth", "snapshot", "MB", {"ours": size}, (Goal(LARGEST),))]
    for times in sorted({10, run.times}):
        with tempfile.TemporaryDirectory() as folder:
            large = Path(folder) / "large"
            enlarge(run.snapshot, large, times)
            reads = compare_reads(run.snapshot, large, rounds=2)
            for name, (small, big) in reads.items():
                # The opening happens once at the start, and once for each new snapshot.
                goals = () if name == "opening" else (Goal(BOUND),)
                rows += [
                    Row("growth", f"x 1: read of {name}", "ms", {"ours": small}),
                    Row("growth", f"x {times} over x 1: read of {name}", "", {"ours": big / small}, goals),
                ]
            if times == run.times:
                small, big = (_held_on(run, snapshot) for snapshot in (run.snapshot, large))
                rows.append(
                    Row(
                        "growth",
                        f"x {times} over x 1: server memory",
                        "",
                        {"ours": big / small},
                        (Goal(BOUND),),
                    )
                )
    return rows


def _held_on(run: Run, snapshot: Path) -> float:
    """Return the megabytes of a server on a snapshot after a visit to each page that reads much."""
    with environment(snapshot), serve(OURS, run.csv) as server:
        for path in ("", "compare", "data"):
            asyncio.run(visits(server, replace(run.behaviours["compare"], path=path), 1))
        return float(server.process.memory_info().rss) / 1e6


def computed(run: Run) -> list[Row]:
    """Measure the CPU of the statistics on one core, beside a yardstick of plain Python."""
    found = work.in_a_process(run.snapshot, run.day)
    yardstick = found.pop("yardstick")
    return [
        Row("work", "two million steps of plain Python", "ms", {"ours": yardstick}),
        *(Row("work", name, "ms", {"ours": value}) for name, value in found.items()),
        *(
            Row("work", f"{name}, in yardsticks", "", {"ours": value / yardstick})
            for name, value in found.items()
        ),
    ]


PARTS: dict[str, Callable[[Run], list[Row]]] = {
    "start": start,
    "rerun": rerun,
    "load": many,
    "memory": held,
    "browser": seen,
    "growth": grown,
    "work": computed,
}


def _load(
    run: Run, name: str, page: str, sessions: int, *, every: float = 1.0, seconds: float | None = None
) -> Load:
    server, behaviour = run.servers[name], run.behaviours[page]
    return asyncio.run(
        load(
            server.reader(behaviour),
            behaviour.choices,
            sessions=sessions,
            seconds=seconds or run.seconds,
            every=every,
            server=server.process,
        )
    )


def _faults(part: str, name: str, found: dict[str, Load]) -> Iterable[Row]:
    """Yield a row for wrong or missing answers if there were any of ours; always with its goal."""
    figures = {peer: float(of.wrong + of.errors) for peer, of in found.items()}
    if any(figures.values()):
        said = "; ".join(text for of in found.values() for text in of.said[:1])
        yield Row(part, f"{name}: wrong or no answers ({said[:80]})", "", figures, (Goal(0.0),))


def _least(found: list[Load], name: str) -> float:
    """Return the lower of the runs: other processes on the machine only ever add time."""
    return float(min(getattr(one, name) or 0.0 for one in found))


def _lowest(found: dict[str, list[float]]) -> dict[str, float]:
    return {name: min(values) for name, values in found.items()}
