"""How much a change depends on the year that it is counted from."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.compare.difference import baseline_robustness, difference
from indicators.errors import QuestionError

values = st.floats(-100, 100)
errors = st.floats(0.01, 50)


def series(by_year: dict[int, tuple[float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame.from_dict(by_year, orient="index", columns=["value", "standard_error"])
    return frame.rename_axis("year")


WEAK, STRONG = 5.0, 1.0


def test_a_fall_from_one_year_alone_is_seen_to_be_one_of_many() -> None:
    found = baseline_robustness(
        series({2014: (23, STRONG), 2015: (30, STRONG), 2016: (22, STRONG), 2017: (23, STRONG)}),
        end=2017,
        start=2015,
    )
    assert (found.direction, found.n, found.holds, found.tested, found.distinguishable) == (-1, 3, 1, 3, 1)
    assert found.table["difference"].to_dict() == {2014: 0, 2015: -7, 2016: 1}
    assert found.table["holds"].to_dict() == {2014: False, 2015: True, 2016: False}


def test_a_direction_may_hold_and_not_be_distinguishable() -> None:
    found = baseline_robustness(series({2014: (30, WEAK), 2015: (31, WEAK), 2017: (25, WEAK)}), end=2017)
    assert (found.start, found.direction, found.holds, found.distinguishable) == (2014, -1, 2, 0)


def test_without_a_standard_error_a_start_year_is_not_tested() -> None:
    found = baseline_robustness(series({2014: (30, math.nan), 2015: (31, WEAK), 2017: (5, WEAK)}), end=2017)
    assert (found.n, found.tested, found.holds, found.distinguishable) == (2, 1, 2, 1)
    assert pd.isna(found.table.loc[2014, "distinguishable"])
    assert pd.isna(found.table.loc[2014, "z"])


def test_start_years_that_are_too_near_are_shown_and_not_tested() -> None:
    found = baseline_robustness(
        series({2010: (1, 0.1), 2014: (1, 0.1), 2016: (0, 0.1)}), end=2016, minimum_gap=5
    )
    assert found.table["z"].notna().to_dict() == {2010: True, 2014: False}
    assert (found.holds, found.distinguishable) == (2, 1)


def test_a_gap_is_no_start_year_and_the_end_must_be_there() -> None:
    gappy = series({1996: (1, 0.1), 1997: (math.nan, 0.1), 1998: (2, 0.1)})
    assert list(baseline_robustness(gappy, end=1998).table.index) == [1996]
    for question in ({"end": 1997}, {"end": 1996}, {"end": 1998, "start": 1997}):
        with pytest.raises(QuestionError, match="Years with a value: 1996, 1998"):
            baseline_robustness(gappy, **question)


@given(st.lists(st.tuples(values, errors), min_size=2, max_size=8), st.data())
def test_it_is_the_test_of_each_pair_in_any_order_and_reversed_values_reverse_it(
    pairs: list[tuple[float, float]], data: st.DataObject
) -> None:
    by_year = dict(enumerate(pairs, start=2001))
    end = max(by_year)
    found = baseline_robustness(series(by_year), end=end)
    for year, row in found.table.iterrows():
        one, other = by_year[end], by_year[year]
        alone = difference(one[0], other[0], se_a=one[1], se_b=other[1])
        assert (row["difference"], row["distinguishable"]) == (alone.difference, alone.distinguishable)
    shuffled = {year: by_year[year] for year in data.draw(st.permutations(list(by_year)))}
    pd.testing.assert_frame_equal(baseline_robustness(series(shuffled), end=end).table, found.table)
    turned = {year: (-value, error) for year, (value, error) in by_year.items()}
    back = baseline_robustness(series(turned), end=end)
    assert back.direction == -found.direction
    assert (back.holds, back.distinguishable) == (found.holds, found.distinguishable)


def test_numbers_of_pandas_that_may_be_missing_are_read_too() -> None:
    nullable = series({2014: (23, 2), 2015: (30, 2)}).astype("Float64")
    nullable.loc[2014, "standard_error"] = pd.NA
    assert baseline_robustness(nullable, end=2015).tested == 0
    assert np.isclose(baseline_robustness(nullable, end=2015).table.loc[2014, "difference"], 7)
