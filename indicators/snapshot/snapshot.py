"""The one door to observations: a snapshot opened once, an indicator's rows read when first asked for."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError, SnapshotError, UnknownError
from indicators.model import Edition
from indicators.snapshot.schema import COLUMNS, COVERAGE, DATAPACKAGE, DTYPES, KEY, OBSERVATIONS, ORIGINS
from indicators.text import counted

REBUILD = "Restore it with `git checkout -- data/snapshot`, or build it: make snapshot RAW=folder."
# Paths of a snapshot's files stay below its folder, even if its datapackage.json is hostile.
SAFE_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
# What the parts of a resource are told apart by.
BY = {OBSERVATIONS: "indicator", ORIGINS: "indicator", COVERAGE: "iso3"}
# What a build adds to the name of the folder whose place it takes.
PREVIOUS = ".previous"
NEWEST = "newest"
ALL = "all"


@dataclass(frozen=True)
class Known:
    """One indicator as it was known on a day: its rows, and the editions that they are from.

    `newest` is the newest edition published by then, `shown` the newest that is held whole. Where they
    differ, an older edition answers and `outdated` says so; a newer one never does. `in_part` is true where
    an excerpt of `newest` is held, `is_excerpt` where that is all there is.
    """

    rows: pd.DataFrame
    newest: Edition
    shown: Edition
    date: dt.date
    in_part: bool
    is_excerpt: bool = False

    @property
    def outdated(self) -> str | None:
        """A sentence where the newest edition of that day is not held, or partial; else None."""
        if self.is_excerpt:
            n = counted(self.rows["iso3"].nunique(), "country", "countries")
            return f"Edition {self.shown.id} is partial, with {n}: no country has a rank."
        if self.shown.id == self.newest.id:
            return None
        held = "partial here" if self.in_part else "not held here"
        return (
            f"On {self.date} the newest edition was {self.newest.id} (published {self.newest.when}), "
            f"which is {held}; {self.shown.id} is shown."
        )


class Snapshot:
    """A built snapshot in a folder. What is read is checked against the hash that datapackage.json records.

    `id` names its content: two snapshots with one id hold the same figures from the same files. Once
    another has taken its place it is read on from where the build put it (`.previous`).
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        """Open the snapshot; raises `SnapshotError` where it is missing or its record is damaged."""
        self.folder = folder
        self.catalogue = catalogue
        self.package = read_package(folder)
        self.id = str(self.package["id"])
        self.created = day_created(self.package)
        self._resources = {resource["name"]: resource for resource in self.package["resources"]}
        self._hashes = {file["path"]: file["hash"] for file in recorded_files(self.package)}
        self._parts = {
            (name, part[BY[name]]): part
            for name, resource in self._resources.items()
            for part in resource.get("parts", ())
        }

    @property
    def indicators(self) -> Collection[str]:
        """The ids of the indicators that it holds."""
        return [indicator for name, indicator in self._parts if name == OBSERVATIONS]

    @property
    def tables(self) -> Collection[str]:
        """The names of its tables, the observations among them."""
        return self._resources.keys()

    @cached_property
    def side_tables(self) -> Mapping[str, tuple[str, int]]:
        """The hash and the number of rows of each table that is in one file, by its name."""
        return {
            name: (resource["hash"], resource["rows"])
            for name, resource in self._resources.items()
            if "parts" not in resource
        }

    @cached_property
    def held(self) -> Mapping[str, Mapping[str, Any]]:
        """Return each source's holdings: `values`, `countries`, `years` (a text), and `editions` (ids)."""
        return {source["name"]: source["held"] for source in self.package["sources"]}

    @cached_property
    def inputs(self) -> Mapping[str, list[dict[str, str]]]:
        """The publisher's files that each source was built from: name, sha256, address (`path`)."""
        return {source["name"]: source["inputs"] for source in self.package["sources"]}

    def verify(self) -> None:
        """Raise `SnapshotError` unless every file has the hash that datapackage.json records."""
        for path in self._hashes:
            self._bytes(path, self.folder)

    def held_editions(self, indicator: str) -> Collection[str]:
        """Return the ids of the editions with rows of an indicator; none for an unknown one."""
        part = self._parts.get((OBSERVATIONS, indicator))
        return list(part["editions"]) if part else []

    def hash_of(self, indicator: str) -> str | None:
        """Return the hash of an indicator's rows, None if none are held."""
        part = self._parts.get((OBSERVATIONS, indicator))
        return str(part["hash"]) if part else None

    def all_editions(self, indicator: str) -> pd.DataFrame:
        """Return every row of one indicator, in the columns of `snapshot.schema`, sorted by its key.

        Raises `QuestionError` for an indicator that the catalogue or the snapshot does not know.
        """
        return self._part(OBSERVATIONS, indicator)

    def origins(self, indicator: str) -> pd.DataFrame:
        """Return the place of each row of an indicator in its publisher's file: KEY, then `schema.ORIGIN`."""
        return self._part(ORIGINS, indicator)

    def as_of(self, indicator: str, date: dt.date) -> pd.DataFrame:
        """Return the rows of `known`: one for each country and year; key (iso3, year)."""
        return self.known(indicator, date).rows

    def known(self, indicator: str, date: dt.date) -> Known:
        """Return one indicator as known on a day: one row for each country and year, newest edition.

        Where every edition restates all years, the newest one that is held whole and was published by
        `date` answers alone. Raises `QuestionError` where none is held: nothing newer stands in for it.
        """
        newest = self.catalogue.newest_edition(indicator, date)
        rows = self.all_editions(indicator)
        held = set(self.held_editions(indicator))
        whole = [
            edition
            for edition in self.catalogue.editions_of(indicator)
            if edition.published <= date and edition.id in held and indicator not in edition.in_part
        ]
        source = self.catalogue.source_of(indicator)
        excerpts = [
            edition
            for edition in self.catalogue.editions_of(indicator)
            if edition.published <= date and edition.id in held and not whole
        ]
        whole += excerpts  # where nothing else is held, a part is shown as what it is
        if not whole:
            raise not_held(newest, source.name, date)
        if source.restates_history:
            rows = rows[rows["edition"] == whole[-1].id].reset_index(drop=True)
        else:
            age = rows["edition"].map({edition.id: number for number, edition in enumerate(whole)})
            order = age.dropna().sort_values(kind="stable").index
            rows = rows.loc[order].drop_duplicates(["iso3", "year"], keep="last")
            rows = rows.sort_values(["iso3", "year"], ignore_index=True)
        return Known(rows, newest, whole[-1], date, newest.id in held, bool(excerpts))

    def observations(
        self,
        *,
        indicators: Collection[str] | None = None,
        countries: Collection[str] | None = None,
        years: tuple[int, int] | None = None,
        edition: str = NEWEST,
        as_of: dt.date,
    ) -> pd.DataFrame:
        """Return the rows that a question names, in the columns of `snapshot.schema`; None means all.

        `edition` is `newest` (the newest published by `as_of`), `all` (each published by then), or an
        edition's id, if it was published by then. Empty where nothing matches. Raises `QuestionError`
        for an indicator that is named and unknown, or has no such edition, saying which there are.
        """
        frames = []
        asked = indicators is not None
        for indicator in self.indicators if indicators is None else indicators:
            if edition == NEWEST:
                try:
                    rows = self.as_of(indicator, as_of)
                except QuestionError:
                    if asked:
                        raise
                    continue
            else:
                rows = self._editions(indicator, edition, as_of, asked=asked)
            frames.append(rows)
        found = pd.concat(frames) if frames else _empty()
        if countries is not None:
            found = found[found["iso3"].isin(list(countries))]
        if years is not None:
            found = found[found["year"].between(*years)]
        return found.sort_values(KEY, ignore_index=True)

    def table(self, name: str, *, countries: Collection[str] | None = None) -> pd.DataFrame:
        """Return a table beside the observations, such as `ti_cpi_sources`, or all `observations`.

        With `countries` its rows of these alone, in its column `iso3`.
        """
        if name not in self.tables:
            known = ", ".join(self.tables)
            raise QuestionError("table", f"{name!r} is not in the snapshot", f"It has {known}.")
        resource = self._resources[name]
        if "parts" not in resource:
            table = self._frame(resource["path"])
            return table if countries is None else table[table["iso3"].isin(list(countries))]
        parts = resource["parts"]
        if countries is not None and BY[name] == "iso3":
            # One part at least, for the columns.
            parts = [part for part in parts if part["iso3"] in countries] or parts[:1]
        rows = pd.concat([self._frame(part["path"]) for part in parts], ignore_index=True)
        return rows if countries is None else rows[rows["iso3"].isin(list(countries))]

    def _part(self, name: str, indicator: str) -> pd.DataFrame:
        if (name, indicator) not in self._parts:
            self.catalogue.indicator(indicator)
            source = self.catalogue.source_of(indicator)
            todo = "Build the snapshot anew."
            if not source.embedded:
                todo = f"It is left out: its terms allow your own copy alone. {source.homepage}"
            raise QuestionError(indicator, "the snapshot holds no rows of it", todo)
        return self._frame(self._parts[name, indicator]["path"])

    def _frame(self, path: str) -> pd.DataFrame:
        try:
            return _frame(pq.read_table(pa.BufferReader(self._bytes(path))))
        except MemoryError as error:
            what = "the server has too little memory to read it now"
            raise SnapshotError(str(self.folder / path), what, "Try again in a minute.") from error
        except (OSError, pa.ArrowException) as error:
            where = str(self.folder / path)
            raise SnapshotError(where, f"it is not a whole Parquet file ({error})", REBUILD) from error

    def _bytes(self, path: str, *folders: Path) -> bytes:
        """Read a file of this snapshot, from its folder or from where the next build put it."""
        there = forbidden = False
        for folder in folders or (self.folder, self.folder.with_name(f"{self.folder.name}{PREVIOUS}")):
            try:
                content = (folder / path).read_bytes()
            except OSError as error:
                forbidden = forbidden or isinstance(error, PermissionError)
                continue
            there = there or folder == self.folder
            if f"sha256:{hashlib.sha256(content).hexdigest()}" == self._hashes[path]:
                return content
        if forbidden:
            what = "the server's user may not read it"
            raise SnapshotError(str(self.folder / path), what, "Give that user the right to read the folder.")
        what = "its content is not what datapackage.json records" if there else "the table is missing"
        raise SnapshotError(str(self.folder / path), what, REBUILD)

    def _editions(self, indicator: str, edition: str, as_of: dt.date, *, asked: bool) -> pd.DataFrame:
        published = [e.id for e in self.catalogue.editions_of(indicator) if e.published <= as_of]
        if edition != ALL:
            if edition not in published and asked:
                raise UnknownError(
                    f"edition of {indicator}",
                    f"{edition[:60]!r} is not known as of {as_of}",
                    f"Use one of: {', '.join(published) or 'none'}; or {NEWEST}, or {ALL}.",
                )
            published = [edition] if edition in published else []
        rows = self.all_editions(indicator)
        return rows[rows["edition"].isin(published)]


def not_held(edition: Edition, name: str, date: dt.date) -> QuestionError:
    """Return the error for a day whose newest edition is not held."""
    return QuestionError(
        f"{name} as of {date}",
        f"the newest edition then was {edition.id} (published {edition.when}), which is not held here",
        "No later edition stands in for it. Choose a later day.",
    )


def read_package(folder: Path) -> dict[str, Any]:
    """Read the datapackage.json of a snapshot; raises `SnapshotError` if it is missing or damaged."""
    path = folder / DATAPACKAGE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise SnapshotError(str(folder), "there is no snapshot here", REBUILD) from None
    except PermissionError:
        what = "the server's user may not read it"
        raise SnapshotError(str(path), what, "Give that user the right to read the folder.") from None
    except OSError as error:
        raise SnapshotError(str(path), f"it cannot be read ({error.strerror})", REBUILD) from error
    return parse_package(content, path)


def parse_package(content: bytes, path: Path) -> dict[str, Any]:
    """Parse the content of a datapackage.json; raises `SnapshotError` if it is damaged."""
    try:
        package = json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise SnapshotError(str(path), f"it cannot be read ({error})", REBUILD) from error
    missing = {"id", "created", "sources", "resources"} - set(package if isinstance(package, dict) else ())
    if missing:
        raise SnapshotError(str(path), f"it lacks {', '.join(sorted(missing))}", REBUILD)
    try:
        day_created(package)
    except (TypeError, ValueError) as error:
        raise SnapshotError(str(path), f"`created` is no day ({error})", REBUILD) from error
    wanted = {"name", "path", "sha256"}
    whole = all(
        isinstance(source, dict)
        and {"name", "held", "inputs"} <= set(source)
        and all(wanted <= set(file) for file in source["inputs"])
        for source in package["sources"]
    )
    if not whole:
        raise SnapshotError(str(path), "a source lacks what is held of it or its inputs", REBUILD)
    try:
        inside = all(
            SAFE_PATH.fullmatch(file["path"]) and ".." not in file["path"] and file["hash"]
            for file in recorded_files(package)
        ) and all(
            "name" in resource
            and all(
                BY[resource["name"]] in part and ("editions" in part or "iso3" in part)
                for part in resource.get("parts", ())
            )
            for resource in package["resources"]
        )
    except (TypeError, KeyError, AttributeError):
        inside = False
    if not inside:
        raise SnapshotError(str(path), "a resource lacks its path or hash", REBUILD)
    return dict(package)


def day_created(package: Mapping[str, Any]) -> dt.date:
    """Return the day of a build. Older snapshots record the day alone, as `2026-11-23`."""
    return dt.datetime.fromisoformat(package["created"]).date()


def recorded_files(package: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the records of the files that a datapackage names, with `path`, `hash` and `bytes`."""
    for resource in package["resources"]:
        yield from resource.get("parts", [resource])


def _frame(table: Any) -> pd.DataFrame:
    """Return a pyarrow Table as a frame: dictionaries as text, nullable whole numbers as Int16."""
    # Taken apart by pyarrow: pandas takes twice as long to turn its categories into text.
    for place, column in enumerate(table.schema):
        if pa.types.is_dictionary(column.type):
            plain = table.column(place).cast(column.type.value_type)
            table = table.set_column(place, column.name, plain)
    frame: pd.DataFrame = table.to_pandas()
    return frame.astype({name: kind for name, kind in DTYPES.items() if name in frame and kind == "Int16"})


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in DTYPES.items()})[COLUMNS]
