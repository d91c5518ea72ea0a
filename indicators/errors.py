"""Errors meant for readers: each says where, what was seen, and what to do about it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indicators.model import Break


class ReaderError(Exception):
    """An error whose text is fit for the screen: where it is, what was seen, what to do."""

    def __init__(self, where: str, what: str, todo: str) -> None:
        self.where = where
        self.what = what
        self.todo = todo
        super().__init__(f"{where}: {what.rstrip('.')}. {todo}")


class SourceFileError(ReaderError):
    """A publisher's file that is not what its loader knows."""


class FetchError(ReaderError):
    """A publisher's file that could not be fetched, or that came and is not what was asked for."""


class SnapshotError(ReaderError):
    """A snapshot that is missing, truncated or not what its datapackage.json records."""


class QuestionError(ReaderError):
    """A question that has no answer: an unknown indicator, country or claim, a year with no data."""


class UnknownError(QuestionError):
    """A question about something that does not exist: an unknown indicator, source, claim or edition."""


class NotComparable(QuestionError):  # noqa: N818 - named for what it says to a reader
    """Refuse a comparison across a change of method: `breaks` block it (METHODS 3.2)."""

    def __init__(self, where: str, breaks: "Sequence[Break]", todo: str) -> None:
        self.breaks = tuple(breaks)
        names = ", ".join(change.name for change in self.breaks)
        told = " ".join(dict.fromkeys(change.what for change in self.breaks))
        super().__init__(where, f"not comparable: {names}. {told}", todo)


class LicenceError(ReaderError):
    """Refuse a bulk download that a publisher's terms do not allow; say where the data is available."""


class CatalogueError(ReaderError):
    """Mistakes in what people wrote under `data/` or beside a loader, all reported together."""

    def __init__(self, mistakes: Sequence[ReaderError]) -> None:
        self.mistakes = tuple(mistakes)
        lines = "\n".join(f"  - {mistake}" for mistake in self.mistakes)
        super().__init__(f"{len(self.mistakes)} mistake(s)", f"\n{lines}\n", "Fix each in the file named.")
