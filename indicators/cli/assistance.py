"""Define the command that asks for US security assistance: by fiscal year, account and programme."""

from collections.abc import Sequence

import click

from indicators.answers.answer import Record
from indicators.answers.reading import ASSISTANCE_BY, country_codes
from indicators.cli.options import Request, Span, country_option, once, request_options, span_options
from indicators.cli.output import as_table

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
    type=click.Choice(ASSISTANCE_BY),
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
    from indicators.answers.figures import assistance as answer

    years = span.years
    opened = request.open()
    codes = country_codes(countries, opened.catalogue.countries)
    known = answer(opened, countries=codes, years=years, by=by, as_of=request.day)
    request.answer(known, table=(lambda: _text(known.records)) if by == "year" else None)


def _text(records: Sequence[Record]) -> str:
    """Write the overview for people, with units and notes on single years below."""
    import pandas as pd

    from indicators.assistance.ask import FISCAL, notes_of

    short = [{name: _shown(value) for name, value in record.items()} for record in records]
    notes = [f"{UNITS} {FISCAL}", *notes_of(pd.DataFrame(records))]
    return as_table(OVERVIEW, short) + "\n" + "\n".join(notes) + "\n"


def _shown(value: object) -> object:
    """Round a cell of the overview to two decimals; an empty text becomes None."""
    if isinstance(value, float):
        return round(value, 2)
    return None if value == "" else value
