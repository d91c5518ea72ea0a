"""A real server on the committed snapshot, a real Chromium, and a visitor who notices what goes wrong."""

import importlib.util
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# On a deep link Streamlit asks `/page/_stcore/health` and the like before it knows its base.
KNOWN_NOISE = ("_stcore/health", "_stcore/host-config")
SETTLED = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def _find_chromium() -> str | None:
    spec = importlib.util.spec_from_file_location("find_chromium", HERE / "find_chromium.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path: str | None = module.find()
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until the server answers 200; fail with what it printed if it ends first."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"no answer from {address} in {seconds:g} s")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of the dashboard, served as `make run` does."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from dashboard.server.serve import main; main()", "--port", str(port)],
        cwd=ROOT,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/files/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = _find_chromium()
    assert path is not None, "no Chromium; run: python tests/browser/find_chromium.py"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """A page of the browser that remembers errors of the console and requests that leave the machine."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        self.strangers: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, message) -> None:  # type: ignore[no-untyped-def]
        where = message.location.get("url", "")
        if message.type == "error" and not any(noise in where for noise in KNOWN_NOISE):
            self.errors.append(f"{message.text} ({where})")

    def _request(self, url: str) -> None:
        if not url.startswith((self.server, self.server.replace("http", "ws", 1), "data:", "blob:")):
            self.strangers.append(url)

    def open(self, path: str = "", chart: bool = False) -> "Visitor":
        self.page.goto(f"{self.server}/{path}")
        self.settle()
        if chart:
            self.chart()
        return self

    def settle(self) -> None:
        """Wait until the script has run and the screen shows it."""
        self.page.wait_for_selector(SETTLED, timeout=30_000)
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(SETTLED, timeout=30_000)

    def chart(self) -> None:
        self.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)

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


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all visitors: Streamlit's scripts are fetched once, as by a reader who returns."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, server: str) -> Iterator[Visitor]:
    """A visitor with a page of their own, who in the end has seen no error and asked no stranger."""
    visitor = Visitor(context.new_page(), server)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []
    assert visitor.strangers == []
