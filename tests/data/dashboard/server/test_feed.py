"""The feed of a country: editions, large revisions, events."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from starlette.types import ASGIApp

from dashboard.server.addressed import Addressed
from dashboard.server.feed import ENTRIES, NAMESPACE
from dashboard.server.stateless import Stateless
from indicators.answers.news import news
from indicators.compare.intervals import with_interval
from indicators.snapshot.snapshot import Snapshot
from tests.asgi import ask

ATOM = {"a": NAMESPACE}


async def nothing(*_: object) -> None:
    raise AssertionError("the feed was passed on")


@pytest.fixture(scope="module")
def app() -> ASGIApp:
    return Stateless(nothing, Addressed())


def test_feed_is_atom_with_every_entry_in_order(app: ASGIApp) -> None:
    answer = ask(app, "/feed.atom?country=UZB")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    root = ET.fromstring(answer.text)  # noqa: S314 - written by ourselves
    assert root.findtext("a:title", namespaces=ATOM) == "Governance risk: Uzbekistan"
    entries = root.findall("a:entry", ATOM)
    assert 0 < len(entries) <= ENTRIES
    days = [entry.findtext("a:updated", namespaces=ATOM) or "" for entry in entries]
    assert days == sorted(days, reverse=True)
    assert root.findtext("a:updated", namespaces=ATOM) == days[0]
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        link = entry.find("a:link", ATOM)
        assert link is not None
        path = link.attrib["href"].removeprefix("http://risk.example.org")
        assert path.startswith("/v/")
    assert ask(app, path).status == 200


def test_feed_of_a_day_knows_nothing_later(snapshot: Snapshot) -> None:
    day = dt.date(2015, 7, 20)
    records = news(snapshot, "TJK", as_of=day).records
    assert all(record["day"] <= "2015-07-20" for record in records)
    assert "edition/ti_cpi/2014/TJK" in {record["id"] for record in records}
    later = news(snapshot, "TJK", since=day, as_of=dt.date.today()).records
    assert not {record["id"] for record in records} & {record["id"] for record in later}


def test_revisions_lie_outside_the_interval_published_before(snapshot: Snapshot) -> None:
    records = news(snapshot, "TJK", as_of=dt.date.today(), most=10_000).records
    revised = [record for record in records if record["kind"] == "revision"]
    assert revised
    id, edition = revised[0]["indicator"], revised[0]["id"].split("/")[2]
    indicator = snapshot.catalogue.indicator(id)
    rows = with_interval(snapshot.all_editions(id), indicator)
    own = rows[rows["iso3"] == "TJK"]
    order = [one.id for one in snapshot.catalogue.editions_of(id) if one.id in set(own["edition"])]
    before = own[own["edition"] == order[order.index(edition) - 1]].set_index("year")
    after = own[own["edition"] == edition].set_index("year")["value"]
    joined = before.join(after.rename("now"), how="inner")
    outside = (joined["now"] < joined["interval_lower"]) | (joined["now"] > joined["interval_upper"])
    assert outside.any()


@pytest.mark.parametrize("query", ["country=Atlantis", "country=TJK&as_of=July", "colour=red"])
def test_feed_refuses_in_a_line(app: ASGIApp, query: str) -> None:
    answer = ask(app, f"/feed.atom?{query}")
    assert answer.status in (400, 404)
    assert answer.text.count("\n") == 1
