"""The Organized Crime Index's workbook: what becomes of a row, what stops it, and who gets to see it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.gocindex import parse
from indicators.refresh.build import build
from indicators.snapshot.schema import validate
from indicators.snapshot.snapshot import Snapshot
from tests.unit.loaders.publishers.gocindex import edition_2021, edition_2023, write, write_gocindex
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, **sheets: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "gocindex", write_gocindex(folder, **sheets))).observations


def values(rows: pd.DataFrame, iso3: str, year: int) -> dict[str, float]:
    own = rows.query("iso3 == @iso3 and year == @year")
    return dict(zip(own["indicator"].str.removeprefix("gocindex."), own["value"], strict=True))


def test_thirteen_scores_of_an_edition_that_judges_the_year_before_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(zip(rows["year"], rows["edition"], strict=True)) == {(2020, "2021"), (2022, "2023")}
    assert values(rows, "TJK", 2020) == {
        "criminality": 5.83,
        "criminal_markets": 5.1,
        "human_trafficking": 6,
        "arms_trafficking": 4,
        "heroin_trade": 8.5,
        "criminal_actors": 6.55,
        "state_embedded_actors": 8,
        "resilience": 2.6,
        "political_leadership_and_governance": 3,
        "government_transparency_and_accountability": 2,
        "judicial_system_and_detention": 3.5,
        "law_enforcement": 2.5,
        "territorial_integrity": 1.5,
    }


def test_averages_are_found_under_both_of_their_labels(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    found = values(rows, "TJK", 2022)
    assert [found[id] for id in ("criminality", "criminal_markets", "criminal_actors", "resilience")] == [
        5.2,
        4.2,
        6.2,
        2.5,
    ]
    assert set(found) == set(values(rows, "TJK", 2020))


def test_a_figure_tells_where_it_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).query("iso3 == 'TJK' and indicator == 'gocindex.resilience'")
    assert rows[["sheet", "row", "column"]].to_dict("records") == [
        {"sheet": "2021_dataset", "row": 2, "column": "Resilience"},
        {"sheet": "2023_dataset", "row": 2, "column": "Resilience avg,"},
    ]


def test_an_edition_of_the_same_layout_is_read_too(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, _2025_dataset=edition_2023())
    assert set(rows["edition"]) == {"2021", "2023", "2025"}


# Who gets to see it


def test_it_is_built_in_only_for_a_user_who_asks_for_it(catalogue: Catalogue, tmp_path: Path) -> None:
    few = small(catalogue, "gocindex", "fh_fiw")
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw)
    with pytest.raises(SourceFileError, match="Freedom in the World needs it"):
        build(few, raw, tmp_path / "snapshot", today=dt.date(2026, 11, 22))
    alone = small(catalogue, "gocindex")
    package = build(alone, raw, tmp_path / "snapshot", today=dt.date(2026, 11, 22), include=["gocindex"])
    assert [source["license"]["class"] for source in package["sources"]] == ["quote"]
    assert Snapshot(tmp_path / "snapshot", alone).indicators == sorted(alone.indicators)


# What is refused


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "Heroin trade"),
            "global_oc_index.xlsx, sheet '2021_dataset': column(s) 'Heroin trade' missing; it has",
        ),
        (
            lambda grid: without_column(grid, "Resilience"),
            "sheet '2021_dataset': column(s) 'Resilience' missing; it has",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "Country", "Tajik SSR"),
            "row 2: unknown country 'Tajik SSR'. Add it to data/geography/aliases.csv or to [[exclusions]] "
            "in gocindex.toml.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "Criminality", 5.84),
            "row 2: criminality is 5.84, but the mean of markets and actors 5.825. Fetch the file again",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "Heroin trade", "n/a"),
            "row 2, column 'Heroin trade': 'n/a' is not a number. Fetch the file again",
        ),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, _2021_dataset=spoil(edition_2021()))
    assert wanted in str(error.value)


def test_a_sheet_of_another_name_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, _2021_changes=edition_2021())
    assert str(error.value) == (
        "global_oc_index.xlsx: unknown sheet '2021_changes'. Look what it holds, and teach gocindex.py."
    )


def test_a_score_off_the_scale_is_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path, _2021_dataset=put(edition_2021(), "Tajikistan", "Heroin trade", 11))
    with pytest.raises(SourceFileError) as error:
        validate(rows, small(catalogue).source("gocindex").indicators, where="Global Organized Crime Index")
    assert "a value outside 1 to 10: 11 at gocindex.heroin_trade TJK 2020 edition 2021" in str(error.value)
