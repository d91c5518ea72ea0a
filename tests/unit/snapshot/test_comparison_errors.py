"""The errors that a comparison uses: as published, and of the CPI without its finite-population factor."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.snapshot.comparison_errors import CPI, comparison_errors
from indicators.snapshot.snapshot import Snapshot


@pytest.mark.parametrize(
    ("year", "n_sources", "expected"),
    [
        (2019, 5, 1.0),  # no factor before 2020
        (2020, 5, math.sqrt(12 / 8)),
        (2025, 4, math.sqrt(12 / 9)),
        (2025, 1, 1.0),
        (2025, 13, 1.0),  # with all sources the factor would be 0
    ],
)
def test_cpi_comparison_error_leaves_out_the_factor_from_2020_on(
    catalogue: Catalogue, year: int, n_sources: int, expected: float
) -> None:
    rows = pd.DataFrame({"year": [year], "standard_error": [1.0], "n_sources": [n_sources]})
    cpi = catalogue.indicator(CPI)
    assert comparison_errors(rows, cpi).tolist() == pytest.approx([expected])
    assert comparison_errors(rows, replace(cpi, id="other.score")).tolist() == [1.0]


def test_cpi_comparison_error_is_that_of_a_sample_of_its_sources(snapshot: Snapshot) -> None:
    """In the years for which the workbook prints its sources' scores unrounded."""
    rows = snapshot.all_editions(CPI)
    errors = comparison_errors(rows, snapshot.catalogue.indicator(CPI))
    by_country = snapshot.table("ti_cpi_sources").groupby(["iso3", "year"])["score"]
    of_sample = by_country.std(ddof=1) / by_country.size().pow(0.5)
    ours = errors.set_axis(pd.MultiIndex.from_frame(rows[["iso3", "year"]]))
    for year in (2021, 2023, 2024, 2025):
        own = ours[ours.index.get_level_values("year") == year]
        assert of_sample.loc[own.index].tolist() == pytest.approx(own.tolist(), abs=1e-5)
