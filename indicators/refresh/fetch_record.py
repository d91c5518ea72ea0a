"""Record the source address and time of every fetched file: `fetched.json` beside the files."""

import dataclasses
import json
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

RECORDS = "fetched.json"


@dataclasses.dataclass(frozen=True, slots=True)
class FetchedRecord:
    """A file as it came. Times are UTC in ISO 8601; a text that the server did not give is empty.

    `fetched` is when the publisher was last seen to offer this very content, `since` when it came first.
    `member` is the name inside the zip at `url`, empty where the file is not taken out of one.
    """

    url: str
    final_url: str
    member: str
    sha256: str
    bytes: int
    fetched: str
    since: str
    etag: str
    last_modified: str


def _unheard(text: str) -> None:
    """Ignore a complaint."""


def fetched(
    raw: Path, source: str, *, complain: Callable[[str], None] = _unheard
) -> Mapping[str, FetchedRecord]:
    """Return the records of a source's files, by `InputFile.path`; none if no file was fetched.

    A damaged `fetched.json` counts as missing, and `complain` gets a message.
    """
    path = raw / source / RECORDS
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return {name: _record(entry) for name, entry in stored["files"].items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        complain(f"{path} cannot be read ({error}). Everything is asked for anew, and it is written anew.")
        return {}


def _record(entry: Mapping[str, Any]) -> FetchedRecord:
    record = FetchedRecord(**entry)
    for field in dataclasses.fields(record):
        if type(getattr(record, field.name)) is not field.type:
            raise ValueError(f"`{field.name}` is {getattr(record, field.name)!r}")
    return record


class Ledger:
    """The records of one source, read once and written after each change; for several threads."""

    def __init__(self, raw: Path, source: str, complain: Callable[[str], None]) -> None:
        self._path = raw / source / RECORDS
        self._records = dict(fetched(raw, source, complain=complain))
        self._lock = threading.Lock()

    def get(self, name: str) -> FetchedRecord | None:
        with self._lock:
            return self._records.get(name)

    def put(self, name: str, record: FetchedRecord) -> None:
        with self._lock:
            self._records[name] = record
            files = {name: dataclasses.asdict(record) for name, record in sorted(self._records.items())}
            write_whole(self._path, json.dumps({"files": files}, indent=1, ensure_ascii=False).encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it: a reader sees the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
