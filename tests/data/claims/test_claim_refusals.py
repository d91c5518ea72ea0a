"""Refusals of typed claims, and messages about editions that are not held."""

import datetime as dt

import pytest

from indicators.claims.check import check_text
from indicators.claims.finding import Rating, Reason
from indicators.errors import QuestionError
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("number", ["0.1234567", "1234567890123456", "23.00000000"])
def test_too_many_digits_are_said_to_be_too_many(snapshot: Snapshot, number: str) -> None:
    with pytest.raises(QuestionError, match="more than 15 digits, or of more than 6 decimals"):
        check_text(f"Tajikistan scored {number} in CPI 2014", snapshot, as_of=TODAY)


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("Tajikistan: 23 points in CPI 2014", Rating.SUPPORTED),
        ("Tajikistan, about 23 points in CPI 2014", Rating.SUPPORTED),
        ("Tajikistan: 24 points in CPI 2014", Rating.REFUTED),
        ("Tajikistan: 152nd of 175 in CPI 2014", Rating.SUPPORTED),
    ],
)
def test_points_and_a_place_need_no_verb(snapshot: Snapshot, text: str, rating: Rating) -> None:
    assert check_text(text, snapshot, as_of=TODAY).rating is rating


@pytest.mark.parametrize(
    "text", ["Tajikistan: 23 in CPI 2014", "CPI of Tajikistan 2014", "Tajikistan: not 23 points in CPI 2014"]
)
def test_without_a_verb_nothing_is_guessed(snapshot: Snapshot, text: str) -> None:
    with pytest.raises(QuestionError):
        check_text(text, snapshot, as_of=TODAY)


@pytest.mark.parametrize("edition", ["HDI edition 2015", "HDI report 2015", "the 2015 edition of the HDI"])
def test_an_edition_of_a_restated_index_is_not_read_as_the_year_described(
    snapshot: Snapshot, edition: str
) -> None:
    """HDR 2015 printed 0.624 for 2014; HDR25 says 0.658 of 2015."""
    found = check_text(f"Tajikistan scored 0.624 in {edition}", snapshot, as_of=TODAY)
    assert (found.rating, found.reasons) == (Rating.NOT_ENOUGH_DATA, (Reason.NOT_HELD,))
    assert "HDI edition 2015 is not held" in found.explanation[0]


def test_the_year_described_of_a_restated_index_is_read(snapshot: Snapshot) -> None:
    assert check_text("Tajikistan scored 0.658 in HDI 2015", snapshot, as_of=TODAY).rating.agrees
    found = check_text("Tajikistan scored 23 in the CPI edition 2014", snapshot, as_of=TODAY)
    assert found.rating is Rating.SUPPORTED


@pytest.mark.parametrize(("index", "name"), [("CPI", "score"), ("CPI rank", "rank")])
def test_two_missing_years_are_two_elements(snapshot: Snapshot, index: str, name: str) -> None:
    text = f"{index} of Tajikistan fell from 24 to 20 between 1980 and 1981"
    found = check_text(text, snapshot, as_of=TODAY)
    assert [element.name for element in found.now.elements] == [f"{name} from", f"{name} to"]
