"""The World Justice Project's workbook of all editions, and a file made of a newer one; invented scores."""

import json
from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_xlsx

WORKBOOK = "2024_wjp_rule_of_law_index_HISTORICAL_DATA_FILE.xlsx"
NEWER = "roli_data_2019_2025.json"

COLUMNS = [
    "WJP Rule of Law Index: Overall Score",
    "Factor 1: Constraints on Government Powers",
    "1.1 Government powers are effectively limited by the legislature",
    "Factor 2: Absence of Corruption",
    "2.3 Government officials in the police and the military do not use public office for private gain",
    "Factor 3: Open Government ",
    "3.1. Publicized laws and government data ",
    "Factor 4: Fundamental Rights",
    "4.5 Freedom of belief and religion is effectively guaranteed",
    "Factor 5: Order and Security",
    "Factor 6: Regulatory Enforcement",
    "Factor 7: Civil Justice",
    "Factor 8: Criminal Justice",
]
KEYS = ["roli", "f1", "sf11", "f2", "sf23", "f3", "sf31", "f4", "sf45", "f5", "f6", "f7", "f8"]
Records = list[dict[str, object]]


def _scores(first: float) -> list[float]:
    return [round(first + place / 100, 4) for place in range(len(COLUMNS))]


def history() -> Grid:
    """`Historical Data`: editions of one year as numbers, of two as text; Nigeria lacks a score in 2015."""
    grid: Grid = [["Country", "Year", "Country_year", "Country Code", "Region", *COLUMNS]]
    rows = [
        ("Kyrgyz Republic", "2012-2013", "KGZ", 0.4512),
        ("Nigeria", 2015, "NGA", 0.4112),
        ("Kyrgyz Republic", "2017-2018", "KGZ", 0.4612),
        ("Kyrgyz Republic", 2024, "KGZ", 0.4512),
        ("Iran, Islamic Rep.", 2024, "IRN", 0.3512),
    ]
    for name, year, code, first in rows:
        grid.append([name, year, f"{name}_{year}", code, "A region", *_scores(first)])
    grid[2][5 + 4] = None
    return grid


def newer() -> Records:
    """The editions of 2024 and 2025, rounded to three decimals; years as text."""
    rows = [("Kyrgyz Republic", "2024", 0.4512), ("Kyrgyz Republic", "2025", 0.4481), ("Belize", "2025", 0.5)]
    return [
        {
            "country": name,
            "year": year,
            "region": "A region",
            **{key: round(score, 3) for key, score in zip(KEYS, _scores(first), strict=True)},
        }
        for name, year, first in rows
    ]


def write_all(folder: Path, workbook: Grid, records: Records) -> list[Path]:
    path = folder / NEWER
    path.write_text(json.dumps(records), encoding="utf-8")
    return [write_xlsx(folder / WORKBOOK, {"Introduction": [["WJP"]], "Historical Data": workbook}), path]


def write(folder: Path) -> None:
    write_all(folder, history(), newer())
