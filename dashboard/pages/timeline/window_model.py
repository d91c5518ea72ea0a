"""What "Before and after" shows for an event and an indicator: the same for the page and its downloads."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from dashboard.common import cache
from dashboard.common.choices import Choices
from dashboard.common.text import number
from dashboard.pages.timeline.model import NO_INDICATOR
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.events.result import Z_90
from indicators.events.window import Result, Window, of_event, windows
from indicators.export.passport import Passport, file_stem
from indicators.snapshot.snapshot import Snapshot
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

    def path_title(self) -> str:
        return f"{self.window.indicator.short_name}: {self.name} against its neighbours"

    def world_title(self) -> str:
        return f"{self.window.indicator.short_name}: how far {self.result.n} countries moved"

    def path_rows(self) -> pd.DataFrame:
        """The path, a row for each year; missing where the country or a neighbour has no value."""
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

    def world_rows(self) -> pd.DataFrame:
        """Each country's change less the mean change of all others; key iso3, the largest fall first."""
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

    def means_rows(self) -> pd.DataFrame:
        """The means of the country and its neighbours before and after, the country first."""
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

    def path_passport(self, link: str) -> Passport:
        """What a file of the path says of itself."""
        notes = (
            f"0 is the year before the event; the line is {self.name}'s change since then less the mean of "
            f"its {len(self.result.means) - 1} neighbours'. Grey: 90 % of the same paths of "
            f"{self.result.n} countries.",
            *self.window.notes,
        )
        return self._passport(link, "before-after", self.path_title(), notes)

    def world_passport(self, link: str) -> Passport:
        """What a file of the world's moves says of itself."""
        notes = (
            f"Each country's change less the mean change of all others; dark: the {self.result.as_far} of "
            f"{self.result.n} that moved at least as far as {self.name}, itself among them. Marks below: "
            "its neighbours.",
        )
        return self._passport(link, "before-after-world", self.world_title(), notes)

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
        """What the published errors alone make of the move from the neighbours."""
        if self.result.standard_error is None:
            return "no published uncertainty"
        reach = number(Z_90 * self.result.standard_error, self.window.digits)
        return f"±{reach} on the difference from the neighbours (90 %, published errors alone)"

    def path_alternative(self) -> str:
        """The path in words, for those who do not see it."""
        digits = self.window.digits
        steps = [f"{p.year}: {number(p.beta, digits)}" for p in self.result.path if p.beta is not None]
        return f"{self.path_title()}, since the year before the event. {'; '.join(steps)}."

    def world_alternative(self) -> str:
        """The world's moves in words."""
        digits = self.window.digits
        moved = self.result.placebos
        return (
            f"{self.world_title()}, from {number(moved.min(), digits)} to {number(moved.max(), digits)}; "
            f"{self.name} {number(self.result.theta, digits)}. {self.result.as_far} of {self.result.n} moved "
            "at least as far."
        )


def window_of(event: str, indicator: str, as_of: dt.date) -> Window:
    """The window of an event and an indicator for Tajikistan; it may be a refusal."""
    return _window(cache.snapshot(), event, indicator, as_of)


@lru_cache(maxsize=WINDOWS)
def _window(opened: Snapshot, event: str, indicator: str, as_of: dt.date) -> Window:
    return of_event(
        opened, opened.catalogue.narrative.event(event), indicator=indicator, country=FOCUS, as_of=as_of
    )


def before_after(choices: Choices, as_of: dt.date) -> BeforeAfter:
    """What is drawn for an event and the indicator beneath; raises `QuestionError` where nothing can be."""
    if not choices.event or choices.beneath == NO_INDICATOR:
        raise QuestionError("window", "an event and an indicator beneath are needed", "Choose both.")
    found = window_of(choices.event, choices.beneath, as_of)
    if found.result is None:
        raise QuestionError("window", found.sentence.rstrip("."), "Choose another event or indicator.")
    return BeforeAfter(cache.catalogue().narrative.event(choices.event), found, found.result, as_of)


def windows_together(event: str, indicators: tuple[str, ...], as_of: dt.date) -> pd.DataFrame:
    """The windows of one event for several indicators, p adjusted for their number (`events.windows`)."""
    return _windows_together(cache.snapshot(), event, indicators, as_of)


@lru_cache(maxsize=TABLES)
def _windows_together(
    opened: Snapshot, event: str, indicators: tuple[str, ...], as_of: dt.date
) -> pd.DataFrame:
    known = opened.catalogue.narrative.event(event)
    return windows(opened, indicators=indicators, events=[known], country=FOCUS, as_of=as_of)
