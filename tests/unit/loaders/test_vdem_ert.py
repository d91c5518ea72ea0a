"""V-Dem's episodes: the rows of an episode become one, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.vdem_ert import KEY, parse
from tests.unit.loaders.publishers.vdem_ert import episodes, write_episodes
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(catalogue: Catalogue, folder: Path, grid: Grid | None = None) -> pd.DataFrame:
    path = write_episodes(folder, grid or episodes())
    return parse(job(catalogue, "vdem_ert", path)).tables["vdem_ert_episodes"]


def test_an_episode_is_one_row(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path)
    [tajikistan] = table[table["iso3"] == "TJK"].to_dict("records")
    assert tajikistan == {
        "iso3": "TJK",
        "kind": "autocratization",
        "start_year": 2014,
        "end_year": 2015,
        "outcome": "regressed autocracy",
        "index_before": 0.3,
        "index_at_end": 0.204,
        "edition": "v15",
    }
    assert not table.duplicated(KEY).any()


def test_an_unfinished_episode_has_no_outcome(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).set_index("iso3")
    assert table.loc["KGZ", ["end_year", "outcome"]].tolist() == [2024, "not known yet"]


def test_an_episode_without_a_judged_year_before(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).set_index("iso3")
    assert pd.isna(table.loc["XKX", "index_before"])
    assert table.loc["XKX", "outcome"] == "preempted democratic transition"


def test_the_table_is_the_one_described_and_units_without_code_are_left_out(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = parsed(catalogue, tmp_path)
    [about] = catalogue.source("vdem_ert").tables
    assert sorted(table) == sorted(name for name, _ in about.columns)
    assert set(table["iso3"]) == {"TJK", "KGZ", "XKX"}


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "aut_ep_id"), "column(s) 'aut_ep_id' missing"),
        (lambda grid: put(grid, "Kosovo", "country_text_id", "KSV"), "unknown country code 'KSV' (Kosovo)"),
        (
            lambda grid: put(grid, "Kosovo", "country_text_id", "SRB"),
            "the code 'SRB' is Serbia, the name beside it 'Kosovo'",
        ),
        (lambda grid: put(grid, "Kosovo", "dem_ep_outcome", 7), "unknown outcome 7 of democratization"),
        (lambda grid: put(grid, "Kosovo", "v2x_polyarchy", "0_2"), "row 9, column 'v2x_polyarchy': '0_2' is"),
        (lambda grid: put(grid, "Kosovo", "year", 2025), "row 9: a row of 2025; release v15 ends with 2024"),
        (lambda grid: put(grid, "Kosovo", "year", 2013), "row 9: 2013 is within the episode XKX_2014_2014"),
        (lambda grid: put(grid, "Kosovo", "dem_ep", 2), "row 9: dem_ep is 2, neither 0 nor 1"),
        (lambda grid: put(grid, "Kosovo", "dem_pre_ep_year", 1), "row 9: dem_pre_ep_year disagrees"),
        (lambda grid: put(grid, "TJK_2014_2015", "aut_ep_outcome", 1), "TJK_2014_2015 disagree"),
        (lambda grid: [*grid[:4], *grid[5:]], "the autocratization TJK_2014_2015 lacks a year"),
        (lambda grid: [*grid, grid[8]], "row 11: a second row of Kosovo, 2014; the first is ert.csv, row 9"),
        (lambda grid: [*grid[:-2], grid[-2][:-1]], "row 9: 22 cells below 23 columns"),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(episodes()))
    assert wanted in str(error.value)


def test_a_cut_last_line_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    path = write_episodes(tmp_path, episodes())
    path.write_text(path.read_text().rstrip("\n"))
    with pytest.raises(SourceFileError, match=r"ert\.csv: the last line has no end"):
        parse(job(catalogue, "vdem_ert", path))
