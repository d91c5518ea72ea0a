"""Confidence sets for ranks (METHODS 1.5): what published errors leave open of a place in a ranking.

The method is that of Mogstad, Romano, Shaikh and Wilhelm (2023), "Inference for Ranks with Applications to
Mobility across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies,
doi:10.1093/restud/rdad006; their R package is csranks. Many differences between two labels are tested at
once, so that all of them hold together at the level. A rank's set follows by counting: so many are
distinguishably better, so many distinguishably worse.

Errors are taken as normal and independent of each other. Higher scores rank better: multiply by -1 where
lower is better.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

LEVEL = 0.90
DRAWS = 10_000
SEED = 20240601
# Of each draw so many errors, the largest, are looked at first: the others seldom matter.
OUTER = 8
# For so few labels it takes longer to find these than to look at all.
FEW = 2
# Draws are made for so many labels at a time, so that those of the last ranking often do for the next.
BLOCK = 32
ROUNDING = 1e-5  # of single precision, with much to spare
# An error so much smaller than the largest counts as 0: single precision could not tell.
NEGLIGIBLE = 1e-30

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


def rank_confidence_sets(
    scores: pd.Series,
    standard_errors: pd.Series,
    *,
    of: Iterable[Hashable] | None = None,
    level: float = LEVEL,
    simultaneous: bool = False,
    stepdown: bool = True,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Rank each label with its confidence set: `rank, lower, upper` (Int16), index as `scores`.

    `lower` is the best place and `upper` the worst; higher scores rank better, ties share the best rank.
    The sets are marginal, each for its label alone: it covers the rank by true score in at least `level` of
    cases. With `simultaneous` they are joint: in at least `level` of cases all of them cover. Sets are
    given for the labels in `of` (None: all) and are missing for the others, whose scores count all the
    same. A missing score has no rank and no set, and is not counted. Without any error a set is the places
    that the label shares with those of its score. The same seed gives the same sets, whatever the order of
    the rows. Raises `ValueError` as `distinguishable_pairs`, which finds the differences (METHODS 1.5).
    """
    pairs = distinguishable_pairs(
        scores,
        standard_errors,
        of=of,
        level=level,
        simultaneous=simultaneous,
        stepdown=stepdown,
        draws=draws,
        seed=seed,
    )
    return sets_from_pairs(scores, pairs)


def sets_from_pairs(scores: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    """Count the sets of ranks: how many labels are distinguishably better, and how many worse.

    `pairs` are those of `distinguishable_pairs` of the same scores.
    """
    values = scores.to_numpy(dtype="float64", na_value=np.nan)
    own = scores.index.get_indexer(pairs.index)
    gaps = values[own][:, None] - values
    told_apart = pairs.to_numpy(dtype=bool, na_value=False)
    sets = pd.DataFrame(np.nan, index=scores.index, columns=["rank", "lower", "upper"])
    sets["rank"] = scores.rank(method="min", ascending=False)
    sets.iloc[own, 1] = 1 + (told_apart & (gaps < 0)).sum(axis=1)
    sets.iloc[own, 2] = scores.count() - (told_apart & (gaps > 0)).sum(axis=1)
    return sets.where(scores.notna()).astype("Int16")


def distinguishable_pairs(
    scores: pd.Series,
    standard_errors: pd.Series,
    *,
    of: Iterable[Hashable] | None = None,
    level: float = LEVEL,
    simultaneous: bool = False,
    stepdown: bool = True,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Test which scores differ beyond their errors: a row for each label in `of`, a column for each score.

    True where the two are told apart at `level`, the one with the higher score being the better; missing
    for a label beside itself and where a score is missing. Within a row all statements hold together at
    `level`; with `simultaneous` those of all rows do. With `stepdown` the test is repeated on what it has
    not yet told apart, which finds more at the same level. Raises `ValueError` for labels that repeat, are
    not those of the errors, or are not known; for a score that is infinite; for an error that is negative,
    infinite, or missing beside a score; for a `level` outside 0..1; and for fewer than one draw (METHODS
    1.5).
    """
    if not 0 < level < 1:
        raise ValueError(f"level {level}: it must be between 0 and 1")
    if draws < 1:
        raise ValueError(f"draws {draws}: at least one is needed")
    values, errors = _checked(scores, standard_errors)
    interest = _labels(of, scores.index)
    # In one order whatever that of the rows, so that each label has the same draws.
    order = np.flatnonzero(~np.isnan(values))
    order = order[np.argsort([str(label) for label in scores.index[order]], kind="stable")]
    rows = np.flatnonzero(scores.index[order].isin(interest))
    first = OUTER if len(rows) > FEW else len(order)
    field = _field(values[order], errors[order], draws=draws, seed=seed, first=first)
    families = [rows] if simultaneous and len(rows) else list(rows[:, None])
    apart = np.full((len(values), len(values)), np.nan)
    for family in families:
        told = _told_apart(field, family, level=level, stepdown=stepdown)
        apart[np.ix_(order[family], order)] = told
    np.fill_diagonal(apart, np.nan)
    asked = scores.index.get_indexer(interest)
    return pd.DataFrame(apart[asked], index=interest, columns=scores.index).astype("boolean")


def _checked(scores: pd.Series, standard_errors: pd.Series) -> tuple[Floats, Floats]:
    """Check scores and their errors and return them in one order, missing as NaN."""
    if not scores.index.is_unique:
        raise ValueError(f"label {scores.index[scores.index.duplicated()][0]!r} stands twice in the scores")
    if len(standard_errors) != len(scores) or not scores.index.isin(standard_errors.index).all():
        raise ValueError("the standard errors must have the labels of the scores")
    values = scores.to_numpy(dtype="float64", na_value=np.nan)
    errors = standard_errors.reindex(scores.index).to_numpy(dtype="float64", na_value=np.nan)
    here = ~np.isnan(values)
    for wrong, what in (
        (np.isinf(values), "its score is infinite"),
        (here & np.isnan(errors), "its standard error is missing: none is invented"),
        (errors < 0, "its standard error is negative"),
        (np.isinf(errors), "its standard error is infinite"),
    ):
        if wrong.any():
            raise ValueError(f"label {scores.index[wrong][0]!r}: {what}")
    return values, errors


def _labels(of: Iterable[Hashable] | None, index: pd.Index) -> pd.Index:
    """Return the labels of interest, each once, in the order given; one text is one label."""
    if of is None:
        return index
    labels = list(dict.fromkeys([of] if isinstance(of, str) else of))
    for label in labels:
        if label not in index:
            raise ValueError(f"label {label!r} is not among the scores")
    return pd.Index(labels, dtype=index.dtype)


@dataclass(frozen=True, slots=True)
class _Field:
    """Scores, their errors, and `noise`: draws of these errors, labels x draws.

    All are in units of the largest error, so that single precision does for the draws; `sizes` are those of
    the draws in units of each label's own error. `outer` are the labels with the largest sizes of a draw,
    None for all in their order; `outer_noise` is their noise, and `next_size` the largest of the other sizes,
    0 without others.
    """

    scores: Floats
    errors: Floats
    noise: Singles
    sizes: Singles
    outer: Places | None
    outer_noise: Singles
    next_size: Singles


def _field(scores: Floats, errors: Floats, *, draws: int, seed: int, first: int) -> _Field:
    """Add draws of the errors to scores and errors, in the order given; `first` of a draw are `outer`."""
    unit = errors.max(initial=0.0) or 1.0
    relative = np.where(errors < NEGLIGIBLE * unit, 0.0, errors / unit)
    blocks = -(-len(scores) // BLOCK)
    drawn = _drawn(blocks * BLOCK, draws, seed)[: len(scores)]
    noise = drawn * relative.astype(np.float32)[:, None]
    sizes = np.abs(drawn)
    if len(scores) <= first:
        return _Field(scores / unit, relative, noise, sizes, None, noise, np.zeros(draws, dtype=np.float32))
    by_size = np.argpartition(sizes, -first - 1, axis=0)
    outer = by_size[-first:]
    next_size = np.take_along_axis(sizes, by_size[[-first - 1]], axis=0)[0]
    outer_noise = np.take_along_axis(noise, outer, axis=0)
    return _Field(scores / unit, relative, noise, sizes, outer, outer_noise, next_size)


@lru_cache(maxsize=1)
def _drawn(labels: int, draws: int, seed: int) -> Singles:
    """Return read-only standard normal draws, labels x draws; a label's are the same for any number."""
    drawn = np.random.default_rng(seed).standard_normal((labels, draws), dtype=np.float32)
    drawn.flags.writeable = False
    return drawn


def _told_apart(field: _Field, rows: Places, *, level: float, stepdown: bool) -> Flags:
    """Return the rejected pairs {j, k} with j in `rows`, as `rows` x labels, by METHODS 1.5.

    A pair has two one-sided hypotheses, and only that against the sign of the observed difference can be
    rejected. The other stays in the family to the end: its part of the maximum, `against`, is found once.
    """
    gaps = field.scores[rows][:, None] - field.scores
    spread = np.hypot(field.errors[rows][:, None], field.errors)
    signs = np.where(gaps < 0, -1.0, 1.0)
    scales = np.divide(signs, spread, out=np.zeros_like(gaps), where=spread > 0).astype(np.float32)
    # No critical value, after any step, is below this: so no smaller maximum of a draw need be exact.
    _, at_least = _maxima(field, rows, scales, floor=np.inf)
    floor = float(np.quantile(at_least, level, method="lower")) * (1 - ROUNDING)
    along, against = _maxima(field, rows, scales, floor=floor)
    rejected = np.zeros(gaps.shape, dtype=bool)
    while True:
        critical = float(np.quantile(np.maximum(along.max(axis=0), against), level))
        new = ~rejected & (np.abs(gaps) > critical * spread)
        rejected |= new
        if not (stepdown and new.any()):
            return rejected
        changed = np.flatnonzero(new.any(axis=1))
        left = np.where(rejected[changed], 0, scales[changed])
        along[changed], _ = _maxima(field, rows[changed], left, floor=floor)


def _maxima(field: _Field, rows: Places, scales: Singles, *, floor: float) -> tuple[Singles, Singles]:
    """Return each draw's largest scaled difference: with the sign of the scales by row, against it over all.

    A scale of 0 leaves a pair out. What is `floor` or more is exact, what is less is some number below it:
    a label's differences from the draw's largest errors are looked at, and from all others where one of
    these could reach the floor. A difference of two errors in units of its standard error is at most the
    hypotenuse of their two sizes. None is below 0: so no critical value is negative, and a rank lies in its
    set at any level.
    """
    draws = field.noise.shape[1]
    along = np.zeros((len(rows), draws), dtype=np.float32)
    against = np.zeros(draws, dtype=np.float32)
    for place, row in enumerate(rows):
        outer_scales = scales[place][:, None] if field.outer is None else scales[place][field.outer]
        difference = (field.noise[row] - field.outer_noise) * outer_scales
        along[place] = difference.max(axis=0, initial=0)
        np.maximum(against, -difference.min(axis=0, initial=0), out=against)
        wide = np.flatnonzero(np.hypot(field.sizes[row], field.next_size) >= floor)
        difference = (field.noise[row, wide] - field.noise[:, wide]) * scales[place][:, None]
        along[place, wide] = difference.max(axis=0, initial=0)
        against[wide] = np.maximum(against[wide], -difference.min(axis=0, initial=0))
    return along, against
