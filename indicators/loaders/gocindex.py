"""The Global Initiative's Organized Crime Index: one workbook with a sheet for each edition.

An edition judges the year before it: the year here is the year judged. The publisher states no licence, so
the figures are read for a user who brings the file, and are not part of the committed snapshot.
"""

import re
from pathlib import Path

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_sheet, sheet_names
from indicators.snapshot.schema import observations

WORKBOOK = "global_oc_index.xlsx"
DATA_SHEET = re.compile(r"(\d{4})_dataset")
COVER_SHEET = re.compile(r"\d{4}_Global_OC_Index")

# Averages have their label with `avg,` behind it in the sheet of 2023.
AVERAGES = {
    "Criminality": "criminality",
    "Criminal markets": "criminal_markets",
    "Criminal actors": "criminal_actors",
    "Resilience": "resilience",
}
AVERAGE_MARK = " avg,"
ITEMS = {
    "Human trafficking": "human_trafficking",
    "Arms trafficking": "arms_trafficking",
    "Heroin trade": "heroin_trade",
    "State-embedded actors": "state_embedded_actors",
    "Political leadership and governance": "political_leadership_and_governance",
    "Government transparency and accountability": "government_transparency_and_accountability",
    "Judicial system and detention": "judicial_system_and_detention",
    "Law enforcement": "law_enforcement",
    "Territorial integrity": "territorial_integrity",
}


def parse(job: Job) -> Parsed:
    """Return observations of the thirteen `gocindex.*` scores in every edition of the workbook.

    Raises `SourceFileError` for an unknown sheet or name, and where an average is not that of its halves.
    """
    path = job.files[WORKBOOK]
    records: list[dict[str, object]] = []
    for sheet in sheet_names(path):
        data = DATA_SHEET.fullmatch(sheet)
        if data is not None:
            records += _edition(job, path, sheet, int(data[1]))
        elif COVER_SHEET.fullmatch(sheet) is None:
            raise SourceFileError(
                path.name, f"unknown sheet {sheet!r}", "Look what it holds, and teach gocindex.py."
            )
    if not records:
        raise SourceFileError(path.name, "no sheet with data, such as 2023_dataset", FETCH_AGAIN)
    return Parsed(observations(pd.DataFrame(records)))


def _edition(job: Job, path: Path, sheet: str, edition: int) -> list[dict[str, object]]:
    rows = read_sheet(path, sheet, header=1, columns=["Country", *ITEMS])
    mark = AVERAGE_MARK if f"Criminality{AVERAGE_MARK}" in rows.columns else ""
    averages = {f"{label}{mark}": id for label, id in AVERAGES.items()}
    rows.require(list(averages))
    records: list[dict[str, object]] = []
    for row in rows:
        _check(row, mark)
        iso3 = job.iso3_of_name(row, "Country")
        if iso3 is not None:
            records += [
                {
                    "indicator": f"gocindex.{id}",
                    "iso3": iso3,
                    "year": edition - 1,
                    "edition": str(edition),
                    "value": row.required_number(column),
                    **row.origin(column),
                }
                for column, id in (averages | ITEMS).items()
            ]
    return records


def _check(row: Row, mark: str) -> None:
    """Raise unless criminality is the mean of markets and actors, as rounded by the publisher."""
    criminality, markets, actors = (
        row.required_number(f"{label}{mark}")
        for label in ("Criminality", "Criminal markets", "Criminal actors")
    )
    mean = (markets + actors) / 2
    if abs(criminality - mean) > 0.0051:
        raise row.refuse(
            f"criminality is {criminality:g}, but the mean of markets and actors {mean:g}", FETCH_AGAIN
        )
