"""The World Bank's long workbook of 2024: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.wb_wgi import parse
from indicators.snapshot.schema import validate
from tests.unit.loaders.publishers.wb_wgi import wgi, wgi_row, write_wgi
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "wb_wgi", write_wgi(folder, grid))).observations


def test_a_row_is_an_estimate_and_a_percentile_rank_each_with_its_own_error(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path, wgi()).query("year == 2014")
    estimate, percentile = rows.to_dict("records")
    assert (estimate["indicator"], estimate["value"]) == ("wb_wgi.control_of_corruption", -1.132464)
    assert (estimate["standard_error"], estimate["n_sources"]) == (0.168816, 11)
    assert pd.isna(estimate["lower"])
    assert pd.isna(estimate["upper"])
    assert percentile["indicator"] == "wb_wgi.control_of_corruption_percentile_rank"
    assert (percentile["lower"], percentile["value"], percentile["upper"]) == (3.365385, 8.653846, 15.38462)
    assert pd.isna(percentile["standard_error"])
    assert {estimate["edition"], percentile["edition"]} == {"2024-update"}
    assert {estimate["status"], percentile["status"]} == {"normal"}
    assert pd.isna(estimate["rank"])  # a percentile is no rank


def test_two_dots_are_no_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, wgi())
    assert set(rows["iso3"]) == {"TJK"}
    assert rows["value"].notna().all()


@pytest.mark.parametrize(
    ("code", "name", "iso3"),
    [
        ("ADO", "Andorra", "AND"),
        ("KSV", "Kosovo", "XKX"),
        ("ROM", "Romania", "ROU"),
        ("TMP", "Timor-Leste", "TLS"),
        ("WBG", "West Bank and Gaza", "PSE"),
        ("ZAR", "Congo, Dem. Rep.", "COD"),
    ],
)
def test_old_codes_of_the_world_bank_are_those_of_iso(
    catalogue: Catalogue, tmp_path: Path, code: str, name: str, iso3: str
) -> None:
    grid = [wgi()[0], wgi_row(code, name, 2023, "cc", 0.5, 0.2, 5, 60, 50, 70)]
    assert set(parsed(catalogue, tmp_path, grid)["iso3"]) == {iso3}


def test_a_state_that_dissolved_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    names = [row[2] for row in wgi()]
    assert "Netherlands Antilles (former)" in names
    assert 2002 not in set(parsed(catalogue, tmp_path, wgi())["year"])


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "stddev"),
            "wgidataset_2024-update.xlsx, sheet 'Sheet1': column(s) 'stddev' missing; it has 'codeindyr'",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "code", "TAJ"),
            "sheet 'Sheet1', row 3: unknown country code 'TAJ' (Tajikistan). Add it to [codes] or to "
            "[[exclusions]] in wb_wgi.toml.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "indicator", "xx"),
            "sheet 'Sheet1', row 3: unknown dimension 'xx'. Add it to DIMENSIONS in wb_wgi_classic.py.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "estimate", "#N/A"),
            "sheet 'Sheet1', row 3, column 'estimate': '#N/A' is not a number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "estimate", ".."),
            "sheet 'Sheet1', row 3: pv 2023 has other figures, but no estimate. Look whether columns",
        ),
        (
            lambda grid: put(put(grid, "Tajikistan", "pctrank", ".."), "Tajikistan", "pctranklower", ".."),
            "sheet 'Sheet1', row 3: pv 2023 has other figures, but no percentile rank and no lower bound.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "year", ".."),
            "sheet 'Sheet1', row 3, column 'year': '..' is not a year. Fetch the file again",
        ),
        (
            lambda grid: [row for row in grid if 2023 not in row],
            "wgidataset_2024-update.xlsx: its last year is 2014, that of the 2024-update 2023.",
        ),
        (lambda grid: grid[:1], "wgidataset_2024-update.xlsx, sheet 'Sheet1': no rows below the header."),
        (lambda grid: [], "wgidataset_2024-update.xlsx, sheet 'Sheet1': it is empty."),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(wgi()))
    assert str(error.value).startswith("wgidataset_2024-update.xlsx")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: put(grid, "Tajikistan", "estimate", 12),
            "a value outside -3.5 to 3.5: 12 at wb_wgi.political_stability TJK 2023 edition 2024-update",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "stddev", -0.1),
            "a negative standard error: -0.1 at wb_wgi.political_stability TJK 2023",
        ),
        (
            lambda grid: [*grid, grid[2]],
            "4 rows share a key, first wb_wgi.political_stability TJK 2023 edition 2024-update",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    observations = parsed(catalogue, tmp_path, spoil(wgi()))
    with pytest.raises(SourceFileError) as error:
        validate(
            observations,
            small(catalogue).source("wb_wgi").indicators,
            where="Worldwide Governance Indicators",
        )
    assert wanted in str(error.value)
