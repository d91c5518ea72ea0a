"""Synthetic control: a unit beside the weighted mean of others that was like it before (METHODS 4.2).

A check of robustness, not the test: with few years many weightings fit equally well.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.events.placebo import Reason, Refusal, refused_panel

Matrix = npt.NDArray[np.float64]

# The fit may be off by this share of the standard deviation of all units' changes (METHODS 4.2).
LOOSEST_FIT = 0.5
# A fit closer than this share of it counts as this close: with more donors than years many units are fitted
# exactly, and a ratio to nearly nothing would call any move large.
CLOSEST_FIT = 0.1
# Of weights that fit equally well the most even ones: makes them unique, and the order of donors irrelevant.
EVENNESS = 1e-6
# The last of the steps towards it, each solved from where the one before ended.
STEPS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, EVENNESS)
ROUNDS = 200
# The dual's slope is what the weights miss of the fit, in standard deviations, and of the sum of 1.
CLOSE_ENOUGH = 1e-9
SMALLEST_STEP = 1e-10
# Ratios differ by less than this share through the solver alone.
TOLERANCE = 1e-6
# A weight below it is none.
SMALLEST_WEIGHT = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticControl:
    """`effect` is the mean of `gaps` after the event, actual less synthetic, in the unit of the values.

    `weights` are those of the donors, 0 to 1 and 1 in sum, the largest first (index: donor). `rmspe_before`
    and `rmspe_after` are root mean squares of the gaps. `ratio_rank_p` is the share of units, the unit
    itself among them, whose ratio of the two is at least as large when each is fitted by all the others; a
    fit that is closer than a tenth of a standard deviation of the units' changes counts as a tenth. `n`
    counts the units. Where it is refused, all but `refusal` is None, 0 or empty.
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
    """A unit against the mix of donors that fits its years before an event best (METHODS 4.2).

    `panel` has an index of years and a column for each unit; all its years before `event` are fitted, all
    from `event` on compared. Donors (all other units if None) that lack a year are left out. Refused, as
    data, with fewer than three years on a side, a unit that lacks one, no donor, or a fit that is worse than
    half a standard deviation of the units' changes.
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
            f"No mix of other countries was like {unit} before: the best is off by {fit:.3g} a year, more "
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
    """The weights w >= 0, 1 in sum, for which |target - columns w| is least; the most even where many do.

    Solved in the dual: with r the residual and m the multiplier of the sum, w = max(0, (columns' r + m) / e)
    for a penalty e |w|^2 / 2, which leaves as many unknowns as there are years, however many donors. Newton's
    method on those, with a shrinking e, ends once a step changes nothing; the dual is concave and the steps
    never lower it.
    """
    # Weights that sum to 1 do not mind what is taken off all columns and the target alike.
    centre, spread = columns.mean(axis=1), float(columns.std()) or 1.0
    a, b = (columns - centre[:, None]) / spread, (target - centre) / spread
    years, donors = a.shape
    lifted = np.vstack([a, np.ones(donors)])
    aim = np.append(b, 1.0)
    residual = np.diag(np.append(np.ones(years), 0.0))
    # Even weights to begin with; in units of the penalty, so that the next one begins with the same weights.
    unknowns = np.append(np.zeros(years), 1 / donors)
    for penalty in STEPS:
        unknowns = _climbed(lifted, aim, residual, unknowns * penalty, penalty) / penalty
    weights: Matrix = np.maximum(lifted.T @ unknowns, 0.0)
    weights /= weights.sum()
    return weights


def _climbed(lifted: Matrix, aim: Matrix, residual: Matrix, unknowns: Matrix, penalty: float) -> Matrix:
    """The top of the dual for one penalty, by Newton's method with halved steps."""

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
            if share < SMALLEST_STEP:  # what is left to gain is lost in rounding
                return unknowns
        unknowns = unknowns + share * step
        # A whole step within one piece of the dual, which is quadratic there, ends at its top.
        if share == 1 and bool(((lifted.T @ unknowns > 0) == active).all()):
            break
    return unknowns
