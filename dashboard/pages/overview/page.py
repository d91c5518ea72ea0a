"""Overview: what the article said, how it stands, and the way into each page."""

import contextlib
import datetime as dt

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.as_of import as_of_choice
from dashboard.common.navigation import page_link, pages
from dashboard.common.notices import problem, refused_values
from dashboard.common.text import link, plain
from dashboard.common.verdicts import VERDICTS, claim_label, finding_box, verdict_of
from dashboard.pages.overview.choices import Choices
from dashboard.pages.overview.indicator_card import indicator_card
from dashboard.pages.overview.indicator_card import warm as warm_cards
from indicators.catalogue.geography import FOCUS
from indicators.claims.finding import Finding
from indicators.errors import QuestionError
from indicators.snapshot.comparison_errors import CPI
from indicators.story import Verdict

HEADLINE_CLAIM = "C24"
CARDS_IN_A_ROW = 4


def show() -> None:
    """What a reader should know first."""
    chosen = state.choices(Choices)
    narrative = cache.catalogue().narrative
    article = narrative.article
    st.title("Governance risk: Tajikistan and its neighbours")
    st.markdown(
        f"{plain(article.argument)} This dashboard puts its claims and events beside the public record: "
        "what was known then, what is known now, and how sure anyone can be."
    )
    st.caption(f"{plain(article.publisher)}, {article.date.isoformat()}: {link(article.title, article.url)}")
    refused_values()
    as_of = as_of_choice(Choices, chosen, but="verdicts are those of today")
    _headline(as_of)
    _verdicts()
    _indicators(as_of)
    st.subheader("Where to go from here")
    others = [one for one in pages() if one.path != chosen.path]
    for start in range(0, len(others), CARDS_IN_A_ROW):
        row = others[start : start + CARDS_IN_A_ROW]
        for column, other in zip(st.columns(CARDS_IN_A_ROW), row, strict=False):
            with column.container(border=True, height="stretch"):
                page_link(other.path, icon=":material/arrow_forward:")
                st.caption(other.about)


def warm(as_of: dt.date) -> None:
    """Make what the page shows as of a day, before anybody asks for it."""
    tested = cache.tested(cache.catalogue().narrative.claim(HEADLINE_CLAIM), as_of)
    years = _years(tested) if tested else []
    with contextlib.suppress(QuestionError):
        if len(years) == 2:
            cache.between(CPI, (FOCUS, years[0]), (FOCUS, years[1]), as_of)
    for claim in cache.catalogue().narrative.claims:
        verdict_of(claim)
    warm_cards(as_of, _main_indicators(), FOCUS)


def _main_indicators() -> list[str]:
    known = cache.catalogue().indicators
    return [id for id in cache.indicator_options() if known[id].headline]


def _years(tested: Finding) -> list[int]:
    """The years of the figures then and now."""
    return [one.year for one in (tested.then, tested.now) if one is not None and one.year is not None]


def _headline(as_of: dt.date) -> None:
    """The article's headline claim with the figure of its edition and the figure of a day."""
    claim = cache.catalogue().narrative.claim(HEADLINE_CLAIM)
    st.subheader("The headline claim")
    st.markdown(claim_label(claim))
    tested = cache.tested(claim, as_of)
    if tested is None:
        return
    finding_box(tested)
    years = _years(tested)
    if len(years) == 2 and years[0] < years[1]:
        _change(years[0], years[1], as_of)


def _change(year_from: int, year_to: int, as_of: dt.date) -> None:
    """The change between the two figures: its test, its sources, its places."""
    try:
        change = cache.between(CPI, (FOCUS, year_from), (FOCUS, year_to), as_of)
    except QuestionError as error:
        problem(error)
        return
    st.markdown(plain(change.sentence))


def _verdicts() -> None:
    """How all the claims stand, in one line that leads to them."""
    claims = cache.catalogue().narrative.claims
    parts = []
    for verdict in Verdict:
        count = sum(verdict_of(claim) is verdict for claim in claims)
        words, colour, _ = VERDICTS[verdict]
        if count:
            parts.append(f":{colour}-badge[{count} {words.lower()}]")
    opinions = len(cache.catalogue().narrative.opinions)
    st.markdown(
        f"Of the article's {len(claims)} claims: {', '.join(parts)}, and {opinions} opinions that "
        "nobody can verify."
    )


def _indicators(as_of: dt.date) -> None:
    """Tajikistan's main indicators, each in its newest edition."""
    st.subheader("Tajikistan's main indicators")
    known = cache.catalogue().indicators
    headline = _main_indicators()
    for start in range(0, len(headline), CARDS_IN_A_ROW):
        columns = st.columns(CARDS_IN_A_ROW)
        for column, id in zip(columns, headline[start : start + CARDS_IN_A_ROW], strict=False):
            with column:
                try:
                    indicator_card(known[id], FOCUS, as_of)
                except QuestionError as error:
                    problem(error)
