"""The revised generation of the WGI, the releases of 2025 and 2026, in tables that people made of them.

A release estimates all years anew and puts the estimate on a scale of 0-100 by a line of its own. The table
of 2025 was laid out anew from DataBank by a user of it and has no errors; that of 2026 was copied out for
five countries and one year. In both the score must lie on one line with the estimate, as the World Bank's
does: a figure in the wrong row would not.
"""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import Row, read_csv, read_sheet
from indicators.loaders.wb_wgi_classic import DIMENSIONS
from indicators.model import Status

TABLE_2025 = "wgi_2025-release_databank-extract_est_score.xlsx"
TABLE_2026 = "wgi_2026-release_year2025_excerpt.csv"

ESTIMATE, SCORE = "", "_score"

Record = dict[str, Any]

# Both tables print seven decimals; the line between them is exact beyond that.
LINE_TOLERANCE = 1e-5

COMPARE = "Compare the row with the World Bank's workbook."


def parse(job: Job) -> list[Record]:
    """Return the records of the tables of both releases, if they are among the job's files."""
    records: list[Record] = []
    for file, release, read in TABLES:
        if file in job.files:
            found = read(job, job.files[file], release)
            _check_lines(file, release, found)
            records += found
    return records


def indicator_of(kind: str, dimension: str, release: str) -> str:
    """Return the indicator of a release's estimate or score, which bears the year of the release."""
    return f"wb_wgi.{DIMENSIONS[dimension]}{kind}_{release.partition('-')[0]}"


def record(
    kind: str,
    dimension: str,
    release: str,
    iso3: str,
    year: int,
    value: float | None,
    *,
    origin: dict[str, object],
    lower: float | None = None,
    upper: float | None = None,
    standard_error: float | None = None,
    n_sources: float | None = None,
    status: Status = Status.NORMAL,
) -> Record:
    """Return one observation of a release's estimate or score."""
    return {
        "indicator": indicator_of(kind, dimension, release),
        "iso3": iso3,
        "year": year,
        "edition": release,
        "value": value,
        "lower": lower,
        "upper": upper,
        "standard_error": standard_error,
        "n_sources": n_sources,
        "status": status.value,
        **origin,
    }


def _table_2025(job: Job, path: Path, release: str) -> list[Record]:
    records = []
    for name, kind in (("Est", ESTIMATE), ("Sc", SCORE)):
        sheet = read_sheet(path, name, header=1, columns=["iso3c", "INDICATOR"])
        years = [column for column in sheet.columns if column.isdigit()]
        for row in sheet:
            iso3 = job.iso3_of_code(row, "iso3c", "iso3c")
            dimension = _dimension(row, row.text("INDICATOR").removeprefix("GOV_WGI_").lower())
            values = {year: row.number_of(year, missing=[""]) for year in years}
            records += [
                record(kind, dimension, release, iso3, int(year), value, origin=row.origin(year))
                for year, value in values.items()
                if iso3 is not None and value is not None
            ]
    return records


def _table_2026(job: Job, path: Path, release: str) -> list[Record]:
    bounds = [f"{kind}_{bound}90" for kind in ("estimate", "score") for bound in ("lower", "upper")]
    errors = ["estimate_standard_error", "score_standard_error"]
    economy = ["source_id", "economy_name", "economy_code", "year", "dimension"]
    columns = [*economy, "number_of_sources", "estimate", "score", *errors, *bounds]
    records = []
    for row in read_csv(path, columns=columns):
        iso3 = job.iso3_of_code(row, "economy_code", "economy_name")
        dimension = _dimension(row, row.text("dimension"))
        # The World Bank's own id of the row, such as TJKcc2025, guards against a slip in copying.
        names = re.fullmatch(r"([A-Z]{3})([a-z]{2})(\d{4})", row.text("source_id"))
        if names is None or names.groups() != (row.text("economy_code"), dimension, row.text("year")):
            raise row.refuse(
                f"`source_id` {row.text('source_id')!r} is of another economy, dimension or year", COMPARE
            )
        if iso3 is not None:
            for name, kind in (("estimate", ESTIMATE), ("score", SCORE)):
                records.append(
                    record(
                        kind,
                        dimension,
                        release,
                        iso3,
                        int(names[3]),
                        row.decimal(name),
                        origin=row.origin(name),
                        lower=row.decimal(f"{name}_lower90"),
                        upper=row.decimal(f"{name}_upper90"),
                        standard_error=row.decimal(f"{name}_standard_error"),
                        n_sources=row.decimal("number_of_sources"),
                        status=Status.TRANSCRIBED,
                    )
                )
    return records


TABLES = ((TABLE_2025, "2025-release", _table_2025), (TABLE_2026, "2026-release", _table_2026))


def _dimension(row: Row, dimension: str) -> str:
    if dimension not in DIMENSIONS:
        raise row.refuse(f"unknown dimension {dimension!r}", "Add it to DIMENSIONS in wb_wgi_classic.py.")
    return dimension


def _check_lines(file: str, release: str, records: list[Record]) -> None:
    """Raise unless in each dimension every score has its estimate, and lies on one line with it."""
    held: dict[str, dict[tuple[str, int], float]] = defaultdict(dict)
    rows: dict[tuple[str, int], str] = {}
    for found in records:
        held[found["indicator"]][found["iso3"], found["year"]] = found["value"]
        rows[found["iso3"], found["year"]] = f"{file}, row {found['row']}"
    for dimension in DIMENSIONS:
        estimates, scores = (held[indicator_of(kind, dimension, release)] for kind in (ESTIMATE, SCORE))
        for iso3, year in sorted(estimates.keys() ^ scores.keys()):
            raise SourceFileError(
                rows[iso3, year], f"{dimension} of {iso3}, {year} has an estimate or a score alone", COMPARE
            )
        if estimates:
            low, high = min(estimates, key=estimates.__getitem__), max(estimates, key=estimates.__getitem__)
            width = estimates[high] - estimates[low]
            slope = (scores[high] - scores[low]) / width if width else 0.0
            for (iso3, year), estimate in estimates.items():
                expected = scores[low] + slope * (estimate - estimates[low])
                if abs(expected - scores[iso3, year]) > LINE_TOLERANCE:
                    raise SourceFileError(
                        file,
                        f"{dimension} of {iso3}, {year}: the score is {scores[iso3, year]:g}, on one line "
                        f"with the estimates of the others it would be {expected:g}",
                        COMPARE,
                    )
