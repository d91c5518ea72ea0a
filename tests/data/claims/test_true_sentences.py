"""No word and no figure of a sentence that the rows do not bear out: properties, and published figures."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.captions.trend import trend_sentence
from indicators.captions.wording import LIMIT
from indicators.model import Indicator
from indicators.snapshot.schema import observations
from indicators.snapshot.snapshot import Snapshot
from indicators.text import number, signed
from tests.unit.captions.told import FIGURE, HIGH, LOW, NAMES, NEITHER, SCORE

figures = st.tuples(st.integers(-900, 900).map(lambda n: n / 10), st.none() | st.floats(0.1, 40))
series = st.dictionaries(st.integers(1990, 2025), figures, max_size=12)
countries = st.fixed_dictionaries(dict.fromkeys(NAMES, series))


def frame_of(of: Mapping[str, Mapping[int, tuple[float, float | None]]]) -> pd.DataFrame:
    records = [(iso3, year, *figure) for iso3, own in of.items() for year, figure in own.items()]
    frame = pd.DataFrame(records, columns=["iso3", "year", "value", "standard_error"])
    return observations(frame.assign(indicator=SCORE.id, edition="one"))


def sentence_of(frame: pd.DataFrame, indicator: Indicator = SCORE, **given: int) -> str:
    return trend_sentence(frame, indicator, names=NAMES, years=(1990, 2025), **given)  # type: ignore[arg-type]


def ends(frame: pd.DataFrame, iso3: str = "TJK") -> tuple[pd.Series, pd.Series] | None:
    own = frame[frame["iso3"] == iso3].sort_values("year")
    return (own.iloc[0], own.iloc[-1]) if len(own) else None


def changes_of(frame: pd.DataFrame) -> list[float]:
    pairs = [ends(frame, iso3) for iso3 in NAMES]
    return [last["value"] - first["value"] for first, last in filter(None, pairs)]


@given(countries)
def test_every_figure_is_a_value_of_the_rows_or_the_difference_of_two(of) -> None:
    frame = frame_of(of)
    allowed = {number(value, 1) for value in frame["value"]} | {signed(d, 1) for d in changes_of(frame)}
    assert set(FIGURE.findall(sentence_of(frame))) <= allowed


@given(countries, st.integers(0, 2))
def test_every_year_is_one_of_the_span_and_every_count_one_of_the_rows(of, lag: int) -> None:
    frame = frame_of(of)
    sentence = re.sub(r"90 %|[+−]?\d[\d,]*\.\d", "", sentence_of(frame, lag=lag)).replace("fewer than 5", "")
    whole = {int(text) for text in re.findall(r"\d+", sentence)}
    held = frame["year"] if len(frame) else pd.Series([1990, 2025])
    counts = {frame["iso3"].nunique(), *range(1, 37)}
    assert whole <= counts | set(range(held.min(), held.max() + lag + 1))


@given(countries, st.sampled_from([HIGH, LOW, NEITHER]))
def test_words_of_direction_agree_with_the_sign_and_of_judgement_with_the_test(of, direction) -> None:
    frame = frame_of(of)
    sentence = sentence_of(frame, replace(SCORE, direction=direction))
    found = re.search(r"Tajikistan (went|rose|fell|improved|worsened) from .*? \((.*?)\)\.", sentence)
    pair = ends(frame)
    if pair is None or pair[0]["value"] == pair[1]["value"]:
        assert found is None
        return
    assert found is not None
    verb, test = found.groups()
    first, last = pair
    is_up = bool(last["value"] > first["value"])
    error = math.hypot(first["standard_error"], last["standard_error"])
    is_apart = bool(error == error and abs(last["value"] - first["value"]) / error > 1.6448536)
    assert test.endswith("; beyond the margin of error") is is_apart
    assert ("; not tested: " in test) is (error != error)
    if not is_apart:
        assert verb == "went"
    elif direction is NEITHER:
        assert verb == ("rose" if is_up else "fell")
    else:
        assert verb == ("improved" if is_up is (direction is HIGH) else "worsened")


@given(countries, st.randoms())
def test_the_order_of_the_rows_is_irrelevant(of, random) -> None:
    frame = frame_of(of)
    order = list(range(len(frame)))
    random.shuffle(order)
    assert sentence_of(frame.iloc[order]) == sentence_of(frame)


@given(countries, st.lists(st.tuples(st.sampled_from(list(NAMES)), st.integers(1990, 2025))))
def test_a_missing_value_is_no_value(of, missing: list[tuple[str, int]]) -> None:
    absent = {(iso3, year): None for iso3, year in missing if year not in of[iso3]}
    more = pd.DataFrame([{"iso3": iso3, "year": year, "value": None} for iso3, year in absent])
    frame = frame_of(of)
    if len(more):
        empty = observations(more.assign(indicator=SCORE.id, edition="one"))
        assert sentence_of(pd.concat([frame, empty])) == sentence_of(frame)


@given(countries)
def test_a_sentence_is_whole_and_short(of) -> None:
    sentence = sentence_of(frame_of(of))
    assert 20 < len(sentence) <= LIMIT
    assert sentence.endswith(".")
    assert "nan" not in sentence
    assert "  " not in sentence


# The committed snapshot


def published(snapshot: Snapshot, indicator: str, years: tuple[int, int], edition: str = "newest") -> str:
    held = snapshot.observations(
        indicators=[indicator], countries=["TJK"], edition=edition, as_of=dt.date(2026, 11, 22)
    )
    known = snapshot.catalogue.indicator(indicator)
    return trend_sentence(held, known, names={"TJK": "Tajikistan"}, years=years)


def test_one_point_of_the_cpi_is_no_change(snapshot: Snapshot) -> None:
    """CPI 2016: 25 after 26."""
    assert "Tajikistan went from 26 in 2015 to 25 in 2016 (−1; within the margin of error)." in published(
        snapshot, "ti_cpi.score", (2015, 2016)
    )


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        ("voice_and_accountability", "worsened"),
        ("political_stability", "within the margin of error"),
        ("government_effectiveness", "within the margin of error"),
        ("regulatory_quality", "within the margin of error"),
        ("rule_of_law", "within the margin of error"),
        ("control_of_corruption", "within the margin of error"),
    ],
)
def test_of_six_wgi_dimensions_one_changed_beyond_the_margin_from_2002_to_2022(
    snapshot: Snapshot, dimension: str, words: str
) -> None:
    """METHODS 1.2, of the update of 2023: only Voice and Accountability, -0.56 with z -2.55."""
    sentence = published(snapshot, f"wb_wgi.{dimension}", (2002, 2022), "2023-update")
    assert words in sentence
    assert ("(−0.56; beyond the margin of error)" in sentence) is (words == "worsened")


def test_a_year_of_the_wgi_is_shown_and_not_tested(snapshot: Snapshot) -> None:
    sentence = published(snapshot, "wb_wgi.rule_of_law", (2021, 2022))
    assert "not tested: fewer than 5 years apart" in sentence


def test_the_points_of_rsf_are_not_compared_across_the_joint_edition(snapshot: Snapshot) -> None:
    id = "rsf_wpfi.score_2002_2012"
    held = snapshot.observations(indicators=[id], countries=["TJK"], as_of=dt.date(2026, 11, 22))
    catalogue = snapshot.catalogue
    sentence = trend_sentence(
        held,
        catalogue.indicator(id),
        names={"TJK": "Tajikistan"},
        years=(2002, 2012),
        breaks=catalogue.breaks_of(id),
    )
    assert "the two are not comparable. Not comparable across 2011: The joint edition" in sentence
    assert not re.search("rose|fell|improved|worsened|went|margin of error", sentence)
