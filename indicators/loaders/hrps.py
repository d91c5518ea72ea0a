"""Read the Human Rights Protection Scores of Fariss, Kenwick and Reuning: a latent variable model of reports.

One row for each state and year with the scores of all reports and registers that enter the model, and
what comes out: the mean and the standard deviation of the posterior. Version 2 comes from an R package that
kept what comes out alone.
"""

from collections.abc import Iterator

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_csv
from indicators.loaders.states import ON, Spell, iso3_of_state
from indicators.snapshot.schema import observations

FILE = "HumanRightsProtectionScores_v4.01.csv"
EDITION = "v4.01"
FILE_V2 = "hrps_v2_1949_2013.csv"
EDITION_V2 = "v2"
LAST_YEAR_V2 = 2013

# Correlates of War numbers whose name in the file is today's in all years, or never.
SPELLS = {
    "316": (
        Spell(1946, 1992, None, "Czechoslovakia, under the name and number of Czechia."),
        Spell(1993, ON, "CZE", "Czechia."),
    ),
    "345": (
        Spell(1946, 2005, None, "Yugoslavia, then Serbia and Montenegro."),
        Spell(2006, 2011, "SRB", "Serbia, still named Yugoslavia; Montenegro has rows of its own from 2006."),
        Spell(2012, 2018, None, "No report on Serbia enters: the figure is the model's alone."),
    ),
    "365": (
        Spell(1946, 1991, None, "The Soviet Union, under the name of Russia."),
        Spell(1992, ON, "RUS", "Russia."),
    ),
    "510": (
        Spell(1961, 1963, None, "Tanganyika, until it united with Zanzibar in April 1964."),
        Spell(1964, ON, "TZA", "Tanzania."),
    ),
    "816": (
        Spell(1954, 1975, None, "North Vietnam; the south is listed apart."),
        Spell(1976, ON, "VNM", "Vietnam."),
    ),
}


def parse(job: Job) -> Parsed:
    """Read `hrps.protection`, with the posterior's standard deviation as `standard_error`.

    Raises `SourceFileError` for a state that is not known, and for a year that version 2 cannot have.
    """
    records: list[dict[str, object]] = []
    for row in read_csv(job.files[FILE], columns=["YEAR", "COW", "country_name", "theta_mean", "theta_sd"]):
        year = row.year("YEAR")
        iso3 = iso3_of_state(job, row, number="COW", name="country_name", year=year, spells=SPELLS)
        if iso3 is not None:
            records.append(_record(row, iso3, year, EDITION, "theta_mean", "theta_sd"))
    if FILE_V2 in job.files:
        records += _version_2(job)
    return Parsed(observations(pd.DataFrame(records)))


def _version_2(job: Job) -> Iterator[dict[str, object]]:
    columns = ["fariss_country", "cown", "year", "latentmean", "latentsd"]
    for row in read_csv(job.files[FILE_V2], columns=columns):
        year = row.year("year")
        if year > LAST_YEAR_V2:
            raise row.refuse(f"a row of {year}; version 2 ends with {LAST_YEAR_V2}", FETCH_AGAIN)
        if row.text("fariss_country") == "Congo":  # the other one is `Democratic Republic of the Congo`
            iso3: str | None = "COG"
        else:
            cells = {**row.cells, "cown": row.text("cown").removesuffix(".0")}
            state = Row(row.file, row.sheet, row.number, cells)
            iso3 = iso3_of_state(job, state, number="cown", name="fariss_country", year=year, spells=SPELLS)
        if iso3 is not None:
            yield _record(row, iso3, year, EDITION_V2, "latentmean", "latentsd")


def _record(row: Row, iso3: str, year: int, edition: str, mean: str, sd: str) -> dict[str, object]:
    return {
        "indicator": "hrps.protection",
        "iso3": iso3,
        "year": year,
        "edition": edition,
        "value": row.decimal(mean),
        "standard_error": row.decimal(sd),
        **row.origin(mean),
    }
