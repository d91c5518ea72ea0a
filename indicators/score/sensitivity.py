"""Measure how a score depends on choices: its range over plausible methods, and the choice that matters most.

METHODS 2.7 describes the range, METHODS 2.8 the Sobol' indices.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.score.aggregate import Array
from indicators.score.inputs import Inputs
from indicators.score.score import TIED_DECIMALS
from indicators.score.simulation import (
    INDICATOR_SETS,
    MISSING,
    Draws,
    Factor,
    Problem,
    Progress,
    counted,
    draw,
    problem_of,
    ranks,
    run,
)
from indicators.score.sobol import SobolIndices, sobol_indices

DRAWS = 2_000
SAMPLES = 1_024
SEED = 20240601
WEIGHT_SPREAD = 0.25
ALL_FACTORS = frozenset(Factor)
NAME = "range over plausible methods and published errors"
SUMMARY_COLUMNS = (
    "nominal_score",
    "nominal_rank",
    "n_ranked",
    "score_median",
    "score_lower",
    "score_upper",
    "rank_median",
    "rank_lower",
    "rank_upper",
    "worst_decile",
    "nominal_outside",
    "n_draws",
)


@dataclass(frozen=True)
class Range:
    """Hold the range of each country's score over plausible methods and published errors.

    This is not a confidence interval. `scores` and `ranks` have a row per draw and a column per country.
    `factors` says what each draw chose (with the dropped indicator, if any), `weights` by what share it
    changed each weight. `summary` has a row per country in `SUMMARY_COLUMNS`: the nominal score and rank,
    the median and 5 to 95 % of both, the share of draws among the worst tenth, and whether the nominal
    score is outside 5 to 95 %.
    """

    scores: pd.DataFrame
    ranks: pd.DataFrame
    factors: pd.DataFrame
    weights: pd.DataFrame
    summary: pd.DataFrame

    def worse(self, iso3: str, others: Collection[str]) -> pd.DataFrame:
        """Return the share of draws in which a country's score is worse than each other's; key `iso3`.

        `n_draws` counts the draws in which both have a score; ties are not worse. Raises `QuestionError`
        for a country without a score.
        """
        if iso3 not in self.scores.columns:
            raise no_score(iso3)
        scores, rows = self.scores[iso3], []
        for other in others:
            gap = (scores - self.scores[other] if other in self.scores.columns else scores * np.nan).dropna()
            share = float((gap.round(TIED_DECIMALS) > 0).mean()) if len(gap) else np.nan
            rows.append((other, share, len(gap)))
        return pd.DataFrame(rows, columns=["iso3", "share", "n_draws"])


@dataclass(frozen=True)
class Sensitivity:
    """Hold Sobol' indices of two results, in the order of `factors`.

    `rank_shift` is the mean absolute shift of all countries' ranks against the nominal ranks; `score` is
    the score of the country `iso3`.
    """

    factors: tuple[Factor, ...]
    rank_shift: SobolIndices
    score: SobolIndices
    iso3: str

    @property
    def table(self) -> pd.DataFrame:
        """Return a row per result and factor: first, total, and the bounds of their bootstrap intervals."""
        frames = []
        for result, indices in (("rank_shift", self.rank_shift), ("score", self.score)):
            frames.append(
                pd.DataFrame(
                    {
                        "result": result,
                        "factor": [factor.value for factor in self.factors],
                        "first": indices.first,
                        "first_lower": indices.first_interval[:, 0],
                        "first_upper": indices.first_interval[:, 1],
                        "total": indices.total,
                        "total_lower": indices.total_interval[:, 0],
                        "total_upper": indices.total_interval[:, 1],
                        "too_few": indices.too_few,
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)


def no_score(iso3: str) -> QuestionError:
    """Return the error for a country without a score."""
    return QuestionError("score", f"{iso3} has none", "Choose another country or year.")


def uncertainty(
    inputs: Inputs,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    factors: Collection[Factor] = ALL_FACTORS,
    weight_spread: float = WEIGHT_SPREAD,
    progress: Progress | None = None,
) -> Range:
    """Score all countries under plausible methods and published errors (METHODS 2.7).

    Each draw chooses one level of each factor in `factors`. Normalisation: goalposts, pooled min-max or
    z-score. Aggregation of the whole: arithmetic, inverted geometric or inverted harmonic. Weights: each
    changed by up to `weight_spread` of itself. Measurement: a normal error. Indicators: all, all but one,
    no aggregators. Missing: weights shared out, or the mean of the group. The rules of missing data decide
    which countries have a nominal score; these have a score in each draw. `progress` gets the number of
    draws done and their total. Raises `QuestionError` if no country has a score, `ValueError` for fewer
    than one draw or a spread outside 0 to 1.
    """
    problem = problem_of(inputs)
    _check(draws, weight_spread)
    rng = np.random.default_rng(seed)
    drawn = draw(problem, draws, rng, factors=frozenset(factors), weight_spread=weight_spread)
    scores = run(problem, drawn, progress=counted(draws, progress))
    places = ranks(scores)
    countries = pd.Index(problem.countries, name="iso3")
    number = pd.RangeIndex(draws, name="draw")
    return Range(
        scores=pd.DataFrame(scores, index=number, columns=countries),
        ranks=pd.DataFrame(places, index=number, columns=countries),
        factors=_in_words(problem, drawn).set_index(number),
        weights=pd.DataFrame(drawn.weights, index=number, columns=list(problem.structure.ids)),
        summary=_summary(problem, scores, places),
    )


def sensitivity(
    inputs: Inputs,
    iso3: str,
    *,
    samples: int = SAMPLES,
    seed: int = SEED,
    weight_spread: float = WEIGHT_SPREAD,
    progress: Progress | None = None,
) -> Sensitivity:
    """Find the factor of `uncertainty` that matters most, by Sobol' indices (METHODS 2.8).

    Arguments are those of `uncertainty`. Computes samples x 8 draws. A factor of many numbers (weights,
    errors, the dropped indicator) counts as one. Raises `QuestionError` if `iso3` has no score.
    """
    problem = problem_of(inputs)
    _check(samples, weight_spread)
    if iso3 not in problem.countries:
        raise no_score(iso3)
    done = counted(samples * (len(Factor) + 2), progress)
    a, b = (
        draw(problem, samples, rng, factors=ALL_FACTORS, weight_spread=weight_spread)
        for rng in np.random.default_rng(seed).spawn(2)
    )
    mixed = [a, b, *(a.with_factor(factor, b) for factor in Factor)]
    at = problem.countries.index(iso3)
    results = []
    for each in mixed:
        scores = run(problem, each, progress=done)
        results.append((_rank_shift(problem, scores), scores[:, at]))
    shifts, country_scores = (np.array(result) for result in zip(*results, strict=True))
    return Sensitivity(
        factors=tuple(Factor),
        rank_shift=sobol_indices(shifts[0], shifts[1], shifts[2:], seed=seed),
        score=sobol_indices(country_scores[0], country_scores[1], country_scores[2:], seed=seed),
        iso3=iso3,
    )


def _check(n: int, weight_spread: float) -> None:
    if n < 1 or not 0 <= weight_spread <= 1:
        raise ValueError(f"{n} draws with a spread of weights of {weight_spread}: at least 1, and 0 to 1")


def _rank_shift(problem: Problem, scores: Array) -> Array:
    """Return the mean absolute shift against the nominal ranks, over the countries that a draw scores."""
    places = ranks(scores)
    nominal = ranks(np.where(np.isnan(scores), np.nan, problem.nominal_scores))
    shift: Array = np.nanmean(np.abs(places - nominal), axis=1)
    return shift


def _summary(problem: Problem, scores: Array, places: Array) -> pd.DataFrame:
    nominal = problem.nominal_scores
    score_ends = np.nanquantile(scores, [0.05, 0.5, 0.95], axis=0)
    rank_ends = np.nanquantile(places, [0.05, 0.5, 0.95], axis=0)
    scored = ~np.isnan(scores)
    # A country is among the worst tenth if fewer than a tenth of the countries are worse.
    worse = ranks(-scores) - 1
    in_decile = np.where(scored, worse < scored.sum(axis=1, keepdims=True) / 10, np.nan)
    columns = (
        nominal,
        ranks(nominal[None, :])[0].astype("int64"),
        len(nominal),
        score_ends[1],
        score_ends[0],
        score_ends[2],
        rank_ends[1],
        rank_ends[0],
        rank_ends[2],
        np.nanmean(in_decile, axis=0),
        (nominal < score_ends[0] - 1e-9) | (nominal > score_ends[2] + 1e-9),
        scored.sum(axis=0),
    )
    index = pd.Index(problem.countries, name="iso3")
    return pd.DataFrame(dict(zip(SUMMARY_COLUMNS, columns, strict=True)), index=index)


def _in_words(problem: Problem, draws: Draws) -> pd.DataFrame:
    """Describe the choices of each draw in words; `dropped` is empty if no indicator was dropped."""
    ids = [measure.id for measure in problem.structure.indicators]
    sets = [INDICATOR_SETS[level] for level in draws.indicators]
    return pd.DataFrame(
        {
            "normalisation": [problem.normalisations[level].value for level in draws.normalisation],
            "aggregation": [problem.aggregations[level].value for level in draws.aggregation],
            "indicators": sets,
            "dropped": [
                ids[number] if name == "drop one" else ""
                for name, number in zip(sets, draws.dropped, strict=True)
            ],
            "missing": [MISSING[level] for level in draws.missing],
        }
    )
