"""The World Bank's Worldwide Governance Indicators: three generations, which are never joined.

The classic one (`wb_wgi_classic`) ended with the 2024 update. The releases of 2025 and 2026 revise the
method, and the scale of the score with each: their indicators bear the release's year in their ids. The
interface gives a whole release (`wb_wgi_api`); without it stand tables that people made of it
(`wb_wgi_revised`), which must agree with it where both are there.
"""

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders import wb_wgi_api, wb_wgi_classic, wb_wgi_revised
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.wb_wgi_revised import Record
from indicators.snapshot.schema import observations

KEY = ["indicator", "iso3", "year"]
FIGURES = ["value", "lower", "upper", "standard_error", "n_sources"]


def parse(job: Job) -> Parsed:
    """Return observations of the classic estimates and percentile ranks, and of the revised figures.

    Raises `SourceFileError` for an unknown dimension, economy, release or cell, and where two files of a
    release disagree.
    """
    records = wb_wgi_revised.parse(job)
    if wb_wgi_api.FILE in job.files:
        whole = wb_wgi_api.parse(job)
        records = [*whole, *_others(whole, records)]
    return Parsed(observations(pd.DataFrame([*wb_wgi_classic.parse(job), *records])))


def _others(whole: list[Record], tables: list[Record]) -> list[Record]:
    """Return the records of tables of other releases; the whole must contain the rest of its release."""
    release = whole[0]["edition"]
    same = [record for record in tables if record["edition"] == release]
    if same:
        file = str(same[0]["file"])
        keys = {tuple(record[name] for name in KEY) for record in whole}
        lost = [key for record in same if (key := tuple(record[name] for name in KEY)) not in keys]
        if lost:
            raise SourceFileError(
                wb_wgi_api.FILE,
                f"it has no {', '.join(map(str, lost[0]))}, which {file} has",
                "Ask the interface again before building.",
            )
        columns = [*KEY, *FIGURES]
        agree(pd.DataFrame(whole)[columns], pd.DataFrame(same)[columns], on=KEY, file=file, tolerance=1e-6)
    return [record for record in tables if record["edition"] != release]
