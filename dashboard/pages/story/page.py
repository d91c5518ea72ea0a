"""Draw Story: the article's argument in steps, each with sources, verdicts and a state of the chart."""

import datetime as dt
from pathlib import Path

import orjson
import streamlit as st

from dashboard.common import state
from dashboard.common.assets import PLOTLY, asset_address
from dashboard.common.chart import PLOTLY_JS
from dashboard.common.component import component
from dashboard.common.figure import as_json
from dashboard.common.files import STUB, base_path
from dashboard.common.map_chart import map_config
from dashboard.common.notices import refused_values
from dashboard.pages.story.choices import Choices
from dashboard.pages.story.model import steps
from indicators.clock import today

_HERE = Path(__file__).parent
KEY = "story"
_component = component(_HERE, "story", before=PLOTLY_JS)


def show() -> None:
    """Draw the story: text on the left, one chart on the right that changes with it."""
    chosen = state.choices(Choices)
    st.title("The article's argument, step by step")
    st.caption("Scroll, press the arrow keys, or use the buttons under the chart.")
    refused_values()
    story = steps(today(), base_path())
    payload = {
        "steps": [{**step, "figure": orjson.Fragment(as_json(step["figure"]))} for step in story],
        "at": chosen.step or story[0]["id"],
        "script": asset_address(PLOTLY),
        "config": map_config(f"{base_path()}/{STUB}"),
    }
    _component(key=KEY, data=orjson.dumps(payload), on_step_change=_moved)


def warm(as_of: dt.date) -> None:
    """Draw every step before the first reader asks."""
    steps(as_of, base_path())


def _moved() -> None:
    """Write the reader's step into the address."""
    step = st.session_state[KEY].step
    if isinstance(step, str):
        state.choose(Choices, step=step)
