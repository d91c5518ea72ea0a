"""Two figures compared: their difference and its test, and a change split into its parts (METHODS 1)."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import pandas as pd

from indicators.analysis.uncertainty import CPI_SOURCES, FACTOR_FROM
from indicators.errors import QuestionError

Z_90 = 1.6448536
NORMAL = NormalDist()


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


@dataclass(frozen=True)
class CpiChange:
    """`headline` = `matched` + `composition` + `rounding`, in points.

    `matched` is the mean change of the `n_matched` sources that scored the country in both years;
    `composition` is what sources that came or went add. `z` tests the headline against the error of a
    sample of sources; |z| > 1.645 is distinguishable at 90 %.
    """

    iso3: str
    year_from: int
    year_to: int
    score_from: float
    score_to: float
    headline: float
    matched: float
    composition: float
    rounding: float
    n_matched: int
    z: float
    left: tuple[str, ...]
    joined: tuple[str, ...]

    @property
    def is_distinguishable(self) -> bool:
        """Whether the headline change stands out of the published errors, two-sided at 90 %."""
        return abs(self.z) > Z_90


def comparable_standard_error(standard_error: float, n_sources: int, year: int) -> float:
    """The CPI's standard error without the finite-population factor that it has from 2020 on."""
    if year < FACTOR_FROM or n_sources >= CPI_SOURCES:
        return standard_error
    return standard_error / math.sqrt((CPI_SOURCES - n_sources) / (CPI_SOURCES - 1))


def cpi_change(
    scores: pd.DataFrame, sources: pd.DataFrame, iso3: str, year_from: int, year_to: int
) -> CpiChange:
    """The change of one country's CPI score between two years.

    `scores` are rows of `ti_cpi.score`; `sources` the table `ti_cpi_sources`. Raises `QuestionError`
    where a year has no score, or no source scored both years.
    """
    then, now = (_score(scores, iso3, year) for year in (year_from, year_to))
    by_source = sources[sources["iso3"] == iso3].pivot(index="source", columns="year", values="score")
    none = pd.Series(dtype="float64")
    old, new = (by_source.get(year, none).dropna() for year in (year_from, year_to))
    matched = old.index.intersection(new.index)
    if matched.empty:
        raise QuestionError(
            f"{iso3} {year_from} to {year_to}", "no source scored both years", "Choose years less far apart."
        )
    headline = float(now["value"] - then["value"])
    on_matched = float((new[matched] - old[matched]).mean())
    unrounded = float(new.mean() - old.mean())
    errors = [
        comparable_standard_error(float(row["standard_error"]), int(row["n_sources"]), year)
        for row, year in ((then, year_from), (now, year_to))
    ]
    return CpiChange(
        iso3=iso3,
        year_from=year_from,
        year_to=year_to,
        score_from=float(then["value"]),
        score_to=float(now["value"]),
        headline=headline,
        matched=on_matched,
        composition=unrounded - on_matched,
        rounding=headline - unrounded,
        n_matched=len(matched),
        z=headline / math.hypot(*errors),
        left=tuple(old.index.difference(new.index)),
        joined=tuple(new.index.difference(old.index)),
    )


def _score(scores: pd.DataFrame, iso3: str, year: int) -> pd.Series:
    found = scores[(scores["iso3"] == iso3) & (scores["year"] == year)]
    if found.empty:
        raise QuestionError(f"ti_cpi.score {year}", f"{iso3} has no score", "Choose another year.")
    return found.iloc[0]
