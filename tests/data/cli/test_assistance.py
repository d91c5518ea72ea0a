"""`governance-risk assistance`: by fiscal year, by account, by programme; and what is refused."""

import re

import pytest

from tests.data.cli.running import ask, records, rows, run

TAJIKISTAN_2015 = ("assistance", "--country", "TJK", "--year-from", "2015", "--year-to", "2015")
TODAY = ("--as-of", "2026-11-22")


def test_json_has_the_published_figures() -> None:
    [found] = records(*TAJIKISTAN_2015, *TODAY)
    assert (found["iso3"], found["fiscal_year"]) == ("TJK", 2015)
    assert [round(found[name], 2) for name in ("military", "nadr", "narcotics_control")] == [
        16.36,
        2.48,
        7.09,
    ]
    assert found["trainees"] == 984
    assert found["edition"] == "2022-08-09"
    assert found["training_edition"] == "2015-2016"


def test_both_figures_of_uzbekistan_are_there_with_a_note() -> None:
    [found] = records(
        "assistance", "--country", "Uzbekistan", "--year-from", "2015", "--year-to", "2015", *TODAY
    )
    assert (round(found["military"], 2), round(found["portal_military"], 2)) == (26.03, 63.05)
    assert "Both figures stand" in found["note"]


def test_missing_is_null_and_empty_and_a_dash() -> None:
    question = ("assistance", "--country", "TJK", "--year-from", "2021", "--year-to", "2021", *TODAY)
    [found] = records(*question)
    assert found["military"] is None
    assert round(found["portal_military"], 2) == 9.74
    header, cells = rows(*question)
    assert dict(zip(header, cells, strict=True))["trainees"] == ""
    assert re.search(r"^TJK +2021 +- +- ", ask(*question), re.MULTILINE)


def test_the_table_says_its_units_and_what_a_fiscal_year_is() -> None:
    text = ask("assistance", "--country", "TJK,UZB", *TODAY)
    assert "million US$ of the year" in text
    assert "October to September" in text
    assert "UZB, fiscal year 2015: Military is 26.03 million US$ in the Greenbook" in text


def test_by_account() -> None:
    found = records(*TAJIKISTAN_2015, "--by", "account", *TODAY)
    military = [row for row in found if row["group"] == "Military"]
    assert len(military) == 4
    assert round(sum(row["current"] for row in military), 2) == 16.36


def test_by_program() -> None:
    found = {row["program_group"]: row for row in records(*TAJIKISTAN_2015, "--by", "program", *TODAY)}
    assert (found["Section 1004"]["trainees"], found["Section 1004"]["courses"]) == (886, 6)
    assert found["PKO/GPOI"]["cost"] is None


def test_without_a_country_every_recipient_is_there() -> None:
    found = records("assistance", "--year-from", "2015", "--year-to", "2015", *TODAY)
    assert len({row["iso3"] for row in found}) > 150


def test_what_is_not_held_on_a_day_is_said() -> None:
    result = run("assistance", "--country", "TJK", "--as-of", "2015-07-20", "--format", "csv")
    assert result.exit_code == 0
    assert result.stderr.count("note: ") == 2
    assert "FY2013 (published 2014), which is not held here" in result.stderr
    assert result.stdout.splitlines()[-1].startswith("TJK,2013,,")


def test_a_country_without_a_row_is_named() -> None:
    result = run("assistance", "--country", "TJK,PRK", "--year-from", "2015", "--year-to", "2015", *TODAY)
    assert result.exit_code == 0
    assert "no row of PRK" in result.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--country", "TJK", "--year-from", "2030"), "fiscal years 1996 to 2025"),
        (("--country", "TJK", "--as-of", "1990-01-01"), "later day"),
        (("--country", "Nowhere"), "Nowhere"),
        (("--year-from", "2015", "--year-to", "2010"), "is after"),
        (("--by", "month"), "month"),
    ],
)
def test_what_cannot_be_answered_is_one_line(options: tuple[str, ...], words: str) -> None:
    result = run("assistance", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    errors = [line for line in result.stderr.splitlines() if not line.startswith("note: ")]
    assert len(errors) == 1
    assert words in errors[0]
