"""Put indicators on one scale of risk, and treat outliers before that (METHODS 2.3 and 2.4)."""

from enum import StrEnum
from typing import Literal, cast

import numpy as np
import pandas as pd

WORST_RISK = 100.0
# The lowest closeness to the frontier: the World Bank's CLIAR replaces 0 with 0.01.
LOWEST_CLOSENESS = 0.01
# A z-score of 1 is this share of the scale away from its middle: 20 points of 100.
Z_STEP = 0.2

# Ends that are nearer to each other, as a share of the larger, differ by rounding alone.
ROUNDING = 1e-12

# Bounds of a distribution that stays as it is, and the most points to winsorise before taking logarithms.
MAX_SKEW = 2.0
MAX_KURTOSIS = 3.5
MAX_WINSORISED = 5


class Normalisation(StrEnum):
    """Name the method that puts an indicator on the common scale; see `normalise`."""

    GOALPOSTS = "goalposts"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    PERCENTILE_RANK = "percentile_rank"
    BORDA = "borda"
    DISTANCE_TO_MAX = "distance_to_max"


# These methods depend on the other countries of the year: they allow no trend.
WITHIN_YEAR = frozenset({Normalisation.PERCENTILE_RANK, Normalisation.BORDA})


def normalise(
    values: pd.Series,
    *,
    method: str,
    goalposts: tuple[float, float] | None = None,
    higher_is_better: bool = True,
    reference: pd.Series | None = None,
) -> pd.Series:
    """Put values on a common scale of risk, 0 to 100, 100 the worst (METHODS 2.4).

    The index is unchanged and missing stays missing. `goalposts` are the best and the worst value.
    `reference` supplies the extremes, the mean and the spread, such as the values of all countries and years;
    without it the values themselves.

    | method | result |
    |---|---|
    | goalposts | linear from the best to the worst goalpost, clipped |
    | minmax | linear between the extremes of the reference, clipped |
    | zscore | 50 at the mean, 20 points for a standard deviation; not clipped |
    | percentile_rank | the share of the others that are as good or better: ties share the worse rank |
    | borda | the share of the others that are better, ties counted half |
    | distance_to_max | as minmax, but the closeness 0 to the best becomes 0.01: the worst has 99 of 100 |

    A single value is missing under percentile_rank and borda: there are no others. Values without a spread
    are missing under minmax, zscore and distance_to_max: they do not separate the countries. Raises
    `ValueError` for an unknown method, infinite values, and goalposts that are missing, equal or against the
    direction.
    """
    kind = Normalisation(method)
    values = values.astype("float64")
    pool = values if reference is None else reference.astype("float64")
    if np.isinf(values).any() or np.isinf(pool).any():
        raise ValueError("infinite values cannot be normalised")
    if kind in WITHIN_YEAR:
        others = values.notna().sum() - 1
        ties: Literal["max", "average"] = "max" if kind is Normalisation.PERCENTILE_RANK else "average"
        order = values.rank(method=ties, ascending=not higher_is_better)
        return WORST_RISK * ((order - 1) / others if others > 0 else values * np.nan)
    if kind is Normalisation.ZSCORE:
        centre, step = z_line(pool, higher_is_better=higher_is_better)
        return WORST_RISK * (0.5 + step * (values - centre))
    best, worst = extremes(pool, higher_is_better=higher_is_better)
    if kind is Normalisation.GOALPOSTS:
        best, worst = _checked(goalposts, higher_is_better=higher_is_better)
    if not abs(worst - best) > ROUNDING * max(abs(worst), abs(best)):
        return values * np.nan
    share = ((values - best) / (worst - best)).clip(0, 1)
    if kind is Normalisation.DISTANCE_TO_MAX:
        share = share.clip(upper=1 - LOWEST_CLOSENESS)
    return WORST_RISK * share


def extremes(pool: pd.Series, *, higher_is_better: bool) -> tuple[float, float]:
    """Return the best and the worst value of a pool; missing if the pool is empty."""
    low, high = float(pool.min()), float(pool.max())
    return (high, low) if higher_is_better else (low, high)


def z_line(pool: pd.Series, *, higher_is_better: bool) -> tuple[float, float]:
    """Return the mean of a pool, and the share of the scale per unit; missing if all values are equal."""
    spread = float(pool.std(ddof=1))
    step = Z_STEP / spread if spread > 0 else np.nan
    return float(pool.mean()), -step if higher_is_better else step


def _checked(goalposts: tuple[float, float] | None, *, higher_is_better: bool) -> tuple[float, float]:
    if goalposts is None:
        raise ValueError("goalposts: both the best and the worst value are needed")
    best, worst = goalposts
    if not (np.isfinite(best) and np.isfinite(worst)) or best == worst:
        raise ValueError(f"goalposts {worst} and {best}: they must be two different numbers")
    if bool(best > worst) != higher_is_better:
        way = "higher" if higher_is_better else "lower"
        raise ValueError(f"goalposts: {best} cannot be the best and {worst} the worst where {way} is better")
    return best, worst


def treat_outliers(values: pd.Series) -> pd.Series:
    """Treat the outliers of unbounded values; index unchanged, missing stays missing (METHODS 2.3).

    Values with |skew| < 2 or kurtosis < 3.5 (both as in Excel) stay as they are. Otherwise the extreme on
    the side of the skew takes the next value, together with its ties, for at most five points. If that is
    not enough, the original values become ln(x - min + 0.01 (max - min)): the order stays, the unit does
    not. Callers must not treat a bounded scale of experts.
    """
    values = values.astype("float64")
    whole = values.dropna()
    treated = whole.copy()
    while not _is_even(treated):
        extreme = "max" if _skew(treated) > 0 else "min"
        at_extreme = treated == treated.agg(extreme)
        if (at_extreme | (treated != whole)).sum() > MAX_WINSORISED:
            low, high = whole.min(), whole.max()
            return pd.Series(np.log(values - low + 0.01 * (high - low)), values.index)
        treated[at_extreme] = treated[~at_extreme].agg(extreme)
    return treated.reindex(values.index)


def _is_even(values: pd.Series) -> bool:
    """Return True if values need no treatment, or are too few to judge."""
    kurtosis = cast("float", values.kurt())
    return not abs(_skew(values)) >= MAX_SKEW or not kurtosis >= MAX_KURTOSIS


def _skew(values: pd.Series) -> float:
    return cast("float", values.skew())
