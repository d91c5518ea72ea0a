"""Measure in Chromium: time to the chart, time to a settled page, bytes, and filter to redrawn chart."""

import statistics
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.protocol import percentile

VIEW = {"width": 1280, "height": 900}
WAIT = 60_000
WARMING = 2
# Marks `chart` and `settled` in milliseconds after the start of navigation. A page is settled when its script
# is at rest, as many pictures as are wanted are painted, and that has held for three frames.
WATCH = """([wanted, pictures]) => {
  window.marks = {};
  let held = 0, since = 0;
  const painted = e => { const r = e.getBoundingClientRect();
    return r.width > 60 && r.height > 20 && (e.tagName !== 'IMG' || e.complete && e.naturalWidth > 0)
      && (e.tagName === 'IMG' || e.querySelector('.trace') !== null); };
  const look = () => {
    const count = [...document.querySelectorAll(pictures)].filter(painted).length;
    if (count > 0 && !('chart' in marks)) marks.chart = performance.now();
    const app = document.querySelector('[data-testid="stApp"]');
    const rests = app ? app.dataset.testScriptState === 'notRunning'
                      : !document.querySelector('[data-dash-is-loading="true"]');
    if (count >= wanted && rests) { held += 1; since = since || performance.now(); }
    else { held = 0; since = 0; }
    if (held >= 3) marks.settled = since; else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
# Milliseconds from a click until the chart says what is wanted and a frame has passed.
ROUND_TRIP = """([selector, index, wanted]) => new Promise((done, fail) => {
  const start = performance.now();
  const element = document.querySelectorAll(selector)[index];
  if (!element) { fail(new Error('nothing to click: ' + selector)); return; }
  element.click();
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
PLOTS = ".js-plotly-plot .main-svg"
CARDS = ".card img"
# The buttons that add a country, in the order in which they stand. The first changes warm caches.
ADDED = ["Kazakhstan", "Turkmenistan", "Pakistan", "Iran", "Russia"]


@dataclass(frozen=True, slots=True)
class Screen:
    """A page as it is looked at: pictures to wait for, and what to click for the n-th change.

    With `shrinks` the button of a country leaves its row when it is chosen, so that the first is the next.
    """

    url: str
    pictures: str = PLOTS
    count: int = 1
    click: str = ""
    shrinks: bool = False
    names: tuple[str, ...] = tuple(ADDED)
    first: int = 0


@dataclass(slots=True)
class Loads:
    """Several loads of a page: milliseconds and bytes of the body, by HTTP and by websocket."""

    chart: list[float] = field(default_factory=list)
    settled: list[float] = field(default_factory=list)
    bytes: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)

    def middle(self) -> dict[str, float]:
        """Return the median of each figure."""
        names = ("chart", "settled", "bytes", "requests")
        return {name: statistics.median(getattr(self, name)) for name in names}


class Wire:
    """Counts what a page's connections carry, as Chromium saw it on the wire."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0.0
        self.requests = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _sent(self, event: dict[str, Any]) -> None:
        self.requests += not event["request"]["url"].startswith(("data:", "blob:"))

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def _frame(self, event: dict[str, Any]) -> None:
        content = event["response"]
        size = len(content["payloadData"])
        self.bytes += size * 3 / 4 if content["opcode"] == 2 else size


def load_once(context: BrowserContext, screen: Screen, found: Loads) -> None:
    """Open the page in a new tab and note how it went."""
    page = context.new_page()
    wire = Wire(page)
    page.add_init_script(f"({WATCH})({[screen.count, screen.pictures]!r})")
    page.goto(screen.url, wait_until="commit", timeout=WAIT)
    page.wait_for_function("window.marks && window.marks.settled !== undefined", timeout=WAIT)
    marks = page.evaluate("window.marks")
    page.wait_for_timeout(300)
    found.chart.append(marks["chart"])
    found.settled.append(marks["settled"])
    found.bytes.append(wire.bytes)
    found.requests.append(wire.requests)
    page.close()


def loads(browser: Browser, screens: dict[str, Screen], rounds: int) -> dict[str, tuple[Loads, Loads]]:
    """Load every page with an empty browser cache and with a filled one, in turns; each server is warm."""
    found = {name: (Loads(), Loads()) for name in screens}
    for screen in screens.values():
        context = browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
        load_once(context, screen, Loads())
        context.close()
    for _ in range(rounds):
        for name, screen in screens.items():
            context = browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
            for kept in found[name]:
                load_once(context, screen, kept)
            context.close()
    return found


def changes(browser: Browser, screen: Screen, count: int) -> list[float]:
    """Return the milliseconds from each change to the redrawn chart, after a few that warm caches."""
    context = browser.new_context(viewport=VIEW)  # type: ignore[arg-type]
    page = context.new_page()
    took = []
    _open(page, screen)
    for number in range(count + WARMING):
        place = number % len(screen.names)
        if number and not place:
            _open(page, screen)
        index = 0 if screen.shrinks else place + screen.first
        milliseconds = page.evaluate(ROUND_TRIP, [screen.click, index, screen.names[place]])
        page.wait_for_timeout(350)
        if number >= WARMING:
            took.append(milliseconds)
    context.close()
    return took


def _open(page: Page, screen: Screen) -> None:
    page.goto(screen.url)
    page.wait_for_selector(f"{screen.pictures} .trace", timeout=WAIT, state="attached")
    page.wait_for_timeout(800)


def middle(values: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return percentile(values, 0.5), percentile(values, 0.95)
