"""UNDP's indices: a wide file in Latin-1 becomes rows, and two reports stay apart."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.undp_hdr import parse
from tests.unit.loaders.publishers.undp_hdr import (
    index_2025,
    table_2025,
    time_series,
    write_index,
    write_table,
    write_time_series,
)
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(
    catalogue: Catalogue,
    folder: Path,
    grid: Grid | None = None,
    index: Grid | None = None,
    table: Grid | None = None,
) -> pd.DataFrame:
    paths = (
        write_time_series(folder, grid or time_series()),
        write_index(folder, index or index_2025()),
        write_table(folder, table or table_2025()),
    )
    return parse(job(catalogue, "undp_hdr", *paths)).observations


def figures(rows: pd.DataFrame, indicator: str, iso3: str) -> dict[tuple[int, str], float]:
    found = rows[(rows["indicator"] == f"undp_hdr.{indicator}") & (rows["iso3"] == iso3)]
    return {(row["year"], row["edition"]): row["value"] for row in found.to_dict("records")}


def test_a_column_of_a_figure_and_a_year_is_a_row(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "hdi", "CIV") == {(2021, "HDR23-24"): 0.53, (2022, "HDR23-24"): 0.531}
    assert figures(rows, "gni_per_capita", "TJK") == {(2022, "HDR23-24"): 4807.25}
    assert figures(rows, "gender_development", "TJK") == {(2022, "HDR23-24"): 0.91}
    parts = rows[rows["edition"] == "HDR23-24"]
    [life] = parts.query("indicator == 'undp_hdr.life_expectancy' and iso3 == 'TJK'").to_dict("records")
    assert (life["value"], life["row"], life["column"]) == (71.25, 2, "le_2022")
    assert life["file"] == "HDR23-24_Composite_indices_complete_time_series.csv"
    assert set(rows["status"]) == {"normal"}


def test_other_figures_of_the_file_are_left_alone(catalogue: Catalogue, tmp_path: Path) -> None:
    """The index of women, `hdi_f_2022`, is not the index; `NaN` in a column that is not read does no harm."""
    rows = parsed(catalogue, tmp_path)
    assert set(rows.loc[rows["sheet"] == "", "column"]) == {
        *("hdi_2021", "hdi_2022", "le_2022", "eys_2022", "mys_2022", "gnipc_2022"),
        *("gdi_2022", "ihdi_2022", "gii_2022", "hdi_human_development_index"),
    }


def test_two_reports_are_two_editions(catalogue: Catalogue, tmp_path: Path) -> None:
    assert figures(parsed(catalogue, tmp_path), "hdi", "TJK") == {
        (2021, "HDR23-24"): 0.66,
        (2022, "HDR23-24"): 0.677,
        (2022, "HDR25"): 0.69,
        (2023, "HDR25"): 0.7,
    }


def test_a_rank_stands_at_its_year_with_the_number_that_were_ranked(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    ranked = rows[rows["rank"].notna() & (rows["edition"] == "HDR23-24")]
    found = {(r["indicator"], r["iso3"]): (r["rank"], r["n_ranked"]) for r in ranked.to_dict("records")}
    assert found == {
        ("undp_hdr.hdi", "TUR"): (1, 3),
        ("undp_hdr.hdi", "TJK"): (2, 3),
        ("undp_hdr.hdi", "CIV"): (3, 3),
        ("undp_hdr.gender_inequality", "TJK"): (1, 2),
        ("undp_hdr.gender_inequality", "CIV"): (2, 2),
    }
    assert set(ranked["year"]) == {2022}
    assert rows.loc[rows["rank"].isna(), "n_ranked"].isna().all()


def test_an_empty_cell_is_no_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    korea = rows[(rows["iso3"] == "PRK") & (rows["edition"] == "HDR23-24")]
    assert set(korea["indicator"]) == {"undp_hdr.life_expectancy"}
    assert "TUR" not in set(rows[rows["indicator"] == "undp_hdr.gender_inequality"]["iso3"])
    assert "PRK" not in set(rows[rows["indicator"] == "undp_hdr.hdi"]["iso3"])


def test_regions_and_the_world_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(parsed(catalogue, tmp_path)["iso3"]) == {"TJK", "CIV", "TUR", "PRK", "VAT", "COG"}


def test_the_file_is_latin_1(catalogue: Catalogue, tmp_path: Path) -> None:
    path = write_time_series(tmp_path, time_series())
    assert "Côte d'Ivoire".encode("latin-1") in path.read_bytes()
    with pytest.raises(SourceFileError, match="unknown country code 'TUX' \\(Türkiye\\)"):
        parsed(catalogue, tmp_path, put(time_series(), "TUR", "iso3", "TUX"))


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "gii_2022"), "column(s) 'gii_2022' missing"),
        (lambda grid: without_column(grid, "hdi_rank_2022"), "column(s) 'hdi_rank_2022' missing"),
        (
            lambda grid: put(grid, "ZZK.WORLD", "country", "Earth"),
            "row 7: unknown country code 'ZZK.WORLD' (Earth). Add it to [codes] or to [[exclusions]]",
        ),
        (lambda grid: put(grid, "TJK", "hdi_2022", ".."), "row 2, column 'hdi_2022': '..' is not a number"),
        (
            lambda grid: put(grid, "TJK", "hdi_2022", ""),
            "row 2: a rank and no hdi_2022. Look whether columns have moved.",
        ),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(time_series()))
    assert str(error.value).startswith("HDR23-24_Composite_indices_complete_time_series.csv")
    assert wanted in str(error.value)


def test_an_unknown_code_of_gapminder_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, index=[*index_2025(), ["lie_x", "2023", "0.9"]])
    assert str(error.value) == (
        "hdi_hdr25_gapminder.csv, row 8: unknown country code 'lie_x'. Add it to [codes] in undp_hdr.toml."
    )


# Table 1 of the report of 2025


def test_the_table_of_2025_has_ranks_of_two_years(catalogue: Catalogue, tmp_path: Path) -> None:
    """Those of the year before stand at the index that Gapminder copies; N is the number that were ranked."""
    rows = parsed(catalogue, tmp_path).query("edition == 'HDR25' and indicator == 'undp_hdr.hdi'")
    ranked = rows[rows["rank"].notna()].to_dict("records")
    assert [(r["iso3"], r["year"], r["value"], r["rank"], r["n_ranked"]) for r in ranked] == [
        ("COG", 2022, 0.64, 2, 2),
        ("COG", 2023, 0.65, 3, 3),
        ("TJK", 2022, 0.69, 1, 2),
        ("TJK", 2023, 0.7, 2, 3),
        ("TUR", 2023, 0.85, 1, 3),
    ]
    assert (ranked[3]["sheet"], ranked[3]["row"]) == ("Table 1. HDI", 11)
    assert ranked[3]["column"] == "Human Development Index (HDI) / Value / 2023"


def test_the_parts_of_2025_are_its_own_and_income_has_other_prices(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "life_expectancy", "PRK")[2023, "HDR25"] == 73.6
    assert figures(rows, "mean_schooling", "TJK") == {(2022, "HDR23-24"): 11.25, (2023, "HDR25"): 11.3}
    assert figures(rows, "gni_per_capita_2021", "TJK") == {(2023, "HDR25"): 5747.2}
    assert (2023, "HDR25") not in figures(rows, "gni_per_capita", "TJK")


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: _ranked(grid, 4), "COG has rank 3 with 0.65, below a better"),
        (lambda grid: _ranked(grid, None), "row 11: rank None beside the index 0.7"),
        (lambda grid: put(grid, "Tajikistan", "Value", 0.71), "value of TJK, 2023 is 0.71, elsewhere 0.7"),
        (lambda grid: put(grid, "Tajikistan", "(years)", "n/a"), "row 11, column 'Life expectancy"),
        (lambda grid: put(grid, "Tajikistan", "Country", "Tadjikistan"), "row 11: unknown country"),
        (lambda grid: put(grid, "Tajikistan", "Country", "Congo"), "row 12: a second row of COG; the first"),
        (lambda grid: grid[:15], "no row 'Human development groups'"),
        (lambda grid: [row for row in grid if "Türkiye" not in row], "TUR of 2023: here or in hdi_hdr25"),
        (lambda grid: _ranked(grid, 3.5), "row 11, column 'HDI rank': 3.5 is not a whole number"),
        (lambda grid: _labelled(grid, 2024), "column(s) 'Human Development Index (HDI) / Value / 2023'"),
    ],
)
def test_a_table_of_2025_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, table=spoil(table_2025()))
    assert str(error.value).startswith("HDR25_Statistical_Annex_HDI_Table.xlsx")
    assert wanted in str(error.value)


def _labelled(grid: Grid, year: int) -> Grid:
    return [[year if cell == 2023 else cell for cell in row] for row in grid]


def _ranked(grid: Grid, rank: object) -> Grid:
    """The table with another rank of Tajikistan."""
    return [[rank, *row[1:]] if "Tajikistan" in row else row for row in grid]
