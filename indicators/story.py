"""The article in words of the project: its claims, opinions and events, as frozen dataclasses."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from indicators.model import DateSpan


class Verdict(StrEnum):
    """What the check of an article's claim against other sources found; typed by people, with a note."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    COULD_NOT_CHECK = "could_not_check"


class Display(StrEnum):
    """How cautiously a claim may be shown. An opinion is never shown as verified."""

    FACT = "fact"
    FACT_WITH_CAVEAT = "fact_with_caveat"
    REPORTED = "reported"
    INDICATOR = "indicator"
    OPINION = "opinion"
    FLAG = "flag"
    UNVERIFIED = "unverified"

    @property
    def words(self) -> str:
        """The caution for readers: `only with its caveat`."""
        return _CAUTIONS[self]


_CAUTIONS: Mapping[Display, str] = {
    Display.FACT: "may be stated as a fact",
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
    date: str | None
    url: str
    quality: str
    language: str


# What a reader may filter claims and opinions by. `subject` is free text and names who or what exactly.
CLAIM_TOPICS = (
    "Khalimov and ISIS",
    "US training and assistance",
    "Corruption",
    "Religion",
    "Opposition and elections",
    "State response",
    "The country",
    "The article",
)


@dataclass(frozen=True, slots=True)
class Check:
    """How a claim was to be checked, written before it was."""

    how: str
    supports_if: str
    contradicts_if: str


@dataclass(frozen=True, slots=True)
class IndicatorTest:
    """What an indicator must say for a claim to hold: the published rank and how many were ranked.

    `year` is the edition that was the newest on the day of the article.
    """

    indicator: str
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
    kind: str
    subject: str
    topic: str
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
    references: tuple[str, ...]
    display: Display
    events: tuple[str, ...]
    test: IndicatorTest | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """A judgement, prediction or prescription of the article. It has no verdict, whatever evidence."""

    id: str
    where: str
    paraphrase: str
    topic: str
    type: str
    evidence: str | None
    note: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the article's text that a reader who quotes it should know."""

    id: str
    text: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A dated event. `confirmed` false means: listed apart, never plotted."""

    id: str
    title: str
    when: DateSpan
    countries: tuple[str, ...]
    category: str
    status: str
    confirmed: bool
    in_article: bool
    references: tuple[str, ...]
    claims: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    place: str | None = None
    stated_text: str | None = None
    note: str | None = None
    reason: str | None = None
    duplicate_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """The article that the dashboard is about."""

    publisher: str
    title: str
    date: dt.date
    url: str
    argument: str
    method: str
    verdict_rule: str
