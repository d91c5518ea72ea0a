"""The Bertelsmann Stiftung's Transformation Index: one workbook with a sheet for each edition.

An edition appears every other year and judges the two years up to January of the year before it: the year
here is the one in their middle, the edition's less two.
"""

from pathlib import Path

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_sheet, sheet_names
from indicators.snapshot.schema import observations

WORKBOOK = "BTI_2006-2024_Scores.xlsx"
EDITIONS = range(2006, 2025, 2)

# The publisher has put a legend where the label of the countries' column would be.
COUNTRY = (
    "Regions: 1 | East-Central and Southeast Europe 2 | Latin America and the Caribbean "
    "3 | West and Central Africa 4 | Middle East and North Africa 5 | Southern and Eastern Africa "
    "6 | Eastern Europe, Caucasus and Central Asia 7 | Asia and Oceania"
)
STATUS, DEMOCRACY, ECONOMY = "S | Status Index", "SI | Democracy Status", "SII | Economy Status"
GOVERNANCE = "G | Governance Index"

SCORES = {
    STATUS: "status_index",
    DEMOCRACY: "democracy_status",
    ECONOMY: "economy_status",
    GOVERNANCE: "governance_index",
    "Q1.1 | Monopoly on the use of force": "monopoly_on_force",
    "Q1.3 | No interference of religious dogmas": "no_interference_of_religious_dogmas",
    "Q2.3 | Association / assembly rights": "association_and_assembly_rights",
    "Q2.4 | Freedom of expression": "freedom_of_expression",
    "Q3 | Rule of Law": "rule_of_law",
    "Q3.3 | Prosecution of office abuse": "prosecution_of_office_abuse",
    "Q3.4 | Civil rights": "civil_rights",
    "Q13.3 | Conflict intensity": "conflict_intensity",
    "Q15.3 | Anti-corruption policy": "anti_corruption_policy",
    "Q16.3 | Cleavage / conflict management": "cleavage_management",
}
RANKS = {STATUS: "Ranking Status Index", GOVERNANCE: "Ranking Governance Index"}

# Further to the right the sheet says some scores again, to sort the countries by type of government ...
AGAIN = {
    "Q2.3 | Association / assembly rights": "Q2_3 | Association / assembly rights",
    "Q2.4 | Freedom of expression": "Q2_4 | Freedom of expression",
    "Q3.4 | Civil rights": "Q3_4 | Civil rights",
}
# ... and after this column others, rounded and under the very same labels.
LAST = "Q3_4 | Civil rights"

NOT_COVERED = ["-"]
NOT_RANKED = ["?"]


def parse(job: Job) -> Parsed:
    """Return observations of the fourteen `bti.*` scores; the two indices have their ranks.

    Raises `SourceFileError` for an unknown sheet, name or cell, or where a sheet contradicts itself.
    """
    path = job.files[WORKBOOK]
    sheets = {f"BTI {edition}": edition for edition in EDITIONS}
    unknown = [name for name in sheet_names(path) if name not in sheets]
    if unknown:
        raise SourceFileError(
            path.name, f"unknown sheet(s) {', '.join(map(repr, unknown))}", "Add the edition to bti.py."
        )
    records: list[dict[str, object]] = []
    for sheet, edition in sheets.items():
        records += _edition(job, path, sheet, edition)
    return Parsed(observations(pd.DataFrame(records)))


def _edition(job: Job, path: Path, sheet: str, edition: int) -> list[dict[str, object]]:
    columns = [COUNTRY, *SCORES, *RANKS.values(), *AGAIN.values()]
    rows = read_sheet(path, sheet, header=1, columns=columns, last=LAST).rows
    ranks = {
        (row.number, index): row.whole(column, missing=NOT_RANKED)
        for row in rows
        for index, column in RANKS.items()
    }
    # The workbook prints no N: it is the number of countries with a rank.
    n_ranked = {index: sum(ranks[row.number, index] is not None for row in rows) for index in RANKS}
    records: list[dict[str, object]] = []
    for row in rows:
        _check(row)
        iso3 = job.iso3_of_name(row, COUNTRY)
        if iso3 is None:
            continue
        for column, id in SCORES.items():
            value = row.number_of(column, missing=NOT_COVERED)
            rank = ranks.get((row.number, column))
            if column in RANKS and (rank is None) != (value is None):
                raise row.refuse(f"{column!r} without a rank, or a rank without it", FETCH_AGAIN)
            if value is not None:
                records.append(
                    {
                        "indicator": f"bti.{id}",
                        "iso3": iso3,
                        "year": edition - 2,
                        "edition": str(edition),
                        "value": value,
                        "rank": rank,
                        "n_ranked": n_ranked.get(column),
                        **row.origin(column),
                    }
                )
    return records


def _check(row: Row) -> None:
    """Raise unless what a row says twice is the same, and the status is the mean of its two halves."""
    for column, again in AGAIN.items():
        if row.number_of(column, missing=NOT_COVERED) != row.number_of(again, missing=NOT_COVERED):
            raise row.refuse(f"{column!r} and {again!r} differ", FETCH_AGAIN)
    status, democracy, economy = (
        row.number_of(column, missing=NOT_COVERED) for column in (STATUS, DEMOCRACY, ECONOMY)
    )
    if status is None or democracy is None or economy is None:
        if (status, democracy, economy) != (None, None, None):
            raise row.refuse("a status without both of its halves, or these without it", FETCH_AGAIN)
    elif abs(status - (democracy + economy) / 2) > 1e-6:
        raise row.refuse(
            f"the status is {status:g}, but the mean of its halves {(democracy + economy) / 2:g}", FETCH_AGAIN
        )
