"""The interval around a value: the published one, the producer's own factor, or none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.compare.intervals import interval_label, with_interval
from indicators.model import Indicator
from indicators.snapshot.snapshot import Snapshot


@pytest.fixture
def cpi(catalogue: Catalogue) -> Indicator:
    return catalogue.indicator("ti_cpi.score")


@pytest.fixture
def total(catalogue: Catalogue) -> Indicator:
    return catalogue.indicator("fh_fiw.total")


@pytest.fixture(scope="module")
def rule_of_law(catalogue: Catalogue) -> Indicator:
    return catalogue.indicator("wb_wgi.rule_of_law")


def interval(indicator: Indicator, **figures: float | None) -> tuple[float, float]:
    rows = pd.DataFrame([{"value": None, "lower": None, "upper": None, "standard_error": None, **figures}])
    result = with_interval(rows.astype("float64"), indicator)
    return float(result["interval_lower"].iloc[0]), float(result["interval_upper"].iloc[0])


def test_published_bounds_are_shown_as_published(cpi: Indicator) -> None:
    """CPI 2014, Tajikistan: 23 ± 1.64 x 5.32 would be 14.3 to 31.7."""
    assert interval(cpi, value=23, standard_error=5.32, lower=14, upper=32) == (14, 32)


def test_where_only_an_error_is_published_the_bounds_have_the_producers_factor(
    rule_of_law: Indicator,
) -> None:
    lower, upper = interval(rule_of_law, value=-1.0, standard_error=0.1)
    assert (lower, upper) == (pytest.approx(-1.164), pytest.approx(-0.836))


def test_published_bounds_come_before_computed_ones(rule_of_law: Indicator) -> None:
    figures = {"value": -1.0, "standard_error": 0.1, "lower": -1.5, "upper": -0.5}
    assert interval(rule_of_law, **figures) == (-1.5, -0.5)


def test_no_uncertainty_is_invented(cpi: Indicator, total: Indicator, rule_of_law: Indicator) -> None:
    assert np.isnan(interval(total, value=22)).all()
    assert np.isnan(interval(rule_of_law, value=-1.0)).all()
    # Transparency International's bounds are published; a missing one is not replaced by ours.
    assert np.isnan(interval(cpi, value=23, standard_error=5.32)).all()


def test_a_bound_is_not_clipped_to_the_scale(rule_of_law: Indicator) -> None:
    lower, _ = interval(rule_of_law, value=-3.4, standard_error=0.5)
    assert lower == pytest.approx(-4.22)


@pytest.mark.parametrize(
    ("indicator", "label"),
    [
        ("ti_cpi.score", "90 % interval"),
        ("wb_wgi.rule_of_law", "90 % interval"),
        ("fh_fiw.total", "no published uncertainty"),
    ],
)
def test_an_interval_says_its_level_or_that_there_is_none(
    catalogue: Catalogue, indicator: str, label: str
) -> None:
    assert interval_label(catalogue.indicator(indicator)) == label


@given(value=st.floats(-3, 3), error=st.floats(0, 2), more=st.floats(0.01, 2))
def test_a_larger_error_is_a_wider_interval_around_the_value(
    rule_of_law: Indicator, value: float, error: float, more: float
) -> None:
    narrow, wide = (interval(rule_of_law, value=value, standard_error=e) for e in (error, error + more))
    assert wide[0] < narrow[0] <= value <= narrow[1] < wide[1]


# The committed snapshot


@pytest.mark.parametrize("dimension", ["control_of_corruption", "political_stability"])
@pytest.mark.parametrize("year", [2014, 2023])
def test_with_the_factor_1_64_the_published_percentile_bounds_come_out_exactly(
    snapshot: Snapshot, dimension: str, year: int
) -> None:
    """The World Bank prints no bounds of the estimate, but their places among all estimates."""
    indicator = snapshot.catalogue.indicator(f"wb_wgi.{dimension}")
    one = "year == @year and edition == '2024-update'"
    rows = with_interval(snapshot.all_editions(indicator.id).query(one), indicator)
    percentiles = snapshot.all_editions(f"{indicator.id}_percentile_rank").query(one)
    both = rows.merge(percentiles, on="iso3", suffixes=("", "_percentile"))
    estimates = np.sort(rows["value"])

    def percentile(values: pd.Series) -> np.ndarray:
        below = np.searchsorted(estimates, values, side="right") - 1
        return 100 * np.maximum(0, below) / (len(estimates) - 1)

    assert len(both) == len(rows) > 200
    assert percentile(both["value"]) == pytest.approx(both["value_percentile"], abs=1e-4)
    assert percentile(both["interval_lower"]) == pytest.approx(both["lower_percentile"], abs=1e-4)
    assert percentile(both["interval_upper"]) == pytest.approx(both["upper_percentile"], abs=1e-4)
