"""The Fund for Peace's Fragile States Index: one workbook for each edition, 2006 to 2023.

An edition judges the year before it: the year here is the year judged. Columns are read by their names,
because the workbook of 2023 has them in another order.
"""

import datetime as dt
import re
from pathlib import Path

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_sheet
from indicators.snapshot.schema import observations

# The edition of each workbook, and its sheet.
WORKBOOKS = {f"fsi-{year}.xlsx": (year, str(year)) for year in range(2006, 2022)} | {
    "fsi-2022-download.xlsx": (2022, "FSI 2006-2022"),
    "FSI-2023-DOWNLOAD.xlsx": (2023, "Sheet1"),
}

PARTS = {
    "C1: Security Apparatus": "security_apparatus",
    "C2: Factionalized Elites": "factionalized_elites",
    "C3: Group Grievance": "group_grievance",
    "E1: Economy": "economy",
    "E2: Economic Inequality": "economic_inequality",
    "E3: Human Flight and Brain Drain": "human_flight_and_brain_drain",
    "P1: State Legitimacy": "state_legitimacy",
    "P2: Public Services": "public_services",
    "P3: Human Rights": "human_rights",
    "S1: Demographic Pressures": "demographic_pressures",
    "S2: Refugees and IDPs": "refugees_and_idps",
    "X1: External Intervention": "external_intervention",
}

# The publisher sums what it has not yet rounded: its total is up to 0.2 away from the sum of its twelve.
SUM_TOLERANCE = 0.25
NOT_RANKED = "n/r"


def parse(job: Job) -> Parsed:
    """Return observations of `fsi.total`, with its rank, and of its twelve parts.

    Raises `SourceFileError` for an unknown name, an invalid year or rank, or a total that is not the
    sum of the twelve.
    """
    records: list[dict[str, object]] = []
    for file, (edition, sheet) in WORKBOOKS.items():
        if file in job.files:
            records += _edition(job, job.files[file], sheet, edition)
    return Parsed(observations(pd.DataFrame(records)))


def _edition(job: Job, path: Path, sheet: str, edition: int) -> list[dict[str, object]]:
    rows = read_sheet(path, sheet, header=1, columns=["Country", "Year", "Rank", "Total", *PARTS]).rows
    ranks = {row.number: _rank(row) for row in rows}
    # The Fund for Peace prints no N: it is the number of rows with a rank, including rows that we leave out.
    n_ranked = sum(rank is not None for rank in ranks.values())
    records: list[dict[str, object]] = []
    for row in rows:
        _check(row, edition)
        iso3 = job.iso3_of_name(row, "Country")
        if iso3 is None:
            continue
        shared = {"iso3": iso3, "year": edition - 1, "edition": str(edition)}
        rank = ranks[row.number]
        place = {"rank": rank, "n_ranked": None if rank is None else n_ranked}
        records.append({**shared, **place, "indicator": "fsi.total", **_figure(row, "Total")})
        records += [{**shared, "indicator": f"fsi.{id}", **_figure(row, part)} for part, id in PARTS.items()]
    return records


def _figure(row: Row, column: str) -> dict[str, object]:
    """Return a figure and its origin. Excel stores the publisher's 111.9 as 111.89999999999999: round it."""
    value = row.required_number(column)
    tenths = round(value, 1)
    return {"value": tenths if abs(value - tenths) < 1e-9 else value, **row.origin(column)}


def _rank(row: Row) -> int | None:
    """Return the place that a cell such as `42nd` prints; None if the country is not ranked."""
    text = row.text("Rank")
    if text == NOT_RANKED:
        return None
    place = re.fullmatch(r"(\d+)(st|nd|rd|th)", text)
    if place is None:
        raise row.refuse(f"{text!r} is no rank", f"A rank is written 42nd, or {NOT_RANKED} for none.")
    return int(place[1])


def _check(row: Row, edition: int) -> None:
    """Raise unless a row is of this edition and its total is the sum of its twelve parts."""
    # Most workbooks write the year as its first day.
    first_day = row.cells["Year"]
    year = first_day if isinstance(first_day, dt.date) else row.required_whole("Year")
    if year not in (edition, dt.date(edition, 1, 1)):
        raise row.refuse(f"its year is {year}, not {edition}", "Find out which edition the file is of.")
    total, parts = row.required_number("Total"), sum(row.required_number(part) for part in PARTS)
    if abs(total - parts) > SUM_TOLERANCE:
        raise row.refuse(f"the total is {total:g}, but the twelve add up to {parts:g}", FETCH_AGAIN)
