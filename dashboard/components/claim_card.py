"""A claim or an opinion of the article, with its verdict, its caution and what stands behind it."""

import datetime as dt
import html

import streamlit as st

from dashboard import cache
from dashboard.components.event_card import sources_text
from dashboard.components.follow import origin_link
from dashboard.text import number, plain
from indicators.analysis.claims import Tested
from indicators.analysis.ranks import Place
from indicators.errors import QuestionError
from indicators.geography import FOCUS
from indicators.model import Finding
from indicators.story import Claim, Display, Opinion, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("Supported", "green", ":material/check_circle:"),
    Verdict.PARTLY: ("Partly right", "orange", ":material/contrast:"),
    Verdict.CONTRADICTED: ("Contradicted", "red", ":material/cancel:"),
    Verdict.COULD_NOT_CHECK: ("Could not be checked", "gray", ":material/help:"),
}
CAUTIONS = {
    Display.FACT: "may be stated as a fact",
    Display.FACT_WITH_CAVEAT: "only with its caveat",
    Display.REPORTED: "reported by others, not established",
    Display.INDICATOR: "a judgement; see the indicators beside it",
    Display.OPINION: "one reading among others",
    Display.FLAG: "corrected by the sources",
    Display.UNVERIFIED: "stated by the article only, not confirmed",
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
FINDINGS = {
    Finding.SUPPORTED: "supported",
    Finding.SUPPORTED_APPROX: "supported approximately",
    Finding.OUTDATED: "outdated: right then, not the figure of today",
    Finding.REFUTED: "refuted",
    Finding.NOT_ENOUGH_DATA: "not enough data",
}


# What a computed finding on the day of the article makes of a claim.
COMPUTED = {
    Finding.SUPPORTED: Verdict.SUPPORTED,
    Finding.SUPPORTED_APPROX: Verdict.PARTLY,
    Finding.OUTDATED: Verdict.PARTLY,
    Finding.REFUTED: Verdict.CONTRADICTED,
    Finding.NOT_ENOUGH_DATA: Verdict.COULD_NOT_CHECK,
}


def verdict_of(claim: Claim) -> Verdict:
    """The verdict to show: computed from the snapshot where an indicator can test the claim, else typed."""
    article = cache.catalogue().narrative.article.date
    tested = cache.tested(claim, article)
    return COMPUTED[tested.finding_then] if tested else claim.verdict


def claim_label(claim: Claim) -> str:
    """The head of a claim's card."""
    words, colour, icon = VERDICTS[verdict_of(claim)]
    caution = f" :gray-badge[{SHORT_CAUTIONS[claim.display]}]" if claim.display in SHORT_CAUTIONS else ""
    return f"{icon} :{colour}-badge[{words}]{caution} **{plain(claim.id)}** {plain(claim.paraphrase)}"


def claim_body(claim: Claim, as_of: dt.date) -> None:
    """What stands inside a claim's card."""
    words, _, _ = VERDICTS[verdict_of(claim)]
    lines = [
        f"**Attributed to:** {plain(claim.attribution)} ({plain(claim.where)}). "
        f"**About:** {plain(claim.subject)}.",
        f"**Verdict:** {words.lower()}; {CAUTIONS[claim.display]}.",
        f"**Found:** {plain(claim.value_found)}",
    ]
    if claim.note:
        lines.append(f"**Caution:** {plain(claim.note)}")
    st.markdown("\n\n".join(lines))
    tested = cache.tested(claim, as_of)
    if tested is not None:
        finding_box(tested)
    if claim.beside:
        st.markdown(_beside(claim, as_of))
    st.markdown(_behind(claim))


def finding_box(tested: Tested) -> None:
    """What the snapshot says of a claim: computed, then and now."""
    with st.container(border=True):
        left, right = st.columns(2)
        left.html(
            _column(f"On the day of the article, {tested.article_date}", tested.finding_then, tested.then)
        )
        right.html(_column(f"As known on {tested.as_of}", tested.finding, tested.now))
        st.caption(f"Computed from the snapshot, not typed. {plain(tested.explanation)}")
        with st.container(horizontal=True):
            for place in dict.fromkeys(filter(None, (tested.then, tested.now))):
                label = f"Origin of the figure of {plain(place.edition)}"
                origin_link(tested.indicator, place.iso3, place.year, place.edition, label)


def _column(when: str, finding: Finding, place: Place | None) -> str:
    figure, fine = "no edition held", ""
    if place is not None:
        figure = place.text
        fine = f"edition {place.edition}, score {number(place.value, 0)}"
        if place.tied_with:
            fine += f", tied with {', '.join(map(cache.country_name, place.tied_with))}"
    return (
        f'<div class="card"><div class="name">{html.escape(when)}</div>'
        f'<div class="figure"><b>{html.escape(figure)}</b></div>'
        f'<div class="fine">{html.escape(fine)}</div><div>{FINDINGS[finding]}</div></div>'
    )


def _beside(claim: Claim, as_of: dt.date) -> str:
    """Indicators that illustrate a claim and decide nothing, as of the article's day and of another."""
    article = cache.catalogue().narrative.article.date
    lines = ["**Indicators beside it, for Tajikistan** (they illustrate; they decide nothing):"]
    for id in claim.beside:
        known = cache.catalogue().indicator(id)
        then, now = (_newest(id, day) for day in (article, as_of))
        lines.append(f"- {plain(known.name)}: known on {article} {then}; known on {as_of} {now}")
    return "\n\n".join([lines[0], "\n".join(lines[1:])])


def _newest(indicator: str, day: dt.date) -> str:
    try:
        panel = cache.panel(indicator, day)
    except QuestionError:
        return "an edition that is not held"
    own = panel.series.get(FOCUS)
    if not own:
        return "no value"
    return (
        f"{plain(number(own['value'][-1], panel.indicator.decimals))} for {own['year'][-1]} "
        f"(edition {plain(own['edition'][-1])})"
    )


def _behind(claim: Claim) -> str:
    lines = [
        f"**How it was to be checked:** {plain(claim.check.how)}. Supported if: "
        f"{plain(claim.check.supports_if)}. Contradicted if: {plain(claim.check.contradicts_if)}."
    ]
    if claim.verified:
        lines.append(f"**When, according to the sources:** {plain(claim.verified)}")
    narrative = cache.catalogue().narrative
    if claim.events:
        events = [narrative.event(id) for id in claim.events]
        lines.append("**Events:** " + "; ".join(f"{plain(e.when)}, {plain(e.title)}" for e in events))
    if claim.references:
        lines.append(sources_text(claim.references))
    else:
        lines.append("**Sources:** none found.")
    return "\n\n".join(lines)


def opinion_label(opinion: Opinion) -> str:
    """The head of an opinion's card; it has no verdict."""
    return f":material/chat: :gray-badge[Opinion] **{plain(opinion.id)}** {plain(opinion.paraphrase)}"


def opinion_body(opinion: Opinion) -> None:
    """What stands inside an opinion's card."""
    lines = [
        f"**Kind:** {plain(opinion.type)} ({plain(opinion.where)}). An opinion is never shown as verified.",
    ]
    if opinion.evidence:
        lines.append(f"**What can be shown beside it:** {plain(opinion.evidence)}")
    if opinion.note:
        lines.append(f"**Note:** {plain(opinion.note)}")
    if opinion.references:
        lines.append(sources_text(opinion.references))
    st.markdown("\n\n".join(lines))
