"""Freedom House's two workbooks: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.fh_fiw import parse
from indicators.loaders.parsing import Parsed
from indicators.schema import KEY, validate
from tests.loaders.workbooks import (
    Grid,
    fiw,
    fiw_early,
    fiw_older,
    job,
    put,
    small,
    without_column,
    write_fiw,
    write_fiw_older,
)


def parsed(
    catalogue: Catalogue, folder: Path, grid: Grid, older: Grid | None = None, early: Grid | None = None
) -> Parsed:
    paths = [write_fiw(folder, grid)]
    if older or early:
        paths.append(write_fiw_older(folder, older or fiw_older(), early or fiw_early()))
    return parse(job(catalogue, "fh_fiw", *paths))


def values(result: Parsed, iso3: str, year: int) -> dict[str, float]:
    rows = result.observations.query("iso3 == @iso3 and year == @year")
    return dict(zip(rows["indicator"].str.removeprefix("fh_fiw."), rows["value"], strict=True))


def test_an_edition_judges_the_year_before_it(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, fiw()).observations.query("iso3 == 'TJK'")
    assert set(zip(rows["year"], rows["edition"], strict=True)) == {(2014, "2015"), (2015, "2016")}


def test_the_five_scores_below_a_title_row(catalogue: Catalogue, tmp_path: Path) -> None:
    assert values(parsed(catalogue, tmp_path, fiw()), "TJK", 2014) == {
        "total": 22,
        "political_rights": 7,
        "civil_liberties": 15,
        "opposition_parties": 1,
        "religious_freedom": 1,
    }


def test_a_score_of_0_is_a_score(catalogue: Catalogue, tmp_path: Path) -> None:
    assert values(parsed(catalogue, tmp_path, fiw()), "TJK", 2015)["opposition_parties"] == 0


@pytest.mark.parametrize("mark", ["-", "N/A"])
def test_what_was_not_scored_is_no_observation(catalogue: Catalogue, tmp_path: Path, mark: str) -> None:
    grid = put(fiw(), "Tajikistan", "B1", mark)
    assert values(parsed(catalogue, tmp_path, grid), "TJK", 2014) == {
        "total": 22,
        "political_rights": 7,
        "civil_liberties": 15,
        "religious_freedom": 1,
    }


def test_territories_without_a_code_are_left_out_and_odd_names_are_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, tmp_path, fiw())
    assert set(result.observations["iso3"]) == {"TJK", "GMB"}
    assert set(result.tables["fh_fiw_status"]["iso3"]) == {"TJK", "GMB"}


def test_ratings_and_statuses_stand_in_a_table_of_their_own(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path, fiw(), fiw_older()).tables["fh_fiw_status"]
    assert table.to_dict("records")[2] == {
        "iso3": "TJK",
        "year": 2005,
        "edition": "2006",
        "status": "Not Free",
        "political_rights_rating": 6,
        "civil_liberties_rating": 5,
    }
    assert not table.duplicated(["iso3", "year", "edition"]).any()


# The older workbook


def test_sums_before_the_newer_workbook_come_from_the_older_one(catalogue: Catalogue, tmp_path: Path) -> None:
    result = parsed(catalogue, tmp_path, fiw(), fiw_older())
    assert values(result, "TJK", 2005) == {"total": 32, "political_rights": 11, "civil_liberties": 21}
    assert values(result, "TJK", 2002) == {"total": 31, "political_rights": 11, "civil_liberties": 20}
    assert values(result, "TJK", 2004) == {"total": 33, "political_rights": 12, "civil_liberties": 21}
    assert len(values(result, "TJK", 2014)) == 5
    assert not result.observations.duplicated(KEY).any()


def test_a_dash_for_a_state_that_was_not_there_is_no_observation(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, tmp_path, fiw(), fiw_older())
    assert values(result, "TLS", 2002) == {}
    assert values(result, "TLS", 2003)["total"] == 63


def test_yugoslavia_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    result = parsed(catalogue, tmp_path, fiw(), fiw_older())
    assert set(result.observations["iso3"]) == {"TJK", "GMB", "TLS", "LUX"}


@pytest.mark.parametrize("column", ["Total", "PR", "CL "])
def test_two_workbooks_that_disagree_stop_the_build(
    catalogue: Catalogue, tmp_path: Path, column: str
) -> None:
    older = fiw_older()
    older[1][older[0].index(column)] = 30
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, fiw(), older)
    assert "Aggregate_Category_and_Subcategory_Scores_FIW_2003-2021.xlsx: value of fh_fiw." in str(
        error.value
    )
    assert "TJK, 2015 is 30, elsewhere" in str(error.value)


# What is refused


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
            lambda grid: put(grid, "The Gambia", "Total", None),
            "sheet 'FIW13-25', row 5, column 'Total': '' is not a number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "The Gambia", "PR rating", "-"),
            "sheet 'FIW13-25', row 5, column 'PR rating': '-' is not a number. Fetch the file again",
        ),
        (lambda grid: grid[1:], "sheet 'FIW13-25', row 2: column(s) '2.0' stand there more than once"),
        (lambda grid: grid[:2], "sheet 'FIW13-25': no rows below the header."),
        (lambda grid: [], "sheet 'FIW13-25': it is empty."),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(fiw()))
    assert str(error.value).startswith("All_data_FIW_2013-2024.xlsx, sheet 'FIW13-25'")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: put(grid, "The Gambia", "D2 ", 5),
            "a value outside 0 to 4: 5 at fh_fiw.religious_freedom GMB 2015 edition 2016",
        ),
        (
            lambda grid: [*grid, grid[4]],
            "10 rows share a key, first fh_fiw.civil_liberties GMB 2015 edition 2016",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    observations = parsed(catalogue, tmp_path, spoil(fiw())).observations
    with pytest.raises(SourceFileError) as error:
        validate(observations, small(catalogue).source("fh_fiw").indicators, where="Freedom in the World")
    assert wanted in str(error.value)
