"""Write tables into one Excel workbook, row by row.

Text stays text and numbers stay numbers: no cell becomes a formula or a link. Excel's file format keeps 16
significant digits of a number; Parquet and CSV keep all 17.
"""

import datetime as dt
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from indicators.errors import QuestionError
from indicators.export.bulk_package import Section
from indicators.export.bulk_resources import Resource
from indicators.export.bulk_writing import Archive, Written

WORKBOOK = "governance-risk.xlsx"
READ_ME = "Read me"
MAX_ROWS = 1_048_576  # Excel's limit, including the header
MAX_NAME = 31
# Excel refuses the first name; the second is our own sheet.
RESERVED = ("history", READ_ME.lower())


def sheet_names(resources: Iterable[Resource]) -> dict[str, str]:
    """Return a unique sheet name that Excel allows, by table name."""
    names: dict[str, str] = {}
    used = set(RESERVED)
    for resource in resources:
        plain = re.sub(r"[\[\]:*?/\\']", "-", resource.stem if resource.source else resource.title)
        name, number = plain[:MAX_NAME], 2
        while name.lower() in used:
            end = f"~{number}"
            name, number = plain[: MAX_NAME - len(end)] + end, number + 1
        used.add(name.lower())
        names[resource.name] = name
    return names


def check_fits(resources: Iterable[Resource]) -> None:
    """Raise `QuestionError` for a table with more rows than a sheet."""
    for resource in resources:
        rows = sum(len(frame) for frame in resource.frames())
        if rows >= MAX_ROWS:
            raise QuestionError(
                f"{resource.name} as Excel",
                f"its {rows:,} rows do not fit into a sheet, which ends at {MAX_ROWS:,}",
                "Choose Parquet or CSV.",
            )


def write_workbook(
    archive: Archive, resources: Sequence[Resource], read_me: Sequence[Section], created: dt.date
) -> list[Written]:
    """Write all tables as sheets of one workbook, with the explanations on the first sheet.

    Rows go to temporary files, so that memory holds one indicator. Raises `QuestionError` for a text longer
    than a cell allows.
    """
    names = sheet_names(resources)
    with tempfile.TemporaryDirectory(prefix="governance-risk-") as folder:
        path = Path(folder) / WORKBOOK
        book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        book.set_properties(
            {"title": "Governance risk indicators", "created": dt.datetime.combine(created, dt.time())}
        )
        _read_me(book, read_me)
        counts = [_sheet(book, names[resource.name], resource) for resource in resources]
        book.close()
        with path.open("rb") as file, archive.file(WORKBOOK, deflate=False) as out:
            shutil.copyfileobj(file, out, 1 << 20)
    return [
        Written(resource, WORKBOOK, "xlsx", out.size, out.hash, rows, schema, names[resource.name])
        for resource, (rows, schema) in zip(resources, counts, strict=True)
    ]


def _read_me(book: Any, sections: Sequence[Section]) -> None:
    sheet = book.add_worksheet(READ_ME)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24, book.add_format({"valign": "top"}))
    sheet.set_column(1, 1, 110, wrapped)
    row = 0
    for section in sections:
        sheet.write_string(row, 0, _inert(section.heading), bold)
        for label, text in section.lines:
            row += 1
            sheet.write_string(row, 0, _inert(label))
            sheet.write_string(row, 1, _inert(text))
        row += 2


def _sheet(book: Any, name: str, resource: Resource) -> tuple[int, pa.Schema]:
    """Write a table as a sheet below a header; return the number of rows and their schema."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    row, schema = 0, None
    for table in resource.arrow():
        if schema is None:
            schema = table.schema
            for column, title in enumerate(schema.names):
                sheet.write_string(0, column, title, bold)
        _rows(sheet, row + 1, table, resource.name)
        row += table.num_rows
    return row, schema


def _rows(sheet: Any, start: int, table: pa.Table, where: str) -> None:
    writers = [_writer(sheet, column.type) for column in table.schema]
    columns = [_cells(column) for column in table.columns]
    for row, cells in enumerate(zip(*columns, strict=True), start):
        for column, (write, cell) in enumerate(zip(writers, cells, strict=True)):
            if cell is not None and write(row, column, cell):
                raise QuestionError(
                    f"{where}, row {row + 1}, {table.schema.names[column]}",
                    "this does not fit into a cell of a workbook",
                    "Choose Parquet or CSV.",
                )


def _writer(sheet: Any, kind: pa.DataType) -> Any:
    if pa.types.is_string(kind):
        return sheet.write_string
    if pa.types.is_boolean(kind):
        return sheet.write_boolean
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return sheet.write_number
    raise TypeError(f"no cell for {kind}; add it to _writer")


def _cells(column: pa.ChunkedArray) -> list[Any]:
    cells = column.to_pylist()
    return [_inert(cell) if cell else cell for cell in cells] if pa.types.is_string(column.type) else cells


def _inert(text: str) -> str:
    """Add a leading quote to text that XlsxWriter would take for its own markup and write unescaped."""
    return f"'{text}" if text.startswith("<r>") else text
