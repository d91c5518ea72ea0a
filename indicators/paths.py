"""Where the project's data lie. `GOVERNANCE_RISK_SNAPSHOT` names another folder for the snapshot."""

import os
from pathlib import Path

from indicators.errors import SnapshotError

DATA = Path(__file__).resolve().parent.parent / "data"
LOADERS = Path(__file__).resolve().parent / "loaders"

SNAPSHOT_VARIABLE = "GOVERNANCE_RISK_SNAPSHOT"


def snapshot_folder() -> Path:
    """The folder of the snapshot in use; raises `SnapshotError` where the variable names none."""
    given = os.environ.get(SNAPSHOT_VARIABLE)
    if not given:
        return DATA / "snapshot"
    folder = Path(given).expanduser()
    if not folder.is_dir():
        raise SnapshotError(
            f"environment variable {SNAPSHOT_VARIABLE}",
            f"{given!r} is not a folder",
            "Name the folder of a built snapshot, or unset the variable to use data/snapshot.",
        )
    return folder
