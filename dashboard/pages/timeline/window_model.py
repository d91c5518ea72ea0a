"""Build the content of "Before and after" for an event and an indicator: the same for page and downloads."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.text import number
from dashboard.pages.timeline.choices import NO_INDICATOR, Choices
from indicators.errors import QuestionError
from indicators.events import Design, Result, Window, of_event, windows
from indicators.events.result import Z_90
from indicators.export.passport import Passport, file_stem
from indicators.story import Event

# A window takes about ten kilobytes; most readers' as-of day is today or the article's.
WINDOWS = 128
TABLES = 32


@dataclass(frozen=True)
class BeforeAfter:
    """The window of an event and an indicator for Tajikistan, as known on a day, with its result."""

    event: Event
    window: Window
    result: Result
    as_of: dt.date

    @property
    def name(self) -> str:
        """The country's name."""
        return self.window.names[self.window.country]

    @property
    def subtitle(self) -> str:
        """The event, the years and the unit in words."""
        before, after = self.window.years_before, self.window.years_after
        return (
            f"{self.event.when}: {self.window.title}. {before[0]} to {before[-1]} against {after[0]} to "
            f"{after[-1]}. Unit: {self.window.indicator.unit}. As known on {self.as_of.isoformat()}."
        )

    def means_rows(self) -> pd.DataFrame:
        """Return the means of the country and its neighbours before and after, the country first."""
        return pd.DataFrame(
            [
                {
                    "country": self.window.names[code],
                    "before": means.before,
                    "after": means.after,
                    "change": means.change,
                }
                for code, means in self.result.means.items()
            ]
        )

    def _passport(self, link: str, kind: str, title: str, notes: tuple[str, ...]) -> Passport:
        opened, window = cache.snapshot(), self.window
        source = opened.catalogue.source_of(window.indicator.id)
        first, last = window.editions[0], window.editions[-1]
        span = f"{window.years_before[0]}-{window.years_after[-1]}"
        return Passport(
            title=title,
            subtitle=self.subtitle,
            stem=file_stem(f"{kind}_{self.event.id}_{window.indicator.id}", (window.country,), span),
            indicator=window.indicator.id,
            source=source.attribution,
            edition=first if first == last else f"{first} to {last}",
            licence=f"{source.licence} ({source.licence_url})",
            accessed=opened.created,
            n=f"N = {self.result.n} countries with every year",
            interval=self._interval(),
            notes=(*notes, "This does not show that the event caused the change."),
            link=link,
            snapshot=opened.id,
        )

    def _interval(self) -> str:
        """Word the interval of the change against the neighbours, from published errors alone."""
        if self.result.standard_error is None:
            return "no published uncertainty"
        reach = number(Z_90 * self.result.standard_error, self.window.digits)
        return f"±{reach} on the difference from the neighbours (90 %, published errors alone)"


class Path(BeforeAfter):
    """The country's path about the event, less that of its neighbours."""

    @property
    def title(self) -> str:
        """The heading of the chart."""
        return f"{self.window.indicator.short_name}: {self.name} against its neighbours"

    def exported(self) -> pd.DataFrame:
        """Return the path, a row for each year; missing if the country or a neighbour has no value."""
        sides = {
            **dict.fromkeys(self.window.years_before, "before"),
            **dict.fromkeys(self.window.years_after, "after"),
        }
        return pd.DataFrame(
            [
                {
                    "indicator": self.window.indicator.id,
                    "event": self.event.id,
                    "iso3": self.window.country,
                    "year": point.year,
                    "window": sides.get(point.year, ""),
                    "from_neighbours_since_the_year_before": point.beta,
                    "world_5_percent": point.low,
                    "world_95_percent": point.high,
                }
                for point in self.result.path
            ]
        )

    def passport(self, link: str) -> Passport:
        """Return the passport of the path's files."""
        notes = (
            f"0 is the year before the event. The line is {self.name}'s change since then minus the mean "
            f"change of its {len(self.result.means) - 1} neighbours. Grey: 90 % of the same paths of "
            f"{self.result.n} countries.",
            *self.window.notes,
        )
        return self._passport(link, "before-after", self.title, notes)

    def alternative(self) -> str:
        """Describe the path in words."""
        digits = self.window.digits
        steps = [f"{p.year}: {number(p.beta, digits)}" for p in self.result.path if p.beta is not None]
        return f"{self.title}, since the year before the event. {'; '.join(steps)}."

    def finding(self) -> str:
        """Say the country's newest change against its neighbours."""
        digits, unit = self.window.digits, self.window.indicator.unit
        point = [point for point in self.result.path if point.beta is not None][-1]
        return (
            f"By {point.year}, {self.name} had changed by {number(point.beta, digits)} ({unit}) against its "
            "neighbours since the year before the event."
        )


class World(BeforeAfter):
    """The changes of every country of the world."""

    @property
    def title(self) -> str:
        """The heading of the chart."""
        return f"{self.window.indicator.short_name}: changes of {self.result.n} countries"

    def exported(self) -> pd.DataFrame:
        """Return each country's change less the mean of all others; key iso3, the largest fall first."""
        moved = self.result.placebos.sort_values()
        reach = abs(self.result.theta) * (1 - 1e-12)
        return pd.DataFrame(
            {
                "indicator": self.window.indicator.id,
                "event": self.event.id,
                "iso3": moved.index.astype("str"),
                "country": [self.window.names.get(str(code), str(code)) for code in moved.index],
                "change_less_that_of_all_others": moved.to_numpy(),
                "at_least_as_far": (moved.abs() >= reach).to_numpy(),
            }
        )

    def passport(self, link: str) -> Passport:
        """Return the passport of the world's files."""
        notes = (
            "The chart shows each country's change minus the mean change of all others. Dark: the "
            f"{self.result.as_far} of {self.result.n} countries that changed at least as much as "
            f"{self.name}, including itself. Marks below: its neighbours.",
        )
        return self._passport(link, "before-after-world", self.title, notes)

    def alternative(self) -> str:
        """Describe the world's changes in words."""
        digits = self.window.digits
        moved = self.result.placebos
        return (
            f"{self.title}, from {number(moved.min(), digits)} to {number(moved.max(), digits)}; "
            f"{self.name} {number(self.result.theta, digits)}. {self.finding()}"
        )

    def finding(self) -> str:
        """Count the countries that changed at least as much."""
        return f"{self.result.as_far} of {self.result.n} countries changed at least as much as {self.name}."


@per_snapshot(maxsize=WINDOWS)
def window_of(event: str, indicator: str, as_of: dt.date) -> Window:
    """Return the window of an event and an indicator for Tajikistan; it may be a refusal."""
    return of_event(
        cache.snapshot(), cache.catalogue().narrative.event(event), indicator, Design(as_of=as_of)
    )


def path_of(choices: Choices, as_of: dt.date) -> Path:
    """Return the path about the chosen event; raise `QuestionError` if there is no window for it."""
    return Path(*_parts(choices, as_of))


def world_of(choices: Choices, as_of: dt.date) -> World:
    """Return the world's changes about the chosen event; raises as `path_of`."""
    return World(*_parts(choices, as_of))


def _parts(choices: Choices, as_of: dt.date) -> tuple[Event, Window, Result, dt.date]:
    if not choices.event or choices.beneath == NO_INDICATOR:
        raise QuestionError("window", "an event and an indicator are needed", "Choose both.")
    window = window_of(choices.event, choices.beneath, as_of)
    if window.result is None:
        raise QuestionError("window", window.sentence.rstrip("."), "Choose another event or indicator.")
    return cache.catalogue().narrative.event(choices.event), window, window.result, as_of


@per_snapshot(maxsize=TABLES)
def windows_together(event: str, indicators: tuple[str, ...], as_of: dt.date) -> pd.DataFrame:
    """Return the windows of one event for several indicators, p adjusted for their number."""
    opened = cache.snapshot()
    known = opened.catalogue.narrative.event(event)
    return windows(opened, indicators, [known], Design(as_of=as_of))
