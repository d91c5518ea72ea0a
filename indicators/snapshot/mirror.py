"""A snapshot in an object store, kept on this machine: the newest whole one that the store has given.

    <cache>/<hash of the address>/<name>/       a copy, whole: it comes here by renaming
    <cache>/<hash of the address>/<name>.json   when the store was last seen to hold it

`<name>` is made of the snapshot's id and of the hash of its datapackage.json. What is being fetched is in
`<name>.partial-...`. Several processes may do so at once: each fetches its own, and the first one stays.

A store holds a snapshot as its folder does, or as `publish` puts it there: `datapackage.json`, and beside it
a folder `<name>` with the files, so that no file is ever replaced by another.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.errors import SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE
from indicators.snapshot.schema import DATAPACKAGE
from indicators.snapshot.snapshot import day_created, parse_package, read_package, recorded_files
from indicators.snapshot.store import WHAT_TO_WRITE, Fetch, Store, StoreError

CACHE_VARIABLE = "GOVERNANCE_RISK_CACHE"
# Copies of one address that are kept: a reader may be on the one before the newest.
KEPT = 2
PACKAGE_LIMIT = 8 * 2**20
SNAPSHOT_LIMIT = 2 * 2**30
# Seconds after which something half fetched belongs to a process that has ended.
LEFT_OVER = 3600

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
UNFIT = "unfit"  # the kind of error of a store that holds something else than a whole snapshot


@dataclass(frozen=True)
class Stale:
    """The reason why a copy is used that may not be the newest, and its date."""

    why: str
    detail: str
    created: dt.date
    confirmed: dt.datetime | None = None

    @property
    def brief(self) -> str:
        """Write one line for a machine."""
        return f"using the last good copy of {self.created}: {self.why}"

    @property
    def notice(self) -> str:
        """A sentence for a reader."""
        seen = f", confirmed {self.confirmed:%Y-%m-%d %H:%M} UTC" if self.confirmed else ""
        return (
            f"The snapshot's place cannot be read ({self.why}); "
            f"using the last good copy of {self.created}{seen}."
        )


@dataclass(frozen=True)
class Place:
    """The place of a snapshot; `stale` is None unless it may not be the newest."""

    folder: Path
    stale: Stale | None = None


@dataclass(frozen=True)
class Copy:
    """A copy on this machine, and when the store was last seen to hold it."""

    folder: Path
    confirmed: dt.datetime


def open_place(address: str) -> Place:
    """Return a whole copy of the snapshot at an address: the newest, or else the last good one.

    Asks the store, within a bounded time. Raises `SnapshotError` for an invalid address, and if the store
    gives none and none is held.
    """
    home = _home(address)
    try:
        folder = _newest(Store(address), home)
    except StoreError as error:
        return _last_good(Store(address), home, error)
    # A disk that takes no record is no reason to do without the snapshot.
    with contextlib.suppress(OSError):
        _confirm(folder)
        _prune(home, folder)
    return Place(folder)


def name_of(content: bytes, package: Mapping[str, Any]) -> str:
    """Return the name of a copy of a snapshot, from its datapackage.json."""
    return f"{package['id']}-{hashlib.sha256(content).hexdigest()[:12]}"


def _home(address: str) -> Path:
    """Return the folder of an address in the cache; raises `SnapshotError` if it cannot be made."""
    given, base = os.environ.get(CACHE_VARIABLE), os.environ.get("XDG_CACHE_HOME")
    try:
        cache = Path(given or Path(base or "~/.cache") / "governance-risk").expanduser()
        home = cache / hashlib.sha256(address.encode()).hexdigest()[:16]
        home.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise SnapshotError(
            f"environment variable {CACHE_VARIABLE}",
            f"the folder for copies of snapshots cannot be made ({error})",
            "Name a folder that can be written.",
        ) from error
    return home


def _newest(store: Store, home: Path) -> Path:
    """Return a whole copy of the store's snapshot, fetched unless it is held; raises `StoreError`."""
    try:
        return _copy(store, home)
    except StoreError as error:
        if error.kind != UNFIT:  # a new one may just have taken the place of the one that was asked for
            raise
        return _copy(store, home)


def _copy(store: Store, home: Path) -> Path:
    asked = home / f"{DATAPACKAGE}.partial-{uuid.uuid4().hex[:8]}"
    try:
        store.fetch([Fetch((DATAPACKAGE,), asked, PACKAGE_LIMIT)])
        content = asked.read_bytes()
        package = package_of(content)
        folder = home / name_of(content, package)
        if not _is_whole(folder):
            _fetch(store, package, content, folder)
    except OSError as error:
        raise StoreError("the copy cannot be written on this machine", str(error), kind="here") from error
    finally:
        with contextlib.suppress(OSError):
            asked.unlink(missing_ok=True)
    return folder


def package_of(content: bytes) -> dict[str, Any]:
    """Parse a datapackage.json from which a copy can be made; raises `StoreError` if it is unfit."""
    try:
        package = parse_package(content, Path(DATAPACKAGE))
        sizes = [int(file["bytes"]) for file in recorded_files(package)]
    except SnapshotError as error:
        raise _unfit("its datapackage.json is damaged", error.what) from error
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise _unfit("its datapackage.json is damaged", repr(error)) from error
    if min(sizes, default=0) < 0 or sum(sizes) > SNAPSHOT_LIMIT or not _ID.fullmatch(str(package["id"])):
        raise _unfit("its datapackage.json is damaged", "an id or a size in it cannot be right")
    return package


def _unfit(why: str, detail: str = "") -> StoreError:
    return StoreError(why, detail, kind=UNFIT)


def _fetch(store: Store, package: Mapping[str, Any], content: bytes, folder: Path) -> None:
    """Fetch a snapshot's files into a folder of another name, and rename it once it is whole."""
    partial = _beside(folder)
    partial.mkdir()
    try:
        (partial / DATAPACKAGE).write_bytes(content)
        try:
            store.fetch(
                [
                    Fetch(
                        (f"{folder.name}/{file['path']}", file["path"]), partial / file["path"], file["bytes"]
                    )
                    for file in recorded_files(package)
                ]
            )
        except StoreError as error:
            if error.kind not in ("missing", "large"):
                raise
            raise _unfit("its files are not what its datapackage.json records", error.detail) from error
        if not _is_whole(partial):
            raise _unfit("its files are not what its datapackage.json records")
        _confirm(folder)
        _put(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_whole(folder: Path) -> bool:
    """Tell whether a copy has every file that its datapackage.json records, with its hash and size."""
    try:
        for file in recorded_files(read_package(folder)):
            content = (folder / file["path"]).read_bytes()
            if len(content) != file["bytes"]:
                return False
            if f"sha256:{hashlib.sha256(content).hexdigest()}" != file["hash"]:
                return False
    except (SnapshotError, OSError, KeyError):
        return False
    return True


def _put(partial: Path, folder: Path) -> None:
    """Give a whole copy its name; where another process was first, its copy stays."""
    if folder.exists() and not _is_whole(folder):
        _remove(folder)
    try:
        partial.rename(folder)
    except OSError:
        if not _is_whole(folder):
            raise


def _beside(path: Path) -> Path:
    """Return a new name beside a path, for a file that is not yet, or no longer, at that path."""
    return path.with_name(f"{path.name}.partial-{uuid.uuid4().hex[:8]}")


def _remove(folder: Path) -> None:
    """Remove a copy, which nobody sees half removed."""
    aside = _beside(folder)
    with contextlib.suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _confirm(folder: Path) -> None:
    """Record that the store was seen to hold this copy now."""
    record = folder.with_name(f"{folder.name}.json")
    partial = _beside(record)
    now = dt.datetime.now(dt.UTC).isoformat()
    partial.write_text(json.dumps({"confirmed": now}), encoding="utf-8")
    partial.replace(record)


def _copies(home: Path) -> list[Copy]:
    """Return the copies of an address, the last confirmed first."""
    return sorted(_recorded(home), key=lambda copy: copy.confirmed, reverse=True)


def _recorded(home: Path) -> Iterator[Copy]:
    for record in home.glob("*.json"):
        folder = record.with_suffix("")
        try:
            confirmed = dt.datetime.fromisoformat(json.loads(record.read_bytes())["confirmed"])
        except (OSError, ValueError, TypeError, KeyError):
            continue
        if folder.is_dir() and confirmed.tzinfo is not None:
            yield Copy(folder, confirmed.astimezone(dt.UTC))


def _last_good(store: Store, home: Path, failure: StoreError) -> Place:
    """Return the last confirmed whole copy; raises `SnapshotError` if there is none."""
    if failure.kind != "address":
        for copy in _copies(home):
            if _is_whole(copy.folder):
                created = day_created(read_package(copy.folder))
                return Place(copy.folder, Stale(failure.why, failure.detail, created, copy.confirmed))
    raise SnapshotError(
        f"environment variable {SNAPSHOT_VARIABLE}",
        f"no snapshot can be had from {store.shown}: {failure}",
        WHAT_TO_WRITE
        if failure.kind == "address"
        else "No earlier copy is held on this machine. Check the address, the network and the credentials.",
    ) from None


def _prune(home: Path, current: Path) -> None:
    """Remove the copies but the newest, and what processes left behind that ended half way."""
    for copy in _copies(home)[KEPT:]:
        if copy.folder != current:
            _remove(copy.folder)
            copy.folder.with_name(f"{copy.folder.name}.json").unlink(missing_ok=True)
    for path in home.glob("*.partial-*"):
        if time.time() - path.stat().st_mtime > LEFT_OVER:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
