"""What a reader has chosen, as the address bar says it: `?indicator=ti_cpi.score&countries=TJK,KGZ`.

The same reading serves a page, a shared link and a download. A value that is refused is named in one
line; the rest is kept. An address written from choices gives the same choices again.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from dashboard.common import cache
from dashboard.common.palette import CATEGORIES
from dashboard.pages.risk.scores import default_structure
from indicators.assistance.ask import AIDS, DOLLARS
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.claims.parse import MAX_LENGTH
from indicators.errors import QuestionError
from indicators.model import INDICATOR_TOPICS, Direction
from indicators.refusals import date as parse_date
from indicators.score.weights import parse_weights
from indicators.story import CLAIM_TOPICS, Verdict

MAX_COUNTRIES = 12
# No choice is longer; what is, is refused before anybody looks for what it could mean.
MAX_VALUE = 4000
DEFAULT_INDICATOR = "ti_cpi.score"
CHARTS = ("trend", "ranking", "map", "table")
AREAS = ("region", "world")
EVENT_MARKS = ("article", "context", "none")
AXES = ("described", "edition")
SCOPES = ("main", *INDICATOR_TOPICS, "all")
INTERVALS = ("shown", "hidden")
AID_VIEWS = ("years", "neighbours", "scatter", "conditionality")
PER = ("total", "head")
SCORE_VIEWS = ("beside", "parts", "trend", "ranking", "matters")
MAX_WEIGHT = 5.0
FIRST_YEAR, LAST_YEAR = 1900, 2100
# The first index here was published in 1995; nothing was known before.
FIRST_DAY = dt.date(1990, 1, 1)
YEARS = f"2012-2025, within {FIRST_YEAR}-{LAST_YEAR}"
ALL = "all"


@dataclass(frozen=True)
class Choices:
    """Everything that an address can say. None means that the page's default holds."""

    indicator: str = DEFAULT_INDICATOR
    countries: tuple[str, ...] = (FOCUS, *NEIGHBOURS)
    years: tuple[int, int] | None = None
    chart: str = "trend"
    year: int | None = None
    area: str = "region"
    marks: str = "article"
    as_of: dt.date | None = None
    verdict: str = ALL
    topic: str = ALL
    search: str = ""
    claim: str = ""
    check: str = ""
    category: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    beneath: str = "ti_cpi.score"
    event: str = ""
    source: str = ""
    axis: str = "described"
    number: str = ""
    intervals: str = "shown"
    pair: tuple[str, ...] = ()
    country: str = FOCUS
    scope: str = "main"
    view: str = "years"
    recipient: str = FOCUS
    measure: str = "wb_wgi.control_of_corruption"
    aid: str = "together"
    dollars: str = "current"
    per: str = "total"
    show: str = "beside"
    preset: str = "equal"
    weights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """Choices read from an address, and a line for each value that was refused."""

    choices: Choices
    refused: tuple[str, ...] = field(default=())


# What each page keeps in its address, in this order.
PAGE_FIELDS = {
    "compare": (
        *("indicator", "countries", "years", "chart", "year", "axis", "area", "marks", "intervals"),
        *("pair", "as_of"),
    ),
    "claims": ("verdict", "topic", "search", "claim", "check", "as_of"),
    "timeline": ("years", "category", "places", "beneath", "event", "as_of"),
    "country": ("country", "scope", "as_of"),
    "data": ("source", "countries", "number", "as_of"),
    "assistance": (
        "view",
        "recipient",
        "measure",
        "aid",
        "dollars",
        "per",
        "countries",
        "years",
        "marks",
        "as_of",
    ),
    "risk": ("show", "country", "countries", "year", "preset", "weights", "as_of"),
    "": ("as_of",),
}


def read(page: str, address: Mapping[str, str], *, base: Choices | None = None) -> Reading:
    """Choices from the parameters of a page's address; what it does not name is as in `base`.

    Unknown parameters are ignored: other tools add theirs to links.
    """
    choices = base or Choices()
    refused = []
    for name in PAGE_FIELDS[page]:
        if name not in address:
            continue
        if len(address[name]) > MAX_VALUE:
            refused.append(f"{name}: it has {len(address[name])} characters. {MAX_VALUE} are allowed.")
            continue
        try:
            # What no encoder takes could be in no link and in no file.
            value, notes = _READERS[name](address[name].encode(errors="replace").decode())
        except QuestionError as error:
            refused.append(f"{name}: {error.what}. {error.todo}")
            continue
        choices = replace(choices, **{name: value})
        refused += [f"{name}: {note}" for note in notes]
    return Reading(choices, tuple(refused))


def write(page: str, choices: Choices) -> dict[str, str]:
    """The parameters of a page's address, in words that a person can read and change."""
    written = {}
    for name in PAGE_FIELDS[page]:
        value = getattr(choices, name)
        if value in (None, "", ()) or _is_idle(page, name, choices):
            continue
        written[name] = _word(name, value)
    return written


def link(base: str, page: str, choices: Choices) -> str:
    """The full address of a view; commas and dots stay as they are, for people to read."""
    query = "&".join(f"{name}={quote(value, safe=',._-')}" for name, value in write(page, choices).items())
    return f"{base.rstrip('/')}/{page}" + (f"?{query}" if query else "")


def _is_idle(page: str, name: str, choices: Choices) -> bool:
    """Whether a choice has no effect on what the page shows, and so no place in its address."""
    if page != "compare" or name in ("axis", "intervals"):
        return value_is_default(name, choices)
    shows = {"year": ("ranking", "map"), "area": ("map",), "marks": ("trend",)}
    return name in shows and choices.chart not in shows[name]


def value_is_default(name: str, choices: Choices) -> bool:
    """Whether a choice is what it would be if nobody had chosen."""
    return bool(getattr(choices, name) == getattr(Choices(), name))


def _word(name: str, value: Any) -> str:
    if name == "years":
        return f"{value[0]}-{value[1]}"
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value)


Read = tuple[Any, list[str]]


def _indicator(text: str) -> Read:
    return cache.catalogue().indicator(text).id, []


def _beneath(text: str) -> Read:
    return (text, []) if text == "none" else _indicator(text)


def _countries(text: str) -> Read:
    find = cache.catalogue().countries.find
    parts = list(dict.fromkeys(part.strip() for part in text.split(",")))
    known = {part: iso3 for part in parts if (iso3 := find(part)) is not None}
    unknown = [part for part in parts if part not in known]
    found = list(dict.fromkeys(known.values()))
    notes = []
    if unknown:
        shown = ", ".join(repr(part[:24]) for part in unknown[:3])
        more = f" and {len(unknown) - 3} more" if len(unknown) > 3 else ""
        notes.append(f"{shown}{more} not known as a country and left out.")
    if len(found) > MAX_COUNTRIES:
        notes.append(f"{len(found)} countries given; the first {MAX_COUNTRIES} are shown.")
    if not found:
        raise QuestionError("countries", " ".join(notes).rstrip("."), "It stays as if none were named.")
    return tuple(found[:MAX_COUNTRIES]), notes


def _country(text: str) -> Read:
    iso3 = cache.catalogue().countries.find(text)
    if iso3 is None:
        raise QuestionError("country", f"{text[:24]!r} is not known", "Name one by code or English name.")
    return iso3, []


def _years(text: str) -> Read:
    match = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", text.strip())
    if not match:
        raise QuestionError("years", f"{text[:24]!r} is no span of years", f"Write it as {YEARS}.")
    first, last = int(match[1]), int(match[2] or match[1])
    if not (FIRST_YEAR <= first <= LAST_YEAR and FIRST_YEAR <= last <= LAST_YEAR):
        raise QuestionError("years", f"{text[:24]!r} is out of range", f"Write it as {YEARS}.")
    if first > last:
        return (last, first), [f"{first}-{last} runs backwards; read as {last}-{first}."]
    return (first, last), []


def _year(text: str) -> Read:
    if not re.fullmatch(r"\d{4}", text.strip()):
        raise QuestionError("year", f"{text[:24]!r} is no year", "Write it as 2014.")
    return int(text), []


def _date(text: str) -> Read:
    day = parse_date(text)
    if day < FIRST_DAY:
        raise QuestionError("as_of", f"{text} is before {FIRST_DAY}", "Choose a later day.")
    if day > dt.date.today():
        raise QuestionError("as_of", f"{text} is still to come", "Choose today or a day before.")
    return day, []


def _text(text: str) -> Read:
    return " ".join(text.split())[:80].strip(), []


def _check(text: str) -> Read:
    typed = " ".join(text.split())
    if len(typed) > MAX_LENGTH:
        raise QuestionError(
            "check", f"a claim of {len(typed)} characters", f"Write it in {MAX_LENGTH} characters at most."
        )
    return typed, []


def _one_of(options: tuple[str, ...]) -> Callable[[str], Read]:
    def read_word(text: str) -> Read:
        if text not in options:
            raise QuestionError("choice", f"{text[:24]!r} is not known", f"Use one of: {', '.join(options)}.")
        return text, []

    return read_word


def _categories(text: str) -> Read:
    parts = list(dict.fromkeys(part.strip() for part in text.split(",")))
    unknown = [part for part in parts if part not in CATEGORIES]
    notes = (
        [f"{', '.join(repr(part[:24]) for part in unknown[:3])} not known and left out."] if unknown else []
    )
    return tuple(part for part in parts if part in CATEGORIES), notes


def _claim(text: str) -> Read:
    narrative = cache.catalogue().narrative
    if text not in {entry.id for entry in (*narrative.claims, *narrative.opinions)}:
        raise QuestionError(
            "claim", f"{text[:24]!r} is not known", "Claims are C01 to C47, opinions O01 to O21."
        )
    return text, []


def _event(text: str) -> Read:
    return cache.catalogue().narrative.event(text).id, []


def number_word(indicator: str, iso3: str, year: int, edition: str) -> str:
    """One number as an address names it: `ti_cpi.score:TJK:2014:2014`."""
    return f"{indicator}:{iso3}:{year}:{edition}"


def number_parts(word: str) -> tuple[str, str, int, str]:
    """The indicator, country, year and edition of `number_word`."""
    indicator, iso3, year, edition = word.split(":")
    return indicator, iso3, int(year), edition


def _number(text: str) -> Read:
    match = re.fullmatch(r"([a-z0-9_.]+):([A-Z]{3}):(\d{4}):([\w.-]{1,40})", text)
    if not match:
        shown = f"{text[:40]!r} names no number"
        raise QuestionError("number", shown, "Write it as ti_cpi.score:TJK:2014:2014.")
    cache.catalogue().indicator(match[1])
    return text, []


def figure_word(iso3: str, year: int) -> str:
    """One figure of the indicator at hand as an address names it: `TJK:2015`."""
    return f"{iso3}:{year}"


def figure_parts(word: str) -> tuple[str, int]:
    """The country and year of `figure_word`."""
    iso3, year = word.split(":")
    return iso3, int(year)


def _pair(text: str) -> Read:
    words = text.split(",")
    known = cache.catalogue().countries.by_iso3
    if len(words) > 2 or not all(
        re.fullmatch(r"[A-Z]{3}:\d{4}", word) and word[:3] in known for word in words
    ):
        raise QuestionError("pair", f"{text[:40]!r} names no two figures", "Write it as TJK:2015,TJK:2016.")
    return tuple(dict.fromkeys(words)), []


def _recipient(text: str) -> Read:
    iso3 = cache.catalogue().countries.find(text[:80])
    if iso3 is None:
        raise QuestionError("recipient", f"{text[:24]!r} is not known as a country", "Write it as TJK.")
    return iso3, []


def is_measure(id: str) -> bool:
    """Whether an indicator measures governance, with a better and a worse end."""
    known = cache.catalogue().indicator(id)
    return not known.is_context and known.direction is not Direction.NEITHER


def _measure(text: str) -> Read:
    if not is_measure(text):
        raise QuestionError("measure", f"{text[:60]!r} is no measure of governance", "Choose another.")
    return text, []


def weight_words(weights: Mapping[str, float]) -> tuple[str, ...]:
    """Weights as an address names them: `corruption:2`."""
    return tuple(f"{id}:{weight:g}" for id, weight in weights.items())


def _weights(text: str) -> Read:
    given = parse_weights([text], default_structure().ids)
    large = [id for id, weight in given.items() if weight > MAX_WEIGHT]
    if large:
        raise QuestionError("weights", f"{large[0]} has more than {MAX_WEIGHT:g}", "Write 0 to 5.")
    default_structure().with_weights(given)
    return weight_words(given), []


def _preset(text: str) -> Read:
    presets = tuple(preset.id for preset in default_structure().presets)
    return _one_of(presets)(text)


def _source(text: str) -> Read:
    return cache.catalogue().source(text).id, []


_READERS: dict[str, Callable[[str], Read]] = {
    "indicator": _indicator,
    "countries": _countries,
    "years": _years,
    "chart": _one_of(CHARTS),
    "year": _year,
    "area": _one_of(AREAS),
    "marks": _one_of(EVENT_MARKS),
    "as_of": _date,
    "verdict": _one_of((ALL, *(verdict.value for verdict in Verdict), "opinion")),
    "topic": _one_of((ALL, *CLAIM_TOPICS)),
    "search": _text,
    "claim": _claim,
    "check": _check,
    "category": _categories,
    "places": _countries,
    "beneath": _beneath,
    "event": _event,
    "source": _source,
    "axis": _one_of(AXES),
    "number": _number,
    "intervals": _one_of(INTERVALS),
    "pair": _pair,
    "country": _country,
    "scope": _one_of(SCOPES),
    "view": _one_of(AID_VIEWS),
    "recipient": _recipient,
    "measure": _measure,
    "aid": _one_of(tuple(AIDS)),
    "dollars": _one_of(tuple(DOLLARS)),
    "per": _one_of(PER),
    "show": _one_of(SCORE_VIEWS),
    "preset": _preset,
    "weights": _weights,
}
