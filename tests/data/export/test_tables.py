"""The rows behind a chart as CSV and Parquet: what a reader gets back, and what a spreadsheet runs."""

import codecs
import csv
import datetime as dt
import io
import json
from dataclasses import replace

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.export.passport import Passport
from indicators.export.tables import to_csv, to_parquet, to_xlsx
from indicators.snapshot.schema import DTYPES
from indicators.snapshot.snapshot import Snapshot

PASSPORT = Passport(
    title="Corruption Perceptions Index, score",
    subtitle="Tajikistan and its neighbours, 2014",
    stem="ti_cpi.score_TJK_2014",
    indicator="ti_cpi.score",
    source="Transparency International, Corruption Perceptions Index",
    edition="2014",
    licence="CC BY-ND 4.0",
    accessed=dt.date(2026, 11, 22),
    n="5 of 175 countries",
    interval="90 % interval",
    notes=("Ranks move with the number ranked.", "Not corruption itself."),
    link="http://127.0.0.1:8501/indicators?i=ti_cpi.score#chart",
    snapshot="fa15a536cd9b",
)


@pytest.fixture
def rows(snapshot: Snapshot) -> pd.DataFrame:
    held = snapshot.observations(countries=["TJK", "UZB", "TKM"], as_of=dt.date(2026, 11, 22))
    return held[held["year"] >= 2014].reset_index(drop=True)


def back(content: bytes, **options: object) -> pd.DataFrame:
    """The rows as pandas reads them, editions without the quote that keeps Excel from dates."""
    rows = pd.read_csv(io.BytesIO(content), comment="#", **options)
    return rows.assign(edition=rows["edition"].str.removeprefix("'")) if "edition" in rows else rows


def text(cell: object) -> str:
    """One cell through to_csv and back, as a spreadsheet sees it."""
    content = to_csv(pd.DataFrame({"name": [cell], "year": [2014]}), PASSPORT)
    return back(content, keep_default_na=False)["name"].iloc[0]


# CSV


def test_a_csv_file_gives_back_the_same_rows(rows: pd.DataFrame) -> None:
    again = back(to_csv(rows, PASSPORT), dtype=DTYPES)
    pd.testing.assert_frame_equal(again, rows)
    assert rows["rank"].isna().any()  # what is missing is among what came back
    assert rows["rank"].notna().any()


def test_a_csv_file_begins_with_its_passport() -> None:
    lines = to_csv(pd.DataFrame({"iso3": ["TJK"]}), PASSPORT).decode("utf-8-sig").splitlines()
    head = dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))
    assert head == {
        **{name: str(value) for name, value in PASSPORT.as_dict().items()},
        "notes": "Ranks move with the number ranked.; Not corruption itself.",
    }
    assert lines[len(head) :] == ['"iso3"', '"TJK"']


def test_missing_is_empty_and_zero_is_0() -> None:
    frame = pd.DataFrame({"value": [0.0, None], "rank": pd.array([0, None], "Int16"), "name": ["a", None]})
    assert to_csv(frame, PASSPORT).decode("utf-8-sig").splitlines()[-2:] == ['0,0,"a"', ",,"]


def test_names_keep_their_letters_commas_and_quotes() -> None:
    for name in ("Côte d'Ivoire", "Korea, North", 'the "Republic"', "Türkiye", "a # b"):
        assert text(name) == name


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_text_that_a_spreadsheet_would_run_has_a_leading_quote(cell: str) -> None:
    assert text(cell) == f"'{cell}"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_text_begins_a_formula_and_other_text_is_as_it_was(cell: str) -> None:
    content = to_csv(pd.DataFrame({"name": [cell]}), PASSPORT).decode("utf-8-sig")
    [(seen,)] = list(csv.reader(io.StringIO(content)))[-1:]
    assert seen[0] not in "=+-@"
    assert seen in (cell, f"'{cell}")


def test_a_number_below_zero_is_a_number() -> None:
    assert back(to_csv(pd.DataFrame({"value": [-1.132]}), PASSPORT))["value"].tolist() == [-1.132]


def test_a_title_of_many_lines_cannot_leave_the_passport() -> None:
    hostile = replace(PASSPORT, title='a\n=cmd\r\n"b', notes=("c\nd",))
    content = to_csv(pd.DataFrame({"iso3": ["TJK"]}), hostile)
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == '# title: a =cmd "b'
    assert "# notes: c d" in lines
    assert back(content)["iso3"].tolist() == ["TJK"]


def test_csv_opens_right_in_excel_and_in_pandas() -> None:
    editions = ["2011-12", "2026-10-02", "2025-12", "v16", "2014"]
    frame = pd.DataFrame({"country": ["Côte d'Ivoire"] * 5, "edition": editions, "value": [1.5] * 5})
    content = to_csv(frame, PASSPORT)
    assert content.startswith(codecs.BOM_UTF8 + b"# title: ")
    assert back(content)["edition"].tolist() == editions
    lines = content.decode("utf-8-sig").splitlines()[-5:]
    assert lines[0] == '"Côte d\'Ivoire","\'2011-12",1.5'
    assert lines[3] == '"Côte d\'Ivoire","v16",1.5'
    assert list(back(content).columns) == ["country", "edition", "value"]


# Excel


def test_workbook_gives_back_the_same_rows_and_its_passport() -> None:
    frame = pd.DataFrame(
        {
            "country": ["Côte d'Ivoire", "=1+1"],
            "edition": ["2011-12", "2014"],
            "value": [-1.25, None],
            "rank": pd.array([3, None], "Int16"),
        }
    )
    content = to_xlsx(frame, PASSPORT)
    assert content == to_xlsx(frame, PASSPORT)
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = [[cell.value for cell in row] for row in book["Rows"]]
    assert rows == [
        ["country", "edition", "value", "rank"],
        ["Côte d'Ivoire", "2011-12", -1.25, 3],
        ["=1+1", "2014", None, None],
    ]
    assert book["Rows"]["A3"].data_type == "s"
    about = {row[0].value: row[1].value for row in book["About"]}
    assert about["link"] == PASSPORT.link
    assert about["licence"] == "CC BY-ND 4.0"


# Parquet


def test_a_parquet_file_gives_back_the_same_rows_and_holds_its_passport(rows: pd.DataFrame) -> None:
    content = to_parquet(rows, PASSPORT)
    again = pd.read_parquet(io.BytesIO(content)).astype(DTYPES)
    pd.testing.assert_frame_equal(again, rows)
    metadata = pq.read_schema(io.BytesIO(content)).metadata
    assert json.loads(metadata[b"passport"]) == PASSPORT.as_dict()


def test_text_in_a_parquet_file_is_as_it_was() -> None:
    content = to_parquet(pd.DataFrame({"name": ["=1+1"]}), PASSPORT)
    assert pd.read_parquet(io.BytesIO(content))["name"].tolist() == ["=1+1"]


def test_the_rows_that_are_given_are_left_as_they_are() -> None:
    frame = pd.DataFrame({"name": ["=1+1"]})
    to_csv(frame, PASSPORT)
    to_parquet(frame, PASSPORT)
    assert frame["name"].tolist() == ["=1+1"]
