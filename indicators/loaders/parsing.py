"""The input and the output of every loader."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.catalogue.geography import Countries
from indicators.errors import QuestionError, SourceFileError
from indicators.loaders.sheets import OpenedTable, Row
from indicators.model import IgnoredColumns, Source


@dataclass(frozen=True)
class Parsed:
    """A publisher's files as observations (`indicators.snapshot.schema`) and tables of their own."""

    observations: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """A loader's work: the source's metadata, the countries, and the files by the name in the TOML."""

    source: Source
    countries: Countries
    files: Mapping[str, Path]

    def iso3_of_code(self, row: Row, column: str, name: str) -> str | None:
        """Return the country of a publisher's code, None if the row's name is excluded on purpose."""
        if self._excluded(row, name):
            return None
        code = row.text(column)
        iso3 = self._codes.get(code, code)
        if iso3 not in self.countries.by_iso3:
            raise row.refuse(
                f"unknown country code {code!r} ({row.cells[name]})",
                f"Add it to [codes] or to [[exclusions]] in {self.source.id}.toml.",
            )
        return iso3

    def iso3_of_name(self, row: Row, column: str) -> str | None:
        """Return the country of a publisher's name, None if it is excluded on purpose."""
        if self._excluded(row, column):
            return None
        try:
            return self.countries.resolve(row.text(column))
        except QuestionError as error:
            raise row.refuse(
                f"unknown country {row.text(column)!r}",
                f"Add it to data/geography/aliases.csv or to [[exclusions]] in {self.source.id}.toml.",
            ) from error

    def _excluded(self, row: Row, column: str) -> bool:
        return row.text(column) in self._labels

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return dict(self.source.codes)

    @cached_property
    def _labels(self) -> frozenset[str]:
        return frozenset(exclusion.label for exclusion in self.source.exclusions)


def check_columns(source: Source, tables: Iterable[OpenedTable]) -> None:
    """Raise unless each column of the tables was read by the loader or is ignored by the source's TOML."""
    for table in tables:
        ignored = [one for one in source.ignored_columns if _matches(table.file, one.file)]
        unknown = [
            column
            for column in table.columns
            if column not in table.read and not any(_ignores(one, column) for one in ignored)
        ]
        if unknown:
            more = " ..." if len(unknown) > 12 else ""
            raise SourceFileError(
                table.place,
                f"unknown column(s) {', '.join(map(repr, unknown[:12]))}{more}",
                f"Read them in {source.id}.py, or name them under [[ignored_columns]] in {source.id}.toml "
                "with the reason.",
            )


def _ignores(ignored: IgnoredColumns, column: str) -> bool:
    return any(_matches(column, pattern) for pattern in ignored.columns)


def _matches(text: str, pattern: str) -> bool:
    """Tell whether a text matches a pattern, in which `*` stands for anything."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), text, re.DOTALL) is not None


def agree(ours: pd.DataFrame, theirs: pd.DataFrame, *, on: list[str], file: str, tolerance: float) -> None:
    """Raise unless two readings of the same figures agree wherever both have one.

    Both frames have the columns `on` and the figures; a row that only one has is not a disagreement.
    """
    both = ours.merge(theirs, on=on, suffixes=("", "_other"))
    if both.empty:
        raise SourceFileError(
            file, "no row is of a country and year that is held elsewhere", "Check that it is the right file."
        )
    for figure in (column for column in theirs.columns if column not in on):
        gap = (both[figure].astype("float64") - both[f"{figure}_other"].astype("float64")).abs()
        if (gap > tolerance).any():
            row = both[gap > tolerance].iloc[0]
            raise SourceFileError(
                file,
                f"{figure} of {', '.join(str(row[key]) for key in on)} is {row[f'{figure}_other']:g}, "
                f"elsewhere {row[figure]:g}; {int((gap > tolerance).sum())} figure(s) disagree",
                "Find out which is the publisher's before building.",
            )


def without_errors(
    rows: pd.DataFrame, errors: Mapping[tuple[str, int], float], *, file: str, todo: str
) -> pd.DataFrame:
    """Drop the rows that a publisher has wrong: by country and year, the wrong value as it stands there.

    Raises where one has become another value: then the publisher may have mended it. `todo` says what to do.
    """
    keys = pd.MultiIndex.from_frame(rows[["iso3", "year"]])
    wrong = pd.Series([errors.get(key) for key in keys], index=rows.index, dtype="float64")
    changed = rows[wrong.notna() & (rows["value"] != wrong)]
    if len(changed):
        row = changed.iloc[0]
        raise SourceFileError(
            f"{file}, row {row['row']}",
            f"{row['iso3']} {row['year']} was known as wrong and is now {row['value']:g}",
            todo,
        )
    return rows[wrong.isna()]
