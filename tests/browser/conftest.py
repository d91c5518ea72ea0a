"""One Chromium and one context for a worker; each visitor has a page of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chromium import FLAGS, find
from tests.browser.visitor import Visitor
from tests.servers import Server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find()
    assert path is not None, "no Chromium; run: python tests/browser/chromium.py"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One context for all visitors: Streamlit's scripts are fetched once, as by a reader who returns."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def visitor(context: BrowserContext, server: Server) -> Iterator[Visitor]:
    """A visitor with a page of their own, who in the end has seen no error and asked no stranger."""
    visitor = Visitor(context.new_page(), server.address)
    yield visitor
    visitor.page.close()
    assert visitor.errors == []
    assert visitor.strangers == []
