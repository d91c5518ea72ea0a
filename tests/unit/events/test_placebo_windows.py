"""The placebo test of a window and what stands beside it: rules on small tables, properties, simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.events import Reason, Refusal, holm
from indicators.events.placebo import (
    error_of_difference,
    inversion_interval,
    nearest,
    path,
    placebo,
    slopes,
    thetas,
)

EVENT = 2010
SIX = {"before": 3, "after": 3, "event": EVENT}
# Six years about 2010; changes of the means: A -6, B 0, C +3, D +3.
TABLE = pd.DataFrame(
    {
        "A": [20, 21, 22, 16, 15, 14],
        "B": [50, 50, 50, 50, 50, 50],
        "C": [10, 10, 10, 12, 13, 14],
        "D": [0, 0, 30, 13, 13, 13],
    },
    index=range(2007, 2013),
    dtype="float64",
)


def noise(units: int, seed: int, years: int = 6) -> pd.DataFrame:
    """A panel in which nothing happens but what happens to all units alike, and to each all the time."""
    random = np.random.default_rng(seed)
    walk = random.normal(size=(years, units)).cumsum(axis=0)
    level, year = random.normal(50, 20, size=units), random.normal(0, 5, size=(years, 1))
    first = EVENT - 3
    return pd.DataFrame(level + year + walk, range(first, first + years), [f"u{n}" for n in range(units)])


@st.composite
def panels(draw: st.DrawFn) -> pd.DataFrame:
    """Whole numbers, so that sums are exact and moves are often equally far."""
    units = draw(st.integers(2, 9))
    values = st.lists(st.integers(-20, 20), min_size=units, max_size=units)
    rows = draw(st.lists(values, min_size=6, max_size=6))
    return pd.DataFrame(rows, range(2007, 2013), [f"u{n}" for n in range(units)], dtype="float64")


# The placebo test


def test_a_small_table_by_hand() -> None:
    """Changes -6, 0, 3, -1/3 + 3 = 3: mean 0, so theta is 4/3 of each."""
    found = placebo(TABLE, unit="A", **SIX)
    assert found.theta == pytest.approx(-8)
    assert found.placebos.to_dict() == pytest.approx({"A": -8, "B": 0, "C": 4, "D": 4})
    assert (found.p_two_sided, found.p_one_sided, found.n) == (0.25, 0.25, 4)


def test_ties_count_as_far_in_the_same_direction_and_in_either() -> None:
    found = placebo(TABLE, unit="C", **SIX)
    assert (found.p_two_sided, found.p_one_sided) == (0.75, 0.5)
    still = placebo(TABLE, unit="B", **SIX)
    assert (still.theta, still.p_two_sided, still.p_one_sided) == (pytest.approx(0), 1, 0.75)


def test_a_lag_leaves_out_the_years_that_it_skips() -> None:
    moved = TABLE.assign(A=[20, 20, 20, 99, 23, 23])
    moved.loc[2013] = [23, 50, 14, 13]
    found = placebo(moved, unit="A", event=EVENT, before=3, after=3, lag=1)
    means = moved.loc[2011:2013].mean() - moved.loc[2007:2009].mean()
    assert means["A"] == 3
    assert found.theta == pytest.approx(3 - means.drop("A").mean())


def test_the_smallest_p_is_that_of_the_unit_alone() -> None:
    panel = noise(25, seed=1)
    panel.loc[EVENT:, "u0"] += 1000
    found = placebo(panel, unit="u0", **SIX)
    assert found.p_two_sided == found.p_one_sided == found.smallest_p == 1 / 25


def test_a_unit_that_lacks_a_year_is_not_among_all() -> None:
    gap = TABLE.assign(E=[1, None, 1, 1, 1, 1])
    found = placebo(gap, unit="A", **SIX)
    assert found.n == 4
    assert list(found.placebos.index) == ["A", "B", "C", "D"]


@given(panels())
def test_theta_is_the_change_less_the_mean_of_all_others(panel: pd.DataFrame) -> None:
    found = placebo(panel, unit="u0", **SIX)
    change = panel.loc[2010:].mean() - panel.loc[:2009].mean()
    assert found.theta == pytest.approx(change["u0"] - change.drop("u0").mean(), abs=1e-9)
    assert found.placebos.sum() == pytest.approx(0, abs=1e-9)


@given(panels())
def test_reversed_signs_reverse_theta_and_leave_p(panel: pd.DataFrame) -> None:
    found, mirrored = (placebo(of, unit="u0", **SIX) for of in (panel, -panel))
    assert mirrored.theta == pytest.approx(-found.theta, abs=1e-9)
    assert mirrored.p_two_sided == found.p_two_sided
    if abs(found.theta) > 1e-9:
        assert mirrored.p_one_sided == found.p_one_sided


@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_years_and_units_is_irrelevant(panel: pd.DataFrame, random: object) -> None:
    years, units = list(panel.index), list(panel.columns)
    random.shuffle(years)
    random.shuffle(units)
    found, shuffled = (placebo(of, unit="u0", **SIX) for of in (panel, panel.loc[years, units]))
    assert shuffled.theta == pytest.approx(found.theta, abs=1e-9)
    assert (shuffled.p_two_sided, shuffled.p_one_sided) == (found.p_two_sided, found.p_one_sided)
    pd.testing.assert_series_equal(shuffled.placebos, found.placebos, atol=1e-9)


@given(panels(), st.data())
def test_what_is_constant_over_a_unit_or_a_year_is_irrelevant(
    panel: pd.DataFrame, data: st.DataObject
) -> None:
    of_units = data.draw(st.lists(st.integers(-999, 999), min_size=panel.shape[1], max_size=panel.shape[1]))
    of_years = data.draw(st.lists(st.integers(-999, 999), min_size=6, max_size=6))
    shifted = panel + np.array(of_units)[None, :] + np.array(of_years)[:, None]
    found, moved = (placebo(of, unit="u0", **SIX) for of in (panel, shifted))
    assert moved.theta == pytest.approx(found.theta, abs=1e-9)
    assert moved.p_two_sided == found.p_two_sided


def test_p_is_uniform_when_nothing_happened() -> None:
    """With N = 20 units p is k/20 with the same chance each: the largest gap of 600 draws from that."""
    runs, units = 600, 20
    p = [placebo(noise(units, seed), unit="u0", **SIX).p_two_sided for seed in range(runs)]
    steps = np.arange(1, units + 1) / units
    seen = np.array([(np.array(p) <= step + 1e-9).mean() for step in steps])
    assert np.abs(seen - steps).max() < 1.63 / np.sqrt(runs)  # Kolmogorov's bound at 1 %
    assert set(np.round(np.array(p) * units)) == set(range(1, units + 1))


@pytest.mark.parametrize(
    ("changes", "reason", "part"),
    [
        ({"before": 2}, Reason.TOO_FEW_POINTS, "2 years before and 3 after"),
        ({"after": 0}, Reason.TOO_FEW_POINTS, "3 years before and 0 after"),
        ({"before": 4}, Reason.TOO_FEW_POINTS, "no value for 2006: 3 of 4 points before"),
        ({"event": 2011}, Reason.TOO_FEW_POINTS, "no value for 2013: 3 of 3 points before and 2 of 3 after"),
        ({"event": 1950}, Reason.NO_DATA, "no value in any of 1947 to 1949 and 1950 to 1952"),
        ({"unit": "Z"}, Reason.NO_DATA, "Z has no value"),
        ({"lag": 40}, Reason.TOO_FEW_POINTS, "0 of 3 after"),
    ],
)
def test_what_cannot_be_compared_is_refused_as_data(changes: dict, reason: Reason, part: str) -> None:
    found = placebo(TABLE, **{"unit": "A", **SIX, **changes})
    assert isinstance(found, Refusal)
    assert found.reason is reason
    assert part in found.text


def test_a_gap_is_not_filled() -> None:
    found = placebo(TABLE.assign(A=[20, None, 22, 16, 15, 14]), unit="A", **SIX)
    assert isinstance(found, Refusal)
    assert (found.reason, "2008" in found.text) == (Reason.TOO_FEW_POINTS, True)


def test_a_unit_alone_has_nothing_to_be_compared_with() -> None:
    found = placebo(TABLE[["A"]], unit="A", **SIX)
    assert isinstance(found, Refusal)
    assert found.reason is Reason.NO_DATA


# What stands beside it


@given(panels())
def test_the_interval_holds_the_moves_that_the_test_does_not_reject(panel: pd.DataFrame) -> None:
    """Inverted by hand: p of the unit's change less c, for c a little within and beyond each bound."""
    wide = pd.concat([panel, noise(20, 7)], axis="columns")
    wide.columns = [f"u{n}" for n in range(wide.shape[1])]
    change = wide.loc[2010:].mean() - wide.loc[:2009].mean()
    interval = inversion_interval(change, "u0")
    assert interval is not None
    assert interval[0] <= thetas(change)["u0"] <= interval[1]
    for inside, bound, outward in ((True, 0, 1), (False, 0, -1), (True, 1, -1), (False, 1, 1)):
        shifted = wide.copy()
        shifted.loc[2010:, "u0"] -= interval[bound] + outward * 1e-6
        p = placebo(shifted, unit="u0", **SIX).p_two_sided
        assert (p >= 0.10) is inside


def test_the_interval_covers_a_known_effect_as_often_as_it_says() -> None:
    """With 40 units p below 0.10 is 1/40 to 3/40: 92.5 % of intervals hold the effect."""
    runs, held = 400, 0
    for seed in range(runs):
        panel = noise(40, 5000 + seed)
        change = panel.loc[EVENT:].mean() - panel.loc[: EVENT - 1].mean()
        change["u0"] += 7.0
        low, high = inversion_interval(change, "u0")
        held += low <= 7.0 <= high
    assert held / runs == pytest.approx(0.925, abs=3 * np.sqrt(0.925 * 0.075 / runs))


def test_too_few_units_reject_nothing_and_have_no_interval() -> None:
    change = pd.Series({f"u{n}": float(n) for n in range(10)})
    assert inversion_interval(change, "u9") is None
    change["u10"] = 3.0
    assert inversion_interval(change, "u9") is not None


def test_holm_by_hand() -> None:
    """0.01 x 4, then 0.02 x 3 = 0.06, 0.03 x 2 = 0.06, and 0.04, which is not below the one before."""
    found = holm(pd.Series({"a": 0.03, "b": 0.01, "c": 0.04, "d": 0.02}))
    assert found.to_dict() == pytest.approx({"a": 0.06, "b": 0.04, "c": 0.06, "d": 0.06})
    assert found.attrs["tests"] == 4


def test_holm_counts_tests_alone_and_is_never_above_one() -> None:
    found = holm({"a": 0.6, "b": None, "c": 0.9})
    assert found.dropna().to_dict() == {"a": 1, "c": 1}
    assert list(found.index) == ["a", "b", "c"]
    assert found.attrs["tests"] == 2
    assert holm({}).attrs["tests"] == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_keeps_the_order_and_never_lowers_a_p(p: list[float]) -> None:
    given, found = pd.Series(p), holm(pd.Series(p))
    assert ((found >= given) & (found <= 1)).all()
    ranked = found[given.sort_values(kind="stable").index]
    assert ranked.is_monotonic_increasing
    if len(p) == 1:
        assert found[0] == p[0]


def test_the_nearest_are_nearest_and_ties_are_all_in() -> None:
    levels = pd.Series({"A": 10.0, "B": 11.0, "C": 8.0, "D": 13.0, "E": 7.0, "F": 13.0})
    assert nearest(levels, "A", k=1) == ["A", "B"]
    assert nearest(levels, "A", k=3) == ["A", "B", "C", "D", "E", "F"]
    assert nearest(levels, "A", k=60) == ["A", "B", "C", "D", "E", "F"]


def test_a_slope_is_that_of_a_straight_line() -> None:
    years = [2007, 2008, 2009]
    found = slopes(TABLE, years)
    assert found.to_dict() == pytest.approx({"A": 1, "B": 0, "C": 0, "D": 15})
    assert found["D"] == pytest.approx(np.polyfit(years, TABLE.loc[years, "D"], 1)[0])


def test_a_path_is_measured_from_the_year_before_and_from_the_peers() -> None:
    """A falls by 6, 7, 8 after 22; B stays, C rises by 2, 3, 4."""
    points = path(TABLE, "A", ["B", "C"], EVENT, range(2009, 2014))
    assert [point.k for point in points] == [-1, 0, 1, 2, 3]
    assert [point.beta for point in points] == [0, -7, -8.5, -10, None]
    assert (points[0].low, points[0].high) == (0, 0)
    # B is measured from C alone, C from B: -7, -2, 2 and D -18; these are their quantiles.
    assert points[1].low == pytest.approx(np.quantile([-7, -2, 2, -18], 0.05))
    assert points[1].high == pytest.approx(np.quantile([-7, -2, 2, -18], 0.95))
    assert (points[4].low, points[4].high) == (None, None)


def test_the_published_error_of_a_difference_by_hand() -> None:
    """3 before and 3 after with an error of 3 each make sqrt(6); of two peers with the same, sqrt(6/2)."""
    errors = pd.DataFrame(3.0, range(2007, 2013), ["A", "B", "C"])
    given = ([2007, 2008, 2009], [2010, 2011, 2012])
    assert error_of_difference(errors, "A", ["B", "C"], *given) == pytest.approx(np.sqrt(6 + 3))
    errors.loc[2008, "C"] = None
    assert error_of_difference(errors, "A", ["B", "C"], *given) is None
    assert error_of_difference(errors, "A", ["B"], *given) == pytest.approx(np.sqrt(12))
