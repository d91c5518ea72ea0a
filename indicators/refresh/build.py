"""Publishers' files in a folder -> the snapshot: Parquet tables and a datapackage.json.

The same files give the same bytes. The snapshot is written beside the old one and takes its place only
when whole: a failed build leaves the old one as it was.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import ReaderError, SnapshotError, SourceFileError
from indicators.loaders import Job, Parsed, parse
from indicators.model import SideTable, Source
from indicators.refresh.fetch_record import fetched
from indicators.refresh.parquet import COVERAGE_TABLE, coverage, datapackage, write_rows, write_table
from indicators.refresh.report import compare_snapshots, large_revisions, losses
from indicators.refresh.swap import swap
from indicators.snapshot.questions import year_spans
from indicators.snapshot.schema import (
    COLUMNS,
    DATAPACKAGE,
    KEY,
    OBSERVATIONS,
    ORIGIN,
    ORIGINS,
    broken_bounds,
    check_rules,
)
from indicators.snapshot.snapshot import PREVIOUS, Snapshot

LOOK = "Find out which is the publisher's before building."


@dataclass(frozen=True)
class RawFile:
    """A publisher's file as found: the name in the TOML, where it lies, its hash, when it was fetched."""

    name: str
    path: Path
    sha256: str
    fetched: str | None


@dataclass(frozen=True)
class Assembled:
    """A snapshot written to a folder: its datapackage, and by source the bounds that it breaks."""

    package: dict[str, Any]
    broken: Mapping[str, tuple[str, ...]]


def build(
    catalogue: Catalogue,
    raw: Path,
    out: Path,
    *,
    today: dt.date,
    include: Collection[str] = (),
    accept: Collection[str] = (),
    only: Collection[str] = (),
) -> dict[str, Any]:
    """Build the snapshot at `out` from the files below `raw`, and return its datapackage.

    With `only`, build the sources that it names and take all others, byte for byte, from the snapshot that is
    at `out`. As `assemble`; the new snapshot takes the place of the one at `out`, which is kept as
    `.previous`. Raises `ReaderError` where a bound breaks, or rows, countries or an indicator would be lost,
    of a source that is not named in `accept`, and for a revision that is too large and that no TOML accepts;
    `out` is then untouched.
    """
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    _recover(out)
    try:
        kept = _kept(catalogue, out, include, only) if only else None
        assembled = assemble(catalogue, raw, partial, today=today, include=include, kept=kept)
        assembled.package["created"] = _created(assembled.package, out)
        _write_package(partial, assembled.package)
        _check_accepted(assembled.broken, accept)
        _check_losses(catalogue, out, partial, accept)
        _check_revisions(catalogue, out, partial)
        _replace(out, partial)
    except OSError as error:
        raise ReaderError(
            str(error.filename or partial),
            f"the snapshot could not be written ({error.strerror or error})",
            f"Make room or change the rights there; {out} is as it was.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return assembled.package


@dataclass(frozen=True)
class Kept:
    """The snapshot in place, taken over except for the sources `only`, which are built anew."""

    snapshot: Snapshot
    only: frozenset[str]

    def parts(self, name: str) -> list[dict[str, Any]]:
        """Return the records of an indicator's files in the observations or origins, of all other sources."""
        parts = self._resource(name).get("parts", [])
        return [part for part in parts if part["indicator"].partition(".")[0] not in self.only]

    def tables(self) -> list[dict[str, Any]]:
        """Return the records of the tables in one file, of all other sources."""
        own = {table.name for id in self.only for table in self.snapshot.catalogue.source(id).tables}
        return [
            resource
            for resource in self.snapshot.package["resources"]
            if "parts" not in resource and resource["name"] not in own
        ]

    def coverage(self) -> pd.DataFrame:
        """Return the rows of the table of coverage of all other sources."""
        table = self.snapshot.table(COVERAGE_TABLE.name)
        return table[~table["source"].isin(list(self.only))]

    def sources(self) -> list[dict[str, Any]]:
        """Return the records of all other sources."""
        return [source for source in self.snapshot.package["sources"] if source["name"] not in self.only]

    def copy(self, file: Mapping[str, Any], folder: Path) -> None:
        """Copy a file of the snapshot in place into a new one."""
        shutil.copyfile(self.snapshot.folder / file["path"], folder / file["path"])

    def with_parts(self, resource: dict[str, Any], folder: Path) -> dict[str, Any]:
        """Return the record of observations or origins, and copy the files of all other sources beside it."""
        kept = self.parts(resource["name"])
        for part in kept:
            self.copy(part, folder)
        parts = sorted([*resource["parts"], *kept], key=lambda part: str(part["indicator"]))
        return resource | {
            "path": [part["path"] for part in parts],
            "bytes": sum(part["bytes"] for part in parts),
            "rows": sum(part["rows"] for part in parts),
            "parts": parts,
            "schema": self._resource(resource["name"]).get("schema", resource["schema"]),
        }

    def _resource(self, name: str) -> dict[str, Any]:
        found = [one for one in self.snapshot.package["resources"] if one["name"] == name]
        return found[0] if found else {}


def _kept(catalogue: Catalogue, out: Path, include: Collection[str], only: Collection[str]) -> Kept:
    """Return the snapshot at `out`, to which `only` is added; raises `ReaderError` if that is impossible."""
    for id in only:
        source = catalogue.source(id)
        if not source.embedded and id not in include:
            raise ReaderError(
                id,
                f"it is not part of the snapshot: {source.not_embedded_because}",
                f"To take it in for your own use: build --only {id} --include {id}.",
            )
    snapshot = Snapshot(out, catalogue)
    snapshot.verify()
    return Kept(snapshot, frozenset(only))


def assemble(
    catalogue: Catalogue,
    raw: Path,
    folder: Path,
    *,
    today: dt.date,
    include: Collection[str] = (),
    kept: Kept | None = None,
) -> Assembled:
    """Write a snapshot of the files below `raw` to a new folder; all but `kept.only` is taken from `kept`.

    `today` is recorded as the day of the build. `include` names the sources to take in that are not embedded:
    their terms allow a reader's own copy and no more. Raises `SourceFileError` for a file that is missing or
    not what its loader knows; a broken bound of a TOML is reported, not raised.
    """
    if not raw.is_dir():
        raise SourceFileError(str(raw), "there is no such folder", "Name it: make snapshot RAW=folder.")
    sources = [one for one in _sources(catalogue, include) if kept is None or one.id in kept.only]
    found = {source.id: _find(source, raw) for source in sources}
    frames: list[pd.DataFrame] = []
    tables: list[tuple[SideTable, pd.DataFrame]] = []
    broken: dict[str, tuple[str, ...]] = {}
    held: dict[str, dict[str, Any]] = {}
    for source in sources:
        files = {file.name: file.path for file in found[source.id]}
        parsed = parse(Job(source, catalogue.countries, files))
        _check(source, parsed, files)
        bounds = tuple(broken_bounds(parsed.observations, source.indicators, source.editions))
        broken |= {source.id: bounds} if bounds else {}
        held[source.id] = _held(parsed)
        frames.append(parsed.observations)
        tables += [
            (about, parsed.tables[about.name]) for about in source.tables if about.name in parsed.tables
        ]
    observations = pd.concat(frames).sort_values(KEY, ignore_index=True)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ReaderError(
            str(folder), f"it cannot be made ({error.strerror})", "Name another --out."
        ) from error
    rows = [
        write_rows(folder, OBSERVATIONS, observations[COLUMNS]),
        write_rows(folder, ORIGINS, observations[KEY + ORIGIN]),
    ]
    counts = coverage(observations)
    written = [write_table(folder, about, table) for about, table in tables]
    records = [_source_record(source, found[source.id], held[source.id]) for source in sources]
    if kept is not None:
        rows = [kept.with_parts(resource, folder) for resource in rows]
        counts = pd.concat([kept.coverage(), counts]).astype(counts.dtypes)
        counts = counts.sort_values(list(COVERAGE_TABLE.key), ignore_index=True)
        for table in kept.tables():
            kept.copy(table, folder)
        written += kept.tables()
        order = list(catalogue.sources)
        records = sorted([*records, *kept.sources()], key=lambda source: order.index(source["name"]))
    resources = [
        *rows,
        write_table(folder, COVERAGE_TABLE, counts, by="iso3"),
        *sorted(written, key=lambda table: str(table["name"])),
    ]
    package = datapackage(resources, records, today)
    _write_package(folder, package)
    return Assembled(package, broken)


def _write_package(folder: Path, package: dict[str, Any]) -> None:
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (folder / DATAPACKAGE).write_text(text, encoding="utf-8")


def _check_accepted(broken: Mapping[str, tuple[str, ...]], accept: Collection[str]) -> None:
    """Raise unless every source that breaks a bound was accepted by name."""
    for source, bounds in broken.items():
        if source not in accept:
            more = f"; and {len(bounds) - 5} more" if len(bounds) > 5 else ""
            raise SourceFileError(
                source,
                "; ".join(bounds[:5]) + more,
                f"Check the publisher's file; if it is right, correct the bound in {source}.toml, "
                f"or take it as it is with --accept {source}.",
            )


def _check_losses(catalogue: Catalogue, out: Path, partial: Path, accept: Collection[str]) -> None:
    """Raise where a source that was not accepted by name would lose what the snapshot at `out` holds."""
    try:
        old = Snapshot(out, catalogue)
        old.verify()
    except SnapshotError:
        return  # what is missing or damaged has nothing to lose
    for source, lost in losses(compare_snapshots(old, Snapshot(partial, catalogue))).items():
        if source not in accept:
            raise ReaderError(
                source,
                f"{lost} would be lost",
                "See what would change: governance-risk review. To take it as it is: build --accept "
                f"{source}.",
            )


def _check_revisions(catalogue: Catalogue, out: Path, partial: Path) -> None:
    """Raise for the first figure that changed too much since the snapshot at `out`, with its place."""
    try:
        old = Snapshot(out, catalogue)
        old.verify()
    except SnapshotError:
        return  # nothing to compare with
    new = Snapshot(partial, catalogue)
    for id in sorted(set(old.indicators) & set(new.indicators)):
        if old.hash_of(id) == new.hash_of(id):
            continue
        source = catalogue.source_of(id)
        large = large_revisions(old.all_editions(id), new.all_editions(id), source)
        if len(large):
            row = large.iloc[0]
            origins = new.origins(id)
            place = origins[(origins[KEY] == row[KEY]).all(axis=1)].iloc[0]
            sheet = f", sheet {place['sheet']!r}" if place["sheet"] else ""
            errors = f" (standard error {row['standard_error']:g})" if row["standard_error"] > 0 else ""
            more = f"; {len(large) - 1} more" if len(large) > 1 else ""
            raise SourceFileError(
                f"{place['file']}{sheet}, row {place['row']}, column {place['column']!r}",
                f"{id} of {row['iso3']}, {row['year']} was {row['value_before']:g} and is {row['value']:g}"
                f"{errors} in edition {row['edition']}{more}",
                f"{LOOK} If it is right, accept it in {source.id}.toml: [[accepted_revisions]] with "
                f"`indicator`, `edition` and `reason`.",
            )


def _sources(catalogue: Catalogue, include: Collection[str]) -> list[Source]:
    """Return the embedded sources and the ones that were asked for by name."""
    for name in include:
        catalogue.source(name)
    return [source for source in catalogue.sources.values() if source.embedded or source.id in include]


def _find(source: Source, raw: Path) -> list[RawFile]:
    """Find the source's files anywhere below `raw`, by name; refuse two that differ under one name."""
    records = fetched(raw, source.id)
    files = []
    for wanted in source.inputs:
        paths = sorted(path for path in raw.rglob(wanted.path) if path.is_file())
        hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        if len(hashes) > 1:
            raise SourceFileError(
                wanted.path, f"{len(paths)} different files have this name below {raw}", "Keep one of them."
            )
        if paths:
            sha256 = hashes.pop()
            record = records.get(wanted.path)
            # A file that was changed or placed by hand since is not the one that was fetched.
            when = record.fetched if record and record.sha256 == sha256 else None
            files.append(RawFile(wanted.path, paths[0], sha256, when))
        elif wanted.required:
            raise SourceFileError(
                wanted.path,
                f"not found below {raw}; {source.name} needs it",
                f"Fetch it from {wanted.url} and put it there.",
            )
    return files


def _check(source: Source, parsed: Parsed, files: Mapping[str, Path]) -> None:
    """Raise unless what a loader read obeys the rules of its rows and is what its TOML describes."""
    check_rules(parsed.observations, source.indicators, where=f"{source.name} ({', '.join(files)})")
    if set(ORIGIN) - set(parsed.observations) or parsed.observations[ORIGIN].isna().any(axis=None):
        raise SourceFileError(source.name, "rows without origin", f"Add Row.origin in {source.id}.py.")
    _check_whole(source, parsed.observations, files)
    _check_editions(source, parsed)
    described = {table.name: table for table in source.tables}
    for name, table in parsed.tables.items():
        columns = [column for column, _ in described[name].columns] if name in described else []
        if sorted(columns) != sorted(table.columns):
            raise SourceFileError(
                source.name,
                f"the table {name} has the columns {', '.join(table.columns)}",
                f"Describe it under [[tables]] in {source.id}.toml.",
            )
        twice = table[table.duplicated(list(described[name].key), keep=False)]
        if len(twice):
            key = ", ".join(str(twice.iloc[0][column]) for column in described[name].key)
            raise SourceFileError(
                f"{source.name}, table {name}", f"{len(twice)} rows share a key, first {key}", LOOK
            )


def _check_whole(source: Source, observations: pd.DataFrame, files: Mapping[str, Path]) -> None:
    """Raise unless every indicator of the TOML has rows, where all the files of the source are there."""
    there = set(observations["indicator"].unique())
    absent = [known.id for known in source.indicators if known.id not in there]
    if absent and len(files) == len(source.inputs):
        raise SourceFileError(
            f"{source.name} ({', '.join(files)})",
            f"no rows of {', '.join(absent)}",
            f"Look what the file calls it now, and teach {source.id}.py.",
        )


def _check_editions(source: Source, parsed: Parsed) -> None:
    """Raise unless every edition in the data has its publication date in the TOML, in its series."""
    series = {indicator.id: indicator.series for indicator in source.indicators}
    known = {(edition.id, edition.series) for edition in source.editions}
    rows = parsed.observations[["indicator", "edition"]].drop_duplicates()
    pairs = {(edition, series[indicator]) for indicator, edition in rows.itertuples(index=False)}
    undated = sorted({edition for edition, of in pairs if not {(edition, ""), (edition, of)} & known})
    dated = {edition.id for edition in source.editions}
    for table in parsed.tables.values():
        undated += sorted(set(table.get("edition", ())) - dated)
    if undated:
        raise SourceFileError(
            source.name,
            f"edition(s) {', '.join(undated)} have no publication date",
            f"Add them to [[editions]] in {source.id}.toml.",
        )


def _held(parsed: Parsed) -> dict[str, Any]:
    """Describe the holdings of a source: values, countries, years, and editions, also those of its tables."""
    rows = parsed.observations
    of_tables = (table["edition"] for table in parsed.tables.values() if "edition" in table)
    editions = set(rows["edition"].unique()).union(*(column.unique() for column in of_tables))
    return {
        "values": len(rows),
        "countries": rows["iso3"].nunique(),
        "years": year_spans(rows["year"].unique()),
        "editions": sorted(editions),
    }


def _source_record(source: Source, files: list[RawFile], held: dict[str, Any]) -> dict[str, Any]:
    """Return the datapackage's record of a source: its terms, its holdings, its files."""
    addresses = {wanted.path: wanted.url for wanted in source.inputs}
    return {
        "name": source.id,
        "title": source.name,
        "publisher": source.publisher,
        "path": source.homepage,
        "license": {
            "title": source.licence,
            "path": source.licence_url,
            "class": source.licence_class.value,
        },
        "held": held,
        "inputs": [
            {"name": file.name, "sha256": file.sha256, "path": addresses[file.name]}
            | ({"fetched": file.fetched} if file.fetched else {})
            for file in files
        ],
    }


def _created(package: dict[str, Any], out: Path) -> str:
    """Return the day of the build; that of the snapshot in place if nothing else has changed."""
    try:
        old = json.loads((out / DATAPACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return str(package["created"])
    same = isinstance(old, dict) and old.get("id") == package["id"]
    return str(old.get("created", package["created"]) if same else package["created"])


def _replace(out: Path, partial: Path) -> None:
    """Put the new folder in the place of the old one, which stays as `.previous`.

    Where the system can, the two change places at once: a build that ends at any moment leaves a snapshot.
    """
    previous = out.with_name(f"{out.name}{PREVIOUS}")
    exchanged = False
    try:
        if out.exists():
            shutil.rmtree(previous, ignore_errors=True)
            exchanged = swap(partial, out)
        if exchanged:
            os.replace(partial, previous)
        else:
            if out.exists():
                os.replace(out, previous)
            os.replace(partial, out)
    except OSError as error:
        if exchanged:
            swap(partial, out)
        elif previous.exists() and not out.exists():
            os.replace(previous, out)
        raise ReaderError(
            str(out), f"the new snapshot could not be put in place ({error.strerror})", "Check the disk."
        ) from error


def _recover(out: Path) -> None:
    """Put back the snapshot that a build had just moved aside when it was killed."""
    previous = out.with_name(f"{out.name}{PREVIOUS}")
    if previous.is_dir() and not out.exists():
        os.replace(previous, out)
