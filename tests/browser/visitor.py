"""A reader at a page of the browser: errors of the console and requests elsewhere are noticed."""

import time

from playwright.sync_api import FloatRect, Locator, Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# On a deep link Streamlit asks `/page/_stcore/health` and the like before it knows its base.
KNOWN_NOISE = ("_stcore/health", "_stcore/host-config")
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
STREAM = "_stcore/stream"
# Milliseconds, far beyond what an answer takes on a busy machine.
PATIENCE = 120_000
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


class Visitor:
    """One page of the browser and what went wrong on it."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        self.strangers: list[str] = []
        # Whether the newest run that the page asked for is still to begin, or to end.
        self._awaited = self._running = False
        page.set_default_timeout(PATIENCE)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))
        page.on("websocket", self._listen)

    def _console(self, message) -> None:  # type: ignore[no-untyped-def]
        where = message.location.get("url", "")
        if message.type == "error" and not any(noise in where for noise in KNOWN_NOISE):
            self.errors.append(f"{message.text} ({where})")

    def _request(self, url: str) -> None:
        if not url.startswith((self.server, self.server.replace("http", "ws", 1), "data:", "blob:")):
            self.strangers.append(url)

    def _listen(self, socket: WebSocket) -> None:
        if STREAM in socket.url:
            socket.on("framesent", self._sent)
            socket.on("framereceived", self._received)

    def _sent(self, data: str | bytes) -> None:
        if isinstance(data, bytes) and BackMsg.FromString(data).WhichOneof("type") == "rerun_script":
            self._awaited = True

    def _received(self, data: str | bytes) -> None:
        if isinstance(data, str):
            return
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._awaited, self._running = False, True
        elif kind == "script_finished" and message.script_finished != EARLY:
            self._running = False

    def open(self, path: str = "", chart: bool = False) -> "Visitor":
        self._awaited = True
        self.page.goto(f"{self.server}/{path}")
        self.settle()
        if chart:
            self.chart()
        return self

    def settle(self) -> None:
        """Wait until the newest run that the page asked for has ended and the screen shows it."""
        self._draw()
        end = time.monotonic() + PATIENCE / 1000
        while self._awaited or self._running:
            assert time.monotonic() < end, f"no answer on {self.page.url}"
            self.page.wait_for_timeout(10)
        self.page.wait_for_selector(SETTLED)
        self._draw()

    def _draw(self) -> None:
        """Let the page send what a click leads to, and draw what it was sent: two frames of the screen."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    def still(self) -> None:
        """Wait until nothing fades or moves any more."""
        self.settle()
        self.page.wait_for_function(
            """() => !document.getAnimations()
                 .some(moving => moving instanceof CSSTransition && moving.playState === 'running')"""
        )

    def place(self, locator: Locator) -> FloatRect:
        """Where an element is, once it has stayed there for some frames."""
        before, now = None, locator.bounding_box()
        while now is None or now != before:
            self.page.wait_for_timeout(100)
            before, now = now, locator.bounding_box()
        return now

    def chart(self) -> None:
        self.page.wait_for_selector(".js-plotly-plot .main-svg")

    @property
    def text(self) -> str:
        return self.page.inner_text('[data-testid="stMain"]')

    def series(self) -> dict[str, list[float | None]]:
        """The named lines of the chart on the screen, as Plotly holds them."""
        return self.page.evaluate(  # type: ignore[no-any-return]
            """() => Object.fromEntries(document.querySelector('.js-plotly-plot')._fullData
                 .filter(t => t.mode === 'lines' && t.name).map(t => [t.name, Array.from(t.y)]))"""
        )

    def query(self) -> str:
        return self.page.evaluate("location.search")  # type: ignore[no-any-return]
