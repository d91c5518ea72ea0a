"""Draw the coverage, freshness and terms of the data, and the origin of every number."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import number_parts
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.follow import number_origin
from dashboard.common.notices import refused_values
from dashboard.common.outlines import MAP_POLICY, map_policy
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.common.widgets import several_countries
from dashboard.pages.data.bulk_card import bulk
from dashboard.pages.data.choices import Choices
from dashboard.pages.data.coverage_chart import coverage
from dashboard.pages.data.methods_card import methods_card
from dashboard.pages.data.model import FIRST_YEAR, about_coverage
from dashboard.pages.data.news_card import news_card
from dashboard.pages.data.source_card import source_card
from indicators.clock import today
from indicators.model import Source
from indicators.snapshot.freshness import freshness


def show() -> None:
    """Draw coverage, freshness, sources and downloads."""
    chosen = state.choices(Choices)
    st.title("Data")
    refused_values()
    opened = cache.snapshot()
    st.markdown(
        f"Every figure comes from a publisher's own file, built on **{opened.created.isoformat()}** into the "
        f"snapshot `{plain(opened.id)}`."
    )
    as_of = as_of_choice(Choices, chosen, but="files and counts describe the snapshot of today")
    if chosen.number:
        _number(chosen, as_of)
    _coverage(chosen, as_of)
    _sources(as_of)
    news_card(chosen, as_of)
    _one_source(chosen, as_of)
    st.header("Download the data")
    bulk()
    st.header("Methods")
    methods_card(chosen)
    _map()


def _number(chosen: Choices, as_of: dt.date) -> None:
    """Draw the origin of the number that the address names."""
    indicator, iso3, year, edition = number_parts(chosen.number)
    with st.container(border=True):
        st.header("Where does this number come from?")
        number_origin(cache.catalogue().indicator(indicator), iso3, year, edition, as_of)
        st.button("Close", on_click=state.choose, args=(Choices,), kwargs={"number": ""})


def _coverage(chosen: Choices, as_of: dt.date) -> None:
    st.header("What data do we have?")
    several_countries(st, chosen)
    exhibit = about_coverage(chosen, as_of)
    chart_card(
        coverage(exhibit.table, len(chosen.countries), first=FIRST_YEAR),
        exhibit,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key="data-coverage",
    )


def _sources(as_of: dt.date) -> None:
    st.header("How fresh is it?")
    rows = pd.DataFrame([_freshness(source, as_of) for source in cache.sources()])
    draw_table(
        rows,
        height=38 + 35 * len(rows),
        column_config={"Source": st.column_config.TextColumn(pinned=True)},
        alt="Sources with their newest edition, the day of download, and the day since which they are stale",
    )


def _freshness(source: Source, as_of: dt.date) -> dict[str, object]:
    editions = cache.coverage(source.id).editions
    age = freshness(source, editions, cache.snapshot().inputs[source.id], today=as_of)
    newest = age.newest_held
    return {
        "Source": source.name,
        "Our newest edition": newest.id if newest else "none by then",
        "Published": newest.when if newest else None,
        "Stale since": age.stale_since.isoformat() if age.stale_since else "not stale",
        "Next due": _due(age.next_due, as_of),
        "Last download": age.fetched.isoformat() if age.fetched else "by hand",
        "Why stale": age.reason,
    }


def _due(day: dt.date | None, as_of: dt.date) -> str:
    """Word the due date of the next edition, which is known only as of today."""
    if as_of < today():
        return "known only as of today"
    return day.isoformat() if day else "none announced"


def _one_source(chosen: Choices, as_of: dt.date) -> None:
    st.header("One source")
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
    st.header("Maps and countries")
    st.markdown(
        f"{plain(MAP_POLICY)} Outlines and land borders: Natural Earth (public domain), from the npm package "
        "world-atlas. Codes, names and regions: Unicode CLDR."
    )
    with st.expander("How do the outlines show disputed territory?"):
        st.markdown("\n".join(f"- {plain(line)}" for line in map_policy()))
