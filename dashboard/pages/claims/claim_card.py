"""A claim or an opinion of the article, with its verdict, its caution and what stands behind it."""

import datetime as dt
import html

import streamlit as st

from dashboard.common import cache
from dashboard.common.follow import origin_link
from dashboard.common.text import number, plain
from dashboard.pages.timeline.event_card import sources_text
from indicators.catalogue.geography import FOCUS
from indicators.claims.finding import Datum, Finding, Judgement, Rating
from indicators.errors import QuestionError
from indicators.story import Claim, Display, Opinion, Verdict

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


def claim_body(claim: Claim, as_of: dt.date) -> None:
    """What stands inside a claim's card."""
    words, _, _ = VERDICTS[verdict_of(claim)]
    lines = [
        f"**Attributed to:** {plain(claim.attribution)} ({plain(claim.where)}). "
        f"**About:** {plain(claim.subject)}.",
        f"**Verdict:** {words.lower()}; {claim.display.words}.",
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
