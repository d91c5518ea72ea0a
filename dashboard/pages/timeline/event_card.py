"""Draw an event: date, place, content, certainty, claims and sources, all escaped as text."""

import streamlit as st

from dashboard.common import cache
from dashboard.common.event_words import STATUSES, sources_text
from dashboard.common.palette import CATEGORIES
from dashboard.common.text import plain
from indicators.story import Event


def event_card(event: Event) -> None:
    """Draw the card of one event in a frame."""
    with st.container(border=True):
        st.markdown(f"**{plain(event.title)}**")
        st.markdown(event_text(event))


def event_text(event: Event) -> str:
    """Write everything about an event as Markdown."""
    countries = ", ".join(cache.country_name(iso3) for iso3 in event.countries)
    place = f" ({event.place})" if event.place and event.place != countries else ""
    kind = "in the article" if event.in_article else "context"
    lines = [
        f"{plain(event.when)} · {plain(countries + place)} · {plain(CATEGORIES[event.category])} · {kind}",
        f"**Status:** {plain(STATUSES[event.status])}.",
    ]
    if event.when.start != event.when.end:
        lines.append(f"From {event.when.start.isoformat()} to {event.when.end.isoformat()}.")
    if event.stated_text:
        lines.append(f"**Date in the article:** {plain(event.stated_text)}")
    if event.reason:
        lines.append(f"**Why is it not confirmed?** {plain(event.reason)}")
    if event.note:
        lines.append(f"**Note:** {plain(event.note)}")
    for claim in cache.catalogue().narrative.claims_of_event(event.id):
        lines.append(f"**Claim {plain(claim.id)}:** {plain(claim.paraphrase)}")
    if event.references:
        lines.append(sources_text(event.references))
    return "\n\n".join(lines)
