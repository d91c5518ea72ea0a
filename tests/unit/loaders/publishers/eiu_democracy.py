"""The Democracy Index as the package democracyData has it, a few rows with invented figures.

No file of it is written for a whole build: the source is not part of the committed snapshot.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv


def eiu() -> Grid:
    return [
        ["eiu_country", "year", "eiu"],
        ["Kyrgyz Republic", 2014, "5.24"],
        ["Tajikistan", 2013, "2.6"],
        ["Tajikistan", 2014, "2.5"],
    ]


def write_eiu(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "eiu_overall_2006_2024.csv", grid)


def write(folder: Path) -> None:
    write_eiu(folder, eiu())
