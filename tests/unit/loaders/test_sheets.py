"""Reading of tables: what is opened, what is refused, and what a refusal says."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from indicators.errors import SourceFileError
from indicators.loaders.headers import Naming
from indicators.loaders.sheets import Row, read_csv, read_sheet, read_tables, sheet_names
from tests.unit.loaders.workbooks import encrypt, make_strict, write_csv, write_xlsx

TABLE = [["Country", "Rank "], ["Tajikistan", 152], [None, None], ["Uzbekistan", 166]]


def table(folder: Path, name: str = "file.xlsx") -> Path:
    return write_xlsx(folder / name, {"Other": [["x"]], "CPI 2014": TABLE})


def countries(path: Path) -> list[str]:
    return [row.text("Country") for row in read_sheet(path, "CPI 2014", header=1, columns=["Country"])]


# What is opened


@pytest.mark.filterwarnings("ignore:File contains an invalid specification")
def test_a_strict_workbook_is_read_though_openpyxl_sees_no_sheet_in_it(tmp_path: Path) -> None:
    path = make_strict(table(tmp_path))
    assert openpyxl.load_workbook(path).sheetnames == []
    assert sheet_names(path) == ["Other", "CPI 2014"]
    assert countries(path) == ["Tajikistan", "Uzbekistan"]


def test_a_workbook_encrypted_with_excels_default_password_is_read(tmp_path: Path) -> None:
    path = encrypt(table(tmp_path, "CPI2012_Results.xls"))
    assert not zipfile.is_zipfile(path)
    assert countries(path) == ["Tajikistan", "Uzbekistan"]


def test_an_empty_row_is_skipped_and_rows_keep_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [[], ["A title"], [], *TABLE]})
    rows = read_sheet(path, "S", header=4, columns=["Country"]).rows
    assert [row.number for row in rows] == [5, 7]
    assert rows[0].where == "file.xlsx, sheet 'S', row 5"


def test_the_rows_above_the_header_are_kept_as_they_are(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [["A title", 2022], [], *TABLE]})
    assert read_sheet(path, "S", header=3, columns=["Country"]).above == (("A title", 2022), ("", ""))
    path = write_csv(tmp_path / "file.csv", [["Last Updated Date", "2025-07-01", ""], [], *TABLE])
    assert read_csv(path, columns=["Country"], header=3).above == (
        ("Last Updated Date", "2025-07-01", ""),
        (),
    )


def test_blanks_around_labels_do_not_count_and_columns_without_a_label_are_dropped(tmp_path: Path) -> None:
    header = ["Country", None, "  Number  of\nsources "]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [header, [" Tajikistan ", "note", 5]]})
    sheet = read_sheet(path, "S", header=1, columns=["Country", "Number of sources"])
    assert sheet.columns == ("Country", "Number of sources")
    assert sheet.rows[0].cells == {"Country": " Tajikistan ", "Number of sources": 5}
    assert sheet.rows[0].text("Country") == "Tajikistan"


def test_a_header_of_two_rows_names_a_column_by_its_lowest_label(tmp_path: Path) -> None:
    above, below = ["Country", "90% interval", None], [None, "Lower", "Upper"]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [above, below, ["Tajikistan", 14, 32]]})
    sheet = read_sheet(path, "S", header=2, header_rows=2, columns=["Country", "Lower", "Upper"])
    assert sheet.rows[0].cells == {"Country": "Tajikistan", "Lower": 14, "Upper": 32}


def test_below_merged_cells_a_column_is_named_by_all_that_stand_above_it(tmp_path: Path) -> None:
    editions, years = ["Edition", 2024, None, "2025-26", None], ["Year", 2023, None, 2025, None]
    labels = [None, "PR", "CL ", "PR", "CL"]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [editions, years, labels, ["Tajikistan", 7, 7, 7, 6]]})
    sheet = read_sheet(path, "S", header=3, columns=["Edition / Year"], header_rows=3, naming=Naming.MERGED)
    assert sheet.rows[0].cells == {
        "Edition / Year": "Tajikistan",
        "2024 / 2023 / PR": 7,
        "2024 / 2023 / CL": 7,
        "2025-26 / 2025 / PR": 7,
        "2025-26 / 2025 / CL": 6,
    }


def test_a_table_beside_the_table_may_use_its_names_again(tmp_path: Path) -> None:
    rows = [["Country", "Rank", None, "Rank"], ["Tajikistan", 152, None, 9]]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": rows})
    sheet = read_sheet(path, "S", header=1, columns=["Country", "Rank"], last="Rank")
    assert [row.cells for row in sheet] == [{"Country": "Tajikistan", "Rank": 152}]
    with pytest.raises(SourceFileError, match="'Rank' stand there more than once"):
        read_sheet(path, "S", header=1, columns=["Country", "Rank"])


def test_a_joined_header_names_a_column_by_all_of_its_labels_and_a_year_as_a_reader_sees_it(
    tmp_path: Path,
) -> None:
    above, below = [None, 1996, 1996, 2014], ["Country", "Estimate", "Rank", "Estimate"]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [above, below, ["Tajikistan", 1, 2, 3]]})
    columns = ["Country", "1996 Estimate", "1996 Rank", "2014 Estimate"]
    sheet = read_sheet(path, "S", header=2, header_rows=2, naming=Naming.JOINED, columns=columns)
    assert list(sheet.rows[0].cells) == columns
    with pytest.raises(SourceFileError, match="'Estimate' stand there more than once"):
        read_sheet(path, "S", header=2, header_rows=2, columns=["Country"])


def test_tables_that_stand_side_by_side_are_read_apart(tmp_path: Path) -> None:
    grid = [
        ["A title"],
        ["Country", "2012", None, "Country", "2013", None],
        ["Tajikistan", 22, None, "Kyrgyzstan", 24, "a note"],
        [None, None, None, "Uzbekistan", 17, None],
    ]
    path = write_xlsx(tmp_path / "file.xlsx", {"S": grid})
    first, second = read_tables(path, "S", header=2)
    assert [(row.number, row.cells) for row in first] == [(3, {"Country": "Tajikistan", "2012": 22})]
    assert [(row.number, row.text("Country")) for row in second] == [(3, "Kyrgyzstan"), (4, "Uzbekistan")]
    assert second.columns == ("Country", "2013")


def test_a_table_beside_another_may_be_empty_and_a_sheet_may_not_end_above_the_header(
    tmp_path: Path,
) -> None:
    path = write_xlsx(tmp_path / "file.xlsx", {"S": [["Country", None, "Year"], [None, None, 2014]]})
    empty, other = read_tables(path, "S", header=1)
    assert (len(empty.rows), len(other.rows)) == (0, 1)
    with pytest.raises(SourceFileError, match=r"^file\.xlsx, sheet 'S': it is empty"):
        read_tables(path, "S", header=3)


def test_a_csv_file_loses_its_byte_order_mark(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "f.csv", [["ISO3", "Score"], ["TJK", "23"]], delimiter=";", encoding="utf-8-sig"
    )
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_csv(path, columns=["ISO3"], delimiter=";").columns == ("ISO3", "Score")


# Cells


def row(**cells: object) -> Row:
    return Row("file.xlsx", "S", 7, cells)


def test_a_number_is_a_number_and_zero_is_not_missing() -> None:
    assert row(Score=23).number_of("Score") == 23
    assert row(Score=0.0).number_of("Score", missing=["-"]) == 0
    assert row(Score="-").number_of("Score", missing=["-"]) is None
    assert row(Score="").number_of("Score", missing=[""]) is None


def test_decimal_marks_of_csv_files() -> None:
    assert row(Score="5,32").decimal("Score", mark=",") == 5.32
    assert row(Score="5.32").decimal("Score") == 5.32
    assert row(Score="..").decimal("Score", missing=[".."]) is None


def test_a_year_of_a_csv_file() -> None:
    assert row(Year=" 2014 ").year("Year") == 2014


def test_whole_numbers_of_csv_files() -> None:
    assert row(Year=" 2015 ").integer("Year") == 2015
    assert row(Year="-1").integer("Year") == -1


@pytest.mark.parametrize(
    ("read", "wanted"),
    [
        (lambda: row(Score="n/a").number_of("Score"), "'n/a' is not a number"),
        (lambda: row(Score="").number_of("Score"), "'' is not a number"),
        (lambda: row(Score="23").number_of("Score"), "'23' is not a number"),
        (lambda: row(Score=True).number_of("Score"), "True is not a number"),
        (lambda: row(Score="-").required_number("Score"), "'-' is not a number"),
        (lambda: row(Score="5,32").decimal("Score"), "'5,32' is not a number"),
        (lambda: row(Score="").decimal("Score"), "'' is not a number"),
        (lambda: row(Score="14").year("Score"), "'14' is not a year"),
        (lambda: row(Score="2014.0").year("Score"), "'2014.0' is not a year"),
        (lambda: row(Score="").year("Score"), "'' is not a year"),
        (lambda: row(Score="").integer("Score"), "'' is not a whole number"),
        (lambda: row(Score="1976tq").integer("Score"), "'1976tq' is not a whole number"),
        (lambda: row(Score="2015.0").integer("Score"), "'2015.0' is not a whole number"),
        (lambda: row(Score="5.32").decimal("Score", mark=","), "'5.32' is not a number"),
        (lambda: row(Score=152.5).whole("Score"), "152.5 is not a whole number"),
        (lambda: row(Score=7).text("Score"), "7 is not text"),
        (lambda: row(Score="  ").text("Score"), "'  ' is not text"),
    ],
)
def test_a_cell_of_another_kind_is_refused_by_file_sheet_row_and_column(
    read: Callable[[], object], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        read()
    assert str(error.value) == (
        f"file.xlsx, sheet 'S', row 7, column 'Score': {wanted}. "
        "Fetch the file again from the publisher; if its layout is new, teach the loader."
    )


# What is refused

PAGE = "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>"


def damaged(folder: Path) -> Path:
    """A whole zip file in which the sheet breaks off in the middle."""
    path = table(folder)
    with zipfile.ZipFile(path) as workbook:
        parts = {name: workbook.read(name) for name in workbook.namelist()}
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in parts.items():
            workbook.writestr(name, content[: len(content) // 2] if "worksheets" in name else content)
    return path


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file.xlsx"
    path.write_bytes(content)
    return path


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    return written(path.parent, content[: int(len(content) * share)])


def sheet(folder: Path, rows: list[list[object]]) -> Path:
    return write_xlsx(folder / "file.xlsx", {"CPI 2014": rows})


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda f: written(f, b""), "file.xlsx: the file is empty (0 bytes)"),
        (lambda f: written(f, b"Country;Rank"), "file.xlsx: it is not an Excel workbook but something else"),
        (lambda f: written(f, PAGE.encode()), "file.xlsx: it is not an Excel workbook but an HTML page"),
        (lambda f: cut(table(f), 0.6), "file.xlsx: it is not an Excel workbook but something else"),
        (lambda f: cut(encrypt(table(f)), 0.6), "file.xlsx: it is a damaged Excel workbook"),
        (damaged, "file.xlsx, sheet 'CPI 2014': it is damaged"),
        (lambda f: encrypt(table(f), "secret"), "file.xlsx: it is encrypted, and not with Excel's default"),
        (lambda f: write_xlsx(f / "file.xlsx", {"S": [[1]]}), "file.xlsx: no sheet 'CPI 2014'; it has 'S'"),
        (lambda f: sheet(f, []), "file.xlsx, sheet 'CPI 2014': it is empty"),
        (lambda f: sheet(f, TABLE[:1]), "file.xlsx, sheet 'CPI 2014': no rows below the header"),
        (lambda f: sheet(f, [["Land"], ["Tadschikistan"]]), "column(s) 'Country' missing; it has 'Land'"),
        (
            lambda f: sheet(f, [["Country", "Country"], ["a", "b"]]),
            "row 1: column(s) 'Country' stand there more",
        ),
    ],
)
def test_what_is_no_such_table_is_refused(tmp_path: Path, make: Callable[[Path], Path], wanted: str) -> None:
    with pytest.raises(SourceFileError) as error:
        countries(make(tmp_path))
    assert wanted in str(error.value)
    assert str(error.value).startswith("file.xlsx")
    assert str(error.value).endswith(
        "Fetch the file again from the publisher; if its layout is new, teach the loader."
    )


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="it cannot be read"):
        countries(tmp_path / "none.xlsx")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "f.csv: it is empty"),
        (b"Country\n", "f.csv: no rows below the header"),
        ("Country\nCôte d'Ivoire\n".encode("latin-1"), "f.csv: it is not UTF-8 text"),
        (PAGE.encode(), "f.csv: column(s) 'Country' missing; it has '<!DOCTYPE html>'"),
    ],
)
def test_what_is_no_such_csv_file_is_refused(tmp_path: Path, content: bytes, wanted: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(SourceFileError) as error:
        read_csv(path, columns=["Country"])
    assert str(error.value).startswith(wanted)
