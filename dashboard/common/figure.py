"""What all charts share: fonts, margins, axes, and the figure as Streamlit wants it.

Figures are plain dicts on the way (ten times faster than plotly.express), wrapped without validation at
the end; `tests/dashboard/test_charts.py` validates the same dicts. The ink comes from Streamlit's theme.
"""

from typing import Any

import orjson
import plotly.graph_objects as go
import plotly.io as pio

Figure = dict[str, Any]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
GRID = "rgba(128,136,145,0.25)"
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": False,
    "showSendToCloud": False,
    "responsive": True,
}


def figure(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """A figure for `st.plotly_chart`, from dicts that are known to be good."""
    return go.Figure({"data": data, "layout": {**_LAYOUT, **layout}}, _validate=False)


_EMPTY = go.Figure()


class Serialised(go.Figure):  # type: ignore[misc]  # Plotly is untyped
    """A figure for `st.plotly_chart` that is kept as JSON: what is sent again costs no time again.

    To Plotly's Python it is empty; `to_dict` gives its parts as `orjson.Fragment`, which Plotly's encoder
    copies as they are. It cannot be changed, so that readers may share it.
    """

    def __init__(self, drawn: go.Figure) -> None:
        # As an empty figure is, without making one each time.
        self.__dict__.update(_EMPTY.__dict__)
        parts = drawn.to_dict()
        self._traces = [_fragments(trace) for trace in parts["data"]]
        self._laid_out = _fragments(parts["layout"])

    def to_dict(self) -> dict[str, Any]:
        return {"data": [dict(trace) for trace in self._traces], "layout": dict(self._laid_out)}


def _fragments(part: dict[str, Any]) -> dict[str, Any]:
    """Each value as JSON, once; numbers stay numbers, because Streamlit reads the height."""
    return {
        name: value if isinstance(value, (int, float)) else orjson.Fragment(pio.json.to_json_plotly(value))
        for name, value in part.items()
    }


_LAYOUT: dict[str, Any] = {
    "template": {"layout": {}},
    "font": {"family": FONT, "size": 13},
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "margin": {"l": 48, "r": 16, "t": 12, "b": 40},
    "showlegend": False,
    "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
    "dragmode": False,
}


def axis(**given: Any) -> dict[str, Any]:
    """An axis with a faint grid and no frame."""
    return {
        "showgrid": True,
        "gridcolor": GRID,
        "zeroline": False,
        "ticks": "outside",
        "tickcolor": GRID,
        "ticklen": 4,
        "automargin": False,
        "fixedrange": True,
        **given,
    }


def spread(positions: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions moved as little as needed to lie at least `gap` apart within `low` to `high`.

    The order is kept; where all do not fit they are spread evenly.
    """
    if not positions:
        return []
    if gap * (len(positions) - 1) >= high - low:
        step = (high - low) / max(1, len(positions) - 1)
        gap = step
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    placed = [min(max(positions[i], low), high) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    placed[-1] = min(placed[-1], high)
    for i in range(len(placed) - 2, -1, -1):
        placed[i] = min(placed[i], placed[i + 1] - gap)
    result = [0.0] * len(positions)
    for place, i in zip(placed, order, strict=True):
        result[i] = place
    return result


def label(text: str, x: Any, y: Any, **given: Any) -> dict[str, Any]:
    """An annotation without an arrow."""
    return {"text": text, "x": x, "y": y, "showarrow": False, "align": "left", "xanchor": "left", **given}


def escaped(text: str) -> str:
    """Text that Plotly shows letter by letter: it reads `<b>` and `<a>` in labels as markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
