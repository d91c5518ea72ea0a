"""The command `rank`: places with what is known of them. Places themselves: `test_questions`."""

import pytest

from tests.data.cli.running import CORRUPTION, CPI, ask, assert_one_line, records, rows, run

AS_OF = ("--as-of", "2026-11-22")


def test_a_country_that_is_named_has_its_own_set() -> None:
    [found] = records("rank", *CPI, "--year", "2023", "--country", "TJK", *AS_OF)
    assert (found["rank"], found["n_ranked"]) == (162, 180)
    assert (found["set_kind"], found["level"]) == ("marginal_confidence_set", 0.9)
    assert abs(found["set_lower"] - 127) <= 1
    assert abs(found["set_upper"] - 179) <= 1


def test_several_countries_have_the_sets_of_the_whole_list() -> None:
    question = ("rank", *CPI, "--year", "2023", *AS_OF)
    together = records(*question, "--country", "KAZ,TJK")
    assert together == [row for row in records(*question) if row["iso3"] in ("KAZ", "TJK")]


def test_all_together_have_wider_sets() -> None:
    question = ("rank", *CPI, "--year", "2023", *AS_OF)
    of_all = records(*question)
    assert len(of_all) == 180
    [own] = records(*question, "--country", "TJK")
    [there] = [row for row in of_all if row["iso3"] == "TJK"]
    assert there["set_lower"] < own["set_lower"]
    assert there["set_upper"] >= own["set_upper"]
    assert {row["set_kind"] for row in of_all} == {"simultaneous_confidence_set"}
    assert all(row["set_lower"] <= row["computed_rank"] <= row["set_upper"] for row in of_all)


@pytest.mark.parametrize(
    ("indicator", "year", "kind", "bounds"),
    [
        ("fh_fiw.total", "2025", "granularity_band", (186, 190)),
        ("pts.amnesty", "2024", "tie_group", (None, None)),
        ("wb_wgi.control_of_corruption_2026", "2025", "none", (None, None)),
    ],
)
def test_without_errors_no_level_is_named(
    indicator: str, year: str, kind: str, bounds: tuple[int | None, int | None]
) -> None:
    result = run(
        *("rank", "--indicator", indicator, "--year", year, "--country", "TJK", "--format", "csv", *AS_OF)
    )
    header, cells = (line.split(",") for line in result.stdout.splitlines()[:2])
    found = dict(zip(header, cells, strict=False))
    assert (found["set_kind"], found["level"]) == (kind, "")
    assert (found["set_lower"], found["set_upper"]) == tuple("" if b is None else str(b) for b in bounds)


def test_sets_in_csv_and_in_a_table() -> None:
    question = ("rank", *CORRUPTION, "--year", "2013", "--country", "TJK", *AS_OF)
    header, cells = rows(*question)
    found = dict(zip(header, cells, strict=True))
    assert (found["set_kind"], found["level"]) == ("marginal_confidence_set", "0.9")
    titles, line = ask(*question).splitlines()
    assert "set_lower  set_upper  set_kind                 level" in titles
    assert f"{found['set_upper']}  marginal_confidence_set    0.9" in line


def test_what_is_not_ranked_is_one_line() -> None:
    result = run("rank", "--indicator", "wb_wdi.population", "--year", "2024")
    assert_one_line(result, "Population", "cannot be ranked")


def test_a_country_without_a_value_is_one_line() -> None:
    result = run("rank", *CPI, "--year", "2014", "--country", "Tuvalu")
    assert_one_line(result, "TUV has no value", "Years held of it: none")
