"""The transcribed Democracy Index: what becomes of a row, what stops it, and who gets to see it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.eiu_democracy import parse
from indicators.refresh.build import build
from tests.unit.loaders.publishers.eiu_democracy import eiu, write, write_eiu
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "eiu_democracy", write_eiu(folder, grid))).observations


def test_a_row_is_a_score_of_the_edition_that_bears_its_year(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, eiu())
    assert rows[["iso3", "year", "edition", "value", "status"]].to_dict("records") == [
        {"iso3": "KGZ", "year": 2014, "edition": "2014", "value": 5.24, "status": "transcribed"},
        {"iso3": "TJK", "year": 2013, "edition": "2013", "value": 2.6, "status": "transcribed"},
        {"iso3": "TJK", "year": 2014, "edition": "2014", "value": 2.5, "status": "transcribed"},
    ]
    assert rows[["file", "sheet", "row", "column"]].to_dict("records")[1] == {
        "file": "eiu_overall_2006_2024.csv",
        "sheet": "",
        "row": 3,
        "column": "eiu",
    }


def test_it_can_be_built_by_a_user_who_has_the_table(catalogue: Catalogue, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw)
    alone = small(catalogue, "eiu_democracy")
    assert not alone.source("eiu_democracy").embedded
    package = build(alone, raw, tmp_path / "snapshot", today=dt.date(2026, 11, 22), include=["eiu_democracy"])
    assert [source["name"] for source in package["sources"]] == ["eiu_democracy"]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "eiu"), "eiu_overall_2006_2024.csv"),
        (
            lambda grid: put(grid, 2013, "eiu_country", "Tajik SSR"),
            "row 3: unknown country 'Tajik SSR'. Add it to data/geography/aliases.csv or to [[exclusions]] "
            "in eiu_democracy.toml.",
        ),
        (lambda grid: put(grid, 2013, "eiu", ""), "row 3, column 'eiu': '' is not a number."),
        (lambda grid: put(grid, 2013, "eiu", "2,6"), "row 3, column 'eiu': '2,6' is not a number."),
    ],
)
def test_a_table_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(eiu()))
    assert wanted in str(error.value)
