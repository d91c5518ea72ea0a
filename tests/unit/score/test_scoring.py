"""The scores that a structure makes: the rules on small tables, and properties; whether its parts cohere."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.rank.ranks import competition_ranks
from indicators.score import Structure, parse_structure, score
from indicators.score.coherence import belonging, correlations, cronbach_alpha, reliability, remove_one
from indicators.score.score import contributions, importance
from tests.unit.score.structures import INDICATORS, TOML, table

# Each example makes scores: a third of the usual number is enough for rules that hold everywhere.
fewer = settings(max_examples=30)


@pytest.fixture(scope="module")
def structure() -> Structure:
    return parse_structure(TOML)


def test_a_score_by_hand(structure: Structure) -> None:
    scores = score(table(a=[20.0], b=[40.0], c=[10.0], d=[50.0]), structure)
    assert scores.risks.loc["TJK"].to_dict() == pytest.approx(
        {"a": 80, "b": 40, "c": 10, "d": 50, "left": 60, "right": 20, "all": 40}
    )
    assert contributions(scores).loc["TJK"].to_dict() == pytest.approx(
        {"all": 40, "left": 30, "right": 10, "a": 20, "b": 10, "c": 3.75, "d": 6.25}
    )
    assert (scores.reasons.loc["TJK"] == "").all()


def test_half_of_a_pillar_is_enough_and_less_is_not(structure: Structure) -> None:
    """`c` has three quarters of the weight of its pillar, `d` one quarter."""
    scores = score(table(a=[20.0, 20], b=[40.0, 40], c=[10.0, None], d=[None, 50]), structure)
    assert scores.risks["right"].tolist()[0] == 10
    assert scores.availability["right"].tolist() == [0.75, 0.25]
    assert scores.reasons.at["KGZ", "right"] == "25% of the weight has a score, 50% is needed; missing: C"
    assert scores.reasons.at["KGZ", "all"] == "50% of the weight has a score, 67% is needed; missing: Right"
    assert np.isnan(scores.total["KGZ"])
    assert scores.coverage["all"].tolist() == [0.875, 0.625]


def test_a_core_part_that_is_missing_is_said_first(structure: Structure) -> None:
    easy = parse_structure(TOML.replace('name = "All"', 'name = "All"\nminimum_availability = 0.5'))
    values = table(a=[None, 10.0], b=[None, 10], c=[10.0, None], d=[10.0, None])
    scores = score(values, easy)
    assert scores.reasons["all"].tolist() == ["a core part is missing: Left", ""]
    without_left = score(values, easy.with_weights({"left": 0}))
    assert without_left.total.tolist()[0] == 10  # a part without weight is not needed


def test_an_indicator_without_a_column_is_missing(structure: Structure) -> None:
    scores = score(table(a=[20.0], c=[10.0]), structure)
    assert scores.risks.loc["TJK", ["b", "d"]].isna().all()
    assert scores.reasons.at["TJK", "b"] == "no value"
    assert scores.total["TJK"] == 45


def test_the_table_has_a_row_for_each_country_and_part(structure: Structure) -> None:
    scores = score(table(a=[20.0, None], b=[40.0, None], c=[10.0, 1], d=[50.0, 1]), structure)
    long = scores.table
    assert len(long) == 2 * 7
    found = long.set_index(["iso3", "part"])
    assert found.at[("TJK", "left"), "score"] == 60
    assert np.isnan(found.at[("KGZ", "left"), "score"])
    assert found.at[("KGZ", "left"), "reason"].startswith("0% of the weight")


def test_a_structure_may_be_of_any_depth() -> None:
    deep = TOML.replace(
        'id = "left"\nname = "Left"\nparent = "all"', 'id = "left"\nname = "Left"\nparent = "side"', 1
    )
    deep = deep.replace(
        "[[indicators]]", '[[nodes]]\nid = "side"\nname = "Side"\nparent = "all"\n\n[[indicators]]', 1
    )
    scores = score(table(a=[20.0], b=[40.0], c=[10.0], d=[50.0]), parse_structure(deep))
    assert scores.total["TJK"] == pytest.approx(40)
    points = contributions(scores).loc["TJK"]
    assert points[["a", "b", "c", "d"]].sum() == pytest.approx(40)
    assert points["side"] == points["left"] == pytest.approx(30)


rows = st.lists(
    st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=4, max_size=4), min_size=1, max_size=6
)


def of(values: list[list[float | None]]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=list(INDICATORS), dtype="float64")


@pytest.mark.parametrize(
    "aggregation", ["arithmetic", "geometric", "harmonic", "inverted_geometric", "inverted_harmonic"]
)
@fewer
@given(values=rows)
def test_contributions_sum_to_the_score_at_every_level(
    aggregation: str, values: list[list[float | None]]
) -> None:
    scores = score(of(values), parse_structure(TOML), aggregation=aggregation)
    points = contributions(scores)
    there = scores.total.notna()
    for parts in (["left", "right"], list(INDICATORS)):
        sums = points.loc[there, parts].sum(axis=1)
        assert sums.tolist() == pytest.approx(scores.total[there].tolist(), abs=1e-6)
    assert points.loc[~there].isna().all(axis=None)


@fewer
@given(values=rows, name=st.sampled_from(INDICATORS))
def test_with_one_indicator_left_the_ranks_are_those_of_that_indicator(
    values: list[list[float | None]], name: str
) -> None:
    plain = parse_structure(TOML)
    alone = plain.without([id for id in INDICATORS if id != name])
    found = score(of(values), alone).ranks
    own = competition_ranks(
        of(values)[name].round(7), higher_is_better=plain.part(name).direction == "higher_is_better"
    )
    assert found.isna().tolist() == own.isna().tolist()
    if of(values)[name].round(7).nunique() == of(values)[name].nunique():
        assert found.dropna().tolist() == own.dropna().tolist()


@fewer
@given(values=rows, data=st.data())
def test_the_order_of_countries_and_of_the_structure_is_irrelevant(
    values: list[list[float | None]], data: st.DataObject
) -> None:
    plain = parse_structure(TOML)
    mixed = replace(
        plain,
        indicators=tuple(data.draw(st.permutations(plain.indicators))),
        nodes=tuple(data.draw(st.permutations(plain.nodes))),
    )
    countries = data.draw(st.permutations(range(len(values))))
    one = score(of(values), plain).total
    other = score(of(values).loc[countries], mixed).total.sort_index()
    assert one.tolist() == pytest.approx(other.tolist(), nan_ok=True)


@fewer
@given(values=rows, times=st.floats(1e-3, 1e3))
def test_only_the_proportions_of_weights_count(values: list[list[float | None]], times: float) -> None:
    plain = parse_structure(TOML)
    more = plain.with_weights({part.id: part.weight * times for part in plain.parts if part.parent})
    one, other = (score(of(values), each).total for each in (plain, more))
    assert one.tolist() == pytest.approx(other.tolist(), nan_ok=True)


@fewer
@given(values=rows)
def test_a_score_lies_between_its_parts_and_is_from_0_to_100(values: list[list[float | None]]) -> None:
    risks = score(of(values), parse_structure(TOML)).risks
    there = risks[risks["all"].notna()]
    assert (there["all"] >= there[["left", "right"]].min(axis=1) - 1e-9).all()
    assert (there["all"] <= there[["left", "right"]].max(axis=1) + 1e-9).all()
    assert risks.stack().dropna().between(0, 100).all()


@pytest.mark.parametrize("method", ["rank", "sideways"])
def test_no_score_is_made_of_what_is_on_no_scale(structure: Structure, method: str) -> None:
    with pytest.raises(ValueError, match=method):
        score(table(a=[20.0], c=[10.0]), structure, normalisation=method)
    with pytest.raises(ValueError, match="copeland"):
        score(table(a=[20.0], c=[10.0]), structure, aggregation="copeland")


def test_a_country_has_one_row(structure: Structure) -> None:
    with pytest.raises(ValueError, match="more than one row"):
        score(pd.DataFrame({"a": [1.0, 2.0]}, index=["TJK", "TJK"]), structure)


def test_an_unbounded_indicator_has_its_outliers_treated_except_under_goalposts(
    structure: Structure,
) -> None:
    text = TOML.replace('name = "B"', 'name = "B"\nunbounded = true')
    values = pd.DataFrame(
        {"a": 1.0, "b": [*range(1, 21), 1000.0], "c": 1.0, "d": 1.0}, index=[f"X{n}" for n in range(21)]
    )
    wild = score(values, structure, normalisation="minmax").risks["b"]
    tame = score(values, parse_structure(text), normalisation="minmax").risks["b"]
    assert (wild.iloc[19] < 2, tame.iloc[19], tame.iloc[20]) == (True, 100, 100)
    assert score(values, parse_structure(text)).risks["b"].iloc[10] == 11


# Coherence


def test_cronbach_alpha_by_hand() -> None:
    """Two items with variances 2.5 and 2.5 and a sum with variance 9: 2 (1 - 5/9)."""
    items = pd.DataFrame({"a": [1.0, 2, 3, 4, 5], "b": [2.0, 1, 4, 3, 5]})
    assert cronbach_alpha(items) == pytest.approx(2 * (1 - 5 / 9))
    assert cronbach_alpha(pd.DataFrame({"a": [1.0, 2], "b": [1.0, 2]})) == pytest.approx(1)
    assert np.isnan(cronbach_alpha(items[["a"]]))


def test_what_hangs_together_and_what_does_not_is_flagged(structure: Structure) -> None:
    values = table(a=[90.0, 60, 30, 0], b=[10.0, 40, 70, 100], c=[10.0, 20, 30, 40], d=[9.0, 5, 3, 1])
    flags = correlations(score(values, structure)).set_index(["first", "second"])["flag"]
    assert flags.to_dict() == {
        ("left", "right"): "redundant",
        ("a", "b"): "redundant",
        ("c", "d"): "negative",
    }
    own = belonging(score(values, structure)).set_index("indicator")
    assert own["own"].to_dict() == {"a": "left", "b": "left", "c": "right", "d": "right"}
    reliable = reliability(score(values, structure)).set_index("node")
    assert reliable.at["left", "alpha"] == pytest.approx(1)
    assert reliable.at["left", "first_component"] == pytest.approx(1)


def test_removing_one_shifts_ranks_on_the_common_sample(structure: Structure) -> None:
    values = table(a=[90.0, 60, 30, 0], b=[10.0, 40, 70, 100], c=[1.0, 2, 3, None], d=[100.0, 100, 100, 100])
    found = remove_one(values, structure).set_index("indicator")
    assert found.loc["a"].to_dict() == {"mean_shift": 0, "largest_shift": 0, "at": "TJK", "n": 3}
    assert list(found["n"]) == [3, 3, 3, 3]  # Kazakhstan has a score only without `c`


def test_importance_stands_beside_the_weight(structure: Structure) -> None:
    values = table(a=[90.0, 60, 30, 0], b=[10.0, 40, 70, 100], c=[5.0, 5, 5, 5], d=[5.0, 5, 5, 5])
    found = importance(score(values, structure)).set_index("indicator")
    assert found["effective_weight"].sum() == pytest.approx(1)
    assert found.at["a", "importance"] == pytest.approx(1)
    assert np.isnan(found.at["c", "importance"])
