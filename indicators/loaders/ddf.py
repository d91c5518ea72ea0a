"""Gapminder's copies of publishers' series, in its layout DDF: `geo`, `time`, figure; no row where none is.

`geo` is the ISO code in small letters, but for a few that stand under [codes] in a source's TOML.
"""

import pandas as pd

from indicators.loaders.checks import Once, check_columns, check_last_line, check_year, required
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import Row, read_csv


def datapoints(job: Job, file: str, figure: str, *, indicator: str, edition: str) -> pd.DataFrame:
    """Return the observations of one file, whose column `figure` holds the values; key (iso3, year).

    Raises `SourceFileError` for an unknown code or column, a country twice in a year, a cell that is no
    number, and a last line that may be cut.
    """
    check_last_line(job.files[file])
    sheet = read_csv(job.files[file], columns=["geo", "time", figure])
    check_columns(sheet, ["geo", "time", figure], {})
    once = Once()
    records = []
    for row in sheet:
        iso3, year = _country(job, row), check_year(row, row.year("time"))
        once.check(row, iso3, year)
        records.append(
            {
                "indicator": indicator,
                "iso3": iso3,
                "year": year,
                "edition": edition,
                "value": required(row, figure),
                **row.origin(figure),
            }
        )
    return pd.DataFrame(records)


def _country(job: Job, row: Row) -> str:
    code = row.text("geo")
    iso3 = dict(job.source.codes).get(code, code.upper())
    if iso3 not in job.countries.by_iso3:
        raise row.refuse(f"unknown country code {code!r}", f"Add it to [codes] in {job.source.id}.toml.")
    return iso3
