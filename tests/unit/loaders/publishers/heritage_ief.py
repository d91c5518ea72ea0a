"""The Index of Economic Freedom, a few rows of two editions with invented figures.

No file of it is written for a whole build: the source is not part of the committed snapshot.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_xlsx


def index(edition: int) -> Grid:
    """Countries without a score, and components that nobody reads."""
    return [
        ["CountryID", "Country Name", "World Rank", "Region Rank", f"{edition} Score", "Property Rights"],
        [1, "Afghanistan", "N/A", "N/A", "N/A", "N/A"],
        [80, "Kyrgyz Republic", 1, 15, 61.25, 20],
        [150, "Tajikistan", 2, 32, 52.75, 20],
        ["", "", "", "", "", 1],
    ]


def write_index(folder: Path, edition: int, grid: Grid) -> Path:
    return write_xlsx(folder / f"index{edition}_data.xls", {"2014": grid})


def write(folder: Path) -> None:
    for edition in (2014, 2015):
        write_index(folder, edition, index(edition))
