"""SIPRI's military expenditure and arms imports.

Military expenditure is read from SIPRI's own workbook of 2026, and beside it from Gapminder's copy of the
World Bank's, which carries SIPRI's release of 2025: two editions. Arms imports come from Gapminder's copy.
A source apart from the World Bank's, because SIPRI's terms are not the Bank's.
"""

import re
from collections.abc import Iterator

import pandas as pd

from indicators.loaders.checks import FIND_OUT, Once, finite, year_columns
from indicators.loaders.ddf import datapoints
from indicators.loaders.parsing import Job, Parsed, without_errors
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_sheet
from indicators.snapshot.schema import observations

WORKBOOK = "SIPRI-Milex-data-1949-2025_v1.2.xlsx"
SHARE_OF_GDP = "Share of GDP"
TITLE = re.compile(r"Military expenditure by country as percentage .*\d{4}.\d{4}\s+© SIPRI (\d{4})")

EXPENDITURE = "ddf--datapoints--military_expenditure_percent_of_gdp--by--geo--time.csv"
ARMS = "ddf--datapoints--arms_imports_sipri_tiv--by--geo--time.csv"
EDITION = "gapminder-2026-03-01"
INDICATOR = "sipri.military_expenditure_share_of_gdp"

# SIPRI's signs: nothing known of a year, or no such state in it. An empty cell stands beside a region alone.
MISSING = ("...", ". .", "xxx")
REGIONS = frozenset(
    """Africa|North Africa|sub-Saharan Africa|Americas|Central America and the Caribbean|North America
|South America|Asia & Oceania|Oceania|South Asia|East Asia|South East Asia|Central Asia|Europe|Central Europe
|Eastern Europe|Western Europe|Middle East""".replace("\n", "").split("|")
)

# Shares thousands of times too small, in years before a currency was replaced: spending seems to have been
# converted to the new one and GDP not. By country and year, as they stand in the copy, to five decimals.
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
    """Return observations of the two `sipri.*` series, without the shares of GDP that are `WRONG`.

    Raises `SourceFileError` for an unknown country, column or cell, a country twice, and where a wrong share
    has become another.
    """
    copy = datapoints(
        job, EXPENDITURE, "military_expenditure_percent_of_gdp", indicator=INDICATOR, edition=EDITION
    )
    arms = datapoints(job, ARMS, "arms_imports_sipri_tiv", indicator="sipri.arms_imports", edition=EDITION)
    shares = pd.DataFrame(_shares(job))
    exact = shares.set_index(["iso3", "year"])["value"]
    todo = "If it is right now, take it out of WRONG."
    rounded = without_errors(
        shares.assign(value=shares["value"].round(5)), WRONG, file=f"{WORKBOOK}, {SHARE_OF_GDP}", todo=todo
    )
    own = rounded.assign(value=exact.loc[pd.MultiIndex.from_frame(rounded[["iso3", "year"]])].to_numpy())
    return Parsed(
        observations(pd.concat([own, without_errors(copy, WRONG, file=EXPENDITURE, todo=todo), arms]))
    )


def _shares(job: Job) -> Iterator[dict[str, object]]:
    """Yield the shares of GDP in SIPRI's workbook in per cent: its cells show per cent and hold fractions."""
    sheet = read_sheet(job.files[WORKBOOK], SHARE_OF_GDP, header=6, columns=["Country", "Notes"])
    edition = f"military-expenditure-{_release(sheet)}"
    years = year_columns(sheet, ["Country", "Notes"])
    once = Once()
    for row in sheet:
        name = row.text("Country")
        if name in REGIONS:
            _check_empty(row, years)
            continue
        iso3 = job.iso3_of_name(row, "Country")
        shares = {year: finite(row, year, missing=MISSING) for year in years}
        if iso3 is None:
            continue
        once.check(row, iso3)
        for year, share in shares.items():
            if share is not None:
                yield {
                    "indicator": INDICATOR,
                    "iso3": iso3,
                    "year": int(year),
                    "edition": edition,
                    "value": share * 100,
                    **row.origin(year),
                }


def _release(sheet: Sheet) -> str:
    """Return the year of the release from the title above the table."""
    titles = [match[1] for cells in sheet.above for cell in cells if (match := TITLE.match(str(cell)))]
    if len(titles) != 1:
        raise sheet.rows[0].refuse("no title of shares of GDP with SIPRI's year above it", FETCH_AGAIN)
    return titles[0]


def _check_empty(row: Row, years: list[str]) -> None:
    """Raise where a region, which SIPRI lists as a heading, has a figure."""
    cells = {row.cells[year] for year in years} - {"", *MISSING}
    if cells:
        raise row.refuse(f"a figure beside the region {row.text('Country')!r}", FIND_OUT)
