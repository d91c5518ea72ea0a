"""Draw Compare's charts once for the same choices, and cache their JSON.

A reader's change often leads to choices that another reader had before, and then the server sends cached
JSON.
"""

import datetime as dt
from typing import Any

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.figure import CONFIG, Figure, as_json
from dashboard.common.files import SHAPES, STUB, base_path
from dashboard.common.map_chart import Outlines, map_config, world_map
from dashboard.common.outlines import label_points
from dashboard.common.trend import Lines, trend
from dashboard.pages.compare.choices import Choices, figure_parts
from dashboard.pages.compare.exhibits import exhibit
from dashboard.pages.compare.kinds import View
from dashboard.pages.compare.model import Comparison
from dashboard.pages.compare.ranking_chart import ranking

# Charts in memory at once: each is its JSON, 5 to 60 kB.
CHARTS = 256


@per_snapshot(maxsize=CHARTS)
def chart(choices: Choices, as_of: dt.date) -> bytes:
    """Draw the chart of the choices, as known on a day; raises as `comparison`."""
    shown = exhibit(choices, as_of)
    if isinstance(shown, View):
        return as_json(shown.figure())
    view = shown
    if choices.chart == "trend":
        return as_json(_trend(view, choices))
    names = cache.country_names()
    if choices.chart == "ranking":
        return as_json(ranking(view.indicator, view.places(), names=view.names, all_names=names))
    outlines = Outlines(f"{base_path()}/{SHAPES}", names, label_points())
    return as_json(world_map(view.indicator, view.table(), outlines, names=view.names, area=view.area))


def config(choices: Choices) -> dict[str, Any]:
    """Return Plotly's settings for that chart."""
    return map_config(f"{base_path()}/{STUB}") if choices.chart == "map" else CONFIG


def _trend(view: Comparison, choices: Choices) -> Figure:
    return trend(
        Lines(
            indicator=view.indicator,
            series=view.panel.series,
            names=view.names,
            years=view.years,
            breaks=view.breaks,
            events=view.events,
            lag=view.lag,
            bands=tuple(view.names)[:1] if choices.intervals == "shown" else (),
            article=cache.catalogue().narrative.article.date if view.events else None,
            pair=tuple(figure_parts(word) for word in choices.pair),
            hindsight=view.panel.hindsight,
        )
    )
