"""Define the command that asks for US security assistance: by fiscal year, account and programme."""

from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    Request,
    Span,
    country_codes,
    country_option,
    once,
    request_options,
    span_options,
)
from indicators.cli.output import Record, as_table, note, records_of
from indicators.errors import QuestionError

if TYPE_CHECKING:
    import pandas as pd

    from indicators.assistance.ask import Assistance

BY = ("year", "account", "program")
OVERVIEW = (
    "iso3",
    "fiscal_year",
    "military",
    "nadr",
    "narcotics_control",
    "together",
    "together_per_head",
    "portal_military",
    "trainees",
    "training_cost",
    "status",
)
UNITS = (
    "Money in million US$ of the year, together_per_head in US$; trainees are places on courses. "
    "portal_military is ForeignAssistance.gov's."
)


@click.command()
@country_option
@span_options
@once(
    "--by",
    type=click.Choice(BY),
    default=["year"],
    help="A row for each fiscal year (default), each account of the money, or each training programme.",
)
@request_options
def assistance(countries: tuple[str, ...], span: Span, by: str, request: Request) -> None:
    """Print US security assistance by recipient and fiscal year (October to September).

    Obligations to 2020 come from the Greenbook in three groups: Military, NADR with Anti-terrorism
    Assistance, Narcotics Control. Beside them stand Military of ForeignAssistance.gov, trainees and their
    cost. Money is in million US$; columns with 2020 are in US$ of 2020. A missing row means that nothing is
    recorded, not zero.
    """
    from indicators.assistance.ask import assistance as known_on

    years = span.years
    opened = request.open()
    codes = country_codes(countries, opened.catalogue.countries)
    known = known_on(opened, as_of=request.day)
    for sentence in known.absent:
        note(sentence)
    rows = _rows(known, by, codes)
    if years is not None:
        rows = rows[rows["fiscal_year"].between(*years)]
    if rows.empty:
        raise QuestionError("assistance", "no row matches", _held(known, by, codes))
    for code in codes or ():
        if code not in set(rows["iso3"]):
            note(f"no row of {code}")
    records = records_of(rows)
    table = (lambda: _text(records, rows)) if by == "year" else None
    request.show(list(rows.columns), records, table=table)


def _rows(known: "Assistance", by: str, codes: list[str] | None) -> "pd.DataFrame":
    if by == "year":
        return known.years(codes)
    recipients = codes or sorted({*known.accounts["iso3"], *known.programs["iso3"]})
    return known.by_account(recipients) if by == "account" else known.by_program(recipients)


def _held(known: "Assistance", by: str, codes: list[str] | None) -> str:
    years = _rows(known, by, codes)["fiscal_year"]
    if years.empty:
        return "Choose another country, or a later day."
    return f"There are rows for fiscal years {years.min()} to {years.max()}."


def _text(records: list[Record], rows: "pd.DataFrame") -> str:
    """Write the overview for people, with units and notes on single years below."""
    from indicators.assistance.ask import FISCAL, notes_of

    short = [{name: _shown(value) for name, value in record.items()} for record in records]
    notes = [f"{UNITS} {FISCAL}", *notes_of(rows)]
    return as_table(OVERVIEW, short) + "\n" + "\n".join(notes) + "\n"


def _shown(value: object) -> object:
    """Round a cell of the overview to two decimals; an empty text becomes None."""
    if isinstance(value, float):
        return round(value, 2)
    return None if value == "" else value
