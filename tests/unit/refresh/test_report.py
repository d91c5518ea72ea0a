"""What changed between two tables of observations."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.refresh.report import EXAMPLES, Changes, compare, report
from indicators.snapshot.schema import COLUMNS, KEY, observations


def row(iso3: str, value: float, **more: Any) -> dict[str, Any]:
    return {"indicator": "ti_cpi.score", "iso3": iso3, "year": 2014, "edition": "2014", "value": value} | more


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return observations(pd.DataFrame(list(rows), columns=None if rows else [*KEY, "value"]))


OLD = table(row("TJK", 23, rank=152, standard_error=2.5), row("KGZ", 27), row("UZB", 18, lower=15, upper=21))


def test_nothing_changed() -> None:
    changes = compare(OLD, OLD.sample(frac=1, random_state=1))
    assert changes.is_empty
    assert changes.counts.empty
    assert report(changes) == "No row changed.\n"


def test_rows_added_removed_and_revised() -> None:
    new = table(
        row("TJK", 22, rank=154, standard_error=2.5), row("UZB", 18, lower=15, upper=21), row("KAZ", 29)
    )
    changes = compare(OLD, new)
    assert changes.added["iso3"].tolist() == ["KAZ"]
    assert changes.removed["iso3"].tolist() == ["KGZ"]
    assert list(changes.added.columns) == list(changes.removed.columns) == COLUMNS
    assert changes.revised.to_dict("records") == [
        {
            "indicator": "ti_cpi.score",
            "iso3": "TJK",
            "year": 2014,
            "edition": "2014",
            "columns": "value,rank",
            "value_before": 23,
            "value": 22,
            "standard_error": 2.5,
        }
    ]
    assert changes.counts.to_dict("index") == {"ti_cpi.score": {"added": 1, "removed": 1, "revised": 1}}
    assert changes.countries_lost == {"ti_cpi.score": ("KGZ",)}
    assert report(changes) == (
        "ti_cpi.score: 1 added, 1 removed, 1 revised\n"
        "revised: ti_cpi.score TJK 2014 edition 2014: value 23 -> 22 (-1, 0.40 of its standard error)\n"
        "countries lost: ti_cpi.score: KGZ\n"
    )


@pytest.mark.parametrize(
    ("before", "after", "columns"),
    [
        ({}, {"standard_error": 0.0}, "standard_error"),
        ({"rank": 152}, {}, "rank"),
        ({"lower": 15, "upper": 21}, {"lower": 15, "upper": 22}, "upper"),
        ({}, {"status": "provisional"}, "status"),
    ],
)
def test_a_revision_of_anything_but_the_value(
    before: dict[str, Any], after: dict[str, Any], columns: str
) -> None:
    changes = compare(table(row("TJK", 23, **before)), table(row("TJK", 23, **after)))
    assert changes.revised["columns"].tolist() == [columns]
    assert f"revised: ti_cpi.score TJK 2014 edition 2014: {columns}\n" in report(changes)


def test_a_new_edition_is_added_not_revised() -> None:
    changes = compare(OLD, pd.concat([OLD, table(row("TJK", 24, edition="2014-update"))]))
    assert (len(changes.added), len(changes.removed), len(changes.revised)) == (1, 0, 0)


def test_a_country_that_keeps_a_row_is_not_lost() -> None:
    old = table(row("TJK", 23), row("TJK", 22, year=2013, edition="2013"))
    changes = compare(old, table(row("TJK", 23)))
    assert len(changes.removed) == 1
    assert changes.countries_lost == {}


def test_indicators_that_come_and_go() -> None:
    new = OLD.assign(indicator="fh_fiw.total")
    changes = compare(OLD, new)
    assert (changes.indicators_lost, changes.indicators_new) == (("ti_cpi.score",), ("fh_fiw.total",))
    assert changes.countries_lost == {}
    assert report(changes) == (
        "fh_fiw.total: 3 added, 0 removed, 0 revised\n"
        "ti_cpi.score: 0 added, 3 removed, 0 revised\n"
        "indicator lost: ti_cpi.score\n"
        "indicator new: fh_fiw.total\n"
    )


def test_from_nothing_and_to_nothing() -> None:
    assert len(compare(table(), OLD).added) == 3
    assert len(compare(OLD, table()).removed) == 3


def test_many_revisions_are_counted_not_listed() -> None:
    codes = ["AFG", "CHN", "KAZ", "KGZ", "PAK", "TJK", "UZB"]
    changes = compare(table(*(row(code, 1) for code in codes)), table(*(row(code, 2) for code in codes)))
    lines = report(changes).splitlines()
    assert lines[0] == "ti_cpi.score: 0 added, 0 removed, 7 revised"
    assert len(lines) == 1 + EXAMPLES + 1
    assert lines[-1] == "revised: and 2 more"


figures = st.dictionaries(st.sampled_from(["AFG", "KGZ", "TJK", "UZB"]), st.sampled_from([0.0, 1.5, 23.0]))


@settings(max_examples=25, deadline=None)
@given(figures, figures)
def test_every_row_is_kept_added_removed_or_revised(old: dict[str, float], new: dict[str, float]) -> None:
    def changes(before: dict[str, float], after: dict[str, float]) -> Changes:
        tables = (table(*(row(code, value) for code, value in each.items())) for each in (before, after))
        return compare(*tables)

    forth, back = changes(old, new), changes(new, old)
    assert set(forth.added["iso3"]) == set(new) - set(old)
    assert set(forth.removed["iso3"]) == set(old) - set(new)
    assert set(forth.revised["iso3"]) == {code for code in set(old) & set(new) if old[code] != new[code]}
    assert forth.is_empty == (old == new)
    pd.testing.assert_frame_equal(forth.added, back.removed)
