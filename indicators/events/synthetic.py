"""Compare a unit with the weighted mean of others that resembled it before an event (METHODS 4.2).

This checks robustness and is not the test: with few years many weightings fit equally well.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.events.placebo import Reason, Refusal, refused_panel

Matrix = npt.NDArray[np.float64]

# Refuse a fit that is off by more than this share of the standard deviation of all changes (METHODS 4.2).
LOOSEST_FIT = 0.5
# Treat a closer fit as this close: with more donors than years many units fit exactly, and a ratio to
# almost zero would call any move large.
CLOSEST_FIT = 0.1
# A small penalty on uneven weights makes the solution unique, whatever the order of donors.
EVENNESS = 1e-6
# Penalties in turn; each solution starts from the one before.
STEPS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, EVENNESS)
ROUNDS = 200
# Stop at this slope of the dual: the remaining error of the fit (in standard deviations) and of the sum.
CLOSE_ENOUGH = 1e-9
SMALLEST_STEP = 1e-10
# The solver alone makes ratios differ by less than this share.
TOLERANCE = 1e-6
# A smaller weight counts as zero.
SMALLEST_WEIGHT = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """Hold a synthetic control; `effect` is the mean of `gaps` after the event, in the unit of the values.

    `gaps` are actual values less synthetic ones. `weights` of the donors lie between 0 and 1, sum to 1 and
    start with the largest (index: donor). `rmspe_before` and `rmspe_after` are root mean squares of the
    gaps. `ratio_rank_p` is the share of units, including the unit itself, whose ratio of the two is at
    least as large when all other units are its donors. A fit closer than a tenth of a standard deviation of
    the units' changes counts as a tenth. `n` counts the units. In a refused control every field except
    `refusal` is None, 0 or empty.
    """

    weights: pd.Series
    gaps: pd.Series
    effect: float | None
    rmspe_before: float | None
    rmspe_after: float | None
    ratio_rank_p: float | None
    n: int
    refusal: Refusal | None = None


def synthetic_control(
    panel: pd.DataFrame, *, unit: str, event: int, donors: Collection[str] | None = None
) -> SyntheticControl:
    """Compare a unit with the mix of donors that fits its years before an event best (METHODS 4.2).

    `panel` has an index of years and a column per unit: years before `event` are fitted, years from `event`
    on are compared. `donors` None means all other units; donors that lack a year are left out. Returns a
    refusal if a side has fewer than three years, if the unit lacks a year, if no donor is complete, or if
    the fit is worse than half a standard deviation of the units' changes.
    """
    before = [int(year) for year in panel.index if year < event]
    after = [int(year) for year in panel.index if year >= event]
    refusal = refused_panel(panel, unit, before, after)
    if refusal is None:
        others = sorted(set(panel.columns if donors is None else donors) - {unit})
        whole = panel[[unit, *(other for other in others if other in panel.columns)]].dropna(axis="columns")
        if len(whole.columns) > 1:
            return _fitted(whole.loc[before], whole.loc[after], unit)
        refusal = Refusal(Reason.NO_DATA, "No donor has a value in every year.")
    return _refused(refusal)


def _fitted(before: pd.DataFrame, after: pd.DataFrame, unit: str) -> SyntheticControl:
    units = list(before.columns)
    then, later = before.to_numpy("float64"), after.to_numpy("float64")
    spread = float((after.mean() - before.mean()).std(ddof=1))
    rounding = TOLERANCE * float(then.std())
    weights = _weights_of(then, 0)
    gaps = _gaps(then, 0, weights), _gaps(later, 0, weights)
    fit = _root_mean_square(gaps[0])
    if fit > LOOSEST_FIT * spread + rounding:
        text = (
            f"No mix of other countries resembled {unit} before. The best is off by {fit:.3g} a year, more "
            f"than half the standard deviation of all changes ({LOOSEST_FIT * spread:.3g})."
        )
        return _refused(Refusal(Reason.POOR_FIT, text))
    closest = max(CLOSEST_FIT * spread, rounding)
    ratios = np.array([_ratio(then, later, place, closest) for place in range(len(units))])
    return SyntheticControl(
        weights=pd.Series(weights, index=units[1:]).sort_values(ascending=False, kind="stable"),
        gaps=pd.Series(np.concatenate(gaps), index=[*before.index, *after.index]),
        effect=float(gaps[1].mean()),
        rmspe_before=fit,
        rmspe_after=_root_mean_square(gaps[1]),
        ratio_rank_p=float((ratios >= ratios[0] * (1 - TOLERANCE)).mean()),
        n=len(units),
    )


def _refused(refusal: Refusal) -> SyntheticControl:
    none = pd.Series(dtype="float64")
    return SyntheticControl(none, none, None, None, None, None, 0, refusal)


def _ratio(then: Matrix, later: Matrix, place: int, closest: float) -> float:
    weights = _weights_of(then, place)
    after = _root_mean_square(_gaps(later, place, weights))
    before = max(_root_mean_square(_gaps(then, place, weights)), closest)
    return after / before if before > 0 else 0.0


def _weights_of(then: Matrix, place: int) -> Matrix:
    return simplex_weights(np.delete(then, place, axis=1), then[:, place])


def _gaps(values: Matrix, place: int, weights: Matrix) -> Matrix:
    others: Matrix = np.delete(values, place, axis=1)
    return np.subtract(values[:, place], others @ weights)


def _root_mean_square(gaps: Matrix) -> float:
    return float(np.sqrt((gaps**2).mean()))


def simplex_weights(columns: Matrix, target: Matrix) -> Matrix:
    """Return the weights w >= 0 with sum 1 that minimise |target - columns w|; of equal fits, the most even.

    Solved in the dual: with r the residual and m the multiplier of the sum, w = max(0, (columns' r + m) /
    e) for a penalty e |w|^2 / 2. The number of unknowns is the number of years, for any number of donors.
    Newton's method runs with a shrinking e and stops when a step changes nothing. The dual is concave, and
    the steps never lower it.
    """
    # Subtracting the same number from all columns and the target changes nothing: the weights sum to 1.
    centre, spread = columns.mean(axis=1), float(columns.std()) or 1.0
    a, b = (columns - centre[:, None]) / spread, (target - centre) / spread
    years, donors = a.shape
    lifted = np.vstack([a, np.ones(donors)])
    aim = np.append(b, 1.0)
    residual = np.diag(np.append(np.ones(years), 0.0))
    # Start from even weights, in units of the penalty, so that each penalty starts from the last weights.
    unknowns = np.append(np.zeros(years), 1 / donors)
    for penalty in STEPS:
        unknowns = _climbed(lifted, aim, residual, unknowns * penalty, penalty) / penalty
    weights: Matrix = np.maximum(lifted.T @ unknowns, 0.0)
    weights /= weights.sum()
    return weights


def _climbed(lifted: Matrix, aim: Matrix, residual: Matrix, unknowns: Matrix, penalty: float) -> Matrix:
    """Maximise the dual for one penalty by Newton's method with halved steps."""

    def height(at: Matrix) -> float:
        weights = np.maximum(lifted.T @ at, 0.0) / penalty
        return float(aim @ at - at @ residual @ at / 2 - penalty * (weights @ weights) / 2)

    for _ in range(ROUNDS):
        active = lifted.T @ unknowns > 0
        used = lifted[:, active]
        slope = aim - residual @ unknowns - used @ (used.T @ unknowns) / penalty
        if np.abs(slope).max() < CLOSE_ENOUGH:
            break
        step = np.linalg.lstsq(residual + used @ used.T / penalty, slope, rcond=None)[0]
        share, reached, gain = 1.0, height(unknowns), float(slope @ step)
        while height(unknowns + share * step) < reached + 1e-4 * share * gain:
            share /= 2
            if share < SMALLEST_STEP:  # the remaining gain is smaller than rounding
                return unknowns
        unknowns = unknowns + share * step
        # The dual is quadratic on each piece: a whole step within one piece ends at its maximum.
        if share == 1 and bool(((lifted.T @ unknowns > 0) == active).all()):
            break
    return unknowns
