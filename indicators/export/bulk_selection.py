"""Select the sources of a bulk download: the named ones, or all that their licences allow."""

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
    """Declare what a bulk download needs; `indicators.snapshot.snapshot.Snapshot` provides it."""

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
    """Hold a source of a download with its condition and its content in the snapshot."""

    source: Source
    permission: Permission
    editions: tuple[Edition, ...]
    indicators: tuple[Indicator, ...]
    tables: tuple[SideTable, ...]


@dataclass(frozen=True)
class Selection:
    """Hold the sources of a download, and the sources that a licence excludes."""

    taken: tuple[Taken, ...]
    left_out: tuple[tuple[Source, Permission], ...]
    noncommercial: bool


def select(holdings: Holdings, sources: Collection[str] | None = None, *, noncommercial: bool) -> Selection:
    """Select sources in the order of the catalogue; None means every source that its licence allows.

    Raises `LicenceError` for a named source that its licence excludes, and if no source is left;
    `QuestionError` for a source that is unknown or not in the snapshot.
    """
    catalogue_sources = holdings.catalogue.sources
    for id in sources or ():
        check(holdings, id, noncommercial=noncommercial)
    chosen = catalogue_sources if sources is None else sources
    judged = {
        id: bulk_permission(source, noncommercial=noncommercial) for id, source in catalogue_sources.items()
    }
    taken = tuple(
        _taken(holdings, source, judged[id])
        for id, source in catalogue_sources.items()
        if id in chosen and judged[id].allowed and _is_held(holdings, source)
    )
    left_out = tuple(
        (catalogue_sources[id], judged[id])
        for id in catalogue_sources
        if id in chosen and not judged[id].allowed
    )
    if not taken:
        raise LicenceError(
            "bulk download",
            "no source here allows bulk download",
            "Download each from its publisher: " + ", ".join(permission.link for _, permission in left_out),
        )
    return Selection(taken, left_out, noncommercial)


def check(holdings: Holdings, id: str, *, noncommercial: bool) -> None:
    """Raise `QuestionError` for a source that is unknown or absent, `LicenceError` for an excluded one."""
    source = holdings.catalogue.source(id)
    permission = bulk_permission(source, noncommercial=noncommercial)
    if not permission.allowed:
        declared = bulk_permission(source, noncommercial=True).allowed
        raise LicenceError(
            f"{source.name} ({id})",
            permission.reason,
            (
                "Declare it (--noncommercial, or noncommercial=yes in a URL), or download"
                if declared
                else "Download"
            )
            + f" it from {source.publisher}: {permission.link}",
        )
    if not _is_held(holdings, source):
        present = ", ".join(
            id for id, other in holdings.catalogue.sources.items() if _is_held(holdings, other)
        )
        raise QuestionError("source", f"the snapshot has no data of {id}", f"It has {present}.")


def _is_held(holdings: Holdings, source: Source) -> bool:
    indicators = {indicator.id for indicator in source.indicators}
    tables = {table.name for table in source.tables}
    return not (indicators.isdisjoint(holdings.indicators) and tables.isdisjoint(holdings.tables))


def _taken(holdings: Holdings, source: Source, permission: Permission) -> Taken:
    present = set(holdings.indicators)
    indicators = tuple(known for known in source.indicators if known.id in present)
    tables = tuple(known for known in source.tables if known.name in holdings.tables)
    editions = {edition for known in indicators for edition in holdings.held_editions(known.id)}
    for known in tables:
        editions |= set(holdings.table(known.name).get("edition", ()))
    in_order = tuple(edition for edition in source.editions if edition.id in editions)
    return Taken(source, permission, in_order, indicators, tables)
