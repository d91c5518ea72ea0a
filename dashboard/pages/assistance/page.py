"""Draw Security assistance: money and training beside governance, over years and countries."""

import datetime as dt

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common import cache, state
from dashboard.common.address import EVENT_MARKS
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.figure import Figure
from dashboard.common.files import rows_address
from dashboard.common.navigation import base_address
from dashboard.common.notices import no_answer, refused_values
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.common.widgets import choices_panel, dropdown, one_country, segments, several_countries
from dashboard.pages.assistance.charts import Panels, panels
from dashboard.pages.assistance.choices import PER, VIEWS, Choices, is_measure
from dashboard.pages.assistance.coincidence_chart import against, coincidence
from dashboard.pages.assistance.model import about_assistance, figures_of, training_breaks
from dashboard.pages.assistance.parts import (
    Against,
    Coincided,
    OverYears,
    SideBySide,
    View,
    known_on,
    numbers_of,
)
from dashboard.pages.assistance.side_by_side_chart import side_by_side
from indicators.assistance.ask import AIDS, DESCRIPTION, DOLLARS, FISCAL, MISSING, SWITCH
from indicators.errors import QuestionError

KEY = "assistance-figure"

ORIGIN = st.column_config.LinkColumn("Origin", display_text="file and cell")


def show() -> None:
    """Draw US security assistance beside governance in the same years."""
    chosen = state.choices(Choices)
    st.title("Security assistance")
    refused_values()
    st.markdown(f"How did US security assistance develop while governance changed? **{DESCRIPTION}**")
    with choices_panel("assistance"):
        as_of = as_of_choice(Choices, chosen, hindsight=True)
        segments(st, "Show", VIEWS, chosen, "view")
        _who_and_what(chosen)
        beside = _how(chosen)
    try:
        view = about_assistance(chosen, as_of)
    except QuestionError as error:
        no_answer(error, chosen)
        return
    if view.span[0] < view.span[1]:
        beside.slider("Fiscal years", *view.span, **state.bound(Choices, "years", view.years, tuple))
    if view.notices:
        st.info("  \n".join(plain(text) for text in view.notices), icon=":material/info:")
    if view.words:
        st.markdown("\n".join(f"- {plain(words)}" for words in view.words))
    chart_card(
        figure_of(view),
        view,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key=KEY,
    )
    _behind(chosen, view, as_of)
    _missing()


def _who_and_what(chosen: Choices) -> None:
    """Draw the choices of recipient, measure and countries that the view uses."""
    if chosen.view == "neighbours":
        _countries(chosen)
        return
    left, middle, right = st.columns([2, 3, 4], vertical_alignment="top")
    one_country(left, "Recipient", cache.country_options(), chosen, "recipient")
    known = cache.catalogue().indicators
    middle.selectbox(
        "Measure of governance",
        [id for id in cache.indicator_options() if is_measure(id)],
        format_func=lambda id: f"{known[id].topic}: {known[id].short_name}",
        filter_mode="contains",
        **state.bound(Choices, "measure", chosen.measure),
    )
    if chosen.view != "years":
        with right:
            _countries(chosen)


def _countries(chosen: Choices) -> None:
    several_countries(st, chosen)


def _how(chosen: Choices) -> DeltaGenerator:
    """Draw the choices of assistance and dollars; return the place for the fiscal years."""
    first, second, third, last = st.columns([3, 3.7, 3.3, 4], vertical_alignment="top")
    if chosen.view != "years":
        dropdown(first, "Assistance", AIDS, chosen, "aid")
    else:
        dropdown(first, "Events", EVENT_MARKS, chosen, "marks")
    segments(second, "Dollars", DOLLARS, chosen, "dollars")
    if chosen.view in ("years", "scatter"):
        segments(third, "Amounts", PER, chosen, "per")
    return last


def figure_of(view: View) -> Figure:
    """Draw the chart of one view."""
    if isinstance(view, OverYears):
        return panels(
            Panels(
                table=view.table,
                indicator=view.measure,
                series=view.series,
                breaks=view.breaks,
                iso3=view.iso3,
                years=view.years,
                units=(view.money, view.people),
                switch=SWITCH.boundary,
                training=training_breaks(view.years),
                events=view.events,
                ruled=view.ruled,
                hindsight=view.hindsight,
            )
        )
    if isinstance(view, SideBySide):
        return side_by_side(
            view.rows, names=view.names, units=view.units, years=view.years, switch=SWITCH.boundary
        )
    if isinstance(view, Against):
        return against(
            view.points,
            view.trace,
            view.measure,
            names=view.names,
            all_names=cache.country_names(),
            unit=view.unit,
        )
    if isinstance(view, Coincided):
        return coincidence(view.rows, view.measure, names=view.names, years=view.years)
    raise TypeError(f"no figure of {type(view).__name__}")


def _behind(chosen: Choices, view: View, as_of: dt.date) -> None:
    """Draw the numbers of the view as tables; each yearly number links to its origin."""
    if isinstance(view, SideBySide):
        _averages(view)
    if isinstance(view, Coincided):
        _recipients(view, chosen.recipient)
    folded = st.expander("Table behind the chart", key="assistance-behind", on_change="rerun")
    if folded.open:
        with folded:
            if isinstance(view, OverYears):
                _year_tables(view, as_of)
            else:
                rows = view.exported()
                numbers = numbers_of(rows, chosen.aid, chosen.dollars)
                if numbers is not None:
                    rows = rows.assign(origin=_links(numbers))
                _plain_table(rows, "assistance-rows", view.title)


def _links(numbers: pd.Series) -> pd.Series:
    """Return the address of each number's origin on the Data page."""
    return f"{base_address()}/data?number=" + numbers


def _plain_table(rows: pd.DataFrame, key: str, alt: str) -> None:
    year = st.column_config.NumberColumn(format="%d")
    draw_table(
        rows,
        key=key,
        height=min(420, 38 + 35 * max(1, len(rows))),
        column_config={"fiscal_year": year, "population": year, "origin": ORIGIN},
        alt=alt,
    )


def _year_tables(view: OverYears, as_of: dt.date) -> None:
    """Draw every figure with its origin, the accounts of the money and the programmes of the training."""
    figures, accounts, programs = st.tabs(["By year", "By account", "By programme"])
    with figures:
        rows = figures_of(view)
        digits = st.column_config.NumberColumn("Value", format="localized")
        draw_table(
            rows.assign(origin=_links(rows["number"])).drop(columns="number"),
            key="assistance-figures",
            height=420,
            column_config={
                "fiscal_year": st.column_config.NumberColumn("Fiscal year", format="%d"),
                "figure": "Figure",
                "value": digits,
                "unit": "Unit",
                "edition": "Edition",
                "origin": ORIGIN,
            },
            alt=f"Every figure of {view.title}",
        )
    known, wanted = known_on(as_of), [view.iso3]
    first, last = view.years
    with accounts:
        st.caption("Obligations in million US$ of the year, and of 2020, by account of the Greenbook.")
        rows = known.by_account(wanted)
        _plain_table(rows[rows["fiscal_year"].between(first, last)], "assistance-accounts", "By account")
    with programs:
        st.caption(
            "Places on courses, cost in million US$ of the year (missing if the report prints none), courses."
        )
        rows = known.by_program(wanted)
        _plain_table(rows[rows["fiscal_year"].between(first, last)], "assistance-programs", "By programme")


def _averages(view: SideBySide) -> None:
    """Draw sums and means of each country over the chosen fiscal years."""
    draw_table(
        view.averages(),
        key="assistance-averages",
        column_config={
            "country": st.column_config.TextColumn("Country", pinned=True),
            "years": st.column_config.NumberColumn("Fiscal years recorded", format="%d"),
            "total": st.column_config.NumberColumn(f"Sum, {view.units[0]}", format="localized"),
            "mean": st.column_config.NumberColumn("Mean of a recorded year", format="localized"),
            "mean_per_head": st.column_config.NumberColumn(f"Mean, {view.units[1]}", format="localized"),
        },
        alt=f"{view.title}, {view.years[0]} to {view.years[1]} together",
    )


def _recipients(view: Coincided, recipient: str) -> None:
    """Draw every recipient's counts, the chosen one first, then by rank."""
    whole = st.column_config.NumberColumn(format="%d")
    draw_table(
        view.table_of(recipient),
        key="assistance-recipients",
        height=420,
        column_config={
            "country": st.column_config.TextColumn("Recipient", pinned=True, width="medium"),
            "place": whole | {"label": "Rank"},
            "rose_while_worse": whole | {"label": "Rises in worse years"},
            "worse": whole | {"label": "Worse years"},
            "rose_otherwise": whole | {"label": "Rises in other years"},
            "otherwise": whole | {"label": "Other years"},
            "testable": whole | {"label": "Testable years"},
            "years": st.column_config.TextColumn("Fiscal years of rises while worse", width="large"),
        },
        alt=f"{view.title}: {len(view.counts)} recipients",
    )


def _missing() -> None:
    """List the gaps of the figures in words."""
    st.header("What do the figures leave out?")
    st.markdown("\n".join(f"- {plain(text)}" for text in (FISCAL, *MISSING)))
