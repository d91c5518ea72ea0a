"""Indicators brought to one scale, and outliers treated before that (METHODS 2.3 and 2.4)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import pandas as pd

# The lowest closeness to the frontier: the World Bank's CLIAR puts 0.01 in the place of 0.
LOWEST_CLOSENESS = 0.01
# A z-score of 1 is this share of the scale away from its middle: 20 points of 100.
Z_STEP = 0.2

# What is left as it is, and how many points may be winsorised before the logarithm is taken.
MAX_SKEW = 2.0
MAX_KURTOSIS = 3.5
MAX_WINSORISED = 5


class Normalisation(StrEnum):
    """How an indicator is brought to the common scale; `normalise` says what each gives."""

    GOALPOSTS = "goalposts"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    PERCENTILE_RANK = "percentile_rank"
    RANK = "rank"
    BORDA = "borda"
    DISTANCE_TO_MAX = "distance_to_max"


# What depends on the countries of one year alone: it moves when others move, so it bears no trend.
WITHIN_YEAR = frozenset({Normalisation.PERCENTILE_RANK, Normalisation.RANK, Normalisation.BORDA})


def normalise(
    values: pd.Series,
    *,
    method: str,
    best: float | None = None,
    worst: float | None = None,
    higher_is_better: bool = True,
    scale: tuple[float, float] = (0, 100),
    reference: pd.Series | None = None,
) -> pd.Series:
    """Values on a common scale of risk; index as given, missing stays missing (METHODS 2.4).

    `scale` holds what the best and the worst end become: (0, 100) makes 100 the worst, (1, 0) makes 1 the
    best. `reference` is what the extremes, the mean and the spread are taken from (all countries and years,
    or a base year); the values themselves where it is not given.

    | method | result |
    |---|---|
    | goalposts | linear from `best` to `worst`, both needed, clipped to the scale |
    | minmax | linear between the extremes of the reference, or `best` and `worst` where given; clipped |
    | zscore | the middle of the scale at the mean, 20 points of 100 for a standard deviation; not clipped |
    | percentile_rank | the share of the others that are as good or better: ties share the worse place |
    | rank | no scale: the competition rank, 1 the best, ties share the best place |
    | borda | the share of the others that are better, ties counted half |
    | distance_to_max | as minmax, but the closeness 0 to the best becomes 0.01: the worst has 99 of 100 |

    A single value has the rank 1 and no share of others: it is missing under percentile_rank and borda.
    Values without a spread are missing under minmax, zscore and distance_to_max: they tell nobody apart.
    Raises `ValueError` for an unknown method, infinite values, goalposts that are missing, equal or against
    the direction.
    """
    kind = Normalisation(method)
    given = values.astype("float64")
    pool = given if reference is None else reference.astype("float64")
    if np.isinf(given).any() or np.isinf(pool).any():
        raise ValueError("infinite values cannot be normalised")
    _check_goalposts(best, worst, higher_is_better=higher_is_better)
    if kind is Normalisation.GOALPOSTS and (best is None or worst is None):
        raise ValueError("goalposts: both `best` and `worst` are needed")
    if kind is Normalisation.RANK:
        return given.rank(method="min", ascending=not higher_is_better)
    return on_scale(_share(given, kind, best, worst, higher_is_better, pool), scale)


def on_scale(share: pd.Series, scale: tuple[float, float]) -> pd.Series:
    """Shares from 0 (best) to 1 (worst) on a scale from its best to its worst end."""
    return scale[0] + share * (scale[1] - scale[0])


def _share(
    values: pd.Series,
    kind: Normalisation,
    best: float | None,
    worst: float | None,
    higher_is_better: bool,
    pool: pd.Series,
) -> pd.Series:
    if kind in WITHIN_YEAR:
        others = values.notna().sum() - 1
        ties: Literal["max", "average"] = "max" if kind is Normalisation.PERCENTILE_RANK else "average"
        order = values.rank(method=ties, ascending=not higher_is_better)
        return (order - 1) / others if others > 0 else values * np.nan
    if kind is Normalisation.ZSCORE:
        centre, step = z_line(pool, higher_is_better=higher_is_better)
        return 0.5 + step * (values - centre)
    ends = extremes(pool, higher_is_better=higher_is_better)
    low, high = ends[0] if best is None else best, ends[1] if worst is None else worst
    if not abs(high - low) > 0:
        return values * np.nan
    share = ((values - low) / (high - low)).clip(0, 1)
    if kind is Normalisation.DISTANCE_TO_MAX:
        return share.clip(upper=1 - LOWEST_CLOSENESS)
    return share


def extremes(pool: pd.Series, *, higher_is_better: bool) -> tuple[float, float]:
    """The best and the worst value of a pool; missing where it has none."""
    low, high = float(pool.min()), float(pool.max())
    return (high, low) if higher_is_better else (low, high)


def z_line(pool: pd.Series, *, higher_is_better: bool) -> tuple[float, float]:
    """The mean of a pool, and the share of the scale that a unit adds to the risk; missing if none differ."""
    spread = float(pool.std(ddof=1))
    step = Z_STEP / spread if spread > 0 else np.nan
    return float(pool.mean()), -step if higher_is_better else step


def _check_goalposts(best: float | None, worst: float | None, *, higher_is_better: bool) -> None:
    if best is None or worst is None:
        return
    if not (np.isfinite(best) and np.isfinite(worst)) or best == worst:
        raise ValueError(f"goalposts {worst} and {best}: they must be two different numbers")
    if bool(best > worst) != higher_is_better:
        way = "higher" if higher_is_better else "lower"
        raise ValueError(f"goalposts: {best} cannot be the best and {worst} the worst where {way} is better")


@dataclass(frozen=True)
class Treated:
    """Values after the treatment of outliers: `how` is none, winsorised (`n_changed` of them) or log.

    `passes` is False where even the last treatment left the distribution skewed; nothing more is done then.
    """

    values: pd.Series
    how: str
    n_changed: int
    passes: bool


def treat_outliers(
    values: pd.Series,
    *,
    max_skew: float = MAX_SKEW,
    max_kurtosis: float = MAX_KURTOSIS,
    max_winsorised: int = MAX_WINSORISED,
) -> Treated:
    """Unbounded values with their outliers treated; index as given, missing stays missing (METHODS 2.3).

    Left alone if |skew| < 2 or kurtosis < 3.5 (as Excel has them). Else the extreme takes the next value, on
    the side of the skew, those that tie together, for at most five points. If that does not do, the values as
    given become ln(x - min + 0.01 (max - min)): the order stays, the unit does not. A bounded scale of
    experts is never treated: that is the caller's to know.
    """
    given = values.astype("float64")
    whole = given.dropna()

    def passes(some: pd.Series) -> bool:
        return not abs(some.skew()) >= max_skew or not some.kurt() >= max_kurtosis

    if passes(whole):
        return Treated(given, "none", 0, passes=True)
    treated, changed = whole.copy(), 0
    while not passes(treated):
        extreme = treated.max() if treated.skew() > 0 else treated.min()
        at_extreme = treated == extreme
        changed = int((at_extreme | (treated != whole)).sum())
        if changed > max_winsorised:
            break
        rest = treated[~at_extreme]
        treated[at_extreme] = rest.max() if treated.skew() > 0 else rest.min()
    if passes(treated):
        return Treated(treated.reindex(given.index), "winsorised", changed, passes=True)
    low, high = whole.min(), whole.max()
    logs = pd.Series(np.log(given - low + 0.01 * (high - low)), given.index)
    return Treated(logs, "log", 0, passes=passes(logs.dropna()))
