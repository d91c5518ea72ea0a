"""The commands that ask for figures: sources, observations, rank."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    as_of_option,
    country_codes,
    country_option,
    format_option,
    listed,
    once,
    open_snapshot,
    snapshot_option,
    year_number,
    year_span,
    years_options,
)
from indicators.cli.output import Record, as_table, note, records_of, show

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
    """List the sources: publisher, licence, and the editions, years, countries and indicators held.

    The table names each indicator below the sources; csv and json hold the ids of each source's.
    """
    there = open_snapshot(snapshot)
    records = [_source_record(there, id) for id in there.catalogue.sources if id in there.held]
    show(format, SOURCE_COLUMNS, records, table=lambda: _sources_table(there, records))


def _source_record(snapshot: "Snapshot", id: str) -> Record:
    source = snapshot.catalogue.source(id)
    there = set(snapshot.indicators)
    held = snapshot.held[id]
    years = re.findall(r"\d{4}", held["years"])
    return {
        "id": id,
        "name": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_class": source.licence_class.value,
        "editions": tuple(edition.id for edition in source.editions if edition.id in held["editions"]),
        "years": held["years"],
        "year_from": int(years[0]) if years else None,
        "year_to": int(years[-1]) if years else None,
        "countries": held["countries"],
        "indicators": [indicator.id for indicator in source.indicators if indicator.id in there],
    }


def _sources_table(snapshot: "Snapshot", records: Iterable[Record]) -> str:
    from indicators.snapshot.questions import holding, year_spans

    def texts(id: str) -> Record:
        held = holding(snapshot, [id])
        return {
            "editions": _first_to_last(held.editions),
            "years": year_spans(held.years),
            "countries": held.countries,
        }

    above = [
        {
            **record,
            "editions": _first_to_last(record["editions"]),
            "indicators": len(record["indicators"]),
        }
        for record in records
    ]
    columns = [column for column in SOURCE_COLUMNS if column not in ("year_from", "year_to")]
    columns.insert(columns.index("countries"), "years")
    below = [
        {"indicator": id, "name": snapshot.catalogue.indicator(id).name, **texts(id)}
        for record in records
        for id in record["indicators"]
    ]
    return (
        as_table(columns, above)
        + "\n"
        + as_table(["indicator", "name", "editions", "years", "countries"], below)
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
    help="Id such as ti_cpi.score; repeat it, or separate with commas. All if left out.",
)
@country_option
@once("--year", metavar="Y", type=year_number, help="One year. All if left out.")
@years_options
@once(
    "--edition",
    metavar="E",
    default=["newest"],
    help="An edition's id; newest, of those published by --as-of; or all of those. Default newest.",
)
@as_of_option
@format_option
@snapshot_option
def observations(
    indicators: tuple[str, ...],
    countries: tuple[str, ...],
    year: int | None,
    year_from: int | None,
    year_to: int | None,
    edition: str,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Print observations: the rows of the tidy table, in its columns."""
    from indicators.snapshot import questions as answers
    from indicators.snapshot.schema import COLUMNS
    from indicators.snapshot.snapshot import NEWEST

    years = year_span(year, year_from, year_to)
    date = as_of or dt.date.today()
    there = open_snapshot(snapshot)
    asked = listed(indicators)
    codes = country_codes(countries, there.catalogue.countries)
    found = answers.observations(
        there,
        indicators=asked,
        countries=codes,
        years=years,
        edition=edition,
        as_of=date,
    )
    if asked is None and edition == NEWEST:
        for reason in answers.left_out(there, as_of=date):
            note(f"left out: {reason}")
    if edition == NEWEST:
        for sentence in answers.outdated(there, dict.fromkeys(found["indicator"]), as_of=date):
            note(sentence)
    for column, values in (("indicator", asked), ("iso3", codes)):
        without = [value for value in values or () if value not in set(found[column])]
        if without:
            note(f"no row of {', '.join(without)}")
    show(format, COLUMNS, records_of(found))


@click.command()
@once("--indicator", metavar="I", required=True, help="Id such as ti_cpi.score.")
@once("--year", metavar="Y", type=year_number, required=True, help="The year that the values describe.")
@country_option
@as_of_option
@format_option
@snapshot_option
def rank(
    indicator: str,
    year: int,
    countries: tuple[str, ...],
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Rank countries in one year, best first: published rank, computed rank, who is tied, and how sure it is.

    `rank` of `n_ranked` is as published, where the publisher prints ranks; `computed_rank` of `computed_n`
    is ours. `n_tied` counts the countries at the same value, the country itself among them.

    `set_lower` and `set_upper` are the best and the worst place, counted from the best. `set_kind` says of
    what: the confidence set for the rank at `level`, marginal for one country, and for several or all the
    simultaneous ones, which hold together; where no standard error is published, the places within one
    reporting step of the value; or nothing, where a scale has groups alone or no place can be told.
    """
    from indicators.rank.ask import RANK_COLUMNS, rank_table
    from indicators.snapshot import questions as answers

    date = as_of or dt.date.today()
    there = open_snapshot(snapshot)
    codes = country_codes(countries, there.catalogue.countries)
    found = rank_table(there, indicator, year, countries=codes, as_of=date)
    for sentence in answers.outdated(there, [indicator], as_of=date):
        note(sentence)
    show(format, RANK_COLUMNS, records_of(found))
