"""The command that asks for US security assistance: by fiscal year, by account, by programme."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    as_of_option,
    country_codes,
    country_option,
    format_option,
    once,
    open_snapshot,
    snapshot_option,
    year_span,
    years_options,
)
from indicators.cli.output import Record, as_table, note, records_of, show
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
@years_options
@once(
    "--by",
    type=click.Choice(BY),
    default=["year"],
    help="A row for each fiscal year (default), each account of the money, or each training programme.",
)
@as_of_option
@format_option
@snapshot_option
def assistance(
    countries: tuple[str, ...],
    year_from: int | None,
    year_to: int | None,
    by: str,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Print US security assistance by recipient and fiscal year (October to September).

    Obligations in three groups (Military, NADR with Anti-terrorism Assistance, Narcotics Control) of the
    Greenbook to 2020, Military of ForeignAssistance.gov beside them, trainees and their cost. Money is in
    million US$; columns with 2020 are in US$ of 2020. No row is nothing recorded, not zero.
    """
    from indicators.assistance.ask import assistance as known_on

    years = year_span(None, year_from, year_to)
    there = open_snapshot(snapshot)
    codes = country_codes(countries, there.catalogue.countries)
    known = known_on(there, as_of=as_of or dt.date.today())
    for sentence in known.absent:
        note(sentence)
    found = _rows(known, by, codes)
    if years is not None:
        found = found[found["fiscal_year"].between(*years)]
    if found.empty:
        raise QuestionError("assistance", "no row is like this", _held(known, by, codes))
    for code in codes or ():
        if code not in set(found["iso3"]):
            note(f"no row of {code}")
    records = records_of(found)
    table = (lambda: _text(records, found)) if by == "year" else None
    show(format, list(found.columns), records, table=table)


def _rows(known: "Assistance", by: str, codes: list[str] | None) -> "pd.DataFrame":
    if by == "year":
        return known.years(codes)
    every = codes or sorted({*known.accounts["iso3"], *known.programs["iso3"]})
    return known.by_account(every) if by == "account" else known.by_program(every)


def _held(known: "Assistance", by: str, codes: list[str] | None) -> str:
    years = _rows(known, by, codes)["fiscal_year"]
    if years.empty:
        return "Ask for another country, or as known on a later day."
    return f"Fiscal years held: {years.min()} to {years.max()}."


def _text(records: list[Record], found: "pd.DataFrame") -> str:
    """The overview for people; below it the units, and what is known of single years."""
    from indicators.assistance.ask import FISCAL, notes_of

    short = [{name: _shown(value) for name, value in record.items()} for record in records]
    below = [f"{UNITS} {FISCAL}", *notes_of(found)]
    return as_table(OVERVIEW, short) + "\n" + "\n".join(below) + "\n"


def _shown(value: object) -> object:
    """A cell of the overview: two decimals, and nothing for an empty text."""
    if isinstance(value, float):
        return round(value, 2)
    return None if value == "" else value
