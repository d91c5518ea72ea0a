"""Changes split into their parts."""

import math
from dataclasses import astuple

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.compare.splits import RankSplit, SourceSetSplit, rank_split, source_set_split
from indicators.errors import QuestionError
from indicators.snapshot.snapshot import Snapshot

Values = dict[str, float]


# A change of the CPI split by its sources


def by_source(then: Values, now: Values, headline: float | None = None) -> SourceSetSplit:
    old, new = (pd.Series(of, dtype="float64") for of in (then, now))
    return source_set_split(old, new, headline=headline)


def test_a_source_that_leaves_lowers_the_score_though_no_source_judged_worse() -> None:
    found = by_source({"bti": 20, "vdem": 22, "wef_eos": 42}, {"bti": 20, "vdem": 22})
    assert (found.headline, found.matched, found.composition, found.rounding) == (-7, 0, -7, 0)
    assert (found.both, found.left, found.joined) == (("bti", "vdem"), ("wef_eos",), ())


def test_a_source_that_joins_is_composition_too() -> None:
    found = by_source({"bti": 20, "eiu": 20}, {"bti": 20, "eiu": 20, "vdem": 35})
    assert (found.matched, found.composition, found.joined) == (0, 5, ("vdem",))


def test_what_the_sources_judged_anew_is_the_matched_change() -> None:
    found = by_source({"bti": 20, "eiu": 30}, {"bti": 24, "eiu": 30})
    assert (found.headline, found.matched, found.composition) == (2, 2, 0)


def test_what_printing_whole_scores_adds_is_rounding() -> None:
    found = by_source({"bti": 20, "eiu": 30}, {"bti": 20.4, "eiu": 30.4})
    assert (found.headline, found.matched) == (0, pytest.approx(0.4))
    assert found.rounding == pytest.approx(-0.4)


def test_a_mean_of_a_half_is_rounded_up_as_it_is_printed() -> None:
    assert by_source({"bti": 20, "eiu": 24}, {"bti": 20, "eiu": 25}).headline == 1
    assert by_source({"bti": 20, "eiu": 24}, {"bti": 20, "eiu": 25}, headline=0).rounding == -0.5


def test_a_source_without_a_score_scored_nobody() -> None:
    found = by_source({"bti": 20, "eiu": math.nan}, {"bti": 20, "eiu": 30})
    assert (found.both, found.joined) == (("bti",), ("eiu",))


def test_without_a_source_in_both_years_there_is_no_answer() -> None:
    with pytest.raises(QuestionError, match="no source scored both years"):
        by_source({"bti": 20}, {"eiu": 20})


def test_a_source_that_stands_twice_is_refused() -> None:
    twice = pd.Series([20, 30], ["bti", "bti"])
    with pytest.raises(ValueError, match="twice"):
        source_set_split(twice, pd.Series({"bti": 20}))


source_scores = st.dictionaries(
    st.sampled_from(["bti", "eiu", "vdem", "wb_cpia", "wef_eos"]), st.floats(0, 100), min_size=1
)
PARTS = ("headline", "matched", "composition", "rounding")


@given(source_scores, source_scores)
def test_the_parts_add_up_to_the_headline(then: Values, now: Values) -> None:
    assume(then.keys() & now.keys())
    found = by_source(then, now)
    assert found.matched + found.composition + found.rounding == pytest.approx(found.headline, abs=1e-9)
    assert abs(found.rounding) <= 1 + 1e-9


@given(source_scores, st.data())
def test_the_same_sources_in_both_years_leave_no_composition(then: Values, data: st.DataObject) -> None:
    now = data.draw(st.fixed_dictionaries({source: st.floats(0, 100) for source in then}))
    found = by_source(then, now)
    assert found.composition == pytest.approx(0, abs=1e-9)
    assert found.left == found.joined == ()


@given(source_scores, source_scores)
def test_going_back_in_time_is_the_opposite_split(then: Values, now: Values) -> None:
    assume(then.keys() & now.keys())
    forth, back = by_source(then, now), by_source(now, then)
    for part in PARTS:
        assert getattr(forth, part) == pytest.approx(-getattr(back, part), abs=1e-9)
    assert (forth.left, forth.joined, forth.both) == (back.joined, back.left, back.both)


@given(source_scores)
def test_identical_years_have_no_change_in_any_part(then: Values) -> None:
    found = by_source(then, then)
    assert [getattr(found, part) for part in PARTS] == [0, 0, 0, 0]


@given(source_scores, source_scores, st.randoms(use_true_random=False))
def test_the_order_of_the_sources_is_irrelevant(then: Values, now: Values, random: object) -> None:
    assume(then.keys() & now.keys())
    shuffled = dict(sorted(now.items(), key=lambda _: random.random()))  # type: ignore[attr-defined]
    assert by_source(then, shuffled) == by_source(then, now)


# A change of rank split into score and coverage


def by_rank(then: Values, now: Values, *, country: str = "TJK", high: bool = True) -> RankSplit:
    return rank_split(
        pd.Series(then, dtype="float64"),
        pd.Series(now, dtype="float64"),
        country=country,
        higher_is_better=high,
    )


def test_a_place_lost_to_who_was_ranked_is_no_change_of_score() -> None:
    found = by_rank({"TJK": 25, "UZB": 20}, {"TJK": 25, "UZB": 20, "BHS": 60, "VCT": 60})
    assert (found.rank_from, found.n_from, found.rank_to, found.n_to) == (1, 2, 3, 4)
    assert (found.change, found.score_effect, found.coverage_effect) == (-2, 0, -2)
    assert (found.came, found.went, found.n_common) == (("BHS", "VCT"), (), 2)


def test_a_place_lost_by_the_score_is_counted_among_the_countries_of_both_years() -> None:
    found = by_rank({"TJK": 25, "UZB": 20, "SYC": 55}, {"TJK": 19, "UZB": 20})
    assert (found.change, found.score_effect, found.coverage_effect) == (0, -1, 1)
    assert (found.common_rank_from, found.common_rank_to, found.went) == (1, 2, ("SYC",))


def test_ties_share_the_best_place_and_the_lower_is_better_where_it_is() -> None:
    assert by_rank({"TJK": 25, "UZB": 25, "KAZ": 30}, {"TJK": 31, "UZB": 25, "KAZ": 30}).change == 1
    assert by_rank({"TJK": 25, "UZB": 20}, {"TJK": 19, "UZB": 20}, high=False).change == 1


def test_a_missing_value_is_no_rank() -> None:
    found = by_rank({"TJK": 25, "UZB": math.nan}, {"TJK": 25, "UZB": 60})
    assert (found.n_from, found.n_to, found.came) == (1, 2, ("UZB",))
    with pytest.raises(QuestionError, match="TJK: it has no value in both years"):
        by_rank({"TJK": math.nan, "UZB": 20}, {"TJK": 25, "UZB": 60})


leagues = st.dictionaries(
    st.sampled_from(["AFG", "CHN", "KAZ", "KGZ", "TKM", "UZB"]), st.integers(0, 9).map(float)
)


@given(leagues, leagues, st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_score_and_coverage_add_up_exactly_and_going_back_is_the_opposite(
    then: Values, now: Values, own_then: int, own_now: int, high: bool
) -> None:
    then, now = {**then, "TJK": float(own_then)}, {**now, "TJK": float(own_now)}
    forth, back = by_rank(then, now, high=high), by_rank(now, then, high=high)
    assert forth.score_effect + forth.coverage_effect == forth.change == forth.rank_from - forth.rank_to
    assert (back.change, back.score_effect, back.coverage_effect) == (
        -forth.change,
        -forth.score_effect,
        -forth.coverage_effect,
    )
    assert (back.came, back.went) == (forth.went, forth.came)


@given(leagues, st.integers(0, 9), st.integers(1, 9))
def test_neither_the_order_of_rows_nor_the_scale_matters(then: Values, own: int, scale: int) -> None:
    then = {**then, "TJK": float(own)}
    found = by_rank(then, then)
    assert (found.change, found.score_effect, found.coverage_effect) == (0, 0, 0)
    turned = {country: -scale * value for country, value in reversed(then.items())}
    assert astuple(by_rank(turned, turned, high=False)) == astuple(found)


# The committed snapshot


@pytest.mark.parametrize(
    ("year_from", "year_to", "headline", "matched"), [(2022, 2023, -4, 0.22), (2018, 2023, -5, -0.18)]
)
def test_tajikistan_fell_because_a_survey_left(
    snapshot: Snapshot, year_from: int, year_to: int, headline: int, matched: float
) -> None:
    """CPI2025_Results.xlsx, sheet CPI Historical: World Economic Forum EOS is empty from 2023 on."""
    sources = snapshot.table("ti_cpi_sources", countries=["TJK"]).set_index("source")
    old, new = (sources[sources["year"] == year]["score"] for year in (year_from, year_to))
    found = source_set_split(old, new)
    assert (found.headline, round(found.matched, 2)) == (headline, matched)
    assert (found.left, found.joined, len(found.both)) == (("wef_eos",), (), 5)


def test_the_places_lost_from_2015_to_2016_are_half_of_them_those_of_who_was_ranked(
    snapshot: Snapshot,
) -> None:
    """168 countries were ranked in 2015 and 176 in 2016; TI printed 136 and 151."""
    scores = snapshot.all_editions("ti_cpi.score").set_index("iso3")
    then, now = (scores[scores["year"] == year]["value"] for year in (2015, 2016))
    found = rank_split(then, now, country="TJK", higher_is_better=True)
    assert (found.rank_from, found.n_from, found.rank_to, found.n_to) == (136, 168, 151, 176)
    assert (found.change, found.score_effect, found.coverage_effect) == (-15, -7, -8)
    assert (found.n_common, len(found.came), found.went) == (167, 9, ("SYC",))


def test_computed_changes_of_place_are_those_that_transparency_international_printed(
    snapshot: Snapshot,
) -> None:
    scores = snapshot.all_editions("ti_cpi.score").set_index("iso3")
    then, now = (scores[scores["year"] == year] for year in (2014, 2025))
    for country in then.index.intersection(now.index):
        found = rank_split(then["value"], now["value"], country=country, higher_is_better=True)
        assert found.change == int(then["rank"][country]) - int(now["rank"][country])
