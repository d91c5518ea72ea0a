"""The World Justice Project's Rule of Law Index: scores of each edition, without rank or error.

The workbook of 2024 has all editions since 2012-2013 as each was printed. For 2025 we hold a file
that others made of the workbook, with three decimals; where the two have the same edition, they must agree.
"""

import json
import re
from collections.abc import Iterator

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.checks import FIND_OUT, Once, check_columns, check_year, country, finite
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_sheet
from indicators.model import Status
from indicators.snapshot.schema import observations

WORKBOOK = "2024_wjp_rule_of_law_index_HISTORICAL_DATA_FILE.xlsx"
SHEET = "Historical Data"
NEWER = "roli_data_2019_2025.json"
NEWEST_EDITION = "2025"

# Our variables by the workbook's column and by the key of the other file.
FIGURES = {
    "WJP Rule of Law Index: Overall Score": ("overall", "roli"),
    "Factor 1: Constraints on Government Powers": ("constraints_on_government", "f1"),
    "Factor 2: Absence of Corruption": ("absence_of_corruption", "f2"),
    "Factor 3: Open Government": ("open_government", "f3"),
    "Factor 4: Fundamental Rights": ("fundamental_rights", "f4"),
    "Factor 5: Order and Security": ("order_and_security", "f5"),
    "Factor 6: Regulatory Enforcement": ("regulatory_enforcement", "f6"),
    "Factor 7: Civil Justice": ("civil_justice", "f7"),
    "Factor 8: Criminal Justice": ("criminal_justice", "f8"),
    "2.3 Government officials in the police and the military do not use public office for private gain": (
        "absence_of_corruption_in_police_and_military",
        "sf23",
    ),
    "4.5 Freedom of belief and religion is effectively guaranteed": ("freedom_of_religion", "sf45"),
}
# The one score that an edition lacks of a country that it has.
NOT_SCORED = {("NGA", "2015", "absence_of_corruption_in_police_and_military")}
LABELS = ["Country", "Year", "Country_year", "Country Code", "Region"]
SUB_FACTOR = re.compile(r"[1-8]\.[1-8]\.? \w.*")
# An edition that is named for two years stands at the first: it came out in that year or its next January.
TWO_YEARS = {"2012-2013": 2012, "2017-2018": 2017}


def parse(job: Job) -> Parsed:
    """Return observations of the `wjp_roli.*` scores, by edition.

    Raises `SourceFileError` for an unknown country, column or edition, a code and a name that disagree, a
    country twice in an edition, a missing score, and where the two files disagree.
    """
    rows = pd.DataFrame(_workbook(job))
    if NEWER in job.files:
        newer = pd.DataFrame(_newer(job))
        key = ["indicator", "iso3", "edition"]
        # The other file rounds to three decimals.
        agree(rows[[*key, "value"]], newer[[*key, "value"]], on=key, file=NEWER, tolerance=0.000501)
        rows = pd.concat([rows, newer[newer["edition"] == NEWEST_EDITION]])
    return Parsed(observations(rows))


def _workbook(job: Job) -> Iterator[dict[str, object]]:
    sheet = read_sheet(job.files[WORKBOOK], SHEET, header=1, columns=[*LABELS, *FIGURES])
    others = {name: "a sub-factor not shown" for name in sheet.columns if SUB_FACTOR.fullmatch(name)}
    check_columns(sheet, [*LABELS, *FIGURES], others)
    once = Once()
    for row in sheet:
        iso3 = country(job, row, "Country Code", "Country")
        edition = _edition(row)
        if row.text("Country_year") != f"{row.text('Country')}_{edition}":
            raise row.refuse(f"{row.text('Country_year')!r} is not its country and edition", FIND_OUT)
        once.check(row, iso3, edition)
        for column, (variable, _) in FIGURES.items():
            missing = ("",) if (iso3, edition, variable) in NOT_SCORED else ()
            value = finite(row, column, missing=missing)
            if value is not None:
                yield {
                    "indicator": f"wjp_roli.{variable}",
                    "iso3": iso3,
                    "year": TWO_YEARS.get(edition) or int(edition),
                    "edition": edition,
                    "value": value,
                    "status": Status.NORMAL.value,
                    **row.origin(column),
                }


def _edition(row: Row) -> str:
    """Return the edition of a row: a year as a number, or two as text."""
    if row.cells["Year"] in TWO_YEARS:
        return row.text("Year")
    return str(check_year(row, row.required_whole("Year")))


def _newer(job: Job) -> Iterator[dict[str, object]]:
    """Yield the editions of the other file, with a row for each of its records."""
    once = Once()
    for row in _records(job):
        iso3 = job.iso3_of_name(row, "country")
        edition = str(check_year(row, row.year("year")))
        if int(edition) > int(NEWEST_EDITION):
            raise row.refuse(f"edition {edition}", "Add it to [[editions]] and teach wjp_roli.py.")
        once.check(row, iso3, edition)
        for variable, key in FIGURES.values():
            if (iso3, edition, variable) not in NOT_SCORED:
                yield {
                    "indicator": f"wjp_roli.{variable}",
                    "iso3": iso3,
                    "year": int(edition),
                    "edition": edition,
                    "value": finite(row, key),
                    "status": Status.TRANSCRIBED.value,
                    **row.origin(key),
                }


def _records(job: Job) -> Iterator[Row]:
    """Yield the records of the JSON file as rows, counted from 1; each has every key and no other."""
    path = job.files[NEWER]
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise SourceFileError(path.name, f"it is not JSON ({error})", FETCH_AGAIN) from error
    if not isinstance(records, list) or not records:
        raise SourceFileError(path.name, "it is not a list of records", FETCH_AGAIN)
    keys = {"country", "year", "region", *(key for _, key in FIGURES.values())}
    for number, record in enumerate(records, start=1):
        cells = record if isinstance(record, dict) else {}
        row = Row(path.name, "", number, cells)
        other = [key for key in cells if key not in keys and not re.fullmatch(r"sf[1-8][1-8]", key)]
        if other or keys - set(cells):
            wrong = ", ".join(sorted({*other, *(keys - set(cells))}))
            raise row.refuse(f"missing or unknown key(s) {wrong}", FETCH_AGAIN)
        yield row
