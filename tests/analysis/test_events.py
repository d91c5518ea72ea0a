"""Windows before and after an event: the placebo test by rules and simulation, refusals, words, figures."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.analysis import events
from indicators.analysis.events import Reason, Window
from indicators.analysis.placebo import error_of_difference, inversion_interval, nearest, path, slopes, thetas
from indicators.analysis.window_result import p_text
from indicators.analysis.window_rules import lag_of
from indicators.errors import QuestionError
from indicators.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
EVENT = 2010
SIX = {"before": 3, "after": 3, "event": EVENT}
NEIGHBOURS = ["KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN"]
FORBIDDEN = r"\b(because|caused?|led to|impacts?|proves?|proved|due to|result(s|ed) in)\b"

# Six years about 2010; changes of the means: A -6, B 0, C +3, D +3.
TABLE = pd.DataFrame(
    {
        "A": [20, 21, 22, 16, 15, 14],
        "B": [50, 50, 50, 50, 50, 50],
        "C": [10, 10, 10, 12, 13, 14],
        "D": [0, 0, 30, 13, 13, 13],
    },
    index=range(2007, 2013),
    dtype="float64",
)


def window(snapshot: Snapshot, indicator: str, year: int = 2015, **given: object) -> Window:
    known = {"country": "TJK", "as_of": TODAY, "with_synthetic": False, **given}
    return events.window(snapshot, indicator=indicator, event_year=year, **known)  # type: ignore[arg-type]


def noise(units: int, seed: int, years: int = 6) -> pd.DataFrame:
    """A panel in which nothing happens but what happens to all units alike, and to each all the time."""
    random = np.random.default_rng(seed)
    walk = random.normal(size=(years, units)).cumsum(axis=0)
    level, year = random.normal(50, 20, size=units), random.normal(0, 5, size=(years, 1))
    first = EVENT - 3
    return pd.DataFrame(level + year + walk, range(first, first + years), [f"u{n}" for n in range(units)])


@st.composite
def panels(draw: st.DrawFn) -> pd.DataFrame:
    """Whole numbers, so that sums are exact and moves are often as far as each other."""
    units = draw(st.integers(2, 9))
    values = st.lists(st.integers(-20, 20), min_size=units, max_size=units)
    rows = draw(st.lists(values, min_size=6, max_size=6))
    return pd.DataFrame(rows, range(2007, 2013), [f"u{n}" for n in range(units)], dtype="float64")


# The placebo test


def test_a_small_table_by_hand() -> None:
    """Changes -6, 0, 3, -1/3 + 3 = 3: mean 0, so theta is 4/3 of each."""
    found = events.placebo(TABLE, unit="A", **SIX)
    assert found.theta == pytest.approx(-8)
    assert found.placebos.to_dict() == pytest.approx({"A": -8, "B": 0, "C": 4, "D": 4})
    assert (found.p_two_sided, found.p_one_sided, found.n) == (0.25, 0.25, 4)
    assert found.refusal is None


def test_ties_count_as_far_in_the_same_direction_and_in_either() -> None:
    found = events.placebo(TABLE, unit="C", **SIX)
    assert (found.p_two_sided, found.p_one_sided) == (0.75, 0.5)
    still = events.placebo(TABLE, unit="B", **SIX)
    assert (still.theta, still.p_two_sided, still.p_one_sided) == (pytest.approx(0), 1, 0.75)


def test_a_lag_leaves_out_the_years_that_it_skips() -> None:
    moved = TABLE.assign(A=[20, 20, 20, 99, 23, 23])
    moved.loc[2013] = [23, 50, 14, 13]
    found = events.placebo(moved, unit="A", event=EVENT, before=3, after=3, lag=1)
    means = moved.loc[2011:2013].mean() - moved.loc[2007:2009].mean()
    assert means["A"] == 3
    assert found.theta == pytest.approx(3 - means.drop("A").mean())


def test_the_smallest_p_is_that_of_the_unit_alone() -> None:
    panel = noise(25, seed=1)
    panel.loc[EVENT:, "u0"] += 1000
    found = events.placebo(panel, unit="u0", **SIX)
    assert found.p_two_sided == found.p_one_sided == found.smallest_p == 1 / 25


def test_a_unit_that_lacks_a_year_is_not_among_all() -> None:
    gap = TABLE.assign(E=[1, None, 1, 1, 1, 1])
    found = events.placebo(gap, unit="A", **SIX)
    assert found.n == 4
    assert list(found.placebos.index) == ["A", "B", "C", "D"]


@given(panels())
def test_theta_is_the_change_less_the_mean_of_all_others(panel: pd.DataFrame) -> None:
    found = events.placebo(panel, unit="u0", **SIX)
    change = panel.loc[2010:].mean() - panel.loc[:2009].mean()
    assert found.theta == pytest.approx(change["u0"] - change.drop("u0").mean(), abs=1e-9)
    assert found.placebos.sum() == pytest.approx(0, abs=1e-9)


@given(panels())
def test_reversed_signs_reverse_theta_and_leave_p(panel: pd.DataFrame) -> None:
    found, mirrored = (events.placebo(of, unit="u0", **SIX) for of in (panel, -panel))
    assert mirrored.theta == pytest.approx(-found.theta, abs=1e-9)
    assert mirrored.p_two_sided == found.p_two_sided
    if abs(found.theta) > 1e-9:
        assert mirrored.p_one_sided == found.p_one_sided


@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_years_and_units_is_irrelevant(panel: pd.DataFrame, random: object) -> None:
    years, units = list(panel.index), list(panel.columns)
    random.shuffle(years)
    random.shuffle(units)
    found, shuffled = (events.placebo(of, unit="u0", **SIX) for of in (panel, panel.loc[years, units]))
    assert shuffled.theta == pytest.approx(found.theta, abs=1e-9)
    assert (shuffled.p_two_sided, shuffled.p_one_sided) == (found.p_two_sided, found.p_one_sided)
    pd.testing.assert_series_equal(shuffled.placebos, found.placebos, atol=1e-9)


@given(panels(), st.data())
def test_what_is_constant_over_a_unit_or_a_year_is_irrelevant(
    panel: pd.DataFrame, data: st.DataObject
) -> None:
    of_units = data.draw(st.lists(st.integers(-999, 999), min_size=panel.shape[1], max_size=panel.shape[1]))
    of_years = data.draw(st.lists(st.integers(-999, 999), min_size=6, max_size=6))
    shifted = panel + np.array(of_units)[None, :] + np.array(of_years)[:, None]
    found, moved = (events.placebo(of, unit="u0", **SIX) for of in (panel, shifted))
    assert moved.theta == pytest.approx(found.theta, abs=1e-9)
    assert moved.p_two_sided == found.p_two_sided


def test_p_is_uniform_when_nothing_happened() -> None:
    """Of N = 20 units p is k/20 with the same chance each: the largest gap of 600 draws from that."""
    runs, units = 600, 20
    p = [events.placebo(noise(units, seed), unit="u0", **SIX).p_two_sided for seed in range(runs)]
    steps = np.arange(1, units + 1) / units
    seen = np.array([(np.array(p) <= step + 1e-9).mean() for step in steps])
    assert np.abs(seen - steps).max() < 1.63 / np.sqrt(runs)  # Kolmogorov's bound at 1 %
    assert set(np.round(np.array(p) * units)) == set(range(1, units + 1))


@pytest.mark.parametrize(
    ("changes", "reason", "part"),
    [
        ({"before": 2}, Reason.TOO_FEW_POINTS, "2 years before and 3 after"),
        ({"after": 0}, Reason.TOO_FEW_POINTS, "3 years before and 0 after"),
        ({"before": 4}, Reason.TOO_FEW_POINTS, "no value for 2006: 3 of 4 points before"),
        ({"event": 2011}, Reason.TOO_FEW_POINTS, "no value for 2013: 3 of 3 points before and 2 of 3 after"),
        ({"event": 1950}, Reason.NO_DATA, "no value in any of 1947 to 1949 and 1950 to 1952"),
        ({"unit": "Z"}, Reason.NO_DATA, "Z has no value"),
        ({"lag": 40}, Reason.TOO_FEW_POINTS, "0 of 3 after"),
    ],
)
def test_what_cannot_be_compared_is_refused_as_data(changes: dict, reason: Reason, part: str) -> None:
    found = events.placebo(TABLE, **{"unit": "A", **SIX, **changes})
    assert found.refusal is not None
    assert found.refusal.reason is reason
    assert part in found.refusal.text
    assert (found.theta, found.p_two_sided, found.p_one_sided, found.n) == (None, None, None, 0)
    assert found.placebos.empty


def test_a_gap_is_not_filled() -> None:
    found = events.placebo(TABLE.assign(A=[20, None, 22, 16, 15, 14]), unit="A", **SIX)
    assert found.refusal is not None
    assert (found.refusal.reason, "2008" in found.refusal.text) == (Reason.TOO_FEW_POINTS, True)


def test_a_unit_alone_has_nothing_to_be_compared_with() -> None:
    found = events.placebo(TABLE[["A"]], unit="A", **SIX)
    assert found.refusal is not None
    assert found.refusal.reason is Reason.NO_DATA


# What stands beside it


@given(panels())
def test_the_interval_holds_the_moves_that_the_test_does_not_reject(panel: pd.DataFrame) -> None:
    """Inverted by hand: p of the unit's change less c, for c a little within and beyond each bound."""
    wide = pd.concat([panel, noise(20, 7)], axis="columns")
    wide.columns = [f"u{n}" for n in range(wide.shape[1])]
    change = wide.loc[2010:].mean() - wide.loc[:2009].mean()
    interval = inversion_interval(change, "u0")
    assert interval is not None
    assert interval[0] <= thetas(change)["u0"] <= interval[1]
    for inside, bound, outward in ((True, 0, 1), (False, 0, -1), (True, 1, -1), (False, 1, 1)):
        shifted = wide.copy()
        shifted.loc[2010:, "u0"] -= interval[bound] + outward * 1e-6
        p = events.placebo(shifted, unit="u0", **SIX).p_two_sided
        assert (p >= 0.10) is inside


def test_the_interval_covers_a_known_effect_as_often_as_it_says() -> None:
    """With 40 units p below 0.10 is 1/40 to 3/40: 92.5 % of intervals hold the effect."""
    runs, held = 400, 0
    for seed in range(runs):
        panel = noise(40, 5000 + seed)
        change = panel.loc[EVENT:].mean() - panel.loc[: EVENT - 1].mean()
        change["u0"] += 7.0
        low, high = inversion_interval(change, "u0")
        held += low <= 7.0 <= high
    assert held / runs == pytest.approx(0.925, abs=3 * np.sqrt(0.925 * 0.075 / runs))


def test_too_few_units_reject_nothing_and_have_no_interval() -> None:
    change = pd.Series({f"u{n}": float(n) for n in range(10)})
    assert inversion_interval(change, "u9") is None
    change["u10"] = 3.0
    assert inversion_interval(change, "u9") is not None


def test_holm_by_hand() -> None:
    """0.01 x 4, then 0.02 x 3 = 0.06, 0.03 x 2 = 0.06, and 0.04, which is not below the one before."""
    found = events.holm(pd.Series({"a": 0.03, "b": 0.01, "c": 0.04, "d": 0.02}))
    assert found.to_dict() == pytest.approx({"a": 0.06, "b": 0.04, "c": 0.06, "d": 0.06})
    assert found.attrs["tests"] == 4


def test_holm_counts_tests_alone_and_is_never_above_one() -> None:
    found = events.holm({"a": 0.6, "b": None, "c": 0.9})
    assert found.dropna().to_dict() == {"a": 1, "c": 1}
    assert list(found.index) == ["a", "b", "c"]
    assert found.attrs["tests"] == 2
    assert events.holm({}).attrs["tests"] == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_keeps_the_order_and_never_lowers_a_p(p: list[float]) -> None:
    given, found = pd.Series(p), events.holm(pd.Series(p))
    assert ((found >= given) & (found <= 1)).all()
    ranked = found[given.sort_values(kind="stable").index]
    assert ranked.is_monotonic_increasing
    if len(p) == 1:
        assert found[0] == p[0]


def test_the_nearest_are_nearest_and_ties_are_all_in() -> None:
    levels = pd.Series({"A": 10.0, "B": 11.0, "C": 8.0, "D": 13.0, "E": 7.0, "F": 13.0})
    assert nearest(levels, "A", k=1) == ["A", "B"]
    assert nearest(levels, "A", k=3) == ["A", "B", "C", "D", "E", "F"]
    assert nearest(levels, "A", k=60) == ["A", "B", "C", "D", "E", "F"]


def test_a_slope_is_that_of_a_straight_line() -> None:
    years = [2007, 2008, 2009]
    found = slopes(TABLE, years)
    assert found.to_dict() == pytest.approx({"A": 1, "B": 0, "C": 0, "D": 15})
    assert found["D"] == pytest.approx(np.polyfit(years, TABLE.loc[years, "D"], 1)[0])


def test_a_path_is_measured_from_the_year_before_and_from_the_peers() -> None:
    """A falls by 6, 7, 8 after 22; B stays, C rises by 2, 3, 4."""
    points = path(TABLE, "A", ["B", "C"], EVENT, range(2009, 2014))
    assert [point.k for point in points] == [-1, 0, 1, 2, 3]
    assert [point.beta for point in points] == [0, -7, -8.5, -10, None]
    assert (points[0].low, points[0].high) == (0, 0)
    # B is measured from C alone, C from B: -7, -2, 2 and D -18, of which these are the quantiles.
    assert points[1].low == pytest.approx(np.quantile([-7, -2, 2, -18], 0.05))
    assert points[1].high == pytest.approx(np.quantile([-7, -2, 2, -18], 0.95))
    assert (points[4].low, points[4].high) == (None, None)


def test_the_published_error_of_a_difference_by_hand() -> None:
    """3 before and 3 after with an error of 3 each make sqrt(6); of two peers with the same, sqrt(6/2)."""
    errors = pd.DataFrame(3.0, range(2007, 2013), ["A", "B", "C"])
    given = ([2007, 2008, 2009], [2010, 2011, 2012])
    assert error_of_difference(errors, "A", ["B", "C"], *given) == pytest.approx(np.sqrt(6 + 3))
    errors.loc[2008, "C"] = None
    assert error_of_difference(errors, "A", ["B", "C"], *given) is None
    assert error_of_difference(errors, "A", ["B"], *given) == pytest.approx(np.sqrt(12))


# On the committed snapshot


def by_hand(snapshot: Snapshot, indicator: str, before: list[int], after: list[int]) -> dict[str, float]:
    """Every country's change of means, from the rows, without a frame's arithmetic."""
    values: dict[str, dict[int, float]] = {}
    rows = snapshot.as_of(indicator, TODAY)
    for iso3, year, value in zip(rows["iso3"], rows["year"], rows["value"], strict=True):
        values.setdefault(iso3, {})[int(year)] = float(value)
    return {
        iso3: sum(own[year] for year in after) / len(after) - sum(own[year] for year in before) / len(before)
        for iso3, own in values.items()
        if set(before) | set(after) <= set(own)
    }


@pytest.mark.parametrize(
    ("indicator", "after", "n", "as_far"),
    [
        ("fh_fiw.total", [2015, 2016, 2017], 197, 12),
        ("wb_wgi.political_stability", [2015, 2016, 2017], 211, 48),
        ("ti_cpi.score", [2016, 2017, 2018], 171, 123),
    ],
)
def test_a_window_about_2015(
    snapshot: Snapshot, indicator: str, after: list[int], n: int, as_far: int
) -> None:
    found = window(snapshot, indicator)
    result = found.result
    assert result is not None
    change = by_hand(snapshot, indicator, [2012, 2013, 2014], after)
    theta = {
        iso3: own - sum(other for code, other in change.items() if code != iso3) / (len(change) - 1)
        for iso3, own in change.items()
    }
    assert found.years_after == tuple(after)
    assert result.n == len(change) == n
    assert result.as_far == sum(abs(t) >= abs(theta["TJK"]) - 1e-9 for t in theta.values()) == as_far
    assert result.theta == pytest.approx(theta["TJK"])
    assert result.theta_peers == pytest.approx(
        change["TJK"] - sum(change[code] for code in NEIGHBOURS) / len(NEIGHBOURS)
    )
    assert {code: means.change for code, means in result.means.items()} == pytest.approx(
        {code: change[code] for code in ("TJK", *NEIGHBOURS)}
    )


def test_freedom_in_the_world_about_2015(snapshot: Snapshot) -> None:
    """Freedom House: editions 2013 to 2015 gave 24, 24, 22, those of 2016 to 2018 16, 11, 11."""
    found = window(snapshot, "fh_fiw.total")
    result = found.result
    assert result is not None
    assert found.editions == ("2013", "2014", "2015", "2016", "2017", "2018")
    assert result.means["TJK"].before == pytest.approx((24 + 24 + 22) / 3)
    assert result.means["TJK"].after == pytest.approx((16 + 11 + 11) / 3)
    assert result.standard_error is result.is_below_error is None
    assert found.sentence == (
        "In the three years after the event of 2015 (2015 to 2017), Tajikistan's score was 10.7 points lower "
        "than in the three before (2012 to 2014); its six neighbours' fell 1.5 on average (difference −9.2). "
        "Only 12 of 197 countries moved at least this far from the world average in the same years "
        "(placebo p = 0.06): consistent with, but no proof of, an effect. Among the 62 countries that were "
        "nearest to it before, it is not unusual (p = 0.13). "
        "This does not show that the event of 2015 caused it."
    )


def test_political_stability_about_2015_is_not_unusual(snapshot: Snapshot) -> None:
    found = window(snapshot, "wb_wgi.political_stability", title="A vote")
    result = found.result
    assert result is not None
    assert found.editions == ("2024-update",)
    assert result.theta_peers == pytest.approx(0.2374, abs=1e-4)
    assert result.standard_error == pytest.approx(0.2035, abs=1e-4)
    assert result.is_below_error
    assert not result.was_diverging  # 22 of 211 countries moved as steeply before: 0.104
    assert round(result.pre_p * result.n) == 22
    assert found.sentence == (
        "In the three years after “A vote” (2015 to 2017), Tajikistan's score was 0.26 standard-normal units "
        "higher than in the three before (2012 to 2014); its six neighbours' rose 0.02 on average "
        "(difference +0.24). 48 of 211 countries moved at least this far from the world average in the same "
        "years (placebo p = 0.23): the change is not unusual. The difference is smaller than the published "
        "error. "
        "This does not show that “A vote” caused it."
    )


def test_the_path_of_a_window_begins_at_nought_and_goes_on_to_the_last_year(snapshot: Snapshot) -> None:
    found = window(snapshot, "fh_fiw.total")
    assert found.result is not None
    assert [point.year for point in found.result.path] == list(range(2012, 2019))
    values = {code: {} for code in ("TJK", *NEIGHBOURS)}
    rows = snapshot.as_of("fh_fiw.total", TODAY)
    for row in rows[rows["iso3"].isin(list(values))].itertuples():
        values[row.iso3][row.year] = row.value
    moved = {code: own[2016] - own[2014] for code, own in values.items()}
    assert found.result.path[4].beta == pytest.approx(
        moved["TJK"] - sum(moved[code] for code in NEIGHBOURS) / 6
    )
    assert found.result.path[2].beta == 0


def test_a_diverging_country_is_said_to_have_been_diverging(snapshot: Snapshot) -> None:
    """Freedom in the World about 2016: 24, 22, 16 before, as steep as in 14 of 197 countries."""
    found = window(snapshot, "fh_fiw.total", 2016)
    assert found.result is not None
    assert round(found.result.pre_p * found.result.n) == 14
    assert "Tajikistan was already diverging before (p = 0.07)." in found.sentence


def test_other_countries_have_their_land_neighbours_and_others_may_be_named(snapshot: Snapshot) -> None:
    found = window(snapshot, "fh_fiw.total", country="UZB")
    assert set(found.peers) == {"AFG", "KAZ", "KGZ", "TJK", "TKM"}
    assert "its five neighbours'" in found.sentence
    chosen = window(snapshot, "fh_fiw.total", peers=["MDA", "TJK", "GEO"])
    assert chosen.peers == ("MDA", "GEO")
    assert "its two peers'" in chosen.sentence


def test_a_peer_without_every_year_is_left_out_and_named(snapshot: Snapshot) -> None:
    """Palestine, the West Bank and Gaza, has no CPI score."""
    found = window(snapshot, "ti_cpi.score", peers=["PSE", "KGZ"])
    assert found.result is not None
    assert found.result.excluded == ("PSE",)
    assert "those of one of its two peers" in found.sentence
    assert any("Without every year" in note for note in found.notes)


# Lags (METHODS 4.1)


@pytest.mark.parametrize(
    ("indicator", "lag"),
    [
        ("ti_cpi.score", 1),
        ("ti_cpi.score_1995_2011", 1),
        ("wb_wgi.rule_of_law", 0),
        ("fh_fiw.total", 0),
        ("rsf_wpfi.score_2013_2021", 0),
        ("rsf_wpfi.score_2022", 0),
        ("rsf_wpfi.score_2002_2012", 1),
        ("vdem.liberal_democracy", 0),
        ("pts.state_department", 0),
        ("fsi.total", 0),
    ],
)
def test_the_first_year_described_that_can_show_an_event(
    snapshot: Snapshot, indicator: str, lag: int
) -> None:
    assert lag_of(snapshot.catalogue.indicator(indicator)) == lag
    found = window(snapshot, indicator, 2008)
    assert found.years_after[0] == 2008 + lag
    assert f"The first year after is {2008 + lag}" in found.notes[0]


# Refusals


@pytest.mark.parametrize(
    ("indicator", "given", "reason", "part"),
    [
        ("ti_cpi.score", {"year": 2011}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2012}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2013}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score", {"year": 2014}, Reason.BREAK, "across 2012"),
        ("ti_cpi.score_1995_2011", {"year": 2010}, Reason.BREAK, "across 2012"),
        ("pts.state_department", {}, Reason.CATEGORIES, "a mean of them says nothing"),
        ("rsf_wpfi.score_2022", {}, Reason.BREAK, "across 2021"),
        ("rsf_wpfi.score_2013_2021", {"year": 2019}, Reason.BREAK, "across 2021"),
        ("rsf_wpfi.score_2002_2012", {"year": 2008}, Reason.BREAK, "across 2011"),
        ("wb_wgi.rule_of_law", {"year": 2022}, Reason.BREAK, "across 2024"),
        ("wb_wgi.rule_of_law", {"year": 2003}, Reason.TOO_FEW_POINTS, "no value for 2001"),
        ("ti_cpi.score", {"year": 2025}, Reason.TOO_FEW_POINTS, "2026, 2027, 2028"),
        ("ti_cpi.score", {"as_of": dt.date(2015, 7, 20)}, Reason.TOO_FEW_POINTS, "2016, 2017, 2018"),
        ("fh_fiw.total", {"before": 2}, Reason.TOO_FEW_POINTS, "at least 3"),
        ("fh_fiw.total", {"after": 0}, Reason.TOO_FEW_POINTS, "at least 3"),
        ("fh_fiw.total", {"year": 1980}, Reason.NO_DATA, "no value in any of 1977"),
        ("ti_cpi.score", {"country": "AND"}, Reason.NO_DATA, "Andorra has no value"),
        ("ti_cpi.score", {"peers": ["AND"]}, Reason.NO_DATA, "None of the countries"),
        ("ti_cpi.score", {"as_of": dt.date(1994, 1, 1)}, Reason.NO_DATA, "no edition"),
        ("bti.status_index", {}, Reason.CARRIED, "every second year"),
        ("wb_wdi.population", {}, Reason.CONTEXT, "no measure of governance"),
        ("us_greenbook.military", {}, Reason.CONTEXT, "no measure of governance"),
        ("ucdp.deaths_best", {}, Reason.CODED_FROM_EVENT, "counts events"),
        (
            "fh_fiw.legislative_elections",
            {"category": "elections"},
            Reason.CODED_FROM_EVENT,
            "the event itself",
        ),
        ("vdem.party_ban", {"category": "repression_of_opposition"}, Reason.CODED_FROM_EVENT, "coders"),
        ("vdem.regime", {}, Reason.CATEGORIES, "categories"),
        ("wb_wgi.rule_of_law_2026", {}, Reason.EXCERPT, "excerpt of 5 countries"),
    ],
)
def test_a_window_is_refused_with_its_reason(
    snapshot: Snapshot, indicator: str, given: dict, reason: Reason, part: str
) -> None:
    found = window(snapshot, indicator, **given)
    assert found.refusal is not None
    assert found.result is None
    assert found.refusal.reason is reason
    assert part in found.refusal.text
    assert found.sentence == found.refusal.text
    assert found.details == ()


def test_the_same_figures_are_not_refused_for_events_they_are_not_about(snapshot: Snapshot) -> None:
    assert window(snapshot, "fh_fiw.legislative_elections", category="unrest").result is not None


@pytest.mark.parametrize("given", [{"country": "QQQ"}, {"peers": ["KGZ", "Nowhere"]}])
def test_a_country_that_is_none_is_a_mistake_and_no_refusal(snapshot: Snapshot, given: dict) -> None:
    with pytest.raises(QuestionError, match="is not known"):
        window(snapshot, "ti_cpi.score", **given)


def test_an_indicator_that_is_none_is_a_mistake_and_no_refusal(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="is not known"):
        window(snapshot, "ti_cpi.scores")


# Events of the narrative


def of_event(snapshot: Snapshot, id: str, indicator: str = "fh_fiw.total") -> Window:
    event = snapshot.catalogue.narrative.event(id)
    return events.of_event(snapshot, event, indicator=indicator, as_of=TODAY, with_synthetic=False)


def test_the_event_is_named_and_its_year_is_that_of_its_first_day(snapshot: Snapshot) -> None:
    found = of_event(snapshot, "N03")
    assert found.event_year == 2003
    assert found.title == "US-run counterterrorism courses for Khalimov"
    assert any("lasted from 2003 to 2014; its first year is taken" in note for note in found.notes)


def test_an_event_that_concerns_a_neighbour_too_says_so(snapshot: Snapshot) -> None:
    """X48 is fighting on the border of Kyrgyzstan and Tajikistan."""
    assert any("concerns Kyrgyzstan too" in note for note in of_event(snapshot, "X48").notes)
    assert any("not one of Tajikistan's own" in note for note in of_event(snapshot, "X22").notes)


@pytest.mark.parametrize("id", ["N18", "U11"])
def test_an_event_that_is_not_confirmed_has_no_window(snapshot: Snapshot, id: str) -> None:
    found = of_event(snapshot, id)
    assert found.refusal is not None
    assert (found.result, found.refusal.reason) == (None, Reason.UNCONFIRMED)


def test_several_windows_are_adjusted_for_their_number(snapshot: Snapshot) -> None:
    event = snapshot.catalogue.narrative.event("N06")
    indicators = ["fh_fiw.total", "ti_cpi.score", "bti.status_index", "vdem.liberal_democracy"]
    table = events.windows(snapshot, indicators=indicators, events=[event, 2009], as_of=TODAY)
    assert list(zip(table["event"], table["indicator"], strict=True)) == [
        (event, indicator) for event in ("N06", "2009") for indicator in indicators
    ]
    tested = table.dropna(subset="p")
    assert set(table["tests"]) == {len(tested)} == {5}
    assert tested["p_holm"].to_list() == pytest.approx(events.holm(tested["p"]).to_list())
    assert (tested["p_holm"] >= tested["p"]).all()
    assert tested["p"].iloc[0] == window(snapshot, "fh_fiw.total").result.p_two_sided
    refused = table[table["p"].isna()]
    assert sorted(refused["refusal"]) == ["break", "carried", "carried"]
    assert refused["p_holm"].isna().all()


# Words (METHODS 4.3)


def test_no_sentence_says_what_an_event_did(snapshot: Snapshot) -> None:
    """Every headline indicator about several events: the last sentence alone names a cause, to deny it."""
    headline = [known.id for known in snapshot.catalogue.indicators.values() if known.headline]
    seen = 0
    for indicator in [*headline, "rsf_wpfi.score_2013_2021", "wb_wgi.rule_of_law_percentile_rank"]:
        for year in (2009, 2015, 2016, 2020):
            found = window(snapshot, indicator, year, title="A vote", with_synthetic=year == 2016)
            text = found.sentence
            if found.result:
                closing = "This does not show that “A vote” caused it."
                assert text.endswith(closing)
                text = text.removesuffix(closing)
                assert ("no proof of" in text) is found.result.is_unusual
                assert ("the change is not unusual" in text) is not found.result.is_unusual
                seen += 1
            words = [text, *found.notes, *(part for row in found.details for part in row)]
            assert not [word for word in words if re.search(FORBIDDEN, word, re.IGNORECASE)]
    assert seen > 25


def test_the_words_for_no_change(snapshot: Snapshot) -> None:
    """Polity's score of Tajikistan was -3 in each year from 2012 to 2017."""
    found = window(snapshot, "polity5.polity2")
    assert "was the same on average as in the three before" in found.sentence


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.18, "0.18"),
        (0.0996, "0.0996"),
        (0.0951, "0.095"),
        (0.1, "0.10"),
        (0.0051, "0.005"),
        (1.0, "1.00"),
        (0.0151, "0.02"),
    ],
)
def test_a_p_is_printed_on_its_side_of_a_tenth_and_never_as_nought(p: float, text: str) -> None:
    assert p_text(p) == text
