"""Charts kept as JSON: the same bytes as the figure, shared, bounded, and of the snapshot in use."""

import datetime as dt
import json
from dataclasses import replace

import plotly.io
import pytest
from plotly.tools import return_figure_from_figure_or_data

from dashboard.common import cache
from dashboard.common.figure import Serialised, figure
from dashboard.pages.compare import cached_charts as drawn
from dashboard.pages.compare import model as comparison
from dashboard.pages.compare.choices import CHARTS, Choices

TODAY = dt.date(2026, 11, 1)


def sent(shown: object) -> dict[str, object]:
    """What Streamlit sends of a figure."""
    taken = return_figure_from_figure_or_data(shown, validate_figure=True)
    return json.loads(plotly.io.to_json(taken, validate=False))


def test_a_kept_figure_is_sent_as_the_figure_itself_every_time():
    marker = {"size": 9, "symbol": ["circle", "x"]}
    plain = figure(
        [{"type": "scatter", "x": [1, 2.5], "y": [None, -3], "text": ["<b>ä</b>", "a/b"], "marker": marker}],
        {"height": 470, "annotations": [{"text": '↑ \u2028 "better"', "x": 0}]},
    )
    kept = Serialised(plain)
    assert sent(kept) == sent(kept) == sent(plain)
    assert kept.to_dict()["layout"]["height"] == 470  # Streamlit reads it for the height of the element


def test_what_is_taken_from_a_kept_figure_can_be_changed_without_changing_it():
    kept = Serialised(figure([{"type": "scatter", "uid": "one", "y": [1]}], {"height": 100}))
    before = sent(kept)
    taken = kept.to_dict()
    taken["data"][0].pop("y")
    taken["layout"]["height"] = 3
    taken["data"].clear()
    assert sent(kept) == before


@pytest.mark.parametrize("kind", [kind for kind in CHARTS if kind != "table"])
def test_a_chart_is_drawn_once_for_the_same_question(kind):
    asked = Choices(chart=kind, countries=("TJK", "KGZ", "UZB"))
    assert drawn.chart(asked, TODAY) is drawn.chart(replace(asked), TODAY)
    assert drawn.chart(asked, TODAY) is not drawn.chart(asked, dt.date(2015, 7, 20))
    assert sent(drawn.chart(asked, TODAY))["data"]


@pytest.mark.parametrize(
    "change",
    [
        {"countries": ("TJK",)},
        {"years": (2015, 2020)},
        {"intervals": "hidden"},
        {"marks": "none"},
        {"axis": "edition", "indicator": "fsi.total"},
        {"pair": ("TJK:2015", "TJK:2016")},
    ],
)
def test_every_choice_that_a_trend_shows_draws_another(change):
    asked = Choices(countries=("TJK", "KGZ"))
    assert sent(drawn.chart(replace(asked, **change), TODAY)) != sent(drawn.chart(asked, TODAY))


def test_words_of_a_comparison_are_those_of_its_own_link():
    shown = comparison.comparison(Choices(), TODAY)
    assert shown is comparison.comparison(replace(Choices()), TODAY)
    assert shown.passport("http://a/").link == "http://a/"
    assert shown.passport("http://b/").link == "http://b/"


def test_what_is_kept_is_bounded():
    for kept in (drawn.chart, comparison.comparison, cache.panel, cache.finding):
        assert kept.cache_info().maxsize
