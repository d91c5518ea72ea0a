"""Security assistance: money and training beside governance, over years and countries."""

import datetime as dt

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.choices import AID_VIEWS, EVENT_MARKS, MAX_COUNTRIES, PER, Choices, is_measure
from dashboard.common.notices import notice, problem, refused_values
from dashboard.common.text import plain
from dashboard.pages.assistance.charts import panels
from dashboard.pages.assistance.coincidence_chart import against, coincidence
from dashboard.pages.assistance.model import about_assistance, figures_of, training_breaks
from dashboard.pages.assistance.parts import (
    Against,
    Coincided,
    OverYears,
    Shown,
    SideBySide,
    known_on,
    numbers_of,
)
from dashboard.pages.assistance.side_by_side_chart import side_by_side
from dashboard.server.files import rows_address
from indicators.assistance.ask import AIDS, DESCRIPTION, DOLLARS, FISCAL, MISSING, SWITCH
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError

PAGE = "assistance"
KEY = "assistance-figure"

VIEW_NAMES = {
    "years": "Over the years",
    "neighbours": "Side by side",
    "scatter": "Against governance",
    "conditionality": "Rising while worse",
}
PER_NAMES = {"total": "Absolute", "head": "Per inhabitant"}
ORIGIN = st.column_config.LinkColumn("Origin", display_text="file and cell")
MARK_NAMES = {"article": "Article's events", "context": "All events", "none": "No events"}


def page() -> None:
    """What the United States gave for security, and how the country was governed in the same years."""
    chosen = state.choices(PAGE)
    st.title("Security assistance")
    refused_values()
    st.markdown(f"US obligations and training beside governance. **{DESCRIPTION}**")
    as_of = as_of_choice(PAGE, chosen)
    st.segmented_control(
        "Show",
        AID_VIEWS,
        format_func=VIEW_NAMES.get,
        required=True,
        **state.bound(PAGE, "view", chosen.view),
    )
    _who_and_what(chosen)
    beside = _how(chosen)
    try:
        shown = about_assistance(chosen, as_of)
    except QuestionError as error:
        problem(error)
        return
    if shown.span[0] < shown.span[1]:
        beside.slider("Fiscal years", *shown.span, **state.bound(PAGE, "years", shown.years, tuple))
    for text in shown.notices:
        notice(text)
    if shown.words:
        st.markdown("\n".join(f"- {plain(words)}" for words in shown.words))
    chart_card(
        figure_of(shown),
        shown.passport(state.view_link(PAGE)),
        key=KEY,
        alt=shown.alternative(),
        rows=rows_address(PAGE, chosen),
    )
    _behind(chosen, shown, as_of)
    _missing()


def _who_and_what(chosen: Choices) -> None:
    """The recipient, the measure of governance and the countries, where the view has them."""
    if chosen.view == "neighbours":
        _countries(chosen)
        return
    left, middle, right = st.columns([2, 3, 4], vertical_alignment="top")
    left.selectbox(
        "Recipient",
        cache.country_options(),
        format_func=cache.country_names().get,
        filter_mode="contains",
        **state.bound(PAGE, "recipient", chosen.recipient),
    )
    known = cache.catalogue().indicators
    middle.selectbox(
        "Measure of governance",
        [id for id in cache.indicator_options() if is_measure(id)],
        format_func=lambda id: f"{known[id].topic}: {known[id].short_name}",
        filter_mode="contains",
        **state.bound(PAGE, "measure", chosen.measure),
    )
    if chosen.view != "years":
        with right:
            _countries(chosen)


def _countries(chosen: Choices) -> None:
    st.multiselect(
        "Countries",
        cache.country_options(),
        format_func=cache.country_names().get,
        max_selections=MAX_COUNTRIES,
        placeholder="Type a country",
        **state.bound(PAGE, "countries", list(chosen.countries), lambda picked: tuple(picked) or (FOCUS,)),
    )


def _how(chosen: Choices) -> DeltaGenerator:
    """What is counted and in which dollars; the place for the fiscal years is returned."""
    first, second, third, last = st.columns([3, 3.7, 3.3, 4], vertical_alignment="top")
    if chosen.view != "years":
        first.selectbox(
            "Assistance", list(AIDS), format_func=AIDS.get, **state.bound(PAGE, "aid", chosen.aid)
        )
    else:
        first.selectbox(
            "Marks", EVENT_MARKS, format_func=MARK_NAMES.get, **state.bound(PAGE, "marks", chosen.marks)
        )
    second.segmented_control(
        "Dollars",
        list(DOLLARS),
        format_func=DOLLARS.get,
        required=True,
        **state.bound(PAGE, "dollars", chosen.dollars),
    )
    if chosen.view in ("years", "scatter"):
        third.segmented_control(
            "Amounts",
            PER,
            format_func=PER_NAMES.get,
            required=True,
            **state.bound(PAGE, "per", chosen.per),
        )
    return last


def figure_of(shown: Shown) -> go.Figure:
    """The chart of one view."""
    if isinstance(shown, OverYears):
        return panels(
            shown.table,
            (shown.measure, shown.series, shown.breaks),
            iso3=shown.iso3,
            years=shown.years,
            units=(shown.money, shown.people),
            switch=SWITCH.year,
            training=training_breaks(shown.years),
            events=shown.events,
            ruled=shown.ruled,
        )
    if isinstance(shown, SideBySide):
        return side_by_side(
            shown.rows, names=shown.names, units=shown.units, years=shown.years, switch=SWITCH.year
        )
    if isinstance(shown, Against):
        return against(
            shown.points,
            shown.trace,
            shown.measure,
            names=shown.names,
            all_names=cache.country_names(),
            unit=shown.unit,
        )
    if isinstance(shown, Coincided):
        return coincidence(shown.rows, shown.measure, names=shown.names, years=shown.years)
    raise TypeError(f"no figure of {type(shown).__name__}")


def _behind(chosen: Choices, shown: Shown, as_of: dt.date) -> None:
    """The numbers of the view as tables; each of a year leads to its origin."""
    if isinstance(shown, SideBySide):
        _averages(shown)
    if isinstance(shown, Coincided):
        _recipients(shown, chosen.recipient)
    folded = st.expander("Table behind the chart", key="assistance-behind", on_change="rerun")
    if folded.open:
        with folded:
            if isinstance(shown, OverYears):
                _year_tables(shown, as_of)
            else:
                rows = shown.exported()
                numbers = numbers_of(rows, chosen.aid, chosen.dollars)
                if numbers is not None:
                    rows = rows.assign(origin=_links(numbers))
                _plain_table(rows, "assistance-rows", shown.title)


def _links(numbers: pd.Series) -> pd.Series:
    """The address of each number's life on the Data page."""
    return f"{state.base_address()}/data?number=" + numbers


def _plain_table(rows: pd.DataFrame, key: str, alt: str) -> None:
    year = st.column_config.NumberColumn(format="%d")
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        width="stretch",
        height=min(420, 38 + 35 * max(1, len(rows))),
        column_config={"fiscal_year": year, "population": year, "origin": ORIGIN},
        alt=alt,
    )


def _year_tables(shown: OverYears, as_of: dt.date) -> None:
    """Every figure with its origin, the accounts of the money and the programmes of the training."""
    figures, accounts, programs = st.tabs(["By year", "By account", "By programme"])
    with figures:
        rows = figures_of(shown)
        digits = st.column_config.NumberColumn("Value", format="localized")
        st.dataframe(
            rows.assign(origin=_links(rows["number"])).drop(columns="number"),
            key="assistance-figures",
            hide_index=True,
            width="stretch",
            height=420,
            column_config={
                "fiscal_year": st.column_config.NumberColumn("Fiscal year", format="%d"),
                "figure": "Figure",
                "value": digits,
                "unit": "Unit",
                "edition": "Edition",
                "origin": ORIGIN,
            },
            alt=f"Every figure of {shown.title}",
        )
    known, wanted = known_on(as_of), [shown.iso3]
    first, last = shown.years
    with accounts:
        st.caption("Obligations in million US$ of the year, and of 2020, by account of the Greenbook.")
        rows = known.by_account(wanted)
        _plain_table(rows[rows["fiscal_year"].between(first, last)], "assistance-accounts", "By account")
    with programs:
        st.caption(
            "Places on courses, cost in million US$ of the year (missing where none is printed), courses."
        )
        rows = known.by_program(wanted)
        _plain_table(rows[rows["fiscal_year"].between(first, last)], "assistance-programs", "By programme")


def _averages(shown: SideBySide) -> None:
    """The chosen fiscal years of each country taken together."""
    st.dataframe(
        shown.averages(),
        key="assistance-averages",
        hide_index=True,
        width="stretch",
        column_config={
            "country": st.column_config.TextColumn("Country", pinned=True),
            "years": st.column_config.NumberColumn("Fiscal years recorded", format="%d"),
            "total": st.column_config.NumberColumn(f"Sum, {shown.units[0]}", format="localized"),
            "mean": st.column_config.NumberColumn("Mean of a recorded year", format="localized"),
            "mean_per_head": st.column_config.NumberColumn(f"Mean, {shown.units[1]}", format="localized"),
        },
        alt=f"{shown.title}, {shown.years[0]} to {shown.years[1]} together",
    )


def _recipients(shown: Coincided, recipient: str) -> None:
    """Every recipient's counts, the chosen one first, then by place."""
    whole = st.column_config.NumberColumn(format="%d")
    st.dataframe(
        shown.table_of(recipient),
        key="assistance-recipients",
        hide_index=True,
        width="stretch",
        height=420,
        column_config={
            "country": st.column_config.TextColumn("Recipient", pinned=True, width="medium"),
            "place": whole | {"label": "Place"},
            "rose_while_worse": whole | {"label": "Rose while worse"},
            "worse": whole | {"label": "Years worse"},
            "rose_otherwise": whole | {"label": "Rose otherwise"},
            "otherwise": whole | {"label": "Other years"},
            "testable": whole | {"label": "Testable years"},
            "years": st.column_config.TextColumn("In which fiscal years", width="large"),
        },
        alt=f"{shown.title}: {len(shown.counts)} recipients",
    )


def _missing() -> None:
    """What is not in the figures, in words."""
    st.subheader("What is missing, and what the figures are not")
    st.markdown("\n".join(f"- {plain(text)}" for text in (FISCAL, *MISSING)))
