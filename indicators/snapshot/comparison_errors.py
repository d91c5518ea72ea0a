"""The errors by which figures are compared (METHODS 1.1 to 1.4); none is invented."""

import pandas as pd

from indicators.model import Indicator

CPI = "ti_cpi.score"
# Sources that the CPI draws on; the size of the "population" in the factor on its standard error.
CPI_SOURCES = 13
FACTOR_FROM = 2020


def comparison_errors(rows: pd.DataFrame, indicator: Indicator) -> pd.Series:
    """Return the comparison error of each row: the standard error to use beside another figure.

    As published, except for the CPI: there without the finite-population factor that the published one has
    from 2020 on, because for a comparison its sources are a sample of opinion (METHODS 1.3, se*). Missing
    where the producer publishes none. Index as `rows`.
    """
    errors = rows["standard_error"].astype("float64")
    if indicator.id != CPI:
        return errors
    sources = rows["n_sources"].astype("float64")
    has_factor = (rows["year"] >= FACTOR_FROM) & (sources < CPI_SOURCES)
    share = (CPI_SOURCES - sources.where(has_factor)) / (CPI_SOURCES - 1)
    return errors / share.pow(0.5).fillna(1.0)
