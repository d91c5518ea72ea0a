"""The timeline as drawn: true to what is known of each date, to what is confirmed, and to gaps."""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.common import cache
from dashboard.common.palette import CATEGORIES, LOOKS
from dashboard.pages.timeline.choices import Choices
from dashboard.pages.timeline.model import chronicle
from dashboard.pages.timeline.timeline_chart import Beneath, timeline
from indicators.model import Break, BreakKind, DateSpan, Precision
from indicators.story import Event
from tests.data.dashboard.common.test_charts import AS_OF, HOSTILE, MANY, WGI, trend_of, view
from tests.data.dashboard.drawn import gaps_bridged, moment, rules, steps

NARRATIVE = cache.catalogue().narrative
ARTICLE = NARRATIVE.article.date


def drawn(events: Sequence[Event], *, beneath: str | None = None, **given: Any) -> dict[str, Any]:
    below = None
    if beneath:
        panel = cache.panel(beneath, AS_OF)
        below = Beneath(panel.indicator, panel.series.get("TJK"), (), "TJK")
    known = {"years": (1991, 2025), "selected": "", "article": ARTICLE, "beneath": below}
    return timeline(events, **{**known, **given})


def marks(figure: dict[str, Any]) -> dict[str, str]:
    """Where each event's mark stands, by its id."""
    return {
        id: day
        for trace in figure["data"]
        if trace["mode"] == "markers" and "customdata" in trace
        for id, day in zip(trace["customdata"], trace["x"], strict=True)
    }


def bars(figure: dict[str, Any]) -> set[tuple[str, str]]:
    """First and last day of each bar."""
    found = set()
    for trace in figure["data"]:
        if trace["mode"] == "lines":
            days = trace["x"]
            found |= {(a, b) for a, b in itertools.pairwise(days) if None not in (a, b)}
    return found


def an_event(start: str, end: str, precision: Precision, **given: Any) -> Event:
    span = DateSpan(dt.date.fromisoformat(start), dt.date.fromisoformat(end), precision)
    return replace(NARRATIVE.plotted_events[0], when=span, **given)


@pytest.mark.parametrize("beneath", [None, *MANY])
def test_every_timeline_is_valid_for_plotly(beneath):
    assert go.Figure(drawn(chronicle(Choices(), AS_OF).events, beneath=beneath, selected="N16")).data


def test_a_timeline_of_nothing_is_valid_for_plotly():
    assert go.Figure(drawn(())).layout.height > 0


def test_every_confirmed_event_has_one_mark_and_no_other_has_any():
    ids = list(marks(drawn(chronicle(Choices(), AS_OF).events)))
    assert sorted(ids) == sorted(event.id for event in NARRATIVE.plotted_events)
    assert not set(ids) & {event.id for event in NARRATIVE.unconfirmed_events}


def test_an_event_of_a_day_is_a_mark_on_that_day_without_a_bar():
    figure = drawn([an_event("2015-03-16", "2015-03-16", Precision.DAY, id="A")])
    assert marks(figure) == {"A": "2015-03-16"}
    assert bars(figure) == set()


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2018-11-01", "2018-11-30", Precision.MONTH),
        ("2017-01-01", "2017-12-31", Precision.YEAR),
        ("2015-06-18", "2015-06-21", Precision.RANGE),
    ],
)
def test_a_date_that_is_not_known_to_a_day_is_a_bar_over_all_its_days(start, end, precision):
    figure = drawn([an_event(start, end, precision, id="A")])
    assert bars(figure) == {(start, end)}
    assert start < marks(figure)["A"] < end


def test_the_months_of_the_narrative_are_bars():
    months = [event for event in NARRATIVE.plotted_events if event.when.precision is Precision.MONTH]
    spans = {(event.when.start.isoformat(), event.when.end.isoformat()) for event in months}
    assert len(spans) == 2
    assert spans <= bars(drawn(chronicle(Choices(), AS_OF).events))


def test_a_month_is_no_day_on_the_strip_below_a_trend_either():
    month = an_event("2018-11-01", "2018-11-30", Precision.MONTH)
    shapes = trend_of(view(), events=(month,))["layout"]["shapes"]
    found = {(round(s["x0"], 2), round(s["x1"], 2)) for s in shapes if s["yref"] == "y2"}
    assert (round(moment("2018-11-01") - 0.5, 2), round(moment("2018-11-30") - 0.5, 2)) in found


def test_what_began_before_the_years_shown_begins_with_them():
    war = an_event("1992-05-05", "1997-06-27", Precision.RANGE)
    assert bars(drawn([war], years=(1995, 2000))) == {("1995-01-01", "1997-06-27")}


@pytest.mark.parametrize("beneath", MANY)
def test_nothing_beneath_is_drawn_over_a_year_without_a_value(beneath):
    figure = drawn((), beneath=beneath)
    assert steps(figure)
    assert gaps_bridged(figure) == set()


def test_nothing_beneath_is_drawn_across_a_change_of_method_that_blocks():
    panel = cache.panel("ti_cpi.score", AS_OF)
    blocking = Break("ti_cpi.score", 2017, BreakKind.SCALE, "a new scale", "for this test")
    beneath = Beneath(panel.indicator, panel.series["TJK"], (blocking,), "TJK")
    known = {"years": (2012, 2025), "selected": "", "article": ARTICLE}
    figure = timeline((), **known, beneath=beneath)
    assert [(start, end) for start, end in steps(figure) if start < 2017 <= end] == []
    assert len({start for start, _ in steps(figure)}) > 10


def test_the_line_beneath_is_tajikistans_in_its_colour():
    (line,) = [trace for trace in drawn((), beneath=WGI)["data"] if "connectgaps" in trace]
    assert line["line"]["color"] == LOOKS["TJK"].colour
    assert line["connectgaps"] is False
    known = cache.panel(WGI, AS_OF).series["TJK"]
    assert [value for value in line["y"] if value is not None] == known["value"]


def test_each_category_with_events_has_a_lane_that_its_marks_do_not_leave():
    events = chronicle(Choices(), AS_OF).events
    figure = drawn(events)
    names = [label["text"] for label in figure["layout"]["annotations"] if label["text"] != "the article"]
    assert names == list(CATEGORIES.values())
    lane_of = {event.id: list(CATEGORIES).index(event.category) for event in events}
    for trace in figure["data"]:
        for id, height in zip(trace.get("customdata", ()), trace["y"], strict=False):
            assert abs(height - lane_of[id]) <= 0.5


@given(st.lists(st.dates(dt.date(1991, 1, 1), dt.date(2025, 12, 31)), max_size=30))
def test_any_number_of_events_stays_in_its_lane(days):
    events = [
        an_event(day.isoformat(), day.isoformat(), Precision.DAY, id=f"E{number}", category="corruption")
        for number, day in enumerate(days)
    ]
    figure = drawn(events)
    assert len(marks(figure)) == len(days)
    assert all(abs(height) <= 0.5 for trace in figure["data"] for height in trace["y"])


def test_what_is_confirmed_in_part_is_hollow_and_says_so():
    figure = drawn([an_event("2015-03-16", "2015-03-16", Precision.DAY, status="confirmed_partly")])
    (trace,) = [trace for trace in figure["data"] if trace.get("customdata")]
    assert trace["marker"]["symbol"][0].endswith("-open")
    assert "confirmed in part" in trace["text"][0]


def test_the_selected_event_is_the_largest():
    figure = drawn(chronicle(Choices(), AS_OF).events, selected="N16")
    sizes = {
        id: size
        for trace in figure["data"]
        if "customdata" in trace
        for id, size in zip(trace["customdata"], trace["marker"]["size"], strict=True)
    }
    assert max(sizes, key=lambda id: sizes[id]) == "N16"
    assert list(sizes.values()).count(sizes["N16"]) == 1


@pytest.mark.parametrize(
    ("years", "ruled"), [((2010, 2020), True), ((2015, 2015), True), ((2016, 2020), False)]
)
def test_the_day_of_the_article_is_ruled_only_within_the_years_shown(years, ruled):
    assert rules(drawn((), years=years)) == ([moment("2015-07-20")] if ruled else [])


def test_a_hostile_event_is_shown_letter_by_letter():
    figure = drawn([an_event("2015-03-16", "2015-03-16", Precision.DAY, title=HOSTILE)])
    assert "<a" not in str(figure)
    assert "&lt;a" in str(figure)
