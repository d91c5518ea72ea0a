"""Charts cached as JSON: shared, bounded, and of the snapshot in use."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from dashboard.common import cache
from dashboard.pages.compare import cached_charts as drawn
from dashboard.pages.compare import model as comparison
from dashboard.pages.compare.choices import CHARTS, Choices

TODAY = dt.date(2026, 11, 1)


def sent(drawn: bytes) -> dict[str, object]:
    """What the page sends of a figure."""
    return json.loads(drawn)


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
    for kept in (drawn.chart, comparison.comparison, cache.answered_panel, cache.finding):
        assert kept.cache_info().maxsize
