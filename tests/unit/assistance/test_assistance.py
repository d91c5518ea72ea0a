"""Assistance by group and head, and the years in which it rose while governance was worse."""

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.assistance.groups import (
    ALIKE,
    BETTER,
    TOGETHER,
    WORSE,
    beside,
    by_group,
    by_program,
    by_recipient,
    by_year,
    comparable_years,
    compared_with_before,
    conditionality,
    means,
    over_years,
    per_head,
    revised,
    rises,
    shares,
)
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import Break, BreakKind, Direction, Indicator
from indicators.snapshot.schema import observations

INDICATOR = Catalogue.read().indicator("ti_cpi.score")


def account(year: int, group: str, dollars: float | None, *, iso3: str = "TJK") -> dict[str, object]:
    return {
        "iso3": iso3, "fiscal_year": year, "group": group, "current_usd": dollars,
        "constant_2020_usd": None if dollars is None else 2 * dollars,
    }  # fmt: skip


def amounts(values: dict[int, float | None], iso3: str = "TJK") -> pd.DataFrame:
    rows = [{"iso3": iso3, "fiscal_year": year, "value": value} for year, value in values.items()]
    return pd.DataFrame(rows).astype({"value": "float64"})


def scores(values: dict[int, float], iso3: str = "TJK", error: float | None = 1.0) -> pd.DataFrame:
    rows = [{"iso3": iso3, "year": year, "value": value} for year, value in values.items()]
    return observations(
        pd.DataFrame(rows).assign(standard_error=error, indicator=INDICATOR.id, edition="one")
    )


def judged(
    indicator: Indicator, values: dict[int, float], error: float | None = 1.0, breaks: Sequence[Break] = ()
) -> pd.DataFrame:
    return compared_with_before(scores(values, error=error), indicator, breaks).set_index("year")


# Groups


def test_the_groups_stand_apart_and_together() -> None:
    accounts = pd.DataFrame(
        [account(2015, "Military", 14), account(2015, "Military", 2), account(2015, "NADR", 3)]
    )
    found = by_group(accounts).set_index("group")
    assert found["current_usd"].to_dict() == {"Military": 16, "NADR": 3, TOGETHER: 19}
    assert found["constant_2020_usd"].to_dict() == {"Military": 32, "NADR": 6, TOGETHER: 38}


def test_a_group_without_a_row_has_none_and_is_no_zero() -> None:
    found = by_group(pd.DataFrame([account(2013, "Military", 8), account(2014, "NADR", 2)]))
    assert set(zip(found["fiscal_year"], found["group"], strict=True)) == {
        (2013, "Military"), (2013, TOGETHER), (2014, "NADR"), (2014, TOGETHER),
    }  # fmt: skip


def test_obligations_that_were_taken_back_count_against_the_others() -> None:
    found = by_group(pd.DataFrame([account(2015, "Military", 5), account(2015, "NADR", -7)]))
    assert found.set_index("group")["current_usd"][TOGETHER] == -2


def test_trainees_are_summed_over_the_names_of_a_group_and_a_cost_that_is_not_printed_is_missing() -> None:
    rows = [
        ("IMET", "IMET-1", 12, 100.0), ("IMET", "IMET-2", 24, None), ("PKO/GPOI", "PKO", 25, None),
    ]  # fmt: skip
    programs = pd.DataFrame(
        [
            {"iso3": "TJK", "fiscal_year": 2015, "program_group": group, "program": name, "trainees": n,
             "cost_usd": cost}
            for group, name, n, cost in rows
        ]
    )  # fmt: skip
    found = by_program(programs).set_index("program_group")
    assert found["trainees"].to_dict() == {"IMET": 36, "PKO/GPOI": 25}
    assert found["cost_usd"]["IMET"] == 100
    assert math.isnan(found["cost_usd"]["PKO/GPOI"])
    whole = by_year(programs).iloc[0]
    assert (whole["trainees"], whole["cost_usd"]) == (61, 100)


# For each inhabitant, and over years


def test_an_amount_is_divided_by_the_population_of_the_year_of_the_same_number() -> None:
    people = pd.DataFrame({"iso3": ["TJK", "TJK"], "year": [2014, 2015], "value": [8.0, 10.0]})
    found = per_head(amounts({2015: 20.0, 2016: 20.0}), people).set_index("fiscal_year")
    assert found["per_head"][2015] == 2
    assert math.isnan(found["per_head"][2016])  # no population is carried on


def test_a_mean_is_of_the_years_that_are_recorded() -> None:
    rows = per_head(amounts({2013: 2.0, 2014: None, 2015: 4.0}), scores({2013: 1.0, 2015: 2.0}))
    found = over_years(rows).iloc[0]
    assert (found["years"], found["total"], found["mean"], found["mean_per_head"]) == (2, 6, 3, 2)


def test_only_years_with_both_stand_beside_each_other() -> None:
    given_ = amounts({2013: 2.0, 2014: None, 2015: 6.0, 2016: 1.0}).assign(per_head=1.0)
    pairs = beside(given_, scores({2013: 20.0, 2014: 21.0, 2015: 30.0}))
    assert pairs["fiscal_year"].tolist() == [2013, 2015]
    found = means(pairs).iloc[0]
    assert (found["years"], found["value"], found["score"]) == (2, 4, 25)


@pytest.mark.parametrize(
    ("cut", "blocks", "left"),
    [
        (2010, True, (2010, 2015)),
        (2010, False, (2005, 2015)),
        (2005, True, (2005, 2015)),
        (2016, True, (2005, 2015)),
    ],
)
def test_years_before_a_change_of_method_that_blocks_are_left_out(
    cut: int, blocks: bool, left: tuple[int, int]
) -> None:
    assert (
        comparable_years(
            (2005, 2015), [Break("x", cut, BreakKind.SCALE if blocks else BreakKind.SOURCES, "", "")]
        )
        == left
    )


# Two sources


def test_only_years_that_both_sources_have_and_that_differ_are_revised() -> None:
    first, later = amounts({2014: 5.0, 2015: 26.0, 2020: 8.5}), amounts({2015: 63.0, 2020: 8.5, 2021: 9.0})
    found = revised(first, later, least=0.1)
    assert found.to_dict("records") == [
        {"iso3": "TJK", "fiscal_year": 2015, "value": 26.0, "later": 63.0, "difference": 37.0}
    ]


# Rises


def test_assistance_rose_where_it_is_more_than_in_the_year_before() -> None:
    found = rises(amounts({2013: 8.6, 2014: 24.0, 2015: 16.4, 2016: 16.4})).set_index("fiscal_year")["rose"]
    assert found[2014]
    assert not found[2015]
    assert not found[2016]


def test_after_a_year_without_a_record_nothing_can_be_said() -> None:
    found = rises(amounts({2013: 8.6, 2015: 16.4, 2016: None, 2017: 2.0}))
    assert found["rose"].isna().all()


# Governance against five years before


@pytest.mark.parametrize(
    ("later", "kind"),
    [(30.0, ALIKE), (32.0, ALIKE), (33.0, BETTER), (28.0, ALIKE), (27.0, WORSE)],
)
def test_only_a_change_beyond_its_error_is_worse_or_better(later: float, kind: str) -> None:
    """Both errors are 1: 1.645 times their root sum of squares is 2.33 points."""
    assert judged(INDICATOR, {2012: 30.0, 2017: later})["governance"][2017] == kind


def test_where_lower_is_better_a_rise_is_worse() -> None:
    risk = replace(INDICATOR, direction=Direction.LOWER_IS_BETTER)
    assert judged(risk, {2012: 30.0, 2017: 40.0})["governance"][2017] == WORSE


def test_what_has_no_better_end_is_no_measure() -> None:
    neither = replace(INDICATOR, direction=Direction.NEITHER)
    with pytest.raises(QuestionError, match="no better and worse end"):
        judged(neither, {2012: 30.0, 2017: 40.0})


def test_without_a_published_error_nothing_is_tested() -> None:
    found = judged(INDICATOR, {2012: 30.0, 2017: 3.0}, error=None)
    assert found["untestable"][2017].startswith("not tested: no standard error is held")
    assert pd.isna(found["governance"][2017])


def test_a_year_is_compared_with_none_but_that_five_years_before() -> None:
    found = judged(INDICATOR, {2011: 90.0, 2013: 90.0, 2017: 3.0})
    assert found["untestable"][2017] == "no value of 2012"


@pytest.mark.parametrize(("cut", "crosses"), [(2012, False), (2013, True), (2017, True), (2018, False)])
def test_nothing_is_compared_across_a_change_of_method_that_blocks(cut: int, crosses: bool) -> None:
    values = {2012: 30.0, 2017: 3.0}
    found = judged(INDICATOR, values, breaks=[Break("x", cut, BreakKind.SCALE, "", "")])
    assert (found["untestable"][2017] == f"not comparable: new scale from {cut}") is crosses
    assert (found["governance"][2017] == WORSE) is not crosses
    told = judged(INDICATOR, values, breaks=[Break("x", cut, BreakKind.SOURCES, "", "")])
    assert told["governance"][2017] == WORSE


@given(
    st.dictionaries(st.integers(2000, 2012), st.floats(0, 100), min_size=1),
    st.one_of(st.none(), st.floats(0.1, 10)),
)
def test_every_year_has_an_answer_or_a_reason_and_never_both(
    values: dict[int, float], error: float | None
) -> None:
    found = judged(INDICATOR, values, error)
    assert len(found) == len(values)
    assert (found["governance"].isna() != found["untestable"].isna()).all()


@given(st.dictionaries(st.integers(2000, 2012), st.floats(0, 100), min_size=2), st.floats(0.1, 10))
def test_turning_the_direction_round_turns_worse_into_better(values: dict[int, float], error: float) -> None:
    turned = replace(INDICATOR, direction=Direction.LOWER_IS_BETTER)
    one, other = judged(INDICATOR, values, error), judged(turned, values, error)
    swap = {WORSE: BETTER, BETTER: WORSE, ALIKE: ALIKE}
    assert [swap.get(kind) for kind in one["governance"]] == [
        None if pd.isna(kind) else kind for kind in other["governance"]
    ]


# Rising while worse


def coincided(money: dict[int, float | None], values: dict[int, float]) -> pd.DataFrame:
    measure = judged(INDICATOR, values).reset_index()
    return conditionality(amounts(money), measure).set_index("fiscal_year")


def test_a_year_counts_where_assistance_rose_while_governance_was_worse() -> None:
    money = {2016: 1.0, 2017: 2.0, 2018: 1.0, 2019: 2.0}
    values = {2012: 30.0, 2013: 30.0, 2014: 30.0, 2017: 20.0, 2018: 20.0, 2019: 30.0}
    found = coincided(money, values)["rose_while_worse"]
    assert found[2017]
    assert not found[2018]  # worse, and it fell
    assert not found[2019]  # it rose, and governance was not worse
    assert pd.isna(found[2016])


@pytest.mark.parametrize(
    ("money", "values", "reason"),
    [
        ({2017: 2.0}, {2012: 30.0, 2017: 20.0}, "nothing recorded for fiscal year 2016"),
        ({2016: 1.0, 2017: 2.0}, {2012: 30.0}, "no value of 2017"),
        ({2016: 1.0, 2017: 2.0}, {2017: 30.0}, "no value of 2012"),
    ],
)
def test_what_cannot_be_answered_says_why(
    money: dict[int, float | None], values: dict[int, float], reason: str
) -> None:
    found = coincided(money, values)
    assert found["untestable"][2017] == reason
    assert pd.isna(found["rose_while_worse"][2017])


def world() -> pd.DataFrame:
    """Four recipients: it rose in both years of worse governance; in one (two of them); and untestable."""
    frames = []
    for iso3, money in {"AAA": (1, 2, 3), "BBB": (1, 2, 1), "CCC": (1, 2, 3), "DDD": (1, 2, 1)}.items():
        own = amounts(dict(zip((2016, 2017, 2018), money, strict=True)), iso3)
        error = None if iso3 == "CCC" else 1.0
        rows = scores({2012: 30.0, 2013: 30.0, 2017: 20.0, 2018: 20.0}, iso3, error)
        frames.append(conditionality(own, compared_with_before(rows, INDICATOR, ())))
    return pd.concat(frames, ignore_index=True)


WORLD = world()


def test_recipients_are_placed_by_the_number_of_their_years_and_ties_share_a_place() -> None:
    found = by_recipient(WORLD).set_index("iso3")
    assert found["rose_while_worse"].to_dict() == {"AAA": 2, "BBB": 1, "DDD": 1, "CCC": 0}
    assert found["years"]["AAA"] == (2017, 2018)
    assert found["place"].dropna().to_dict() == {"AAA": 1, "BBB": 2, "DDD": 2}
    assert found["n_tied"]["BBB"] == 2
    assert found["testable"].to_dict() == {"AAA": 2, "BBB": 2, "DDD": 2, "CCC": 0}


def test_the_years_of_worse_governance_stand_beside_the_others() -> None:
    worse, otherwise = shares(by_recipient(WORLD))
    assert (worse.rose, worse.years) == (4, 6)
    assert worse.share == pytest.approx(2 / 3)
    assert (otherwise.rose, otherwise.years, otherwise.share) == (0, 0, None)


@given(st.permutations(range(12)))
def test_the_order_of_rows_is_irrelevant(order: list[int]) -> None:
    pd.testing.assert_frame_equal(by_recipient(WORLD.loc[order]), by_recipient(WORLD))
