"""The changes that Transparency International calls significant: what is listed, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.ti_cpi import parse
from indicators.loaders.ti_cpi_changes import KEY
from tests.unit.loaders.publishers.ti_cpi import (
    CPI_LISTS,
    cpi_history,
    cpi_lists,
    cpi_since,
    write_edition,
    write_newest,
)
from tests.unit.loaders.workbooks import Grid, job, put, without_column

OF_2022, OF_2023, OF_2025 = CPI_LISTS
# name, code, the year from which, the scores then and now: as `history` has them
FELL = ("Serbia", "SRB", 2014, 42, 38)
ROSE = ("Kosovo", "KSV", 2016, 30, 33)


def history() -> Grid:
    """All years of the lists, with the two scores that had another value before."""
    grid = cpi_history(2014, 2016, 2022, 2023, 2025)
    for name, _, since, score, _ in (FELL, ROSE):
        [row] = [row for row in grid[4:] if row[0] == name and row[2] == since]
        row[grid[3].index("CPI score")] = score
    return grid


def changes(catalogue: Catalogue, folder: Path, workbook: str, lists: Grid) -> pd.DataFrame:
    """The table, from the newest workbook and `workbook`, which has these lists."""
    other = {CPI_LISTS[workbook]: lists}
    if workbook == OF_2025:
        paths = [write_newest(folder, history(), other=other)]
    else:
        paths = [write_newest(folder, history()), write_edition(folder, workbook, other=other)]
    return parse(job(catalogue, "ti_cpi", *paths)).tables["ti_cpi_significant_changes"]


def refusal(catalogue: Catalogue, folder: Path, workbook: str, lists: Grid) -> str:
    with pytest.raises(SourceFileError) as error:
        changes(catalogue, folder, workbook, lists)
    return str(error.value).removeprefix(f"{workbook}, sheet '{CPI_LISTS[workbook]}'")


@pytest.mark.parametrize(("workbook", "year"), [(OF_2022, 2022), (OF_2023, 2023)])
def test_every_list_is_read_and_a_row_of_dashes_is_none(
    catalogue: Catalogue, tmp_path: Path, workbook: str, year: int
) -> None:
    table = changes(catalogue, tmp_path, workbook, cpi_lists(year, FELL, ROSE))
    assert not table.duplicated(KEY).any()
    assert [list(row.values()) for row in table.query("edition != '2025'").to_dict("records")] == [
        ["SRB", 2014, year, str(year), 42, 38, -4, "declined"],
        ["XKX", 2016, year, str(year), 30, 33, 3, "improved"],
    ]


def test_the_newest_workbook_lists_one_change_since_a_year_that_ti_chose(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = changes(catalogue, tmp_path, OF_2025, cpi_since(2014))
    assert table.to_dict("records") == [
        {
            "iso3": "MNE",
            "year_from": 2014,
            "year_to": 2025,
            "edition": "2025",
            "score_from": 39,
            "score_to": 42,
            "change": 3,
            "direction": "improved",
        }
    ]


def test_no_change_listed_is_an_empty_table(catalogue: Catalogue, tmp_path: Path) -> None:
    table = changes(catalogue, tmp_path, OF_2025, cpi_since(None))
    assert table.empty
    assert table.dtypes.astype(str).to_dict()["score_from"] == "int16"


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: put(grid, "Serbia", "CPI 2014", 46),
            ", row 5: the score of SRB, 2014 is 46, elsewhere it is 42. Find out which is the publisher's",
        ),
        (
            lambda grid: put(grid, "Serbia", "CPI 2014", "45*"),
            ", row 5, column 'CPI 2014': '45*' is not a number",
        ),
        (
            lambda grid: without_column(grid, "CPI 2017"),
            ": a list of 1 rows with columns 'Country', 'ISO3', 'Region', 'CPI 2023', '(renamed)', 'Change'",
        ),
        (lambda grid: [row[7:] for row in grid], ": no list since 2012. Fetch the file again"),
        (lambda grid: grid[:4], ": a list of 0 rows with columns 'Country', 'ISO3', 'Region', 'CPI 2023'"),
        (lambda grid: grid[:3], ": it is empty"),
    ],
)
def test_lists_that_are_not_as_known_are_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    assert wanted in refusal(catalogue, tmp_path, OF_2023, spoil(cpi_lists(2023, FELL, ROSE)))


def test_a_difference_that_is_not_that_of_the_scores_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    lists = cpi_lists(2023, FELL)
    [row] = [row for row in lists if "Serbia" in row]
    row[row.index(-4)] = -5
    assert refusal(catalogue, tmp_path, OF_2023, lists).startswith(
        ", row 5: `Change` is -5, the scores' -4. Find out which is the publisher's before building."
    )


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("Direction of Change", -3, ", row 5: it says [-3, '3 since 2014', 'improved'], its scores [3, '3"),
        ("Change", "3 since 2015", ", row 5: it says [3, '3 since 2015', 'improved'], its scores [3, '3"),
        ("Category", "Decliner", ", row 5: it says [3, '3 since 2014', 'declined'], its scores [3, '3"),
        ("Category", "Stable", ", row 5: unknown category 'Stable'. Add it to ti_cpi_changes.py."),
        ("Reference Year", 2011, ", row 5: the score of MNE, 2011 is 39, elsewhere there is none."),
        ("CPI score for reference year", 42, ", row 5: the score of MNE, 2014 is 42, elsewhere it is 39"),
        ("ISO3", "MNG", ", row 5: the code 'MNG' is Mongolia, the name beside it 'Montenegro'."),
    ],
)
def test_a_change_of_2025_that_contradicts_itself_or_the_history_is_refused(
    catalogue: Catalogue, tmp_path: Path, column: str, cell: object, wanted: str
) -> None:
    lists = put(cpi_since(2014), "Montenegro", column, cell)
    assert refusal(catalogue, tmp_path, OF_2025, lists).startswith(wanted)


def test_a_significant_change_by_nothing_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    lists = cpi_lists(2022, ("Denmark", "DNK", 2014, 90, 90))
    assert ": a significant change of DNK by 0 points" in refusal(catalogue, tmp_path, OF_2022, lists)
