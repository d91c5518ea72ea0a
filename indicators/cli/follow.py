"""The commands that follow one figure: through its editions, and to its publisher's file."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    as_of_option,
    country_codes,
    format_option,
    once,
    open_snapshot,
    snapshot_option,
    year_number,
)
from indicators.cli.output import as_blocks, records_of, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.geography import Countries

indicator_option = once("--indicator", metavar="I", required=True, help="Id such as ti_cpi.score.")
year_option = once(
    "--year", metavar="Y", type=year_number, required=True, help="The year that the value describes."
)
one_country_option = once("--country", metavar="C", required=True, help="Code or name of one country.")

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
@as_of_option
@format_option
@snapshot_option
def revisions(
    indicator: str, country: str, year: int, as_of: dt.date | None, format: str, snapshot: Path | None
) -> None:
    """Print one figure in every edition held: then, now, the difference, against its standard error.

    Rows of another indicator are the same by another method of the same source; they are no revisions.
    """
    from indicators.snapshot import questions as answers
    from indicators.snapshot.revisions import COLUMNS

    there = open_snapshot(snapshot)
    [iso3] = _one_country(country, there.catalogue.countries)
    found = answers.revisions(there, indicator, iso3, year, as_of=as_of or dt.date.today())
    show(format, COLUMNS, records_of(found.assign(published=found["published"].astype("str"))))


@click.command()
@indicator_option
@one_country_option
@year_option
@once("--edition", metavar="E", default=["newest"], help="An edition's id. Default: the newest.")
@as_of_option
@format_option
@snapshot_option
def trace(
    indicator: str,
    country: str,
    year: int,
    edition: str,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Follow one figure to its publisher's file, sheet, row and column, and what was done to it."""
    from indicators.snapshot.trace import trace as trace_of

    there = open_snapshot(snapshot)
    [iso3] = _one_country(country, there.catalogue.countries)
    found = trace_of(there, indicator, iso3, year, edition=edition, as_of=as_of or dt.date.today())
    record = {
        "indicator": indicator,
        "iso3": iso3,
        "year": year,
        "edition": found.edition.id,
        "value": float(found.figures["value"]),
        "published": found.edition.published.isoformat(),
        "source": found.source.name,
        "file": found.file,
        "sheet": found.sheet or None,
        "row": found.row,
        "column": found.column,
        "sha256": found.sha256,
        "address": found.address,
        "by_hand": found.by_hand,
        "fetched": found.fetched,
        "processing": " ".join(found.processing),
        "licence": found.source.licence,
        "snapshot": found.snapshot,
    }
    show(format, TRACE_COLUMNS, [record], table=lambda: as_blocks(TRACE_COLUMNS, [record]))


def _one_country(given: str, countries: "Countries") -> list[str]:
    found = country_codes([given], countries) or []
    if len(found) != 1:
        raise QuestionError("country", f"{given[:60]!r} is not one country", "Give one code, such as TJK.")
    return found
