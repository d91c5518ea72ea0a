"""Measure the dashboard and a bare page in turns, and print the ratios that README promises.

make bench                       all of it, about four minutes on two cores
python -m tests.benchmarks --loads 5 --changes 20 --times 100
"""

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from indicators.paths import DATA
from tests.benchmarks.growth import BOUND, compare_reads, enlarge, environment
from tests.browser.conftest import FLAGS, free_port
from tests.browser.find_chromium import find

SNAPSHOT = DATA / "snapshot"
LARGEST = 25
ROOT = Path(__file__).resolve().parent.parent.parent
# The buttons that add a country, in the order in which they stand. The first changes warm caches.
ADDED = ["Kazakhstan", "Turkmenistan", "Pakistan", "Iran", "Russia"]
WARMING = 2
# Chart painted: a chart of a real size with its lines in it.
PAINTED = """() => { const svg = document.querySelector('.js-plotly-plot .main-svg');
  return svg && svg.getBoundingClientRect().width > 100 && svg.querySelector('.trace') !== null; }"""
# Milliseconds from a click until the chart's lines are the wanted ones and a frame has passed.
ROUND_TRIP = """([selector, index, wanted]) => new Promise((done, fail) => {
  const start = performance.now();
  document.querySelectorAll(selector)[index].click();
  const look = () => {
    const chart = document.querySelector('.js-plotly-plot');
    const data = chart && chart._fullData ? chart._fullData : [];
    const seen = data.map(t => t.name).join('|') + '|' + (chart?._fullLayout?.title?.text || '');
    const painted = chart && chart.querySelector('.trace') !== null;
    if (painted && seen.includes(wanted)) requestAnimationFrame(() => done(performance.now() - start));
    else if (performance.now() - start > 20000) fail(new Error('not redrawn: ' + seen));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


@dataclass
class Measured:
    """What one server took: milliseconds, CPU milliseconds per rerun, megabytes."""

    first_chart: list[float] = field(default_factory=list)
    change: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: float = 0.0


@contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[psutil.Process]:
    """A server in a process of its own, up and answering; `folder` decides which config.toml it finds."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                break
            except OSError:
                time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def first_chart(browser: Browser, url: str) -> float:
    """Milliseconds from the start of navigation to the painted chart, in a browser with an empty cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.wait_for_function(PAINTED, polling="raf", timeout=60_000)
    took = (time.perf_counter() - start) * 1e3
    context.close()
    return took


def changes(
    browser: Browser, url: str, server: psutil.Process, step: Callable[[Page, int], float], count: int
) -> tuple[list[float], float]:
    """Milliseconds of each change to the redrawn chart, and the server's CPU milliseconds for one."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(PAINTED, timeout=60_000)
    page.wait_for_timeout(1500)
    took, used = [], []
    for number in range(count + WARMING):
        prepare(page, number, url)
        before = sum(server.cpu_times()[:2])
        milliseconds = step(page, number)
        page.wait_for_timeout(300)  # the rerun ends a little after its chart is drawn
        if number >= WARMING:
            took.append(milliseconds)
            used.append((sum(server.cpu_times()[:2]) - before) * 1e3)
    context.close()
    return took, statistics.mean(used)


def prepare(page: Page, number: int, url: str) -> None:
    """Go back to the start, unmeasured, when all countries have been added."""
    if number and number % len(ADDED) == 0:
        page.goto(url)
        page.wait_for_function(PAINTED, timeout=60_000)
        page.wait_for_timeout(800)


def bare_step(page: Page, number: int) -> float:
    """Choose another seed."""
    seed = number % 19 + 1
    return page.evaluate(ROUND_TRIP, ['[data-testid="stButtonGroup"] button', seed, f"seed {seed}"])  # type: ignore[no-any-return]


def our_step(page: Page, number: int) -> float:
    """Add the next country of the wider region."""
    wanted = ADDED[number % len(ADDED)]
    return page.evaluate(ROUND_TRIP, [".st-key-compare-add button", 0, wanted])  # type: ignore[no-any-return]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--times", type=int, default=100, help="how often the snapshot is repeated")
    given = parser.parse_args()
    bare, ours = Measured(), Measured()
    bare_port, our_port = free_port(), free_port()
    streamlit = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("bare.py"))]
    local = ["--server.port", str(bare_port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    dashboard = [sys.executable, "-c", "from dashboard.serve import main; main()", "--port", str(our_port)]
    with (
        tempfile.TemporaryDirectory() as empty,
        serving([*streamlit, *local], bare_port, Path(empty)) as bare_server,
        serving(dashboard, our_port, ROOT) as our_server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), headless=True, args=FLAGS)
        bare_url = f"http://127.0.0.1:{bare_port}/"
        our_url = f"http://127.0.0.1:{our_port}/compare"
        for url in (bare_url, our_url):
            first_chart(browser, url)  # the first visitor's imports are not what is compared
        gc.collect()
        for _ in range(given.loads):
            bare.first_chart.append(first_chart(browser, bare_url))
            ours.first_chart.append(first_chart(browser, our_url))
        for _ in range(2):
            for found, url, server, step in (
                (bare, bare_url, bare_server, bare_step),
                (ours, our_url, our_server, our_step),
            ):
                took, used = changes(browser, url, server, step, given.changes // 2)
                found.change += took
                found.cpu.append(used)
        bare.memory, ours.memory = (s.memory_info().rss / 1e6 for s in (bare_server, our_server))
        grown = growth(browser, given.times)
        browser.close()
    return max(_report(bare, ours), _report_growth(grown, given.times))


def growth(browser: Browser, times: int) -> dict[str, tuple[float, float]]:
    """What pages read and the server holds, on the snapshot and on one with `times` its rows."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large"
        enlarge(SNAPSHOT, large, times)
        found = {f"read of {name}, ms": pair for name, pair in compare_reads(SNAPSHOT, large).items()}
        small, big = (memory(browser, snapshot) for snapshot in (SNAPSHOT, large))
    return {**found, "server memory, MB": (small, big)}


def memory(browser: Browser, snapshot: Path) -> float:
    """The megabytes that a server holds on a snapshot after a visit to each page that reads much."""
    port = free_port()
    command = [sys.executable, "-c", "from dashboard.serve import main; main()", "--port", str(port)]
    with environment(snapshot), serving(command, port, ROOT) as server:
        for page in ("", "compare", "data"):
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            opened = context.new_page()
            opened.goto(f"http://127.0.0.1:{port}/{page}")
            opened.wait_for_selector("text=/^Snapshot /", timeout=60_000)
            context.close()
        return server.memory_info().rss / 1e6


def _report_growth(grown: dict[str, tuple[float, float]], times: int) -> int:
    print(f"{'':32}{'once':>9}{f'x {times}':>9}{'ratio':>8}{'bound':>8}")
    met = True
    for name, (small, large) in grown.items():
        is_bound = "opening" not in name  # once at the start, and once for each new snapshot
        over = is_bound and large / small > BOUND
        met &= not over
        bound = f"{BOUND:8.2f}" if is_bound else ""
        print(f"{name:32}{small:9.0f}{large:9.0f}{large / small:8.2f}{bound}{'  over' if over else ''}")
    return 0 if met else 1


def _report(bare: Measured, ours: Measured) -> int:
    snapshot = sum(f.stat().st_size for f in SNAPSHOT.rglob("*") if f.is_file()) / 1e6
    rows = [
        (
            "first chart on screen, ms",
            statistics.median(bare.first_chart),
            statistics.median(ours.first_chart),
            1.4,
        ),
        ("change to chart redrawn, ms", statistics.median(bare.change), statistics.median(ours.change), 1.3),
        ("server CPU for a rerun, ms", statistics.mean(bare.cpu), statistics.mean(ours.cpu), 0.6),
        ("server memory, MB", bare.memory, ours.memory, 2.5),
    ]
    print(f"{'':32}{'bare':>9}{'ours':>9}{'ratio':>8}{'bound':>8}")
    met = True
    for name, floor, value, bound in rows:
        ratio = value / floor
        met &= ratio <= bound
        print(
            f"{name:32}{floor:9.0f}{value:9.0f}{ratio:8.2f}{bound:8.2f}{'' if ratio <= bound else '  over'}"
        )
    over = "" if snapshot < LARGEST else "  over"
    print(f"{'snapshot, MB':32}{'':9}{snapshot:9.1f}{'':8}{LARGEST:8.2f}{over}")
    return 0 if met and snapshot < LARGEST else 1


if __name__ == "__main__":
    sys.exit(main())
