"""Numbers and places as a sentence says them."""

import pytest

from indicators.compare.splits import RankSplit
from indicators.compare.words import ranks
from indicators.text import number, signed


@pytest.mark.parametrize(
    ("value", "digits", "written", "with_sign"),
    [
        (-4.0, 0, "−4", "−4"),
        (0.22, 2, "0.22", "+0.22"),
        (-0.004, 2, "0.00", "0.00"),
        (0.0, 0, "0", "0"),
        (2_097_169.0, 0, "2,097,169", "+2,097,169"),
    ],
)
def test_a_number_has_a_sign_only_if_it_is_printed_as_none_of_zero(
    value: float, digits: int, written: str, with_sign: str
) -> None:
    assert (number(value, digits), signed(value, digits)) == (written, with_sign)


@pytest.mark.parametrize(
    ("change", "score", "words"),
    [
        (
            -15,
            -7,
            "15 places lost, 7 by the score among the 9 countries ranked in both years and 8 by",
        ),
        (-1, -1, "1 place lost, 1 by the score among the 9 countries ranked in both years and 0 by"),
        (5, 8, "5 places gained: 8 places gained by the score among the 9 countries ranked in both years, 3"),
        (
            0,
            1,
            "no place gained or lost: 1 place gained by the score among the 9 countries ranked in both",
        ),
        (0, 0, "no place gained or lost."),
    ],
)
def test_places_are_gained_and_lost_in_words(change: int, score: int, words: str) -> None:
    split = RankSplit("TJK", 5, 9, 5 - change, 9, 5, 5 - score, 9, change, score, change - score, (), ())
    assert words in ranks(split, None, published=True)
