"""Hold what a sentence mentions, and what the sentences before it named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.claims.prose.draft import Draft
from indicators.claims.prose.lexicon import Group, IndexName
from indicators.claims.prose.mentions import (
    Masked,
    Mention,
)
from indicators.claims.prose.readings import Element, Index, Year, YearWord

# By indicator: the greatest value of its scale, and whether more is worse.
Scales = Mapping[str, tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Words that sound like a claim and were not checked, with the reason."""

    start: int
    end: int
    why: str


@dataclass
class Context:
    """The index, countries and year that earlier sentences named."""

    country: str | None = None
    topic: str | None = None
    index: IndexName | None = None
    specific: IndexName | None = None
    year: Year | None = None
    year_source: str = ""
    release: Year | None = None
    group: Group | None = None
    publisher: IndexName | None = None
    later: IndexName | None = None
    last_element: Element | None = None
    scales: Scales = field(default_factory=dict)

    @property
    def inverted(self) -> frozenset[str]:
        """The indicators on which more is worse."""
        return frozenset(id for id, (_, is_inverted) in self.scales.items() if is_inverted)

    def maximum(self, index: Index | None) -> float:
        """Return the end of the scale of an index."""
        return (
            max((self.scales.get(id, (0.0, False))[0] for id in index.family), default=0.0) if index else 0.0
        )


@dataclass
class Sentence:
    masked: Masked
    drafts: list[Draft] = field(default_factory=list)
    objects: set[int] = field(default_factory=set)
    attached: dict[int, tuple[Mention, YearWord]] = field(default_factory=dict)
