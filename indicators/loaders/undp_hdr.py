"""UNDP's Human Development Reports: the Human Development Index and its parts of two reports.

The complete time series of the report of 2023/24 is a wide file in Latin-1: `hdi_1990`, `hdi_1991` and so on.
The report of 2025 has the index for all years, in Gapminder's copy, and UNDP's own table of 2023: the
index with its rank, and its parts. Every report recalculates all years.
"""

import re
from collections.abc import Iterator

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders import undp_hdr_2014
from indicators.loaders.checks import FIND_OUT, Once, check_columns, check_ranks, country_of_name, finite
from indicators.loaders.ddf import datapoints
from indicators.loaders.headers import Naming
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv, read_sheet
from indicators.snapshot.schema import observations

TIME_SERIES = "HDR23-24_Composite_indices_complete_time_series.csv"
INDEX_2025 = "hdi_hdr25_gapminder.csv"
TABLE_2025 = "HDR25_Statistical_Annex_HDI_Table.xlsx"

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

# Table 1 of the report of 2025: its labels stand in three rows.
SHEET_2025 = "Table 1. HDI"
YEAR_2025, YEAR_BEFORE = 2023, 2022
INDEX = f"Human Development Index (HDI) / Value / {YEAR_2025}"
PARTS_2025 = {
    INDEX: "undp_hdr.hdi",
    f"Life expectancy at birth / (years) / {YEAR_2025}": "undp_hdr.life_expectancy",
    f"Expected years of schooling / (years) / {YEAR_2025}": "undp_hdr.expected_schooling",
    f"Mean years of schooling / (years) / {YEAR_2025}": "undp_hdr.mean_schooling",
    f"Gross national income (GNI) per capita / (2021 PPP $) / {YEAR_2025}": "undp_hdr.gni_per_capita_2021",
}
RANK_2025, RANK_BEFORE = "HDI rank", f"HDI rank / (2021 PPP $) / {YEAR_BEFORE}"
DIFFERENCE = f"GNI per capita rank minus HDI rank / (2021 PPP $) / {YEAR_2025}"
NOTES = "the letter of a note"
IGNORED_2025 = {
    DIFFERENCE: "a difference of two ranks",
    "Human Development Index (HDI) / Value": NOTES,
    "Life expectancy at birth / (years)": NOTES,
    "Expected years of schooling / (years) / a": NOTES,
    "Mean years of schooling / (years) / a": NOTES,
    "Gross national income (GNI) per capita / (2021 PPP $)": NOTES,
    "GNI per capita rank minus HDI rank / (2021 PPP $) / b": NOTES,
}
# The headings among the countries, and that below the last of them: what follows are groups and notes.
HEADINGS_2025 = {f"{level} human development" for level in ("Very high", "High", "Medium", "Low")}
HEADINGS_2025 |= {"Other countries or territories"}
END_2025 = "Human development groups"
# UNDP calls the other one `Congo (Democratic Republic of the)`.
NAMES = {"Congo": "COG"}


def parse(job: Job) -> Parsed:
    """Return observations of the `undp_hdr.*` indicators; ranks stand at the years that UNDP ranks.

    Raises `SourceFileError` for an unknown country or cell, for a rank without a value, for ranks that
    contradict the values, and where two files of one report disagree.
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
    table = pd.DataFrame(_table_2025(job))
    parts = [pd.DataFrame(records), _index_2025(index, table), table[table["indicator"].notna()]]
    if undp_hdr_2014.WORKBOOK in job.files:
        parts.append(undp_hdr_2014.parse(job))
    return Parsed(observations(pd.concat(map(_with_number_ranked, parts))))


def _table_2025(job: Job) -> Iterator[dict[str, object]]:
    """Yield the figures of Table 1; rows without an indicator hold the ranks of the year before alone."""
    columns = ["Country", RANK_2025, RANK_BEFORE, *PARTS_2025]
    sheet = read_sheet(
        job.files[TABLE_2025], SHEET_2025, header=7, header_rows=3, naming=Naming.MERGED, columns=columns
    )
    check_columns(sheet, columns, IGNORED_2025)
    once = Once()
    for row in sheet:
        name = row.text("Country")
        if name == END_2025:
            return
        if name in HEADINGS_2025:
            continue
        iso3 = country_of_name(job, row, "Country", other_names=NAMES)
        once.check(row, iso3)
        figures = {column: finite(row, column, missing=("..",)) for column in PARTS_2025}
        rank = row.whole(RANK_2025, missing=[""])
        if (rank is None) != (figures[INDEX] is None):
            raise row.refuse(f"rank {rank} beside the index {figures[INDEX]}", "Look whether columns moved.")
        for column, value in figures.items():
            if value is not None:
                yield {
                    "indicator": PARTS_2025[column],
                    "iso3": iso3,
                    "year": YEAR_2025,
                    "edition": "HDR25",
                    "value": value,
                    "rank": rank if column == INDEX else None,
                    **row.origin(column),
                }
        before = row.whole(RANK_BEFORE, missing=("..",))
        if before is not None:
            yield {"iso3": iso3, "year": YEAR_BEFORE, "rank": before}
    raise SourceFileError(f"{sheet.file}, sheet {sheet.name!r}", f"no row {END_2025!r}", FETCH_AGAIN)


def _index_2025(index: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return the index of the years before the table's; the last of them has ranks from the table."""
    of_table = table[table["indicator"] == "undp_hdr.hdi"]
    key = ["iso3", "year"]
    agree(index[[*key, "value"]], of_table[[*key, "value"]], on=key, file=TABLE_2025, tolerance=0.0005)
    ranks = table.loc[table["indicator"].isna(), [*key, "rank"]]
    for year, theirs in ((YEAR_2025, of_table), (YEAR_BEFORE, ranks)):
        ours = set(index.loc[index["year"] == year, "iso3"])
        if ours != set(theirs["iso3"]):
            raise SourceFileError(
                TABLE_2025,
                f"{', '.join(sorted(ours ^ set(theirs['iso3'])))} of {year}: here or in {INDEX_2025} alone",
                FIND_OUT,
            )
    ranked = index[index["year"] < YEAR_2025].merge(ranks, on=key, how="left")
    check_ranks(ranked[ranked["year"] == YEAR_BEFORE], file=TABLE_2025)
    check_ranks(of_table, file=TABLE_2025)
    return ranked


def _columns(sheet: Sheet) -> list[tuple[str, str, int]]:
    """Return the columns that hold a figure of a year: column, publisher's name of the figure, year."""
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
