"""Polity5 as a third party lays it out, a few rows, invented scores."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

FILE = "polity5_1960_on.csv"
COLUMNS = (
    "p5 cyear polity_annual_ccode scode polity_annual_country year flag democ autoc polity polity2 durable"
)


def row(number: int, code: str, name: str, year: int, polity: int, polity2: str) -> list[object]:
    return [0, f"{number}{year}", number, code, name, year, 0, 1, 3, polity, polity2, ""]


def grid() -> Grid:
    """Special codes in `polity`, a decimal point in `polity2`, states twice in the year of a separation."""
    return [
        COLUMNS.split(),
        row(702, "TAJ", "Tajikistan", 1992, -77, "0.0"),
        row(702, "TAJ", "Tajikistan", 1997, -66, ""),
        row(702, "TAJ", "Tajikistan", 1998, -88, "-1.0"),
        row(702, "TAJ", "Tajikistan", 2015, -3, "-3.0"),
        row(530, "ETH", "Ethiopia", 1992, -88, "0.0"),
        row(530, "ETH", "Ethiopia", 1993, -88, "0.0"),
        row(529, "ETI", "Ethiopia", 1993, -88, "1.0"),
        row(625, "SUD", "Sudan", 2010, -4, "-4.0"),
        row(625, "SUD", "Sudan", 2011, -4, "-4.0"),
        row(626, "SDN", "Sudan-North", 2011, -2, "-2.0"),
        row(437, "IVO", "Ivory Coast", 2014, 4, "4.0"),
        row(437, "IVO", "Cote D'Ivoire", 2016, 5, "5.0"),
        row(345, "YUG", "Yugoslavia", 1991, -5, "-5.0"),
        row(347, "YGS", "Yugoslavia", 1991, -5, "-5.0"),
        row(364, "USR", "USSR", 1990, 0, "0.0"),
        row(2, "USA", "United States", 2018, 8, "8.0"),
        row(2, "USA", "United States", 2020, 5, "5.0"),
    ]


def write(folder: Path) -> None:
    write_csv(folder / FILE, grid())
