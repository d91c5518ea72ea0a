"""No text that leaves the house is run by a spreadsheet, and no number becomes text."""

import csv
import dataclasses
import datetime as dt
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.answers.answer import as_csv, as_json
from indicators.export.passport import Passport
from indicators.export.tables import harmless, to_csv
from tests.depth import examples

STARTS = "=+-@\t\r\n＝＋－＠"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
risky = st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), texts)
PASSPORT = Passport(
    title="A title",
    subtitle="",
    stem="x",
    indicator="x",
    source="x",
    edition="x",
    licence="x",
    accessed=dt.date(2026, 11, 23),
    n="1",
    interval="none",
    notes=(),
    link="http://host/compare?countries=TJK,KGZ",
    snapshot="x",
)


@settings(max_examples=examples(100))
@given(st.lists(st.one_of(texts, risky), min_size=1), st.sampled_from(["str", "object", "category"]))
def test_no_text_of_a_table_is_a_formula_whatever_holds_it(cells: list[str], kind: str) -> None:
    made = harmless(pd.DataFrame({"text": pd.Series(cells, dtype=kind)}))["text"].tolist()
    assert not any(cell.startswith(tuple(STARTS)) for cell in made)
    assert [cell.removeprefix("'") for cell in made] == [cell.removeprefix("'") for cell in cells]


@settings(max_examples=examples(100))
@given(st.one_of(texts, risky), st.floats(allow_nan=False, allow_infinity=False), st.integers())
def test_the_command_lines_csv_has_no_formula_and_its_numbers_are_numbers(
    text: str, number: float, whole: int
) -> None:
    record = {"text": text, "list": (text, "x"), "number": number, "whole": whole, "none": None}
    _, row = csv.reader(io.StringIO(as_csv(list(record), [record]), newline=""))
    assert not row[0].startswith(tuple(STARTS))
    assert not row[1].startswith(tuple(STARTS))
    assert (float(row[2]), int(row[3]), row[4]) == (number, whole, "")


def test_json_has_the_text_as_it_is() -> None:
    assert "\"=cmd|' /C calc'!A0\"" in as_json(["text"], [{"text": "=cmd|' /C calc'!A0"}])


@pytest.mark.parametrize("start", "=+-@")
def test_a_piece_of_the_passport_is_no_formula_where_a_line_is_cut(start: str) -> None:
    """A spreadsheet cuts the lines above the table at commas too."""
    hostile = f"a,{start}cmd|' /C calc'!A0;{start}1,b"
    passport = dataclasses.replace(PASSPORT, title=hostile, notes=(hostile,))
    head = to_csv(pd.DataFrame({"iso3": ["TJK"]}), passport).decode()
    for line in head.splitlines():
        for sign in ",;":
            assert not any(piece.startswith(start) for piece in line.split(sign))
    assert "# link: http://host/compare?countries=TJK,KGZ\n" in head
