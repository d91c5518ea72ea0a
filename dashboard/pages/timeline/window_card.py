"""Draw an event's before and after: sentence, path, the world's changes, checks; or the refusal."""

import datetime as dt

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.notices import notice
from dashboard.common.series import moment
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.pages.timeline.choices import NO_INDICATOR, Choices
from dashboard.pages.timeline.window_chart import path, world
from dashboard.pages.timeline.window_model import Path, path_of, window_of, windows_together, world_of
from indicators.events.result import UNUSUAL

HELP = (
    "Compares the mean of the years before an event with the mean after it, for Tajikistan, its neighbours "
    "and the world. It describes and tests a change; it does not show a cause."
)


def before_and_after(chosen: Choices, as_of: dt.date) -> None:
    """Draw the window of the chosen event and indicator, then several indicators together."""
    st.header("Before and after", help=HELP, anchor="before-and-after")
    if chosen.beneath == NO_INDICATOR:
        notice("Choose an indicator to compare it before and after this event.")
    else:
        window = window_of(chosen.event, chosen.beneath, as_of)
        if window.refusal:
            notice(f"{window.indicator.name}: no comparison before and after. {window.refusal.text}")
        else:
            _result(chosen, as_of)
    _several(chosen.event, as_of)


def _result(chosen: Choices, as_of: dt.date) -> None:
    country, everyone = path_of(chosen, as_of), world_of(chosen, as_of)
    window, result = country.window, country.result
    with st.container(border=True):
        st.markdown(plain(window.sentence))
    left, right = st.columns(2, gap="medium")
    link = state.view_link(Choices)
    with left:
        chart_card(
            path(window, result, event_at=moment(country.event.when.start)),
            country,
            link=link,
            rows=rows_address("window", chosen),
            key="window-path",
        )
    with right:
        chart_card(
            world(window, result),
            everyone,
            link=link,
            rows=rows_address("window-world", chosen),
            key="window-world",
        )
    st.markdown("\n".join(f"- **{plain(name)}:** {plain(text)}" for name, text in window.details))
    folded = st.expander("Means before and after", key="window-means", on_change="rerun")
    if folded.open:
        with folded:
            _means(country)


def _means(country: Path) -> None:
    number = st.column_config.NumberColumn(format=f"%.{country.window.digits}f")
    before, after = country.window.years_before, country.window.years_after
    draw_table(
        country.means_rows(),
        column_config={
            "country": st.column_config.TextColumn("Country", pinned=True),
            "before": number | {"label": f"Mean {before[0]} to {before[-1]}"},
            "after": number | {"label": f"Mean {after[0]} to {after[-1]}"},
            "change": number | {"label": "Change"},
        },
        alt=f"{country.window.indicator.name}: means before and after",
    )


def _several(event: str, as_of: dt.date) -> None:
    """Test several indicators about the same event, each p adjusted for their number."""
    folded = st.expander("Test several indicators together", key="window-several", on_change="rerun")
    if not folded.open:
        return
    known = cache.catalogue().indicators
    with folded:
        picked = st.multiselect(
            "Indicators",
            cache.indicator_options(),
            default=[id for id in cache.indicator_options() if known[id].headline],
            format_func=lambda id: known[id].short_name,
            key="window-indicators",
        )
        if not picked:
            return
        _together(windows_together(event, tuple(picked), as_of))


def _together(table: pd.DataFrame) -> None:
    """Draw the tests as a table, their number, and the reason for each refused window."""
    known = cache.catalogue().indicators
    named = table.assign(indicator=[known[id].short_name for id in table["indicator"]])
    tested, refused = named[named["p"].notna()], named[named["p"].isna()]
    p = st.column_config.NumberColumn(format="%.3f")
    moved = st.column_config.NumberColumn(format="%.3f", help="In the unit of the indicator")
    if len(tested):
        draw_table(
            tested[["indicator", "theta_peers", "theta", "p", "p_holm", "near_p", "pre_p", "n"]],
            height=38 + 35 * len(tested),
            column_config={
                "indicator": st.column_config.TextColumn("Indicator", pinned=True),
                "theta_peers": moved | {"label": "Against neighbours"},
                "theta": moved | {"label": "Against the world"},
                "p": p | {"label": "p"},
                "p_holm": p | {"label": f"p, {len(tested)} tests", "help": "Adjusted by Holm's method"},
                "near_p": p | {"label": "p, countries like it"},
                "pre_p": p
                | {"label": "p before the event", "help": "Below 0.10: it diverged already before"},
                "n": st.column_config.NumberColumn("Countries", format="%d"),
            },
            alt=f"{len(tested)} indicators tested before and after the event",
        )
    st.caption(plain(_verdict(table["p_holm"].min(), len(tested))))
    if len(refused):
        lines = [
            f"- **{plain(name)}:** {plain(text)}"
            for name, text in zip(refused["indicator"], refused["refusal_text"], strict=True)
        ]
        st.markdown("Not tested:\n\n" + "\n".join(lines))


def _verdict(smallest: float, tests: int) -> str:
    """Word the number of tests, and the result after adjusting for it."""
    if not tests:
        return "No window could be tested."
    method = f"Holm's method adjusts each p for {tests} test{'s' * (tests != 1)}."
    if smallest >= UNUSUAL:
        return f"No change is unusual (p below 0.10). {method}"
    return f"The smallest p is {smallest:.3f}: consistent with an effect, but not a proof. {method}"
