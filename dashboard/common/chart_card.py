"""A chart with what a reader needs to quote it: title, filters, notes, source, downloads."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.common.downloads import downloads
from dashboard.common.figure import CONFIG
from dashboard.common.text import plain
from indicators.export.passport import Passport


def chart_card(
    figure: go.Figure,
    passport: Passport,
    *,
    key: str,
    alt: str,
    rows: str | None,
    config: dict[str, Any] | None = None,
    **given: Any,
) -> Any:
    """Draw the card and return what `st.plotly_chart` returns (its selection, if one was asked for).

    `alt` is the chart in words: its text for those who do not see it, and its caption.
    """
    heading(passport)
    chosen = st.plotly_chart(
        figure, width="stretch", height="content", key=key, alt=alt, config=config or CONFIG, **given
    )
    st.caption(plain(alt))
    downloads(passport, chart=key, rows=rows, key=f"{key}-downloads")
    source_note(passport)
    return chosen


def heading(passport: Passport) -> None:
    """The title of a chart or table and its filters."""
    st.markdown(f"### {plain(passport.title)}")
    st.caption(plain(passport.subtitle))


def source_note(passport: Passport) -> None:
    """What stands below a chart, as it stands in its files."""
    st.caption("  \n".join(plain(line) for line in passport.lines()[:-1]))
