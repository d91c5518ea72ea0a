"""The command check: a typed sentence, its finding as a table and as JSON."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indicators.cli.check import CHECK_COLUMNS, check
from indicators.errors import QuestionError
from indicators.paths import SNAPSHOT_VARIABLE

TODAY = ("--as-of", "2026-11-22")


def run(*args: str) -> Result:
    return CliRunner(env={SNAPSHOT_VARIABLE: None}).invoke(check, [*args, *TODAY])


def record(*args: str) -> dict[str, Any]:
    result = run(*args, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    [found] = json.loads(result.stdout)
    return dict(found)


def test_a_rank_as_json() -> None:
    found = record("Tajikistan ranks 152 of 174 in CPI 2014", "--claimed-on", "2015-07-20")
    assert tuple(found) == CHECK_COLUMNS
    assert (found["rating"], found["rating_value"], found["words"]) == ("REFUTED", 1, "refuted")
    assert found["claimed_on"] == "2015-07-20"
    assert found["diagnosis"][0].startswith("MATCHES_LOWEST_RANK:174")
    assert (found["now_rank"], found["now_n"], found["now_edition"]) == (152, 175, "2014")
    assert [element["rating"] for element in found["elements"]] == ["SUPPORTED", "REFUTED"]
    assert len(found["data"][0]["sha256"]) == 64
    assert found["data"][0]["row"] > 0


def test_a_claim_without_a_day_has_no_then() -> None:
    found = record("Tajikistan's CPI fell from 24 to 20 between 2022 and 2023")
    assert (found["since_then"], found["then_rank"], found["claimed_on"]) == (None, None, None)
    assert (found["rating"], found["reasons"]) == ("MISLEADING", ["SOURCE_SET_CHANGED"])
    sources = found["elements"][-1]
    assert (sources["name"], round(sources["matched"], 2)) == ("sources", 0.22)
    assert [datum["year"] for datum in found["data"]] == [2022, 2023]


def test_a_table_has_a_line_for_each_column() -> None:
    text = run("Tajikistan ranks 152 of 175 in CPI 2014").stdout
    for column in CHECK_COLUMNS:
        assert f"\n{column} " in f"\n{text}"
    assert "\nrating              SUPPORTED\n" in text
    assert "now, rank: SUPPORTED; now, number ranked: SUPPORTED" in text


@pytest.mark.parametrize(
    "text", ["", "Tajikistan", "Tajikistan's WGI was 1 in 2014", "<b>\x1b[31m", "x" * 999]
)
def test_what_is_not_understood_is_an_error_for_readers(text: str) -> None:
    result = run(text)
    assert isinstance(result.exception, QuestionError)
    assert result.stdout == ""
