"""Draw one risk score, with its weights, methods, errors and missing data."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.common import cache, state
from dashboard.common.address import MAX_COUNTRIES
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart import chart
from dashboard.common.chart_card import chart_card, heading
from dashboard.common.files import rows_address
from dashboard.common.notices import not_held, notice, problem, refused_values
from dashboard.common.peers import Peers, peers, peers_choice
from dashboard.common.tables import draw_table
from dashboard.common.text import plain
from dashboard.common.widgets import choices_panel, one_country, segments
from dashboard.pages.risk.choices import VIEWS, Choices, weight_words
from dashboard.pages.risk.files import KINDS, risk_address, risk_content
from dashboard.pages.risk.model import Risk, ScoreRequest, about_risk
from dashboard.pages.risk.own_score import Own, own_banner, own_figures, own_upload
from dashboard.pages.risk.scores import Scoring, default_structure, of_snapshot
from dashboard.pages.risk.tables import coherence_tables, missing_table, provenance_table, weights_table
from dashboard.pages.risk.views import View, view_of
from dashboard.pages.risk.weights import weight_sliders
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.score import Structure
from indicators.score.weights import parse_weights, weighted
from indicators.score.words import share_words
from indicators.text import number

KEY = "risk-figure"

DRAWING = "Computing scores over plausible methods and published errors"
FILE_NAMES = {
    "structure.toml": "Structure (TOML)",
    "scores.parquet": "Every country's scores (Parquet)",
    "draws.parquet": "All draws (Parquet)",
}


def show() -> None:
    """Draw the score and everything that it depends on."""
    chosen = state.choices(Choices)
    st.title("Risk")
    refused_values()
    st.markdown(
        "How high is the governance risk? One score, **0 to 100: 100 is worst**, computed here from "
        "published indicators and weights that you can change. Read it together with its range."
    )
    own = own_figures()
    figures, panel = st.container(), choices_panel("risk")
    if own is not None:
        own_banner(own)
        as_of = today()
    else:
        with panel:
            as_of = as_of_choice(Choices, chosen)
    try:
        _scores(chosen, own, as_of, figures, panel)
    except QuestionError as error:
        if own is not None or chosen.as_of is None:
            problem(error)
        else:
            _no_score(as_of, error)
    own_upload()


def _scores(
    chosen: Choices, own: Own | None, as_of: dt.date, figures: DeltaGenerator, panel: DeltaGenerator
) -> None:
    scoring = own.scoring if own else of_snapshot(as_of)
    preset, weights = _weights(chosen, own)
    base = weighted(scoring.material.structure, preset, {})
    structure = weighted(base, None, weights)
    with panel:
        chosen, group = _who(chosen, own, scoring, structure)
        year = _year(chosen, own, scoring, structure)
    request = ScoreRequest(scoring=scoring, preset=preset, weights=weights, year=year, peers=group)
    risk = about_risk(chosen, as_of, request)
    wanted = own.year if own else chosen.year
    if wanted is not None and wanted != risk.year:
        notice(f"No country has a score in {wanted}. The page shows {risk.year}.")
    with panel:
        _weight_choice(risk, base, preset, weights, own)
    segments(st, "Show", VIEWS, chosen, "show")
    view = _chart(risk, chosen, own)
    with figures:
        _figures(risk, view)
    if risk.notices:
        st.caption("  \n".join(plain(text) for text in risk.notices))
    _behind(risk, view)
    _take_away(risk, chosen, own)


def _no_score(as_of: dt.date, error: QuestionError) -> None:
    """Say which inputs of the day are not held, and offer the scores of today."""
    notice(f"No score as known on {as_of}: {error.what}.")
    inputs = [measure.id for measure in default_structure().indicators]
    not_held(cache.outdated_lines(inputs, as_of, hindsight=False))
    st.button("Show today's scores", on_click=state.choose, args=(Choices,), kwargs={"as_of": None})


def _weights(chosen: Choices, own: Own | None) -> tuple[str | None, dict[str, float]]:
    """Return the preset and the reader's changes to it."""
    if own is not None:
        return own.preset, dict(own.weights)
    return chosen.preset, parse_weights(chosen.weights, default_structure().ids)


def _who(chosen: Choices, own: Own | None, scoring: Scoring, structure: Structure) -> tuple[Choices, Peers]:
    """Draw the choice of country, peers and year; own figures offer only their own countries."""
    options, group = cache.country_options(), peers(chosen.country, chosen.countries)
    if own is not None:
        codes = set(scoring.material.rows["iso3"])
        options = [iso3 for iso3 in options if iso3 in codes]
        chosen = replace(chosen, country=chosen.country if chosen.country in codes else options[0])
        others = tuple(iso3 for iso3 in options if iso3 != chosen.country)
        members = tuple(iso3 for iso3 in group.members if iso3 in others) or others[:MAX_COUNTRIES]
        group = Peers("Countries of your figures", members)
    left, middle, right = st.columns([2, 4, 1.4], vertical_alignment="top")
    one_country(left, "Country", options, chosen, "country")
    peers_choice(middle, Choices, group, options)
    years = list(scoring.years(structure))
    year = _year(chosen, own, scoring, structure)
    key = "risk-year-own" if own else "risk-year"
    if st.session_state.get(key) != year:
        st.session_state[key] = year
    right.selectbox("Year", years, key=key, on_change=_choose_year, args=(key,))
    return chosen, group


def _year(chosen: Choices, own: Own | None, scoring: Scoring, structure: Structure) -> int:
    """Return the chosen year if it has values, else the newest with a score."""
    wanted = own.year if own else chosen.year
    years = scoring.years(structure)
    return wanted if wanted in years else years[0]


def _choose_year(key: str) -> None:
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
            on_change=_choose_preset,
            args=(key,),
        )
    weight_sliders(
        risk.scores.structure, base, weights, _choose_weights, key="own-weight" if own else "risk-weight"
    )
    st.caption(plain(f"Shares of the score: {risk.weight_words}."))


def _choose_preset(key: str) -> None:
    own, picked = own_figures(), st.session_state[key]
    if own is not None:
        own.preset, own.weights = picked, {}
    elif picked is not None:
        state.choose(Choices, preset=picked, weights=())


def _choose_weights(weights: dict[str, float]) -> None:
    own = own_figures()
    if own is not None:
        own.weights = weights
    else:
        state.choose(Choices, weights=weight_words(weights))


def _figures(risk: Risk, view: View) -> None:
    """Draw the country's score, range, rank and coverage."""
    ranges = risk.range() if risk.has_score else None
    row = risk.whole(ranges, (risk.iso3,)).to_dict("records")
    if not row or not risk.has_score:
        reason = row[0]["reason"] if row else f"no value of any indicator in {risk.year}"
        notice(f"{risk.name} has no score in {risk.year}: {reason}.")
        return
    [scores] = row
    score, lower, upper = (number(scores[name], 1) for name in ("score", "range_lower", "range_upper"))
    edge = edge_words(scores["score"], scores["range_lower"], scores["range_upper"])
    st.markdown(
        f"**{plain(risk.name)} scores {score} of 100 in {risk.year}, where 100 is worst. "
        f"Plausible methods give {lower} to {upper}.** {edge}"
    )
    first, second, third, fourth = st.columns(4)
    first.metric(f"{risk.name} {risk.year}", number(scores["score"], 1), border=True, height="stretch")
    second.metric(
        "Range of the score",
        f"{number(scores['range_lower'], 1)} to {number(scores['range_upper'], 1)}",
        border=True,
        height="stretch",
    )
    third.metric(
        "Computed rank, least risk first",
        f"{scores['computed_rank']} of {scores['computed_n']}",
        f"{number(scores['range_rank_lower'], 0)} to {number(scores['range_rank_upper'], 0)} over the draws",
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )
    fourth.metric(
        "Weight with data",
        share_words(scores["coverage"]),
        f"in the worst tenth: {share_words(scores['worst_decile'])} of draws",
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )


def edge_words(score: float, lower: float, upper: float) -> str:
    """Say why a score lies at an end of its own range; empty if it lies within."""
    near = (upper - lower) / 5
    if score < lower + near:
        return "The method shown gives one of the lowest scores: most other methods give a worse one."
    if score > upper - near:
        return "The method shown gives one of the highest scores: most other methods give a better one."
    return ""


def _chart(risk: Risk, chosen: Choices, own: Own | None) -> View:
    """Draw the chart; if draws must still be computed, draw the scores alone first."""
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
        with place.container(), st.spinner("Computing the scores of all years"):
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
    """Draw the numbers behind the score, each folded."""
    tables: dict[str, Callable[[], None]] = {
        "Table behind the chart": lambda: _table(view.exported(), "rows", view.title),
        "Which data are missing, and does it matter?": lambda: _missing(risk),
        "Which indicators share a judge?": lambda: _provenance(risk),
        "How much does each weight count in effect?": lambda: _effective(risk),
        "Do the parts belong together?": lambda: _coherence(risk),
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
    draw_table(
        filled,
        key=f"risk-{key}",
        height=min(460, 38 + 35 * max(1, len(filled))),
        column_config=columns,
        alt=alt,
    )


def _missing(risk: Risk) -> None:
    rows, sentences = missing_table(risk)
    st.markdown(
        "\n".join(f"- {plain(text)}" for text in sentences)
        or plain("The countries shown have every input that other countries have.")
    )
    st.caption(
        "The score imputes a missing figure with the mean of the country's other figures in the pillar. A "
        "score needs data for half of each pillar's weight, for two thirds of the pillars' weight, and for "
        "all core pillars."
    )
    _table(rows, "missing", "Missing inputs of each country")


def _provenance(risk: Risk) -> None:
    matrix, sentence = provenance_table(risk)
    st.markdown(plain(sentence))
    draw_table(
        matrix,
        key="risk-provenance",
        height=38 + 35 * len(matrix),
        column_config={"indicator": st.column_config.TextColumn("Indicator", pinned=True, width="medium")},
        alt="Indicators, and the publishers whose judgement they use",
    )
    st.caption(
        "● uses that publisher's judgement. Shared inputs share their errors, so agreement is not "
        "independent confirmation. The CPI's inputs come from its own table of sources; the WGI's come from "
        "general knowledge and are incomplete."
    )


def _effective(risk: Risk) -> None:
    st.caption(
        "Weight: the indicator's share of the score. Importance: the squared correlation of its risk with "
        "the score over all countries. Left out: the shift of ranks without it."
    )
    _table(weights_table(risk), "effective", "Weights on paper and in effect")


def _coherence(risk: Risk) -> None:
    pillars, pairs = coherence_tables(risk)
    st.caption("Each pillar: Cronbach's alpha, and the share of the first principal component.")
    _table(pillars, "reliability", "Reliability of each pillar")
    st.caption(
        "Pearson correlations within pillars over all countries. Below 0: an error. Below 0.3: weak. Above "
        "0.92: redundant."
    )
    _table(pairs, "correlations", "Correlations within pillars")


def _take_away(risk: Risk, chosen: Choices, own: Own | None) -> None:
    """Offer the structure, the scores and the draws as files; own figures come from memory."""
    st.header("Download the score")
    if own is None:
        with st.container(horizontal=True):
            for kind, name in FILE_NAMES.items():
                st.link_button(name, risk_address(kind, chosen), icon=":material/download:")
        st.caption(
            "The files use the weights and the year above. `governance-risk score --structure` and the "
            "upload below read the structure. The Data page has single indicators with their licences."
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
