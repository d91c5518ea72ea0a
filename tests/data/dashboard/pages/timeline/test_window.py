"""Before and after on the Timeline: as drawn, as said, as refused, and as taken away."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common.files import rows_address
from dashboard.common.palette import LOOKS
from dashboard.pages.timeline.choices import Choices
from dashboard.pages.timeline.window_chart import path, world
from dashboard.pages.timeline.window_model import Path, path_of, windows_together
from indicators.errors import QuestionError
from tests.data.dashboard.drawn import bands, charts, line, rules
from tests.data.dashboard.pages.test_pages import address as address_of
from tests.data.dashboard.pages.test_pages import is_whole, text
from tests.data.dashboard.server.test_files import get

Visit = Callable[..., AppTest]
DAY = dt.date(2026, 11, 22)
INDICATORS = (
    "fh_fiw.total",
    "ti_cpi.score",
    "wb_wgi.political_stability",
    "polity5.polity2",
    "fsi.total",
)


def shown(beneath: str = "fh_fiw.total", event: str = "N06") -> Path:
    return path_of(Choices(event=event, beneath=beneath), DAY)


def drawn_path(of: Path) -> dict[str, Any]:
    return path(of.window, of.result, event_at=2015.16)


def drawn_world(of: Path) -> dict[str, Any]:
    return world(of.window, of.result)


# As drawn


@pytest.mark.parametrize("indicator", INDICATORS)
def test_both_charts_are_valid_for_plotly(indicator: str) -> None:
    of = shown(indicator)
    assert go.Figure(drawn_path(of)).data
    assert go.Figure(drawn_world(of)).data


@pytest.mark.parametrize("indicator", INDICATORS)
def test_the_path_is_drawn_in_the_countrys_look_from_nought_in_the_year_before(indicator: str) -> None:
    of = shown(indicator)
    own = line(drawn_path(of), "Tajikistan")
    assert own["line"]["color"] == LOOKS["TJK"].colour
    assert own["connectgaps"] is False
    assert dict(zip(own["x"], own["y"], strict=True))[2014.5] == 0
    assert own["y"] == [point.beta for point in of.result.path]
    assert 2015.16 in rules(drawn_path(of))


def test_the_band_is_the_middle_of_the_worlds_paths_in_every_year() -> None:
    of = shown()
    (area,) = bands(drawn_path(of))
    edges = {point.year + 0.5: (point.low, point.high) for point in of.result.path}
    for at, edge in edges.items():
        assert sorted(height for place, height in area if place == at) == pytest.approx(list(edge))


def test_the_years_of_both_windows_are_shaded_and_the_year_that_a_lag_skips_is_not() -> None:
    shapes = [
        (round(shape["x0"]), round(shape["x1"]))
        for shape in drawn_path(shown("ti_cpi.score"))["layout"]["shapes"]
        if shape["type"] == "rect"
    ]
    assert shapes == [(2012, 2015), (2016, 2019)]


@pytest.mark.parametrize("indicator", INDICATORS)
def test_every_country_is_in_one_bar_and_the_dark_ones_moved_as_far(indicator: str) -> None:
    of = shown(indicator)
    figure = drawn_world(of)
    less, as_far = (trace for trace in figure["data"] if trace["type"] == "bar")
    assert sum(less["y"]) + sum(as_far["y"]) == of.result.n
    assert sum(as_far["y"]) == of.result.as_far
    (own,) = (shape for shape in figure["layout"]["shapes"] if shape["line"]["color"] == LOOKS["TJK"].colour)
    assert own["x0"] == own["x1"] == of.result.theta


def test_the_neighbours_stand_below_in_their_own_looks() -> None:
    of = shown()
    (marks,) = (trace for trace in drawn_world(of)["data"] if trace["type"] == "scatter")
    codes = [code for code in of.result.means if code != "TJK"]
    assert marks["marker"]["color"] == [LOOKS[code].colour for code in codes]
    assert marks["x"] == [of.result.placebos[code] for code in codes]


# As said


def test_an_event_and_an_indicator_show_the_sentence_the_checks_and_both_charts(visit: Visit) -> None:
    page = visit("timeline", event="N06", beneath="fh_fiw.total")
    assert is_whole(page)
    said = text(page)
    assert "Tajikistan's score was 10.7 points lower than in the three before (2012 to 2014)" in said
    assert "Only 12 of 197 countries moved at least this far from the world average" in said
    assert "This does not show that “Parliamentary election; IRPT loses its two seats” caused it." in said
    for check in ("Against the world", "Before the event", "Published error", "Synthetic control"):
        assert f"**{check}:**" in said
    assert len(charts(page)) == 3


@pytest.mark.parametrize(
    ("beneath", "part"),
    [
        ("rsf_wpfi.score_2022", "Not comparable across 2021"),
        ("bti.status_index", "every second year"),
        ("wb_wdi.population", "does not measure governance"),
        ("none", "Choose an indicator to compare it before and after this event"),
    ],
)
def test_a_refusal_is_shown_with_its_reason_and_without_a_chart(
    visit: Visit, beneath: str, part: str
) -> None:
    page = visit("timeline", event="N06", beneath=beneath)
    assert is_whole(page)
    assert part in text(page)
    assert len(charts(page)) == 1


def test_an_event_that_is_not_confirmed_has_no_window(visit: Visit) -> None:
    page = visit("timeline", event="N18", beneath="fh_fiw.total")
    assert is_whole(page)
    assert "N18 is not confirmed" in text(page)
    assert len(charts(page)) == 1


def test_on_the_day_of_the_article_nothing_after_the_event_was_known(visit: Visit) -> None:
    page = visit("timeline", event="N06", beneath="ti_cpi.score", as_of="2015-07-20")
    assert is_whole(page)
    assert "Tajikistan has no value for 2016, 2017, 2018" in text(page)


def test_without_an_event_there_is_nothing_before_or_after(visit: Visit) -> None:
    page = visit("timeline", beneath="fh_fiw.total")
    assert is_whole(page)
    assert not page.header


def test_a_choice_of_event_opens_its_window(visit: Visit) -> None:
    page = visit("timeline", beneath="fh_fiw.total")
    page.selectbox(key="timeline-event").set_value("X33").run()
    assert is_whole(page)
    assert address_of(page)["event"] == "X33"
    assert [header.value for header in page.header] == ["Before and after"]


def test_the_number_beneath_the_timeline_can_be_followed(visit: Visit) -> None:
    page = visit("timeline", beneath="fh_fiw.total")
    assert "Where does a number come from?" in " ".join(folded.label for folded in page.expander)
    without = visit("timeline", beneath="none")
    assert "Where does a number come from?" not in " ".join(folded.label for folded in without.expander)


def test_several_indicators_are_adjusted_for_their_number() -> None:
    table = windows_together("N06", (*INDICATORS, "bti.status_index"), DAY)
    assert set(table["tests"]) == {len(INDICATORS)}
    assert (table["p_holm"].dropna() >= table["p"].dropna()).all()
    assert table["refusal"].dropna().to_list() == ["carried"]


# As taken away


def test_what_is_drawn_needs_an_event_and_an_indicator() -> None:
    for choices in (
        Choices(),
        Choices(event="N06", beneath="none"),
        Choices(event="N06", beneath="bti.status_index"),
    ):
        with pytest.raises(QuestionError):
            path_of(choices, DAY)


@pytest.mark.parametrize("page", ["window", "window-world"])
def test_the_rows_behind_a_chart_are_those_drawn(address: str, page: str) -> None:
    choices = Choices(event="N06", beneath="fh_fiw.total", as_of=dt.date(2026, 11, 1))
    answer = get(address + rows_address(page, choices).format(format="csv"))
    assert answer.status_code == 200
    assert "before-after" in answer.headers["content-disposition"]
    rows = pd.read_csv(io.BytesIO(answer.content), comment="#")
    of = path_of(choices, dt.date(2026, 11, 1))
    if page == "window":
        assert rows["from_neighbours_since_the_year_before"].to_list() == pytest.approx(
            [point.beta for point in of.result.path]
        )
        assert rows["window"].fillna("").to_list() == ["before"] * 3 + ["after"] * 3 + [""]
    else:
        assert len(rows) == of.result.n
        assert rows["at_least_as_far"].sum() == of.result.as_far
        assert rows.set_index("iso3")["change_less_that_of_all_others"]["TJK"] == pytest.approx(
            of.result.theta
        )
    head = answer.text.split('"indicator"')[0]
    assert "timeline?beneath=fh_fiw.total&event=N06" in head
    assert "This does not show that the event caused the change." in head


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("page=window", "an event and an indicator are needed"),
        ("page=window&event=Z9&beneath=fh_fiw.total", "Z9"),
        ("page=window-world&event=N06&beneath=bti.status_index", "every second year"),
    ],
)
def test_rows_that_cannot_be_given_say_why_in_a_line(address: str, query: str, part: str) -> None:
    answer = get(f"{address}/files/rows.csv?{query}")
    assert answer.status_code == 400
    assert part in answer.text
    assert answer.text.count("\n") == 1


def test_a_file_says_what_it_is() -> None:
    of = shown("ti_cpi.score")
    passport = of.passport("http://host/timeline?x=y")
    assert passport.stem == "before-after_N06_ti_cpi.score_TJK_2012-2018"
    assert passport.edition == "2012 to 2018"
    assert passport.interval == "±6.2 on the difference from the neighbours (90 %, published errors alone)"
    assert "N = 171 countries" in passport.n
    assert shown().passport("").interval == "no published uncertainty"
