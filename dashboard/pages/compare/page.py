"""Compare: one indicator, some countries, a span of years, as a trend, a ranking, a map or a table."""

import datetime as dt

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card, heading, source_note
from dashboard.common.choices import (
    AREAS,
    AXES,
    CHARTS,
    EVENT_MARKS,
    INTERVALS,
    MAX_COUNTRIES,
    Choices,
    figure_word,
)
from dashboard.common.downloads import downloads
from dashboard.common.follow import follow
from dashboard.common.notices import notice, problem, refused_values
from dashboard.common.tables import observations_table
from dashboard.common.text import plain
from dashboard.pages.compare import charts as drawn
from dashboard.pages.compare.model import Comparison, comparison
from dashboard.pages.compare.pair_card import pair_card
from dashboard.server.files import rows_address
from indicators.catalogue.geography import FOCUS, WIDER_REGION
from indicators.errors import QuestionError

PAGE = "compare"
KEY = "compare-figure"

CHART_NAMES = {"trend": "Trend", "ranking": "Ranking", "map": "Map", "table": "Table"}
AXIS_NAMES = {"described": "described", "edition": "of the editions"}
AREA_NAMES = {"region": "Region", "world": "World"}
INTERVAL_NAMES = {"shown": "Shown", "hidden": "Hidden"}
MARK_NAMES = {"article": "Article's events", "context": "All events", "none": "No events"}


def page() -> None:
    """Tajikistan beside its neighbours, or any countries beside each other."""
    chosen = state.choices(PAGE)
    st.title("Compare")
    refused_values()
    as_of = _indicator_and_countries(chosen)
    try:
        shown = comparison(chosen, as_of)
    except QuestionError as error:
        problem(error)
        return
    _years_and_kind(chosen, shown)
    notice(shown.notice)
    notice(shown.panel.outdated)
    _show(shown, chosen)
    _pair(shown, chosen, as_of)
    _about(shown)
    follow(shown.panel, tuple(shown.names), shown.year, as_of)


def _axis_choice(chosen: Choices) -> None:
    """Years described or years of the editions, where an edition is of a later year than it describes."""
    indicator = cache.catalogue().indicator(chosen.indicator)
    if indicator.edition_lag:
        st.segmented_control(
            "Years are those",
            AXES,
            format_func=AXIS_NAMES.get,
            required=True,
            help=indicator.year_basis,
            **state.bound(PAGE, "axis", chosen.axis),
        )


def _indicator_and_countries(chosen: Choices) -> dt.date:
    """What is compared, and as known on which day; the day is returned."""
    known = cache.catalogue().indicators
    left, right = st.columns([2, 3], vertical_alignment="top")
    left.selectbox(
        "Indicator",
        cache.indicator_options(),
        format_func=lambda id: f"{known[id].topic}: {known[id].short_name}",
        filter_mode="contains",
        **state.bound(PAGE, "indicator", chosen.indicator),
    )
    right.multiselect(
        "Countries",
        cache.country_options(),
        format_func=cache.country_names().get,
        max_selections=MAX_COUNTRIES,
        placeholder="Type a country",
        **state.bound(PAGE, "countries", list(chosen.countries), lambda picked: tuple(picked) or (FOCUS,)),
    )
    absent = [iso3 for iso3 in WIDER_REGION if iso3 not in chosen.countries]
    if absent and len(chosen.countries) < MAX_COUNTRIES:
        right.pills(
            "Add a country of the wider region",
            absent,
            format_func=lambda iso3: f"+ {cache.country_name(iso3)}",
            label_visibility="collapsed",
            key="compare-add",
            on_change=_add_country,
        )
    with left:
        as_of = as_of_choice(PAGE, chosen)
        _axis_choice(chosen)
    return as_of


def _add_country() -> None:
    """Take the country of the pill that was clicked into the choice."""
    added = st.session_state["compare-add"]
    if added:
        countries = state.choices(PAGE).countries
        state.choose(PAGE, countries=tuple(dict.fromkeys((*countries, added))))
        st.session_state["compare-add"] = None


def _years_and_kind(chosen: Choices, shown: Comparison) -> None:
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="top")
    with left:
        st.segmented_control(
            "Show as",
            CHARTS,
            format_func=CHART_NAMES.get,
            required=True,
            **state.bound(PAGE, "chart", chosen.chart),
        )
    with middle:
        if shown.is_one_year:
            st.select_slider(
                "Edition" if shown.lag else "Year",
                shown.panel.years,
                format_func=lambda year: str(year + shown.lag),
                **state.bound(PAGE, "year", shown.year),
            )
        elif len(shown.panel.years) > 1:
            first, last = shown.panel.span
            st.slider(
                "Editions" if shown.lag else "Years",
                first + shown.lag,
                last + shown.lag,
                **state.bound(
                    PAGE,
                    "years",
                    (shown.years[0] + shown.lag, shown.years[1] + shown.lag),
                    lambda picked: (picked[0] - shown.lag, picked[1] - shown.lag),
                ),
            )
    with right:
        if chosen.chart == "trend":
            st.selectbox(
                "Marks", EVENT_MARKS, format_func=MARK_NAMES.get, **state.bound(PAGE, "marks", chosen.marks)
            )
            if shown.indicator.interval_level is not None:
                st.segmented_control(
                    f"{shown.indicator.interval_level} % intervals",
                    INTERVALS,
                    format_func=INTERVAL_NAMES.get,
                    required=True,
                    **state.bound(PAGE, "intervals", chosen.intervals),
                )
        elif chosen.chart == "map":
            st.segmented_control(
                "Area",
                AREAS,
                format_func=AREA_NAMES.get,
                required=True,
                **state.bound(PAGE, "area", chosen.area),
            )


def _show(shown: Comparison, chosen: Choices) -> None:
    passport = shown.passport(state.view_link(PAGE))
    address = rows_address(PAGE, chosen)
    if chosen.chart == "table":
        heading(passport)
        st.caption(plain(shown.alternative()))
        observations_table(shown.rows, shown.indicator, key="compare-table")
        downloads(passport, chart=None, rows=address, key="compare-table-downloads")
        source_note(passport)
        return
    chart_card(
        drawn.chart(chosen, shown.as_of),
        passport,
        key=KEY,
        alt=shown.alternative(),
        rows=address,
        config=drawn.config(chosen),
        **({} if chosen.chart == "map" else {"on_select": _clicked, "selection_mode": "points"}),
    )
    behind = st.expander("Table behind the chart", key="compare-behind", on_change="rerun")
    if behind.open:
        with behind:
            rows = shown.places() if chosen.chart == "ranking" else shown.rows
            observations_table(rows, shown.indicator, key="compare-behind-table")


def _clicked() -> None:
    """Take the figure whose point was clicked as one of the two that are compared, beside the one before."""
    chosen = state.choices(PAGE)
    words = list(chosen.pair)
    for point in st.session_state[KEY].selection.points:
        named = point.get("customdata")
        if isinstance(named, list) and len(named) == 2:
            words.append(figure_word(str(named[0]), int(named[1])))
    state.choose(PAGE, pair=tuple(dict.fromkeys(words[-2:])))


def _pair(shown: Comparison, chosen: Choices, as_of: dt.date) -> None:
    """Two figures of the indicator: their difference, its test, and what it is made of."""
    pair_card(
        shown.panel,
        shown.pair(chosen.pair),
        as_of,
        choose=lambda pair: state.choose(PAGE, pair=tuple(figure_word(*figure) for figure in pair)),
    )


def _about(shown: Comparison) -> None:
    """What the indicator means, and what it does not."""
    indicator = shown.indicator
    with st.expander("What this indicator means, and its caveats"):
        lines = [
            plain(indicator.description),
            f"**Unit:** {plain(indicator.unit)}. **Years:** {plain(indicator.year_basis)}",
            f"**Interval:** {plain(shown.interval)}.",
            *(f"- {plain(caveat)}" for caveat in indicator.caveats),
        ]
        st.markdown("\n\n".join(lines[:3]) + "\n\n" + "\n".join(lines[3:]))
        st.page_link(
            st.session_state["pages"]["data"],
            label=f"{shown.source.name}: licence, editions, citation",
            query_params={"source": shown.source.id},
            icon=":material/database:",
        )
