"""Claims put to the committed snapshot: true of the edition of their day, and what became of it since."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators.claims.check import EDITORS, check
from indicators.claims.finding import CheckedBy, Finding, Rating, Reason
from indicators.snapshot.snapshot import Snapshot
from indicators.story import Display

ARTICLE = dt.date(2015, 7, 20)
TODAY = dt.date(2026, 11, 22)


def codes(finding: Finding) -> list[str]:
    return [diagnosis.code for diagnosis in finding.diagnosis]


# The article's claim C24: 152nd of 175


def test_tajikistans_rank_was_right_on_the_day_of_the_article(snapshot: Snapshot) -> None:
    claim = snapshot.catalogue.narrative.claim("C24")
    finding = check(claim, snapshot, as_of=ARTICLE)
    assert finding.then is not None
    assert finding.now is not None
    assert (finding.then.rating, finding.now.rating, finding.rating) == (Rating.SUPPORTED,) * 3
    assert finding.then == finding.now
    assert finding.explanation == (
        "On the day of the claim, 2015-07-20: 152nd of 175, score 23 (CPI 2014). Supported.",
    )


def test_verdict_is_of_the_day_of_the_claim_and_what_came_since_stands_apart(snapshot: Snapshot) -> None:
    claim = snapshot.catalogue.narrative.claim("C24")
    finding = check(claim, snapshot, as_of=TODAY)
    assert finding.then is not None
    assert finding.now is not None
    assert finding.then.rating is Rating.SUPPORTED
    assert (finding.rating, finding.rating_value, finding.words) == (Rating.SUPPORTED, 5, "supported")
    assert finding.now.rating is Rating.OUTDATED
    assert finding.then.text == "152nd of 175, score 23 (CPI 2014)"
    assert finding.now.text == "166th of 182, score 19 (CPI 2025)"
    assert [element.rating for element in finding.now.elements] == [Rating.OUTDATED] * 2
    assert (finding.date, finding.as_of, finding.by) == (ARTICLE, TODAY, CheckedBy.COMPUTED)
    assert (finding.indicator, finding.country, finding.names_edition) == ("ti_cpi.score", "TJK", False)
    assert finding.diagnosis == ()
    assert finding.explanation[1] == "Since then: 166 of 182 (CPI 2025)."
    assert "not a measure of change" in finding.explanation[-1]
    assert "utdated" not in " ".join(finding.explanation)
    assert finding.newest == finding.now.data[0]
    assert finding.snapshot == snapshot.id


def test_the_evidence_goes_down_to_file_and_row(snapshot: Snapshot) -> None:
    finding = check(snapshot.catalogue.narrative.claim("C24"), snapshot, as_of=TODAY)
    assert finding.then is not None
    [datum] = finding.then.data
    assert (datum.year, datum.edition, datum.value, datum.rank, datum.n_ranked) == (
        2014,
        "2014",
        23,
        152,
        175,
    )
    assert (datum.computed_rank, datum.computed_n, datum.tied_with) == (152, 175, ("COG",))
    assert datum.released == dt.date(2014, 12, 3)
    files = {file["name"]: file["sha256"] for file in snapshot.inputs["ti_cpi"]}
    assert files[datum.origin.file] == datum.origin.sha256
    assert datum.origin.row > 0
    assert datum.origin.column


def test_174_ranked_is_refuted_and_explained(snapshot: Snapshot) -> None:
    claim = snapshot.catalogue.narrative.claim("C24")
    assert claim.test is not None
    wrong = replace(claim, test=replace(claim.test, n_ranked=174))
    finding = check(wrong, snapshot, as_of=TODAY)
    assert finding.then is not None
    assert finding.rating is Rating.REFUTED
    assert [element.rating for element in finding.then.elements] == [Rating.SUPPORTED, Rating.REFUTED]
    assert codes(finding) == ["MATCHES_LOWEST_RANK:174"]


@pytest.mark.parametrize(
    ("as_of", "rating"),
    [
        ("1990-01-01", Rating.NOT_ENOUGH_DATA),
        ("2014-12-02", Rating.OUTDATED),  # the edition of 2013: 154th of 177
        ("2014-12-03", Rating.SUPPORTED),
        ("2016-01-26", Rating.SUPPORTED),
        ("2016-01-27", Rating.OUTDATED),  # the edition of 2015: 136th of 168
    ],
)
def test_the_claim_held_from_one_edition_to_the_next(snapshot: Snapshot, as_of: str, rating: Rating) -> None:
    claim = snapshot.catalogue.narrative.claim("C24")
    finding = check(claim, snapshot, as_of=dt.date.fromisoformat(as_of))
    assert finding.now is not None
    assert finding.now.rating is rating


# Every claim and opinion


def test_every_claim_has_a_finding_and_prose_keeps_its_editors_verdict(snapshot: Snapshot) -> None:
    for claim in snapshot.catalogue.narrative.claims:
        finding = check(claim, snapshot, as_of=TODAY)
        assert (finding.id, finding.text, finding.date) == (claim.id, claim.paraphrase, ARTICLE)
        assert finding.editor is not None
        assert finding.editor.caution == claim.display.words
        if claim.test is None:
            assert finding.by is CheckedBy.EDITOR
            assert finding.rating is EDITORS[claim.verdict]
            assert finding.reasons == (Reason.EDITORS_VERDICT,)
            assert (finding.then, finding.now) == (None, None)
            assert "an editor's verdict" in finding.words
            assert claim.display.words in finding.words
            assert "stated as a fact" not in finding.words


def test_what_is_only_reported_or_unconfirmed_gets_no_number(snapshot: Snapshot) -> None:
    cautious = (Display.REPORTED, Display.INDICATOR, Display.OPINION, Display.UNVERIFIED)
    shown = set()
    for claim in snapshot.catalogue.narrative.claims:
        finding = check(claim, snapshot, as_of=TODAY)
        if claim.test is None and claim.display in cautious:
            assert finding.rating_value is None
            shown.add(claim.display)
    assert Display.REPORTED in shown
    assert Display.UNVERIFIED in shown


def test_no_opinion_is_ever_rated(snapshot: Snapshot) -> None:
    opinions = snapshot.catalogue.narrative.opinions
    assert len(opinions) == 21
    for opinion in opinions:
        finding = check(opinion, snapshot, as_of=TODAY)
        assert (finding.rating, finding.rating_value) == (Rating.NOT_CHECKABLE, None)
        assert (finding.then, finding.now, finding.editor) == (None, None, None)
        assert finding.is_opinion
