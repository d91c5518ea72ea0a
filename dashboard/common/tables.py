"""Observations as a table on the screen."""

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.navigation import base_address
from indicators.model import Indicator, Uncertainty
from indicators.snapshot.hindsight import HINDSIGHT


def observations_table(rows: pd.DataFrame, indicator: Indicator, *, key: str) -> None:
    """The rows of one indicator with country names; columns that are empty throughout are left out.

    The last column leads from each number to its life on the Data page.
    """
    rows = cache.with_category(rows, indicator.source)
    category = f"{indicator.source}_status"
    words = rows["iso3"] + ":" + rows["year"].astype("str") + ":" + rows["edition"]
    shown = rows.assign(
        country=rows["iso3"].map(cache.country_name),
        origin=f"{base_address()}/data?number={indicator.id}:" + words,
    )
    columns = ["country", "year", "edition", "value", "interval_lower", "interval_upper", "standard_error"]
    columns += ["rank", "n_ranked", "computed_rank", "computed_n", "set_lower", "set_upper", "set_words"]
    columns += ["distinguishable", "n_sources", category, "status", HINDSIGHT, "origin"]
    unmarked = () if shown[HINDSIGHT].any() else (HINDSIGHT,)
    held = [name for name in columns if name in shown and name not in unmarked and shown[name].notna().any()]
    digits = f"%.{indicator.decimals}f"
    level = f"{indicator.interval_level} %" if indicator.uncertainty is not Uncertainty.NONE else ""
    st.dataframe(
        shown[held],
        key=key,
        hide_index=True,
        width="stretch",
        height=min(520, 38 + 35 * len(shown)),
        column_config={
            "country": st.column_config.TextColumn("Country", pinned=True),
            "year": st.column_config.NumberColumn("Year", format="%d"),
            "edition": "Edition",
            "value": st.column_config.NumberColumn("Value", format=digits, help=indicator.unit),
            "interval_lower": st.column_config.NumberColumn(f"Lower {level}", format=digits),
            "interval_upper": st.column_config.NumberColumn(f"Upper {level}", format=digits),
            "standard_error": st.column_config.NumberColumn("Standard error", format="%.2f"),
            "rank": st.column_config.NumberColumn(
                f"Rank (published{', 1 is worst' if indicator.rank_from_worst else ''})", format="%d"
            ),
            "n_ranked": st.column_config.NumberColumn("of N", format="%d"),
            "computed_rank": st.column_config.NumberColumn("Rank (computed)", format="%d"),
            "computed_n": st.column_config.NumberColumn("of N (computed)", format="%d"),
            "set_lower": st.column_config.NumberColumn("Best place it may have", format="%d"),
            "set_upper": st.column_config.NumberColumn("Worst place it may have", format="%d"),
            "set_words": "What bounds its place",
            "distinguishable": "Told apart from the first country",
            "n_sources": st.column_config.NumberColumn("Sources", format="%d"),
            category: "Judged",
            "status": "Status",
            HINDSIGHT: st.column_config.CheckboxColumn("Hindsight"),
            "origin": st.column_config.LinkColumn("Origin", display_text="file and cell"),
        },
        alt=f"Table: {indicator.name}, {len(shown)} rows",
    )
