"""Define the command that compares one country's figures of two years."""

import click

from indicators.answers.answer import Answer
from indicators.answers.reading import one_country, year_number
from indicators.cli.options import Request, indicator_option, once, one_country_option, request_options
from indicators.cli.output import as_blocks


@click.command()
@indicator_option
@one_country_option
@once("--from", "year_from", metavar="Y", type=year_number, required=True, help="The earlier data year.")
@once("--to", "year_to", metavar="Y", type=year_number, required=True, help="The later data year.")
@request_options
def change(indicator: str, country: str, year_from: int, year_to: int, request: Request) -> None:
    """Compare one country's figures of two years: the difference, its test and its parts.

    A change of the CPI is split by its sources, a change of rank by score and by the countries ranked:
    positive means ranks gained. `standard_error` is the published error, `comparison_error` the error that
    the test uses. `verdict` says if the change is beyond the margin of error, `reason` why it is not tested.
    A change across a break of method is refused, with the name of the break.
    """
    from indicators.answers.change import change as answer

    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    compared = answer(opened, indicator, iso3, year_from, year_to, as_of=request.day)
    request.answer(compared, table=lambda: _table(compared))


def _table(compared: Answer) -> str:
    """Write the sentence first, then the columns that have a value."""
    [record] = compared.records
    columns = [column for column in compared.columns if record[column] not in (None, ())]
    columns.sort(key=lambda column: column != "sentence")
    return as_blocks(columns, [record])
