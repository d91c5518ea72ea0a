"""Light pages: every view as one page without a session."""

import datetime as dt
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image
from starlette.types import ASGIApp

from dashboard.pages import PAGES
from dashboard.pages.compare.choices import CHARTS
from dashboard.pages.compare.choices import Choices as Compare
from dashboard.pages.compare.model import comparison
from dashboard.server.addressed import Addressed
from dashboard.server.light.routes import scripts
from dashboard.server.light.views import NAMES, name_of
from dashboard.server.stateless import Stateless
from indicators.snapshot.snapshot import Snapshot
from tests.asgi import Reply, ask

# Bytes that travel for one page, besides the scripts that the browser caches.
MOST_BYTES = 60_000
QUERIES = {
    "window": "event=N06&beneath=fh_fiw.total",
    "window-world": "event=N06&beneath=fh_fiw.total",
}


async def nothing(*_: object) -> None:
    raise AssertionError("a light page was passed on")


@pytest.fixture(scope="module")
def light() -> ASGIApp:
    return Stateless(nothing, Addressed())


def get(light: ASGIApp, view: str, **headers: str) -> Reply:
    return ask(light, f"/v/{view}", headers=headers)


def data_of(page: str) -> dict[str, object]:
    """The figure in a page."""
    found = re.search(r'<script type="application/json" id="figure">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("name", NAMES)
def test_every_view_is_a_small_whole_page(light: ASGIApp, name: str) -> None:
    address = f"{name}?{QUERIES.get(name, '')}"
    assert len(get(light, address, **{"Accept-Encoding": "br"}).content) < MOST_BYTES
    answer = get(light, address)
    page = answer.text
    assert answer.status == 200
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert "Open the dashboard with these choices" in page
    assert "Notes and method" in page
    assert name in ("claims", "check") or data_of(page)["data"]
    # No script of its own in the page: the policy allows none.
    assert set(re.findall(r"<script([^>]*)>", page)) <= {
        ' type="application/json" id="figure"',
        ' type="application/json" id="settings"',
        *re.findall(r'<script( type="module" src="/v/-/[0-9a-f]{12}/light.js")>', page),
    }
    assert "script-src 'self';" in answer.headers["content-security-policy"]
    assert "http://risk.example.org/" in page


def test_every_page_has_a_light_view() -> None:
    assert all(name_of(page) for page in PAGES)


def test_compare_shows_the_exhibit_of_the_dashboard(light: ASGIApp) -> None:
    page = get(light, "compare?indicator=ti_cpi.score&countries=TJK,KGZ&years=2014-2015").text
    view = comparison(replace(Compare(), countries=("TJK", "KGZ"), years=(2014, 2015)), dt.date.today())
    assert view.finding() in page.replace("&#39;", "'")
    assert f"<h1>{view.title}</h1>" in page
    assert len(re.findall("<tr>", page)) == 1 + len(view.rows)
    assert 'href="http://risk.example.org/compare?' in page
    assert "/files/rows.csv?page=compare&amp;indicator=ti_cpi.score" in page


def test_table_alone_has_no_chart(light: ASGIApp) -> None:
    page = get(light, "compare?chart=table").text
    assert "<script" not in page
    assert "<table>" in page


def test_every_step_of_the_story_leads_to_the_next(light: ASGIApp) -> None:
    page, seen = get(light, "story").text, 1
    while following := re.search(r'rel="next" href="([^"]+)"', page):
        page, seen = ask(light, following[1]).text, seen + 1
        assert data_of(page)["data"]
    assert f"Step {seen} of {seen}" in page


def test_refused_value_is_named_and_others_apply(light: ASGIApp) -> None:
    page = get(light, "compare?indicator=nope&countries=KGZ").text
    assert "indicator: &#39;nope&#39; is not known" in page
    assert "Kyrgyzstan" in page


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        ("nope", 404, "'nope' is not known"),
        ("window", 422, "an event and an indicator are needed"),
        ("compare?as_of=1996-01-01", 422, "came out in 2012-12-05"),
    ],
)
def test_what_has_no_answer_says_why(light: ASGIApp, view: str, status: int, words: str) -> None:
    answer = get(light, view)
    assert (answer.status, answer.headers["cache-control"]) == (status, "no-store")
    assert words in answer.text.replace("&#39;", "'")


def test_text_of_an_address_is_text(light: ASGIApp) -> None:
    page = get(light, "claims?search=%3Cscript%3Ealert(1)%3C/script%3E&claim=%22%3E%3Cb%3E").text
    assert "<script>alert" not in page
    assert '"><b>' not in page


# Pinned, cached, embedded


def test_pinned_view_is_immutable_and_of_its_day(light: ASGIApp, snapshot: Snapshot) -> None:
    answer = get(light, f"compare?countries=TJK&snapshot={snapshot.id}")
    assert "immutable" in answer.headers["cache-control"]
    assert f"As known on {snapshot.created}" in answer.text


def test_pin_of_another_snapshot_offers_todays(light: ASGIApp) -> None:
    answer = get(light, "compare?countries=TJK,KGZ&snapshot=gone")
    assert answer.status == 404
    assert "not held" in answer.text
    assert 'href="/v/compare?countries=TJK,KGZ"' in answer.text


def test_page_revalidates_without_being_made(light: ASGIApp) -> None:
    first = get(light, "compare?countries=TJK")
    again = get(light, "compare?countries=TJK", **{"If-None-Match": first.headers["etag"]})
    assert (again.status, again.content) == (304, b"")
    assert get(light, "compare?countries=UZB", **{"If-None-Match": first.headers["etag"]}).status == 200


def test_only_an_embedded_view_may_stand_in_a_frame(light: ASGIApp) -> None:
    alone, embedded = get(light, "compare"), get(light, "compare?embed=1")
    assert "frame-ancestors 'none'" in alone.headers["content-security-policy"]
    assert "frame-ancestors" not in embedded.headers["content-security-policy"]
    assert "<header>" not in embedded.text
    assert "embed=1" in alone.text
    source = re.search(r'<a href="([^"]+)" target="_top">Explore these data', embedded.text)
    assert source
    assert source[1].startswith("http://risk.example.org/v/compare?")


def test_scripts_are_cached_for_ever(light: ASGIApp) -> None:
    path = re.search(r'src="(/v/-/[0-9a-f]{12})/light.js"', get(light, "compare").text)
    assert path
    for name, content in scripts().items():
        answer = ask(light, f"{path[1]}/{name}")
        assert (answer.status, answer.content) == (200, content)
        assert "immutable" in answer.headers["cache-control"]
    assert ask(light, f"{path[1]}/other.js").status == 404
    assert ask(light, "/v/-/000000000000/light.js").status == 404


# Pictures


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("claims", "check")])
def test_every_chart_has_a_picture(light: ASGIApp, name: str) -> None:
    answer = get(light, f"{name}.svg?{QUERIES.get(name, '')}")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
    root = ET.fromstring(answer.text)  # noqa: S314 - written by ourselves
    words = " ".join(text for text in root.itertext())
    assert "snapshot" in words
    assert "Source: " in words


@pytest.mark.parametrize("chart", [*(chart for chart in CHARTS if chart != "table"), "map&area=world"])
def test_other_charts_of_compare_have_pictures(light: ASGIApp, chart: str) -> None:
    assert get(light, f"compare.svg?chart={chart}").status == 200


def test_social_picture_is_what_the_page_names(light: ASGIApp) -> None:
    found = re.search(
        r'property="og:image" content="http://risk.example.org([^"]+)"', get(light, "country").text
    )
    assert found
    answer = ask(light, found[1].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    picture = Image.open(io.BytesIO(answer.content)).convert("L")
    # Text is drawn: the title's line is not blank.
    assert picture.crop((0, 0, 1200, 80)).getextrema()[0] < 128


@pytest.mark.parametrize(
    ("view", "status"),
    [("compare.svg?chart=table", 422), ("claims.png", 422), ("compare.gif", 404), ("nope.svg", 404)],
)
def test_view_without_a_picture_says_so_in_a_line(light: ASGIApp, view: str, status: int) -> None:
    answer = get(light, view)
    assert (answer.status, answer.headers["content-type"]) == (status, "text/plain; charset=utf-8")
    assert answer.text.count("\n") == 1


def test_a_text_in_the_address_is_checked_on_a_light_page(light: ASGIApp) -> None:
    address = "check?text=Tajikistan+ranks+152nd+of+175+in+the+CPI.+%3Cb%3EBold%3C/b%3E&written_on=2015-07-20"
    page = get(light, address).text
    assert "1 claim found: 1 right." in page
    assert "/v/compare?indicator=ti_cpi.score&amp;countries=TJK" in page
    assert "<b>Bold" not in page
