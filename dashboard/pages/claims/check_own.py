"""Check a claim that a reader types, in the same way as the article's claims."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.common import state
from dashboard.common.navigation import page_link
from dashboard.common.notices import problem
from dashboard.common.text import inert
from dashboard.pages.claims.choices import Choices
from dashboard.pages.claims.files import finding_of_text
from dashboard.pages.claims.finding_card import finding_card, finding_downloads
from indicators.claims.parse import FORMS, MAX_LENGTH
from indicators.errors import QuestionError

_PILLS = "claims-example"


def check_own(chosen: Choices, as_of: dt.date) -> None:
    """Draw the field, three examples and the finding; the address keeps the claim."""
    st.header("Is another claim true? Check it")
    st.text_input(
        "A claim about an index",
        placeholder="A country, an index, and a place, a score or a change",
        max_chars=MAX_LENGTH,
        **state.bound(Choices, "check", chosen.check, lambda typed: " ".join(typed.split())),
    )
    page_link("check", label="Check a whole text", icon=":material/arrow_forward:")
    st.pills("Examples", FORMS, **_example(chosen))
    if not chosen.check:
        return
    try:
        finding = finding_of_text(chosen.check, as_of)
    except QuestionError as error:
        problem(error)
        return
    st.markdown(f"**{inert(finding.text)}**")
    finding_card(finding, key="own")
    finding_downloads(finding, Choices(check=chosen.check, as_of=chosen.as_of))


def _example(chosen: Choices) -> dict[str, Any]:
    """Bind the example pills to the typed claim."""
    picked = chosen.check if chosen.check in FORMS else None
    if st.session_state.get(_PILLS) != picked:
        st.session_state[_PILLS] = picked
    return {"key": _PILLS, "on_change": _picked}


def _picked() -> None:
    state.choose(Choices, check=st.session_state[_PILLS] or "")
