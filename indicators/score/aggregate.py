"""Combine components into one figure with weighted means (METHODS 2.5)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]

# Treat smaller differences of floating-point sums as equal.
TOLERANCE = 1e-9
# Move risks from 0 to 100 onto 1 to 100, as INFORM does: a geometric or harmonic mean allows no zeros.
SHRINK = 0.99


class Aggregation(StrEnum):
    """Name the mean that combines components; the inverted means penalise the worst component."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    INVERTED_GEOMETRIC = "inverted_geometric"
    INVERTED_HARMONIC = "inverted_harmonic"


@dataclass(frozen=True, slots=True)
class Transform:
    """Describe a mean of transformed values: f(x) = backward(sum w forward(x))."""

    forward: Callable[[Array], Array]
    backward: Callable[[Array], Array]


def _same(values: Array) -> Array:
    return values


def _to_1_to_100(risk: Array) -> Array:
    return risk * SHRINK + 1


def _from_1_to_100(values: Array) -> Array:
    return (values - 1) / SHRINK


ARITHMETIC = Transform(_same, _same)
# Means of risks from 0 to 100; all but the arithmetic mean are taken on 1 to 100.
ON_RISK = {
    Aggregation.ARITHMETIC: ARITHMETIC,
    Aggregation.GEOMETRIC: Transform(
        lambda risk: np.log(_to_1_to_100(risk)), lambda mean: _from_1_to_100(np.exp(mean))
    ),
    Aggregation.HARMONIC: Transform(
        lambda risk: 1 / _to_1_to_100(risk), lambda mean: _from_1_to_100(1 / mean)
    ),
    Aggregation.INVERTED_GEOMETRIC: Transform(
        lambda risk: np.log(_to_1_to_100(100 - risk)), lambda mean: 100 - _from_1_to_100(np.exp(mean))
    ),
    Aggregation.INVERTED_HARMONIC: Transform(
        lambda risk: 1 / _to_1_to_100(100 - risk), lambda mean: 100 - _from_1_to_100(1 / mean)
    ),
}


def means(values: Array, weights: Array, transform: Transform) -> Array:
    """Return weighted means along the last axis over the values present; missing if they have no weight.

    `weights` may have any shape that broadcasts with `values`. Nothing is checked.
    """
    present = ~np.isnan(values)
    shares = np.where(present, weights, 0.0)
    # Fill gaps with 50, which every transform accepts; its weight is zero.
    summed = (shares * transform.forward(np.where(present, values, 50.0))).sum(axis=-1)
    total = shares.sum(axis=-1)
    return transform.backward(np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0))


def availability(values: Array, weights: Array) -> Array:
    """Return the weight of the values present, along the last axis, as a share; 0 if there is no weight."""
    total = np.broadcast_to(weights, values.shape).sum(axis=-1)
    present = np.where(np.isnan(values), 0.0, weights).sum(axis=-1)
    share: Array = np.divide(present, total, out=np.zeros_like(present), where=total > 0)
    return share
