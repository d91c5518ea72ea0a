"""The built snapshot: the only way to observations, in a folder or a copy of an object store."""

from typing import TYPE_CHECKING

from indicators.lazy import importer

if TYPE_CHECKING:
    from indicators.snapshot.mirror import open_place
    from indicators.snapshot.place import snapshot_folder
    from indicators.snapshot.snapshot import Known, Snapshot

__all__ = ["Known", "Snapshot", "open_place", "snapshot_folder"]

_HOMES = {
    "Known": "snapshot",
    "Snapshot": "snapshot",
    "open_place": "mirror",
    "snapshot_folder": "place",
}
__getattr__ = importer(__name__, _HOMES)
