"""Country: one country on every indicator: place, how sure it is, change, and what agreement is worth."""

import datetime as dt
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart_card import chart_card
from dashboard.common.files import rows_address
from dashboard.common.navigation import base_address
from dashboard.common.notices import not_held, notice, refused_values
from dashboard.common.text import plain
from dashboard.common.widgets import one_country
from dashboard.pages.country.choices import SCOPES, Choices
from dashboard.pages.country.model import Entry, Portrait, asked_indicators, portrait
from dashboard.pages.country.standing_chart import standing_chart
from indicators.text import listed, number

SCOPE_NAMES = {"main": "Main indicators", "all": "All indicators (takes a while)"}


def show() -> None:
    """Where one country stands, and how much of that can be known."""
    chosen = state.choices(Choices)
    st.title("Country")
    refused_values()
    as_of = _choice(chosen)
    with st.spinner("Ranks and their confidence sets are being computed"):
        view = portrait(chosen, as_of)
    if chosen.as_of is not None:
        asked = asked_indicators(chosen.scope)
        not_held(cache.outdated_lines(asked, as_of, hindsight=chosen.has_hindsight))
    if not view.entries:
        notice(f"Nothing of {view.name} was known on {as_of}. Choose another country or a later day.")
        return
    chart_card(
        standing_chart(view.lines, country=view.country, names=view.names),
        view,
        link=state.view_link(Choices),
        rows=rows_address(chosen.path, chosen),
        key="country-figure",
    )
    _shared(view)
    if view.scope != "all":
        _table(SCOPE_NAMES.get(view.scope, view.scope), view.entries)
    else:
        for topic, entries in view.topics().items():
            st.subheader(topic)
            _table(topic, entries)
    _in_words(view)


def _choice(chosen: Choices) -> dt.date:
    left, middle, right = st.columns([2, 2, 3], vertical_alignment="top")
    one_country(left, "Country", cache.country_options(), chosen, "country")
    middle.selectbox(
        "Indicators",
        SCOPES,
        format_func=lambda scope: SCOPE_NAMES.get(scope, scope),
        **state.bound(Choices, "scope", chosen.scope),
    )
    with right:
        return as_of_choice(Choices, chosen, hindsight=True)


def _shared(view: Portrait) -> None:
    """What indexes are made of each other: their agreement is not counted twice."""
    made = {e.indicator.source: e.shared for e in view.entries if e.shared}
    if not made:
        return
    lines = [
        f"- {plain(cache.catalogue().source(source).name)} contains "
        f"{plain(listed([shared.name for shared in inputs]))}."
        for source, inputs in made.items()
    ]
    with st.expander("Agreement is not counted twice: indexes that share inputs"):
        st.markdown(
            "Where two indexes share an input, that they agree is no independent confirmation.\n\n"
            + "\n".join(lines)
        )
        doubts = {shared.evidence for inputs in made.values() for shared in inputs}
        st.caption("  \n".join(plain(evidence) for evidence in sorted(doubts)))


def _table(topic: str, entries: Sequence[Entry]) -> None:
    base = base_address()
    marked = any(entry.hindsight for entry in entries)
    rows = pd.DataFrame(
        {
            "Indicator": entry.indicator.short_name,
            "Value": number(entry.standing.value, entry.indicator.decimals),
            "Year": entry.standing.year,
            "Edition": entry.standing.edition,
            "Place": entry.place,
            "Set or band": entry.bounds,
            "Neighbours": entry.neighbours,
            "Over 5 years": entry.change_words(0),
            "Over 10 years": entry.change_words(1),
            **({"Hindsight": entry.hindsight} if marked else {}),
            "Made of": entry.shared_words,
            "Compare": f"{base}/compare?indicator={entry.indicator.id}&countries={entry.standing.iso3}",
            "Origin": f"{base}/data?number={entry.indicator.id}:{entry.standing.iso3}:"
            f"{entry.standing.year}:{entry.standing.edition}",
        }
        for entry in entries
    )
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        height=38 + 35 * len(rows),
        key=f"country-{topic}",
        column_config={
            "Indicator": st.column_config.TextColumn(pinned=True),
            "Year": st.column_config.NumberColumn(format="%d"),
            "Compare": st.column_config.LinkColumn(display_text="trend"),
            "Origin": st.column_config.LinkColumn(display_text="file and cell"),
        },
        alt=f"{topic}: {len(rows)} indicators with place, bounds and changes",
    )


def _in_words(view: Portrait) -> None:
    """Every place and change in a sentence, for quoting; folded."""
    folded = st.expander("In sentences, for quoting", key="country-words", on_change="rerun")
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
