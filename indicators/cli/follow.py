"""Define the commands that follow one figure: through its editions, and to its publisher's file."""

import click

from indicators.cli.options import (
    Request,
    indicator_option,
    once,
    one_country,
    one_country_option,
    request_options,
    year_number,
)
from indicators.cli.output import as_blocks, records_of

year_option = once("--year", metavar="Y", type=year_number, required=True, help="The data year of the value.")

TRACE_COLUMNS = (
    "indicator",
    "iso3",
    "year",
    "edition",
    "value",
    "published",
    "source",
    "file",
    "sheet",
    "row",
    "column",
    "sha256",
    "address",
    "by_hand",
    "fetched",
    "processing",
    "licence",
    "snapshot",
)


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
    from indicators.snapshot import questions as answers
    from indicators.snapshot.revisions import COLUMNS

    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    table = answers.revisions(opened, indicator, iso3, year, as_of=request.day)
    request.show(COLUMNS, records_of(table.assign(published=table["published"].astype("str"))))


@click.command()
@indicator_option
@one_country_option
@year_option
@once("--edition", metavar="E", default=["newest"], help="An edition's id. Default: the newest.")
@request_options
def trace(indicator: str, country: str, year: int, edition: str, request: Request) -> None:
    """Trace one figure to its publisher's file, sheet, row and column, and list our changes to it."""
    from indicators.snapshot.trace import trace as trace_of

    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    origin = trace_of(opened, indicator, iso3, year, edition=edition, as_of=request.day)
    record = {
        "indicator": indicator,
        "iso3": iso3,
        "year": year,
        "edition": origin.edition.id,
        "value": float(origin.figures["value"]),
        "published": origin.edition.published.isoformat(),
        "source": origin.source.name,
        "file": origin.file,
        "sheet": origin.sheet or None,
        "row": origin.row,
        "column": origin.column,
        "sha256": origin.sha256,
        "address": origin.address,
        "by_hand": origin.by_hand,
        "fetched": origin.fetched,
        "processing": " ".join(origin.processing),
        "licence": origin.source.licence,
        "snapshot": origin.snapshot,
    }
    request.show(TRACE_COLUMNS, [record], table=lambda: as_blocks(TRACE_COLUMNS, [record]))
