"""Whether a difference is beyond the margin of error: the test by standard errors and that by posteriors."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.compare.significance import Estimate, Significance, Verdict, significance
from indicators.compare.split_normal import Z_68, SplitNormal, difference_interval, probability_above
from indicators.compare.words import is_better, verb
from indicators.model import Break, BreakKind, Direction, Indicator

BEYOND, WITHIN, NOT_TESTED = Verdict.BEYOND, Verdict.WITHIN, Verdict.NOT_TESTED
HIGH, LOW, NEITHER = Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER, Direction.NEITHER

CATALOGUE = Catalogue.read()
CPI, WGI, VDEM, FREEDOM = (
    CATALOGUE.indicator(id)
    for id in ("ti_cpi.score", "wb_wgi.rule_of_law", "vdem.electoral_democracy", "fh_fiw.total")
)

values = st.floats(-100, 100)
errors = st.floats(0.01, 50)
intervals = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted)


def by_errors(a: float, b: float, se_a: float, se_b: float, level: float = 0.90) -> Significance:
    one, other = Estimate("A", 2020, a, se_a), Estimate("B", 2020, b, se_b)
    return significance(CPI, one, other, level=level)


def by_intervals(a: list[float], b: list[float]) -> Significance:
    """Each of lower bound, value, upper bound."""
    one, other = (Estimate(name, 2020, of[1], None, (of[0], of[2])) for name, of in (("A", a), ("B", b)))
    return significance(VDEM, one, other)


# By standard errors


def test_difference_within_the_margin_has_its_figures() -> None:
    found = by_errors(25, 26, 5.26, 7.36)
    assert found.verdict is WITHIN
    assert found.value == -1
    assert found.standard_error == pytest.approx(9.0464, abs=1e-4)
    assert found.z == pytest.approx(-0.1105, abs=1e-4)
    assert found.p == pytest.approx(0.9120, abs=1e-4)
    assert found.probability == pytest.approx(0.4560, abs=1e-4)
    assert found.interval == pytest.approx((-15.880, 13.880), abs=1e-3)


@pytest.mark.parametrize(("points", "verdict"), [(4, WITHIN), (5, BEYOND), (-4, WITHIN), (-5, BEYOND)])
def test_verdict_turns_at_the_margin(points: int, verdict: Verdict) -> None:
    """Both errors are 2: 1.645 times their root sum of squares is 4.65."""
    assert by_errors(40 + points, 40, 2, 2).verdict is verdict


def test_overlapping_intervals_are_not_the_test() -> None:
    """METHODS 1.1: 90 % intervals of equal errors part only at z = 1.41 x 1.645, p = 0.020."""
    a, b = Estimate("A", 2020, 5, 2, (5 - 3.29, 5 + 3.29)), Estimate("B", 2020, 0, 2, (-3.29, 3.29))
    found = significance(CPI, a, b)
    assert (found.overlap, found.verdict) == (True, BEYOND)
    assert by_errors(2 * 1.6448536 * 2, 0, 2, 2).p == pytest.approx(0.020, abs=5e-4)


def test_without_any_error_every_difference_is_beyond() -> None:
    assert by_errors(1, 2, 0, 0).verdict is BEYOND
    assert by_errors(1, 1, 0, 0).verdict is WITHIN


@pytest.mark.parametrize(
    ("a", "error", "level"), [(1.0, -1.0, 0.9), (1.0, math.inf, 0.9), (math.nan, 1.0, 0.9), (1.0, 1.0, 90.0)]
)
def test_impossible_input_is_refused(a: float, error: float, level: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        by_errors(a, 2, error, 1, level)


@given(values, values, errors, errors)
def test_reversed_difference_is_the_opposite(a: float, b: float, se_a: float, se_b: float) -> None:
    forth, back = by_errors(a, b, se_a, se_b), by_errors(b, a, se_b, se_a)
    assert (back.value, back.z) == (-forth.value, -(forth.z or 0))
    assert (back.p, back.verdict) == (forth.p, forth.verdict)
    assert back.probability == pytest.approx(1 - (forth.probability or 0))
    assert forth.interval is not None
    assert back.interval == pytest.approx((-forth.interval[1], -forth.interval[0]))


@given(values, values, errors, errors, st.floats(0.1, 10), values)
def test_another_scale_is_the_same_test(
    a: float, b: float, se_a: float, se_b: float, scale: float, shift: float
) -> None:
    assume(abs(a - b) > 1e-6)
    before = by_errors(a, b, se_a, se_b)
    after = by_errors(a * scale + shift, b * scale + shift, se_a * scale, se_b * scale)
    assert after.z == pytest.approx(before.z, rel=1e-6, abs=1e-9)


# By posteriors


def test_symmetric_posteriors_are_compared_as_normal_errors_are() -> None:
    found = by_intervals([0.3, 0.4, 0.5], [0.15, 0.25, 0.35])
    normal = by_errors(0.4, 0.25, 0.1 / Z_68, 0.1 / Z_68)
    assert found.value == pytest.approx(0.15)
    assert found.probability == pytest.approx(normal.probability, abs=1e-9)
    assert found.interval == pytest.approx(normal.interval, abs=1e-7)
    assert (found.z, found.p, found.standard_error) == (None, None, None)


def test_skew_posterior_has_its_longer_tail_on_the_longer_side() -> None:
    found = by_intervals([0.08, 0.1, 0.3], [0.1, 0.1, 0.1])
    assert found.probability == pytest.approx(0.5)  # the value is the median
    assert found.interval == pytest.approx((-1.644854 * 0.02 / Z_68, 1.644854 * 0.2 / Z_68), abs=1e-6)


def test_disjoint_68_percent_intervals_may_be_within_the_margin() -> None:
    """METHODS 1.1: they part at p = 0.16 already."""
    found = by_intervals([0.4, 0.5, 0.6], [0.19, 0.29, 0.39])
    assert (found.overlap, found.verdict) == (False, WITHIN)
    assert by_intervals([0.4, 0.5, 0.6], [0.05, 0.1, 0.2]).verdict is BEYOND


def test_posterior_without_its_value_inside_is_refused() -> None:
    with pytest.raises(ValueError, match="bounds"):
        by_intervals([0.6, 0.5, 0.7], [0, 0.1, 0.2])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((0.5, 0.1, 0.2), (0.4, 0.05, 0.3)),
        ((0.3, 0.1, 0.0), (0.2, 0.2, 0.1)),
        ((0.0, 0.0, 0.1), (0.0, 0.0, 0.2)),
        ((0.0, 0.0, 0.1), (0.0, 0.0, 0.1)),
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.1)),
        ((0.9, 0.3, 0.02), (0.2, 0.01, 0.4)),
    ],
)
def test_posterior_figures_are_those_of_many_draws(
    a: tuple[float, float, float], b: tuple[float, float, float]
) -> None:
    random, draws = np.random.default_rng(20240601), 400_000

    def drawn(of: tuple[float, float, float]) -> np.ndarray:
        normal = random.standard_normal(draws)
        return of[0] + normal * np.where(normal < 0, of[1], of[2])

    gaps = drawn(a) - drawn(b)
    share = float((gaps > 0).mean() + (gaps == 0).mean() / 2)
    assert probability_above(SplitNormal(*a), SplitNormal(*b)) == pytest.approx(share, abs=0.004)
    interval = difference_interval(SplitNormal(*a), SplitNormal(*b), 0.90)
    assert interval == pytest.approx(np.quantile(gaps, [0.05, 0.95]), abs=0.004)


@given(intervals, intervals)
def test_reversed_posterior_difference_is_the_opposite(a: list[float], b: list[float]) -> None:
    forth, back = by_intervals(a, b), by_intervals(b, a)
    assert back.value == -forth.value
    assert (back.verdict, back.overlap) == (forth.verdict, forth.overlap)
    assert forth.probability is not None
    assert back.probability == pytest.approx(1 - forth.probability)
    assert forth.interval is not None
    assert back.interval == pytest.approx((-forth.interval[1], -forth.interval[0]))
    assert forth.interval[0] <= forth.interval[1]


@given(intervals)
def test_posterior_does_not_differ_from_itself(a: list[float]) -> None:
    found = by_intervals(a, a)
    assert found.value == 0
    assert found.probability == pytest.approx(0.5)
    assert found.verdict is WITHIN


# What is not tested, or not compared


@pytest.mark.parametrize(
    ("indicator", "a", "b", "reason"),
    [
        (WGI, Estimate("A", 2020, 1, 0.1), Estimate("A", 2016, 0, 0.1), "fewer than 5 years apart"),
        (VDEM, Estimate("A", 2020, 1), Estimate("A", 2016, 0), "fewer than 5 years apart"),
        (FREEDOM, Estimate("A", 2020, 1), Estimate("A", 2010, 0), "no margin of error is held"),
        (
            CPI,
            Estimate("A", 2020, 1, 0.1),
            Estimate("A", 2010, 0),
            "no standard error is held for A 2010",
        ),
        (CPI, Estimate("A", 2020, 1), Estimate("B", 2020, 0), "held for A 2020 and B 2020"),
        (
            VDEM,
            Estimate("A", 2020, 1, 0.1),
            Estimate("A", 2010, 0, 0.1),
            "no interval is held for A 2010",
        ),
    ],
)
def test_difference_without_a_test_has_a_reason(
    indicator: Indicator, a: Estimate, b: Estimate, reason: str
) -> None:
    found = significance(indicator, a, b)
    assert found.verdict is NOT_TESTED
    assert reason in found.reason
    assert (found.z, found.p, found.probability, found.interval) == (None, None, None, None)


def test_two_countries_of_one_year_need_no_gap() -> None:
    assert significance(WGI, Estimate("A", 2020, 1, 0.1), Estimate("B", 2020, 0, 0.1)).verdict is BEYOND


@pytest.mark.parametrize(("year", "is_crossed"), [(2010, False), (2011, True), (2020, True), (2021, False)])
@pytest.mark.parametrize("blocks", [True, False])
def test_break_between_the_years_forbids_comparing(year: int, is_crossed: bool, blocks: bool) -> None:
    kind = BreakKind.SCALE if blocks else BreakKind.SOURCES
    cut = Break(CPI.id, year, kind, "Another scale", "")
    pair = Estimate("A", 2020, 1, 0.1), Estimate("A", 2010, 0, 0.1)
    for a, b in (pair, pair[::-1]):
        found = significance(CPI, a, b, breaks=[cut])
        assert (found.verdict is Verdict.NOT_COMPARABLE) is (is_crossed and blocks)
    assert (found.reason == cut.name) is (is_crossed and blocks)


# Verbs


@pytest.mark.parametrize(
    ("direction", "amount", "error", "word"),
    [
        (HIGH, 9, 1, "improved"),
        (HIGH, -9, 1, "worsened"),
        (LOW, 9, 1, "worsened"),
        (LOW, -9, 1, "improved"),
        (NEITHER, 9, 1, "rose"),
        (NEITHER, -9, 1, "fell"),
        (HIGH, 9, 9, "went"),
        (LOW, -9, None, "went"),
        (HIGH, 0, 1, "went"),
    ],
)
def test_verb_says_better_or_worse_only_beyond_the_margin(
    direction: Direction, amount: float, error: float | None, word: str
) -> None:
    a, b = Estimate("A", 2020, amount, error), Estimate("A", 2010, 0, error)
    assert verb(significance(replace(CPI, direction=direction), a, b), direction) == word


def test_neither_end_is_better_without_a_direction() -> None:
    assert is_better(1, NEITHER) is None
    assert is_better(0, HIGH) is None
