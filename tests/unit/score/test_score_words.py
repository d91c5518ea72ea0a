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


def test_a_score_sentence_has_scale_rank_and_range() -> None:
    text = score_sentence("Risk", "Tajikistan", 2023, ROW, n_draws=2000)
    parts = ("Tajikistan in 2023: 76.3", "100 the worst", "rank 162 of 180", "2,000 draws", "73.6 to 90.0")
    for part in (*parts, "rank 156 to 172", "not a confidence interval"):
        assert part in text


def test_a_score_outside_of_its_range_says_so() -> None:
    outside = {**ROW, "outside_range": True}
    assert score_sentence("Risk", "X", 2023, outside, n_draws=10).endswith("is outside that range.")


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
    text = parts_sentence("X", rows)
    assert "40.0 points of X" in text
    assert text.index("Voice 30.0 (score 60.0)") < text.index("Media 10.0 (score 20.0)")


def test_a_trend_is_told_inside_its_stretches_alone() -> None:
    rows = pd.DataFrame(
        {
            "year": [2010, 2011, 2012, 2013],
            "score": [50.0, 52.0, 70.0, float("nan")],
            "segment": pd.array([1, 1, 2, None], "Int64"),
        }
    )
    first, single, caution = trend_sentences("X", rows)
    assert "2010 to 2011" in first
    assert "50.0 to 52.0 (+2.0)" in first
    assert "2012 (70.0)" in single
    assert "Do not compare the 2 stretches" in caution


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
    for part in ("Bahamas: 50 %", "Missing: Rule of law", "31.5 (+1.6)"):
        assert part in first
    assert "carried forward: BTI of 2022" in second
