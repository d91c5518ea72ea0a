"""Read the classic generation of the WGI: the updates of 2014 to 2024 in the layouts that the Bank gave them.

An economy has in a year and dimension six figures or none: the estimate, its standard error, the number of
sources, and the percentile rank with its 90 % bounds. The estimate's own bounds are not published; the
percentile rank is an indicator of its own, so that each value keeps its interval. For the update of 2016 one
dimension's estimate is held, from a package of R.
"""

import math
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders import marquez
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
    """A release's figures for an economy, year and dimension: `FIGURES` in order, and two origins."""

    row: Row
    iso3: str
    year: int
    dimension: str
    figures: tuple[float | None, ...]
    estimate: dict[str, object]
    percentile: dict[str, object]


@dataclass(frozen=True)
class Release:
    """A file of one release. Its last year tells it from other releases with the same address."""

    file: str
    edition: str
    last_year: int
    read: Callable[[Job, Path], Iterator[Reading]]


def parse(job: Job) -> list[dict[str, object]]:
    """Read the records of every classic release among the job's files."""
    records: list[dict[str, object]] = []
    for release in RELEASES:
        if release.file in job.files:
            records += _release(release, job)
    if ESTIMATE_2016 in job.files:
        records += _estimate_2016(job, job.files[ESTIMATE_2016])
    return records


def _release(release: Release, job: Job) -> list[dict[str, object]]:
    readings = list(release.read(job, job.files[release.file]))
    _check_last_year(release.file, release.edition, release.last_year, [reading.year for reading in readings])
    return [record for reading in readings for record in _records(reading, release.edition)]


def _check_last_year(file: str, edition: str, last_year: int, years: list[int]) -> None:
    last = max(years, default=None)
    if last != last_year:
        raise SourceFileError(
            file,
            f"its last year is {last}, that of the {edition} {last_year}",
            "It may be another release: find out which, and see RELEASES in wb_wgi_classic.py.",
        )


def _records(reading: Reading, edition: str) -> list[dict[str, object]]:
    """Return the estimate and the percentile rank of one reading, or no record if it has no figure."""
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


# 2014 to 2021: a sheet for each dimension, six columns for each year

WIDE_SHEETS = {
    "VoiceandAccountability": "va",
    "Political StabilityNoViolence": "pv",
    "GovernmentEffectiveness": "ge",
    "RegulatoryQuality": "rq",
    "RuleofLaw": "rl",
    "ControlofCorruption": "cc",
}
WIDE_FIGURES = ("Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper")


@dataclass(frozen=True)
class Wide:
    """Read the workbook of one update: its year, its label of the codes; a missing figure is `#N/A`."""

    update: int
    code: str = "Code"

    def __call__(self, job: Job, path: Path) -> Iterator[Reading]:
        title = f"The Worldwide Governance Indicators, {self.update} Update"
        read_sheet(path, "Introduction", header=2, columns=[title])
        economy = ["Country/Territory", self.code]
        for name, dimension in WIDE_SHEETS.items():
            sheet = read_sheet(path, name, header=15, header_rows=2, naming=Naming.JOINED, columns=economy)
            years = [column.partition(" ")[0] for column in sheet.columns if column.endswith(" Estimate")]
            sheet.require([f"{year} {figure}" for year in years for figure in WIDE_FIGURES])
            for row in sheet:
                iso3 = job.iso3_of_code(row, self.code, "Country/Territory")
                if iso3 is not None:
                    for year in years:
                        columns = [f"{year} {figure}" for figure in WIDE_FIGURES]
                        yield _reading(row, iso3, int(year), dimension, columns, missing=("#N/A",))


# 2018 and 2022: Stata's format, six variables for each dimension

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
                yield _reading(row, iso3, row.year("year"), dimension, columns, missing=("",))


def _stata_sheet(path: Path) -> Sheet:
    """Read a file of Stata as a table; a row's number is that of the observation, as Stata counts it."""
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
            yield _reading(row, iso3, row.year("year"), dimension, LONG_FIGURES, missing=("..",))


def _reading(
    row: Row, iso3: str, year: int, dimension: str, columns: list[str], *, missing: tuple[str, ...]
) -> Reading:
    """Return a reading whose figures stand in one row, in these columns in the order of `FIGURES`."""
    return Reading(
        row=row,
        iso3=iso3,
        year=year,
        dimension=dimension,
        figures=tuple(row.number_of(column, missing=missing) for column in columns),
        estimate=row.origin(columns[0]),
        percentile=row.origin(columns[3]),
    )


# 2016: the estimate of one dimension, laid out by the R package QuickUDS

ESTIMATE_2016 = "wgi_2016-update_va_estimate_only.csv"


def _estimate_2016(job: Job, path: Path) -> list[dict[str, object]]:
    """Read the table, in which Palestine stands twice in a year, once for each of its two parts."""
    records: dict[tuple[str, int], dict[str, object]] = {}
    for row in read_csv(path, columns=["extended_country_name", "year", "va_estimate"]):
        iso3 = marquez.country(job, row, "extended_country_name")
        if iso3 is None:
            continue
        record = {
            "indicator": f"wb_wgi.{DIMENSIONS['va']}",
            "iso3": iso3,
            "year": marquez.year(row),
            "edition": "2016-update",
            "value": row.decimal("va_estimate"),
        }
        first = records.setdefault((iso3, marquez.year(row)), record | row.origin("va_estimate"))
        if first["value"] != record["value"]:
            raise row.refuse(f"another figure of {iso3} than in row {first['row']}", FETCH_AGAIN)
    _check_last_year(path.name, "2016-update", 2015, [year for _, year in records])
    return list(records.values())


RELEASES = (
    Release("wgidataset_2014-update.xlsx", "2014-update", 2013, Wide(2014, "WBCode")),
    Release("wgidataset_2015-update.xlsx", "2015-update", 2014, Wide(2015, "WBCode")),
    Release("wgidataset_2017-update_resaved.xlsx", "2017-update", 2016, Wide(2017, "WBCode")),
    Release("wgidataset_2018-update.dta", "2018-update", 2017, _stata),
    Release("wgidataset_2019-update_resaved.xlsx", "2019-update", 2018, Wide(2019)),
    Release("wgidataset_2020-update_resaved.xlsx", "2020-update", 2019, Wide(2020)),
    Release("wgidataset_2021-update.xlsx", "2021-update", 2020, Wide(2021)),
    Release("wgidataset_2022-update.dta", "2022-update", 2021, _stata),
    Release("WGIData_2023-update_region-excerpt.csv", "2023-update", 2022, _databank),
    Release("wgidataset_2024-update.xlsx", "2024-update", 2023, _long),
)
