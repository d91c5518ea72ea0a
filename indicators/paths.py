"""Where the project's data lie.

`GOVERNANCE_RISK_SNAPSHOT` names another place for the snapshot: a folder, or the address of an object store
such as `s3://bucket/prefix?region=eu-central-1`, of which `snapshot.mirror` keeps a copy on this machine.
"""

import os
import re
from pathlib import Path

from indicators.errors import SnapshotError

DATA = Path(__file__).resolve().parent.parent / "data"
LOADERS = Path(__file__).resolve().parent / "loaders"

SNAPSHOT_VARIABLE = "GOVERNANCE_RISK_SNAPSHOT"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_address(given: str) -> bool:
    """Whether a text is meant as an address, `scheme://...`, rather than as a folder."""
    return _ADDRESS.match(given) is not None


def shown(given: str) -> str:
    """A place as it may be shown and logged: without credentials and without what follows a `?`."""
    found = _ADDRESS.match(given)
    scheme = found[0] if found else ""
    credentials, at, place = given[len(scheme) :].rpartition("@")
    return f"{scheme}{'…' if credentials else ''}{at}{place.partition('?')[0]}"


def snapshot_address() -> str | None:
    """The address that the variable names; None where it names a folder, or nothing."""
    given = os.environ.get(SNAPSHOT_VARIABLE, "")
    return given if is_address(given) else None


def snapshot_folder() -> Path:
    """The folder of the snapshot in use; raises `SnapshotError` where the variable names none.

    For an address it is that of the copy on this machine, after asking the store for a newer snapshot.
    """
    address = snapshot_address()
    if address:
        from indicators.snapshot.mirror import open_place

        return open_place(address).folder
    given = os.environ.get(SNAPSHOT_VARIABLE)
    if not given:
        return DATA / "snapshot"
    folder = Path(given).expanduser()
    if not folder.is_dir():
        raise SnapshotError(
            f"environment variable {SNAPSHOT_VARIABLE}",
            f"{shown(given)!r} is not a folder",
            "Name the folder of a built snapshot or an address such as s3://bucket/prefix, or unset the "
            "variable to use data/snapshot.",
        )
    return folder
