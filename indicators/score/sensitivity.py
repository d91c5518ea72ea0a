"""What a score depends on: its range over plausible methods, and which choice matters most (METHODS 2.7).

`sobol_indices` is of METHODS 2.8.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.score.aggregate import Array
from indicators.score.normalise import Normalisation
from indicators.score.score import TIED_DECIMALS, Scores, score
from indicators.score.simulation import (
    AGGREGATIONS,
    INDICATOR_SETS,
    MISSING,
    NORMALISATIONS,
    Draws,
    Factor,
    Problem,
    Progress,
    counted,
    draw,
    problem,
    ranks,
    run,
)
from indicators.score.sobol import SobolIndices, sobol_indices
from indicators.score.structure import Structure

__all__ = [
    "Factor",
    "Range",
    "Sensitivity",
    "SobolIndices",
    "scenarios",
    "sensitivity",
    "sobol_indices",
    "uncertainty",
]

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
    """The range of each country's score over plausible methods and published errors; no confidence interval.

    `scores` and `ranks` have a row for each draw and a column for each country; `factors` says what each draw
    chose (the indicator dropped, where one was), `weights` by how much it changed each weight, as a share of
    it. `summary` has a row for each country in `SUMMARY_COLUMNS`: the nominal score and rank, the median and
    5 to 95 % of both, the share of draws among the worst tenth, whether the nominal score is outside of 5 to
    95 %.
    """

    scores: pd.DataFrame
    ranks: pd.DataFrame
    factors: pd.DataFrame
    weights: pd.DataFrame
    summary: pd.DataFrame

    def worse(self, iso3: str, others: Collection[str]) -> pd.DataFrame:
        """The share of draws in which a country's score is worse than each other's; key `iso3`.

        `n_draws` counts those in which both have a score; ties are not worse. Raises `QuestionError` for a
        country that has no score.
        """
        if iso3 not in self.scores.columns:
            raise QuestionError("score", f"{iso3} has none", "Choose another country or year.")
        own, rows = self.scores[iso3], []
        for other in others:
            gap = (own - self.scores[other] if other in self.scores.columns else own * np.nan).dropna()
            share = float((gap.round(TIED_DECIMALS) > 0).mean()) if len(gap) else np.nan
            rows.append((other, share, len(gap)))
        return pd.DataFrame(rows, columns=["iso3", "share", "n_draws"])


@dataclass(frozen=True)
class Sensitivity:
    """Which factor matters: Sobol' indices of two results, in the order of `factors`.

    `rank_shift` is the mean absolute shift of all countries' ranks against the nominal ones, `score` the
    score of the country `iso3`.
    """

    factors: tuple[Factor, ...]
    rank_shift: SobolIndices
    score: SobolIndices
    iso3: str

    @property
    def table(self) -> pd.DataFrame:
        """A row for each result and factor: first, total, and the bounds of their bootstrap intervals."""
        frames = []
        for result, found in (("rank_shift", self.rank_shift), ("score", self.score)):
            frames.append(
                pd.DataFrame(
                    {
                        "result": result,
                        "factor": [factor.value for factor in self.factors],
                        "first": found.first,
                        "first_lower": found.first_interval[:, 0],
                        "first_upper": found.first_interval[:, 1],
                        "total": found.total,
                        "total_lower": found.total_interval[:, 0],
                        "total_upper": found.total_interval[:, 1],
                        "too_few": found.too_few,
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)


def uncertainty(
    frame: pd.DataFrame,
    structure: Structure,
    *,
    below: pd.DataFrame | None = None,
    above: pd.DataFrame | None = None,
    pool: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    factors: Collection[Factor] = ALL_FACTORS,
    weight_spread: float = WEIGHT_SPREAD,
    progress: Progress | None = None,
) -> Range:
    """The scores of all countries under plausible methods and published errors (METHODS 2.7).

    `frame`, `structure`, `pool` and `base` as for `composite.score`; `below` and `above` the published
    standard errors in the units and columns of `frame`, one for values below and one for values above,
    missing where none is published; `groups` each country's group. Each draw chooses, of those named in
    `factors`: normalisation: goalposts, pooled min-max or z-score; aggregation of the whole: arithmetic,
    inverted geometric or inverted harmonic; weights: each changed by up to `weight_spread` of itself;
    measurement: a normal error; indicators: all, all but one, no aggregators; missing: weights shared out
    anew, or the mean of the group. The rules of missing data decide who has a nominal score; who has one has
    one in each draw, from what is left of it. `progress` is told how many draws of how many are done. Raises
    `QuestionError` where no country has a score, `ValueError` for fewer than one draw or a spread outside of
    0 to 1.
    """
    given = _problem(frame, structure, below, above, pool, base, groups)
    _check(draws, weight_spread)
    rng = np.random.default_rng(seed)
    chosen = draw(given, draws, rng, factors=frozenset(factors), weight_spread=weight_spread)
    scores = run(given, chosen, progress=counted(draws, progress))
    places = ranks(scores)
    countries = pd.Index(given.countries, name="iso3")
    number = pd.RangeIndex(draws, name="draw")
    return Range(
        scores=pd.DataFrame(scores, index=number, columns=countries),
        ranks=pd.DataFrame(places, index=number, columns=countries),
        factors=_in_words(given, chosen).set_index(number),
        weights=pd.DataFrame(chosen.weights, index=number, columns=list(given.structure.ids)),
        summary=_summary(given, scores, places),
    )


def sensitivity(
    frame: pd.DataFrame,
    structure: Structure,
    iso3: str,
    *,
    below: pd.DataFrame | None = None,
    above: pd.DataFrame | None = None,
    pool: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
    samples: int = SAMPLES,
    seed: int = SEED,
    weight_spread: float = WEIGHT_SPREAD,
    progress: Progress | None = None,
) -> Sensitivity:
    """Which factor of `uncertainty` matters most, by Sobol' indices (METHODS 2.8); arguments as there.

    Computes samples x 8 draws. A factor that is many numbers (weights, errors, the indicator dropped) is
    taken as one. Raises `QuestionError` where `iso3` has no score.
    """
    given = _problem(frame, structure, below, above, pool, base, groups)
    _check(samples, weight_spread)
    if iso3 not in given.countries:
        raise QuestionError("score", f"{iso3} has none", "Choose another country or year.")
    done = counted(samples * (len(Factor) + 2), progress)
    a, b = (
        draw(given, samples, rng, factors=ALL_FACTORS, weight_spread=weight_spread)
        for rng in np.random.default_rng(seed).spawn(2)
    )
    mixed = [a, b, *(a.with_factor(factor, b) for factor in Factor)]
    at = given.countries.index(iso3)
    results = []
    for each in mixed:
        scores = run(given, each, progress=done)
        results.append((_rank_shift(given, scores), scores[:, at]))
    shifts, own = (np.array(result) for result in zip(*results, strict=True))
    return Sensitivity(
        factors=tuple(Factor),
        rank_shift=sobol_indices(shifts[0], shifts[1], shifts[2:], seed=seed),
        score=sobol_indices(own[0], own[1], own[2:], seed=seed),
        iso3=iso3,
    )


def scenarios(
    frame: pd.DataFrame,
    structure: Structure,
    *,
    pool: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The scores and ranks under one other choice at a time; key (`scenario`, `iso3`); arguments as
    `uncertainty`.

    Scenarios are `nominal`, other normalisations and aggregations of the whole by their names,
    `without_aggregators` and `only_aggregators` where something is left (METHODS 2.1). Of percentile_rank the
    ranks alone tell something (METHODS 2.4).
    """
    made: dict[str, Scores] = {"nominal": score(frame, structure, pool=pool, base=base)}
    for method in (*NORMALISATIONS, Normalisation.PERCENTILE_RANK):
        bare = method is Normalisation.GOALPOSTS and any(m.best is None for m in structure.indicators)
        if method is not structure.normalisation and not bare:
            made[method] = score(frame, structure, normalisation=method, pool=pool, base=base)
    for mean in AGGREGATIONS:
        if mean is not structure.root.aggregation:
            made[mean] = score(frame, structure, aggregation=mean, pool=pool, base=base)
    if 0 < sum(measure.is_aggregator for measure in structure.indicators) < len(structure.indicators):
        made["without_aggregators"] = score(frame, structure.without_aggregators(), pool=pool, base=base)
        made["only_aggregators"] = score(frame, structure.only_aggregators(), pool=pool, base=base)
    frames = [
        pd.DataFrame({"scenario": name, "score": scores.total, "rank": scores.ranks})
        for name, scores in made.items()
    ]
    whole = pd.concat(frames).rename_axis("iso3").reset_index()
    return whole[["scenario", "iso3", "score", "rank"]]


def _problem(
    frame: pd.DataFrame,
    structure: Structure,
    below: pd.DataFrame | None,
    above: pd.DataFrame | None,
    pool: pd.DataFrame | None,
    base: pd.DataFrame | None,
    groups: pd.Series | None,
) -> Problem:
    scores = score(frame, structure, pool=pool, base=base)
    if scores.total.isna().all():
        raise QuestionError("score", "no country has one", "See what is missing, or choose another year.")
    return problem(frame, scores, below=below, above=above, pool=pool, base=base, groups=groups)


def _check(n: int, weight_spread: float) -> None:
    if n < 1 or not 0 <= weight_spread <= 1:
        raise ValueError(f"{n} draws with a spread of weights of {weight_spread}: at least 1, and 0 to 1")


def _rank_shift(given: Problem, scores: Array) -> Array:
    """The mean absolute shift of the ranks against the nominal ones, on the countries that a draw scores."""
    places = ranks(scores)
    nominal = ranks(np.where(np.isnan(scores), np.nan, given.nominal_scores))
    shift: Array = np.nanmean(np.abs(places - nominal), axis=1)
    return shift


def _summary(given: Problem, scores: Array, places: Array) -> pd.DataFrame:
    nominal = given.nominal_scores
    score_ends = np.nanquantile(scores, [0.05, 0.5, 0.95], axis=0)
    rank_ends = np.nanquantile(places, [0.05, 0.5, 0.95], axis=0)
    there = ~np.isnan(scores)
    # Among the worst tenth: fewer than a tenth of the countries are worse.
    worse = ranks(-scores) - 1
    in_decile = np.where(there, worse < there.sum(axis=1, keepdims=True) / 10, np.nan)
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
        there.sum(axis=0),
    )
    index = pd.Index(given.countries, name="iso3")
    return pd.DataFrame(dict(zip(SUMMARY_COLUMNS, columns, strict=True)), index=index)


def _in_words(given: Problem, draws: Draws) -> pd.DataFrame:
    """What each draw chose, in words; `dropped` is empty where no indicator was."""
    ids = [measure.id for measure in given.structure.indicators]
    sets = [INDICATOR_SETS[level] for level in draws.indicators]
    return pd.DataFrame(
        {
            "normalisation": [given.normalisations[level].value for level in draws.normalisation],
            "aggregation": [given.aggregations[level].value for level in draws.aggregation],
            "indicators": sets,
            "dropped": [
                ids[number] if name == "drop one" else ""
                for name, number in zip(sets, draws.dropped, strict=True)
            ],
            "missing": [MISSING[level] for level in draws.missing],
        }
    )
