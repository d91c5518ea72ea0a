"""Snapshots made for a test: real files in a real folder, opened as any snapshot is."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue.catalogue import Catalogue
from indicators.model import LicenceClass, Source
from indicators.snapshot.schema import COLUMNS, DTYPES, KEY, OBSERVATIONS, ORIGIN, ORIGINS
from indicators.snapshot.snapshot import Snapshot

CREATED = dt.date(2026, 11, 22)
# Text that a spreadsheet may run, follow or read as something else.
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example","y")',
    "http://x.example/",
    "{=1+1}",
    '<r></is></c><c r="B2"><f>1+1</f></c></r>',
    "_x0041_",
    "a\x01b",
    "1e5",
    "007",
    "TRUE",
    "NA",
    "Côte d'Ivoire & <b>",
    '"quoted", with comma',
)


def source(
    catalogue: Catalogue, id: str, licence: LicenceClass, indicators: int = 1, **other: object
) -> Source:
    """A source with that many indicators, otherwise like the World Bank's; its one edition is `v1`."""
    like = catalogue.source("wb_wgi")
    edition = replace(like.editions[-1], source=id, id="v1")
    own = tuple(
        replace(like.indicators[0], id=f"{id}.variable_{number:02}", source=id)
        for number in range(indicators)
    )
    facts = {
        "name": f"The index {id}",
        "publisher": f"Publisher of {id}",
        "homepage": f"https://{id}.example/",
    }
    whole = {"licence_class": licence, "indicators": own, "editions": (edition,), "tables": (), "inputs": ()}
    return replace(like, id=id, **facts, **(whole | other))


def observations(indicator: str, countries: list[str], years: range) -> pd.DataFrame:
    """A value for each country and year, some of them without interval or rank, with origin; sorted."""
    n = len(countries) * len(years)
    number = np.arange(n)
    value = np.sin(number) * 100
    frame = pd.DataFrame(
        {
            "indicator": indicator,
            "iso3": np.repeat(sorted(countries), len(years)),
            "year": np.tile(list(years), len(countries)),
            "edition": "v1",
            "value": value,
            "lower": np.where(number % 5, value - 1 / 3, np.nan),
            "upper": np.where(number % 5, value + 1 / 3, np.nan),
            "standard_error": np.where(number % 5, 0.1 + 0.2, np.nan),
            "rank": pd.array(number % 200 + 1, "Int16"),
            "n_ranked": 200,
            "n_sources": 7,
            "status": "normal",
        }
    ).astype(DTYPES)
    frame.loc[frame.index % 3 == 0, ["rank", "n_ranked"]] = pd.NA
    origin = {"file": f"{indicator}.csv", "sheet": "", "row": (number + 2).astype("int32"), "column": "value"}
    return frame.assign(**origin)


def write_snapshot(
    folder: Path,
    catalogue: Catalogue,
    sources: Mapping[str, Source],
    rows: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> Snapshot:
    """A snapshot of rows by indicator and tables by name, under a catalogue of these sources alone."""
    parts = {
        name: [
            {"indicator": id, "editions": ["v1"], **_write(folder, f"{name}/{id}.parquet", frame[columns])}
            for id, frame in rows.items()
        ]
        for name, columns in ((OBSERVATIONS, COLUMNS), (ORIGINS, KEY + ORIGIN))
    }
    resources = [{"name": name, "parts": files} for name, files in parts.items()]
    resources += [
        {"name": name, **_write(folder, f"{name}.parquet", table)} for name, table in (tables or {}).items()
    ]
    package = {
        "id": hashlib.sha256(json.dumps(resources).encode()).hexdigest()[:12],
        "created": CREATED.isoformat(),
        "sources": [{"name": id, "held": {}, "inputs": []} for id in sources],
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package))
    return Snapshot(folder, replace(catalogue, sources=dict(sources)))


def _write(folder: Path, path: str, frame: pd.DataFrame) -> dict[str, object]:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), folder / path)
    content = (folder / path).read_bytes()
    return {"path": path, "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "rows": len(frame)}
