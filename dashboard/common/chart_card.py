"""Draw a chart in a fixed order: heading, chart, one sentence, source, downloads, folded notes."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.common.chart import chart
from dashboard.common.downloads import downloads
from dashboard.common.exhibit import Exhibit
from dashboard.common.figure import Figure
from dashboard.common.navigation import name_tab
from dashboard.common.text import plain
from indicators.export.passport import Passport


def chart_card(
    figure: Figure | bytes,
    exhibit: Exhibit,
    *,
    link: str,
    rows: str | None,
    key: str,
    config: dict[str, Any] | None = None,
    on_click: Callable[[Any], None] | None = None,
) -> None:
    """Draw a chart with its heading, its finding, its source, its downloads and its notes.

    `link` leads to the view, `rows` to the file of the rows behind it. `on_click` gets the `customdata` of
    the point that the reader chose.
    """
    passport, words = exhibit.passport(link), exhibit.alternative()
    finding = exhibit.finding()
    heading(passport)
    chart(figure, key=key, alt=words, said=finding, config=config, on_click=on_click)
    st.markdown(plain(finding))
    foot(passport, words, chart=key, rows=rows, key=key, finding=finding)


def heading(passport: Passport) -> None:
    """Draw the title of a chart or table and its filters."""
    name_tab(f"{passport.title}, {passport.subtitle.partition('. ')[0]}")
    st.markdown(f"## {plain(passport.title)}")
    st.caption(plain(passport.subtitle))


def foot(
    passport: Passport, words: str, *, chart: str | None, rows: str | None, key: str, finding: str
) -> None:
    """Draw a source line and downloads below a chart or table; fold its description and its other notes."""
    st.caption(f"Source: {plain(passport.source)}. Edition: {plain(passport.edition)}.")
    downloads(passport, chart=chart, rows=rows, key=f"{key}-downloads", finding=finding)
    with st.expander("Notes and method"), st.container(key=f"{key}-notes"):
        st.markdown(plain(words))
        st.caption("  \n".join(plain(line) for line in passport.lines()[:-1]))
