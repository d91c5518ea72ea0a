"""A composite computed many times at once: each draw with choices and errors of its own (METHODS 2.7).

A `Problem` is what stays the same over the draws, `Draws` what each of them chose. Both are arrays, for
speed.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.errors import QuestionError
from indicators.score.aggregate import ON_RISK, Aggregation, Array, means
from indicators.score.normalise import Normalisation, extremes, treat_outliers, z_line
from indicators.score.score import TIED_DECIMALS, WORST_RISK, Scores, column
from indicators.score.structure import Measure, Structure, shares

Whole: TypeAlias = npt.NDArray[np.int64]
Progress: TypeAlias = Callable[[int, int], None]

# How many draws are computed at once: few enough to stay within the processor's cache.
CHUNK = 50


class Factor(StrEnum):
    """What a draw chooses (X1 to X6)."""

    NORMALISATION = "normalisation"
    AGGREGATION = "aggregation"
    WEIGHTS = "weights"
    MEASUREMENT = "measurement"
    INDICATORS = "indicators"
    MISSING = "missing"


# The levels of the factors that have some; the first of INDICATORS and MISSING is the nominal one.
NORMALISATIONS = (Normalisation.GOALPOSTS, Normalisation.MINMAX, Normalisation.ZSCORE)
AGGREGATIONS = (Aggregation.ARITHMETIC, Aggregation.INVERTED_GEOMETRIC, Aggregation.INVERTED_HARMONIC)
INDICATOR_SETS = ("all", "drop one", "no aggregators")
MISSING = ("renormalise", "group mean")


@dataclass(frozen=True)
class Problem:
    """What all draws share. Countries are those with a nominal score, in the order of `countries`.

    `risks` are risks before clipping, by treatment of missing values, normalisation, country and indicator;
    `slopes` what one unit adds to a risk, by normalisation and indicator. `below` and `above` are the
    published errors of the indicators at `erring`. `nominal_scores` are those of `composite.score`.
    """

    structure: Structure
    countries: tuple[str, ...]
    normalisations: tuple[Normalisation, ...]
    aggregations: tuple[Aggregation, ...]
    nominal: "Draws"
    nominal_scores: Array
    risks: Array
    slopes: Array
    erring: Whole
    below: Array
    above: Array


@dataclass(frozen=True)
class Draws:
    """What each draw chose: an array for each factor, whose first axis is the draw.

    `weights` are the changes of all weights, as shares of themselves, in the order of `structure.ids`;
    `measurement` standard normal deviates by country and erring indicator; `dropped` is the indicator that
    goes where `indicators` is "drop one"; the rest are numbers of levels.
    """

    normalisation: Whole
    aggregation: Whole
    weights: Array
    measurement: Array
    indicators: Whole
    dropped: Whole
    missing: Whole

    def __len__(self) -> int:
        return len(self.normalisation)

    def part(self, start: int, stop: int) -> "Draws":
        """The draws from one number to another."""
        return Draws(**{one.name: getattr(self, one.name)[start:stop] for one in fields(self)})

    def with_factor(self, factor: Factor, other: "Draws") -> "Draws":
        """These draws with one factor as the others have it."""
        names = {factor.value} | ({"dropped"} if factor is Factor.INDICATORS else set())
        return Draws(
            **{one.name: getattr(other if one.name in names else self, one.name) for one in fields(self)}
        )


def problem(
    frame: pd.DataFrame,
    scores: Scores,
    *,
    below: pd.DataFrame | None = None,
    above: pd.DataFrame | None = None,
    pool: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
) -> Problem:
    """What the draws share, from the values and their nominal `scores` (by `composite.score` with the same).

    `below` and `above` are standard errors in the units and columns of `frame`, missing where none is
    published. `groups` names each country's group, whose mean takes the place of what is missing. Where the
    nominal rules leave a part of a country without a score, its values there count as missing in each draw.
    Raises `ValueError` where no country has a nominal score, `QuestionError` for a normalisation of the
    structure that is none of those drawn from.
    """
    structure = scores.structure
    total = scores.total.dropna()
    if total.empty:
        raise ValueError("no country has a score")
    normalisations = _normalisations(structure)
    own = structure.root.aggregation
    aggregations = AGGREGATIONS if own in AGGREGATIONS else (own, *AGGREGATIONS)
    risks, slopes = _risks(frame, scores, normalisations, pool, base, groups)
    errors = [_errors(one, total.index, structure) for one in (below, above)]
    erring = np.flatnonzero((errors[0] > 0).any(axis=0) | (errors[1] > 0).any(axis=0))
    none = np.zeros(1, dtype="int64")
    return Problem(
        structure=structure,
        countries=tuple(str(iso3) for iso3 in total.index),
        normalisations=normalisations,
        aggregations=aggregations,
        nominal=Draws(
            normalisation=none + normalisations.index(structure.normalisation),
            aggregation=none + aggregations.index(own),
            weights=np.zeros((1, len(structure.ids))),
            measurement=np.zeros((1, len(total), len(erring))),
            indicators=none,
            dropped=none,
            missing=none,
        ),
        nominal_scores=total.to_numpy("float64"),
        risks=risks,
        slopes=slopes,
        erring=erring,
        below=errors[0][:, erring],
        above=errors[1][:, erring],
    )


def draw(
    given: Problem,
    n: int,
    rng: np.random.Generator,
    *,
    factors: frozenset[Factor],
    weight_spread: float,
) -> Draws:
    """`n` draws of some factors; the others stay as they are nominally.

    Each factor has a stream of its own, so that the draws of one do not depend on which others are drawn.
    """
    structure = given.structure
    streams = dict(zip(Factor, rng.spawn(len(Factor)), strict=True))

    def level(factor: Factor, names: int) -> Whole:
        chosen = streams[factor].integers(0, names, n)
        return chosen if factor in factors else np.repeat(getattr(given.nominal, factor.value), n)

    sets = len(INDICATOR_SETS) if _can_lose_aggregators(structure) else len(INDICATOR_SETS) - 1
    if len(structure.indicators) == 1:
        sets = 1
    spread = weight_spread if Factor.WEIGHTS in factors else 0.0
    deviates = streams[Factor.MEASUREMENT].standard_normal((n, len(given.countries), len(given.erring)))
    return Draws(
        normalisation=level(Factor.NORMALISATION, len(given.normalisations)),
        aggregation=level(Factor.AGGREGATION, len(given.aggregations)),
        weights=streams[Factor.WEIGHTS].uniform(-1, 1, (n, len(structure.ids))) * spread,
        measurement=deviates if Factor.MEASUREMENT in factors else np.zeros_like(deviates),
        indicators=level(Factor.INDICATORS, sets),
        dropped=streams[Factor.INDICATORS].integers(0, len(structure.indicators), n),
        missing=level(Factor.MISSING, len(MISSING)),
    )


def run(given: Problem, draws: Draws, *, progress: Callable[[int], None] | None = None) -> Array:
    """The composite's score of each draw and country, missing where a draw leaves a country nothing."""
    found = np.empty((len(draws), len(given.countries)))
    for start in range(0, len(draws), CHUNK):
        part = draws.part(start, start + CHUNK)
        found[start : start + CHUNK] = _scores(given, part)
        if progress:
            progress(len(part))
    return found


def ranks(scores: Array) -> Array:
    """Competition ranks in each row, 1 the least risk, ties within a billionth; missing stays missing."""
    rounded = np.round(scores, TIED_DECIMALS)
    found = np.empty_like(rounded)
    for row, own in enumerate(rounded):
        found[row] = np.searchsorted(np.sort(own), own, side="left") + 1
    return np.where(np.isnan(scores), np.nan, found)


def _scores(given: Problem, draws: Draws) -> Array:
    structure = given.structure
    risk = given.risks[draws.missing, draws.normalisation]
    if len(given.erring):
        slopes = given.slopes[draws.normalisation][:, None, given.erring]
        error = np.where(draws.measurement < 0, given.below, given.above) * draws.measurement
        risk[:, :, given.erring] += slopes * error
    np.clip(risk, 0, WORST_RISK, out=risk)
    weights = _weights(given, draws)
    columns = {measure.id: risk[:, :, number] for number, measure in enumerate(structure.indicators)}
    number = {id: place for place, id in enumerate(structure.ids)}
    for node in structure.bottom_up():
        parts = [part.id for part in structure.children(node.id)]
        values = np.stack([columns.pop(id) for id in parts], axis=-1)
        own = weights[:, None, [number[id] for id in parts]]
        if node.parent is None:
            return _by_level(given, values, own, draws.aggregation)
        columns[node.id] = means(values, own, ON_RISK[node.aggregation])
    raise AssertionError("a structure has a root")


def _by_level(given: Problem, values: Array, weights: Array, levels: Whole) -> Array:
    found = np.empty(values.shape[:2])
    for level, method in enumerate(given.aggregations):
        at = levels == level
        if at.any():
            found[at] = means(values[at], weights[at], ON_RISK[method])
    return found


def _weights(given: Problem, draws: Draws) -> Array:
    """The weight of each part in each draw; zero for an indicator that the draw does without."""
    structure = given.structure
    share = shares(structure)
    weights: Array = np.array([share[id] for id in structure.ids]) * (1 + draws.weights)
    own = weights[:, len(structure.nodes) :]
    names = [INDICATOR_SETS[level] for level in draws.indicators]
    without = np.array([name == "no aggregators" for name in names])
    aggregators = np.array([measure.is_aggregator for measure in structure.indicators])
    own[np.ix_(without, aggregators)] = 0
    dropping = np.flatnonzero([name == "drop one" for name in names])
    own[dropping, draws.dropped[dropping]] = 0
    return weights


def _normalisations(structure: Structure) -> tuple[Normalisation, ...]:
    """The normalisations to draw from: goalposts only where every indicator has them."""
    has_goalposts = all(measure.best is not None for measure in structure.indicators)
    found = NORMALISATIONS if has_goalposts else NORMALISATIONS[1:]
    if structure.normalisation not in found:
        what = f"it is drawn from {', '.join(found)}, not from {structure.normalisation}"
        raise QuestionError("range of the score", what, "Use one of them.")
    return found


def _risks(
    frame: pd.DataFrame,
    scores: Scores,
    normalisations: tuple[Normalisation, ...],
    pool: pd.DataFrame | None,
    base: pd.DataFrame | None,
    groups: pd.Series | None,
) -> tuple[Array, Array]:
    """The `risks` and `slopes` of a `Problem`."""
    measures = scores.structure.indicators
    countries = scores.total.dropna().index
    values = pd.DataFrame({measure.id: column(frame, measure.id) for measure in measures})
    sources = (values.where(_counted(scores)), _filled(values, groups))
    risks = np.empty((len(MISSING), len(normalisations), len(countries), len(measures)))
    slopes = np.empty((len(normalisations), len(measures)))
    for (at, method), (number, measure) in product(enumerate(normalisations), enumerate(measures)):
        own = values[measure.id]
        reference = column(base if method is Normalisation.ZSCORE else pool, measure.id, instead=own)
        changed: Callable[[pd.Series], pd.Series] = _untreated
        if measure.is_unbounded and method is not Normalisation.GOALPOSTS:
            reference = treat_outliers(own).values
            changed = _treatment(own, reference)
        origin, level, slope = _line(measure, method, reference)
        slopes[at, number] = slope
        for how, source in enumerate(sources):
            x = changed(source[measure.id]).reindex(countries)
            risks[how, at, :, number] = level + slope * (x - origin)
    return risks, slopes


def _filled(values: pd.DataFrame, groups: pd.Series | None) -> pd.DataFrame:
    """Values with what is missing taken from the mean of the country's group, where it has one."""
    if groups is None:
        return values
    named = groups.reindex(values.index).replace("", None)
    return values.fillna(values.groupby(named).transform("mean"))


def _line(measure: Measure, method: Normalisation, reference: pd.Series) -> tuple[float, float, float]:
    """What `normalise` does before clipping, as a straight line: a value, its risk, and what a unit adds."""
    if method is Normalisation.ZSCORE:
        centre, step = z_line(reference, higher_is_better=measure.higher_is_better)
        return centre, WORST_RISK / 2, WORST_RISK * step
    best, worst = extremes(reference, higher_is_better=measure.higher_is_better)
    if method is Normalisation.GOALPOSTS and measure.best is not None and measure.worst is not None:
        best, worst = measure.best, measure.worst
    return best, 0.0, WORST_RISK / (worst - best) if worst != best else np.nan


def _counted(scores: Scores) -> pd.DataFrame:
    """Whether the value of an indicator counts for a country: every node below the whole has a score."""
    structure = scores.structure
    return pd.DataFrame(
        {
            measure.id: scores.risks[list(structure.path(measure.id)[1:-1])].notna().all(axis=1)
            for measure in structure.indicators
        }
    )


def _errors(errors: pd.DataFrame | None, countries: pd.Index, structure: Structure) -> Array:
    """Errors by country and indicator, 0 where none is published; an unbounded indicator's are left out."""
    found = np.zeros((len(countries), len(structure.indicators)))
    for number, measure in enumerate(structure.indicators):
        if errors is not None and not measure.is_unbounded:
            found[:, number] = column(errors, measure.id).reindex(countries).fillna(0)
    return found


def _untreated(values: pd.Series) -> pd.Series:
    return values


def _treatment(before: pd.Series, after: pd.Series) -> Callable[[pd.Series], pd.Series]:
    """What the treatment of outliers made of each value; between values a straight line."""
    known = pd.DataFrame({"before": before, "after": after}).dropna().sort_values("before")

    def treated(values: pd.Series) -> pd.Series:
        there = values.to_numpy("float64")
        found = np.interp(there, known["before"], known["after"]) if len(known) else there * np.nan
        return pd.Series(np.where(np.isnan(there), np.nan, found), values.index)

    return treated


def _can_lose_aggregators(structure: Structure) -> bool:
    """Whether there are aggregators, and something without them."""
    return 0 < sum(measure.is_aggregator for measure in structure.indicators) < len(structure.indicators)


def counted(total: int, progress: Progress | None) -> Callable[[int], None]:
    """A counter that reports how much of `total` is done."""
    done = 0

    def add(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, total)

    return add
