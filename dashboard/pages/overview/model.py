"""Build the first chart, the CPI of the focus country and its neighbours, and the answers above it."""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.figure import as_json
from dashboard.common.trend import Lines, trend
from indicators.captions.trend import change_sentence, trend_sentence
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.compare.intervals import interval_text
from indicators.errors import QuestionError
from indicators.export.passport import Passport, file_stem
from indicators.model import Break
from indicators.snapshot.comparison_errors import CPI
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.story import Event
from indicators.text import listed

# The first year with comparable scores.
FIRST_YEAR = 2012
EXPORTED = [
    "indicator", "iso3", "country", "year", "edition", "value", "lower", "upper", "standard_error",
    "interval_lower", "interval_upper", "rank", "n_ranked", "n_sources", "status", HINDSIGHT,
]  # fmt: skip


@dataclass(frozen=True)
class Front:
    """The front chart as known on a day: an exhibit, with the sentences above it."""

    as_of: dt.date
    names: dict[str, str]
    years: tuple[int, int]
    events: tuple[Event, ...]

    @property
    def panel(self) -> cache.Panel:
        return cache.panel(CPI, self.as_of)

    @property
    def breaks(self) -> tuple[Break, ...]:
        of = cache.catalogue().breaks_of(CPI)
        return tuple(change for change in of if self.years[0] < change.boundary <= self.years[1])

    @property
    def title(self) -> str:
        return self.panel.indicator.name

    @property
    def subtitle(self) -> str:
        span = f"{self.years[0]} to {self.years[1]}"
        unit = self.panel.indicator.unit
        return (
            f"{', '.join(self.names.values())}, {span}. Unit: {unit}. As known on {self.as_of.isoformat()}."
        )

    def figure(self) -> bytes:
        """Draw the chart as JSON, with the article's main events."""
        return as_json(
            trend(
                Lines(
                    indicator=self.panel.indicator,
                    series=self.panel.series,
                    names=self.names,
                    years=self.years,
                    breaks=self.breaks,
                    events=self.events,
                    bands=(FOCUS,),
                    article=cache.catalogue().narrative.article.date,
                )
            )
        )

    def answer(self) -> tuple[str, str]:
        """Say how the focus country compares, and if it changed since the article, with the caution."""
        return self.finding(), self._change()

    def finding(self) -> str:
        """Say how the focus country compares."""
        year = self.years[1]
        beyond: dict[str, list[str]] = {"below": [], "above": []}
        within = []
        for iso3 in list(self.names)[1:]:
            try:
                contrast = cache.between(CPI, (FOCUS, year), (iso3, year), self.as_of)
            except QuestionError:
                continue
            if contrast.test.is_beyond:
                beyond["below" if contrast.amount < 0 else "above"].append(self.names[iso3])
            else:
                within.append(self.names[iso3])
        own = self.panel.series[FOCUS]
        value = own["value"][own["year"].index(year)]
        parts = [f"{word} {listed(names)}" for word, names in beyond.items() if names]
        if within:
            parts.append(f"within the margin of error of {listed(within)}")
        end = f": {', '.join(parts)}" if parts else ""
        return f"{self.names[FOCUS]} scores {value:g} of 100 for perceived corruption in {year}{end}."

    def _change(self) -> str:
        base, year = cache.base_year(CPI), self.years[1]
        if year <= base:
            return f"CPI {year} was the newest edition on {self.as_of}."
        return "Since the article: " + change_sentence(
            self.panel.caption_rows,
            self.panel.indicator,
            iso3=FOCUS,
            name=self.names[FOCUS],
            years=self.years,
            breaks=self.breaks,
            base=base,
        )

    def alternative(self) -> str:
        return trend_sentence(
            self.panel.caption_rows,
            self.panel.indicator,
            names=self.names,
            years=self.years,
            breaks=self.breaks,
            events=self.events,
            base=cache.base_year(CPI),
        )

    def exported(self) -> pd.DataFrame:
        rows = self.panel.rows
        chosen = rows[rows["iso3"].isin(list(self.names)) & rows["year"].between(*self.years)]
        return chosen.assign(country=chosen["iso3"].map(self.names))[EXPORTED]

    def passport(self, link: str) -> Passport:
        return replace(self._passport(), link=link)

    def _passport(self) -> Passport:
        panel, opened = self.panel, cache.snapshot()
        rows = self.exported()
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem(CPI, tuple(self.names), f"{self.years[0]}-{self.years[1]}"),
            indicator=CPI,
            source=panel.source.attribution,
            edition=f"{rows['edition'].min()} to {rows['edition'].max()}",
            licence=f"{panel.source.licence} ({panel.source.licence_url})",
            accessed=opened.created,
            n=f"N = {rows['iso3'].nunique()} countries, {len(rows)} values",
            interval=interval_text(panel.indicator),
            notes=tuple(f"{change.boundary}: {change.what}" for change in self.breaks),
            link="",
            snapshot=opened.id,
        )


@per_snapshot(maxsize=16)
def front(as_of: dt.date) -> Front:
    """Return the front chart as known on a day; raises `QuestionError` if there was no edition yet."""
    panel = cache.panel(CPI, as_of)
    if not panel.years or panel.indicator.id != CPI:
        raise QuestionError(panel.indicator.name, f"nothing was known on {as_of}", "Choose a later day.")
    years = max(FIRST_YEAR, panel.span[0]), panel.span[1]
    narrative = cache.catalogue().narrative
    events = tuple(
        event
        for event in narrative.main_events
        if event.when.start <= as_of and event.when.end.year >= years[0]
    )
    return Front(as_of, {iso3: cache.country_name(iso3) for iso3 in (FOCUS, *NEIGHBOURS)}, years, events)


@per_snapshot(maxsize=16)
def front_figure(as_of: dt.date) -> bytes:
    """Return the front chart's JSON, drawn once for each day."""
    return front(as_of).figure()
