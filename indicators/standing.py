"""Where a country stands in one year, and how much of that can be known (METHODS 1.0, 1.5, 1.6).

Where every country of a year has a published standard error, a place comes with the confidence set for it.
Where none is published, none is invented: the granularity band says how fine the index is. On a scale of a
few levels there are groups and no places, likewise for most of the world tied, and an excerpt has neither.
Places count from the best governed.

Nothing is kept: a confidence set takes a fraction of a second, and what is asked for is a good key.
"""

import datetime as dt
from collections.abc import Collection, Hashable, Iterable
from typing import Any, Literal

import numpy as np
import pandas as pd

from indicators.analysis.rank_sets import LEVEL, distinguishable_pairs, sets_from_pairs
from indicators.analysis.ranks import ROUNDING, is_ordinal, league, reporting_band
from indicators.analysis.standings import Kind as Kind
from indicators.analysis.standings import Standing as Standing
from indicators.analysis.uncertainty import standard_errors
from indicators.answers import year_of, year_spans
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator
from indicators.snapshot import Snapshot

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
# `comparable` are those of `analysis.uncertainty.standard_errors`, `published` those that are printed.
Errors = Literal["comparable", "published"]


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
    """The standing of one country in a year, as known on a day; by default in the newest year that it has.

    What has no places is data too: its `kind` is none, and the sentence says why. Raises `QuestionError` for
    what is no country or indicator, and where the country has no value, naming its years; `ValueError` for
    a `level` outside 0..1.
    """
    known = snapshot.known(indicator, as_of)
    about = snapshot.catalogue.indicator(indicator)
    iso3 = snapshot.catalogue.countries.resolve(country)
    years = known.rows[known.rows["iso3"] == iso3]["year"]
    if year is None and len(years):
        year = int(years.max())
    if year is None or year not in set(years):
        raise _no_value(indicator, year, iso3, years)
    rows = known.rows[known.rows["year"] == year]
    if about.direction is Direction.NEITHER:
        table = _without_places(rows)
    else:
        table = _placed(rows, about, is_excerpt=known.is_excerpt)
    pairs = _pairs(table, about, errors=errors, level=level, of=[iso3])
    if pairs is not None:
        table = _with_sets(table, about, pairs)
    [own] = table[table["iso3"] == iso3].to_dict("records")
    is_placed, is_printed = not pd.isna(own["place"]), not pd.isna(own["rank"])
    others = table[table["iso3"] != iso3]
    return Standing(
        about=about,
        country=snapshot.catalogue.countries.by_iso3[iso3].name,
        iso3=iso3,
        year=year,
        edition=str(own["edition"]),
        value=float(own["value"]),
        rank=_integer(own["place"]),
        is_published=is_placed and is_printed and not about.rank_from_worst,
        n=_integer(own["among"]),
        tied_with=tuple(sorted(others[others["value"] == own["value"]]["iso3"])),
        kind=Kind(own["kind"]),
        lower=_integer(own["set_lower"]),
        upper=_integer(own["set_upper"]),
        level=None if pairs is None else level,
        indistinguishable=() if pairs is None else tuple(sorted(pairs.columns[~_row(pairs).fillna(True)])),
        rank_from_worst=_integer(own["rank"]) if about.rank_from_worst else None,
        is_adjusted=not _used_errors(table, about, errors).equals(table["standard_error"].astype("float64")),
        why=_why_no_place(table, own, about, is_excerpt=known.is_excerpt),
    )


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
    """One year's league with what is known of every place; best first, key iso3.

    To the columns of `analysis.ranks.league` come `set_lower` and `set_upper`, the best and the worst place
    of the simultaneous confidence sets at `level` where every country has a standard error, else of the
    granularity band, missing where there are no places; and `kind`, which of these it is. They count from
    the best, also where `rank` counts from the worst. `distinguishable_from_focus` says whether the
    marginal procedure of the focus tells a country apart from it: so the ones not told apart are those
    that `standing` counts. It is missing for the focus itself, and where there is no test or no such
    country. Raises `QuestionError` for a year without data, and for what is not ranked; `ValueError` for a
    `level` outside 0..1.
    """
    about = snapshot.catalogue.indicator(indicator)
    table, columns = _league(snapshot, indicator, year, as_of=as_of)
    apart = pd.Series(pd.NA, index=table.index, dtype="boolean")
    pairs = _pairs(table, about, errors=errors, level=level, simultaneous=True)
    if pairs is not None:
        table = _with_sets(table, about, pairs)
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
    """The places of some countries, or of all, in the columns of `RANK_COLUMNS`, best first; key iso3.

    `tied_with` holds the codes of the other countries at the same value. `set_lower` and `set_upper` are
    the best and the worst place of what `set_kind` names: of confidence sets the marginal one of each
    country that is asked for, or the simultaneous ones of all; `level` is theirs. Raises `QuestionError`
    for a country without a value in this year, naming its years.
    """
    about = snapshot.catalogue.indicator(indicator)
    table, _ = _league(snapshot, indicator, year, as_of=as_of)
    for iso3 in countries or ():
        if iso3 not in table.index:
            rows = snapshot.as_of(indicator, as_of)
            raise _no_value(indicator, year, iso3, rows[rows["iso3"] == iso3]["year"])
    pairs = _pairs(
        table, about, errors="comparable", level=level, of=countries, simultaneous=countries is None
    )
    if pairs is not None:
        table = _with_sets(table, about, pairs)
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
    """One year's league with its places and bands, and the names of the league's own columns."""
    about = snapshot.catalogue.indicator(indicator)
    rows = year_of(snapshot, indicator, year, as_of=as_of)
    table = _placed(rows, about, is_excerpt=snapshot.known(indicator, as_of).is_excerpt)
    return table, [*rows.columns, "computed_rank", "computed_n", "n_tied"]


def _without_places(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows by iso3 with the columns of a place, missing: `place` (from the best), `among`, and its set."""
    none = pd.array([pd.NA] * len(rows), "Int16")
    table = rows.assign(place=none, among=none, set_lower=none, set_upper=none, kind=Kind.NONE)
    return table.set_index(table["iso3"].rename(None))


def _placed(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool) -> pd.DataFrame:
    """The league of one year's rows with places and bands: published where ranks are, else computed."""
    table = _without_places(league(rows, indicator, is_excerpt=is_excerpt))
    if is_excerpt:
        return table
    if is_ordinal(indicator):
        return table.assign(among=len(table), kind=Kind.TIE_GROUP)
    if table["rank"].notna().any():
        places, among = _published_places(table, indicator), table["n_ranked"]
        band = _published_band(table["value"], places, indicator)
    else:
        places, among = table["computed_rank"], table["computed_n"]
        band = reporting_band(table, indicator).where(places.notna())
    # Such as the many without a death in conflict: a place that most of the world shares is none.
    in_crowd = places.notna() & (table["n_tied"] > 1) & (2 * table["n_tied"] > len(table))
    has_place = places.notna() & ~in_crowd
    kinds = np.select([in_crowd, has_place], [Kind.TIE_GROUP, Kind.GRANULARITY_BAND], Kind.NONE)
    return table.assign(
        place=places.where(has_place),
        among=among.where(has_place).mask(in_crowd, len(table)),
        set_lower=band["lower"].where(has_place),
        set_upper=band["upper"].where(has_place),
        kind=[Kind(kind) for kind in kinds],
    )


def _published_places(table: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """Published ranks as places from the best (Int16); missing where none is printed."""
    if not indicator.rank_from_worst:
        return table["rank"]
    sharing = table.groupby("rank")["rank"].transform("size")
    return (table["n_ranked"] - table["rank"] - sharing + 2).astype("Int16")


def _published_band(values: pd.Series, places: pd.Series, indicator: Indicator) -> pd.DataFrame:
    """The best and the worst published place of the countries within one reporting step of each.

    Where all are held and ties share a place it is the band of METHODS 1.6. It is not counted anew because a
    publisher may have ranked some who are not held, or broken ties by figures that it does not print.
    """
    with_place = places.notna()
    best = places[with_place].to_numpy(dtype="float64")
    worst = best + places[with_place].groupby(places).transform("size").to_numpy() - 1
    value = values.to_numpy(dtype="float64")
    near = np.abs(value[:, None] - value[with_place]) <= 10.0**-indicator.decimals + ROUNDING
    band = {
        "lower": np.where(near, best, np.inf).min(axis=1),
        "upper": np.where(near, worst, -np.inf).max(axis=1),
    }
    return pd.DataFrame(band, index=values.index).where(with_place).astype("Int16")


def _pairs(
    table: pd.DataFrame,
    indicator: Indicator,
    *,
    errors: Errors,
    level: float,
    of: Iterable[Hashable] | None = None,
    simultaneous: bool = False,
) -> pd.DataFrame | None:
    """Which countries are told apart (`analysis.rank_sets.distinguishable_pairs`).

    None where that cannot be tested: there are no places, or not all who were ranked are held, or one of
    them has no standard error.
    """
    if table["place"].isna().any() or table["computed_rank"].isna().any():
        return None
    used = _used_errors(table, indicator, errors)
    if used.isna().any():
        return None
    goodness = _goodness(table, indicator)
    return distinguishable_pairs(goodness, used, of=of, level=level, simultaneous=simultaneous)


def _used_errors(table: pd.DataFrame, indicator: Indicator, errors: Errors) -> pd.Series:
    return standard_errors(table, indicator) if errors == "comparable" else table["standard_error"]


def _with_sets(table: pd.DataFrame, indicator: Indicator, pairs: pd.DataFrame) -> pd.DataFrame:
    """The confidence sets that follow from the pairs in the place of bands."""
    sets = sets_from_pairs(_goodness(table, indicator), pairs)
    return table.assign(set_lower=sets["lower"], set_upper=sets["upper"], kind=Kind.CONFIDENCE_SET)


def _row(pairs: pd.DataFrame) -> pd.Series:
    """The pairs of the one country that they were asked for."""
    return pairs.iloc[0]


def _goodness(table: pd.DataFrame, indicator: Indicator) -> pd.Series:
    return table["value"] * (1 if indicator.direction is Direction.HIGHER_IS_BETTER else -1)


def _why_no_place(
    table: pd.DataFrame, own: dict[Hashable, Any], indicator: Indicator, *, is_excerpt: bool
) -> str:
    """Why a country has no place, empty where it has one or is in a group."""
    if indicator.direction is Direction.NEITHER:
        return "It is not ranked: neither end is better."
    if is_excerpt:
        return f"No place can be told: of this edition an excerpt of {len(table)} countries alone is held."
    if own["kind"] != Kind.NONE:
        return ""
    if pd.isna(own["n_ranked"]):
        return "Its publisher did not rank it."
    return f"No place can be told: {own['n_ranked']} were ranked, and {len(table)} of them are held."


def _no_value(indicator: str, year: int | None, iso3: str, years: pd.Series) -> QuestionError:
    asked = indicator if year is None else f"{indicator} {year}"
    return QuestionError(asked, f"{iso3} has no value", f"Years held of it: {year_spans(years)}.")


def _integer(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
