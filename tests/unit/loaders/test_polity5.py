"""Polity5: codes that are no scores, states that stand there twice, and what stops the build."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.polity5 import parse
from indicators.snapshot.schema import KEY
from tests.unit.loaders.publishers.polity5 import (
    FILE,
    P4V2014,
    grid,
    grid_2014,
    row,
    workbook_2013,
    write_workbook_2013,
)
from tests.unit.loaders.workbooks import Grid, job, put, write_csv


def parsed(catalogue: Catalogue, folder: Path, cells: Grid | None = None) -> pd.DataFrame:
    return parse(job(catalogue, "polity5", write_csv(folder / FILE, cells or grid()))).observations


def scores(rows: pd.DataFrame, iso3: str) -> dict[tuple[str, int], float]:
    found = rows[rows["iso3"] == iso3]
    names = found["indicator"].str.removeprefix("polity5.")
    return dict(zip(zip(names, found["year"], strict=True), found["value"], strict=True))


def test_special_codes_are_no_scores_and_polity2_fills_some_of_them(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert scores(parsed(catalogue, tmp_path), "TJK") == {
        ("polity", 2015): -3,
        ("polity2", 1992): 0,
        ("polity2", 1998): -1,
        ("polity2", 2015): -3,
    }


def test_in_the_year_of_a_separation_the_state_without_the_part_counts(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert scores(rows, "ETH") == {("polity2", 1992): 0, ("polity2", 1993): 1}
    assert scores(rows, "SDN")["polity2", 2010] == -4
    assert scores(rows, "SDN")["polity2", 2011] == -2
    assert not rows.duplicated(KEY).any()


def test_one_country_under_two_spellings_is_one(catalogue: Catalogue, tmp_path: Path) -> None:
    assert scores(parsed(catalogue, tmp_path), "CIV")["polity", 2014] == 4
    assert scores(parsed(catalogue, tmp_path), "CIV")["polity", 2016] == 5


def test_former_states_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(parsed(catalogue, tmp_path)["iso3"]) == {"TJK", "ETH", "SDN", "CIV", "USA"}


def test_the_series_ends_with_2018_and_only_the_united_states_go_on(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert rows["year"].max() == 2018
    assert scores(rows, "USA") == {("polity", 2018): 8, ("polity2", 2018): 8}


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (
            [*grid(), row(702, "TAJ", "Tajikistan", 2019, -3, "-3.0")],
            "polity5_1960_on.csv, row 19: a row of 2019; p5v2018 ends with 2018.",
        ),
        (
            [*grid(), row(999, "ATL", "Atlantis", 2018, 1, "1.0")],
            "polity5_1960_on.csv, row 19: unknown country 'Atlantis'.",
        ),
        (
            [*grid(), row(625, "SUD", "Sudan", 2012, 1, "1.0")],
            "polity5_1960_on.csv, row 19: Sudan (625) has a row of 2012, and no spell covers that year.",
        ),
        (
            put(grid(), 2015, "polity2", "minus 3"),
            "polity5_1960_on.csv, row 5, column 'polity2': 'minus 3' is not a number.",
        ),
    ],
)
def test_a_row_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, cells: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, cells)
    assert str(error.value).startswith(wanted)


# Polity IV


def polity4(catalogue: Catalogue, folder: Path, cells: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "polity5", write_workbook_2013(folder, cells))).observations


def test_workbook_of_2013_is_read_from_1960_on(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = polity4(catalogue, tmp_path, workbook_2013())
    assert set(rows["edition"]) == {"p4v2013"}
    assert scores(rows, "TJK") == {("polity", 2013): -3, ("polity2", 2013): -3}
    assert set(rows["iso3"]) == {"TJK", "ETH"}
    [tajik, _] = rows[rows["iso3"] == "TJK"].to_dict("records")
    assert (tajik["sheet"], tajik["row"], tajik["column"]) == ("p4v2013", 4, "polity")


def test_three_releases_stand_side_by_side(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = (
        write_csv(tmp_path / FILE, grid()),
        write_workbook_2013(tmp_path, workbook_2013()),
        write_csv(tmp_path / P4V2014, grid_2014()),
    )
    rows = parse(job(catalogue, "polity5", *paths)).observations
    tajik = rows[(rows["iso3"] == "TJK") & (rows["indicator"] == "polity5.polity")]
    assert dict(zip(tajik["edition"], tajik["year"], strict=True)) == {
        "p4v2013": 2013,
        "p4v2014": 2014,
        "p5v2018": 2015,
    }


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (put(workbook_2013(), "TAJ", "year", 2014), "row 4: a row of 2014; p4v2013 ends with 2013."),
        (put(workbook_2013(), "TAJ", "polity", "-"), "row 4, column 'polity': '-' is not a number."),
        (put(workbook_2013(), "TAJ", "country", "Atlantis"), "row 4: unknown country 'Atlantis'."),
        (put(workbook_2013(), "TAJ", "year", "n.a."), "row 4, column 'year': 'n.a.' is not a number."),
    ],
)
def test_row_of_2013_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, cells: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        polity4(catalogue, tmp_path, cells)
    assert str(error.value).startswith(f"p4v2013.xls, sheet 'p4v2013', {wanted}")
