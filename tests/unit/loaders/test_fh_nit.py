"""Nations in Transit: an edition judges the year before, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.fh_nit import FIGURES, parse
from tests.unit.loaders.publishers.fh_nit import ratings, scores, write_all
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(
    catalogue: Catalogue, folder: Path, tajikistan: Grid | None = None, others: Grid | None = None
) -> pd.DataFrame:
    paths = write_all(folder, tajikistan or ratings(), others or scores())
    return parse(job(catalogue, "fh_nit", *paths)).observations


def test_an_edition_judges_the_year_before(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    score = rows[rows["indicator"] == "fh_nit.democracy_score"]
    found = {(row["iso3"], row["year"], row["edition"]): row["value"] for row in score.to_dict("records")}
    assert found == {
        ("TJK", 2013, "2014"): 6.25,
        ("TJK", 2014, "2015"): 6.39,
        ("CZE", 2014, "2015"): 2.21,
        ("XKX", 2014, "2015"): 5.14,
    }
    assert set(rows["status"]) == {"transcribed"}
    assert set(rows["indicator"]) == {indicator.id for indicator in catalogue.source("fh_nit").indicators}


def test_tajikistans_score_is_traced_to_its_own_table(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    [row] = rows[(rows["column"] == "score_1_7_7_worst") & (rows["row"] == 17)].to_dict("records")
    assert (row["indicator"], row["file"]) == ("fh_nit.democracy_score", "nit_tajikistan_2009_2018.csv")


def test_every_edition_is_held_in_part(catalogue: Catalogue) -> None:
    source = catalogue.source("fh_nit")
    assert [edition.id for edition in source.editions] == [str(year) for year in range(2009, 2019)]
    assert all(set(edition.in_part) == set(FIGURES.values()) for edition in source.editions)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "category"), "column(s) 'category' missing"),
        (lambda grid: [[*row, "x"] for row in grid], "unknown column(s) 'x'"),
        (lambda grid: put(grid, "Democracy Score", "category", "Score"), "row 17: unknown category 'Score'"),
        (
            lambda grid: put(grid, "Democracy Score", "score_1_7_7_worst", "1.6"),
            "edition 2015 is 1.6, the mean",
        ),
        (
            lambda grid: put(grid, "Democracy Score", "score_1_7_7_worst", "7.5"),
            "row 17: a rating of 7.5, outs",
        ),
        (lambda grid: put(grid, "Democracy Score", "score_1_7_7_worst", "6,39"), "'6,39' is not a number"),
        (lambda grid: put(grid, "Democracy Score", "score_1_7_7_worst", "inf"), "'inf' is not a number"),
        (
            lambda grid: put(grid, "Democracy Score", "edition", "201"),
            "row 17, column 'edition': '201' is not",
        ),
        (
            lambda grid: put(grid, "Democracy Score", "edition", "2114"),
            "row 17, column 'edition': '2114' is not a year",
        ),
        (
            lambda grid: [*grid, grid[1]],
            "row 18: a second row of 2014, National Democratic Governance; the fi",
        ),
        (lambda grid: grid[:-1], "edition 2015 lacks Democracy Score"),
        (lambda grid: [*grid[:-1], grid[-1][:2]], "row 17: 2 cells below 3 columns"),
    ],
)
def test_a_table_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(ratings()))
    assert str(error.value).startswith("nit_tajikistan_2009_2018.csv")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: put(grid, "Tajikistan", "nit2015_democracy_score", "6.36"), "is 6.36, elsewhere 6.39"),
        (
            lambda grid: put(grid, "Kosovo", "country", "Kosova-Metohija"),
            "row 4: unknown country 'Kosova-Met",
        ),
        (lambda grid: [*grid, grid[3]], "row 5: a second row of XKX; the first is"),
    ],
)
def test_a_list_of_2015_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, others=spoil(scores()))
    assert wanted in str(error.value)


def test_a_cut_last_line_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = write_all(tmp_path, ratings(), scores())
    paths[0].write_text(paths[0].read_text().rstrip("9\n"))
    with pytest.raises(SourceFileError, match="the last line has no end"):
        parse(job(catalogue, "fh_nit", *paths))
