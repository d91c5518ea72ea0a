"""What "Before and after" shows for an event and an indicator: the same for the page and its downloads."""

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

# A window is some ten kilobytes; the day of most readers is today or the article's.
WINDOWS = 128
TABLES = 32


@dataclass(frozen=True)
class BeforeAfter:
    """The window of an event and an indicator for Tajikistan, as known on a day; its result is there."""

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
            notes=(*notes, "This does not show that the event caused it."),
            link=link,
            snapshot=opened.id,
        )

    def _interval(self) -> str:
        """Say what the published errors alone make of the move from the neighbours."""
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
        """Return the path, a row for each year; missing where the country or a neighbour has no value."""
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
        """Return what a file of the path says of itself."""
        notes = (
            f"0 is the year before the event; the line is {self.name}'s change since then less the mean of "
            f"its {len(self.result.means) - 1} neighbours'. Grey: 90 % of the same paths of "
            f"{self.result.n} countries.",
            *self.window.notes,
        )
        return self._passport(link, "before-after", self.title, notes)

    def alternative(self) -> str:
        """Describe the path in words."""
        digits = self.window.digits
        steps = [f"{p.year}: {number(p.beta, digits)}" for p in self.result.path if p.beta is not None]
        return f"{self.title}, since the year before the event. {'; '.join(steps)}."


class World(BeforeAfter):
    """How far every country of the world moved."""

    @property
    def title(self) -> str:
        """The heading of the chart."""
        return f"{self.window.indicator.short_name}: how far {self.result.n} countries moved"

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
        """Return what a file of the world's moves says of itself."""
        notes = (
            f"Each country's change less the mean change of all others; dark: the {self.result.as_far} of "
            f"{self.result.n} that moved at least as far as {self.name}, itself among them. Marks below: "
            "its neighbours.",
        )
        return self._passport(link, "before-after-world", self.title, notes)

    def alternative(self) -> str:
        """Describe the world's moves in words."""
        digits = self.window.digits
        moved = self.result.placebos
        return (
            f"{self.title}, from {number(moved.min(), digits)} to {number(moved.max(), digits)}; "
            f"{self.name} {number(self.result.theta, digits)}. {self.result.as_far} of {self.result.n} moved "
            "at least as far."
        )


@per_snapshot(maxsize=WINDOWS)
def window_of(event: str, indicator: str, as_of: dt.date) -> Window:
    """Return the window of an event and an indicator for Tajikistan; it may be a refusal."""
    return of_event(
        cache.snapshot(), cache.catalogue().narrative.event(event), indicator, Design(as_of=as_of)
    )


def path_of(choices: Choices, as_of: dt.date) -> Path:
    """Return the path about the event chosen; raises `QuestionError` where there is no window of it."""
    return Path(*_parts(choices, as_of))


def world_of(choices: Choices, as_of: dt.date) -> World:
    """Return the world's moves about the event chosen; raises as `path_of`."""
    return World(*_parts(choices, as_of))


def _parts(choices: Choices, as_of: dt.date) -> tuple[Event, Window, Result, dt.date]:
    if not choices.event or choices.beneath == NO_INDICATOR:
        raise QuestionError("window", "an event and an indicator beneath are needed", "Choose both.")
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
