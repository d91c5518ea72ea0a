"""Draw Overview: how Tajikistan compares, the article's claims, and links to each page."""

import contextlib
import datetime as dt
import html

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.chart import chart
from dashboard.common.downloads import downloads
from dashboard.common.files import SHAPES, STUB, base_path, rows_address
from dashboard.common.follow import origin_link
from dashboard.common.map_chart import Outlines, in_region, map_config, world_map
from dashboard.common.navigation import page_link, pages
from dashboard.common.notices import no_answer, not_held, refused_values
from dashboard.common.outlines import label_points
from dashboard.common.releases import release_lines
from dashboard.common.text import link, number, plain
from dashboard.common.verdicts import VERDICTS, verdict_of
from dashboard.pages.overview.choices import Choices
from dashboard.pages.overview.indicator_card import indicator_card
from dashboard.pages.overview.indicator_card import warm as warm_cards
from dashboard.pages.overview.model import Front, front, front_figure
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.claims.finding import Judgement
from indicators.errors import QuestionError
from indicators.snapshot.comparison_errors import CPI
from indicators.story import Verdict

HEADLINE_CLAIM = "C24"
CARDS_IN_A_ROW = 4
KEY = "overview-chart"


def show() -> None:
    """Answer how Tajikistan compares, then show its indicators, the article's claims and the region."""
    chosen = state.choices(Choices)
    as_of = state.as_of(chosen)
    st.title("How does Tajikistan compare?")
    refused_values()
    try:
        view = front(as_of)
    except QuestionError as error:
        no_answer(error, chosen)
        as_of_choice(Choices, chosen, but="verdicts are as of today", hindsight=True)
        return
    for line, style in zip(view.answer(), ("lead", "then"), strict=True):
        st.html(f'<p class="{style}">{html.escape(line)}</p>')
    left, right = st.columns([7, 2], gap="medium")
    with left:
        _chart(view, chosen)
    with right:
        _headline(as_of)
        as_of_choice(Choices, chosen, but="verdicts are as of today", hindsight=True)
    _indicators(as_of, chosen)
    _claims()
    _region(view)
    _article()


def warm(as_of: dt.date) -> None:
    """Compute the page as of a day, before the first reader asks."""
    with contextlib.suppress(QuestionError):
        front(as_of).answer()
        front_figure(as_of)
    for claim in cache.catalogue().narrative.claims:
        verdict_of(claim)
    warm_cards(as_of, _main_indicators(), FOCUS)


def _main_indicators() -> list[str]:
    known = cache.catalogue().indicators
    return [id for id in cache.indicator_options() if known[id].headline]


def _chart(view: Front, chosen: Choices) -> None:
    """Draw the front chart with its source and downloads; fold the rest."""
    address = state.view_link(Choices)
    passport = view.passport(address)
    chart(front_figure(view.as_of), key=KEY, alt=view.alternative())
    source = view.panel.source
    st.caption(f"Source: {plain(source.attribution)}. Edition {plain(passport.edition)}.")
    finding = view.finding()
    rows = rows_address("overview", chosen)
    downloads(passport, chart=KEY, rows=rows, key=f"{KEY}-downloads", finding=finding)
    with st.container(horizontal=True):
        page_link(
            "compare",
            label="Choose countries, years and indicators",
            query_params={"indicator": CPI, "countries": ",".join(view.names), "years": _span(view.years)},
            icon=":material/arrow_forward:",
        )
    with st.expander("Notes and method"), st.container(key=f"{KEY}-notes"):
        st.markdown(plain(view.alternative()))
        st.caption("  \n".join(plain(line) for line in passport.lines()[:-1]))


def _span(years: tuple[int, int]) -> str:
    return f"{years[0]}-{years[1]}"


def _headline(as_of: dt.date) -> None:
    """Draw the article's headline claim: its words, the figure on its day, and the newest figure."""
    claim = cache.catalogue().narrative.claim(HEADLINE_CLAIM)
    tested = cache.tested(claim, as_of)
    words, colour, icon = VERDICTS[verdict_of(claim)]
    with st.container(border=True):
        st.markdown(f"**The article said**  \n{plain(claim.paraphrase)}")
        st.markdown(f"{icon} :{colour}-badge[{words} on its day]")
        if tested is None:
            return
        st.html(_figure("On its day", tested.then) + _figure("Since then", tested.now))
        for judgement in (tested.then, tested.now):
            if judgement is not None and judgement.data:
                datum = judgement.data[-1]
                label = f"Origin, {plain(datum.edition)}"
                origin_link(datum.indicator, datum.iso3, datum.year, datum.edition, label)


def _figure(when: str, judgement: Judgement | None) -> str:
    """Write one figure of the headline claim: when, rank and edition."""
    if judgement is None or not judgement.data:
        return f'<div class="card"><div class="name">{when}</div><div class="fine">not held</div></div>'
    datum = judgement.data[-1]
    place = datum.place or number(datum.value, datum.decimals)
    score = number(datum.value, datum.decimals)
    return (
        f'<div class="card"><div class="name">{html.escape(when)}</div>'
        f'<div class="figure"><b>{html.escape(place)}</b></div>'
        f'<div class="fine">CPI {html.escape(datum.edition)}, score {html.escape(score)}</div></div>'
    )


def _indicators(as_of: dt.date, chosen: Choices) -> None:
    """Draw the main indicators, each with the neighbours on the same years."""
    st.header("How do other indicators compare?")
    names = ", ".join(cache.country_name(iso3) for iso3 in NEIGHBOURS)
    st.caption(f"Bold line: Tajikistan. Thin lines: {names}. The numbers are the newest values.")
    known = cache.catalogue().indicators
    headline = _main_indicators()
    if chosen.as_of is not None:
        not_held(cache.outdated_lines(headline, as_of, hindsight=chosen.has_hindsight))
    for line in release_lines(headline, as_of):
        st.caption(plain(line))
    for start in range(0, len(headline), CARDS_IN_A_ROW):
        columns = st.columns(CARDS_IN_A_ROW)
        for column, id in zip(columns, headline[start : start + CARDS_IN_A_ROW], strict=False):
            with column:
                try:
                    indicator_card(known[id], FOCUS, as_of, hindsight=chosen.has_hindsight)
                except QuestionError:
                    st.caption(f"**{plain(known[id].short_name)}**: no edition of {as_of} is held")


def _claims() -> None:
    """Draw the verdicts of all claims as a bar, with a link to each group."""
    narrative = cache.catalogue().narrative
    st.header(f"Were the article's {len(narrative.claims)} claims right?")
    counts = dict.fromkeys(Verdict, 0)
    for claim in narrative.claims:
        counts[verdict_of(claim)] += 1
    parts = "".join(
        f'<span class="part {VERDICTS[verdict][1]}" style="flex:{count}">{count}</span>'
        for verdict, count in counts.items()
        if count
    )
    summary = ", ".join(
        f"{count} {VERDICTS[verdict][0].lower()}" for verdict, count in counts.items() if count
    )
    st.html(f'<div class="bar" role="img" aria-label="{html.escape(summary)}">{parts}</div>')
    with st.container(horizontal=True, key="printed-verdicts"):
        for verdict, count in counts.items():
            if count:
                words, _, icon = VERDICTS[verdict]
                page_link(
                    "claims",
                    label=f"{count} {words.lower()}",
                    query_params={"verdict": verdict.value},
                    icon=icon,
                )
        page_link(
            "claims",
            label=f"{len(narrative.opinions)} opinions, which cannot be verified",
            query_params={"verdict": "opinion"},
            icon=":material/chat_bubble:",
        )


def _region(view: Front) -> None:
    """Draw the region's CPI scores of the newest year on a map."""
    year = view.years[1]
    st.header(f"The region in {year}")
    table = cache.ranking(CPI, year, view.as_of)
    points = label_points()
    outlines = Outlines(f"{base_path()}/{SHAPES}", cache.country_names(), points)
    names = view.names
    values = dict(zip(table["iso3"], table["value"], strict=True))
    scores = ", ".join(f"{name} {values[iso3]:g}" for iso3, name in names.items() if iso3 in values)
    outside = [name for iso3, name in names.items() if not in_region(points[iso3])]
    chart(
        world_map(view.panel.indicator, table, outlines, names=names, area="region"),
        key="overview-map",
        alt=f"Map of CPI scores {year}: {scores}.",
        config=map_config(f"{base_path()}/{STUB}"),
    )
    absent = f" Not on the map: {', '.join(outside)}." if outside else ""
    st.caption(f"CPI score {year}, points of 100: {plain(scores)}.{plain(absent)}")


def _article() -> None:
    """Describe the article, and link to the other pages."""
    article = cache.catalogue().narrative.article
    st.header("What is this about?")
    st.markdown(
        f"{plain(article.argument)} This dashboard compares its claims and events with public data: known "
        "then, known now, and how certain each figure is."
    )
    st.caption(f"{plain(article.publisher)}, {article.date.isoformat()}: {link(article.title, article.url)}")
    others = [one for one in pages() if one.path != Choices.path]
    for start in range(0, len(others), CARDS_IN_A_ROW):
        row = others[start : start + CARDS_IN_A_ROW]
        for column, other in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with column.container(border=True, height="stretch"):
                page_link(other.path, icon=":material/arrow_forward:")
                st.caption(other.about)
