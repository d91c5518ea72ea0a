"""Answer questions about the article's claims and the dated events."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from indicators.answers.answer import Answer, Record
from indicators.answers.reading import PLACE_COLUMNS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.events import events as dated_events
from indicators.catalogue.narrative import CATEGORIES
from indicators.claims.beside import Beside, beside
from indicators.claims.check import check
from indicators.claims.explanation import since_then
from indicators.claims.finding import Finding, Judgement
from indicators.refusals import unknown
from indicators.snapshot.snapshot import Snapshot
from indicators.story import Claim, Event

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


def claims(snapshot: Snapshot, *, ids: Sequence[str] | None = None, as_of: dt.date) -> Answer:
    """Return the article's claims, each with one verdict, about the day of the article; None means all."""
    narrative = snapshot.catalogue.narrative
    chosen = narrative.claims if ids is None else [narrative.claim(id) for id in ids]
    records = [
        _claim_record(claim, check(claim, snapshot, as_of=as_of), beside(claim, snapshot, as_of=as_of))
        for claim in chosen
    ]
    return Answer(CLAIM_COLUMNS, records)


def _claim_record(claim: Claim, finding: Finding, shown: Iterable[Beside]) -> Record:
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


def finding_record(finding: Finding) -> Record:
    """Return a finding in the columns shared by the commands claims and check."""
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


def _place_record(when: str, judgement: Judgement | None) -> Record:
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


def events(
    catalogue: Catalogue,
    *,
    countries: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    years: tuple[int, int] | None = None,
    is_confirmed: bool = True,
) -> Answer:
    """List dated events: the confirmed ones without repetitions, or the unconfirmed ones."""
    for category in categories or ():
        if category not in CATEGORIES:
            raise unknown("category", category, CATEGORIES)
    matches = dated_events(
        catalogue, countries=countries, categories=categories, years=years, confirmed=is_confirmed
    )
    notes = () if matches else (f"no {'confirmed' if is_confirmed else 'unconfirmed'} event matches.",)
    return Answer(EVENT_COLUMNS, [_event_record(event, catalogue) for event in matches], notes)


def _event_record(event: Event, catalogue: Catalogue) -> dict[str, Any]:
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
