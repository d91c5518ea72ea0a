"""Names of states as the R packages of Xavier Marquez print them.

The packages (QuickUDS, AuthoritarianismBook, PoliticalDatasets) lay figures of others out by the names of
Gleditsch and Ward, which hold a state's former name in brackets. Years and numbers are written `1996.0`.
"""

from indicators.loaders.parsing import Job
from indicators.loaders.sheets import FETCH_AGAIN, Row

# Names that the list of countries does not know, or knows as another state.
NAMES = {
    "Belarus (Byelorussia)": "BLR",
    "Burkina Faso (Upper Volta)": "BFA",
    "Congo": "COG",
    "Congo, Democratic Republic of (Zaire)": "COD",
    "German Federal Republic": "DEU",
    "Iran (Persia)": "IRN",
    "Italy/Sardinia": "ITA",
    "Korea, People's Republic of": "PRK",
    "Rumania": "ROU",
    "Russia (Soviet Union)": "RUS",
    "Sri Lanka (Ceylon)": "LKA",
    "Surinam": "SUR",
    "Tanzania/Tanganyika": "TZA",
    "Turkey (Ottoman Empire)": "TUR",
    "Vietnam, Democratic Republic of": "VNM",
    "Yemen (Arab Republic of Yemen)": "YEM",
    # The World Bank and V-Dem go on with the successor's name.
    "Czechoslovakia": "CZE",
    "Yugoslavia": "SRB",
}


def country(job: Job, row: Row, column: str) -> str | None:
    """Return the country of a name of Gleditsch and Ward from 1990 on, None for an excluded one."""
    name = row.text(column)
    return NAMES[name] if name in NAMES else job.iso3_of_name(row, column)


def year(row: Row, column: str = "year") -> int:
    """Return a year that may be written with a decimal point."""
    number = row.decimal(column)
    if number is None or number != int(number):
        raise row.refuse(f"the year is {row.cells[column]!r}", FETCH_AGAIN)
    return int(number)
