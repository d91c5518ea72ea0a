"""Strict reading of the TOML that people write: every key is asked for by name and by type.

A reader asks a `Table` for its keys, one method call each, and ends with `finish()`, which reports the
keys that nobody asked for. No method stops at a mistake: it adds it to the shared `Mistakes` and
returns a stand-in of the right type, so that one run finds every mistake. `Mistakes.raise_any()` comes
last, and nothing that was read may be used before it:

    mistakes = Mistakes()
    file = read_toml(folder / "countries.toml", mistakes)
    for entry in file.tables("countries"):
        countries.append(Country(name=entry.text("name"), joined=entry.optional_date("joined")))
        entry.finish()
    file.finish()
    mistakes.raise_any()
"""

import calendar
import datetime as dt
import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from indicators.errors import CatalogueError, ReaderError
from indicators.model import DateSpan, Precision

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

# How each type is written, for a person who has just written something else.
_HOW_TO_WRITE: Mapping[type, str] = {
    str: "a text in quotes",
    dt.date: "a date without quotes, such as 2015-07-20",
    int: "a whole number without quotes",
    float: "a number without quotes",
    bool: "true or false, without quotes",
    list: "a list in square brackets",
    dict: "a table",
}


class Mistakes:
    """The mistakes found so far, in the order in which they were found."""

    def __init__(self) -> None:
        self._found: list[ReaderError] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(self, where: str, what: str, todo: str) -> None:
        """Record one mistake: the file and entry, what was seen there, what to do about it."""
        self._found.append(ReaderError(where, what, todo))

    def raise_any(self) -> None:
        """Raise one CatalogueError with every mistake, if there is any."""
        if self._found:
            raise CatalogueError(self._found)


class Table:
    """One table of a TOML file, `where` being what a person would call it: `claims.toml, C24`.

    Text is folded: line breaks count as spaces, so that a long sentence may be wrapped in the file;
    `block` keeps them. An empty text is a mistake: a key with nothing to say is left out. Methods named
    `optional_...` return None, or an empty tuple, for a key that is not there.
    """

    def __init__(self, values: Mapping[str, object], where: str, mistakes: Mistakes) -> None:
        self._values = values
        self.where = where
        self.mistakes = mistakes
        self._asked: set[str] = set()

    def mistake(self, what: str, todo: str) -> None:
        """Record a mistake in this table."""
        self.mistakes.add(self.where, what, todo)

    def finish(self) -> None:
        """Report the keys that nobody asked for; a misspelt key must not be lost silently."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.mistake(f"`{key}` is not a key of this table", f"Remove it, or use one of: {known}.")

    def text(self, key: str) -> str:
        """A text that must be there, on one line."""
        return self._text(key, required=True) or ""

    def optional_text(self, key: str) -> str | None:
        """A text that may be missing, on one line."""
        return self._text(key, required=False)

    def block(self, key: str) -> str:
        """A text that must be there, with its line breaks and its indentation."""
        return (self._take(key, str, required=True) or "").strip("\n")

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of one or more texts, none of them twice."""
        values = self._texts(key, required=True)
        if values == ():
            self.mistake(f"`{key}` is empty", "Name at least one.")
        return values or ()

    def optional_texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them twice; empty if the key is missing."""
        return self._texts(key, required=False) or ()

    def texts_by_name(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts whose keys are names of the file's own, such as a publisher's country codes."""
        inner = self.table(key)
        return tuple((name, inner.text(name)) for name in inner._values)

    def optional_texts_by_name(self, key: str) -> tuple[tuple[str, str], ...]:
        """A table of texts with keys of the file's own, empty if it is missing."""
        return self.texts_by_name(key) if key in self._values else ()

    def whole(self, key: str) -> int:
        """A whole number that must be there."""
        return self._take(key, int, required=True) or 0

    def optional_whole(self, key: str) -> int | None:
        """A whole number that may be missing."""
        return self._take(key, int, required=False)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of one or more whole numbers."""
        values = self._take(key, list, required=True)
        if values is None:
            return ()
        numbers = tuple(value for value in values if type(value) is int)
        if len(numbers) < len(values) or not values:
            self.mistake(f"`{key}` is {_shown(values)}", "Write a list of whole numbers without quotes.")
        return numbers

    def number(self, key: str) -> float:
        """A finite number that must be there; a whole number will do."""
        value = self._values.get(key)
        if type(value) is int:
            self._asked.add(key)
            return float(value)
        number = self._take(key, float, required=True)
        if number is not None and not math.isfinite(number):
            self.mistake(f"`{key}` is {number}", "Write a finite number.")
        return number or 0.0

    def optional_number(self, key: str) -> float | None:
        """A finite number that may be missing."""
        return self.number(key) if key in self._values else self._take(key, float, required=False)

    def truth(self, key: str) -> bool:
        """True or false, which must be there."""
        return self._take(key, bool, required=True) or False

    def optional_truth(self, key: str) -> bool | None:
        """True or false, which may be missing."""
        return self._take(key, bool, required=False)

    def date(self, key: str) -> dt.date:
        """A date that must be there, without a time."""
        return self._take(key, dt.date, required=True) or dt.date.min

    def optional_date(self, key: str) -> dt.date | None:
        """A date that may be missing, without a time."""
        return self._take(key, dt.date, required=False)

    def optional_partial_date(self, key: str) -> str | None:
        """A year, a month or a day in ISO text, "2015", "2015-05" or "2015-05-28", which may be missing."""
        text = self._text(key, required=False)
        if text and not _is_partial_date(text):
            self.mistake(
                f"`{key}` is {text!r}, which is no date",
                'Write "2015", "2015-05" or "2015-05-28", in quotes.',
            )
        return text

    def span(self) -> DateSpan:
        """The date span in this table's `start`, `end` and `precision`, which must agree."""
        before = len(self.mistakes)
        span = DateSpan(self.date("start"), self.date("end"), self.choice("precision", Precision))
        if len(self.mistakes) == before:
            self._check_span(span)
        return span

    def optional_span(self, key: str) -> DateSpan | None:
        """The date span in the table `key`, which may be missing and holds nothing else."""
        inner = self._table(key, required=False)
        if inner is None:
            return None
        span = inner.span()
        inner.finish()
        return span

    def choice(self, key: str, options: type[E]) -> E:
        """A member of an enumeration, by its value."""
        members = {member.value: member for member in options}
        return members.get(self.word(key, members), next(iter(options)))

    def word(self, key: str, allowed: Collection[str]) -> str:
        """A word of a controlled vocabulary, which must be there."""
        return self._word(key, allowed, required=True) or ""

    def optional_word(self, key: str, allowed: Collection[str]) -> str | None:
        """A word of a controlled vocabulary, which may be missing."""
        return self._word(key, allowed, required=False)

    def address(self, key: str) -> str:
        """The http or https address of a page."""
        address = self.text(key)
        if address and not re.fullmatch(r"https?://[^\s/]+\S*", address):
            self.mistake(f"`{key}` is {address!r}", "Write an address that begins with http:// or https://.")
        return address

    def table(self, key: str) -> "Table":
        """A table inside this one, which must be there."""
        inner = self._table(key, required=True)
        # What is missing has been reported once; its own keys are not reported again.
        return inner or Table({}, f"{self.where}, {key}", Mistakes())

    def optional_table(self, key: str) -> "Table | None":
        """A table inside this one, which may be missing."""
        return self._table(key, required=False)

    def tables(self, key: str) -> tuple["Table", ...]:
        """An array of tables, which must be there; each is called by its `id`, or else by its number."""
        return self._tables(key, required=True)

    def optional_tables(self, key: str) -> tuple["Table", ...]:
        """An array of tables, which may be missing."""
        return self._tables(key, required=False)

    def tables_by_name(self, key: str) -> dict[str, "Table"]:
        """The tables inside the table `key`, by the names that the file gives them; it may be missing."""
        outer = self._table(key, required=False)
        return {} if outer is None else {name: outer.table(name) for name in outer._values}

    def like(self, templates: Mapping[str, "Table"]) -> "Table":
        """The same table, what it leaves out filled in from the template that its key `like` names."""
        name = self.optional_word("like", templates)
        if name is None or name not in templates:
            return self
        filled = Table({**templates[name]._values, **self._values}, self.where, self.mistakes)
        filled._asked.add("like")
        return filled

    def _tables(self, key: str, *, required: bool) -> tuple["Table", ...]:
        tables = []
        for number, entry in enumerate(self._take(key, list, required=required) or (), start=1):
            if isinstance(entry, dict):
                name = entry.get("id")
                label = name if isinstance(name, str) and name.strip() else f"{key} entry {number}"
                tables.append(Table(entry, f"{self.where}, {label}", self.mistakes))
            else:
                self.mistake(f"entry {number} of `{key}` is {entry!r}", f"Write it as a [[{key}]] table.")
        return tuple(tables)

    def _take(self, key: str, kind: type[T], *, required: bool) -> T | None:
        self._asked.add(key)
        if key not in self._values:
            if required:
                self.mistake(f"`{key}` is missing", f"Add `{key}`: {_HOW_TO_WRITE[kind]}.")
            return None
        value = self._values[key]
        # The exact type, because in Python `true` is also an int and a date with a time also a date.
        if isinstance(value, kind) and type(value) is kind:
            return value
        self.mistake(f"`{key}` is {_shown(value)}", f"Write {_HOW_TO_WRITE[kind]}.")
        return None

    def _text(self, key: str, *, required: bool) -> str | None:
        value = self._take(key, str, required=required)
        if value is None:
            return None
        folded = " ".join(value.split())
        if not folded:
            self.mistake(f"`{key}` is empty", "Write it." if required else "Write it, or leave the key out.")
        return folded

    def _word(self, key: str, allowed: Collection[str], *, required: bool) -> str | None:
        word = self._text(key, required=required)
        if word and word not in allowed:
            self.mistake(f"`{key}` is {word!r}, which is not known", f"Use one of: {', '.join(allowed)}.")
        return word

    def _texts(self, key: str, *, required: bool) -> tuple[str, ...] | None:
        values = self._take(key, list, required=required)
        if values is None:
            return None
        texts = [" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()]
        if len(texts) < len(values):
            self.mistake(f"`{key}` is {_shown(values)}", "Write a list of texts in quotes, none empty.")
        for text in _repeated(texts):
            self.mistake(f"`{key}` names {text!r} more than once", "Remove the repetition.")
        return tuple(texts)

    def _table(self, key: str, *, required: bool) -> "Table | None":
        values = self._take(key, dict, required=required)
        return None if values is None else Table(values, f"{self.where}, {key}", self.mistakes)

    def _check_span(self, span: DateSpan) -> None:
        if span.end < span.start:
            self.mistake(f"`end` {span.end} is before `start` {span.start}", "Put the earlier date first.")
            return
        first, last = _bounds(span)
        if (span.start, span.end) != (first, last):
            self.mistake(
                f"{span.start} to {span.end} is not a {span.precision.value}",
                f'Write start = {first} and end = {last}, or precision = "range".',
            )
        elif span.precision is Precision.RANGE and span.start == span.end:
            self.mistake(f"a range from {span.start} to itself", 'Write precision = "day".')


def read_toml(path: Path, mistakes: Mistakes) -> Table:
    """The whole file as one table; a file that cannot be read is one mistake and an empty table.

    The keys of an unreadable file are not reported missing: nobody can say what it holds.
    """
    try:
        # Some editors put a byte order mark first, which TOML does not know and utf-8-sig drops.
        return Table(tomllib.loads(path.read_text(encoding="utf-8-sig")), path.name, mistakes)
    except FileNotFoundError:
        mistakes.add(path.name, f"there is no such file in {path.parent}", "Restore it.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.add(path.name, f"not valid TOML in UTF-8: {error}", "Mend it there.")
    return Table({}, path.name, Mistakes())


def check_unique(where: str, ids: Iterable[str], mistakes: Mistakes) -> None:
    """Report every id that occurs more than once in the file `where`."""
    for repeated in _repeated(ids):
        mistakes.add(f"{where}, {repeated}", "this id is used more than once", "Give each entry its own.")


def _repeated(texts: Iterable[str]) -> list[str]:
    return [text for text, times in Counter(texts).items() if text and times > 1]


def _shown(value: object) -> str:
    """A value as a person would recognise it in the file, shortened."""
    shown = value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _is_partial_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text):
        return False
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _bounds(span: DateSpan) -> tuple[dt.date, dt.date]:
    """The first and last day that a span of this precision must have, beginning where it begins."""
    start = span.start
    match span.precision:
        case Precision.DAY:
            return start, start
        case Precision.MONTH:
            last = calendar.monthrange(start.year, start.month)[1]
            return start.replace(day=1), start.replace(day=last)
        case Precision.YEAR:
            return dt.date(start.year, 1, 1), dt.date(start.year, 12, 31)
        case Precision.RANGE:
            return start, span.end
