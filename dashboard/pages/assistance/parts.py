"""Define the views of Security assistance: their facts, units, years, events and passport."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.common import cache
from dashboard.common.address import number_word
from dashboard.common.caching import per_snapshot
from dashboard.common.event_words import STATUSES
from dashboard.common.frames import with_country
from dashboard.common.text import sentence
from dashboard.common.years import years_within
from dashboard.pages.assistance.choices import Choices
from indicators.assistance.ask import (
    AIDS,
    DOLLARS,
    ORIGINS,
    PORTAL,
    SWITCH,
    TRAINING,
    Assistance,
    assistance,
    conditionality,
)
from indicators.assistance.groups import over_years
from indicators.errors import QuestionError
from indicators.export.passport import Passport
from indicators.model import Break, Indicator
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.story import Event

# The event of 8 July 2015, which only the article states: a rule with its status, never a mark.
VEHICLES = "N18"


@dataclass(frozen=True, kw_only=True)
class View:
    """One view of the page; `rows` are the rows behind its chart.

    `years` is the part of the chosen fiscal years with data, `span` all years with data. `notices` name
    missing data, `words` describe the chart, `spoken` adds the figures of a table.
    """

    title: str
    subtitle: str
    stem: str
    rows: pd.DataFrame
    sources: tuple[str, ...]
    n: str
    notes: tuple[str, ...]
    words: tuple[str, ...]
    years: tuple[int, int]
    span: tuple[int, int]
    notices: tuple[str, ...]
    measure: Indicator | None = None
    interval: str = "not drawn"
    spoken: tuple[str, ...] = ()

    def exported(self) -> pd.DataFrame:
        """Return the rows of a file, with the country's name and a mark where the measure is hindsight."""
        rows = self.rows if HINDSIGHT in self.rows else self.rows.assign(**{HINDSIGHT: False})
        return with_country(rows, cache.country_names())

    def alternative(self) -> str:
        """Describe the chart in words."""
        return " ".join([f"{self.title}. {self.subtitle}", *self.words, *self.spoken])

    def finding(self) -> str:
        """Say the first result of the view, or the first figure of its table."""
        return sentence(next(iter((*self.words, *self.spoken)), f"{self.title}."))

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        of = [cache.catalogue().source(id) for id in self.sources]
        spans = [first_to_last(self.rows[name]) for name in map(str, self.rows) if name.endswith("edition")]
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=self.stem,
            indicator=self.measure.id if self.measure else "",
            source="; ".join(source.attribution for source in of),
            edition=", ".join(dict.fromkeys(filter(None, spans))) or "none",
            licence="; ".join(dict.fromkeys(f"{s.licence} ({s.licence_url})" for s in of)),
            accessed=cache.snapshot().created,
            n=self.n,
            interval=self.interval,
            notes=self.notes,
            link=link,
            snapshot=cache.snapshot().id,
        )


def first_to_last(editions: pd.Series) -> str:
    """Write the editions: `2012 to 2025`, or the only edition, or nothing."""
    ordered = sorted(set(editions.dropna()))
    return " to ".join(dict.fromkeys([ordered[0], ordered[-1]])) if ordered else ""


@dataclass(frozen=True, kw_only=True)
class OverYears(View):
    """One recipient's money, trainees and governance by year; `table` is in the units of the chart.

    A label of `hindsight` names the later edition that governance is from.
    """

    measure: Indicator
    name: str
    iso3: str
    table: pd.DataFrame
    programs: pd.DataFrame
    series: dict[str, list[Any]] | None
    breaks: tuple[Break, ...]
    money: str
    people: str
    events: tuple[Event, ...]
    ruled: tuple[dt.date, str] | None
    hindsight: str


@dataclass(frozen=True, kw_only=True)
class SideBySide(View):
    """One kind of assistance of several countries, absolute and for each inhabitant."""

    names: dict[str, str]
    units: tuple[str, str]

    def averages(self) -> pd.DataFrame:
        """Sum the fiscal years of each country (`groups.over_years`), the largest sum first.

        Years after the change of source are left out.
        """
        before = self.rows[self.rows["fiscal_year"] < SWITCH.boundary]
        table = over_years(before).sort_values("total", ascending=False)
        table.insert(0, "country", table["iso3"].map(self.names))
        return table.drop(columns="iso3").round({"total": 2, "mean": 2, "mean_per_head": 4})


@dataclass(frozen=True, kw_only=True)
class Against(View):
    """The means of all recipients, and one recipient's years."""

    measure: Indicator
    names: dict[str, str]
    points: pd.DataFrame
    trace: pd.DataFrame
    unit: str


@dataclass(frozen=True, kw_only=True)
class Coincided(View):
    """The fiscal years in which assistance rose while governance was worse, and their counts."""

    measure: Indicator
    names: dict[str, str]
    counts: pd.DataFrame

    def table_of(self, recipient: str) -> pd.DataFrame:
        """Return all recipients' counts with names, one recipient first, then by rank; key country."""
        is_recipient = self.counts["iso3"] == recipient
        rows = pd.concat([self.counts[is_recipient], self.counts[~is_recipient]])
        rows = rows.assign(
            country=rows["iso3"].map(cache.country_name),
            years=[", ".join(map(str, years)) for years in rows["years"]],
        )
        return rows[
            [
                "country",
                "place",
                "rose_while_worse",
                "worse",
                "rose_otherwise",
                "otherwise",
                "testable",
                "years",
            ]
        ]


@per_snapshot(maxsize=4)
def known_on(as_of: dt.date) -> Assistance:
    """Return security assistance of all recipients as known on a day."""
    return assistance(cache.snapshot(), as_of=as_of)


@per_snapshot(maxsize=16)
def coincided(as_of: dt.date, measure: str, aid: str, dollars: str) -> pd.DataFrame:
    """Return the fiscal years in which assistance rose while a measure was worse (`assistance.ask`)."""
    return conditionality(cache.snapshot(), known_on(as_of), measure=measure, aid=aid, dollars=dollars)


def years_of(
    choices: Choices, known: Assistance, span: tuple[int, int] | None
) -> tuple[tuple[int, int], tuple[str, ...]]:
    """Return the chosen fiscal years that have data, or all that have data, with a notice."""
    if span is None:
        reasons = f": {' '.join(known.absent)}" if known.absent else ""
        what = f"no fiscal year has these data, as known on {known.as_of}{reasons}"
        raise QuestionError("Security assistance", what, "Choose a later day, or another measure.")
    years, notice = years_within(choices.years, range(span[0], span[1] + 1), "security assistance")
    return years, (notice,) if notice else ()


def subtitle(who: str, years: tuple[int, int], unit: str, known: Assistance) -> str:
    """Write the filters in words."""
    when = f"{years[0]}" if years[0] == years[1] else f"{years[0]} to {years[1]}"
    return f"{who}, fiscal years {when}. {unit}. As known on {known.as_of.isoformat()}."


def money_unit(dollars: str, per: str) -> str:
    """Return the unit of money: `million US$ of the year`, or `US$ of 2020 per inhabitant`."""
    return f"{DOLLARS[dollars]} per inhabitant" if per == "head" else f"million {DOLLARS[dollars]}"


def unit(aid: str, dollars: str, per: str) -> str:
    """Return the unit of one kind of assistance, absolute or for each inhabitant."""
    if aid == TRAINING:
        return "places per million inhabitants" if per == "head" else "places on courses"
    return money_unit(dollars, per)


def numbers_of(rows: pd.DataFrame, aid: str, dollars: str) -> pd.Series | None:
    """Name each row's amount for the address of its origin; None if it sums several figures."""
    id = {name: id for name, id in ORIGINS.items() if name in AIDS}.get(aid)
    if id is None:
        return None
    if dollars == "constant" and aid != TRAINING:
        id += "_constant"
    return pd.Series(
        [
            number_word(PORTAL if year >= SWITCH.boundary else id, iso3, int(year), edition)
            if pd.notna(year) and pd.notna(edition)
            else None
            for iso3, year, edition in zip(rows["iso3"], rows["fiscal_year"], rows["edition"], strict=True)
        ],
        index=rows.index,
        dtype="str",
    )


def panel_of(choices: Choices, as_of: dt.date) -> tuple[cache.Panel | None, str | None]:
    """Return the measure as known on a day, or in hindsight if chosen; or the reason why there is none."""
    try:
        panel = cache.panel(choices.measure, as_of, hindsight=choices.has_hindsight)
    except QuestionError as error:
        return None, f"{error.where}: {error.what}."
    return panel, panel.outdated


def events_of(choices: Choices, iso3: str, years: tuple[int, int], as_of: dt.date) -> tuple[Event, ...]:
    """Return the recipient's confirmed events in the years: the article's alone, or with context."""
    if choices.marks == "none":
        return ()
    return tuple(
        event
        for event in cache.catalogue().narrative.plotted_events
        if iso3 in event.countries
        and (event.in_article or choices.marks == "context")
        and years[0] <= event.when.end.year
        and event.when.start.year <= years[1]
        and event.when.start <= as_of
    )


def ruled(iso3: str, years: tuple[int, int], as_of: dt.date) -> tuple[dt.date, str] | None:
    """Return the day of the article's vehicles with its status, if the chart covers it."""
    event = cache.catalogue().narrative.event(VEHICLES)
    day = event.when.start
    if iso3 not in event.countries or day > as_of or not years[0] <= day.year <= years[1]:
        return None
    return day, f"{event.when}: {event.title} ({STATUSES[event.status]})"
