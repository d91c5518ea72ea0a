"""A structure: read with every mistake, written back, weighted."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import CatalogueError, QuestionError
from indicators.model import Direction
from indicators.score import Structure, parse_structure
from indicators.score.structure import Measure, Node, Preset, effective_weights, provenance
from indicators.score.structure_toml import to_toml
from tests.unit.score.structures import INDICATORS, TOML

# Each example reads a structure: a third of the usual number is enough.
fewer = settings(max_examples=30)


@pytest.fixture(scope="module")
def structure() -> Structure:
    return parse_structure(TOML)


# Reading and writing


def test_what_is_left_out_has_its_default(structure: Structure) -> None:
    assert structure.root == Node("all", "All", None, minimum_availability=2 / 3)
    assert structure.pillars[0] == Node("left", "Left", "all", core=True, minimum_availability=0.5)
    assert structure.part("b") == Measure(
        "b", "B", "left", 1.0, Direction.LOWER_IS_BETTER, 0.0, 100.0, is_aggregator=True
    )


def test_a_structure_written_back_is_the_same(structure: Structure) -> None:
    assert parse_structure(to_toml(structure)) == structure


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(lambda t: " ".join(t.split()))
weights = st.floats(0.01, 1e6)


@fewer
@given(
    names.filter(bool),
    st.lists(weights, min_size=4, max_size=4),
    st.sampled_from(["arithmetic", "geometric", "inverted_harmonic"]),
    st.tuples(st.integers(1900, 2000), st.integers(2000, 2100)),
    st.lists(names.filter(bool), unique=True, max_size=3),
)
def test_whatever_is_in_a_structure_survives_the_way_through_toml(
    name: str, shares: list[float], aggregation: str, years: tuple[int, int], draws_on: list[str]
) -> None:
    plain = parse_structure(TOML)
    changed = replace(
        plain.with_weights(dict(zip(INDICATORS, shares, strict=True))).with_methods(
            plain.normalisation, aggregation
        ),
        name=name,
        presets=(Preset("p", name, (("a", shares[0]),), without_aggregators=True),),
    )
    first, *rest = changed.indicators
    first = replace(
        first, year_from=years[0], year_to=years[1], draws_on=tuple(draws_on), is_unbounded=True, note=name
    )
    changed = replace(changed, indicators=(first, *rest))
    assert parse_structure(to_toml(changed)) == changed


def test_every_mistake_is_reported_at_once() -> None:
    broken = (
        TOML.replace('parent = "right"', 'parent = "wrong"', 1)
        .replace("best = 100", "best = 0")
        .replace('direction = "lower_is_better"', 'direction = "sideways"', 1)
        .replace("weight = 3", "weight = -1", 1)
        .replace("core = true", 'core = "yes"')
        .replace('id = "left"\nweight', 'id = "port"\nweight')
        .replace("aggregator = true", "agregator = true", 1)
    )
    with pytest.raises(CatalogueError) as caught:
        parse_structure(broken, where="my.toml")
    text = str(caught.value)
    assert all(str(mistake).startswith("my.toml") for mistake in caught.value.mistakes)
    for part in ("'wrong'", "both 0", "'sideways'", "`weight` is -1", "`core`", "'port'", "`agregator`"):
        assert part in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('parent = "all"\ncore', "core", "2 nodes have no parent"),
        ('name = "All"', 'name = "All"\nparent = "left"', "form a circle"),
        ("worst = 0\nbest = 100", "", "no goalposts"),
        ("worst = 0\nbest = 100", "worst = 0", "one of `best` and `worst`"),
        ("worst = 0\nbest = 100", "worst = 100\nbest = 0", "Correct the direction"),
        ('id = "b"', 'id = "a"', "used more than once"),
        ('id = "b"', 'id = "left"', "used more than once"),
        ("weight = 3", 'weight = "much"', "a number without quotes"),
        ('name = "D"', 'name = "D"\nyear_from = 2020\nyear_to = 2010', "before `year_from`"),
        ('name = "D"', 'name = "D"\nevery_years = 5', "at most 2"),
        ("core = true", "core = true\nminimum_availability = 2", "a number of at most 1"),
        ("core = true", 'core = true\naggregation = "copeland"', "not known"),
        ('name = "A test"', 'name = "A test"\nnormalisation = "rank"', "not known"),
        ("weight = 3\n\n[[presets]]", "weight = 0\n\n[[presets]]", None),
        ("[[nodes]]", "[[nodes", "not valid TOML"),
        (TOML, "id = 'x'\nname = 'x'", "`nodes` is missing"),
        (TOML, "", "`indicators` is missing"),
        (TOML, "a = " + "[" * 5000, "not valid TOML"),
    ],
)
def test_a_mistake_in_a_structure(old: str, new: str, message: str | None) -> None:
    assert old in TOML
    text = TOML.replace(old, new, 1)
    if message is None:
        assert parse_structure(text)
        return
    with pytest.raises(CatalogueError, match=message):
        parse_structure(text)


def test_weights_that_sum_to_zero_are_a_mistake() -> None:
    parent = 'parent = "left"\n'
    with pytest.raises(CatalogueError, match="the weights below this node sum to zero"):
        parse_structure(TOML.replace(parent, parent + "weight = 0\n"))
    zero = TOML.replace(
        'id = "left"\nweight = 3', 'id = "left"\nweight = 0\n[[presets.weights]]\nid = "right"\nweight = 0'
    )
    with pytest.raises(CatalogueError, match="its weights below all sum to zero"):
        parse_structure(zero)


# Weights


def test_effective_weights_are_the_products_along_the_path(structure: Structure) -> None:
    assert effective_weights(structure) == {"a": 0.25, "b": 0.25, "c": 0.375, "d": 0.125}
    heavier = structure.with_weights({"left": 3})
    assert effective_weights(heavier)["a"] == pytest.approx(0.375)
    assert structure.preset("left_first") == heavier


def test_without_aggregators_their_weight_goes_to_the_others(structure: Structure) -> None:
    bare = structure.preset("bare")
    assert [measure.id for measure in bare.indicators] == ["a", "c", "d"]
    assert effective_weights(bare)["a"] == 0.5


def test_a_node_that_has_nothing_left_goes_too(structure: Structure) -> None:
    only = structure.without(["a", "c", "d"])
    assert [node.id for node in only.nodes] == ["all", "left"]
    with pytest.raises(QuestionError, match="no indicator is left"):
        structure.without(INDICATORS)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"lefd": 1.0}, "Did you mean left"),
        ({"all": 1.0}, "is the whole"),
        ({"left": -1.0}, "0 or more"),
        ({"left": float("nan")}, "0 or more"),
        ({"left": float("inf")}, "0 or more"),
        ({"left": 0.0, "right": 0.0}, "below all sum to zero"),
        ({"a": 0.0, "b": 0.0}, "below left sum to zero"),
    ],
)
def test_weights_that_cannot_be(structure: Structure, weights: dict[str, float], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        structure.with_weights(weights)


def test_an_indicator_may_be_in_the_structure_for_some_years_alone(structure: Structure) -> None:
    text = TOML.replace('name = "D"', 'name = "D"\nyear_from = 2020').replace(
        'name = "C"', 'name = "C"\nyear_to = 2019'
    )
    timed = parse_structure(text)
    assert [measure.id for measure in timed.in_year(2019).indicators] == ["a", "b", "c"]
    assert [measure.id for measure in timed.in_year(2020).indicators] == ["a", "b", "d"]
    assert [measure.id for measure in structure.in_year(1900).indicators] == list(INDICATORS)


def test_the_provenance_matrix_says_who_draws_on_whom(structure: Structure) -> None:
    text = TOML.replace('name = "A"', 'name = "A"\ndraws_on = ["V-Dem", "PRS"]').replace(
        'name = "C"', 'name = "C"\ndraws_on = ["V-Dem"]'
    )
    matrix = provenance(parse_structure(text))
    assert matrix.columns.tolist() == ["PRS", "V-Dem"]
    assert matrix["V-Dem"].to_dict() == {"a": True, "b": False, "c": True, "d": False}
    assert provenance(structure).shape == (4, 0)
