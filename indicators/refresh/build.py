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
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue import Catalogue
from indicators.errors import ReaderError, SourceFileError
from indicators.loaders import parser
from indicators.loaders.parsing import Job, Parsed
from indicators.model import Source
from indicators.schema import (
    COLUMNS,
    COVERAGE,
    DATAPACKAGE,
    KEY,
    OBSERVATIONS,
    ORIGIN,
    ORIGINS,
    validate,
)
from indicators.snapshot import PREVIOUS

ARROW_TYPES = {
    "indicator": pa.dictionary(pa.int16(), pa.string()),
    "iso3": pa.dictionary(pa.int16(), pa.string()),
    "year": pa.int16(),
    "edition": pa.dictionary(pa.int16(), pa.string()),
    "rank": pa.int16(),
    "n_ranked": pa.int16(),
    "n_sources": pa.int16(),
    "status": pa.dictionary(pa.int16(), pa.string()),
}


LOOK = "Find out which is the publisher's before building."


@dataclass(frozen=True)
class RawFile:
    """A publisher's file as found: the name in the TOML, where it lies, and its hash."""

    name: str
    path: Path
    sha256: str


def build(
    catalogue: Catalogue, raw: Path, out: Path, *, today: dt.date, include: Collection[str] = ()
) -> dict[str, Any]:
    """Build the snapshot at `out` from the files below `raw`, and return its datapackage.

    `today` is recorded as the day of the build unless nothing but the day would change. `include` names the
    sources to take in that are not embedded: their terms allow a reader's own copy and no more. Raises
    `SourceFileError` for a file that is missing or not what its loader knows; `out` is then untouched.
    """
    if not raw.is_dir():
        raise SourceFileError(str(raw), "there is no such folder", "Name it: make snapshot RAW=folder.")
    sources = _sources(catalogue, include)
    found = {source.id: _find(source, raw) for source in sources}
    frames: list[pd.DataFrame] = []
    tables: dict[str, pd.DataFrame] = {}
    for source in sources:
        files = {file.name: file.path for file in found[source.id]}
        parsed = parser(source.id)(Job(source, catalogue.countries, files))
        _check(source, parsed, files)
        frames.append(parsed.observations)
        tables.update(parsed.tables)
    observations = pd.concat(frames).sort_values(KEY, ignore_index=True)
    tables[COVERAGE] = _coverage(observations)
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise ReaderError(
            str(partial), f"it cannot be made ({error.strerror})", "Name another --out."
        ) from error
    try:
        resources = [
            _write_parts(partial, OBSERVATIONS, observations[COLUMNS]),
            _write_parts(partial, ORIGINS, observations[KEY + ORIGIN]),
            *(_write_table(partial, name, table, catalogue) for name, table in sorted(tables.items())),
        ]
        records = [_source_record(source, found[source.id], raw) for source in sources]
        package = _datapackage(resources, records, today)
        package["created"] = _created(package, out)
        (partial / DATAPACKAGE).write_text(
            json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        _replace(out, partial)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return package


def _sources(catalogue: Catalogue, include: Collection[str]) -> list[Source]:
    """The sources that are embedded and those that were asked for by name."""
    for name in include:
        catalogue.source(name)
    return [source for source in catalogue.sources.values() if source.embedded or source.id in include]


def _find(source: Source, raw: Path) -> list[RawFile]:
    """The source's files anywhere below `raw`, by name; two that differ under one name are refused."""
    files = []
    for wanted in source.inputs:
        paths = sorted(path for path in raw.rglob(wanted.path) if path.is_file())
        hashes = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        if len(hashes) > 1:
            raise SourceFileError(
                wanted.path, f"{len(paths)} different files have this name below {raw}", "Keep one of them."
            )
        if paths:
            files.append(RawFile(wanted.path, paths[0], hashes.pop()))
        elif wanted.required:
            raise SourceFileError(
                wanted.path,
                f"not found below {raw}; {source.name} needs it",
                f"Fetch it from {wanted.url} and put it there.",
            )
    return files


def _check(source: Source, parsed: Parsed, files: Mapping[str, Path]) -> None:
    """Raise unless what a loader read obeys the rules of its rows and is what its TOML describes."""
    validate(parsed.observations, source.indicators, where=f"{source.name} ({', '.join(files)})")
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
    absent = [known.id for known in source.indicators if known.id not in set(observations["indicator"])]
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


def _coverage(observations: pd.DataFrame) -> pd.DataFrame:
    """How many indicators of a source have a value; key (source, iso3, year)."""
    source = observations["indicator"].str.partition(".")[0].rename("source")
    held = observations.assign(source=source).drop_duplicates(["indicator", "iso3", "year"])
    counts = held.groupby(["source", "iso3", "year"]).size().rename("indicators").reset_index()
    return counts.astype({"year": "int16", "indicators": "int16"})


def _write_parts(folder: Path, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Write a frame as one Parquet file for each indicator, so that a page reads only what it shows.

    A file each, not a row group each: the footer of one file would grow with every indicator, and what a
    rebuild leaves as it was stays the same file. Returns the record of it for the datapackage.
    """
    (folder / name).mkdir()
    schema = _schema(frame)
    parts = []
    for indicator, rows in frame.groupby("indicator", sort=True):
        path = f"{name}/{indicator}.parquet"
        parts.append(
            {
                "indicator": indicator,
                **_write(folder, path, rows, schema),
                "editions": sorted(set(rows["edition"])),
            }
        )
    return {
        "name": name,
        "path": [part["path"] for part in parts],
        "format": "parquet",
        "bytes": sum(part["bytes"] for part in parts),
        "rows": len(frame),
        "schema": {"fields": _fields(schema, {}), "primaryKey": KEY},
        "parts": parts,
    }


def _write_table(folder: Path, name: str, table: pd.DataFrame, catalogue: Catalogue) -> dict[str, Any]:
    """Write a table and return its record for the datapackage, with what its TOML says of it."""
    schema = _schema(table)
    found = [known for source in catalogue.sources.values() for known in source.tables if known.name == name]
    meaning = {"title": found[0].title, "description": found[0].description} if found else {}
    columns = dict(found[0].columns) if found else {}
    key = {"primaryKey": list(found[0].key)} if found else {}
    return {
        "name": name,
        **meaning,
        "format": "parquet",
        **_write(folder, f"{name}.parquet", table, schema),
        "schema": {"fields": _fields(schema, columns), **key},
    }


def _write(folder: Path, path: str, frame: pd.DataFrame, schema: pa.Schema) -> dict[str, Any]:
    """Write a frame as Parquet, byte for byte the same for the same frame; its path, size, hash and rows."""
    table = pa.Table.from_pandas(frame, schema, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, folder / path, compression="zstd", store_schema=True)
    content = (folder / path).read_bytes()
    return {
        "path": path,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "rows": len(frame),
    }


def _schema(frame: pd.DataFrame) -> pa.Schema:
    inferred = pa.Schema.from_pandas(frame, preserve_index=False).remove_metadata()
    fields = []
    for column in inferred:
        kind = ARROW_TYPES.get(column.name, column.type)
        if column.name not in ARROW_TYPES and (
            pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        ):
            kind = pa.dictionary(pa.int16(), pa.string())
        fields.append(pa.field(column.name, kind))
    return pa.schema(fields)


def _fields(schema: pa.Schema, meanings: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"name": column.name, "type": _field_type(column.type)}
        | ({"description": meanings[column.name]} if column.name in meanings else {})
        for column in schema
    ]


def _field_type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return "string"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    raise TypeError(f"no Frictionless type for {kind}; add it to _field_type")


def _datapackage(
    resources: list[dict[str, Any]], sources: list[dict[str, Any]], today: dt.date
) -> dict[str, Any]:
    """The snapshot's record of itself, a Frictionless data package."""
    facts = json.dumps([resources, sources], sort_keys=True).encode()
    return {
        "profile": "data-package",
        "name": "governance-risk-snapshot",
        "title": "Governance risk indicators: the tidy snapshot",
        "id": hashlib.sha256(facts).hexdigest()[:12],
        "created": today.isoformat(),
        "sources": sources,
        "resources": resources,
    }


def _source_record(source: Source, files: list[RawFile], raw: Path) -> dict[str, Any]:
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
        "inputs": [
            {"name": file.name, "sha256": file.sha256, "path": addresses[file.name]} for file in files
        ],
    }


def _created(package: dict[str, Any], out: Path) -> str:
    """The day of the build; that of the snapshot in place where nothing else has changed."""
    try:
        old = json.loads((out / DATAPACKAGE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return str(package["created"])
    same = isinstance(old, dict) and old.get("id") == package["id"]
    return str(old.get("created", package["created"]) if same else package["created"])


def _replace(out: Path, partial: Path) -> None:
    """Put the new folder in the place of the old one, which stays as `.previous`."""
    previous = out.with_name(f"{out.name}{PREVIOUS}")
    try:
        if out.exists():
            shutil.rmtree(previous, ignore_errors=True)
            os.replace(out, previous)
        os.replace(partial, out)
    except OSError as error:
        if previous.exists() and not out.exists():
            os.replace(previous, out)
        raise ReaderError(
            str(out), f"the new snapshot could not be put in place ({error.strerror})", "Check the disk."
        ) from error
