"""Draw one year on a map, from outlines that the dashboard serves itself.

Plotly fetches a world outline of its own for every choropleth, even one that brings its own shapes; the
`topojsonURL` of `config` leads that request to an empty stub, and the map draws our outlines.
"""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.common.figure import CONFIG, FONT, Figure, figure
from dashboard.common.palette import BORDER, LAND, SEQUENTIAL, look
from dashboard.common.place_words import hover_text
from indicators.model import Direction, Indicator
from indicators.snapshot.hindsight import HINDSIGHT

HEIGHT = 520
# White names keep a dark edge, to be read on every colour of the scale.
HALO = "0 0 3px #000, 0 0 3px #000, 0 0 2px #000"
REGION = {"lon": [38.0, 106.0], "lat": [22.0, 56.0]}


# A scale of at most this length is an index with fixed ends; a longer one is an amount.
LONGEST = 130


def _ends(indicator: Indicator, values: pd.Series) -> tuple[float, float]:
    """Return the ends of the colour scale: an index's own ends, else the range of most values."""
    is_estimate = indicator.minimum < -1 and indicator.maximum < 10
    if is_estimate or indicator.maximum - indicator.minimum > LONGEST:
        low, high = (float(values.quantile(share)) for share in (0.02, 0.98))
        return (low, high) if low < high else (low - 1, high + 1)
    if 100 < indicator.maximum <= 110:  # 0 to 100, and points added for a few
        return 0.0, 100.0
    return indicator.minimum, indicator.maximum


@dataclass(frozen=True)
class Outlines:
    """Outlines of countries: the address of a GeoJSON with ISO3 ids, names, and points for labels."""

    address: str
    names: dict[str, str]
    points: dict[str, tuple[float, float]]


def world_map(
    indicator: Indicator, table: pd.DataFrame, outlines: Outlines, *, names: dict[str, str], area: str
) -> Figure:
    """Draw a choropleth of one year; countries without a value stay grey, `names` have a thick border.

    Rows of hindsight are pale.
    """
    all_names, points = outlines.names, outlines.points
    low, high = _ends(indicator, table["value"])
    scale = [[number / (len(SEQUENTIAL) - 1), colour] for number, colour in enumerate(SEQUENTIAL)]
    common = {
        "type": "choropleth",
        "geojson": outlines.address,
        "featureidkey": "id",
        "locationmode": "geojson-id",
    }
    own = [iso3 for iso3 in names if iso3 in set(table["iso3"])]
    traces: list[dict[str, Any]] = [
        {
            **common,
            "locations": sorted(all_names),
            "z": [0] * len(all_names),
            "colorscale": [[0, LAND], [1, LAND]],
            "showscale": False,
            "hoverinfo": "skip",
            "marker": {"line": {"color": BORDER, "width": 0.4}},
        },
        {
            **common,
            "locations": table["iso3"].to_list(),
            "z": table["value"].to_list(),
            "zmin": low,
            "zmax": high,
            "colorscale": scale,
            "reversescale": indicator.direction is Direction.LOWER_IS_BETTER,
            "text": [hover_text(indicator, row, all_names) for row in table.to_dict("records")],
            "hovertemplate": "%{text}<extra></extra>",
            "marker": {
                "line": {"color": BORDER, "width": 0.4}, "opacity": 0.45 if table[HINDSIGHT].any() else 1,
            },
            "colorbar": {
                "orientation": "h", "thickness": 10, "len": 0.6, "x": 0.5, "y": -0.02, "yanchor": "top",
                "outlinewidth": 0, "title": {"text": indicator.unit, "side": "bottom", "font": {"size": 12}},
                "tickfont": {"family": FONT, "size": 12},
            },
        },
    ]  # fmt: skip
    for iso3 in reversed(own):
        traces.append(
            {
                **common,
                "locations": [iso3],
                "z": [0],
                "colorscale": [[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
                "showscale": False,
                "hoverinfo": "skip",
                "marker": {"line": {"color": look(iso3, tuple(names)).colour, "width": 2.4}},
            }
        )
    # Codes, because names overlap on a small screen; a map of the world shows only one.
    named = [iso3 for iso3 in names if iso3 in points and (area != "region" or in_region(points[iso3]))]
    named = named[: None if area == "region" else 1]
    traces.append(
        {
            "type": "scattergeo",
            "mode": "text",
            "lon": [points[iso3][0] for iso3 in named],
            "lat": [points[iso3][1] for iso3 in named],
            "text": named,
            "textfont": {"size": 12, "color": "#ffffff", "family": FONT, "weight": 700, "shadow": HALO},
            "hoverinfo": "skip",
        }
    )
    geo: dict[str, Any] = {
        "visible": False,
        "fitbounds": False,
        "bgcolor": "rgba(0,0,0,0)",
        "projection": {"type": "natural earth"},
    }
    geo["lataxis"] = {"range": [-58, 86]}
    if area == "region":
        geo["projection"] = {"type": "mercator"}
        geo["lonaxis"] = {"range": REGION["lon"]}
        geo["lataxis"] = {"range": REGION["lat"]}
    return figure(
        traces, {"height": HEIGHT, "margin": {"l": 0, "r": 0, "t": 0, "b": 60}, "geo": geo, "dragmode": "pan"}
    )


def in_region(point: tuple[float, float]) -> bool:
    """Tell if the map of the region shows a point, given by longitude and latitude."""
    return all(low < at < high for at, (low, high) in zip(point, REGION.values(), strict=True))


def map_config(stub: str) -> dict[str, Any]:
    """Return Plotly's settings for a map: it requests its own outline from the stub."""
    return {**CONFIG, "topojsonURL": stub, "scrollZoom": False}
