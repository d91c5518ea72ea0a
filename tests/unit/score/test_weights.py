"""Weights as a reader writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import QuestionError
from indicators.score import read_structure
from indicators.score.structure import effective_weights
from indicators.score.weights import parse_weights, weighted

STRUCTURE = read_structure()
IDS = ("corruption", "media")


def test_both_signs_say_the_same_and_spaces_are_no_matter():
    assert parse_weights(["corruption=2, media : 0.5"], IDS) == {"corruption": 2.0, "media": 0.5}
    assert parse_weights(["corruption=2", "media=0.5"], IDS) == {"corruption": 2.0, "media": 0.5}
    assert parse_weights([], IDS) == {}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("corruption", "'corruption' is not a weight"),
        ("", "'' is not a weight"),
        ("corruption=", "'' of corruption is not a weight"),
        ("corruption=-1", "'-1' of corruption is not a weight"),
        ("corruption=nan", "'nan' of corruption is not a weight"),
        ("corruption=inf", "'inf' of corruption is not a weight"),
        ("corruption=1=2", "'1=2' of corruption is not a weight"),
        ("corruption=1,corruption=2", "corruption has two"),
    ],
)
def test_what_is_no_weight_is_refused(text, what):
    with pytest.raises(QuestionError) as told:
        parse_weights([text], IDS)
    assert told.value.what == what


def test_an_unknown_part_is_named_with_its_neighbour():
    with pytest.raises(QuestionError, match="corupt"):
        parse_weights(["coruption=1"], IDS)


@given(st.text(max_size=40))
def test_any_text_is_weights_or_a_refusal(text):
    try:
        found = parse_weights([text], IDS)
    except QuestionError:
        return
    assert all(weight >= 0 for weight in found.values())


def test_a_preset_comes_first_and_a_readers_weights_on_top():
    chosen = weighted(STRUCTURE, "corruption_first", {"media": 0.0})
    assert chosen.part("corruption").weight == 3
    assert chosen.part("media").weight == 0
    without = weighted(STRUCTURE, "without_aggregators", {})
    assert "ti_cpi.score" not in without.ids
    assert weighted(STRUCTURE, None, {}) == STRUCTURE


def test_pillars_that_all_weigh_nothing_are_refused():
    with pytest.raises(QuestionError, match="sum to zero"):
        weighted(STRUCTURE, None, dict.fromkeys([pillar.id for pillar in STRUCTURE.pillars], 0.0))


@given(st.floats(min_value=0.01, max_value=5))
def test_equal_weights_are_the_default_whatever_their_size(size):
    same = weighted(STRUCTURE, "equal", dict.fromkeys([pillar.id for pillar in STRUCTURE.pillars], size))
    assert effective_weights(same) == pytest.approx(effective_weights(STRUCTURE))
