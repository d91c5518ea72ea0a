"""The one tidy table of observations: its columns, types and the rules that every row obeys.

Key `(indicator, iso3, year, edition)`. Missing is missing: never 0, never interpolated.

`MEANINGS` says what each column holds.

Beside each observation stands its origin, by the same key: `ORIGIN_MEANINGS`.
"""

from collections.abc import Collection, Iterator

import pandas as pd

from indicators.clock import today
from indicators.errors import SourceFileError
from indicators.model import Edition, Indicator, Status

# The parts of a snapshot: a file beside two folders with a file for each indicator, and tables.
DATAPACKAGE = "datapackage.json"
OBSERVATIONS = "observations"
ORIGINS = "origins"
COVERAGE = "coverage"

KEY = ["indicator", "iso3", "year", "edition"]

FIRST_YEAR = 1900


def last_year() -> int:
    """Return the latest year that a figure may be of: the next one, for forecasts."""
    return today().year + 1


DTYPES = {
    "indicator": "str",
    "iso3": "str",
    "year": "int16",
    "edition": "str",
    "value": "float64",
    "lower": "float64",
    "upper": "float64",
    "standard_error": "float64",
    "rank": "Int16",
    "n_ranked": "Int16",
    "n_sources": "Int16",
    "status": "str",
}
COLUMNS = list(DTYPES)

MEANINGS = {
    "indicator": "Indicator: producer_product.variable",
    "iso3": "Country or territory: ISO 3166-1 alpha-3, XKX for Kosovo",
    "year": "The year described, not the edition",
    "edition": "The producer's release",
    "value": "The value in the producer's unit and direction, never rescaled",
    "lower": "Lower bound of the interval as published; its level is the indicator's",
    "upper": "Upper bound of the interval as published; its level is the indicator's",
    "standard_error": "Standard error as published",
    "rank": "Rank as published; a rank that we compute is never in this column",
    "n_ranked": "How many were ranked in that edition and year",
    "n_sources": "How many inputs are behind the value",
    "status": "normal, provisional, transcribed or derived",
}

ORIGIN_DTYPES = {"file": "str", "sheet": "str", "row": "int32", "column": "str"}
ORIGIN = list(ORIGIN_DTYPES)
ORIGIN_MEANINGS = {
    "file": "The publisher's file",
    "sheet": "The sheet in it; empty where a file has none",
    "row": "The row as a reader counts it in that file, from 1",
    "column": "The column of the publisher's table",
}


def observations(records: pd.DataFrame) -> pd.DataFrame:
    """Return records as observations: columns of `COLUMNS`, then `ORIGIN` if given, sorted by `KEY`.

    Columns that the records lack are missing, except `status`, which is normal. A loader gives `ORIGIN`
    with every record (`Row.origin`): the build takes in no number whose origin is not known.
    Raises `SourceFileError` for a year that is no whole number from 1900 to next year.
    """
    frame = records.copy()
    if len(frame):
        _check_years(frame)
    for column in COLUMNS:
        if column not in frame:
            frame[column] = pd.NA
    frame["status"] = frame["status"].fillna(Status.NORMAL.value)
    for column, dtype in DTYPES.items():
        if dtype == "float64":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
    origin = {name: kind for name, kind in ORIGIN_DTYPES.items() if name in frame}
    frame = frame.astype({name: kind for name, kind in DTYPES.items() if kind != "float64"} | origin)
    return frame[[*COLUMNS, *origin]].sort_values(KEY, ignore_index=True)


def _check_years(frame: pd.DataFrame) -> None:
    years = pd.to_numeric(frame["year"])
    odd = frame[~years.between(FIRST_YEAR, last_year()) | (years % 1 != 0)]
    if len(odd):
        row = odd.iloc[0]
        place = [str(row[name]) for name in ("file", "sheet") if row.get(name)]
        raise SourceFileError(
            ", ".join([*place, f"row {row.get('row')}, column {row.get('column')!r}"]),
            f"{row['year']} is not a year from {FIRST_YEAR} to {last_year()}",
            "Fetch the file again from the publisher; if its layout is new, teach the loader.",
        )


def no_observations() -> pd.DataFrame:
    """Return the observations of a source that has tables alone."""
    kinds = DTYPES | ORIGIN_DTYPES
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def validate(
    frame: pd.DataFrame,
    indicators: Collection[Indicator],
    *,
    where: str,
    editions: Collection[Edition] = (),
) -> None:
    """Raise `SourceFileError` naming every rule and every bound that a table of observations breaks."""
    by_id = {indicator.id: indicator for indicator in indicators}
    _refuse(where, [*_broken_rules(frame, by_id), *broken_bounds(frame, indicators, editions)])


def check_rules(frame: pd.DataFrame, indicators: Collection[Indicator], *, where: str) -> None:
    """Raise `SourceFileError` naming every rule that a table of observations breaks.

    Rules: known indicators; one row for a key; a known status; a value; lower <= value <= upper, as rounded
    by the producer; a standard error of at least 0; a rank between 1 and the number ranked.
    """
    _refuse(where, list(_broken_rules(frame, {indicator.id: indicator for indicator in indicators})))


def broken_bounds(
    frame: pd.DataFrame, indicators: Collection[Indicator], editions: Collection[Edition] = ()
) -> Iterator[str]:
    """Yield the bounds of the TOMLs that a table of observations breaks, each in words.

    They are a value within `minimum` and `maximum`, and the number of countries in an edition's year within
    `countries_per_year`: a publisher may have cause to break them, and people decide. One of `editions` that
    is held in part may have fewer countries.
    """
    by_id = {indicator.id: indicator for indicator in indicators}
    for name, rows in frame.groupby("indicator", observed=True):
        if name in by_id:
            indicator = by_id[str(name)]
            outside = rows["value"].notna() & ~rows["value"].between(indicator.minimum, indicator.maximum)
            what = f"a value outside {indicator.minimum:g} to {indicator.maximum:g}"
            yield from _first(rows, what, "value", outside)
            excerpts = {edition.id for edition in editions if indicator.id in edition.in_part}
            yield from _broken_counts(rows, indicator, excerpts)


def _refuse(where: str, broken: list[str]) -> None:
    if broken:
        raise SourceFileError(
            where,
            "; ".join(broken[:5]) + (f"; and {len(broken) - 5} more" if len(broken) > 5 else ""),
            "Check the publisher's file; if it is right, correct the bound in the source's TOML.",
        )


def _broken_rules(frame: pd.DataFrame, by_id: dict[str, Indicator]) -> Iterator[str]:
    unknown = sorted(set(frame["indicator"].unique()) - set(by_id))
    if unknown:
        yield f"indicator(s) {', '.join(unknown)} are not described in a TOML"
    twice = frame[frame.duplicated(KEY, keep=False)]
    if len(twice):
        yield f"{len(twice)} rows share a key, first {_key(twice.iloc[0])}"
    if frame["value"].isna().any():
        yield f"no value at {_key(frame[frame['value'].isna()].iloc[0])}"
    odd = frame[~frame["status"].isin(list(Status))]
    if len(odd):
        yield f"unknown status {odd.iloc[0]['status']!r} at {_key(odd.iloc[0])}"
    for name, rows in frame.groupby("indicator", observed=True):
        if name in by_id:
            yield from _broken_figures(rows, by_id[str(name)])


def _broken_figures(rows: pd.DataFrame, indicator: Indicator) -> Iterator[str]:
    # Producers round the value and its bounds apart from each other.
    rounding = 0.5 * 10.0**-indicator.decimals + 1e-9
    bad_rank = ((rows["rank"] < 1) | (rows["rank"] > rows["n_ranked"])).fillna(False)
    yield from _first(
        rows, "a lower bound above its value", "lower", rows["lower"] > rows["value"] + rounding
    )
    yield from _first(
        rows, "an upper bound below its value", "upper", rows["upper"] < rows["value"] - rounding
    )
    yield from _first(rows, "a negative standard error", "standard_error", rows["standard_error"] < 0)
    yield from _first(rows, "a rank outside 1 to the number ranked", "rank", bad_rank)


def _first(rows: pd.DataFrame, what: str, column: str, wrong: pd.Series) -> Iterator[str]:
    """Yield what is wrong, with the first wrong row, if any row is wrong."""
    if wrong.any():
        row = rows[wrong.astype(bool)].iloc[0]
        yield f"{what}: {row[column]:g} at {_key(row)}"


def _broken_counts(rows: pd.DataFrame, indicator: Indicator, excerpts: Collection[str]) -> Iterator[str]:
    counts = rows.groupby(["edition", "year"], observed=True).size().rename("n").reset_index()
    low, high = indicator.countries_per_year
    few = (counts["n"] < low) & ~counts["edition"].isin(excerpts)
    for count in counts[few | (counts["n"] > high)].to_dict("records"):
        yield (
            f"{indicator.id} {count['year']} (edition {count['edition']}) has {count['n']} countries, "
            f"not {low} to {high}"
        )


def _key(row: pd.Series) -> str:
    return f"{row['indicator']} {row['iso3']} {row['year']} edition {row['edition']}"
