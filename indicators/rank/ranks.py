"""Ranks within one indicator, year and edition (METHODS 1.0, 1.2, 1.5 and 1.6).

A rank is a competition rank: ties share the best place, the next place is skipped ("1224"); 1 is the
best governed. What the producer printed is `rank`; what we compute is `computed_rank`. The confidence sets
of METHODS 1.5 are made in `confidence_sets`.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.model import Direction, Indicator

# What decimal figures lose as binary ones.
ROUNDING = 1e-9

# Up to so many levels countries are told apart in groups: a place among the many tied would say nothing.
MAX_LEVELS = 10


def competition_ranks(values: pd.Series, *, higher_is_better: bool) -> pd.Series:
    """Return ranks 1.. of values (Int16), missing if the value is missing; index as given (METHODS 1.0)."""
    return values.rank(method="min", ascending=not higher_is_better).astype("Int16")


def granularity_band(values: pd.Series, *, step: float, higher_is_better: bool) -> pd.DataFrame:
    """Return the best and the worst place of each value within one reporting step of itself.

    Columns `lower` and `upper` (Int16), index as `values`, missing where the value is missing: the places
    of a value that is better, or worse, by `step` while the others stay. It shows how fine an index is, not
    how uncertain. With a `step` of 0 it is the places that a tie shares. Raises `ValueError` for a step
    that is negative or no number (METHODS 1.6).
    """
    if not (step >= 0 and math.isfinite(step)):
        raise ValueError(f"step {step}: it must be a number of 0 or more")
    goodness = values.astype("float64") * (1 if higher_is_better else -1)
    ordered = np.sort(goodness.dropna().to_numpy())
    reach = step + ROUNDING
    better = len(ordered) - np.searchsorted(ordered, goodness + reach, side="right")
    not_worse = len(ordered) - np.searchsorted(ordered, goodness - reach, side="left")
    band = pd.DataFrame({"lower": 1 + better, "upper": not_worse}, index=values.index)
    return band.where(goodness.notna()).astype("Int16")


def is_ordinal(indicator: Indicator) -> bool:
    """Tell whether an indicator has a few levels: whole numbers on a scale of at most `MAX_LEVELS`."""
    return indicator.decimals == 0 and indicator.maximum - indicator.minimum < MAX_LEVELS


def league(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool = False) -> pd.DataFrame:
    """Return one year's rows with `computed_rank`, `computed_n` and `n_tied`, best first; key iso3.

    `n_tied` counts the countries at the same value, itself among them. Rows must be of one year. Where
    the producer ranked more than we hold (it ranked states that no longer exist) a place computed among
    the rest would be wrong, and is missing. The same holds of an excerpt, which is not the world, and of a
    scale of a few levels, on which a place among many tied says nothing (METHODS 1.6), and of an
    index that `lacks_units`. A territory that is `unranked` has no rank. Raises `QuestionError`
    for an indicator without a better end.
    """
    if indicator.direction is Direction.NEITHER:
        raise QuestionError(indicator.name, "has no better and worse end", "It cannot be ranked.")
    best_is_high = indicator.direction is Direction.HIGHER_IS_BETTER
    order = competition_ranks(rows["value"], higher_is_better=best_is_high)
    ranked = rows[~rows["iso3"].isin(indicator.unranked)]
    places = competition_ranks(ranked["value"], higher_is_better=best_is_high)
    held = rows["rank"].notna().sum() or len(ranked)
    has_places = not (is_excerpt or is_ordinal(indicator) or indicator.lacks_units)
    is_whole = has_places and bool((rows["n_ranked"].isna() | (rows["n_ranked"] == held)).all())
    at_value = rows["value"].map(ranked["value"].value_counts()).fillna(0)
    result = rows.assign(
        computed_rank=places.reindex(rows.index).astype("Int16"),
        computed_n=pd.Series(len(ranked), ranked.index).reindex(rows.index).astype("Int16"),
        n_tied=(at_value + rows["iso3"].isin(indicator.unranked)).astype("int64"),
        order=order,
    )
    if not is_whole:
        nothing = pd.array([pd.NA] * len(rows), "Int16")
        result = result.assign(computed_rank=nothing, computed_n=nothing)
    return result.sort_values(["order", "iso3"], ignore_index=True).drop(columns="order")


@dataclass(frozen=True)
class Place:
    """A country's place in one year: published where the producer prints it, and computed.

    `band` holds the best and the worst place within one reporting step of the value (METHODS 1.6): the
    granularity of the index, not its uncertainty.
    """

    iso3: str
    year: int
    edition: str
    value: float
    rank: int | None
    n_ranked: int | None
    computed_rank: int | None
    computed_n: int | None
    tied_with: tuple[str, ...]
    band: tuple[int, int]
    rank_from_worst: bool = False

    @property
    def text(self) -> str:
        """Write `152nd of 175`, published if a published rank exists, else computed; or say it is missing."""
        if self.rank and self.n_ranked:
            n_tied = 1 + len(self.tied_with)
            return published_place(self.rank, self.n_ranked, from_worst=self.rank_from_worst, n_tied=n_tied)
        if self.computed_rank:
            return f"{ordinal(self.computed_rank)} of {self.computed_n}"
        if self.n_ranked is None:
            return f"one of {len(self.tied_with) + 1} at this level"
        return f"one of {self.n_ranked}, place not known"


def published_place(rank: int, n_ranked: int, *, from_worst: bool, n_tied: int = 1) -> str:
    """Write a published rank in words: `152nd of 175`.

    Where the publisher's rank 1 is the worst: `108th best of 179, published as 72nd from the worst`. The
    `n_tied` countries at one value, itself among them, share the best of their places.
    """
    if not from_worst:
        return f"{ordinal(rank)} of {n_ranked}"
    best = n_ranked - rank - n_tied + 2
    return f"{ordinal(best)} best of {n_ranked}, published as {ordinal(rank)} from the worst"


def place(rows: pd.DataFrame, indicator: Indicator, iso3: str) -> Place:
    """Return the place of one country among one year's rows; raises `QuestionError` if it has no value."""
    table = league(rows, indicator)
    own = table[table["iso3"] == iso3]
    if own.empty:
        year = f" in {rows['year'].iloc[0]}" if len(rows) else ""
        raise QuestionError(indicator.id, f"{iso3} has no value{year}", "Choose another year or country.")
    row = own.iloc[0]
    band = reporting_band(table, indicator).loc[own.index[0]]
    tied = table[(table["value"] == row["value"]) & (table["iso3"] != iso3)]["iso3"]
    return Place(
        iso3=iso3,
        year=int(row["year"]),
        edition=str(row["edition"]),
        value=float(row["value"]),
        rank=None if pd.isna(row["rank"]) else int(row["rank"]),
        n_ranked=None if pd.isna(row["n_ranked"]) else int(row["n_ranked"]),
        computed_rank=None if pd.isna(row["computed_rank"]) else int(row["computed_rank"]),
        computed_n=None if pd.isna(row["computed_n"]) else int(row["computed_n"]),
        tied_with=tuple(tied),
        band=(int(band["lower"]), int(band["upper"])),
        rank_from_worst=indicator.rank_from_worst,
    )


def reporting_band(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the granularity band of each row: one unit of the producer's last decimal either way."""
    return granularity_band(
        rows["value"],
        step=10.0**-indicator.decimals,
        higher_is_better=indicator.direction is Direction.HIGHER_IS_BETTER,
    )


def ordinal(number: int) -> str:
    """Write an ordinal: `1st`, `2nd`, `3rd`, `11th`, `152nd`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
