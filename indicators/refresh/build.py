"""Publishers' files in a folder -> the snapshot: Parquet tables and a datapackage.json.

The same files give the same bytes. The snapshot is written beside the old one and takes its place only
when whole: a failed build leaves the old one as it was.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue import Catalogue
from indicators.errors import ReaderError, SourceFileError
from indicators.loaders import parser
from indicators.loaders.parsing import Job
from indicators.model import Source
from indicators.schema import DATAPACKAGE, KEY, OBSERVATIONS, validate

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


@dataclass(frozen=True)
class RawFile:
    """A publisher's file as found: the name in the TOML, where it lies, and its hash."""

    name: str
    path: Path
    sha256: str


def build(catalogue: Catalogue, raw: Path, out: Path, *, today: dt.date) -> dict[str, Any]:
    """Build the snapshot at `out` from the files below `raw`, and return its datapackage.

    `today` is recorded as the day of the build unless nothing but the day would change. Raises
    `SourceFileError` for a file that is missing or not what its loader knows; `out` is then untouched.
    """
    if not raw.is_dir():
        raise SourceFileError(str(raw), "there is no such folder", "Name it: make snapshot RAW=folder.")
    found = {source.id: _find(source, raw) for source in catalogue.sources.values()}
    frames: list[pd.DataFrame] = []
    tables: dict[str, pd.DataFrame] = {}
    for source in catalogue.sources.values():
        files = {file.name: file.path for file in found[source.id]}
        parsed = parser(source.id)(Job(source, catalogue.countries, files))
        validate(parsed.observations, source.indicators, where=f"{source.name} ({', '.join(files)})")
        _check_whole(source, parsed.observations, files)
        _check_editions(source, parsed.observations)
        frames.append(parsed.observations)
        tables.update(parsed.tables)
    observations = pd.concat(frames).sort_values(KEY, ignore_index=True)
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
    except OSError as error:
        raise ReaderError(
            str(partial), f"it cannot be made ({error.strerror})", "Name another --out."
        ) from error
    try:
        _write(partial / f"{OBSERVATIONS}.parquet", observations, one_group_per="indicator")
        for name, table in tables.items():
            _write(partial / f"{name}.parquet", table)
        package = _datapackage(catalogue, found, partial, {OBSERVATIONS: observations, **tables}, today)
        package["created"] = _created(package, out)
        (partial / DATAPACKAGE).write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n")
        _replace(out, partial)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return package


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


def _check_whole(source: Source, observations: pd.DataFrame, files: Mapping[str, Path]) -> None:
    """Raise unless every indicator of the TOML has rows, where all the files of the source are there."""
    absent = [known.id for known in source.indicators if known.id not in set(observations["indicator"])]
    if absent and len(files) == len(source.inputs):
        raise SourceFileError(
            f"{source.name} ({', '.join(files)})",
            f"no rows of {', '.join(absent)}",
            f"Look what the file calls it now, and teach {source.id}.py.",
        )


def _check_editions(source: Source, observations: pd.DataFrame) -> None:
    """Raise unless every edition in the data has its publication date in the TOML."""
    undated = sorted(set(observations["edition"]) - {edition.id for edition in source.editions})
    if undated:
        raise SourceFileError(
            source.name,
            f"edition(s) {', '.join(undated)} have no publication date",
            f"Add them to [[editions]] in {source.id}.toml.",
        )


def _write(path: Path, frame: pd.DataFrame, *, one_group_per: str | None = None) -> None:
    """Write a frame as Parquet, byte for byte the same for the same frame.

    With `one_group_per` each of that column's values has a row group of its own, whose number stands in
    the file's metadata, so that a page reads only what it shows.
    """
    groups = [frame] if one_group_per is None else [part for _, part in frame.groupby(one_group_per)]
    schema = _schema(frame)
    if one_group_per is not None:
        numbers = {str(part[one_group_per].iloc[0]): number for number, part in enumerate(groups)}
        schema = schema.with_metadata({"row_groups": json.dumps(numbers)})
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=True) as writer:
        for part in groups:
            writer.write_table(
                pa.Table.from_pandas(part, schema, preserve_index=False).replace_schema_metadata(
                    schema.metadata
                )
            )


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


def _datapackage(
    catalogue: Catalogue,
    found: Mapping[str, list[RawFile]],
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    today: dt.date,
) -> dict[str, Any]:
    """The snapshot's record of itself, a Frictionless data package."""
    resources = [_resource(folder / f"{name}.parquet", table) for name, table in sorted(tables.items())]
    sources = [_source_record(source, found[source.id]) for source in catalogue.sources.values()]
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


def _resource(path: Path, table: pd.DataFrame) -> dict[str, Any]:
    return {
        "name": path.stem,
        "path": path.name,
        "format": "parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}",
        "rows": len(table),
        "schema": {
            "fields": [{"name": column.name, "type": _field_type(column.type)} for column in _schema(table)],
            **({"primaryKey": KEY} if path.stem == OBSERVATIONS else {}),
        },
    }


def _field_type(kind: pa.DataType) -> str:
    if pa.types.is_dictionary(kind):
        return "string"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    raise TypeError(f"no Frictionless type for {kind}; add it to _field_type")


def _source_record(source: Source, files: list[RawFile]) -> dict[str, Any]:
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
    previous = out.with_name(f"{out.name}.previous")
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
