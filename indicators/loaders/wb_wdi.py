"""Read the World Bank's World Development Indicators: context series, each in the copy that could be had.

Four layouts: the Bank's own wide file, the long files of `datasets` on GitHub, Gapminder's DDF, and a table
that was transcribed; copies of 2014 and 2015 are read by `wb_wdi_2015`. The copies are of different releases
of one database that restates all years, so each series has its own edition. Remittances are not divided by
GDP here: the two files are of different releases, and between them Uzbekistan's GDP was rebased. The Bank's
own ratio is held for five countries.
"""

from dataclasses import dataclass

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders import wb_wdi_2015
from indicators.loaders.ddf import datapoints
from indicators.loaders.parsing import Job, Parsed, without_errors
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv
from indicators.model import Status
from indicators.snapshot.schema import observations

GDP_PER_CAPITA = "API_NY.GDP.PCAP.PP.KD_wdi2025-07-01.csv"
REMITTANCES = "API_BX.TRF.PWKR.CD.DT_remittances_usd.csv"
GDP = "gdp_current_usd.csv"
POPULATION = "population.csv"
REMITTANCES_SHARE = "remittances_pct_gdp_official_central_asia.csv"
BRIBERY = "ddf--datapoints--ic_frm_brib_zs--by--geo--time.csv"


@dataclass(frozen=True)
class Copy:
    """One series: its indicator, the edition that the file copies, and what the file calls the figure."""

    indicator: str
    edition: str
    figure: str


GAPMINDER = "gapminder-2026-03-01"
COPIES = {
    REMITTANCES: Copy("wb_wdi.remittances_usd", "remittances-usd-2026", "BX.TRF.PWKR.CD.DT"),
    GDP: Copy("wb_wdi.gdp_current_usd", "gdp-to-2023", "Value"),
    POPULATION: Copy("wb_wdi.population", "population-to-2024", "Value"),
}
# The last line of a file that has no line break behind it.
LAST_LINES = {GDP: "Zimbabwe,ZWE,2023,26538273498.84614"}
# Millions where the rest are dollars. By country and year, as they stand in the copy.
WRONG = {
    ("GEO", 1987): 11502.632644795465,
    ("GEO", 1988): 13825.757575757576,
    ("GEO", 1989): 14047.410008779632,
}
DDF = {
    "ddf--datapoints--internet_users--by--geo--time.csv": Copy(
        "wb_wdi.internet_users", GAPMINDER, "internet_users"
    ),
    "ddf--datapoints--extreme_poverty_percent_people_below_300_a_day--by--geo--time.csv": Copy(
        "wb_wdi.poverty_300", GAPMINDER, "extreme_poverty_percent_people_below_300_a_day"
    ),
    "ddf--datapoints--alternative_poverty_percent_below_nationally_defined_poverty--by--geo--time.csv": Copy(
        "wb_wdi.poverty_national_line",
        GAPMINDER,
        "alternative_poverty_percent_below_nationally_defined_poverty",
    ),
    BRIBERY: Copy("wb_wdi.bribery_incidence", "bribery-to-2022", "ic_frm_brib_zs"),
}

WIDE_COLUMNS = ["Country Name", "Country Code", "Indicator Code"]

# The Bank's codes of its regions, income groups and lending groups, which stand among the countries.
_GROUPS = """
AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX LAC LCN LDC LIC LMC LMY
LTE MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD"""
AGGREGATES = frozenset(_GROUPS.split())


def parse(job: Job) -> Parsed:
    """Return observations of the `wb_wdi.*` series, without the GDP figures that are `WRONG`.

    Raises `SourceFileError` for an unknown code or cell, for a file of another series, and where a figure
    that was known as wrong has become another.
    """
    per_capita = read_csv(job.files[GDP_PER_CAPITA], columns=WIDE_COLUMNS, header=5)
    remittances = read_csv(job.files[REMITTANCES], columns=WIDE_COLUMNS)
    frames = [
        _wide(job, per_capita, _gdp_per_capita(per_capita)),
        _wide(job, remittances, COPIES[REMITTANCES]),
        without_errors(_long(job, GDP), WRONG, file=GDP, todo="If it is right now, take it out of WRONG."),
        _long(job, POPULATION),
        *(
            datapoints(job, file, copy.figure, indicator=copy.indicator, edition=copy.edition)
            for file, copy in DDF.items()
        ),
        _remittances_share(job),
        pd.DataFrame(wb_wdi_2015.parse(job, AGGREGATES)),
    ]
    return Parsed(observations(pd.concat(frames)))


def _gdp_per_capita(sheet: Sheet) -> Copy:
    """Read GDP per head; the Bank's own file names its release above its table."""
    released = [cells[1] for cells in sheet.above if cells and cells[0] == "Last Updated Date"]
    if len(released) != 1:
        raise SourceFileError(sheet.file, "no 'Last Updated Date' above the table", FETCH_AGAIN)
    return Copy("wb_wdi.gdp_per_capita_ppp", str(released[0]), "NY.GDP.PCAP.PP.KD")


def _wide(job: Job, sheet: Sheet, copy: Copy) -> pd.DataFrame:
    """Read a row for each country, a column for each year, empty if there is no figure."""
    years = [column for column in sheet.columns if column.isdecimal()]
    records = []
    for row in sheet:
        if row.text("Indicator Code") != copy.figure:
            raise row.refuse(f"series {row.text('Indicator Code')!r}, not {copy.figure}", FETCH_AGAIN)
        iso3 = _country(job, row)
        if iso3 is not None:
            records += [
                {"iso3": iso3, "year": int(year), "value": value, **row.origin(year)}
                for year in years
                if (value := row.decimal(year, missing=[""])) is not None
            ]
    return pd.DataFrame(records).assign(indicator=copy.indicator, edition=copy.edition)


def _long(job: Job, file: str) -> pd.DataFrame:
    """Read a row for each country and year."""
    copy = COPIES[file]
    columns = ["Country Name", "Country Code", "Year", copy.figure]
    records = [
        {
            "iso3": iso3,
            "year": row.year("Year"),
            "value": row.decimal(copy.figure),
            **row.origin(copy.figure),
        }
        for row in read_csv(job.files[file], columns=columns, last_line=LAST_LINES.get(file, ""))
        if (iso3 := _country(job, row)) is not None
    ]
    return pd.DataFrame(records).assign(indicator=copy.indicator, edition=copy.edition)


def _country(job: Job, row: Row) -> str | None:
    """Return the country of a row, None for a group of countries."""
    if row.text("Country Code") in AGGREGATES:
        return None
    return job.iso3_of_code(row, "Country Code", "Country Name")


def _remittances_share(job: Job) -> pd.DataFrame:
    """Return the Bank's own ratio for five countries, transcribed."""
    figure = "remittances_pct_gdp"
    records = [
        {
            "iso3": job.iso3_of_code(row, "iso3", "iso3"),
            "year": row.year("year"),
            "value": row.decimal(figure),
            **row.origin(figure),
        }
        for row in read_csv(job.files[REMITTANCES_SHARE], columns=["iso3", "year", figure])
    ]
    return pd.DataFrame(records).assign(
        indicator="wb_wdi.remittances_share_of_gdp",
        edition="remittances-share-to-2024",
        status=Status.TRANSCRIBED.value,
    )
