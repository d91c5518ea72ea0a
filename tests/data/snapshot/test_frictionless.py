"""The snapshot and a download are valid data packages for Frictionless."""

import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from frictionless import FrictionlessException, Package, Resource, Schema, system

from indicators.export.bulk import save
from indicators.export.bulk_selection import select
from indicators.paths import DATA
from indicators.snapshot.snapshot import Snapshot

FOLDER = DATA / "snapshot"
# A table in several files counts rows of one indicator or country; large tables have no other column kind.
ROWS = 5_000


@pytest.fixture(scope="module")
def descriptor() -> dict:
    """The snapshot's datapackage.json without the records of parts, which Frictionless does not know."""
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource.pop("parts", None)
    return package


def test_snapshot_metadata_is_valid(descriptor: dict) -> None:
    package = Package.from_descriptor(descriptor)
    assert package.resource_names == [resource["name"] for resource in descriptor["resources"]]


def test_day_without_time_is_refused(descriptor: dict) -> None:
    with pytest.raises(FrictionlessException) as error:
        Package.from_descriptor(descriptor | {"created": "2026-11-22"})
    assert 'property "created" is not valid "datetime"' in [reason.note for reason in error.value.reasons]


def test_snapshot_rows_obey_their_schema(descriptor: dict) -> None:
    checked = 0
    for resource in descriptor["resources"]:
        path = resource["path"] if isinstance(resource["path"], str) else resource["path"][0]
        table = pd.read_parquet(FOLDER / path).head(ROWS)
        rows = table.astype(object).where(table.notna(), None).to_numpy().tolist()
        schema = Schema.from_descriptor(resource["schema"])
        report = Resource(data=[list(table.columns), *rows], schema=schema).validate()
        assert report.valid, (resource["name"], report.flatten(["type", "note"])[:5])
        checked += len(rows)
    assert checked > ROWS


def test_download_is_valid(snapshot: Snapshot, tmp_path: Path) -> None:
    save(snapshot, select(snapshot, ["ucdp"], noncommercial=False), "csv", tmp_path / "bulk.zip")
    with zipfile.ZipFile(tmp_path / "bulk.zip") as archive:
        archive.extractall(tmp_path / "bulk")
    (found,) = (tmp_path / "bulk").rglob("datapackage.json")
    with system.use_context(trusted=True):
        report = Package(str(found)).validate()
    assert report.valid, report.flatten(["type", "note"])[:5]
