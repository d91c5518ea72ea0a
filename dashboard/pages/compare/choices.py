"""What Compare keeps in its address."""

import re
from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import EVENT_MARKS, REGION, asked, one_of
from dashboard.common.snapshot import catalogue
from indicators.errors import QuestionError

CHARTS = {"trend": "Trend", "ranking": "Ranking", "map": "Map", "table": "Table"}
AXES = {"described": "described", "edition": "of the editions"}
AREAS = {"region": "Region", "world": "World"}
INTERVALS = {"shown": "Shown", "hidden": "Hidden"}

# The charts on which a choice has an effect; one that is not here has it on all.
ACTS_ON = {"year": ("ranking", "map"), "area": ("map",), "marks": ("trend",)}


def figure_word(iso3: str, year: int) -> str:
    """Name one figure of the indicator at hand for an address: `TJK:2015`."""
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
        raise QuestionError("pair", f"{text[:40]!r} names no two figures", "Write it as TJK:2015,TJK:2016.")
    return tuple(dict.fromkeys(words)), []


@dataclass(frozen=True)
class Choices(address.Choices):
    """An indicator, countries and years, and how they are drawn; `pair` names two figures to compare."""

    path = "compare"

    indicator: str = asked("ti_cpi.score", address.indicator)
    countries: tuple[str, ...] = asked(REGION, address.countries)
    years: tuple[int, int] | None = asked(None, address.years)
    chart: str = asked("trend", one_of(CHARTS))
    year: int | None = asked(None, address.year)
    axis: str = asked("described", one_of(AXES))
    area: str = asked("region", one_of(AREAS))
    marks: str = asked("article", one_of(EVENT_MARKS))
    intervals: str = asked("shown", one_of(INTERVALS))
    pair: tuple[str, ...] = asked((), _pair)

    def is_idle(self, name: str) -> bool:
        """Leave out what the chart does not use; all else is spelled out, but for two rare choices."""
        if name in ("axis", "intervals"):
            return self.is_default(name)
        return name in ACTS_ON and self.chart not in ACTS_ON[name]
