"""Draw the reader's weights: presets, a slider for each pillar, and folded sliders for indicators."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common.text import plain
from dashboard.pages.risk.choices import MAX_WEIGHT
from indicators.score import Structure
from indicators.score.structure import Measure, Node

STEP = 0.5
COLUMNS = 3

Choose = Callable[[dict[str, float]], None]


def weight_sliders(
    structure: Structure, base: Structure, weights: Mapping[str, float], choose: Choose, *, key: str
) -> None:
    """Draw sliders for the parts of `structure`, the structure of the year shown, at the current weights.

    `base` has the weights without the reader's changes, `weights`. `choose` receives the new changes.
    """
    _sliders(structure.children(structure.root.id), base, weights, choose, key)
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
                _sliders(parts, base, weights, choose, key)


def _sliders(
    parts: tuple[Node | Measure, ...],
    base: Structure,
    weights: Mapping[str, float],
    choose: Choose,
    key: str,
) -> None:
    top = max(MAX_WEIGHT, *(part.weight for part in parts), *(base.part(part.id).weight for part in parts))
    columns: list[DeltaGenerator] = []
    for number, part in enumerate(parts):
        # One row at a time, to keep the order on a narrow screen.
        if number % COLUMNS == 0:
            columns = st.columns(COLUMNS)
        part_key = f"{key}-{part.id}".replace(".", "-").replace("_", "-")
        value = float(part.weight)
        if st.session_state.get(part_key) != value:
            st.session_state[part_key] = value
        columns[number % COLUMNS].slider(
            plain(part.name),
            0.0,
            float(top),
            step=STEP,
            format="%g",
            key=part_key,
            on_change=_moved,
            args=(part.id, part_key, base.part(part.id).weight, dict(weights), choose),
        )


def _moved(id: str, key: str, was: float, weights: dict[str, float], choose: Choose) -> None:
    """Report the changes with one part's new weight; drop a part that is back at its base weight."""
    value = float(st.session_state[key])
    rest = {part: weight for part, weight in weights.items() if part != id}
    choose(rest if value == was else {**rest, id: value})
