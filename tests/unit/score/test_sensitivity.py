"""Sobol' indices against functions whose indices are known; the range of a score over plausible methods."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.errors import QuestionError
from indicators.score import Inputs, Structure, gather, parse_structure, read_structure, score
from indicators.score.normalise import Normalisation
from indicators.score.sensitivity import Range, sensitivity, uncertainty
from indicators.score.simulation import Factor, ranks
from indicators.score.sobol import SobolIndices, sobol_indices
from indicators.score.structure_toml import to_toml
from indicators.snapshot.snapshot import Snapshot

Array = npt.NDArray[np.float64]
TODAY = dt.date(2026, 11, 22)


# Sobol' indices


def indices(function: Callable[[Array], Array], d: int, n: int) -> SobolIndices:
    """The indices of a function of `d` uniform numbers, from two samples of `n`."""
    rng = np.random.default_rng(1)
    a, b = rng.random((n, d)), rng.random((n, d))
    mixed = []
    for column in range(d):
        ab = a.copy()
        ab[:, column] = b[:, column]
        mixed.append(function(ab))
    return sobol_indices(function(a), function(b), np.array(mixed), bootstraps=100)


def ishigami(u: Array) -> Array:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1, x from -pi to pi."""
    x = np.pi * (2 * u - 1)
    return np.asarray(np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0]))


def test_the_indices_of_the_ishigami_function() -> None:
    """Analytic values: Ishigami and Homma 1990; Saltelli et al. 2008, page 179 (a = 7, b = 0.1)."""
    a, b, pi = 7, 0.1, np.pi
    variance = a**2 / 8 + b * pi**4 / 5 + b**2 * pi**8 / 18 + 0.5
    first = np.array([0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8, 0]) / variance
    total = first + np.array([1, 0, 1]) * (8 * b**2 * pi**8 / 225) / variance
    assert first == pytest.approx([0.3139, 0.4424, 0], abs=1e-4)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=1e-4)
    found = indices(ishigami, 3, 65_536)
    assert found.variance == pytest.approx(variance, rel=0.01)
    assert found.first == pytest.approx(first, abs=0.015)
    assert found.total == pytest.approx(total, abs=0.015)
    assert not any(found.too_few)


def test_the_indices_of_the_g_function() -> None:
    """Product of (|4x - 2| + a) / (1 + a): each factor's variance is 1 / (3 (1 + a)^2) (Sobol' 1993)."""
    a = np.array([0, 1, 4.5, 9, 99, 99, 99, 99])
    parts = 1 / (3 * (1 + a) ** 2)
    variance = np.prod(1 + parts) - 1
    first = parts / variance
    total = parts * np.prod(1 + parts) / (1 + parts) / variance
    assert first[:4] == pytest.approx([0.7162, 0.1790, 0.0237, 0.0072], abs=1e-4)
    found = indices(lambda u: np.asarray(np.prod((np.abs(4 * u - 2) + a) / (1 + a), axis=1)), 8, 65_536)
    assert found.first == pytest.approx(first, abs=0.015)
    assert found.total == pytest.approx(total, abs=0.015)


def test_the_intervals_hold_the_true_value() -> None:
    found = indices(lambda u: u[:, 0] + 2 * u[:, 1], 2, 4_096)
    for interval, true in zip(found.first_interval, (0.2, 0.8), strict=True):
        assert interval[0] < true < interval[1]
    for interval, true in zip(found.total_interval, (0.2, 0.8), strict=True):
        assert interval[0] < true < interval[1]


def test_a_larger_sample_makes_narrower_intervals() -> None:
    few, many = (indices(ishigami, 3, n) for n in (512, 8_192))
    for name in ("first_interval", "total_interval"):
        width = [np.ptp(getattr(found, name)[1]) for found in (few, many)]
        assert width[1] < width[0]


def test_a_negative_first_index_is_reported_as_zero() -> None:
    found = sobol_indices(np.array([0.0, 1]), np.array([1.0, 0]), np.array([[-1.0, 2]]))
    assert found.first[0] == 0


def test_what_does_not_vary_has_no_indices() -> None:
    found = sobol_indices(np.ones(8), np.ones(8), np.ones((2, 8)))
    assert np.isnan(found.first).all()
    assert np.isnan(found.total).all()


@pytest.mark.parametrize(
    ("a", "b", "ab"),
    [
        (np.ones(3), np.ones(4), np.ones((2, 3))),
        (np.ones(3), np.ones(3), np.ones((2, 4))),
        (np.ones(1), np.ones(1), np.ones((2, 1))),
        (np.array([1, np.nan]), np.ones(2), np.ones((2, 2))),
    ],
)
def test_samples_that_do_not_go_together(a: Array, b: Array, ab: Array) -> None:
    with pytest.raises(ValueError, match=r"do not match|must be a number"):
        sobol_indices(a, b, ab)


# The range of a score

COUNTRIES = ["TJK", "KGZ", "UZB", "KAZ", "TKM", "AFG"]


def small(*, depth: bool = True, aggregators: str = "b") -> Structure:
    parts = ['id = "t"\nname = "T"\n[[nodes]]\nid = "all"\nname = "All"']
    parts += [f'[[nodes]]\nid = "{node}"\nname = "{node}"\nparent = "all"' for node in ("l", "r") if depth]
    for id, parent in zip("abcd", "llrr", strict=True):
        parts.append(
            f'[[indicators]]\nid = "{id}"\nname = "{id}"\nparent = "{parent if depth else "all"}"\n'
            f'direction = "lower_is_better"\nbest = 0\nworst = 100\n'
            f"aggregator = {str(id in aggregators).lower()}"
        )
    return parse_structure("\n".join(parts))


@pytest.fixture
def values() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    found = pd.DataFrame(rng.uniform(20, 80, (6, 4)), index=COUNTRIES, columns=list("abcd"))
    found.loc["AFG", "b"] = np.nan
    return found


def errors(values: pd.DataFrame, size: float) -> dict[str, pd.DataFrame]:
    return {"below": values * 0 + size, "above": values * 0 + size}


def inputs_of(
    values: pd.DataFrame,
    structure: Structure,
    *,
    below: pd.DataFrame | None = None,
    above: pd.DataFrame | None = None,
    groups: pd.Series | None = None,
) -> Inputs:
    none = values * np.nan
    return Inputs(
        year=2020,
        structure=structure,
        values=values,
        below=none if below is None else below,
        above=none if above is None else above,
        carried=none,
        pool=values,
        groups=pd.Series(values.index, values.index) if groups is None else groups,
        reasons={},
    )


def draws_of(
    values: pd.DataFrame,
    structure: Structure,
    *,
    groups: pd.Series | None = None,
    below: pd.DataFrame | None = None,
    above: pd.DataFrame | None = None,
    **settings: Any,
) -> Range:
    inputs = inputs_of(values, structure, below=below, above=above, groups=groups)
    return uncertainty(inputs, **settings)


def test_with_nothing_to_choose_every_draw_is_the_nominal_score(values: pd.DataFrame) -> None:
    for structure in (small(), small(depth=False)):
        found = draws_of(values, structure, draws=3, factors=(), **errors(values, 5))
        nominal = score(values, structure)
        for draw in found.scores.index:
            assert found.scores.loc[draw].tolist() == pytest.approx(nominal.total.tolist())
            assert found.ranks.loc[draw].tolist() == nominal.ranks.tolist()
        assert not found.summary["nominal_outside"].any()


@pytest.mark.parametrize("method", ["minmax", "zscore"])
@pytest.mark.parametrize("mean", ["inverted_geometric", "inverted_harmonic", "geometric"])
def test_every_method_is_computed_as_the_score_computes_it(
    values: pd.DataFrame, method: str, mean: str
) -> None:
    nominal = score(values, small(), normalisation=method, aggregation=mean)
    found = draws_of(values, nominal.structure, draws=1, factors=())
    assert found.scores.iloc[0].tolist() == pytest.approx(nominal.total.tolist())


def test_all_draws_are_there_and_a_seed_repeats_them(values: pd.DataFrame) -> None:
    one, same, other = (
        draws_of(values, small(), draws=50, seed=seed, **errors(values, 3)) for seed in (1, 1, 2)
    )
    assert one.scores.shape == one.ranks.shape == (50, 6)
    assert one.weights.shape == (50, 7)
    pd.testing.assert_frame_equal(one.scores, same.scores)
    assert not one.scores.equals(other.scores)


def test_the_factors_say_what_a_draw_chose(values: pd.DataFrame) -> None:
    found = draws_of(values, small(), draws=300, **errors(values, 3))
    levels = {name: set(column) for name, column in found.factors.items()}
    assert levels["normalisation"] == {"goalposts", "minmax", "zscore"}
    assert levels["aggregation"] == {"arithmetic", "inverted_geometric", "inverted_harmonic"}
    assert levels["indicators"] == {"all", "drop one", "no aggregators"}
    assert levels["dropped"] == {"", "a", "b", "c", "d"}
    assert levels["missing"] == {"renormalise", "group mean"}
    assert found.weights.abs().to_numpy().max() <= 0.25
    only = draws_of(values, small(), draws=300, factors={Factor.AGGREGATION})
    assert set(only.factors["normalisation"]) == {"goalposts"}
    assert len(set(only.factors["aggregation"])) == 3


def test_a_draw_that_drops_an_indicator_is_the_score_without_it(values: pd.DataFrame) -> None:
    values = values.dropna()
    found = draws_of(values, small(), draws=60, factors={Factor.INDICATORS})
    for draw, name in found.factors["dropped"].items():
        kind = found.factors.at[draw, "indicators"]
        without = {"all": [], "drop one": [name], "no aggregators": ["b"]}[kind]
        expected = score(values, small().without(without)).total if without else score(values, small()).total
        assert found.scores.loc[draw].tolist() == pytest.approx(expected.tolist())


def test_a_missing_value_may_be_the_mean_of_its_group(values: pd.DataFrame) -> None:
    groups = pd.Series(["x", "x", "y", "y", "y", "x"], COUNTRIES)
    found = draws_of(values, small(), draws=40, factors={Factor.MISSING}, groups=groups)
    filled = values.copy()
    filled.loc["AFG", "b"] = values.loc[["TJK", "KGZ"], "b"].mean()
    for how, table in (("renormalise", values), ("group mean", filled)):
        rows = found.scores[found.factors["missing"] == how]
        assert rows["AFG"].tolist() == pytest.approx([score(table, small()).total["AFG"]] * len(rows))


def test_published_errors_alone_make_a_range_around_the_score(values: pd.DataFrame) -> None:
    middle = values.fillna(50)
    given = errors(middle, 4.0)
    found = draws_of(middle, small(), draws=4_000, factors={Factor.MEASUREMENT}, **given)
    spread = found.scores.std()
    assert spread.tolist() == pytest.approx([2.0] * 6, rel=0.06)  # 4 / sqrt(4 indicators)
    assert found.summary["score_median"].tolist() == pytest.approx(score(middle, small()).total, abs=0.2)


def test_an_error_may_be_larger_on_one_side(values: pd.DataFrame) -> None:
    given = {"below": values * 0 + 1.0, "above": values * 0 + 9.0}
    found = draws_of(values, small(), draws=4_000, factors={Factor.MEASUREMENT}, **given).summary
    assert (
        found["score_upper"] - found["nominal_score"] > found["nominal_score"] - found["score_lower"]
    ).all()


def test_where_no_error_is_published_none_is_invented(values: pd.DataFrame) -> None:
    found = draws_of(values, small(), draws=20, factors={Factor.MEASUREMENT})
    assert (found.scores.nunique() == 1).all()


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.floats(0, 100), min_size=4, max_size=4), min_size=2, max_size=5),
    st.lists(st.floats(0, 1), min_size=2, max_size=2).map(sorted),
)
def test_widening_the_weights_never_narrows_a_range(rows: list[list[float]], spreads: list[float]) -> None:
    """With the same draws and one level of weights: each draw moves away from the nominal score, or stays."""
    table = pd.DataFrame(rows, columns=list("abcd"), index=COUNTRIES[: len(rows)])
    narrow, wide = (
        draws_of(table, small(depth=False), draws=60, factors={Factor.WEIGHTS}, weight_spread=spread).summary
        for spread in spreads
    )
    assert (wide["score_upper"] >= narrow["score_upper"] - 1e-9).all()
    assert (wide["score_lower"] <= narrow["score_lower"] + 1e-9).all()


def test_the_draws_of_one_factor_do_not_depend_on_the_others(values: pd.DataFrame) -> None:
    all_of_them = draws_of(values, small(), draws=30)
    alone = draws_of(values, small(), draws=30, factors={Factor.WEIGHTS})
    pd.testing.assert_frame_equal(all_of_them.weights, alone.weights)


def test_the_order_of_the_countries_is_irrelevant_to_what_each_draw_chooses(values: pd.DataFrame) -> None:
    factors = set(Factor) - {Factor.MEASUREMENT}
    one = draws_of(values, small(), draws=30, factors=factors).scores
    other = draws_of(values.iloc[::-1], small(), draws=30, factors=factors).scores
    pd.testing.assert_frame_equal(one, other[one.columns])


def test_the_share_of_draws_in_which_one_is_worse(values: pd.DataFrame) -> None:
    found = draws_of(values, small(), draws=200, **errors(values, 10))
    others = [iso3 for iso3 in COUNTRIES if iso3 != "TJK"]
    worse = found.worse("TJK", [*others, "XKX"]).set_index("iso3")
    for iso3 in others:
        back = found.worse(iso3, ["TJK"])["share"].iloc[0]
        assert worse.at[iso3, "share"] + back == pytest.approx(1)
    assert np.isnan(worse.at["XKX", "share"])
    assert found.worse("TJK", ["TJK"])["share"].iloc[0] == 0
    with pytest.raises(QuestionError, match="XKX has none"):
        found.worse("XKX", others)


def test_the_worst_tenth_is_a_tenth() -> None:
    rng = np.random.default_rng(3)
    many = pd.DataFrame(
        rng.uniform(0, 100, (40, 4)), columns=list("abcd"), index=[f"C{n}" for n in range(40)]
    )
    found = draws_of(many, small(), draws=50).summary
    assert found["worst_decile"].sum() == pytest.approx(4)


def test_progress_is_told_to_the_end(values: pd.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    draws_of(values, small(), draws=120, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (120, 120)
    assert told == sorted(told)
    assert len(told) > 1


def test_ranks_are_competition_ranks_and_ties_are_ties() -> None:
    found = ranks(np.array([[10.0, 0.1 + 0.2, 0.3, np.nan]]))
    assert found[0][:3].tolist() == [3, 1, 1]
    assert np.isnan(found[0][3])


def test_who_has_a_nominal_score_has_one_in_each_draw(values: pd.DataFrame) -> None:
    sparse = values.copy()
    sparse.loc["TKM", ["b", "d"]] = np.nan
    sparse.loc["UZB", ["a", "b", "c", "d"]] = np.nan
    found = draws_of(sparse, small(), draws=100, **errors(values, 2))
    assert "UZB" not in found.scores.columns
    assert found.summary["n_draws"].tolist() == [100] * 5


def test_what_cannot_be_drawn(values: pd.DataFrame) -> None:
    with pytest.raises(QuestionError, match="no country has one"):
        draws_of(values * np.nan, small())
    with pytest.raises(QuestionError, match="not from borda"):
        draws_of(values, small().with_methods(Normalisation("borda"), None), draws=2)
    for settings_ in ({"draws": 0}, {"weight_spread": 1.5}):
        with pytest.raises(ValueError, match="at least 1"):
            draws_of(values, small(), **settings_)


def test_without_goalposts_the_other_methods_are_drawn(values: pd.DataFrame) -> None:
    structure = small()
    bare = parse_structure(
        "\n".join(
            line for line in to_toml(structure).splitlines() if not line.startswith(("best", "worst"))
        ).replace('"goalposts"', '"minmax"')
    )
    assert set(draws_of(values, bare, draws=60).factors["normalisation"]) == {"minmax", "zscore"}


# What matters most


def test_a_factor_that_changes_nothing_has_no_index(values: pd.DataFrame) -> None:
    """Weights that do not move, errors that are not published, values that are not missing."""
    found = sensitivity(inputs_of(values.fillna(50), small()), "TJK", samples=256, weight_spread=0.0)
    table = found.table.set_index(["result", "factor"])
    for result in ("score", "rank_shift"):
        for factor in ("weights", "measurement", "missing"):
            assert table.at[(result, factor), "total"] == 0
        assert table.at[(result, "indicators"), "total"] > 0.1
    assert found.iso3 == "TJK"
    assert len(table) == 12


def test_a_country_without_a_score_has_no_sensitivity(values: pd.DataFrame) -> None:
    with pytest.raises(QuestionError, match="XKX has none"):
        sensitivity(inputs_of(values, small()), "XKX", samples=8)


# On the snapshot


def test_the_range_of_tajikistan_in_2023(snapshot: Snapshot) -> None:
    inputs = gather(snapshot, read_structure(), as_of=TODAY).of_year(2023)
    found = uncertainty(inputs, draws=500)
    nominal = inputs.score()
    tajikistan = found.summary.loc["TJK"]
    assert tajikistan["nominal_score"] == pytest.approx(nominal.total["TJK"])
    assert tajikistan["nominal_rank"] == nominal.ranks["TJK"]
    assert tajikistan["score_lower"] < tajikistan["nominal_score"] < tajikistan["score_upper"]
    assert found.summary["n_draws"].eq(500).all()
    worse = found.worse("TJK", ["KGZ", "UZB", "KAZ", "AFG"]).set_index("iso3")["share"]
    assert (worse[["KGZ", "UZB", "KAZ"]] > 0.95).all()
    assert worse["AFG"] < 0.05
