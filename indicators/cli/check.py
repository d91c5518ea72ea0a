"""Define the command that checks a claim against the snapshot."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indicators import refusals as questions
from indicators.answers.answer import Answer, Record
from indicators.answers.reading import PLACE_COLUMNS
from indicators.cli.options import as_of_option, once, open_snapshot, snapshot_option
from indicators.cli.output import MISSING, as_blocks, show

if TYPE_CHECKING:
    from indicators.claims.finding import Datum, Element, Finding
    from indicators.snapshot.snapshot import Snapshot

CHECK_COLUMNS = (
    "text",
    "rating",
    "rating_value",
    "words",
    "since_then",
    "reasons",
    "diagnosis",
    "explanation",
    "limits",
    "indicator",
    "country",
    "claimed_on",
    "as_of",
    *(f"{when}_{column}" for when in ("then", "now") for column in PLACE_COLUMNS),
    "elements",
    "data",
    "snapshot",
)
_ELEMENT = "{when}, {name}: {rating}"
_DATUM = "{when}: {value:g}, {indicator} {edition}, {file}, sheet {sheet!r}, row {row}, column {column!r}"


@click.command()
@click.argument("text")
@as_of_option
@once(
    "--claimed-on",
    metavar="DATE",
    type=questions.date,
    help="The day of the claim: what was known then decides.",
)
@once(
    "--format",
    type=click.Choice(["table", "json"]),
    default=["table"],
    help="table (a line for each column, missing is -) or json.",
)
@snapshot_option
def check(
    text: str,
    as_of: dt.date | None,
    claimed_on: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Check a claim that you type, in one of three forms.

    "Tajikistan ranks 152 of 175 in CPI 2014"; "Tajikistan scored 23 in CPI in 2014"; "CPI of Tajikistan
    fell from 24 to 20 between 2022 and 2023". `now_` is the figure known on --as-of; an index without an
    edition or a year means its newest. If a number agrees with another figure, `diagnosis` names that
    figure; this does not support the claim.
    """
    from indicators.claims.check import check_text

    opened = open_snapshot(snapshot)
    finding = check_text(text, opened, as_of=as_of or dt.date.today(), claimed_on=claimed_on)
    record = _check_record(finding)

    def table() -> str:
        lines = {
            "elements": _in_words(record["elements"], _ELEMENT),
            "data": _in_words(record["data"], _DATUM),
        }
        return as_blocks(CHECK_COLUMNS, [{**record, **lines}])

    show(format, CHECK_COLUMNS, [record], table=table)


def _check_record(finding: "Finding") -> Record:
    from indicators.answers.narrative import finding_record

    # The first decides: the day of the claim where it has one.
    judged = {when: one for when, one in (("then", finding.then), ("now", finding.now)) if one}
    return {
        **dict.fromkeys(CHECK_COLUMNS),
        **finding_record(finding),
        "text": finding.text,
        "rating_value": finding.rating_value,
        "words": finding.words,
        "diagnosis": [f"{one.code}: {one.text}" for one in finding.diagnosis],
        "limits": finding.limits,
        "country": finding.country,
        "claimed_on": finding.date.isoformat() if finding.date else None,
        "elements": [_element(when, e) for when, one in list(judged.items())[:1] for e in one.elements],
        "data": [_datum(when, datum) for when, one in judged.items() for datum in one.data],
        "snapshot": finding.snapshot,
    }


def _element(when: str, element: "Element") -> dict[str, Any]:
    return {
        "when": when,
        "name": element.name,
        "operator": element.operator,
        "claimed": element.claimed,
        "hedge": element.hedge,
        "found": element.found,
        "rating": element.rating.value,
        "reasons": [reason.value for reason in element.reasons],
        "formula": element.formula,
        **dict(element.outputs),
    }


def _datum(when: str, datum: "Datum") -> dict[str, Any]:
    return {
        "when": when,
        "indicator": datum.indicator,
        "iso3": datum.iso3,
        "year": datum.year,
        "edition": datum.edition,
        "released": datum.released.isoformat(),
        "value": datum.value,
        "standard_error": datum.standard_error,
        "comparison_error": datum.comparison_error,
        "file": datum.origin.file,
        "sha256": datum.origin.sha256,
        "sheet": datum.origin.sheet,
        "row": datum.origin.row,
        "column": datum.origin.column,
    }


def _in_words(records: list[dict[str, Any]], form: str) -> str:
    return "; ".join(form.format_map(record) for record in records) or MISSING


def check_answer(
    snapshot: "Snapshot", text: str, *, as_of: dt.date, claimed_on: dt.date | None = None
) -> Answer:
    """Check a claim as the command does, and return its finding as one record."""
    from indicators.claims.check import check_text

    finding = check_text(text, snapshot, as_of=as_of, claimed_on=claimed_on)
    return Answer(CHECK_COLUMNS, [_check_record(finding)])
