"""The places of one year as plain arrays, with what bounds them (METHODS 1.0 and 1.6).

The rules of `ranks.league`, for one who asks about a country and needs no table.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.model import Direction, Indicator
from indicators.rank.ranks import ROUNDING, is_ordinal, reporting_band
from indicators.rank.standing import Kind

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def numbers(column: pd.Series) -> Floats:
    """Return a column as plain numbers, NaN where missing."""
    return column.to_numpy(dtype="float64", na_value=np.nan)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one year, by row; NaN if there is none.

    `printed` and `ranked` are as published; `computed` is the rank of `ranks.league`. `place` and
    `among` count from the best: published where ranks are, else computed. `lower` and `upper` bound the
    granularity band.
    """

    values: Floats
    printed: Floats
    ranked: Floats
    computed: Floats
    place: Floats
    among: Floats
    lower: Floats
    upper: Floats
    kinds: list[Kind]

    @property
    def are_whole(self) -> bool:
        """Tell whether each row has a place, and all ranked countries are held."""
        return not (np.isnan(self.place).any() or np.isnan(self.computed).any())


def places_of(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool) -> Places:
    """Return the places and bands of one year's rows: published if ranks are, else computed."""
    territories = rows["iso3"].isin(indicator.unranked).to_numpy()
    if territories.any():
        of_countries = places_of(rows[~territories], indicator, is_excerpt=is_excerpt)
        return _beside_territories(of_countries, rows, territories)
    values, printed, ranked = (numbers(rows[name]) for name in ("value", "rank", "n_ranked"))
    none = np.full(len(rows), np.nan)
    is_excerpt = is_excerpt or bool(indicator.lacks_units)
    are_groups = is_ordinal(indicator) and not is_excerpt
    if indicator.direction is Direction.NEITHER or is_excerpt or are_groups:
        has_groups = are_groups and indicator.direction is not Direction.NEITHER
        among = np.full(len(rows), float(len(rows))) if has_groups else none
        kinds = [Kind.TIE_GROUP if has_groups else Kind.NONE] * len(rows)
        return Places(values, printed, ranked, none, none, among, none, none, kinds)
    n_tied, computed = _counted(values, printed, ranked, indicator)
    if np.isnan(printed).all():
        places = computed
        among = np.where(np.isnan(computed), np.nan, len(rows))
        bounds = reporting_band(rows, indicator)
        band = (numbers(bounds["lower"]), numbers(bounds["upper"]))
    else:
        places, among = _published_places(printed, ranked, indicator), ranked
        band = _published_band(values, places, indicator)
    # Such as the many without a death in conflict: a place that most of the world shares is not a place.
    in_crowd = ~np.isnan(places) & (n_tied > 1) & (2 * n_tied > len(rows))
    has_place = ~np.isnan(places) & ~in_crowd
    kinds_ = np.select([in_crowd, has_place], [Kind.TIE_GROUP, Kind.GRANULARITY_BAND], Kind.NONE)
    return Places(
        values=values,
        printed=printed,
        ranked=ranked,
        computed=computed,
        place=np.where(has_place, places, np.nan),
        among=np.where(in_crowd, len(rows), np.where(has_place, among, np.nan)),
        lower=np.where(has_place, band[0], np.nan),
        upper=np.where(has_place, band[1], np.nan),
        kinds=[Kind(kind) for kind in kinds_],
    )


def _beside_territories(of_countries: Places, rows: pd.DataFrame, territories: Flags) -> Places:
    """Return the places of countries as those of all rows: territories have values and no place."""

    def spread(places: Floats) -> Floats:
        whole = np.full(len(rows), np.nan)
        whole[~territories] = places
        return whole

    kinds = iter(of_countries.kinds)
    return Places(
        values=numbers(rows["value"]),
        printed=numbers(rows["rank"]),
        ranked=numbers(rows["n_ranked"]),
        computed=spread(of_countries.computed),
        place=spread(of_countries.place),
        among=spread(of_countries.among),
        lower=spread(of_countries.lower),
        upper=spread(of_countries.upper),
        kinds=[Kind.NONE if is_territory else next(kinds) for is_territory in territories],
    )


def _counted(
    values: Floats, printed: Floats, ranked: Floats, indicator: Indicator
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return how many are at each value, and the ranks of `ranks.league`, without a table."""
    _, level, sizes = np.unique(values, return_inverse=True, return_counts=True)
    before = np.cumsum(sizes) - sizes
    if indicator.direction is Direction.HIGHER_IS_BETTER:
        before = len(values) - np.cumsum(sizes)
    held = np.count_nonzero(~np.isnan(printed)) or len(values)
    is_whole = bool((np.isnan(ranked) | (ranked == held)).all())
    computed = np.full(len(values), np.nan)
    if is_whole:
        computed[:] = 1 + before[level]
    return sizes[level], computed


def _published_places(printed: Floats, ranked: Floats, indicator: Indicator) -> Floats:
    """Return published ranks as places from the best; NaN if none is printed."""
    if not indicator.rank_from_worst:
        return printed
    _, level, sizes = np.unique(printed, return_inverse=True, return_counts=True)
    return ranked - printed - sizes[level] + 2


def _published_band(values: Floats, places: Floats, indicator: Indicator) -> tuple[Floats, Floats]:
    """Return the best and worst published place of the countries within one reporting step of each.

    Where all are held and ties share a place it is the band of METHODS 1.6. It is not counted anew because a
    publisher may have ranked some who are not held, or broken ties by figures that it does not print.
    """
    with_place = ~np.isnan(places)
    best = places[with_place]
    _, level, sizes = np.unique(best, return_inverse=True, return_counts=True)
    worst = best + sizes[level] - 1
    near = np.abs(values[:, None] - values[with_place]) <= 10.0**-indicator.decimals + ROUNDING
    return np.where(near, best, np.inf).min(axis=1), np.where(near, worst, -np.inf).max(axis=1)
