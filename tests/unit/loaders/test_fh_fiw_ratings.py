"""Freedom House's workbook of ratings since 1972: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.fh_fiw import parse
from indicators.loaders.parsing import Parsed
from tests.unit.loaders.publishers.fh_fiw import (
    cells,
    fiw,
    fiw_distribution,
    fiw_ratings,
    write,
    write_fiw,
    write_fiw_ratings,
)
from tests.unit.loaders.workbooks import Grid, job


@pytest.fixture
def all_files(catalogue: Catalogue, tmp_path: Path) -> Parsed:
    write(tmp_path)
    return parse(job(catalogue, "fh_fiw", *tmp_path.iterdir()))


def rating(result: Parsed, iso3: str, name: str = "political_rights") -> dict[str, dict[str, object]]:
    """What is held of a country's rating, by edition."""
    rows = result.observations.query(f"indicator == 'fh_fiw.{name}_rating' and iso3 == @iso3")
    return {row["edition"]: row for row in rows.to_dict("records")}


def refusal(catalogue: Catalogue, folder: Path, **sheets: Grid) -> str:
    paths = [write_fiw(folder, fiw()), write_fiw_ratings(folder, **sheets)]
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "fh_fiw", *paths))
    return str(error.value)


def test_ratings_and_statuses_since_1972_stand_in_a_table_of_their_own(all_files: Parsed) -> None:
    table = all_files.tables["fh_fiw_status"]
    assert not table.duplicated(["iso3", "year", "edition"]).any()
    assert table.query("iso3 == 'HKG'").iloc[0].to_dict() == {
        "iso3": "HKG",
        "year": 1972,
        "edition": "1973",
        "status": "Partly Free",
        "political_rights_rating": 3,
        "civil_liberties_rating": 2,
    }


def test_a_survey_of_an_odd_period_stands_under_the_year_of_most_of_it(all_files: Parsed) -> None:
    years = {edition: row["year"] for edition, row in rating(all_files, "ZAF").items()}
    assert years["1982"] == 1981  # January 1981 to August 1982
    assert years["1983-84"] == 1983  # August 1982 to November 1983
    assert years["1999-2000"] == 1999
    assert 1982 not in years.values()


def test_a_rating_names_its_column_by_both_headers(all_files: Parsed) -> None:
    row = rating(all_files, "TJK", "civil_liberties")["1999-2000"]
    assert (row["value"], row["sheet"], row["row"]) == (6, "Country Ratings, Statuses ", 5)
    assert row["column"] == "1999-2000 / 1999 / CL"


def test_south_africa_has_no_rating_for_1972(all_files: Parsed) -> None:
    assert list(rating(all_files, "ZAF")) == ["1982", "1983-84", "1999-2000", "2006", "2007", "2015"]


def test_a_dash_and_an_empty_cell_are_no_rating(all_files: Parsed) -> None:
    assert list(rating(all_files, "TJK")) == ["1999-2000", "2006", "2007", "2015", "2016"]


def test_kosovo_was_a_territory_before_it_was_a_country(all_files: Parsed) -> None:
    table = all_files.tables["fh_fiw_status"].query("iso3 == 'XKX'")
    assert table["edition"].tolist() == ["1999-2000", "2006", "2007", "2015", "2026"]
    assert table["status"].tolist() == ["Not Free", "Not Free", "Not Free", "Partly Free", "Partly Free"]


@pytest.mark.parametrize(
    ("sheet", "spoil", "wanted"),
    [
        (
            "countries",
            lambda grid: [*grid[:3], cells("South Africa|5|6|NF" + "|-" * 18), *grid[4:]],
            "row 4: the rating of 1973 is [5.0, 6.0, 'NF'], not ['2(5)', '3(6)', 'F (NF)']. Take it out of",
        ),
        (
            "countries",
            lambda grid: [*grid[:3], grid[3][:-1], *grid[4:]],
            "row 4, column '2015 / 2014 / Status': '' is not text.",
        ),
        (
            "countries",
            lambda grid: [grid[0], [*grid[1][:19], "Jan.2014-Mar.2015"], *grid[2:]],
            "unknown survey period 'Jan.2014-Mar.2015' of '2015'. Add it to PERIODS in its loader.",
        ),
        (
            "territories",
            lambda grid: [*grid[:2], [None, "CL", "PR", *grid[2][3:]], *grid[3:]],
            "Jan.-Feb. 1973 / 1972 / Status are not PR, CL, Status. Teach its loader.",
        ),
        (
            "countries",
            lambda grid: [*grid, cells("Norway|-|-|-" + "|-" * 15 + "|1|1|F")],
            "'Historical distribution', row 2: Number of F Countries is 1; the sheet of ratings has 2.",
        ),
        (
            "distribution",
            lambda grid: [grid[0], *grid[2:]],
            "'Historical distribution': no count of edition(s) 2015.",
        ),
    ],
)
def test_ratings_that_are_not_as_known_are_refused(
    catalogue: Catalogue, tmp_path: Path, sheet: str, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    whole = {
        "countries": fiw_ratings("Country"),
        "territories": fiw_ratings("Territory"),
        "distribution": fiw_distribution(),
    }
    assert wanted in refusal(catalogue, tmp_path, **{sheet: spoil(whole[sheet])})


def test_ratings_that_disagree_with_the_newer_workbook_stop_the_build(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    countries = fiw_ratings("Country")
    countries[4][-2] = 5
    assert (
        "row 5: 2015 / 2014 / CL of TJK in 2014 is 5; All_data_FIW_2013-2024.xlsx, row 7, has 6 in 2014."
        in refusal(catalogue, tmp_path, countries=countries)
    )
