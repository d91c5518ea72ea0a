"""Hold a claim as it was read: one element about one index and one or several countries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Element(StrEnum):
    """The kinds of claims that are read."""

    RANK = "rank"
    RANK_OF_N = "rank_of_n"
    SCORE = "score"
    CHANGE_OF_SCORE = "change_of_score"
    CHANGE_OF_RANK = "change_of_rank"
    DIRECTION = "direction"
    SUPERLATIVE = "superlative"
    RANK_IN_GROUP = "rank_in_group"
    AMONG = "among_the_n_worst"
    COMPARISON = "comparison"
    AVERAGE = "average"
    STATUS = "status"
    STREAK = "streak"
    COUNT = "count"
    CAUSAL = "causal"
    FORECAST = "forecast"
    OTHER = "other"


UNTESTABLE = (Element.CAUSAL, Element.FORECAST, Element.OTHER)


class YearWord(StrEnum):
    """The way in which a text names a year: as an edition, as the year described, or either."""

    EDITION = "edition"
    DESCRIBED = "described"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Year:
    """A year that a claim names."""

    year: int
    word: YearWord = YearWord.EITHER


@dataclass(frozen=True, slots=True)
class Index:
    """The index of a claim: its name for readers, and the indicators that go by it."""

    label: str
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One claim of a text.

    `start` and `end` are offsets of its words in the text. `index` is None where the text names none or one
    that is not held (`foreign` names that one). `year` is None for the newest edition of the day. `base` is
    the year of the base of a change; with `relative` the base is so many editions before. `back` says that
    the figure itself is of so many editions before. `is_stated` tells that both ends of a change are named.
    `release` names the edition of a source that restates its history. `values` are those of the JSON;
    `members` are the countries of the group that `values` names, None for the world.
    """

    start: int
    end: int
    element: Element
    index: Index | None
    countries: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    year: Year | None = None
    release: Year | None = None
    base: Year | None = None
    relative: int = 0
    back: int = 0
    is_stated: bool = False
    members: tuple[str, ...] | None = None
    index_named: bool = True
    foreign: str = ""
    unread: tuple[str, ...] = ()

    @property
    def family(self) -> tuple[str, ...]:
        """The indicators that go by the name of the index; none without an index."""
        return self.index.family if self.index is not None else ()

    @property
    def label(self) -> str:
        """The name of the index for readers; empty without one."""
        return self.index.label if self.index is not None else ""
