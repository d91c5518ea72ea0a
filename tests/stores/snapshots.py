"""Snapshots to put into a store, and what a test looks at there and in the cache."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from indicators.paths import DATA
from indicators.snapshot.snapshot import BY

PART = "ti_cpi_sources.parquet"
KEPT = {
    *("ti_cpi.score", "fh_fiw.total", "wb_wgi.control_of_corruption", "wb_wgi.rule_of_law"),
    *("AFG", "CHN", "KAZ", "KGZ", "TJK", "TKM", "UZB"),
}
TABLES = {
    *("observations", "origins", "coverage", "fh_fiw_status"),
    *("ti_cpi_sources", "ti_cpi_significant_changes"),
}


def package_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def _few(folder: Path) -> Path:
    """The committed snapshot with a few of its indicators and tables, so that copying it takes no time."""
    package = package_of(DATA / "snapshot")
    package["resources"] = [resource for resource in package["resources"] if resource["name"] in TABLES]
    for resource in package["resources"]:
        if "parts" in resource:
            by = BY[resource["name"]]
            resource["parts"] = [part for part in resource["parts"] if part[by] in KEPT]
            resource["path"] = [part["path"] for part in resource["parts"]]
        for file in resource.get("parts", [resource]):
            (folder / file["path"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(DATA / "snapshot" / file["path"], folder / file["path"])
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1), encoding="utf-8")
    return folder


_made = tempfile.TemporaryDirectory(prefix="governance-risk-test-")
SNAPSHOT = _few(Path(_made.name))


def files(folder: Path) -> dict[str, bytes]:
    """Everything in a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def committed(folder: Path) -> Path:
    """A copy of `SNAPSHOT`, which is of the committed one."""
    return shutil.copytree(SNAPSHOT, folder)


def renewed(folder: Path, id: str, created: str = "2026-11-24", source: Path = SNAPSHOT) -> Path:
    """A snapshot as a later build makes it: one table's file has other bytes, and so it has another id."""
    shutil.copytree(source, folder)
    table = pq.read_table(folder / PART)
    pq.write_table(table, folder / PART, compression="gzip", row_group_size=100 + len(id))
    package = package_of(folder)
    (record,) = [resource for resource in package["resources"] if resource.get("path") == PART]
    content = (folder / PART).read_bytes()
    record |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    changed = package | {"id": id, "created": created}
    (folder / "datapackage.json").write_text(json.dumps(changed, indent=1), encoding="utf-8")
    return folder


def put(folder: Path, store: Path) -> None:
    """Put a snapshot in the place of another, as a program does that knows nothing of snapshots."""
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(folder, store)
