"""Freedom House's scores: what becomes of a row, what must agree, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.fh_fiw import parse
from indicators.loaders.parsing import Parsed
from indicators.snapshot.schema import KEY, validate
from tests.unit.loaders.publishers.fh_fiw import (
    cells,
    fiw,
    fiw_early,
    fiw_headline,
    fiw_older,
    write_fiw,
    write_fiw_headline,
    write_fiw_older,
    write_fiw_ratings,
)
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, *paths: Path) -> Parsed:
    return parse(job(catalogue, "fh_fiw", *paths))


@pytest.fixture
def all_files(catalogue: Catalogue, tmp_path: Path) -> Parsed:
    older = write_fiw_older(tmp_path, fiw_older(), fiw_early())
    headline = write_fiw_headline(tmp_path, fiw_headline())
    return parsed(catalogue, write_fiw(tmp_path, fiw()), write_fiw_ratings(tmp_path), older, headline)


def values(result: Parsed, iso3: str, edition: str) -> dict[str, float]:
    rows = result.observations.query("iso3 == @iso3 and edition == @edition")
    return dict(zip(rows["indicator"].str.removeprefix("fh_fiw."), rows["value"], strict=True))


def standing(result: Parsed, iso3: str, edition: str) -> list[object]:
    table = result.tables["fh_fiw_status"].query("iso3 == @iso3 and edition == @edition")
    [row] = table.to_dict("records")
    return list(row.values())


def refusal(catalogue: Catalogue, *paths: Path) -> str:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, *paths)
    return str(error.value)


# The workbook of all questions


def test_an_edition_judges_the_year_before_it(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, write_fiw(tmp_path, fiw())).observations.query("iso3 == 'TJK'")
    assert set(zip(rows["year"], rows["edition"], strict=True)) == {(2014, "2015"), (2015, "2016")}


def test_questions_sums_and_ratings_below_a_title_row(catalogue: Catalogue, tmp_path: Path) -> None:
    assert values(parsed(catalogue, write_fiw(tmp_path, fiw())), "TJK", "2015") == {
        "head_of_government_elections": 0,
        "legislative_elections": 1,
        "electoral_laws": 1,
        "electoral_process": 2,
        "opposition_parties": 1,
        "opposition_opportunity": 1,
        "free_political_choices": 0,
        "minority_political_rights": 1,
        "political_pluralism": 3,
        "policy_made_by_the_elected": 0,
        "safeguards_against_corruption": 1,
        "government_transparency": 1,
        "functioning_of_government": 2,
        "forced_demographic_change": 0,
        "consultation_in_monarchies": 0,
        "political_rights": 7,
        "political_rights_rating": 6,
        "free_media": 1,
        "religious_freedom": 1,
        "academic_freedom": 1,
        "free_personal_expression": 1,
        "freedom_of_expression_and_belief": 4,
        "freedom_of_assembly": 1,
        "freedom_for_ngos": 1,
        "freedom_for_trade_unions": 1,
        "associational_rights": 3,
        "independent_judiciary": 1,
        "due_process": 0,
        "freedom_from_physical_force": 1,
        "equal_treatment": 1,
        "rule_of_law": 3,
        "freedom_of_movement": 1,
        "property_rights": 1,
        "personal_social_freedoms": 2,
        "equality_of_opportunity": 1,
        "personal_autonomy": 5,
        "civil_liberties": 15,
        "civil_liberties_rating": 6,
        "total": 22,
    }


def test_the_origin_is_the_cell_in_the_publishers_sheet(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, write_fiw(tmp_path, fiw())).observations
    [d2] = rows.query("indicator == 'fh_fiw.religious_freedom' and year == 2014").to_dict("records")
    assert [d2["file"], d2["sheet"], d2["row"], d2["column"]] == [
        "All_data_FIW_2013-2024.xlsx",
        "FIW13-25",
        7,
        "D2",
    ]


def test_a_score_of_0_is_a_score_and_a_question_not_asked_is_no_observation(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, write_fiw(tmp_path, fiw()))
    assert values(result, "TJK", "2016")["opposition_parties"] == 0
    assert values(result, "TJK", "2016")["consultation_in_monarchies"] == 0
    assert "consultation_in_monarchies" not in values(result, "KGZ", "2018")  # dropped in edition 2018


def test_territories_without_a_code_are_left_out_and_odd_names_are_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, write_fiw(tmp_path, fiw()))
    assert set(result.observations["iso3"]) == {"TJK", "GMB", "KGZ"}
    assert set(result.tables["fh_fiw_status"]["iso3"]) == {"TJK", "GMB", "KGZ"}


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "Edition"),
            "All_data_FIW_2013-2024.xlsx, sheet 'FIW13-25': column(s) 'Edition' missing; it has",
        ),
        (
            lambda grid: put(grid, "The Gambia", "Country/Territory", "Gambia River"),
            "sheet 'FIW13-25', row 5: unknown country 'Gambia River'. Add it to data/geography/aliases.csv "
            "or to [[exclusions]] in fh_fiw.toml.",
        ),
        (
            lambda grid: put(grid, "The Gambia", "Status", "Free"),
            "sheet 'FIW13-25', row 5: unknown status 'Free'. It should be one of F, PF, NF.",
        ),
        (
            lambda grid: put(grid, "The Gambia", "Total", "16*"),
            "sheet 'FIW13-25', row 5, column 'Total': '16*' is not a number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "The Gambia", "B1", "N/A"),
            "sheet 'FIW13-25', row 5, column 'B1': 'N/A' is not a number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "The Gambia", "PR rating", "-"),
            "sheet 'FIW13-25', row 5, column 'PR rating': '-' is not a number. Fetch the file again",
        ),
        (
            lambda grid: [*grid, grid[4]],
            "sheet 'FIW13-25', row 8: a second row of GMB in edition 2016. Find out which is right",
        ),
        (lambda grid: grid[1:], "sheet 'FIW13-25', row 2: column(s) '0', '1', "),
        (lambda grid: grid[:2], "sheet 'FIW13-25': no rows below the header."),
        (lambda grid: [], "sheet 'FIW13-25': it is empty."),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    seen = refusal(catalogue, write_fiw(tmp_path, spoil(fiw())))
    assert seen.startswith("All_data_FIW_2013-2024.xlsx, sheet 'FIW13-25'")
    assert wanted in seen


@pytest.mark.parametrize(
    ("column", "value", "broken"),
    [
        ("B1", 2, "B"),
        ("D2 ", 5, "D"),
        ("Add Q", 1, "PR"),
        ("G", 6, "CL, G"),
        ("Total", 12, "Total"),
        ("PR rating", 5, "ratings"),
        ("Status", "PF", "Status"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(
    catalogue: Catalogue, tmp_path: Path, column: str, value: object, broken: str
) -> None:
    path = write_fiw(tmp_path, put(fiw(), "The Gambia", column, value))
    assert f"row 5: what does not follow from the other figures of the row: {broken}. Find out" in refusal(
        catalogue, path
    )


def test_scores_outside_their_bounds_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    grid = put(put(fiw(), "The Gambia", "D1", -1), "The Gambia", "D2 ", 3)  # the sum stays as it is
    observations = parsed(catalogue, write_fiw(tmp_path, grid)).observations
    with pytest.raises(SourceFileError, match="a value outside 0 to 4: -1 at fh_fiw"):
        validate(observations, small(catalogue).source("fh_fiw").indicators, where="Freedom in the World")


# The older workbook


def test_sums_before_the_newer_workbook_come_from_the_older_one(all_files: Parsed) -> None:
    assert values(all_files, "TJK", "2006") == {
        "electoral_process": 4,
        "political_pluralism": 4,
        "functioning_of_government": 3,
        "forced_demographic_change": 0,
        "consultation_in_monarchies": 0,
        "political_rights": 11,
        "political_rights_rating": 6,
        "freedom_of_expression_and_belief": 6,
        "associational_rights": 5,
        "rule_of_law": 4,
        "personal_autonomy": 6,
        "civil_liberties": 21,
        "civil_liberties_rating": 5,
        "total": 32,
    }
    assert values(all_files, "TJK", "2003") == {"total": 31, "political_rights": 11, "civil_liberties": 20}
    assert values(all_files, "TJK", "2005") == {"total": 33, "political_rights": 12, "civil_liberties": 21}
    assert len(values(all_files, "TJK", "2015")) == 39
    assert not all_files.observations.duplicated(KEY).any()


def test_question_a_added_a_point_and_question_q_deducts(all_files: Parsed) -> None:
    assert values(all_files, "LUX", "2006")["political_rights"] == 41
    assert values(all_files, "LUX", "2006")["consultation_in_monarchies"] == 1


def test_a_dash_for_a_state_that_was_not_there_is_no_observation(all_files: Parsed) -> None:
    assert values(all_files, "TLS", "2003") == {}
    assert values(all_files, "TLS", "2004")["total"] == 63


def test_dissolved_states_are_left_out(all_files: Parsed) -> None:
    countries = {"TJK", "GMB", "KGZ", "TLS", "LUX", "XKX", "HKG", "ZAF"}
    assert set(all_files.observations["iso3"]) == countries


def test_a_known_misprint_is_left_out_and_the_rest_of_the_row_stands(all_files: Parsed) -> None:
    kosovo = values(all_files, "XKX", "2007")
    assert (kosovo["civil_liberties"], kosovo["rule_of_law"], kosovo["total"]) == (18, 4, 29)
    assert not {"forced_demographic_change", "consultation_in_monarchies"} & set(kosovo)
    assert standing(all_files, "XKX", "2007")[3:] == ["Not Free", 6, 5]  # the ratings' workbook; not PF


def test_a_misprint_that_freedom_house_mends_stops_the_build(catalogue: Catalogue, tmp_path: Path) -> None:
    mended = cells("Kosovo|Eurasia|t|2006|NF|6|5|5|5|3|3|0|10|6|6|2|5|19|29")
    older = write_fiw_older(tmp_path, [*fiw_older()[:-1], mended], fiw_early())
    assert (
        "sheet 'FIW06-21', row 6: what does not follow from the other figures of the row: nothing any longer."
        in refusal(catalogue, write_fiw(tmp_path, fiw()), older)
    )


def test_two_workbooks_that_disagree_stop_the_build(catalogue: Catalogue, tmp_path: Path) -> None:
    older = fiw_older()
    older[1] = cells("Tajikistan|Eurasia|c|2015|NF|6|6|2|3|2|0|0|7|4|3|3|4|14|21")
    assert (
        "sheet 'FIW06-21', row 2: G of TJK in 2014 is 4; All_data_FIW_2013-2024.xlsx, row 7, has 5 in 2014."
    ) in refusal(catalogue, write_fiw(tmp_path, fiw()), write_fiw_older(tmp_path, older, fiw_early()))


def test_early_sums_that_do_not_add_up_are_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    early = put(fiw_early(), "Tajikistan", "FIW04 Total", 34)
    older = write_fiw_older(tmp_path, fiw_older(), early)
    assert "sheet 'FIW03-05', row 2: FIW04 PR and CL do not make its Total." in refusal(
        catalogue, write_fiw(tmp_path, fiw()), older
    )


# The headline of 2026


def test_the_headline_of_2026_is_transcribed_and_has_no_ratings(all_files: Parsed) -> None:
    rows = all_files.observations.query("edition == '2026'")
    assert set(rows["status"]) == {"transcribed"}
    assert set(rows["year"]) == {2025}
    assert values(all_files, "TJK", "2026") == {"political_rights": -1, "civil_liberties": 5, "total": 4}
    assert standing(all_files, "TJK", "2026")[3] == "Not Free"
    table = all_files.tables["fh_fiw_status"].query("edition == '2026'")
    assert table["political_rights_rating"].isna().all()


@pytest.mark.parametrize(
    ("column", "value", "wanted"),
    [
        ("score", "5", "row 5: -1 and 5 do not make 5, Not Free. Compare it with the page."),
        ("status", "Partly Free", "row 5: -1 and 5 do not make 4, Partly Free. Compare it with the page."),
        ("iso", "TM", "row 5: Tajikistan is not TM. Compare it with the page."),
        ("score", "", "row 5, column 'score': '' is not a number."),
        ("score", "4.5", "row 5: score '4.5' is not a whole number. Compare it with the page."),
    ],
)
def test_a_slip_of_the_pen_in_the_transcribed_headline_is_found(
    catalogue: Catalogue, tmp_path: Path, column: str, value: str, wanted: str
) -> None:
    headline = write_fiw_headline(tmp_path, put(fiw_headline(), "Tajikistan", column, value))
    assert wanted in refusal(catalogue, write_fiw(tmp_path, fiw()), headline)
