"""Check the proxied site in a real Chromium: policy, headers, bytes, a downloaded picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.visitor import KNOWN_NOISE, SETTLED

CHARTED = ("compare", "compare?chart=ranking", "compare?chart=map", "timeline", "country", "assistance")
PAGES = ("", *CHARTED, "claims", "data")
LISTEN = """
window.__violations = [];
document.addEventListener('securitypolicyviolation',
  e => window.__violations.push(`${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`));
"""


@dataclass
class Seen:
    """The requests, errors and violations of one page."""

    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), headless=True, args=FLAGS)
        yield browser
        browser.close()


def watched(context: BrowserContext, address: str) -> tuple[Page, Seen]:
    """Open a new page that records violations, console errors, and requests to other hosts."""
    page, seen = context.new_page(), Seen()
    page.add_init_script(LISTEN)

    def told(message) -> None:  # type: ignore[no-untyped-def]
        where = message.location.get("url", "")
        if message.type == "error" and not any(noise in where for noise in KNOWN_NOISE):
            seen.errors.append(f"{message.text} ({where})")

    own = (address, address.replace("http", "ws", 1), "data:", "blob:")
    page.on("console", told)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(own) or seen.strangers.append(asked.url))
    return page, seen


def settle(page: Page, chart: bool) -> None:
    page.wait_for_selector(SETTLED, timeout=60_000)
    page.wait_for_timeout(300)
    page.wait_for_selector(SETTLED, timeout=60_000)
    if chart:
        page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)


def visit(context: BrowserContext, address: str, path: str) -> Seen:
    """Open a page, wait until it is drawn, and say what it did."""
    page, seen = watched(context, address)
    page.goto(f"{address}/{path}")
    settle(page, path in CHARTED)
    page.wait_for_timeout(500)
    seen.violations += page.evaluate("window.__violations")
    page.close()
    return seen


def picture(context: BrowserContext, address: str) -> tuple[int, Seen]:
    """Take a chart away as PNG: its bytes, and what the page did."""
    page, seen = watched(context, address)
    page.goto(f"{address}/compare")
    settle(page, True)
    with page.expect_download(timeout=60_000) as taken:
        page.locator("button[data-format=png]").first.click()
    size = taken.value.path().stat().st_size
    with page.expect_download(timeout=60_000) as taken:
        page.locator("a[data-format=csv]").first.click()
    assert taken.value.failure() is None
    seen.violations += page.evaluate("window.__violations")
    page.close()
    return size, seen


def cold_bytes(browser: Browser, address: str, path: str = "") -> tuple[int, int, dict[str, int]]:
    """Return bytes and requests of a page for a browser with an empty cache, and the bytes by kind."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    bytes_by: dict[str, int] = {}
    session.on("Network.responseReceived", lambda e: kinds.update({e["requestId"]: e["type"]}))

    def finished(event) -> None:  # type: ignore[no-untyped-def]
        kind = kinds.get(event["requestId"], "Other")
        bytes_by[kind] = bytes_by.get(kind, 0) + int(event["encodedDataLength"])

    def frame(event) -> None:  # type: ignore[no-untyped-def]
        payload = event["response"]["payloadData"]
        size = len(payload) * 3 // 4 if event["response"]["opcode"] == 2 else len(payload)
        bytes_by["WebSocket"] = bytes_by.get("WebSocket", 0) + size

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", frame)
    page.goto(f"{address}/{path}")
    settle(page, path in CHARTED)
    page.wait_for_timeout(3000)
    context.close()
    return sum(bytes_by.values()), len(kinds), bytes_by
