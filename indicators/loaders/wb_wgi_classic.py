"""The classic generation of the WGI, four releases in the four layouts that the World Bank gave them.

An economy has in a year and dimension six figures or none: the estimate, its standard error, the number of
sources, and the percentile rank with its 90 % bounds. The estimate's own bounds are not published; the
percentile rank is an indicator of its own, so that each value keeps its interval.
"""

import math
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.headers import Naming
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv, read_sheet, table

DIMENSIONS = {
    "va": "voice_and_accountability",
    "pv": "political_stability",
    "ge": "government_effectiveness",
    "rq": "regulatory_quality",
    "rl": "rule_of_law",
    "cc": "control_of_corruption",
}
FIGURES = ("estimate", "standard error", "number of sources", "percentile rank", "lower bound", "upper bound")


@dataclass(frozen=True)
class Reading:
    """What a release says of an economy, year and dimension: `FIGURES` in their order, and two origins."""

    row: Row
    iso3: str
    year: int
    dimension: str
    figures: tuple[float | None, ...]
    estimate: dict[str, object]
    percentile: dict[str, object]


@dataclass(frozen=True)
class Release:
    """A file of one release. Its last year tells it from those that had the same address before or after."""

    file: str
    edition: str
    last_year: int
    read: Callable[[Job, Path], Iterator[Reading]]


def parse(job: Job) -> list[dict[str, object]]:
    """The records of every classic release among the job's files."""
    records: list[dict[str, object]] = []
    for release in RELEASES:
        if release.file in job.files:
            records += _release(release, job)
    return records


def _release(release: Release, job: Job) -> list[dict[str, object]]:
    readings = list(release.read(job, job.files[release.file]))
    last = max((reading.year for reading in readings), default=None)
    if last != release.last_year:
        raise SourceFileError(
            release.file,
            f"its last year is {last}, that of the {release.edition} {release.last_year}",
            "It may be another release: find out which, and see RELEASES in wb_wgi_classic.py.",
        )
    return [record for reading in readings for record in _records(reading, release.edition)]


def _records(reading: Reading, edition: str) -> list[dict[str, object]]:
    """The estimate and the percentile rank of one reading, or nothing where it has no figure."""
    given = [figure for figure in reading.figures if figure is not None]
    if not given:
        return []
    if len(given) < len(FIGURES):
        absent = [name for name, figure in zip(FIGURES, reading.figures, strict=True) if figure is None]
        raise reading.row.refuse(
            f"{reading.dimension} {reading.year} has other figures, but no {' and no '.join(absent)}",
            "Look whether columns have moved.",
        )
    estimate, standard_error, n_sources, percentile, lower, upper = given
    indicator = f"wb_wgi.{DIMENSIONS[reading.dimension]}"
    shared = {"iso3": reading.iso3, "year": reading.year, "edition": edition, "n_sources": n_sources}
    return [
        {
            **shared,
            "indicator": indicator,
            "value": estimate,
            "standard_error": standard_error,
            **reading.estimate,
        },
        {
            **shared,
            "indicator": f"{indicator}_percentile_rank",
            "value": percentile,
            "lower": lower,
            "upper": upper,
            **reading.percentile,
        },
    ]


# 2021: a sheet for each dimension, six columns for each year

WIDE_TITLE = "The Worldwide Governance Indicators, 2021 Update"
WIDE_SHEETS = {
    "VoiceandAccountability": "va",
    "Political StabilityNoViolence": "pv",
    "GovernmentEffectiveness": "ge",
    "RegulatoryQuality": "rq",
    "RuleofLaw": "rl",
    "ControlofCorruption": "cc",
}
WIDE_FIGURES = ("Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper")


def _wide(job: Job, path: Path) -> Iterator[Reading]:
    read_sheet(path, "Introduction", header=2, columns=[WIDE_TITLE])  # refuses another update's title
    economy = ["Country/Territory", "Code"]
    for name, dimension in WIDE_SHEETS.items():
        sheet = read_sheet(path, name, header=15, header_rows=2, naming=Naming.JOINED, columns=economy)
        years = [column.partition(" ")[0] for column in sheet.columns if column.endswith(" Estimate")]
        sheet.require([f"{year} {figure}" for year in years for figure in WIDE_FIGURES])
        for row in sheet:
            iso3 = job.iso3_of_code(row, "Code", "Country/Territory")
            if iso3 is not None:
                for year in years:
                    columns = [f"{year} {figure}" for figure in WIDE_FIGURES]
                    yield _reading(row, iso3, int(year), dimension, columns, missing="#N/A")


# 2022: Stata's format, six variables for each dimension

STATA_FIGURES = "esnrlu"


def _stata(job: Job, path: Path) -> Iterator[Reading]:
    sheet = _stata_sheet(path)
    sheet.require(
        ["code", "countryname", "year", *(d + figure for d in DIMENSIONS for figure in STATA_FIGURES)]
    )
    for row in sheet:
        iso3 = job.iso3_of_code(row, "code", "countryname")
        if iso3 is not None:
            for dimension in DIMENSIONS:
                columns = [dimension + figure for figure in STATA_FIGURES]
                yield _reading(row, iso3, row.required_whole("year"), dimension, columns, missing="")


def _stata_sheet(path: Path) -> Sheet:
    """A file of Stata as a table; a row's number is that of the observation, as Stata counts it."""
    try:
        frame = pd.read_stata(path, convert_categoricals=False)
    except (ValueError, OSError, struct.error) as error:
        raise SourceFileError(path.name, f"it is not a file of Stata ({error})", FETCH_AGAIN) from error
    rows = (
        (number, {str(name): _stata_cell(cell) for name, cell in record.items()})
        for number, record in enumerate(frame.to_dict("records"), start=1)
    )
    return table(path.name, "", tuple(map(str, frame.columns)), rows)


def _stata_cell(cell: object) -> object:
    return "" if isinstance(cell, float) and math.isnan(cell) else cell


# 2023: the bulk file of DataBank, a row for each economy and figure

DATABANK_FIGURES = ("EST", "STD.ERR", "NO.SRC", "PER.RNK", "PER.RNK.LOWER", "PER.RNK.UPPER")


def _databank(job: Job, path: Path) -> Iterator[Reading]:
    sheet = read_csv(path, columns=["Country Name", "Country Code", "Indicator Code"])
    years = [column for column in sheet.columns if column.isdigit()]
    found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in sheet:
        iso3 = job.iso3_of_code(row, "Country Code", "Country Name")
        if iso3 is not None:
            dimension, _, figure = row.text("Indicator Code").partition(".")
            if dimension.lower() not in DIMENSIONS or figure not in DATABANK_FIGURES:
                raise row.refuse(
                    f"unknown indicator {row.text('Indicator Code')!r}", "Add it to wb_wgi_classic.py."
                )
            if figure in found[iso3, dimension.lower()]:
                raise row.refuse(f"a second row of {row.text('Indicator Code')} for {iso3}", FETCH_AGAIN)
            found[iso3, dimension.lower()][figure] = row
    for (iso3, dimension), rows in found.items():
        row = next(iter(rows.values()))
        absent = [figure for figure in DATABANK_FIGURES if figure not in rows]
        if absent:
            raise row.refuse(f"no row of {dimension.upper()}.{absent[0]} for {iso3}", FETCH_AGAIN)
        for year in years:
            yield Reading(
                row=row,
                iso3=iso3,
                year=int(year),
                dimension=dimension,
                figures=tuple(rows[figure].decimal(year, missing=[""]) for figure in DATABANK_FIGURES),
                estimate=rows["EST"].origin(year),
                percentile=rows["PER.RNK"].origin(year),
            )


# 2024: one long sheet

LONG_FIGURES = ["estimate", "stddev", "nsource", "pctrank", "pctranklower", "pctrankupper"]


def _long(job: Job, path: Path) -> Iterator[Reading]:
    columns = ["code", "countryname", "year", "indicator", *LONG_FIGURES]
    for row in read_sheet(path, "Sheet1", header=1, columns=columns):
        iso3 = job.iso3_of_code(row, "code", "countryname")
        if iso3 is not None:
            dimension = row.text("indicator")
            if dimension not in DIMENSIONS:
                raise row.refuse(
                    f"unknown dimension {dimension!r}", "Add it to DIMENSIONS in wb_wgi_classic.py."
                )
            yield _reading(row, iso3, row.required_whole("year"), dimension, LONG_FIGURES, missing="..")


def _reading(row: Row, iso3: str, year: int, dimension: str, columns: list[str], *, missing: str) -> Reading:
    """A reading whose figures stand in one row, in these columns in the order of `FIGURES`."""
    return Reading(
        row=row,
        iso3=iso3,
        year=year,
        dimension=dimension,
        figures=tuple(row.number_of(column, missing=[missing]) for column in columns),
        estimate=row.origin(columns[0]),
        percentile=row.origin(columns[3]),
    )


RELEASES = (
    Release("wgidataset_2021-update.xlsx", "2021-update", 2020, _wide),
    Release("wgidataset_2022-update.dta", "2022-update", 2021, _stata),
    Release("WGIData_2023-update_region-excerpt.csv", "2023-update", 2022, _databank),
    Release("wgidataset_2024-update.xlsx", "2024-update", 2023, _long),
)
