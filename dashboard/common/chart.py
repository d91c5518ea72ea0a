"""Draw a figure in the page, and redraw it in place when it changes.

`st.plotly_chart` unmounts and mounts a changed chart. This component calls `Plotly.react` on the same element
instead. Plotly comes from `dashboard/assets` through a route of ours, with the traces that the charts use.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from dashboard.common.assets import PLOTLY, asset_address
from dashboard.common.component import component
from dashboard.common.figure import CONFIG, Figure, as_json

_HERE = Path(__file__).parent
# A component is a single script, so each one starts with the shared code.
PLOTLY_JS = (_HERE / "plotly.js").read_text(encoding="utf-8")
_component = component(_HERE, "chart", before=PLOTLY_JS)


def chart(
    figure: Figure | bytes,
    *,
    key: str,
    alt: str,
    said: str | None = None,
    config: dict[str, Any] | None = None,
    on_click: Callable[[Any], None] | None = None,
) -> None:
    """Draw a figure, or its JSON from `figure.as_json`; `alt` describes it in words.

    `said` is the sentence below the chart; a screen reader hears it when the chart changes. `on_click` gets
    the `customdata` of the point that the reader clicked, or chose with the keyboard.
    """
    payload = {
        "figure": orjson.Fragment(figure if isinstance(figure, bytes) else as_json(figure)),
        "config": config or CONFIG,
        "alt": alt,
        "said": said or alt,
        "script": asset_address(PLOTLY),
        "clickable": on_click is not None,
    }

    def clicked() -> None:
        value = st.session_state[key].click
        if on_click is not None and value is not None:
            on_click(value)

    _component(key=key, data=orjson.dumps(payload), on_click_change=clicked)
