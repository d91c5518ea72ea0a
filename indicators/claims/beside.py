"""Show indicators beside a claim: known on its day, known today, and around the event that it bears on.

They illustrate a claim and decide nothing about it.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from indicators.catalogue.geography import FOCUS
from indicators.catalogue.narrative import Narrative
from indicators.errors import QuestionError
from indicators.model import Indicator
from indicators.snapshot.snapshot import Snapshot
from indicators.story import Claim, Event
from indicators.text import number

# The years before an event, and those from its own year on.
YEARS = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """An indicator of the country in words: `then` and `now` are its newest figures as known on two days.

    `around` are the figures of the years around `event`, as known today; both are empty without an event.
    """

    indicator: Indicator
    then: str
    now: str
    event: Event | None
    around: str


def beside(claim: Claim, snapshot: Snapshot, *, as_of: dt.date) -> tuple[Beside, ...]:
    """Return the indicators that the claim names, in its order, as known on the article's day and another."""
    narrative = snapshot.catalogue.narrative
    event = event_of(claim, narrative)
    return tuple(_beside(snapshot, id, event, (narrative.article.date, as_of)) for id in claim.beside)


def event_of(claim: Claim, narrative: Narrative) -> Event | None:
    """Return the confirmed event that a claim bears on: of several the one nearest to the date it states."""
    stated = claim.stated.start if claim.stated else narrative.article.date
    confirmed = [event for event in map(narrative.event, claim.events) if event.confirmed]
    return min(confirmed, key=lambda event: abs(event.when.start - stated), default=None)


def _beside(snapshot: Snapshot, id: str, event: Event | None, days: tuple[dt.date, dt.date]) -> Beside:
    indicator = snapshot.catalogue.indicator(id)
    then, now = (_rows(snapshot, id, day) for day in days)
    around = "" if event is None else _around(snapshot, indicator, now, event.when.start.year)
    return Beside(indicator, _newest(indicator, then), _newest(indicator, now), event, around)


def _rows(snapshot: Snapshot, id: str, day: dt.date) -> pd.DataFrame | None:
    """Return the country's rows as known on a day, by year; None if no edition of that day is held."""
    try:
        rows = snapshot.as_of(id, day)
    except QuestionError:
        return None
    return rows[(rows["iso3"] == FOCUS) & rows["value"].notna()].sort_values("year")


def _newest(indicator: Indicator, rows: pd.DataFrame | None) -> str:
    if rows is None:
        return "not held"
    if rows.empty:
        return "no value"
    last = rows.iloc[-1]
    return f"{number(last['value'], indicator.decimals)} for {last['year']} (edition {last['edition']})"


def _around(snapshot: Snapshot, indicator: Indicator, rows: pd.DataFrame | None, year: int) -> str:
    """Return the figures by year, and the breaks between them, across which they do not compare."""
    if rows is None:
        return "not held"
    near = rows[rows["year"].between(year - YEARS, year + YEARS - 1)]
    if near.empty:
        return "no value"
    figures = ", ".join(
        f"{year} {number(value, indicator.decimals)}"
        for year, value in zip(near["year"], near["value"], strict=True)
    )
    breaks = snapshot.catalogue.breaks_of(indicator.id)
    years = range(int(near["year"].min()) + 1, int(near["year"].max()) + 1)
    crossed = sorted({b.boundary for b in breaks if b.blocks and b.year in years})
    return figures + "".join(f"; not comparable across {year}" for year in crossed)
