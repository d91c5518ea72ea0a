"""SIPRI's military expenditure and arms imports, as the World Bank carries them, in Gapminder's copies.

A source apart from the World Bank's, because SIPRI's terms are not the Bank's.
"""

import pandas as pd

from indicators.loaders.ddf import datapoints
from indicators.loaders.parsing import Job, Parsed, without_errors
from indicators.snapshot.schema import observations

EXPENDITURE = "ddf--datapoints--military_expenditure_percent_of_gdp--by--geo--time.csv"
ARMS = "ddf--datapoints--arms_imports_sipri_tiv--by--geo--time.csv"
EDITION = "gapminder-2026-03-01"

# Shares thousands of times too small, in years before a currency was replaced: spending seems to have been
# converted to the new one and GDP not. By country and year, as they stand in the copy.
WRONG = {
    ("AGO", 1985): 0.00002,
    ("AGO", 1986): 0.00002,
    **{("COD", year): 0.00003 for year in (1973, 1976, 1977, 1978, 1979)},
    **{("COD", year): 0.00004 for year in (1964, 1966, 1968, 1969, 1972)},
    **{("COD", year): 0.00005 for year in (1971, 1974, 1975)},
    ("COD", 1970): 0.00006,
    ("TJK", 1992): 0.00037,
    ("TJK", 1993): 0.00348,
    ("TJK", 1994): 0.00172,
}


def parse(job: Job) -> Parsed:
    """Observations of the two `sipri.*` series, without the shares of GDP that are `WRONG`.

    Raises `SourceFileError` for an unknown code or cell, and where a wrong share has become another.
    """
    expenditure = datapoints(
        job,
        EXPENDITURE,
        "military_expenditure_percent_of_gdp",
        indicator="sipri.military_expenditure_share_of_gdp",
        edition=EDITION,
    )
    arms = datapoints(job, ARMS, "arms_imports_sipri_tiv", indicator="sipri.arms_imports", edition=EDITION)
    todo = "If it is right now, take it out of WRONG."
    kept = without_errors(expenditure, WRONG, file=EXPENDITURE, todo=todo)
    return Parsed(observations(pd.concat([kept, arms])))
