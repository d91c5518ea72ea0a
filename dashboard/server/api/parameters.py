"""Declare the parameters of the API, and read their texts as the command line reads its options."""

import datetime as dt
import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.common import address
from indicators.answers.reading import country_codes, draws_number, listed, one_country, year_number
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError, ReaderError, UnknownError

MOST_ROWS = 50_000
DEFAULT_ROWS = 10_000
LONGEST = 4_000
YES_NO = {"yes": True, "no": False}

Read = Callable[[str, Catalogue], Any]


class ParameterError(ReaderError):
    """Refuse a parameter: unknown, missing, or with a value that cannot be read."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, its meaning, the reader of its text, and its JSON schema."""

    name: str
    about: str
    read: Read
    example: str = ""
    required: bool = False
    default: Any = None
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string"})
    longest: int = LONGEST


def read(
    parameters: Sequence[Parameter], given: Sequence[tuple[str, str]], catalogue: Catalogue
) -> dict[str, Any]:
    """Read the values of an address by name; raise `ParameterError` for the first that cannot be read.

    Raises `UnknownError` where the value names something that does not exist.
    """
    known = {one.name: one for one in parameters}
    texts: dict[str, str] = {}
    for name, text in given:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=2, cutoff=0.5)
            todo = f"Did you mean {' or '.join(close)}?" if close else f"Use: {', '.join(known)}."
            raise ParameterError(name[:40] or "address", "there is no such parameter", todo)
        if name in texts:
            raise ParameterError(name, "it is given more than once", "Separate several values with commas.")
        if len(text) > known[name].longest:
            todo = f"Write at most {known[name].longest}."
            raise ParameterError(name, f"it has {len(text)} characters", todo)
        texts[name] = text
    return {one.name: _value(one, texts, catalogue) for one in parameters}


def _value(one: Parameter, texts: Mapping[str, str], catalogue: Catalogue) -> Any:
    if one.name not in texts:
        if one.required:
            raise ParameterError(one.name, "it is missing", f"Write {one.name}={one.example}.")
        return one.default
    try:
        return one.read(texts[one.name], catalogue)
    except UnknownError:
        raise
    except QuestionError as error:
        raise ParameterError(one.name, error.what, error.todo) from error


def one_of(options: Sequence[str]) -> Read:
    """Make the reader of a word that is one of some options."""

    def read_word(text: str, _: Catalogue) -> str:
        if text not in options:
            raise QuestionError("value", f"{text[:40]!r} is not known", f"Use one of: {', '.join(options)}.")
        return text

    return read_word


def choice(name: str, about: str, options: Sequence[str], default: str) -> Parameter:
    """Declare a parameter that is one of some words."""
    schema = {"type": "string", "enum": list(options), "default": default}
    return Parameter(name, about, one_of(options), default, default=default, schema=schema)


def switch(name: str, about: str) -> Parameter:
    """Declare a parameter that is yes or no, by default no."""
    schema = {"type": "string", "enum": list(YES_NO), "default": "no"}
    read_word = one_of(list(YES_NO))

    def read_switch(given: str, known: Catalogue) -> bool:
        return YES_NO[read_word(given, known)]

    return Parameter(name, about, read_switch, "yes", default=False, schema=schema)


def whole(name: str, about: str, first: int, last: int, default: int) -> Parameter:
    """Declare a whole number within bounds."""

    def read_number(text: str, _: Catalogue) -> int:
        if not (text.isascii() and text.isdigit() and first <= int(text[:9]) <= last):
            todo = f"Write a number from {first} to {last}."
            raise QuestionError("value", f"{text[:40]!r} is not valid", todo)
        return int(text)

    schema = {"type": "integer", "minimum": first, "maximum": last, "default": default}
    return Parameter(name, about, read_number, str(default), default=default, schema=schema)


def text(
    name: str, about: str, example: str, *, required: bool = False, default: str | None = None
) -> Parameter:
    """Declare a parameter whose text the answer itself judges."""
    return Parameter(name, about, lambda given, _: given, example, required=required, default=default)


def texts(name: str, about: str, example: str, *, required: bool = False) -> Parameter:
    """Declare a list of texts, separated by commas."""
    return Parameter(name, about, lambda given, _: listed([given]), example, required=required)


def _as_of(given: str, _: Catalogue) -> dt.date:
    day, _notes = address.day(given)
    return day


def _years(given: str, _: Catalogue) -> tuple[int, int]:
    first, _hyphen, last = given.partition("-")
    span = year_number(first.strip()), year_number((last or first).strip())
    if span[0] > span[1]:
        raise QuestionError("years", f"{span[0]} is after {span[1]}", f"Write {span[1]}-{span[0]}.")
    return span


YEAR_SCHEMA = {"type": "integer", "minimum": address.FIRST_YEAR, "maximum": address.LAST_YEAR}

AS_OF = Parameter(
    "as_of",
    "A day; editions published later are ignored. Default today, or the snapshot's day with `snapshot`.",
    _as_of,
    "2015-07-20",
    schema={"type": "string", "format": "date"},
)
INDICATOR = text("indicator", "Id of an indicator.", "ti_cpi.score", required=True)
INDICATORS = texts("indicator", "Ids of indicators, separated by commas.", "ti_cpi.score")
COUNTRIES = Parameter(
    "countries",
    "Codes or names of countries, separated by commas. Default all.",
    lambda given, known: country_codes([given], known.countries),
    "TJK,KGZ",
)
COUNTRY = Parameter(
    "country",
    "Code or name of one country.",
    lambda given, known: one_country(given, known.countries),
    "TJK",
    required=True,
)
YEARS = Parameter(
    "years",
    "Data years: a span such as 2012-2025, or one year. Default all.",
    _years,
    "2012-2025",
    schema={"type": "string", "pattern": "^[0-9]{4}(-[0-9]{4})?$"},
)
YEAR = Parameter(
    "year", "The data year.", lambda given, _: year_number(given), "2014", required=True, schema=YEAR_SCHEMA
)
DRAWS = Parameter(
    "draws",
    "Number of draws for the range of the composite; 0 for none.",
    lambda given, _: draws_number(given),
    "0",
    default=0,
    schema={"type": "integer", "minimum": 0, "default": 0},
)
NONCOMMERCIAL = switch("noncommercial", "Declare that the use is non-commercial; some licences ask for it.")
FORMAT = choice("format", "json, csv, or parquet.", ("json", "csv", "parquet"), "json")
LIMIT = whole("limit", "The most records of one answer.", 1, MOST_ROWS, DEFAULT_ROWS)
OFFSET = whole("offset", "The number of records to skip.", 0, 10_000_000, 0)
SNAPSHOT = text("snapshot", "Id of a snapshot; the answer then never changes. Default the newest.", "")
