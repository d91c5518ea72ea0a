"""Findings by address, asked of a real server: three formats, one claim, all of them, or a reader's own."""

import json
import re
from urllib.parse import quote

import pytest
import requests

from dashboard.common import cache
from dashboard.pages.claims.choices import Choices
from dashboard.pages.claims.files import FORMATS, claims_address
from indicators.export.brief import CSP
from tests.data.dashboard.server.test_files import get, refused_in_a_line
from tests.data.export.findings_for_tests import HOSTILE

NARRATIVE = cache.catalogue().narrative
TYPED = "Tajikistan ranks 152 of 175 in CPI 2014"


# What comes


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("claim=C24&as_of=2026-11-22", "claim_C24_2026-11-22"),
        ("claim=all&as_of=2015-07-20", "claim_all_2015-07-20"),
        (f"text={quote(TYPED)}&as_of=2026-11-22", "claim_typed_2026-11-22"),
    ],
)
def test_a_finding_comes_in_every_format_as_a_file_in_which_nothing_runs(address, format, query, name):
    answer = get(f"{address}/files/claims.{format}?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == FORMATS[format]
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.{format}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == CSP
    assert CSP == "default-src 'none'; style-src 'unsafe-inline'"


def test_the_headline_claim_was_right_then_and_has_another_figure_now(address):
    made = get(f"{address}/files/claims.jsonld?claim=C24&as_of=2026-11-22").json()
    assert made["reviewRating"]["alternateName"] == "supported"
    assert made["reviewRating"]["ratingValue"] == 5
    assert "Since then: 166 of 182 (CPI 2025)." in made["reviewRating"]["ratingExplanation"]
    then = get(f"{address}/files/claims.jsonld?claim=C24&as_of=2015-07-20").json()
    assert then["reviewRating"]["ratingValue"] == 5
    brief = get(f"{address}/files/claims.brief.html?claim=C24&as_of=2026-11-22").text
    assert "152nd of 175" in brief
    assert "166th of 182" in brief


def test_a_review_leads_to_its_view_and_to_its_evidence(address):
    made = get(f"{address}/files/claims.jsonld?claim=C24&as_of=2015-07-20").json()
    assert made["url"] == f"{address}/claims?claim=C24&as_of=2015-07-20"
    assert made["itemReviewed"]["@id"] == f"{address}/claims?claim=C24#claim"
    evidence = get(made["isBasedOn"]).json()
    assert {record["claim_id"] for record in evidence["records"]} == {"C24"}
    assert {record["as_of"] for record in evidence["records"]} == {"2015-07-20"}


def test_evidence_names_the_files_of_the_snapshot(address):
    evidence = get(f"{address}/files/claims.evidence.json?claim=C24&as_of=2026-11-22").json()
    assert evidence["snapshot"] == cache.snapshot().id
    recorded = {file["name"]: file["sha256"] for file in cache.snapshot().inputs["ti_cpi"]}
    data = [
        datum for record in evidence["records"] for vintage in record["vintages"] for datum in vintage["data"]
    ]
    assert {(datum["value"], datum["rank"], datum["n_ranked"]) for datum in data} == {
        (23, 152, 175),
        (19, 166, 182),
    }
    assert all(recorded[datum["file"]] == datum["sha256"] for datum in data)


def test_all_claims_and_opinions_are_in_the_evidence_and_those_with_a_rating_are_reviews(address):
    evidence = get(f"{address}/files/claims.evidence.json?claim=all").json()
    assert {record["claim_id"] for record in evidence["records"]} == {
        entry.id for entry in (*NARRATIVE.claims, *NARRATIVE.opinions)
    }
    feed, *reviews = get(f"{address}/files/claims.jsonld?claim=all").json()["@graph"]
    rated = {r["claim_id"] for r in evidence["records"] if r["verdict"]["rating_value"] is not None}
    assert len(reviews) == len(rated)
    assert len({made["@id"] for made in reviews}) == len(reviews)
    assert not {f"{address}/claims?claim={opinion.id}" for opinion in NARRATIVE.opinions} & {
        made["url"] for made in reviews
    }
    assert feed["description"].startswith(f"Reviews of {len(rated)} of 68 claims and opinions. Left out:")
    assert "opinions, which are never rated: 21" in feed["description"]


def test_all_briefs_are_a_table_and_a_page_for_each_claim(address):
    brief = get(f"{address}/files/claims.brief.html?claim=all").text
    assert brief.count("<article>") == len(NARRATIVE.claims)
    for entry in (*NARRATIVE.claims, *NARRATIVE.opinions):
        assert f'<td class="word">{entry.id}</td>' in brief


def test_the_same_file_comes_twice(address):
    for format in FORMATS:
        url = f"{address}/files/claims.{format}?claim=all&as_of=2020-01-01"
        assert get(url).content == get(url).content


def test_a_page_leads_to_the_files_of_its_very_choices(address):
    chosen = Choices(check=TYPED)
    evidence = get(address + claims_address("evidence.json", chosen)).json()
    assert {record["text"] for record in evidence["records"]} == {TYPED}
    view = evidence["records"][0]["view"]
    assert view.startswith(f"{address}/claims?check=")
    named = get(address + claims_address("evidence.json", Choices(claim="C01"))).json()
    assert {record["claim_id"] for record in named["records"]} == {"C01"}
    assert "claim=all" in claims_address("jsonld", Choices())


# What is refused


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("claims.exe?claim=C24", "jsonld, evidence.json, brief.html"),
        ("claims.jsonld", "name exactly one of"),
        ("claims.jsonld?claim=C24&text=x", "name exactly one of"),
        ("claims.jsonld?claim=C99", "'C99' is not known"),
        ("claims.jsonld?claim=", "is not known"),
        ("claims.jsonld?claim=C24&as_of=never", "'never' is not a day"),
        ("claims.jsonld?claim=C24&as_of=2999-01-01", "in the future"),
        ("claims.brief.html?text=", "it is empty"),
        (f"claims.brief.html?text={'x' * 301}", "text: a claim of 301 characters"),
        ("claims.brief.html?text=Hello%20world", "not understood: hello"),
        ("claims.jsonld?claim=O01", "opinions, which are never rated"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(address, path, words):
    refused_in_a_line(f"{address}/files/{path}", words)


def test_no_review_is_made_of_what_may_not_be_stated(address):
    unstated = [claim for claim in NARRATIVE.claims if claim.display.value in ("reported", "unverified")]
    assert unstated
    for claim in unstated:
        answer = get(f"{address}/files/claims.jsonld?claim={claim.id}")
        assert answer.status_code == 400
        assert "there is no review of" in answer.text


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isascii() or "\ud800" not in text])
@pytest.mark.parametrize("format", FORMATS)
def test_hostile_text_reaches_no_header_and_no_traceback(address, format, text):
    for value in (text, f"{TYPED} {text}", f"{TYPED}\r\nX-Evil: 1"):
        answer = get(f"{address}/files/claims.{format}?text={quote(value, safe='')}")
        assert answer.status_code in (200, 400)
        assert "x-evil" not in answer.headers
        assert "Traceback" not in answer.text
        sent = answer.headers.get("content-disposition", "")
        assert re.fullmatch(rf'(attachment; filename="[A-Za-z0-9._-]+\.{re.escape(format)}")?', sent)
        if answer.status_code == 400:
            assert answer.headers["content-type"].startswith("text/plain")
            assert len(answer.text.splitlines()) == 1


def test_a_host_that_a_client_makes_up_stays_text(address):
    answer = requests.get(
        f"{address}/files/claims.brief.html?claim=C24", headers={"Host": 'x"><script>'}, timeout=300
    )
    assert "<script" not in answer.text
    reviews = requests.get(
        f"{address}/files/claims.jsonld?claim=C24", headers={"Host": "x</script>"}, timeout=300
    )
    assert "</script" not in reviews.text
    if reviews.status_code == 200:
        assert json.loads(reviews.text)["@type"] == "ClaimReview"
