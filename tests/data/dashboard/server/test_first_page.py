"""The first HTML of each page: words of the view for people, chats and search engines."""

import re

import pytest
from starlette.types import ASGIApp

from dashboard.pages import PAGES
from dashboard.server.addressed import Addressed
from dashboard.server.first_page import AGENTS, NOSCRIPT, TITLE_TAG, FirstPage, index_html
from tests.asgi import ask

PASSED = 299


async def streamlit(_scope: object, _receive: object, send: object) -> None:
    """Stand in for Streamlit: say that a request came through."""
    await send({"type": "http.response.start", "status": PASSED, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]


@pytest.fixture(scope="module")
def first() -> ASGIApp:
    return FirstPage(streamlit, Addressed(), wait=300)


def test_streamlit_has_what_we_replace() -> None:
    for part in (TITLE_TAG, *NOSCRIPT, AGENTS, '<html lang="en">'):
        assert index_html().count(part) == 1, part


def test_view_names_itself(first: ASGIApp) -> None:
    address = "/compare?indicator=ti_cpi.score&countries=TJK,KGZ&years=2012-2025"
    answer = ask(first, address)
    page = answer.text
    assert answer.status == 200
    assert '<html lang="en">' in page
    assert "<title>Compare: Corruption Perceptions Index, score, " in page
    still = page[page.index('<div id="gr-still">') :]
    assert "<h1>Compare</h1><p>Tajikistan went from" in still
    assert 'src="/v/compare.svg?' in still
    assert re.search(r'name="description" content="Tajikistan went from 22 in 2012', page)
    assert '<meta property="og:title" content="Corruption Perceptions Index, score" />' in page
    assert f'<link rel="canonical" href="http://risk.example.org{address.replace("&", "&amp;")}' in page
    noscript = page[slice(*(page.index(tag) for tag in NOSCRIPT))]
    assert f"http://risk.example.org/v{address.replace('&', '&amp;')}" in noscript
    assert "agent" not in page
    # The scripts are Streamlit's, byte for byte: the policy of the proxy knows the inline one by its hash.
    scripts = re.compile(r"<script.*?</script>", re.DOTALL)
    assert scripts.findall(page) == scripts.findall(index_html())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path or "overview")
def test_each_page_has_its_own_title(first: ASGIApp, page) -> None:  # type: ignore[no-untyped-def]
    found = re.search("<title>(.*) · Governance risk</title>", ask(first, f"/{page.path}").text)
    assert found
    assert found[1] != "Streamlit"


def test_slow_view_gets_the_words_of_its_page() -> None:
    answer = ask(FirstPage(streamlit, Addressed(), wait=0), "/compare?countries=UZB")
    assert "<title>Compare · Governance risk</title>" in answer.text
    assert "etag" not in answer.headers


def test_view_without_an_answer_gets_the_words_of_its_page(first: ASGIApp) -> None:
    assert "<title>Compare · " in ask(first, "/compare?as_of=1996-01-01").text


def test_words_of_an_address_are_text(first: ASGIApp) -> None:
    page = ask(first, "/claims?search=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in page


def test_answer_is_compressed_and_revalidates(first: ASGIApp) -> None:
    answer = ask(first, "/country", headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["cache-control"] == "no-cache"
    again = ask(first, "/country", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304


@pytest.mark.parametrize("path", ["/nope", "/compare/nope", "/wp-login.php", "/overview"])
def test_unknown_path_is_not_found(first: ASGIApp, path: str) -> None:
    answer = ask(first, path)
    assert answer.status == 404
    assert "/compare" in answer.text


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/files/rows.csv", "/healthz"])
def test_other_addresses_pass(first: ASGIApp, path: str) -> None:
    assert ask(first, path).status == PASSED
    assert ask(first, f"/compare{path}").status == (PASSED if "_stcore" in path else 404)
