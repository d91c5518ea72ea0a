"""Export findings as ClaimReview, schema.org's vocabulary for fact checks, in JSON-LD (METHODS 5.5).

Only a verdict with a rating is a review. An editor's verdict is left out if the claim may not be stated as
a fact: a claim that is only reported, a judgement, one reading or unconfirmed would lose its caution.
"""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from indicators.claims.finding import CheckedBy, Finding
from indicators.export.citation import cite
from indicators.export.evidence import Exported, Publication, safe_json
from indicators.export.finding_words import data_of

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

CONTEXT = "https://schema.org"
BEST, WORST = 5, 1

Node = dict[str, Any]


def why_left_out(finding: Finding) -> str | None:
    """Say in a few words why a finding is not a review; None if it is one."""
    if finding.rating_value is not None:
        return None
    if finding.is_opinion:
        return "opinions, which are never rated"
    if finding.editor is not None and finding.rating.rating_value is not None:
        return f"claims that may not be stated as a fact ({finding.editor.caution})"
    return f"claims without a rating ({finding.rating.words})"


def left_out(entries: Sequence[Exported]) -> tuple[str, ...]:
    """Count the findings that are not reviews, by reason: `opinions, which are never rated: 21`."""
    reasons = Counter(reason for entry in entries if (reason := why_left_out(entry.finding)))
    return tuple(f"{reason}: {count}" for reason, count in sorted(reasons.items()))


def claim_review_json(entry: Exported, *, catalogue: "Catalogue", by: Publication) -> bytes:
    """Write one review as JSON-LD; raises `ValueError` for a finding without a rating (`why_left_out`)."""
    return safe_json({"@context": CONTEXT, **claim_review(entry, catalogue=catalogue, by=by)})


def claim_reviews_json(
    entries: Sequence[Exported], *, address: str, catalogue: "Catalogue", by: Publication
) -> bytes:
    """Write all reviews of some findings as one graph, with the number and reasons of those left out.

    `address` is the URL of the list itself.
    """
    rated = [entry for entry in entries if why_left_out(entry.finding) is None]
    reviews = [claim_review(entry, catalogue=catalogue, by=by) for entry in rated]
    words = f"Reviews of {len(reviews)} of {len(entries)} claims and opinions."
    missing = left_out(entries)
    if missing:
        words += f" Left out: {'; '.join(missing)}."
    feed: Node = {
        "@type": "DataFeed",
        "@id": address,
        "name": f"Claim reviews of {by.name}",
        "description": words,
        "dateModified": by.made.isoformat(),
        "dataFeedElement": [{"@id": review["@id"]} for review in reviews],
    }
    return safe_json({"@context": CONTEXT, "@graph": [feed, *reviews]})


def claim_review(entry: Exported, *, catalogue: "Catalogue", by: Publication) -> Node:
    """Return one review without its context; raises `ValueError` for a finding without a rating.

    `datePublished` is the day of the snapshot that answered. The day of an editor's verdict is not recorded
    and is left out; `sdDatePublished` is the day of this file.
    """
    finding = entry.finding
    if finding.rating_value is None:
        raise ValueError(f"{finding.id or 'the claim'} has no rating: {why_left_out(finding)}")
    review: Node = {
        "@type": "ClaimReview",
        "@id": f"{entry.view}#review",
        "url": entry.view,
        "author": {"@type": "Organization", "name": by.name, "url": by.address},
        "claimReviewed": finding.text,
        "itemReviewed": _claim(entry, catalogue),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": finding.rating_value,
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": finding.words,
            "ratingExplanation": " ".join((*finding.explanation, *finding.limits)),
        },
        "citation": _citations(finding, catalogue, by),
        "isBasedOn": entry.evidence,
        "inLanguage": "en",
        "sdDatePublished": by.made.isoformat(),
    }
    if finding.by is CheckedBy.COMPUTED:
        review["datePublished"] = by.built.isoformat()
    return review


def _claim(entry: Exported, catalogue: "Catalogue") -> Node:
    """Return the claim apart from its review; a reader's own claim has no author and no appearance."""
    finding, article = entry.finding, catalogue.narrative.article
    claim: Node = {"@type": "Claim", "@id": f"{entry.claim}#claim", "text": finding.text}
    claim["inLanguage"] = finding.language
    if finding.date:
        claim["datePublished"] = finding.date.isoformat()
    if not finding.id:
        return claim
    publisher = {"@type": "Organization", "name": article.publisher}
    return claim | {
        "author": publisher,
        "appearance": [
            {
                "@type": "CreativeWork",
                "url": article.url,
                "headline": article.title,
                "datePublished": article.date.isoformat(),
                "publisher": publisher,
            }
        ],
    }


def _citations(finding: Finding, catalogue: "Catalogue", by: Publication) -> list[Node]:
    """Return the data that answered, with edition and licence; for an editor's verdict the pages read."""
    if finding.by is CheckedBy.COMPUTED:
        editions = dict.fromkeys((datum.source, datum.edition) for datum in data_of(finding))
        return [_dataset(source, edition, catalogue, by) for source, edition in editions]
    cited = finding.editor.references if finding.editor else ()
    return [_page(id, catalogue) for id in cited]


def _dataset(id: str, edition: str, catalogue: "Catalogue", by: Publication) -> Node:
    source = catalogue.source(id)
    released = next((known for known in source.editions if known.id == edition), None)
    return {
        "@type": "Dataset",
        "name": f"{source.name}, edition {edition}",
        "description": cite(source, released, accessed=by.made),
        "url": source.homepage,
        "creator": {"@type": "Organization", "name": source.publisher},
        "license": source.licence_url,
        "version": edition,
        **({"datePublished": released.when} if released else {}),
    }


def _page(id: str, catalogue: "Catalogue") -> Node:
    page = catalogue.narrative.references[id]
    return {
        "@type": "CreativeWork",
        "name": page.title,
        "url": page.url,
        "publisher": {"@type": "Organization", "name": page.publisher},
        "inLanguage": page.language,
        **({"datePublished": page.date} if page.date else {}),
    }
