"""Transparency International's files: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.parsing import Parsed
from indicators.loaders.ti_cpi import parse
from indicators.loaders.ti_cpi_workbooks import WORKBOOKS
from indicators.snapshot.schema import validate
from tests.unit.loaders.publishers.ti_cpi import (
    CPI_EDITIONS,
    CPI_SERIES,
    cpi_edition,
    cpi_history,
    cpi_series,
    cpi_timeseries,
    write_edition,
    write_newest,
    write_timeseries,
)
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column

OLDER_EDITIONS = [name for name in CPI_EDITIONS if name != "CPI2025_Results.xlsx"]


def parsed(catalogue: Catalogue, folder: Path, *others: Path, history: Grid | None = None) -> Parsed:
    newest = write_newest(folder, history or cpi_history(2012, 2014, 2025))
    return parse(job(catalogue, "ti_cpi", newest, *others))


def only(frame: pd.DataFrame, iso3: str, year: int) -> dict[str, object]:
    [row] = frame[(frame["iso3"] == iso3) & (frame["year"] == year)].to_dict("records")
    return row


# CPI Historical


def test_a_row_is_the_edition_of_its_year_with_the_figures_as_published(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    row = only(parsed(catalogue, tmp_path).observations, "TJK", 2014)
    assert row == {
        "indicator": "ti_cpi.score",
        "iso3": "TJK",
        "year": 2014,
        "edition": "2014",
        "value": 23,
        "lower": 14,
        "upper": 32,
        "standard_error": 5.32,
        "rank": 6,
        "n_ranked": 8,
        "n_sources": 3,
        "status": "normal",
        "file": "CPI2025_Results.xlsx",
        "sheet": "CPI Historical",
        "row": 21,
        "column": "CPI score",
    }


def test_all_rows_of_a_year_are_counted_though_the_tied_last_rank_is_smaller(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path).observations.query("year == 2014")
    assert (rows["rank"].max(), set(rows["n_ranked"])) == (7, {8})


def test_kosovo_has_the_code_that_the_others_use(catalogue: Catalogue, tmp_path: Path) -> None:
    codes = set(parsed(catalogue, tmp_path).observations["iso3"])
    assert "XKX" in codes
    assert not codes & {"KSV", "LWI", "ROM", "SCG", "MON"}


def test_a_source_that_does_not_cover_a_country_has_no_row_and_a_score_of_0_stays(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    sources = parsed(catalogue, tmp_path).tables["ti_cpi_sources"]
    korea = sources.query("iso3 == 'PRK' and year == 2025").set_index("source")["score"]
    assert korea.to_dict() == {"bertelsmann_bti": 0, "global_insight": 8, "vdem": 16}
    assert not sources.duplicated(["iso3", "year", "source"]).any()


def test_a_source_in_a_column_that_is_not_known_stops_the_build(catalogue: Catalogue, tmp_path: Path) -> None:
    history = put(cpi_history(2025), "Tajikistan", "Number of sources", 4)
    history[3].append("A New Survey")
    history[9].append(30)
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, history=history)
    assert str(error.value) == (
        "CPI2025_Results.xlsx, sheet 'CPI Historical', row 10: 3 source scores, but 'Number of sources' is 4."
        " A source's column may be new or renamed: compare the header with SOURCES in ti_cpi.py."
    )


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "Standard error"),
            "CPI2025_Results.xlsx, sheet 'CPI Historical': column(s) 'Standard error' missing; it has",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "ISO3", "TAJ"),
            "row 10: unknown country code 'TAJ' (Tajikistan). Add it to [codes] or to [[exclusions]]",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "CPI score", "n/a"),
            "CPI2025_Results.xlsx, sheet 'CPI Historical', row 10, column 'CPI score': 'n/a' is not a number",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "Lower CI", None),
            "sheet 'CPI Historical', row 10, column 'Lower CI': '' is not a number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "Year", 2025.5),
            "sheet 'CPI Historical', row 10, column 'Year': 2025.5 is not a year",
        ),
        (lambda grid: grid[:4], "sheet 'CPI Historical': no rows below the header"),
        (lambda grid: [["moved"]], "sheet 'CPI Historical': it is empty"),
    ],
)
def test_a_history_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, history=spoil(cpi_history(2025)))
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: put(grid, "Tajikistan", "CPI score", 101),
            "an upper bound below its value: 32 at ti_cpi.score TJK 2014 edition 2014; "
            "a value outside 0 to 100: 101 at ti_cpi.score TJK 2014 edition 2014",
        ),
        (
            lambda grid: [*grid, grid[9]],
            "2 rows share a key, first ti_cpi.score TJK 2014 edition 2014",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    history = [*spoil(cpi_history(2014)), *cpi_history(2025)[4:]]
    observations = parsed(catalogue, tmp_path, history=history).observations
    with pytest.raises(SourceFileError) as error:
        validate(observations, small(catalogue).source("ti_cpi").indicators, where="the file")
    assert str(error.value) == (
        f"the file: {wanted}. Check the publisher's file; "
        "if it is right, correct the bound in the source's TOML."
    )


# The other workbooks


def test_the_layouts_of_all_editions_are_tried_here() -> None:
    assert set(WORKBOOKS) == set(CPI_EDITIONS)


@pytest.mark.parametrize("workbook", OLDER_EDITIONS)
def test_a_workbook_that_agrees_changes_nothing(catalogue: Catalogue, tmp_path: Path, workbook: str) -> None:
    history = cpi_history(CPI_EDITIONS[workbook][0][0], 2025)
    alone = parsed(catalogue, tmp_path, history=history).observations
    both = parsed(catalogue, tmp_path, write_edition(tmp_path, workbook), history=history).observations
    pd.testing.assert_frame_equal(alone, both)


@pytest.mark.parametrize("figure", ["score", "rank", "se", "n", "lower", "upper"])
@pytest.mark.parametrize("workbook", OLDER_EDITIONS)
def test_a_workbook_that_disagrees_stops_the_build(
    catalogue: Catalogue, tmp_path: Path, workbook: str, figure: str
) -> None:
    year = CPI_EDITIONS[workbook][0][0]
    other = write_edition(tmp_path, workbook, TJK={figure: 77})
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, other, history=cpi_history(year, 2025))
    assert str(error.value).startswith(f"{workbook}: ")
    assert f" of TJK, {year} is 77, elsewhere" in str(error.value)
    assert str(error.value).endswith("Find out which is the publisher's before building.")


def test_the_newest_workbook_must_agree_with_its_own_history(catalogue: Catalogue, tmp_path: Path) -> None:
    newest = cpi_edition("CPI2025_Results.xlsx", TJK={"score": 24})
    path = write_newest(tmp_path, cpi_history(2025), newest)
    with pytest.raises(SourceFileError, match="value of TJK, 2025 is 24, elsewhere 23"):
        parse(job(catalogue, "ti_cpi", path))


@pytest.mark.parametrize("iso3", ["XKX", "ROU", "SRB", "MNE"])
@pytest.mark.parametrize("workbook", ["CPI2014_FullDataSet.xlsx", "CPI_2015_FullDataSet.xlsx"])
def test_codes_of_2013_to_2016_are_held_against_the_right_country(
    catalogue: Catalogue, tmp_path: Path, workbook: str, iso3: str
) -> None:
    year = CPI_EDITIONS[workbook][0][0]
    other = write_edition(tmp_path, workbook, **{iso3: {"score": 77}})
    with pytest.raises(SourceFileError, match=f"value of {iso3}, {year} is 77"):
        parsed(catalogue, tmp_path, other, history=cpi_history(year, 2025))


def test_the_workbook_of_2012_has_names_only_and_north_korea_is_found(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    other = write_edition(tmp_path, "CPI2012_Results.xls", PRK={"score": 9})
    with pytest.raises(SourceFileError, match="value of PRK, 2012 is 9, elsewhere 8"):
        parsed(catalogue, tmp_path, other)


def test_a_name_that_is_not_known_stops_the_build(catalogue: Catalogue, tmp_path: Path) -> None:
    other = write_edition(tmp_path, "CPI2012_Results.xls", TJK={"name": "Tadschikistan"})
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, other)
    assert str(error.value) == (
        "CPI2012_Results.xls, sheet 'CPI 2012', row 8: unknown country 'Tadschikistan'. "
        "Add it to data/geography/aliases.csv or to [[exclusions]] in ti_cpi.toml."
    )


def test_only_the_average_row_of_2017_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    grid = put(cpi_edition("CPI2017_FullDataSet.xlsx"), "GLOBAL AVARAGE", "Country", "GLOBAL AVERAGE")
    other = write_edition(tmp_path, "CPI2017_FullDataSet.xlsx", grid)
    with pytest.raises(SourceFileError, match="sheet 'CPI 2017', row 13, column 'ISO3': '' is not text"):
        parsed(catalogue, tmp_path, other, history=cpi_history(2017, 2025))


# All years on one sheet, and the history in the workbook of 2023


@pytest.mark.parametrize("workbook", list(CPI_SERIES))
def test_a_sheet_of_all_years_that_disagrees_stops_the_build(
    catalogue: Catalogue, tmp_path: Path, workbook: str
) -> None:
    sheet, _, _ = CPI_SERIES[workbook]
    series = {sheet: put(cpi_series(workbook), "Tajikistan", "CPI Score 2012", 22)}
    years = sorted({2012, CPI_EDITIONS[workbook][0][0], 2025})
    if workbook == "CPI2025_Results.xlsx":
        paths = [write_newest(tmp_path, cpi_history(*years), other=series)]
    else:
        paths = [write_newest(tmp_path, cpi_history(*years)), write_edition(tmp_path, workbook, other=series)]
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "ti_cpi", *paths))
    assert str(error.value) == (
        f"{workbook}: value of TJK, 2012 is 22, elsewhere 23; 1 figure(s) disagree. "
        "Find out which is the publisher's before building."
    )


def test_a_column_of_all_years_that_is_not_known_stops_the_build(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    series = cpi_series("CPI2022_GlobalResultsTrends.xlsx")
    series[2][3] = "CPI 2022 score"
    other = write_edition(
        tmp_path, "CPI2022_GlobalResultsTrends.xlsx", other={"CPI Timeseries 2012 - 2022": series}
    )
    with pytest.raises(SourceFileError, match="row 4: unknown column 'CPI 2022 score'"):
        parsed(catalogue, tmp_path, other, history=cpi_history(2022, 2025))


@pytest.mark.parametrize(
    ("column", "wanted"),
    [
        ("Upper CI", "upper of TJK, 2023 is 33, elsewhere 32"),
        ("Varieties of Democracy Project", "score of TJK, 2023, vdem is 33, elsewhere 31"),
    ],
)
def test_the_history_of_2023_must_agree_down_to_the_scores_of_the_sources(
    catalogue: Catalogue, tmp_path: Path, column: str, wanted: str
) -> None:
    older = put(cpi_history(2023), "Tajikistan", column, 33)
    workbook = "CPI2023_Global_Results__Trends.xlsx"
    other = write_edition(tmp_path, workbook, other={"CPI Historical (internal)": older})
    with pytest.raises(SourceFileError, match=f"^{workbook}: {wanted}"):
        parsed(catalogue, tmp_path, other, history=cpi_history(2023, 2025))


# The time series of 2024


def test_a_time_series_that_agrees_changes_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    other = write_timeseries(tmp_path, cpi_timeseries())
    history = cpi_history(2012, 2024, 2025)
    both = parsed(catalogue, tmp_path, other, history=history).observations
    assert len(both) == 24


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("CPI score 2024", "23.5", "value of TJK, 2024 is 23.5, elsewhere 23"),
        ("Sources 2024", "4", "n_sources of TJK, 2024 is 4, elsewhere 3"),
        ("Standard error 2012", "5.33", "standard_error of TJK, 2012 is 5.33, elsewhere 5.32"),
        ("CPI score 2024", "23,5", "row 6, column 'CPI score 2024': '23,5' is not a number"),
        ("Rank 2024", "7", "rank of TJK, 2024 is 7, elsewhere 6"),
        ("CPI Score 2012", "22", "value of TJK, 2012 is 22, elsewhere 23"),
        ("CPI score 2024", "x", "row 6, column 'CPI score 2024': 'x' is not a number"),
        ("ISO3", "PRK", "row 6: the code 'PRK' is North Korea, the name beside it 'Tajikistan'."),
    ],
)
def test_a_time_series_that_disagrees_stops_the_build(
    catalogue: Catalogue, tmp_path: Path, column: str, cell: str, wanted: str
) -> None:
    other = write_timeseries(tmp_path, put(cpi_timeseries(), "Tajikistan", column, cell))
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, other, history=cpi_history(2012, 2024, 2025))
    assert str(error.value).startswith("CPI2024_GlobalResultsTrends.csv")
    assert wanted in str(error.value)
