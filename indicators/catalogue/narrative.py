"""Read the article's claims and events from `data/narrative/` and report every mistake at once.

The TOML files there are written by people; each says at its top what its keys and words mean. What a file
may hold is decided by the dataclasses of `indicators.story`, and here where entries must agree.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar, get_args

from indicators.catalogue.reading import Mistakes, NotEmpty, TomlFile, read_toml
from indicators.model import DateSpan, Precision, SomeTexts
from indicators.refusals import unknown
from indicators.story import (
    Article,
    Claim,
    Display,
    Event,
    EventCategory,
    Opinion,
    Reference,
    Slip,
    Step,
    Verdict,
)

# The statuses of an event that may be plotted.
CONFIRMED = ("confirmed", "confirmed_partly", "confirmed_weak_source")
Tier = Literal["core", "extended"]
CATEGORIES: tuple[str, ...] = get_args(EventCategory)

# The verdicts that allow a claim to be shown as a fact; the other displays claim nothing.
_VERDICTS_OF_A_FACT: Mapping[Display, tuple[Verdict, ...]] = {
    Display.FACT: (Verdict.SUPPORTED,),
    Display.FACT_WITH_CAVEAT: (Verdict.SUPPORTED, Verdict.PARTLY),
}


@dataclass(frozen=True)
class _WrittenEvent(Event):
    """An event with its tier, if it is confirmed context."""

    tier: Tier | None = None

    @property
    def event(self) -> Event:
        return Event(**{field.name: getattr(self, field.name) for field in fields(Event)})


@dataclass(frozen=True)
class _Claims:
    claims: Annotated[tuple[Claim, ...], NotEmpty]
    opinions: Annotated[tuple[Opinion, ...], NotEmpty]
    slips: Annotated[tuple[Slip, ...], NotEmpty]


@dataclass(frozen=True)
class _Events:
    events: Annotated[tuple[_WrittenEvent, ...], NotEmpty]


@dataclass(frozen=True)
class _References:
    references: Annotated[tuple[Reference, ...], NotEmpty]
    traps: SomeTexts


@dataclass(frozen=True)
class _Story:
    steps: Annotated[tuple[Step, ...], NotEmpty]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The article, its claims, and the events known from elsewhere.

    `events` holds the article's own events, the added context and the unconfirmed ones, in date order.
    `tiers` tells of a confirmed context event, by id, whether it is "core" or "extended". `traps` are
    errors in other sources that mislead anyone who copies from them.
    """

    article: Article
    claims: tuple[Claim, ...]
    opinions: tuple[Opinion, ...]
    slips: tuple[Slip, ...]
    events: tuple[Event, ...]
    tiers: Mapping[str, str]
    references: Mapping[str, Reference]
    traps: tuple[str, ...]
    story: tuple[Step, ...]

    @classmethod
    def read(cls, folder: Path, *, iso3: Collection[str]) -> Self:
        """Read the five TOML files of the folder; `iso3` are the known countries.

        Raises CatalogueError with every mistake in them, each with its file, its entry and
        what to do: an unknown, missing or mistyped key, an unknown word, reference, event or country, a
        repeated id, dates that disagree, or a link between claim and event that only one of them names.
        """
        mistakes = Mistakes()
        names = ("article", "claims", "events", "references", "story")
        article, claims, events, references, story = [
            read_toml(folder / f"{name}.toml", mistakes) for name in names
        ]
        _complete(claims, events, references)
        about, said = article.read(Article), claims.read(_Claims)
        dated, cited = events.read(_Events), references.read(_References)
        told = story.read(_Story)
        references.check_unique("references")
        story.check_unique("steps")
        claims.check_unique("claims", "opinions", "slips")
        events.check_unique("events")
        for claim in said.claims if said else ():
            _check_claim(claim, claims, iso3)
        for event in dated.events if dated else ():
            _check_event(event, events, iso3)
        if said and dated and cited:
            _check_references(said, dated, claims, events, set(references.names("references")))
            _check_links(said, dated, claims, events)
            if not mistakes:
                # A mistake in an event would make every step that names it look wrong.
                plotted = {event.id for event in dated.events if event.confirmed}
                _check_story(told, about, story, claims, plotted)
        mistakes.raise_any()
        assert about and said and dated and cited and told  # noqa: S101, PT018
        return cls(
            article=about,
            claims=said.claims,
            opinions=said.opinions,
            slips=said.slips,
            events=tuple(sorted((event.event for event in dated.events), key=_date_order)),
            tiers={event.id: event.tier for event in dated.events if event.tier},
            references={reference.id: reference for reference in cited.references},
            traps=cited.traps,
            story=told.steps,
        )

    @property
    def plotted_events(self) -> tuple[Event, ...]:
        """The events that a chart may show: confirmed, and not a repetition of another."""
        return tuple(event for event in self.events if event.confirmed and not event.duplicate_of)

    @property
    def main_events(self) -> tuple[Event, ...]:
        """The events that the first chart names, in date order."""
        return tuple(event for event in self.plotted_events if event.id in self.article.main_events)

    @property
    def unconfirmed_events(self) -> tuple[Event, ...]:
        """Return the events that are listed apart and never plotted, including repeated ones."""
        return tuple(event for event in self.events if not event.confirmed)

    def claim(self, id: str) -> Claim:
        """Return the claim with this id. Raises QuestionError if it does not exist."""
        return _only(self.claims, "claim", id)

    def event(self, id: str) -> Event:
        """Return the event with this id, plotted or not. Raises QuestionError if it does not exist."""
        return _only(self.events, "event", id)

    def claims_of_event(self, id: str) -> tuple[Claim, ...]:
        """Return the claims about this event, in the article's order. Raises QuestionError if unknown."""
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


def _complete(claims: TomlFile, events: TomlFile, references: TomlFile) -> None:
    """Write into the entries what the dataclasses ask for and the files leave out or say in another way."""
    for claim in claims.entries("claims"):
        left_out = ("stated", "stated_text", "quantity", "unit", "note", "verified")
        claim.update({**dict.fromkeys(left_out), "references": (), "events": (), **claim})
    for opinion in claims.entries("opinions"):
        opinion.update({"evidence": None, "note": None, "references": (), **opinion})
    for slip in claims.entries("slips"):
        slip.setdefault("references", ())
    for reference in references.entries("references"):
        reference.setdefault("date", None)
    for event in events.entries("events"):
        event["when"] = {key: event.pop(key) for key in ("start", "end", "precision") if key in event}
        event |= {"references": event.get("references", ()), "confirmed": event.get("status") in CONFIRMED}


def _check_claim(claim: Claim, file: TomlFile, iso3: Collection[str]) -> None:
    """Report a claim whose parts disagree, or that is shown with less caution than its verdict calls for."""
    where, add = file.place("claims", claim.id), file.mistakes.add
    allowed = _VERDICTS_OF_A_FACT.get(claim.display)
    if allowed and claim.verdict not in allowed:
        add(
            where,
            f"`display` is {claim.display.value!r} but `verdict` is {claim.verdict.value!r}",
            "Choose a more cautious display.",
        )
    if claim.verdict is not Verdict.COULD_NOT_CHECK and not claim.references:
        add(where, "a checked claim has no references", "Name at least one in `references`.")
    for key in ("stated", "verified"):
        _check_span(getattr(claim, key), f"{where}, [{key}]", file.mistakes)
    if claim.test:
        place = f"{where}, [test]"
        if not 1 <= claim.test.rank <= claim.test.n_ranked:
            add(
                place,
                f"rank {claim.test.rank} of {claim.test.n_ranked}",
                "Write a rank from 1 to `n_ranked`.",
            )
        _check_country(claim.test.country, place, iso3, file.mistakes)


def _check_event(event: _WrittenEvent, file: TomlFile, iso3: Collection[str]) -> None:
    """Report an event whose status calls for a key that it lacks, or the other way round."""
    where, add = file.place("events", event.id), file.mistakes.add
    if event.confirmed and not event.references:
        add(
            where,
            "a confirmed event has no references",
            "Name at least one in `references`, or change `status`.",
        )
    if event.status == "unconfirmed" and not event.reason:
        add(where, "`reason` is missing", "Say why the event is unconfirmed.")
    is_context = event.confirmed and not event.in_article
    if is_context and not event.tier:
        add(where, "`tier` is missing", f"Use one of: {', '.join(get_args(Tier))}.")
    if event.tier and not is_context:
        add(where, "`tier` is only for confirmed context", "Remove it.")
    _check_span(event.when, where, file.mistakes)
    for code in event.countries:
        _check_country(code, where, iso3, file.mistakes)


def _check_country(code: str, where: str, iso3: Collection[str], mistakes: Mistakes) -> None:
    if code not in iso3:
        mistakes.add(where, f"{code!r} is not a known country", "Write its ISO 3166-1 alpha-3 code.")


def _check_span(span: DateSpan | None, where: str, mistakes: Mistakes) -> None:
    """Report a span whose first and last day do not make a span of its precision."""
    if span is None:
        return
    if span.end < span.start:
        mistakes.add(where, f"`end` {span.end} is before `start` {span.start}", "Put the earlier date first.")
    elif (span.start, span.end) != span.bounds:
        first, last = span.bounds
        mistakes.add(
            where,
            f"{span.start} to {span.end} is not a {span.precision.value}",
            f'Write start = {first} and end = {last}, or precision = "range".',
        )
    elif span.precision is Precision.RANGE and span.start == span.end:
        mistakes.add(where, f"a range from {span.start} to itself", 'Write precision = "day".')


def _check_references(
    said: _Claims, dated: _Events, claims: TomlFile, events: TomlFile, known: Collection[str]
) -> None:
    """Report the references that references.toml does not have."""
    lists: tuple[tuple[TomlFile, str, tuple[Any, ...]], ...] = (
        (claims, "claims", said.claims),
        (claims, "opinions", said.opinions),
        (claims, "slips", said.slips),
        (events, "events", dated.events),
    )
    for file, key, entries in lists:
        for entry in entries:
            for reference in entry.references:
                if reference not in known:
                    file.mistakes.add(
                        file.place(key, entry.id),
                        f"`references` names {reference}, which is not in references.toml",
                        "Correct the id, or add the reference there.",
                    )


def _check_links(said: _Claims, dated: _Events, claims: TomlFile, events: TomlFile) -> None:
    """Report links between claims and events that only one side names, and duplicates of no event."""
    of_events = {event.id: event.claims for event in dated.events}
    of_claims = {claim.id: claim.events for claim in said.claims}
    for claim in said.claims:
        _check_both_ways(claim.id, claim.events, of_events, claims, events, ("claims", "events"))
    duplicates = {event.id: event.duplicate_of for event in dated.events}
    for event in dated.events:
        _check_both_ways(event.id, event.claims, of_claims, events, claims, ("events", "claims"))
        where = events.place("events", event.id)
        for original in event.duplicate_of:
            if original not in events.names("events"):
                events.mistakes.add(
                    where, f"`duplicate_of` names {original}, which is not an event", "Correct the id."
                )
            elif original == event.id or duplicates.get(original):
                events.mistakes.add(
                    where,
                    f"`duplicate_of` names {original}, which is itself a duplicate",
                    "Name the event that is kept.",
                )


def _check_story(
    told: _Story | None, about: Article | None, story: TomlFile, claims: TomlFile, plotted: Collection[str]
) -> None:
    """Report steps that name what is not there, lack what their view needs, and unknown main events."""
    for step in told.steps if told else ():
        where, add = story.place("steps", step.id), story.mistakes.add
        for claim in step.claims:
            if claim not in claims.names("claims"):
                add(where, f"`claims` names {claim}, which is not in claims.toml", "Correct the id.")
        for event in step.events:
            if event not in plotted:
                add(where, f"`events` names {event}, which is not a confirmed event", "Correct the id.")
        needed = {"trend": ("indicator", "years"), "timeline": ("years",), "map": ("indicator", "year")}
        for key in needed[step.view.kind]:
            if getattr(step.view, key) is None:
                add(where, f"`view.{key}` is missing", f"A view of kind {step.view.kind!r} needs it.")
    for event in about.main_events if about else ():
        if event not in plotted:
            story.mistakes.add(
                "article.toml", f"`main_events` names {event}, which is not a confirmed event", "Correct it."
            )


def _check_both_ways(
    id: str,
    others: Iterable[str],
    named_by: Mapping[str, tuple[str, ...]],
    file: TomlFile,
    other_file: TomlFile,
    keys: tuple[str, str],
) -> None:
    """Report each of `others` that does not exist, or that does not name `id` in turn."""
    own, key = keys
    for other in others:
        if other not in other_file.names(key):
            file.mistakes.add(
                file.place(own, id),
                f"`{key}` names {other}, which is not in {key}.toml",
                "Correct the id, or add the entry there.",
            )
        elif id not in named_by.get(other, (id,)):
            file.mistakes.add(
                file.place(own, id),
                f"`{key}` names {other}, but {other} does not name {id}",
                f"Add {id} to {other} in {key}.toml, or remove {other} here.",
            )
