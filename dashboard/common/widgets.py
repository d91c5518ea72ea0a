"""Draw widgets bound to a choice; `place` is the page or the part of it to draw in."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common import cache, state
from dashboard.common.address import MAX_COUNTRIES, Choices
from indicators.catalogue.geography import FOCUS


def choices_panel(name: str) -> DeltaGenerator:
    """Return a place for a page's choices: open on a wide screen, on a phone folded into a "Choose" panel.

    `name` is unique for the page. The button of the panel is the shell's (`shell.js`).
    """
    return st.container(key=f"choose-{name}")


def segments(
    place: Any, label: str, options: Mapping[str, str], chosen: Choices, name: str, **more: Any
) -> None:
    """Draw the options of a choice as segments."""
    place.segmented_control(
        label,
        list(options),
        format_func=options.__getitem__,
        required=True,
        **_bound(chosen, name),
        **more,
    )


def dropdown(place: Any, label: str, options: Mapping[str, str], chosen: Choices, name: str) -> None:
    """Draw the options of a choice as a drop-down list."""
    place.selectbox(label, list(options), format_func=options.__getitem__, **_bound(chosen, name))


def one_country(place: Any, label: str, options: list[str], chosen: Choices, name: str) -> None:
    """Draw the choice of one country."""
    place.selectbox(
        label, options, format_func=cache.country_name, filter_mode="contains", **_bound(chosen, name)
    )


def several_countries(place: Any, chosen: Choices) -> None:
    """Draw the choice of `countries`; an empty choice becomes Tajikistan."""
    countries = list(chosen.values()["countries"])
    place.multiselect(
        "Countries",
        cache.country_options(),
        format_func=cache.country_name,
        max_selections=MAX_COUNTRIES,
        placeholder="Type a country",
        **state.bound(type(chosen), "countries", countries, lambda picked: tuple(picked) or (FOCUS,)),
    )


def _bound(chosen: Choices, name: str) -> dict[str, Any]:
    return state.bound(type(chosen), name, getattr(chosen, name))
