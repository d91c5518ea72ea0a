"""Define the commands that ask for the article's claims and the dated events: claims, events."""

from pathlib import Path

import click

from indicators.answers.reading import country_codes, listed
from indicators.cli.options import (
    Request,
    Span,
    country_option,
    format_option,
    open_snapshot,
    request_options,
    snapshot_option,
    span_options,
)
from indicators.cli.output import as_blocks, as_table, note, show

CLAIM_OVERVIEW = ("id", "rating", "by", "display", "since_then", "paraphrase")
EVENT_OVERVIEW = ("id", "date", "countries", "category", "status", "title")


@click.command()
@click.option(
    "--id", "ids", metavar="C24", multiple=True, help="Repeat it, or separate with commas. Default: all."
)
@request_options
def claims(ids: tuple[str, ...], request: Request) -> None:
    """Print the article's claims, each with one verdict, about the day of the article.

    `rating` is the verdict, `verdict` what an editor found in other sources. `then_` is the newest edition on
    the day of the article, `now_` the newest on --as-of, and `since_then` says what changed. They are missing
    for a claim that no indicator can test; its `rating` is an editor's. The table is an overview; --id shows
    claims in full.
    """
    from indicators.answers.narrative import claims as answer

    chosen = listed(ids)
    found = answer(request.open(), ids=chosen, as_of=request.day)

    def table() -> str:
        return as_blocks(found.columns, found.records) if chosen else as_table(CLAIM_OVERVIEW, found.records)

    request.answer(found, table=table)


@click.command()
@country_option
@click.option(
    "--category",
    "categories",
    metavar="K",
    multiple=True,
    help="Such as corruption; repeat it, or separate with commas. Default: all.",
)
@span_options
@click.option("--unconfirmed", is_flag=True, help="List the unconfirmed events instead.")
@format_option
@snapshot_option
def events(
    countries: tuple[str, ...],
    categories: tuple[str, ...],
    span: Span,
    unconfirmed: bool,
    format: str,
    snapshot: Path | None,
) -> None:
    """List dated events: the confirmed ones without repetitions, or the unconfirmed ones.

    An event known only to a span of days counts for every year of the span.
    """
    from indicators.answers.narrative import events as answer

    years = span.years
    catalogue = open_snapshot(snapshot).catalogue
    found = answer(
        catalogue,
        countries=country_codes(countries, catalogue.countries),
        categories=listed(categories),
        years=years,
        is_confirmed=not unconfirmed,
    )
    for text in found.notes:
        note(text)

    def table() -> str:
        dates = [str(catalogue.narrative.event(record["id"]).when) for record in found.records]
        rows = [{**record, "date": date} for record, date in zip(found.records, dates, strict=True)]
        return as_table(EVENT_OVERVIEW, rows)

    show(format, found.columns, found.records, table=table)
