"""Say what changed since a day: new editions, revisions beyond the margin of error, new events."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import FIRST_DAY
from dashboard.common.caching import per_snapshot
from dashboard.common.files import base_path
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.pages.data.choices import Choices
from indicators.answers.news import news

# Without a choice the last year is shown.
DAYS = 365
SHOWN = 200
KINDS = {"edition": "New edition", "revision": "Revision", "event": "Event"}


def news_card(chosen: Choices, as_of: dt.date) -> None:
    """Draw the list for the first country chosen, the newest first, and the address of its feed."""
    iso3 = chosen.countries[0]
    name = cache.country_name(iso3)
    st.header(f"What changed for {plain(name)}?")
    since = min(chosen.since or as_of - dt.timedelta(DAYS), as_of)
    st.date_input(
        "Since",
        min_value=FIRST_DAY,
        max_value=as_of,
        format="YYYY-MM-DD",
        **state.bound(Choices, "since", since),
    )
    rows = changes(iso3, since, as_of)
    st.markdown(sentence(rows, name, since))
    if len(rows):
        draw_table(
            rows,
            column_config={},
            key="data-news",
            height=min(400, 38 + 35 * len(rows)),
            alt=f"{len(rows)} changes for {name} since {since}",
        )
    st.caption(f"As a feed: `{base_path()}/feed.atom?country={iso3}`")


@per_snapshot(maxsize=64)
def changes(iso3: str, since: dt.date, as_of: dt.date) -> pd.DataFrame:
    """Return day, kind and text of what came out after a day; key (Day, What)."""
    records = news(cache.snapshot(), iso3, since=since, as_of=as_of, most=SHOWN).records
    return pd.DataFrame(
        {
            "Day": [record["day"] for record in records],
            "Kind": [KINDS[record["kind"]] for record in records],
            "What": [record["title"] for record in records],
            "In words": [record["text"] for record in records],
        }
    )


def sentence(rows: pd.DataFrame, name: str, since: dt.date) -> str:
    """Count the changes by kind in one sentence."""
    counts = rows["Kind"].value_counts()
    if not len(rows):
        return f"Nothing came out for {plain(name)} since {since}."
    words = [f"{count} {str(kind).lower()}{'s' * (count > 1)}" for kind, count in counts.items()]
    return f"Since {since}: {', '.join(words)}."
