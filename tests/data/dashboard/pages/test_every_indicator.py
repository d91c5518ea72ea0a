"""One indicator of each class, as every chart: drawn without an error, in words that fit it."""

import datetime as dt

import plotly.graph_objects as go
import pytest

from dashboard.common import cache
from dashboard.common.map_chart import Outlines, world_map
from dashboard.common.outlines import label_points
from dashboard.common.trend import Lines, trend
from dashboard.pages.compare.choices import Choices
from dashboard.pages.compare.model import comparison
from dashboard.pages.compare.ranking_chart import order_words, ranking
from indicators.export.tables import to_csv
from indicators.model import Direction
from tests.data.indicator_classes import representatives

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("indicator", representatives(cache.snapshot()))
def test_an_indicator_is_drawn_ranked_mapped_and_written(indicator: str) -> None:
    for chart in ("trend", "ranking", "map"):
        shown = comparison(Choices(indicator=indicator, chart=chart, axis="edition"), TODAY)
        known, names = shown.indicator, shown.names
        if chart == "trend":
            figure = trend(
                Lines(
                    indicator=known, series=shown.panel.series, names=names, years=shown.years,
                    breaks=shown.breaks, events=shown.events, lag=shown.lag,
                )
            )  # fmt: skip
        elif chart == "ranking":
            figure = ranking(known, shown.table(), names=names, all_names=cache.country_names())
        else:
            outlines = Outlines("", cache.country_names(), label_points())
            figure = world_map(known, shown.table(), outlines, names=names, area="world")
        go.Figure(figure["data"], figure["layout"])
        passport = shown.passport("http://127.0.0.1/")
        assert shown.source.attribution in passport.lines()[0]
        assert to_csv(shown.exported().head(3), passport).startswith(b"\xef\xbb\xbf# title: ")


def test_what_has_no_better_end_is_called_neither_better_nor_worse() -> None:
    population = cache.catalogue().indicator("wb_wdi.population")
    assert population.direction is Direction.NEITHER
    assert "best" not in order_words(population)
    table = cache.ranking("wb_wdi.population", 2024, TODAY)
    assert table["iso3"].tolist()[:2] == ["IND", "CHN"]
    assert "computed_rank" not in table
