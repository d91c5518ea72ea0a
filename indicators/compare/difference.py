"""Two figures compared: their difference and its test, and a change split into its parts (METHODS 1)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from indicators.compare.errors import CPI_SOURCES, FACTOR_FROM
from indicators.errors import QuestionError

NORMAL = NormalDist()
# The quantile that bounds the middle 68 % of a normal distribution, which V-Dem's interval holds.
Z_68 = 0.99446
DRAWS = 20_000
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Difference:
    """`difference` = a - b with its test; `interval` holds it at `level`, in the unit of the values.

    `p` is two-sided; `probability` is that of a > b if the published errors are right; `distinguishable`
    says whether |z| exceeds the quantile of the level.
    """

    difference: float
    standard_error: float
    z: float
    p: float
    probability: float
    interval: tuple[float, float]
    level: float
    distinguishable: bool


def difference(
    a: float, b: float, *, se_a: float, se_b: float, rho: float = 0.0, level: float = 0.90
) -> Difference:
    """Two published estimates compared by their standard errors (METHODS 1.1).

    `rho` is the correlation of the two errors. Raises `ValueError` for a negative or missing standard error,
    a `rho` outside -1..1 or a `level` outside 0..1: no uncertainty is invented. With no error at all every
    difference but zero is distinguishable.
    """
    if not (se_a >= 0 and se_b >= 0 and math.isfinite(se_a) and math.isfinite(se_b)):
        raise ValueError(f"standard errors {se_a} and {se_b}: both must be published, and not negative")
    if not (math.isfinite(a) and math.isfinite(b)):
        raise ValueError(f"values {a} and {b}: both must be numbers")
    if not (-1 <= rho <= 1 and 0 < level < 1):
        raise ValueError(f"rho {rho} must be within -1 and 1, level {level} between 0 and 1")
    a, b = float(a), float(b)  # of numpy too: what comes out is plain numbers
    gap = a - b
    error = math.sqrt(max(se_a**2 + se_b**2 - 2 * rho * se_a * se_b, 0.0))
    z = gap / error if error > 0 else math.copysign(math.inf, gap) if gap else 0.0
    quantile = NORMAL.inv_cdf((1 + level) / 2)
    return Difference(
        difference=gap,
        standard_error=error,
        z=z,
        p=2 * NORMAL.cdf(-abs(z)),
        probability=NORMAL.cdf(z),
        interval=(gap - quantile * error, gap + quantile * error),
        level=level,
        distinguishable=abs(z) > quantile,
    )


@dataclass(frozen=True, slots=True)
class Posterior:
    """An estimate with the interval that holds 68 % of its posterior; lower <= value <= upper."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class PosteriorDifference:
    """`difference` = a - b of two estimates with skew intervals; `interval` holds it at `level`.

    `probability` is that of a > b; `distinguishable` says whether it or that of a < b exceeds 1 - (1 -
    level) / 2: at 90 %, whether it is above 0.95 or below 0.05. `intervals_disjoint` is V-Dem's convention:
    the 68 % intervals do not overlap, which is weaker evidence (p about 0.16).
    """

    difference: float
    probability: float
    interval: tuple[float, float]
    level: float
    distinguishable: bool
    intervals_disjoint: bool


def split_normal_difference(
    a: Posterior, b: Posterior, *, level: float = 0.90, draws: int = DRAWS, seed: int = SEED
) -> PosteriorDifference:
    """Two posterior estimates compared by draws from split-normal distributions (METHODS 1.4).

    Half of the draws lie on each side of the value, which V-Dem gives as the median, with the standard
    deviation of that side: its distance to the bound / 0.99446. The draws are not clipped to the scale. The
    two errors are taken as independent. Raises `ValueError` where a bound is missing or on the wrong side.
    """
    for one in (a, b):
        if not (one.lower <= one.value <= one.upper and math.isfinite(one.upper - one.lower)):
            raise ValueError(f"{one}: the bounds must be there, and on the two sides of the value")
    # The same draws for the same pair in either order: the reversed difference is exactly the opposite.
    low, high = sorted((a, b), key=lambda one: (one.value, one.lower, one.upper))
    random = np.random.default_rng(seed)
    gaps = _draws(high, random, draws) - _draws(low, random, draws)
    if low == high:
        gaps = np.concatenate([gaps, -gaps])
    share = float((gaps > 0).mean() + (gaps == 0).mean() / 2)
    tail = (1 - level) / 2
    distinguishable = max(share, 1 - share) > 1 - tail
    lower, upper = (float(bound) for bound in np.quantile(gaps, [tail, 1 - tail]))
    if a is low:
        share, lower, upper = 1 - share, -upper, -lower
    return PosteriorDifference(
        difference=a.value - b.value,
        probability=share,
        interval=(lower, upper),
        level=level,
        distinguishable=distinguishable,
        intervals_disjoint=a.lower > b.upper or b.lower > a.upper,
    )


def _draws(of: Posterior, random: np.random.Generator, draws: int) -> np.ndarray:
    normal = random.standard_normal(draws)
    side = np.where(normal < 0, of.value - of.lower, of.upper - of.value) / Z_68
    return of.value + normal * side


def comparable_standard_error(standard_error: float, n_sources: int, year: int) -> float:
    """The CPI's standard error without the finite-population factor of 2020 on (METHODS 1.3, se*)."""
    if year < FACTOR_FROM or n_sources >= CPI_SOURCES:
        return standard_error
    return standard_error / math.sqrt((CPI_SOURCES - n_sources) / (CPI_SOURCES - 1))


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
    """A change of one country's CPI score split by the sources behind it (METHODS 1.3).

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
    """A change of rank split into score and coverage on the countries of both years (METHODS 3.2, rule 3).

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


@dataclass(frozen=True, slots=True)
class BaselineRobustness:
    """How much a change to `end` depends on the year that it is counted from.

    `direction` is that of the change from `start`: 1, -1 or 0. Of the `n` start years it `holds` for so
    many, of which `distinguishable` can be told from no change; `tested` of the `n` could be tested at all.
    `table` has a row for each start year, index `year`: `difference` (end less start), `direction`, `z`, `p`
    (missing where not tested), `distinguishable` (missing likewise) and `holds`.
    """

    start: int
    end: int
    direction: int
    n: int
    holds: int
    tested: int
    distinguishable: int
    table: pd.DataFrame


def baseline_robustness(
    series: pd.DataFrame,
    *,
    end: int,
    start: int | None = None,
    minimum_gap: int = 1,
    level: float = 0.90,
) -> BaselineRobustness:
    """For how many start years before `end` the direction of a change holds and is distinguishable.

    `series` has the index year and the columns `value` and `standard_error`, both of which may be missing:
    no standard error is invented. `start` is the year whose direction is asked for, by default the first.
    Start years nearer to `end` than `minimum_gap` are shown and not tested (METHODS 1.2: five years for
    WGI). Years must be comparable: `comparability.segments` gives such runs. Raises `QuestionError` without
    a value at `end`, at `start`, or in any year before `end`.
    """
    held = series[["value", "standard_error"]].astype("float64").dropna(subset="value").sort_index()
    value, error = held["value"].to_dict(), held["standard_error"].to_dict()
    years = [int(year) for year in held.index if year < end]
    first = years[0] if start is None and years else start
    if end not in value or first not in years:
        held_years = ", ".join(str(year) for year in value) or "none"
        raise QuestionError(f"{first} to {end}", "a value is missing", f"Years with a value: {held_years}.")
    records = []
    for year in years:
        gap = value[end] - value[year]
        record = {"year": year, "difference": gap, "direction": (gap > 0) - (gap < 0)}
        if end - year >= minimum_gap and math.isfinite(error[end]) and math.isfinite(error[year]):
            found = difference(value[end], value[year], se_a=error[end], se_b=error[year], level=level)
            record |= {"z": found.z, "p": found.p, "distinguishable": found.distinguishable}
        records.append(record)
    columns = ["year", "difference", "direction", "z", "p", "distinguishable"]
    table = pd.DataFrame(records, columns=columns).set_index("year")
    table = table.astype({"z": "float64", "p": "float64", "distinguishable": "boolean"})
    direction = int(table["direction"][first])
    table["holds"] = table["direction"] == direction
    return BaselineRobustness(
        start=int(first),
        end=end,
        direction=direction,
        n=len(table),
        holds=int(table["holds"].sum()),
        tested=int(table["z"].notna().sum()),
        distinguishable=int((table["holds"] & table["distinguishable"].fillna(False)).sum()),
        table=table,
    )
