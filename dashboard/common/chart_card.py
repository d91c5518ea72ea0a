"""A chart with what a reader needs to quote it: title, filters, notes, source, downloads."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.common.chart import chart
from dashboard.common.downloads import downloads
from dashboard.common.exhibit import Exhibit
from dashboard.common.figure import Figure
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
    """Draw a chart with its heading, its words, its downloads and its source.

    `link` leads to the view, `rows` to the file of the rows behind it. `on_click` gets the `customdata` of a
    point that the reader chose.
    """
    passport, words = exhibit.passport(link), exhibit.alternative()
    heading(passport)
    chart(figure, key=key, alt=words, config=config, on_click=on_click)
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
