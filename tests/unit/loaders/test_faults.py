"""Faults of publishers' files, each fed to every loader: a file that is spoiled is refused by file and row.

The faults are made from each source's own small files. A figure of a file is found by its origin, which the
loader gives with it; the fault is put into its row, column or header. `CANNOT` says where a layout rules a
fault out, and the test fails where such an entry is not needed any more.
"""

import copy
import csv
import datetime as dt
import importlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders import Job, parse
from indicators.loaders.headers import label
from indicators.loaders.parsing import check_observations
from indicators.loaders.sheets import EXCEL_ERRORS, _grid, opened_tables, sheet_names
from indicators.refresh.report import large_revisions
from indicators.snapshot.schema import KEY, last_year

PUBLISHERS = Path(__file__).parent / "publishers"
SOURCES = sorted(path.stem for path in PUBLISHERS.glob("*.py") if path.stem != "__init__")
CATALOGUE = Catalogue.read()
SOURCES = [source for source in SOURCES if source in CATALOGUE.sources]

FORMAT = "Its columns are typed: a number is never text, and a variable of years would be another file."
NO_YEAR = "The year is that of the sheet's or the file's name; no cell holds it."
# Source, file (`*` stands for anything), fault: why it cannot occur there, or is no fault there.
CANNOT = {
    ("wb_wgi", "*.dta", "odd number"): FORMAT,
    ("wb_wgi", "*.dta", "error cell"): FORMAT,
    (
        "wb_wgi",
        "*.dta",
        "too few cells",
    ): "An observation has every variable; one without any figure is a year that is not covered.",
    (
        "wb_wgi",
        "worldbank_api_v2_wgi.json",
        "new year's label",
    ): "Each row has its year.",
    ("bti", "BTI_2006-2024_Scores.xlsx", "year out of range"): NO_YEAR,
    ("gocindex", "global_oc_index.xlsx", "year out of range"): NO_YEAR,
    ("fh_fiw", "fiw_2026_headline_transcribed.csv", "year out of range"): NO_YEAR,
    ("fh_nit", "nit2015_*", "year out of range"): NO_YEAR,
    ("heritage_ief", "index20*_data.xls", "year out of range"): NO_YEAR,
    ("polity5", "p4v2013.xls", "year out of range"): "It begins in 1800; what is before 1960 is left out.",
    ("polity5", "p4v2013.xls", "too few cells"): "An empty score is a year that was not judged.",
    ("ti_cpi", "cpi_table_*.csv", "year out of range"): NO_YEAR,
    ("ti_cpi", "CPI*.xls", "year out of range"): NO_YEAR,
    (
        "ti_cpi",
        "CPI*.xls",
        "new year's label",
    ): "One edition a file; `read_repeated` passes unread columns over.",
    (
        "vdem",
        "vdem_v[5-9]*_19*.csv",
        "year out of range",
    ): "It begins long before 1990, and what is older is left out.",
    ("wjp_roli", "roli_data_*.json", "*"): "Records by name, not rows of cells; its own tests spoil them.",
    ("wb_wgi", "wgi_2016-update_*.csv", "country twice"): "Palestine stands there for each of its two parts.",
    ("rsf_wpfi", "2026_numeric_columns_transcribed.csv", "year out of range"): NO_YEAR,
}


class ExcelError(str):
    """The text of a cell that is an error of Excel, and not a text like one."""


@dataclass
class Document:
    """A file as grids by sheet (a CSV file has one, without a name), which `save` writes in its format."""

    path: Path
    grids: dict[str, Any]
    delimiter: str = ","
    encoding: str = ""

    @classmethod
    def open(cls, path: Path) -> "Document":
        if path.suffix == ".csv":
            return cls._open_csv(path)
        if path.suffix == ".dta":
            frame = pd.read_stata(path)
            return cls(path, {"": [list(frame.columns), *frame.to_numpy().tolist()]})
        if path.suffix == ".json":
            answers = json.loads(path.read_text())["indicators"]
            return cls(path, {code: answer["rows"] for code, answer in answers.items()})
        # The reader's own grid keeps the error cells, which calamine leaves empty.
        return cls(path, {name: _grid(path, name) for name in sheet_names(path)})

    @classmethod
    def _open_csv(cls, path: Path) -> "Document":
        content = path.read_bytes()
        for encoding in ("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8", "cp1252"):
            try:
                text = content.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        delimiter = ";" if text.count(";") > text.count(",") else ","
        return cls(path, {"": list(csv.reader(io.StringIO(text), delimiter=delimiter))}, delimiter, encoding)

    def save(self, path: Path) -> Path:
        if path.suffix == ".csv":
            text = io.StringIO()
            csv.writer(text, delimiter=self.delimiter, lineterminator="\n").writerows(self.grids[""])
            path.write_bytes(text.getvalue().encode(self.encoding))
        elif path.suffix == ".dta":
            self._save_stata(path)
        elif path.suffix == ".json":
            content = json.loads(self.path.read_text())
            for code, rows in self.grids.items():
                content["indicators"][code]["rows"] = rows
            path.write_text(json.dumps(content))
        else:
            self._save_workbook(path)
        return path

    def _save_stata(self, path: Path) -> None:
        header, *rows = self.grids[""]
        frame = pd.DataFrame(rows, columns=[str(name).replace(" ", "_") for name in header])
        frame = frame.rename(
            columns=lambda name: re.sub(r"\W", "_", name if name[0].isalpha() else f"y{name}")
        )
        frame.to_stata(path, write_index=False, version=118)

    def _save_workbook(self, path: Path) -> None:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for name, grid in self.grids.items():
            sheet = workbook.create_sheet(name)
            for number, cells in enumerate(grid, start=1):
                for place, value in enumerate(cells, start=1):
                    if value not in ("", None):
                        cell = sheet.cell(number, place, value)
                        if value in EXCEL_ERRORS and not isinstance(value, ExcelError):
                            cell.data_type = "s"
        workbook.save(path)


@dataclass
class Figure:
    """A figure of a document: where it stands, the header above it, and its record."""

    document: Document
    sheet: str
    row: int  # from 0, in the grid
    column: int
    header: int
    record: pd.Series

    @property
    def grid(self) -> Any:
        return self.document.grids[self.sheet]

    @property
    def cells(self) -> Any:  # a list, or a mapping where the file is JSON
        return self.grid[self.row]

    def put(self, value: object, *, column: int | None = None) -> None:
        if self.document.path.suffix == ".json":
            self.cells["value"] = value
        else:
            self.cells[self.column if column is None else column] = value


def _figure(document: Document, record: pd.Series, countries_of: Callable[[object], str | None]) -> Figure:
    """Find a record's cell: below the label of its column, or else the cell of its value."""
    sheet, row = str(record["sheet"]), int(record["row"]) - 1
    if document.path.suffix == ".dta":
        row += 1  # observations are counted without the header
    if document.path.suffix == ".json":
        return Figure(document, sheet, row - 0, 0, 0, record)
    grid = document.grids[sheet]
    name = re.sub(r", sum of \d+ \w+$", "", str(record["column"]))
    for header in range(row):
        labels = [label(cell) for cell in grid[header]]
        if name in labels:
            return Figure(document, sheet, row, labels.index(name), header, record)
    column = next(
        place
        for place, cell in enumerate(grid[row])
        if isinstance(cell, int | float) and cell == record["value"]
    )
    header = next(n for n in reversed(range(row)) if re.search(r"[A-Za-z]{2}", str(grid[n][column])))
    return Figure(document, sheet, row, column, header, record)


@dataclass
class Base:
    """A source's small files, what its loader makes of them, and the columns of each file that it reads."""

    source: str
    paths: dict[str, Path]
    observations: pd.DataFrame
    read: dict[str, set[str]]

    def job(self, *changed: Path) -> Job:
        files = self.paths | {path.name: path for path in changed}
        return Job(CATALOGUE.source(self.source), CATALOGUE.countries, files)

    def country_of(self, cell: object) -> str | None:
        text = str(cell)
        codes = dict(CATALOGUE.source(self.source).codes)
        return codes.get(text) or CATALOGUE.countries.find(text)

    def figure(self, file: str) -> Figure:
        rows = self.observations[self.observations["file"] == file]
        # A row in the middle, so that it is neither the first nor the last.
        record = rows.sort_values(["sheet", "row"]).iloc[len(rows) // 2]
        return _figure(Document.open(self.paths[file]), record, self.country_of)


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Base]:
    @cache
    def make(source: str) -> Base:
        folder = tmp_path_factory.mktemp(source)
        importlib.import_module(f"tests.unit.loaders.publishers.{source}").write(folder)
        paths = {path.name: path for path in folder.iterdir()}
        job = Job(CATALOGUE.source(source), CATALOGUE.countries, paths)
        with opened_tables() as tables:
            parsed = importlib.import_module(f"indicators.loaders.{source}").parse(job)
        read: dict[str, set[str]] = {}
        for table in tables:
            read.setdefault(table.file, set()).update(table.read)
        return Base(source, paths, parsed.observations, read)

    return make


# The faults: each changes a figure's document, and returns False where the file has no place for it


def cut_cells(figure: Figure) -> bool:
    """A row of a CSV file ends early; in a workbook its last cells are empty."""
    if figure.document.path.suffix == ".json":
        del figure.cells["value"]
    elif figure.document.path.suffix == ".csv":
        figure.cells.pop()
    else:
        for place in range(figure.column, len(figure.cells)):
            figure.put(None, column=place)
    return True


def error_cell(figure: Figure) -> bool:
    figure.put(ExcelError("#REF!"))
    return True


def odd_number(text: str) -> Callable[[Figure], bool]:
    def spoil(figure: Figure) -> bool:
        figure.put(text)
        return True

    return spoil


def new_label(text: str) -> Callable[[Figure], bool]:
    """A column of a new year beside the figure's own, under another label than its neighbours have."""

    def spoil(figure: Figure) -> bool:
        own = label(figure.grid[figure.header][figure.column])
        year = re.search(r"(19|20)\d\d", own)
        for number, cells in enumerate(figure.grid):
            if len(cells) > figure.column:
                cells.insert(figure.column, cells[figure.column] if number > figure.header else "")
        figure.grid[figure.header][figure.column] = own.replace(year[0], text) if year else text
        return True

    return spoil


def year_as(value: int) -> Callable[[Figure], bool]:
    """Another year in the figure's row, or in the header of a wide file."""

    def spoil(figure: Figure) -> bool:
        if figure.document.path.suffix == ".json":
            figure.cells["date"] = str(value)
            return True
        years = {str(figure.record["year"]), str(figure.record["edition"])}
        for place, cell in enumerate(figure.cells):
            if place != figure.column and _year_of(cell) in years:
                figure.put(str(value) if isinstance(cell, str) else value, column=place)
                return True
        year = str(figure.record["year"])
        for cells in reversed(figure.grid[: figure.row]):
            for place in range(figure.column, -1, -1):  # a merged cell stands over the first of its columns
                text = label(cells[place]) if place < len(cells) else ""
                if re.search(rf"(?<!\d){year}(?!\d)", text):
                    changed = text.replace(year, str(value))
                    cells[place] = changed if isinstance(cells[place], str) else int(changed)
                    return True
                if text:
                    break
        return False

    return spoil


def _year_of(cell: object) -> str:
    return str(cell.year) if isinstance(cell, dt.date) else label(cell).removesuffix(".0")


def country_twice(figure: Figure) -> bool:
    figure.grid.insert(figure.row + 1, copy.deepcopy(figure.cells))
    return True


def other_name(made: Base, file: str) -> Callable[[Figure], bool]:
    """Another country's name beside the code, among the columns that the loader reads."""

    def spoil(figure: Figure) -> bool:
        iso3 = figure.record["iso3"]
        if figure.document.path.suffix == ".json":
            figure.cells["country"]["value"] = "Mongolia"
            return True
        own = [
            place
            for place, cell in enumerate(figure.cells)
            if made.country_of(cell) == iso3
            and any(
                label(above[place]) in made.read.get(file, set())
                for above in figure.grid
                if len(above) > place
            )
        ]
        names = [place for place in own if len(str(figure.cells[place]).strip()) > 3]
        if len(own) < 2 or not names:
            return False
        figure.put("Mongolia", column=names[-1])
        return True

    return spoil


FAULTS: dict[str, list[Callable[[Figure], bool]]] = {
    "too few cells": [cut_cells],
    "error cell": [error_cell],
    "odd number": [odd_number(text) for text in ("3_4,5", "10_590_927", "nan", "inf")],
    "new year's label": [new_label(text) for text in ("2026 [YR2026]", "2025 (prelim.)", "2024*")],
    "year out of range": [year_as(year) for year in (1788, last_year() + 1, 41640)],
    "country twice": [country_twice],
}
ROW_IS_NAMED = {"too few cells", "error cell", "odd number", "country twice"}


def _refusals(made: Base, file: str, fault: str, folder: Path) -> list[str]:
    """Spoil a file by each form of a fault; the words of each refusal, "" where the loader takes it."""
    words = []
    for spoil in FAULTS[fault]:
        figure = made.figure(file)
        if not spoil(figure):
            continue
        try:
            parse(made.job(figure.document.save(folder / file)))
        except SourceFileError as error:
            words.append(str(error))
        else:
            words.append("")
    return words


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("source", SOURCES)
def test_fault_is_refused(base: Callable[[str], Base], source: str, fault: str, tmp_path: Path) -> None:
    made = base(source)
    for file in sorted(made.observations["file"].unique()):
        if any(source == of and fnmatch(file, name) and fnmatch(fault, kind) for of, name, kind in CANNOT):
            continue
        refusals = _refusals(made, file, fault, tmp_path)
        assert refusals, f"{file}: no place for {fault!r}; say in CANNOT why"
        figure = made.figure(file)
        for words in refusals:
            assert words, f"{file}: {fault} was taken"
            assert file in words
            assert words.endswith(".")
            if fault in ROW_IS_NAMED:
                assert re.search(r"\brow \d+", words), words
            if fault == "country twice":
                number = int(figure.record["row"]) + 1
                assert f"row {number}" in words, words


@pytest.mark.parametrize("source", SOURCES)
def test_cut_file_is_refused(base: Callable[[str], Base], source: str, tmp_path: Path) -> None:
    made = base(source)
    for file, path in made.paths.items():
        content = path.read_bytes().rstrip(b"\r\n")
        (tmp_path / file).write_bytes(content[: -1 if path.suffix == ".csv" else -200])
        with pytest.raises(SourceFileError, match=re.escape(file)):
            parse(made.job(tmp_path / file))
        (tmp_path / file).unlink()


@pytest.mark.parametrize("source", SOURCES)
def test_code_and_name_that_disagree_are_refused(
    base: Callable[[str], Base], source: str, tmp_path: Path
) -> None:
    made = base(source)
    for file in sorted(made.observations["file"].unique()):
        if ("wjp_roli", file) == (source, "roli_data_2019_2025.json"):
            continue
        figure = made.figure(file)
        if not other_name(made, file)(figure):
            continue  # a layout with a name alone, or a code alone
        with pytest.raises(SourceFileError, match=re.escape(file)) as error:
            parse(made.job(figure.document.save(tmp_path / file)))
        assert re.search(r"Mongolia|MNG", str(error.value))


@pytest.mark.parametrize("source", SOURCES)
def test_ranks_that_contradict_the_scores_are_refused(base: Callable[[str], Base], source: str) -> None:
    made = base(source)
    ranked = made.observations[made.observations["rank"].notna()]
    for _, rows in ranked.groupby(["indicator", "year", "edition"]):
        ends = rows.sort_values("value").iloc[[0, -1]]
        if ends["value"].nunique() == 1 or ends["rank"].nunique() == 1:
            continue
        spoiled = made.observations.copy()
        spoiled.loc[ends.index, "rank"] = ends["rank"].to_numpy()[::-1]
        with pytest.raises(SourceFileError, match=r"row \d+.*does not fit its score"):
            check_observations(CATALOGUE.source(source), spoiled)


@pytest.mark.parametrize("source", SOURCES)
def test_large_revision_is_found(base: Callable[[str], Base], source: str) -> None:
    made, about = base(source), CATALOGUE.source(source)
    old = made.observations
    assert large_revisions(old, old, about).empty
    from_zero = {one.id for one in about.indicators if one.minimum >= 0}
    measured = old["standard_error"] > 0
    scaled = old["indicator"].isin(from_zero) & (old["value"] > 0) & ~measured
    new = old.assign(
        value=old["value"]
        + (10.5 * old["standard_error"]).where(measured, 0)
        + (9.5 * old["value"]).where(scaled, 0)
    )
    found = large_revisions(old, new, about)
    assert len(found) == (measured | scaled).sum()
    assert set(map(tuple, found[KEY].to_numpy())) == set(
        map(tuple, old.loc[measured | scaled, KEY].to_numpy())
    )
    smaller = old.assign(value=old["value"] + (9.5 * old["standard_error"]).where(measured, 0))
    assert large_revisions(old, smaller, about).empty
