"""Checks that loaders share: columns, countries, numbers, years, repeated rows, ranks, last lines."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from indicators.errors import QuestionError, SourceFileError
from indicators.loaders.parsing import FIND_OUT as FIND_OUT
from indicators.loaders.parsing import Job
from indicators.loaders.parsing import Once as Once
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet
from indicators.snapshot.schema import FIRST_YEAR, last_year


def check_columns(sheet: Sheet, known: Iterable[str], ignored: Mapping[str, str]) -> None:
    """Raise unless every column of a sheet is known, or ignored for the reason given."""
    unknown = [name for name in sheet.columns if name not in {*known, *ignored}]
    if unknown:
        raise SourceFileError(
            f"{sheet.file}, sheet {sheet.name!r}" if sheet.name else sheet.file,
            f"unknown column(s) {', '.join(map(repr, unknown))}",
            "Read them, or name them among the ignored columns with a reason.",
        )


def check_last_line(path: Path) -> None:
    """Raise unless a text file ends with a line break: without one its last line may be cut."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(file.tell() - 1, 0))
        if file.read() not in (b"\n", b"\r"):
            raise SourceFileError(path.name, "the last line has no end; it may be cut", FETCH_AGAIN)


def country(
    job: Job, row: Row, code: str, name: str, *, other_names: Mapping[str, str] | None = None
) -> str | None:
    """Return the country of a row, None for an excluded name; refuse a code and a name that disagree.

    `code` and `name` are columns. `other_names` gives the country of names that mean several countries, or
    none, elsewhere.
    """
    iso3 = job.iso3_of_code(row, code, name)
    if iso3 is not None:
        named = _resolve(job, row.text(name), other_names or {})
        if named != iso3:
            there = f"means {named}" if named else "is no known country"
            raise row.refuse(
                f"the code {row.text(code)!r} means {iso3}, the name {row.text(name)!r} {there}", FIND_OUT
            )
    return iso3


def country_of_name(job: Job, row: Row, column: str, *, other_names: Mapping[str, str]) -> str | None:
    """Return the country of a row by its name, None for an excluded name; `other_names` as in `country`."""
    name = row.text(column)
    return other_names[name] if name in other_names else job.iso3_of_name(row, column)


def _resolve(job: Job, name: str, other_names: Mapping[str, str]) -> str | None:
    if name in other_names:
        return other_names[name]
    try:
        return job.countries.resolve(name)
    except QuestionError:
        return None


def number(row: Row, column: str, *, missing: tuple[str, ...] = (), mark: str = ".") -> float | None:
    """Return a number written as text, as `Row.decimal`."""
    return row.decimal(column, missing=missing, mark=mark)


def required(row: Row, column: str, *, mark: str = ".") -> float:
    """Return a number written as text that must be there."""
    value = row.decimal(column, mark=mark)
    assert value is not None  # nothing counts as missing
    return value


def finite(row: Row, column: str, *, missing: tuple[str, ...] = ()) -> float | None:
    """Return a number that is held as one, as `Row.number_of`."""
    return row.number_of(column, missing=missing)


def check_year(row: Row, year: int) -> int:
    """Return a year between 1900 and the next one."""
    if not FIRST_YEAR <= year <= last_year():
        raise row.refuse(f"the year {year} is not between {FIRST_YEAR} and {last_year()}", FETCH_AGAIN)
    return year


def year_columns(sheet: Sheet, labels: Iterable[str]) -> list[str]:
    """Return the columns that are years; refuse any other column but `labels`, and a gap between years."""
    labels = set(labels)
    years = [name for name in sheet.columns if re.fullmatch(r"\d{4}", name)]
    check_columns(sheet, [*labels, *years], {})
    for name in years:
        check_year(sheet.rows[0], int(name))
    numbers = [int(name) for name in years]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True:
        raise sheet.rows[0].refuse(f"the years above it are {', '.join(years) or 'missing'}", FETCH_AGAIN)
    return years


def check_ranks(rows: pd.DataFrame, *, file: str, higher_is_better: bool = True) -> None:
    """Raise where a row has a worse score than another and a better rank.

    `rows` has `iso3`, `value` and `rank` of one ranking; rows without a rank do not count. Equal scores may
    have different ranks: publishers rank scores that they have not rounded.
    """
    ranked = rows[rows["rank"].notna()].sort_values("value", ascending=not higher_is_better)
    # The worst rank of any better score must not be worse than the rank of this one.
    worst = ranked.groupby("value", sort=False)["rank"].max().cummax().shift()
    before = ranked["value"].map(worst)
    wrong = ranked[ranked["rank"] < before]
    if len(wrong):
        row = wrong.iloc[0]
        raise SourceFileError(
            file,
            f"{row['iso3']} has rank {row['rank']:g} with {row['value']:g}, below a better score's "
            f"rank {before[wrong.index[0]]:g}",
            "Check whether the columns of ranks and scores have moved.",
        )
