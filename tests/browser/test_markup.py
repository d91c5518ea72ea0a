"""Events and claims with markup in every text, in a real browser: nothing runs, is fetched or disappears."""

from collections.abc import Iterator

import pytest

from tests.browser.visitor import Visitor
from tests.hostile.marked import MARKS
from tests.servers import serving

# Where the texts of the story are shown; charts draw the titles of events, notes stand behind a click.
PAGES = {
    "": 1,
    "timeline": 6,
    "timeline?event=N12": 6,
    "claims": 6,
    "claims?claim=C24": 4,
    "compare": 0,
    "country": 0,
    "assistance": 0,
}


@pytest.fixture(scope="module")
def marked_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("marked") / "log"
    with serving(log, "from tests.hostile.marked import main; main()") as server:
        yield server.address
        assert "Traceback" not in server.logged()


@pytest.mark.parametrize("path", PAGES)
def test_markup_in_a_text_is_shown_as_text(context, marked_server, path):
    visitor = Visitor(context.new_page(), marked_server)
    page = visitor.page
    visitor.open(path)
    page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(part => part.click())")
    visitor.settle()
    for mark in page.locator(".js-plotly-plot .scatterlayer path.point").all()[:5]:
        mark.dispatch_event("mouseover")
    assert page.evaluate("window.ran") is None
    made = page.locator('[src="x"], [src*="evil"], [href^="javascript"], [onmouseover], iframe, svg[onload]')
    assert made.count() == 0
    # A bare address is a link, as long as it says where it leads.
    links = page.locator('a[href*="evil"]').all()
    assert all((link.get_attribute("href") or "")[:19] in (link.text_content() or "") for link in links)
    told = " ".join(visitor.text.split())
    shown = [mark for mark in MARKS if " ".join(mark.split()) in told]
    assert len(shown) >= PAGES[path], shown
    page.close()
    assert visitor.errors == []
    assert visitor.strangers == []
