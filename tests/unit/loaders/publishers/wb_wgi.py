"""The World Bank's files of its governance indicators, a few rows of each layout, invented figures."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

DIMENSIONS = ("va", "pv", "ge", "rq", "rl", "cc")


def write(folder: Path) -> None:
    write_wgi(folder, wgi_whole())
    write_wide(folder, wide())
    for update, file in RESAVED.items():
        write_wide(folder, wide(update, code="WBCode" if update == 2017 else "Code"), file)
    for update in (2014, 2015):
        write_capitals(folder, update)
    write_table_2016(folder, table_2016())
    write_stata(folder, stata())
    write_stata(folder, stata(2017), "wgidataset_2018-update.dta")
    write_databank(folder, databank())
    write_table_2025(folder, table_2025())
    write_table_2026(folder, table_2026())
    write_answers(folder, answers())


# The 2024 update: one long sheet

WGI_COLUMNS = (
    "codeindyr code countryname year indicator estimate stddev nsource pctrank pctranklower pctrankupper"
)


def wgi_row(code: str, name: str, year: int, dimension: str, *figures: object) -> list[object]:
    return [f"{code}{dimension}{year}", code, name, year, dimension, *(figures or [".."] * 6)]


def wgi() -> Grid:
    """The long sheet: header on row 1, `..` where there is no figure, old codes."""
    return [
        list(WGI_COLUMNS.split()),
        wgi_row("TJK", "Tajikistan", 2014, "cc", -1.132464, 0.168816, 11, 8.653846, 3.365385, 15.38462),
        wgi_row("TJK", "Tajikistan", 2023, "pv", -0.472822, 0.243302, 4, 30.33175, 18.00948, 45.97156),
        wgi_row("ASM", "American Samoa", 1996, "cc"),
        wgi_row("ANT", "Netherlands Antilles (former)", 2002, "cc", 0.9, 0.3, 1, 80, 60, 90),
    ]


def wgi_whole() -> Grid:
    """The same with a row of every dimension, as a build asks for."""
    others = [
        wgi_row("TJK", "Tajikistan", 2014, name, -1.0, 0.2, 9, 12, 6, 20) for name in ("va", "ge", "rq", "rl")
    ]
    return [*wgi(), *others]


def write_wgi(folder: Path, grid: Grid) -> Path:
    return write_xlsx(folder / "wgidataset_2024-update.xlsx", {"Sheet1": grid})


# The updates of 2014 to 2021: a sheet for each dimension, six columns for each year

WIDE_SHEETS = (
    "VoiceandAccountability",
    "Political StabilityNoViolence",
    "GovernmentEffectiveness",
    "RegulatoryQuality",
    "RuleofLaw",
    "ControlofCorruption",
)
WIDE_FIGURES = ("Estimate", "StdErr", "NumSrc", "Rank", "Lower", "Upper")
RESAVED = {year: f"wgidataset_{year}-update_resaved.xlsx" for year in (2017, 2019, 2020)}


def wide(update: int = 2021, *, code: str = "Code") -> dict[str, Grid]:
    """The sheets: titles and a legend down to row 13, the years on row 14, their figures' names on row 15."""
    title = f"The Worldwide Governance Indicators, {update} Update"
    sheets: dict[str, Grid] = {
        "Introduction": [[], [None] * 5 + [title], [None] * 5 + [f"1996-{update - 1}"]]
    }
    years = (1996, min(2014, update - 2), update - 1)
    none = ["#N/A"] * 6
    for number, name in enumerate(WIDE_SHEETS):
        tajik = [-1.5 + number / 10, 0.17, 11, 12.5, 4, 20]
        above = [year for year in years for _ in WIDE_FIGURES]
        sheets[name] = [
            *([["A title or a line of the legend"]] * 13),
            [None, None, *above],
            ["Country/Territory", code, *WIDE_FIGURES * len(years)],
            ["American Samoa", "ASM", *none * len(years)],
            ["Andorra", "ADO", *none, 1.2, 0.48, 1, 87, 72, 97, 1.3, 0.4, 2, 90, 75, 100],
            ["Netherlands Antilles (former)", "ANT", 0.9, 0.3, 1, 80, 60, 90, *none * 2],
            ["Tajikistan", "TJK", *none, *tajik, *tajik],
        ]
    return sheets


def write_capitals(folder: Path, update: int) -> Path:
    """Write a workbook of 2014 or 2015: names in capitals, `WBCode`, and errors where there is no figure."""
    sheets = wide(update, code="WBCode")
    for name in WIDE_SHEETS:
        for row in sheets[name][15:]:
            row[0] = str(row[0]).upper()
    return write_xlsx(folder / f"wgidataset_{update}-update.xlsx", sheets)


def write_wide(folder: Path, sheets: Mapping[str, Grid], file: str = "wgidataset_2021-update.xlsx") -> Path:
    """Write the workbook; its `#N/A` are text, which openpyxl would make errors of."""
    path = write_xlsx(folder / file, sheets)
    workbook = openpyxl.load_workbook(path)
    for sheet in workbook:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "#N/A":
                    cell.data_type = "s"
    workbook.save(path)
    return path


# The 2016 update: one dimension's estimate as an R package lays it out


def table_2016() -> Grid:
    """Names of Gleditsch and Ward, years with a decimal point, Palestine twice in a year."""
    return [
        ["extended_country_name", "GWn", "cown", "year", "va_estimate"],
        ["Netherlands Antilles", "", "", "2004.0", "0.5"],
        ["Palestine, State of", "", "", "2014.0", "-0.85"],
        ["Palestine, State of", "", "", "2014.0", "-0.85"],
        ["Russia (Soviet Union)", "365.0", "365", "2015.0", "-1.0"],
        ["Tajikistan", "702.0", "702", "2014.0", "-1.5"],
        ["Yugoslavia", "345.0", "345", "2005.0", "-0.2"],
    ]


def write_table_2016(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "wgi_2016-update_va_estimate_only.csv", grid)


# The updates of 2018 and 2022: Stata's format


def stata(last: int = 2021) -> list[dict[str, object]]:
    """The observations: six variables for each dimension, empty where there is no figure."""
    figures = {"e": -1.25, "s": 0.1875, "n": 11, "r": 12, "l": 4, "u": 20}
    some = {f"{dimension}{letter}": figure for dimension in DIMENSIONS for letter, figure in figures.items()}
    none = dict.fromkeys(some, float("nan"))
    return [
        {"code": "ANT", "countryname": "Netherlands Antilles (former)", "year": 2002, **some},
        {"code": "TJK", "countryname": "Tajikistan", "year": 1996, **none},
        {"code": "TJK", "countryname": "Tajikistan", "year": 2014, **some},
        {"code": "ROM", "countryname": "Romania", "year": last, **some},
    ]


def write_stata(
    folder: Path, observations: list[dict[str, object]], file: str = "wgidataset_2022-update.dta"
) -> Path:
    path = folder / file
    frame = pd.DataFrame(observations)
    kinds = {name: "float32" for name in frame if name not in ("code", "countryname", "year")}
    frame.astype({"year": "int16", **kinds}).to_stata(path, write_index=False, version=118)
    return path


# The 2023 update: an excerpt of DataBank's bulk file

DATABANK_FIGURES = {
    "EST": -1.25,
    "NO.SRC": 11,
    "PER.RNK": 12,
    "PER.RNK.LOWER": 4,
    "PER.RNK.UPPER": 20,
    "STD.ERR": 0.1875,
}


def databank() -> Grid:
    """A row for each economy and figure, a column for each year; names hold commas."""
    grid: Grid = [
        ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "1996", "2014", "2022"]
    ]
    for code, name in (("IRN", "Iran, Islamic Rep."), ("TJK", "Tajikistan")):
        for dimension in DIMENSIONS:
            for figure, number in DATABANK_FIGURES.items():
                text = str(number)
                indicator = f"{dimension.upper()}.{figure}"
                grid.append([name, code, "What it is", indicator, "", text, text])
    return grid


def write_databank(folder: Path, grid: Grid) -> Path:
    """Write it as DataBank does: a byte order mark, all cells quoted, a comma at the end of each line."""
    lines = [",".join(f'"{cell}"' for cell in row) + ",\n" for row in grid]
    path = folder / "WGIData_2023-update_region-excerpt.csv"
    path.write_text("".join(lines), encoding="utf-8-sig")
    return path


# The 2025 release: estimates and scores as a third party laid them out


def table_2025() -> dict[str, Grid]:
    """Two sheets of the same rows in another order; the score is 50 + 20 x estimate."""
    header = ["iso3c", "INDICATOR", 1996, 2014, 2024]
    estimates: Grid = [
        [code, f"GOV_WGI_{dimension.upper()}", *numbers]
        for dimension in DIMENSIONS
        for code, numbers in (
            ("TJK", (None, -1.24, -1.25)),
            ("ANT", (0.5, None, None)),
            ("XKX", (None, -0.5, -0.25)),
        )
    ]
    scores = [
        [code, name, *(None if x is None else 50 + 20 * x for x in numbers)]
        for code, name, *numbers in reversed(estimates)
    ]
    return {"Sc": [header, *scores], "Est": [list(header), *estimates]}


def write_table_2025(folder: Path, sheets: Mapping[str, Grid]) -> Path:
    return write_xlsx(folder / "wgi_2025-release_databank-extract_est_score.xlsx", sheets)


# The 2026 release: a table copied out by hand, and the interface

TABLE_2026 = (
    "source_id,economy_name,economy_code,region,income_classification,year,dimension,number_of_sources,"
    "estimate,estimate_standard_error,estimate_lower90,estimate_upper90,"
    "score,score_standard_error,score_lower90,score_upper90"
)
# economy: estimate and score of 2025, alike in all dimensions, on one line
IN_2025 = {"Tajikistan": ("TJK", -1.25, 23.0), "Uzbekistan": ("UZB", -0.75, 33.0)}


def table_2026() -> Grid:
    rows: Grid = []
    for dimension in DIMENSIONS:
        for name, (code, estimate, score) in IN_2025.items():
            economy = [name, code, "Europe & Central Asia", "Lower middle income"]
            figures = [
                estimate,
                0.2,
                estimate - 0.328,
                estimate + 0.328,
                score,
                4,
                score - 6.56,
                score + 6.56,
            ]
            rows.append(
                [f"{code}{dimension}2025", *economy, "2025", dimension, "10", *(f"{x:.7g}" for x in figures)]
            )
    return [TABLE_2026.split(","), *rows]


def write_table_2026(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "wgi_2026-release_year2025_excerpt.csv", grid)


# economy: ISO 3166-1 alpha-2 or the World Bank's code, alpha-3, values by year (estimate, score)
ECONOMIES: dict[str, tuple[str, str, dict[str, tuple[float, float] | None]]] = {
    "World": ("1W", "WLD", {"2025": None}),
    "Tajikistan": ("TJ", "TJK", {"2025": (-1.25, 23.0), "2024": (-1.2, 24.0), "1996": None}),
    "Uzbekistan": ("UZ", "UZB", {"2025": (-0.75, 33.0)}),
    "Taiwan, China": ("TW", "", {"2025": (1.2, 72.0)}),
    "Netherlands Antilles (former)": ("AN", "", {"1996": (0.5, 58.0)}),
}


def answers(updated: str = "2026-09-25") -> dict[str, Any]:
    """The file that `fetch` writes: for each code the day of its last update, and its rows."""
    found = {}
    for dimension in DIMENSIONS:
        for figure in ("EST", "SE", "SR", "SC", "SC_LB", "SC_UB"):
            code = f"GOV_WGI_{dimension.upper()}.{figure}"
            found[code] = {"lastupdated": updated, "rows": _rows(code, figure)}
    return {"interface": "World Bank API v2", "source": "3", "indicators": found}


def _rows(code: str, figure: str) -> list[dict[str, object]]:
    rows = []
    for name, (short, iso3, years) in ECONOMIES.items():
        for year, pair in years.items():
            rows.append(
                {
                    "indicator": {"id": code, "value": "What it is"},
                    "country": {"id": short, "value": name},
                    "countryiso3code": iso3,
                    "date": year,
                    "value": None if pair is None else _value(figure, *pair),
                    "unit": "",
                    "obs_status": "",
                    "decimal": 1,
                }
            )
    return rows


def _value(figure: str, estimate: float, score: float) -> float:
    values = {"EST": estimate, "SE": 0.2, "SR": 10, "SC": score, "SC_LB": score - 6.56, "SC_UB": score + 6.56}
    return values[figure]


def write_answers(folder: Path, content: object) -> Path:
    path = folder / "worldbank_api_v2_wgi.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
