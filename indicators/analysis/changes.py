"""A change of the CPI between two years, split by source set, with its test (METHODS 1.3)."""

import math
from dataclasses import dataclass

import pandas as pd

from indicators.errors import QuestionError

# Sources that the CPI draws on; the size of the "population" in the factor on its standard error.
CPI_SOURCES = 13
FACTOR_FROM = 2020
Z_90 = 1.6448536


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
