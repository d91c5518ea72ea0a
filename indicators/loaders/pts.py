"""Read the Political Terror Scale: levels of state terror read off three organisations' annual reports.

One sheet: a row for each country and year under review, with a level for each organisation and a code that
says why a level is missing. A release holds all years, with gaps of earlier releases filled. The release of
2014 comes from an R package that loaded the publisher's file.
"""

from collections.abc import Iterator

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_csv, read_sheet
from indicators.snapshot.schema import observations

WORKBOOK = "PTS-2025.xlsx"
EDITION = "2025"

# The publisher's letter of each organisation.
ORGANISATIONS = {"A": "amnesty", "H": "human_rights_watch", "S": "state_department"}

# Why a level is missing, by the codebook's code.
CODED = 0
STATUSES = {
    CODED: "a report was published and coded",
    66: "not a full member of the United Nations",
    77: "no such state in that year",
    88: "no report",
    99: "a report that was not coded",
}
MISSING = ["NA"]

# The release of 2014: its columns; levels of Human Rights Watch came in later than the others.
RELEASE_2014 = "PTS2014_1976_2014.csv"
COLUMNS_2014 = {
    "Amnesty": ("amnesty", "2014"),
    "StateDept": ("state_department", "2014"),
    "HRW": ("human_rights_watch", "2014-hrw"),
}
LAST_YEAR_2014 = 2014
# Its names of countries that the list of countries does not know, or not as that.
NAMES_2014 = {
    "Congo": "COG",
    "Israel and Occupied Territories": "ISR",
    "Palestinian Authority": "PSE",
    "Vietnam, Socialist Republic of": "VNM",
}

# Cells where the release contradicts itself: a level beside a code for none, or none beside the code for
# one. What is printed stands: the level is a level, the gap a gap. (Country, year, organisation.)
CONTRADICTIONS = {
    ("Andorra", 2021, "A"): "level 1 beside 'no report'",
    ("Andorra", 2022, "A"): "level 1 beside 'no report'",
    ("Bahamas", 2017, "A"): "no level beside 'coded'",
    ("Iceland", 2022, "H"): "no level beside 'coded'",
}


def parse(job: Job) -> Parsed:
    """Read `pts.amnesty`, `pts.human_rights_watch` and `pts.state_department`.

    Raises `SourceFileError` for an unknown code of a country or of a gap, and where a level and its code
    contradict each other unless that is known; also where a known contradiction is not there any more.
    """
    columns = [f"{column}_{letter}" for column in ("PTS", "NA_Status") for letter in ORGANISATIONS]
    sheet = read_sheet(
        job.files[WORKBOOK],
        "PTS-2025",
        header=1,
        columns=["Country", "Year", "WordBank_Code_A", *columns],
    )
    records: list[dict[str, object]] = []
    met: set[tuple[str, int, str]] = set()
    for row in sheet:
        iso3 = job.iso3_of_code(row, "WordBank_Code_A", "Country")
        if iso3 is None:
            continue
        year = row.year("Year")
        for letter, organisation in ORGANISATIONS.items():
            level = row.whole(f"PTS_{letter}", missing=MISSING)
            if (level is None) == (_status(row, letter) == CODED):
                met.add(_known(row, year, letter))
            if level is not None:
                records.append(
                    {
                        "indicator": f"pts.{organisation}",
                        "iso3": iso3,
                        "year": year,
                        "edition": EDITION,
                        "value": level,
                        **row.origin(f"PTS_{letter}"),
                    }
                )
    _check_all_met(met)
    if RELEASE_2014 in job.files:
        records += _release_2014(job)
    return Parsed(observations(pd.DataFrame(records)))


def _release_2014(job: Job) -> Iterator[dict[str, object]]:
    for row in read_csv(job.files[RELEASE_2014], columns=["pts_country", "year", *COLUMNS_2014]):
        year = row.year("year")
        if year > LAST_YEAR_2014:
            raise row.refuse(f"a row of {year}; the release ends with {LAST_YEAR_2014}", FETCH_AGAIN)
        name = row.text("pts_country")
        iso3 = NAMES_2014[name] if name in NAMES_2014 else job.iso3_of_name(row, "pts_country")
        if iso3 is None:
            continue
        for column, (organisation, edition) in COLUMNS_2014.items():
            level = row.decimal(column, missing=[""])
            if level is not None:
                yield {
                    "indicator": f"pts.{organisation}",
                    "iso3": iso3,
                    "year": year,
                    "edition": edition,
                    "value": level,
                    **row.origin(column),
                }


def _check_all_met(met: set[tuple[str, int, str]]) -> None:
    """Raise where the publisher has mended what was known to contradict itself."""
    for name, year, letter in sorted(set(CONTRADICTIONS) - met):
        raise SourceFileError(
            f"{WORKBOOK}, {name} {year}, column 'PTS_{letter}'",
            f"it is no longer {CONTRADICTIONS[name, year, letter]}",
            "Take it out of CONTRADICTIONS in pts.py.",
        )


def _status(row: Row, letter: str) -> int:
    status = row.required_whole(f"NA_Status_{letter}")
    if status not in STATUSES:
        raise row.refuse(
            f"unknown code {status} in 'NA_Status_{letter}'", "Look it up in the codebook; add it to pts.py."
        )
    return status


def _known(row: Row, year: int, letter: str) -> tuple[str, int, str]:
    """Return the known contradiction between a row's level and its code; refuse an unknown one."""
    key = (row.text("Country"), year, letter)
    if key not in CONTRADICTIONS:
        raise row.refuse(
            f"'PTS_{letter}' is {row.cells[f'PTS_{letter}']} beside the code for "
            f"'{STATUSES[_status(row, letter)]}'",
            "Find out which is right; if neither can be mended, add it to CONTRADICTIONS in pts.py.",
        )
    return key
