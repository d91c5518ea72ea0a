"""Define the command that checks a claim, or every claim of a text, against the snapshot."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indicators import refusals as questions
from indicators.answers.answer import Answer, Record
from indicators.answers.reading import PLACE_COLUMNS
from indicators.cli.options import as_of_option, once, open_snapshot, snapshot_option
from indicators.cli.output import MISSING, as_blocks, emit, show
from indicators.clock import today
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.claims.finding import Datum, Element, Finding
    from indicators.claims.prose.report import Report
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


PROSE_COLUMNS = ("span", "read", "verdict_then", "verdict_now", "reasons", "explanation")


@click.command()
@click.argument("text", required=False)
@once("--file", metavar="FILE", help="A text file in UTF-8, such as an article; - is standard input.")
@as_of_option
@once(
    "--claimed-on",
    metavar="DATE",
    type=questions.date,
    help="The day of the claim or text: what was known then decides.",
)
@once(
    "--format",
    type=click.Choice(["table", "json", "html"]),
    default=["table"],
    help="table (a line for each column, missing is -), json, or html (the text with its claims marked).",
)
@snapshot_option
def check(
    text: str | None,
    file: str | None,
    as_of: dt.date | None,
    claimed_on: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Check a claim that you type, or every claim of a text.

    A sentence, a paragraph or an article: "Tajikistan ranks 152 of 175 in CPI 2014". Give it as TEXT, in
    --file, or on standard input. `now` is the figure known on --as-of; an index without an edition or a
    year means its newest. If a number agrees with another figure, a reason names that figure; this does
    not support the claim.
    """
    opened = open_snapshot(snapshot)
    day = as_of or today()
    if text is not None and file is not None:
        raise QuestionError("TEXT and --file", "both are given", "Give one of them.")
    finding = None if text is None or format == "html" else _typed(text, opened, day, claimed_on)
    if finding is not None:
        _show_finding(finding, format)
        return
    written = text if text is not None else _read(file or "-")
    _show_report(written, opened, day, claimed_on, format)


def _typed(text: str, snapshot: "Snapshot", as_of: dt.date, claimed_on: dt.date | None) -> "Finding | None":
    """Check a sentence of one of the forms; None for prose. Raises the error if it has no claim."""
    from indicators.claims.check import check_text
    from indicators.claims.prose.report import check_prose

    try:
        return check_text(text, snapshot, as_of=as_of, claimed_on=claimed_on)
    except QuestionError:
        report = check_prose(text, snapshot, as_of=as_of, claimed_on=claimed_on)
        if any(one.reading.index is not None for one in report.claims):
            return None
        raise


def _show_finding(finding: "Finding", format: str) -> None:
    record = _check_record(finding)

    def table() -> str:
        lines = {
            "elements": _in_words(record["elements"], _ELEMENT),
            "data": _in_words(record["data"], _DATUM),
        }
        return as_blocks(CHECK_COLUMNS, [{**record, **lines}])

    show(format, CHECK_COLUMNS, [record], table=table)


def _read(file: str) -> str:
    """Return the text of a file, or of standard input; raises `QuestionError` if it cannot be read."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise QuestionError(
            f"--file {file}", f"it cannot be read ({error.strerror})", "Name a text file."
        ) from error
    except UnicodeDecodeError as error:
        raise QuestionError(f"--file {file}", "it is not text in UTF-8", "Save it as UTF-8.") from error


def _show_report(
    text: str, snapshot: "Snapshot", as_of: dt.date, claimed_on: dt.date | None, format: str
) -> None:
    from indicators.claims.prose.report import check_prose, record

    report = check_prose(text, snapshot, as_of=as_of, claimed_on=claimed_on)
    if format == "json":
        emit(json.dumps(record(report), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
    elif format == "html":
        from indicators.export.marked_text import marked_html

        emit(marked_html(report).decode())
    else:
        emit(_report_table(report))


def _report_table(report: "Report") -> str:
    from indicators.claims.prose.report import record, summary

    records = record(report)
    blocks = [as_blocks(PROSE_COLUMNS, records["claims"])] if records["claims"] else []
    left = [f'not checked: "{one["text"]}". {one["why"]}\n' for one in records["not_checked"]]
    return "\n".join([*blocks, "".join(left), f"{summary(report)}\n"]).lstrip("\n")


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
    """Check a text as the command does: one record of a typed claim, or a record for each claim of prose.

    The notes name what of prose was not checked, and why.
    """
    finding = _typed(text, snapshot, as_of, claimed_on)
    if finding is not None:
        return Answer(CHECK_COLUMNS, [_check_record(finding)])
    from indicators.claims.prose.report import check_prose, record

    found = record(check_prose(text, snapshot, as_of=as_of, claimed_on=claimed_on))
    notes = tuple(f'not checked: "{one["text"]}". {one["why"]}' for one in found["not_checked"])
    columns = tuple(found["claims"][0]) if found["claims"] else PROSE_COLUMNS
    return Answer(columns, found["claims"], notes)
