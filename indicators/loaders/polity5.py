"""Read the Center for Systemic Peace's Polity5 and Polity IV: how democratic a state's institutions are.

Polity5 (p5v2018) and p4v2014 are third parties' re-layouts, p4v2013 is the publisher's workbook. Rows before
1960 are left out. The codes -66, -77 and -88 of `polity` say that a state was occupied, without government
or in transition: they are no scores, and no observation comes of them. `polity2` is the publisher's own
series with such years filled in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, read_csv, read_sheet
from indicators.loaders.states import Spell, iso3_of_state
from indicators.snapshot.schema import observations


@dataclass(frozen=True)
class Release:
    """A file: its edition and last year, and its labels of a state's name and number."""

    file: str
    edition: str
    last_year: int
    name: str
    number: str


P4V2013 = Release("p4v2013.xls", "p4v2013", 2013, "country", "ccode")
P4V2014 = Release(
    "p4v2014_1960_2014_from_PoliticalDatasets.csv", "p4v2014", 2014, "polity_country", "polity_ccode"
)
P5V2018 = Release("polity5_1960_on.csv", "p5v2018", 2018, "polity_annual_country", "polity_annual_ccode")
RELEASES = (P4V2013, P4V2014, P5V2018)
FIRST_YEAR = 1960

SCORES = {"polity": "polity5.polity", "polity2": "polity5.polity2"}
SPECIAL = {-66, -77, -88}

# Two states have two rows in the year in which a part of them became independent: the later state counts.
SPELLS = {
    "530": (
        Spell(1960, 1992, "ETH", "Ethiopia with Eritrea."),
        Spell(1993, 1993, None, "Ethiopia without Eritrea (number 529) has a row of 1993 as well."),
    ),
    "625": (
        Spell(1960, 2010, "SDN", "Sudan with South Sudan."),
        Spell(2011, 2011, None, "Sudan without South Sudan (number 626) has a row of 2011 as well."),
    ),
}


def parse(job: Job) -> Parsed:
    """Read `polity5.polity` and `polity5.polity2`; raises `SourceFileError` for unknown states."""
    records: list[dict[str, object]] = []
    for release in RELEASES:
        if release.file in job.files:
            for row in _rows(job.files[release.file], release):
                records += _records(job, row, release)
    return Parsed(observations(pd.DataFrame(records)))


def _rows(path: Path, release: Release) -> Iterator[Row]:
    """Read the rows from 1960 on, every cell as text; the workbook pads names and holds numbers as 700.0."""
    columns = [release.name, release.number, "year", *SCORES]
    if path.suffix == ".csv":
        yield from read_csv(path, columns=columns)
        return
    for row in read_sheet(path, release.edition, header=1, columns=columns):
        if row.required_whole("year") >= FIRST_YEAR:
            cells = {column: _text(row.cells[column]) for column in columns}
            yield Row(row.file, row.sheet, row.number, cells)


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _records(job: Job, row: Row, release: Release) -> list[dict[str, object]]:
    year = row.year("year")
    if year > release.last_year:
        # An afterthought of the publisher's: nobody else has a score to compare with.
        if release is P5V2018 and row.text(release.name) == "United States" and year <= 2020:
            return []
        raise row.refuse(
            f"a row of {year}; {release.edition} ends with {release.last_year}",
            "Teach polity5.py the edition.",
        )
    iso3 = iso3_of_state(job, row, number=release.number, name=release.name, year=year, spells=SPELLS)
    if iso3 is None:
        return []
    return [
        {
            "indicator": indicator,
            "iso3": iso3,
            "year": year,
            "edition": release.edition,
            "value": value,
            **row.origin(column),
        }
        for column, indicator in SCORES.items()
        if (value := row.decimal(column, missing=[""])) is not None and value not in SPECIAL
    ]
