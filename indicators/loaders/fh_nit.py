"""Freedom House's Nations in Transit: Tajikistan's ratings of 2009-2018, and scores of 17 countries in 2015.

Both were transcribed from the press, so every edition is held in part. Ratings run from 1 to 7, 7 the worst;
the editions from 2020 on turn the scale round and are not held.
"""

from collections.abc import Iterator

import pandas as pd

from indicators.loaders.checks import FIND_OUT, Once, check_columns, check_last_line, check_year, required
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import Row, Sheet, read_csv
from indicators.model import Status
from indicators.snapshot.schema import observations

TAJIKISTAN = "nit_tajikistan_2009_2018.csv"
SCORES_2015 = "nit2015_democracy_scores_17_countries_transcribed.csv"

SCORE = "fh_nit.democracy_score"
CATEGORIES = {
    "National Democratic Governance": "fh_nit.national_democratic_governance",
    "Electoral Process": "fh_nit.electoral_process",
    "Civil Society": "fh_nit.civil_society",
    "Independent Media": "fh_nit.independent_media",
    "Local Democratic Governance": "fh_nit.local_democratic_governance",
    "Judicial Framework and Independence": "fh_nit.judicial_framework_and_independence",
    "Corruption": "fh_nit.corruption",
}
FIGURES = {**CATEGORIES, "Democracy Score": SCORE}


def parse(job: Job) -> Parsed:
    """Return observations of the `fh_nit.*` ratings; the year is the one before the edition.

    Raises `SourceFileError` for an unknown category or country, a rating outside 1 to 7, an edition without
    all of its categories, a score that is not their mean, and where the two files disagree.
    """
    ratings = pd.DataFrame(_tajikistan(job))
    _check_means(ratings)
    if SCORES_2015 in job.files:
        scores = pd.DataFrame(_scores_2015(job))
        key = ["indicator", "iso3", "edition"]
        agree(ratings[[*key, "value"]], scores[[*key, "value"]], on=key, file=SCORES_2015, tolerance=1e-9)
        ratings = pd.concat([ratings, scores[scores["iso3"] != "TJK"]])
    return Parsed(observations(ratings.drop(columns="row_read").assign(status=Status.TRANSCRIBED.value)))


def _tajikistan(job: Job) -> Iterator[dict[str, object]]:
    figure = "score_1_7_7_worst"
    once = Once()
    for row in _read(job, TAJIKISTAN, ["edition", "category", figure]):
        if row.text("category") not in FIGURES:
            raise row.refuse(f"unknown category {row.text('category')!r}", "Add it to fh_nit.py.")
        edition = check_year(row, row.year("edition"))
        once.check(row, edition, row.text("category"))
        yield _record(row, figure, FIGURES[row.text("category")], "TJK", edition)


def _scores_2015(job: Job) -> Iterator[dict[str, object]]:
    figure = "nit2015_democracy_score"
    once = Once()
    for row in _read(job, SCORES_2015, ["country", figure]):
        iso3 = job.iso3_of_name(row, "country")
        once.check(row, iso3)
        if iso3 is not None:
            yield _record(row, figure, SCORE, iso3, 2015)


def _read(job: Job, file: str, columns: list[str]) -> Sheet:
    check_last_line(job.files[file])
    sheet = read_csv(job.files[file], columns=columns)
    check_columns(sheet, columns, {})
    return sheet


def _record(row: Row, figure: str, indicator: str, iso3: str, edition: int) -> dict[str, object]:
    value = required(row, figure)
    if not 1 <= value <= 7:
        raise row.refuse(f"a rating of {value:g}, outside 1 to 7", FIND_OUT)
    return {
        "indicator": indicator,
        "iso3": iso3,
        "year": edition - 1,
        "edition": str(edition),
        "value": value,
        "row_read": row,
        **row.origin(figure),
    }


def _check_means(ratings: pd.DataFrame) -> None:
    """Raise unless every edition has all categories, and a score that is their mean to two decimals."""
    for edition, rows in ratings.groupby("edition"):
        values = rows.set_index("indicator")["value"]
        absent = [name for name, indicator in FIGURES.items() if indicator not in values]
        row = rows["row_read"].iloc[-1]
        if absent:
            raise row.refuse(f"edition {edition} lacks {', '.join(absent)}", FIND_OUT)
        mean = values[list(CATEGORIES.values())].mean()
        if abs(values[SCORE] - mean) > 0.0051:
            raise row.refuse(
                f"the score of edition {edition} is {values[SCORE]:g}, the mean of its ratings {mean:.2f}",
                FIND_OUT,
            )
