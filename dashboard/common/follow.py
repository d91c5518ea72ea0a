"""One number followed: through its editions, and to the cell of the publisher's file that it came from."""

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.address import number_word
from dashboard.common.navigation import page_link
from dashboard.common.notices import problem
from dashboard.common.text import link, number, plain
from indicators.errors import QuestionError
from indicators.model import Indicator
from indicators.snapshot.questions import revisions
from indicators.snapshot.trace import Trace, trace


def follow(panel: cache.Panel, countries: tuple[str, ...], year: int) -> None:
    """A number of the indicator at hand to choose, its editions, and where it comes from; folded."""
    folded = st.expander("Follow a number: its editions, and the file it comes from", on_change="rerun")
    if not folded.open:
        return
    with folded:
        left, right = st.columns(2)
        iso3 = left.selectbox("Country", countries, format_func=cache.country_name, key="follow-country")
        own = panel.series.get(iso3)
        if own is None:
            st.markdown(f"No value of {plain(cache.country_name(iso3))}.")
            return
        years = list(reversed(own["year"]))
        chosen = right.selectbox("Year", years, index=years.index(year) if year in years else 0)
        edition = own["edition"][own["year"].index(chosen)]
        number_in_full(panel.indicator, iso3, chosen, edition, panel.answered_on)


def number_in_full(indicator: Indicator, iso3: str, year: int, edition: str, as_of: dt.date) -> None:
    """Every edition of one number, and where the one of this edition stands in its publisher's file."""
    try:
        trace_text(trace(cache.snapshot(), indicator.id, iso3, year, edition=edition, as_of=as_of))
        _revisions(indicator, iso3, year, as_of)
    except QuestionError as error:
        problem(error)


def trace_text(found: Trace) -> None:
    """The life of one number, from its publisher's file to the screen."""
    known, figures = found.indicator, found.figures
    where = f"file **{plain(found.file)}**"
    if found.sheet:
        where += f", sheet **{plain(found.sheet)}**"
    where += f", row **{found.row}**, column **{plain(found.column)}**"
    fetched = (
        f"fetched {plain(found.fetched)}"
        if found.fetched
        else "transcribed or extracted by people from"
        if found.by_hand
        else "placed by hand; the publisher offers it at"
    )
    lines = [
        f"**{number(figures['value'], known.decimals)}** {plain(known.unit)}: {plain(known.name)}, "
        f"{plain(cache.country_name(figures['iso3']))}, {figures['year']}.",
        f"- **Edition** {plain(found.edition.id)} of {plain(found.source.publisher)}, published "
        f"{found.edition.when} ({plain(found.edition.evidence)})",
        f"- **Where it stands:** {where}",
        f"- **The file:** {fetched} {link(found.address, found.address)}; SHA-256 `{found.sha256}`",
        f"- **What was done to it:** {plain(' '.join(found.processing))}",
        f"- **Status:** {plain(figures['status'])}. **Licence:** "
        f"{link(found.source.licence, found.source.licence_url)}. **Snapshot:** `{plain(found.snapshot)}`",
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))


def _revisions(indicator: Indicator, iso3: str, year: int, as_of: dt.date) -> None:
    """The same figure in every edition held: then, now, the difference, against its standard error."""
    found = revisions(cache.snapshot(), indicator.id, iso3, year, as_of=as_of)
    if len(found) < 2:
        st.caption("Held in one edition: no revision can be shown.")
        return
    names = {id: cache.catalogue().indicator(id).short_name for id in found["indicator"].unique()}
    st.dataframe(
        found.assign(indicator=found["indicator"].map(names), published=found["published"].astype("str"))[
            ["indicator", "edition", "published", "value", "lower", "upper", "standard_error", "difference",
             "in_standard_errors"]
        ].dropna(axis="columns", how="all"),
        hide_index=True,
        width="stretch",
        column_config=_columns(indicator),
        alt=f"{indicator.name}, {iso3} {year}, in every edition held",
    )  # fmt: skip
    st.caption(_sentence(found, indicator))


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
        "difference": digits | {"label": "Revised since by"},
        "in_standard_errors": st.column_config.NumberColumn("In its standard errors", format="%.2f"),
    }


def _sentence(found: pd.DataFrame, indicator: Indicator) -> str:
    """What was known first, what now, and how far apart that is."""
    own = found[found["indicator"] == indicator.id]
    others = (
        "" if len(own) == len(found) else " Rows of another method are no revisions and are not compared."
    )
    if len(own) < 2:
        return others.strip()
    then, now = own.iloc[0], own.iloc[-1]
    digits = indicator.decimals + 1
    text = (
        f"Then (edition {plain(then['edition'])}): {number(then['value'], digits)}. Now (edition "
        f"{plain(now['edition'])}): {number(now['value'], digits)}. Revised by "
        f"{number(then['difference'], digits)}"
    )
    if then["in_standard_errors"] == then["in_standard_errors"]:
        text += f", {number(then['in_standard_errors'], 2)} of the standard error published then"
    return f"{text}.{others}"


def origin_link(indicator: str, iso3: str, year: int, edition: str, label: str = "Origin") -> None:
    """A link from a number to its life on the Data page."""
    page_link(
        "data",
        label=label,
        query_params={"number": number_word(indicator, iso3, year, edition)},
        icon=":material/database:",
        help="The publisher's file and cell that this number comes from, and its revisions",
    )
