"""Show the methods, one chapter at a time."""

import streamlit as st

from dashboard.common import state
from dashboard.pages.data.choices import Choices
from dashboard.pages.data.methods import chapters


def methods_card(chosen: Choices) -> None:
    """Draw the choice of a chapter, and the chapter that the reader chose."""
    known = chapters()
    st.selectbox(
        "What does each figure mean, and how is it computed?",
        ["", *known],
        format_func=lambda number: f"{number}. {known[number][0]}" if number else "Choose a chapter",
        **state.bound(Choices, "methods", chosen.methods),
    )
    st.caption("Files and findings cite a section by its number: METHODS 1.3 is section 1.3 in chapter 1.")
    if chosen.methods:
        title, text = known[chosen.methods]
        st.markdown(f"### {chosen.methods}. {title}\n\n{text}")
