"""Data: what is held, how fresh it is, under which terms it may be taken, and where every number is from."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import number_parts
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.follow import number_in_full
from dashboard.common.notices import refused_values
from dashboard.common.outlines import MAP_POLICY, map_policy
from dashboard.common.text import plain
from dashboard.common.widgets import several_countries
from dashboard.pages.data.bulk_card import bulk
from dashboard.pages.data.choices import Choices
from dashboard.pages.data.coverage_chart import coverage
from dashboard.pages.data.methods_card import methods_card
from dashboard.pages.data.model import FIRST_YEAR, about_coverage
from dashboard.pages.data.source_card import source_card
from indicators.model import Source
from indicators.snapshot.freshness import freshness


def show() -> None:
    """Where every figure comes from, and what may be taken."""
    chosen = state.choices(Choices)
    st.title("Data")
    refused_values()
    opened = cache.snapshot()
    st.markdown(
        f"Every figure comes from a publisher's own file, through one build on "
        f"**{opened.created.isoformat()}** (snapshot `{plain(opened.id)}`)."
    )
    as_of = as_of_choice(Choices, chosen, but="files and counts are those of the snapshot")
    if chosen.number:
        _number(chosen, as_of)
    _coverage(chosen, as_of)
    _sources(as_of)
    _one_source(chosen, as_of)
    st.subheader("Take the data away")
    bulk()
    st.subheader("Methods")
    methods_card(chosen)
    _map()


def _number(chosen: Choices, as_of: dt.date) -> None:
    """The life of the number that the address names."""
    indicator, iso3, year, edition = number_parts(chosen.number)
    with st.container(border=True):
        st.subheader("The life of a number")
        number_in_full(cache.catalogue().indicator(indicator), iso3, year, edition, as_of)
        st.button("Close", on_click=state.choose, args=(Choices,), kwargs={"number": ""})


def _coverage(chosen: Choices, as_of: dt.date) -> None:
    st.subheader("What is held")
    several_countries(st, chosen)
    holdings = about_coverage(chosen, as_of)
    chart_card(
        coverage(holdings.table, len(chosen.countries), first=FIRST_YEAR),
        holdings,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key="data-coverage",
    )


def _sources(as_of: dt.date) -> None:
    st.subheader("How fresh it is")
    rows = pd.DataFrame([_freshness(source, as_of) for source in cache.sources()])
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        height=38 + 35 * len(rows),
        column_config={"Source": st.column_config.TextColumn(pinned=True)},
        alt="Sources with their newest edition, when they were fetched, and since when they are stale",
    )


def _freshness(source: Source, as_of: dt.date) -> dict[str, object]:
    held = cache.coverage(source.id)
    state_of = freshness(source, held.editions, cache.snapshot().inputs[source.id], today=as_of)
    newest = state_of.newest_held
    return {
        "Source": source.name,
        "Newest edition held": newest.id if newest else "none by then",
        "Published": newest.when if newest else None,
        "Stale since": state_of.stale_since.isoformat() if state_of.stale_since else "not stale",
        "Next due": _due(state_of.next_due, as_of),
        "Last fetched": state_of.fetched.isoformat() if state_of.fetched else "placed by hand",
        "Why stale": state_of.reason,
    }


def _due(day: dt.date | None, as_of: dt.date) -> str:
    """When the next edition is due, which is known of today alone."""
    if as_of < dt.date.today():
        return "not told of a day past"
    return day.isoformat() if day else "none announced"


def _one_source(chosen: Choices, as_of: dt.date) -> None:
    st.subheader("One source")
    known = {source.id: source for source in cache.sources()}
    source = known.get(chosen.source) or next(iter(known.values()))
    st.selectbox(
        "Source",
        list(known),
        format_func=lambda id: known[id].name,
        filter_mode="contains",
        **state.bound(Choices, "source", source.id),
    )
    source_card(source, as_of)


def _map() -> None:
    st.subheader("Maps and countries")
    st.markdown(
        f"{plain(MAP_POLICY)} Outlines and land borders: Natural Earth (public domain), by way of the npm "
        "package world-atlas. Codes, names and regions: Unicode CLDR."
    )
    with st.expander("What the outlines show where territory is disputed"):
        st.markdown("\n".join(f"- {plain(line)}" for line in map_policy()))
