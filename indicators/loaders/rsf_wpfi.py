"""Reporters Without Borders' World Press Freedom Index: one CSV file for each edition.

RSF measured in three ways, which are never joined: points (2002 to 2011-12), a scale of 0-100 (2013-2021),
and the mean of five contexts (2022 on). Codes tell the countries, names what is left out; the decimal mark is
a comma. Each file repeats the rank and the score of the edition before, which must be those of that edition's
own file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv
from indicators.model import Direction, Status
from indicators.snapshot.schema import observations

POINTS = "rsf_wpfi.score_2002_2012"
SCALE = "rsf_wpfi.score_2013_2021"
MEAN = "rsf_wpfi.score_2022"

# The indicator and the column of its rank, by the column of the value.
CONTEXTS = {
    "Political Context": ("rsf_wpfi.political_context", "Rank_Pol"),
    "Economic Context": ("rsf_wpfi.economic_context", "Rank_Eco"),
    "Legal Context": ("rsf_wpfi.legal_context", "Rank_Leg"),
    "Social Context": ("rsf_wpfi.social_context", "Rank_Soc"),
    "Safety": ("rsf_wpfi.safety", "Rank_Saf"),
}


@dataclass(frozen=True)
class File:
    """One edition's file: the year that it judges, and the columns, which RSF renames now and then.

    `before` are the columns that repeat the rank and the score of the edition before.
    """

    path: str
    edition: str
    year: int
    indicator: str
    score: str = "Score"
    rank: str = "Rank"
    name: str = "Country_EN"
    before: tuple[str, ...] = ("Rank N-1", "Score N-1")
    encoding: str = "utf-8-sig"
    status: Status = Status.NORMAL

    @property
    def figures(self) -> dict[str, tuple[str, str]]:
        own = {self.score: (self.indicator, self.rank)}
        return own | (CONTEXTS if self.indicator == MEAN else {})

    @property
    def columns(self) -> list[str]:
        ranks = [rank for _, rank in self.figures.values()]
        label = [] if self.status is Status.TRANSCRIBED else ["Year (N)"]
        return ["ISO", self.name, *self.figures, *ranks, *self.before, *label]


def _old(year: int, edition: str, judged: int, indicator: str) -> File:
    return File(f"{year}.csv", edition, judged, indicator, "Score N", "Rank N", "EN_country")


# Up to 2010 an edition judges the twelve months to its 1 September, two thirds of them in its own year; the
# joint edition judges December 2010 to November 2011, and every later one the year before its own.
FILES = (
    *(_old(year, str(year), year, POINTS) for year in range(2002, 2011)),
    _old(2012, "2011-12", 2011, POINTS),
    *(_old(year, str(year), year - 1, SCALE) for year in range(2013, 2022)),
    File("2022.csv", "2022", 2021, MEAN, before=("Rank N-1",)),
    File("2023.csv", "2023", 2022, MEAN),
    File("2024.csv", "2024", 2023, MEAN),
    File("2025.csv", "2025", 2024, MEAN, "Score 2025", encoding="cp1252"),
    File(
        "2026_numeric_columns_transcribed.csv",
        "2026",
        2025,
        MEAN,
        "Score 2026",
        name="ISO",
        before=(),
        status=Status.TRANSCRIBED,
    ),
)

# Codes that RSF changed with edition 2023: Kosovo, and the Organisation of Eastern Caribbean States.
FORMER_CODES = {"XKX": "XKO", "CSS": "XCD"}

# Rows whose score is not the mean of their contexts, which it otherwise is to a hundredth.
OFF_MEAN = {
    ("2023", "BFA"): "The contexts make 69.08, the score is 67.64, which edition 2024 repeats.",
    ("2026", "ESP"): "The contexts make 76.61, the score is 75.42; see LEFT_OUT.",
}

# Figures that are left out as they stand: value and rank as in the file, and why.
LEFT_OUT = {
    ("2026", "ESP", "Safety"): (
        ("96,46", "1"),
        "The figure and the rank of Norway, in a table that was copied by hand: with them the score of Spain "
        "does not come out, with 90.52 it would. Whether RSF or a copyist erred cannot be told.",
    ),
}

LOOK = "Compare the row with RSF's page; what is known stands in OFF_MEAN and LEFT_OUT in rsf_wpfi.py."


def parse(job: Job) -> Parsed:
    """Return observations of the three `rsf_wpfi.score_*` and of the five contexts, with RSF's ranks.

    Raises `SourceFileError` for an unknown code, a rank out of the order of the scores, a score that is not
    the mean of its contexts, or a file that does not repeat the edition before as it is.
    """
    freer = {indicator.id: indicator.direction for indicator in job.source.indicators}
    records: list[dict[str, object]] = []
    previous: dict[str, tuple[float, float]] = {}
    for file in FILES:
        if file.path not in job.files:
            previous = {}
            continue
        sheet = read_csv(job.files[file.path], columns=file.columns, delimiter=";", encoding=file.encoding)
        for column, (indicator, rank) in file.figures.items():
            _check_order(sheet, column, rank, freer[indicator])
        for row in sheet:
            if file.status is Status.NORMAL and row.text("Year (N)") != file.edition:
                raise row.refuse(
                    f"it is of edition {row.text('Year (N)')!r}, not {file.edition}", FETCH_AGAIN
                )
            if previous:
                _check_before(row, file, previous)
            _check_mean(row, file)
            iso3 = job.iso3_of_code(row, "ISO", file.name)
            if iso3 is not None:
                records += _records(row, file, iso3, n_ranked=len(sheet.rows))
        previous = {
            row.text("ISO"): (float(_rank(row, file.rank)), _number(row, file.score)) for row in sheet
        }
    return Parsed(observations(pd.DataFrame(records)))


def _records(row: Row, file: File, iso3: str, *, n_ranked: int) -> Iterator[dict[str, object]]:
    """Yield a row's score and contexts; `n_ranked` counts all rows of the file, since each has a rank."""
    for column, (indicator, rank) in file.figures.items():
        known = LEFT_OUT.get((file.edition, row.text("ISO"), column))
        if known is not None:
            if (row.text(column), row.text(rank)) != known[0]:
                raise row.refuse(f"{column} is no longer {known[0][0]}, rank {known[0][1]}", LOOK)
            continue
        yield {
            "indicator": indicator,
            "iso3": iso3,
            "year": file.year,
            "edition": file.edition,
            "value": _number(row, column),
            "rank": _rank(row, rank),
            "n_ranked": n_ranked,
            "status": file.status.value,
            **row.origin(column),
        }


def _number(row: Row, column: str) -> float:
    number = row.decimal(column, mark=",")
    assert number is not None  # nothing counts as missing
    return number


def _rank(row: Row, column: str) -> int:
    rank = row.text(column)
    if not rank.isdecimal():
        raise row.refuse(f"{column} {rank!r} is not a rank", FETCH_AGAIN)
    return int(rank)


def _check_order(sheet: Sheet, column: str, rank: str, freer: Direction) -> None:
    """Raise unless no country has a worse score than one ranked below it, or shares its rank by another."""
    sign = 1 if freer is Direction.HIGHER_IS_BETTER else -1
    ranked = sorted((_rank(row, rank), -sign * _number(row, column), row.number, row) for row in sheet)
    for (above, score, _, _), (below, next_score, _, row) in pairwise(ranked):
        if next_score < score or (above == below and next_score != score):
            raise row.refuse(
                f"{column} {row.text(column)} does not fit its rank {below}",
                "Look whether columns have moved.",
            )


def _check_mean(row: Row, file: File) -> None:
    """Raise unless the score is the mean of the five contexts, as both are rounded."""
    if file.indicator != MEAN:
        return
    score = _number(row, file.score)
    mean = sum(_number(row, context) for context in CONTEXTS) / len(CONTEXTS)
    fits = abs(mean - score) <= 0.01 + 1e-9
    if fits == ((file.edition, row.text("ISO")) in OFF_MEAN):
        raise row.refuse(f"the mean of the contexts is {mean:.3f}, the score {score:g}", LOOK)


def _check_before(row: Row, file: File, previous: dict[str, tuple[float, float]]) -> None:
    """Raise unless the row repeats the rank and the score of the edition before, or nothing where none is."""
    code = row.text("ISO")
    of = previous.get(code) or previous.get(FORMER_CODES.get(code, ""))
    for column, figure in zip(file.before, of or (None, None), strict=False):
        repeated = row.decimal(column, missing=[""], mark=",")
        if repeated != figure:
            raise row.refuse(
                f"{column} is {repeated}, and {figure} in the file of the edition before",
                "Find out which is the publisher's before building.",
            )
