"""Which sources a bulk download holds: those that a reader names, or all, as far as the licences allow."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import LicenceError, QuestionError
from indicators.export.licence import Permission, bulk_permission
from indicators.model import Edition, Indicator, SideTable, Source


class Holdings(Protocol):
    """What is asked of a snapshot: `indicators.snapshot.snapshot.Snapshot` answers it."""

    id: str
    created: dt.date
    catalogue: Catalogue

    @property
    def indicators(self) -> Collection[str]: ...
    @property
    def tables(self) -> Collection[str]: ...
    @property
    def inputs(self) -> Mapping[str, list[dict[str, str]]]: ...
    def held_editions(self, indicator: str) -> Collection[str]: ...
    def all_editions(self, indicator: str) -> pd.DataFrame: ...
    def origins(self, indicator: str) -> pd.DataFrame: ...
    def table(self, name: str) -> pd.DataFrame: ...


@dataclass(frozen=True)
class Taken:
    """A source that a download holds, on which condition, with what the snapshot holds of it."""

    source: Source
    permission: Permission
    editions: tuple[Edition, ...]
    indicators: tuple[Indicator, ...]
    tables: tuple[SideTable, ...]


@dataclass(frozen=True)
class Selection:
    """The sources that a download holds, and those that a licence keeps out of it."""

    taken: tuple[Taken, ...]
    left_out: tuple[tuple[Source, Permission], ...]
    noncommercial: bool


def select(holdings: Holdings, sources: Collection[str] | None = None, *, noncommercial: bool) -> Selection:
    """The sources to take, in the order of the catalogue; None means every one that the licences allow.

    Raises `LicenceError` for a source that is named and may not be taken, and where none may; and
    `QuestionError` for one that is unknown or not held.
    """
    known = holdings.catalogue.sources
    for id in sources or ():
        check(holdings, id, noncommercial=noncommercial)
    asked = known if sources is None else sources
    judged = {id: bulk_permission(source, noncommercial=noncommercial) for id, source in known.items()}
    taken = tuple(
        _taken(holdings, source, judged[id])
        for id, source in known.items()
        if id in asked and judged[id].allowed and _is_held(holdings, source)
    )
    left_out = tuple((known[id], judged[id]) for id in known if id in asked and not judged[id].allowed)
    if not taken:
        raise LicenceError(
            "bulk download",
            "no source here may be taken as a whole",
            "Take each from its publisher: " + ", ".join(permission.link for _, permission in left_out),
        )
    return Selection(taken, left_out, noncommercial)


def check(holdings: Holdings, id: str, *, noncommercial: bool) -> None:
    """Raise `QuestionError` for a source that is unknown or not held, `LicenceError` for one refused."""
    source = holdings.catalogue.source(id)
    permission = bulk_permission(source, noncommercial=noncommercial)
    if not permission.allowed:
        declared = bulk_permission(source, noncommercial=True).allowed
        raise LicenceError(
            f"{source.name} ({id})",
            permission.reason,
            (
                "Declare it (--noncommercial, or noncommercial=yes in an address), or take"
                if declared
                else "Take"
            )
            + f" it from {source.publisher}: {permission.link}",
        )
    if not _is_held(holdings, source):
        held = ", ".join(id for id, other in holdings.catalogue.sources.items() if _is_held(holdings, other))
        raise QuestionError("source", f"the snapshot holds nothing of {id}", f"It holds {held}.")


def _is_held(holdings: Holdings, source: Source) -> bool:
    indicators = {indicator.id for indicator in source.indicators}
    tables = {table.name for table in source.tables}
    return not (indicators.isdisjoint(holdings.indicators) and tables.isdisjoint(holdings.tables))


def _taken(holdings: Holdings, source: Source, permission: Permission) -> Taken:
    held = set(holdings.indicators)
    indicators = tuple(known for known in source.indicators if known.id in held)
    tables = tuple(known for known in source.tables if known.name in holdings.tables)
    editions = {edition for known in indicators for edition in holdings.held_editions(known.id)}
    for known in tables:
        editions |= set(holdings.table(known.name).get("edition", ()))
    in_order = tuple(edition for edition in source.editions if edition.id in editions)
    return Taken(source, permission, in_order, indicators, tables)
