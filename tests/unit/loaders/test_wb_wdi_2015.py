"""Copies of the World Bank's series of 2014 and 2015: codes of others, states alone, one year more."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.pitf import ISO3
from indicators.loaders.wb_wdi import parse
from tests.unit.loaders.publishers.wb_wdi import (
    AUGUST_2015,
    WARNING_2014,
    WARNING_2015,
    august_2015,
    warning,
    write_2015,
    write_all,
)
from tests.unit.loaders.workbooks import Grid, job, put

EDITIONS = ("2014-09-08", "WDI-2015", "2015-08-26")


def parsed(catalogue: Catalogue, folder: Path, **changed: Grid) -> pd.DataFrame:
    paths = [*write_all(folder), *write_2015(folder, **changed)]
    rows = parse(job(catalogue, "wb_wdi", *paths)).observations
    return rows[rows["edition"].isin(EDITIONS)]


def figures(rows: pd.DataFrame, indicator: str, iso3: str) -> dict[tuple[str, int], float]:
    found = rows[(rows["indicator"] == f"wb_wdi.{indicator}") & (rows["iso3"] == iso3)]
    return dict(zip(zip(found["edition"], found["year"], strict=True), found["value"], strict=True))


def test_each_copy_is_an_edition(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "gdp_per_capita_ppp_2011", "TJK") == {
        ("2014-09-08", 2013): 2431.5,
        ("WDI-2015", 2013): 2431.5,
        ("2015-08-26", 2014): 2532.5,
    }
    assert figures(rows, "internet_users", "TJK") == {("2014-09-08", 2013): 16, ("WDI-2015", 2013): 16}
    assert figures(rows, "population", "TJK")["2015-08-26", 2014] == 8295840
    assert figures(rows, "gdp_per_capita_ppp", "TJK") == {}


def test_codes_of_the_task_force_are_no_iso_codes(catalogue: Catalogue, tmp_path: Path) -> None:
    assert set(parsed(catalogue, tmp_path)["iso3"]) == {"AUT", "XKX", "TJK"}
    assert (ISO3["SWZ"], ISO3["SWA"], ISO3["SLV"], ISO3["MAC"]) == ("CHE", "SWZ", "SVN", "MKD")
    assert set(ISO3.values()) <= set(catalogue.countries.by_iso3)
    assert len(set(ISO3.values())) == len(ISO3) - 1  # ETH and ETI are Ethiopia before and after 1993


def test_copies_of_172_states_are_partial_editions(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    partial = {edition.id: set(edition.in_part) for edition in catalogue.source("wb_wdi").editions}
    for edition in ("2014-09-08", "WDI-2015"):
        assert set(rows[rows["edition"] == edition]["indicator"]) == partial[edition]
    assert not partial["2015-08-26"]


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"september": warning()}, f"{WARNING_2014}, row 5: a row of 2014; the copy ends with 2013."),
        (
            {"april": put(warning(), "AUS", "sftgcode", "AUT")},
            f"{WARNING_2015}, row 2: unknown code 'AUT' of the task force.",
        ),
        (
            {"april": put(warning(), "AUS", "wdi.popsize", "..")},
            f"{WARNING_2015}, row 2, column 'wdi.popsize': '..' is not a number.",
        ),
        (
            {"august": put(august_2015(), "TJK", "iso3c", "TAJ")},
            f"{AUGUST_2015}, row 6: unknown country code 'TAJ' (Tajikistan).",
        ),
    ],
)
def test_copy_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, changed: dict[str, Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, **changed)
    assert str(error.value).startswith(wanted)
