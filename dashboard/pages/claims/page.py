"""Claims: what the article says, each with the verdict of its check, its caution and its sources."""

import datetime as dt

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import ALL
from dashboard.common.as_of import as_of_choice
from dashboard.common.notices import notice, refused_values
from dashboard.common.text import link, plain
from dashboard.common.verdicts import VERDICTS, claim_label, verdict_of
from dashboard.pages.claims.check_own import check_own
from dashboard.pages.claims.choices import OPINION, Choices
from dashboard.pages.claims.claim_card import claim_body, opinion_body, opinion_label
from dashboard.pages.claims.finding_card import all_downloads, finding_card, finding_downloads
from indicators.claims.finding import CheckedBy
from indicators.story import CLAIM_TOPICS, Claim, Opinion, Verdict

KINDS = {
    ALL: "All",
    **{verdict.value: words for verdict, (words, _, _) in VERDICTS.items()},
    OPINION: "Opinions",
}


def show() -> None:
    """The article's claims and opinions, to search and to filter."""
    chosen = state.choices(Choices)
    narrative = cache.catalogue().narrative
    st.title("Claims")
    article = narrative.article
    st.markdown(
        f"{plain(article.argument)} {link(article.title, article.url)}, {plain(article.publisher)}, "
        f"{article.date.isoformat()}."
    )
    refused_values()
    as_of = as_of_choice(Choices, chosen, but="editors' verdicts and their sources are those of today")
    check_own(chosen, as_of)
    st.subheader("The article's claims")
    _filters(chosen)
    claims = [claim for claim in narrative.claims if _fits(claim, chosen)]
    claims.sort(key=lambda claim: claim.id != chosen.claim)  # the one that a link names comes first
    opinions = [opinion for opinion in narrative.opinions if _fits(opinion, chosen)]
    st.caption(
        f"{len(claims)} of {len(narrative.claims)} claims, "
        f"{len(opinions)} of {len(narrative.opinions)} opinions"
    )
    if not claims and not opinions:
        notice("Nothing is left by these filters. Clear the search, or choose All.")
    with st.container(gap="xsmall"):
        for claim in claims:
            _claim_card(claim, chosen, as_of)
    if opinions:
        st.subheader("Opinions")
        st.caption("Judgements, predictions and prescriptions. No verdict is given on any of them.")
    with st.container(gap="xsmall"):
        for opinion in opinions:
            with st.expander(opinion_label(opinion), expanded=opinion.id == chosen.claim):
                opinion_body(opinion)
    _take_away(chosen)
    _how()


def _filters(chosen: Choices) -> None:
    narrative = cache.catalogue().narrative
    counts = {verdict.value: sum(verdict_of(c) is verdict for c in narrative.claims) for verdict in Verdict}
    counts |= {OPINION: len(narrative.opinions), ALL: len(narrative.claims) + len(narrative.opinions)}
    st.segmented_control(
        "Verdict",
        list(KINDS),
        format_func=lambda kind: f"{KINDS[kind]} {counts[kind]}",
        required=True,
        **state.bound(Choices, "verdict", chosen.verdict),
    )
    left, right = st.columns([2, 3])
    topics = [ALL, *CLAIM_TOPICS]
    left.selectbox(
        "Subject",
        topics,
        format_func=lambda topic: "All subjects" if topic == ALL else topic,
        **state.bound(Choices, "topic", chosen.topic if chosen.topic in topics else ALL),
    )
    right.text_input(
        "Search",
        placeholder="Words in the claim, its note or what was found",
        max_chars=80,
        **state.bound(Choices, "search", chosen.search),
    )


def _fits(entry: Claim | Opinion, chosen: Choices) -> bool:
    """Whether an entry is of the chosen kind and topic and has every word of the search."""
    kind = verdict_of(entry).value if isinstance(entry, Claim) else OPINION
    found = entry.value_found if isinstance(entry, Claim) else entry.evidence
    words = f"{entry.id} {entry.paraphrase} {entry.note} {found} {entry.topic}".casefold()
    return (
        chosen.verdict in (ALL, kind)
        and (chosen.topic == ALL or chosen.topic not in CLAIM_TOPICS or entry.topic == chosen.topic)
        and all(word in words for word in chosen.search.casefold().split())
    )


def _claim_card(claim: Claim, chosen: Choices, as_of: dt.date) -> None:
    """A claim, folded: what was computed of it comes before what an editor found."""
    folded = st.expander(
        claim_label(claim), expanded=claim.id == chosen.claim, key=f"claim-{claim.id}", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        found = cache.finding(claim.id, as_of)
        if found.by is CheckedBy.COMPUTED:
            finding_card(found, key=claim.id)
            st.markdown("**What an editor found in other sources**")
        else:
            st.caption("An editor's verdict, from the sources named below. Nothing here is computed.")
        claim_body(claim, as_of)
        finding_downloads(found, Choices(claim=claim.id, as_of=chosen.as_of))


def _take_away(chosen: Choices) -> None:
    """All findings, whatever is filtered."""
    st.subheader("Take all findings away")
    all_downloads(chosen)
    st.caption(
        "All claims and opinions, whatever is filtered above. ClaimReview holds those with a rating alone, "
        "and says how many were left out and why; the brief is a table and a page for each claim."
    )


def _how() -> None:
    narrative = cache.catalogue().narrative
    with st.expander("How the claims were checked, slips in the article, traps in other sources"):
        st.markdown(f"{plain(narrative.article.verdict_rule)}\n\n{plain(narrative.article.method)}")
        st.markdown("**Slips of the article's text**")
        st.markdown("\n".join(f"- {plain(slip.text)}" for slip in narrative.slips))
        st.markdown("**Traps in other sources**")
        st.markdown("\n".join(f"- {plain(trap)}" for trap in narrative.traps))
