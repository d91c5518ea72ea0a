"""Estimates of foreign fighters: a table alone, two files that must agree, oddities that are known."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.foreign_fighters import parse
from indicators.loaders.parsing import Parsed
from tests.unit.loaders.publishers.foreign_fighters import FOCAL, ICSR, REGION, focal, icsr
from tests.unit.loaders.workbooks import Grid, job, put, write_csv


def parsed(
    catalogue: Catalogue, folder: Path, *, focal_cells: Grid | None = None, icsr_cells: Grid | None = None
) -> Parsed:
    paths = [
        write_csv(folder / FOCAL, focal_cells or focal()),
        write_csv(folder / ICSR, icsr_cells or icsr()),
    ]
    return parse(job(catalogue, "foreign_fighters", *paths))


def estimate(result: Parsed, edition: str, place: str) -> dict[str, Any]:
    table = result.tables["foreign_fighters_estimates"]
    [found] = table[(table["edition"] == edition) & (table["place"] == place)].to_dict("records")
    return {column: value for column, value in found.items() if not pd.isna(value)}


def test_there_are_no_observations(catalogue: Catalogue, tmp_path: Path) -> None:
    assert parsed(catalogue, tmp_path).observations.empty
    assert catalogue.source("foreign_fighters").indicators == ()


def test_an_estimate_has_its_publisher_its_day_and_the_text_that_states_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    assert estimate(parsed(catalogue, tmp_path), "soufan-2017-10", "Tajikistan") == {
        "edition": "soufan-2017-10",
        "iso3": "TJK",
        "place": "Tajikistan",
        "publisher": "The Soufan Center (Barrett)",
        "report_date": "2017-10-24",
        "estimate_point": 1300,
        "returned": 147,
        "basis": 'as reported; total "more than 4,200"',
        "stated_in": "a newspaper, summarising the report",
        "file": FOCAL,
        "row": 5,
    }


def test_a_range_keeps_its_ends_and_takes_no_midpoint(catalogue: Catalogue, tmp_path: Path) -> None:
    found = estimate(parsed(catalogue, tmp_path), "icsr-2015-01", "russia")
    assert (found["estimate_low"], found["estimate_high"]) == (800, 1500)
    assert "estimate_point" not in found
    assert found["basis"] == "range"


def test_a_figure_without_range_is_a_point(catalogue: Catalogue, tmp_path: Path) -> None:
    found = estimate(parsed(catalogue, tmp_path), "icsr-2015-01", "tajikistan")
    assert (found["iso3"], found["estimate_point"], found["basis"]) == ("TJK", 190, "point estimate")
    assert "estimate_low" not in found
    assert "returned" not in found


def test_a_row_without_any_figure_is_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    assert "iraq" not in set(parsed(catalogue, tmp_path).tables["foreign_fighters_estimates"]["place"])


def test_a_region_has_no_country(catalogue: Catalogue, tmp_path: Path) -> None:
    found = estimate(parsed(catalogue, tmp_path), "soufan-2015-12", REGION)
    assert found["estimate_point"] == 4700
    assert "iso3" not in found


def test_icsrs_estimates_are_there_once_though_both_files_have_them(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = parsed(catalogue, tmp_path).tables["foreign_fighters_estimates"]
    assert not table.duplicated(["edition", "iso3"]).any()
    assert table["edition"].value_counts().to_dict() == {
        "icsr-2013-12": 4,
        "icsr-2015-01": 2,
        "soufan-2015-12": 1,
        "soufan-2017-10": 1,
    }
    assert set(table[table["file"] == ICSR]["edition"]) == {"icsr-2013-12", "icsr-2015-01"}


def test_old_codes_of_the_world_bank_are_those_of_iso(catalogue: Catalogue, tmp_path: Path) -> None:
    result = parsed(catalogue, tmp_path)
    assert estimate(result, "icsr-2013-12", "kosovo")["iso3"] == "XKX"
    assert estimate(result, "icsr-2013-12", "palestine")["iso3"] == "PSE"


def test_a_range_that_cannot_be_right_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    result = parsed(catalogue, tmp_path)
    assert estimate(result, "icsr-2013-12", "qatar")["basis"] == (
        "range; the file's low, 15, is above its high, 14"
    )
    assert "216" in estimate(result, "icsr-2013-12", "russia")["basis"]


# What is refused


@pytest.mark.parametrize(
    ("file", "spoil", "wanted"),
    [
        (
            ICSR,
            lambda cells: put(cells, "tajikistan", "icsr.mean", 386),
            f"{FOCAL}: estimate_point of icsr-2015-01, TJK is 190, elsewhere 386; 1 figure(s) disagree.",
        ),
        (
            ICSR,
            lambda cells: put(cells, "palestine", "icsr.low", 174),
            f"{ICSR}, row 3: a range of 174 to 114 with the midpoint 94.0. Look what the report says.",
        ),
        (
            ICSR,
            lambda cells: put(cells, "qatar", "icsr.low", 14),
            f"{ICSR}, row 4: a range recorded as odd is another now. Look whether it is right, and mend",
        ),
        (
            ICSR,
            lambda cells: put(cells, "kosovo", "icsr.high", ""),
            f"{ICSR}, row 2: one end of a range without the other. Look what the report says.",
        ),
        (
            ICSR,
            lambda cells: put(cells, "tajikistan", "icsr.date", 20161201),
            f"{ICSR}, row 8: unknown report of 20161201. Add it to REPORTS and [[editions]].",
        ),
        (
            FOCAL,
            lambda cells: put(cells, "2017-10-24", "publisher", "UN"),
            f"{FOCAL}, row 5: unknown report UN, 2017-10-24. Add it to REPORTS and [[editions]].",
        ),
        (
            FOCAL,
            lambda cells: put(cells, "2017-10-24", "iso3", ""),
            f"{FOCAL}, row 5, column 'iso3': '' is not text.",
        ),
        (
            FOCAL,
            lambda cells: put(cells, "2017-10-24", "estimate_point", "1,300"),
            f"{FOCAL}, row 5, column 'estimate_point': '1,300' is not a number.",
        ),
    ],
)
def test_files_that_are_not_as_known_are_refused(
    catalogue: Catalogue, tmp_path: Path, file: str, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    grids = {FOCAL: focal(), ICSR: icsr()}
    grids[file] = spoil(grids[file])
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, focal_cells=grids[FOCAL], icsr_cells=grids[ICSR])
    assert str(error.value).startswith(wanted)
