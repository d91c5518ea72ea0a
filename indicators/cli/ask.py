"""Define the commands that ask for figures: sources, observations, rank."""

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.answers.answer import Record
from indicators.answers.reading import country_codes, listed, year_number
from indicators.cli.options import (
    Request,
    Span,
    country_option,
    format_option,
    indicator_option,
    once,
    open_snapshot,
    request_options,
    snapshot_option,
    span_options,
)
from indicators.cli.output import as_table, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot


@click.command()
@format_option
@snapshot_option
def sources(format: str, snapshot: Path | None) -> None:
    """List the sources: publisher, licence, editions, years, countries and indicators.

    The table lists the indicators below the sources; csv and json list the indicator ids of each source.
    """
    from indicators.answers import listings

    opened = open_snapshot(snapshot)
    answer = listings.sources(opened)
    table = functools.partial(_sources_table, opened, answer.columns, answer.records)
    show(format, answer.columns, answer.records, table=table)


def _sources_table(snapshot: "Snapshot", listed: Iterable[str], records: Iterable[Record]) -> str:
    from indicators.snapshot.questions import holding, year_spans

    def texts(id: str) -> Record:
        coverage = holding(snapshot, [id])
        return {
            "editions": _first_to_last(coverage.editions),
            "years": year_spans(coverage.years),
            "countries": coverage.countries,
        }

    source_rows = [
        {
            **record,
            "editions": _first_to_last(record["editions"]),
            "indicators": len(record["indicators"]),
        }
        for record in records
    ]
    columns = [column for column in listed if column not in ("year_from", "year_to")]
    columns.insert(columns.index("countries"), "years")
    indicator_rows = [
        {"indicator": id, "name": snapshot.catalogue.indicator(id).name, **texts(id)}
        for record in records
        for id in record["indicators"]
    ]
    return (
        as_table(columns, source_rows)
        + "\n"
        + as_table(["indicator", "name", "editions", "years", "countries"], indicator_rows)
    )


def _first_to_last(editions: tuple[str, ...]) -> str | None:
    if len(editions) <= 2:
        return ", ".join(editions) or None
    return f"{editions[0]} to {editions[-1]} ({len(editions)})"


@click.command()
@click.option(
    "--indicator",
    "indicators",
    metavar="I",
    multiple=True,
    help="Id such as ti_cpi.score; repeat it, or separate with commas. Default: all.",
)
@country_option
@once("--year", metavar="Y", type=year_number, help="One year. Default: all.")
@span_options
@once(
    "--edition",
    metavar="E",
    default=["newest"],
    help="An edition's id, or newest or all among the editions published by --as-of. Default newest.",
)
@click.option(
    "--hindsight",
    is_flag=True,
    help="Let a later edition stand in, marked, for a named indicator without a held edition of --as-of.",
)
@request_options
def observations(
    indicators: tuple[str, ...],
    countries: tuple[str, ...],
    year: int | None,
    span: Span,
    edition: str,
    hindsight: bool,
    request: Request,
) -> None:
    """Print observations: the rows of the tidy table, in its columns."""
    from indicators.answers.figures import observations as answer

    years = span.years if year is None else (year, year)
    if year is not None and span != Span(None, None):
        raise QuestionError(
            "years", "--year cannot be combined with --year-from or --year-to", "Give one or the other."
        )
    opened = request.open()
    request.answer(
        answer(
            opened,
            indicators=listed(indicators),
            countries=country_codes(countries, opened.catalogue.countries),
            years=years,
            edition=edition,
            hindsight=hindsight,
            as_of=request.day,
        )
    )


@click.command()
@indicator_option
@once("--year", metavar="Y", type=year_number, required=True, help="The data year of the values.")
@country_option
@request_options
def rank(indicator: str, year: int, countries: tuple[str, ...], request: Request) -> None:
    """Rank countries in one year, best first: published rank, computed rank, ties and the confidence set.

    `rank` of `n_ranked` is the published rank, if the publisher prints ranks; `computed_rank` of
    `computed_n` is ours. `n_tied` counts the countries with the same value, including the country itself.

    `set_lower` and `set_upper` are the best and the worst possible rank, counted from the best. `set_kind`
    says what they are. It is the confidence set for the rank at `level`: marginal for one country,
    simultaneous (valid for all together) for several or all. Without a published standard error it is the
    ranks within one reporting step of the value. It is empty if a scale has only groups or no rank can be
    given.
    """
    from indicators.answers.figures import rank as answer

    opened = request.open()
    codes = country_codes(countries, opened.catalogue.countries)
    request.answer(answer(opened, indicator, year, countries=codes, as_of=request.day))
