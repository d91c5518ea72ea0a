"""A claim or an opinion of the article, with its verdict, its caution and what stands behind it."""

import datetime as dt

import streamlit as st

from dashboard.common import cache
from dashboard.common.event_words import sources_text
from dashboard.common.text import number, plain
from dashboard.common.verdicts import VERDICTS
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.story import Claim, Opinion


def claim_body(claim: Claim, as_of: dt.date) -> None:
    """Draw what an editor found of a claim."""
    words, _, _ = VERDICTS[claim.verdict]
    lines = [
        f"**Attributed to:** {plain(claim.attribution)} ({plain(claim.where)}). "
        f"**About:** {plain(claim.subject)}.",
        f"**Verdict:** {words.lower()}; {claim.display.words}.",
        f"**Found:** {plain(claim.value_found)}",
    ]
    if claim.note:
        lines.append(f"**Caution:** {plain(claim.note)}")
    st.markdown("\n\n".join(lines))
    if claim.beside:
        st.markdown(_beside(claim, as_of))
    st.markdown(_behind(claim))


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
