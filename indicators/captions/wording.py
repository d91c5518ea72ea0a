"""Write figures, years and names in the sentences of charts, and keep these short."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from indicators.model import Direction, Indicator
from indicators.text import listed, number, signed

# A caption is read at a glance: other countries are told one by one only while it stays this short.
LIMIT = 600
DETAILED = 3
NAMED = 1 + DETAILED
SPANS = 4
BRIEF = 100

BETTER = {
    Direction.HIGHER_IS_BETTER: "; higher is better",
    Direction.LOWER_IS_BETTER: "; lower is better",
    Direction.NEITHER: "",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Write figures and years of an indicator; with a `lag` years are those of the editions."""

    indicator: Indicator
    names: Mapping[str, str]
    lag: int

    @property
    def unit(self) -> str:
        return f"({self.indicator.unit}{BETTER[self.indicator.direction]})"

    def value(self, value: float) -> str:
        return number(value, self.indicator.decimals)

    def change(self, change: float) -> str:
        digits = self.indicator.decimals
        if change and round(change, digits) == 0:
            return f"less than {number(10.0**-digits, digits)}"
        return signed(change, digits)

    def year(self, year: int) -> str:
        return f"edition {year + self.lag}" if self.lag else f"{year}"

    def year_in_full(self, year: int) -> str:
        return f"{self.year(year)} (year {year})" if self.lag else f"{year}"

    def span(self, first: int, last: int) -> str:
        if first == last:
            return self.year_in_full(first)
        if not self.lag:
            return span_of(first, last)
        return f"editions {span_of(first + self.lag, last + self.lag)} (years {span_of(first, last)})"

    def years(self, years: Iterable[int]) -> str:
        """Write years as spans, `1997, 1999 and 2001 to 2003`; count them if there are too many."""
        held = sorted({year + self.lag for year in years})
        edition = "" if not self.lag else "edition " if len(held) == 1 else "editions "
        runs = [
            [year for _, year in run] for _, run in groupby(enumerate(held), lambda pair: pair[1] - pair[0])
        ]
        if len(runs) > SPANS:
            return f"{len(held)} {edition or 'years '}between {held[0]} and {held[-1]}"
        return edition + listed([span_of(run[0], run[-1]) for run in runs])


def absent(names: Mapping[str, str], shown: Collection[str], *, most: int) -> str:
    """Name the countries that are not `shown`, at most `most` by name; empty if all are shown."""
    without = [name for iso3, name in names.items() if iso3 not in shown]
    return f"No value: {listed(without, most=most)}." if without else ""


def fitting(parts: Callable[[int], Iterable[str]]) -> str:
    """Join the parts with as many other countries in detail as keep them short."""
    for detailed in range(DETAILED, -1, -1):
        text = " ".join(filter(None, parts(detailed)))
        if len(text) <= LIMIT:
            break
    return text


def brief(what: str) -> str:
    """Return the first clause of a note, cut at a word if it is long."""
    clause = re.split(r"[:;.](?=\s|$)", what, maxsplit=1)[0]
    return clause if len(clause) <= BRIEF else clause[:BRIEF].rsplit(" ", 1)[0] + " …"


def span_of(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first} to {last}"
