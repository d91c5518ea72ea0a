"""When a number agrees with a claim, and what a whole is rated by its parts (METHODS 5.1, 5.2)."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.claims.answer import Answer
from indicators.claims.finding import (
    PRECEDENCE,
    Datum,
    Element,
    Judgement,
    Origin,
    Rating,
    Reason,
    lowest,
)
from indicators.claims.rules import (
    agreement,
    judgement_of,
    outdated,
    rank_elements,
    rounds_to,
    score_element,
)
from indicators.claims.statements import Hedge, Number

S, APPROX, REFUTED = Rating.SUPPORTED, Rating.SUPPORTED_APPROX, Rating.REFUTED
OUTDATED = Rating.OUTDATED
MISLEADING, NOISE = Rating.MISLEADING, Rating.NOT_SUPPORTED_BY_UNCERTAINTY
NO_DATA, OPINION = Rating.NOT_ENOUGH_DATA, Rating.NOT_CHECKABLE
DAY = dt.date(2026, 11, 22)


# The tolerance: half a unit of the last digit


@pytest.mark.parametrize(
    ("found", "claimed", "decimals", "agrees"),
    [
        (23.0, 23, 0, True),
        (23.49, 23, 0, True),
        (23.51, 23, 0, False),
        (22.5, 23, 0, True),  # half up
        (22.5, 22, 0, True),  # half to even
        (24.0, 24.3, 1, False),  # more precise than what is published, and wrong
        (40.26, 40.3, 1, True),
        (40.26, 40.2, 1, False),
        (40.26, 40, 0, True),
        (-1.125, -1.13, 2, True),
        (-1.125, -1.12, 2, True),
        (0.1 + 0.2, 0.3, 1, True),
    ],
)
def test_a_figure_agrees_at_the_claims_own_precision(
    found: float, claimed: float, decimals: int, agrees: bool
) -> None:
    assert rounds_to(found, Number(claimed, decimals)) is agrees
    rating = agreement(found, Number(claimed, decimals), step=1.0)[0]
    assert rating is (S if agrees else REFUTED)


@pytest.mark.parametrize(
    ("hedge", "claimed", "found", "step", "rating"),
    [
        (Hedge.ABOUT, 24, 24, 1, S),
        (Hedge.ABOUT, 24, 23, 1, APPROX),  # one reporting step
        (Hedge.ABOUT, 24, 22.7, 1, REFUTED),
        (Hedge.ABOUT, 100, 95, 1, APPROX),  # 5 %
        (Hedge.ABOUT, 100, 94.9, 1, REFUTED),
        (Hedge.ABOUT, -1.0, -1.05, 0.01, APPROX),
        (Hedge.NEARLY, 100, 95, 1, S),
        (Hedge.NEARLY, 100, 99.9, 1, S),
        (Hedge.NEARLY, 100, 100, 1, APPROX),  # not nearly: all of it
        (Hedge.NEARLY, 100, 104, 1, APPROX),
        (Hedge.NEARLY, 100, 94, 1, REFUTED),
        (Hedge.NEARLY, -2.0, -1.95, 0.01, S),
        (Hedge.MORE, 20, 21, 1, S),
        (Hedge.MORE, 20, 22, 1, S),
        (Hedge.MORE, 20, 23, 1, APPROX),  # true, and more than 10 % off
        (Hedge.MORE, 20, 20, 1, REFUTED),
        (Hedge.MORE, -2.0, -1.9, 0.01, S),
        (Hedge.LESS, 20, 19, 1, S),
        (Hedge.LESS, 20, 17, 1, APPROX),
        (Hedge.LESS, 20, 20, 1, REFUTED),
        (Hedge.AT_LEAST, 20, 20, 1, S),
        (Hedge.AT_LEAST, 20, 19, 1, REFUTED),
        (Hedge.AT_MOST, 20, 20, 1, S),
        (Hedge.AT_MOST, 20, 21, 1, REFUTED),
    ],
)
def test_a_hedge_widens_what_agrees(
    hedge: Hedge, claimed: float, found: float, step: float, rating: Rating
) -> None:
    got, reasons = agreement(found, Number(claimed, 0 if step == 1 else 2, hedge), step=step)
    assert got is rating
    assert reasons == {APPROX: (Reason.HEDGE,), REFUTED: (Reason.VALUE_DIFFERS,)}.get(rating, ())


VALUES = st.floats(-150, 150).map(lambda value: round(value, 2))


@given(value=VALUES, decimals=st.integers(0, 2))
def test_a_figure_agrees_with_itself_rounded(value: float, decimals: int) -> None:
    assert rounds_to(value, Number(round(value, decimals), decimals))


@given(found=VALUES, claimed=VALUES, decimals=st.integers(0, 2))
def test_about_never_refutes_what_agrees_without_it(found: float, claimed: float, decimals: int) -> None:
    plain = agreement(found, Number(claimed, decimals), step=1.0)[0]
    hedged = agreement(found, Number(claimed, decimals, Hedge.ABOUT), step=1.0)[0]
    assert hedged is S or plain is not S


# Places: exact, with the number ranked


def figure(
    catalogue: Catalogue,
    values: dict[str, float],
    *,
    iso3: str = "TJK",
    rank: int | None = 3,
    n_ranked: int | None = 5,
    indicator: str = "ti_cpi.score",
) -> Answer:
    """A country's figure among others, as printed and as computed."""
    table = pd.DataFrame({"iso3": list(values), "value": list(values.values())})
    printed = table["value"].rank(method="min", ascending=False).mask(table["value"] == values[iso3], rank)
    table["rank"] = printed if rank is not None else pd.NA
    better = sum(value > values[iso3] for value in values.values())
    tied = tuple(code for code, value in values.items() if value == values[iso3] and code != iso3)
    datum = Datum(
        indicator=indicator,
        source="ti_cpi",
        product="CPI",
        iso3=iso3,
        year=2014,
        edition="2014",
        released=dt.date(2014, 12, 3),
        released_text="2014-12-03",
        value=values[iso3],
        decimals=0,
        standard_error=None,
        comparison_error=None,
        rank=rank,
        n_ranked=n_ranked,
        computed_rank=better + 1,
        computed_n=len(values),
        tied_with=tied,
        place="",
        origin=Origin("file.xlsx", "0" * 64, "sheet", 1, "column", "https://example.org", False),
    )
    return Answer(datum, catalogue.indicator(indicator), table, ())


# In "1224" order A and B share the 1st place, TJK and C the 3rd; D is 5th.
TIED = {"A": 50.0, "B": 50.0, "TJK": 30.0, "C": 30.0, "D": 10.0}


@pytest.mark.parametrize(
    ("rank", "n", "ratings", "reasons"),
    [
        (3, 5, [S, S], []),
        (3, None, [S], []),
        (3, 6, [S, REFUTED], [Reason.N_DIFFERS]),
        (5, 5, [REFUTED, S], [Reason.RANK_DIFFERS]),
        (2, 5, [APPROX, S], [Reason.TIE_RULE]),  # dense: the second value
        (4, 5, [APPROX, S], [Reason.TIE_RULE]),  # the worst place that the two share
        (1, 5, [REFUTED, S], [Reason.RANK_DIFFERS]),
    ],
)
def test_a_place_is_exact_but_for_the_rule_for_ties(
    catalogue: Catalogue, rank: int, n: int | None, ratings: list[Rating], reasons: list[Reason]
) -> None:
    elements = rank_elements(Number(rank), n, figure(catalogue, TIED))
    assert [element.rating for element in elements] == ratings
    assert [reason for element in elements for reason in element.reasons] == reasons


def test_a_place_that_only_we_computed_agrees_approximately(catalogue: Catalogue) -> None:
    unprinted = figure(catalogue, TIED, rank=None, n_ranked=None)
    elements = rank_elements(Number(3), 5, unprinted)
    assert [element.rating for element in elements] == [APPROX, APPROX]
    assert all(element.reasons == (Reason.COMPUTED_RANK,) for element in elements)
    # What the producer prints decides, whatever we compute.
    assert rank_elements(Number(3), 5, figure(catalogue, TIED, rank=5))[0].rating is REFUTED


def test_about_a_place_allows_five_percent(catalogue: Catalogue) -> None:
    values = {f"X{number}": 1000.0 - number for number in range(151)} | {"TJK": 1.0}
    one = figure(catalogue, values, rank=152, n_ranked=175)
    assert rank_elements(Number(150, 0, Hedge.ABOUT), None, one)[0].rating is APPROX
    assert rank_elements(Number(140, 0, Hedge.ABOUT), None, one)[0].rating is REFUTED


def test_a_score_is_told_to_be_rounded(catalogue: Catalogue) -> None:
    one = figure(catalogue, {"TJK": 40.26}, indicator="rsf_wpfi.score_2022")
    assert score_element("score", Number(40.26, 2), one).reasons == ()
    rounded = score_element("score", Number(40, 0), one)
    assert (rounded.rating, rounded.reasons) == (S, (Reason.ROUNDING,))


# The whole by its parts


def test_precedence_is_that_of_methods() -> None:
    assert set(PRECEDENCE) == set(Rating)
    order = [OPINION, REFUTED, OUTDATED, MISLEADING, NOISE, APPROX, S]
    assert [rating for rating in PRECEDENCE if rating in order] == order


@given(st.lists(st.sampled_from(list(Rating)), min_size=1))
def test_the_lowest_is_one_of_them_and_order_is_irrelevant(ratings: list[Rating]) -> None:
    assert lowest(ratings) in ratings
    assert lowest(ratings) is lowest(reversed(ratings))
    assert lowest([*ratings, REFUTED]) in (REFUTED, OPINION)


def test_rating_values_are_those_of_methods() -> None:
    values = {rating: rating.rating_value for rating in Rating}
    assert values == {
        S: 5, APPROX: 4, Rating.PARTLY: 3, OUTDATED: 3, MISLEADING: 2, NOISE: 2, REFUTED: 1,
        NO_DATA: None, OPINION: None,
    }  # fmt: skip
    assert all(rating.words for rating in Rating)
    assert all(reason.words for reason in Reason)


def judgement(*ratings: Rating) -> Judgement:
    elements = [
        Element("rank", "=", 1, 0, "", "place", 1, rating, (Reason.RANK_DIFFERS,), "") for rating in ratings
    ]
    return judgement_of(elements, base=Judgement(DAY, "2014", NO_DATA, (), (), (), ""))


def test_outdated_names_only_the_elements_that_disagree() -> None:
    now = outdated(judgement(REFUTED, S))
    assert [element.rating for element in now.elements] == [OUTDATED, S]
    assert now.rating is OUTDATED
    assert Reason.EDITION_SUPERSEDED in now.reasons
