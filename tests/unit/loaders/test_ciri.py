"""The CIRI project's table: what becomes of a row, what stops it, and who gets to see it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.ciri import parse
from indicators.refresh.build import build
from tests.unit.loaders.publishers.ciri import ciri, write, write_ciri
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    return parse(job(catalogue, "ciri", write_ciri(folder, grid))).observations


def scores(rows: pd.DataFrame, year: int) -> dict[str, float]:
    own = rows.query("iso3 == 'TJK' and year == @year")
    return dict(zip(own["indicator"].str.removeprefix("ciri."), own["value"], strict=True))


def test_eleven_scores_of_a_row(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, ciri())
    assert scores(rows, 2009) == {
        "physical_integrity": 4,
        "disappearance": 2,
        "extrajudicial_killing": 1,
        "political_imprisonment": 1,
        "torture": 0,  # 0 is a score
        "empowerment": 5,
        "association": 0,
        "speech": 1,
        "electoral_self_determination": 0,
        "religion": 0,
        "independence_of_judiciary": 0,
    }
    assert set(rows["edition"]) == {"2014.04.14"}


def test_what_was_not_scored_is_no_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, ciri())
    assert set(scores(rows, 2009)) - set(scores(rows, 2010)) == {
        "physical_integrity",
        "political_imprisonment",
    }
    assert scores(rows, 1981) == {}
    assert set(rows["iso3"]) == {"TJK"}  # Kyrgyzstan's codes are no scores, the Soviet Union is gone


def test_a_figure_tells_where_it_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, ciri()).query("indicator == 'ciri.torture'")
    assert rows[["file", "sheet", "row", "column"]].to_dict("records")[0] == {
        "file": "CIRI_Data_1981_2011.csv",
        "sheet": "",
        "row": 2,
        "column": "TORT",
    }


def test_it_can_be_built_by_a_user_who_has_the_table(catalogue: Catalogue, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    write(raw)
    alone = small(catalogue, "ciri")
    assert not alone.source("ciri").embedded
    package = build(alone, raw, tmp_path / "snapshot", today=dt.date(2026, 11, 22), include=["ciri"])
    assert [source["name"] for source in package["sources"]] == ["ciri"]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "WORKER"),
            "column(s) 'WORKER' missing; it has 'CTRY', 'YEAR'",
        ),
        (
            lambda grid: put(grid, 2009, "CTRY", "Tajik SSR"),
            "row 2: unknown country 'Tajik SSR'. Add it to data/geography/aliases.csv or to [[exclusions]] "
            "in ciri.toml.",
        ),
        (
            lambda grid: put(grid, 2009, "TORT", "-88"),
            "row 2: 'TORT' is '-88', no score and no code for none. Fetch the file again",
        ),
        (
            lambda grid: put(grid, 2009, "INJUD", "0.5"),
            "row 2: 'INJUD' is '0.5', no score and no code for none. Fetch the file again",
        ),
        (
            lambda grid: put(grid, 2009, "PHYSINT", 5),
            "row 2: 'PHYSINT' is '5', but its parts add up to 4. Fetch the file again",
        ),
        (
            lambda grid: put(grid, 2010, "PHYSINT", 3),
            "row 4: 'PHYSINT' is '3', but its parts add up to nothing.",
        ),
    ],
)
def test_a_table_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(ciri()))
    assert wanted in str(error.value)
