"""Components put together into one figure: weighted means, and the method of Copeland (METHODS 2.5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

Array: TypeAlias = npt.NDArray[np.float64]

# What counts as a tie, and how far a sum of floats may be from a bound that it should meet.
TOLERANCE = 1e-9
# A risk of 0 to 100 on 1 to 100, as INFORM has it: a geometric or harmonic mean has no zeros.
SHRINK = 0.99


class Aggregation(StrEnum):
    """How components are put together; the inverted means punish what is worst, on a scale of risk."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    INVERTED_GEOMETRIC = "inverted_geometric"
    INVERTED_HARMONIC = "inverted_harmonic"
    COPELAND = "copeland"


@dataclass(frozen=True, slots=True)
class Transform:
    """A mean of transformed values, taken back: f(x) = backward(sum w forward(x))."""

    forward: Callable[[Array], Array]
    backward: Callable[[Array], Array]


def _same(values: Array) -> Array:
    return values


def _inverse(values: Array) -> Array:
    return 1 / values


def _to_1_to_100(risk: Array) -> Array:
    return risk * SHRINK + 1


def _from_1_to_100(values: Array) -> Array:
    return (values - 1) / SHRINK


ARITHMETIC = Transform(_same, _same)
INVERTED = {
    Aggregation.INVERTED_GEOMETRIC: Transform(
        lambda risk: np.log(_to_1_to_100(100 - risk)), lambda mean: 100 - _from_1_to_100(np.exp(mean))
    ),
    Aggregation.INVERTED_HARMONIC: Transform(
        lambda risk: 1 / _to_1_to_100(100 - risk), lambda mean: 100 - _from_1_to_100(1 / mean)
    ),
}
# On values as they are, and on a risk of 0 to 100, where the plain means too are taken on 1 to 100.
PLAIN = {
    Aggregation.ARITHMETIC: ARITHMETIC,
    Aggregation.GEOMETRIC: Transform(np.log, np.exp),
    Aggregation.HARMONIC: Transform(_inverse, _inverse),
    **INVERTED,
}
ON_RISK = {
    Aggregation.ARITHMETIC: ARITHMETIC,
    Aggregation.GEOMETRIC: Transform(
        lambda risk: np.log(_to_1_to_100(risk)), lambda mean: _from_1_to_100(np.exp(mean))
    ),
    Aggregation.HARMONIC: Transform(
        lambda risk: 1 / _to_1_to_100(risk), lambda mean: _from_1_to_100(1 / mean)
    ),
    **INVERTED,
}


def aggregate(
    frame: pd.DataFrame,
    weights: Mapping[str, float],
    *,
    method: str,
    minimum_availability: float = 0,
) -> pd.Series:
    """One figure for each row of `frame` from its columns; index as given (METHODS 2.2 and 2.5).

    Weights need not sum to 1. They are shared out anew over the columns that a row has; a row of which less
    than `minimum_availability` of the weight is there, or nothing, is missing.

    arithmetic: sum w x. geometric, harmonic: of the values as they are, which must be above 0.
    inverted_geometric, inverted_harmonic: of risks from 0 to 100, 100 the worst: the mean of 100 - x on 1 to
    100, turned back, so that one bad component weighs more. copeland: how many other rows a row exceeds in
    more than half of the weight, less how many exceed it, on the columns that both have; halves for ties.

    Raises `ValueError` for an unknown method, columns without a weight or the reverse, a weight that is
    negative or no number, weights that sum to zero, and values that a method has no mean of.
    """
    kind = Aggregation(method)
    if set(weights) != set(frame.columns):
        raise ValueError(f"weights of {sorted(weights)} for columns {sorted(frame.columns)}")
    shares = np.array([weights[column] for column in frame.columns], dtype="float64")
    if not (np.isfinite(shares).all() and (shares >= 0).all() and shares.sum() > 0):
        raise ValueError(f"weights {dict(weights)}: none may be negative, and one must be above 0")
    # Only their proportions count; a sum of the largest floats would be infinite.
    shares = shares / shares.max()
    values = frame.to_numpy("float64")
    _check_values(values, kind)
    share = availability(values, shares)
    is_mean = kind is not Aggregation.COPELAND
    result = means(values, shares, PLAIN[kind]) if is_mean else _copeland(values, shares)
    there = (share > 0) & (share >= minimum_availability - TOLERANCE)
    return pd.Series(np.where(there, result, np.nan), index=frame.index)


def means(values: Array, weights: Array, transform: Transform) -> Array:
    """Weighted means along the last axis, over what is not missing; missing where no weight is there.

    `weights` may have any shape that goes with `values`. Nothing is checked.
    """
    there = ~np.isnan(values)
    held = np.where(there, weights, 0.0)
    # 50 is within the domain of every transform; its weight is zero.
    summed = (held * transform.forward(np.where(there, values, 50.0))).sum(axis=-1)
    total = held.sum(axis=-1)
    return transform.backward(np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0))


def availability(values: Array, weights: Array) -> Array:
    """The share of the weight, along the last axis, of what is not missing; 0 where there is no weight."""
    total = np.broadcast_to(weights, values.shape).sum(axis=-1)
    held = np.where(np.isnan(values), 0.0, weights).sum(axis=-1)
    share: Array = np.divide(held, total, out=np.zeros_like(held), where=total > 0)
    return share


def _copeland(values: Array, weights: Array) -> Array:
    result = np.empty(len(values))
    for row, own in enumerate(values):
        gap = own - values
        both = np.where(np.isnan(gap), 0.0, weights)
        ahead = (both * np.where(gap > TOLERANCE, 1.0, np.where(gap < -TOLERANCE, 0.0, 0.5))).sum(axis=1)
        total = both.sum(axis=1)
        margin = np.divide(ahead, total, out=np.full(len(values), 0.5), where=total > 0) - 0.5
        result[row] = (margin > TOLERANCE).sum() - (margin < -TOLERANCE).sum()
    return result


def _check_values(values: Array, kind: Aggregation) -> None:
    if np.isinf(values).any():
        raise ValueError("infinite values have no mean")
    if kind in (Aggregation.GEOMETRIC, Aggregation.HARMONIC) and (values <= 0).any():
        raise ValueError(f"a {kind} mean needs values above 0; on a scale of risk take the inverted one")
    if kind in INVERTED and ((values < -TOLERANCE) | (values > 100 + TOLERANCE)).any():
        raise ValueError(f"{kind}: the values must be risks from 0 to 100")
