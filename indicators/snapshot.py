"""The one door to observations: a snapshot opened once, an indicator's rows read when first asked for."""

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue import Catalogue
from indicators.errors import QuestionError, SnapshotError
from indicators.model import Edition
from indicators.schema import COLUMNS, DATAPACKAGE, DTYPES, KEY, OBSERVATIONS

REBUILD = "Restore it with `git checkout -- data/snapshot`, or build it: make snapshot RAW=folder."
NEWEST = "newest"
ALL = "all"


class Snapshot:
    """A built snapshot in a folder.

    `id` names its content: two snapshots with one id hold the same figures from the same files.
    """

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        """Open the snapshot; raises `SnapshotError` where it is missing, incomplete or damaged."""
        self.folder = folder
        self.catalogue = catalogue
        self.package = _read_package(folder)
        self.id = str(self.package["id"])
        self.created = dt.date.fromisoformat(self.package["created"])
        self._file = _open(folder / f"{OBSERVATIONS}.parquet")
        metadata = self._file.schema_arrow.metadata or {}
        self._row_groups: dict[str, int] = json.loads(metadata.get(b"row_groups", b"{}"))

    @property
    def indicators(self) -> Collection[str]:
        """The ids of the indicators that it holds."""
        return self._row_groups.keys()

    @property
    def tables(self) -> Collection[str]:
        """The names of its tables, the observations among them."""
        return [resource["name"] for resource in self.package["resources"]]

    @cached_property
    def inputs(self) -> Mapping[str, list[dict[str, str]]]:
        """The publisher's files that each source was built from: name, sha256, address (`path`)."""
        return {source["name"]: source["inputs"] for source in self.package["sources"]}

    def verify(self) -> None:
        """Raise `SnapshotError` unless every table has the hash that datapackage.json records."""
        for resource in self.package["resources"]:
            path = self.folder / resource["path"]
            if not path.is_file():
                raise SnapshotError(str(path), "the table is missing", REBUILD)
            digest = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
            if digest != resource["hash"]:
                raise SnapshotError(str(path), "its content is not what datapackage.json records", REBUILD)

    def all_editions(self, indicator: str) -> pd.DataFrame:
        """Every row of one indicator, in the columns of `indicators.schema`, sorted by its key.

        Raises `QuestionError` for an indicator that the catalogue or the snapshot does not know.
        """
        self.catalogue.indicator(indicator)
        if indicator not in self._row_groups:
            raise QuestionError(indicator, "the snapshot holds no rows of it", "Build the snapshot anew.")
        try:
            table = self._file.read_row_group(self._row_groups[indicator])
        except (OSError, pa.ArrowException) as error:
            raise SnapshotError(str(self.folder), f"{indicator} cannot be read ({error})", REBUILD) from error
        return _frame(table)

    def as_of(self, indicator: str, date: dt.date) -> pd.DataFrame:
        """One indicator as it was known on a day: one row for each country and year, newest edition.

        Key (iso3, year). Where every edition restates all years, the newest one published by `date`
        answers alone; if we do not hold it, `QuestionError` says so, and nothing stands in for it.
        """
        source = self.catalogue.source_of(indicator)
        published = {e.id: e.published for e in source.editions if e.published <= date}
        newest = self.catalogue.newest_edition(source.id, date)
        rows = self.all_editions(indicator)
        if source.restates_history:
            if newest.id not in set(rows["edition"]):
                raise not_held(newest, source.name, date)
            return rows[rows["edition"] == newest.id].reset_index(drop=True)
        known = rows[rows["edition"].isin(published)]
        order = known["edition"].map(published).sort_values(kind="stable").index
        return (
            known.loc[order]
            .drop_duplicates(["iso3", "year"], keep="last")
            .sort_values(["iso3", "year"], ignore_index=True)
        )

    def observations(
        self,
        *,
        indicators: Collection[str] | None = None,
        countries: Collection[str] | None = None,
        years: tuple[int, int] | None = None,
        edition: str = NEWEST,
        as_of: dt.date,
    ) -> pd.DataFrame:
        """The rows that a question names, in the columns of `indicators.schema`; None means all.

        `edition` is `newest` (the newest published by `as_of`), `all` (each published by then), or an
        edition's id, if it was published by then. Empty where nothing matches. Raises `QuestionError`
        for an indicator that is named and unknown, or has no such edition, saying which there are.
        """
        frames = []
        asked = indicators is not None
        for indicator in self.indicators if indicators is None else indicators:
            if edition == NEWEST:
                try:
                    rows = self.as_of(indicator, as_of)
                except QuestionError:
                    if asked:
                        raise
                    continue
            else:
                rows = self._editions(indicator, edition, as_of, asked=asked)
            frames.append(rows)
        found = pd.concat(frames) if frames else _empty()
        if countries is not None:
            found = found[found["iso3"].isin(list(countries))]
        if years is not None:
            found = found[found["year"].between(*years)]
        return found.sort_values(KEY, ignore_index=True)

    def table(self, name: str) -> pd.DataFrame:
        """A table that stands beside the observations, such as `ti_cpi_sources`."""
        if name not in self.tables:
            known = ", ".join(self.tables)
            raise QuestionError("table", f"{name!r} is not in the snapshot", f"It has {known}.")
        return _frame(_open(self.folder / f"{name}.parquet").read())

    def _editions(self, indicator: str, edition: str, as_of: dt.date, *, asked: bool) -> pd.DataFrame:
        source = self.catalogue.source_of(indicator)
        published = [e.id for e in source.editions if e.published <= as_of]
        if edition != ALL:
            if edition not in published and asked:
                raise QuestionError(
                    f"edition of {indicator}",
                    f"{edition[:60]!r} is not known as of {as_of}",
                    f"Use one of: {', '.join(published) or 'none'}; or {NEWEST}, or {ALL}.",
                )
            published = [edition] if edition in published else []
        rows = self.all_editions(indicator)
        return rows[rows["edition"].isin(published)]


def not_held(edition: Edition, name: str, date: dt.date) -> QuestionError:
    """The answer where the newest edition of a day is one that we do not hold."""
    return QuestionError(
        f"{name} as of {date}",
        f"the newest edition then was {edition.id} (published {edition.published}), which is not held here",
        "No later edition stands in for it. Choose a later day.",
    )


def _read_package(folder: Path) -> dict[str, Any]:
    path = folder / DATAPACKAGE
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SnapshotError(str(folder), "there is no snapshot here", REBUILD) from None
    except (OSError, ValueError) as error:
        raise SnapshotError(str(path), f"it cannot be read ({error})", REBUILD) from error
    missing = {"id", "created", "sources", "resources"} - set(package if isinstance(package, dict) else ())
    if missing:
        raise SnapshotError(str(path), f"it lacks {', '.join(sorted(missing))}", REBUILD)
    try:
        dt.date.fromisoformat(package["created"])
    except (TypeError, ValueError) as error:
        raise SnapshotError(str(path), f"`created` is no day ({error})", REBUILD) from error
    wanted = {"name", "path", "sha256"}
    whole = all(
        isinstance(source, dict) and all(wanted <= set(file) for file in source.get("inputs", ()))
        for source in package["sources"]
    )
    if not whole:
        raise SnapshotError(str(path), "an input lacks its name, path or sha256", REBUILD)
    return dict(package)


def _open(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        raise SnapshotError(str(path), "the table is missing", REBUILD) from None
    except (OSError, pa.ArrowException) as error:
        raise SnapshotError(str(path), f"it is not a whole Parquet file ({error})", REBUILD) from error


def _frame(table: Any) -> pd.DataFrame:
    """A pyarrow Table as a frame: dictionaries as text, whole numbers that may be missing as Int16."""
    frame: pd.DataFrame = table.to_pandas()
    for column in table.schema:
        if pa.types.is_dictionary(column.type):
            frame[column.name] = frame[column.name].astype("str")
    return frame.astype({name: kind for name, kind in DTYPES.items() if name in frame and kind == "Int16"})


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in DTYPES.items()})[COLUMNS]
