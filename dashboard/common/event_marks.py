"""Lay out events beside a chart: numbered marks with short names that never overlap, and a key.

Names are placed in rows. Neighbouring events that do not fit share one mark: "3 events, Mar to Jul 2015".
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indicators.story import Event

# Estimated width of one letter at 11 pixels, and of a numbered mark with the space after it.
LETTER = 6.1
MARK = 20
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class NumberedEvent:
    """An event with its number in the key, which follows the order of dates."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class _Group:
    """Events that share a mark, and its text."""

    events: tuple[NumberedEvent, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the chart: its events, its place in pixels from the left, its row, its text and its side.

    `row` counts from the top. `text` is the short name of one event, or a summary of several; empty if it
    does not fit. `to_left` says that the text stands to the left of the mark.
    """

    events: tuple[NumberedEvent, ...]
    x: float
    row: int
    text: str
    to_left: bool

    @property
    def numbers(self) -> str:
        """The number of the event, or the first and the last of several: `4-16`."""
        return _numbers(self.events)


def numbered(events: Sequence[Event]) -> tuple[NumberedEvent, ...]:
    """Give each event a number, in the order of first days."""
    order = sorted(events, key=lambda event: (event.when.start, event.when.end, event.id))
    return tuple(NumberedEvent(number, event) for number, event in enumerate(order, start=1))


def lay_out(
    events: Sequence[NumberedEvent], span: tuple[dt.date, dt.date], *, width: float, rows: int
) -> tuple[Mark, ...]:
    """Place marks on a strip of `width` pixels and at most `rows` rows, from the first to the last day.

    If the names would overlap, the nearest events share a mark while their marks touch. Then the longest
    names are left to the key. Then more events share a mark.
    """
    groups = [_Group((event,), _text((event,))) for event in events]
    while groups:
        marks = _placed(groups, span, width, rows)
        if marks is not None:
            return marks
        places = [_extent(group.events, span, width)[0] for group in groups]
        gaps = [after - before for before, after in pairwise(places)]
        longest = max(groups, key=lambda group: len(group.text))
        if longest.text and (not gaps or min(gaps) >= MARK):
            groups[groups.index(longest)] = _Group(longest.events, "")
        else:
            at = gaps.index(min(gaps))
            joined = groups[at].events + groups[at + 1].events
            groups[at : at + 2] = [_Group(joined, _text(joined))]
    return ()


def key_lines(events: Sequence[NumberedEvent]) -> tuple[str, ...]:
    """Return the key: `4. 3 December 2014: CPI 2014 published` for each event."""
    return tuple(f"{item.number}. {item.event.when}: {item.event.title}" for item in events)


def _placed(
    groups: Sequence[_Group], span: tuple[dt.date, dt.date], width: float, rows: int
) -> tuple[Mark, ...] | None:
    """Place marks in the first row that has room for each; None if one does not fit in any row."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(rows)]
    marks = []
    for group in groups:
        x, last = _extent(group.events, span, width)
        half = MARK / 2 + 3 * (len(_numbers(group.events)) - 1)
        length = half + LETTER * len(group.text)
        to_left = x + length > width
        if group.text and to_left and x - length < 0:
            return None
        start, end = (x - length, x + half) if to_left else (x - half, x + length)
        end = max(end, last)
        row = next(
            (at for at in range(rows) if all(end < other[0] or start > other[1] for other in taken[at])), None
        )
        if row is None:
            return None
        taken[row].append((start, end))
        marks.append(Mark(group.events, x, row, group.text, to_left))
    return tuple(marks)


def _numbers(events: Sequence[NumberedEvent]) -> str:
    first, last = events[0].number, events[-1].number
    return str(first) if first == last else f"{first}–{last}"


def _extent(
    events: Sequence[NumberedEvent], span: tuple[dt.date, dt.date], width: float
) -> tuple[float, float]:
    """Return the pixels of the mark of some events, and of the end of their days.

    The mark of a few months stands in their middle, the mark of a longer time at its start.
    """
    first = max(min(item.event.when.start for item in events), span[0])
    last = min(max(item.event.when.end for item in events), span[1])
    per_day = width / ((span[1] - span[0]).days or 1)
    start, end = ((day - span[0]).days * per_day for day in (first, last))
    return (start if end - start > 2 * MARK else (start + end) / 2), end


def _text(group: Sequence[NumberedEvent]) -> str:
    if len(group) == 1:
        return group[0].event.label or group[0].event.title
    first = min(item.event.when.start for item in group)
    last = max(item.event.when.end for item in group)
    return f"{len(group)} events, {_months(first, last)}"


def _months(first: dt.date, last: dt.date) -> str:
    """Write the months of a span: `Mar to Jul 2015`, `Dec 2014 to Mar 2015`, `May 2015`."""
    end = f"{MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return end
    start = MONTHS[first.month - 1] + ("" if first.year == last.year else f" {first.year}")
    return f"{start} to {end}"
