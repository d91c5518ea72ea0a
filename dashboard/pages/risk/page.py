"""Risk: one score that shows its own choices: weights, methods, errors and what is missing."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import MAX_COUNTRIES
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart import chart
from dashboard.common.chart_card import chart_card, heading
from dashboard.common.files import rows_address
from dashboard.common.notices import not_held, notice, problem, refused_values
from dashboard.common.text import plain
from dashboard.common.widgets import one_country, segments
from dashboard.pages.risk.choices import VIEWS, Choices, weight_words
from dashboard.pages.risk.files import KINDS, risk_address, risk_content
from dashboard.pages.risk.model import Asked, Risk, about_risk
from dashboard.pages.risk.own_score import Own, own_banner, own_figures, own_upload
from dashboard.pages.risk.scores import Scoring, default_structure, of_snapshot
from dashboard.pages.risk.tables import coherence_tables, missing_table, provenance_table, weights_table
from dashboard.pages.risk.views import View, view_of
from dashboard.pages.risk.weights import weight_sliders
from indicators.errors import QuestionError
from indicators.score import Structure
from indicators.score.weights import parse_weights, weighted
from indicators.score.words import share_words
from indicators.text import number

KEY = "risk-figure"

DRAWING = "Drawing scores over plausible methods and published errors"
FILE_NAMES = {
    "structure.toml": "Structure (TOML)",
    "scores.parquet": "Every country's scores (Parquet)",
    "draws.parquet": "All draws (Parquet)",
}


def show() -> None:
    """One summary of risk, and everything that it depends on."""
    chosen = state.choices(Choices)
    st.title("Risk")
    refused_values()
    st.markdown(
        "One score of governance risk, **0 to 100: 100 is worst**. It is computed here, from published "
        "indicators and weights that you can move, and it is no more certain than its range."
    )
    own = own_figures()
    if own is not None:
        own_banner(own)
        as_of = dt.date.today()
    else:
        as_of = as_of_choice(Choices, chosen)
    try:
        _scores(chosen, own, as_of)
    except QuestionError as error:
        if own is not None or chosen.as_of is None:
            problem(error)
        else:
            _no_score(as_of, error)
    own_upload()


def _scores(chosen: Choices, own: Own | None, as_of: dt.date) -> None:
    scoring = own.scoring if own else of_snapshot(as_of)
    preset, weights = _weights(chosen, own)
    base = weighted(scoring.material.structure, preset, {})
    structure = weighted(base, None, weights)
    chosen = _who(chosen, own, scoring, structure)
    year = _year(chosen, own, scoring, structure)
    risk = about_risk(chosen, as_of, Asked(scoring=scoring, preset=preset, weights=weights, year=year))
    asked = own.year if own else chosen.year
    if asked is not None and asked != risk.year:
        notice(f"No country has a score in {asked}; {risk.year} is shown.")
    _weight_choice(risk, base, preset, weights, own)
    if risk.notices:
        st.info("  \n".join(plain(text) for text in risk.notices), icon=":material/info:")
    figures = st.container()
    segments(st, "Show", VIEWS, chosen, "show")
    view = _chart(risk, chosen, own)
    with figures:
        _figures(risk, view)
    _behind(risk, view)
    _take_away(risk, chosen, own)


def _no_score(as_of: dt.date, error: QuestionError) -> None:
    """Say which inputs of the day are not held, and offer the scores of today."""
    notice(f"No score as known on {as_of}: {error.what}.")
    inputs = [measure.id for measure in default_structure().indicators]
    not_held(cache.outdated_lines(inputs, as_of, hindsight=False))
    st.button("Show today's scores", on_click=state.choose, args=(Choices,), kwargs={"as_of": None})


def _weights(chosen: Choices, own: Own | None) -> tuple[str | None, dict[str, float]]:
    """The preset and the reader's changes to it."""
    if own is not None:
        return own.preset, dict(own.weights)
    return chosen.preset, parse_weights(chosen.weights, default_structure().ids)


def _who(chosen: Choices, own: Own | None, scoring: Scoring, structure: Structure) -> Choices:
    """The country in question and those beside it; of own figures those that are in them."""
    options = cache.country_options()
    if own is not None:
        there = set(scoring.material.rows["iso3"])
        options = [iso3 for iso3 in options if iso3 in there]
        country = chosen.country if chosen.country in there else options[0]
        others = tuple(iso3 for iso3 in chosen.countries if iso3 in there) or tuple(options[:MAX_COUNTRIES])
        chosen = replace(chosen, country=country, countries=others)
    left, middle, right = st.columns([2, 4, 1.4], vertical_alignment="top")
    one_country(left, "Country", options, chosen, "country")
    middle.multiselect(
        "Beside",
        options,
        format_func=cache.country_name,
        max_selections=MAX_COUNTRIES,
        placeholder="Type a country",
        **state.bound(Choices, "countries", list(chosen.countries), lambda picked: tuple(picked)),
    )
    years = list(scoring.years(structure))
    year = _year(chosen, own, scoring, structure)
    key = "risk-year-own" if own else "risk-year"
    if st.session_state.get(key) != year:
        st.session_state[key] = year
    right.selectbox("Year", years, key=key, on_change=_took_year, args=(key,))
    return chosen


def _year(chosen: Choices, own: Own | None, scoring: Scoring, structure: Structure) -> int:
    """The year chosen where it has values, else the newest with a score."""
    asked = own.year if own else chosen.year
    years = scoring.years(structure)
    return asked if asked in years else years[0]


def _took_year(key: str) -> None:
    own = own_figures()
    if own is not None:
        own.year = st.session_state[key]
    else:
        state.choose(Choices, year=st.session_state[key])


def _weight_choice(
    risk: Risk, base: Structure, preset: str | None, weights: Mapping[str, float], own: Own | None
) -> None:
    names = {one.id: one.name for one in risk.scoring.material.structure.presets}
    if names:
        key = "risk-preset-own" if own else "risk-preset"
        if st.session_state.get(key) != preset:
            st.session_state[key] = preset
        st.segmented_control(
            "Weights",
            list(names),
            format_func=names.__getitem__,
            required=own is None,
            key=key,
            on_change=_took_preset,
            args=(key,),
        )
    weight_sliders(
        risk.scores.structure, base, weights, _took_weights, key="own-weight" if own else "risk-weight"
    )
    st.caption(plain(f"Shares of the whole: {risk.weight_words}."))


def _took_preset(key: str) -> None:
    own, picked = own_figures(), st.session_state[key]
    if own is not None:
        own.preset, own.weights = picked, {}
    elif picked is not None:
        state.choose(Choices, preset=picked, weights=())


def _took_weights(weights: dict[str, float]) -> None:
    own = own_figures()
    if own is not None:
        own.weights = weights
    else:
        state.choose(Choices, weights=weight_words(weights))


def _figures(risk: Risk, view: View) -> None:
    """The country's score, range, place and how much of it is there."""
    ranges = risk.range() if risk.has_score else None
    row = risk.whole(ranges, (risk.iso3,)).to_dict("records")
    if not row or not risk.has_score:
        reason = row[0]["reason"] if row else f"no value of any indicator in {risk.year}"
        notice(f"{risk.name} has no score in {risk.year}: {reason}.")
        return
    [own] = row
    first, second, third, fourth = st.columns(4)
    first.metric(f"{risk.name} {risk.year}", number(own["score"], 1), border=True, height="stretch")
    second.metric(
        "Range of the score",
        f"{number(own['range_lower'], 1)} to {number(own['range_upper'], 1)}",
        border=True,
        height="stretch",
    )
    third.metric(
        "Computed place, least risk first",
        f"{own['computed_rank']} of {own['computed_n']}",
        f"{number(own['range_rank_lower'], 0)} to {number(own['range_rank_upper'], 0)} over the draws",
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    fourth.metric(
        "Weight that has a value",
        share_words(own["coverage"]),
        f"worst tenth: {share_words(own['worst_decile'])} of draws",
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )


def _chart(risk: Risk, chosen: Choices, own: Own | None) -> View:
    """The chart; where draws are needed that are not there yet, the scores alone come first."""
    place = st.empty()
    waits = (
        chosen.show in ("beside", "ranking") and not risk.scoring.has_range(risk.structure, risk.year)
    ) or (chosen.show == "matters" and not risk.scoring.has_matters(risk.structure, risk.year, risk.iso3))
    if waits:
        with place.container():
            if chosen.show != "matters":
                first = view_of(risk, chosen.show, ranged=False)
                heading(first.passport(""))
                chart(first.figure, key=f"{KEY}-first", alt=first.alternative())
            bar = st.progress(0.0, DRAWING)

            def progress(done: int, total: int) -> None:
                bar.progress(done / total, DRAWING)

            view = view_of(risk, chosen.show, progress=progress)
    elif chosen.show == "trend":
        with place.container(), st.spinner("Scores of all years are being made"):
            view = view_of(risk, chosen.show)
    else:
        view = view_of(risk, chosen.show)
    with place.container():
        chart_card(
            view.figure,
            view,
            link=state.view_link(Choices),
            rows=None if own else rows_address(chosen.path, chosen),
            key=KEY,
        )
    return view


def _behind(risk: Risk, view: View) -> None:
    """The numbers behind the score, each folded until asked for."""
    tables: dict[str, Callable[[], None]] = {
        "Table behind the chart": lambda: _table(view.exported(), "rows", view.title),
        "What is missing, and what that did": lambda: _missing(risk),
        "Who judges what: inputs that indicators share": lambda: _provenance(risk),
        "Weights on paper and in effect": lambda: _effective(risk),
        "Whether the parts belong together": lambda: _coherence(risk),
    }
    for number_, (title, draw) in enumerate(tables.items()):
        folded = st.expander(title, key=f"risk-behind-{number_}", on_change="rerun")
        if folded.open:
            with folded:
                draw()


def _table(rows: pd.DataFrame, key: str, alt: str) -> None:
    filled = rows.dropna(axis="columns", how="all")
    decimals = st.column_config.NumberColumn(format="%.2f")
    whole = st.column_config.NumberColumn(format="%d")
    columns = {str(name): decimals for name in filled.select_dtypes("float")}
    columns |= {name: whole for name in ("year", "segment") if name in filled}
    st.dataframe(
        filled,
        key=f"risk-{key}",
        hide_index=True,
        width="stretch",
        height=min(460, 38 + 35 * max(1, len(filled))),
        column_config=columns,
        alt=alt,
    )


def _missing(risk: Risk) -> None:
    rows, sentences = missing_table(risk)
    st.markdown(
        "\n".join(f"- {plain(text)}" for text in sentences)
        or plain("Nothing that another country has is missing for those shown.")
    )
    st.caption(
        "Where a figure is missing the weights are shared out over the rest: the same as to take the mean of "
        "the country's other figures in the pillar. Half of a pillar's weight and two thirds of the pillars' "
        "must be there, the core pillars always; else there is no score."
    )
    _table(rows, "missing", "What is missing of each country")


def _provenance(risk: Risk) -> None:
    matrix, sentence = provenance_table(risk)
    st.markdown(plain(sentence))
    st.dataframe(
        matrix,
        key="risk-provenance",
        hide_index=True,
        width="stretch",
        height=38 + 35 * len(matrix),
        column_config={"indicator": st.column_config.TextColumn("Indicator", pinned=True, width="medium")},
        alt="Which indicator draws on whose judgement",
    )
    st.caption(
        "● draws on that publisher's judgement. Shared inputs share their errors: agreement is no "
        "independent confirmation. Those of the CPI are from its own table of sources, those of the WGI from "
        "general knowledge and not all."
    )


def _effective(risk: Risk) -> None:
    st.caption(
        "The weight is an indicator's share of the whole; its importance the squared correlation of its risk "
        "with the score over all countries. Left out: how far places move without it."
    )
    _table(weights_table(risk), "effective", "Weights on paper and in effect")


def _coherence(risk: Risk) -> None:
    pillars, pairs = coherence_tables(risk)
    st.caption("Each pillar: Cronbach's alpha, and the share of the first principal component.")
    _table(pillars, "reliability", "Reliability of each pillar")
    st.caption(
        "Pearson correlations within pillars over all countries: below 0 an error, below 0.3 weak, above "
        "0.92 redundant."
    )
    _table(pairs, "correlations", "Correlations within pillars")


def _take_away(risk: Risk, chosen: Choices, own: Own | None) -> None:
    """The structure, the scores and the draws as files; of own figures from memory."""
    st.subheader("Take it away")
    if own is None:
        with st.container(horizontal=True):
            for kind, name in FILE_NAMES.items():
                st.link_button(name, risk_address(kind, chosen), icon=":material/download:")
        st.caption(
            "By the weights and the year above. The structure is what `governance-risk score --structure` "
            "reads, and what the upload below takes. Single indicators are on the Data page, with their "
            "licences."
        )
        return
    with st.container(horizontal=True):
        for kind, name in FILE_NAMES.items():
            if kind == "draws.parquet" and not own.with_draws:
                st.button("Prepare all draws", key="own-draws-make", on_click=_prepare)
                continue
            content, stem = risk_content(risk, kind, state.view_link(Choices))
            st.download_button(
                name, content, f"{stem}.{kind}", KINDS[kind], on_click="ignore", key=f"own-{kind}"
            )


def _prepare() -> None:
    own = own_figures()
    if own is not None:
        own.with_draws = True
