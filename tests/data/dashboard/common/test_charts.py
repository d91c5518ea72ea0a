"""Figures drawn from the committed snapshot: valid for Plotly, true to gaps, and no markup from data."""

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.common import cache
from dashboard.common.figure import spread
from dashboard.common.map_chart import Outlines, map_config, world_map
from dashboard.common.outlines import label_points
from dashboard.common.palette import LOOKS
from dashboard.common.trend import Lines, trend
from dashboard.pages.compare.choices import AREAS, Choices
from dashboard.pages.compare.model import Comparison, comparison
from dashboard.pages.compare.ranking_chart import ranking
from indicators.model import Break, BreakKind, Direction
from indicators.rank.ranks import league
from tests.data.dashboard.drawn import bands, gaps_bridged, line, rules, steps, values

AS_OF = dt.date(2026, 11, 22)
CPI, FIW, WGI = "ti_cpi.score", "fh_fiw.total", "wb_wgi.rule_of_law"
MANY = (CPI, FIW, WGI, "ti_cpi.score_1995_2011", "wb_wgi.control_of_corruption_percentile_rank")
NAMES = {iso3: country.name for iso3, country in cache.catalogue().countries.by_iso3.items()}
HOSTILE = '<b>x</b><a href="javascript:alert(1)">y</a>'


def view(indicator: str = CPI, **chosen: Any) -> Comparison:
    return comparison(Choices(indicator=indicator, **chosen), AS_OF)


def trend_of(shown: Comparison, **given: Any) -> dict[str, Any]:
    known = {
        "indicator": shown.indicator, "series": shown.panel.series, "names": shown.names,
        "years": shown.years, "breaks": shown.breaks, "events": shown.events,
        "bands": tuple(shown.names)[:1],
    }  # fmt: skip
    return trend(Lines(**{**known, **given}))


def ranking_of(shown: Comparison, names: dict[str, str] = NAMES) -> dict[str, Any]:
    return ranking(shown.indicator, shown.table(), names=shown.names, all_names=names)


def map_of(shown: Comparison, area: str = "world") -> dict[str, Any]:
    outlines = Outlines("/files/world.geojson", NAMES, label_points())
    return world_map(shown.indicator, shown.table(), outlines, names=shown.names, area=area)


# Plotly's own opinion


@pytest.mark.parametrize("indicator", MANY)
def test_every_figure_is_valid_for_plotly(indicator):
    shown = view(indicator, countries=("TJK", "KGZ", "SWE", "CHN"), marks="context")
    for figure in (trend_of(shown), ranking_of(shown), map_of(shown, "region"), map_of(shown)):
        assert go.Figure(figure).data


def test_plotly_would_refuse_a_figure_that_is_not():
    figure = trend_of(view())
    figure["data"][0]["mood"] = "lines"
    with pytest.raises(ValueError, match="mood"):
        go.Figure(figure)


# Trend


def test_the_line_of_tajikistan_holds_the_published_scores():
    drawn = values(trend_of(view(years=(2012, 2015))), "Tajikistan")
    assert drawn == {2012: 22, 2013: 22, 2014: 23, 2015: 26}


def test_a_year_that_a_country_lacks_is_none_and_never_bridged():
    shown = view(FIW, countries=("SSD",), years=(2005, 2015))
    drawn = values(trend_of(shown), "South Sudan")
    assert [year for year, value in drawn.items() if value is None] == list(range(2005, 2011))
    assert line(trend_of(shown), "South Sudan")["connectgaps"] is False


def test_a_country_without_any_value_has_an_empty_line_and_no_label():
    figure = trend_of(view(countries=("TJK", "AND")))
    assert set(values(figure, "Andorra").values()) == {None}
    assert not any("Andorra" in label["text"] for label in figure["layout"]["annotations"])


@pytest.mark.parametrize("indicator", MANY)
def test_no_line_and_no_band_is_drawn_over_a_year_without_a_value(indicator):
    shown = view(indicator, countries=("TJK", "SSD", "SRB", "AFG", "TWN", "PRK"), marks="none")
    figure = trend_of(shown)
    assert steps(figure)
    assert gaps_bridged(figure) == set()


def test_the_years_that_wgi_left_out_are_gaps():
    drawn = values(trend_of(view(WGI, years=(1996, 2003))), "Tajikistan")
    assert [drawn.get(year) for year in (1997, 1999, 2001)] == [None, None, None]
    assert all(drawn[year] is not None for year in (1996, 1998, 2000, 2002, 2003))
    assert {1997, 1999, 2001} <= set(drawn)


def test_a_band_reaches_from_the_lower_to_the_upper_bound():
    (area,) = bands(trend_of(view(countries=("TJK",), years=(2014, 2014))))
    assert {height for _, height in area} == {14, 32}
    assert len({place for place, _ in area}) == 2  # as wide as can be seen


def test_an_indicator_without_interval_has_no_band():
    assert bands(trend_of(view(FIW))) == []


def test_the_first_country_alone_has_a_band_unless_more_are_asked_for():
    shown = view(CPI)
    assert len(bands(trend_of(shown))) == 1
    assert len(bands(trend_of(shown, bands=tuple(shown.names)))) == len(shown.names) == 5


def test_bands_can_be_hidden_and_their_level_is_told_where_they_are_drawn():
    shown = view(CPI, countries=("TJK",))
    told = [label["text"] for label in trend_of(shown)["layout"]["annotations"]]
    assert any("shaded: 90 % interval" in text for text in told)
    hidden = trend_of(shown, bands=())
    assert bands(hidden) == []
    assert not any("shaded" in label["text"] for label in hidden["layout"]["annotations"])


@pytest.mark.parametrize("lag", [0, 1])
def test_every_value_can_be_clicked_and_says_its_country_and_year_described(lag):
    shown = view(CPI, countries=("TJK", "UZB"), years=(2014, 2016), marks="none")
    clicked = [who for trace in trend_of(shown, lag=lag)["data"] for who in trace.get("customdata", ())]
    assert sorted(map(tuple, clicked)) == [
        (iso3, year) for iso3 in ("TJK", "UZB") for year in (2014, 2015, 2016)
    ]


def test_the_two_figures_that_are_compared_are_ringed():
    shown = view(CPI, countries=("TJK", "UZB"), years=(2012, 2025))
    drawn = trend_of(shown, pair=[("TJK", 2015), ("UZB", 2016)])["data"]
    (points,) = [trace for trace in drawn if trace["mode"] == "markers" and "meta" not in trace]
    rings = [
        (year, value)
        for year, value, symbol in zip(points["x"], points["y"], points["marker"]["symbol"], strict=True)
        if symbol == "circle-open-dot"
    ]
    assert rings == [(2015, 26), (2016, 21)]


@pytest.mark.parametrize(
    ("years", "drawn"),
    [
        ((2012, 2025), [2014, 2016, 2017, 2020]),
        ((2018, 2025), [2020]),
        ((2017, 2019), []),
        ((2012, 2017), [2014, 2016, 2017]),
        ((2021, 2025), []),
    ],
)
def test_a_change_of_method_is_ruled_only_between_two_years_that_are_shown(years, drawn):
    breaks = cache.catalogue().breaks_of(CPI)
    figure = trend_of(view(years=years), breaks=breaks)
    assert rules(figure) == [year - 0.5 for year in drawn]
    labels = [label["text"] for label in figure["layout"]["annotations"]]
    assert all(any(text.startswith(f"{year}: ") for text in labels) for year in drawn)


def test_nothing_is_drawn_across_a_change_of_method_that_blocks():
    blocking = Break(CPI, 2017, BreakKind.SCALE, "a new scale", "for this test")
    figure = trend_of(view(marks="none"), breaks=(blocking,))
    assert rules(figure) == [2016.5]
    assert [(start, end) for start, end in steps(figure) if start < 2017 <= end] == []


# Ranking


@pytest.mark.parametrize("better", [Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER])
def test_the_best_stand_at_the_top_of_a_ranking(better):
    shown = view(FIW, chart="ranking", year=2014)
    known = replace(shown.indicator, direction=better)
    table = league(shown.table().drop(columns=["computed_rank", "computed_n", "n_tied"]), known)
    figure = ranking(known, table, names=shown.names, all_names=NAMES)
    dots = sorted(
        (place, value)
        for trace in figure["data"]
        for place, value in zip(trace["y"], trace["x"], strict=True)
    )
    assert [place for place, _ in dots] == list(range(1, len(table) + 1))
    assert [value for _, value in dots] == sorted(
        table["value"], reverse=better is Direction.HIGHER_IS_BETTER
    )
    top, bottom = figure["layout"]["yaxis"]["range"][::-1]
    assert top < bottom  # the axis runs downwards, place 1 is above


def test_a_ranking_says_the_published_place_of_each_chosen_country():
    labels = [
        label["text"] for label in ranking_of(view(chart="ranking", year=2014))["layout"]["annotations"]
    ]
    assert any("Tajikistan 152nd of 175" in text for text in labels)
    assert sum("175" in text for text in labels) == 5


def test_a_ranking_draws_no_error_that_nobody_published():
    assert not any("error_x" in trace for trace in ranking_of(view(FIW, chart="ranking"))["data"])
    assert all("error_x" in trace for trace in ranking_of(view(CPI, chart="ranking"))["data"])


# Map


@pytest.mark.parametrize("area", AREAS)
def test_a_map_outlines_tajikistan_in_its_colour_and_asks_nobody_for_shapes(area):
    figure = map_of(view(chart="map", year=2014), area)
    outlines = {
        trace["locations"][0]: trace["marker"]["line"]["color"]
        for trace in figure["data"]
        if trace["type"] == "choropleth" and len(trace["locations"]) == 1
    }
    assert outlines["TJK"] == LOOKS["TJK"].colour
    assert (figure["layout"]["geo"]["fitbounds"], figure["layout"]["geo"]["visible"]) == (False, False)
    assert {t["geojson"] for t in figure["data"] if t["type"] == "choropleth"} == {"/files/world.geojson"}
    assert map_config("/files/stub/")["topojsonURL"] == "/files/stub/"


def test_a_country_without_a_value_has_no_colour_of_the_scale():
    shown = view(chart="map", year=2014)
    grey, coloured = map_of(shown)["data"][:2]
    assert "AND" in grey["locations"]
    assert sorted(coloured["locations"]) == sorted(shown.table()["iso3"])
    assert "AND" not in coloured["locations"]
    assert len(set(grey["z"])) == 1


def test_tajikistan_has_one_colour_in_every_chart():
    shown = view(year=2014)
    dots = [t["marker"]["color"] for t in ranking_of(shown)["data"] if len(t["x"]) == 1]
    assert line(trend_of(shown), "Tajikistan")["line"]["color"] == LOOKS["TJK"].colour
    assert LOOKS["TJK"].colour in dots


# Text from data


def test_a_hostile_name_is_shown_letter_by_letter():
    names = {**NAMES, "TJK": HOSTILE}
    shown = replace(view(chart="ranking", year=2014), names={"TJK": HOSTILE})
    for figure in (trend_of(shown), ranking_of(shown, names)):
        assert "<a" not in str(figure)
        assert "&lt;a" in str(figure)


def test_a_hostile_event_is_shown_letter_by_letter():
    event = replace(cache.catalogue().narrative.plotted_events[0], title=HOSTILE)
    figure = trend_of(view(), events=(event,))
    assert "<a" not in str(figure)
    assert "&lt;a" in str(figure)


# Labels


@given(
    st.lists(st.floats(-50, 150), max_size=14), st.floats(0.01, 40), st.floats(-10, 10), st.floats(0.1, 120)
)
def test_labels_are_moved_apart_in_their_order_and_stay_on_the_chart(positions, gap, low, height):
    high = low + height
    placed = spread(positions, gap, low, high)
    assert len(placed) == len(positions)
    assert all(low - 1e-6 <= place <= high + 1e-6 for place in placed)
    order = sorted(range(len(positions)), key=lambda number: positions[number])
    between = [placed[b] - placed[a] for a, b in itertools.pairwise(order)]
    fitting = min(gap, height / max(1, len(positions) - 1))
    assert all(distance >= fitting - 1e-6 for distance in between)


@given(st.lists(st.integers(0, 20), unique=True))
def test_labels_that_have_room_stay_where_they_are(positions):
    assert spread([float(place) for place in positions], 1.0, 0.0, 20.0) == positions
