"""Choose the as-of day of a page: today, the article's day, or any other, one click each."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import FIRST_DAY, HINDSIGHT, Choices
from dashboard.common.widgets import segments
from indicators.clock import today

TODAY, ARTICLE, OTHER = "today", "article", "other"
_OPEN = "as-of-other"


def as_of_choice(page: type[Choices], chosen: Choices, *, but: str = "", hindsight: bool = False) -> dt.date:
    """Draw the choice and return the day; a line says what it means where it is not today.

    `but` names what of the page is of today whatever the day. With `hindsight` the page can show later
    figures where no edition of the day is held, and the reader can hide them.
    """
    article = cache.catalogue().narrative.article.date
    kind = TODAY if chosen.as_of is None else ARTICLE if chosen.as_of == article else OTHER
    if kind is TODAY and st.session_state.get(_OPEN):
        kind = OTHER
    names = {TODAY: "today", ARTICLE: f"{article} (the article)", OTHER: "another day"}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "As known on",
            list(names),
            format_func=names.__getitem__,
            required=True,
            **_kind_bound(page, kind, article),
        )
        if kind is OTHER:
            latest = today()
            st.date_input(
                "Day",
                min_value=FIRST_DAY,
                max_value=latest,
                format="YYYY-MM-DD",
                **state.bound(
                    page, "as_of", chosen.as_of or latest, lambda day: None if day == latest else day
                ),
            )
    day = state.as_of(chosen)
    if chosen.as_of is not None:
        what = (
            f"figures published later do not exist on this page; {but}"
            if but
            else ("what was published later does not exist on this page")
        )
        if hindsight:
            segments(st, "Later figures for editions not held", HINDSIGHT, chosen, "hindsight")
            if chosen.has_hindsight:
                what = "what was published later is marked as hindsight" + (f"; {but}" if but else "")
        st.caption(f"As known on **{day}**: {what}.")
    return day


def _kind_bound(page: type[Choices], kind: str, article: dt.date) -> dict[str, Any]:
    key = f"{page.path or 'overview'}-as-of-kind"
    if st.session_state.get(key) != kind:
        st.session_state[key] = kind
    return {"key": key, "on_change": _picked, "args": (page, key, article)}


def _picked(page: type[Choices], key: str, article: dt.date) -> None:
    kind = st.session_state[key]
    st.session_state[_OPEN] = kind == OTHER
    if kind != OTHER:
        state.choose(page, as_of=article if kind == ARTICLE else None)
