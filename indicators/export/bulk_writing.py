"""Write tables into a ZIP archive as CSV or Parquet, piece by piece, hashing each file on the way."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from indicators.export.bulk_resources import Resource
from indicators.export.tables import harmless


@dataclass(frozen=True)
class Written:
    """Record a written table: its path in the archive, sheet of a workbook, size, hash, rows and schema."""

    resource: Resource
    path: str
    format: str
    bytes: int
    hash: str
    rows: int
    schema: pa.Schema
    sheet: str = ""


class Hashed(io.RawIOBase):
    """Count and hash the bytes written through this stream. Closing it leaves the stream below open."""

    def __init__(self, below: IO[bytes]) -> None:
        self._below = below
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def hash(self) -> str:
        """Return the hash of the bytes written so far."""
        return f"sha256:{self._hash.hexdigest()}"

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.size

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._below.write(piece)
        self._hash.update(piece)
        self.size += len(piece)
        return len(piece)


class Archive:
    """Write a ZIP archive whose bytes depend only on its contents and `day`."""

    def __init__(self, out: IO[bytes], day: dt.date) -> None:
        self._zip = zipfile.ZipFile(out, "w")
        self._day = day

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    @contextmanager
    def file(self, path: str, *, deflate: bool) -> Iterator[Hashed]:
        """Open a new file in the archive for writing; `deflate` it unless it is compressed already."""
        entry = zipfile.ZipInfo(path, (self._day.year, self._day.month, self._day.day, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        entry.create_system = 3  # Unix on any machine, so that the mode is read as a Unix mode
        entry.external_attr = 0o644 << 16
        with self._zip.open(entry, "w", force_zip64=False) as below:
            yield Hashed(below)

    def text(self, path: str, text: str) -> None:
        """Write a new file in UTF-8."""
        with self.file(path, deflate=True) as out:
            out.write(text.encode())


def write_csv(archive: Archive, resource: Resource) -> Written:
    """Write a table as UTF-8 CSV with a header. Missing is empty; a would-be formula gets a leading quote."""
    path = resource.path("csv")
    with archive.file(path, deflate=True) as out:
        pieces = resource.arrow(change=harmless)
        first = next(pieces)
        with pyarrow.csv.CSVWriter(out, first.schema) as writer:
            rows = _write_all(writer, first, pieces)
    return Written(resource, path, "csv", out.size, out.hash, rows, first.schema)


def write_parquet(archive: Archive, resource: Resource, passport: Mapping[str, str]) -> Written:
    """Write a table as Parquet, a row group per indicator, with `passport` as JSON in its metadata."""
    path = resource.path("parquet")
    metadata = {"passport": json.dumps(passport, ensure_ascii=False)}
    with archive.file(path, deflate=False) as out:
        pieces = (piece.replace_schema_metadata(metadata) for piece in resource.arrow())
        first = next(pieces)
        with pq.ParquetWriter(out, first.schema, compression="zstd") as writer:
            rows = _write_all(writer, first, pieces)
    return Written(resource, path, "parquet", out.size, out.hash, rows, first.schema)


def _write_all(writer: Any, first: pa.Table, rest: Iterator[pa.Table]) -> int:
    writer.write_table(first)
    rows = int(first.num_rows)
    for piece in rest:
        writer.write_table(piece)
        rows += piece.num_rows
    return rows
