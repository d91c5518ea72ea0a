"""Confidence sets for ranks: rules on small tables, properties, coverage."""

import datetime as dt
import math
import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.rank.confidence_sets import distinguishable_pairs, rank_confidence_sets
from indicators.rank.ranks import competition_ranks

TODAY = dt.date(2026, 11, 22)


def table(rows: dict[str, tuple[float | None, float | None]]) -> tuple[pd.Series, pd.Series]:
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["score", "error"], dtype="float64")
    return frame["score"], frame["error"]


def bounds(sets: pd.DataFrame) -> list[tuple[int, int]]:
    return list(sets[["lower", "upper"]].itertuples(index=False, name=None))


# The rules


def test_what_is_far_apart_has_a_set_of_one_place() -> None:
    scores, errors = table({"A": (90, 1), "B": (50, 1), "C": (10, 1)})
    sets = rank_confidence_sets(scores, errors)
    assert list(sets.columns) == ["rank", "lower", "upper"]
    assert set(sets.dtypes) == {pd.Int16Dtype()}
    assert sets.to_numpy().tolist() == [[1, 1, 1], [2, 2, 2], [3, 3, 3]]


def test_what_is_close_together_may_have_the_other_s_place() -> None:
    scores, errors = table({"A": (90, 1), "B": (51, 3), "C": (50, 3), "D": (10, 1)})
    assert bounds(rank_confidence_sets(scores, errors)) == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_ties_share_the_best_rank_and_their_places() -> None:
    scores, errors = table({"A": (90, 0), "B": (50, 0), "C": (50, 0), "D": (10, 0)})
    for simultaneous in (False, True):
        sets = rank_confidence_sets(scores, errors, simultaneous=simultaneous)
        assert sets["rank"].tolist() == [1, 2, 2, 4]
        assert bounds(sets) == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_a_missing_score_has_no_rank_and_is_not_counted() -> None:
    scores, errors = table({"A": (90, 1), "B": (None, None), "C": (10, 1)})
    sets = rank_confidence_sets(scores, errors)
    assert sets.loc["B"].isna().all()
    assert bounds(sets.drop("B")) == [(1, 1), (2, 2)]


def test_the_labels_of_interest_alone_have_sets_and_all_scores_count() -> None:
    scores, errors = table({"A": (90, 1), "B": (51, 3), "C": (50, 3), "D": (10, 1)})
    for of in ("C", ["C"]):
        sets = rank_confidence_sets(scores, errors, of=of)
        assert sets.index.equals(scores.index)
        assert sets["rank"].tolist() == [1, 2, 3, 4]
        assert bounds(sets.loc[["C"]]) == [(2, 3)]
        assert sets.drop("C")[["lower", "upper"]].isna().all(axis=None)


def test_pairs_say_who_is_told_apart_from_whom() -> None:
    scores, errors = table({"A": (90, 1), "B": (51, 3), "C": (50, 3), "D": (None, None)})
    pairs = distinguishable_pairs(scores, errors, of=["C", "A"])
    assert pairs.index.tolist() == ["C", "A"]
    assert pairs.loc["C"].tolist() == [True, False, pd.NA, pd.NA]
    assert pairs.loc["A"].tolist() == [pd.NA, True, True, pd.NA]


def test_nothing_to_rank_is_no_error() -> None:
    scores, errors = table({})
    assert rank_confidence_sets(scores, errors).empty
    scores, errors = table({"A": (90, 1)})
    assert bounds(rank_confidence_sets(scores, errors, simultaneous=True)) == [(1, 1)]
    assert rank_confidence_sets(scores, errors, of=[])["lower"].isna().all()


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"error": -1}, {}, "label 'B': its standard error is negative"),
        ({"error": None}, {}, "label 'B': its standard error is missing"),
        ({"error": math.inf}, {}, "label 'B': its standard error is infinite"),
        ({"score": math.inf}, {}, "label 'B': its score is infinite"),
        ({}, {"level": 1.0}, "level 1.0: it must be between 0 and 1"),
        ({}, {"level": 90}, "level 90: it must be between 0 and 1"),
        ({}, {"draws": 0}, "draws 0: at least one is needed"),
        ({}, {"of": ["A", "X"]}, "label 'X' is not among the scores"),
    ],
)
def test_what_cannot_be_asked(change: dict[str, float], options: dict[str, object], message: str) -> None:
    frame = pd.DataFrame({"score": [90.0, 50.0], "error": [1.0, 1.0]}, index=["A", "B"])
    for column, value in change.items():
        frame.loc["B", column] = value
    with pytest.raises(ValueError, match=message):
        rank_confidence_sets(frame["score"], frame["error"], **options)


def test_labels_must_be_clear() -> None:
    scores = pd.Series([90.0, 50.0], index=["A", "B"])
    with pytest.raises(ValueError, match="label 'A' stands twice"):
        rank_confidence_sets(scores.set_axis(["A", "A"]), scores)
    with pytest.raises(ValueError, match="must have the labels of the scores"):
        rank_confidence_sets(scores, scores.set_axis(["A", "C"]))


# Properties

fields = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.just(0.0), st.floats(0.01, 20.0))), min_size=1, max_size=14
)
some = settings(max_examples=40)
levels = st.sampled_from([0.5, 0.75, 0.9, 0.95])


def field(rows: list[tuple[int, float]]) -> tuple[pd.Series, pd.Series]:
    scores, errors = (pd.Series(column, dtype="float64") for column in zip(*rows, strict=True))
    labels = [f"L{number:02}" for number in range(len(rows))]
    return scores.set_axis(labels), errors.set_axis(labels)


def by_the_letter(
    scores: pd.Series,
    errors: pd.Series,
    of: list[str],
    *,
    level: float,
    draws: int,
    seed: int,
    stepdown: bool,
) -> list[tuple[int, int]]:
    """METHODS 1.5 for one family, pair by pair; labels in their order, as the draws are."""
    x, s, count = scores.to_numpy(), errors.to_numpy(), len(scores)
    noise = np.random.default_rng(seed).standard_normal((count, draws), dtype=np.float32)
    z = noise.astype("float64") * s[:, None]
    interest = [scores.index.get_loc(label) for label in of]
    pairs = {(j, k) for j in range(count) for k in range(count) if j != k and {j, k} & set(interest)}
    rejected: set[tuple[int, int]] = set()
    while pairs:
        spread = {(j, k): math.hypot(s[j], s[k]) for j, k in pairs}
        largest = np.max([(z[j] - z[k]) / (spread[j, k] or math.inf) for j, k in pairs], axis=0)
        critical = np.quantile(largest, level)
        new = {(j, k) for j, k in pairs if x[j] - x[k] - critical * spread[j, k] > 0}
        rejected |= new
        pairs -= new
        if not (new and stepdown):
            break
    better = [sum(k == i for _, k in rejected) for i in interest]
    worse = [sum(j == i for j, _ in rejected) for i in interest]
    return [(1 + b, count - w) for b, w in zip(better, worse, strict=True)]


@some
@given(fields, st.data())
def test_the_sets_are_those_of_the_procedure_by_the_letter(
    rows: list[tuple[int, float]], data: st.DataObject
) -> None:
    scores, errors = field(rows)
    of = data.draw(st.lists(st.sampled_from(scores.index.tolist()), unique=True, min_size=1))
    options = {
        "level": data.draw(st.sampled_from([0.75, 0.9, 0.95])),
        "draws": data.draw(st.sampled_from([51, 300])),
        "seed": data.draw(st.integers(0, 5)),
        "stepdown": data.draw(st.booleans()),
    }
    joint = rank_confidence_sets(scores, errors, of=of, simultaneous=True, **options)
    assert bounds(joint.loc[of]) == by_the_letter(scores, errors, of, **options)
    marginal = rank_confidence_sets(scores, errors, of=of, **options)
    assert bounds(marginal.loc[of]) == [by_the_letter(scores, errors, [label], **options)[0] for label in of]


@some
@given(fields, st.sampled_from([0.05, 0.5, 0.9]), st.booleans())
def test_a_rank_lies_in_its_set(rows: list[tuple[int, float]], level: float, simultaneous: bool) -> None:
    scores, errors = field(rows)
    sets = rank_confidence_sets(scores, errors, level=level, simultaneous=simultaneous, draws=60)
    assert sets["rank"].equals(competition_ranks(scores, higher_is_better=True).rename("rank"))
    assert (sets["lower"] <= sets["rank"]).all()
    assert (sets["rank"] <= sets["upper"]).all()
    assert sets["lower"].ge(1).all()
    assert sets["upper"].le(len(rows)).all()


@some
@given(fields, levels, st.booleans())
def test_without_errors_a_set_is_the_rank_with_its_ties(
    rows: list[tuple[int, float]], level: float, simultaneous: bool
) -> None:
    scores, errors = field(rows)
    sets = rank_confidence_sets(scores, 0 * errors, level=level, simultaneous=simultaneous, draws=20)
    tied = scores.groupby(scores).transform("size")
    assert (sets["lower"] == sets["rank"]).all()
    assert (sets["upper"] == sets["rank"] + tied - 1).all()


@some
@given(fields, levels, st.floats(1.01, 50.0), st.booleans())
def test_wider_errors_never_narrow_a_set(
    rows: list[tuple[int, float]], level: float, factor: float, simultaneous: bool
) -> None:
    scores, errors = field(rows)
    narrow, wide = (
        rank_confidence_sets(scores, times * errors, level=level, simultaneous=simultaneous, draws=80)
        for times in (1, factor)
    )
    assert (wide["lower"] <= narrow["lower"]).all()
    assert (wide["upper"] >= narrow["upper"]).all()


@some
@given(fields, levels)
def test_sets_for_all_together_are_never_narrower_than_each_one_s_own(
    rows: list[tuple[int, float]], level: float
) -> None:
    scores, errors = field(rows)
    own, joint = (
        rank_confidence_sets(scores, errors, level=level, simultaneous=together, stepdown=False, draws=80)
        for together in (False, True)
    )
    assert (joint["lower"] <= own["lower"]).all()
    assert (joint["upper"] >= own["upper"]).all()


@some
@given(fields, levels, st.booleans())
def test_steps_down_never_widen_a_set(
    rows: list[tuple[int, float]], level: float, simultaneous: bool
) -> None:
    scores, errors = field(rows)
    once, stepwise = (
        rank_confidence_sets(
            scores, errors, level=level, simultaneous=simultaneous, stepdown=stepdown, draws=80
        )
        for stepdown in (False, True)
    )
    assert (stepwise["lower"] >= once["lower"]).all()
    assert (stepwise["upper"] <= once["upper"]).all()


@some
@given(fields, levels, st.booleans())
def test_reversing_the_direction_reverses_the_sets(
    rows: list[tuple[int, float]], level: float, simultaneous: bool
) -> None:
    """To the place in one step; a step down looks at draws of one sign, and agrees in the limit alone."""
    scores, errors = field(rows)
    up, down = (
        rank_confidence_sets(
            sign * scores, errors, level=level, simultaneous=simultaneous, stepdown=False, draws=80
        )
        for sign in (1, -1)
    )
    assert (down["lower"] == len(rows) + 1 - up["upper"]).all()
    assert (down["upper"] == len(rows) + 1 - up["lower"]).all()


@some
@given(fields, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_rows_does_not_matter(
    rows: list[tuple[int, float]], chance: random.Random, simultaneous: bool
) -> None:
    scores, errors = field(rows)
    shuffled = chance.sample(scores.index.tolist(), len(rows))
    sets = rank_confidence_sets(scores, errors, simultaneous=simultaneous, draws=60)
    others = rank_confidence_sets(scores[shuffled], errors, simultaneous=simultaneous, draws=60)
    pd.testing.assert_frame_equal(others, sets.loc[shuffled])


@some
@given(fields, st.booleans())
def test_a_missing_score_is_as_none_at_all(rows: list[tuple[int, float]], simultaneous: bool) -> None:
    scores, errors = field(rows)
    more, more_errors = scores.copy(), errors.copy()
    more["L99"], more_errors["L99"] = math.nan, math.nan
    sets = rank_confidence_sets(more, more_errors, simultaneous=simultaneous, draws=60)
    assert sets.loc["L99"].isna().all()
    expected = rank_confidence_sets(scores, errors, simultaneous=simultaneous, draws=60)
    pd.testing.assert_frame_equal(sets.drop("L99"), expected)


# Coverage, by simulation: the share of samples whose sets hold the true places, all of them if simultaneous

SAMPLES = 300
# Four standard deviations of the share of so many samples.
MARGIN = 4 * math.sqrt(0.9 * 0.1 / SAMPLES)
ALL_EQUAL = [50.0] * 6
SPREAD = [60.0, 55.0, 52.0, 50.0, 50.0, 41.0]
ERRORS = [1.0, 2.0, 3.0, 1.5, 2.5, 4.0]


def coverage(truth: list[float], *, simultaneous: bool) -> float:
    labels = list("ABCDEF")
    true = pd.Series(truth, labels)
    errors = pd.Series(ERRORS, labels)
    best = competition_ranks(true, higher_is_better=True)
    worst = best + true.groupby(true).transform("size") - 1
    chance = np.random.default_rng(7)
    covered = 0
    for sample in range(SAMPLES):
        scores = true + errors * chance.standard_normal(6)
        sets = rank_confidence_sets(
            scores,
            errors,
            of=labels if simultaneous else "D",
            simultaneous=simultaneous,
            draws=400,
            seed=sample,
        )
        holds = ((sets["lower"] <= best) & (sets["upper"] >= worst)).fillna(True)
        covered += bool(holds.all())
    return covered / SAMPLES


@pytest.mark.parametrize("simultaneous", [False, True])
def test_the_sets_cover_at_their_level_where_it_is_hardest(simultaneous: bool) -> None:
    """With all true scores equal every place is possible, and the level is met and not passed."""
    assert abs(coverage(ALL_EQUAL, simultaneous=simultaneous) - 0.9) < MARGIN


@pytest.mark.parametrize("simultaneous", [False, True])
def test_the_sets_cover_at_least_at_their_level_elsewhere(simultaneous: bool) -> None:
    assert coverage(SPREAD, simultaneous=simultaneous) > 0.9 - MARGIN
