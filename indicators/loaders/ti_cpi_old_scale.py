"""The Corruption Perceptions Index of 1995-2011, on the scale from 0 to 10: a table for each edition.

Until 2009 Transparency International printed tables on its pages, which others typed or scraped; of 2010 and
2011 its workbooks are held. A third file, derived from other copies, must agree with all of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.checks import (
    FIND_OUT,
    Once,
    check_columns,
    check_ranks,
    country_of_name,
    finite,
    number,
    required,
)
from indicators.loaders.headers import Naming
from indicators.loaders.parsing import Job, agree
from indicators.loaders.repeated import read_repeated
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv, read_sheet
from indicators.model import Status

INDICATOR = "ti_cpi.score_1995_2011"
# The last line of each table: none has a line break behind it.
LAST_LINES = {
    1995: "Indonesia,1.94,7,0.26",
    1996: '54,Nigeria,"0,69",,"6,37",4',
    1997: '52,Nigeria,"1,76","0,69",4,"0,16"',
    1998: "85,Cameroon ,1.4,0.5,4,,",
    1999: ",,,,",
    2000: ",Zimbabwe ,3,7,1.5,0.6 - 4.9,",
    2001: "91,Bangladesh,0.4,3,2.9,-1.7 - 3.8,",
    2002: "102,Bangladesh,1.2,5,0.7,0.3 - 2.0",
    2003: "133,Bangladesh,1.3,8,0.7,0.3 - 2.2",
    2004: ",Haiti,1.5,1.2 - 1.9,5",
    2005: ",Chad,1.7,1.3 - 2.1,6",
    2006: "163,Haiti,1.8,3,1.7 - 1.8",
    2007: "179,Somalia,1.4,4,1.1 - 1.7",
    2008: "180,Somalia,1,4,0.5 - 1.4",
    2009: "180,Somalia,1.1,3,0.9 - 1.4",
}
DERIVED = "CPI_old_scale_1995_2011_derived.csv"
WORKBOOK_2010 = "CPI+2010+results_pls_standardized_data.xls"
WORKBOOK_2011 = "CPI2011_Results.xls"

IGNORED = {
    "Variance": "the spread of the surveys, no standard error",
    "var 1997": "the spread of the surveys, no standard error",
    "Standard Deviation": "the spread of the surveys, no standard error",
    "High-Low Range": "the lowest and highest survey, no interval",
    "Score \N{COMBINING ACUTE ACCENT}95": "the edition before has a table of its own",
    "score 1996": "the edition before has a table of its own",
}
# Names as the tables misspell them, where no reader would write them so.
NAMES = {"C_te d_Ivoire": "CIV"}


@dataclass(frozen=True)
class Layout:
    """The columns of a table, by what they hold; `rank` and `interval` are empty where it has none."""

    name: str
    score: str
    surveys: str
    rank: str = ""
    interval: str = ""
    mark: str = "."

    @property
    def columns(self) -> list[str]:
        return [c for c in (self.name, self.score, self.surveys, self.rank, self.interval) if c]


def _layout(year: int) -> Layout:
    interval = "Confidence Range" if year >= 2004 else ""
    return Layout("Country/Territory", f"CPI {year} Score", "Surveys Used", "Rank", interval)


TABLES = {
    1995: Layout("Country", "Score", "Surveys"),
    1996: Layout("Country", "Score \N{COMBINING ACUTE ACCENT}96", "Number of Surveys", "Rank", mark=","),
    1997: Layout("country", "score 1997", "number of surveys", "rank", mark=","),
    **{year: _layout(year) for year in range(1998, 2010)},
}
FILES = (*(f"cpi_table_{year}.csv" for year in TABLES), WORKBOOK_2010, WORKBOOK_2011)
# In these years a rank stands once for all that share it.
SHARED_RANKS = range(1998, 2006)

# A range as it is misprinted, by country and edition, and what it means.
MISPRINTS = {("MNE", 2008): ("2-5 - 4.0", (2.5, 4.0))}


@dataclass(frozen=True)
class Disagreement:
    """A figure that two copies of one table give differently: in the table, and in the derived file."""

    iso3: str
    year: int
    figure: str
    table: float
    derived: float
    reason: str


DISAGREEMENTS = (
    Disagreement(
        "BLZ", 2008, "lower", 1.8, 1.9, "One copy is misread; Transparency International's page is not held."
    ),
)


def parse(job: Job) -> pd.DataFrame:
    """Read all editions of the old scale, checked against the derived file if present; key (iso3, year).

    The tables are all there or none of them, and then there are no rows. Raises `SourceFileError` for a
    table that is not as described, a country twice, ranks that contradict the scores, and where two files
    disagree otherwise than recorded.
    """
    absent = [file for file in FILES if file not in job.files]
    if len(absent) == len(FILES):
        return pd.DataFrame()
    if absent:
        raise SourceFileError(absent[0], "not found, though other tables of the old scale are", "Fetch it.")
    editions = [_table(job, year, layout) for year, layout in TABLES.items()]
    editions += [_edition_2010(job), _edition_2011(job)]
    frame = pd.concat(editions, ignore_index=True).assign(indicator=INDICATOR)
    if DERIVED in job.files:
        _check_derived(job, frame)
    return frame.assign(edition=frame["year"].astype(str))


def _table(job: Job, year: int, layout: Layout) -> pd.DataFrame:
    """Return the table of one edition, as others typed it."""
    path = job.files[f"cpi_table_{year}.csv"]
    sheet = read_csv(path, columns=layout.columns, last_line=LAST_LINES.get(year, ""))
    check_columns(sheet, layout.columns, IGNORED)
    records = []
    for row in sheet:
        iso3 = country_of_name(job, row, layout.name, other_names=NAMES)
        missing = ("",) if year in SHARED_RANKS else ()
        lower, upper = _interval(row, layout.interval, iso3, year) if layout.interval else (None, None)
        records.append(
            {
                "iso3": iso3,
                "value": required(row, layout.score, mark=layout.mark),
                "rank": number(row, layout.rank, missing=missing) if layout.rank else None,
                "n_sources": required(row, layout.surveys),
                "lower": lower,
                "upper": upper,
                "row_read": row,
                **row.origin(layout.score),
            }
        )
    frame = pd.DataFrame(records)
    if year in SHARED_RANKS:
        frame["rank"] = _shared_ranks(frame)
    return _edition(frame, year, Status.TRANSCRIBED)


def _interval(row: Row, column: str, iso3: str | None, year: int) -> tuple[float, float]:
    """Return the ends of a confidence range such as `9.5 - 9.8`."""
    text = row.text(column)
    printed, meant = MISPRINTS.get((str(iso3), year), ("", None))
    if meant:
        if text != printed:
            raise row.refuse(
                f"the range was misprinted as {printed!r} and is now {text!r}",
                "If it is right now, take it out of MISPRINTS in ti_cpi_old_scale.py.",
            )
        return meant
    ends = re.fullmatch(r"(\d{1,2}(?:\.\d)?)\s*[-\N{EN DASH}]\s*(\d{1,2}(?:\.\d)?)", text)
    if ends is None:
        raise row.refuse(f"{text!r} is not a range", FETCH_AGAIN)
    return float(ends[1]), float(ends[2])


def _shared_ranks(frame: pd.DataFrame) -> pd.Series:
    """Fill in ranks: all rows of a score get the rank of the score."""
    printed = frame.dropna(subset="rank")
    for rows, what in (
        (printed[printed.duplicated("value")], "a second rank of the score"),
        (frame[~frame["value"].isin(printed["value"])], "no row has a rank of the score"),
    ):
        if len(rows):
            row = rows.iloc[0]
            raise row["row_read"].refuse(f"{what} {row['value']:g}", FIND_OUT)
    return frame["value"].map(printed.set_index("value")["rank"])


def _edition_2010(job: Job) -> pd.DataFrame:
    """Transparency International's workbook of 2010, whose fourth row has the names of its variables."""
    figures = {"value": "cpi2010", "lower": "roundbs_btm90", "upper": "roundbs_top90"}
    known = ["country", "rank", "no_sources_a", *figures.values()]
    sheet = read_sheet(job.files[WORKBOOK_2010], "CPI table", header=4, columns=known)
    surveys = {name: "the score of one survey" for name in sheet.columns if name.startswith("roundst")}
    spread = dict.fromkeys(["roundmin", "roundmax"], "the lowest and highest survey, no interval")
    check_columns(sheet, known, surveys | spread)
    return _edition_of_workbook(job, sheet, "country", "rank", "no_sources_a", figures, 2010)


def _edition_2011(job: Job) -> pd.DataFrame:
    """Transparency International's workbook of 2011; its scores are printed with one decimal."""
    confidence = "90 % Confidence Interval"
    figures = {
        "value": "CPI 2011 Score",
        "lower": f"{confidence} / Lower bound",
        "upper": f"{confidence} / Higher bound",
    }
    name, rank, surveys = "Country / Territory", "Country Rank", "Surveys Used"
    sheet = read_repeated(
        job.files[WORKBOOK_2011],
        "Global",
        header=2,
        naming=Naming.MERGED,
        columns=[name, surveys, *figures.values()],
        repeated=rank,
    )
    frame = _edition_of_workbook(job, sheet, name, rank, surveys, figures, 2011)
    return frame.assign(value=frame["value"].round(1))


def _edition_of_workbook(
    job: Job, sheet: Sheet, name: str, rank: str, surveys: str, figures: Mapping[str, str], year: int
) -> pd.DataFrame:
    records = [
        {
            "iso3": country_of_name(job, row, name, other_names=NAMES),
            **{ours: finite(row, theirs) for ours, theirs in figures.items()},
            "rank": row.required_whole(rank),
            "n_sources": row.required_whole(surveys),
            "row_read": row,
            **row.origin(figures["value"]),
        }
        for row in sheet
    ]
    return _edition(pd.DataFrame(records), year, Status.NORMAL)


def _edition(frame: pd.DataFrame, year: int, status: Status) -> pd.DataFrame:
    """Return the rows of countries; N counts all ranked states, including one that no longer exists."""
    once = Once()
    for row, iso3 in zip(frame["row_read"], frame["iso3"], strict=True):
        if iso3 is not None:
            once.check(row, iso3)
    check_ranks(frame, file=frame["file"].iloc[0])
    ranked = frame.assign(year=year, n_ranked=len(frame), status=status.value).drop(columns="row_read")
    return ranked[ranked["iso3"].notna()]


def _check_derived(job: Job, frame: pd.DataFrame) -> None:
    """Raise unless the derived file agrees with the tables, but for what `DISAGREEMENTS` records."""
    derived = _derived(job)
    for known in DISAGREEMENTS:
        for rows, expected in ((frame, known.table), (derived, known.derived)):
            at = (rows["iso3"] == known.iso3) & (rows["year"] == known.year)
            seen = rows.loc[at, known.figure]
            if seen.tolist() != [expected] and len(seen):
                raise SourceFileError(
                    DERIVED,
                    f"{known.figure} of {known.iso3}, {known.year} was known as {known.table:g} in the table "
                    f"and {known.derived:g} here; one is now {seen.iloc[0]:g}",
                    "Correct DISAGREEMENTS in ti_cpi_old_scale.py.",
                )
        derived.loc[(derived["iso3"] == known.iso3) & (derived["year"] == known.year), known.figure] = None
    figures = ["value", "rank", "n_ranked", "n_sources", "lower", "upper"]
    key = ["iso3", "year"]
    agree(frame[key + figures], derived[key + figures], on=key, file=DERIVED, tolerance=1e-9)
    only = frame.merge(derived[key], on=key, how="outer", indicator="side").query("side != 'both'")
    if len(only):
        row = only.iloc[0]
        raise SourceFileError(
            DERIVED, f"{row['iso3']}, {row['year']} is here or in the tables alone", FIND_OUT
        )


def _derived(job: Job) -> pd.DataFrame:
    """Read the derived file; omit its span of surveys of 2001-2003, which is not an interval."""
    kinds = {"", "confidence range", "high-low range of surveys"}
    figures = {"value": "score_0_10", "n_ranked": "n_countries"}
    optional = {
        "rank": "rank_published",
        "n_sources": "n_surveys",
        "lower": "range_low",
        "upper": "range_high",
    }
    columns = ["year", "country_as_published", "range_kind", *figures.values(), *optional.values()]
    records = []
    for row in read_csv(job.files[DERIVED], columns=columns):
        if row.cells["range_kind"] not in kinds:
            raise row.refuse(f"unknown kind of range {row.cells['range_kind']!r}", "Add it to _derived.")
        iso3 = country_of_name(job, row, "country_as_published", other_names=NAMES)
        if iso3 is None:
            continue
        record: dict[str, float | None] = {ours: required(row, theirs) for ours, theirs in figures.items()}
        record |= {ours: number(row, theirs, missing=("",)) for ours, theirs in optional.items()}
        if row.cells["range_kind"] != "confidence range":
            record |= {"lower": None, "upper": None}
        records.append({"iso3": iso3, "year": row.year("year"), **record})
    return pd.DataFrame(records)
