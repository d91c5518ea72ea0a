"""The life of a number: every figure of the snapshot can be followed to its cell."""

import datetime as dt

import pytest

from indicators.errors import QuestionError
from indicators.snapshot.schema import KEY
from indicators.snapshot.snapshot import Snapshot
from indicators.snapshot.trace import trace

TODAY = dt.date(2026, 11, 22)


def test_a_number_is_followed_to_its_file_sheet_row_and_column(snapshot: Snapshot) -> None:
    found = trace(snapshot, "ti_cpi.score", "TJK", 2014, as_of=TODAY)
    assert (found.file, found.sheet, found.row, found.column) == (
        "CPI2025_Results.xlsx",
        "CPI Historical",
        2198,
        "CPI score",
    )
    assert found.figures["value"] == 23
    assert found.edition.id == "2014"
    assert found.sha256 == "543a2ad438c4ba9a70367ee10a44a2565de7fae6bcd8a8db0c23d0b993e46e31"
    assert found.address == "https://files.transparencycdn.org/images/CPI2025_Results.xlsx"
    assert "ISO 3166-1" in " ".join(found.processing)
    assert found.snapshot == snapshot.id


def test_what_is_missing_of_a_row_is_not_among_its_figures(snapshot: Snapshot) -> None:
    figures = trace(snapshot, "fh_fiw.total", "TJK", 2015, as_of=TODAY).figures
    assert "standard_error" not in figures
    assert figures["status"] == "normal"


@pytest.mark.parametrize(
    ("year", "edition", "says"),
    [
        (1950, "newest", "no value in edition newest as of 2026-11-22. Choose another country or year."),
        (2014, "1066", "no value in edition 1066 as of 2026-11-22. Editions that have it: 2014."),
    ],
)
def test_a_number_that_is_not_there_is_refused_with_the_editions_that_have_it(
    snapshot: Snapshot, year: int, edition: str, says: str
) -> None:
    with pytest.raises(QuestionError) as error:
        trace(snapshot, "ti_cpi.score", "TJK", year, edition=edition, as_of=TODAY)
    assert str(error.value) == f"ti_cpi.score TJK {year}: {says}"


def test_every_observation_has_an_origin_in_a_file_that_is_recorded(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        rows, origins = snapshot.all_editions(indicator), snapshot.origins(indicator)
        assert rows[KEY].equals(origins[KEY])
        assert (origins["row"] > 0).all()
        files = {file["name"] for file in snapshot.inputs[snapshot.catalogue.source_of(indicator).id]}
        assert set(origins["file"]) <= files


def test_a_later_edition_does_not_exist_as_of_a_day(snapshot: Snapshot) -> None:
    article = dt.date(2015, 7, 20)
    with pytest.raises(QuestionError, match="no value in edition 2023 as of 2015-07-20"):
        trace(snapshot, "fsi.total", "TJK", 2022, edition="2023", as_of=article)
    assert trace(snapshot, "fsi.total", "TJK", 2013, edition="2014", as_of=article).edition.id == "2014"
