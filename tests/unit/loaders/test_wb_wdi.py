"""The World Bank's series: four layouts, groups of countries among the countries, copies of many days."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.wb_wdi import parse
from indicators.model import Direction
from tests.unit.loaders.publishers.wb_wdi import DDF, ddf, gdp, per_capita, remittances, write_all
from tests.unit.loaders.workbooks import Grid, job, put, without_column, write_csv


def parsed(catalogue: Catalogue, folder: Path, **changed: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "wb_wdi", *write_all(folder, **changed))).observations


def figures(rows: pd.DataFrame, indicator: str) -> dict[tuple[str, int], float]:
    found = rows[rows["indicator"] == f"wb_wdi.{indicator}"]
    return {(row["iso3"], row["year"]): row["value"] for row in found.to_dict("records")}


def test_the_banks_own_wide_file_becomes_rows(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "gdp_per_capita_ppp") == {
        ("TJK", 2023): 4470.25,
        ("TJK", 2024): 4755.5,
        ("XKX", 2023): 13500.75,
    }
    [row] = rows.query("iso3 == 'TJK' and indicator == 'wb_wdi.gdp_per_capita_ppp' and year == 2024").to_dict(
        "records"
    )
    assert (row["row"], row["column"]) == (9, "2024")
    assert figures(rows, "remittances_usd") == {("TJK", 2023): 4633754222.5, ("TJK", 2024): 6801890973.25}


def test_the_edition_of_the_banks_own_file_is_the_day_that_it_names(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    grid = put(per_capita(), "Last Updated Date", "World Development Indicators", "2026-07-15")
    for changed, edition in ((per_capita(), "2025-07-01"), (grid, "2026-07-15")):
        rows = parsed(catalogue, tmp_path, per_capita=changed)
        assert set(rows[rows["indicator"] == "wb_wdi.gdp_per_capita_ppp"]["edition"]) == {edition}


def test_every_series_has_the_edition_of_its_copy(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    editions = rows.groupby("indicator")["edition"].unique().map(list).to_dict()
    assert editions == {
        "wb_wdi.gdp_per_capita_ppp": ["2025-07-01"],
        "wb_wdi.remittances_usd": ["remittances-usd-2026"],
        "wb_wdi.remittances_share_of_gdp": ["remittances-share-to-2024"],
        "wb_wdi.gdp_current_usd": ["gdp-to-2023"],
        "wb_wdi.population": ["population-to-2024"],
        "wb_wdi.internet_users": ["gapminder-2026-03-01"],
        "wb_wdi.poverty_300": ["gapminder-2026-03-01"],
        "wb_wdi.poverty_national_line": ["gapminder-2026-03-01"],
        "wb_wdi.bribery_incidence": ["bribery-to-2022"],
    }


def test_bribery_incidence_is_a_measure_of_governance(catalogue: Catalogue, tmp_path: Path) -> None:
    """Fewer firms asked for bribes is better; the other series are context and have no better end."""
    bribery = catalogue.indicator("wb_wdi.bribery_incidence")
    assert not bribery.is_context
    assert (bribery.topic, bribery.direction) == ("Corruption", Direction.LOWER_IS_BETTER)
    assert figures(parsed(catalogue, tmp_path), "bribery_incidence")["TJK", 2020] == 27.5441


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: put(grid, "tjk", "ic_frm_brib_zs", "3_4.5"), "column 'ic_frm_brib_zs': '3_4.5' is not"),
        (
            lambda grid: put(grid, "tjk", "ic_frm_brib_zs", "nan"),
            "column 'ic_frm_brib_zs': 'nan' is not a num",
        ),
        (
            lambda grid: put(grid, "tjk", "ic_frm_brib_zs", "#N/A"),
            "column 'ic_frm_brib_zs': '#N/A' is not a n",
        ),
        (lambda grid: put(grid, "tjk", "time", "2023.0"), "row 5, column 'time': '2023.0' is not a year"),
        (lambda grid: put(grid, "tjk", "time", "2199"), "row 5, column 'time': '2199' is not a year"),
        (lambda grid: put(grid, "tjk", "geo", "tj"), "row 5: unknown country code 'tj'"),
        (
            lambda grid: [*grid, grid[3]],
            "row 6: a second row of TJK, 2020; the first is ddf--datapoints--ic_frm",
        ),
        (lambda grid: [[*row, "note"] for row in grid], "unknown column(s) 'note'"),
        (lambda grid: [*grid[:-1], ["tjk", "2023"]], "row 5: 2 cells below 3 columns"),
    ],
)
def test_a_copy_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    paths = write_all(tmp_path)
    write_csv(tmp_path / DDF["ic_frm_brib_zs"], spoil(ddf("ic_frm_brib_zs")))
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "wb_wdi", *paths))
    assert wanted in str(error.value)


def test_a_copy_with_a_cut_last_line_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = write_all(tmp_path)
    path = tmp_path / DDF["ic_frm_brib_zs"]
    path.write_text(path.read_text().rstrip("\n"))
    with pytest.raises(SourceFileError, match="the last line has no end; it may be cut"):
        parse(job(catalogue, "wb_wdi", *paths))


def test_regions_and_groups_of_countries_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(parsed(catalogue, tmp_path)["iso3"]) == {"TJK", "TKM", "XKX", "GEO", "CUW"}


def test_figures_in_another_unit_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert figures(parsed(catalogue, tmp_path), "gdp_current_usd") == {
        ("GEO", 1990): 7500000000.0,
        ("TJK", 2023): 12060602008.5,
    }


def test_a_figure_known_as_wrong_that_is_another_now_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, gdp=put(gdp(), "1989", "Value", "14047410008.5"))
    assert str(error.value) == (
        "gdp_current_usd.csv, row 3: GEO 1989 was known as wrong and is now 1.40474e+10. "
        "If it is right now, take it out of WRONG."
    )


def test_gapminders_codes_are_put_into_iso_and_nought_stays_nought(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert figures(parsed(catalogue, tmp_path), "internet_users") == {
        ("XKX", 2018): 89.4,
        ("CUW", 2017): 68.1,
        ("TJK", 2020): 27.5441,
        ("TJK", 2023): 0.0,
    }


def test_the_banks_ratio_is_marked_as_transcribed_and_nothing_is_divided_here(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "remittances_share_of_gdp") == {("TJK", 2024): 47.88521, ("TKM", 1996): 0.18581}
    transcribed = rows["status"] == "transcribed"
    assert set(rows[transcribed]["indicator"]) == {"wb_wdi.remittances_share_of_gdp"}
    assert set(rows[~transcribed]["status"]) == {"normal"}


@pytest.mark.parametrize(
    ("name", "spoil", "wanted"),
    [
        (
            "per_capita",
            lambda: without_column(per_capita(), "Indicator Code"),
            "column(s) 'Indicator Code' missing",
        ),
        (
            "per_capita",
            lambda: [["Data Source"], *per_capita()[1:2], ["Updated"], *per_capita()[3:]],
            "no 'Last Updated Date' above the table",
        ),
        (
            "per_capita",
            lambda: put(per_capita(), "TJK", "Indicator Code", "NY.GDP.PCAP.KD"),
            "row 9: series 'NY.GDP.PCAP.KD', not NY.GDP.PCAP.PP.KD",
        ),
        (
            "remittances",
            lambda: put(remittances(), "TJK", "Country Code", "TAJ"),
            "row 3: unknown country code 'TAJ' (Tajikistan)",
        ),
        (
            "remittances",
            lambda: put(remittances(), "TJK", "2024", ".."),
            "row 3, column '2024': '..' is not a number",
        ),
        ("gdp", lambda: put(gdp(), "TJK", "Value", ""), "row 5, column 'Value': '' is not a number"),
        ("gdp", lambda: put(gdp(), "TJK", "Year", "2023e"), "column 'Year': '2023e' is not a year"),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, name: str, spoil: Callable[[], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, **{name: spoil()})
    assert wanted in str(error.value)
