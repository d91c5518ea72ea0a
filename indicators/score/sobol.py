"""Compute Sobol' indices: the share of a result's variance due to each factor (METHODS 2.8)."""

from dataclasses import dataclass

import numpy as np

from indicators.score.aggregate import Array

BOOTSTRAPS = 1_000
LEVEL = 0.90
SEED = 20240601


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Hold first-order and total indices of each factor, with bootstrap intervals at `level`.

    `first` is the share of the variance from a factor alone, never below 0; `total` is the share including
    all its interactions. `too_few` is True for a factor whose first index exceeds the total by more than
    half the wider interval: the sample is too small. All indices are missing if the result does not vary.
    """

    first: Array
    total: Array
    first_interval: Array
    total_interval: Array
    too_few: tuple[bool, ...]
    variance: float
    n: int
    level: float


def sobol_indices(
    y_a: Array,
    y_b: Array,
    y_ab: Array,
    *,
    bootstraps: int = BOOTSTRAPS,
    level: float = LEVEL,
    seed: int = SEED,
) -> SobolIndices:
    """Compute Sobol' indices from the results of two independent samples and of their mixtures.

    `y_a` and `y_b` are the results of samples A and B (n each). `y_ab` has a row per factor: the results of
    A with that factor from B. First order by Saltelli, mean(y_b (y_ab - y_a)) / V, with the mean subtracted
    from y_b (the same expectation, less noise). Total by Jansen, sum((y_a - y_ab)^2) / (2 n V). V is the
    variance of both samples together. Intervals come from resampling rows jointly. Raises `ValueError` for
    shapes that do not match, missing values or fewer than two rows.
    """
    a, b, ab = (np.asarray(y, dtype="float64") for y in (y_a, y_b, y_ab))
    if a.ndim != 1 or a.shape != b.shape or ab.ndim != 2 or ab.shape[1:] != a.shape or len(a) < 2:
        raise ValueError(f"shapes {a.shape}, {b.shape} and {ab.shape} do not match")
    if not (np.isfinite(a).all() and np.isfinite(b).all() and np.isfinite(ab).all()):
        raise ValueError("every result must be a number")
    first, total = _indices(a, b, ab)
    rng = np.random.default_rng(seed)
    again = np.array(
        [_indices(a[rows], b[rows], ab[:, rows]) for rows in rng.integers(0, len(a), (bootstraps, len(a)))]
    ).reshape(bootstraps, 2, len(ab))
    ends = [(1 - level) / 2, (1 + level) / 2]
    first_interval, total_interval = np.quantile(again, ends, axis=0).transpose(1, 2, 0)
    half = np.maximum(
        *((interval[:, 1] - interval[:, 0]) / 2 for interval in (first_interval, total_interval))
    )
    return SobolIndices(
        first=np.maximum(first, 0),
        total=total,
        first_interval=np.maximum(first_interval, 0),
        total_interval=total_interval,
        too_few=tuple(bool(over) for over in first > total + half),
        variance=float(np.concatenate([a, b]).var(ddof=1)),
        n=len(a),
        level=level,
    )


def _indices(a: Array, b: Array, ab: Array) -> tuple[Array, Array]:
    both = np.concatenate([a, b])
    variance = both.var(ddof=1)
    if not variance > 0:
        return np.full(len(ab), np.nan), np.full(len(ab), np.nan)
    first = ((b - both.mean()) * (ab - a)).mean(axis=1) / variance
    return first, ((a - ab) ** 2).mean(axis=1) / (2 * variance)
