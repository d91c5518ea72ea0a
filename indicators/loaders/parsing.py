"""The input and the output of every loader."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from indicators.catalogue.geography import Countries
from indicators.errors import QuestionError, SourceFileError
from indicators.loaders.sheets import OpenedTable, Row
from indicators.model import Direction, IgnoredColumns, Source
from indicators.snapshot.schema import KEY

FIND_OUT = "Find out which is the publisher's before building."


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
        """Return the country of a publisher's code, None if the row's name is excluded on purpose.

        `name` is the column of the country's name, which must be a name of that country.
        """
        if self._excluded(row, name):
            return None
        code = row.text(column)
        iso3 = self._codes.get(code, code)
        if iso3 not in self.countries.by_iso3:
            raise row.refuse(
                f"unknown country code {code!r} ({row.cells[name]})",
                f"Add it to [codes] or to [[exclusions]] in {self.source.id}.toml.",
            )
        if name != column and not self.countries.may_be(row.text(name), iso3):
            raise row.refuse(
                f"the code {code!r} is {self.countries.by_iso3[iso3].name}, the name beside it "
                f"{row.text(name)!r}",
                f"{FIND_OUT} A new spelling belongs in data/geography/aliases.csv.",
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


class Once:
    """Refuse the second row of a key, and name the first. Make one for a table, and `check` each row."""

    def __init__(self) -> None:
        self._first: dict[tuple[Hashable, ...], str] = {}

    def check(self, row: Row, *key: Hashable) -> None:
        first = self._first.setdefault(key, row.where)
        if first != row.where:
            raise row.refuse(f"a second row of {', '.join(map(str, key))}; the first is {first}", FIND_OUT)


def check_observations(source: Source, frame: pd.DataFrame) -> None:
    """Raise for a figure that stands twice, naming both rows, and for ranks that contradict the scores.

    A rank that the TOML records as misprinted does not count, and must be as recorded where its row is.
    """
    ordered = frame.sort_values([*KEY, "row"], kind="stable")
    twice = ordered.duplicated(KEY)
    if twice.any():
        second = ordered[twice].iloc[0]
        same = (ordered[KEY] == second[KEY]).all(axis=1)
        raise SourceFileError(
            _place_of(second),
            f"a second row of {', '.join(str(second[key]) for key in KEY)}; "
            f"the first is {_place_of(ordered[same].iloc[0])}",
            FIND_OUT,
        )
    for indicator in source.indicators:
        ranked = frame[(frame["indicator"] == indicator.id) & frame["rank"].notna()]
        is_best = (indicator.direction is Direction.HIGHER_IS_BETTER) is not indicator.rank_from_worst
        misprints = [one for one in source.misprinted_ranks if one.indicator == indicator.id]
        known = pd.Series(False, index=ranked.index)
        for one in misprints:
            row = (ranked["edition"] == one.edition) & (ranked["iso3"] == one.iso3)
            if (ranked.loc[row, "rank"] != one.rank).any():
                raise SourceFileError(
                    _place_of(ranked[row].iloc[0]),
                    f"rank {one.rank} was known as a misprint and is now {ranked.loc[row, 'rank'].iloc[0]}",
                    f"If it is right now, take it out of [[misprinted_ranks]] in {source.id}.toml.",
                )
            known |= row
        for _, rows in ranked[~known].groupby(["edition", "year"]):
            _check_ranks(rows, highest_first=is_best, source=source.id)


def _check_ranks(rows: pd.DataFrame, *, highest_first: bool, source: str) -> None:
    """Raise where a row has a worse score than another and a better rank.

    Equal scores may have different ranks: publishers rank scores that they have not rounded.
    """
    ordered = rows.sort_values(["value", "rank"], ascending=[not highest_first, True])
    # No row may have a better rank than the worst of those with a better score.
    worst = ordered.groupby("value", sort=False)["rank"].max().cummax().shift()
    before = ordered["value"].map(worst)
    wrong = ordered[(ordered["rank"] < before).fillna(False).astype(bool)]
    if len(wrong):
        row = wrong.iloc[0]
        raise SourceFileError(
            _place_of(row),
            f"rank {row['rank']} of {row['iso3']} does not fit its score {row['value']:g}: "
            f"a better score has rank {before[wrong.index[0]]:g}",
            "Check whether columns have moved; a misprint of the publisher's belongs in [[misprinted_ranks]] "
            f"in {source}.toml.",
        )


def _place_of(record: pd.Series) -> str:
    """Where the figure of a record stands in the publisher's file."""
    sheet = f", sheet {record['sheet']!r}" if record["sheet"] else ""
    return f"{record['file']}{sheet}, row {record['row']}, column {record['column']!r}"


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
                FIND_OUT,
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
