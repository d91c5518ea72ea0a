"""SIPRI's series in Gapminder's copies; figures are invented, but for one that the loader knows as wrong."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

EXPENDITURE = "ddf--datapoints--military_expenditure_percent_of_gdp--by--geo--time.csv"
ARMS = "ddf--datapoints--arms_imports_sipri_tiv--by--geo--time.csv"


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


def write_all(folder: Path, spending: Grid, imports: Grid) -> list[Path]:
    return [write_csv(folder / EXPENDITURE, spending), write_csv(folder / ARMS, imports)]


def write(folder: Path) -> None:
    write_all(folder, expenditure(), arms())
