"""The commands that build the snapshot and verify it."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators import questions
from indicators.cli.options import FOLDER, once, open_snapshot, snapshot_option
from indicators.cli.output import as_table, emit
from indicators.errors import ReaderError, SnapshotError

if TYPE_CHECKING:
    from indicators.catalogue import Catalogue
    from indicators.model import Source
    from indicators.snapshot import Snapshot


@click.command()
@once(
    "--raw",
    metavar="DIR",
    type=FOLDER,
    required=True,
    help="Folder with the publishers' files, at any depth.",
)
@once("--out", metavar="DIR", type=FOLDER, help="Where to build; otherwise the snapshot in use, replaced.")
@once(
    "--date", metavar="DATE", type=questions.date, help="Day to record as that of the build. Default today."
)
@once(
    "--snapshot",
    metavar="DIR",
    type=FOLDER,
    help="Snapshot to report the changes against; otherwise the one that stands at --out.",
)
def build(raw: Path, out: Path | None, date: dt.date | None, snapshot: Path | None) -> None:
    """Build the snapshot from publishers' files, and report what changed.

    The snapshot that was in place is kept as DIR.previous. Where a file is missing, or not what its loader
    knows, nothing is built and the snapshot in place stays there.
    """
    from indicators.catalogue import Catalogue
    from indicators.paths import snapshot_folder

    out = (out or snapshot_folder()).resolve()
    emit(build_text(Catalogue.read(), raw, out, today=date or dt.date.today(), against=snapshot))


def build_text(
    catalogue: "Catalogue", raw: Path, out: Path, *, today: dt.date, against: Path | None = None
) -> str:
    """Build the snapshot at `out`; what was built, and what changed against the snapshot at `against`.

    By default that is the one that stood at `out`. Raises `ReaderError` where `out` is something else
    than a snapshot: the build would take its place.
    """
    from indicators.refresh.build import build
    from indicators.refresh.report import compare, report
    from indicators.schema import OBSERVATIONS
    from indicators.snapshot import Snapshot

    _check_replaceable(out)
    old = _old_snapshot(catalogue, out, against)
    before = old.table(OBSERVATIONS) if old else None  # read now: the build moves it away
    package = build(catalogue, raw, out, today=today)
    tables = [{"table": resource["name"], "rows": resource["rows"]} for resource in package["resources"]]
    text = (
        f"{as_table(['table', 'rows'], tables)}\nSnapshot {package['id']} of {package['created']} in {out}\n"
    )
    if old is None or before is None:
        return f"{text}No snapshot was in place to compare it with.\n"
    changes = compare(before, Snapshot(out, catalogue).table(OBSERVATIONS))
    return f"{text}Against snapshot {old.id} of {old.created}:\n{report(changes)}"


def _check_replaceable(out: Path) -> None:
    """Raise unless `out` is new, empty or a snapshot: the build puts its folder in the place of it."""
    from indicators.schema import DATAPACKAGE

    if out.exists() and not (out.is_dir() and ((out / DATAPACKAGE).is_file() or not any(out.iterdir()))):
        raise ReaderError(
            str(out),
            "this is there already and is not a snapshot",
            "Name a new folder, or one that holds a snapshot.",
        )


def _old_snapshot(catalogue: "Catalogue", out: Path, against: Path | None) -> "Snapshot | None":
    """The snapshot to compare with; a damaged one at `out`, which is replaced, is none."""
    from indicators.snapshot import Snapshot

    try:
        old = Snapshot(against or out, catalogue)
        old.verify()
    except SnapshotError:
        if against is not None:
            raise
        return None
    return old


@click.command()
@click.option("--raw-less", is_flag=True, help="Do not ask that it records each file that it was built from.")
@snapshot_option
def validate(raw_less: bool, snapshot: Path | None) -> None:
    """Verify the snapshot: each table's hash, every row by the rules of its source, what people wrote.

    It also asks that datapackage.json records each required file of a publisher with its hash, unless
    --raw-less says not to. The files themselves are not needed.
    """
    there = open_snapshot(snapshot)
    there.verify()
    unknown = sorted(set(there.indicators) - set(there.catalogue.indicators))
    if unknown:
        raise SnapshotError(
            str(there.folder), f"no TOML describes {', '.join(unknown)}", "Build the snapshot anew."
        )
    for source in there.catalogue.sources.values():
        emit(_verified(there, source, recorded=not raw_less))
    emit("valid\n")


def _verified(snapshot: "Snapshot", source: "Source", *, recorded: bool) -> str:
    """A line about a source whose rows obey its rules; raises `ReaderError` where they do not."""
    import pandas as pd

    from indicators.answers import holding, year_spans
    from indicators.schema import validate as validate_rows

    ids = [indicator.id for indicator in source.indicators]
    validate_rows(pd.concat(map(snapshot.all_editions, ids)), source.indicators, where=source.name)
    if recorded:
        files = {file["name"] for file in snapshot.inputs.get(source.id, []) if file.get("sha256")}
        missing = [file.path for file in source.inputs if file.required and file.path not in files]
        if missing:
            raise SnapshotError(
                source.name, f"no record of {', '.join(missing)}", "Build the snapshot anew from all files."
            )
    held = holding(snapshot, ids)
    return (
        f"{source.id}: {held.rows} rows, {len(ids)} indicators, {len(held.editions)} editions, "
        f"{held.countries} countries, {year_spans(held.years)}\n"
    )
