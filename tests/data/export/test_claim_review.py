"""Findings as ClaimReview: only verdicts with a rating, and what is left out is said (METHODS 5.5)."""

import json
from typing import Any

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.claims.finding import Finding, Rating
from indicators.export.claim_review import (
    claim_review,
    claim_review_json,
    claim_reviews_json,
    left_out,
    why_left_out,
)
from indicators.story import Display, Verdict
from tests.data.export.findings_for_tests import (
    BASE,
    BY,
    HOSTILE,
    computed,
    edited,
    exported,
    opinion,
    typed,
)

LIST = f"{BASE}/files/claims.jsonld?claim=all"


def review(catalogue: Catalogue, finding: Finding) -> dict[str, Any]:
    content = claim_review_json(exported(finding), catalogue=catalogue, by=BY)
    return json.loads(content)  # type: ignore[no-any-return]


def graph(catalogue: Catalogue, *findings: Finding) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    entries = [exported(finding) for finding in findings]
    written = json.loads(claim_reviews_json(entries, address=LIST, catalogue=catalogue, by=BY))
    assert written["@context"] == "https://schema.org"
    feed, *reviews = written["@graph"]
    return feed, reviews


# One review


def test_a_review_has_the_fields_of_methods(catalogue: Catalogue):
    made = review(catalogue, computed())
    assert (made["@context"], made["@type"]) == ("https://schema.org", "ClaimReview")
    assert made["url"] == f"{BASE}/claims?claim=C24&as_of=2026-11-22"
    assert made["@id"] == f"{made['url']}#review"
    assert made["author"] == {"@type": "Organization", "name": "Governance risk", "url": BASE}
    assert made["claimReviewed"] == "Tajikistan stands 152nd of 175 in Transparency International's CPI."
    assert made["isBasedOn"] == f"{BASE}/files/claims.evidence.json?claim=C24"
    assert (made["datePublished"], made["sdDatePublished"]) == ("2026-11-01", "2026-11-22")
    rating = made["reviewRating"]
    assert (rating["@type"], rating["ratingValue"]) == ("Rating", 5)
    assert (rating["bestRating"], rating["worstRating"]) == (5, 1)
    assert rating["alternateName"] == "supported"


def test_the_claim_is_apart_from_its_review_and_has_appeared_in_the_article(catalogue: Catalogue):
    made = review(catalogue, computed())
    claim, article = made["itemReviewed"], catalogue.narrative.article
    assert (claim["@type"], claim["@id"]) == ("Claim", f"{BASE}/claims?claim=C24#claim")
    assert claim["author"] == {"@type": "Organization", "name": article.publisher}
    assert claim["datePublished"] == "2015-07-20"
    (appearance,) = claim["appearance"]
    assert (appearance["@type"], appearance["url"]) == ("CreativeWork", article.url)
    # Whether the article was the first to say so is not known.
    assert "firstAppearance" not in claim


def test_the_claims_id_does_not_depend_on_the_day_or_the_verdict(catalogue: Catalogue):
    made = [
        review(catalogue, computed(rating=rating, as_of=computed().as_of.replace(month=month)))
        for rating, month in ((Rating.SUPPORTED, 1), (Rating.REFUTED, 2))
    ]
    assert made[0]["itemReviewed"]["@id"] == made[1]["itemReviewed"]["@id"]
    assert made[0]["@id"] != made[1]["@id"]


def test_a_computed_review_cites_its_data_with_edition_and_licence(catalogue: Catalogue):
    cited = review(catalogue, computed())["citation"]
    source = catalogue.source("ti_cpi")
    assert [(one["@type"], one["version"]) for one in cited] == [("Dataset", "2014"), ("Dataset", "2025")]
    assert {one["license"] for one in cited} == {source.licence_url}
    assert {one["url"] for one in cited} == {source.homepage}
    assert cited[0]["datePublished"] == "2014-12-03"


def test_an_editors_review_cites_the_pages_and_makes_no_day_up(catalogue: Catalogue):
    made = review(catalogue, edited(Verdict.PARTLY, Display.FACT_WITH_CAVEAT))
    (page,) = made["citation"]
    assert page["url"] == catalogue.narrative.references["S040"].url
    assert "datePublished" not in made
    assert made["reviewRating"]["alternateName"].startswith("partly right (an editor's verdict")


def test_what_a_reader_typed_has_no_author_and_no_appearance(catalogue: Catalogue):
    claim = review(catalogue, typed("Tajikistan ranks 152 of 175 in CPI 2014"))["itemReviewed"]
    assert claim["text"] == "Tajikistan ranks 152 of 175 in CPI 2014"
    assert not {"author", "appearance", "datePublished"} & set(claim)


def test_a_long_claim_is_kept_whole(catalogue: Catalogue):
    text = "Tajikistan " + "very " * 40 + "much stands 152nd of 175."
    assert review(catalogue, computed(text=text))["claimReviewed"] == text


# Which findings are reviews

STATED = (Display.FACT, Display.FACT_WITH_CAVEAT, Display.FLAG)
RATED = {Verdict.SUPPORTED: 5, Verdict.PARTLY: 3, Verdict.CONTRADICTED: 1}


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("display", Display)
def test_an_editors_verdict_is_a_review_only_where_the_claim_may_be_stated(
    catalogue: Catalogue, verdict: Verdict, display: Display
):
    entry = exported(edited(verdict, display))
    if display in STATED and verdict in RATED:
        made = claim_review(entry, catalogue=catalogue, by=BY)
        assert made["reviewRating"]["ratingValue"] == RATED[verdict]
    else:
        assert why_left_out(entry.finding)
        with pytest.raises(ValueError, match="has no rating"):
            claim_review(entry, catalogue=catalogue, by=BY)


@pytest.mark.parametrize("rating", Rating)
def test_a_computed_finding_is_a_review_where_it_has_a_rating(catalogue: Catalogue, rating: Rating):
    finding = computed(rating=rating)
    value = {
        Rating.SUPPORTED: 5, Rating.SUPPORTED_APPROX: 4, Rating.PARTLY: 3, Rating.OUTDATED: 3,
        Rating.MISLEADING: 2, Rating.NOT_SUPPORTED_BY_UNCERTAINTY: 2, Rating.REFUTED: 1,
    }.get(rating)  # fmt: skip
    assert (why_left_out(finding) is None) == (value is not None)
    if value:
        assert review(catalogue, finding)["reviewRating"]["ratingValue"] == value


def test_an_opinion_is_never_a_review(catalogue: Catalogue):
    assert why_left_out(opinion()) == "opinions, which are never rated"
    with pytest.raises(ValueError, match="never rated"):
        claim_review_json(exported(opinion()), catalogue=catalogue, by=BY)


def test_the_list_says_how_many_were_left_out_and_why(catalogue: Catalogue):
    findings = [
        computed(),
        opinion(),
        opinion(id="O02"),
        edited(Verdict.SUPPORTED, Display.REPORTED, id="C02"),
        edited(Verdict.COULD_NOT_CHECK, Display.UNVERIFIED, id="C03"),
    ]
    feed, reviews = graph(catalogue, *findings)
    assert [made["claimReviewed"] for made in reviews] == [computed().text]
    assert feed["@type"] == "DataFeed"
    assert feed["dataFeedElement"] == [{"@id": reviews[0]["@id"]}]
    words = feed["description"]
    assert "Reviews of 1 of 5 claims and opinions." in words
    for reason in (
        "opinions, which are never rated: 2",
        "claims that may not be stated as a fact (reported by others, not established): 1",
        "claims without a rating (not enough data): 1",
    ):
        assert reason in words


def test_what_is_left_out_and_what_is_in_are_all(catalogue: Catalogue):
    findings = [edited(verdict, display) for verdict in Verdict for display in Display]
    entries = [exported(finding) for finding in (*findings, opinion(), computed())]
    missing = sum(int(line.split()[-1]) for line in left_out(entries))
    _, reviews = graph(catalogue, *[entry.finding for entry in entries])
    assert missing + len(reviews) == len(entries)


# The file


def test_the_same_findings_give_the_same_bytes(catalogue: Catalogue):
    entries = [exported(computed()), exported(opinion())]
    one, other = (claim_reviews_json(entries, address=LIST, catalogue=catalogue, by=BY) for _ in range(2))
    assert one == other


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_and_ends_no_script(catalogue: Catalogue, text: str):
    content = claim_review_json(exported(typed(text, explanation=(text,))), catalogue=catalogue, by=BY)
    assert json.loads(content)["claimReviewed"] == text
    written = content.decode()
    assert not set(written) & set("<>\u2028\u2029\u202e\u2067\u200f")
