"""The CIRI Human Rights Data Project: its last release, 1981 to 2011.

Reproduction is prohibited: the file is read for a user who brings it, and is not part of the committed
snapshot. One row for each country and year; codes below zero say why a score is missing.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_csv
from indicators.snapshot.schema import observations

TABLE = "CIRI_Data_1981_2011.csv"
EDITION = "2014.04.14"

SCORES = {
    "PHYSINT": "physical_integrity",
    "DISAP": "disappearance",
    "KILL": "extrajudicial_killing",
    "POLPRIS": "political_imprisonment",
    "TORT": "torture",
    "NEW_EMPINX": "empowerment",
    "ASSN": "association",
    "SPEECH": "speech",
    "ELECSD": "electoral_self_determination",
    "NEW_RELFRE": "religion",
    "INJUD": "independence_of_judiciary",
}
# What the two indices are the sums of.
SUMS = {
    "PHYSINT": ["DISAP", "KILL", "POLPRIS", "TORT"],
    "NEW_EMPINX": ["ASSN", "FORMOV", "DOMMOV", "SPEECH", "ELECSD", "NEW_RELFRE", "WORKER"],
}
# Not scored; no government; government in the hands of another state; and a cell left empty.
MISSING = ["-999", "-77", "-66", ""]


def parse(job: Job) -> Parsed:
    """Return observations of the eleven `ciri.*` scores.

    Raises `SourceFileError` for an unknown name or code, or an index that is not the sum of its parts.
    """
    parts = [part for parts in SUMS.values() for part in parts]
    columns = list(dict.fromkeys(["CTRY", "YEAR", *SCORES, *parts]))
    records: list[dict[str, object]] = []
    for row in read_csv(job.files[TABLE], columns=columns):
        for index, summands in SUMS.items():
            _check_sum(row, index, summands)
        iso3 = job.iso3_of_name(row, "CTRY")
        if iso3 is not None:
            records += [
                {
                    "indicator": f"ciri.{id}",
                    "iso3": iso3,
                    "year": row.year("YEAR"),
                    "edition": EDITION,
                    "value": score,
                    **row.origin(column),
                }
                for column, id in SCORES.items()
                if (score := _score(row, column)) is not None
            ]
    return Parsed(observations(pd.DataFrame(records)))


def _score(row: Row, column: str) -> int | None:
    score = row.decimal(column, missing=MISSING)
    if score is None:
        return None
    if score != int(score) or score < 0:
        raise row.refuse(f"{column!r} is {row.cells[column]!r}, no score and no code for none", FETCH_AGAIN)
    return int(score)


def _check_sum(row: Row, index: str, summands: list[str]) -> None:
    """Raise unless an index is the sum of its parts, and is missing exactly where one of them is."""
    scores = [_score(row, part) for part in summands]
    given = [score for score in scores if score is not None]
    total = sum(given) if len(given) == len(scores) else None
    if _score(row, index) != total:
        seen = "nothing" if total is None else total
        raise row.refuse(f"{index!r} is {row.cells[index]!r}, but its parts add up to {seen}", FETCH_AGAIN)
