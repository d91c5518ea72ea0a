"""Ranks within one indicator, year and edition (METHODS 1.0 and 1.6).

A rank is a competition rank: ties share the best place, the next place is skipped ("1224"); 1 is the
best governed. What the producer printed is `rank`; what we compute is `computed_rank`.
"""

from dataclasses import dataclass

import pandas as pd

from indicators.errors import QuestionError
from indicators.model import Direction, Indicator


def competition_rank(values: pd.Series, direction: Direction) -> pd.Series:
    """Ranks 1.. of values, missing where the value is missing; index as given."""
    return values.rank(method="min", ascending=direction is Direction.LOWER_IS_BETTER).astype("Int16")


def league(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool = False) -> pd.DataFrame:
    """One year's rows with `computed_rank`, `computed_n` and `n_tied`, best first; key iso3.

    `n_tied` counts the countries at the same value, itself among them. Rows must be of one year. Where
    the producer ranked more than we hold (it ranked states that no longer exist) a place computed among
    the rest would be wrong, and is missing.
    the same holds of an excerpt, which is not the world. Raises `QuestionError` for an indicator of which
    neither end is better.
    """
    if indicator.direction is Direction.NEITHER:
        raise QuestionError(indicator.name, "has no better and worse end", "It cannot be ranked.")
    order = competition_rank(rows["value"], indicator.direction)
    held = rows["rank"].notna().sum() or len(rows)
    is_whole = not is_excerpt and bool((rows["n_ranked"].isna() | (rows["n_ranked"] == held)).all())
    result = rows.assign(
        computed_rank=order if is_whole else pd.array([pd.NA] * len(rows), "Int16"),
        computed_n=pd.array([len(rows) if is_whole else pd.NA] * len(rows), "Int16"),
        n_tied=rows.groupby("value")["value"].transform("size"),
        order=order,
    )
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
        """`152nd of 175`: published if there is a published rank, else computed; or that there is none."""
        if self.rank and self.n_ranked:
            return published_place(self.rank, self.n_ranked, from_worst=self.rank_from_worst)
        if self.computed_rank:
            return f"{ordinal(self.computed_rank)} of {self.computed_n}"
        return f"one of {self.n_ranked}, place not known"


def published_place(rank: int, n_ranked: int, *, from_worst: bool) -> str:
    """A published rank in words: `152nd of 175`, and said where rank 1 is the worst."""
    return f"{ordinal(rank)} of {n_ranked}{' from the worst' if from_worst else ''}"


def place(rows: pd.DataFrame, indicator: Indicator, iso3: str) -> Place:
    """The place of one country among one year's rows; raises `QuestionError` where it has no value."""
    table = league(rows, indicator)
    own = table[table["iso3"] == iso3]
    if own.empty:
        year = f" in {rows['year'].iloc[0]}" if len(rows) else ""
        raise QuestionError(indicator.id, f"{iso3} has no value{year}", "Choose another year or country.")
    row = own.iloc[0]
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
        band=_band(table["value"], float(row["value"]), indicator),
        rank_from_worst=indicator.rank_from_worst,
    )


def _band(values: pd.Series, value: float, indicator: Indicator) -> tuple[int, int]:
    """The places that a value could take if it were one reporting step better or worse."""
    step = 10.0**-indicator.decimals + 1e-9
    if indicator.direction is Direction.LOWER_IS_BETTER:
        values, value = -values, -value
    return 1 + int((values > value + step).sum()), int((values >= value - step).sum())


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `11th`, `152nd`."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
