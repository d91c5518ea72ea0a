"""Polity5 as a third party lays it out, and Polity IV; a few rows, invented scores."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

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


P4V2014 = "p4v2014_1960_2014_from_PoliticalDatasets.csv"


def workbook_2013() -> Grid:
    """The publisher's sheet since 1800: numbers, names padded with blanks, and columns that nobody reads."""
    columns = [
        "cyear",
        "ccode",
        "scode",
        "country",
        "year",
        "flag",
        "fragment",
        "democ",
        "autoc",
        "polity",
        "polity2",
        "durable",
    ]
    return [
        columns,
        [7001959, 700, "AFG", "Afghanistan     ", 1959, 0, "", 0, 10, -10, -10, ""],
        [7002013, 700, "AFG", "Afghanistan     ", 2013, 0, 2, -66, -66, -66, None, ""],
        [7022013, 702, "TAJ", "Tajikistan      ", 2013, 0, "", 1, 4, -3, -3, 7],
        [5302013, 530, "ETH", "Ethiopia        ", 1992, 0, "", -88, -88, -88, 0, 7],
        [8171975, 817, "RVN", "Vietnam South   ", 1974, 0, "", 0, 3, -3, -3, 7],
    ]


def grid_2014() -> Grid:
    """The columns of an R package, two with other names."""
    header = "cyear polity_ccode scode polity_country year flag fragment democ autoc polity polity2 durable"
    return [
        header.split(),
        [7022014, 702, "TAJ", "Tajikistan", 2014, 0, "", 1, 4, -3, -3, 8],
    ]


def write_workbook_2013(folder: Path, cells: Grid) -> Path:
    return write_xlsx(folder / "p4v2013.xls", {"p4v2013": cells})


def write(folder: Path) -> None:
    write_csv(folder / FILE, grid())
    write_workbook_2013(folder, workbook_2013())
    write_csv(folder / P4V2014, grid_2014())
