"""The words of the project as frozen dataclasses. docs/glossary.md defines each word once.

Dates that are known only to a month or a year are spans (`DateSpan`), never a made-up day.
"""

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field


def _unlike(pattern: str, advice: str) -> AfterValidator:
    """Return a check of a text against a pattern, with the advice for a text of another form."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(advice)
        return text

    return AfterValidator(check)


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(texts)) < len(texts):
        raise ValueError("Name each once.")
    return texts


def _pairs(table: Any) -> Any:
    return tuple(table.items()) if isinstance(table, Mapping) else table


# How the fields are written in TOML, for `catalogue.reading`.
Texts = Annotated[tuple[str, ...], AfterValidator(_distinct)]
SomeTexts = Annotated[Texts, Field(min_length=1)]
Pairs = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_pairs)]  # a table whose keys are the writer's
Address = Annotated[
    str, _unlike(r"https?://[^\s/]+\S*", "Write an address that begins with http:// or https://.")
]
IndicatorId = Annotated[
    str, _unlike(r"[a-z0-9_]+\.[a-z0-9_]+", "Write the id of an indicator, such as ti_cpi.score.")
]
Language = Annotated[str, _unlike(r"[a-z]{2}", "Write an ISO 639-1 code, such as en or ru.")]


class LicenceClass(StrEnum):
    """The bulk downloads that a licence allows. The rows behind a chart may always be taken, attributed."""

    OPEN = "open"
    ATTRIBUTION = "attribution"
    NONCOMMERCIAL = "noncommercial"
    QUOTE = "quote"


class Status(StrEnum):
    """The origin of a value."""

    NORMAL = "normal"
    PROVISIONAL = "provisional"
    TRANSCRIBED = "transcribed"
    DERIVED = "derived"


class Direction(StrEnum):
    """The end of the scale that means better governance."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    NEITHER = "neither"


class Uncertainty(StrEnum):
    """The error that the producer publishes (METHODS 1.0)."""

    STANDARD_ERROR = "standard_error"
    POSTERIOR_INTERVAL = "posterior_interval"
    INTERVAL = "interval"
    NONE = "none"


class Precision(StrEnum):
    """The meaningful part of an ISO date."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"


# What indicators are grouped by, in the order in which the article speaks of it; context comes last.
Topic = Literal[
    "Corruption",
    "Rule of law and effectiveness",
    "Stability and violence",
    "Repression and physical integrity",
    "Political rights and voice",
    "Press and civil society",
    "Religion",
    "State fragility",
    "Development and economy",
    "US security assistance",
]
INDICATOR_TOPICS: tuple[str, ...] = get_args(Topic)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """First and last day that a date may mean, with the precision in which it is known."""

    start: dt.date
    end: dt.date
    precision: Precision

    def __str__(self) -> str:
        if self.precision is Precision.DAY:
            return f"{self.start.day} {self.start:%B %Y}"
        if self.precision is Precision.MONTH:
            return f"{self.start:%B %Y}"
        if self.precision is Precision.YEAR:
            return f"{self.start.year}"
        return f"{self.start.day} {self.start:%B %Y} to {self.end.day} {self.end:%B %Y}"

    @property
    def bounds(self) -> tuple[dt.date, dt.date]:
        """The first and last day that a span of this precision must have, from where it begins."""
        start = self.start
        match self.precision:
            case Precision.DAY:
                return start, start
            case Precision.MONTH:
                last = calendar.monthrange(start.year, start.month)[1]
                return start.replace(day=1), start.replace(day=last)
            case Precision.YEAR:
                return dt.date(start.year, 1, 1), dt.date(start.year, 12, 31)
            case Precision.RANGE:
                return start, self.end


@dataclass(frozen=True, slots=True)
class Edition:
    """One release of a producer.

    `published` is the day from which the edition exists for an as-of question; where only the month is
    known it is the last day of that month, so that nothing is known too early. `evidence` says where
    the date comes from. An edition with a `series` concerns the indicators of that series alone; one
    without concerns all of its source. `in_part` names the indicators for which only an excerpt of the
    edition can be held: it answers when it is named, and never as the newest.
    """

    source: str
    id: str
    published: dt.date
    precision: Precision
    evidence: str
    series: str = ""
    in_part: Texts = ()

    @property
    def when(self) -> str:
        """The publication in no more precision than is known: `2014-12-03`, `2014-09` or `2014`."""
        shown = {Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}.get(self.precision, "%Y-%m-%d")
        return self.published.strftime(shown)

    @property
    def possible_from(self) -> dt.date:
        """The first day on which it may have been out; `published` is the last."""
        if self.precision is Precision.MONTH:
            return self.published.replace(day=1)
        if self.precision is Precision.YEAR:
            return self.published.replace(month=1, day=1)
        return self.published


# The largest file that is fetched, where a source names no other bound.
MAX_MEGABYTES = 64


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the publisher that a loader reads: its name below the raw folder and its address.

    `by_hand` is true where nothing can be fetched: a table that people transcribed, or an extract that
    the publisher does not offer; `url` is then the page it was taken from. `member` picks the file out of
    a zip at `url`, as a pattern. `api` names the way to ask an interface for `codes` instead of a file.
    `max_megabytes` bounds what is fetched.
    """

    path: str
    url: Address
    required: bool = True
    by_hand: bool = False
    member: str = ""
    api: Literal["", "worldbank_v2"] = ""
    codes: Texts = ()
    max_megabytes: int = MAX_MEGABYTES


@dataclass(frozen=True, slots=True)
class Indicator:
    """One published variable; `decimals` as the producer prints it.

    `interval_level` is in per cent, None where no uncertainty is published. `interval_multiplier` is the
    producer's own factor from standard error to bound, given where it publishes the one and not the other.
    `edition_lag` is how many years an edition's own year is after the year that it describes. Indicators
    of one source whose editions do not continue each other bear different `series`; `other_methods` are
    the ids of indicators that measure the same thing in another way, never to be joined with this one.
    `first_edition` and `last_edition` bound the editions that give it, empty where all of the source do.
    `every_years` is the producer's rhythm: 2 where it describes every second year, which leaves no gap.
    `rank_from_worst` is true where the producer's rank 1 is the worst; a computed rank of 1 is the best.
    `lacks_units` says which units that the producer judges we do not have: without them no question about a
    place or the number ranked is answered. `unranked` are territories (ISO 3166-1 alpha-3) that the producer
    judges beside its countries: they have values and no place, and do not count among those ranked.
    `is_context` marks what is no measure of governance and never part of a score. `processing` says what
    was done to the publisher's figures beyond what the source says of all.
    """

    id: str
    source: str
    name: str
    short_name: str
    description: str
    unit: str
    direction: Direction
    minimum: float
    maximum: float
    decimals: int
    uncertainty: Uncertainty
    interval_level: int | None
    interval_multiplier: float | None
    interval_note: str
    year_basis: str
    caveats: Texts
    topic: Topic
    countries_per_year: tuple[int, int]
    headline: bool = False
    edition_lag: int = 0
    series: str = ""
    other_methods: Texts = ()
    is_context: bool = False
    processing: str = ""
    rank_from_worst: bool = False
    every_years: int = 1
    first_edition: str = ""
    last_edition: str = ""
    lacks_units: str = ""
    unranked: Texts = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A row that a loader leaves out on purpose, by the publisher's label, with the reason."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class IgnoredColumns:
    """Columns of a publisher's file that its loader does not read, with the reason.

    In `columns` and in `file`, the name of the file, `*` stands for anything.
    """

    columns: SomeTexts
    reason: str
    file: str = "*"


@dataclass(frozen=True, slots=True)
class AcceptedRevision:
    """Large revisions of an indicator in an edition that people found to be the publisher's own."""

    indicator: str
    edition: str
    reason: str


@dataclass(frozen=True, slots=True)
class MisprintedRank:
    """A published rank that does not fit the scores, kept as published."""

    indicator: str
    edition: str
    iso3: str
    rank: int
    reason: str


@dataclass(frozen=True, slots=True)
class NextEdition:
    """The due date of the producer's next edition by its habit; `evidence` describes the habit."""

    due: dt.date
    evidence: str


@dataclass(frozen=True, slots=True)
class SideTable:
    """A table of a source that stands beside the observations: its key, and what each column means."""

    name: str
    title: str
    description: str
    key: SomeTexts
    columns: Annotated[Pairs, Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Names by which people call an index of a source; the first of `names` is its label.

    `indicators` go by these names: where a method gave way to another, the newest first. A name of a whole
    set of indices has `choices` instead, the labels to ask back with. `in_prose` are paraphrases that count
    in running text alone, `hints` words that suggest the index where nothing names one ("most corrupt").
    A `publisher` names its index until a sentence names one more exactly.
    """

    names: Texts
    indicators: Texts = ()
    choices: Texts = ()
    in_prose: Texts = ()
    hints: Texts = ()
    publisher: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's product: where it comes from, under which terms, in which editions.

    `restates_history` is true where every edition holds all years anew, so that one edition answers a
    question and two are never spliced; false where an edition adds its own year.
    `codes` maps the publisher's own country codes to ISO 3166-1 alpha-3. `processing` says what was done to
    the publisher's figures. The publisher's addresses may redirect to `hosts`. A source that is
    not `embedded` is read only for a user who brings its files and asks for it: its terms forbid more, as
    `not_embedded_because` says. `ignored_columns` are those of its files that are not read, and
    `accepted_revisions` and `misprinted_ranks` what the build would refuse otherwise. `synonyms` are the
    names by which people call its indices.
    """

    id: str
    name: str
    short_name: str
    publisher: str
    homepage: Address
    description: str
    licence: str
    licence_class: LicenceClass
    licence_url: Address
    licence_note: str
    attribution: str
    citation: str
    restates_history: bool
    inputs: tuple[InputFile, ...]
    codes: Pairs
    exclusions: tuple[Exclusion, ...]
    editions: tuple[Edition, ...]
    indicators: tuple[Indicator, ...]
    processing: str
    tables: tuple[SideTable, ...] = ()
    hosts: Texts = ()
    next_edition: NextEdition | None = None
    embedded: bool = True
    not_embedded_because: str = ""
    ignored_columns: tuple[IgnoredColumns, ...] = ()
    accepted_revisions: tuple[AcceptedRevision, ...] = ()
    misprinted_ranks: tuple[MisprintedRank, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()


class BreakKind(StrEnum):
    """The kind of a change (METHODS 3.1). It decides what may be compared.

    A new `method`, `scale` or `definition` blocks: no line, difference, rank change or window crosses it.
    A `release` blocks between the editions of a source that estimates all its years anew in each; within
    one edition it blocks nothing. All others leave values comparable, and the page names them.
    """

    METHOD = "method"  # asked or computed in another way
    SCALE = "scale"  # the same put on another scale
    DEFINITION = "definition"  # another thing is measured under the same name
    RELEASE = "release"  # all years were estimated anew
    ITEMS = "items"  # a question came, went or was renamed
    STANDARD_ERROR = "standard_error"  # the published error is computed in another way
    SOURCES = "sources"  # other sources are behind the figure
    COVERAGE = "coverage"  # other countries are judged: ranks compare on a common sample alone
    PERIOD = "period"  # another rhythm, or another span of time under one year
    CATEGORY = "category"  # a category has another threshold, the figures beneath do not
    REPORTING = "reporting"  # it is reported or read out in another way


BLOCKING = frozenset({BreakKind.METHOD, BreakKind.SCALE, BreakKind.DEFINITION, BreakKind.RELEASE})


@dataclass(frozen=True, slots=True)
class Break:
    """A change behind an indicator, or all of a source, that bears on comparing what lies on its two sides.

    `indicator` is the id of either. `year` is the first year described by the new method, `edition` the
    first edition by it, empty where a year says enough. Without a year the break is between editions: from
    `edition` on, or with none between any two; a kind other than `release` then holds between any two years.
    """

    indicator: str
    year: int | None
    kind: BreakKind
    what: str
    evidence: str
    edition: str = ""
    label: str = ""

    @property
    def blocks(self) -> bool:
        """Tell whether the kind forbids every comparison across the change."""
        return self.kind in BLOCKING

    @property
    def boundary(self) -> int:
        """The first year of the new method; raises `ValueError` for a change without one."""
        if self.year is None:
            raise ValueError(f"{self.name} of {self.indicator} has no first year")
        return self.year

    @property
    def name(self) -> str:
        """Name the change for a refusal: `new definition from 2021 (edition 2022)`."""
        changed = self.kind.value.replace("_", " ")
        if self.year is not None:
            edition = f" (edition {self.edition})" if self.edition not in ("", str(self.year)) else ""
            return f"new {changed} from {self.year}{edition}"
        if self.edition:
            return f"new {changed} from edition {self.edition}"
        return (
            "all years anew in every edition" if self.kind is BreakKind.RELEASE else f"{changed} by edition"
        )


@dataclass(frozen=True, slots=True)
class SharedInput:
    """An index that is put together from other indexes: that they agree confirms nothing (METHODS 2.1).

    `index` is a source or an indicator, `source` the source here that holds the input, empty where none does.
    """

    index: str
    name: str
    source: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: ISO 3166-1 alpha-3, XKX for Kosovo."""

    iso3: str
    iso2: str
    name: str
    region: str
    subregion: str
    aliases: tuple[str, ...]
