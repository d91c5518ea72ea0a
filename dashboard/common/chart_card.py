"""A chart with what a reader needs to quote it: title, filters, notes, source, downloads."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from dashboard.common.downloads import downloads
from dashboard.common.exhibit import Exhibit
from dashboard.common.figure import CONFIG
from dashboard.common.text import plain
from indicators.export.passport import Passport


def chart_card(
    figure: go.Figure, exhibit: Exhibit, *, link: str, rows: str | None, key: str, **options: Any
) -> None:
    """Draw a chart with its heading, its words, its downloads and its source.

    `link` leads to the view, `rows` to the file of the rows behind it; `options` are `st.plotly_chart`'s.
    """
    passport, words = exhibit.passport(link), exhibit.alternative()
    heading(passport)
    st.plotly_chart(
        figure, width="stretch", height="content", key=key, alt=words, **{"config": CONFIG, **options}
    )
    st.caption(plain(words))
    downloads(passport, chart=key, rows=rows, key=f"{key}-downloads")
    source_note(passport)


def heading(passport: Passport) -> None:
    """Draw the title of a chart or table and its filters."""
    st.markdown(f"### {plain(passport.title)}")
    st.caption(plain(passport.subtitle))


def source_note(passport: Passport) -> None:
    """Draw what stands below a chart, as it stands in its files."""
    st.caption("  \n".join(plain(line) for line in passport.lines()[:-1]))
