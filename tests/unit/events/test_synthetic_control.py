"""Synthetic control: weights that are known, that are best, that no order changes; and its refusals."""

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.events import Design, Reason
from indicators.events.synthetic import SyntheticControl, simplex_weights, synthetic_control
from indicators.events.window import window
from indicators.snapshot.snapshot import Snapshot

EVENT = 2010
YEARS = range(2000, 2015)
TODAY = dt.date(2026, 11, 22)


def panel(units: int, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    values = random.normal(50, 10, size=units) + random.normal(size=(len(YEARS), units)).cumsum(axis=0)
    return pd.DataFrame(values, YEARS, [f"u{n:02}" for n in range(units)])


def mixed(of: pd.DataFrame, weights: dict[str, float], effect: float = 0.0) -> pd.DataFrame:
    """The panel with a unit that is a mix of others, and moves by an effect of its own at the event."""
    own = of[list(weights)] @ pd.Series(weights)
    own.loc[EVENT:] += effect
    return of.assign(own=own)


def control(of: pd.DataFrame, **given: object) -> SyntheticControl:
    return synthetic_control(of, unit="own", event=EVENT, **given)  # type: ignore[arg-type]


def test_known_weights_are_recovered() -> None:
    weights = {"u00": 0.2, "u03": 0.7, "u04": 0.1}
    found = control(mixed(panel(6), weights, effect=-4))
    assert found.refusal is None
    assert found.weights.to_dict() == pytest.approx(
        {**dict.fromkeys(("u01", "u02", "u05"), 0), **weights}, abs=1e-4
    )
    assert found.weights.index[0] == "u03"
    assert found.effect == pytest.approx(-4, abs=1e-3)
    assert found.rmspe_before == pytest.approx(0, abs=1e-4)
    assert found.rmspe_after == pytest.approx(4, abs=1e-3)
    assert list(found.gaps.index) == list(YEARS)
    assert found.gaps.loc[EVENT:].mean() == pytest.approx(found.effect)


@pytest.mark.parametrize("own", [-1.0, 0.0, 0.3, 0.5, 1.0, 2.0])
def test_between_two_donors_the_weight_is_where_it_stands_between_them(own: float) -> None:
    """Donors at 0 and 1: the best weight of the second is the unit's own value, cut at 0 and 1."""
    found = simplex_weights(np.array([[0.0, 1.0]] * 3), np.full(3, own))
    assert found == pytest.approx([1 - min(max(own, 0), 1), min(max(own, 0), 1)], abs=1e-5)


def test_of_weights_that_fit_equally_well_the_most_even_are_taken() -> None:
    assert simplex_weights(np.array([[1.0, 1.0, 3.0, 3.0]] * 3), np.full(3, 2.0)) == pytest.approx([0.25] * 4)
    assert simplex_weights(np.full((3, 4), 7.0), np.full(3, 7.0)) == pytest.approx([0.25] * 4)


def test_no_other_mix_of_three_donors_fits_better() -> None:
    random = np.random.default_rng(11)
    shares = np.arange(0, 1.001, 0.02)
    grid = [(a, b, 1 - a - b) for a, b in itertools.product(shares, shares) if a + b <= 1 + 1e-9]
    for _ in range(20):
        columns, target = random.normal(size=(5, 3)), random.normal(size=5)
        found = simplex_weights(columns, target)
        best = min(float(((columns @ np.array(w) - target) ** 2).sum()) for w in grid)
        assert ((columns @ found - target) ** 2).sum() <= best + 1e-6


@settings(max_examples=200)
@given(
    years=st.integers(1, 12),
    donors=st.integers(1, 60),
    seed=st.integers(0, 10_000),
    far=st.floats(0, 20),
    step=st.sampled_from([0.0, 1.0]),
)
def test_weights_are_shares_and_the_best(years: int, donors: int, seed: int, far: float, step: float) -> None:
    """At the least of a convex function over shares, no donor's slope is below that of the mix at hand."""
    random = np.random.default_rng(seed)
    columns = 50 + 10 * random.normal(size=donors) + random.normal(size=(years, donors)).cumsum(axis=0)
    target = columns.mean(axis=1) + far * random.normal(size=years)
    if step:
        columns, target = np.round(columns), np.round(target)
    found = simplex_weights(columns, target)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    slope = columns.T @ (columns @ found - target)
    scale = years * max(float(columns.var()), float(((target - columns.mean(axis=1)) ** 2).mean()), 1.0)
    assert slope @ found - slope.min() <= 1e-4 * scale


def test_the_order_of_units_and_years_is_irrelevant() -> None:
    given = mixed(panel(30), {"u01": 0.5, "u09": 0.5}, effect=2)
    shuffled = given.sample(frac=1, axis="columns", random_state=1).sample(frac=1, random_state=2)
    found, again = control(given), control(shuffled.sort_index())
    assert again.weights.sort_index().to_dict() == pytest.approx(
        found.weights.sort_index().to_dict(), abs=1e-6
    )
    assert control(shuffled).effect == pytest.approx(found.effect, abs=1e-6)
    assert again.ratio_rank_p == found.ratio_rank_p


def test_a_large_move_after_a_close_fit_has_the_smallest_p() -> None:
    found = control(mixed(panel(24), {"u01": 0.5, "u09": 0.5}, effect=60))
    assert found.n == 25
    assert found.ratio_rank_p == 1 / 25


def test_a_close_fit_alone_does_not_make_a_small_move_unusual() -> None:
    """Without an effect the mix goes on as it was: its ratio is 0, however close the fit."""
    found = control(mixed(panel(24), {"u01": 0.5, "u09": 0.5}))
    assert found.ratio_rank_p == 1.0


def test_the_donors_may_be_named() -> None:
    given = mixed(panel(12), {"u01": 0.5, "u09": 0.5})
    found = control(given, donors=["u01", "u09", "u10", "own", "nowhere"])
    assert set(found.weights.index) == {"u01", "u09", "u10"}
    assert found.n == 4


def test_a_donor_that_lacks_a_year_is_none() -> None:
    given = mixed(panel(12), {"u01": 0.5, "u09": 0.5})
    given.loc[2003, "u05"] = None
    assert "u05" not in control(given).weights.index


@pytest.mark.parametrize(
    ("change", "reason", "part"),
    [
        (lambda of: of.loc[2008:], Reason.TOO_FEW_POINTS, "2 years before and 5 after"),
        (lambda of: of.loc[:2011], Reason.TOO_FEW_POINTS, "10 years before and 2 after"),
        (lambda of: of.drop(columns="own"), Reason.NO_DATA, "own has no value"),
        (lambda of: of[["own"]], Reason.NO_DATA, "No donor"),
        (lambda of: of.assign(own=of["own"].where(of.index != 2004)), Reason.TOO_FEW_POINTS, "2004"),
        (lambda of: of.assign(own=of["own"] + 500), Reason.POOR_FIT, "more than half"),
    ],
)
def test_what_cannot_be_fitted_is_refused_as_data(change: object, reason: Reason, part: str) -> None:
    found = control(change(mixed(panel(8), {"u01": 1.0})))  # type: ignore[operator]
    assert found.refusal is not None
    assert found.refusal.reason is reason
    assert part in found.refusal.text
    assert (found.effect, found.rmspe_before, found.ratio_rank_p) == (None, None, None)
    assert found.weights.empty


# On the committed snapshot


def test_the_control_of_a_window_leaves_out_countries_with_events_of_their_own(snapshot: Snapshot) -> None:
    """Kyrgyzstan's were in 2010, Kazakhstan's in 2011: both within the ten years fitted before 2015."""
    found = window(snapshot, "wb_wgi.voice_and_accountability", 2015, Design(as_of=TODAY))
    assert found.result is not None
    control = found.result.synthetic
    assert control is not None
    assert control.refusal is None
    assert found.result.synthetic_years == (2005, 2014)
    assert not set(control.weights.index) & {"KGZ", "KAZ", "AFG", "CHN", "TJK"}
    rows = snapshot.as_of("wb_wgi.voice_and_accountability", TODAY)
    values = rows.pivot(index="year", columns="iso3", values="value").loc[2005:2017]
    fitted = values[control.weights.index] @ control.weights
    assert (values["TJK"] - fitted).loc[2015:].mean() == pytest.approx(control.effect)
    even = values[control.weights.index].mean(axis="columns")
    gaps = [float(((values["TJK"] - of).loc[:2014] ** 2).mean() ** 0.5) for of in (fitted, even)]
    assert gaps[0] == pytest.approx(control.rmspe_before)
    assert gaps[0] < gaps[1] / 10


def test_a_control_is_fitted_to_no_year_before_a_break(snapshot: Snapshot) -> None:
    found = window(snapshot, "ti_cpi.score", 2015, Design(as_of=TODAY))
    assert found.result is not None
    assert found.result.synthetic_years == (2012, 2014)
