"""The other views of Compare: figures, sentence, files and passport on the real snapshot."""

import datetime as dt
from typing import Any

import orjson
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.pages.compare import cached_charts
from dashboard.pages.compare.choices import CHARTS, Choices
from dashboard.pages.compare.exhibits import exhibit
from dashboard.pages.compare.kinds import VIEWS
from indicators.compare.association import correlation

TODAY, ARTICLE = dt.date(2026, 11, 30), dt.date(2015, 7, 20)


def shown(chart: str, **choices: Any) -> Any:
    return exhibit(Choices(chart=chart, **choices), choices.get("as_of") or TODAY)


def test_every_view_is_one_that_the_reader_can_choose():
    assert set(VIEWS) < set(CHARTS)


@pytest.mark.parametrize("chart", VIEWS)
def test_a_view_is_drawn_told_and_written_on_both_days(chart):
    for indicator in ("ti_cpi.score", "vdem.liberal_democracy", "pts.state_department"):
        for day in (TODAY, ARTICLE):
            choices = Choices(indicator=indicator, chart=chart, as_of=day if day == ARTICLE else None)
            view = exhibit(choices, day)
            drawn = orjson.loads(cached_charts.chart(choices, day))
            narrow = drawn.pop("narrow", {"data": []})
            go.Figure(drawn)
            go.Figure(narrow)
            assert 5 < len(view.finding().split()) <= 30
            passport = view.passport("https://risk.example.org/compare")
            assert passport.stem.endswith(f"_{chart}")
            assert passport.title == view.title
            assert set(view.exported().columns) >= {"indicator", "iso3"}


def test_a_change_is_the_publishers_two_figures_and_their_verdict():
    view = shown("change", years=(2012, 2025))
    rows = view.exported().set_index("iso3")
    assert rows.loc["UZB", ["value_from", "value_to", "change", "verdict"]].to_list() == [
        17, 31, 14, "beyond the margin of error",
    ]  # fmt: skip
    assert rows.loc["TJK", "verdict"] == "within the margin of error"
    assert view.finding() == (
        "From 2012 to 2025, beyond the margin of error: Uzbekistan improved by 14; the other 4 are not."
    )
    assert next(iter(view.changes)) == "UZB"


def test_ranks_over_time_are_the_published_ones():
    rows = shown("ranks").exported().set_index(["iso3", "year"])
    assert rows.loc[("TJK", 2014), ["place", "n"]].to_list() == [152, 175]
    assert rows.loc[("TJK", 2025), ["place", "n"]].to_list() == [166, 182]
    assert "lacks countries" in shown("ranks", indicator="vdem.liberal_democracy").finding()


def test_editions_show_what_was_said_of_the_same_year():
    rows = shown("editions", indicator="wb_wgi.control_of_corruption", years=(2013, 2013)).exported()
    said = rows.set_index("edition")["value"].round(2)
    assert (said["2014-update"], said["2017-update"]) == (-1.19, -1.28)


def test_a_cell_of_the_heat_table_is_the_newest_value_and_its_share():
    cell = shown("heat", year=2025).cells["ti_cpi.score", "TJK"]
    assert (cell.year, cell.value, cell.n) == (2025, 19, 182)
    assert round(cell.better * 181) == 182 - 166


def test_two_indicators_agree_with_a_computation_by_hand():
    view = shown("two", year=2014, against="fh_fiw.total")
    pairs = view.pairs
    ranks = pairs.rank()
    assert view.correlation.value == pytest.approx(
        ranks["x"].cov(ranks["y"]) / (ranks["x"].std() * ranks["y"].std())
    )
    assert view.correlation.lower < view.correlation.value < view.correlation.upper
    assert view.correlation.n == len(pairs) > 150
    assert pairs.loc["TJK"].to_list() == [23, 22]


def test_too_few_pairs_have_no_correlation():
    assert correlation(pd.Series([1.0, 2.0]), pd.Series([2.0, 1.0])) is None


def test_a_country_outside_the_map_of_the_region_is_named():
    notes = " ".join(shown("map", countries=("TJK", "DEU")).notes)
    assert "Outside the part of the world shown: Germany." in notes
    assert "Outside" not in " ".join(shown("map", countries=("TJK", "KGZ")).notes)
