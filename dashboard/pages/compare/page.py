"""Draw Compare: one indicator, some countries and years, as a trend, a ranking, a map or a table."""

import datetime as dt
from typing import Any

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import EVENT_MARKS, MAX_COUNTRIES
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card, foot, heading
from dashboard.common.files import rows_address
from dashboard.common.follow import follow
from dashboard.common.indicator_words import indicator_label
from dashboard.common.navigation import page_link
from dashboard.common.notices import no_answer, notice, refused_values
from dashboard.common.tables import observations_table
from dashboard.common.text import plain
from dashboard.common.widgets import choices_panel, dropdown, segments, several_countries
from dashboard.pages.compare import cached_charts
from dashboard.pages.compare.choices import AREAS, AXES, CHARTS, INTERVALS, Choices, figure_word
from dashboard.pages.compare.exhibits import exhibit
from dashboard.pages.compare.kinds import View
from dashboard.pages.compare.model import Comparison, comparison
from dashboard.pages.compare.pair_card import pair_card
from indicators.catalogue.geography import WIDER_REGION
from indicators.errors import QuestionError

KEY = "compare-figure"
# The charts on which a click chooses a figure of a pair.
CLICKED = ("trend", "ranking", "change")


def show() -> None:
    """Compare Tajikistan with its neighbours, or any countries with each other."""
    chosen = state.choices(Choices)
    st.title("Compare")
    refused_values()
    as_of = state.as_of(chosen)
    view: Comparison | None = None
    try:
        view, shown = comparison(chosen, as_of), exhibit(chosen, as_of)
    except QuestionError as error:
        no_answer(error, chosen)
    with choices_panel("compare"):
        _indicator_and_countries(chosen)
        if view is not None:
            _years_and_kind(chosen, view)
    if view is None:
        return
    notice(view.notice)
    notice(view.panel.outdated)
    _show(view, shown, chosen)
    if not view.panel.hindsight:
        _pair(view, chosen, as_of)
    _about(view)
    follow(view.panel, tuple(view.names), view.year)


def _axis_choice(chosen: Choices) -> None:
    """Draw the choice of data year or edition year, if the indicator's differ."""
    indicator = cache.catalogue().indicator(chosen.indicator)
    if indicator.edition_lag:
        segments(st, "Years on the axis", AXES, chosen, "axis", help=indicator.year_basis)


def _indicator_choice(label: str, chosen: str, name: str) -> None:
    st.selectbox(
        label,
        cache.indicator_options(),
        format_func=indicator_label,
        filter_mode="contains",
        **state.bound(Choices, name, chosen),
    )


def _indicator_and_countries(chosen: Choices) -> None:
    """Draw the choices of indicator, countries and as-of day."""
    left, right = st.columns([2, 3], vertical_alignment="top")
    with left:
        _indicator_choice("Indicator", chosen.indicator, "indicator")
    several_countries(right, chosen)
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
        as_of_choice(Choices, chosen, hindsight=True)
        _axis_choice(chosen)


def _add_country() -> None:
    """Add the country of the clicked pill to the choice."""
    added = st.session_state["compare-add"]
    if added:
        countries = state.choices(Choices).countries
        state.choose(Choices, countries=tuple(dict.fromkeys((*countries, added))))
        st.session_state["compare-add"] = None


def _years_and_kind(chosen: Choices, view: Comparison) -> None:
    segments(st, "Show as", CHARTS, chosen, "chart")
    middle, right = st.columns([3, 2], vertical_alignment="top")
    with middle:
        if view.is_one_year:
            st.select_slider(
                "Edition year" if view.lag else "Data year",
                view.panel.years,
                format_func=lambda year: str(year + view.lag),
                **state.bound(Choices, "year", view.year),
            )
        elif len(view.panel.years) > 1:
            first, last = view.panel.span
            st.slider(
                "Edition years" if view.lag else "Data years",
                first + view.lag,
                last + view.lag,
                **state.bound(
                    Choices,
                    "years",
                    (view.years[0] + view.lag, view.years[1] + view.lag),
                    lambda picked: (picked[0] - view.lag, picked[1] - view.lag),
                ),
            )
    with right:
        if chosen.chart == "trend":
            dropdown(st, "Events", EVENT_MARKS, chosen, "marks")
            if view.indicator.interval_level is not None:
                segments(st, f"{view.indicator.interval_level} % intervals", INTERVALS, chosen, "intervals")
        elif chosen.chart == "map":
            segments(st, "Area", AREAS, chosen, "area")
        elif chosen.chart == "two":
            _indicator_choice("Indicator on the vertical axis", chosen.against, "against")


def _show(view: Comparison, shown: Comparison | View, chosen: Choices) -> None:
    link, rows = state.view_link(Choices), rows_address(chosen.path, chosen)
    if chosen.chart == "table":
        passport = view.passport(link)
        heading(passport)
        observations_table(
            view.rows, view.indicator, focus=view.focus_name, chosen=tuple(view.names), key="compare-table"
        )
        finding = view.finding()
        st.markdown(plain(finding))
        foot(passport, view.alternative(), chart=None, rows=rows, key="compare-table", finding=finding)
        return
    chart_card(
        cached_charts.chart(chosen, view.as_of),
        shown,
        link=link,
        rows=rows,
        key=KEY,
        config=cached_charts.config(chosen),
        on_click=_clicked if chosen.chart in CLICKED else None,
    )
    if isinstance(shown, View):
        return
    behind = st.expander("Table behind the chart", key="compare-behind", on_change="rerun")
    if behind.open:
        with behind:
            table = view.places() if chosen.chart == "ranking" else view.rows
            observations_table(
                table,
                view.indicator,
                focus=view.focus_name,
                chosen=tuple(view.names),
                key="compare-behind-table",
            )


def _clicked(point: Any) -> None:
    """Compare the figure of the clicked point with the one clicked before."""
    chosen = state.choices(Choices)
    words = list(chosen.pair)
    if isinstance(point, list) and len(point) == 2:
        words.append(figure_word(str(point[0]), int(point[1])))
    state.choose(Choices, pair=tuple(dict.fromkeys(words[-2:])))


def _pair(view: Comparison, chosen: Choices, as_of: dt.date) -> None:
    """Draw two figures of the indicator: their difference, its test, and its parts."""
    pair_card(
        view.panel,
        view.pair(chosen.pair),
        as_of,
        choose=lambda pair: state.choose(Choices, pair=tuple(figure_word(*figure) for figure in pair)),
    )


def _about(view: Comparison) -> None:
    """Draw the indicator's meaning and its caveats."""
    indicator = view.indicator
    with st.expander("What does this indicator mean, and what are its caveats?"):
        lines = [
            plain(indicator.description),
            f"**Unit:** {plain(indicator.unit)}. **Years:** {plain(indicator.year_basis)}",
            f"**Interval:** {plain(view.interval)}.",
            *(f"- {plain(caveat)}" for caveat in indicator.caveats),
        ]
        st.markdown("\n\n".join(lines[:3]) + "\n\n" + "\n".join(lines[3:]))
        page_link(
            "data",
            label=f"{view.source.name}: licence, editions, citation",
            query_params={"source": view.source.id},
            icon=":material/database:",
        )
