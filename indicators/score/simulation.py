"""Compute a composite many times at once, each draw with its own choices and errors (METHODS 2.7).

A `Problem` holds the data shared by all draws, `Draws` their choices. Both hold arrays, for speed.
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
from indicators.score.inputs import Inputs
from indicators.score.normalise import WORST_RISK, Normalisation, extremes, treat_outliers, z_line
from indicators.score.score import TIED_DECIMALS, Scores, column
from indicators.score.structure import Measure, Structure, shares

Whole: TypeAlias = npt.NDArray[np.int64]
Progress: TypeAlias = Callable[[int, int], None]

# Compute this many draws at once: few enough for the processor's cache.
CHUNK = 50


class Factor(StrEnum):
    """Name a choice of a draw (X1 to X6)."""

    NORMALISATION = "normalisation"
    AGGREGATION = "aggregation"
    WEIGHTS = "weights"
    MEASUREMENT = "measurement"
    INDICATORS = "indicators"
    MISSING = "missing"


# Levels of the factors; the first level of INDICATOR_SETS and MISSING is the nominal one.
NORMALISATIONS = (Normalisation.GOALPOSTS, Normalisation.MINMAX, Normalisation.ZSCORE)
AGGREGATIONS = (Aggregation.ARITHMETIC, Aggregation.INVERTED_GEOMETRIC, Aggregation.INVERTED_HARMONIC)
INDICATOR_SETS = ("all", "drop one", "no aggregators")
MISSING = ("renormalise", "group mean")


@dataclass(frozen=True)
class Problem:
    """Hold the data shared by all draws, for the `countries` with a nominal score, in that order.

    `risks` are risks before clipping, by treatment of missing values, normalisation, country and indicator;
    `slopes` are the risk per unit, by normalisation and indicator. `below` and `above` are the published
    errors of the indicators at `erring`. `nominal_scores` come from `indicators.score.score`.
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
    """Hold the choices of the draws: one array per factor, with the draw as first axis.

    `weights` are relative changes of all weights, in the order of `structure.ids`; `measurement` has
    standard normal deviates by country and erring indicator; `dropped` is the indicator to drop if
    `indicators` is "drop one"; the other arrays hold numbers of levels.
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
        """Return a range of draws."""
        return Draws(**{one.name: getattr(self, one.name)[start:stop] for one in fields(self)})

    def with_factor(self, factor: Factor, other: "Draws") -> "Draws":
        """Return these draws with one factor taken from others."""
        names = {factor.value} | ({"dropped"} if factor is Factor.INDICATORS else set())
        return Draws(
            **{one.name: getattr(other if one.name in names else self, one.name) for one in fields(self)}
        )


def problem_of(inputs: Inputs) -> Problem:
    """Prepare the data shared by all draws.

    The mean of a country's group can replace a missing value. If the nominal rules leave a part of a
    country without a score, its values there count as missing in each draw. Raises `QuestionError` if no
    country has a nominal score, or if the structure's normalisation is not among those drawn.
    """
    scores, structure = inputs.score(), inputs.structure
    total = scores.total.dropna()
    if total.empty:
        raise QuestionError(
            "score", "no country has one", "See which values are missing, or choose another year."
        )
    normalisations = _normalisations(structure)
    aggregation = structure.root.aggregation
    aggregations = AGGREGATIONS if aggregation in AGGREGATIONS else (aggregation, *AGGREGATIONS)
    risks, slopes = _risks(inputs, scores, normalisations)
    errors = [_errors(one, total.index, structure) for one in (inputs.below, inputs.above)]
    erring = np.flatnonzero((errors[0] > 0).any(axis=0) | (errors[1] > 0).any(axis=0))
    none = np.zeros(1, dtype="int64")
    return Problem(
        structure=structure,
        countries=tuple(str(iso3) for iso3 in total.index),
        normalisations=normalisations,
        aggregations=aggregations,
        nominal=Draws(
            normalisation=none + normalisations.index(structure.normalisation),
            aggregation=none + aggregations.index(aggregation),
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
    problem: Problem,
    n: int,
    rng: np.random.Generator,
    *,
    factors: frozenset[Factor],
    weight_spread: float,
) -> Draws:
    """Draw the given factors `n` times; the other factors keep their nominal level.

    Each factor has its own random stream, so the draws of one do not depend on which others are drawn.
    """
    structure = problem.structure
    streams = dict(zip(Factor, rng.spawn(len(Factor)), strict=True))

    def level(factor: Factor, names: int) -> Whole:
        levels = streams[factor].integers(0, names, n)
        return levels if factor in factors else np.repeat(getattr(problem.nominal, factor.value), n)

    sets = len(INDICATOR_SETS) if _can_lose_aggregators(structure) else len(INDICATOR_SETS) - 1
    if len(structure.indicators) == 1:
        sets = 1
    spread = weight_spread if Factor.WEIGHTS in factors else 0.0
    deviates = streams[Factor.MEASUREMENT].standard_normal((n, len(problem.countries), len(problem.erring)))
    return Draws(
        normalisation=level(Factor.NORMALISATION, len(problem.normalisations)),
        aggregation=level(Factor.AGGREGATION, len(problem.aggregations)),
        weights=streams[Factor.WEIGHTS].uniform(-1, 1, (n, len(structure.ids))) * spread,
        measurement=deviates if Factor.MEASUREMENT in factors else np.zeros_like(deviates),
        indicators=level(Factor.INDICATORS, sets),
        dropped=streams[Factor.INDICATORS].integers(0, len(structure.indicators), n),
        missing=level(Factor.MISSING, len(MISSING)),
    )


def run(problem: Problem, draws: Draws, *, progress: Callable[[int], None] | None = None) -> Array:
    """Compute the composite of each draw and country; missing if a draw leaves a country without values."""
    scores = np.empty((len(draws), len(problem.countries)))
    for start in range(0, len(draws), CHUNK):
        part = draws.part(start, start + CHUNK)
        scores[start : start + CHUNK] = _scores(problem, part)
        if progress:
            progress(len(part))
    # What is left of a 0 after it was turned round is rounding, such as -1.4e-14.
    scores[np.abs(scores) < 10.0**-TIED_DECIMALS] = 0.0
    return scores


def ranks(scores: Array) -> Array:
    """Rank each row, 1 the least risk, ties within a billionth (competition ranks); missing stays missing."""
    rounded = np.round(scores, TIED_DECIMALS)
    places = np.empty_like(rounded)
    for row, row_scores in enumerate(rounded):
        places[row] = np.searchsorted(np.sort(row_scores), row_scores, side="left") + 1
    return np.where(np.isnan(scores), np.nan, places)


def _scores(problem: Problem, draws: Draws) -> Array:
    structure = problem.structure
    risk = problem.risks[draws.missing, draws.normalisation]
    if len(problem.erring):
        slopes = problem.slopes[draws.normalisation][:, None, problem.erring]
        error = np.where(draws.measurement < 0, problem.below, problem.above) * draws.measurement
        risk[:, :, problem.erring] += slopes * error
    np.clip(risk, 0, WORST_RISK, out=risk)
    weights = _weights(problem, draws)
    columns = {measure.id: risk[:, :, number] for number, measure in enumerate(structure.indicators)}
    number = {id: place for place, id in enumerate(structure.ids)}
    for node in structure.bottom_up():
        parts = [part.id for part in structure.children(node.id)]
        values = np.stack([columns.pop(id) for id in parts], axis=-1)
        shares = weights[:, None, [number[id] for id in parts]]
        if node.parent is None:
            return _by_level(problem, values, shares, draws.aggregation)
        columns[node.id] = means(values, shares, ON_RISK[node.aggregation])
    raise AssertionError("a structure has a root")


def _by_level(problem: Problem, values: Array, weights: Array, levels: Whole) -> Array:
    scores = np.empty(values.shape[:2])
    for level, method in enumerate(problem.aggregations):
        rows = levels == level
        if rows.any():
            scores[rows] = means(values[rows], weights[rows], ON_RISK[method])
    return scores


def _weights(problem: Problem, draws: Draws) -> Array:
    """Return the weight of each part in each draw; zero for an indicator that the draw leaves out."""
    structure = problem.structure
    share = shares(structure)
    weights: Array = np.array([share[id] for id in structure.ids]) * (1 + draws.weights)
    indicator_weights = weights[:, len(structure.nodes) :]
    names = [INDICATOR_SETS[level] for level in draws.indicators]
    without = np.array([name == "no aggregators" for name in names])
    aggregators = np.array([measure.is_aggregator for measure in structure.indicators])
    indicator_weights[np.ix_(without, aggregators)] = 0
    dropping = np.flatnonzero([name == "drop one" for name in names])
    indicator_weights[dropping, draws.dropped[dropping]] = 0
    return weights


def _normalisations(structure: Structure) -> tuple[Normalisation, ...]:
    """Return the normalisations to draw from: goalposts only if every indicator has them."""
    has_goalposts = all(measure.best is not None for measure in structure.indicators)
    allowed = NORMALISATIONS if has_goalposts else NORMALISATIONS[1:]
    if structure.normalisation not in allowed:
        what = f"it is drawn from {', '.join(allowed)}, not from {structure.normalisation}"
        raise QuestionError("range of the score", what, "Use one of them.")
    return allowed


def _risks(inputs: Inputs, scores: Scores, normalisations: tuple[Normalisation, ...]) -> tuple[Array, Array]:
    """Compute the `risks` and `slopes` of a `Problem`."""
    measures = scores.structure.indicators
    countries = scores.total.dropna().index
    values = pd.DataFrame({measure.id: column(inputs.values, measure.id) for measure in measures})
    sources = (values.where(_counted(scores)), _filled(values, inputs.groups))
    risks = np.empty((len(MISSING), len(normalisations), len(countries), len(measures)))
    slopes = np.empty((len(normalisations), len(measures)))
    for (at, method), (number, measure) in product(enumerate(normalisations), enumerate(measures)):
        column_values = values[measure.id]
        pool = None if method is Normalisation.ZSCORE else inputs.pool
        reference = column(pool, measure.id, instead=column_values)
        treat: Callable[[pd.Series], pd.Series] = _untreated
        if measure.is_unbounded and method is not Normalisation.GOALPOSTS:
            reference = treat_outliers(column_values)
            treat = _treatment(column_values, reference)
        origin, level, slope = _line(measure, method, reference)
        slopes[at, number] = slope
        for how, source in enumerate(sources):
            x = treat(source[measure.id]).reindex(countries)
            risks[how, at, :, number] = level + slope * (x - origin)
    return risks, slopes


def _filled(values: pd.DataFrame, groups: pd.Series) -> pd.DataFrame:
    """Fill gaps with the mean of the country's group, if there is one."""
    named = groups.reindex(values.index).replace("", None)
    return values.fillna(values.groupby(named).transform("mean"))


def _line(measure: Measure, method: Normalisation, reference: pd.Series) -> tuple[float, float, float]:
    """Return `normalise` before clipping as a straight line: a value, its risk, and the risk per unit."""
    if method is Normalisation.ZSCORE:
        centre, step = z_line(reference, higher_is_better=measure.higher_is_better)
        return centre, WORST_RISK / 2, WORST_RISK * step
    best, worst = extremes(reference, higher_is_better=measure.higher_is_better)
    if method is Normalisation.GOALPOSTS and measure.best is not None and measure.worst is not None:
        best, worst = measure.best, measure.worst
    return best, 0.0, WORST_RISK / (worst - best) if worst != best else np.nan


def _counted(scores: Scores) -> pd.DataFrame:
    """Return True where a value counts: every node between the indicator and the whole has a score."""
    structure = scores.structure
    return pd.DataFrame(
        {
            measure.id: scores.risks[list(structure.path(measure.id)[1:-1])].notna().all(axis=1)
            for measure in structure.indicators
        }
    )


def _errors(errors: pd.DataFrame, countries: pd.Index, structure: Structure) -> Array:
    """Return errors by country and indicator; 0 if none is published or the indicator is unbounded."""
    table = np.zeros((len(countries), len(structure.indicators)))
    for number, measure in enumerate(structure.indicators):
        if not measure.is_unbounded:
            table[:, number] = column(errors, measure.id).reindex(countries).fillna(0)
    return table


def _untreated(values: pd.Series) -> pd.Series:
    return values


def _treatment(before: pd.Series, after: pd.Series) -> Callable[[pd.Series], pd.Series]:
    """Return the function that repeats the treatment of outliers; linear between known values."""
    pairs = pd.DataFrame({"before": before, "after": after}).dropna().sort_values("before")

    def treated(values: pd.Series) -> pd.Series:
        numbers = values.to_numpy("float64")
        mapped = np.interp(numbers, pairs["before"], pairs["after"]) if len(pairs) else numbers * np.nan
        return pd.Series(np.where(np.isnan(numbers), np.nan, mapped), values.index)

    return treated


def _can_lose_aggregators(structure: Structure) -> bool:
    """Return True if there are aggregators, and other indicators too."""
    return 0 < sum(measure.is_aggregator for measure in structure.indicators) < len(structure.indicators)


def counted(total: int, progress: Progress | None) -> Callable[[int], None]:
    """Return a counter that reports progress out of `total`."""
    done = 0

    def add(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, total)

    return add
