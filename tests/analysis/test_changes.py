"""A change of the CPI split by source set, and its test against the published errors."""

import math

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.analysis.changes import CpiChange, comparable_standard_error, cpi_change
from indicators.errors import QuestionError
from indicators.snapshot import Snapshot

Sources = dict[str, float]


def change(then: Sources, now: Sources, *, years: tuple[int, int] = (2018, 2023)) -> CpiChange:
    """The change of a country with these source scores; its score is their rounded mean, as TI's is."""
    given = dict(zip(years, (then, now), strict=True))
    scores = [
        {"iso3": "TJK", "year": year, "value": round(mean(of)), "standard_error": 2.0, "n_sources": len(of)}
        for year, of in given.items()
    ]
    sources = [
        {"iso3": iso3, "year": year, "source": source, "score": score + (iso3 == "UZB")}
        for year, of in given.items()
        for source, score in of.items()
        for iso3 in ("TJK", "UZB")
    ]
    return cpi_change(pd.DataFrame(scores), pd.DataFrame(sources), "TJK", *years)


def mean(of: Sources) -> float:
    return sum(of.values()) / len(of)


# The split


def test_a_source_that_leaves_lowers_the_score_though_no_source_judged_worse() -> None:
    found = change({"bti": 20, "vdem": 22, "wef_eos": 42}, {"bti": 20, "vdem": 22})
    assert (found.score_from, found.score_to, found.headline) == (28, 21, -7)
    assert (found.matched, found.composition, found.rounding) == (0, -7, 0)
    assert (found.left, found.joined, found.n_matched) == (("wef_eos",), (), 2)


def test_a_source_that_joins_is_composition_too() -> None:
    found = change({"bti": 20, "eiu": 20}, {"bti": 20, "eiu": 20, "vdem": 35})
    assert (found.matched, found.composition, found.joined) == (0, 5, ("vdem",))


def test_what_the_sources_judged_anew_is_the_matched_change() -> None:
    found = change({"bti": 20, "eiu": 30}, {"bti": 24, "eiu": 30})
    assert (found.headline, found.matched, found.composition) == (2, 2, 0)


def test_what_printing_whole_scores_adds_is_rounding() -> None:
    found = change({"bti": 20, "eiu": 30}, {"bti": 20.4, "eiu": 30.4})
    assert found.headline == 0
    assert found.matched == pytest.approx(0.4)
    assert found.rounding == pytest.approx(-0.4)


def test_without_a_source_in_both_years_there_is_no_answer() -> None:
    with pytest.raises(QuestionError, match="TJK 2018 to 2023: no source scored both years"):
        change({"bti": 20}, {"eiu": 20})


def test_without_a_score_there_is_no_answer() -> None:
    scores = pd.DataFrame({"iso3": ["TJK"], "year": [2014], "value": [23]})
    with pytest.raises(QuestionError, match=r"ti_cpi.score 2013: TJK has no score"):
        cpi_change(scores, pd.DataFrame(), "TJK", 2013, 2014)


# The standard error


@pytest.mark.parametrize(
    ("year", "n_sources", "expected"),
    [
        (2019, 5, 1.0),  # no factor before 2020
        (2020, 5, math.sqrt(12 / 8)),
        (2025, 4, math.sqrt(12 / 9)),
        (2025, 1, 1.0),
        (2025, 13, 1.0),  # all sources there are: the factor would be 0
    ],
)
def test_the_factor_on_the_standard_error_is_taken_out_from_2020_on(
    year: int, n_sources: int, expected: float
) -> None:
    assert comparable_standard_error(1.0, n_sources, year) == pytest.approx(expected)


def test_a_change_is_tested_against_the_comparable_errors_of_both_years() -> None:
    found = change({"bti": 20, "eiu": 20, "vdem": 20}, {"bti": 30, "eiu": 30, "vdem": 30})
    assert found.z == pytest.approx(10 / math.hypot(2.0, 2.0 / math.sqrt(10 / 12)))
    assert found.is_distinguishable


@pytest.mark.parametrize(("points", "stands_out"), [(4, False), (5, True), (-4, False), (-5, True)])
def test_only_a_change_beyond_its_error_is_distinguishable(points: int, stands_out: bool) -> None:
    """Both errors are 2: 1.645 times their root sum of squares is 4.65 points."""
    then, now = {"bti": 40.0}, {"bti": 40.0 + points}
    assert change(then, now, years=(2012, 2018)).is_distinguishable is stands_out


# Properties

source_scores = st.dictionaries(
    st.sampled_from(["bti", "eiu", "vdem", "wb_cpia", "wef_eos"]), st.floats(0, 100), min_size=1
)


@given(source_scores, source_scores)
def test_the_parts_add_up_to_the_headline(then: Sources, now: Sources) -> None:
    assume(then.keys() & now.keys())
    found = change(then, now)
    assert found.matched + found.composition + found.rounding == pytest.approx(found.headline, abs=1e-9)
    assert abs(found.rounding) <= 1 + 1e-9


@given(source_scores, st.data())
def test_the_same_sources_in_both_years_leave_no_composition(then: Sources, data: st.DataObject) -> None:
    now = data.draw(st.fixed_dictionaries({source: st.floats(0, 100) for source in then}))
    found = change(then, now)
    assert found.composition == pytest.approx(0, abs=1e-9)
    assert found.left == found.joined == ()


@given(source_scores, source_scores)
def test_going_back_in_time_is_the_opposite_change(then: Sources, now: Sources) -> None:
    assume(then.keys() & now.keys())
    forth, back = change(then, now, years=(2012, 2018)), change(now, then, years=(2012, 2018))
    for part in ("headline", "matched", "composition", "rounding", "z"):
        assert getattr(forth, part) == pytest.approx(-getattr(back, part), abs=1e-9)
    assert (forth.left, forth.joined) == (back.joined, back.left)


# The committed snapshot


@pytest.mark.parametrize(
    ("year_from", "year_to", "headline", "matched", "z"),
    [(2022, 2023, -4, 0.22, -0.95), (2018, 2023, -5, -0.18, -0.86)],
)
def test_tajikistan_fell_because_a_survey_left(
    snapshot: Snapshot, year_from: int, year_to: int, headline: int, matched: float, z: float
) -> None:
    """CPI2025_Results.xlsx, sheet CPI Historical: World Economic Forum EOS is empty from 2023 on."""
    scores, sources = snapshot.all_editions("ti_cpi.score"), snapshot.table("ti_cpi_sources")
    found = cpi_change(scores, sources, "TJK", year_from, year_to)
    assert (found.headline, round(found.matched, 2), round(found.z, 2)) == (headline, matched, z)
    assert (found.left, found.joined, found.n_matched) == (("wef_eos",), (), 5)
    assert not found.is_distinguishable


def test_from_2020_on_the_published_error_has_the_factor_that_we_take_out(snapshot: Snapshot) -> None:
    """In the years for which the workbook prints its sources' scores unrounded."""
    scores = snapshot.all_editions("ti_cpi.score").set_index(["iso3", "year"])
    by_country = snapshot.table("ti_cpi_sources").groupby(["iso3", "year"])["score"]
    of_sample = by_country.std(ddof=1) / by_country.size().pow(0.5)
    for year in (2021, 2023, 2024, 2025):
        rows = scores.loc[(slice(None), year), :]
        ours = [
            comparable_standard_error(error, n, year)
            for error, n in zip(rows["standard_error"], rows["n_sources"], strict=True)
        ]
        assert of_sample.loc[rows.index].tolist() == pytest.approx(ours, abs=1e-5)
