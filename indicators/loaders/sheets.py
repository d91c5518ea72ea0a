"""Strict reading of publishers' tables: every cell is what its loader knows, or the file is refused."""

import csv
import importlib
import io
import math
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from indicators.errors import ReaderError, SourceFileError
from indicators.loaders.headers import Naming, label, names
from indicators.snapshot.schema import FIRST_YEAR, last_year

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Cell = Any  # what calamine gives: str, float, int, bool, date, time; "" for an empty cell

# Excel opens a workbook that is "encrypted" with this password without asking. TI's of 2012 is.
EXCEL_DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105  (public, and the same for everybody)

FETCH_AGAIN = "Fetch the file again from the publisher; if its layout is new, teach the loader."

# What Excel shows in a cell whose formula failed.
EXCEL_ERRORS = frozenset(
    ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!"]
)
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>.*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


class _Cells(dict[str, Cell]):
    """The cells of a row by column, which note in `read` the columns that a loader asks for."""

    def __init__(self, cells: Mapping[str, Cell], read: set[str]) -> None:
        super().__init__(cells)
        self.read = read

    def __getitem__(self, column: str) -> Cell:
        self.read.add(column)
        return super().__getitem__(column)


@dataclass(frozen=True)
class Row:
    """One row of a table: cells by column name, and where a reader finds it."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, Cell]

    @property
    def where(self) -> str:
        return ", ".join([_place(self.file, self.sheet), f"row {self.number}"])

    def origin(self, column: str) -> dict[str, object]:
        """Return the place of a figure in the publisher's file: the columns `snapshot.schema.ORIGIN`."""
        return {"file": self.file, "sheet": self.sheet, "row": self.number, "column": column}

    def text(self, column: str) -> str:
        """Return the cell as text without surrounding blanks; refuse an empty one and an Excel error."""
        cell = self.cells[column]
        if not isinstance(cell, str) or not cell.strip() or cell.strip() in EXCEL_ERRORS:
            raise self._refuse(column, "text")
        return cell.strip()

    def number_of(self, column: str, *, missing: Sequence[str] = ()) -> float | None:
        """Return the cell as a number; None if it is one of `missing` (give "" to let it be empty)."""
        cell = self.cells[column]
        if isinstance(cell, str):
            if cell.strip() in missing:
                return None
            raise self._refuse(column, "a number")
        if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
            raise self._refuse(column, "a number")
        return float(cell)

    def decimal(self, column: str, *, missing: Sequence[str] = (), mark: str = ".") -> float | None:
        """Return a number written as text, as in a CSV file, with `mark` as its only decimal mark.

        It may have digits, a sign, one decimal mark and an exponent.
        """
        cell = str(self.cells[column]).strip()
        if cell in missing:
            return None
        number = cell if mark == "." else cell.replace(".", " ").replace(mark, ".")
        if not _NUMBER.fullmatch(number) or not math.isfinite(float(number)):
            raise self._refuse(column, "a number")
        return float(number)

    def year(self, column: str, *, first: int = FIRST_YEAR) -> int:
        """Return a year from `first` to the next one: a workbook's number, or four digits in a CSV file."""
        cell = self.cells[column]
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
        if not re.fullmatch(r"\d{4}", text, re.ASCII):
            raise self._refuse(column, "a year")
        if not first <= int(text) <= last_year():
            raise self._refuse(column, f"a year from {first} to {last_year()}")
        return int(text)

    def integer(self, column: str) -> int:
        """Return a whole number written as text, as in a CSV file, such as a year; refuse an empty cell."""
        cell = str(self.cells[column]).strip()
        if not re.fullmatch(r"-?\d+", cell, re.ASCII):
            raise self._refuse(column, "a whole number")
        return int(cell)

    def required_number(self, column: str) -> float:
        number = self.number_of(column)
        assert number is not None  # nothing counts as missing
        return number

    def whole(self, column: str, *, missing: Sequence[str] = ()) -> int | None:
        """Return the cell as a whole number, such as a rank or a count."""
        number = self.number_of(column, missing=missing)
        if number is None:
            return None
        if number != int(number):
            raise self._refuse(column, "a whole number")
        return int(number)

    def required_whole(self, column: str) -> int:
        whole = self.whole(column)
        assert whole is not None  # nothing counts as missing
        return whole

    def refuse(self, what: str, todo: str) -> SourceFileError:
        return SourceFileError(self.where, what, todo)

    def filled(self, columns: Sequence[str], missing: Sequence[str] = ("",)) -> None:
        """Raise where a row has none of these cells: it was cut off, or its columns have moved."""
        if all(str(self.cells[column]).strip() in missing for column in columns):
            raise self.refuse(f"it has no cell from {columns[0]!r} to {columns[-1]!r}", FETCH_AGAIN)

    def _refuse(self, column: str, wanted: str) -> SourceFileError:
        return SourceFileError(
            f"{self.where}, column {column!r}", f"{self.cells[column]!r} is not {wanted}", FETCH_AGAIN
        )


@dataclass(frozen=True)
class Sheet:
    """A table below its header row. `columns` are stripped of blanks; unnamed ones are dropped.

    `above` has the rows above the header as they are: a title, or the day on which the table was made. `read`
    has the columns that a loader has required or looked into.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    above: tuple[tuple[Cell, ...], ...] = ()
    read: set[str] = field(default_factory=set, compare=False)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def require(self, columns: Sequence[str]) -> None:
        """Raise unless every column of `columns` is there."""
        self.read.update(columns)
        absent = [column for column in columns if column not in self.columns]
        if absent:
            raise SourceFileError(
                _place(self.file, self.name),
                f"column(s) {', '.join(map(repr, absent))} missing; it has "
                f"{', '.join(map(repr, self.columns[:12]))}{' ...' if len(self.columns) > 12 else ''}",
                FETCH_AGAIN,
            )


@dataclass(frozen=True)
class OpenedTable:
    """A table that a loader has opened: its file, its place there, its columns and those it has read."""

    file: str
    place: str
    columns: tuple[str, ...]
    read: set[str]


_opened: ContextVar[list[OpenedTable] | None] = ContextVar("_opened", default=None)


@contextmanager
def opened_tables() -> Iterator[list[OpenedTable]]:
    """Collect the tables that are opened inside the `with`, by any of the functions below."""
    tables: list[OpenedTable] = []
    token = _opened.set(tables)
    try:
        yield tables
    finally:
        _opened.reset(token)


def read_sheet(
    path: Path,
    sheet: str,
    *,
    header: int,
    columns: Sequence[str],
    header_rows: int = 1,
    naming: Naming = Naming.LOWEST,
    last: str = "",
) -> Sheet:
    """Return the sheet's rows below row `header` (counted from 1); refuse it without `columns` and rows.

    A header of several rows ends at row `header`; `naming` says what its columns are called. Columns to the
    right of `last` are left out: a table beside the table may use its names again. Reads xlsx (also Strict
    OOXML), xls, and workbooks encrypted with Excel's default password.
    """
    grid = _grid_below(path, sheet, header)
    labels = names(grid[header - header_rows : header], naming)
    if last and last in labels:
        labels = labels[: labels.index(last) + 1]
    result = _table(path.name, sheet, grid, header, labels)
    result.require(columns)
    if not result.rows:
        raise SourceFileError(f"{path.name}, sheet {sheet!r}", "no rows below the header", FETCH_AGAIN)
    return result


def read_tables(path: Path, sheet: str, *, header: int) -> list[Sheet]:
    """Return the tables that stand side by side below row `header`, parted by columns without a label.

    Each may be empty; which there should be is the caller's to check.
    """
    grid = _grid_below(path, sheet, header)
    labels = [*map(label, grid[header - 1]), ""]
    starts = [i for i, text in enumerate(labels) if text and (i == 0 or not labels[i - 1])]
    spans = [(start, labels.index("", start)) for start in starts]
    return [
        _table(path.name, sheet, [row[start:end] for row in grid], header, labels[start:end])
        for start, end in spans
    ]


def read_csv(
    path: Path,
    *,
    columns: Sequence[str],
    delimiter: str = ",",
    header: int = 1,
    encoding: str = "utf-8-sig",
    last_line: str = "",
) -> Sheet:
    """Read a CSV file with its header on line `header`, every cell as text; drop a byte order mark.

    Every row has as many cells as the header, and the last line ends with a line break, without which it may
    be cut. A file that never had one gives its `last_line`, as it should be.
    """
    try:
        text = path.read_text(encoding=encoding)
    except UnicodeDecodeError as error:
        kind = "UTF-8" if encoding == "utf-8-sig" else encoding
        raise SourceFileError(path.name, f"it is not {kind} text ({error.reason})", FETCH_AGAIN) from error
    try:
        grid: list[list[Cell]] = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise SourceFileError(path.name, f"it is not a CSV file ({error})", FETCH_AGAIN) from error
    if len(grid) < header:
        raise SourceFileError(path.name, "it is empty", FETCH_AGAIN)
    width = len(grid[header - 1])
    for number, cells in enumerate(grid[header:], start=header + 1):
        if cells and (any(cells[width:]) or len(cells) < width):
            raise SourceFileError(
                f"{path.name}, row {number}", f"{len(cells)} cells below {width} columns", FETCH_AGAIN
            )
    result = _table(path.name, "", grid, header, names([grid[header - 1]], Naming.LOWEST))
    result.require(columns)
    if not result.rows:
        raise SourceFileError(path.name, "no rows below the header", FETCH_AGAIN)
    lines = text.splitlines()
    if not text.endswith(("\n", "\r")) and lines[-1] != last_line:
        raise SourceFileError(
            f"{path.name}, row {len(grid)}",
            f"the last line, {lines[-1][-60:]!r}, has no line break behind it; it may be cut",
            FETCH_AGAIN,
        )
    return result


def _place(file: str, sheet: str) -> str:
    """Name a table as a reader finds it; a CSV file has no sheets."""
    return f"{file}, sheet {sheet!r}" if sheet else file


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets."""
    return list(_workbook(path).sheet_names)


def _extra(module: str) -> Any:
    """Import a package of the extra `refresh`; raises `ReaderError` if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ReaderError(
            module,
            f"reading publishers' workbooks needs it ({error})",
            "Install the extra: pip install 'governance-risk[refresh]', or make snapshot.",
        ) from error


def _grid(path: Path, sheet: str) -> list[list[Cell]]:
    calamine = _extra("python_calamine")
    workbook = _workbook(path)
    try:
        # Rows keep the numbers that a reader sees in Excel only if leading empty ones stay.
        grid: list[list[Cell]] = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        for row, column, error in _error_cells(path, sheet):
            grid[row][column] = error  # calamine leaves such a cell empty
        return grid
    except calamine.WorksheetNotFound as error:
        raise SourceFileError(
            path.name, f"no sheet {sheet!r}; it has {', '.join(map(repr, workbook.sheet_names))}", FETCH_AGAIN
        ) from error
    except calamine.CalamineError as error:
        raise SourceFileError(
            f"{path.name}, sheet {sheet!r}", f"it is damaged ({error})", FETCH_AGAIN
        ) from error


def _error_cells(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Yield the row, the column (from 0) and the error of each cell in which a formula failed."""
    content = io.BytesIO(_decrypted(path.name, path.read_bytes()))
    if not zipfile.is_zipfile(content):
        return  # the old format xls
    with zipfile.ZipFile(content) as parts:
        links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  (expat bounds entities)
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314
        own = next(one for one in book.iterfind("{*}sheets/{*}sheet") if one.get("name") == sheet)
        id = next(value for key, value in own.items() if key.endswith("}id"))
        target = targets[id]
        text = parts.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    for attributes, error in _ERROR_CELL.findall(text):
        place = re.search(rb"""\br=["']([A-Z]+)(\d+)["']""", attributes)
        if place is None:
            raise SourceFileError(f"{path.name}, sheet {sheet!r}", "an error cell without place", FETCH_AGAIN)
        column = 0
        for letter in place[1].decode():
            column = 26 * column + ord(letter) - ord("A") + 1
        yield int(place[2]) - 1, column - 1, error.decode()


def _grid_below(path: Path, sheet: str, header: int) -> list[list[Cell]]:
    """Return all of a sheet's cells; refuse a sheet that ends above its header."""
    grid = _grid(path, sheet)
    if len(grid) < header:
        raise SourceFileError(f"{path.name}, sheet {sheet!r}", "it is empty", FETCH_AGAIN)
    return grid


def _workbook(path: Path) -> "CalamineWorkbook":
    calamine = _extra("python_calamine")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceFileError(
            str(path), f"it cannot be read ({error.strerror})", "Check the file."
        ) from error
    if not content:
        raise SourceFileError(path.name, "the file is empty (0 bytes)", FETCH_AGAIN)
    try:
        workbook: CalamineWorkbook = calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(_decrypted(path.name, content))
        )
        return workbook
    except (calamine.CalamineError, OSError, ValueError) as error:
        seen = "an HTML page" if content.lstrip()[:1] == b"<" else "something else"
        raise SourceFileError(path.name, f"it is not an Excel workbook but {seen}", FETCH_AGAIN) from error


def _decrypted(file: str, content: bytes) -> bytes:
    """Return the content as it is, or decrypted if Excel's default password opens it."""
    if not content.startswith(b"\xd0\xcf\x11\xe0"):  # not an OLE container: neither xls nor encrypted
        return content
    msoffcrypto = _extra("msoffcrypto")
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            return content
        office.load_key(password=EXCEL_DEFAULT_PASSWORD)
        opened = io.BytesIO()
        office.decrypt(opened)
        return opened.getvalue()
    except msoffcrypto.exceptions.InvalidKeyError as error:
        raise SourceFileError(
            file, "it is encrypted, and not with Excel's default password", FETCH_AGAIN
        ) from error
    except Exception as error:  # of a damaged container msoffcrypto raises anything, such as ExpatError
        raise SourceFileError(file, f"it is a damaged Excel workbook ({error})", FETCH_AGAIN) from error


def _table(file: str, sheet: str, grid: list[list[Cell]], header: int, labels: Sequence[str]) -> Sheet:
    """Return the table whose columns are called `labels`, below row `header` of a grid."""
    repeated = {name for name in labels if name and labels.count(name) > 1}
    if repeated:
        raise SourceFileError(
            f"{_place(file, sheet)}, row {header}",
            f"column(s) {', '.join(map(repr, sorted(repeated)))} stand there more than once",
            FETCH_AGAIN,
        )
    rows = []
    for number, cells in enumerate(grid[header:], start=header + 1):
        if any(cell != "" for cell in cells):
            padded = [*cells, *[""] * (len(labels) - len(cells))]
            rows.append((number, {name: cell for name, cell in zip(labels, padded, strict=False) if name}))
    above = tuple(tuple(cells) for cells in grid[: header - 1])
    return table(file, sheet, tuple(name for name in labels if name), rows, above=above)


def table(
    file: str,
    sheet: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[int, Mapping[str, Cell]]],
    *,
    above: tuple[tuple[Cell, ...], ...] = (),
) -> Sheet:
    """Return a table of rows by their number, registered for `opened_tables`."""
    read: set[str] = set()
    tables = _opened.get()
    if tables is not None:
        tables.append(OpenedTable(file, _place(file, sheet), columns, read))
    made = tuple(Row(file, sheet, number, _Cells(cells, read)) for number, cells in rows)
    return Sheet(file, sheet, columns, made, above, read)
