"""Events beside a chart: every one is marked, numbers follow dates, and no name overlaps another."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.common.event_marks import LETTER, MARK, key_lines, lay_out, numbered
from indicators.model import DateSpan, Precision
from indicators.story import Event

SPAN = (dt.date(2012, 1, 1), dt.date(2025, 12, 31))


def event(id: str, start: dt.date, end: dt.date | None = None, label: str = "An event") -> Event:
    when = DateSpan(start, end or start, Precision.DAY if end in (None, start) else Precision.RANGE)
    return Event(
        id=id,
        title=f"Title of {id}",
        when=when,
        countries=("TJK",),
        category="security",
        status="confirmed",
        confirmed=True,
        in_article=True,
        references=("S1",),
        label=label,
    )


days = st.dates(SPAN[0], SPAN[1])
events = st.lists(st.tuples(days, st.integers(0, 400), st.text("abc ", max_size=30)), max_size=25).map(
    lambda drawn: [
        event(f"E{number:02}", start, min(start + dt.timedelta(length), SPAN[1]), label)
        for number, (start, length, label) in enumerate(drawn)
    ]
)


def extents(marks):
    """The first and last pixel of each mark with its text, by row."""
    rows: dict[int, list[tuple[float, float]]] = {}
    for mark in marks:
        half = MARK / 2 + 3 * (len(mark.numbers) - 1)
        length = half + LETTER * len(mark.text)
        start, end = (mark.x - length, mark.x + half) if mark.to_left else (mark.x - half, mark.x + length)
        rows.setdefault(mark.row, []).append((start, end))
    return {row: sorted(spans) for row, spans in rows.items()}


@given(events, st.sampled_from([(700, 5), (210, 4)]))
def test_marks_show_every_event_once_and_never_overlap(drawn, size):
    width, rows = size
    marks = lay_out(numbered(drawn), SPAN, width=width, rows=rows)
    shown = [item.event.id for mark in marks for item in mark.events]
    assert sorted(shown) == sorted(one.id for one in drawn)
    for spans in extents(marks).values():
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(0 <= mark.row < rows for mark in marks)


def test_events_are_numbered_by_their_first_day():
    late, early = event("A", dt.date(2015, 7, 20)), event("B", dt.date(2014, 12, 3))
    assert [(item.number, item.event.id) for item in numbered([late, early])] == [(1, "B"), (2, "A")]


def test_crowded_events_share_a_mark_that_says_how_many_and_when():
    crowd = [
        event(f"E{day}", dt.date(2015, 3, day), label="Something with a long name") for day in range(1, 9)
    ]
    marks = lay_out(numbered(crowd), SPAN, width=700, rows=2)
    assert any("events, Mar 2015" in mark.text for mark in marks)
    assert {mark.numbers for mark in marks} != {str(number) for number in range(1, 9)}


def test_key_gives_number_date_and_title():
    [line] = key_lines(numbered([event("A", dt.date(2014, 12, 3))]))
    assert line == "1. 3 December 2014: Title of A"


@pytest.mark.parametrize("rows", [1, 5])
def test_no_events_give_no_marks(rows):
    assert lay_out((), SPAN, width=700, rows=rows) == ()
