"""Goals are held against figures or ratios, and the table says so."""

import json
import math

from benchmarks.table import Goal, Row, as_json, digits, missed, table

CPU = Row("rerun", "Compare: CPU", "ms", {"ours": 30.0, "bare": 100.0}, (Goal(0.3, "bare"), Goal(25.0)))


def test_a_goal_is_for_a_ratio_or_for_the_figure_itself() -> None:
    assert [goal.met(CPU.figures) for goal in CPU.goals] == [True, False]
    assert Goal(35.0, at_least=True).met({"ours": 36.0})
    assert not Goal(35.0, at_least=True).met({"ours": 34.0})


def test_what_was_not_measured_neither_meets_nor_misses_a_goal() -> None:
    assert Goal(0.3, "bare").met({"ours": 30.0}) is None
    assert Goal(0.3).met({}) is None
    assert Goal(0.3).met({"ours": math.nan}) is None


def test_the_table_shows_the_ratio_and_says_met_or_missed() -> None:
    text = table([CPU])
    assert "100 (x 0.3)" in text
    assert "<= 0.3 x bare: met; <= 25: MISSED (30)" in text
    assert missed([CPU]) == [CPU]


def test_the_kept_results_are_json_with_ratios_and_goals() -> None:
    kept = json.loads(
        json.dumps(as_json([CPU, Row("a", "b", "", {"ours": math.nan})], {"snapshot": "x"}), allow_nan=False)
    )
    first, second = kept["measurements"]
    assert kept["snapshot"] == "x"
    assert first["ratios"] == {"bare": 0.3}
    assert [goal["met"] for goal in first["goals"]] == [True, False]
    assert second["figures"] == {"ours": None}


def test_figures_have_three_digits() -> None:
    assert [digits(value) for value in (12345.6, 123.4, 12.34, 0.1234, math.nan)] == [
        "12,346", "123", "12.3", "0.123", "-",
    ]  # fmt: skip
