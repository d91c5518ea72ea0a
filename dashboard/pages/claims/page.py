"""Draw the article's claims, each with the verdict of its check, its caution and its sources."""

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
    """Draw the article's claims and opinions, with search and filters."""
    chosen = state.choices(Choices)
    narrative = cache.catalogue().narrative
    st.title("Claims")
    article = narrative.article
    st.markdown(
        f"{plain(article.argument)} {link(article.title, article.url)}, {plain(article.publisher)}, "
        f"{article.date.isoformat()}."
    )
    refused_values()
    as_of = as_of_choice(Choices, chosen, but="editors' verdicts and sources are as of today")
    check_own(chosen, as_of)
    st.header("The article's claims")
    _filters(chosen)
    claims = [claim for claim in narrative.claims if fits(claim, chosen)]
    claims.sort(key=lambda claim: claim.id != chosen.claim)  # a link's claim comes first
    opinions = [opinion for opinion in narrative.opinions if fits(opinion, chosen)]
    st.caption(
        f"{len(claims)} of {len(narrative.claims)} claims, "
        f"{len(opinions)} of {len(narrative.opinions)} opinions"
    )
    if not claims and not opinions:
        notice("No claim or opinion matches these filters. Clear the search, or choose All.")
    with st.container(gap="xsmall"):
        for claim in claims:
            _claim_card(claim, chosen, as_of)
    if opinions:
        st.header("Opinions")
        st.caption(
            "Judgements, predictions and prescriptions. They cannot be verified, so they have no verdict."
        )
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
        placeholder="Words in the claim, its note or its evidence",
        max_chars=80,
        **state.bound(Choices, "search", chosen.search),
    )


def fits(entry: Claim | Opinion, chosen: Choices) -> bool:
    """Tell if an entry has the chosen kind and topic and every word of the search."""
    kind = verdict_of(entry).value if isinstance(entry, Claim) else OPINION
    evidence = entry.value_found if isinstance(entry, Claim) else entry.evidence
    words = f"{entry.id} {entry.paraphrase} {entry.note} {evidence} {entry.topic}".casefold()
    return (
        chosen.verdict in (ALL, kind)
        and (chosen.topic == ALL or chosen.topic not in CLAIM_TOPICS or entry.topic == chosen.topic)
        and all(word in words for word in chosen.search.casefold().split())
    )


def _claim_card(claim: Claim, chosen: Choices, as_of: dt.date) -> None:
    """Draw a claim, folded: the computed finding first, then the editor's."""
    folded = st.expander(
        claim_label(claim), expanded=claim.id == chosen.claim, key=f"claim-{claim.id}", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        finding = cache.finding(claim.id, as_of)
        if finding.by is CheckedBy.COMPUTED:
            finding_card(finding, key=claim.id)
            st.markdown("**What did an editor find in other sources?**")
        else:
            st.caption("An editor gave this verdict, from the sources below. It is not computed.")
        claim_body(claim, as_of)
        finding_downloads(finding, Choices(claim=claim.id, as_of=chosen.as_of))


def _take_away(chosen: Choices) -> None:
    """Draw the downloads of all findings, regardless of filters."""
    st.header("Download all findings")
    all_downloads(chosen)
    st.caption(
        "The files hold all claims and opinions, regardless of the filters above. ClaimReview holds only "
        "rated claims, and counts the others with reasons. The brief has a table and a page for each claim."
    )


def _how() -> None:
    narrative = cache.catalogue().narrative
    with st.expander("How did we check the claims? Errors in the article, traps in other sources"):
        st.markdown(f"{plain(narrative.article.verdict_rule)}\n\n{plain(narrative.article.method)}")
        st.markdown("**Errors in the article's text**")
        st.markdown("\n".join(f"- {plain(slip.text)}" for slip in narrative.slips))
        st.markdown("**Traps in other sources**")
        st.markdown("\n".join(f"- {plain(trap)}" for trap in narrative.traps))
