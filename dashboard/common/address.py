"""Read a page's choices from its address, and write them back: `?indicator=ti_cpi.score&countries=TJK,KGZ`.

Each page declares its own fields as a subclass of `Choices`; the readers that several pages share are here.
Pages, shared links and files read an address in the same way: one line names each refused value, and the
other values apply. An address written from choices gives the same choices again.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypeVar
from urllib.parse import quote

from dashboard.common.snapshot import catalogue
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.refusals import date as parse_date

MAX_COUNTRIES = 12
# A longer value is refused unread.
MAX_VALUE = 4000
REGION = (FOCUS, *NEIGHBOURS)
EVENT_MARKS = {"article": "Article's events", "context": "All events", "none": "No events"}
HINDSIGHT = {"shown": "Shown, marked", "hidden": "Hidden"}
FIRST_YEAR, LAST_YEAR = 1900, 2100
# The first index here was published in 1995.
FIRST_DAY = dt.date(1990, 1, 1)
YEARS = f"2012-2025, within {FIRST_YEAR}-{LAST_YEAR}"
ALL = "all"

# The value of a text, and a note for each refused part. Raises `QuestionError`.
Reader = Callable[[str], tuple[Any, list[str]]]


def choice(default: Any, reader: Reader) -> Any:
    """Declare a field of `Choices`: its default, and the reader of its text."""
    return field(default=default, metadata={"reader": reader})


def day(text: str) -> tuple[dt.date, list[str]]:
    """Read an as-of day."""
    value = parse_date(text)
    if value < FIRST_DAY:
        raise QuestionError("as_of", f"{text} is before {FIRST_DAY}", "Choose a later day.")
    if value > today():
        raise QuestionError("as_of", f"{text} is in the future", "Choose today or an earlier day.")
    return value, []


def one_of(options: Iterable[str]) -> Reader:
    """Make the reader of a word that is one of some options."""
    words = tuple(options)

    def read_word(text: str) -> tuple[str, list[str]]:
        if text not in words:
            raise QuestionError("choice", f"{text[:24]!r} is not known", f"Use one of: {', '.join(words)}.")
        return text, []

    return read_word


@dataclass(frozen=True)
class Choices:
    """The choices that a page keeps in its address, in the order of its fields; those of the day come last.

    `path` is the page's in every address. None stands for the page's own default. Two pages with a field of
    the same name share the choice (`state`).
    """

    path: ClassVar[str]

    as_of: dt.date | None = choice(None, day)
    hindsight: str = choice("shown", one_of(HINDSIGHT))

    @property
    def has_hindsight(self) -> bool:
        """Tell if later figures stand in, marked, when no edition of the day is held."""
        return self.hindsight == "shown"

    @classmethod
    def readers(cls) -> dict[str, Reader]:
        """Return the reader of each parameter, by name and in the order of the address."""
        return _readers(cls)  # type: ignore[arg-type]  # mypy: a dataclass' type is hashable

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Make choices from values by name; missing ones get their defaults."""
        return cls(**{name: values[name] for name in cls.readers() if name in values})

    def values(self) -> dict[str, Any]:
        """Return each choice by its name."""
        return {name: getattr(self, name) for name in self.readers()}

    def is_default(self, name: str) -> bool:
        """Tell if a choice is at its default."""
        return bool(getattr(self, name) == getattr(type(self)(), name))

    def is_idle(self, name: str) -> bool:
        """Tell if a choice has no effect on the page; then the address leaves it out."""
        return self.is_default(name)

    def written(self) -> dict[str, str]:
        """Write the parameters of the address, in words that a person can read and change."""
        return {
            name: _word(name, value)
            for name, value in self.values().items()
            if value not in (None, "", ()) and not self.is_idle(name) and not self._is_without_day(name)
        }

    def _is_without_day(self, name: str) -> bool:
        return name == "hindsight" and (self.as_of is None or self.is_default(name))

    def query(self) -> str:
        """Write the address' query; commas and dots stay as they are, for people to read."""
        return "&".join(f"{name}={quote(value, safe=',._-')}" for name, value in self.written().items())


C = TypeVar("C", bound=Choices)


@lru_cache(maxsize=32)
def _readers(page: type[Choices]) -> dict[str, Reader]:
    readers = {one.name: one.metadata["reader"] for one in fields(page)}
    last = ("as_of", "hindsight")
    return {name: readers[name] for name in (*(name for name in readers if name not in last), *last)}


@dataclass(frozen=True)
class Reading(Generic[C]):
    """Choices read from an address, and a line for each refused value."""

    choices: C
    refused: tuple[str, ...] = ()


def read(page: type[C], address: Mapping[str, str], *, base: C | None = None) -> Reading[C]:
    """Read choices from the parameters of a page's address; missing parameters keep the value of `base`.

    Unknown parameters are ignored: other tools add theirs to links.
    """
    choices = base or page()
    refused = []
    for name, reader in page.readers().items():
        if name not in address:
            continue
        if len(address[name]) > MAX_VALUE:
            refused.append(f"{name}: it has {len(address[name])} characters. {MAX_VALUE} are allowed.")
            continue
        try:
            # Text that cannot be encoded could not stand in a link or a file.
            value, notes = reader(address[name].encode(errors="replace").decode())
        except QuestionError as error:
            refused.append(f"{name}: {error.what}. {error.todo}")
            continue
        choices = replace(choices, **{name: value})
        refused += [f"{name}: {note}" for note in notes]
    return Reading(choices, tuple(refused))


def link(base: str, choices: Choices) -> str:
    """Return the full address of a view, below the address of the dashboard."""
    query = choices.query()
    return f"{base.rstrip('/')}/{choices.path}" + (f"?{query}" if query else "")


def _word(name: str, value: Any) -> str:
    if name == "years":
        return f"{value[0]}-{value[1]}"
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value)


# Readers that several pages share


def indicator(text: str) -> tuple[str, list[str]]:
    """Read the id of an indicator."""
    return catalogue().indicator(text).id, []


def source(text: str) -> tuple[str, list[str]]:
    """Read the id of a source."""
    return catalogue().source(text).id, []


def countries(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Read countries by code, name or alias, each once and at most `MAX_COUNTRIES`."""
    find = catalogue().countries.find
    parts = list(dict.fromkeys(part.strip() for part in text.split(",")))
    known = {part: iso3 for part in parts if (iso3 := find(part)) is not None}
    unknown = [part for part in parts if part not in known]
    codes = list(dict.fromkeys(known.values()))
    notes = []
    if unknown:
        first = ", ".join(repr(part[:24]) for part in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        notes.append(f"{first}{more} not known as a country and left out.")
    if len(codes) > MAX_COUNTRIES:
        notes.append(f"{len(codes)} countries named; the page shows the first {MAX_COUNTRIES}.")
    if not codes:
        raise QuestionError("countries", " ".join(notes).rstrip("."), "The choice stays as it was.")
    return tuple(codes[:MAX_COUNTRIES]), notes


def country(text: str) -> tuple[str, list[str]]:
    """Read one country by code, name or alias."""
    iso3 = catalogue().countries.find(text)
    if iso3 is None:
        raise QuestionError("country", f"{text[:24]!r} is not known", "Name one by code or English name.")
    return iso3, []


def years(text: str) -> tuple[tuple[int, int], list[str]]:
    """Read a span of years, or one year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if not match:
        raise QuestionError("years", f"{text[:24]!r} is not a span of years", f"Write it as {YEARS}.")
    first, last = int(match[1]), int(match[2] or match[1])
    if not (FIRST_YEAR <= first <= LAST_YEAR and FIRST_YEAR <= last <= LAST_YEAR):
        raise QuestionError("years", f"{text[:24]!r} is out of range", f"Write it as {YEARS}.")
    if first > last:
        return (last, first), [f"{first}-{last} runs backwards; read as {last}-{first}."]
    return (first, last), []


def year(text: str) -> tuple[int, list[str]]:
    """Read one year."""
    if not re.fullmatch(r"\d{4}", text.strip()):
        raise QuestionError("year", f"{text[:24]!r} is not a year", "Write it as 2014.")
    return int(text), []


# One number, as an address names it


def number_word(indicator: str, iso3: str, year: int, edition: str) -> str:
    """Name one number for an address: `ti_cpi.score:TJK:2014:2014`."""
    return f"{indicator}:{iso3}:{year}:{edition}"


def number_parts(word: str) -> tuple[str, str, int, str]:
    """Return the indicator, country, year and edition of `number_word`."""
    indicator, iso3, year, edition = word.split(":")
    return indicator, iso3, int(year), edition
