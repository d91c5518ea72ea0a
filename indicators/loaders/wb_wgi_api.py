"""The WGI as the World Bank's interface gives it: one JSON file of the answers, which `fetch` writes.

`indicators` holds for each code the day of its last update and the rows as the interface gives them. Six
codes make up a dimension: estimate, its standard error, number of sources, score, the score's 90 % bounds.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job
from indicators.loaders.sheets import Row
from indicators.loaders.wb_wgi_classic import DIMENSIONS
from indicators.loaders.wb_wgi_revised import ESTIMATE, SCORE, Record, record

FILE = "worldbank_api_v2_wgi.json"
INTERFACE, SOURCE = "World Bank API v2", "3"

FIGURES = ("EST", "SE", "SR", "SC", "SC_LB", "SC_UB")
CODES = tuple(f"GOV_WGI_{dimension.upper()}.{figure}" for dimension in DIMENSIONS for figure in FIGURES)

# The first day on which the interface can have held a release. The rows themselves do not name it.
RELEASES = ((dt.date(2025, 1, 1), "2025-release"), (dt.date(2026, 9, 1), "2026-release"))

# What the interface gives beside economies: the World Bank's groups of them, as in its WDI of July 2025.
GROUPS = """
AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY
LTE MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC WLD
"""
AGGREGATES = frozenset(GROUPS.split())

ASK_AGAIN = "Ask the interface again; if its answers have changed, teach wb_wgi_api.py."


def parse(job: Job) -> list[Record]:
    """Return the records of a whole release: an estimate and a score by economy, dimension and year.

    Raises `SourceFileError` unless all codes of all dimensions are there, of one release that is known, and
    every economy has in a year all six figures of a dimension or none.
    """
    answers = _answers(job.files[FILE])
    release = _release(answers)
    found: dict[tuple[str, str, int], dict[str, Row]] = defaultdict(dict)
    for code in CODES:
        dimension, _, figure = code.removeprefix("GOV_WGI_").lower().partition(".")
        for iso3, row in _rows(job, code, answers[code]["rows"]):
            key = (dimension, iso3, int(row.text("date")))
            if figure in found[key]:
                raise row.refuse(f"a second row of {iso3} {key[2]}", ASK_AGAIN)
            found[key][figure] = row
    records = []
    for (dimension, iso3, year), rows in found.items():
        records += _records(dimension, release, iso3, year, {name.upper(): row for name, row in rows.items()})
    if not records:
        raise SourceFileError(FILE, "it holds no value", ASK_AGAIN)
    return records


def _answers(path: Path) -> dict[str, dict[str, Any]]:
    """Return the answers for each code; refuse the file unless all are there and as declared."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        asked, answers = (content["interface"], content["source"]), dict(content["indicators"])
        odd = [code for code, answer in answers.items() if not isinstance(answer["rows"], list)]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceFileError(
            path.name, f"it is not the answers of an interface ({error!r})", ASK_AGAIN
        ) from error
    if asked != (INTERFACE, SOURCE):
        what = f"it is of {asked[0]!r}, source {asked[1]!r}; the WGI are {INTERFACE!r}, source {SOURCE!r}"
        raise SourceFileError(path.name, what, ASK_AGAIN)
    for what, codes in (
        ("it has no answer for", [code for code in CODES if code not in answers]),
        ("it has an answer that is not known, for", sorted(set(answers) - set(CODES))),
        ("it has no rows of", odd),
    ):
        if codes:
            raise SourceFileError(path.name, f"{what} {', '.join(codes)}", ASK_AGAIN)
    return answers


def _release(answers: dict[str, dict[str, Any]]) -> str:
    """Return the release of all answers, by the day on which the interface last updated them."""
    releases = {code: _release_of(code, answers[code].get("lastupdated")) for code in CODES}
    first = releases[CODES[0]]
    for code, release in releases.items():
        if release != first:
            raise SourceFileError(FILE, f"{CODES[0]} is of the {first}, {code} of the {release}", ASK_AGAIN)
    return first


def _release_of(code: str, updated: object) -> str:
    try:
        day = dt.date.fromisoformat(str(updated))
    except ValueError:
        raise SourceFileError(f"{FILE}, {code}", f"`lastupdated` is {updated!r}, no day", ASK_AGAIN) from None
    known = [release for first, release in RELEASES if first <= day]
    if not known or day.year > RELEASES[-1][0].year:
        raise SourceFileError(
            f"{FILE}, {code}",
            f"it was last updated on {day}: which release that is, is not known",
            "Add the release to RELEASES in wb_wgi_api.py, and its indicators and edition to wb_wgi.toml.",
        )
    return known[-1]


def _rows(job: Job, code: str, entries: list[Any]) -> Iterator[tuple[str, Row]]:
    """Yield the rows of economies with a value, each with its country; refuse any odd row."""
    for number, entry in enumerate(entries, start=1):
        row = _row(code, number, entry)
        if row.cells["code"] in AGGREGATES:
            continue
        # The interface leaves some economies without a code, such as Taiwan and Niue: their names are known.
        if row.cells["code"] == "":
            iso3 = job.iso3_of_name(row, "country")
        else:
            iso3 = job.iso3_of_code(row, "code", "country")
        if iso3 is not None and row.number_of("value", missing=[""]) is not None:
            yield iso3, row


def _row(code: str, number: int, entry: Any) -> Row:
    """Return a row of an answer as a row of a table named by its code; null is an empty cell."""
    try:
        cells = {
            "indicator": entry["indicator"]["id"],
            "country": entry["country"]["value"],
            "code": entry["countryiso3code"],
            "date": entry["date"],
            "value": "" if entry["value"] is None else entry["value"],
            "remarks": [entry["unit"], entry["obs_status"]],
        }
    except (KeyError, TypeError) as error:
        raise Row(FILE, code, number, {}).refuse(
            f"it is not a row of the interface ({error!r})", ASK_AGAIN
        ) from None
    row = Row(FILE, code, number, cells)
    if cells["indicator"] != code:
        raise row.refuse(f"it is of {cells['indicator']!r}", ASK_AGAIN)
    if not (isinstance(cells["date"], str) and len(cells["date"]) == 4 and cells["date"].isdecimal()):
        raise row.refuse(f"`date` is {cells['date']!r}, no year", ASK_AGAIN)
    if any(remark not in ("", None) for remark in cells["remarks"]):
        raise row.refuse(f"a unit or a status that is not known: {cells['remarks']}", ASK_AGAIN)
    return row


def _records(dimension: str, release: str, iso3: str, year: int, rows: dict[str, Row]) -> list[Record]:
    """Return the estimate and score of an economy, dimension and year from the six rows of its figures."""
    absent = [figure for figure in FIGURES if figure not in rows]
    if absent:
        row = next(iter(rows.values()))
        raise row.refuse(f"{iso3} {year} has a value here, but none of {', '.join(absent)}", ASK_AGAIN)
    value = {figure: row.required_number("value") for figure, row in rows.items()}
    n_sources = rows["SR"].required_whole("value")
    return [
        record(
            ESTIMATE,
            dimension,
            release,
            iso3,
            year,
            value["EST"],
            standard_error=value["SE"],
            n_sources=n_sources,
            origin=rows["EST"].origin("value"),
        ),
        record(
            SCORE,
            dimension,
            release,
            iso3,
            year,
            value["SC"],
            lower=value["SC_LB"],
            upper=value["SC_UB"],
            n_sources=n_sources,
            origin=rows["SC"].origin("value"),
        ),
    ]
