"""Build the content of Compare from choices: the same for page, link and downloads."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.map_chart import in_region
from dashboard.common.outlines import MAP_POLICY, label_points
from dashboard.common.years import years_within
from dashboard.pages.compare.choices import ONE_YEAR, Choices, figure_parts
from indicators.captions.trend import change_sentence, trend_sentence
from indicators.captions.year import map_sentence, ranking_sentence, value_sentence
from indicators.compare.intervals import interval_text
from indicators.errors import QuestionError
from indicators.export.passport import Passport, file_stem
from indicators.model import Break, Indicator, Source
from indicators.rank.ranks import is_ordinal
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.story import Event

EXPORTED = [
    "indicator", "iso3", "country", "year", "edition", "value", "lower", "upper", "standard_error",
    "interval_lower", "interval_upper", "rank", "n_ranked", "n_sources", "status", HINDSIGHT,
]  # fmt: skip

# Comparisons in memory at once: each holds choices and words. They do not hold a panel, which takes megabytes
# and would stay in memory with them.
COMPARISONS = 256

COMPUTED = ("computed_rank", "computed_n", "set_lower", "set_upper", "set_words", "distinguishable")


@dataclass(frozen=True)
class Comparison:
    """One indicator for some countries and years, as known on a day.

    `years` is the part of the chosen span with data; `year` is the year of a ranking or map; both are data
    years. Changes count from `base`, or from the first of the years that the reader chose. `lag` is the
    difference on the reader's axis: 0, or with edition years the indicator's `edition_lag`. `notice` says in
    one line which choice the page could not follow. `hindsight` allows figures of a later edition if none of
    the day is held; `asked` is the indicator chosen.
    """

    indicator: Indicator
    names: dict[str, str]
    years: tuple[int, int]
    year: int
    chart: str
    area: str
    events: tuple[Event, ...]
    as_of: dt.date
    lag: int
    notice: str | None
    asked: str
    hindsight: bool
    base: int | None

    @property
    def panel(self) -> cache.Panel:
        return cache.panel(self.asked, self.as_of, hindsight=self.hindsight)

    @property
    def source(self) -> Source:
        return self.panel.source

    @property
    def breaks(self) -> tuple[Break, ...]:
        """The changes of method within the years shown."""
        first, last = self.years
        if not any(self._points(iso3) for iso3 in self.names):
            return ()
        of = cache.catalogue().breaks_of(self.indicator.id)
        return tuple(change for change in of if first < change.boundary <= last)

    @property
    def focus_name(self) -> str:
        """The name of the first country."""
        return next(iter(self.names.values()))

    @property
    def is_one_year(self) -> bool:
        return self.chart in ONE_YEAR

    @property
    def title(self) -> str:
        """The chart's title: the indicator, and the year where there is one."""
        if not self.is_one_year:
            return self.indicator.name
        if self.lag:
            return f"{self.indicator.name}, edition {self.year + self.lag} (year {self.year})"
        return f"{self.indicator.name}, {self.year}"

    @property
    def subtitle(self) -> str:
        """The filters in words."""
        who = ", ".join(self.names.values())
        if self.is_one_year:
            where = "region" if self.chart == "map" and self.area == "region" else "world"
            where = f"partial edition, {len(self.table())} countries" if self.panel.is_excerpt else where
            when = f"{where}; marked: {who}"
        else:
            first, last = (year + self.lag for year in self.years)
            when = f"{who}, {'editions ' if self.lag else ''}{first}" + (
                f" to {last}" if last != first else ""
            )
            if self.lag:
                when += f" (years {self.years[0]} to {self.years[1]})"
        return f"{when}. Unit: {self.indicator.unit}. {self.panel.known_words}."

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of chosen countries without any value shown."""
        return tuple(name for iso3, name in self.names.items() if not self._points(iso3))

    def _points(self, iso3: str) -> list[tuple[int, float]]:
        """Return a country's years and values shown. Reads lists, because a page asks at every run."""
        series = self.panel.series.get(iso3)
        if series is None:
            return []
        first, last = (self.year, self.year) if self.is_one_year else self.years
        return [
            pair for pair in zip(series["year"], series["value"], strict=True) if first <= pair[0] <= last
        ]

    def _editions(self) -> set[str]:
        """Return the editions shown."""
        if self.is_one_year:
            return set(self.table()["edition"])
        return {
            edition
            for iso3 in self.names
            if (series := self.panel.series.get(iso3))
            for year, edition in zip(series["year"], series["edition"], strict=True)
            if self.years[0] <= year <= self.years[1]
        }

    @property
    def count(self) -> str:
        """Number of countries and values shown, in words."""
        if self.is_one_year:
            countries = values = len(self.table())
        else:
            counts = [len(self._points(iso3)) for iso3 in self.names]
            countries, values = sum(map(bool, counts)), sum(counts)
        return (
            f"N = {countries} countr{'y' if countries == 1 else 'ies'}, {values} value{'s' * (values != 1)}"
        )

    def table(self) -> pd.DataFrame:
        """Return the year's rows, best first, with computed ranks."""
        return cache.ranking(self.indicator.id, self.year, self.as_of, hindsight=self.hindsight)

    def places(self) -> pd.DataFrame:
        """Return the year's rows with the confidence set of each rank, or its band (`cache.rank_sets`).

        Hindsight has none: it says nothing of ranks of the day.
        """
        if self.panel.hindsight:
            return self.table()
        focus = next(iter(self.names))
        is_alone = len(self.names) == 1
        return cache.rank_sets(self.indicator.id, self.year, self.as_of, focus, is_alone=is_alone)

    def pair(self, words: Sequence[str]) -> tuple[tuple[str, int], tuple[str, int]] | None:
        """Choose two figures to compare: the reader's, else the ends of the chart.

        The ends are the first country's values in the base year and in its last year, or in one year the
        first two countries. Return None if there are no two figures. The nearest year replaces a year without
        a value.
        """
        named = [self._nearest(*figure_parts(word)) for word in words]
        figures = [figure for figure in named if figure is not None]
        if self.is_one_year:
            figures += [(iso3, self.year) for iso3 in self.names if self._points(iso3)]
        else:
            first = next((iso3 for iso3 in self.names if self._points(iso3)), "")
            points = self._points(first)
            since = [point for point in points if self.base is not None and point[0] >= self.base]
            start = since if len(since) > 1 else points
            figures += [(first, year) for year, _ in (start[:1] + points[-1:])]
        figures = list(dict.fromkeys(figures))
        return (figures[0], figures[1]) if len(figures) > 1 else None

    def _nearest(self, iso3: str, year: int) -> tuple[str, int] | None:
        series = self.panel.series.get(iso3)
        return (iso3, min(series["year"], key=lambda other: abs(other - year))) if series else None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows behind the chart: the chosen countries and years, or every country of the year."""
        if self.is_one_year:
            return self.table()
        rows = self.panel.rows
        chosen = rows["iso3"].isin(list(self.names)) & rows["year"].between(*self.years)
        return rows[chosen]

    def exported(self) -> pd.DataFrame:
        """Return the rows of a file, with the country's name; key (indicator, iso3, year, edition)."""
        rows = self.places() if self.chart == "ranking" else self.rows
        rows = cache.with_category(rows, self.source.id)
        computed = [name for name in (*COMPUTED, f"{self.source.id}_status") if name in rows]
        return rows.assign(country=rows["iso3"].map(cache.country_name))[[*EXPORTED, *computed]]

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        return replace(self._passport, link=link)

    @cached_property
    def _passport(self) -> Passport:
        editions = sorted(self._editions())
        span = f"{self.year}" if self.is_one_year else f"{self.years[0]}-{self.years[1]}"
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem(self.indicator.id, () if self.is_one_year else tuple(self.names), span)
            + (f"_{self.chart}" if self.is_one_year else ""),
            indicator=self.indicator.id,
            source=self.source.attribution,
            edition=editions[0]
            if len(editions) == 1
            else f"{editions[0]} to {editions[-1]}"
            if editions
            else "none",
            licence=f"{self.source.licence} ({self.source.licence_url})",
            accessed=cache.snapshot().created,
            n=self.count,
            interval=self.interval,
            notes=self.notes,
            link="",
            snapshot=cache.snapshot().id,
        )

    @property
    def interval(self) -> str:
        """The level of the interval and what it is, in the words of the indicator."""
        if self.indicator.interval_level is not None and not self._has_interval():
            return "not available for the values shown"
        return interval_text(self.indicator)

    def _has_interval(self) -> bool:
        """Tell if any value shown has an interval."""
        if self.is_one_year:
            return bool(self.table()["interval_lower"].notna().any())
        return any(
            lower is not None
            for iso3 in self.names
            if (series := self.panel.series.get(iso3))
            for year, lower in zip(series["year"], series["interval_lower"], strict=True)
            if self.years[0] <= year <= self.years[1]
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes on the chart: method changes, countries without data, the map."""
        notes = [f"{change.boundary}: {change.what}" for change in self.breaks if not self.is_one_year]
        if self.panel.outdated:
            notes.append(self.panel.outdated)
        if self.lag and not self.is_one_year:
            notes.append("The axis shows edition years. Events stand at their own dates.")
        if self.missing:
            notes.append(f"No value: {', '.join(self.missing)}.")
        if self.indicator.rank_from_worst:
            notes.append("Published ranks count from the worst: 1 is the worst.")
        if self.chart == "map":
            notes.append(MAP_POLICY)
            if outside := self._outside:
                notes.append(f"Outside the part of the world shown: {', '.join(outside)}.")
        if self.chart == "ranking":
            notes += [*self._about_sets(), *self._about_places()]
        if self.chart == "trend" and self.events:
            notes.append(MARKS)
        return tuple(notes)

    @property
    def _outside(self) -> list[str]:
        """The chosen countries that the map of the region does not show."""
        points = label_points()
        if self.area != "region":
            return []
        return [name for iso3, name in self.names.items() if iso3 in points and not in_region(points[iso3])]

    def _about_sets(self) -> list[str]:
        """Word the certainty of the first country's rank, and the bars of the chosen countries."""
        table = self.places()
        focus = next(iter(self.names))
        if "set_lower" not in table or focus not in set(table["iso3"]):
            return []
        standing = cache.standing_of(self.indicator.id, focus, self.as_of, self.year)
        notes = [f"{standing.sentence} {standing.detail}".strip()]
        words = table.loc[table["iso3"] == focus, "set_words"].iloc[0]
        if isinstance(words, str):
            notes.append(f"Vertical bars of the chosen countries: {words}.")
        return notes

    def _about_places(self) -> list[str]:
        """Say which ranks are computed here, and which are unknown."""
        table = self.table()
        if "computed_rank" not in table:
            return []
        if is_ordinal(self.indicator):
            return ["This indicator has only a few levels. Many countries tie, so a rank would say little."]
        computed = table["rank"].isna() & table["computed_rank"].notna()
        unknown = table["rank"].isna() & table["computed_rank"].isna()
        notes = ["* Ranks computed here; ties share the best rank."] if computed.any() else []
        if unknown.any():
            ranked = table["n_ranked"].max()
            by = f"the publisher ranked {int(ranked)} countries, and " if pd.notna(ranked) else ""
            notes.append(f"Ranks are unknown: {by}we have values of {len(table)}.")
        return notes

    def alternative(self) -> str:
        """Describe the chart in words."""
        marked = f"{self.panel.known_words}. " if self.panel.hindsight else ""
        return f"{marked}{self._alternative}"

    def finding(self) -> str:
        """Say how the first country changed, by which verdict, or its value and rank in the year."""
        iso3, name = next(iter(self.names.items()))
        marked = "In hindsight: " if self.panel.hindsight else ""
        if self.is_one_year:
            return marked + value_sentence(
                self.table(),
                self.indicator,
                iso3=iso3,
                name=name,
                year=self.year,
                lag=self.lag,
                has_place=self.chart == "ranking",
            )
        return marked + change_sentence(
            self.panel.caption_rows,
            self.indicator,
            iso3=iso3,
            name=name,
            years=self.years,
            breaks=self.breaks,
            lag=self.lag,
            base=self.base,
            tested=not self.panel.hindsight,
        )

    @cached_property
    def _alternative(self) -> str:
        if self.is_one_year:
            options: dict[str, Any] = {
                "names": self.names,
                "all_names": cache.country_names(),
                "year": self.year,
                "lag": self.lag,
                "is_excerpt": self.panel.is_excerpt,
            }
            if self.chart == "ranking":
                return ranking_sentence(self.table(), self.indicator, **options)
            return map_sentence(self.table(), self.indicator, **options, is_region=self.area == "region")
        return trend_sentence(
            self.panel.caption_rows,
            self.indicator,
            names=self.names,
            years=self.years,
            breaks=self.breaks,
            events=self.events if self.chart == "trend" else (),
            lag=self.lag,
            base=self.base,
            tested=not self.panel.hindsight,
        )


MARKS = (
    "Numbered frames mark events: orange in the article, grey-blue context. A bar spans a month or a range. "
    "A year's value stands at the middle of the year."
)


@per_snapshot(maxsize=COMPARISONS)
def comparison(choices: Choices, as_of: dt.date) -> Comparison:
    """Return the content of Compare; raise `QuestionError` if we have no edition of the indicator by then.

    All readers with the same choices share it: do not change it or its frames.
    """
    panel = cache.panel(choices.indicator, as_of, hindsight=choices.has_hindsight)
    if not panel.years:
        raise QuestionError(panel.indicator.name, f"nothing was known on {as_of}", "Choose a later day.")
    years, notice = years_within(choices.years, panel.years, panel.indicator.name)
    year = choices.year if choices.year is not None else years[1]
    if year not in panel.years:
        # Only a ranking or a map shows the year, so only they need a notice.
        nearest = min(panel.years, key=lambda other: abs(other - year))
        if choices.chart in ONE_YEAR:
            notice = f"No data for {year}. The page shows {panel.indicator.name} of {nearest}."
        year = nearest
    return Comparison(
        indicator=panel.indicator,
        names={iso3: cache.country_name(iso3) for iso3 in choices.countries},
        years=years,
        year=year,
        chart=choices.chart,
        area=choices.area,
        events=_events(choices, years, as_of),
        as_of=as_of,
        lag=panel.indicator.edition_lag if choices.axis == "edition" else 0,
        notice=notice,
        asked=choices.indicator,
        hindsight=choices.has_hindsight,
        base=cache.base_year(choices.indicator) if choices.years is None else None,
    )


def _events(choices: Choices, years: tuple[int, int], as_of: dt.date) -> tuple[Event, ...]:
    """Return the confirmed events of the years and countries shown: the article's alone, or with context."""
    if choices.marks == "none":
        return ()
    chosen = set(choices.countries)
    return tuple(
        event
        for event in cache.catalogue().narrative.plotted_events
        if (event.in_article or choices.marks == "context")
        and event.when.start.year <= years[1]
        and event.when.end.year >= years[0]
        and event.when.start <= as_of
        and (event.in_article or chosen & set(event.countries))
    )
