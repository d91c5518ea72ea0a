"""Describe a page in one record for navigation, addresses, files, warm-up and tests."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic

from starlette.requests import Request
from starlette.responses import Response

from dashboard.common.address import C
from dashboard.common.exhibit import Exhibit
from dashboard.common.figure import Figure

# Computes a page as of a day, so that its first reader does not wait.
Warm = Callable[[dt.date], object]


@dataclass(frozen=True)
class File:
    """A file that a page offers by its own address: `name.{ending}` below `files/`.

    `answer` makes the response to a request; its second argument is the base path of the server.
    """

    name: str
    answer: Callable[[Request, str], Response]


@dataclass(frozen=True, kw_only=True)
class Page(Generic[C]):
    """A page: its heading, a line about it, its choices, its view, and its files.

    `exhibits` are its charts, by the name in the address of their rows, and `figures` draw them: a figure,
    its JSON, or None if the choices show a table alone. `warm` runs before the server takes readers;
    `warm_later` runs while no reader waits.
    """

    title: str
    about: str
    choices: type[C]
    show: Callable[[], None]
    exhibits: Mapping[str, Callable[[C, dt.date], Exhibit]] = field(default_factory=dict)
    figures: Mapping[str, Callable[[C, dt.date], Figure | bytes | None]] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    warm: tuple[Warm, ...] = ()
    warm_later: tuple[Warm, ...] = ()

    @property
    def path(self) -> str:
        """The page's path in every address; empty for the first page."""
        return self.choices.path
