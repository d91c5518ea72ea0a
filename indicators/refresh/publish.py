"""Copy a snapshot to an object store, where `indicators.snapshot.mirror` finds it.

The files go into a folder of their own, `<name>/`, and `datapackage.json` beside it comes last: a reader of
the store meanwhile finds the snapshot that was there, with all its files.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import ReaderError
from indicators.paths import is_address, shown
from indicators.snapshot.mirror import PACKAGE_LIMIT, UNFIT, name_of, package_of
from indicators.snapshot.schema import DATAPACKAGE
from indicators.snapshot.snapshot import Snapshot, recorded_files
from indicators.snapshot.store import WHAT_TO_WRITE, Fetch, Send, Store, StoreError


@dataclass(frozen=True)
class Published:
    """The place of a snapshot, and how many of its files the store did not have."""

    shown: str
    files: int
    sent: int


def publish(snapshot: Snapshot, address: str, *, everything: bool = False) -> Published:
    """Put a snapshot into a store; nothing there is removed, and no file but datapackage.json replaced.

    A file that the store has, by the record of the snapshot there and by its size, is not sent again, unless
    `everything` is. Raises `ReaderError` where the snapshot is damaged or the store does not take it; what
    was there before is then there still.
    """
    if not is_address(address):
        raise ReaderError("address", f"{shown(address)!r} is not a store", WHAT_TO_WRITE)
    snapshot.verify()
    package = snapshot.folder / DATAPACKAGE
    name, store = name_of(package.read_bytes(), snapshot.package), Store(address)
    files = [file["path"] for file in recorded_files(snapshot.package)]
    try:
        held = {} if everything else _held(store, name, snapshot)
        sent = store.send(
            [Send(snapshot.folder / path, f"{name}/{path}", held.get(path, ())) for path in files]
        )
        store.send([Send(package, f"{name}/{DATAPACKAGE}")])
        store.send([Send(package, DATAPACKAGE)])
    except StoreError as error:
        todo = WHAT_TO_WRITE if error.kind == "address" else "What was there before is there still."
        raise ReaderError(store.shown, f"the snapshot could not be published: {error}", todo) from None
    return Published(store.shown, len(files), sent)


def _held(store: Store, name: str, snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return where the store may already have a snapshot's files: an earlier upload, or its present one."""
    files = list(recorded_files(snapshot.package))
    held: dict[str, tuple[str, ...]] = {file["path"]: (f"{name}/{file['path']}",) for file in files}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATAPACKAGE
        try:
            store.fetch([Fetch((DATAPACKAGE,), path, PACKAGE_LIMIT)])
            content = path.read_bytes()
            there = package_of(content)
        except StoreError as error:
            if error.kind in ("missing", "large", UNFIT):
                return held
            raise
    recorded = {(file["path"], file["hash"]) for file in recorded_files(there)}
    for file in files:
        if (file["path"], file["hash"]) in recorded:
            held[file["path"]] += (f"{name_of(content, there)}/{file['path']}", file["path"])
    return held
