"""UCDP's country-years: two generations of headers, zeros that are figures, states that were others."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.ucdp import parse
from tests.unit.loaders.publishers.ucdp import FILE_25, FILE_26, grid
from tests.unit.loaders.workbooks import Grid, job, put, without_column, write_csv


def parsed(
    catalogue: Catalogue, folder: Path, cells: Grid | None = None, file: str = FILE_25
) -> pd.DataFrame:
    return parse(job(catalogue, "ucdp", write_csv(folder / file, cells or grid()))).observations


def deaths(rows: pd.DataFrame, iso3: str, year: int) -> dict[str, float]:
    found = rows.query("iso3 == @iso3 and year == @year")
    return dict(zip(found["indicator"].str.removeprefix("ucdp."), found["value"], strict=True))


def test_best_low_and_high_are_three_indicators_and_the_kinds_three_more(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert deaths(rows, "TJK", 1992) == {
        "deaths_best": 3860,
        "deaths_high": 7720,
        "deaths_low": 1930,
        "non_state_deaths": 0,
        "one_sided_deaths": 60,
        "state_based_deaths": 3800,
    }
    assert rows[["lower", "upper", "standard_error"]].isna().all(axis=None)


def test_a_recorded_zero_is_a_figure(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(deaths(parsed(catalogue, tmp_path), "TJK", 2015).values()) == {0}


def test_a_state_counts_for_a_country_from_the_year_in_which_it_is_that(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(rows[["iso3", "year"]].itertuples(index=False, name=None)) == {
        ("TJK", 1992),
        ("TJK", 2015),
        ("RUS", 1992),
        ("SRB", 2006),
        ("MNE", 2006),
        ("YEM", 1991),
        ("COG", 1997),
        ("COD", 1997),
    }


def test_the_newer_generation_of_headers_gives_the_same_figures(catalogue: Catalogue, tmp_path: Path) -> None:
    older, newer = parsed(catalogue, tmp_path), parsed(catalogue, tmp_path, grid("", "26.1"), FILE_26)
    pd.testing.assert_frame_equal(
        older[["indicator", "iso3", "year", "value"]], newer[["indicator", "iso3", "year", "value"]]
    )
    assert (set(older["edition"]), set(newer["edition"])) == ({"25.1"}, {"26.1"})
    assert "sb_total_deaths_best_cy" in set(older["column"])
    assert "sb_total_deaths_best" in set(newer["column"])


def test_two_releases_stand_side_by_side(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = [write_csv(tmp_path / FILE_25, grid()), write_csv(tmp_path / FILE_26, grid("", "26.1"))]
    rows = parse(job(catalogue, "ucdp", *paths)).observations
    found = rows.query("indicator == 'ucdp.deaths_best' and iso3 == 'TJK' and year == 1992")
    assert found[["edition", "file"]].values.tolist() == [["25.1", FILE_25], ["26.1", FILE_26]]


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda cells: put(cells, "Montenegro", "country_cy", "Illyria"),
            "row 8: unknown country 'Illyria'. Add it to data/geography/aliases.csv or to [[exclusions]]",
        ),
        (
            lambda cells: put(cells, 1991, "os_total_deaths_best_cy", 5),
            "row 10: the three kinds of violence do not add up to 0. Look whether columns moved.",
        ),
        (
            lambda cells: put(cells, "Montenegro", "ns_total_deaths_best_cy", ""),
            "row 8, column 'ns_total_deaths_best_cy': '' is not a number.",
        ),
        (
            lambda cells: put(cells, "Montenegro", "year_cy", 206),
            "row 8, column 'year_cy': '206' is not a year.",
        ),
        (lambda cells: put(cells, "Montenegro", "version", ""), "row 8, column 'version': '' is not text."),
        (
            lambda cells: without_column(cells, "country_cy"),
            "column(s) 'country', 'country_id', 'year', 'cumulative_total_deaths_in_orgvio_best'",
        ),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(grid()))
    assert str(error.value).startswith(FILE_25)
    assert wanted in str(error.value)
