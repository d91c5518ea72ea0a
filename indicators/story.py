"""The article in words of the project: its claims, opinions and events, as frozen dataclasses."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator

from indicators.model import Address, DateSpan, IndicatorId, Language, SomeTexts, Texts


def _partial_date(text: str) -> str:
    try:
        if len(text) not in (4, 7, 10):
            raise ValueError
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        raise ValueError('Write "2015", "2015-05" or "2015-05-28", in quotes.') from None
    return text


# A year, a month or a day in ISO text.
PartialDate = Annotated[str, AfterValidator(_partial_date)]


class Verdict(StrEnum):
    """The verdict of a check of an article's claim against other sources; typed by people, with a note."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    COULD_NOT_CHECK = "could_not_check"


class Display(StrEnum):
    """The caution with which a claim may be shown. An opinion is never shown as verified."""

    FACT = "fact"
    FACT_WITH_CAVEAT = "fact_with_caveat"
    REPORTED = "reported"
    INDICATOR = "indicator"
    OPINION = "opinion"
    FLAG = "flag"
    UNVERIFIED = "unverified"

    @property
    def words(self) -> str:
        """The caution for readers, such as `only with its caveat`; empty for a fact, which needs none."""
        return _CAUTIONS[self]


_CAUTIONS: Mapping[Display, str] = {
    Display.FACT: "",
    Display.FACT_WITH_CAVEAT: "only with its caveat",
    Display.REPORTED: "reported by others, not established",
    Display.INDICATOR: "a judgement; see the indicators beside it",
    Display.OPINION: "one reading among others",
    Display.FLAG: "corrected by the sources",
    Display.UNVERIFIED: "stated by the article only, not confirmed",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A page that a claim or an event cites. Quality: A primary, B established outlet, C mirror."""

    id: str
    publisher: str
    title: str
    date: PartialDate | None
    url: Address
    quality: Literal["A", "B", "C"]
    language: Language


# What a reader may filter claims and opinions by. `subject` is free text and names who or what exactly.
ClaimTopic = Literal[
    "Khalimov and ISIS",
    "US training and assistance",
    "Corruption",
    "Religion",
    "Opposition and elections",
    "State response",
    "The country",
    "The article",
]
CLAIM_TOPICS: tuple[str, ...] = get_args(ClaimTopic)
EventCategory = Literal[
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
]
# The first three are confirmed: such events may be plotted.
EventStatus = Literal["confirmed", "confirmed_partly", "confirmed_weak_source", "article_only", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Check:
    """The plan for checking a claim, written before the check."""

    how: str
    supports_if: str
    contradicts_if: str


@dataclass(frozen=True, slots=True)
class IndicatorTest:
    """The published rank, and number ranked, that an indicator must have for a claim to hold.

    `year` is the edition that was the newest on the day of the article.
    """

    indicator: IndicatorId
    country: str
    year: int
    rank: int
    n_ranked: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the article, in our paraphrase, with the verdict of its check and its caution."""

    id: str
    where: str
    paraphrase: str
    kind: Literal["dated_event", "categorical", "numeric", "causal_or_opinion"]
    subject: str
    topic: ClaimTopic
    stated: DateSpan | None
    stated_text: str | None
    quantity: str | None
    unit: str | None
    attribution: str
    check: Check
    verdict: Verdict
    value_found: str
    note: str | None
    verified: DateSpan | None
    references: Texts
    display: Display
    events: Texts
    test: IndicatorTest | None = None
    beside: tuple[IndicatorId, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """A judgement, prediction or prescription of the article. It has no verdict, whatever evidence."""

    id: str
    where: str
    paraphrase: str
    topic: ClaimTopic
    type: str
    evidence: str | None
    note: str | None
    references: Texts


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the article's text that a reader who quotes it should know."""

    id: str
    text: str
    references: Texts


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event. `confirmed` false means: listed apart, never plotted."""

    id: str
    title: str
    when: DateSpan
    countries: SomeTexts
    category: EventCategory
    status: EventStatus
    confirmed: bool
    in_article: bool
    references: Texts
    claims: Texts = ()
    actors: Texts = ()
    place: str | None = None
    stated_text: str | None = None
    note: str | None = None
    reason: str | None = None
    duplicate_of: Texts = ()
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The article that the dashboard is about; `main_events` are the events that its first chart names."""

    publisher: str
    title: str
    date: dt.date
    url: Address
    argument: str
    method: str
    verdict_rule: str
    main_events: SomeTexts


@dataclass(frozen=True, slots=True)
class StepView:
    """The chart of a step: an indicator over years, events alone, or an indicator on a map.

    `indicator` is for a trend or a map, `years` for a trend or a timeline, `year` for a map. Without
    `countries` a trend shows the focus country and its neighbours. `note` says what to look at.
    """

    kind: Literal["trend", "timeline", "map"]
    note: str
    indicator: IndicatorId | None = None
    countries: Texts = ()
    years: tuple[int, int] | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the story: a short text, the claims and events that it tells, and its chart."""

    id: str
    title: str
    text: str
    view: StepView
    claims: Texts = ()
    events: Texts = ()
