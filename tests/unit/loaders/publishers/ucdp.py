"""UCDP's country-year file in both generations of its header, a few rows, invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

FILE_25 = "organizedviolencecy_v25_1.csv"
FILE_26 = "OrganizedViolenceCYDataSet26_1.csv"

COLUMNS = (
    "country_id country year region sb_exist sb_dyad_names sb_total_deaths_best sb_total_deaths_high "
    "sb_total_deaths_low ns_total_deaths_best ns_total_deaths_high ns_total_deaths_low os_total_deaths_best "
    "os_total_deaths_high os_total_deaths_low cumulative_total_deaths_in_orgvio_best "
    "cumulative_total_deaths_in_orgvio_high cumulative_total_deaths_in_orgvio_low"
)

# Dyads are named with semicolons and commas; NO_DYAD where there is none.
UTO = "Government of Tajikistan - UTO; Government of Tajikistan, Government of Russia (Soviet Union) - PFT"


def row(number: int, name: str, year: int, *, state: int = 0, other: int = 0, one: int = 0) -> list[object]:
    """A state's year: best estimates by kind, high ones twice and low ones half of them."""
    figures = [scaled for best in (state, other, one) for scaled in (best, 2 * best, best // 2)]
    total = [sum(figures[place::3]) for place in range(3)]
    dyads = UTO if state else "NO_DYAD"
    return [number, name, year, "Asia", int(state > 0), dyads, *figures, *total]


def grid(ending: str = "_cy", version: str = "25.1") -> Grid:
    rows = [
        row(702, "Tajikistan", 1992, state=3800, one=60),
        row(702, "Tajikistan", 2015),
        row(365, "Russia (Soviet Union)", 1991, state=340),
        row(365, "Russia (Soviet Union)", 1992, other=2),
        row(345, "Serbia (Yugoslavia)", 1999, state=2150),
        row(345, "Serbia (Yugoslavia)", 2006),
        row(341, "Montenegro", 2006),
        row(678, "Yemen (North Yemen)", 1990),
        row(678, "Yemen (North Yemen)", 1991),
        row(680, "Yemen (South Yemen)", 1990),
        row(484, "Congo", 1997, state=4000),
        row(490, "DR Congo (Zaire)", 1997, state=5000),
        row(315, "Czechoslovakia", 1989),
        row(265, "German Democratic Republic", 1989),
    ]
    header = [f"{column}{ending}" for column in COLUMNS.split()]
    return [[*header, "version" if ending else "Version"], *([*cells, version] for cells in rows)]


def write(folder: Path) -> None:
    write_csv(folder / FILE_25, grid())
    write_csv(folder / FILE_26, grid("", "26.1"))
