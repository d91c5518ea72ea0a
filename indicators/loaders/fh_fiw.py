"""Freedom House's Freedom in the World.

An edition judges the year before it: the year here is the year judged. The workbook of 2013-2025 has
every sub-question; totals of the editions 2003-2012 come from the older aggregate workbook.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import Row, read_sheet
from indicators.schema import observations

WORKBOOK = "All_data_FIW_2013-2024.xlsx"
AGGREGATES = "Aggregate_Category_and_Subcategory_Scores_FIW_2003-2021.xlsx"

SCORES = {
    "Total": "fh_fiw.total",
    "PR": "fh_fiw.political_rights",
    "CL": "fh_fiw.civil_liberties",
    "B1": "fh_fiw.opposition_parties",
    "D2": "fh_fiw.religious_freedom",
}
SUMS = {label: SCORES[label] for label in ("Total", "PR", "CL")}
STATUSES = {"F": "Free", "PF": "Partly Free", "NF": "Not Free"}
EARLY_EDITIONS = {"FIW03": 2003, "FIW04": 2004, "FIW05": 2005}


def parse(job: Job) -> Parsed:
    """Observations of the five `fh_fiw.*` scores, and the table `fh_fiw_status`.

    `fh_fiw_status` has iso3, year, edition, status, political_rights_rating, civil_liberties_rating
    (1-7, 1 is most free); key (iso3, year, edition). Territories without an ISO code are left out.
    Raises `SourceFileError` for an unknown name or status, or where the two workbooks disagree.
    """
    columns = ["Country/Territory", "C/T", "Edition", "Status", "PR rating", "CL rating", *SCORES]
    scores, statuses = [], []
    for row in read_sheet(job.files[WORKBOOK], "FIW13-25", header=2, columns=columns):
        iso3 = job.iso3_of_name(row, "Country/Territory")
        if iso3 is not None:
            scores += _scores(row, iso3, row.required_whole("Edition"), SCORES)
            statuses.append(_status(row, iso3, "PR rating", "CL rating"))
    recent = pd.DataFrame(scores)
    if AGGREGATES not in job.files:
        return Parsed(observations(recent), {"fh_fiw_status": _status_table(statuses)})
    older_scores, older_statuses = _aggregates(job)
    older = pd.DataFrame(older_scores)
    agree(
        recent[["indicator", "iso3", "edition", "value"]],
        older[["indicator", "iso3", "edition", "value"]],
        on=["indicator", "iso3", "edition"],
        file=AGGREGATES,
        tolerance=0,
    )
    first = recent["year"].min()
    older = older[older["year"] < first]
    older_statuses = [status for status in older_statuses if status["year"] < first]
    return Parsed(
        observations(pd.concat([recent, older])),
        {"fh_fiw_status": _status_table([*statuses, *older_statuses])},
    )


def _aggregates(job: Job) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Sums and statuses of the editions 2006-2021, and the sums of 2003-2005, which stand side by side."""
    scores, statuses = [], []
    columns = ["Country/Territory", "Edition", "Status", "PR Rating", "CL Rating", *SUMS]
    for row in read_sheet(job.files[AGGREGATES], "FIW06-21", header=1, columns=columns):
        iso3 = job.iso3_of_name(row, "Country/Territory")
        if iso3 is not None:
            scores += _scores(row, iso3, row.required_whole("Edition"), SUMS)
            statuses.append(_status(row, iso3, "PR Rating", "CL Rating"))
    early = [f"{prefix} {label}" for prefix in EARLY_EDITIONS for label in SUMS]
    for row in read_sheet(job.files[AGGREGATES], "FIW03-05", header=1, columns=["Country/Territory", *early]):
        iso3 = job.iso3_of_name(row, "Country/Territory")
        if iso3 is not None:
            for prefix, edition in EARLY_EDITIONS.items():
                labels = {f"{prefix} {label}": indicator for label, indicator in SUMS.items()}
                scores += _scores(row, iso3, edition, labels)
    return scores, statuses


def _scores(row: Row, iso3: str, edition: int, labels: dict[str, str]) -> list[dict[str, object]]:
    return [
        {
            "indicator": indicator,
            "iso3": iso3,
            "year": edition - 1,
            "edition": str(edition),
            "value": value,
            **row.origin(label),
        }
        for label, indicator in labels.items()
        if (value := row.number_of(label, missing=["N/A", "-"])) is not None
    ]


def _status(row: Row, iso3: str, rights: str, liberties: str) -> dict[str, object]:
    status = row.text("Status")
    if status not in STATUSES:
        raise row.refuse(f"unknown status {status!r}", f"It should be one of {', '.join(STATUSES)}.")
    edition = row.required_whole("Edition")
    return {
        "iso3": iso3,
        "year": edition - 1,
        "edition": str(edition),
        "status": STATUSES[status],
        "political_rights_rating": row.required_whole(rights),
        "civil_liberties_rating": row.required_whole(liberties),
    }


def _status_table(statuses: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(statuses).sort_values(["iso3", "year", "edition"], ignore_index=True)
    return table.astype(
        {"year": "int16", "political_rights_rating": "int8", "civil_liberties_rating": "int8"}
    )
