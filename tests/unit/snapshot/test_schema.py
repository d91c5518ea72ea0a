"""The table of observations: its shape, and each rule that every row obeys."""

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.model import Edition, Indicator, Precision
from indicators.snapshot.schema import COLUMNS, DTYPES, KEY, observations, validate

ROW = {"indicator": "ti_cpi.score", "iso3": "TJK", "year": 2014, "edition": "2014", "value": 23.0}
AT = " at ti_cpi.score TJK 2014 edition 2014"
FULL = {**ROW, "lower": 14.0, "upper": 32.0, "standard_error": 5.32, "rank": 152, "n_ranked": 175}


@pytest.fixture
def score(catalogue: Catalogue) -> Indicator:
    return replace(catalogue.indicator("ti_cpi.score"), countries_per_year=(1, 3))


def checked(score: Indicator, *records: dict[str, object], editions: Collection[Edition] = ()) -> str:
    """What validation says of these records, or nothing."""
    frame = observations(pd.DataFrame(records))
    try:
        validate(frame, [score], where="Corruption Perceptions Index", editions=editions)
    except SourceFileError as error:
        return str(error)
    return ""


# The rules


def test_a_row_that_obeys_every_rule_is_accepted(score: Indicator) -> None:
    assert checked(score, FULL) == ""


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"indicator": "ti_cpi.scores"}, "indicator(s) ti_cpi.scores are not described in a TOML"),
        ({"value": None}, f"no value{AT}"),
        ({"status": "guessed"}, f"unknown status 'guessed'{AT}"),
        ({"value": 101.0, "upper": None}, f"a value outside 0 to 100: 101{AT}"),
        ({"value": -1.0, "lower": None}, f"a value outside 0 to 100: -1{AT}"),
        ({"value": math.inf, "upper": None}, f"a value outside 0 to 100: inf{AT}"),
        ({"lower": 23.6}, f"a lower bound above its value: 23.6{AT}"),
        ({"upper": 22.4}, f"an upper bound below its value: 22.4{AT}"),
        ({"standard_error": -0.1}, f"a negative standard error: -0.1{AT}"),
        ({"rank": 176}, f"a rank outside 1 to the number ranked: 176{AT}"),
        ({"rank": 0}, f"a rank outside 1 to the number ranked: 0{AT}"),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused(
    score: Indicator, change: dict[str, object], broken: str
) -> None:
    assert checked(score, {**FULL, **change}) == (
        f"Corruption Perceptions Index: {broken}. "
        "Check the publisher's file; if it is right, correct the bound in the source's TOML."
    )


@pytest.mark.parametrize(
    "change",
    [
        {"value": 0.0, "lower": None},
        {"value": 100.0, "upper": None},
        {"lower": 23.5},  # a value and its bounds are rounded apart from each other
        {"upper": 22.5},
        {"standard_error": 0.0},
        {"rank": 1},
        {"rank": 175},
        {"rank": 152, "n_ranked": None},
        {"status": "transcribed"},
    ],
)
def test_the_edge_of_a_rule_is_accepted(score: Indicator, change: dict[str, object]) -> None:
    assert checked(score, {**FULL, **change}) == ""


def test_one_key_has_one_row(score: Indicator) -> None:
    assert "2 rows share a key, first ti_cpi.score TJK 2014 edition 2014" in checked(score, FULL, FULL)


@pytest.mark.parametrize("other", [{"iso3": "UZB"}, {"year": 2013}, {"edition": "2015"}])
def test_rows_of_another_key_do_not_collide(score: Indicator, other: dict[str, object]) -> None:
    assert checked(score, FULL, {**FULL, **other}) == ""


def test_too_few_or_too_many_countries_in_a_year_are_refused(score: Indicator) -> None:
    four = [{**FULL, "iso3": iso3} for iso3 in ("AFG", "KGZ", "TJK", "UZB")]
    assert "ti_cpi.score 2014 (edition 2014) has 4 countries, not 1 to 3" in checked(score, *four)
    assert "has 1 countries, not 2 to 3" in checked(replace(score, countries_per_year=(2, 3)), FULL)


def test_an_edition_that_is_held_in_part_may_have_fewer_countries_and_not_more(score: Indicator) -> None:
    score = replace(score, countries_per_year=(2, 2))
    part = Edition("ti_cpi", "2014", dt.date(2014, 12, 3), Precision.DAY, "a page", in_part=("ti_cpi.score",))
    three = [{**ROW, "iso3": iso3} for iso3 in ("TJK", "KGZ", "UZB")]
    assert checked(score, ROW, editions=[part]) == ""
    assert "has 1 countries, not 2 to 2" in checked(score, ROW, editions=[replace(part, in_part=())])
    assert "has 1 countries, not 2 to 2" in checked(score, ROW, editions=[replace(part, id="2015")])
    assert "has 3 countries, not 2 to 2" in checked(score, *three, editions=[part])


def test_countries_are_counted_in_each_edition_apart(score: Indicator) -> None:
    rows = [
        {**FULL, "iso3": iso3, "edition": edition}
        for iso3 in ("AFG", "KGZ", "TJK")
        for edition in ("2014", "2015")
    ]
    assert checked(score, *rows) == ""


def test_all_broken_rules_are_named_up_to_five_and_the_rest_counted(score: Indicator) -> None:
    wrong = {**FULL, "value": 101.0, "lower": 102.0, "upper": 1.0, "standard_error": -1.0, "rank": 176}
    text = checked(replace(score, countries_per_year=(2, 3)), wrong)
    assert text.count("edition 2014;") == 5
    assert "; and 1 more. Check" in text


# The shape


def test_what_the_records_lack_is_missing_and_only_the_status_is_normal() -> None:
    table = observations(pd.DataFrame([ROW]))
    assert list(table.columns) == COLUMNS
    assert {name: str(kind) for name, kind in table.dtypes.items()} == DTYPES
    assert table.loc[0, "status"] == "normal"
    lacking = [column for column in COLUMNS if column not in {*ROW, "status"}]
    assert table[lacking].isna().all(axis=None)


def test_rows_with_a_status_and_rows_without_one_may_be_joined() -> None:
    old = pd.DataFrame([{**ROW, "iso3": "UZB", "status": "transcribed"}])
    table = observations(pd.concat([pd.DataFrame([ROW]), old]))
    assert table["status"].tolist() == ["normal", "transcribed"]


def test_rows_are_sorted_by_their_key() -> None:
    records = [{**ROW, "iso3": iso3, "year": year} for year in (2014, 2013) for iso3 in ("UZB", "TJK")]
    table = observations(pd.DataFrame(records))
    assert table[KEY].values.tolist() == sorted(table[KEY].values.tolist())


# Properties

FIGURES = ["lower", "upper", "standard_error", "rank", "n_ranked", "n_sources"]
maybe = st.none() | st.integers(1, 99)
record = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["ti_cpi.score", "fh_fiw.total"]),
        "iso3": st.sampled_from(["AFG", "KGZ", "TJK", "UZB"]),
        "year": st.integers(2012, 2025),
        "edition": st.sampled_from(["2014", "2015"]),
        "value": st.integers(0, 100),
        **dict.fromkeys(FIGURES, maybe),
    }
)
records = st.lists(record, min_size=1, max_size=12, unique_by=lambda row: tuple(row[key] for key in KEY))


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(rows: list[dict[str, object]], random: object) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(observations(pd.DataFrame(rows)), observations(pd.DataFrame(shuffled)))


@given(records)
def test_missing_never_becomes_zero_and_a_figure_stays_what_it_is(rows: list[dict[str, object]]) -> None:
    table = observations(pd.DataFrame(rows)).set_index(KEY)
    for row in rows:
        kept = table.loc[tuple(row[key] for key in KEY)]
        for figure in FIGURES:
            assert pd.isna(kept[figure]) if row[figure] is None else kept[figure] == row[figure]
