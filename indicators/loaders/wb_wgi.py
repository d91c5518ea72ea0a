"""The World Bank's Worldwide Governance Indicators, classic generation: the 2024 update.

One long sheet: a row for each economy, dimension and year, with the estimate, its standard error, the
number of sources, and the percentile rank with its 90 % bounds. The estimate's own bounds are not
published; the percentile rank is an indicator of its own, so that each value keeps its interval.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, read_sheet
from indicators.schema import observations

WORKBOOK = "wgidataset_2024-update.xlsx"
EDITION = "2024-update"

DIMENSIONS = {
    "va": "voice_and_accountability",
    "pv": "political_stability",
    "ge": "government_effectiveness",
    "rq": "regulatory_quality",
    "rl": "rule_of_law",
    "cc": "control_of_corruption",
}
FIGURES = ["estimate", "stddev", "nsource", "pctrank", "pctranklower", "pctrankupper"]
MISSING = [".."]


def parse(job: Job) -> Parsed:
    """Observations of the six `wb_wgi.*` estimates and of their percentile ranks.

    Raises `SourceFileError` for an unknown dimension, economy code or cell.
    """
    sheet = read_sheet(
        job.files[WORKBOOK],
        "Sheet1",
        header=1,
        columns=["code", "countryname", "year", "indicator", *FIGURES],
    )
    records: list[dict[str, object]] = []
    for row in sheet:
        iso3 = job.iso3_of_code(row, "code", "countryname")
        if iso3 is not None:
            records += _records(row, iso3)
    return Parsed(observations(pd.DataFrame(records)))


def _records(row: Row, iso3: str) -> list[dict[str, object]]:
    """The estimate and the percentile rank of one row, or nothing where it has no estimate."""
    code = row.text("indicator")
    if code not in DIMENSIONS:
        raise row.refuse(f"unknown dimension {code!r}", "Add it to DIMENSIONS in wb_wgi.py.")
    figures = {name: row.number_of(name, missing=MISSING) for name in FIGURES}
    if figures["estimate"] is None:
        if any(figure is not None for figure in figures.values()):
            raise row.refuse("figures without an estimate", "Look whether columns have moved.")
        return []
    shared = {
        "iso3": iso3,
        "year": row.required_whole("year"),
        "edition": EDITION,
        "n_sources": figures["nsource"],
    }
    indicator = f"wb_wgi.{DIMENSIONS[code]}"
    return [
        {
            **shared,
            "indicator": indicator,
            "value": figures["estimate"],
            "standard_error": figures["stddev"],
            **row.origin("estimate"),
        },
        {
            **shared,
            "indicator": f"{indicator}_percentile_rank",
            "value": figures["pctrank"],
            "lower": figures["pctranklower"],
            "upper": figures["pctrankupper"],
            **row.origin("pctrank"),
        },
    ]
