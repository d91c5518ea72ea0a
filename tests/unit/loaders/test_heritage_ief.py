"""The Index of Economic Freedom: what becomes of a row, what stops it, and who gets to see it."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.heritage_ief import parse
from indicators.refresh.build import build
from tests.unit.loaders.publishers.heritage_ief import index, write, write_index
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid, edition: int = 2015) -> pd.DataFrame:
    return parse(job(catalogue, "heritage_ief", write_index(folder, edition, grid))).observations


def test_row_is_a_score_with_its_rank(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, index(2015))
    columns = ["iso3", "year", "edition", "value", "rank", "n_ranked", "row"]
    assert rows[columns].to_numpy().tolist() == [
        ["KGZ", 2014, "2015", 61.25, 1, 2, 3],
        ["TJK", 2014, "2015", 52.75, 2, 2, 4],
    ]
    assert set(rows["sheet"]) == {"2014"}  # the publisher calls it so in both editions


def test_user_who_has_the_files_can_build_it(catalogue: Catalogue, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw)
    alone = small(catalogue, "heritage_ief")
    assert not alone.source("heritage_ief").embedded
    package = build(alone, raw, tmp_path / "snapshot", today=dt.date(2026, 11, 22), include=["heritage_ief"])
    assert [source["held"]["editions"] for source in package["sources"]] == [["2014", "2015"]]


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        (index(2014), "column(s) '2015 Score' missing; it has 'CountryID'"),
        (put(index(2015), "Tajikistan", "Country Name", "Atlantis"), "row 4: unknown country 'Atlantis'."),
        (put(index(2015), "Tajikistan", "World Rank", "N/A"), "row 4: '2015 Score' without a rank"),
        (put(index(2015), "Tajikistan", "2015 Score", "n/r"), "row 4, column '2015 Score': 'n/r' is not"),
        (without_column(index(2015), "World Rank"), "column(s) 'World Rank' missing"),
    ],
)
def test_workbook_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, grid: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, grid)
    assert wanted in str(error.value)
