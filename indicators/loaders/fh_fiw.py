"""Freedom House's Freedom in the World.

An edition judges the year before it: the year here is the year judged. The workbook of 2013-2025 has every
question; an older one has the sums of the editions 2003-2021, a third the ratings and statuses of all
editions since 1973. A figure that stands in several must be the same in all. The headline figures of 2026
were transcribed by people.

The scores hang together: questions add up to sums, a sum lies in the band of its rating, and the status
follows from the two ratings. Every row is held against that, so that neither a column that moved nor a
slip of the pen passes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from indicators.loaders.fh_fiw_ratings import NAME, read_ratings, status_of
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, Sheet, read_csv, read_sheet
from indicators.model import Status
from indicators.snapshot.schema import observations

WORKBOOK = "All_data_FIW_2013-2024.xlsx"
RATINGS = "Country_and_Territory_Ratings_and_Statuses_FIW_1973-2024.xlsx"
AGGREGATES = "Aggregate_Category_and_Subcategory_Scores_FIW_2003-2021.xlsx"
HEADLINE = "fiw_2026_headline_transcribed.csv"

QUESTIONS = {
    "A1": "fh_fiw.head_of_government_elections",
    "A2": "fh_fiw.legislative_elections",
    "A3": "fh_fiw.electoral_laws",
    "B1": "fh_fiw.opposition_parties",
    "B2": "fh_fiw.opposition_opportunity",
    "B3": "fh_fiw.free_political_choices",
    "B4": "fh_fiw.minority_political_rights",
    "C1": "fh_fiw.policy_made_by_the_elected",
    "C2": "fh_fiw.safeguards_against_corruption",
    "C3": "fh_fiw.government_transparency",
    "D1": "fh_fiw.free_media",
    "D2": "fh_fiw.religious_freedom",
    "D3": "fh_fiw.academic_freedom",
    "D4": "fh_fiw.free_personal_expression",
    "E1": "fh_fiw.freedom_of_assembly",
    "E2": "fh_fiw.freedom_for_ngos",
    "E3": "fh_fiw.freedom_for_trade_unions",
    "F1": "fh_fiw.independent_judiciary",
    "F2": "fh_fiw.due_process",
    "F3": "fh_fiw.freedom_from_physical_force",
    "F4": "fh_fiw.equal_treatment",
    "G1": "fh_fiw.freedom_of_movement",
    "G2": "fh_fiw.property_rights",
    "G3": "fh_fiw.personal_social_freedoms",
    "G4": "fh_fiw.equality_of_opportunity",
}
DISCRETIONARY = {
    "Add Q": "fh_fiw.forced_demographic_change",
    "Add A": "fh_fiw.consultation_in_monarchies",
}
CATEGORIES = {
    "A": "fh_fiw.electoral_process",
    "B": "fh_fiw.political_pluralism",
    "C": "fh_fiw.functioning_of_government",
    "D": "fh_fiw.freedom_of_expression_and_belief",
    "E": "fh_fiw.associational_rights",
    "F": "fh_fiw.rule_of_law",
    "G": "fh_fiw.personal_autonomy",
}
SUMS = {"PR": "fh_fiw.political_rights", "CL": "fh_fiw.civil_liberties", "Total": "fh_fiw.total"}
POINTS = {**QUESTIONS, **DISCRETIONARY, **CATEGORIES, **SUMS}
RIGHTS_RATING = "fh_fiw.political_rights_rating"
LIBERTIES_RATING = "fh_fiw.civil_liberties_rating"
STATUS = "status"
RATED = (RIGHTS_RATING, LIBERTIES_RATING, STATUS)

EARLY_EDITIONS = {"FIW03": 2003, "FIW04": 2004, "FIW05": 2005}

# Not asked since edition 2018.
MISSING = {"Add A": ["N/A"]}

# What each sum is made of; the points of question Q are deducted.
PARTS: dict[str, dict[str, int]] = {
    **{category: {name: 1 for name in QUESTIONS if name[0] == category} for category in CATEGORIES},
    "PR": {"A": 1, "B": 1, "C": 1, "Add A": 1, "Add Q": -1},
    "CL": {"D": 1, "E": 1, "F": 1, "G": 1},
    "Total": {"PR": 1, "CL": 1},
}

# The least points for each rating from 1 to 6; below the last it is 7. So in every edition since 2003.
RIGHTS_BANDS = (36, 30, 24, 18, 12, 6)
LIBERTIES_BANDS = (53, 44, 35, 26, 17, 8)


@dataclass(frozen=True)
class Misprint:
    """A row that contradicts itself: what does not follow from its other figures, and what is left out."""

    broken: frozenset[str]
    left_out: frozenset[str]
    reason: str


MISPRINTS = {
    ("Kosovo", 2006): Misprint(
        frozenset({"PR", "Status"}),
        frozenset({"Add Q", "Add A", "Status"}),
        "The answers to questions Q and A stand in each other's column: 5 + 5 + 3 less 3 is the 10 printed. "
        "Ratings of 6 and 5 are Not Free, as the workbook of ratings says, not Partly Free.",
    ),
    ("Kosovo", 2007): Misprint(
        frozenset({"PR", "CL", "Status"}),
        frozenset({"Add Q", "Add A", "Status"}),
        "As in edition 2006; besides, the parts of the civil liberties make 24 and not the 18 printed. Which "
        "of them is wrong cannot be told, and all stand as printed.",
    ),
}

LOOK = "Find out which is right before building; known misprints stand in MISPRINTS in fh_fiw.py."


class Judged(NamedTuple):
    """A country in an edition, and the year that the edition judges."""

    iso3: str
    edition: str
    year: int


@dataclass
class Held:
    """The figures read so far, by figure, country and edition, each from the first file that has it."""

    records: dict[tuple[str, str, str], dict[str, object]] = field(default_factory=dict)

    def add(
        self,
        row: Row,
        column: str,
        figure: str,
        value: int | str,
        judged: Judged,
        status: Status = Status.NORMAL,
    ) -> None:
        """Take a figure in; one that is held already must be the same, and from another file."""
        key = (figure, judged.iso3, judged.edition)
        known = self.records.get(key)
        if known is None:
            record = {"indicator": figure, **judged._asdict(), "value": value, "status": status.value}
            self.records[key] = {**record, **row.origin(column)}
        elif known["file"] == row.file:
            raise row.refuse(f"a second row of {judged.iso3} in edition {judged.edition}", LOOK)
        elif (known["value"], known["year"]) != (value, judged.year):
            raise row.refuse(
                f"{column} of {judged.iso3} in {judged.year} is {value}; {known['file']}, row "
                f"{known['row']}, has {known['value']} in {known['year']}",
                LOOK,
            )

    def observations(self) -> pd.DataFrame:
        return observations(pd.DataFrame([r for r in self.records.values() if r["indicator"] != STATUS]))

    def statuses(self) -> pd.DataFrame:
        """Key (iso3, year, edition); a rating is missing where only the status is known."""
        ratings = {"political_rights_rating": RIGHTS_RATING, "civil_liberties_rating": LIBERTIES_RATING}
        rows = []
        for (figure, iso3, edition), record in self.records.items():
            if figure == STATUS:
                of = {name: self.records.get((id, iso3, edition), {}) for name, id in ratings.items()}
                row = {"iso3": iso3, "year": record["year"], "edition": edition, "status": record["value"]}
                rows.append(row | {name: rating.get("value") for name, rating in of.items()})
        table = pd.DataFrame(rows).sort_values(["iso3", "year", "edition"], ignore_index=True)
        return table.astype({"year": "int16", **dict.fromkeys(ratings, "Int8")})


def parse(job: Job) -> Parsed:
    """Return observations of the `fh_fiw.*` scores and ratings, and the table `fh_fiw_status`.

    `fh_fiw_status` has iso3, year, edition, status, political_rights_rating, civil_liberties_rating
    (1-7, 1 is most free); key (iso3, year, edition). Territories without an ISO code are left out.
    Raises `SourceFileError` for an unknown name or status, a row that contradicts itself, or where two
    workbooks disagree.
    """
    held = Held()
    columns = {**POINTS, "PR rating": RIGHTS_RATING, "CL rating": LIBERTIES_RATING}
    sheet = read_sheet(job.files[WORKBOOK], "FIW13-25", header=2, columns=[*columns])
    _read_scores(job, held, sheet, columns)
    if RATINGS in job.files:
        for rating in read_ratings(job.files[RATINGS]):
            iso3 = job.iso3_of_name(rating.row, NAME)
            if iso3 is not None:
                judged = Judged(iso3, rating.edition, rating.year)
                values: list[int | str] = [rating.rights, rating.liberties, rating.status]
                for column, figure, value in zip(rating.columns, RATED, values, strict=True):
                    held.add(rating.row, column, figure, value, judged)
    if AGGREGATES in job.files:
        _read_aggregates(job, held)
    if HEADLINE in job.files:
        _read_headline(job, held)
    return Parsed(held.observations(), {"fh_fiw_status": held.statuses()})


def _read_aggregates(job: Job, held: Held) -> None:
    """Read sums and statuses of the editions 2006-2021 and sums of 2003-2005, which stand side by side."""
    path = job.files[AGGREGATES]
    sums = {**DISCRETIONARY, **CATEGORIES, **SUMS}
    columns = {**sums, "PR Rating": RIGHTS_RATING, "CL Rating": LIBERTIES_RATING}
    _read_scores(job, held, read_sheet(path, "FIW06-21", header=1, columns=[*columns]), columns)
    early = [f"{prefix} {label}" for prefix in EARLY_EDITIONS for label in SUMS]
    for row in read_sheet(path, "FIW03-05", header=1, columns=["Country/Territory", *early]):
        iso3 = job.iso3_of_name(row, "Country/Territory")
        for prefix, edition in EARLY_EDITIONS.items():
            of = {f"{prefix} {label}": figure for label, figure in SUMS.items()}
            points = {column: row.whole(column, missing=["-"]) for column in of}  # "-": no such state
            given = [number for number in points.values() if number is not None]
            if given and (len(given) < 3 or given[0] + given[1] != given[2]):
                raise row.refuse(f"{prefix} PR and CL do not make its Total", LOOK)
            if iso3 is not None and given:
                for (column, figure), value in zip(of.items(), given, strict=True):
                    held.add(row, column, figure, value, Judged(iso3, str(edition), edition - 1))


def _read_scores(job: Job, held: Held, sheet: Sheet, columns: Mapping[str, str]) -> None:
    """Read the figures and the status of each row, which is a country in an edition."""
    sheet.require(["Country/Territory", "Edition", "Status"])
    for row in sheet:
        numbers = {column: row.whole(column, missing=MISSING.get(column, ())) for column in columns}
        left_out = _check(row, {columns[column]: number for column, number in numbers.items()})
        iso3 = job.iso3_of_name(row, "Country/Territory")
        if iso3 is None:
            continue
        edition = row.year("Edition")
        figures = {**columns, "Status": STATUS}
        for column, value in {**numbers, "Status": status_of(row, "Status")}.items():
            if value is not None and column not in left_out:
                held.add(row, column, figures[column], value, Judged(iso3, str(edition), edition - 1))


def _check(row: Row, figures: Mapping[str, int | None]) -> Collection[str]:
    """Return the columns of a known misprint; raises if a row contradicts itself in another way."""
    found = _broken(figures, status_of(row, "Status"))
    known = MISPRINTS.get((row.text("Country/Territory"), row.year("Edition")))
    if found != (known.broken if known else set()):
        what = ", ".join(sorted(found)) or "nothing any longer"
        raise row.refuse(f"what does not follow from the other figures of the row: {what}", LOOK)
    return known.left_out if known else ()


def _broken(figures: Mapping[str, int | None], status: str) -> set[str]:
    """Find sums that differ from their parts, ratings outside their band, and a status against its rule."""
    points = {label: figures.get(figure) or 0 for label, figure in POINTS.items()}
    broken = {
        label
        for label, parts in PARTS.items()
        if all(POINTS[part] in figures for part in parts)
        and points[label] != sum(weight * points[part] for part, weight in parts.items())
    }
    ratings = _ratings(points["PR"], points["CL"])
    if ratings != (figures[RIGHTS_RATING], figures[LIBERTIES_RATING]):
        broken.add("ratings")
    if _status_by_rule(*ratings) != status:
        broken.add("Status")
    return broken


def _ratings(rights: int, liberties: int) -> tuple[int, int]:
    """Return the ratings of political rights and civil liberties by their points."""
    return (
        1 + sum(rights < least for least in RIGHTS_BANDS),
        1 + sum(liberties < least for least in LIBERTIES_BANDS),
    )


def _status_by_rule(rights: int, liberties: int) -> str:
    """Return the status by the two ratings, by the rule since edition 2004."""
    mean = (rights + liberties) / 2
    return "Free" if mean <= 2.5 else "Partly Free" if mean <= 5 else "Not Free"


def _read_headline(job: Job, held: Held) -> None:
    """Read the sums and statuses of edition 2026, transcribed; it gives no ratings."""
    columns = dict(zip(["political_rights", "civil_liberties", "score"], SUMS.values(), strict=True))
    for row in read_csv(job.files[HEADLINE], columns=["country", "iso", "status", *columns]):
        points = {column: _whole(row, column) for column in columns}
        rights, liberties, total = points.values()
        status = row.text("status")
        if rights + liberties != total or _status_by_rule(*_ratings(rights, liberties)) != status:
            raise row.refuse(
                f"{rights} and {liberties} do not make {total}, {status}", "Compare it with the page."
            )
        iso3 = job.iso3_of_name(row, "country")
        if iso3 is None:
            continue
        # Territories stand there without a code.
        if str(row.cells["iso"]) not in ("", job.countries.by_iso3[iso3].iso2):
            raise row.refuse(f"{row.text('country')} is not {row.text('iso')}", "Compare it with the page.")
        judged = Judged(iso3, "2026", 2025)
        for column, figure in columns.items():
            held.add(row, column, figure, points[column], judged, Status.TRANSCRIBED)
        held.add(row, "status", STATUS, status, judged, Status.TRANSCRIBED)


def _whole(row: Row, column: str) -> int:
    number = row.decimal(column)
    if number is None or not number.is_integer():
        raise row.refuse(f"{column} {row.cells[column]!r} is not a whole number", "Compare it with the page.")
    return int(number)
