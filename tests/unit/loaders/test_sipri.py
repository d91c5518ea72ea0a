"""SIPRI's two series: what becomes of a row, and which figures are left out as impossible."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.sipri import WRONG, parse
from indicators.model import LicenceClass
from tests.unit.loaders.publishers.sipri import arms, expenditure, write_all
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(
    catalogue: Catalogue, folder: Path, spending: Grid | None = None, imports: Grid | None = None
) -> pd.DataFrame:
    paths = write_all(folder, spending or expenditure(), imports or arms())
    return parse(job(catalogue, "sipri", *paths)).observations


def test_a_row_is_an_observation_in_sipris_unit(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    found = {(r["indicator"], r["iso3"], r["year"]): r["value"] for r in rows.to_dict("records")}
    assert found == {
        ("sipri.arms_imports", "TJK", 2013): 4_000_000,
        ("sipri.arms_imports", "UZB", 2013): 0,
        ("sipri.military_expenditure_share_of_gdp", "TJK", 2015): 1.28,
        ("sipri.military_expenditure_share_of_gdp", "XKX", 2023): 1.25,
    }
    assert set(rows["edition"]) == {"gapminder-2026-03-01"}
    assert rows.iloc[0][["row", "column"]].tolist() == [2, "arms_imports_sipri_tiv"]


def test_shares_of_gdp_that_cannot_be_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert ("TJK", 1992) in WRONG
    assert 1992 not in set(parsed(catalogue, tmp_path)["year"])
    assert len(WRONG) == 19
    assert max(WRONG.values()) < 0.005


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
