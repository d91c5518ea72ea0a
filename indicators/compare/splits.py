"""Split a change into parts: of the CPI by its sources, of a place by who was ranked (METHODS 1.3, 3.2)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.errors import QuestionError


@dataclass(frozen=True, slots=True)
class SourceSetSplit:
    """A change of the CPI: `headline` = `matched` + `composition` + `rounding`, in points.

    `matched` is the mean change of the sources in `both` years; `composition` is what the sources that
    `left` or `joined` add; `rounding` what printing whole scores does.
    """

    headline: float
    matched: float
    composition: float
    rounding: float
    both: tuple[str, ...]
    left: tuple[str, ...]
    joined: tuple[str, ...]


def source_set_split(
    sources_from: pd.Series, sources_to: pd.Series, *, headline: float | None = None
) -> SourceSetSplit:
    """Split a change of one country's CPI score by its sources (METHODS 1.3).

    Both series are source -> score; a missing score is a source that did not score the country. `headline`
    is the published change; where it is not given, that of the two means, each rounded half up as
    Transparency International prints it. Raises `QuestionError` where no source scored both years, and
    `ValueError` where one stands twice.
    """
    old, new = sources_from.dropna().astype("float64"), sources_to.dropna().astype("float64")
    if not (old.index.is_unique and new.index.is_unique):
        raise ValueError("a source stands twice in one year")
    both = sorted(set(old.index) & set(new.index))
    if not both:
        raise QuestionError("CPI", "no source scored both years", "Choose years less far apart.")
    if headline is None:
        headline = _half_up(_mean(new)) - _half_up(_mean(old))
    matched = _mean(new[both] - old[both])
    unrounded = _mean(new) - _mean(old)
    return SourceSetSplit(
        headline=float(headline),
        matched=matched,
        composition=unrounded - matched,
        rounding=headline - unrounded,
        both=tuple(both),
        left=tuple(sorted(set(old.index) - set(new.index))),
        joined=tuple(sorted(set(new.index) - set(old.index))),
    )


def _mean(scores: pd.Series) -> float:
    return math.fsum(scores) / len(scores)  # fsum: the order of the rows is irrelevant to the last digit


def _half_up(value: float) -> float:
    # 24.499999999999996 is the 24.5 of the printed scores.
    return math.floor(round(value, 9) + 0.5)


@dataclass(frozen=True, slots=True)
class RankSplit:
    """A change of rank: `change` = `score_effect` + `coverage_effect`, in places; positive is places gained.

    Ranks are competition ranks computed from the values, 1 the best. `change` is the rank then less the
    rank now: from 136th to 151st it is -15, 15 places lost. `score_effect` is the same among the `n_common`
    countries that have a value in both years; `coverage_effect` is the rest: by the countries that `came`
    and `went`.
    """

    country: str
    rank_from: int
    n_from: int
    rank_to: int
    n_to: int
    common_rank_from: int
    common_rank_to: int
    n_common: int
    change: int
    score_effect: int
    coverage_effect: int
    came: tuple[str, ...]
    went: tuple[str, ...]


def rank_split(
    values_from: pd.Series, values_to: pd.Series, *, country: str, higher_is_better: bool
) -> RankSplit:
    """Split a change of rank into score and coverage on the countries of both years (METHODS 3.2, rule 3).

    Both series are country -> value; a missing value is no rank. Raises `QuestionError` for a country
    without a value in both years, and `ValueError` where one stands twice.
    """
    then, now = values_from.dropna(), values_to.dropna()
    if not (then.index.is_unique and now.index.is_unique):
        raise ValueError("a country stands twice in one year")
    if country not in then.index or country not in now.index:
        raise QuestionError(country, "it has no value in both years", "Choose other years.")
    before: dict[str, float] = {str(k): v for k, v in then.items()}
    after: dict[str, float] = {str(k): v for k, v in now.items()}
    common = before.keys() & after.keys()

    def rank(values: dict[str, float], among: Iterable[str]) -> int:
        own = values[country]
        return 1 + sum(values[other] > own if higher_is_better else values[other] < own for other in among)

    rank_from, rank_to = rank(before, before), rank(after, after)
    common_from, common_to = rank(before, common), rank(after, common)
    change, score_effect = rank_from - rank_to, common_from - common_to
    return RankSplit(
        country=country,
        rank_from=rank_from,
        n_from=len(then),
        rank_to=rank_to,
        n_to=len(now),
        common_rank_from=common_from,
        common_rank_to=common_to,
        n_common=len(common),
        change=change,
        score_effect=score_effect,
        coverage_effect=change - score_effect,
        came=tuple(sorted(after.keys() - common)),
        went=tuple(sorted(before.keys() - common)),
    )
