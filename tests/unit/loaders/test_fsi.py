"""The Fund for Peace's workbooks: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.fsi import parse
from indicators.snapshot.schema import validate
from tests.unit.loaders.publishers.fsi import (
    PARTS,
    TAJIKISTAN,
    fsi_2012,
    fsi_2020,
    fsi_2023,
    write_fsi,
)
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column

GRIDS = {2012: fsi_2012, 2020: fsi_2020, 2023: fsi_2023}


def parsed(catalogue: Catalogue, folder: Path, **grids: Grid) -> pd.DataFrame:
    """The observations of all three workbooks, or of the given ones: `e2012=grid`."""
    chosen = {int(edition[1:]): grid for edition, grid in grids.items()}
    chosen = chosen or {year: make() for year, make in GRIDS.items()}
    paths = [write_fsi(folder, year, grid) for year, grid in chosen.items()]
    return parse(job(catalogue, "fsi", *paths)).observations


def values(rows: pd.DataFrame, iso3: str, year: int) -> dict[str, float]:
    own = rows.query("iso3 == @iso3 and year == @year")
    return dict(zip(own["indicator"].str.removeprefix("fsi."), own["value"], strict=True))


def total(rows: pd.DataFrame, iso3: str, year: int) -> pd.Series:
    return rows.query("indicator == 'fsi.total' and iso3 == @iso3 and year == @year").iloc[0]


def test_an_edition_judges_the_year_before_it(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).query("iso3 == 'TJK'")
    assert set(zip(rows["year"], rows["edition"], strict=True)) == {
        (2011, "2012"),
        (2019, "2020"),
        (2022, "2023"),
    }


def test_columns_are_read_by_their_names_in_whatever_order(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    expected = {
        "security_apparatus": 6.9,
        "factionalized_elites": 8.4,
        "group_grievance": 7.2,
        "economy": 7.4,
        "economic_inequality": 5.9,
        "human_flight_and_brain_drain": 6.3,
        "state_legitimacy": 9.0,
        "public_services": 6.5,
        "human_rights": 7.9,
        "demographic_pressures": 8.0,
        "refugees_and_idps": 5.0,
        "external_intervention": 6.1,
    }
    assert values(rows, "TJK", 2011) == {**expected, "total": 84.8}
    assert values(rows, "TJK", 2022) == {**expected, "total": 84.6}


def test_what_excel_adds_to_a_decimal_is_undone_and_what_the_publisher_did_not_round_is_kept(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert total(rows, "TJK", 2022)["value"] == 84.6  # 84.59999999999999 in the file
    assert values(rows, "TJK", 2019)["external_intervention"] == 6.127666190916627


def test_a_rank_is_of_all_that_have_one(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    tajikistan = total(rows, "TJK", 2011)
    assert (tajikistan["rank"], tajikistan["n_ranked"]) == (2, 4)  # with Israel and West Bank
    south_sudan = total(rows, "SSD", 2011)
    assert south_sudan["value"] == 90.6
    assert pd.isna(south_sudan["rank"])
    assert pd.isna(south_sudan["n_ranked"])


def test_the_parts_have_no_rank(catalogue: Catalogue, tmp_path: Path) -> None:
    parts = parsed(catalogue, tmp_path).query("indicator != 'fsi.total'")
    assert parts["rank"].isna().all()


def test_two_countries_in_one_row_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert "Israel and West Bank" in [row[0] for row in fsi_2012()]
    assert set(rows.query("year == 2011")["iso3"]) == {"COD", "SSD", "TJK", "CPV"}
    assert set(rows.query("year == 2022")["iso3"]) == {"TJK", "PSE", "ISL"}


def test_a_figure_tells_where_it_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).query("iso3 == 'TJK' and indicator == 'fsi.human_rights'")
    assert rows[["file", "sheet", "row", "column"]].to_dict("records") == [
        {"file": "fsi-2012.xlsx", "sheet": "2012", "row": 4, "column": "P3: Human Rights"},
        {"file": "fsi-2020.xlsx", "sheet": "2020", "row": 2, "column": "P3: Human Rights"},
        {"file": "FSI-2023-DOWNLOAD.xlsx", "sheet": "Sheet1", "row": 2, "column": "P3: Human Rights"},
    ]


# What is refused


@pytest.mark.parametrize("total_printed", [84.35, 84.6, 84.8])
def test_a_total_may_be_a_little_away_from_the_sum_of_what_is_rounded(
    catalogue: Catalogue, tmp_path: Path, total_printed: float
) -> None:
    grid = put(fsi_2012(), "Tajikistan ", "Total", total_printed)
    assert total(parsed(catalogue, tmp_path, e2012=grid), "TJK", 2011)["value"] == total_printed


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "P3: Human Rights"),
            "fsi-2012.xlsx, sheet '2012': column(s) 'P3: Human Rights' missing; it has 'Country', 'Year'",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Total", 84.9),
            "fsi-2012.xlsx, sheet '2012', row 4: the total is 84.9, but the twelve add up to 84.6.",
        ),
        (
            lambda grid: put(grid, "Israel and West Bank", "Total", 8),
            "sheet '2012', row 5: the total is 8, but the twelve add up to 78.6.",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Country", "Tajik SSR"),
            "sheet '2012', row 4: unknown country 'Tajik SSR'. Add it to data/geography/aliases.csv or to "
            "[[exclusions]] in fsi.toml.",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Year", 2013),
            "sheet '2012', row 4: its year is 2013, not 2012. Find out which edition the file is of.",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Year", pd.Timestamp("2012-06-01")),
            "sheet '2012', row 4: its year is 2012-06-01, not 2012.",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Rank", "n/a"),
            "sheet '2012', row 4: 'n/a' is no rank. A rank is written 42nd, or n/r for none.",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Rank", 46),
            "sheet '2012', row 4, column 'Rank': 46.0 is not text. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "E1: Economy", None),
            "sheet '2012', row 4, column 'E1: Economy': '' is not a number. Fetch the file again",
        ),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, e2012=spoil(fsi_2012()))
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: [*grid, grid[3]],
            "26 rows share a key, first fsi.demographic_pressures TJK 2011 edition 2012",
        ),
        (
            lambda grid: put(grid, "Tajikistan ", "Rank", "9th"),
            "a rank outside 1 to the number ranked: 9 at fsi.total TJK 2011 edition 2012",
        ),
        (
            lambda grid: put(
                put(grid, "Tajikistan ", "C2: Factionalized Elites", 10.4), "Tajikistan ", "Total", 86.6
            ),
            "a value outside 0 to 10: 10.4 at fsi.factionalized_elites TJK 2011 edition 2012",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    rows = parsed(catalogue, tmp_path, e2012=spoil(fsi_2012()))
    with pytest.raises(SourceFileError) as error:
        validate(rows, small(catalogue).source("fsi").indicators, where="Fragile States Index")
    assert wanted in str(error.value)


def test_the_fixtures_own_figures_add_up() -> None:
    assert len(PARTS) == len(TAJIKISTAN) == 12
    assert round(sum(TAJIKISTAN), 1) == 84.6
