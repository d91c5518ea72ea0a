"""The Economist Intelligence Unit's Democracy Index, its overall score, as transcribed by others.

All rights are reserved: the table is read for a user who brings it, and is not part of the committed
snapshot. An edition bears the year that it judges.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import read_csv
from indicators.model import Status
from indicators.snapshot.schema import observations

TABLE = "eiu_overall_2006_2024.csv"


def parse(job: Job) -> Parsed:
    """Return observations of `eiu_democracy.overall`.

    Raises `SourceFileError` for an unknown name or a cell that is not a number.
    """
    records: list[dict[str, object]] = []
    for row in read_csv(job.files[TABLE], columns=["eiu_country", "year", "eiu"]):
        iso3 = job.iso3_of_name(row, "eiu_country")
        year = row.year("year")
        if iso3 is not None:
            records.append(
                {
                    "indicator": "eiu_democracy.overall",
                    "iso3": iso3,
                    "year": year,
                    "edition": str(year),
                    "value": row.decimal("eiu"),
                    "status": Status.TRANSCRIBED.value,
                    **row.origin("eiu"),
                }
            )
    return Parsed(observations(pd.DataFrame(records)))
