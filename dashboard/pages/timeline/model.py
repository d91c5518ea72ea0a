"""Build the content of Timeline from choices: the same for the page and its downloads."""

import contextlib
import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.common import cache
from dashboard.common.palette import CATEGORIES
from dashboard.common.text import sentence
from dashboard.common.years import years_within
from dashboard.pages.timeline.choices import NO_INDICATOR, Choices
from indicators.captions.trend import timeline_sentence, trend_sentence
from indicators.catalogue.geography import FOCUS
from indicators.clock import today
from indicators.compare.intervals import interval_text
from indicators.errors import QuestionError
from indicators.export.passport import Passport, file_stem
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.story import Event


@dataclass(frozen=True)
class Chronicle:
    """The confirmed events of some years, countries and categories, in date order."""

    events: tuple[Event, ...]
    years: tuple[int, int]
    span: tuple[int, int]
    names: dict[str, str]
    categories: tuple[str, ...]
    beneath: str
    as_of: dt.date
    hindsight: bool
    notice: str | None = None

    @property
    def panel(self) -> cache.Panel | None:
        """The indicator beneath; None without one, or where nothing of it was known, nor in hindsight."""
        with contextlib.suppress(QuestionError):
            if self.beneath != NO_INDICATOR:
                return cache.panel(self.beneath, self.as_of, hindsight=self.hindsight)
        return None

    @property
    def without(self) -> str | None:
        """What of the indicator beneath is not held, and what answers."""
        asked = () if self.beneath == NO_INDICATOR else (self.beneath,)
        return next(iter(cache.outdated_lines(asked, self.as_of, hindsight=self.hindsight)), None)

    @property
    def title(self) -> str:
        return "Events in the article and their context"

    @property
    def subtitle(self) -> str:
        """The filters in words."""
        where = ", ".join(self.names.values()) or "all countries"
        lanes = ", ".join(CATEGORIES[name].lower() for name in self.categories) or "all categories"
        first, last = self.years
        when = f"{first}" if first == last else f"{first} to {last}"
        text = f"{when}; {where}; {lanes}. Unconfirmed events are not drawn."
        if self.as_of < today():
            text += f" As known on {self.as_of.isoformat()}."
        if self.beneath != NO_INDICATOR:
            panel = self.panel
            known = panel.indicator if panel else cache.catalogue().indicator(self.beneath)
            text += f" Below: {known.name}, Tajikistan."
            text += f" {panel.known_words}." if panel and panel.hindsight else ""
        return text

    def alternative(self) -> str:
        """Describe the chart in words."""
        events = timeline_sentence(self.events, years=self.years, labels=CATEGORIES)
        panel = self.panel
        if panel is None:
            return events
        beneath = trend_sentence(
            panel.rows,
            panel.indicator,
            names={FOCUS: cache.country_name(FOCUS)},
            years=self.years,
            breaks=cache.catalogue().breaks_of(panel.indicator.id),
            base=cache.base_year(panel.indicator.id) if self.years == self.span else None,
            tested=not panel.hindsight,
        )
        marked = f"{panel.known_words}. " if panel.hindsight else ""
        return f"{events} Below: {marked}{beneath}"

    def finding(self) -> str:
        """Count the events, and those in the article."""
        return sentence(self.alternative())

    def exported(self) -> pd.DataFrame:
        """Return the events; key id. Dates are the first and last day that the source's date can mean.

        With an indicator beneath, each event has the figure of the year in which it began; `hindsight` says
        if the figure was not known on the day.
        """
        panel, events = self.panel, self._events()
        if panel is None or FOCUS not in panel.series:
            return events
        series = panel.series[FOCUS]
        figures = {
            year: (value, edition)
            for year, value, edition in zip(series["year"], series["value"], series["edition"], strict=True)
        }
        years = [event.when.start.year for event in self.events]
        return events.assign(
            indicator=panel.indicator.id,
            iso3=FOCUS,
            year=years,
            value=[figures.get(year, (None, None))[0] for year in years],
            edition=[figures.get(year, (None, None))[1] for year in years],
            **{HINDSIGHT: bool(panel.hindsight)},
        )

    def _events(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {
                    "id": event.id,
                    "start": event.when.start.isoformat(),
                    "end": event.when.end.isoformat(),
                    "precision": event.when.precision.value,
                    "title": event.title,
                    "category": event.category,
                    "countries": "; ".join(event.countries),
                    "status": event.status,
                    "in_article": event.in_article,
                    "claims": "; ".join(event.claims),
                    "references": "; ".join(event.references),
                    "note": event.note or "",
                }
                for event in self.events
            ],
            columns=[
                "id", "start", "end", "precision", "title", "category", "countries", "status",
                "in_article", "claims", "references", "note",
            ],
        )  # fmt: skip

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        opened = cache.snapshot()
        article = sum(event.in_article for event in self.events)
        source, licence, interval = "events checked against the references on the Claims page", "", "none"
        if self.beneath != NO_INDICATOR:
            of = cache.catalogue().source_of(self.beneath)
            known = cache.catalogue().indicator(self.beneath)
            source = f"{source}; {of.attribution}"
            licence = f"{of.licence} ({of.licence_url}); "
            interval = interval_text(known)
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem("events", tuple(self.names), f"{self.years[0]}-{self.years[1]}"),
            indicator="" if self.beneath == NO_INDICATOR else self.beneath,
            source=source,
            edition=self._edition(),
            licence=f"{licence}descriptions of events: this project",
            accessed=opened.created,
            n=f"N = {len(self.events)} events, {article} of them in the article",
            interval=interval,
            notes=(
                "◆ in the article, ● context. Hollow: confirmed in part or by a weak source. "
                "Small, on a bar: the middle of a month or range.",
                "A sequence of events and figures does not show that one caused the other.",
                *([self.without] if self.without else []),
            ),
            link=link,
            snapshot=opened.id,
        )

    def _edition(self) -> str:
        if self.beneath == NO_INDICATOR:
            return "events as of the snapshot"
        panel = self.panel
        if panel is None:
            return "none held"
        editions = sorted(set(panel.rows[panel.rows["year"].between(*self.years)]["edition"]))
        return " to ".join(dict.fromkeys([editions[0], editions[-1]])) if editions else "none"


def chronicle(choices: Choices, as_of: dt.date) -> Chronicle:
    """Return the events that match the choices and had begun by a day.

    An event of several countries counts for each of them. Raises `QuestionError` if no event had begun.
    """
    every = [event for event in cache.catalogue().narrative.plotted_events if event.when.start <= as_of]
    if not every:
        raise QuestionError("Timeline", f"no event had begun by {as_of}", "Choose a later day.")
    span = (min(e.when.start.year for e in every), max(e.when.end.year for e in every))
    years, notice = years_within(choices.years, range(span[0], span[1] + 1), "the timeline")
    wanted = set(choices.places)
    return Chronicle(
        events=tuple(
            event
            for event in every
            if event.when.end.year >= years[0]
            and event.when.start.year <= years[1]
            and (not wanted or wanted & set(event.countries))
            and (not choices.category or event.category in choices.category)
        ),
        years=years,
        span=span,
        names={iso3: cache.country_name(iso3) for iso3 in choices.places},
        categories=choices.category,
        beneath=choices.beneath,
        as_of=as_of,
        hindsight=choices.has_hindsight,
        notice=notice,
    )
