"""The snapshot that all readers see: opened once a process, and a newer one taken up without a restart.

In a folder it is looked for at every run. In a store it is asked for by a thread of its own: a reader never
waits for the network once a snapshot is open.
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
from indicators.errors import ReaderError, SnapshotError
from indicators.paths import SNAPSHOT_VARIABLE, shown
from indicators.snapshot.mirror import Stale, open_place
from indicators.snapshot.place import snapshot_address, snapshot_folder
from indicators.snapshot.schema import DATAPACKAGE
from indicators.snapshot.snapshot import Snapshot

# Seconds from one question to the store to the next.
EVERY = 60.0

# What tells one state of a snapshot's folder from another: its path and when its files were written.
Mark = tuple[str, int, int]


@dataclass(frozen=True)
class Mirrored:
    """What is known of an address: its snapshot, or why there is none; and why it may not be the newest."""

    address: str
    found: Snapshot | ReaderError
    stale: Stale | None = None


_lock = threading.Lock()
_opened: tuple[Mark, Snapshot] | None = None
_mirrored: Mirrored | None = None
_pinned: ContextVar[Snapshot | None] = ContextVar("one_snapshot", default=None)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """What people wrote, read once a process."""
    return Catalogue.read()


def snapshot() -> Snapshot:
    """The snapshot in use. A newly built one is opened without a restart; a broken one never replaces it.

    Raises `SnapshotError` where none can be opened and none was open before.
    """
    pinned = _pinned.get()
    if pinned is not None:
        return pinned
    address = snapshot_address()
    with _lock:
        return _of_address(address) if address else _of_folder()


def stale() -> Stale | None:
    """Why the snapshot in use may not be the newest of its store; None where it is, or is in a folder."""
    mirrored = _mirrored
    return mirrored.stale if mirrored and mirrored.address == snapshot_address() else None


def behind() -> str | None:
    """One line for a machine: why the snapshot in use may not be the newest; None where it is."""
    if snapshot_address():
        mirrored = stale()
        return mirrored.brief if mirrored else None
    opened = _opened
    if opened is None:
        return None
    (folder, _, broken), found = opened
    if broken or not Path(folder).is_dir():
        return f"using the last good copy of {found.created}: what is in its folder now cannot be opened"
    return None


@contextlib.contextmanager
def one_snapshot(chosen: Snapshot | None = None) -> Iterator[Snapshot]:
    """Within it every question is answered from one snapshot: the one given, else the newest at its start.

    A page or a file that is being made while a new snapshot comes is made of one of them, not of both.
    Raises `SnapshotError` as `snapshot` does.
    """
    token = _pinned.set(None)
    try:
        found = chosen or snapshot()
        _pinned.set(found)
        yield found
    finally:
        _pinned.reset(token)


def _of_folder() -> Snapshot:
    global _opened
    try:
        folder = snapshot_folder()
    except ReaderError:
        # The folder that is open may just be giving way to a new one; any other is a mistake.
        if _opened is None or _opened[0][0] != os.environ.get(SNAPSHOT_VARIABLE):
            raise
        return _opened[1]
    mark = _mark(folder, every_file=_opened is not None and _opened[0][2] != 0)
    if _opened is None or _opened[0] != mark:
        try:
            found = _open(folder)
            _opened = (_mark(folder, every_file=False), found)
        except ReaderError:
            if _opened is None or _opened[0][0] != mark[0]:
                raise
            _opened = (_mark(folder, every_file=True), _opened[1])
    return _opened[1]


def _open(folder: Path) -> Snapshot:
    found = Snapshot(folder, catalogue())
    found.verify()
    return found


def _open_known(folder: Path) -> Snapshot:
    """A snapshot that others have published; raises `SnapshotError` for one of a newer dashboard."""
    found = _open(folder)
    unknown = sorted(set(found.indicators) - set(catalogue().indicators))
    if unknown:
        what = f"snapshot {found.id} has {', '.join(unknown)}, which this dashboard does not know"
        raise SnapshotError("the snapshot's place", what, "Update the dashboard.")
    return found


def _mark(folder: Path, *, every_file: bool) -> Mark:
    """The state of a snapshot's folder. While it is a broken one, any of its files may be the one mended."""
    files = [path for path in folder.rglob("*") if path.is_file()] if every_file else []
    return str(folder), _written(folder / DATAPACKAGE), sum(map(_written, files)) or int(every_file)


def _written(path: Path) -> int:
    """When a file was last written; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _of_address(address: str) -> Snapshot:
    """The snapshot of an address; only the first call for it, at the start, waits for the store."""
    global _mirrored
    if _mirrored is None or _mirrored.address != address:
        _mirrored = _asked(address, None)
        threading.Thread(target=_watch, args=(address,), name="snapshot", daemon=True).start()
    found = _mirrored.found
    if isinstance(found, ReaderError):
        raise SnapshotError(found.where, found.what, found.todo)
    return found


def _watch(address: str) -> None:
    """Ask the store again and again, as long as the address is the one in use."""
    while True:
        time.sleep(EVERY)
        if snapshot_address() != address:
            return
        refresh()


def refresh() -> None:
    """Ask the store of the snapshot in use for a newer one, which takes its place once it is verified."""
    global _mirrored
    held = _mirrored
    if held is None:
        return
    found = _asked(held.address, held)
    with _lock:
        if _mirrored is held:
            _mirrored = found


def _asked(address: str, held: Mirrored | None) -> Mirrored:
    """What is known of an address after asking its store; the snapshot held stays where no other opens."""
    opened = held.found if held and isinstance(held.found, Snapshot) else None
    try:
        place = open_place(address)
        if opened is None or opened.folder != place.folder:
            opened = _open_known(place.folder)
        known = Mirrored(address, opened, place.stale)
    except ReaderError as error:
        known = _kept(address, opened, error)
    except Exception:
        logging.getLogger(__name__).exception("the snapshot at %s failed", shown(address))
        what = "the snapshot there could not be opened; the server's log says why"
        known = _kept(address, opened, SnapshotError(shown(address), what, "Publish another."))
    _log(held, known)
    return known


def _kept(address: str, opened: Snapshot | None, error: ReaderError) -> Mirrored:
    """The snapshot that is open, which stays in use after an error; without one, the error."""
    if opened is None:
        return Mirrored(address, error)
    why = Stale("the newest snapshot could not be opened", str(error), opened.created)
    return Mirrored(address, opened, why)


def _log(held: Mirrored | None, known: Mirrored) -> None:
    """Tell the server's log what has changed, once."""
    log, place = logging.getLogger(__name__), shown(known.address)
    before = held.stale if held else None
    if known.stale and (before is None or before.why != known.stale.why):
        log.warning("%s: %s (%s)", place, known.stale.brief, known.stale.detail)
    elif before and not known.stale:
        log.warning("%s: it can be read again", place)
    if held and known.found is not held.found and isinstance(known.found, Snapshot):
        log.warning("%s: now snapshot %s of %s", place, known.found.id, known.found.created)
