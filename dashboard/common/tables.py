"""Draw observations as a table."""

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.navigation import base_address
from indicators.model import Indicator, Uncertainty
from indicators.snapshot.hindsight import HINDSIGHT


def observations_table(rows: pd.DataFrame, indicator: Indicator, *, focus: str, key: str) -> None:
    """Draw the rows of one indicator with country names, without empty columns.

    `focus` is the name of the country that `distinguishable` refers to. The last column links each number to
    its origin on the Data page.
    """
    rows = cache.with_category(rows, indicator.source)
    category = f"{indicator.source}_status"
    words = rows["iso3"] + ":" + rows["year"].astype("str") + ":" + rows["edition"]
    table = rows.assign(
        country=rows["iso3"].map(cache.country_name),
        origin=f"{base_address()}/data?number={indicator.id}:" + words,
    )
    columns = ["country", "year", "edition", "value", "interval_lower", "interval_upper", "standard_error"]
    columns += ["rank", "n_ranked", "computed_rank", "computed_n", "set_lower", "set_upper", "set_words"]
    columns += ["distinguishable", "n_sources", category, "status", HINDSIGHT, "origin"]
    unmarked = () if table[HINDSIGHT].any() else (HINDSIGHT,)
    filled = [n for n in columns if n in table and n not in unmarked and table[n].notna().any()]
    digits = f"%.{indicator.decimals}f"
    level = f"{indicator.interval_level} %" if indicator.uncertainty is not Uncertainty.NONE else ""
    st.dataframe(
        table[filled],
        key=key,
        hide_index=True,
        width="stretch",
        height=min(520, 38 + 35 * len(table)),
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
        alt=f"Table: {indicator.name}, {len(table)} rows",
    )
