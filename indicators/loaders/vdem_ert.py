"""V-Dem's Episodes of Regime Transformation: when a country democratized or autocratized, as a table.

The file has a row for each country and year since 1900. Each episode stands in the rows of its years, and in
that of the year before, from which it starts.
"""

import re
from collections.abc import Iterator

import pandas as pd

from indicators.loaders.checks import FIND_OUT, Once, check_last_line, check_year, country, number, required
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, read_csv
from indicators.snapshot.schema import no_observations

FILE = "ert.csv"
EDITION = "v15"
FIRST_YEAR, LAST_YEAR = 1900, 2024

INDEX = "v2x_polyarchy"
# The outcomes of the codebook; an episode that the data cut off has none yet.
OUTCOMES = {
    "dem": {
        1: "democratic transition",
        2: "preempted democratic transition",
        3: "stabilized electoral autocracy",
        4: "reverted liberalization",
        5: "deepened democracy",
        6: "not known yet",
    },
    "aut": {
        1: "democratic breakdown",
        2: "preempted democratic breakdown",
        3: "diminished democracy",
        4: "averted regression",
        5: "regressed autocracy",
        6: "not known yet",
    },
}
KINDS = {"dem": "democratization", "aut": "autocratization"}
KEY = ["iso3", "kind", "start_year", "edition"]
DTYPES = {"start_year": "int16", "end_year": "int16", "index_before": "float64", "index_at_end": "float64"}


def parse(job: Job) -> Parsed:
    """Return the table `vdem_ert_episodes`, key `KEY`; no observations.

    Raises `SourceFileError` for an unknown unit or outcome, a country and year twice, an episode whose rows
    disagree or lack a year, and a year that the release cannot have.
    """
    check_last_line(job.files[FILE])
    fields = ("ep", "ep_id", "ep_start_year", "ep_end_year", "pre_ep_year", "ep_outcome", "ep_censored")
    columns = ["country_text_id", "country_name", "year", INDEX]
    columns += [f"{kind}_{field}" for kind in KINDS for field in fields]
    once = Once()
    records = []
    for row in read_csv(job.files[FILE], columns=columns):
        year = check_year(row, row.year("year"))
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise row.refuse(
                f"a row of {year}; release {EDITION} ends with {LAST_YEAR}", "Teach vdem_ert.py the release."
            )
        once.check(row, row.text("country_name"), year)
        iso3 = country(job, row, "country_text_id", "country_name")
        if iso3 is not None:
            records += list(_parts(row, iso3, year))
    table = pd.DataFrame(_episodes(records)).astype(DTYPES)
    return Parsed(no_observations(), {"vdem_ert_episodes": table.sort_values(KEY, ignore_index=True)})


def _parts(row: Row, iso3: str, year: int) -> Iterator[dict[str, object]]:
    """Yield a row's parts of the episodes to which it belongs, or which start in the year after."""
    for kind, name in KINDS.items():
        id = row.text(f"{kind}_ep_id")
        is_within, is_ongoing = _flag(row, f"{kind}_ep"), _flag(row, f"{kind}_ep_censored")
        is_before = not is_within and id != "NA"
        if is_before != _flag(row, f"{kind}_pre_ep_year"):
            raise row.refuse(f"{kind}_pre_ep_year disagrees with the episode {id}", FIND_OUT)
        if is_within:
            start, end = row.year(f"{kind}_ep_start_year"), row.year(f"{kind}_ep_end_year")
            if not re.fullmatch(rf"\w+_{start}_{end}", id) or not start <= year <= end:
                raise row.refuse(f"{year} is within the episode {id}, from {start} to {end}", FIND_OUT)
            outcome = int(required(row, f"{kind}_ep_outcome"))
            if outcome not in OUTCOMES[kind]:
                raise row.refuse(f"unknown outcome {outcome} of {name}", "Add it to OUTCOMES in vdem_ert.py.")
            yield {
                "id": id,
                "row": row,
                "year": year,
                "index": number(row, INDEX, missing=("NA",)),
                "iso3": iso3,
                "kind": name,
                "start_year": start,
                "end_year": end,
                "outcome": OUTCOMES[kind][6 if is_ongoing else outcome],
            }
        elif is_before:
            yield {
                "id": id,
                "row": row,
                "year": year,
                "index": number(row, INDEX, missing=("NA",)),
                "kind": name,
            }


def _flag(row: Row, column: str) -> bool:
    value = required(row, column)
    if value not in (0, 1):
        raise row.refuse(f"{column} is {value:g}, neither 0 nor 1", FIND_OUT)
    return value == 1


def _episodes(records: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    """Return one row for each episode, from the rows of its years, which must be all there and agree."""
    same = ["iso3", "start_year", "end_year", "outcome"]
    for (id, kind), rows in pd.DataFrame(records).groupby(["id", "kind"], sort=False):
        within = rows[rows["iso3"].notna()].sort_values("year")
        first = rows.iloc[0]["row"]
        if within.empty or len(within[same].drop_duplicates()) > 1:
            raise first.refuse(f"the rows of the {kind} {id} disagree", FIND_OUT)
        episode = within.iloc[0]
        start, end = int(episode["start_year"]), int(episode["end_year"])
        if within["year"].tolist() != list(range(start, end + 1)):
            raise first.refuse(f"the {kind} {id} lacks a year", FIND_OUT)
        before = rows[rows["iso3"].isna()]
        yield {
            **{name: episode[name] for name in same},
            "kind": kind,
            "index_before": before["index"].iloc[0] if len(before) else None,
            "index_at_end": within["index"].iloc[-1],
            "edition": EDITION,
        }
