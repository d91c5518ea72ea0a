"""Read the Heritage Foundation's Index of Economic Freedom, its overall score and rank of 2014 and 2015.

All rights are reserved: the files are read for a user who brings them, and are not part of the committed
snapshot. Both workbooks call their sheet 2014; the label of the score names the edition.
"""

from collections.abc import Iterator

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import read_sheet
from indicators.snapshot.schema import observations

FILES = {f"index{edition}_data.xls": edition for edition in (2014, 2015)}
SHEET = "2014"
NAME, RANK = "Country Name", "World Rank"
MISSING = ["N/A", ""]
NAMES = {"Congo, Democratic Republic of the Congo": "COD", "Hong Kong SAR": "HKG"}


def parse(job: Job) -> Parsed:
    """Read `heritage_ief.overall`; raises `SourceFileError` for an unknown name, or a rank without score."""
    frames = [
        _with_number_ranked(pd.DataFrame(_edition(job, file, edition)))
        for file, edition in FILES.items()
        if file in job.files
    ]
    return Parsed(observations(pd.concat(frames)))


def _edition(job: Job, file: str, edition: int) -> Iterator[dict[str, object]]:
    score = f"{edition} Score"
    for row in read_sheet(job.files[file], SHEET, header=1, columns=[NAME, RANK, score]):
        value, rank = row.number_of(score, missing=MISSING), row.whole(RANK, missing=MISSING)
        if (value is None) != (rank is None):
            raise row.refuse(f"{score!r} without a rank, or a rank without it", "Look whether columns moved.")
        if value is None:  # a country that is not scored, or a row below the countries
            continue
        iso3 = NAMES.get(row.text(NAME)) or job.iso3_of_name(row, NAME)
        if iso3 is not None:
            yield {
                "indicator": "heritage_ief.overall",
                "iso3": iso3,
                "year": edition - 1,
                "edition": str(edition),
                "value": value,
                "rank": rank,
                **row.origin(score),
            }


def _with_number_ranked(records: pd.DataFrame) -> pd.DataFrame:
    """Add N, which the workbook does not print: the number of countries that bear a rank."""
    return records.assign(n_ranked=len(records))
