"""Bulk downloads opened again, as a reader opens them: by their datapackage.json."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.export.licence import bulk_permission


def refused(catalogue: Catalogue, *, noncommercial: bool = False) -> set[str]:
    """The ids of the sources that no bulk download may hold."""
    return {
        id
        for id, source in catalogue.sources.items()
        if not bulk_permission(source, noncommercial=noncommercial).allowed
    }


def files(archive: Path) -> dict[str, bytes]:
    """The files of a whole archive, by path."""
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        assert len(names) == len(set(names))
        return {name: opened.read(name) for name in names}


def package(archive: Path) -> dict[str, Any]:
    return dict(json.loads(files(archive)["datapackage.json"]))


def tables(archive: Path) -> dict[str, pd.DataFrame]:
    """Every table that the datapackage lists, by name, in the types that it records; hashes are verified."""
    contents = files(archive)
    found = {}
    for resource in package(archive)["resources"]:
        content = contents[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        frame = _read(resource, content)
        assert len(frame) == resource["rows"]
        assert list(frame) == [field["name"] for field in resource["schema"]["fields"]]
        found[resource["name"]] = frame
    return found


def _read(resource: dict[str, Any], content: bytes) -> pd.DataFrame:
    types = {"string": "str", "integer": "Int64", "number": "float64", "boolean": "boolean"}
    kinds = {field["name"]: types[field["type"]] for field in resource["schema"]["fields"]}
    if resource["format"] == "parquet":
        return pd.read_parquet(io.BytesIO(content)).astype(kinds)
    options = {"dtype": kinds, "keep_default_na": False, "na_values": [""]}
    if resource["format"] == "csv":
        return pd.read_csv(io.BytesIO(content), **options)
    return pd.read_excel(
        io.BytesIO(content), sheet_name=resource["dialect"]["sheetName"], engine="openpyxl", **options
    )


def like(frame: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """`frame` with the rows in the order and the types of `wanted`, an empty text as missing."""
    return wanted.replace("", pd.NA).astype(frame.dtypes.to_dict())[list(frame)]
