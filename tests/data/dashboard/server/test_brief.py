"""The country brief: any country, on one page."""

import pytest
from starlette.types import ASGIApp

from dashboard.server.addressed import Addressed
from dashboard.server.stateless import Stateless
from indicators.snapshot.snapshot import Snapshot
from tests.asgi import ask
from tests.data.cli.running import records


async def nothing(*_: object) -> None:
    raise AssertionError("a brief was passed on")


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Stateless(nothing, Addressed())


@pytest.mark.parametrize(("country", "neighbour"), [("Uzbekistan", "Kazakhstan"), ("CHL", "Argentina")])
def test_brief_has_figures_gaps_and_sources(app: ASGIApp, country: str, neighbour: str) -> None:
    answer = ask(app, f"/v/brief?country={country}")
    page = answer.text
    assert answer.status == 200
    assert neighbour in page
    [ranked] = records("rank", "--indicator", "ti_cpi.score", "--year", "2025", "--country", country)
    assert f" of {ranked['n_ranked']}</td>" in page
    assert page.count("<polyline") > page.count("<tr><td>") > 5
    for words in (
        "Change over 5 years",
        "What is not known",
        "Transparency International",
        "margin of error",
    ):
        assert words in page
    assert "<script" not in page


def test_brief_without_events_says_so(app: ASGIApp) -> None:
    assert "We hold no dated event" in ask(app, "/v/brief?country=CHL").text
    assert "We hold no dated event" not in ask(app, "/v/brief?country=TJK").text


def test_brief_of_a_day_and_of_a_pin(app: ASGIApp, snapshot: Snapshot) -> None:
    assert "As known on 2015-07-20" in ask(app, "/v/brief?country=TJK&as_of=2015-07-20").text
    pinned = ask(app, f"/v/brief?country=TJK&snapshot={snapshot.id}")
    assert "immutable" in pinned.headers["cache-control"]


@pytest.mark.parametrize(("query", "status"), [("country=Atlantis", 404), ("as_of=July", 400), ("x=1", 400)])
def test_brief_refuses(app: ASGIApp, query: str, status: int) -> None:
    assert ask(app, f"/v/brief?{query}").status == status
