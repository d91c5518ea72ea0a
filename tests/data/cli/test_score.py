"""The command score: the same records in each format, on the snapshot and on a reader's own figures."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.data.cli.running import assert_one_line, run
from tests.own_figures import STRUCTURE

YEAR = ("score", "--year", "2023")
QUICK = (*YEAR, "--draws", "0")

DATA = """country,year,indicator,value
Tajikistan,2014,x,20
Kyrgyzstan,2014,x,40
Uzbekistan,2014,x,60
"""


def records(*args: str) -> list[dict[str, object]]:
    result = run(*args, "--format", "json")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "my.csv").write_text(DATA)
    (tmp_path / "my.toml").write_text(STRUCTURE)
    return "score", "--data", str(tmp_path / "my.csv"), "--structure", str(tmp_path / "my.toml")


def test_the_score_of_tajikistan_with_its_range_and_its_parts() -> None:
    found = records(*YEAR, "--country", "TJK", "--draws", "200")
    whole, *parts = found
    assert (whole["iso3"], whole["year"], whole["part"], whole["level"]) == ("TJK", 2023, "risk", "composite")
    assert whole["score"] == pytest.approx(76.26, abs=0.01)
    assert (whole["computed_rank"], whole["computed_n"]) == (162, 180)
    assert whole["range_lower"] < whole["score"] < whole["range_upper"]  # type: ignore[operator]
    pillars = [part for part in parts if part["level"] == "pillar"]
    assert len(pillars) == 6
    assert sum(float(str(part["contribution"])) for part in pillars) == pytest.approx(whole["score"])
    assert all(part["range_lower"] is None for part in parts)
    fsi = next(part for part in parts if part["part"] == "fsi.total")
    assert (fsi["score"], fsi["reason"]) == (None, "no value in 2023; values from 2005 to 2022")


def test_what_is_missing_and_outdated_is_told() -> None:
    result = run(*QUICK, "--country", "TJK")
    assert "note: fsi.total: no value in 2023" in result.stderr
    assert result.stdout.startswith("Governance risk 2023, 0 to 100, 100 is worst\niso3  part")


def test_weights_are_the_readers() -> None:
    [equal] = records(*QUICK, "--country", "TJK", "--part", "risk")
    [same] = records(*QUICK, "--country", "TJK", "--part", "risk", "--preset", "equal")
    [more] = records(*QUICK, "--country", "TJK", "--part", "risk", "--weights", "corruption=3")
    [preset] = records(*QUICK, "--country", "TJK", "--part", "risk", "--preset", "corruption_first")
    assert equal == same
    assert more == preset
    assert more["score"] != equal["score"]
    none = ("--weights", "rule_of_law=0,voice=0,media=0", "--weights", "physical_integrity=0,fragility=0")
    only = records(*QUICK, "--country", "TJK", *none)
    assert only[0]["score"] == next(part for part in only if part["part"] == "corruption")["score"]


def test_without_aggregators_they_are_not_there() -> None:
    found = records(*QUICK, "--country", "TJK", "--preset", "without_aggregators")
    assert not [part["part"] for part in found if str(part["part"]).startswith(("ti_cpi", "wb_wgi", "fsi"))]


def test_all_countries_are_in_the_order_of_their_codes_and_those_asked_for_in_that() -> None:
    whole = records(*QUICK, "--part", "risk")
    assert len(whole) > 200
    assert [row["iso3"] for row in whole] == sorted(str(row["iso3"]) for row in whole)
    asked = records(*QUICK, "--part", "risk", "--country", "UZB,Tajikistan")
    assert [row["iso3"] for row in asked] == ["UZB", "TJK"]


def test_csv_holds_what_json_holds() -> None:
    given = (*QUICK, "--country", "TJK", "--part", "risk")
    [row] = csv.DictReader(io.StringIO(run(*given, "--format", "csv").stdout))
    [record] = records(*given)
    assert list(row) == list(record)
    assert float(row["score"]) == record["score"]


def test_a_day_on_which_nothing_was_known_has_no_score() -> None:
    [found] = records(
        "score", "--year", "2014", "--country", "TJK", "--part", "risk", "--as-of", "2015-07-20"
    )
    assert found["score"] is None
    assert str(found["reason"]).startswith("a core part is missing")


def test_own_figures_make_a_score_in_the_newest_year(own: tuple[str, ...]) -> None:
    found = records(*own, "--part", "whole")
    assert {row["iso3"]: row["score"] for row in found} == {"KGZ": 60, "TJK": 80, "UZB": 40}
    assert {row["year"] for row in found} == {2014}
    assert found[1]["range_lower"] is not None


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("score --year 1900", "Choose a year from 1976 to 2025"),
        ("score --year 2023 --country Atlantis", '"Atlantis" is not the code'),
        ("score --year 2023 --country IOT", "IOT has no value of any indicator"),
        ("score --year 2023 --weights corruption", "Write weights as corruption=2,media=0"),
        ("score --year 2023 --weights corruption=much", "'much' of corruption is not a weight"),
        ("score --year 2023 --weights corruption=-1", "0 or more"),
        ("score --year 2023 --weights corruption=nan", "not a weight"),
        ("score --year 2023 --weights corruption=1,corruption=2", "corruption has two"),
        ("score --year 2023 --weights corupption=1", "Did you mean corruption"),
        ("score --year 2023 --weights risk=1", "is the whole"),
        ("score --year 2023 --weights vdem.physical_integrity=0,pts.state_department=0", "sum to zero"),
        ("score --year 2023 --preset fair", "Use one of: equal, corruption_first"),
        ("score --year 2023 --part pillar", "'pillar' is not known"),
        ("score --year 2023 --draws many", "Write a number from 0 to 10000"),
        ("score --year 2023 --draws 10001", "Write a number from 0 to 10000"),
        ("score --year 2023 --structure nowhere.toml", "nowhere.toml: No such file"),
        ("score --data nowhere.csv", "Name its TOML with --structure"),
        ("score --as-of 1990-01-01", "no indicator of the structure has a value"),
    ],
)
def test_bad_input(line: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_line(run(*line.split()), part)


def test_bad_figures_are_one_line(own: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "my.csv").write_text(DATA.replace("40", "forty"))
    assert_one_line(run(*own), "my.csv, row 3: value 'forty' is no number")
    (tmp_path / "my.csv").write_text(DATA.replace("Kyrgyzstan", "Tajikistan"))
    assert_one_line(run(*own), "my.csv, rows 2, 3: x of TJK in 2014 appears 2 times")
    (tmp_path / "my.csv").write_text("")
    assert_one_line(run(*own), "my.csv: it is empty")
    (tmp_path / "my.csv").write_text(DATA)
    assert_one_line(run(*own, "--as-of", "2015-07-20"), "your own figures have no snapshot")


def test_every_mistake_of_a_structure_is_told(own: tuple[str, ...], tmp_path: Path) -> None:
    wrong = STRUCTURE.replace("worst = 0", 'worst = "none"').replace("[[nodes]]", "[[nodes]]\nweight = -1")
    (tmp_path / "my.toml").write_text(wrong)
    result = run(*own)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: 2 mistake(s)")
    assert "`weight` is -1" in result.stderr
    assert "`worst` is 'none'" in result.stderr
