"""Locate the snapshot in use.

`GOVERNANCE_RISK_SNAPSHOT` names another place for it: a folder, or the address of an object store such as
`s3://bucket/prefix?region=eu-central-1`. `snapshot.mirror` keeps a copy of it on this machine.
"""

import os
from pathlib import Path

from indicators.errors import SnapshotError
from indicators.paths import DATA, SNAPSHOT_VARIABLE, is_address, shown
from indicators.snapshot.mirror import open_place


def snapshot_address() -> str | None:
    """Return the address that the variable names; None if it names a folder, or is empty."""
    given = os.environ.get(SNAPSHOT_VARIABLE, "")
    return given if is_address(given) else None


def snapshot_folder() -> Path:
    """Return the folder of the snapshot in use; raises `SnapshotError` if the variable names none.

    For an address it is that of the copy on this machine, after asking the store for a newer snapshot.
    """
    address = snapshot_address()
    if address:
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
