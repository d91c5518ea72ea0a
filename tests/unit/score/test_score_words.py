"""What a score says in sentences: every figure with what it is of."""

import pandas as pd
import pytest

from indicators.score.sensitivity import Range
from indicators.score.words import (
    missing_sentences,
    parts_sentence,
    score_sentence,
    share_words,
    trend_sentences,
    worse_sentence,
)

ROW = {
    "score": 76.26,
    "computed_rank": 162,
    "computed_n": 180,
    "range_lower": 73.6,
    "range_upper": 90.0,
    "range_rank_lower": 156.0,
    "range_rank_upper": 172.0,
    "outside_range": False,
    "reason": "",
}


def test_a_score_is_told_with_its_scale_place_and_range() -> None:
    assert score_sentence("Risk", "Tajikistan", 2023, ROW, n_draws=2000) == (
        "Risk of Tajikistan in 2023: 76.3 on a scale of 0 to 100, 100 the worst; computed place 162 of 180, "
        "least risk first. Over 2,000 draws it lies between 73.6 and 90.0 (5 to 95 %), its place between 156 "
        "and 172: a range over plausible methods and published errors, no confidence interval."
    )


def test_a_score_outside_of_its_range_says_so() -> None:
    outside = {**ROW, "outside_range": True}
    assert score_sentence("Risk", "X", 2023, outside, n_draws=10).endswith("lies outside of that range.")


def test_a_score_without_draws_has_no_range() -> None:
    assert "draws" not in score_sentence("Risk", "X", 2023, ROW, n_draws=None)


def test_a_missing_score_says_why() -> None:
    gone = {**ROW, "score": float("nan"), "reason": "a core part is missing: Corruption"}
    assert (
        score_sentence("Risk", "Andorra", 2023, gone, n_draws=10)
        == "Andorra has no score in 2023: a core part is missing: Corruption."
    )


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.001, "under 1 %"),
        (0.014, "1 %"),
        (0.5, "50 %"),
        (0.9999, "over 99 %"),
        (1.0, "100 %"),
        (1.0 - 1e-15, "100 %"),
    ],
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, words: str) -> None:
    assert share_words(share) == words


def test_worse_is_told_of_those_that_have_draws_in_common() -> None:
    scores = pd.DataFrame({"A": [2.0, 2.0, 2.0, 2.0], "B": [1.0, 3.0, 1.0, 2.0], "C": [float("nan")] * 4})
    empty = pd.DataFrame()
    ranges = Range(scores=scores, ranks=empty, factors=empty, weights=empty, summary=empty)
    shares = ranges.worse("A", ["B", "C"])
    names = {"B": "Bhutan", "C": "Chad"}
    assert (
        worse_sentence("Albania", shares, names) == "Albania scores worse than Bhutan in 50 % of the draws."
    )


def test_parts_are_told_largest_first_and_sum() -> None:
    rows = pd.DataFrame({"name": ["Media", "Voice"], "contribution": [10.0, 30.0], "score": [20.0, 60.0]})
    assert parts_sentence("X", rows) == (
        "Of the 40.0 points of X: Voice 30.0 (its own score 60.0) and Media 10.0 (its own score 20.0)."
    )


def test_a_trend_is_told_inside_its_stretches_alone() -> None:
    rows = pd.DataFrame(
        {
            "year": [2010, 2011, 2012, 2013],
            "score": [50.0, 52.0, 70.0, float("nan")],
            "segment": pd.array([1, 1, 2, None], "Int64"),
        }
    )
    assert trend_sentences("X", rows) == (
        "From 2010 to 2011 the score of X went from 50.0 to 52.0 (+2.0).",
        "2012 (70.0) stands alone.",
        "The 2 stretches may not be compared with each other: each has other indicators or methods.",
    )


def test_what_is_missing_is_told_with_what_it_did() -> None:
    rows = pd.DataFrame(
        {
            "iso3": ["BHS"],
            "coverage": [0.5],
            "missing": ["Rule of law"],
            "carried": ["BTI of 2022"],
            "score": [29.9],
            "score_with_means": [31.5],
            "difference": [1.6],
            "reason": [""],
        }
    )
    first, second = missing_sentences(rows, {"BHS": "Bahamas"})
    assert first == (
        "Bahamas: 50 % of the weight has a value; missing: Rule of law. The rest stands for it; with the "
        "mean of its subregion instead the score would be 31.5 (+1.6)."
    )
    assert second == "Bahamas: carried forward: BTI of 2022."
