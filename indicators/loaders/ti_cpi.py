"""Transparency International's Corruption Perceptions Index.

`CPI Historical` of the newest workbook holds the whole 0-100 series with every source's score; the
publisher has never revised it, so a year's row is the edition of that year. The other workbooks must
agree with it. The 0-10 scale of 1995-2011 is an indicator of its own, never joined to it.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import Sheet, read_csv, read_sheet
from indicators.model import Status
from indicators.schema import observations

NEWEST = "CPI2025_Results.xlsx"
TIMESERIES = "CPI2024_GlobalResultsTrends.csv"
OLD_SCALE = "CPI_old_scale_1995_2011_derived.csv"

FIGURES = {
    "CPI score": "value",
    "Rank": "rank",
    "Standard error": "standard_error",
    "Number of sources": "n_sources",
    "Lower CI": "lower",
    "Upper CI": "upper",
}

# The columns of `CPI Historical` that hold one source's score each, by the id that our table gives them.
SOURCES = {
    "African Development Bank CPIA": "afdb_cpia",
    "Bertelsmann Foundation Sustainable Governance Index": "bertelsmann_sgi",
    "Bertelsmann Foundation Transformation Index": "bertelsmann_bti",
    "Economist Intelligence Unit Country Ratings": "eiu",
    "Freedom House Nations in Transit": "fh_nations_in_transit",
    "Global Insights Country Risk Ratings": "global_insight",
    "IMD World Competitiveness Yearbook": "imd_wcy",
    "PERC Asia Risk Guide": "perc",
    "PRS International Country Risk Guide": "prs_icrg",
    "Varieties of Democracy Project": "vdem",
    "World Bank CPIA": "wb_cpia",
    "World Economic Forum EOS": "wef_eos",
    "World Justice Project Rule of Law Index": "wjp",
    "Transparency International Bribe Payers Survey": "ti_bribe_payers",
}


def parse(job: Job) -> Parsed:
    """Observations of `ti_cpi.score` and `ti_cpi.score_1995_2011`, and the table `ti_cpi_sources`.

    `ti_cpi_sources` has iso3, year, source, score (0-100, higher is cleaner); key (iso3, year, source).
    Raises `SourceFileError` where a file is not as described, or a workbook disagrees with the newest.
    """
    history = read_sheet(
        job.files[NEWEST], "CPI Historical", header=4, columns=["ISO3", "Year", *FIGURES, *SOURCES]
    )
    scores, sources = _history(job, history)
    for name, layout in WORKBOOKS.items():
        if name in job.files:
            _check_workbook(job, scores, job.files[name], layout)
    frames = [scores]
    if TIMESERIES in job.files:
        _check_timeseries(job, scores, job.files[TIMESERIES])
    if OLD_SCALE in job.files:
        frames.append(_old_scale(job, job.files[OLD_SCALE]))
    return Parsed(observations(pd.concat(frames)), {"ti_cpi_sources": sources})


def _history(job: Job, sheet: Sheet) -> tuple[pd.DataFrame, pd.DataFrame]:
    records, sources = [], []
    for row in sheet:
        iso3 = job.iso3_of_code(row, "ISO3", "Country / Territory")
        if iso3 is None:
            continue
        year = row.required_whole("Year")
        record = {ours: row.required_number(theirs) for theirs, ours in FIGURES.items()}
        records.append({"iso3": iso3, "year": year, **record, **row.origin("CPI score")})
        scores = {ours: row.number_of(theirs, missing=[""]) for theirs, ours in SOURCES.items()}
        given = {name: score for name, score in scores.items() if score is not None}
        if len(given) != record["n_sources"]:
            raise row.refuse(
                f"{len(given)} source scores, but 'Number of sources' is {record['n_sources']:g}",
                "A source's column may be new or renamed: compare the header with SOURCES in ti_cpi.py.",
            )
        sources += [{"iso3": iso3, "year": year, "source": name, "score": s} for name, s in given.items()]
    frame = pd.DataFrame(records)
    frame["indicator"] = "ti_cpi.score"
    frame["edition"] = frame["year"].astype(str)
    # TI prints no N: it ranks every country that it scores.
    frame["n_ranked"] = frame.groupby("year")["iso3"].transform("size")
    table = pd.DataFrame(sources).sort_values(["iso3", "year", "source"], ignore_index=True)
    return frame, table.astype({"year": "int16", "score": "float64"})


@dataclass(frozen=True)
class Layout:
    """Where a workbook of one edition keeps its figures, our column by TI's; it may give names only."""

    year: int
    sheet: str
    header: int
    name: str
    code: str | None
    figures: dict[str, str]
    header_rows: int = 1


def _figures(columns: str) -> dict[str, str]:
    ours = ["value", "rank", "standard_error", "n_sources", "lower", "upper"]
    return dict(zip(columns.split("|"), ours, strict=True))


WORKBOOKS = {
    "CPI2012_Results.xls": Layout(
        2012,
        "CPI 2012",
        2,
        "Country / Territory",
        None,
        _figures("CPI 2012 Score|Country Rank|Standard Error|Surveys Used|Lower|Upper"),
        header_rows=2,
    ),
    "CPI2014_FullDataSet.xlsx": Layout(
        2014,
        "CPI 2014",
        1,
        "Country/Territory",
        "Country Code",
        _figures("CPI 2014|Country Rank|Std Error|Number of Surveys Used|90% Lower CI|90% Upper CI"),
    ),
    "CPI_2015_FullDataSet.xlsx": Layout(
        2015,
        "CPI 2015",
        1,
        "Country/Territory",
        "Country Code",
        _figures("CPI 2015 Score|Country Rank|Std Error|Number of Surveys Used|90% Lower CI|90%Upper CI"),
    ),
    "CPI2017_FullDataSet.xlsx": Layout(
        2017,
        "CPI 2017",
        3,
        "Country",
        "ISO3",
        _figures("CPI Score 2017|Rank|standard error|number of sources|Lower CI|Upper CI"),
    ),
    "2018_CPI_FullDataSet.xlsx": Layout(
        2018,
        "CPI2018",
        3,
        "Country",
        "ISO3",
        _figures("CPI Score 2018|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
    ),
    "CPI2022_GlobalResultsTrends.xlsx": Layout(
        2022,
        "CPI 2022 (final)",
        3,
        "Country / Territory",
        "ISO3",
        _figures("CPI score 2022|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
    ),
    "CPI2023_Global_Results__Trends.xlsx": Layout(
        2023,
        "CPI 2023",
        4,
        "Country / Territory",
        "ISO3",
        _figures("CPI score 2023|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
    ),
    "CPI2025_Results.xlsx": Layout(
        2025,
        "CPI2025",
        4,
        "Country / Territory",
        "ISO3",
        _figures("CPI 2025 score|Rank|Standard error 2025|Number of sources|Lower CI|Upper CI"),
    ),
}


def _check_workbook(job: Job, scores: pd.DataFrame, path: Path, layout: Layout) -> None:
    """Raise unless a workbook's own edition agrees with `CPI Historical`, figure by figure."""
    columns = [layout.name, *layout.figures, *([layout.code] if layout.code else [])]
    sheet = read_sheet(
        path, layout.sheet, header=layout.header, columns=columns, header_rows=layout.header_rows
    )
    records = []
    for row in sheet:
        if layout.code is None:
            iso3 = job.iso3_of_name(row, layout.name)
        else:
            iso3 = job.iso3_of_code(row, layout.code, layout.name)
        if iso3 is not None:
            figures = {ours: row.required_number(theirs) for theirs, ours in layout.figures.items()}
            records.append({"iso3": iso3, "year": layout.year, **figures})
    # TI prints its standard errors with 1 to 7 decimals, and bounds of 2012-2018 as whole numbers.
    agree(scores, pd.DataFrame(records), on=["iso3", "year"], file=path.name, tolerance=0.006)


def _check_timeseries(job: Job, scores: pd.DataFrame, path: Path) -> None:
    """Raise unless the scores and ranks of TI's time series, a CSV with decimal commas, agree."""
    sheet = read_csv(path, columns=["Country / Territory", "ISO3"], delimiter=";", header=3)
    given = {"CPI score": "value", "CPI Score": "value", "Rank": "rank"}
    columns = [
        (column, int(year), given[label])
        for column in sheet.columns
        for label, _, year in [column.rpartition(" ")]
        if label in given
    ]
    records = []
    seen = set()
    for row in sheet:
        iso3 = job.iso3_of_code(row, "ISO3", "Country / Territory")
        if iso3 is None:
            continue
        if iso3 in seen:
            raise row.refuse(f"a second row of {iso3}", "Find out which is the publisher's before building.")
        seen.add(iso3)
        for column, year, figure in columns:
            number = row.decimal(column, missing=["", "-"], mark=",")
            if number is not None:
                records.append({"iso3": iso3, "year": year, "figure": figure, "number": number})
    figures = pd.DataFrame(records).pivot(index=["iso3", "year"], columns="figure", values="number")
    agree(scores, figures.reset_index(), on=["iso3", "year"], file=path.name, tolerance=0.006)


def _old_scale(job: Job, path: Path) -> pd.DataFrame:
    """The 0-10 scores of 1995-2011, transcribed; key (iso3, year).

    TI's range of 2001-2003 is the span of its surveys, not an interval, and is left out.
    """
    kinds = {"", "confidence range", "high-low range of surveys"}
    columns = ["year", "country_as_published", "score_0_10", "rank_published", "n_countries", "n_surveys"]
    records = []
    for row in read_csv(path, columns=[*columns, "iso3", "range_low", "range_high", "range_kind"]):
        if row.cells["range_kind"] not in kinds:
            raise row.refuse(f"unknown kind of range {row.cells['range_kind']!r}", "Add it to _old_scale.")
        iso3 = job.iso3_of_name(row, "country_as_published")
        if iso3 is None:
            continue
        is_interval = row.cells["range_kind"] == "confidence range"
        records.append(
            {
                "iso3": iso3,
                "year": row.decimal("year"),
                "value": row.decimal("score_0_10"),
                "rank": row.decimal("rank_published", missing=[""]),
                "n_ranked": row.decimal("n_countries"),
                "n_sources": row.decimal("n_surveys", missing=[""]),
                "lower": row.decimal("range_low", missing=[""]) if is_interval else None,
                "upper": row.decimal("range_high", missing=[""]) if is_interval else None,
                **row.origin("score_0_10"),
            }
        )
    frame = pd.DataFrame(records).astype({"year": int})
    frame["edition"] = frame["year"].astype(str)
    return frame.assign(indicator="ti_cpi.score_1995_2011", status=Status.TRANSCRIBED.value)
