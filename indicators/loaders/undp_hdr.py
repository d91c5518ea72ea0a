"""UNDP's Human Development Reports: the Human Development Index of two reports, its parts from one.

The complete time series of the report of 2023/24 is a wide file in Latin-1: `hdi_1990`, `hdi_1991` and so on.
Of the report of 2025 only the index is held, in Gapminder's copy. Every report recalculates all years.
"""

import re

import pandas as pd

from indicators.loaders.ddf import datapoints
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, Sheet, read_csv
from indicators.snapshot.schema import observations

TIME_SERIES = "HDR23-24_Composite_indices_complete_time_series.csv"
INDEX_2025 = "hdi_hdr25_gapminder.csv"

# The publisher's names of the figures, which it follows up with the year.
FIGURES = {
    "hdi": "undp_hdr.hdi",
    "le": "undp_hdr.life_expectancy",
    "eys": "undp_hdr.expected_schooling",
    "mys": "undp_hdr.mean_schooling",
    "gnipc": "undp_hdr.gni_per_capita",
    "ihdi": "undp_hdr.inequality_adjusted_hdi",
    "gdi": "undp_hdr.gender_development",
    "gii": "undp_hdr.gender_inequality",
}
RANK_YEAR = 2022
RANKS = {"hdi": f"hdi_rank_{RANK_YEAR}", "gii": f"gii_rank_{RANK_YEAR}"}


def parse(job: Job) -> Parsed:
    """Observations of the eight `undp_hdr.*` indicators; ranks stand at 2022, the one year that has them.

    Raises `SourceFileError` for an unknown country code or cell, and for a rank without a value.
    """
    needed = ["iso3", "country", *(f"{figure}_{RANK_YEAR}" for figure in FIGURES), *RANKS.values()]
    sheet = read_csv(job.files[TIME_SERIES], columns=needed, encoding="latin-1")
    columns = _columns(sheet)
    records: list[dict[str, object]] = []
    for row in sheet:
        iso3 = job.iso3_of_code(row, "iso3", "country")
        if iso3 is not None:
            records += _records(row, iso3, columns)
    index = datapoints(
        job, INDEX_2025, "hdi_human_development_index", indicator="undp_hdr.hdi", edition="HDR25"
    )
    return Parsed(observations(pd.concat([_with_number_ranked(pd.DataFrame(records)), index])))


def _columns(sheet: Sheet) -> list[tuple[str, str, int]]:
    """The columns that hold a figure of a year: the column, the publisher's name of the figure, the year."""
    split = [(column, re.fullmatch(r"(\w+)_(\d{4})", column)) for column in sheet.columns]
    return [(column, found[1], int(found[2])) for column, found in split if found and found[1] in FIGURES]


def _records(row: Row, iso3: str, columns: list[tuple[str, str, int]]) -> list[dict[str, object]]:
    records: list[dict[str, object]] = []
    for column, figure, year in columns:
        value = row.decimal(column, missing=[""])
        rank = row.decimal(RANKS[figure], missing=[""]) if year == RANK_YEAR and figure in RANKS else None
        if value is not None:
            records.append(
                {
                    "indicator": FIGURES[figure],
                    "iso3": iso3,
                    "year": year,
                    "edition": "HDR23-24",
                    "value": value,
                    "rank": rank,
                    **row.origin(column),
                }
            )
        elif rank is not None:
            raise row.refuse(f"a rank and no {column}", "Look whether columns have moved.")
    return records


def _with_number_ranked(records: pd.DataFrame) -> pd.DataFrame:
    """UNDP prints no N: it is the number of countries that bear a rank."""
    ranked = records.groupby(["indicator", "year"])["rank"].transform("count")
    return records.assign(n_ranked=ranked.where(records["rank"].notna()))
