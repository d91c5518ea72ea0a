"""SIPRI's two series: what becomes of a row, and which figures are left out as impossible."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.sipri import WRONG, parse
from indicators.model import LicenceClass
from tests.unit.loaders.publishers.sipri import arms, expenditure, workbook, write_all
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(
    catalogue: Catalogue,
    folder: Path,
    spending: Grid | None = None,
    imports: Grid | None = None,
    own: Grid | None = None,
) -> pd.DataFrame:
    paths = write_all(folder, spending or expenditure(), imports or arms(), own or workbook())
    return parse(job(catalogue, "sipri", *paths)).observations


def test_a_row_is_an_observation_in_sipris_unit(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).query("edition == 'gapminder-2026-03-01'")
    found = {(r["indicator"], r["iso3"], r["year"]): r["value"] for r in rows.to_dict("records")}
    assert found == {
        ("sipri.arms_imports", "TJK", 2013): 4_000_000,
        ("sipri.arms_imports", "UZB", 2013): 0,
        ("sipri.military_expenditure_share_of_gdp", "TJK", 2015): 1.28,
        ("sipri.military_expenditure_share_of_gdp", "XKX", 2023): 1.25,
    }
    assert rows.iloc[0][["row", "column"]].tolist() == [2, "arms_imports_sipri_tiv"]


def test_shares_of_gdp_that_cannot_be_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert ("TJK", 1992) in WRONG
    rows = parsed(catalogue, tmp_path)
    assert rows[(rows["iso3"] == "TJK") & (rows["year"] == 1992)].empty
    assert len(WRONG) == 19
    assert max(WRONG.values()) < 0.005


def test_the_workbook_is_the_release_of_2026(catalogue: Catalogue, tmp_path: Path) -> None:
    """Its fractions are shares in per cent; a sign for what is not known is no figure, and 0 is one."""
    rows = parsed(catalogue, tmp_path).query("edition == 'military-expenditure-2026'")
    found = {(r["iso3"], r["year"]): r["value"] for r in rows.to_dict("records")}
    assert found == {
        ("ISL", 1994): 0,
        ("ISL", 1995): 0,
        ("ISL", 1996): 0,
        ("TJK", 1995): pytest.approx(1.33),
        ("TJK", 1996): pytest.approx(1.22),
        ("VNM", 1994): pytest.approx(2.25),
        ("VNM", 1995): pytest.approx(2.25),
    }
    tajikistan = rows[rows["iso3"] == "TJK"].iloc[0]
    assert tajikistan[["sheet", "row", "column"]].tolist() == ["Share of GDP", 10, "1995"]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: put(grid, "Viet Nam", "Country", "Vietnamia"), "row 15: unknown country 'Vietnamia'"),
        (
            lambda grid: put(grid, "Tajikistan", 1994, "#REF!"),
            "row 10, column '1994': '#REF!' is not a number",
        ),
        (lambda grid: put(grid, "Tajikistan", 1994, None), "row 10, column '1994': '' is not a number"),
        (
            lambda grid: put(grid, "Tajikistan", 1994, 0.01),
            "row 10: TJK 1994 was known as wrong and is now 1",
        ),
        (lambda grid: put(grid, "Europe", 1995, 0.01), "row 12: a figure beside the region 'Europe'"),
        (lambda grid: [*grid, grid[9]], "row 16: a second row of TJK; the first is SIPRI"),
        (lambda grid: _renamed(grid, "1996*"), "unknown column(s) '1996*'"),
        (lambda grid: _renamed(grid, 1997), "the years above it are 1994, 1995, 1997"),
        (lambda grid: [["Military expenditure by region"], *grid[1:]], "no title of shares of GDP"),
    ],
)
def test_a_workbook_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, own=spoil(workbook()))
    assert str(error.value).startswith("SIPRI-Milex-data-1949-2025_v1.2.xlsx")
    assert wanted in str(error.value)


def _renamed(grid: Grid, label: object) -> Grid:
    """The grid with another label above its last year."""
    return [[label if cell == 1996 else cell for cell in row] for row in grid]


def test_one_that_has_become_another_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(
            catalogue,
            tmp_path,
            put(expenditure(), "1992", "military_expenditure_percent_of_gdp", "0.37"),
        )
    assert "row 3: TJK 1992 was known as wrong and is now 0.37" in str(error.value)


def test_a_cell_that_is_no_number_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match=r"row 2, column 'arms_imports_sipri_tiv': '\.\.' is not"):
        parsed(catalogue, tmp_path, imports=put(arms(), "tjk", "arms_imports_sipri_tiv", ".."))


def test_sipris_terms_are_not_the_banks(catalogue: Catalogue) -> None:
    """https://www.sipri.org/about/terms-and-conditions"""
    assert catalogue.source("sipri").licence_class is LicenceClass.NONCOMMERCIAL
    assert catalogue.source("wb_wdi").licence_class is LicenceClass.OPEN
