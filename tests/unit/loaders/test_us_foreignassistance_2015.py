"""USAID's money in the portal of February 2015: three figures, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.us_foreignassistance import parse
from tests.unit.loaders.publishers.us_foreignassistance import (
    USAID_2015,
    usaid_2015,
    write_all,
    write_usaid_2015,
)
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(catalogue: Catalogue, folder: Path, grid: Grid) -> pd.DataFrame:
    paths = [*write_all(folder), write_usaid_2015(folder, grid)]
    rows = parse(job(catalogue, "us_foreignassistance", *paths)).observations
    return rows[rows["edition"] == "2015-02"]


def test_three_figures_are_read_and_part_years_are_provisional(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path, usaid_2015())
    figures = {
        (row["indicator"].partition(".")[2], row["iso3"], row["year"]): (row["value"], row["status"])
        for row in rows.to_dict("records")
    }
    assert figures == {
        ("usaid_disbursements", "TJK", 2013): (21736361.06, "derived"),
        ("usaid_disbursements", "TJK", 2014): (5266335.66, "provisional"),
        ("usaid_disbursements", "XKX", 2013): (3, "derived"),
        ("usaid_obligations", "TJK", 2012): (18223802.71, "derived"),
        ("usaid_peace_and_security", "TJK", 2013): (213254.46, "derived"),
    }


def test_other_editions_of_the_portal_do_not_give_the_figures(catalogue: Catalogue) -> None:
    for name in ("usaid_disbursements", "usaid_obligations", "usaid_peace_and_security"):
        assert [edition.id for edition in catalogue.editions_of(f"us_foreignassistance.{name}")] == [
            "2015-02"
        ]


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        (
            put(usaid_2015(), "KOSOVO", "iso_alpha3", "SRB"),
            "row 8: the code is 'SRB', the name 'KOSOVO'",
        ),
        (put(usaid_2015(), "KOSOVO", "Aidtype", "Planned"), "row 8: 'Planned' of 2013 is not in the file"),
        (put(usaid_2015(), "KOSOVO", "FiscalYear", 2015), "row 8: 'Spent' of 2015 is not in the file"),
        (
            put(usaid_2015(), "KOSOVO", "AnnualSectorSpent", ""),
            "row 8, column 'AnnualSectorSpent': ''",
        ),
        (put(usaid_2015(), "KOSOVO", "Country", "ATLANTIS"), "row 8: unknown country 'ATLANTIS'."),
    ],
)
def test_row_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, grid: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, grid)
    assert str(error.value).startswith(f"{USAID_2015}, {wanted}")
