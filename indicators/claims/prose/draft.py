"""Hold a claim in the making: a matched pattern, and what its words say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indicators.claims.prose.lexicon import Group, IndexName, Pattern
from indicators.claims.prose.mentions import (
    COUNTRY,
    NUMBER,
    ORDINAL,
    Masked,
    Mention,
    Number,
)
from indicators.claims.prose.readings import Element


@dataclass
class Draft:
    """A claim in the making: a matched pattern and what its words say."""

    pattern: Pattern
    match: re.Match[str]
    masked: Masked
    named: Mapping[str, Any]
    element: Element = Element.OTHER
    values: dict[str, Any] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    year: Mention | None = None
    base: Mention | None = None
    relative: int = 0
    group: Group | None = None
    others: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    dimension: IndexName | None = None
    is_percentile: bool = False
    index_label: str = ""
    by_number: bool = False
    is_base: bool = False
    is_stated: bool = False
    foreign: str = ""
    excluded: set[int] = field(default_factory=set)
    back: int = 0

    def __post_init__(self) -> None:
        """Take over what every pattern names in one way."""
        self.element = self.pattern.element
        self.values = {**self.pattern.fixed, **self.values}
        self.start, self.end = self.match.span()
        while self.start < self.end and self.masked.text[self.start] == " ":
            self.start += 1
        self.year, self.base = self.named.get("year"), self.named.get("base")
        ago = self.named.get("ago")
        self.relative = int(ago.value) if isinstance(ago, Mention) else 0
        for name in ("group", "group2"):
            if isinstance(self.named.get(name), Mention):
                self.group = self.named[name].value
        subject = self.named.get("subj")
        if isinstance(subject, Mention):
            self.subjects = [subject.value]
        self.others = [self.masked.at[p].value for p in self.object_places]

    @property
    def object_places(self) -> list[int]:
        """Return the places of the countries that the subject is compared with.

        After a fronted "joint 140th with Iraq, Mexico has" the second is the subject.
        """
        if self.match.groupdict().get("objs") is None:
            return []
        begin, stop = self.match.span("objs")
        places = [p for p in range(begin, stop) if self.masked.text[p] == COUNTRY]
        is_bare_list = len(places) == 2 and self.masked.text[places[0] + 1 : places[1]] == ", "
        if is_bare_list and not self.masked.text[: self.start].strip() and not self.words.startswith(COUNTRY):
            return places[:1]
        return places

    @property
    def words(self) -> str:
        """The masked words of the match."""
        return self.match[0]

    @property
    def clause(self) -> str:
        """The masked words of the sentence up to the end of the match."""
        return self.masked.text[: self.end]

    def distance(self, place: int) -> int:
        """Return how far a place of the masked sentence is; what lies before counts as nearer."""
        if self.start <= place < self.end:
            return 0
        return self.start - place if place < self.start else place - self.end + 12

    def best_inside(self, places: list[int]) -> int:
        """Return the last country before the first number of the match, else the first one."""
        numbers = [p for p in range(self.start, self.end) if self.masked.text[p] in (NUMBER, ORDINAL)]
        before = [p for p in places if not numbers or p < numbers[-1]]
        return before[-1] if before else places[0]

    def number(self, name: str) -> Number:
        """Return a number or ordinal that the pattern names."""
        mention = self.named[name]
        if mention.kind == NUMBER:
            return mention.value  # type: ignore[no-any-return]
        return Number(float(mention.value))

    def put(self, key: str, name: str, *, sign: int = 1) -> None:
        """Write a number into the values, with its hedge and decimals."""
        number = self.number(name)
        self.values[key] = plain(number.value * sign)
        if number.hedge:
            self.values["hedge"] = number.hedge
        if number.decimals and number.decimals != decimals(number.value):
            self.values["dec"] = number.decimals


def plain(value: float) -> float | int:
    """Return a whole number as an int."""
    return int(value) if value == int(value) else value


def decimals(value: float) -> int:
    """Count the decimals of a number."""
    text = f"{value:g}"
    return len(text.partition(".")[2])
