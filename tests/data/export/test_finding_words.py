"""A finding in words: figures, what a claim says, what was found, and why, each said once."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators.claims.check import check, check_text
from indicators.claims.finding import Element, Rating, Reason
from indicators.export.finding_words import (
    below_figures,
    claimed_words,
    data_of,
    element_names,
    figures,
    found_words,
    value_of,
    why,
)
from indicators.snapshot.snapshot import Snapshot
from tests.data.export.findings_for_tests import computed, datum

TODAY = dt.date(2026, 11, 22)
ELEMENT = Element("score", "=", 152, 0, "", "", 166, Rating.REFUTED, (Reason.VALUE_DIFFERS,), "METHODS 5.2")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, "152"),
        ({"hedge": "about"}, "about 152"),
        ({"operator": ">"}, "more than 152"),
        ({"operator": ">", "hedge": "over"}, "over 152"),
        ({"operator": "<="}, "at most 152"),
        ({"claimed": -1.0, "decimals": 1}, "−1.0"),
        ({"claimed": None, "operator": "fell"}, "fell"),
        ({"claimed": None}, ""),
    ],
)
def test_what_a_claim_says_of_an_element(other, words):
    assert claimed_words(replace(ELEMENT, **other)) == words


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({}, "166: refuted. The figure differs."),
        ({"found": None, "reasons": ()}, "refuted."),
        ({"found": -4.0, "rating": Rating.SUPPORTED, "reasons": ()}, "−4: supported."),
        ({"found": 0.2218780000000002, "rating": Rating.MISLEADING, "reasons": ()}, "0.2219: misleading."),
        ({"found": 0.0, "rating": Rating.SUPPORTED, "reasons": ()}, "0: supported."),
    ],
)
def test_what_was_found_of_an_element(other, words):
    assert found_words(replace(ELEMENT, **other)) == words


def test_a_value_has_the_producers_decimals_and_a_real_minus():
    assert value_of(datum("2014", 23, 152, 175)) == "23"
    assert value_of(datum("2014", -1.1321, 152, 175, decimals=2)) == "−1.13"


def test_the_headline_claim_in_words(snapshot: Snapshot):
    found = check(snapshot.catalogue.narrative.claim("C24"), snapshot, as_of=TODAY)
    assert found.then is not None
    assert found.now is not None
    assert (figures(found.then), figures(found.now)) == ("152nd of 175", "166th of 182")
    assert below_figures(found.then, str.lower) == "CPI 2014, score 23, tied with cog"
    assert element_names(found) == ("rank", "number ranked")
    assert [one.edition for one in data_of(found)] == ["2014", "2025"]
    # What the figures and the elements say is not said again.
    assert why(found) == (
        "Since then: 166 of 182 (CPI 2025).",
        "The number ranked differs, so the two ranks are not a measure of change.",
        "A newer edition gives another figure.",
    )


def test_a_change_in_words(snapshot: Snapshot):
    found = check_text("CPI of Tajikistan fell from 24 to 20 between 2022 and 2023", snapshot, as_of=TODAY)
    assert found.now is not None
    assert figures(found.now) == "24 to 20"
    assert below_figures(found.now, str) == "CPI 2022; CPI 2023"
    assert any("+0.22" in line for line in why(found))


def test_where_there_is_no_figure_it_is_said_once_why(snapshot: Snapshot):
    day = dt.date(1991, 1, 1)
    found = check_text("Tajikistan ranks 152 of 175 in CPI 2014", snapshot, as_of=day)
    assert found.now is not None
    assert figures(found.now) == "no figure"
    assert "1991-01-01" in below_figures(found.now, str)
    assert not any("1991-01-01" in line for line in why(found))


def test_a_reason_of_the_whole_is_said_beside_those_of_the_elements():
    assert "A newer edition gives another figure." in why(computed())
    assert "The rank differs." not in why(computed())
