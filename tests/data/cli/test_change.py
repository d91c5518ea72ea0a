"""The command `change`: all the parts in each format, refusals on one line."""

import json

import pytest

from tests.data.cli.running import CPI, ask, assert_one_line, records, rows, run

TJK = ("--country", "TJK", "--as-of", "2026-11-22")
SPLIT = ("change", *CPI, *TJK, "--from", "2015", "--to", "2016")


def test_json_carries_every_part() -> None:
    [found] = records(*SPLIT)
    assert (found["value_from"], found["value_to"], found["change"]) == (26, 25, -1)
    assert found["verdict"] == "within the margin of error"
    assert round(found["z"], 2) == -0.11
    assert (found["interval_lower"], found["interval_upper"]) == pytest.approx((-15.88, 13.88), abs=0.01)
    assert (found["published_rank_from"], found["published_n_from"]) == (136, 168)
    assert (found["published_rank_to"], found["published_n_to"]) == (151, 176)
    assert (found["rank_change"], found["score_effect"], found["coverage_effect"]) == (-15, -7, -8)
    assert found["matched"] + found["composition"] + found["rounding"] == pytest.approx(-1)
    assert found["sources_joined"] == ["Varieties of Democracy"]
    assert (len(found["came"]), found["went"]) == (9, ["SYC"])
    assert any(told.startswith("new sources from 2016: V-Dem") for told in found["breaks"])
    assert found["sentence"].startswith("From 2015 to 2016 Tajikistan's CPI score went from 26 to 25 (−1):")


def test_what_is_missing_is_null() -> None:
    [found] = records("change", "--indicator", "fh_fiw.total", *TJK, "--from", "2014", "--to", "2024")
    assert (found["z"], found["matched"], found["published_rank_from"]) == (None, None, None)
    assert (found["verdict"], found["reason"]) == ("not tested", "no margin of error is held")
    assert "Freedom House publishes no uncertainty" in found["sentence"]


def test_csv_has_the_fields_of_json() -> None:
    header, line = rows(*SPLIT)
    [found] = json.loads(ask(*SPLIT, "--format", "json"))
    assert header == list(found)
    assert dict(zip(header, line, strict=True))["rank_change"] == "-15"


def test_the_table_begins_with_the_sentence_and_leaves_out_what_is_missing() -> None:
    text = ask(*SPLIT)
    assert text.startswith("sentence ")
    assert "score_effect" in text
    assert "reason" not in text


def test_an_older_edition_in_the_place_of_one_that_is_not_held_is_noted() -> None:
    result = run("change", "--indicator", "fsi.total", *TJK, "--from", "2010", "--to", "2020")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: ")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        (
            "rsf_wpfi.score_2022 --from 2020 --to 2021",
            "not comparable: new definition from 2021 (edition 2022)",
        ),
        ("rsf_wpfi.score_2013_2021 --from 2020 --to 2021", "not comparable: new definition from 2021"),
        ("ti_cpi.score --from 2011 --to 2013", "not comparable: new scale from 2012"),
        ("ti_cpi.score --from 2012 --to 2026", "Years held of it: 2012 to 2025."),
        ("ti_cpi.scor --from 2012 --to 2014", "Did you mean ti_cpi.score"),
        ("ti_cpi.score --from 12 --to 2014", "'12' is not a year"),
        ("ti_cpi.score --from 2012", "Missing option '--to'"),
    ],
)
def test_a_refusal_is_one_line_that_names_its_reason(line: str, part: str) -> None:
    assert_one_line(run("change", "--indicator", *line.split(), *TJK), part)


def test_one_country_is_asked_for() -> None:
    assert_one_line(
        run("change", *CPI, "--country", "TJK,KGZ", "--from", "2015", "--to", "2016"), "is not one country"
    )


@pytest.mark.parametrize("years", [("2014", "2014"), ("2016", "2015")])
def test_years_that_do_not_run_forwards_are_refused(years: tuple[str, str]) -> None:
    asked = run("change", *CPI, *TJK, "--from", years[0], "--to", years[1])
    assert_one_line(asked, "is not before")
