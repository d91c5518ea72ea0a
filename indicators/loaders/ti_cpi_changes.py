"""The changes of score that Transparency International itself calls statistically significant.

The workbooks of 2022 and 2023 list those from every earlier year to their own, one list for each year, side
by side; that of 2025 has one for each country, since a year that TI chose. No level or p-value is printed.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_sheet, read_tables

KEY = ["iso3", "year_from", "year_to", "edition"]
DTYPES = {
    "iso3": "str",
    "year_from": "int16",
    "year_to": "int16",
    "edition": "str",
    "score_from": "int16",
    "score_to": "int16",
    "change": "int16",
    "direction": "str",
}

# Workbook: its year, the sheet of its lists and the row of their header. Blanks at a name's end are TI's.
LISTS = {
    "CPI2022_GlobalResultsTrends.xlsx": (2022, "CPI Stat. Sig. Changes ", 3),
    "CPI2023_Global_Results__Trends.xlsx": (2023, "CPI 2023 Stat. Sig. Changes ", 4),
}
NEWEST, NEWEST_YEAR = "CPI2025_Results.xlsx", 2025
FIRST_YEAR = 2012

# What TI writes into every cell of a row where a list has no country.
NONE_LISTED = "-"
CATEGORIES = {"Decliner": "declined", "Improver": "improved"}
FIND_OUT = "Find out which is the publisher's before building."

Scores = Mapping[tuple[str, int], float]


def parse(job: Job, scores: pd.DataFrame) -> pd.DataFrame:
    """Return TI's lists in the columns of `DTYPES`, one row for a `KEY`, sorted by it; change in points.

    Raises `SourceFileError` where a list is not as described, contradicts itself, or has other scores than
    `scores` (iso3, year, value).
    """
    held = dict(zip(zip(scores["iso3"], scores["year"], strict=True), scores["value"], strict=True))
    records = list(_since_a_year(job, held, job.files[NEWEST]))
    for file, (year, name, header) in LISTS.items():
        if file in job.files:
            lists = _lists(job.files[file], name, header, year)
            records += [
                r for since, table in lists.items() for r in _from_one_year(job, held, table, since, year)
            ]
    table = pd.DataFrame(records, columns=list(DTYPES)).astype(DTYPES)
    return table.sort_values(KEY, ignore_index=True)


def _lists(path: Path, name: str, header: int, year: int) -> dict[int, Sheet]:
    """Return the lists that stand side by side, by the year from which they measure: every one since 2012."""
    lists = {}
    for table in read_tables(path, name, header=header):
        since = re.fullmatch(
            rf"Country ISO3 Region CPI {year} CPI (\d{{4}})( Change)?", " ".join(table.columns)
        )
        if since is None or not table.rows:
            columns = ", ".join(map(repr, table.columns))
            where = f"{path.name}, sheet {name!r}"
            raise SourceFileError(
                where, f"a list of {len(table.rows)} rows with columns {columns}", FETCH_AGAIN
            )
        table.require(table.columns)  # the pattern above has them all
        lists[int(since[1])] = table
    absent = [str(since) for since in range(FIRST_YEAR, year) if since not in lists]
    if absent:
        raise SourceFileError(
            f"{path.name}, sheet {name!r}", f"no list since {', '.join(absent)}", FETCH_AGAIN
        )
    return lists


def _from_one_year(
    job: Job, held: Scores, table: Sheet, since: int, year: int
) -> Iterator[dict[str, object]]:
    """Yield the changes of one list; the workbook of 2022 leaves the subtraction to the reader."""
    for row in table:
        iso3 = _country(job, row)
        if iso3 is not None:
            scores = row.required_whole(f"CPI {since}"), row.required_whole(f"CPI {year}")
            record = _record(row, held, iso3, (since, year), scores)
            if "Change" in table.columns and row.required_whole("Change") != record["change"]:
                raise row.refuse(
                    f"`Change` is {row.cells['Change']:g}, the scores' {record['change']}", FIND_OUT
                )
            yield record


def _since_a_year(job: Job, held: Scores, path: Path) -> Iterator[dict[str, object]]:
    """Yield the changes of the newest workbook: one for each country, since the year that TI chose for it."""
    score, since = f"CPI{NEWEST_YEAR}", "CPI score for reference year"
    said = ["Direction of Change", "Change", "Category"]
    columns = ["Country", "ISO3", score, "Reference Year", since, *said]
    for row in read_sheet(path, "Significant Changes since 2012 ", header=4, columns=columns):
        iso3 = _country(job, row)
        if iso3 is not None:
            before = row.required_whole("Reference Year")
            scores = row.required_whole(since), row.required_whole(score)
            record = _record(row, held, iso3, (before, NEWEST_YEAR), scores)
            change = record["change"]
            if row.text("Category") not in CATEGORIES:
                raise row.refuse(f"unknown category {row.text('Category')!r}", "Add it to ti_cpi_changes.py.")
            ours = [change, f"{change} since {before}", record["direction"]]
            theirs = [row.required_whole(said[0]), row.text("Change"), CATEGORIES[row.text("Category")]]
            if ours != theirs:
                raise row.refuse(f"it says {theirs}, its scores {ours}", FIND_OUT)
            yield record


def _country(job: Job, row: Row) -> str | None:
    """Return the country of a row, None if the row says that no country is listed."""
    if set(row.cells.values()) == {NONE_LISTED}:
        return None
    return job.iso3_of_code(row, "ISO3", "Country")


def _record(
    row: Row, held: Scores, iso3: str, years: tuple[int, int], scores: tuple[int, int]
) -> dict[str, object]:
    """Return one row of the table; raises unless both scores are those of `CPI Historical`, and differ."""
    for year, score in zip(years, scores, strict=True):
        other = held.get((iso3, year))
        if other != score:
            there = "there is none" if other is None else f"it is {other:g}"
            raise row.refuse(f"the score of {iso3}, {year} is {score}, elsewhere {there}", FIND_OUT)
    change = scores[1] - scores[0]
    if change == 0:
        raise row.refuse(f"a significant change of {iso3} by 0 points", FIND_OUT)
    return {
        "iso3": iso3,
        "year_from": years[0],
        "year_to": years[1],
        "edition": str(years[1]),
        "score_from": scores[0],
        "score_to": scores[1],
        "change": change,
        "direction": "improved" if change > 0 else "declined",
    }
