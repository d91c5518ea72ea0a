"""Draw one country on every indicator: rank, margin of error, change, and shared inputs."""

import datetime as dt
from collections.abc import Collection, Sequence

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import MAX_COUNTRIES
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.navigation import base_address
from dashboard.common.notices import not_held, notice, refused_values
from dashboard.common.peers import peers, peers_choice
from dashboard.common.releases import release_lines
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.common.widgets import choices_panel, one_country
from dashboard.pages.country.choices import SCOPES, Choices
from dashboard.pages.country.model import Entry, Portrait, portrait, scope_indicators
from dashboard.pages.country.standing_chart import standing_chart
from indicators.text import listed, number

SCOPE_NAMES = {"main": "Main indicators", "all": "All indicators (takes a while)"}


def show() -> None:
    """Draw the country's ranks and their certainty."""
    chosen = state.choices(Choices)
    st.title("Country")
    refused_values()
    with choices_panel("country"):
        as_of = _choice(chosen)
    with st.spinner("Computing ranks and their confidence sets"):
        view = portrait(chosen, as_of)
    if chosen.as_of is not None:
        asked = scope_indicators(chosen.scope)
        not_held(cache.outdated_lines(asked, as_of, hindsight=chosen.has_hindsight))
    if not view.entries:
        notice(f"There was no value for {view.name} on {as_of}. Choose another country or a later day.")
        return
    chart_card(
        standing_chart(view.lines, country=view.country, names=view.names),
        view,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key="country-figure",
    )
    for line in release_lines((entry.indicator.id for entry in view.entries), as_of):
        st.caption(plain(line))
    _shared(view)
    if view.scope != "all":
        _table(SCOPE_NAMES.get(view.scope, view.scope), view.entries, view.names)
    else:
        for topic, entries in view.topics().items():
            st.header(topic)
            _table(topic, entries, view.names)
    _in_words(view)


def _choice(chosen: Choices) -> dt.date:
    left, middle, right = st.columns([2, 3, 2], vertical_alignment="top")
    one_country(left, "Country", cache.country_options(), chosen, "country")
    peers_choice(middle, Choices, peers(chosen.country, chosen.countries))
    right.selectbox(
        "Indicators",
        SCOPES,
        format_func=lambda scope: SCOPE_NAMES.get(scope, scope),
        **state.bound(Choices, "scope", chosen.scope),
    )
    return as_of_choice(Choices, chosen, hindsight=True)


def _shared(view: Portrait) -> None:
    """List the indexes that share inputs, whose agreement does not count twice."""
    made = {e.indicator.source: e.shared for e in view.entries if e.shared}
    if not made:
        return
    lines = [
        f"- {plain(cache.catalogue().source(source).name)} contains "
        f"{plain(listed([shared.name for shared in inputs]))}."
        for source, inputs in made.items()
    ]
    with st.expander("Do these indexes confirm each other? Some share inputs"):
        st.markdown(
            "If two indexes share an input, their agreement is not independent confirmation.\n\n"
            + "\n".join(lines)
        )
        doubts = {shared.evidence for inputs in made.values() for shared in inputs}
        st.caption("  \n".join(plain(evidence) for evidence in sorted(doubts)))


def _table(topic: str, entries: Sequence[Entry], countries: Collection[str]) -> None:
    base, among = base_address(), ",".join(list(countries)[:MAX_COUNTRIES])
    marked = any(entry.hindsight for entry in entries)
    rows = pd.DataFrame(
        {
            "Indicator": entry.indicator.short_name,
            "Value": number(entry.standing.value, entry.indicator.decimals),
            "Data year": entry.standing.year,
            "Edition": entry.standing.edition,
            "Rank": entry.place,
            "Bounds of the rank": entry.bounds,
            "Peers": entry.peers_words,
            "Change over 5 years": entry.change_words(0),
            "Change over 10 years": entry.change_words(1),
            **({"Hindsight": entry.hindsight} if marked else {}),
            "Inputs": entry.shared_words,
            "Compare": f"{base}/compare?indicator={entry.indicator.id}&countries={among}",
            "Origin": f"{base}/data?number={entry.indicator.id}:{entry.standing.iso3}:"
            f"{entry.standing.year}:{entry.standing.edition}",
        }
        for entry in entries
    )
    draw_table(
        rows,
        height=38 + 35 * len(rows),
        key=f"country-{topic}",
        column_config={
            "Indicator": st.column_config.TextColumn(pinned=True),
            "Data year": st.column_config.NumberColumn(format="%d"),
            "Compare": st.column_config.LinkColumn(display_text="trend"),
            "Origin": st.column_config.LinkColumn(display_text="file and cell"),
        },
        alt=f"{topic}: {len(rows)} indicators with rank, bounds and changes",
    )


def _in_words(view: Portrait) -> None:
    """Draw every rank and change as a sentence to quote, folded."""
    folded = st.expander("Sentences to quote", key="country-words", on_change="rerun")
    if not folded.open:
        return
    with folded:
        for entry in view.entries:
            marked = f"Hindsight, {entry.hindsight}. " if entry.hindsight else ""
            lines = [f"**{plain(entry.indicator.name)}.** {plain(marked + entry.standing.sentence)}"]
            lines += [
                plain(over.change.sentence if over.change else f"Over {over.span} years: {over.reason}")
                for over in entry.changes
            ]
            st.markdown("  \n".join(lines))
            if entry.standing.detail:
                st.caption(plain(entry.standing.detail))
