"""Compute with the difference of two split-normal estimates, without random draws (METHODS 1.4).

Half of a split normal's probability lies on each side of its value, with a standard deviation of its own on
that side. The two errors of a difference are independent, so each quarter of the plane of the two errors is
one normal difference cut off at the axes. Owen's T function gives the probability of such a part exactly.
"""

import math
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

NORMAL = NormalDist()
# The quantile that bounds the middle 68 % of a normal distribution, which V-Dem's interval holds.
Z_68 = 0.99446
# Eight points integrate Owen's T to twelve digits for slopes up to 1; steeper ones are brought below 1.
_POINTS, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_NODES = tuple((float((x + 1) / 2) ** 2, float(w / 2)) for x, w in zip(_POINTS, _WEIGHTS, strict=True))
_STEPS = 100
_PRECISION = 1e-9  # of the span that is searched
_REACH = 8.0  # in standard deviations; a quantile of any level in use lies nearer


class SplitNormal(NamedTuple):
    """An estimate with a standard deviation downwards and one upwards."""

    value: float
    below: float
    above: float

    @classmethod
    def of_interval(cls, value: float, lower: float, upper: float) -> "SplitNormal":
        """Read a 68 % interval; raise `ValueError` if a bound is missing or on the wrong side."""
        if not (lower <= value <= upper and math.isfinite(upper - lower)):
            raise ValueError(f"{value} in {lower} to {upper}: the bounds must be on its two sides")
        return cls(value, (value - lower) / Z_68, (upper - value) / Z_68)


@lru_cache(maxsize=8192)
def probability_above(a: SplitNormal, b: SplitNormal) -> float:
    """Return the probability that a exceeds b; where both can be without error, a tie counts half."""
    return _probability_above(a, b, 0.0)


def _probability_above(a: SplitNormal, b: SplitNormal, at: float) -> float:
    """Return the probability that a - b exceeds `at`."""
    beyond = at - (a.value - b.value)
    return _upper_tail(beyond, a, b) if beyond >= 0 else 1 - _upper_tail(-beyond, b, a)


@lru_cache(maxsize=8192)
def difference_interval(a: SplitNormal, b: SplitNormal, level: float) -> tuple[float, float]:
    """Return the interval that leaves half of 1 - `level` on each side of a - b."""
    tail = (1 - level) / 2
    return -_exceeded_by(b, a, tail), _exceeded_by(a, b, tail)


def _exceeded_by(a: SplitNormal, b: SplitNormal, probability: float) -> float:
    """Return what a - b exceeds with a probability.

    On the scale of normal quantiles the tail is nearly a straight line, so secants find it in a few steps.
    """
    goal, middle = -NORMAL.inv_cdf(probability), a.value - b.value
    low, high = (middle - _REACH * (b.above + a.below), middle + _REACH * (a.above + b.below))
    at, precision = middle + goal * math.hypot(a.above, b.below), _PRECISION * (high - low)
    last, last_height = middle, 0.0
    for _ in range(_STEPS):
        tail = _probability_above(a, b, at)
        low, high = (at, high) if tail > probability else (low, at)
        height = -NORMAL.inv_cdf(tail) if 0 < tail < 1 else math.inf
        step = (goal - height) * (at - last) / (height - last_height) if height != last_height else math.inf
        if abs(step) <= precision or high - low <= precision:
            break
        last, last_height = at, height
        at = at + step if low < at + step < high else (low + high) / 2
    return at


def _upper_tail(beyond: float, high: SplitNormal, low: SplitNormal) -> float:
    """Return the probability that the errors of high - low add up to more than `beyond`, at least 0.

    They cannot where high errs downwards and low upwards.
    """
    return (
        _against(beyond, high.above, low.above)
        + _against(beyond, low.below, high.below)
        + _along(beyond, high.above, low.below)
        + (0.125 if beyond == high.below == low.above == 0 else 0.0)
    )


def _against(beyond: float, up: float, down: float) -> float:
    """Return the part of a quarter in which one error, scaled by `up`, exceeds the other by `beyond`."""
    if up == down == 0:
        return 0.0 if beyond else 0.125
    distance = beyond / math.hypot(up, down)
    return _tail(distance) / 2 - _owens_t(distance, down, up)


def _along(beyond: float, one: float, other: float) -> float:
    """Return the part of a quarter in which two errors of one sign add up to more than `beyond`."""
    if one == other == 0:
        return 0.0 if beyond else 0.125
    distance = beyond / math.hypot(one, other)
    return _owens_t(distance, other, one) + _owens_t(distance, one, other)


def _tail(z: float) -> float:
    return math.erfc(z / math.sqrt(2)) / 2


def _owens_t(h: float, rise: float, run: float) -> float:
    """Return Owen's T(h, rise / run) for h, rise and run that are not below 0."""
    if rise > run:
        steep = h * rise / run if run else math.inf if h else 0.0
        return (_tail(h) + _tail(steep)) / 2 - _tail(h) * _tail(steep) - _owens_t(steep, run, rise)
    slope = rise / run
    half, square = -h * h / 2, slope * slope
    if half < -700:
        return 0.0
    total = sum(w * math.exp(half * (1 + square * x)) / (1 + square * x) for x, w in _NODES)
    return slope * total / (2 * math.pi)
