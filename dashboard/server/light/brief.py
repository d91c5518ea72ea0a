"""Write a country brief: one A4 page of main indicators, changes, events, gaps and sources."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.common import cache
from dashboard.common.address import link
from dashboard.common.text import sentence
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.model import Entry, portrait
from dashboard.server.addressed import Question
from dashboard.server.api.parameters import AS_OF, COUNTRY, read
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.rank.ask import Kind, Standing
from indicators.text import listed, number

# As much as one page holds.
EVENTS, NEIGHBOURS, GAPS = 5, 6, 7
# A longer reason stands below the table.
MOST_WORDS = 60
# Pixels of a small multiple.
WIDE, HIGH, PAD = 110, 26, 3
YEARS = 15
PARAMETERS = (
    replace(COUNTRY, required=False, default=FOCUS),
    AS_OF,
)


@dataclass(frozen=True)
class Row:
    """One indicator in the brief, in words, with the lines of its small multiple."""

    name: str
    year: str
    value: str
    place: str
    bounds: str
    change: str
    line: str
    others: tuple[str, ...]


def brief_of(question: Question) -> tuple[str, dict[str, Any]]:
    """Return the code of the country that a brief is about, and what its template shows.

    Raises `QuestionError` for an unknown country, and for one without any value on the day.
    """
    asked = read(PARAMETERS, list(question.query.items()), question.snapshot.catalogue)
    iso3, day = asked["country"], asked["as_of"] or question.day
    choices = Choices(country=iso3, as_of=asked["as_of"])
    view = portrait(choices, day)
    if not view.entries:
        raise QuestionError(
            view.name, f"no value was known on {day}", "Choose another country or a later day."
        )
    known = cache.catalogue()
    around = known.countries.neighbourhood(iso3)
    near = around.members[:NEIGHBOURS]
    events = [
        event
        for event in known.narrative.plotted_events
        if iso3 in event.countries and event.when.start <= day
    ]
    sources = dict.fromkeys(known.source_of(entry.indicator.id) for entry in view.entries)
    return iso3, {
        "country": view.name,
        "day": day.isoformat(),
        "finding": view.finding(),
        "rows": [_row(entry, near, day) for entry in view.entries],
        "near": listed([cache.country_name(other) for other in near]) or "none",
        "around": around.title,
        "events": [(str(event.when), event.title) for event in reversed(events[-EVENTS:])],
        "absent": [
            *_absent(view.entries, view.without),
            *_outdated(view.entries, day),
        ][:GAPS],
        "sources": [f"{source.attribution} ({source.licence})" for source in sources],
        "dashboard": link(question.root, choices),
        "snapshot": question.snapshot.id,
        "created": question.snapshot.created.isoformat(),
    }


def _absent(entries: Sequence[Entry], without: Sequence[str]) -> list[str]:
    """List what the table cannot say: values, ranks, bounds and changes, with the reason."""
    lines = [f"No value: {listed(without, most=12)}."] if without else []
    untested = [entry.indicator.short_name for entry in entries if not entry.bounds]
    if untested:
        lines.append(f"No published error, so no bounds of the rank: {listed(untested, most=12)}.")
    for entry in entries:
        name = entry.indicator.short_name
        if entry.standing.rank is None:
            lines.append(f"{name}: {sentence(entry.place)}")
        if entry.changes and (reason := entry.changes[0].reason):
            lines.append(f"{name}, change over 5 years: {sentence(reason)}")
    return lines


def _outdated(entries: Sequence[Entry], day: dt.date) -> list[str]:
    """List the indicators whose newest edition of the day is not held."""
    found = []
    for entry in entries:
        if outdated := cache.panel(entry.indicator.id, day, hindsight=True).outdated:
            found.append(f"{entry.indicator.short_name}: {outdated}")
    return found


def _bounds(own: Standing) -> str:
    """Return the bounds of a rank: a star marks those of one reporting step."""
    if own.lower is None:
        return ""
    return f"{own.lower} to {own.upper}" + ("*" if own.kind is Kind.GRANULARITY_BAND else "")


def _in_brief(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words.partition(":")[0]


def _row(entry: Entry, near: tuple[str, ...], day: dt.date) -> Row:
    indicator, own = entry.indicator, entry.standing
    panel = cache.panel(indicator.id, day, hindsight=True)
    series = panel.series[own.iso3]
    place = series["year"].index(own.year)
    low, high = series["interval_lower"][place], series["interval_upper"][place]
    value = number(own.value, indicator.decimals)
    if low is not None and high is not None:
        value += f" ({number(low, indicator.decimals)} to {number(high, indicator.decimals)})"
    line, *others = _lines(panel, (own.iso3, *near), own.year)
    return Row(
        name=indicator.short_name,
        year=f"{own.year}{', hindsight' if entry.hindsight else ''}",
        value=value,
        place=entry.place if own.rank is not None else "no rank",
        bounds=_bounds(own),
        change=_in_brief(entry.change_words(0)) if entry.changes else "",
        line=line,
        others=tuple(other for other in others if other),
    )


def _lines(panel: cache.Panel, countries: tuple[str, ...], last: int) -> list[str]:
    """Return the points of each country's line over the last years, on one scale; empty without values."""
    first = last - YEARS
    found = []
    for iso3 in countries:
        series = panel.series.get(iso3, {"year": [], "value": []})
        pairs = zip(series["year"], series["value"], strict=True)
        found.append([(year, value) for year, value in pairs if first <= year <= last])
    values = [value for points in found for _, value in points]
    low, high = min(values), max(values)
    across, up = (WIDE - 2 * PAD) / YEARS, (HIGH - 2 * PAD) / ((high - low) or 1)
    return [
        " ".join(
            f"{PAD + (year - first) * across:.1f},{HIGH - PAD - (value - low) * up:.1f}"
            for year, value in points
        )
        for points in found
    ]
