"""Freedom House's workbook of ratings and statuses since 1973: one row for a country, all editions in it.

Each edition has three columns (PR, CL, Status) below two merged headers: the survey's name and the period
that it judges. Countries and territories have a sheet each, and a last sheet counts the countries.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import SourceFileError
from indicators.loaders.headers import Naming
from indicators.loaders.sheets import Row, Sheet, read_sheet

STATUSES = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}

COUNTRIES = "Country Ratings, Statuses "
TERRITORIES = "Territory Ratings, Statuses"
NAME = "Survey Edition / Year(s) Under Review"
FIGURES = ["PR", "CL", "Status"]
NOT_RATED = {"-", ""}

# Survey periods that are not a calendar year, and the year in which most of each lies. None is 1982.
PERIODS = {
    "Jan.1981-Aug. 1982": 1981,
    "Aug.1982-Nov.1983": 1983,
    "Nov.1983-Nov.1984": 1984,
    "Nov.1984-Nov.1985": 1985,
    "Nov.1985-Nov.1986": 1986,
    "Nov.1986-Nov.1987": 1987,
    "Nov.1987-Nov.1988": 1988,
    "Nov.1988-Dec.1989": 1989,
}

# Rated twice, for its white and for its black population (sheet INDEX, note 1): no rating of the country.
RATED_TWICE = {("South Africa", "1973"): ["2(5)", "3(6)", "F (NF)"]}

# Freedom House's own count of the countries of each status in an edition.
COUNTS = {
    "Number of F Countries": "Free",
    "Number of PF Countries": "Partly Free",
    "Number of NF Countries": "Not Free",
}


@dataclass(frozen=True)
class Rating:
    """One edition's rating of a country: the figures, and the columns that they stand in."""

    row: Row
    edition: str
    year: int
    columns: tuple[str, ...]
    rights: int
    liberties: int
    status: str


def status_of(row: Row, column: str) -> str:
    status = row.text(column)
    if status not in STATUSES:
        raise row.refuse(f"unknown status {status!r}", f"It should be one of {', '.join(STATUSES)}.")
    return STATUSES[status]


def read_ratings(path: Path) -> Iterator[Rating]:
    """Return every rating of a country or territory; raises unless Freedom House's count is reached."""
    counted: Counter[tuple[str, str]] = Counter()
    for rating in _ratings(path, COUNTRIES):
        counted[rating.edition[:4], rating.status] += 1
        yield rating
    _check_counts(path, counted)
    yield from _ratings(path, TERRITORIES)


def _ratings(path: Path, name: str) -> Iterator[Rating]:
    sheet = read_sheet(path, name, header=3, columns=[NAME], header_rows=3, naming=Naming.MERGED)
    surveys = _surveys(sheet)
    for row in sheet:
        for (edition, year), columns in surveys.items():
            cells = [row.cells[column] for column in columns]
            twice = RATED_TWICE.get((row.text(NAME), edition))
            if twice and cells != twice:
                raise row.refuse(
                    f"the rating of {edition} is {cells}, not {twice}", "Take it out of RATED_TWICE."
                )
            if twice or set(cells) <= NOT_RATED:
                continue
            rights, liberties = (row.required_whole(column) for column in columns[:2])
            yield Rating(row, edition, year, columns, rights, liberties, status_of(row, columns[2]))


def _surveys(sheet: Sheet) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return the three columns of each edition and of the year that it judges."""
    surveys: dict[tuple[str, int], tuple[str, ...]] = {}
    where = f"{sheet.file}, sheet {sheet.name!r}"
    for column in sheet.columns[1:]:
        label, period, _ = column.split(" / ")
        if period not in PERIODS and not re.fullmatch(r"(19|20)\d\d", period):
            raise SourceFileError(
                where, f"unknown survey period {period!r} of {label!r}", "Add it to PERIODS in its loader."
            )
        year = PERIODS[period] if period in PERIODS else int(period)
        # The first five surveys are those of a journal's issue of January and February.
        edition = label.removeprefix("Jan.-Feb. ")
        surveys[edition, year] = (*surveys.get((edition, year), ()), column)
    for columns in surveys.values():
        if [column.rpartition(" / ")[2] for column in columns] != FIGURES:
            raise SourceFileError(
                where,
                f"{', '.join(columns)} are not {', '.join(FIGURES)}",
                "Teach its loader.",
            )
    return surveys


def _check_counts(path: Path, counted: Mapping[tuple[str, str], int]) -> None:
    label = "FIW Survey Edition*"
    sheet = read_sheet(path, "Historical distribution", header=1, columns=[label, *COUNTS])
    seen = set()
    for row in sheet:
        edition = str(row.cells[label])
        if edition == "Notes:":
            break
        found = re.search(r"\d{4}", edition)  # "1983-1984" is 1983-84 in the other sheets
        if found is None:
            continue  # an empty row
        seen.add(found.group())
        for column, status in COUNTS.items():
            count = counted.get((found.group(), status), 0)
            if count != row.required_whole(column):
                raise row.refuse(
                    f"{column} is {row.required_whole(column)}; the sheet of ratings has {count}",
                    "Look whether its columns have moved.",
                )
    uncounted = {edition for edition, _ in counted} - seen
    if uncounted:
        raise SourceFileError(
            f"{path.name}, sheet {sheet.name!r}",
            f"no count of edition(s) {', '.join(sorted(uncounted))}",
            "Look whether its columns have moved.",
        )
