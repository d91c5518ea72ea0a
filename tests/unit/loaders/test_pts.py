"""The Political Terror Scale's workbook: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.pts import parse
from indicators.snapshot.schema import validate
from tests.unit.loaders.publishers.pts import RELEASE_2014, pts, release_2014, row, write_pts
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column, write_csv


def parsed(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "pts", write_pts(folder, grid))).observations


def levels(rows: pd.DataFrame, iso3: str, year: int) -> dict[str, float]:
    own = rows.query("iso3 == @iso3 and year == @year")
    return dict(zip(own["indicator"].str.removeprefix("pts."), own["value"], strict=True))


def test_a_row_is_a_level_for_each_organisation_that_has_one(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, pts())
    assert levels(rows, "TJK", 2014) == {"human_rights_watch": 3, "state_department": 4}
    assert levels(rows, "COG", 2014) == {"amnesty": 2, "state_department": 3}
    assert set(rows["edition"]) == {"2025"}


@pytest.mark.parametrize(("code", "level"), [(66, "NA"), (77, "NA"), (88, "NA"), (99, "NA"), (0, "3")])
def test_a_gap_is_no_observation_whatever_its_reason(
    catalogue: Catalogue, tmp_path: Path, code: int, level: str
) -> None:
    grid = [*pts(), row("Uzbekistan", "UZB", 2014, f"{level} NA NA", f"{code} 88 88")]
    found = levels(parsed(catalogue, tmp_path, grid), "UZB", 2014)
    assert found == ({} if level == "NA" else {"amnesty": 3})


def test_a_state_that_was_not_there_has_no_level(catalogue: Catalogue, tmp_path: Path) -> None:
    assert levels(parsed(catalogue, tmp_path, pts()), "TJK", 1976) == {}


def test_old_codes_of_the_world_bank_are_those_of_iso_and_others_than_countries_are_left_out(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path, pts())
    assert set(rows["iso3"]) == {"TJK", "COG", "COD", "PSE", "AND", "BHS", "ISL"}
    assert levels(rows, "COD", 2014) == {"amnesty": 5, "human_rights_watch": 5, "state_department": 5}
    assert levels(rows, "PSE", 2014) == {"amnesty": 4}


@pytest.mark.parametrize(
    ("code", "name", "iso3"),
    [("KSV", "Kosovo", "XKX"), ("ROM", "Romania", "ROU"), ("TMP", "Timor-Leste", "TLS")],
)
def test_the_other_old_codes(catalogue: Catalogue, tmp_path: Path, code: str, name: str, iso3: str) -> None:
    grid = [*pts(), row(name, code, 2014, "2 2 2", "0 0 0")]
    assert len(levels(parsed(catalogue, tmp_path, grid), iso3, 2014)) == 3


def test_where_the_release_contradicts_itself_what_is_printed_stands(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path, pts())
    assert levels(rows, "AND", 2021) == {"amnesty": 1, "state_department": 1}
    assert levels(rows, "AND", 2022) == {"amnesty": 1, "state_department": 1}
    assert levels(rows, "BHS", 2017) == {"state_department": 2}
    assert levels(rows, "ISL", 2022) == {"amnesty": 1, "state_department": 1}


def test_a_figure_tells_where_it_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, pts()).query("iso3 == 'TJK' and indicator == 'pts.state_department'")
    assert rows[["file", "sheet", "row", "column"]].to_dict("records") == [
        {"file": "PTS-2025.xlsx", "sheet": "PTS-2025", "row": 2, "column": "PTS_S"}
    ]


# What is refused


def of_tajikistan(grid: Grid, column: str, value: object) -> Grid:
    """Change one cell of Tajikistan in 2014."""
    return [*put(grid[:2], "Tajikistan", column, value), *grid[2:]]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "PTS_H"),
            "PTS-2025.xlsx, sheet 'PTS-2025': column(s) 'PTS_H' missing; it has 'Country', 'Country_OLD'",
        ),
        (
            lambda grid: of_tajikistan(grid, "WordBank_Code_A", "TAJ"),
            "sheet 'PTS-2025', row 2: unknown country code 'TAJ' (Tajikistan). Add it to [codes] or to "
            "[[exclusions]] in pts.toml.",
        ),
        (
            lambda grid: [*grid, row("Tajik SSR", "NA", 1980, "NA NA NA", "77 77 77")],
            "row 15: unknown country code 'NA' (Tajik SSR). Add it to [codes] or to [[exclusions]]",
        ),
        (
            lambda grid: of_tajikistan(grid, "NA_Status_S", 55),
            "row 2: unknown code 55 in 'NA_Status_S'. Look it up in the codebook; add it to pts.py.",
        ),
        (
            lambda grid: of_tajikistan(grid, "NA_Status_S", 88),
            "row 2: 'PTS_S' is 4.0 beside the code for 'no report'. Find out which is right",
        ),
        (
            lambda grid: of_tajikistan(grid, "PTS_S", "NA"),
            "row 2: 'PTS_S' is NA beside the code for 'a report was published and coded'.",
        ),
        (
            lambda grid: of_tajikistan(grid, "PTS_S", None),
            "row 2, column 'PTS_S': '' is not a number. Fetch the file again",
        ),
        (
            lambda grid: of_tajikistan(grid, "PTS_S", 3.5),
            "row 2, column 'PTS_S': 3.5 is not a whole number. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "Bahamas", "NA_Status_A", 88),
            "PTS-2025.xlsx, Bahamas 2017, column 'PTS_A': it is no longer no level beside 'coded'. "
            "Take it out of CONTRADICTIONS in pts.py.",
        ),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(pts()))
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: of_tajikistan(grid, "PTS_S", 6),
            "a value outside 1 to 5: 6 at pts.state_department TJK 2014 edition 2025",
        ),
        (
            lambda grid: [*grid, grid[1]],
            "4 rows share a key, first pts.human_rights_watch TJK 2014 edition 2025",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    rows = parsed(catalogue, tmp_path, spoil(pts()))
    with pytest.raises(SourceFileError) as error:
        validate(rows, small(catalogue).source("pts").indicators, where="Political Terror Scale")
    assert wanted in str(error.value)


# The release of 2014


def of_2014(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    paths = write_pts(folder, pts()), write_csv(folder / RELEASE_2014, grid)
    rows = parse(job(catalogue, "pts", *paths)).observations
    return rows[rows["file"] == RELEASE_2014]


def test_release_of_2014_dates_each_organisation_by_itself(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = of_2014(catalogue, tmp_path, release_2014())
    assert levels(rows, "TJK", 2012) == {"amnesty": 3, "state_department": 3}
    assert levels(rows, "TJK", 2013) == {"human_rights_watch": 3, "state_department": 3}
    assert levels(rows, "TJK", 2014) == {"human_rights_watch": 4}
    watch = rows["indicator"] == "pts.human_rights_watch"
    assert set(rows[watch]["edition"]) == {"2014-hrw"}
    assert set(rows[~watch]["edition"]) == {"2014"}
    day = {edition.id: edition.published.isoformat() for edition in catalogue.source("pts").editions}
    assert (day["2014"], day["2014-hrw"]) == ("2014-12-31", "2015-08-19")


def test_release_of_2014_names_countries_its_own_way(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = of_2014(catalogue, tmp_path, release_2014())
    assert set(rows["iso3"]) == {"TJK", "ISR", "PSE", "COG"}
    assert levels(rows, "ISR", 2013) == {"state_department": 4}


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        (put(release_2014(), "Congo", "StateDept", "three"), "row 8, column 'StateDept': 'three' is not"),
        (put(release_2014(), "Congo", "year", "2015"), "row 8: a row of 2015; the release ends with 2014."),
        (put(release_2014(), "Congo", "pts_country", "Atlantis"), "row 8: unknown country 'Atlantis'."),
    ],
)
def test_release_of_2014_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, grid: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        of_2014(catalogue, tmp_path, grid)
    assert str(error.value).startswith(f"{RELEASE_2014}, {wanted}")
