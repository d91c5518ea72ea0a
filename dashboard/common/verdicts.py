"""A claim of the article with its verdict, and what the snapshot says of it then and now."""

import html

import streamlit as st

from dashboard.common import cache
from dashboard.common.follow import origin_link
from dashboard.common.text import number, plain
from indicators.claims.finding import Datum, Finding, Judgement, Rating
from indicators.story import Claim, Display, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("Supported", "green", ":material/check_circle:"),
    Verdict.PARTLY: ("Partly right", "orange", ":material/contrast:"),
    Verdict.CONTRADICTED: ("Contradicted", "red", ":material/cancel:"),
    Verdict.COULD_NOT_CHECK: ("Could not be checked", "gray", ":material/help:"),
}

# Beside the verdict wherever a claim may not be stated as a plain fact.
SHORT_CAUTIONS = {
    Display.FACT_WITH_CAVEAT: "with a caveat",
    Display.REPORTED: "as reported",
    Display.INDICATOR: "a judgement",
    Display.OPINION: "one reading",
    Display.FLAG: "corrected",
    Display.UNVERIFIED: "unconfirmed",
}

# What a computed rating on the day of the article makes of a claim.
COMPUTED = {
    Rating.SUPPORTED: Verdict.SUPPORTED,
    Rating.SUPPORTED_APPROX: Verdict.PARTLY,
    Rating.PARTLY: Verdict.PARTLY,
    Rating.OUTDATED: Verdict.PARTLY,
    Rating.EARLIER: Verdict.PARTLY,
    Rating.MISLEADING: Verdict.PARTLY,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: Verdict.PARTLY,
    Rating.REFUTED: Verdict.CONTRADICTED,
    Rating.NOT_ENOUGH_DATA: Verdict.COULD_NOT_CHECK,
    Rating.NOT_CHECKABLE: Verdict.COULD_NOT_CHECK,
}


def verdict_of(claim: Claim) -> Verdict:
    """The verdict to show: computed from the snapshot where an indicator can test the claim, else typed."""
    article = cache.catalogue().narrative.article.date
    tested = cache.tested(claim, article)
    return COMPUTED[tested.then.rating] if tested and tested.then else claim.verdict


def claim_label(claim: Claim) -> str:
    """The head of a claim's card."""
    words, colour, icon = VERDICTS[verdict_of(claim)]
    caution = f" :gray-badge[{SHORT_CAUTIONS[claim.display]}]" if claim.display in SHORT_CAUTIONS else ""
    return f"{icon} :{colour}-badge[{words}]{caution} **{plain(claim.id)}** {plain(claim.paraphrase)}"


def finding_box(finding: Finding) -> None:
    """What the snapshot says of a claim: computed, then and now."""
    judged = {
        f"On the day of the article, {finding.date}": finding.then,
        f"As known on {finding.as_of}": finding.now,
    }
    with st.container(border=True):
        for column, (when, judgement) in zip(st.columns(2), judged.items(), strict=True):
            column.html(_column(when, judgement))
        st.caption(f"Computed from the snapshot, not typed. {plain(' '.join(finding.explanation))}")
        with st.container(horizontal=True):
            data = [datum for judgement in judged.values() if judgement for datum in judgement.data]
            for datum in dict.fromkeys(data):
                label = f"Origin of the figure of {plain(datum.edition)}"
                origin_link(datum.indicator, datum.iso3, datum.year, datum.edition, label)


def _column(when: str, judgement: Judgement | None) -> str:
    figure, fine, words = "no edition held", "", Rating.NOT_ENOUGH_DATA.words
    if judgement is not None:
        words = judgement.rating.words
    if judgement is not None and judgement.data:
        datum = judgement.data[-1]
        figure, fine = datum.place or number(datum.value, datum.decimals), _fine(datum)
    return (
        f'<div class="card"><div class="name">{html.escape(when)}</div>'
        f'<div class="figure"><b>{html.escape(figure)}</b></div>'
        f'<div class="fine">{html.escape(fine)}</div><div>{html.escape(words)}</div></div>'
    )


def _fine(datum: Datum) -> str:
    fine = f"edition {datum.edition}, score {number(datum.value, datum.decimals)}"
    if datum.tied_with:
        fine += f", tied with {', '.join(map(cache.country_name, datum.tied_with))}"
    return fine
