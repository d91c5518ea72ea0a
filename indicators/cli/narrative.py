"""Define the commands that ask for the article's claims and the dated events: claims, events."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from indicators.cli.options import (
    Request,
    Span,
    country_codes,
    country_option,
    format_option,
    listed,
    open_snapshot,
    request_options,
    snapshot_option,
    span_options,
)
from indicators.cli.output import Record, as_blocks, as_table, note, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indicators.catalogue.catalogue import Catalogue
    from indicators.claims.beside import Beside
    from indicators.claims.finding import Finding, Judgement
    from indicators.story import Claim, Event

PLACE_COLUMNS = ("year", "edition", "value", "rank", "n", "computed_rank", "computed_n", "tied_with")
CLAIM_COLUMNS = (
    "id",
    "paraphrase",
    "attribution",
    "verdict",
    "display",
    "value_found",
    "note",
    "events",
    "references",
    "beside",
    "indicator",
    "by",
    "rating",
    "since_then",
    "reasons",
    "diagnosis",
    "explanation",
    "article_date",
    "as_of",
    *(f"{when}_{column}" for when in ("then", "now") for column in PLACE_COLUMNS),
)
CLAIM_OVERVIEW = ("id", "rating", "by", "display", "since_then", "paraphrase")
EVENT_COLUMNS = (
    "id",
    "date_from",
    "date_to",
    "precision",
    "countries",
    "category",
    "status",
    "title",
    "in_article",
    "tier",
    "place",
    "actors",
    "claims",
    "references",
    "duplicate_of",
    "note",
    "reason",
)
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
    from indicators.claims.beside import beside
    from indicators.claims.check import check

    opened = request.open()
    narrative = opened.catalogue.narrative
    claim_ids = listed(ids)
    chosen = narrative.claims if claim_ids is None else [narrative.claim(id) for id in claim_ids]
    records = [
        _claim_record(
            claim, check(claim, opened, as_of=request.day), beside(claim, opened, as_of=request.day)
        )
        for claim in chosen
    ]

    def table() -> str:
        return as_blocks(CLAIM_COLUMNS, records) if ids else as_table(CLAIM_OVERVIEW, records)

    request.show(CLAIM_COLUMNS, records, table=table)


def _claim_record(claim: "Claim", finding: "Finding", shown: "Iterable[Beside]") -> Record:
    return {
        **dict.fromkeys(CLAIM_COLUMNS),
        "id": claim.id,
        "paraphrase": claim.paraphrase,
        "attribution": claim.attribution,
        "verdict": claim.verdict.value,
        "display": claim.display.value,
        "value_found": claim.value_found,
        "note": claim.note,
        "events": claim.events,
        "references": claim.references,
        "beside": [
            f"{one.indicator.id}: then {one.then}; now {one.now}" + (f"; {one.around}" if one.around else "")
            for one in shown
        ],
        "by": finding.by.value,
        **finding_record(finding),
    }


def finding_record(finding: "Finding") -> Record:
    """Return a finding in the columns shared by the commands claims and check."""
    from indicators.claims.explanation import since_then

    if finding.now is None:
        return {"rating": finding.rating.value, "reasons": [reason.value for reason in finding.reasons]}
    return {
        "indicator": finding.indicator,
        "rating": finding.rating.value,
        "since_then": since_then(finding.then, finding.now) or None,
        "reasons": [reason.value for reason in finding.reasons],
        "diagnosis": [diagnosis.code for diagnosis in finding.diagnosis],
        "explanation": " ".join(finding.explanation),
        "article_date": finding.date.isoformat() if finding.date else None,
        "as_of": finding.as_of.isoformat(),
        **_place_record("then", finding.then),
        **_place_record("now", finding.now),
    }


def _place_record(when: str, judgement: "Judgement | None") -> Record:
    if judgement is None or not judgement.data:
        return {}
    datum = judgement.data[-1]
    return {
        f"{when}_year": datum.year,
        f"{when}_edition": datum.edition,
        f"{when}_value": datum.value,
        f"{when}_rank": datum.rank,
        f"{when}_n": datum.n_ranked,
        f"{when}_computed_rank": datum.computed_rank,
        f"{when}_computed_n": datum.computed_n,
        f"{when}_tied_with": datum.tied_with,
    }


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
    from indicators.catalogue.events import events as dated_events
    from indicators.catalogue.narrative import CATEGORIES
    from indicators.refusals import unknown

    years = span.years
    catalogue = open_snapshot(snapshot).catalogue
    chosen = listed(categories)
    for category in chosen or ():
        if category not in CATEGORIES:
            raise unknown("category", category, CATEGORIES)
    matches = dated_events(
        catalogue,
        countries=country_codes(countries, catalogue.countries),
        categories=chosen,
        years=years,
        confirmed=not unconfirmed,
    )
    if not matches:
        note(f"no {'unconfirmed' if unconfirmed else 'confirmed'} event matches.")
    records = [_event_record(event, catalogue) for event in matches]
    dates = [{"date": str(event.when)} for event in matches]

    def table() -> str:
        return as_table(EVENT_OVERVIEW, [record | date for record, date in zip(records, dates, strict=True)])

    show(format, EVENT_COLUMNS, records, table=table)


def _event_record(event: "Event", catalogue: "Catalogue") -> dict[str, Any]:
    return {
        "id": event.id,
        "date_from": event.when.start.isoformat(),
        "date_to": event.when.end.isoformat(),
        "precision": event.when.precision.value,
        "countries": event.countries,
        "category": event.category,
        "status": event.status,
        "title": event.title,
        "in_article": event.in_article,
        "tier": catalogue.narrative.tiers.get(event.id),
        "place": event.place,
        "actors": event.actors,
        "claims": event.claims,
        "references": event.references,
        "duplicate_of": event.duplicate_of,
        "note": event.note,
        "reason": event.reason,
    }
