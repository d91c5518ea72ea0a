"""Claims put to the snapshot: true of the edition of their day, and what became of it since."""

import datetime as dt

import pandas as pd
import pytest

from indicators import answers
from indicators.analysis import claims
from indicators.catalogue import Catalogue
from indicators.model import Finding
from indicators.schema import observations
from indicators.snapshot import Snapshot

ARTICLE = dt.date(2015, 7, 20)
TODAY = dt.date(2026, 11, 22)


def edition(
    year: int, rank: int | None, n_ranked: int | None, *others: int, iso3: str = "TJK"
) -> pd.DataFrame:
    """One edition: Tajikistan at 23, countries at the values of `others`, and published ranks."""
    values = {iso3: 23, **{f"X{number}": value for number, value in enumerate(others)}}
    records = [
        {"indicator": "ti_cpi.score", "iso3": code, "year": year, "edition": str(year), "value": value}
        for code, value in values.items()
    ]
    return observations(pd.DataFrame(records).assign(rank=rank, n_ranked=n_ranked))


def put(
    catalogue: Catalogue, then: pd.DataFrame | None, now: pd.DataFrame | None
) -> tuple[Finding, Finding, str]:
    """The findings on C24, which says 152nd of 175: then, now, and the explanation."""
    tested = claims.test(
        catalogue.narrative.claim("C24"),
        catalogue.indicator("ti_cpi.score"),
        then,
        now,
        article_date=ARTICLE,
        as_of=TODAY,
    )
    assert tested is not None
    return tested.finding_then, tested.finding, tested.explanation


# The rules

RIGHT = edition(2014, 152, 175)


@pytest.mark.parametrize(
    ("then", "now", "finding_then", "finding"),
    [
        (RIGHT, RIGHT, Finding.SUPPORTED, Finding.SUPPORTED),
        (RIGHT, edition(2025, 166, 182), Finding.SUPPORTED, Finding.OUTDATED),
        (RIGHT, edition(2025, 152, 182), Finding.SUPPORTED, Finding.OUTDATED),
        (RIGHT, edition(2025, 166, 175), Finding.SUPPORTED, Finding.OUTDATED),
        (edition(2014, 153, 175), edition(2025, 166, 182), Finding.REFUTED, Finding.REFUTED),
        (edition(2014, 152, 174), edition(2025, 152, 175), Finding.REFUTED, Finding.SUPPORTED),
        (None, edition(2025, 166, 182), Finding.NOT_ENOUGH_DATA, Finding.REFUTED),
        (RIGHT, None, Finding.SUPPORTED, Finding.NOT_ENOUGH_DATA),
        (RIGHT, RIGHT.iloc[:0], Finding.SUPPORTED, Finding.NOT_ENOUGH_DATA),
        (edition(2014, 152, 175, iso3="UZB"), RIGHT, Finding.NOT_ENOUGH_DATA, Finding.SUPPORTED),
    ],
)
def test_what_a_claim_is_found_to_be(
    catalogue: Catalogue,
    then: pd.DataFrame | None,
    now: pd.DataFrame | None,
    finding_then: Finding,
    finding: Finding,
) -> None:
    assert put(catalogue, then, now)[:2] == (finding_then, finding)


def test_a_rank_that_only_we_computed_supports_a_claim_approximately(catalogue: Catalogue) -> None:
    better, worse = [50] * 151, [10] * 23
    unranked = edition(2014, None, None, *better, *worse)
    assert put(catalogue, unranked, unranked)[:2] == (Finding.SUPPORTED_APPROX, Finding.SUPPORTED_APPROX)
    assert put(catalogue, unranked, edition(2025, 166, 182))[1] is Finding.OUTDATED
    contradicted = edition(2014, 151, 175, *better, *worse)
    assert put(catalogue, contradicted, contradicted)[0] is Finding.REFUTED


def test_only_the_newest_year_counts(catalogue: Catalogue) -> None:
    both = pd.concat([RIGHT, edition(2013, 154, 177)])
    assert put(catalogue, both, both)[0] is Finding.SUPPORTED


def test_a_country_that_left_the_newest_edition_is_not_judged_by_an_older_one(catalogue: Catalogue) -> None:
    left = pd.concat([RIGHT, edition(2025, 166, 182, iso3="UZB")])
    assert put(catalogue, RIGHT, left)[1] is Finding.NOT_ENOUGH_DATA


def test_the_explanation_warns_where_the_number_ranked_differs(catalogue: Catalogue) -> None:
    warning = "The number ranked differs, so the two ranks are not a measure of change."
    assert warning in put(catalogue, RIGHT, edition(2025, 166, 182))[2]
    assert warning not in put(catalogue, RIGHT, edition(2025, 166, 175))[2]
    assert put(catalogue, None, RIGHT)[2].startswith("No edition of the day of the article is held.")


def test_a_claim_without_a_test_is_not_put_to_the_snapshot(catalogue: Catalogue, snapshot: Snapshot) -> None:
    assert answers.tested_claim(snapshot, catalogue.narrative.claim("C01"), as_of=TODAY) is None


# The committed snapshot


def test_tajikistans_rank_was_right_on_the_day_of_the_article(snapshot: Snapshot) -> None:
    tested = answers.tested_claim(snapshot, snapshot.catalogue.narrative.claim("C24"), as_of=ARTICLE)
    assert tested is not None
    assert (tested.finding_then, tested.finding) == (Finding.SUPPORTED, Finding.SUPPORTED)
    assert tested.then == tested.now
    assert tested.explanation == (
        "The newest edition on the day of the article was 2014: score 23, 152nd of 175, tied with 1 other."
    )


def test_tajikistans_rank_is_outdated_today(snapshot: Snapshot) -> None:
    tested = answers.tested_claim(snapshot, snapshot.catalogue.narrative.claim("C24"), as_of=TODAY)
    assert tested is not None
    assert (tested.finding_then, tested.finding) == (Finding.SUPPORTED, Finding.OUTDATED)
    assert tested.then is not None
    assert tested.now is not None
    assert (tested.then.text, tested.then.edition) == ("152nd of 175", "2014")
    assert (tested.now.text, tested.now.edition) == ("166th of 182", "2025")
    assert (tested.article_date, tested.as_of) == (ARTICLE, TODAY)


@pytest.mark.parametrize(
    ("as_of", "finding"),
    [
        ("1990-01-01", Finding.NOT_ENOUGH_DATA),
        ("2014-12-02", Finding.OUTDATED),  # the edition of 2013: 154th of 177
        ("2014-12-03", Finding.SUPPORTED),
        ("2016-01-26", Finding.SUPPORTED),
        ("2016-01-27", Finding.OUTDATED),  # the edition of 2015: 136th of 168
    ],
)
def test_the_claim_held_from_one_edition_to_the_next(
    snapshot: Snapshot, as_of: str, finding: Finding
) -> None:
    claim = snapshot.catalogue.narrative.claim("C24")
    tested = answers.tested_claim(snapshot, claim, as_of=dt.date.fromisoformat(as_of))
    assert tested is not None
    assert tested.finding is finding
