"""SIPRI's workbook and Gapminder's copies; invented figures, but for two that the loader knows as wrong."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

EXPENDITURE = "ddf--datapoints--military_expenditure_percent_of_gdp--by--geo--time.csv"
ARMS = "ddf--datapoints--arms_imports_sipri_tiv--by--geo--time.csv"
WORKBOOK = "SIPRI-Milex-data-1949-2025_v1.2.xlsx"


def workbook() -> Grid:
    """`Share of GDP`: titles, the header on row 6, regions as headings, shares as fractions."""
    return [
        ["Military expenditure by country as percentage of gross domestic product, 1949–2025  © SIPRI 2026"],
        ["Countries are grouped by region and subregion."],
        ["Figures in blue are SIPRI estimates. Figures in red indicate highly uncertain data."],
        ['". ." = data unavailable. "xxx" = country did not exist during all or part of the year.'],
        [],
        ["Country", "Notes", 1994, 1995, 1996],
        [],
        ["Asia & Oceania"],
        ["Central Asia", "...", "...", "...", "..."],
        ["Tajikistan", "‡", 0.0000171980198, 0.0133, 0.0122],
        ["Turkmenistan", None, "xxx", "...", ". ."],
        ["Europe", "", "", "", ""],
        ["Iceland", 88, 0, 0, 0],
        ["USSR", None, "xxx", "xxx", "xxx"],
        ["Viet Nam", "§", 0.0225, 0.0225, "..."],
    ]


def expenditure() -> Grid:
    return [
        ["geo", "time", "military_expenditure_percent_of_gdp"],
        ["kos", "2023", "1.25"],
        ["tjk", "1992", "0.00037"],
        ["tjk", "2015", "1.28"],
    ]


def arms() -> Grid:
    return [
        ["geo", "time", "arms_imports_sipri_tiv"],
        ["tjk", "2013", "4000000"],
        ["uzb", "2013", "0"],
    ]


def write_all(folder: Path, spending: Grid, imports: Grid, own: Grid) -> list[Path]:
    return [
        write_csv(folder / EXPENDITURE, spending),
        write_csv(folder / ARMS, imports),
        write_xlsx(folder / WORKBOOK, {"Share of GDP": own}),
    ]


def write(folder: Path) -> None:
    write_all(folder, expenditure(), arms(), workbook())
