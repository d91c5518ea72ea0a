"""The Political Terror Scale's workbook, a few rows of each kind; the levels are invented."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

COLUMNS = (
    "Country|Country_OLD|Year|COW_Code_A|COW_Code_N|WordBank_Code_A|UN_Code_N|Region|PTS_A|PTS_H|PTS_S"
    "|NA_Status_A|NA_Status_H|NA_Status_S"
)


def row(name: str, code: str, year: int, levels: str, statuses: str, *, old: str = "") -> list[object]:
    """A row with the levels and the codes of Amnesty, Human Rights Watch and the State Department."""
    cells = [level if level == "NA" else int(level) for level in levels.split()]
    return [name, old or name, year, "COW", 700, code, 4, "eca", *cells, *map(int, statuses.split())]


def pts() -> Grid:
    return [
        COLUMNS.split("|"),
        row("Tajikistan", "TJK", 2014, "NA 3 4", "99 0 0"),
        row("Tajikistan", "TJK", 1976, "NA NA NA", "77 77 77"),
        row("Congo", "COG", 2014, "2 NA 3", "0 88 0"),
        row("Congo, the Democratic Republic of the", "ZAR", 2014, "5 5 5", "0 0 0"),
        row("Palestine, State of", "WBG", 2014, "4 NA NA", "0 88 66", old="Palestinian Authority"),
        # Excluded: no country, a part of one, and a state that is gone.
        row("African Union", "NA", 2014, "NA 3 NA", "66 0 66"),
        row("Israel in Occupied Territories", "NA", 2014, "4 NA 5", "0 88 0"),
        row("Yugoslavia, Federal Republic of", "YUG", 2001, "3 NA 3", "0 88 0"),
        row("Soviet Union", "NA", 1977, "3 NA NA", "88 88 0"),
        # Where the release contradicts itself.
        row("Andorra", "ADO", 2021, "1 NA 1", "88 88 0"),
        row("Andorra", "ADO", 2022, "1 NA 1", "88 88 0"),
        row("Bahamas", "BHS", 2017, "NA NA 2", "0 88 0"),
        row("Iceland", "ISL", 2022, "1 NA 1", "0 0 0"),
    ]


def write_pts(folder: Path, grid: Grid) -> Path:
    return write_xlsx(folder / "PTS-2025.xlsx", {"PTS-2025": grid})


RELEASE_2014 = "PTS2014_1976_2014.csv"


def release_2014() -> Grid:
    """The release of 2014 as an R package has it: numbers with a decimal point, codes with asterisks."""
    return [
        ["pts_country", "COWalpha", "COWnum", "WorldBank", "year", "Amnesty", "StateDept", "HRW"],
        ["Tajikistan", "TAJ", "702.0", "TJK", "2012", "3", "3", ""],
        ["Tajikistan", "TAJ", "702.0", "TJK", "2013", "", "3", "3"],
        ["Tajikistan", "TAJ", "702.0", "TJK", "2014", "", "", "4"],
        ["Israel and Occupied Territories", "ISR", "666.0", "ISR*", "2013", "", "4", ""],
        ["Israel, pre-1967 borders", "", "666.001", "ISR*", "2013", "", "2", ""],
        ["Palestinian Authority", "", "666.003", "ISR*", "2013", "", "4", ""],
        ["Congo", "CON", "484.0", "COG", "2013", "", "3", ""],
        ["USSR", "USR", "365.0", "USSR", "1990", "3", "3", ""],
    ]


def write(folder: Path) -> None:
    write_pts(folder, pts())
    write_csv(folder / RELEASE_2014, release_2014())
