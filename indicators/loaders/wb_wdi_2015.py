"""Read copies of the World Development Indicators of September 2014 and of April and August 2015.

Users downloaded them: the project Early Warning of Mass Killings for 172 states of more than 500,000 people,
under the codes of the Political Instability Task Force; the R package PoliticalDatasets for all economies.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indicators.loaders.parsing import Job
from indicators.loaders.pitf import ISO3
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_csv

WARNING = {
    "wdi.gdppcppp": "gdp_per_capita_ppp_2011",
    "wdi.popsize": "population",
    "wdi.netusers": "internet_users",
}


@dataclass(frozen=True)
class Vintage:
    """A copy: its edition and last year, our indicators by its labels, and its labels of code and name.

    Without a name the codes are those of the task force.
    """

    edition: str
    last_year: int
    figures: Mapping[str, str]
    code: str = "sftgcode"
    name: str = ""


VINTAGES = {
    "wdi_2014-09_ewp_selection_1990_on.csv": Vintage("2014-09-08", 2013, WARNING),
    "wdi_2015-04_ewp_selection_1990_on.csv": Vintage("WDI-2015", 2014, WARNING),
    "wdi_2015-08-26_gdp_population_1990_2014.csv": Vintage(
        "2015-08-26",
        2014,
        {"NY.GDP.PCAP.PP.KD": "gdp_per_capita_ppp_2011", "SP.POP.TOTL": "population"},
        code="iso3c",
        name="wdi_country",
    ),
}
# Groups of countries that the Bank has given up since.
FORMER_GROUPS = frozenset({"NOC", "OEC"})


def parse(job: Job, groups: frozenset[str]) -> Iterator[dict[str, object]]:
    """Read the records of the copies among the job's files; `groups` are the codes that are no countries.

    Raises `SourceFileError` for an unknown code or cell, and for a year that a copy cannot have.
    """
    for file, vintage in VINTAGES.items():
        if file in job.files:
            names = [vintage.name] if vintage.name else []
            columns = [vintage.code, *names, "year", *vintage.figures]
            for row in read_csv(job.files[file], columns=columns):
                yield from _records(job, row, vintage, groups | FORMER_GROUPS)


def _records(job: Job, row: Row, vintage: Vintage, groups: frozenset[str]) -> Iterator[dict[str, object]]:
    year = row.year("year")
    if year > vintage.last_year:
        raise row.refuse(f"a row of {year}; the copy ends with {vintage.last_year}", FETCH_AGAIN)
    iso3 = _country(job, row, vintage, groups)
    for column, indicator in vintage.figures.items():
        value = row.decimal(column, missing=[""])
        if iso3 is not None and value is not None:
            yield {
                "indicator": f"wb_wdi.{indicator}",
                "iso3": iso3,
                "year": year,
                "edition": vintage.edition,
                "value": value,
                **row.origin(column),
            }


def _country(job: Job, row: Row, vintage: Vintage, groups: frozenset[str]) -> str | None:
    code = str(row.cells[vintage.code])
    if vintage.name:
        return None if code in groups else job.iso3_of_code(row, vintage.code, vintage.name)
    if code not in ISO3:
        raise row.refuse(f"unknown code {code!r} of the task force", "Add it to pitf.py.")
    return ISO3[code]
