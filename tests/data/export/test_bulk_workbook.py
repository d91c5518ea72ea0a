"""A bulk download as an Excel workbook: text and numbers, no formula that runs."""

import io
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.export.bulk import save, write
from indicators.export.bulk_selection import select
from indicators.model import LicenceClass, SideTable
from indicators.snapshot.snapshot import Snapshot
from tests.data.export import archives
from tests.data.export.synthetic import HOSTILE, source, write_snapshot


def sheets(archive: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(archives.files(archive)["governance-risk.xlsx"]))


def test_a_workbook_begins_with_what_is_to_be_known(
    made: dict[str, Path], snapshot: Snapshot, small: str
) -> None:
    book = sheets(made["xlsx"])
    assert book.sheetnames[:3] == ["Read me", "Indicators", small]
    cells = [str(cell.value) for row in book["Read me"].iter_rows() for cell in row if cell.value]
    known = snapshot.catalogue.source(small)
    for fact in (snapshot.id, known.attribution, known.licence, snapshot.created.isoformat()):
        assert any(fact in cell for cell in cells)


def test_a_workbook_holds_text_and_numbers_and_nothing_else(made: dict[str, Path], small: str) -> None:
    sheet = sheets(made["xlsx"])[small]
    header, *rows = sheet.iter_rows(values_only=True)
    kinds = dict(zip(header, zip(*rows, strict=True), strict=True))
    assert {type(cell) for cell in kinds["edition"]} == {str}
    assert {type(cell) for cell in kinds["year"]} == {int}
    assert {type(cell) for cell in kinds["value"]} <= {int, float}
    assert {type(cell) for cell in kinds["rank"]} <= {int, type(None)}


def test_no_cell_is_a_formula_or_a_link(hostile: Snapshot, tmp_path: Path) -> None:
    save(hostile, select(hostile, noncommercial=False), "xlsx", tmp_path / "x.zip")
    book = sheets(tmp_path / "x.zip")
    for sheet in book:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n", "b", "inlineStr"}
            assert not any(cell.hyperlink for cell in row)
    content = archives.files(tmp_path / "x.zip")["governance-risk.xlsx"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(
            b"<f>" in parts.read(name) or b"hyperlink" in parts.read(name) for name in parts.namelist()
        )


def test_sheets_have_names_that_excel_allows(hostile: Snapshot, tmp_path: Path) -> None:
    save(hostile, select(hostile, noncommercial=False), "xlsx", tmp_path / "x.zip")
    names = sheets(tmp_path / "x.zip").sheetnames
    assert names == [
        "Read me",
        "Indicators",
        "a_text",
        "a_text_words_with_a_name_longer",
        "a_text_words_with_a_name_long~2",
    ]
    assert all(len(name) <= 31 for name in names)


def test_more_rows_than_a_sheet_has_are_refused_before_anything_is_written(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = SideTable("long_table", "Long", "Too long", ("n",), (("n", "Number"),))
    long = source(catalogue, "long", LicenceClass.OPEN, 0, tables=(table,))
    rows = pd.DataFrame({"n": np.arange(1_048_576, dtype="int32")})
    held = write_snapshot(tmp_path, catalogue, {"long": long}, {}, {table.name: rows})
    out = io.BytesIO()
    with pytest.raises(QuestionError, match=r"long_table as Excel: its 1,048,576 rows .* Parquet or CSV"):
        write(held, select(held, noncommercial=False), "xlsx", out)
    assert out.getvalue() == b""


def test_text_in_a_workbook_is_as_it_was_but_for_markup(hostile: Snapshot, tmp_path: Path) -> None:
    save(hostile, select(hostile, noncommercial=False), "xlsx", tmp_path / "x.zip")
    words = archives.tables(tmp_path / "x.zip")[hostile.catalogue.source("a_text").tables[0].name]["word"]
    # openpyxl leaves Excel's own writing of what XML cannot hold: _x0041_ would be A.
    seen = [word.replace("_x005F_", "_").replace("_x0001_", "\x01") for word in words]
    assert seen == [f"'{word}" if word.startswith("<r>") else word for word in HOSTILE]
