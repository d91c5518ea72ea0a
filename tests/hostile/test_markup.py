"""Text of claims and events with markup of every kind is shown as text, and taken away as text."""

import dataclasses
import datetime as dt
import json
import re

import pytest
from markdown_it import MarkdownIt

from dashboard.common.text import inert, plain
from indicators.catalogue.catalogue import Catalogue
from indicators.claims.check import check
from indicators.export.brief import brief_html
from indicators.export.claim_review import claim_review_json
from indicators.export.evidence import Exported, Publication, evidence_json
from indicators.snapshot.snapshot import Snapshot
from tests.hostile.fuzzing import HOSTILE

MARKUP = [text for text in HOSTILE if text.strip() and len(text) < 2000 and "\ud800" not in text]
WHEN = dt.date(2026, 11, 23)


@pytest.mark.parametrize("text", MARKUP)
def test_markdown_shows_a_text_letter_by_letter(text: str) -> None:
    for told in (plain(text), inert(text)):
        shown = MarkdownIt("commonmark", {"linkify": False}).render(f"Event: {told}")
        assert not re.search(r"<(?!/?p>|br)", shown)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style>"])
def test_a_claim_with_markup_is_text_in_every_file(
    catalogue: Catalogue, snapshot: Snapshot, text: str
) -> None:
    claim = next(one for one in catalogue.narrative.claims if one.id == "C24")
    found = check(
        dataclasses.replace(claim, paraphrase=f"{claim.paraphrase} {text}", note=text), snapshot, as_of=WHEN
    )
    by = Publication(name=f"A name {text}", address="http://host", version="1", built=WHEN, made=WHEN)
    entry = Exported(finding=found, claim="http://host/c", view="http://host/v", evidence="http://host/e")
    brief = brief_html(entry, catalogue=catalogue, by=by).decode()
    assert text not in brief.split("</style>", 1)[1]
    assert "<img" not in brief
    assert "<script" not in brief
    review = claim_review_json(entry, catalogue=catalogue, by=by).decode()
    assert "</script" not in review
    assert json.loads(review)["claimReviewed"].endswith(text)
    evidence = json.loads(evidence_json([entry], catalogue=catalogue, by=by))
    assert any(record["text"].endswith(text) for record in evidence["records"])
