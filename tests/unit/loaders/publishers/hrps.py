"""The Human Rights Protection Scores as their authors lay them out, a few rows, invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

FILE = "HumanRightsProtectionScores_v4.01.csv"


def row(year: int, number: int, name: str, mean: object, sd: object) -> list[object]:
    return [year, "NA", number, "NA", 4, "NA", f"{number}-{year}", 1, mean, sd, "NA", name]


def grid() -> Grid:
    """Names of today in years in which another state bore the number, and the other way round."""
    columns = (
        "YEAR CIRI COW DISAP State HRW COW_YEAR id theta_mean theta_sd killing_estimate_mean country_name"
    )
    return [
        columns.split(),
        row(2015, 702, "Tajikistan", "-0.260770896226592", "0.229429620595466"),
        row(1991, 365, "Russia", "-1.6", "0.3"),
        row(1992, 365, "Russia", "-1.0", "0.3"),
        row(1992, 316, "Czechia", "1.7", "0.3"),
        row(1993, 316, "Czechia", "1.6", "0.3"),
        row(2005, 345, "Yugoslavia", "0.5", "0.2"),
        row(2006, 345, "Yugoslavia", "0.8", "0.2"),
        row(2012, 345, "Yugoslavia", "1.4", "0.5"),
        row(1963, 510, "Tanzania", "0.1", "0.4"),
        row(1964, 510, "Tanzania", "0.2", "0.4"),
        row(1975, 816, "Vietnam", "-2.1", "0.4"),
        row(1976, 816, "Vietnam", "-2.2", "0.4"),
        row(1990, 260, "German Federal Republic", "2.0", "0.3"),
        row(1990, 255, "Germany", "2.1", "0.3"),
        row(1990, 346, "Bosnia & Herzegovina", "-1.1", "0.3"),
    ]


FILE_V2 = "hrps_v2_1949_2013.csv"


def grid_v2() -> Grid:
    """Version 2 as an R package lays it out: numbers with decimals, parts of Israel beside the whole."""
    columns = "fariss_country country_name GWn cown year latentmean latentsd latentpct025 latentpct975"

    def cells(name: str, number: str, year: int, mean: str, sd: str = "0.3") -> list[object]:
        return [name, name, number, number, year, mean, sd, "", ""]

    return [
        columns.split(),
        cells("Tajikistan", "702.0", 2013, "0.234375", "0.3125"),
        cells("Congo", "484.0", 2013, "-0.5"),
        cells("Russia", "365.0", 1991, "-1.5"),
        cells("Russia", "365.0", 1992, "-1.25"),
        cells("Yugoslavia", "345.0", 2005, "0.5"),
        cells("Israel", "666.0", 2013, "-1.0"),
        cells("Israel, pre-1967 borders", "666.001", 2013, "0.5"),
    ]


def write(folder: Path) -> None:
    write_csv(folder / FILE, grid())
    write_csv(folder / FILE_V2, grid_v2())
