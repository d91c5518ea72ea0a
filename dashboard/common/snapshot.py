"""Share one snapshot between all readers, and replace it by a newer one without a restart.

A folder is checked at every run. A thread asks a store, so that a reader never waits for the network once a
snapshot is open.
"""

import contextlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from indicators.catalogue.catalogue import Catalogue
from indicators.clock import today
from indicators.errors import ReaderError, SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE, shown
from indicators.snapshot.mirror import Stale, open_place
from indicators.snapshot.place import snapshot_address, snapshot_folder
from indicators.snapshot.schema import DATAPACKAGE
from indicators.snapshot.snapshot import Snapshot

# Seconds between two requests to the store.
EVERY = 60.0

# The state of a snapshot's folder: its path and the times of its files.
Mark = tuple[str, int, int]


@dataclass(frozen=True)
class Mirrored:
    """The state of an address: its snapshot or an error, and the reason why it may be outdated."""

    address: str
    content: Snapshot | ReaderError
    stale: Stale | None = None


_lock = threading.Lock()
_opened: tuple[Mark, Snapshot] | None = None
_mirrored: Mirrored | None = None
_pinned: ContextVar[Snapshot | None] = ContextVar("one_snapshot", default=None)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Return the catalogue of sources and the narrative, read once a process."""
    return Catalogue.read()


def snapshot() -> Snapshot:
    """Return the snapshot in use: the newest that could be opened and verified.

    Raises `SnapshotError` if no snapshot can be opened and none was open before.
    """
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    address = snapshot_address()
    with _lock:
        return _of_address(address) if address else _of_folder()


def stale() -> Stale | None:
    """Say why the snapshot may not be the newest of its store or folder; None if it is."""
    address = snapshot_address()
    if address:
        mirrored = _mirrored
        return mirrored.stale if mirrored and mirrored.address == address else None
    opened = _opened
    if opened is None:
        return None
    (folder, _, broken), snapshot = opened
    if broken or not Path(folder).is_dir():
        why = "the snapshot in its folder cannot be opened"
        return Stale(why, why, snapshot.created)
    return None


def clock_is_wrong(opened: Snapshot) -> str | None:
    """Say that this machine's day is before the day on which the snapshot was built; None if it is not."""
    day = today()
    if day >= opened.created:
        return None
    return (
        f"The clock of the server says {day}, before the snapshot was built ({opened.created}): "
        "what was published later counts as not known. Set the clock."
    )


@contextlib.contextmanager
def one_snapshot(chosen: Snapshot | None = None) -> Iterator[Snapshot]:
    """Answer every question inside this context from one snapshot: `chosen`, else the newest at its start.

    A page or a file that is under way when a new snapshot arrives uses one of them, not both. Raises
    `SnapshotError` as `snapshot` does.
    """
    token = _pinned.set(None)
    try:
        pinned = chosen or snapshot()
        _pinned.set(pinned)
        yield pinned
    finally:
        _pinned.reset(token)


def _of_folder() -> Snapshot:
    global _opened
    try:
        folder = snapshot_folder()
    except ReaderError:
        # The open folder may be in the middle of a swap; any other missing folder is an error.
        if _opened is None or _opened[0][0] != os.environ.get(SNAPSHOT_VARIABLE):
            raise
        return _opened[1]
    mark = _mark(folder, every_file=_opened is not None and _opened[0][2] != 0)
    if _opened is None or _opened[0] != mark:
        try:
            opened = _open(folder)
            _opened = (_mark(folder, every_file=False), opened)
        except ReaderError:
            if _opened is None or _opened[0][0] != mark[0]:
                raise
            _opened = (_mark(folder, every_file=True), _opened[1])
    return _opened[1]


def _open(folder: Path) -> Snapshot:
    opened = Snapshot(folder, catalogue())
    opened.verify()
    return opened


def _open_known(folder: Path) -> Snapshot:
    """Open a published snapshot; raise `SnapshotError` if a newer dashboard wrote it."""
    opened = _open(folder)
    unknown = sorted(set(opened.indicators) - set(catalogue().indicators))
    if unknown:
        what = f"snapshot {opened.id} has {', '.join(unknown)}, which this dashboard does not know"
        raise SnapshotError("the snapshot's place", what, "Update the dashboard.")
    return opened


def _mark(folder: Path, *, every_file: bool) -> Mark:
    """Return the state of a snapshot's folder; of a broken folder, every file counts."""
    files = [path for path in folder.rglob("*") if path.is_file()] if every_file else []
    return str(folder), _written(folder / DATAPACKAGE), sum(map(_written, files)) or int(every_file)


def _written(path: Path) -> int:
    """Return the time of a file's last change; 0 if there is no file."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _of_address(address: str) -> Snapshot:
    """Return the snapshot at an address; only the first call, at the start, waits for the store."""
    global _mirrored
    if _mirrored is None or _mirrored.address != address:
        _mirrored = _fetch(address, None)
        threading.Thread(target=_watch, args=(address,), name="snapshot", daemon=True).start()
    content = _mirrored.content
    if isinstance(content, ReaderError):
        raise SnapshotError(content.where, content.what, content.todo)
    return content


def _watch(address: str) -> None:
    """Ask the store at intervals while the address is the one in use."""
    while True:
        time.sleep(EVERY)
        if snapshot_address() != address:
            return
        refresh()


def refresh() -> None:
    """Ask the store for a newer snapshot, which replaces the one in use once it is verified."""
    global _mirrored
    before = _mirrored
    if before is None:
        return
    after = _fetch(before.address, before)
    with _lock:
        if _mirrored is before:
            _mirrored = after


def _fetch(address: str, before: Mirrored | None) -> Mirrored:
    """Ask an address's store for its newest snapshot; keep the open one if no other opens."""
    opened = before.content if before and isinstance(before.content, Snapshot) else None
    try:
        place = open_place(address)
        if opened is None or opened.folder != place.folder:
            opened = _open_known(place.folder)
        after = Mirrored(address, opened, place.stale)
    except ReaderError as error:
        after = _after_error(address, opened, error)
    except Exception:
        logging.getLogger(__name__).exception("the snapshot at %s failed", shown(address))
        what = "the snapshot there could not be opened; the server's log says why"
        failure = SnapshotError(shown(address), what, "Publish another.")
        after = _after_error(address, opened, failure)
    _log(before, after)
    return after


def _after_error(address: str, opened: Snapshot | None, error: ReaderError) -> Mirrored:
    """Keep the open snapshot after an error; without one, keep the error."""
    if opened is None:
        return Mirrored(address, error)
    why = Stale("the newest snapshot could not be opened", str(error), opened.created)
    return Mirrored(address, opened, why)


def _log(before: Mirrored | None, after: Mirrored) -> None:
    """Log a change of state once."""
    log, place = logging.getLogger(__name__), shown(after.address)
    stale = before.stale if before else None
    if after.stale and (stale is None or stale.why != after.stale.why):
        log.warning("%s: %s (%s)", place, after.stale.brief, after.stale.detail)
    elif stale and not after.stale:
        log.warning("%s: it can be read again", place)
    if before and after.content is not before.content and isinstance(after.content, Snapshot):
        log.warning("%s: now snapshot %s of %s", place, after.content.id, after.content.created)
