"""Read the figures of a change or a contrast, as known on a day."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from indicators.compare.intervals import with_interval
from indicators.compare.significance import Estimate
from indicators.errors import QuestionError
from indicators.model import Indicator, Source
from indicators.rank.places import Floats, numbers
from indicators.refusals import unknown
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.snapshot.known import Sheet, sheet
from indicators.snapshot.questions import year_spans
from indicators.snapshot.snapshot import Snapshot

NUMBERS = (
    "value",
    "standard_error",
    "comparison_error",
    "interval_lower",
    "interval_upper",
    "n_sources",
    "rank",
    "n_ranked",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure.

    `standard_error` is as published; `comparison_error` is the one that a comparison uses (of the CPI se*,
    METHODS 1.3). `interval` and `rank` of `n_ranked` are as published. Each is None where none is held.
    """

    iso3: str
    country: str
    year: int
    edition: str
    value: float
    standard_error: float | None
    comparison_error: float | None
    interval: tuple[float, float] | None
    n_sources: int | None
    rank: int | None
    n_ranked: int | None

    @property
    def estimate(self) -> Estimate:
        """The figure as a test takes it."""
        return Estimate(self.country, self.year, self.value, self.comparison_error, self.interval)


def estimates(
    rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Estimate]]:
    """Yield the code of each row's country and its value as a test takes it; countries by name if given."""
    columns = (rows["value"], comparison_errors(rows, indicator), rows["lower"], rows["upper"])
    figures = zip(*(numbers(column).tolist() for column in columns), strict=True)
    for iso3, year, (value, error, lower, upper) in zip(rows["iso3"], rows["year"], figures, strict=True):
        interval = None if math.isnan(lower) or math.isnan(upper) else (lower, upper)
        country = names[iso3] if names else iso3
        yield iso3, Estimate(country, int(year), value, None if math.isnan(error) else error, interval)


@dataclass(frozen=True, slots=True)
class _Own:
    """A country's rows: where each year stands in `editions` and `columns` (NaN: missing)."""

    places: Mapping[int, int]
    editions: Sequence[str]
    columns: Mapping[str, Floats]

    def whole(self, name: str, place: int) -> int | None:
        number = self.columns[name][place]
        return None if math.isnan(number) else int(number)

    def part(self, name: str, place: int) -> float | None:
        number = float(self.columns[name][place])
        return None if math.isnan(number) else number


@dataclass(frozen=True)
class KnownFigures:
    """An indicator as known on a day."""

    snapshot: Snapshot
    indicator: Indicator
    source: Source
    as_of: dt.date
    sheet: Sheet
    _own: dict[str, _Own] = field(default_factory=dict)

    @classmethod
    def read(cls, snapshot: Snapshot, id: str, as_of: dt.date) -> "KnownFigures":
        read = sheet(snapshot, id, as_of)
        return cls(snapshot, read.about, snapshot.catalogue.source_of(id), as_of, read)

    def name(self, iso3: str) -> str:
        countries = self.snapshot.catalogue.countries.by_iso3
        if iso3 not in countries:
            raise unknown("country", iso3, countries)
        return countries[iso3].name

    def own(self, iso3: str) -> _Own:
        """Return the rows of a country with their intervals and comparison errors."""
        if iso3 not in self._own:
            rows = with_interval(self.sheet.of_country(iso3), self.indicator)
            rows = rows.assign(comparison_error=comparison_errors(rows, self.indicator))
            places = {int(year): place for place, year in enumerate(rows["year"])}
            columns = {name: numbers(rows[name]) for name in NUMBERS}
            self._own[iso3] = _Own(places, list(rows["edition"]), columns)
        return self._own[iso3]

    def newest(self, iso3: str) -> int:
        years = self.own(iso3).places
        if not years:
            where = f"{self.indicator.name} as of {self.as_of}"
            raise QuestionError(where, f"{self.name(iso3)} has no value", "Choose another country.")
        return max(years)

    def year(self, year: int) -> pd.Series:
        """Return the values of one year by country."""
        rows = self.sheet.of_year(year)
        return pd.Series(numbers(rows["value"]), index=list(rows["iso3"]))

    def figure(self, iso3: str, year: int) -> Figure:
        name, own = self.name(iso3), self.own(iso3)
        place = own.places.get(year)
        if place is None:
            raise QuestionError(
                f"{self.indicator.id} {year}",
                f"{name} has no value in {year}",
                f"Years held of it: {year_spans(own.places)}.",
            )
        lower, upper = own.part("interval_lower", place), own.part("interval_upper", place)
        return Figure(
            iso3=iso3,
            country=name,
            year=year,
            edition=str(own.editions[place]),
            value=float(own.columns["value"][place]),
            standard_error=own.part("standard_error", place),
            comparison_error=own.part("comparison_error", place),
            interval=None if lower is None or upper is None else (lower, upper),
            n_sources=own.whole("n_sources", place),
            rank=own.whole("rank", place),
            n_ranked=own.whole("n_ranked", place),
        )
