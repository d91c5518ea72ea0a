"""Define the commands that follow one figure: through its editions, and to its publisher's file."""

import click

from indicators.answers.reading import one_country, year_number
from indicators.cli.options import Request, indicator_option, once, one_country_option, request_options
from indicators.cli.output import as_blocks

year_option = once("--year", metavar="Y", type=year_number, required=True, help="The data year of the value.")


@click.command()
@indicator_option
@one_country_option
@year_option
@request_options
def revisions(indicator: str, country: str, year: int, request: Request) -> None:
    """Print one figure in every edition: then, now, the difference, and the standard error.

    Rows of another indicator show the same measure by another method of the same source; they are not
    revisions.
    """
    from indicators.answers.figures import revisions as answer

    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    request.answer(answer(opened, indicator, iso3, year, as_of=request.day))


@click.command()
@indicator_option
@one_country_option
@year_option
@once("--edition", metavar="E", default=["newest"], help="An edition's id. Default: the newest.")
@request_options
def trace(indicator: str, country: str, year: int, edition: str, request: Request) -> None:
    """Trace one figure to its publisher's file, sheet, row and column, and list our changes to it."""
    from indicators.answers.figures import trace as answer

    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    origin = answer(opened, indicator, iso3, year, edition=edition, as_of=request.day)
    request.answer(origin, table=lambda: as_blocks(origin.columns, origin.records))
