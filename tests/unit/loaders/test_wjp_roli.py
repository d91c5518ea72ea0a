"""The Rule of Law Index: editions of one and of two years, the newer file, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.wjp_roli import FIGURES, NOT_SCORED, parse
from indicators.model import LicenceClass
from indicators.snapshot.schema import check_rules
from tests.unit.loaders.publishers.wjp_roli import COLUMNS, Records, history, newer, write_all
from tests.unit.loaders.workbooks import Grid, job, put, without_column

OVERALL = "WJP Rule of Law Index: Overall Score"


def parsed(
    catalogue: Catalogue, folder: Path, workbook: Grid | None = None, records: Records | None = None
) -> pd.DataFrame:
    paths = write_all(folder, workbook or history(), newer() if records is None else records)
    return parse(job(catalogue, "wjp_roli", *paths)).observations


def figures(rows: pd.DataFrame, variable: str, iso3: str) -> dict[tuple[int, str], float]:
    found = rows[(rows["indicator"] == f"wjp_roli.{variable}") & (rows["iso3"] == iso3)]
    return {(row["year"], row["edition"]): row["value"] for row in found.to_dict("records")}


def test_an_edition_of_two_years_stands_at_the_first(catalogue: Catalogue, tmp_path: Path) -> None:
    assert figures(parsed(catalogue, tmp_path), "overall", "KGZ") == {
        (2012, "2012-2013"): 0.4512,
        (2017, "2017-2018"): 0.4612,
        (2024, "2024"): 0.4512,
        (2025, "2025"): 0.448,
    }


def test_every_score_of_a_row_is_an_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    iran = rows[rows["iso3"] == "IRN"]
    assert len(iran) == len(FIGURES) == len(catalogue.source("wjp_roli").indicators)
    assert figures(rows, "open_government", "IRN") == {(2024, "2024"): 0.4012}
    [overall] = iran[iran["indicator"] == "wjp_roli.overall"].to_dict("records")
    assert (overall["sheet"], overall["row"], overall["column"]) == ("Historical Data", 6, OVERALL)
    check_rules(rows, catalogue.source("wjp_roli").indicators, where="the file")


def test_the_newest_edition_is_marked_as_transcribed(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(rows.loc[rows["edition"] == "2025", "status"]) == {"transcribed"}
    assert set(rows.loc[rows["edition"] != "2025", "status"]) == {"normal"}
    [row] = rows[(rows["iso3"] == "BLZ") & (rows["indicator"] == "wjp_roli.overall")].to_dict("records")
    assert (row["file"], row["row"], row["column"]) == ("roli_data_2019_2025.json", 3, "roli")


def test_a_score_that_the_publisher_lacks_is_no_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert not figures(rows, "absence_of_corruption_in_police_and_military", "NGA")
    assert len(rows[rows["iso3"] == "NGA"]) == len(FIGURES) - 1
    assert len(NOT_SCORED) == 1


def test_figures_may_be_quoted_and_not_taken_in_bulk(catalogue: Catalogue) -> None:
    """No terms stand in the files: https://worldjusticeproject.org/"""
    assert catalogue.source("wjp_roli").licence_class is LicenceClass.QUOTE


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, COLUMNS[0]), f"column(s) '{COLUMNS[0]}' missing"),
        (lambda grid: [[*row, "Rank"] for row in grid], "unknown column(s) 'Rank'"),
        (lambda grid: put(grid, "IRN", OVERALL, None), f"row 6, column '{OVERALL}': '' is not a number"),
        (
            lambda grid: put(grid, "IRN", OVERALL, "0,35"),
            f"row 6, column '{OVERALL}': '0,35' is not a number",
        ),
        (
            lambda grid: put(grid, "IRN", "Country Code", "IRQ"),
            "the code 'IRQ' is Iraq, the name beside it 'Iran, Isl",
        ),
        (
            lambda grid: put(grid, "IRN", "Country Code", "IRX"),
            "row 6: unknown country code 'IRX' (Iran, Isl",
        ),
        (
            lambda grid: put(grid, "IRN", "Year", "2023-2024"),
            "row 6, column 'Year': '2023-2024' is not a num",
        ),
        (lambda grid: put(grid, "IRN", "Year", 45292), "row 6: the year 45292 is not between 1900 and"),
        (
            lambda grid: put(grid, "IRN", "Year", 2023),
            "'Iran, Islamic Rep._2024' is not its country and edition",
        ),
        (lambda grid: [*grid, grid[5]], "row 7: a second row of IRN, 2024; the first is 2024_wjp"),
        (
            lambda grid: put(grid, "IRN", "Country", "Persia-on-Sea"),
            "the code 'IRN' is Iran, the name beside it 'Persia-on-Sea'",
        ),
    ],
)
def test_a_workbook_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(history()))
    assert str(error.value).startswith("2024_wjp_rule_of_law_index_HISTORICAL_DATA_FILE.xlsx")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"roli": 0.47}, "value of wjp_roli.overall, KGZ, 2024 is 0.47, elsewhere 0.4512"),
        ({"roli": "0.451"}, "row 1, column 'roli': '0.451' is not a number"),
        ({"roli": float("nan")}, "row 1, column 'roli': nan is not a number"),
        ({"country": "Kirgisia"}, "row 1: unknown country 'Kirgisia'"),
        ({"year": "2026"}, "row 1: edition 2026. Add it to [[editions]]"),
        ({"year": "2025"}, "row 2: a second row of KGZ, 2025; the first is roli_data_2019_2025.json, row 1"),
        ({"rank": 3}, "row 1: missing or unknown key(s) rank"),
    ],
)
def test_a_newer_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, change: dict[str, object], wanted: str
) -> None:
    records = newer()
    records[0] |= change
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, records=records)
    assert str(error.value).startswith("roli_data_2019_2025.json")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("text", "wanted"), [("[{", "it is not JSON"), ("[]", "it is not a list of records")]
)
def test_a_cut_file_is_refused(catalogue: Catalogue, tmp_path: Path, text: str, wanted: str) -> None:
    paths = write_all(tmp_path, history(), newer())
    paths[1].write_text(text)
    with pytest.raises(SourceFileError, match=wanted):
        parse(job(catalogue, "wjp_roli", *paths))
