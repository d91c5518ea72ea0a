"""Read the TOML that people write: pydantic checks it against the model, one function words the mistakes.

    mistakes = Mistakes()
    file = read_toml(folder / "countries.toml", mistakes)
    countries = file.read(CountriesFile)
    mistakes.raise_any()

Use no value before `raise_any`, so that one run reports every mistake of every file.
"""

import datetime as dt
import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Any, TypeVar

from pydantic import AfterValidator, ConfigDict, TypeAdapter
from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

from indicators.errors import CatalogueError, ReaderError

T = TypeVar("T")


def _some(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    if not entries:
        raise ValueError("Write at least one.")
    return entries


NotEmpty = AfterValidator(_some)  # for lists of tables
_CONFIG = ConfigDict(strict=True, extra="forbid", str_min_length=1, allow_inf_nan=False)
# What a mistake of each of pydantic's types says of the key's value, and what to do.
_WORDS: Mapping[str, tuple[str, str]] = {
    "missing": ("is missing", "Add `{key}`."),
    "string_too_short": ("is empty", "Write it, or leave the key out."),
    "too_short": ("is empty", "Name at least one."),
    "string_type": ("is {value}", "Write a text in quotes."),
    "date_type": ("is {value}", "Write a date without quotes, such as 2015-07-20."),
    "int_type": ("is {value}", "Write a whole number without quotes."),
    "float_type": ("is {value}", "Write a number without quotes."),
    "finite_number": ("is {value}", "Write a finite number."),
    "bool_type": ("is {value}", "Write true or false, without quotes."),
    "tuple_type": ("is {value}", "Write a list in square brackets."),
    "dict_type": ("is {value}", "Write a table."),
    "dataclass_type": ("is {value}", "Write a table."),
    "enum": ("is {value}, which is not known", "Use one of: {expected}."),
    "literal_error": ("is {value}, which is not known", "Use one of: {expected}."),
    "greater_than_equal": ("is {value}", "Write a number of {ge} or more."),
    "less_than_equal": ("is {value}", "Write a number of at most {le}."),
    "value_error": ("is {value}", "{error}"),
}
# The keys that an entry of a list may be called by.
_NAMES = ("id", "name", "path", "index", "label")


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


class TomlFile:
    """A TOML file as Python values: texts on one line, lists as tuples; no `values` if it is unreadable."""

    def __init__(self, name: str, values: Mapping[str, Any] | None, mistakes: Mistakes) -> None:
        self.name = name
        self.values: dict[str, Any] | None = None if values is None else _folded(values)
        self.mistakes = mistakes
        self._wrong: set[tuple[int | str, ...]] = set()  # entries by key and number

    @property
    def is_whole(self) -> bool:
        """Tell whether every entry was read."""
        return self.values is not None and not self._wrong

    def read(self, kind: Callable[..., T]) -> T | None:
        """Check the values against a dataclass; None if that is impossible.

        The list entries that have a mistake are left out of what is returned, so that the caller can check
        whether the others agree; `is_whole` is then False.
        """
        if self.values is None:
            return None
        try:
            return _validated(kind, self.values)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        for one in errors:
            self.mistakes.add(*_worded(one, self.name, self.values, _validator(kind)[1]))
        self._wrong = {one["loc"][1:3] for one in errors}
        rest = {
            key: tuple(entry for number, entry in enumerate(value) if (key, number) not in self._wrong)
            if isinstance(value, tuple)
            else value
            for key, value in self.values.items()
        }
        try:
            return _validated(kind, rest)
        except ValidationError:
            return None

    def entries(self, key: str) -> Sequence[dict[str, Any]]:
        """Return the tables of a list as written, including tables with mistakes."""
        value = (self.values or {}).get(key, ())
        return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, tuple) else []

    def names(self, key: str) -> list[str]:
        """Return the names of the tables of a list, including tables with mistakes."""
        return [name for entry in self.entries(key) if (name := _name(entry))]

    def place(self, key: str, name: str) -> str:
        """Return the place of a list's entry for a person: `ti_cpi.toml, [[indicators]] 3 "ti_cpi.score"`."""
        numbers = (number for number, entry in enumerate(self.entries(key)) if _name(entry) == name)
        return f"{self.name}, {_entry(key, next(numbers, 0), name)}"

    def places(self, key: str, *, whole: bool = True) -> list[str]:
        """Return the places of a list's entries for a person; `whole` omits entries that `read` left out."""
        return [
            f"{self.name}, {_entry(key, number, _name(entry))}"
            for number, entry in enumerate(self.entries(key))
            if not whole or (key, number) not in self._wrong
        ]

    def check_unique(self, *keys: str) -> None:
        """Report every name that is used more than once in the lists of `keys` together."""
        check_unique(self.name, (name for key in keys for name in self.names(key)), self.mistakes)


def read_toml(path: Path, mistakes: Mistakes) -> TomlFile:
    """Read a TOML file in UTF-8; one that cannot be read is one mistake."""
    try:
        # Some editors put a byte order mark first, which TOML does not know and utf-8-sig drops.
        return TomlFile(path.name, tomllib.loads(path.read_text(encoding="utf-8-sig")), mistakes)
    except FileNotFoundError:
        mistakes.add(path.name, f"there is no such file in {path.parent}", "Restore it.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.add(path.name, f"not valid TOML in UTF-8: {error}", "Fix it there.")
    return TomlFile(path.name, None, mistakes)


def check_unique(where: str, ids: Iterable[str], mistakes: Mistakes) -> None:
    """Report every id that occurs more than once in the file `where`."""
    for id, times in Counter(ids).items():
        if times > 1:
            mistakes.add(f"{where}, {id}", "this id is used more than once", "Give each entry its own.")


def shown(value: object) -> str:
    """Return a value as a person would recognise it in the file, shortened."""
    text = value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _folded(value: Any) -> Any:
    """TOML values with each text on one line and lists as tuples, which strict dataclasses take."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, Mapping):
        return {key: _folded(inner) for key, inner in value.items()}
    return tuple(map(_folded, value)) if isinstance(value, list | tuple) else value


@cache
def _validator(kind: Any) -> tuple[SchemaValidator, frozenset[str]]:
    """Return a strict validator of a dataclass, and every key of it and of the dataclasses inside it.

    pydantic's strict mode takes instances alone for a dataclass and an enumeration. TOML has tables and texts
    there: those two are not strict.
    """
    adapter: Any = TypeAdapter
    # Inside a tuple, because a dataclass alone takes no configuration.
    schema = adapter(GenericAlias(tuple, (kind,)), config=_CONFIG).core_schema
    keys: set[str] = set()
    waiting: list[Any] = [schema]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if part.get("type") in ("dataclass", "enum"):
                part["strict"] = False
            if part.get("type") == "dataclass-field":
                keys.add(str(part.get("validation_alias", part["name"])))
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return SchemaValidator(schema), frozenset(keys)


def _validated(kind: Callable[..., T], values: Mapping[str, Any]) -> T:
    result: T = _validator(kind)[0].validate_python((values,))[0]
    return result


def _worded(
    error: ErrorDetails, file: str, values: Mapping[str, Any], keys: Iterable[str]
) -> tuple[str, str, str]:
    """Word a mistake of pydantic: its place, the value seen there, and what to do."""
    where, key = _located(error["loc"][1:], file, values)
    if error["type"] == "unexpected_keyword_argument":
        name = str(error["loc"][-1])
        close = difflib.get_close_matches(name, keys, n=1)
        todo = f"Did you mean `{close[0]}`? Otherwise remove it." if close else "Remove it."
        return where, f"{key} is not a key of this table", todo
    what, todo = _WORDS.get(error["type"], ("is {value}", error["msg"]))
    context = error.get("ctx", {})
    facts = context | {
        "key": key.strip("`"),
        "value": shown(list(error["input"]) if isinstance(error["input"], tuple) else error["input"]),
        "expected": ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", "")))),
        "error": context.get("error", ""),
    }
    return where, f"{key} {what.format(**facts)}", todo.format(**facts)


def _located(steps: Sequence[int | str], file: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Return the table of a mistake as a person would call it, and its key there."""
    place, table, key = [file], values, ""
    for step in steps:
        inner = table.get(key)
        if isinstance(step, str):
            if isinstance(inner, dict):
                place.append(f"[{key}]")
                table = inner
            key = step
        elif isinstance(inner, dict):  # read as pairs
            place.append(f"[{key}]")
            table, key = inner, list(inner)[step]
        elif isinstance(inner, tuple) and isinstance(inner[step], dict):
            place.append(_entry(key, step, _name(inner[step])))
            table, key = inner[step], ""
        elif isinstance(inner, tuple):
            return ", ".join(place), f"entry {step + 1} of `{key}`"
    return ", ".join(place), f"`{key}`" if key else "this entry"


def _entry(key: str, number: int, name: str) -> str:
    return f"[[{key}]] {number + 1}" + (f' "{name}"' if name else "")


def _name(entry: Mapping[str, Any]) -> str:
    return next((entry[key] for key in _NAMES if isinstance(entry.get(key), str)), "")
