"""Tables, CSV and JSON, and the one line of an error."""

import json
from typing import Any

import pytest

from indicators.answers.answer import as_csv, as_json
from indicators.cli.output import as_table, one_line
from indicators.errors import ReaderError

# Formats

MIXED: list[dict[str, Any]] = [
    {"name": "a,b", "value": 0.1, "n": 7, "known": True, "with": ("X", "Y")},
    {"name": None, "value": None, "n": None, "known": False, "with": ()},
    {"name": "two\nlines", "value": 1234567.0, "n": 12345, "known": True, "with": ("Z",)},
]


def test_a_table_is_aligned() -> None:
    assert as_table(list(MIXED[0]), MIXED) == (
        "name             value      n  known  with\n"
        "a,b                0.1      7  yes    X, Y\n"
        "-                    -      -  no     -\n"
        "two lines  1.23457e+06  12345  yes    Z\n"
    )


def test_csv() -> None:
    assert as_csv(list(MIXED[0]), MIXED) == (
        'name,value,n,known,with\n"a,b",0.1,7,true,X;Y\n,,,false,\n"two\nlines",1234567.0,12345,true,Z\n'
    )


def test_json() -> None:
    assert json.loads(as_json(list(MIXED[0]), MIXED))[1] == {
        "name": None,
        "value": None,
        "n": None,
        "known": False,
        "with": [],
    }
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(["value"], [{"value": float("nan")}])


def test_no_record_leaves_the_header() -> None:
    assert as_table(["a", "b"], []) == "a  b\n"
    assert as_csv(["a", "b"], []) == "a,b\n"
    assert as_json(["a", "b"], []) == "[]\n"


def test_one_line() -> None:
    assert one_line("a\n b\t\x07é") == "a b \\x07é"
    assert one_line(str(ReaderError("here", "seen.", "do"))) == "here: seen. do"
