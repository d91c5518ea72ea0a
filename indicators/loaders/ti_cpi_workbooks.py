"""Transparency International's workbooks of single editions, which must agree with `CPI Historical`.

Each has its own edition on its main sheet, in its own layout, and most have all scores since 2012 on another:
a row for each country, the newest year first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from indicators.loaders.headers import Naming
from indicators.loaders.parsing import Job, Once, agree
from indicators.loaders.repeated import read_repeated
from indicators.loaders.sheets import Row, Sheet, read_csv, read_sheet

# TI prints its standard errors with 1 to 7 decimals, and bounds of 2012-2018 as whole numbers.
ROUNDING = 0.006

# The series of the edition of 2024, whose workbook is not held: a CSV file that others made of its sheet.
SERIES_2024 = "CPI2024_GlobalResultsTrends.csv"
# Its last line, which has no line break behind it.
SERIES_2024_LAST = (
    "Zimbabwe;ZWE;SSA;21;158;9;0.91;24;149;9;1.30;23;157;8;1.53;23;157;8;1.52;24;157;9;1.35;24"
    ";158;9;2.31;22;160;9;2.29;22;157;9;2.22;22;9;2.59;21;8;4.54;21;8;4.18;21;8;4.3;20;8;4.3"
)
SERIES_FIGURES = {
    "CPI score": "value",
    "CPI Score": "value",
    "Rank": "rank",
    "Sources": "n_sources",
    "Standard error": "standard_error",
}


@dataclass(frozen=True)
class Layout:
    """The layout of a workbook of one edition, our column by TI's; it may give names only.

    `series` is the sheet of all years, with its header on the same row and the same column of names.
    `repeated` is a column that stands in it twice.
    """

    year: int
    sheet: str
    header: int
    name: str
    code: str | None
    figures: dict[str, str]
    header_rows: int = 1
    series: str = ""
    repeated: str = ""


def check(job: Job, scores: pd.DataFrame) -> None:
    """Raise unless every workbook among the job's files agrees with these scores, figure by figure."""
    for name, layout in WORKBOOKS.items():
        if name in job.files:
            _check_edition(job, scores, job.files[name], layout)
            if layout.series:
                sheet = read_sheet(
                    job.files[name], layout.series, header=layout.header, columns=[layout.name, "ISO3"]
                )
                _check_series(job, scores, sheet, layout.name, partial(Row.number_of, missing=[""]))
    if SERIES_2024 in job.files:
        name = "Country / Territory"
        sheet = read_csv(
            job.files[SERIES_2024],
            columns=[name, "ISO3"],
            delimiter=";",
            header=3,
            last_line=SERIES_2024_LAST,
        )
        _check_series(job, scores, sheet, name, partial(Row.decimal, missing=[""]))


def _check_edition(job: Job, scores: pd.DataFrame, path: Path, layout: Layout) -> None:
    """Raise unless a workbook's own edition agrees with `CPI Historical`."""
    columns = [layout.name, *layout.figures, *([layout.code] if layout.code else [])]
    if layout.repeated:
        sheet = read_repeated(
            path,
            layout.sheet,
            header=layout.header,
            naming=Naming.LOWEST,
            columns=columns,
            repeated=layout.repeated,
        )
    else:
        sheet = read_sheet(
            path, layout.sheet, header=layout.header, columns=columns, header_rows=layout.header_rows
        )
    records = []
    once = Once()
    for row in sheet:
        if layout.code is None:
            iso3 = job.iso3_of_name(row, layout.name)
        else:
            iso3 = job.iso3_of_code(row, layout.code, layout.name)
        if iso3 is not None:
            once.check(row, iso3)
            figures = {ours: row.required_number(theirs) for theirs, ours in layout.figures.items()}
            records.append({"iso3": iso3, "year": layout.year, **figures})
    agree(scores, pd.DataFrame(records), on=["iso3", "year"], file=path.name, tolerance=ROUNDING)


def _check_series(
    job: Job, scores: pd.DataFrame, sheet: Sheet, name: str, number_of: Callable[[Row, str], float | None]
) -> None:
    """Raise unless the figures of all years on a sheet agree with `CPI Historical`."""
    columns = _series_columns(sheet, name)
    records = []
    once = Once()
    for row in sheet:
        iso3 = job.iso3_of_code(row, "ISO3", name)
        if iso3 is None:
            continue
        once.check(row, iso3)
        row.filled(list(columns))
        for column, (figure, year) in columns.items():
            number = number_of(row, column)
            if number is not None:
                records.append({"iso3": iso3, "year": year, "figure": figure, "number": number})
    figures = pd.DataFrame(records).pivot(index=["iso3", "year"], columns="figure", values="number")
    agree(scores, figures.reset_index(), on=["iso3", "year"], file=sheet.file, tolerance=ROUNDING)


def _series_columns(sheet: Sheet, name: str) -> dict[str, tuple[str, int]]:
    """Return the figure and the year of each column, such as `Rank 2024`; raises for an unknown column."""
    columns = {}
    for column in sheet.columns:
        label, _, year = column.rpartition(" ")
        if label in SERIES_FIGURES and year.isdecimal():
            columns[column] = (SERIES_FIGURES[label], int(year))
        elif column not in (name, "ISO3", "Region"):
            raise sheet.rows[0].refuse(
                f"unknown column {column!r}", "Add it to SERIES_FIGURES in ti_cpi_workbooks.py."
            )
    return columns


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
    "CPI2013_GLOBAL_WithDataSourceScores.xls": Layout(
        2013,
        "CPI 2013",
        3,
        "Country / Territory",
        None,  # South Sudan has no code there
        _figures("CPI 2013 Score|Country Rank|Standard Error|Surveys Used|Lower|Upper"),
        repeated="Country Rank",
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
    "CPI2016_FullDataSetWithRegionalTables.xlsx": Layout(
        2016,
        "CPI2016_FINAL_16Jan",
        1,
        "Country",
        "WB Code",
        _figures("CPI2016|Rank|Std Error 2016|Number of Sources|Lower CI|Upper CI"),
    ),
    "CPI2017_FullDataSet.xlsx": Layout(
        2017,
        "CPI 2017",
        3,
        "Country",
        "ISO3",
        _figures("CPI Score 2017|Rank|standard error|number of sources|Lower CI|Upper CI"),
        series="CPI historical data 2012-2017",
    ),
    "2018_CPI_FullDataSet.xlsx": Layout(
        2018,
        "CPI2018",
        3,
        "Country",
        "ISO3",
        _figures("CPI Score 2018|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2018",
    ),
    "CPI2020_GlobalTablesTS_210125.xlsx": Layout(
        2020,
        "CPI2020",
        3,
        "Country",
        "ISO3",
        _figures("CPI score 2020|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2020",
    ),
    "CPI2021_GlobalResults&Trends.xlsx": Layout(
        2021,
        "CPI 2021",
        3,
        "Country / Territory",
        "ISO3",
        _figures("CPI score 2021|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2021",
    ),
    "CPI2022_GlobalResultsTrends.xlsx": Layout(
        2022,
        "CPI 2022 (final)",
        3,
        "Country / Territory",
        "ISO3",
        _figures("CPI score 2022|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2022",
    ),
    "CPI2023_Global_Results__Trends.xlsx": Layout(
        2023,
        "CPI 2023",
        4,
        "Country / Territory",
        "ISO3",
        _figures("CPI score 2023|Rank|Standard error|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2023",
    ),
    "CPI2025_Results.xlsx": Layout(
        2025,
        "CPI2025",
        4,
        "Country / Territory",
        "ISO3",
        _figures("CPI 2025 score|Rank|Standard error 2025|Number of sources|Lower CI|Upper CI"),
        series="CPI Timeseries 2012 - 2025",
    ),
}
