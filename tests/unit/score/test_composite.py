"""Normalising and aggregating: the rules on small tables, and published composites from their parts."""

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from indicators.score.aggregate import ARITHMETIC, ON_RISK, Aggregation, Transform, means
from indicators.score.normalise import normalise, treat_outliers
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
MEANS = list(Aggregation)
NAMES = ["a", "b", "c", "d"]

# The rules are tried for each of five or six methods.
fewer = settings(max_examples=30)

risks = st.floats(0.5, 99.5)
rows_of_risks = st.lists(st.lists(risks, min_size=4, max_size=4), min_size=2, max_size=6)
weights_of_four = st.lists(st.floats(0.01, 10), min_size=4, max_size=4).map(
    lambda given: dict(zip(NAMES, given, strict=True))
)


def frame(rows: list[list[float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES)


def mean_of(table: pd.DataFrame, weights: dict[str, float], transform: Transform = ARITHMETIC) -> pd.Series:
    shares = np.array([weights[column] for column in table])
    return pd.Series(means(table.to_numpy("float64"), shares, transform), table.index)


# Normalising


@pytest.mark.parametrize(
    ("method", "values", "expected"),
    [
        ("minmax", [0, 5, 10], [100, 50, 0]),
        ("zscore", [1, 2, 3], [70, 50, 30]),
        ("percentile_rank", [1, 2, 2, 3], [100, 200 / 3, 200 / 3, 0]),
        ("borda", [1, 2, 2, 3], [100, 50, 50, 0]),
        ("distance_to_max", [0, 5, 10], [99, 50, 0]),
    ],
)
def test_each_method_where_higher_is_better(method: str, values: list[float], expected: list[float]) -> None:
    assert normalise(pd.Series(values), method=method).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "best", "worst", "expected"),
    [
        (20, 100, 0, 80),  # the CPI of Tajikistan in 2023
        (-1.25, 2.5, -2.5, 75),  # WGI
        (-3, 2.5, -2.5, 100),  # beyond the goalposts
        (2, 1, 5, 25),  # Political Terror Scale
        (90, 0, 120, 75),  # Fragile States Index
    ],
)
def test_goalposts(value: float, best: float, worst: float, expected: float) -> None:
    found = normalise(
        pd.Series([value]), method="goalposts", goalposts=(best, worst), higher_is_better=best > worst
    )
    assert found.tolist() == pytest.approx([expected])


def test_extremes_mean_and_spread_are_those_of_the_reference() -> None:
    pool = pd.Series([0.0, 10.0, 20.0])
    assert normalise(pd.Series([5.0, 30.0]), method="minmax", reference=pool).tolist() == [75, 0]
    assert normalise(pd.Series([10.0, 20.0]), method="zscore", reference=pool).tolist() == [50, 30]


@pytest.mark.parametrize("method", ["minmax", "zscore", "distance_to_max"])
def test_values_without_a_spread_tell_nobody_apart(method: str) -> None:
    assert normalise(pd.Series([3.0, 3.0]), method=method).isna().all()


@pytest.mark.parametrize("method", ["percentile_rank", "borda"])
def test_a_single_value_has_no_others(method: str) -> None:
    assert normalise(pd.Series([3.0]), method=method).isna().all()


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=8, unique=True))
def test_reversing_the_direction_reverses_the_risk(values: list[float]) -> None:
    assume(max(values) - min(values) > 1e-3)
    series = pd.Series(values)
    for method in ("minmax", "zscore", "borda", "percentile_rank"):
        one = normalise(series, method=method)
        other = normalise(series, method=method, higher_is_better=False)
        assert (one + other).tolist() == pytest.approx([100.0] * len(values), abs=1e-6)


@given(st.lists(st.one_of(st.none(), st.floats(-1e3, 1e3)), min_size=2, max_size=8))
def test_missing_stays_missing_and_nothing_else_becomes_so(values: list[float | None]) -> None:
    series = pd.Series(values, dtype="float64")
    assume(series.max() - series.min() > 1e-3)
    for method in ("minmax", "zscore", "percentile_rank", "borda", "distance_to_max"):
        assert normalise(series, method=method).isna().tolist() == series.isna().tolist()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"method": "goalposts"}, "both"),
        ({"method": "goalposts", "goalposts": (1, 1)}, "two different"),
        ({"method": "goalposts", "goalposts": (0, 100)}, "higher is better"),
        ({"method": "softmax"}, "softmax"),
        ({"method": "minmax", "reference": pd.Series([np.inf])}, "infinite"),
    ],
)
def test_what_cannot_be_normalised(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        normalise(pd.Series([1.0]), **settings)  # type: ignore[arg-type]


# Outliers


def test_a_distribution_without_outliers_is_left_alone() -> None:
    values = pd.Series([1.0, 2, 3, None, 4])
    pd.testing.assert_series_equal(treat_outliers(values), values)


def test_a_constant_column_is_left_alone() -> None:
    assert treat_outliers(pd.Series([0.1] * 7)).tolist() == [0.1] * 7


def test_an_outlier_takes_the_next_value() -> None:
    above = treat_outliers(pd.Series([*range(20), 1000.0]))
    assert above.tolist() == [*range(20), 19]
    assert treat_outliers(pd.Series([*range(20), -1000.0])).iloc[-1] == 0


def test_where_five_points_do_not_do_the_logarithm_is_taken() -> None:
    """Six share the extreme; they would have to be winsorised together."""
    treated = treat_outliers(pd.Series([1.0] * 50 + [1e3] * 3 + [1e6] * 6))
    assert treated.iloc[0] == pytest.approx(np.log(0.01 * (1e6 - 1)))
    assert treated.iloc[-1] == pytest.approx(np.log(1.01 * (1e6 - 1)))


@example([0.0, 0.0, 1.2e-142])
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_the_treatment_keeps_the_order(values: list[float]) -> None:
    series = pd.Series(values)
    treated = treat_outliers(series)
    order = series.sort_values(kind="stable").index
    assert (treated[order].diff().dropna() >= -1e-9).all()


# Aggregating


def test_each_mean_by_hand() -> None:
    table = pd.DataFrame({"a": [20.0], "b": [80.0]})
    weights = {"a": 1.0, "b": 3.0}

    def found(method: str) -> float:
        return float(mean_of(table, weights, ON_RISK[Aggregation(method)]).iloc[0])

    assert found("arithmetic") == pytest.approx(65)
    raised = (20 * 0.99 + 1) ** 0.25 * (80 * 0.99 + 1) ** 0.75
    assert found("geometric") == pytest.approx((raised - 1) / 0.99)
    turned = 1 / (0.25 / (20 * 0.99 + 1) + 0.75 / (80 * 0.99 + 1))
    assert found("harmonic") == pytest.approx((turned - 1) / 0.99)
    product = (80 * 0.99 + 1) ** 0.25 * (20 * 0.99 + 1) ** 0.75
    assert found("inverted_geometric") == pytest.approx(100 - (product - 1) / 0.99)
    inverse = 1 / (0.25 / (80 * 0.99 + 1) + 0.75 / (20 * 0.99 + 1))
    assert found("inverted_harmonic") == pytest.approx(100 - (inverse - 1) / 0.99)


def test_the_inverted_means_punish_what_is_worst_and_the_plain_ones_reward_what_is_best() -> None:
    table, equal = pd.DataFrame({"a": [10.0], "b": [90.0]}), {"a": 1.0, "b": 1.0}
    found = [float(mean_of(table, equal, ON_RISK[method]).iloc[0]) for method in MEANS]
    arithmetic, geometric, harmonic, inverted_geometric, inverted_harmonic = found
    assert harmonic < geometric < arithmetic < inverted_geometric < inverted_harmonic


@pytest.mark.parametrize("method", MEANS)
@fewer
@given(rows=rows_of_risks, weights=weights_of_four)
def test_a_mean_lies_between_its_parts(
    method: Aggregation, rows: list[list[float]], weights: dict[str, float]
) -> None:
    table = frame(rows)
    found = mean_of(table, weights, ON_RISK[method])
    assert (found >= table.min(axis=1) - 1e-6).all()
    assert (found <= table.max(axis=1) + 1e-6).all()


@pytest.mark.parametrize("method", MEANS)
@fewer
@given(rows=rows_of_risks, weights=weights_of_four, name=st.sampled_from(NAMES), more=st.floats(0, 0.5))
def test_a_mean_rises_with_each_of_its_parts(
    method: Aggregation, rows: list[list[float]], weights: dict[str, float], name: str, more: float
) -> None:
    table = frame(rows)
    higher = table.assign(**{name: table[name] + more})
    before, after = (mean_of(each, weights, ON_RISK[method]) for each in (table, higher))
    assert (after >= before - 1e-9).all()


@pytest.mark.parametrize("method", MEANS)
@fewer
@given(rows=rows_of_risks, weights=weights_of_four, times=st.floats(1e-3, 1e3))
def test_only_the_proportions_of_the_weights_count(
    method: Aggregation, rows: list[list[float]], weights: dict[str, float], times: float
) -> None:
    more = {name: weight * times for name, weight in weights.items()}
    one, other = (mean_of(frame(rows), each, ON_RISK[method]) for each in (weights, more))
    assert one.tolist() == pytest.approx(other.tolist(), abs=1e-6)


@pytest.mark.parametrize("method", MEANS)
@fewer
@given(rows=rows_of_risks, weights=weights_of_four, data=st.data())
def test_the_order_of_countries_and_indicators_is_irrelevant(
    method: Aggregation, rows: list[list[float]], weights: dict[str, float], data: st.DataObject
) -> None:
    table = frame(rows)
    order = data.draw(st.permutations(NAMES))
    countries = data.draw(st.permutations(list(table.index)))
    one = mean_of(table, weights, ON_RISK[method])
    other = mean_of(table.loc[countries, order], weights, ON_RISK[method])
    assert one.tolist() == pytest.approx(other.sort_index().tolist(), abs=1e-6)


def test_missing_weight_is_shared_out() -> None:
    table = pd.DataFrame({"a": [10.0, None, None], "b": [30.0, 30.0, None]})
    found = mean_of(table, {"a": 3.0, "b": 1.0})
    assert found.iloc[:2].tolist() == [15, 30]
    assert found.isna().tolist() == [False, False, True]


# Published composites


def test_the_human_development_index_from_its_components(snapshot: Snapshot) -> None:
    """UNDP, report 2023-24: all 5,808 countries and years, to the three decimals that it prints.

    Technical note 1 of the report: life expectancy from 20 to 85 years, expected schooling to 18, mean
    schooling to 15, gross national income from 100 to 75,000 in logarithms; the mean of the two schoolings,
    then the geometric mean of the three.
    https://hdr.undp.org/system/files/documents/technical-notes-calculating-human-development-indices.pdf
    """
    parts = ("hdi", "life_expectancy", "expected_schooling", "mean_schooling", "gni_per_capita")
    columns = {}
    for part in parts:
        rows = snapshot.all_editions(f"undp_hdr.{part}").query("edition == 'HDR23-24'")
        columns[part] = rows.set_index(["iso3", "year"])["value"]
    table = pd.DataFrame(columns)
    whole = table.dropna()
    assert len(whole) == table["hdi"].notna().sum() == 5808

    def dimension(part: str, worst: float, best: float) -> pd.Series:
        values = np.log(whole[part]) if part == "gni_per_capita" else whole[part]
        return 1 - normalise(values, method="goalposts", goalposts=(best, worst)) / 100

    schooling = pd.DataFrame(
        {"expected": dimension("expected_schooling", 0, 18), "mean": dimension("mean_schooling", 0, 15)}
    )
    dimensions = pd.DataFrame(
        {
            "health": dimension("life_expectancy", 20, 85),
            "education": schooling.mean(axis=1),
            "income": dimension("gni_per_capita", np.log(100), np.log(75_000)),
        }
    )
    found = mean_of(dimensions, dict.fromkeys(dimensions, 1.0), Transform(np.log, np.exp))
    assert (found.round(3) == whole["hdi"].round(3)).all()


def test_the_fragile_states_index_from_its_twelve_components(snapshot: Snapshot) -> None:
    """The Fund for Peace: all 3,155 totals.

    In five editions it summed before it rounded: there 309 totals are 0.1 or 0.2 away.
    """
    parts = [id for id in snapshot.indicators if id.startswith("fsi.") and id != "fsi.total"]
    table = pd.DataFrame(
        {
            id: snapshot.all_editions(id).set_index(["iso3", "edition"])["value"]
            for id in [*parts, "fsi.total"]
        }
    )
    assert (len(parts), len(table)) == (12, 3155)
    mean = mean_of(table[parts], dict.fromkeys(parts, 1.0))
    gap = (12 * mean - table["fsi.total"]).abs()
    assert gap.max() < 0.2 + 1e-6
    rounded = gap[gap > 0.05].reset_index()["edition"]
    assert set(rounded) == {"2011", "2012", "2013", "2015", "2019"}
    assert (gap > 0.05).sum() == 309


def test_the_corruption_perceptions_index_from_its_sources(snapshot: Snapshot) -> None:
    """Transparency International: the mean of the sources that score a country, at least three of them."""
    sources = snapshot.table("ti_cpi_sources").query("year == 2023")
    table = sources.pivot(index="iso3", columns="source", values="score").astype("float64")
    found = mean_of(table, dict.fromkeys(table.columns, 1.0))
    published = snapshot.as_of("ti_cpi.score", TODAY).query("year == 2023").set_index("iso3")["value"]
    assert len(published) == 180
    assert (np.floor(found[published.index] + 0.5) == published).all()


def test_every_pair_of_methods_agrees_where_there_is_one_indicator() -> None:
    table = pd.DataFrame({"a": [10.0, 40.0, 70.0]})
    for one, other in itertools.combinations(MEANS, 2):
        first, second = (mean_of(table, {"a": 2.0}, ON_RISK[method]) for method in (one, other))
        assert first.tolist() == pytest.approx(second.tolist())
