"""Ranks: the rule on small tables, and our ranks beside Transparency International's own."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis.ranks import competition_rank, league, ordinal, place
from indicators.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator
from indicators.schema import observations
from indicators.snapshot import Snapshot

HIGH, LOW = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER


@pytest.fixture(scope="module")
def score(catalogue: Catalogue) -> Indicator:
    return catalogue.indicator("ti_cpi.score")


def table(values: dict[str, float], **more: object) -> pd.DataFrame:
    records = [
        {"indicator": "ti_cpi.score", "iso3": iso3, "year": 2014, "edition": "2014", "value": value, **more}
        for iso3, value in values.items()
    ]
    return observations(pd.DataFrame(records))


# The rule


def test_ties_share_the_best_rank_and_the_next_is_skipped() -> None:
    values = pd.Series([92, 23, 23, 8])
    assert competition_rank(values, HIGH).tolist() == [1, 2, 2, 4]
    assert competition_rank(values, LOW).tolist() == [4, 2, 2, 1]


def test_a_missing_value_has_no_rank() -> None:
    assert competition_rank(pd.Series([92, None, 8]), HIGH).tolist() == [1, pd.NA, 2]


def test_the_league_is_best_first_and_ties_in_the_order_of_the_codes(score: Indicator) -> None:
    rows = league(table({"TJK": 23, "COG": 23, "DNK": 92, "SOM": 8}), score)
    assert rows["iso3"].tolist() == ["DNK", "COG", "TJK", "SOM"]
    assert rows["computed_rank"].tolist() == [1, 2, 2, 4]
    assert rows["computed_n"].tolist() == [4, 4, 4, 4]
    assert rows["n_tied"].tolist() == [1, 2, 2, 1]


def test_the_published_rank_stands_beside_the_computed_one_untouched(score: Indicator) -> None:
    rows = league(table({"TJK": 23, "DNK": 92}, rank=152, n_ranked=2), score)
    assert rows["rank"].tolist() == [152, 152]
    assert rows["computed_rank"].tolist() == [1, 2]


def test_no_place_is_computed_where_more_were_ranked_than_are_held(score: Indicator) -> None:
    rows = table({"TJK": 23, "DNK": 92}, n_ranked=3)
    assert league(rows, score)["computed_rank"].isna().all()
    assert league(rows, score)["iso3"].tolist() == ["DNK", "TJK"]
    found = place(rows, score, "TJK")
    assert (found.computed_rank, found.computed_n, found.text) == (None, None, "one of 3, place not known")


def test_what_has_no_better_end_is_not_ranked(score: Indicator) -> None:
    with pytest.raises(QuestionError, match="has no better and worse end"):
        league(table({"TJK": 23}), replace(score, direction=Direction.NEITHER))


def test_a_place_says_who_is_tied(score: Indicator) -> None:
    rows = table({"TJK": 23, "COG": 23, "DNK": 92})
    found = place(rows, score, "TJK")
    assert (found.iso3, found.year, found.edition, found.value) == ("TJK", 2014, "2014", 23)
    assert (found.rank, found.computed_rank, found.computed_n) == (None, 2, 3)
    assert found.tied_with == ("COG",)


@pytest.mark.parametrize(
    ("published", "text"), [({"rank": 152, "n_ranked": 175}, "152nd of 175"), ({}, "1st of 1")]
)
def test_a_place_reads_as_published_where_it_is_published(
    score: Indicator, published: dict[str, int], text: str
) -> None:
    assert place(table({"TJK": 23}, **published), score, "TJK").text == text


def test_a_country_without_a_value_has_no_place(score: Indicator) -> None:
    with pytest.raises(QuestionError, match="TKM has no value in 2014"):
        place(table({"TJK": 23}), score, "TKM")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (100, "100th"),
        (101, "101st"),
        (111, "111th"),
        (152, "152nd"),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_the_band_holds_the_places_within_one_point(score: Indicator) -> None:
    rows = table({"A": 26, "B": 24, "C": 24, "D": 23, "E": 23, "F": 22, "G": 21})
    assert place(rows, score, "D").band == (2, 6)
    risk = replace(score, direction=LOW)
    assert place(rows, risk, "D").band == (2, 6)
    assert place(rows, risk, "A").band == (7, 7)


def test_the_step_of_the_band_is_the_last_decimal_that_is_printed(score: Indicator) -> None:
    rows = table({"A": 2.2, "B": 2.1, "C": 2.0, "D": 1.8})
    assert place(rows, replace(score, decimals=1), "C").band == (2, 3)


# Properties

scores = st.lists(st.integers(0, 20), min_size=1, max_size=20)


@given(scores)
def test_a_rank_is_one_more_than_the_number_of_better_ones(values: list[int]) -> None:
    ranks = competition_rank(pd.Series(values), HIGH)
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]


@given(scores)
def test_reversing_the_direction_reverses_the_order(values: list[int]) -> None:
    high, low = (competition_rank(pd.Series(values), direction) for direction in (HIGH, LOW))
    tied = pd.Series(values).map(values.count)
    assert (high + low + tied == len(values) + 2).all()


@given(
    st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.integers(0, 5)), unique_by=lambda p: p[0], min_size=2)
)
def test_the_order_of_the_rows_does_not_matter(score: Indicator, pairs: list[tuple[str, int]]) -> None:
    frame = pd.DataFrame(pairs, columns=["iso3", "value"]).assign(rank=pd.NA, n_ranked=pd.NA)
    pd.testing.assert_frame_equal(league(frame, score), league(frame.iloc[::-1], score))


# The committed snapshot


def test_our_ranks_of_the_cpi_are_those_that_were_published(snapshot: Snapshot, score: Indicator) -> None:
    """Every country of every year since 2012: 2,494 of 2,494."""
    rows = snapshot.all_editions("ti_cpi.score")
    leagues = pd.concat(league(of_year, score) for _, of_year in rows.groupby("year"))
    assert len(leagues) == 2494
    differ = leagues[
        (leagues["rank"] != leagues["computed_rank"]) | (leagues["n_ranked"] != leagues["computed_n"])
    ]
    assert differ.empty


def test_tajikistan_was_152nd_of_175_and_not_alone(snapshot: Snapshot, score: Indicator) -> None:
    rows = snapshot.all_editions("ti_cpi.score").query("year == 2014")
    found = place(rows, score, "TJK")
    assert (found.text, found.computed_rank, found.computed_n) == ("152nd of 175", 152, 175)
    assert found.tied_with == ("COG",)
