"""Compare's charts, drawn once for the same question and kept as they are sent.

What a reader changes brings a question that others have asked, or this one a moment ago: a figure that is
kept as JSON costs the server nothing. Shared by all readers, bounded, and never written to.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from dashboard.common import cache
from dashboard.common.choices import Choices, figure_parts
from dashboard.common.figure import CONFIG, Serialised
from dashboard.pages.compare.map_chart import map_config, world_map
from dashboard.pages.compare.model import Comparison, comparison, question
from dashboard.pages.compare.ranking_chart import ranking
from dashboard.pages.compare.trend_chart import trend
from dashboard.server.files import SHAPES, STUB, base_path
from indicators.snapshot.snapshot import Snapshot

# Charts kept at once: each is its JSON, 5 to 60 kB.
CHARTS = 256


def chart(choices: Choices, as_of: dt.date) -> go.Figure:
    """The trend, ranking or map of the choices, as known on a day; raises `QuestionError` as `comparison`."""
    return _chart(cache.snapshot(), question(choices), as_of, base_path())


def config(choices: Choices) -> dict[str, Any]:
    """Plotly's settings for that chart."""
    return map_config(f"{base_path()}/{STUB}") if choices.chart == "map" else CONFIG


@lru_cache(maxsize=CHARTS)
def _chart(opened: Snapshot, choices: Choices, as_of: dt.date, base: str) -> Serialised:
    shown = comparison(choices, as_of)
    if choices.chart == "trend":
        return Serialised(_trend(shown, choices))
    if choices.chart == "ranking":
        return Serialised(
            ranking(shown.indicator, shown.places(), names=shown.names, all_names=cache.country_names())
        )
    return Serialised(
        world_map(
            shown.indicator,
            shown.table(),
            names=shown.names,
            all_names=cache.country_names(),
            area=shown.area,
            shapes=f"{base}/{SHAPES}",
            points=cache.label_points(),
        )
    )


def _trend(shown: Comparison, choices: Choices) -> go.Figure:
    return trend(
        shown.indicator,
        shown.panel.series,
        names=shown.names,
        years=shown.years,
        breaks=shown.breaks,
        events=shown.events,
        lag=shown.lag,
        intervals=choices.intervals == "shown",
        pair=[figure_parts(word) for word in choices.pair],
    )
