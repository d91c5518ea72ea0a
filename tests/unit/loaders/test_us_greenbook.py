"""USAID's Greenbook: what is summed to what, what is left out, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.parsing import Parsed
from indicators.loaders.us_greenbook import parse
from tests.unit.loaders.publishers.us_greenbook import (
    NADR,
    accounts,
    totals,
    workbook,
    write_accounts,
    write_totals,
    write_workbook,
)
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid | None = None) -> Parsed:
    return parse(job(catalogue, "us_greenbook", write_workbook(folder, grid or workbook())))


def sums(rows: pd.DataFrame, iso3: str = "TJK") -> dict[str, float]:
    found = rows[(rows["iso3"] == iso3) & (rows["year"] == 2015)]
    return dict(zip(found["indicator"].str.removeprefix("us_greenbook."), found["value"], strict=True))


def test_accounts_are_summed_by_group_and_the_relatives_of_military_stay_apart(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert sums(parsed(catalogue, tmp_path).observations) == {
        "military": 1600,
        "nadr": -50,  # taken back
        "narcotics_control": 700,
        "military_constant": 1760,
        "nadr_constant": -55,
        "narcotics_control_constant": 770,
        "economic": 680,  # with narcotics control and NADR in it
    }


def test_a_sum_is_derived_and_leads_to_the_first_of_its_rows(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).observations
    assert set(rows["status"]) == {"derived"}
    by_id = {row["indicator"]: row for row in rows[rows["iso3"] == "TJK"].to_dict("records")}
    military, nadr = by_id["us_greenbook.military"], by_id["us_greenbook.nadr"]
    assert (military["file"], military["sheet"]) == (
        "us_foreignaid_greenbook.xlsx",
        "Economic and Military Aid",
    )
    assert (military["row"], military["column"]) == (13, "Obligations (Historical Dollars), sum of 2 rows")
    assert (nadr["row"], nadr["column"]) == (12, "Obligations (Historical Dollars)")
    assert (
        by_id["us_greenbook.military_constant"]["column"] == "Obligations (Constant Dollars), sum of 2 rows"
    )


def test_no_row_is_no_observation_and_a_recorded_nought_is_one(catalogue: Catalogue, tmp_path: Path) -> None:
    assert sums(parsed(catalogue, tmp_path).observations, "UZB") == {"military": 0, "military_constant": 0}


def test_years_before_1992_are_left_out_the_fifth_quarter_of_1976_among_them(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert 1976.9 in [row[0] for row in workbook() if row]
    assert set(parsed(catalogue, tmp_path).observations["year"]) == {2015}


def test_regions_and_a_state_that_dissolved_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(parsed(catalogue, tmp_path).observations["iso3"]) == {"TJK", "UZB"}


def test_the_edition_is_the_day_on_which_the_workbook_was_prepared(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, tmp_path)
    assert set(result.observations["edition"]) == {"2022-08-09"}
    assert set(result.tables["us_greenbook_obligations"]["edition"]) == {"2022-08-09"}


def test_the_table_has_the_accounts_of_the_three_groups(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_greenbook_obligations"]
    assert list(table) == [name for name, _ in catalogue.source("us_greenbook").tables[0].columns]
    columns = ["iso3", "group", "publication_row", "current_usd", "constant_2020_usd"]
    assert table[columns].to_numpy().tolist() == [
        ["TJK", "Narcotics Control", "Narcotics Control", 700, 770],
        ["TJK", "NADR", NADR, -50, -55],
        ["TJK", "Military", "International Military Education and Training", 400, 440],
        ["TJK", "Military", "Other Military Assistance", 1200, 1320],
        ["UZB", "Military", "International Military Education and Training", 0, 0],
    ]


def test_figures_derived_elsewhere_agree(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = [
        write_workbook(tmp_path, workbook()),
        write_accounts(tmp_path, accounts()),
        write_totals(tmp_path, totals()),
    ]
    assert len(parse(job(catalogue, "us_greenbook", *paths)).observations) == 9


@pytest.mark.parametrize(
    ("write", "grid", "column", "wanted"),
    [
        (
            write_accounts,
            accounts(),
            "current_usd",
            "security_accounts_fy1992_2020.csv: current_usd",
        ),
        (write_totals, totals(), "constant_2020_usd", "greenbook_totals_fy1992_2020.csv: constant_2020_usd"),
    ],
)
def test_figures_derived_elsewhere_that_disagree_stop_the_build(
    catalogue: Catalogue,
    tmp_path: Path,
    write: Callable[[Path, Grid], Path],
    grid: Grid,
    column: str,
    wanted: str,
) -> None:
    paths = [write_workbook(tmp_path, workbook()), write(tmp_path, put(grid, "Tajikistan", column, "999"))]
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "us_greenbook", *paths))
    assert f"{wanted} of TJK, 2015, " in str(error.value)
    assert "is 999, elsewhere" in str(error.value)


def without_row(grid: Grid, first_cell: str) -> Grid:
    return [["" if row and str(row[0]).startswith(first_cell) else cell for cell in row] for row in grid]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "Publication Row"), "column(s) 'Publication Row' missing"),
        (
            lambda grid: put(grid, "Uzbekistan", "Country", "Usbekistan"),
            "row 15: unknown country 'Usbekistan'. Add it to data/geography/aliases.csv",
        ),
        (
            lambda grid: put(grid, "Uzbekistan", "Assistance Category", "Humanitarian"),
            "row 15: unknown assistance category 'Humanitarian'. Teach _group in us_greenbook.py.",
        ),
        (
            lambda grid: put(grid, "Uzbekistan", "Fiscal Year", 2015.5),
            "row 15, column 'Fiscal Year': 2015.5 is not a year",
        ),
        (
            lambda grid: put(grid, "Uzbekistan", "Obligations (Historical Dollars)", None),
            "row 15, column 'Obligations (Historical Dollars)': '' is not a number",
        ),
        (
            lambda grid: without_row(grid, "Prepared by"),
            "us_foreignaid_greenbook.xlsx: no day on which it was prepared above the table",
        ),
        (
            lambda grid: without_row(grid, "Obligations (Current"),
            "us_foreignaid_greenbook.xlsx: its constant dollars are not of 2020",
        ),
    ],
)
def test_a_workbook_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(workbook()))
    assert wanted in str(error.value)
