"""The reader's weights: presets, a slider for each pillar, and folded those of the indicators."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common.text import plain
from dashboard.pages.risk.choices import MAX_WEIGHT
from indicators.score import Structure
from indicators.score.structure import Measure, Node

STEP = 0.5
COLUMNS = 3

Took = Callable[[dict[str, float]], None]


def weight_sliders(
    structure: Structure, base: Structure, weights: Mapping[str, float], took: Took, *, key: str
) -> None:
    """Sliders for the parts of `structure`, the one of the year shown, set to the weights that hold.

    `base` has the weights without the reader's changes, which are `weights`; `took` is called with the new
    changes.
    """
    _sliders(structure.children(structure.root.id), base, weights, took, key)
    inner = [
        node for node in structure.nodes if node.parent is not None and len(structure.children(node.id)) > 1
    ]
    if not inner:
        return
    folded = st.expander("Weights within the pillars", key=f"{key}-inner", on_change="rerun")
    if folded.open:
        with folded:
            for node in inner:
                parts = structure.children(node.id)
                st.markdown(f"**{plain(node.name)}**")
                _sliders(parts, base, weights, took, key)


def _sliders(
    parts: tuple[Node | Measure, ...],
    base: Structure,
    weights: Mapping[str, float],
    took: Took,
    key: str,
) -> None:
    top = max(MAX_WEIGHT, *(part.weight for part in parts), *(base.part(part.id).weight for part in parts))
    columns: list[DeltaGenerator] = []
    for number, part in enumerate(parts):
        # A row at a time, so that on a narrow screen the order stays.
        if number % COLUMNS == 0:
            columns = st.columns(COLUMNS)
        own = f"{key}-{part.id}".replace(".", "-").replace("_", "-")
        value = float(part.weight)
        if st.session_state.get(own) != value:
            st.session_state[own] = value
        columns[number % COLUMNS].slider(
            plain(part.name),
            0.0,
            float(top),
            step=STEP,
            format="%g",
            key=own,
            on_change=_moved,
            args=(part.id, own, base.part(part.id).weight, dict(weights), took),
        )


def _moved(id: str, key: str, was: float, weights: dict[str, float], took: Took) -> None:
    """The changes with one part's new weight; one that is back where it was is no change."""
    value = float(st.session_state[key])
    rest = {part: weight for part, weight in weights.items() if part != id}
    took(rest if value == was else {**rest, id: value})
