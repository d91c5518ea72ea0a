"""Rank a country in one year, with the precision of the rank (METHODS 1.0, 1.5, 1.6).

Where every country of a year has a published standard error, a place comes with the confidence set for it.
Where none is published, none is invented: the granularity band says how fine the index is. On a scale of a
few levels there are groups and no places, likewise for most of the world tied, and an excerpt has neither.
Places count from the best governed.

No result is kept: a confidence set takes a fraction of a second, and what is asked for is a good key.
"""

import datetime as dt
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.model import Direction, Indicator
from indicators.rank.confidence_sets import LEVEL, distinguishable_pairs, sets_from_pairs
from indicators.rank.places import Floats, Places, places_of
from indicators.rank.ranks import league
from indicators.rank.standing import Kind as Kind
from indicators.rank.standing import Standing as Standing
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.snapshot.known import sheet
from indicators.snapshot.questions import year_of, year_spans
from indicators.snapshot.snapshot import Snapshot

FOCUS = "TJK"
# What is known of a place, beside the columns of a league.
SET_COLUMNS = ["set_lower", "set_upper", "kind"]
RANK_COLUMNS = [
    "indicator",
    "iso3",
    "year",
    "edition",
    "value",
    "rank",
    "n_ranked",
    "computed_rank",
    "computed_n",
    "set_lower",
    "set_upper",
    "set_kind",
    "level",
    "n_tied",
    "tied_with",
]
# `comparable` errors come from `snapshot.comparison_errors`, `published` errors are printed.
Errors = Literal["comparable", "published"]
Values = TypeVar("Values", pd.Series, Floats)


def standing(
    snapshot: Snapshot,
    indicator: str,
    country: str,
    year: int | None = None,
    *,
    as_of: dt.date,
    level: float = LEVEL,
    errors: Errors = "comparable",
) -> Standing:
    """Return the standing of one country in a year, as known on a day; by default in its newest year.

    Without places the `kind` is NONE, and the sentence says why. Raises `QuestionError` for
    an unknown country or indicator, and if the country has no value, naming its years; `ValueError` for
    a `level` outside 0..1.
    """
    read = sheet(snapshot, indicator, as_of)
    about = read.about
    iso3 = snapshot.catalogue.countries.resolve(country)
    years = read.of_country(iso3)["year"]
    if year is None and len(years):
        year = int(years.max())
    if year is None or year not in set(years):
        raise _no_value(indicator, year, iso3, years)
    rows = read.of_year(year)
    places = places_of(rows, about, is_excerpt=read.is_excerpt)
    codes = list(rows["iso3"])
    own = codes.index(iso3)
    value, printed = float(places.values[own]), _integer(places.printed[own])
    rank, kind = _integer(places.place[own]), places.kinds[own]
    lower, upper = _integer(places.lower[own]), _integer(places.upper[own])
    used = _used_errors(rows, about, errors)
    pairs = None
    if places.are_whole and used.notna().all():
        by_code = pd.Series(_goodness(places.values, about), index=codes)
        pairs = distinguishable_pairs(by_code, used.set_axis(codes), of=[iso3], level=level)
        [bounds] = sets_from_pairs(by_code, pairs).loc[[iso3]].to_dict("records")
        lower, upper, kind = int(bounds["lower"]), int(bounds["upper"]), Kind.MARGINAL_SET
    tied = np.flatnonzero(
        (places.values == places.values[own]) & ~rows["iso3"].isin(about.unranked).to_numpy()
    )
    return Standing(
        about=about,
        country=snapshot.catalogue.countries.by_iso3[iso3].name,
        iso3=iso3,
        year=year,
        edition=str(rows["edition"].iloc[own]),
        value=value,
        rank=rank,
        is_published=rank is not None and printed is not None and not about.rank_from_worst,
        n=_integer(places.among[own]),
        tied_with=tuple(sorted(codes[other] for other in tied if other != own)),
        kind=kind,
        lower=lower,
        upper=upper,
        level=None if pairs is None else level,
        indistinguishable=() if pairs is None else tuple(sorted(pairs.columns[~_row(pairs).fillna(True)])),
        rank_from_worst=printed if about.rank_from_worst else None,
        is_adjusted=not used.equals(rows["standard_error"].astype("float64")),
        why=_why_no_place(places, own, about, iso3, is_excerpt=read.is_excerpt),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A country's value in a year, with its published and computed place; None if it has none."""

    value: float
    rank: int | None
    computed_rank: int | None


def beside(
    snapshot: Snapshot, indicator: str, year: int, countries: Iterable[str], *, as_of: dt.date
) -> dict[str, Beside]:
    """Return the countries with a value in a year, by code, with the places of `ranks.league`.

    Raises `QuestionError` for an unknown indicator, and where none was known on that day.
    """
    read = sheet(snapshot, indicator, as_of)
    rows = read.of_year(year)
    places = places_of(rows, read.about, is_excerpt=read.is_excerpt)
    at = {iso3: number for number, iso3 in enumerate(rows["iso3"])}
    return {
        iso3: Beside(
            float(places.values[at[iso3]]),
            _integer(places.printed[at[iso3]]),
            _integer(places.computed[at[iso3]]),
        )
        for iso3 in countries
        if iso3 in at
    }


def league_sets(
    snapshot: Snapshot,
    indicator: str,
    year: int,
    *,
    as_of: dt.date,
    focus: str | None = FOCUS,
    level: float = LEVEL,
    errors: Errors = "comparable",
) -> pd.DataFrame:
    """Return one year's league with the precision of every place; best first, key iso3.

    To the columns of `ranks.league` come `set_lower` and `set_upper`, the best and the worst place
    of the simultaneous confidence sets at `level` where every country has a standard error, else of the
    granularity band, missing where there are no places; and `kind`, which of these it is. They count from
    the best, also where `rank` counts from the worst. `distinguishable_from_focus` says whether the
    marginal procedure of the focus tells a country apart from it: the ones not told apart are as
    `standing` counts them. It is missing for the focus itself, and where there is no test or no such
    country. Raises `QuestionError` for a year without data, and for what is not ranked; `ValueError` for a
    `level` outside 0..1.
    """
    about = snapshot.catalogue.indicator(indicator)
    table, columns = _league(snapshot, indicator, year, as_of=as_of)
    apart = pd.Series(pd.NA, index=table.index, dtype="boolean")
    pairs = _pairs(table, about, errors=errors, level=level, simultaneous=True)
    if pairs is not None:
        table = _with_sets(table, about, pairs, Kind.SIMULTANEOUS_SET)
    if pairs is not None and focus in table.index:
        marginal = _pairs(table, about, errors=errors, level=level, of=[focus])
        apart = apart if marginal is None else _row(marginal)
    table = table.assign(distinguishable_from_focus=apart)
    return table[[*columns, *SET_COLUMNS, "distinguishable_from_focus"]].reset_index(drop=True)


def rank_table(
    snapshot: Snapshot,
    indicator: str,
    year: int,
    *,
    countries: Collection[str] | None = None,
    as_of: dt.date,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Return the places of some countries, or of all, in the columns `RANK_COLUMNS`, best first; key iso3.

    `tied_with` holds the codes of the other countries at the same value. `set_lower` and `set_upper` are
    the best and the worst place of what `set_kind` names: of confidence sets the marginal one if one country
    is asked for, as `standing`, else the simultaneous ones, as `league_sets`; `level` is theirs. Raises
    `QuestionError` for a country without a value in this year, naming its years.
    """
    about = snapshot.catalogue.indicator(indicator)
    table, _ = _league(snapshot, indicator, year, as_of=as_of)
    for iso3 in countries or ():
        if iso3 not in table.index:
            rows = snapshot.as_of(indicator, as_of)
            raise _no_value(indicator, year, iso3, rows[rows["iso3"] == iso3]["year"])
    of = countries if countries is not None and len(set(countries)) == 1 else None
    pairs = _pairs(table, about, errors="comparable", level=level, of=of, simultaneous=of is None)
    if pairs is not None:
        table = _with_sets(table, about, pairs, Kind.SIMULTANEOUS_SET if of is None else Kind.MARGINAL_SET)
    at_value = table.groupby("value")["iso3"].agg(tuple)
    table["tied_with"] = [
        tuple(other for other in at_value[value] if other != iso3)
        for iso3, value in zip(table["iso3"], table["value"], strict=True)
    ]
    table = table.assign(set_kind=table["kind"].map(str), level=None if pairs is None else level)
    if countries is not None:
        table = table[table["iso3"].isin(list(countries))]
    return table[RANK_COLUMNS].reset_index(drop=True)


def _league(
    snapshot: Snapshot, indicator: str, year: int, *, as_of: dt.date
) -> tuple[pd.DataFrame, list[str]]:
    """Return one year's league with its places and bands, and the names of the league's own columns."""
    about = snapshot.catalogue.indicator(indicator)
    rows = year_of(snapshot, indicator, year, as_of=as_of)
    table = _placed(rows, about, is_excerpt=sheet(snapshot, indicator, as_of).is_excerpt)
    return table, [*rows.columns, "computed_rank", "computed_n", "n_tied"]


def _placed(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool) -> pd.DataFrame:
    """Return the league of one year by iso3, with places (from the best), `among`, and granularity bands."""
    table = league(rows, indicator, is_excerpt=is_excerpt)
    places = places_of(table, indicator, is_excerpt=is_excerpt)
    table = table.assign(
        place=_whole(places.place),
        among=_whole(places.among),
        set_lower=_whole(places.lower),
        set_upper=_whole(places.upper),
        kind=places.kinds,
    )
    return table.set_index(table["iso3"].rename(None))


def _pairs(
    table: pd.DataFrame,
    indicator: Indicator,
    *,
    errors: Errors,
    level: float,
    of: Iterable[Hashable] | None = None,
    simultaneous: bool = False,
) -> pd.DataFrame | None:
    """Tell which countries differ beyond their errors (`confidence_sets.distinguishable_pairs`).

    None where that cannot be tested: there are no places, or not all who were ranked are held, or one of
    them has no standard error.
    """
    if table["place"].isna().any() or table["computed_rank"].isna().any():
        return None
    used = _used_errors(table, indicator, errors)
    if used.isna().any():
        return None
    goodness = _goodness(table["value"], indicator)
    return distinguishable_pairs(goodness, used, of=of, level=level, simultaneous=simultaneous)


def _used_errors(table: pd.DataFrame, indicator: Indicator, errors: Errors) -> pd.Series:
    return comparison_errors(table, indicator) if errors == "comparable" else table["standard_error"]


def _with_sets(table: pd.DataFrame, indicator: Indicator, pairs: pd.DataFrame, kind: Kind) -> pd.DataFrame:
    """Replace the bands by the confidence sets that follow from the pairs."""
    sets = sets_from_pairs(_goodness(table["value"], indicator), pairs)
    return table.assign(set_lower=sets["lower"], set_upper=sets["upper"], kind=kind)


def _row(pairs: pd.DataFrame) -> pd.Series:
    """Return the pairs of the one country that was asked for."""
    return pairs.iloc[0]


def _goodness(values: Values, indicator: Indicator) -> Values:
    return values * (1 if indicator.direction is Direction.HIGHER_IS_BETTER else -1)


def _why_no_place(places: Places, own: int, indicator: Indicator, iso3: str, *, is_excerpt: bool) -> str:
    """Say why a country has no place; empty if it has one or is in a group."""
    held = len(places.values)
    if indicator.direction is Direction.NEITHER:
        return "It is not ranked: neither end is better."
    if is_excerpt:
        return f"No rank: this edition is partial, with {held} countries."
    if places.kinds[own] is not Kind.NONE:
        return ""
    if iso3 in indicator.unranked:
        return "No rank: a territory has no place among the countries."
    if indicator.lacks_units:
        return f"No rank: {indicator.lacks_units}"
    ranked = _integer(places.ranked[own])
    if ranked is None:
        return "Its publisher did not rank it."
    return f"No rank: {ranked} countries were ranked, and we have {held} of them."


def _no_value(indicator: str, year: int | None, iso3: str, years: pd.Series) -> QuestionError:
    asked = indicator if year is None else f"{indicator} {year}"
    return QuestionError(asked, f"{iso3} has no value", f"Years held of it: {year_spans(years)}.")


def _whole(column: Floats) -> pd.Series:
    """Whole numbers as a column, missing where NaN."""
    return pd.Series(column).astype("Int16")


def _integer(number: float) -> int | None:
    return None if np.isnan(number) else int(number)
