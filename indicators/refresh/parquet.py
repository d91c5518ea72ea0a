"""Tables -> the files of a snapshot and the record of them in its datapackage.json.

The same tables give the same bytes.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.model import SideTable
from indicators.snapshot.schema import COVERAGE, KEY

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

COVERAGE_TABLE = SideTable(
    name=COVERAGE,
    title="What is held of each source",
    description="How many indicators of a source have a value of a country and year in an edition.",
    key=("iso3", "source", "year", "edition"),
    columns=(
        ("iso3", "Country, ISO 3166-1 alpha-3"),
        ("source", "Source"),
        ("year", "The year described"),
        ("edition", "Edition"),
        ("indicators", "Indicators with a value"),
    ),
)


def coverage(observations: pd.DataFrame) -> pd.DataFrame:
    """Return the table `COVERAGE_TABLE` of some observations."""
    source = observations["indicator"].str.partition(".")[0].rename("source")
    counts = (
        observations.assign(source=source).groupby(list(COVERAGE_TABLE.key), observed=True, sort=True).size()
    )
    return counts.rename("indicators").reset_index().astype({"year": "int16", "indicators": "int16"})


def write_rows(folder: Path, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Write rows of the tidy table, a file for each indicator; returns their record for the datapackage."""
    schema = _schema(frame)
    parts = _write_parts(folder, name, frame, schema, by="indicator")
    editions = frame.groupby("indicator")["edition"].unique()
    for part in parts["parts"]:
        part["editions"] = sorted(editions[part["indicator"]])
    return {"name": name, **parts, "schema": {"fields": _fields(schema, {}), "primaryKey": KEY}}


def write_table(folder: Path, about: SideTable, table: pd.DataFrame, *, by: str = "") -> dict[str, Any]:
    """Write a table and return its record for the datapackage, with what people wrote about it.

    In one file, or in one for each value of the column `by`.
    """
    schema = _schema(table)
    if by:
        files = _write_parts(folder, about.name, table, schema, by=by)
    else:
        files = {"format": "parquet", **_write(folder, f"{about.name}.parquet", table, schema)}
    return {
        "name": about.name,
        "title": about.title,
        "description": about.description,
        **files,
        "schema": {"fields": _fields(schema, dict(about.columns)), "primaryKey": list(about.key)},
    }


def _write_parts(
    folder: Path, name: str, frame: pd.DataFrame, schema: pa.Schema, *, by: str
) -> dict[str, Any]:
    """Write a frame as one Parquet file for each value of a column, so that a page reads what it shows.

    A file each, not a row group each: the footer of one file would grow with every part, and what a rebuild
    leaves as it was stays the same file.
    """
    (folder / name).mkdir()
    parts = [
        {by: value, **_write(folder, f"{name}/{value}.parquet", rows, schema)}
        for value, rows in frame.groupby(by, sort=True)
    ]
    return {
        "path": [part["path"] for part in parts],
        "format": "parquet",
        "bytes": sum(part["bytes"] for part in parts),
        "rows": len(frame),
        "parts": parts,
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


def datapackage(
    resources: list[dict[str, Any]], sources: list[dict[str, Any]], today: dt.date
) -> dict[str, Any]:
    """Return the snapshot's record of itself, a Frictionless data package."""
    # When a file was fetched is no fact about what is in it.
    lasting = [
        {**source, "inputs": [{k: v for k, v in file.items() if k != "fetched"} for file in source["inputs"]]}
        for source in sources
    ]
    facts = json.dumps([resources, lasting], sort_keys=True).encode()
    return {
        "profile": "data-package",
        "name": "governance-risk-snapshot",
        "title": "Governance risk indicators: the tidy snapshot",
        "id": hashlib.sha256(facts).hexdigest()[:12],
        "created": f"{today.isoformat()}T00:00:00Z",  # RFC 3339
        "sources": sources,
        "resources": resources,
    }
