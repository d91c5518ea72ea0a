"""The Fund for Peace's workbooks of the Fragile States Index, a few rows of each."""

import datetime as dt
from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_xlsx

PARTS = [
    "C1: Security Apparatus",
    "C2: Factionalized Elites",
    "C3: Group Grievance",
    "E1: Economy",
    "E2: Economic Inequality",
    "E3: Human Flight and Brain Drain",
    "P1: State Legitimacy",
    "P2: Public Services",
    "P3: Human Rights",
    "S1: Demographic Pressures",
    "S2: Refugees and IDPs",
    "X1: External Intervention",
]
# The workbook of 2023 has its parts in this order.
PARTS_2023 = [PARTS[place] for place in (9, 10, 2, 5, 4, 3, 6, 7, 8, 0, 1, 11)]

# The twelve in the order of PARTS; they add up to 84.6.
TAJIKISTAN = [6.9, 8.4, 7.2, 7.4, 5.9, 6.3, 9.0, 6.5, 7.9, 8.0, 5.0, 6.1]
ICELAND = [1.0, 1.8, 1.1, 3.6, 0.9, 2.5, 0.8, 1.4, 1.2, 1.6, 1.5, 3.5]


def row(name: str, year: object, rank: str, parts: list[float], total: float | None = None) -> list[object]:
    return [name, year, rank, round(sum(parts), 1) if total is None else total, *parts]


def fsi_2012() -> Grid:
    """Years as dates, a country without a rank, and one that is two."""
    year = dt.datetime(2012, 1, 1)
    other = [part + 0.5 for part in TAJIKISTAN]
    return [
        ["Country", "Year", "Rank", "Total", *PARTS],
        row("Congo Democratic Republic", year, "1st", [part + 1 for part in TAJIKISTAN]),
        row("South Sudan", year, "n/r", other),
        row("Tajikistan ", year, "2nd", TAJIKISTAN, total=84.8),  # 0.2 more than the twelve
        row("Israel and West Bank", year, "3rd", [part - 0.5 for part in TAJIKISTAN]),
        row("Cape Verde  ", year, "4th", [part - 1 for part in TAJIKISTAN]),
    ]


def fsi_2020() -> Grid:
    """Unrounded figures, and a column more."""
    parts = [*TAJIKISTAN[:-1], 6.127666190916627]
    return [
        ["Country", "Year", "Rank", "Total", *PARTS, "Change from Previous Year"],
        [*row("Tajikistan", dt.datetime(2020, 1, 1), "1st", parts, sum(parts)), -0.9723338090833699],
    ]


def fsi_2023() -> Grid:
    """Another order of columns, years as numbers, and a total that Excel could not keep."""
    total = 84.59999999999999
    return [
        ["Country", "Year", "Rank", "Total", *PARTS_2023],
        row("Tajikistan", 2023, "1st", [TAJIKISTAN[PARTS.index(part)] for part in PARTS_2023], total),
        row("Palestine", 2023, "2nd", [TAJIKISTAN[PARTS.index(part)] - 1 for part in PARTS_2023]),
        row("Iceland", 2023, "3rd", [ICELAND[PARTS.index(part)] for part in PARTS_2023]),
    ]


def write_fsi(folder: Path, year: int, grid: Grid) -> Path:
    """One edition's workbook, under the publisher's name of it and of its sheet."""
    if year == 2023:
        return write_xlsx(folder / "FSI-2023-DOWNLOAD.xlsx", {"Sheet1": grid})
    if year == 2022:
        return write_xlsx(folder / "fsi-2022-download.xlsx", {"FSI 2006-2022": grid})
    return write_xlsx(folder / f"fsi-{year}.xlsx", {str(year): grid})


def write(folder: Path) -> None:
    write_fsi(folder, 2012, fsi_2012())
    write_fsi(folder, 2020, fsi_2020())
    write_fsi(folder, 2023, fsi_2023())
