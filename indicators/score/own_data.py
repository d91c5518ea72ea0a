"""A reader's own figures for a score: a CSV of country, year, indicator and value, beside a structure.

It goes the same way as the snapshot's (`score_material.Material`). Nothing is written to disk.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from indicators.catalogue.geography import Countries, name_key
from indicators.errors import CatalogueError, QuestionError, ReaderError
from indicators.score.ask import subregions
from indicators.score.composite import Structure
from indicators.score.inputs import ROW_COLUMNS, Material
from indicators.text import counted

MAX_BYTES = 200_000_000
# Every country, a century and forty indicators are a million rows. A row may have columns of its own.
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_HEADER = 100_000
MAX_CELL = 500
REQUIRED = ("country", "year", "indicator", "value")
OPTIONAL = ("standard_error",)
# So many mistakes of a kind are shown with their rows; the rest are counted.
SHOWN = 5

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
DECIMAL_COMMA = r"[+-]?[0-9]+,[0-9]+"


def read_own(path: Path, structure: Structure, countries: Countries) -> Material:
    """The figures in a CSV file, as `parse_own`; raises `OSError` where it cannot be read."""
    with path.open("rb") as file:
        # One byte more than is allowed tells whether it is too large, without reading all of it.
        content = file.read(MAX_BYTES + 1)
    return parse_own(content, structure, countries, where=path.name)


def parse_own(content: bytes, structure: Structure, countries: Countries, *, where: str = "data") -> Material:
    """The figures in a CSV in UTF-8 with the columns country, year, indicator, value, and maybe
    standard_error.

    A country is a code or a name; an empty value is missing. Other columns, and indicators that the structure
    does not have, are left out, and `notes` say so. Raises `ReaderError`, or `CatalogueError` for several,
    for a file that is too large, empty or no CSV, a missing column, and by their row (the header is row 1) a
    cell that is too long, an unknown country, a year or number that is none, a key that is there twice.
    """
    table, ignored = _table(content, where)
    _check_cells(table, where)
    mistakes = [*_missing_texts(table, where), *_bad_numbers(table, where)]
    codes, unknown = _codes(table, countries, where)
    mistakes += unknown
    if not mistakes:
        table = table.assign(iso3=table["country"].map(codes))
        mistakes += _repeated(table, where)
    if len(mistakes) == 1:
        raise mistakes[0]
    if mistakes:
        raise CatalogueError(mistakes)
    return _material(table, structure, countries, where, ignored)


def _material(
    table: pd.DataFrame, structure: Structure, countries: Countries, where: str, ignored: list[str]
) -> Material:
    errors = table["standard_error"].replace("", "nan").astype("float64")
    rows = pd.DataFrame(
        {
            "indicator": table["indicator"],
            "iso3": table["iso3"],
            "year": table["year"].astype("int64"),
            "value": table["value"].replace("", "nan").astype("float64"),
            "below": errors,
            "above": errors,
        }
    )
    notes = [f"{where}: column {name} is not used" for name in ignored]
    empty = int(rows["value"].isna().sum())
    if empty:
        notes.append(f"{where}: {counted(empty, 'row has', 'rows have')} no value")
    rows = rows[rows["value"].notna()]
    wanted = [measure.id for measure in structure.indicators]
    there = set(rows["indicator"])
    if not there & set(wanted):
        raise ReaderError(
            where,
            f"it has no value of an indicator of the structure ({', '.join(wanted[:SHOWN])})",
            "Write the indicators' ids of the structure into the column `indicator`.",
        )
    others = sorted(there - set(wanted))
    if others:
        notes.append(f"{where}: not in the structure, and left out: {_some(others)}")
    return Material(
        structure=structure,
        rows=rows[rows["indicator"].isin(wanted)].reset_index(drop=True)[list(ROW_COLUMNS)],
        groups=subregions(countries.by_iso3.values()),
        every_years={measure.id: measure.every_years for measure in structure.indicators},
        notes=tuple(notes),
    )


def _table(content: bytes, where: str) -> tuple[pd.DataFrame, list[str]]:
    """The file's rows as texts in the known columns, by the number of the row; the names of the others."""
    if len(content) > MAX_BYTES:
        todo = "Take out what the structure does not need."
        raise ReaderError(where, f"it has more than {MAX_BYTES // 1_000_000} MB", todo)
    _check_width(content, where)
    try:
        cells = pd.read_csv(
            io.BytesIO(content),
            header=None,
            dtype="str",
            keep_default_na=False,
            skip_blank_lines=False,
            encoding="utf-8-sig",
            nrows=MAX_ROWS + 2,
        )
    except pd.errors.EmptyDataError:
        raise ReaderError(where, "it is empty", f"Write a header: {', '.join(REQUIRED)}.") from None
    except UnicodeDecodeError as error:
        raise ReaderError(where, f"not UTF-8 ({error.reason})", "Save it as CSV in UTF-8.") from error
    except pd.errors.ParserError as error:
        what = " ".join(str(error).split()).removeprefix("Error tokenizing data. C error: ")
        raise ReaderError(where, f"no CSV ({what})", "Give each row a cell for each column.") from error
    if len(cells) > MAX_ROWS + 1:
        raise ReaderError(where, f"it has more than {MAX_ROWS:,} rows", "Take out what is not needed.")
    cells.index = pd.RangeIndex(1, len(cells) + 1)
    header = [str(name).strip().casefold() for name in cells.iloc[0].fillna("")]
    _check_header(header, where)
    table = cells.iloc[1:].set_axis(header, axis=1).fillna("")
    ignored = [name for name in header if name and name not in (*REQUIRED, *OPTIONAL)]
    table = table[[name for name in header if name in (*REQUIRED, *OPTIONAL)]]
    table = table.apply(lambda column: column.str.strip())
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise ReaderError(where, "it has a header alone", "Write a row for each value.")
    return table if "standard_error" in table else table.assign(standard_error=""), ignored


def _check_width(content: bytes, where: str) -> None:
    """Raise for a first row that is too wide: pandas takes a minute for every million columns."""
    head = io.StringIO(content[:MAX_HEADER].decode("utf-8-sig", "replace"), newline="")
    what = f"its first row has more than {MAX_COLUMNS} columns or {MAX_HEADER:,} bytes"
    try:
        rows = csv.reader(head)
        wide = len(next(rows, ())) > MAX_COLUMNS
        cut = len(content) > MAX_HEADER and next(rows, None) is None
    except csv.Error as error:
        what, wide, cut = f"no CSV ({error})", True, False
    if wide or cut:
        raise ReaderError(f"{where}, row 1", what, f"Write the header {', '.join(REQUIRED)}.")


def _check_header(header: list[str], where: str) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        other = next((sign for sign in (";", "\t") if sign in header[0]), None)
        todo = "Separate the columns with commas." if other else f"Write the header {', '.join(REQUIRED)}."
        raise ReaderError(f"{where}, row 1", f"there is no column {', '.join(missing)}", todo)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ReaderError(f"{where}, row 1", f"column {', '.join(twice)} is there twice", "Keep one.")


def _check_cells(table: pd.DataFrame, where: str) -> None:
    """Raise for cells that are longer than any name or number: nobody needs to look what they could mean."""
    for name in table:
        long = table[name][table[name].str.len() > MAX_CELL]
        if len(long):
            what = f"{name} has {len(long.iloc[0])} characters"
            raise ReaderError(f"{where}, row {long.index[0]}", what, f"{MAX_CELL} are allowed.")


def _missing_texts(table: pd.DataFrame, where: str) -> Iterator[ReaderError]:
    for name in ("country", "indicator"):
        yield from _told(
            table[table[name] == ""][name], where, f"no {name}", "Fill it in, or remove the row."
        )


def _bad_numbers(table: pd.DataFrame, where: str) -> Iterator[ReaderError]:
    years = table["year"]
    bad = years[~years.str.fullmatch("[1-9][0-9]{3}")]
    yield from _told(bad, where, "year {} is no year", "Write it as 2014.")
    for name in ("value", "standard_error"):
        given = table[name][table[name] != ""]
        numbers = given.str.fullmatch(NUMBER)
        commas = given.str.fullmatch(DECIMAL_COMMA)
        yield from _told(given[commas], where, f"{name} {{}} has a comma", "Write a decimal point.")
        todo = "Write a number, or leave the cell empty where there is none."
        yield from _told(given[~numbers & ~commas], where, f"{name} {{}} is no number", todo)
        size = given[numbers].astype("float64").abs()
        yield from _told(given[numbers][size == float("inf")], where, f"{name} {{}} is too large", todo)
        if name == "standard_error":
            below = given[numbers][given[numbers].str.startswith("-")]
            yield from _told(below, where, "standard_error {} is below 0", "Write a number of 0 or more.")


def _codes(table: pd.DataFrame, countries: Countries, where: str) -> tuple[dict[str, str], list[ReaderError]]:
    """The code of each country as it is written, and a mistake for each that is none."""
    codes: dict[str, str] = {}
    mistakes: list[ReaderError] = []
    first = table["country"].drop_duplicates()
    unknown = 0
    for row, text in zip(first.index, first, strict=True):
        known = countries.names.get(name_key(text)) if text else None
        if known:
            codes[text] = known
            continue
        unknown += bool(text)
        # To look for names that come close takes a while: only for those that are shown.
        if text and unknown <= SHOWN:
            try:
                countries.resolve(text)
            except QuestionError as error:
                mistakes.append(ReaderError(f"{where}, row {row}", error.what, error.todo))
    if unknown > SHOWN:
        what, todo = f"{unknown - SHOWN} more unknown countries", "Give codes such as TJK."
        mistakes.append(ReaderError(where, what, todo))
    return codes, mistakes


def _repeated(table: pd.DataFrame, where: str) -> list[ReaderError]:
    key = ["iso3", "indicator", "year"]
    twice = table[table.duplicated(key, keep=False)]
    mistakes = []
    for (iso3, indicator, year), rows in twice.groupby(key, sort=False):
        numbers = ", ".join(str(row) for row in rows.index[:SHOWN])
        what = f"{indicator} of {iso3} in {year} is there {len(rows)} times"
        mistakes.append(ReaderError(f"{where}, rows {numbers}", what, "Keep one."))
        if len(mistakes) > SHOWN:
            rest = ReaderError(where, "more keys are there several times", "Keep one row for each.")
            return [*mistakes[:SHOWN], rest]
    return mistakes


def _told(bad: pd.Series, where: str, what: str, todo: str) -> list[ReaderError]:
    """A mistake for each of the first bad cells, named by their rows, and one for the rest."""
    told = [
        ReaderError(f"{where}, row {row}", what.format(repr(str(text)[:40])), todo)
        for row, text in bad.head(SHOWN).items()
    ]
    if len(bad) > SHOWN:
        told.append(ReaderError(where, f"{len(bad) - SHOWN} more such rows", todo))
    return told


def _some(names: list[str]) -> str:
    return ", ".join(name[:60] for name in names[:SHOWN]) + (" and others" if len(names) > SHOWN else "")
