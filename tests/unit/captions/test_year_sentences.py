"""Rankings and maps in words: N, the ends, places, ties, and who has no value."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.captions.year import map_sentence, ranking_sentence
from indicators.model import Indicator
from indicators.rank.ranks import league
from indicators.text import number
from tests.unit.captions.told import FIGURE, LOW, NAMES, NEITHER, SCORE, rows

ALL_NAMES = {"DNK": "Denmark", "SOM": "Somalia", "PRK": "North Korea", "NOR": "Norway", **NAMES}


def year_of(values: Mapping[str, float], **published: list[int]) -> pd.DataFrame:
    frame = rows({iso3: {2014: value} for iso3, value in values.items()})
    return frame.set_index("iso3").loc[list(values)].reset_index().assign(**published)


def ranked(
    table: pd.DataFrame, indicator: Indicator = SCORE, *, lag: int = 0, is_excerpt: bool = False
) -> str:
    if indicator.direction is not NEITHER:
        table = league(table, indicator, is_excerpt=is_excerpt)
    return ranking_sentence(
        table, indicator, names=NAMES, all_names=ALL_NAMES, year=2014, lag=lag, is_excerpt=is_excerpt
    )


def test_a_ranking_names_the_ends_and_the_places_as_published() -> None:
    table = year_of(
        {"DNK": 92, "KGZ": 27, "TJK": 23, "PRK": 8, "SOM": 8}, rank=[1, 136, 152, 174, 174], n_ranked=[5] * 5
    )
    assert ranked(table) == (
        "Score (points; higher is better), 2014: 5 countries in order, from Denmark (92.0, best) to North "
        "Korea and Somalia (8.0, worst). Tajikistan 23.0 (152nd of 5) and Kyrgyzstan 27.0 (136th of 5). "
        "No value: Uzbekistan."
    )


def test_places_that_nobody_published_are_said_to_be_computed_and_ties_to_be_shared() -> None:
    sentence = ranked(year_of({"DNK": 92, "KGZ": 23, "TJK": 23, "UZB": 20, "SOM": 8}))
    assert (
        "Tajikistan 23.0 (2nd of 5, computed, shared with 1), Kyrgyzstan 23.0 (2nd of 5, computed, shared "
        "with 1) and Uzbekistan 20.0 (4th of 5, computed)."
    ) in sentence


def test_where_lower_is_better_the_lowest_is_best() -> None:
    sentence = ranked(year_of({"DNK": 10, "TJK": 70}), replace(SCORE, direction=LOW))
    assert "from Denmark (10.0, best) to Tajikistan (70.0, worst)" in sentence


def test_where_neither_end_is_better_there_is_no_place() -> None:
    sentence = ranked(year_of({"DNK": 10, "TJK": 70}), replace(SCORE, direction=NEITHER))
    assert "from Tajikistan (70.0, largest) to Denmark (10.0, smallest). Tajikistan 70.0. No" in sentence


def test_of_an_excerpt_no_place_is_known() -> None:
    sentence = ranked(year_of({"DNK": 10, "TJK": 7}), is_excerpt=True)
    assert "2 countries (a partial edition) in order, from Denmark (10.0, best of those held)" in sentence
    assert "Tajikistan 7.0 (place not known)." in sentence


def test_where_more_were_ranked_than_are_held_both_numbers_are_told() -> None:
    sentence = ranked(year_of({"DNK": 10, "TJK": 7}, n_ranked=[133, 133]))
    assert "2 countries (of 133 ranked) in order" in sentence


def test_a_rank_that_counts_from_the_worst_says_so() -> None:
    table = year_of({"DNK": 10, "TJK": 70}, rank=[2, 1], n_ranked=[2, 2])
    sentence = ranked(table, replace(SCORE, direction=LOW, rank_from_worst=True))
    assert "Tajikistan 70.0 (2nd best of 2, published as 1st from the worst)" in sentence


def test_equal_values_have_no_ends_and_many_holders_of_one_are_counted() -> None:
    assert "3 countries in order, all at 1.0." in ranked(year_of({"DNK": 1, "NOR": 1, "TJK": 1}))
    many = ranked(year_of({"DNK": 1, "NOR": 1, "SOM": 1, "TJK": 0}))
    assert "from 3 countries (1.0, best) to Tajikistan (0.0, worst)" in many


def test_the_year_of_an_edition_is_told_with_the_year_described() -> None:
    assert "), edition 2015 (year 2014): 2 countries" in ranked(year_of({"DNK": 1, "TJK": 0}), lag=1)


@pytest.mark.parametrize(
    ("is_region", "where"), [(True, "on the map, which shows a region, "), (False, "on the map, ")]
)
def test_a_map_has_the_values_without_places(is_region: bool, where: str) -> None:
    sentence = map_sentence(
        league(year_of({"DNK": 92, "TJK": 23}), SCORE),
        SCORE,
        names=NAMES,
        all_names=ALL_NAMES,
        year=2014,
        is_region=is_region,
    )
    assert sentence == (
        f"Score (points; higher is better), 2014: 2 countries {where}from Denmark (92.0, best) to Tajikistan "
        "(23.0, worst). Tajikistan 23.0. No value: Kyrgyzstan and Uzbekistan."
    )


def test_a_year_without_any_value_is_no_error() -> None:
    assert ranked(year_of({"TJK": 1}).head(0)) == "Score (points; higher is better), 2014: no value is held."


# Properties


@given(st.dictionaries(st.sampled_from(sorted(ALL_NAMES)), st.integers(0, 30), min_size=1), st.randoms())
def test_a_ranking_is_told_alike_whatever_the_order_of_its_rows(values, random) -> None:
    table = league(year_of(values), SCORE)
    order = list(range(len(table)))
    random.shuffle(order)
    given_ = {"names": NAMES, "all_names": ALL_NAMES, "year": 2014}
    sentence = ranking_sentence(table, SCORE, **given_)
    assert ranking_sentence(table.iloc[order], SCORE, **given_) == sentence
    assert set(FIGURE.findall(sentence)) <= {number(value, 1) for value in values.values()}
    for iso3 in set(NAMES) & set(values):
        better = sum(other > values[iso3] for other in values.values())
        assert re.search(
            rf"{NAMES[iso3]} \d+\.\d \({better + 1}(st|nd|rd|th) of {len(values)}, comp", sentence
        )
