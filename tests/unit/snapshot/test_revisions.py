"""One figure through its editions: then, now, the difference, against its standard error."""

import datetime as dt

import pandas as pd
import pytest

from indicators.model import Edition, Precision
from indicators.snapshot.revisions import COLUMNS, revisions
from indicators.snapshot.schema import observations

EDITIONS = [
    Edition("wb_wgi", id, dt.date.fromisoformat(published), Precision.DAY, "made up")
    for id, published in (("z", "2021-09-24"), ("a", "2022-09-23"), ("m", "2024-11-30"))
]
KEY = {"indicator": "wb_wgi.rule_of_law", "iso3": "TJK", "year": 2014}


def rows(*figures: tuple[str, float, float | None]) -> pd.DataFrame:
    return observations(
        pd.DataFrame([KEY | {"edition": e, "value": v, "standard_error": se} for e, v, se in figures])
    )


def test_the_editions_stand_in_the_order_of_their_publication() -> None:
    found = revisions(rows(("m", -1.132, 0.17), ("a", -1.13, 0.16), ("z", -1.127, 0.2)), EDITIONS)
    assert found["edition"].tolist() == ["z", "a", "m"]
    assert found["published"].tolist() == [edition.published for edition in EDITIONS]
    assert list(found.columns) == COLUMNS


def test_the_difference_is_what_was_revised_since_in_the_errors_of_then() -> None:
    found = revisions(rows(("z", -1.0, 0.2), ("m", -1.3, 0.1)), EDITIONS)
    assert found.loc[0, "difference"] == pytest.approx(-0.3)
    assert found.loc[0, "in_standard_errors"] == pytest.approx(1.5)
    assert found.loc[1, ["difference", "in_standard_errors"]].isna().all()


def test_where_no_error_was_published_none_is_made_up() -> None:
    found = revisions(rows(("z", -1.0, None), ("a", -1.1, 0.0), ("m", -1.3, 0.1)), EDITIONS)
    assert found["difference"].notna().tolist() == [True, True, False]
    assert found["in_standard_errors"].isna().all()


def test_one_edition_has_no_difference_and_none_has_no_rows() -> None:
    assert revisions(rows(("a", -1.0, 0.2)), EDITIONS)["difference"].isna().all()
    assert revisions(rows(("a", -1.0, 0.2)).iloc[:0], EDITIONS).empty
