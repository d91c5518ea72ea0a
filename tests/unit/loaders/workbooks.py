"""Publishers' files for the tests: their own layouts and labels, a few rows, invented figures.

A grid is a list of rows of cells. A test takes one, spoils it with `put`, and writes it where it likes.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msoffcrypto
import openpyxl

from indicators.catalogue.catalogue import Catalogue
from indicators.loaders.parsing import Job

Grid = list[list[object]]


def small(catalogue: Catalogue, *only: str) -> Catalogue:
    """The catalogue without its bounds on the number of countries, which a few rows cannot meet.

    With `only`, of these sources alone, in this order.
    """
    sources = {
        id: replace(
            catalogue.sources[id],
            indicators=tuple(
                replace(i, countries_per_year=(1, 300)) for i in catalogue.sources[id].indicators
            ),
        )
        for id in only or catalogue.sources
    }
    return replace(catalogue, sources=sources)


def job(catalogue: Catalogue, source: str, *paths: Path) -> Job:
    """The loader's work on these files, each under its own name."""
    return Job(catalogue.source(source), catalogue.countries, {path.name: path for path in paths})


# Files


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def make_strict(path: Path) -> Path:
    """Turn a workbook into Strict Open XML, as Excel saves it: other namespaces, and `conformance`."""
    spellings = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"<workbook ": b'<workbook conformance="strict" ',
    }
    with zipfile.ZipFile(path) as workbook:
        parts = {name: workbook.read(name) for name in workbook.namelist()}
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in parts.items():
            for transitional, strict in spellings.items():
                content = content.replace(transitional, strict)
            workbook.writestr(name, content)
    return path


def encrypt(path: Path, password: str = "VelvetSweatshop") -> Path:  # noqa: S107  (Excel's, and public)
    """Encrypt a workbook; with Excel's default password Excel opens it without asking."""
    encrypted = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())).encrypt(password, encrypted)
    path.write_bytes(encrypted.getvalue())
    return path


def write_csv(path: Path, rows: Grid, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding)
    return path


# Grids


def put(grid: Grid, key: object, column: str, value: object) -> Grid:
    """Change one cell: the column by its label, the row as the last one that holds `key`."""
    header = next(row for row in grid if column in row)
    row = next(row for row in reversed(grid) if key in row and row is not header)
    row[header.index(column)] = value
    return grid


def without_column(grid: Grid, column: str) -> Grid:
    """The grid with a column's label taken away, as if the publisher had renamed it."""
    return [["(renamed)" if cell == column else cell for cell in row] for row in grid]
