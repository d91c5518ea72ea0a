"""Declare the address fields of Compare."""

import re
from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import EVENT_MARKS, REGION, choice, one_of
from dashboard.common.snapshot import catalogue
from indicators.errors import QuestionError

CHARTS = {
    "trend": "Trend", "panels": "Panels", "change": "Change", "ranks": "Rank over time", "ranking": "Ranking",
    "map": "Map", "heat": "Heat table", "two": "Two indicators", "editions": "Editions", "table": "Table",
}  # fmt: skip
ONE_YEAR = ("ranking", "map", "heat", "two")
AXES = {"described": "Data year", "edition": "Edition year"}
AREAS = {"region": "Region", "world": "World"}
INTERVALS = {"shown": "Shown", "hidden": "Hidden"}

# The charts on which a choice has an effect; other choices have it on all charts.
ACTS_ON = {
    "year": ONE_YEAR,
    "area": ("map",),
    "marks": ("trend",),
    "against": ("two",),
    "intervals": ("trend",),
    "axis": ("trend", "ranking", "map", "table"),
}


def figure_word(iso3: str, year: int) -> str:
    """Name one figure of the chosen indicator for an address: `TJK:2015`."""
    return f"{iso3}:{year}"


def figure_parts(word: str) -> tuple[str, int]:
    """Return the country and year of `figure_word`."""
    iso3, year = word.split(":")
    return iso3, int(year)


def _pair(text: str) -> tuple[tuple[str, ...], list[str]]:
    words = text.split(",")
    known = catalogue().countries.by_iso3
    if len(words) > 2 or not all(
        re.fullmatch(r"[A-Z]{3}:\d{4}", word) and word[:3] in known for word in words
    ):
        raise QuestionError(
            "pair", f"{text[:40]!r} does not name two figures", "Write it as TJK:2015,TJK:2016."
        )
    return tuple(dict.fromkeys(words)), []


@dataclass(frozen=True)
class Choices(address.Choices):
    """An indicator, countries and years, and how they are drawn; `pair` names two figures to compare."""

    path = "compare"

    indicator: str = choice("ti_cpi.score", address.indicator)
    countries: tuple[str, ...] = choice(REGION, address.countries)
    years: tuple[int, int] | None = choice(None, address.years)
    chart: str = choice("trend", one_of(CHARTS))
    year: int | None = choice(None, address.year)
    axis: str = choice("described", one_of(AXES))
    area: str = choice("region", one_of(AREAS))
    against: str = choice("wb_wgi.control_of_corruption", address.indicator)
    marks: str = choice("article", one_of(EVENT_MARKS))
    intervals: str = choice("shown", one_of(INTERVALS))
    pair: tuple[str, ...] = choice((), _pair)

    def is_idle(self, name: str) -> bool:
        """Leave out choices that the chart does not use, and two rare ones at their defaults."""
        if name in ACTS_ON and self.chart not in ACTS_ON[name]:
            return True
        return name in ("axis", "intervals") and self.is_default(name)
