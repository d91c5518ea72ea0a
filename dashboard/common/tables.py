"""Draw observations as a table."""

import html
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.navigation import base_address
from dashboard.common.permitted import permitted
from dashboard.common.text import link, plain
from indicators.model import Indicator, Uncertainty
from indicators.snapshot.hindsight import HINDSIGHT

# A longer table is printed up to this row, and says so.
PRINTED_ROWS = 200


def draw_table(rows: pd.DataFrame, *, column_config: Mapping[str, Any], **options: Any) -> None:
    """Draw a table for the screen, and the same as text for paper, where a page cannot scroll."""
    st.dataframe(rows, hide_index=True, width="stretch", column_config=dict(column_config), **options)
    st.html(printed(rows, column_config))


def printed(rows: pd.DataFrame, column_config: Mapping[str, Any]) -> str:
    """Write a table as HTML that is only printed: its head on every sheet, no links, every text escaped."""
    columns = []
    for name in rows:
        config = column_config.get(str(name), {})
        config = {"label": config} if isinstance(config, str) else config
        settings = config.get("type_config") or {}
        if settings.get("type") != "link":
            written = [_written(value, settings.get("format")) for value in rows[name].head(PRINTED_ROWS)]
            columns.append([html.escape(config.get("label") or str(name)), *written])
    head, *body = zip(*columns, strict=True) if columns else [()]
    lines = "".join(f"<tr><td>{'</td><td>'.join(cells)}</td></tr>" for cells in body)
    left = len(rows) - len(body)
    more = f'<p class="printed">{left} more rows are in the file.</p>' if left else ""
    names = "</th><th>".join(head)
    return (
        f'<table class="printed"><thead><tr><th>{names}</th></tr></thead><tbody>{lines}</tbody></table>{more}'
    )


def _written(value: Any, format: str | None) -> str:
    if pd.isna(value):
        return ""
    return html.escape(format % value if format and format.startswith("%") else str(value))


def observations_table(
    rows: pd.DataFrame, indicator: Indicator, *, focus: str, chosen: Collection[str], key: str
) -> None:
    """Draw the rows of one indicator with country names, without empty columns.

    `focus` is the name of the country that `distinguishable` refers to. A source that may only be quoted
    shows the rows of the `chosen` countries, because a reader can download the table. The last column links
    each number to its origin on the Data page.
    """
    rows = cache.with_category(rows, indicator.source)
    kept = permitted(rows, indicator.id, chosen)
    rows, category = kept.rows, f"{indicator.source}_status"
    words = rows["iso3"] + ":" + rows["year"].astype("str") + ":" + rows["edition"]
    shown = rows.assign(
        country=rows["iso3"].map(cache.country_name),
        origin=f"{base_address()}/data?number={indicator.id}:" + words,
    )
    columns = ["country", "year", "edition", "value", "interval_lower", "interval_upper", "standard_error"]
    columns += ["rank", "n_ranked", "computed_rank", "computed_n", "set_lower", "set_upper", "set_words"]
    columns += ["distinguishable", "n_sources", category, "status", HINDSIGHT, "origin"]
    unmarked = () if shown[HINDSIGHT].any() else (HINDSIGHT,)
    filled = [n for n in columns if n in shown and n not in unmarked and shown[n].notna().any()]
    digits = f"%.{indicator.decimals}f"
    level = f"{indicator.interval_level} %" if indicator.uncertainty is not Uncertainty.NONE else ""
    draw_table(
        shown[filled],
        key=key,
        height=min(520, 38 + 35 * len(shown)),
        column_config={
            "country": st.column_config.TextColumn("Country", pinned=True),
            "year": st.column_config.NumberColumn("Data year", format="%d"),
            "edition": "Edition",
            "value": st.column_config.NumberColumn(f"Value, {indicator.unit}", format=digits),
            "interval_lower": st.column_config.NumberColumn(f"Lower {level}", format=digits),
            "interval_upper": st.column_config.NumberColumn(f"Upper {level}", format=digits),
            "standard_error": st.column_config.NumberColumn("Standard error", format="%.2f"),
            "rank": st.column_config.NumberColumn(
                f"Rank (published{', 1 is worst' if indicator.rank_from_worst else ''})", format="%d"
            ),
            "n_ranked": st.column_config.NumberColumn("Countries ranked", format="%d"),
            "computed_rank": st.column_config.NumberColumn("Rank (computed)", format="%d"),
            "computed_n": st.column_config.NumberColumn("Countries ranked (computed)", format="%d"),
            "set_lower": st.column_config.NumberColumn("Best possible rank", format="%d"),
            "set_upper": st.column_config.NumberColumn("Worst possible rank", format="%d"),
            "set_words": "Basis of these bounds",
            "distinguishable": f"Differs from {focus}",
            "n_sources": st.column_config.NumberColumn("Sources", format="%d"),
            category: "Publisher's category",
            "status": "Status",
            HINDSIGHT: st.column_config.CheckboxColumn("Hindsight"),
            "origin": st.column_config.LinkColumn("Origin", display_text="file and cell"),
        },
        alt=f"Table: {indicator.name}, {len(shown)} rows",
    )
    if kept.left_out:
        st.caption(f"{plain(kept.reason)} {link('Get the whole from the publisher', kept.link)}.")
