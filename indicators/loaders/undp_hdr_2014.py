"""Read the statistical tables of UNDP's report of 2014: the index since 1980, its parts and its variants.

Every second column holds the letter of a note and is not read. Below the countries stand groups of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.headers import Naming
from indicators.loaders.parsing import Job, agree
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_sheet

WORKBOOK = "hdr14_statisticaltables.xls"
EDITION = "HDR14"
RANK = "HDI rank"
YEAR = 2013


@dataclass(frozen=True)
class Table:
    """A sheet: the row of its header, the label of the countries, and our indicator and year by its labels.

    `ranks` gives the label of a figure's rank.
    """

    sheet: str
    header: int
    header_rows: int
    country: str
    figures: Mapping[str, tuple[str, int]]
    last: str
    ranks: Mapping[str, str] = field(default_factory=dict)


INDEX = "Human Development Index (HDI) Value"
INCOME = "Gross national income (GNI) per capita (2011 PPP $)"
INEQUALITY = "Inequality-adjusted HDI (IHDI) Value 2013"
GENDER_INEQUALITY = "Gender Inequality Index Value 2013"
GENDER_RATIO = "Gender-related development index Female to male ratio of HDI 2013"

PARTS = Table(
    "Table 1",
    6,  # the years stand below it, on a row of their own
    4,
    "Table 1: Human Development Index and its components",
    {
        INDEX: ("hdi", YEAR),
        "Life expectancy at birth (years)": ("life_expectancy", YEAR),
        "Mean years of schooling (years)": ("mean_schooling", 2012),
        "Expected years of schooling (years)": ("expected_schooling", 2012),
        INCOME: ("gni_per_capita_2011", YEAR),
    },
    INCOME,
    {INDEX: RANK},
)
TREND_YEARS = (1980, 1990, 2000, 2005, 2008, 2010, 2011, 2012, YEAR)
TREND = Table("Table 2", 8, 2, "Country", {str(year): ("hdi", year) for year in TREND_YEARS}, str(YEAR))
VARIANTS = (
    Table("Table 3", 8, 4, "Country", {INEQUALITY: ("inequality_adjusted_hdi", YEAR)}, INEQUALITY),
    Table(
        "Table 4",
        6,
        3,
        "Country",
        {GENDER_INEQUALITY: ("gender_inequality", YEAR)},
        "Rank 2013",
        {GENDER_INEQUALITY: "Rank 2013"},
    ),
    Table("Table 5", 7, 4, "Country", {GENDER_RATIO: ("gender_development", YEAR)}, GENDER_RATIO),
)

END = "human development index groups", "human development groups"
# Names that mean another country, or none, elsewhere.
NAMES = {"Congo": "COG", "The former Yugoslav Republic of Macedonia": "MKD"}


def parse(job: Job) -> pd.DataFrame:
    """Read the records of five tables; key (indicator, iso3, year).

    Raises `SourceFileError` for an unknown country, cell or year, a rank without a figure, and where the two
    tables of the index disagree.
    """
    parts, trend = (pd.DataFrame(_records(job, table)) for table in (PARTS, TREND))
    agree(
        trend[["iso3", "year", "value"]],
        parts.loc[parts["indicator"] == "undp_hdr.hdi", ["iso3", "year", "value"]],
        on=["iso3", "year"],
        file=WORKBOOK,
        tolerance=1e-6,
    )
    variants = [pd.DataFrame(_records(job, table)) for table in VARIANTS]
    return pd.concat([parts, trend[trend["year"] != YEAR], *variants], ignore_index=True)


def _records(job: Job, table: Table) -> Iterator[dict[str, object]]:
    sheet = read_sheet(
        job.files[WORKBOOK],
        table.sheet,
        header=table.header,
        header_rows=table.header_rows,
        naming=Naming.JOINED,
        columns=[table.country, *table.figures, *table.ranks.values()],
        last=table.last,
    )
    rows = iter(sheet)
    if table is PARTS:
        _check_years(next(rows))
    for row in rows:
        name = str(row.cells[table.country]).strip()
        if name.casefold() in END:
            return
        if name:
            iso3 = NAMES[name] if name in NAMES else job.iso3_of_name(row, table.country)
            yield from ({"iso3": iso3, "edition": EDITION, **record} for record in _figures(row, table))
    raise SourceFileError(f"{sheet.file}, sheet {sheet.name!r}", f"no row {END[0]!r}", FETCH_AGAIN)


def _check_years(row: Row) -> None:
    """Raise unless the years below the header of Table 1 are those of `PARTS`."""
    for column, (_, year) in PARTS.figures.items():
        if str(row.cells[column]).removesuffix(".0") != str(year):
            raise row.refuse(f"{column!r} is of {row.cells[column]!r}, not of {year}", FETCH_AGAIN)


def _figures(row: Row, table: Table) -> Iterator[dict[str, object]]:
    for column, (indicator, year) in table.figures.items():
        value = row.number_of(column, missing=[".."])
        rank = row.whole(table.ranks[column], missing=["", ".."]) if column in table.ranks else None
        if column in table.ranks and (rank is None) != (value is None):
            raise row.refuse(f"{column!r} or its rank is missing", "Look whether columns moved.")
        if value is not None:
            yield {
                "indicator": f"undp_hdr.{indicator}",
                "year": year,
                "value": value,
                "rank": rank,
                **row.origin(column),
            }
