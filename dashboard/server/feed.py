"""Serve an Atom feed of a country: `/feed.atom?country=TJK`."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.server.addressed import Addressed, Body, Question
from dashboard.server.api.parameters import AS_OF, COUNTRY, read
from dashboard.server.light.routes import TITLE, light_address, refuse_in_a_line
from indicators.answers.answer import Record
from indicators.answers.news import news
from indicators.catalogue.geography import FOCUS

ROOT = "feed.atom"
MEDIA = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"
# Ids of entries never change, wherever the dashboard is served (RFC 4151).
TAG = "tag:governance-risk,2026:"
ENTRIES = 50
_PARAMETERS = (replace(COUNTRY, required=False, default=FOCUS), AS_OF)


def routes(addressed: Addressed, base: str) -> list[Route]:
    """Return the route of the feed below a base path."""

    async def answer(request: Request) -> Response:
        return await addressed.answer(request, feed, refuse_in_a_line)

    return [Route(f"{base}/{ROOT}", answer)]


def feed(question: Question) -> Body:
    """Write the feed of a country: new editions, revisions beyond the margin, events."""
    catalogue = question.snapshot.catalogue
    asked = read(_PARAMETERS, list(question.query.items()), catalogue)
    iso3 = asked["country"]
    records = news(question.snapshot, iso3, as_of=asked["as_of"] or question.day, most=ENTRIES).records
    name = catalogue.countries.by_iso3[iso3].name
    root = ET.Element("feed", {"xmlns": NAMESPACE})
    _add(root, "title", f"{TITLE}: {name}")
    _add(root, "subtitle", "New editions, revisions beyond the margin of error, and events")
    _add(root, "id", f"{TAG}feed/{iso3}")
    _add(root, "updated", _moment(records[0]["day"] if records else question.snapshot.created.isoformat()))
    ET.SubElement(root, "link", {"rel": "self", "href": f"{question.root}/{ROOT}?country={iso3}"})
    ET.SubElement(root, "link", {"href": light_address(question.root, "country", f"country={iso3}")})
    _add(ET.SubElement(root, "author"), "name", TITLE)
    for record in records:
        _entry(root, record, question.root)
    content = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Body(content, MEDIA, {"Access-Control-Allow-Origin": "*"})


def _entry(root: ET.Element, record: Record, address: str) -> None:
    entry = ET.SubElement(root, "entry")
    _add(entry, "title", record["title"])
    _add(entry, "id", TAG + record["id"])
    _add(entry, "updated", _moment(record["day"]))
    ET.SubElement(entry, "category", {"term": record["kind"]})
    ET.SubElement(entry, "link", {"href": _address(record, address)})
    _add(entry, "summary", record["text"])


def _address(record: Record, root: str) -> str:
    """Return the light page about a record."""
    if record["event"]:
        return light_address(root, "timeline", f"event={record['event']}")
    if record["indicator"]:
        query = urlencode({"indicator": record["indicator"], "countries": record["country"]})
        return light_address(root, "compare", query)
    return light_address(root, "country", f"country={record['country']}")


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
