"""Draw a claim or an opinion of the article, with its verdict, its caution and its evidence."""

import datetime as dt

import streamlit as st

from dashboard.common import cache
from dashboard.common.event_words import sources_text
from dashboard.common.text import plain
from indicators.claims.beside import beside
from indicators.story import Claim, Opinion


def claim_body(claim: Claim, as_of: dt.date) -> None:
    """Draw an editor's findings about a claim."""
    lines = [
        f"**Attributed to:** {plain(claim.attribution)} ({plain(claim.where)}). "
        f"**About:** {plain(claim.subject)}.",
        f"**Found:** {plain(claim.value_found)}",
    ]
    if claim.display.words:
        lines.insert(1, f"**To be shown:** {claim.display.words}.")
    if claim.note:
        lines.append(f"**Caution:** {plain(claim.note)}")
    st.markdown("\n\n".join(lines))
    if claim.beside:
        st.markdown(_beside(claim, as_of))
    st.markdown(_behind(claim))


def _beside(claim: Claim, as_of: dt.date) -> str:
    """Word indicators that illustrate a claim and decide nothing, and their figures around its event."""
    opened = cache.snapshot()
    related = beside(claim, opened, as_of=as_of)
    article = opened.catalogue.narrative.article.date
    head = "**Related indicators for Tajikistan** (they illustrate the claim; they do not decide it)"
    if event := related[0].event:
        head += f". Around {plain(event.when)} ({plain(event.title)}), as known on {as_of}:"
    lines = [
        f"- {plain(one.indicator.name)}: known on {article} {plain(one.then)}; known on {as_of} "
        f"{plain(one.now)}" + (f"; around the event {plain(one.around)}" if one.around else "")
        for one in related
    ]
    return "\n\n".join([head, "\n".join(lines)])


def _behind(claim: Claim) -> str:
    lines = [
        f"**How did we check it?** {plain(claim.check.how)}. Supported if: "
        f"{plain(claim.check.supports_if)}. Contradicted if: {plain(claim.check.contradicts_if)}."
    ]
    if claim.verified:
        lines.append(f"**Date in the sources:** {plain(claim.verified)}")
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
    """Write the head of an opinion's card; it has no verdict."""
    return f":material/chat: :gray-badge[Opinion] **{plain(opinion.id)}** {plain(opinion.paraphrase)}"


def opinion_body(opinion: Opinion) -> None:
    """Draw the content of an opinion's card."""
    lines = [
        f"**Kind:** {plain(opinion.type)} ({plain(opinion.where)}). An opinion cannot be verified.",
    ]
    if opinion.evidence:
        lines.append(f"**Related evidence:** {plain(opinion.evidence)}")
    if opinion.note:
        lines.append(f"**Note:** {plain(opinion.note)}")
    if opinion.references:
        lines.append(sources_text(opinion.references))
    st.markdown("\n\n".join(lines))
