"""Ranks: the rule on small tables, and our ranks beside Transparency International's own."""

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator
from indicators.rank.ranks import (
    competition_ranks,
    granularity_band,
    league,
    ordinal,
    place,
    published_place,
)
from indicators.snapshot.schema import observations
from indicators.snapshot.snapshot import Snapshot

LOW = Direction.LOWER_IS_BETTER


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
    assert competition_ranks(values, higher_is_better=True).tolist() == [1, 2, 2, 4]
    assert competition_ranks(values, higher_is_better=False).tolist() == [4, 2, 2, 1]


def test_a_missing_value_has_no_rank() -> None:
    assert competition_ranks(pd.Series([92, None, 8]), higher_is_better=True).tolist() == [1, pd.NA, 2]


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


def test_the_band_of_every_value() -> None:
    values = pd.Series([26, 24, 24, 23, None, 22], index=list("ABCDEF"))
    band = granularity_band(values, step=1, higher_is_better=True)
    assert band.index.equals(values.index)
    assert set(band.dtypes) == {pd.Int16Dtype()}
    assert band["lower"].tolist() == [1, 2, 2, 2, pd.NA, 4]
    assert band["upper"].tolist() == [1, 4, 4, 5, pd.NA, 5]


def test_a_step_in_decimals_loses_nothing() -> None:
    values = pd.Series([0.3, 0.2, 0.1])  # 0.3 - 0.2 is less than 0.1 in binary
    band = granularity_band(values, step=0.1, higher_is_better=True)
    assert band.to_numpy().tolist() == [[1, 2], [1, 3], [2, 3]]


def test_without_a_step_the_band_is_what_a_tie_shares() -> None:
    band = granularity_band(pd.Series([9.0, 5.0, 5.0, 1.0]), step=0, higher_is_better=True)
    assert band.to_numpy().tolist() == [[1, 1], [2, 3], [2, 3], [4, 4]]


@pytest.mark.parametrize("step", [-1, math.nan, math.inf])
def test_a_step_is_a_number_of_0_or_more(step: float) -> None:
    with pytest.raises(ValueError, match="it must be a number of 0 or more"):
        granularity_band(pd.Series([1.0]), step=step, higher_is_better=True)


@pytest.mark.parametrize(
    ("rank", "n_tied", "words"),
    [
        (72, 1, "108th best of 179"),
        (72, 2, "107th best of 179"),
        (1, 1, "179th best of 179"),
        (179, 1, "1st best of 179"),
    ],
)
def test_place_from_the_worst_says_both(rank: int, n_tied: int, words: str) -> None:
    said = f"{words}, published as {ordinal(rank)} from the worst"
    assert published_place(rank, 179, from_worst=True, n_tied=n_tied) == said
    assert published_place(rank, 179, from_worst=False, n_tied=n_tied) == f"{ordinal(rank)} of 179"


# Properties

scores = st.lists(st.integers(0, 20), min_size=1, max_size=20)


@given(scores)
def test_a_rank_is_one_more_than_the_number_of_better_ones(values: list[int]) -> None:
    ranks = competition_ranks(pd.Series(values), higher_is_better=True)
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]


@given(scores)
def test_reversing_the_direction_reverses_the_order(values: list[int]) -> None:
    high, low = (competition_ranks(pd.Series(values), higher_is_better=better) for better in (True, False))
    tied = pd.Series(values).map(values.count)
    assert (high + low + tied == len(values) + 2).all()


@given(
    st.lists(st.tuples(st.sampled_from("ABCDEFGH"), st.integers(0, 5)), unique_by=lambda p: p[0], min_size=2)
)
def test_the_order_of_the_rows_does_not_matter(score: Indicator, pairs: list[tuple[str, int]]) -> None:
    frame = pd.DataFrame(pairs, columns=["iso3", "value"]).assign(rank=pd.NA, n_ranked=pd.NA)
    pd.testing.assert_frame_equal(league(frame, score), league(frame.iloc[::-1], score))


@given(scores, st.integers(0, 5), st.booleans())
def test_a_band_counts_who_is_better_and_who_is_not_worse_within_a_step(
    values: list[int], step: int, higher_is_better: bool
) -> None:
    band = granularity_band(pd.Series(values), step=step, higher_is_better=higher_is_better)
    sign = 1 if higher_is_better else -1
    better = [sum(sign * (other - value) > step for other in values) for value in values]
    not_worse = [sum(sign * (other - value) >= -step for other in values) for value in values]
    assert band["lower"].tolist() == [1 + count for count in better]
    assert band["upper"].tolist() == not_worse
    ranks = competition_ranks(pd.Series(values), higher_is_better=higher_is_better)
    assert ranks.between(band["lower"], band["upper"]).all()


@given(scores, st.integers(0, 5))
def test_reversing_the_direction_reverses_the_band(values: list[int], step: int) -> None:
    up, down = (
        granularity_band(pd.Series(values), step=step, higher_is_better=better) for better in (True, False)
    )
    assert (down["lower"] == len(values) + 1 - up["upper"]).all()
    assert (down["upper"] == len(values) + 1 - up["lower"]).all()


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


def test_a_territory_has_a_value_and_no_place_among_the_countries(catalogue):
    indicator = catalogue.indicator("fh_fiw.total")
    rows = pd.DataFrame(
        {
            "iso3": ["TJK", "HKG", "KGZ"],
            "year": 2014,
            "edition": "2015",
            "value": [22.0, 62.0, 35.0],
            "rank": pd.array([pd.NA] * 3, "Int16"),
            "n_ranked": pd.array([pd.NA] * 3, "Int16"),
        }
    )
    table = league(rows, indicator).set_index("iso3")
    assert table["computed_rank"].dropna().to_dict() == {"KGZ": 1, "TJK": 2}
    assert table.loc["TJK", "computed_n"] == 2
