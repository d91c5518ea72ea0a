"""Read a reader's own figures for a score: a CSV of country, year, indicator and value.

They become `Material`, like the snapshot's figures. Without a structure each indicator is a pillar of its
own; `missing_directions` names those whose direction a page has to ask for. `EXAMPLE` and the TOML of its
structure are a pair that works. Nothing is written to disk.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from indicators.catalogue.geography import Countries
from indicators.errors import CatalogueError, QuestionError, ReaderError
from indicators.model import Direction
from indicators.score.ask import subregions
from indicators.score.inputs import ROW_COLUMNS, Material
from indicators.score.normalise import Normalisation
from indicators.score.structure import OF_THE_PILLARS, Measure, Node, Structure
from indicators.text import counted

MAX_BYTES = 200_000_000
# Every country, a century and forty indicators make a million rows.
MAX_ROWS = 1_000_000
MAX_COLUMNS = 500
MAX_HEADER = 100_000
MAX_CELL = 500
REQUIRED = ("country", "year", "indicator", "value")
OPTIONAL = ("standard_error",)
# The lines above the table in a file of ours.
_COMMENTS = re.compile(rb"(?:#[^\n]*\n)+")
# Show this many mistakes of a kind with their rows; count the rest.
SHOWN = 5

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
DECIMAL_COMMA = r"[+-]?[0-9]+,[0-9]+"

EXAMPLE = """country,year,indicator,value
Tajikistan,2024,my.index,31.5
KGZ,2024,my.index,44
"""
EXAMPLE_DIRECTIONS = {"my.index": Direction.HIGHER_IS_BETTER}


def missing_directions(
    content: bytes, known: Mapping[str, Direction], *, where: str = "data"
) -> tuple[str, ...]:
    """Return the indicators of a CSV, in their order, whose direction is not known and must be asked."""
    return tuple(id for id in _indicators(content, where) if id not in known)


def structure_of(content: bytes, directions: Mapping[str, Direction], *, where: str = "data") -> Structure:
    """Return the structure of a CSV that comes without one: a pillar for each indicator, of equal weights.

    The worst and the best value of all countries and years are the ends of an indicator's scale. Raises
    `ReaderError` for an indicator without a direction.
    """
    missing = missing_directions(content, directions, where=where)
    if missing:
        raise ReaderError(
            where, f"no direction is given of {_some(list(missing))}", "Say whether more of it is better."
        )
    ids = _indicators(content, where)
    root = Node("own-score", "Own score", None, minimum_availability=OF_THE_PILLARS)
    pillars = [Node(f"pillar-{number}", id, root.id) for number, id in enumerate(ids, start=1)]
    measures = [
        Measure(id, id, pillar.id, direction=directions[id]) for id, pillar in zip(ids, pillars, strict=True)
    ]
    return Structure("own", "Own figures", (root, *pillars), tuple(measures), Normalisation.MINMAX)


def _indicators(content: bytes, where: str) -> tuple[str, ...]:
    table, _ = _table(content, where)
    return tuple(id for id in table["indicator"].unique() if id)


def read_own(path: Path, structure: Structure, countries: Countries) -> Material:
    """Read the figures in a CSV file, as `parse_own`; raises `OSError` if the file cannot be read."""
    with path.open("rb") as file:
        # Read one byte more than the limit: enough to see that the file is too large.
        content = file.read(MAX_BYTES + 1)
    return parse_own(content, structure, countries, where=path.name)


def parse_own(content: bytes, structure: Structure, countries: Countries, *, where: str = "data") -> Material:
    """Parse a CSV in UTF-8 with the columns country, year, indicator, value and optionally standard_error.

    A country is a code or a name; an empty value is missing. A file of one of our charts is read too: its
    lines that start with # are skipped, and `iso3` is the country. Other columns, and indicators outside the
    structure, are left out, and `notes` say so; they also name values outside the goalposts. Raises
    `ReaderError`, or `CatalogueError` for several mistakes: for a file that is too large, empty or no CSV,
    for a missing column, and by row for a cell that is too long, an unknown country, an invalid year or
    number, or a repeated key.
    """
    table, ignored = _table(content, where)
    _check_cells(table, where)
    mistakes = [*_missing_texts(table, where), *_bad_numbers(table, where)]
    codes, unknown_countries = _codes(table, countries, where)
    mistakes += unknown_countries
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
    notes += _outside(rows, structure, where)
    wanted = [measure.id for measure in structure.indicators]
    ids = set(rows["indicator"])
    if not ids & set(wanted):
        raise ReaderError(
            where,
            f"it has no value of an indicator of the structure ({', '.join(wanted[:SHOWN])})",
            "Use the structure's indicator ids in the column `indicator`.",
        )
    others = sorted(ids - set(wanted))
    if others:
        notes.append(f"{where}: not in the structure, so left out: {_some(others)}")
    return Material(
        structure=structure,
        rows=rows[rows["indicator"].isin(wanted)].reset_index(drop=True)[list(ROW_COLUMNS)],
        groups=subregions(countries.by_iso3.values()),
        every_years={measure.id: measure.every_years for measure in structure.indicators},
        notes=tuple(notes),
    )


def _outside(rows: pd.DataFrame, structure: Structure, where: str) -> Iterator[str]:
    """Say of each indicator which values lie outside its goalposts, where they count as the nearer one."""
    for measure in structure.indicators:
        if measure.best is None or measure.worst is None:
            continue
        low, high = sorted((measure.best, measure.worst))
        own = rows[rows["indicator"] == measure.id]
        outside = own[~own["value"].between(low, high)]
        if len(outside):
            cases = [f"{row.iso3} {row.year} ({row.value:g})" for row in outside.itertuples()]
            yield (
                f"{where}: {measure.id}: {counted(len(outside), 'value lies', 'values lie')} outside the "
                f"goalposts {low:g} to {high:g}, and each counts as the nearer goalpost: {_some(cases)}"
            )


def _table(content: bytes, where: str) -> tuple[pd.DataFrame, list[str]]:
    """Return the known columns as text, indexed by row number, and the names of the other columns."""
    if len(content) > MAX_BYTES:
        todo = "Remove rows that the structure does not need."
        raise ReaderError(where, f"it has more than {MAX_BYTES // 1_000_000} MB", todo)
    content = content.removeprefix(codecs.BOM_UTF8)
    head = _COMMENTS.match(content)
    content, above = (content[head.end() :], head[0].count(b"\n")) if head else (content, 0)
    _check_width(content, where)
    _check_separator(content, where)
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
        raise ReaderError(where, f"it has more than {MAX_ROWS:,} rows", "Remove rows that are not needed.")
    cells.index = pd.RangeIndex(1 + above, len(cells) + 1 + above)
    header = [str(name).strip().casefold() for name in cells.iloc[0].fillna("")]
    if "iso3" in header:  # a file of ours: its codes are the countries, whatever the name beside them
        header = [{"iso3": "country", "country": "country name"}.get(name, name) for name in header]
    _check_header(header, where)
    table = cells.iloc[1:].set_axis(header, axis=1).fillna("")
    ignored = [name for name in header if name and name not in (*REQUIRED, *OPTIONAL)]
    table = table[[name for name in header if name in (*REQUIRED, *OPTIONAL)]]
    table = table.apply(lambda column: column.str.strip())
    table = table[(table != "").any(axis=1)]
    if table.empty:
        raise ReaderError(where, "it has only a header", "Write a row for each value.")
    return table if "standard_error" in table else table.assign(standard_error=""), ignored


def _check_separator(content: bytes, where: str) -> None:
    """Raise for semicolons or tabs between the columns, and name the decimal commas that come with them."""
    try:
        # A character may be cut at the end of what is read.
        text = content if len(content) <= MAX_HEADER else content[:MAX_HEADER].rpartition(b"\n")[0]
        lines = text.decode().splitlines()[:20]
    except UnicodeDecodeError:
        return  # said where the table is read
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if lines and sign in lines[0] and "," not in lines[0]:
            cells = [cell.strip() for line in lines[1:] for cell in line.split(sign)]
            commas = any(re.fullmatch(DECIMAL_COMMA, cell) for cell in cells)
            raise ReaderError(
                f"{where}, row 1",
                f"{name} separate the columns{', and the numbers have decimal commas' if commas else ''}",
                "Separate the columns with commas and write decimal points, such as 31.5.",
            )


def _check_width(content: bytes, where: str) -> None:
    """Raise for a first row that is too wide: pandas takes a minute per million columns."""
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
        todo = f"Write the header {', '.join(REQUIRED)}."
        raise ReaderError(f"{where}, row 1", f"there is no column {', '.join(missing)}", todo)
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise ReaderError(f"{where}, row 1", f"column {', '.join(twice)} appears twice", "Keep one.")


def _check_cells(table: pd.DataFrame, where: str) -> None:
    """Raise for cells longer than any name or number."""
    for name in table:
        long = table[name][table[name].str.len() > MAX_CELL]
        if len(long):
            what = f"{name} has {len(long.iloc[0])} characters"
            raise ReaderError(f"{where}, row {long.index[0]}", what, f"Write at most {MAX_CELL}.")


def _missing_texts(table: pd.DataFrame, where: str) -> Iterator[ReaderError]:
    for name in ("country", "indicator"):
        yield from _mistakes_of(
            table[table[name] == ""][name], where, f"no {name}", "Fill it in, or remove the row."
        )


def _bad_numbers(table: pd.DataFrame, where: str) -> Iterator[ReaderError]:
    years = table["year"]
    bad = years[~years.str.fullmatch("[1-9][0-9]{3}")]
    yield from _mistakes_of(bad, where, "year {} is no year", "Write it as 2014.")
    for name in ("value", "standard_error"):
        cells = table[name][table[name] != ""]
        numbers = cells.str.fullmatch(NUMBER)
        commas = cells.str.fullmatch(DECIMAL_COMMA)
        yield from _mistakes_of(cells[commas], where, f"{name} {{}} has a comma", "Write a decimal point.")
        todo = "Write a number, or leave the cell empty if it is missing."
        yield from _mistakes_of(cells[~numbers & ~commas], where, f"{name} {{}} is no number", todo)
        size = cells[numbers].astype("float64").abs()
        yield from _mistakes_of(
            cells[numbers][size == float("inf")], where, f"{name} {{}} is too large", todo
        )
        if name == "standard_error":
            below = cells[numbers][cells[numbers].str.startswith("-")]
            yield from _mistakes_of(
                below, where, "standard_error {} is below 0", "Write a number of 0 or more."
            )


def _codes(table: pd.DataFrame, countries: Countries, where: str) -> tuple[dict[str, str], list[ReaderError]]:
    """Map each country as written to its code, and return a mistake for each unknown one."""
    codes: dict[str, str] = {}
    mistakes: list[ReaderError] = []
    first = table["country"].drop_duplicates()
    unknown = 0
    for row, text in zip(first.index, first, strict=True):
        code = countries.find(text)
        if code:
            codes[text] = code
            continue
        unknown += bool(text)
        # Searching for similar names is slow: do it only for the mistakes that are shown.
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
        what = f"{indicator} of {iso3} in {year} appears {len(rows)} times"
        mistakes.append(ReaderError(f"{where}, rows {numbers}", what, "Keep one."))
        if len(mistakes) > SHOWN:
            rest = ReaderError(where, "more keys appear several times", "Keep one row for each.")
            return [*mistakes[:SHOWN], rest]
    return mistakes


def _mistakes_of(bad: pd.Series, where: str, what: str, todo: str) -> list[ReaderError]:
    """Return a mistake for each of the first bad cells, by row, and one for the rest."""
    mistakes = [
        ReaderError(f"{where}, row {row}", what.format(repr(str(text)[:40])), todo)
        for row, text in bad.head(SHOWN).items()
    ]
    if len(bad) > SHOWN:
        mistakes.append(ReaderError(where, f"{len(bad) - SHOWN} more such rows", todo))
    return mistakes


def _some(names: list[str]) -> str:
    return ", ".join(name[:60] for name in names[:SHOWN]) + (" and others" if len(names) > SHOWN else "")
