"""Trace one number through its editions to its cell in the publisher's file."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.address import number_word
from dashboard.common.navigation import page_link
from dashboard.common.notices import problem
from dashboard.common.tables import draw_table
from dashboard.common.text import link, number, plain
from indicators.errors import QuestionError
from indicators.model import Indicator
from indicators.snapshot.questions import revisions
from indicators.snapshot.trace import Trace, trace


def follow(panel: cache.Panel, countries: tuple[str, ...], year: int) -> None:
    """Draw a folded choice of one number of an indicator, with its editions and its origin."""
    folded = st.expander("Where does a number come from? Its file, cell and revisions", on_change="rerun")
    if not folded.open:
        return
    with folded:
        left, right = st.columns(2)
        iso3 = left.selectbox("Country", countries, format_func=cache.country_name, key="follow-country")
        series = panel.series.get(iso3)
        if series is None:
            st.markdown(f"No value for {plain(cache.country_name(iso3))}.")
            return
        years = list(reversed(series["year"]))
        chosen = right.selectbox("Data year", years, index=years.index(year) if year in years else 0)
        edition = series["edition"][series["year"].index(chosen)]
        number_origin(panel.indicator, iso3, chosen, edition, panel.answered_on)


def number_origin(indicator: Indicator, iso3: str, year: int, edition: str, as_of: dt.date) -> None:
    """Draw the origin of a number in one edition, then the number in every edition."""
    try:
        _trace(trace(cache.snapshot(), indicator.id, iso3, year, edition=edition, as_of=as_of))
        _revisions(indicator, iso3, year, as_of)
    except QuestionError as error:
        problem(error)


def _trace(steps: Trace) -> None:
    """Draw the way of one number from its publisher's file to the screen."""
    indicator, figures = steps.indicator, steps.figures
    cell = f"file **{plain(steps.file)}**"
    if steps.sheet:
        cell += f", sheet **{plain(steps.sheet)}**"
    cell += f", row **{steps.row}**, column **{plain(steps.column)}**"
    fetched = (
        f"fetched {plain(steps.fetched)} from"
        if steps.fetched
        else "transcribed or extracted by people from"
        if steps.by_hand
        else "downloaded by hand; the publisher offers it at"
    )
    lines = [
        f"**{number(figures['value'], indicator.decimals)}** {plain(indicator.unit)}: "
        f"{plain(indicator.name)}, {plain(cache.country_name(figures['iso3']))}, {figures['year']}.",
        f"- **Edition:** {plain(steps.edition.id)} by {plain(steps.source.publisher)}, published "
        f"{steps.edition.when} ({plain(steps.edition.evidence)})",
        f"- **Cell:** {cell}",
        f"- **File:** {fetched} {link(steps.address, steps.address)}; SHA-256 `{steps.sha256}`",
        f"- **Processing:** {plain(' '.join(steps.processing))}",
        f"- **Status:** {plain(figures['status'])}. **Licence:** "
        f"{link(steps.source.licence, steps.source.licence_url)}. **Snapshot:** `{plain(steps.snapshot)}`",
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))


def _revisions(indicator: Indicator, iso3: str, year: int, as_of: dt.date) -> None:
    """Draw one figure in every edition: then, now, the difference, in standard errors."""
    editions = revisions(cache.snapshot(), indicator.id, iso3, year, as_of=as_of)
    if len(editions) < 2:
        st.caption("We have this figure in one edition only, so there is no revision to show.")
        return
    names = {id: cache.catalogue().indicator(id).short_name for id in editions["indicator"].unique()}
    draw_table(
        editions.assign(
            indicator=editions["indicator"].map(names), published=editions["published"].astype("str")
        )[
            ["indicator", "edition", "published", "value", "lower", "upper", "standard_error", "difference",
             "in_standard_errors"]
        ].dropna(axis="columns", how="all"),
        column_config=_columns(indicator),
        alt=f"{indicator.name}, {iso3} {year}, in every edition",
    )  # fmt: skip
    st.caption(_sentence(editions, indicator))


def _columns(indicator: Indicator) -> dict[Any, Any]:
    digits = st.column_config.NumberColumn(format=f"%.{indicator.decimals + 1}f")
    return {
        "indicator": "Indicator",
        "edition": "Edition",
        "published": "Published",
        "value": digits | {"label": "Value"},
        "lower": digits | {"label": "Lower"},
        "upper": digits | {"label": "Upper"},
        "standard_error": digits | {"label": "Standard error"},
        "difference": digits | {"label": "Revision since"},
        "in_standard_errors": st.column_config.NumberColumn("Revision in standard errors", format="%.2f"),
    }


def _sentence(editions: pd.DataFrame, indicator: Indicator) -> str:
    """Say the first value, the newest value, and the revision between them."""
    same = editions[editions["indicator"] == indicator.id]
    others = (
        ""
        if len(same) == len(editions)
        else " Rows by another method are not revisions; do not compare them."
    )
    if len(same) < 2:
        return others.strip()
    then, now = same.iloc[0], same.iloc[-1]
    digits = indicator.decimals + 1
    text = (
        f"Then (edition {plain(then['edition'])}): {number(then['value'], digits)}. Now (edition "
        f"{plain(now['edition'])}): {number(now['value'], digits)}. Revised by "
        f"{number(then['difference'], digits)}"
    )
    if then["in_standard_errors"] == then["in_standard_errors"]:
        text += f", or {number(then['in_standard_errors'], 2)} times the standard error published then"
    return f"{text}.{others}"


def origin_link(indicator: str, iso3: str, year: int, edition: str, label: str = "Origin") -> None:
    """Draw a link from a number to its origin on the Data page."""
    page_link(
        "data",
        label=label,
        query_params={"number": number_word(indicator, iso3, year, edition)},
        icon=":material/database:",
        help="The publisher's file and cell that this number comes from, and its revisions",
    )
