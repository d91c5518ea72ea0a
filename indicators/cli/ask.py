"""Define the commands that ask for figures: sources, observations, rank."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    Request,
    Span,
    country_codes,
    country_option,
    format_option,
    indicator_option,
    listed,
    once,
    open_snapshot,
    request_options,
    snapshot_option,
    span_options,
    year_number,
)
from indicators.cli.output import Record, as_table, note, records_of, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

SOURCE_COLUMNS = (
    "id",
    "name",
    "publisher",
    "licence",
    "licence_class",
    "editions",
    "year_from",
    "year_to",
    "countries",
    "indicators",
)


@click.command()
@format_option
@snapshot_option
def sources(format: str, snapshot: Path | None) -> None:
    """List the sources: publisher, licence, editions, years, countries and indicators.

    The table lists the indicators below the sources; csv and json list the indicator ids of each source.
    """
    opened = open_snapshot(snapshot)
    records = [_source_record(opened, id) for id in opened.catalogue.sources if id in opened.held]
    show(format, SOURCE_COLUMNS, records, table=lambda: _sources_table(opened, records))


def _source_record(snapshot: "Snapshot", id: str) -> Record:
    source = snapshot.catalogue.source(id)
    snapshot_indicators = set(snapshot.indicators)
    coverage = snapshot.held[id]
    years = re.findall(r"\d{4}", coverage["years"])
    return {
        "id": id,
        "name": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_class": source.licence_class.value,
        "editions": tuple(edition.id for edition in source.editions if edition.id in coverage["editions"]),
        "years": coverage["years"],
        "year_from": int(years[0]) if years else None,
        "year_to": int(years[-1]) if years else None,
        "countries": coverage["countries"],
        "indicators": [
            indicator.id for indicator in source.indicators if indicator.id in snapshot_indicators
        ],
    }


def _sources_table(snapshot: "Snapshot", records: Iterable[Record]) -> str:
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
    columns = [column for column in SOURCE_COLUMNS if column not in ("year_from", "year_to")]
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
@request_options
def observations(
    indicators: tuple[str, ...],
    countries: tuple[str, ...],
    year: int | None,
    span: Span,
    edition: str,
    request: Request,
) -> None:
    """Print observations: the rows of the tidy table, in its columns."""
    from indicators.snapshot import questions as answers
    from indicators.snapshot.schema import COLUMNS
    from indicators.snapshot.snapshot import NEWEST

    years = span.years if year is None else (year, year)
    if year is not None and span != Span(None, None):
        raise QuestionError(
            "years", "--year cannot be combined with --year-from or --year-to", "Give one or the other."
        )
    opened = request.open()
    ids = listed(indicators)
    codes = country_codes(countries, opened.catalogue.countries)
    rows = answers.observations(
        opened,
        indicators=ids,
        countries=codes,
        years=years,
        edition=edition,
        as_of=request.day,
    )
    if ids is None and edition == NEWEST:
        for reason in answers.left_out(opened, as_of=request.day):
            note(f"left out: {reason}")
    if edition == NEWEST:
        for sentence in answers.outdated(opened, dict.fromkeys(rows["indicator"]), as_of=request.day):
            note(sentence)
    for column, values in (("indicator", ids), ("iso3", codes)):
        without = [value for value in values or () if value not in set(rows[column])]
        if without:
            note(f"no row of {', '.join(without)}")
    request.show(COLUMNS, records_of(rows))


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
    from indicators.rank.ask import RANK_COLUMNS, rank_table
    from indicators.snapshot import questions as answers

    opened = request.open()
    codes = country_codes(countries, opened.catalogue.countries)
    table = rank_table(opened, indicator, year, countries=codes, as_of=request.day)
    for sentence in answers.outdated(opened, [indicator], as_of=request.day):
        note(sentence)
    request.show(RANK_COLUMNS, records_of(table))
