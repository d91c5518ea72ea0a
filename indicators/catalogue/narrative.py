"""Reads the article's claims and events from `data/narrative/` and reports every mistake at once.

The TOML files there are written by people; each says at its top what its keys and words mean. What a
file may hold is decided here and in `indicators.model`; the vocabularies below are complete.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from indicators.catalogue.reading import Mistakes, Table, check_unique, read_toml
from indicators.refusals import unknown
from indicators.story import (
    CLAIM_TOPICS,
    Article,
    Check,
    Claim,
    Display,
    Event,
    IndicatorTest,
    Opinion,
    Reference,
    Slip,
    Verdict,
)

CATEGORIES = (
    "security",
    "corruption",
    "repression_of_religion",
    "repression_of_opposition",
    "security_assistance",
    "elections",
    "conflict",
    "governance",
    "unrest",
    "reference",
)

# Whether an event of this status may be plotted. The status is typed, the consequence is not.
CONFIRMED: Mapping[str, bool] = {
    "confirmed": True,
    "confirmed_partly": True,
    "confirmed_weak_source": True,
    "article_only": False,
    "unconfirmed": False,
}

KINDS = ("dated_event", "categorical", "numeric", "causal_or_opinion")
TIERS = ("core", "extended")
QUALITIES = ("A", "B", "C")

# The verdicts that allow a claim to be shown as a fact; the other displays claim nothing.
_VERDICTS_OF_A_FACT: Mapping[Display, tuple[Verdict, ...]] = {
    Display.FACT: (Verdict.SUPPORTED,),
    Display.FACT_WITH_CAVEAT: (Verdict.SUPPORTED, Verdict.PARTLY),
}


@dataclass(frozen=True, slots=True)
class Narrative:
    """The article, what it says, and what is known of it from elsewhere.

    `events` holds the article's own events, the added context and the unconfirmed ones, in date order.
    `tiers` tells of a confirmed context event, by id, whether it is "core" or "extended". `traps` are
    errors in other sources that mislead whoever copies from them.
    """

    article: Article
    claims: tuple[Claim, ...]
    opinions: tuple[Opinion, ...]
    slips: tuple[Slip, ...]
    events: tuple[Event, ...]
    tiers: Mapping[str, str]
    references: Mapping[str, Reference]
    traps: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path, *, iso3: Collection[str]) -> Self:
        """Read article.toml, claims.toml, events.toml and references.toml; `iso3` are the known countries.

        Raises CatalogueError with every mistake in the four files, each with its file, its entry and
        what to do: an unknown, missing or mistyped key, an unknown word, reference, event or country, a
        repeated id, dates that disagree, or a link between claim and event that only one of them names.
        """
        mistakes = Mistakes()
        names = ("article", "claims", "events", "references")
        files = [read_toml(folder / f"{name}.toml", mistakes) for name in names]
        all_readable = not mistakes
        article, claims, events, references = files
        dated = [_event(entry) for entry in events.tables("events")]
        cited = [_reference(entry) for entry in references.tables("references")]
        narrative = cls(
            article=_article(article),
            claims=tuple(_claim(entry) for entry in claims.tables("claims")),
            opinions=tuple(_opinion(entry) for entry in claims.tables("opinions")),
            slips=tuple(_slip(entry) for entry in claims.tables("slips")),
            events=tuple(sorted((event for event, _ in dated), key=_date_order)),
            tiers={event.id: tier for event, tier in dated if tier},
            references={reference.id: reference for reference in cited},
            traps=references.texts("traps"),
        )
        for file in files:
            file.finish()
        check_unique("references.toml", (reference.id for reference in cited), mistakes)
        if all_readable:
            # A file that could not be read would make every link into it look broken.
            _check(narrative, iso3, mistakes)
        mistakes.raise_any()
        return narrative

    @property
    def plotted_events(self) -> tuple[Event, ...]:
        """The events that a chart may show: confirmed, and not a repetition of another."""
        return tuple(event for event in self.events if event.confirmed and not event.duplicate_of)

    @property
    def unconfirmed_events(self) -> tuple[Event, ...]:
        """The events that are listed apart and never plotted, those that repeat another included."""
        return tuple(event for event in self.events if not event.confirmed)

    def claim(self, id: str) -> Claim:
        """The claim with this id. Raises QuestionError if there is none."""
        return _only(self.claims, "claim", id)

    def event(self, id: str) -> Event:
        """The event with this id, plotted or not. Raises QuestionError if there is none."""
        return _only(self.events, "event", id)

    def claims_of_event(self, id: str) -> tuple[Claim, ...]:
        """The claims about this event, in the order of the article. Raises QuestionError if it is unknown."""
        event = self.event(id)
        return tuple(claim for claim in self.claims if claim.id in event.claims)


Entry = TypeVar("Entry", Claim, Event)


def _only(entries: tuple[Entry, ...], kind: str, id: str) -> Entry:
    for entry in entries:
        if entry.id == id:
            return entry
    raise unknown(kind, id, [entry.id for entry in entries])


def _date_order(event: Event) -> tuple[dt.date, dt.date, str]:
    return event.when.start, event.when.end, event.id


def _article(table: Table) -> Article:
    return Article(
        publisher=table.text("publisher"),
        title=table.text("title"),
        date=table.date("date"),
        url=table.address("url"),
        argument=table.text("argument"),
        method=table.text("method"),
        verdict_rule=table.text("verdict_rule"),
    )


def _claim(table: Table) -> Claim:
    before = len(table.mistakes)
    check = table.table("check")
    claim = Claim(
        id=table.text("id"),
        where=table.text("where"),
        paraphrase=table.text("paraphrase"),
        kind=table.word("kind", KINDS),
        subject=table.text("subject"),
        topic=table.word("topic", CLAIM_TOPICS),
        stated=table.optional_span("stated"),
        stated_text=table.optional_text("stated_text"),
        quantity=table.optional_text("quantity"),
        unit=table.optional_text("unit"),
        attribution=table.text("attribution"),
        check=Check(check.text("how"), check.text("supports_if"), check.text("contradicts_if")),
        verdict=table.choice("verdict", Verdict),
        value_found=table.text("value_found"),
        note=table.optional_text("note"),
        verified=table.optional_span("verified"),
        references=table.optional_texts("references"),
        display=table.choice("display", Display),
        events=table.optional_texts("events"),
        test=_test(table.optional_table("test")),
        beside=table.optional_texts("beside"),
    )
    for indicator in claim.beside:
        _check_indicator(table, indicator)
    check.finish()
    table.finish()
    if len(table.mistakes) == before:
        _check_claim(table, claim)
    return claim


def _check_claim(table: Table, claim: Claim) -> None:
    """Report a claim that is shown with less caution than its verdict calls for."""
    allowed = _VERDICTS_OF_A_FACT.get(claim.display)
    if allowed and claim.verdict not in allowed:
        table.mistake(
            f"`display` is {claim.display.value!r} but `verdict` is {claim.verdict.value!r}",
            "Choose a more cautious display.",
        )
    if claim.verdict is not Verdict.COULD_NOT_CHECK and not claim.references:
        table.mistake("a checked claim has no references", "Name at least one in `references`.")


def _test(table: Table | None) -> IndicatorTest | None:
    if table is None:
        return None
    before = len(table.mistakes)
    test = IndicatorTest(
        indicator=table.text("indicator"),
        country=table.text("country"),
        year=table.whole("year"),
        rank=table.whole("rank"),
        n_ranked=table.whole("n_ranked"),
    )
    _check_indicator(table, test.indicator)
    if len(table.mistakes) == before and not 1 <= test.rank <= test.n_ranked:
        table.mistake(f"rank {test.rank} of {test.n_ranked}", "Write a rank from 1 to `n_ranked`.")
    table.finish()
    return test


def _opinion(table: Table) -> Opinion:
    opinion = Opinion(
        id=table.text("id"),
        where=table.text("where"),
        paraphrase=table.text("paraphrase"),
        topic=table.word("topic", CLAIM_TOPICS),
        type=table.text("type"),
        evidence=table.optional_text("evidence"),
        note=table.optional_text("note"),
        references=table.optional_texts("references"),
    )
    table.finish()
    return opinion


def _slip(table: Table) -> Slip:
    slip = Slip(id=table.text("id"), text=table.text("text"), references=table.optional_texts("references"))
    table.finish()
    return slip


def _event(table: Table) -> tuple[Event, str | None]:
    """The event, and its tier if it is confirmed context."""
    before = len(table.mistakes)
    status = table.word("status", CONFIRMED)
    event = Event(
        id=table.text("id"),
        title=table.text("title"),
        when=table.span(),
        countries=table.texts("countries"),
        category=table.word("category", CATEGORIES),
        status=status,
        confirmed=CONFIRMED.get(status, False),
        in_article=table.truth("in_article"),
        references=table.optional_texts("references"),
        claims=table.optional_texts("claims"),
        actors=table.optional_texts("actors"),
        place=table.optional_text("place"),
        stated_text=table.optional_text("stated_text"),
        note=table.optional_text("note"),
        reason=table.optional_text("reason"),
        duplicate_of=table.optional_texts("duplicate_of"),
    )
    tier = table.optional_word("tier", TIERS)
    table.finish()
    if len(table.mistakes) == before:
        _check_event(table, event, tier)
    return event, tier


def _check_event(table: Table, event: Event, tier: str | None) -> None:
    """Report an event whose status calls for a key that it lacks, or the other way round."""
    if event.confirmed and not event.references:
        table.mistake(
            "a confirmed event has no references", "Name at least one in `references`, or change `status`."
        )
    if event.status == "unconfirmed" and not event.reason:
        table.mistake("`reason` is missing", "Say why the event is unconfirmed.")
    is_context = event.confirmed and not event.in_article
    if is_context and not tier:
        table.mistake("`tier` is missing", f"Use one of: {', '.join(TIERS)}.")
    if tier and not is_context:
        table.mistake("`tier` is only for confirmed context", "Remove it.")


def _reference(table: Table) -> Reference:
    reference = Reference(
        id=table.text("id"),
        publisher=table.text("publisher"),
        title=table.text("title"),
        date=table.optional_partial_date("date"),
        url=table.address("url"),
        quality=table.word("quality", QUALITIES),
        language=table.text("language"),
    )
    if not re.fullmatch("[a-z]{2}|", reference.language):
        table.mistake(f"`language` is {reference.language!r}", "Write an ISO 639-1 code, such as en or ru.")
    table.finish()
    return reference


def _check_indicator(table: Table, indicator: str) -> None:
    if not re.fullmatch(r"[a-z0-9_]+\.[a-z0-9_]+|", indicator):
        table.mistake(f"{indicator!r} is not an indicator", "Write its id, such as ti_cpi.score.")


def _check(narrative: Narrative, iso3: Collection[str], mistakes: Mistakes) -> None:
    """Add what only shows when the files are seen together: ids, references, links, countries."""
    said: tuple[Claim | Opinion | Slip, ...] = (*narrative.claims, *narrative.opinions, *narrative.slips)
    for file, entries in (("claims.toml", said), ("events.toml", narrative.events)):
        check_unique(file, (entry.id for entry in entries), mistakes)
        for entry in entries:
            for reference in entry.references:
                if reference not in narrative.references:
                    mistakes.add(
                        f"{file}, {entry.id}",
                        f"`references` names {reference}, which is not in references.toml",
                        "Correct the id, or add the reference there.",
                    )
    _check_links(narrative, mistakes)
    _check_countries(narrative, iso3, mistakes)


def _check_links(narrative: Narrative, mistakes: Mistakes) -> None:
    claims = {claim.id: claim for claim in narrative.claims}
    events = {event.id: event for event in narrative.events}
    named_by_events = {id: event.claims for id, event in events.items()}
    named_by_claims = {id: claim.events for id, claim in claims.items()}
    for claim in narrative.claims:
        where = f"claims.toml, {claim.id}"
        _check_both_ways(where, claim.id, "events", claim.events, named_by_events, mistakes)
    for event in narrative.events:
        where = f"events.toml, {event.id}"
        _check_both_ways(where, event.id, "claims", event.claims, named_by_claims, mistakes)
        for original in event.duplicate_of:
            if original not in events:
                mistakes.add(where, f"`duplicate_of` names {original}, which is no event", "Correct the id.")
            elif original == event.id or events[original].duplicate_of:
                mistakes.add(
                    where,
                    f"`duplicate_of` names {original}, which is itself a duplicate",
                    "Name the event that is kept.",
                )


def _check_both_ways(
    where: str,
    id: str,
    key: str,
    others: Iterable[str],
    named_by: Mapping[str, tuple[str, ...]],
    mistakes: Mistakes,
) -> None:
    """Report each of `others` that does not exist, or that does not name `id` in turn."""
    for other in others:
        if other not in named_by:
            mistakes.add(
                where,
                f"`{key}` names {other}, which is not in {key}.toml",
                "Correct the id, or add the entry there.",
            )
        elif id not in named_by[other]:
            mistakes.add(
                where,
                f"`{key}` names {other}, but {other} does not name {id}",
                f"Add {id} to {other} in {key}.toml, or remove {other} here.",
            )


def _check_countries(narrative: Narrative, iso3: Collection[str], mistakes: Mistakes) -> None:
    named = [(f"events.toml, {event.id}", code) for event in narrative.events for code in event.countries]
    named += [
        (f"claims.toml, {claim.id}, test", claim.test.country) for claim in narrative.claims if claim.test
    ]
    for where, code in named:
        if code and code not in iso3:
            mistakes.add(where, f"{code!r} is not a known country", "Write its ISO 3166-1 alpha-3 code.")
