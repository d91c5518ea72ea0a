"""Define the commands that build the snapshot, review what a build would change, and verify the snapshot."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators import refusals as questions
from indicators.answers.reading import listed
from indicators.cli.options import FOLDER, grouped, once, open_snapshot, snapshot_option
from indicators.cli.output import as_table, emit
from indicators.clock import today
from indicators.errors import ReaderError, SnapshotError

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue
    from indicators.model import Source
    from indicators.snapshot.snapshot import Snapshot


raw_option = once(
    "--raw",
    metavar="DIR",
    type=FOLDER,
    required=True,
    help="Folder with the publishers' files, at any depth.",
)
include_option = click.option(
    "--include",
    metavar="SOURCE",
    multiple=True,
    help="Add a source that is not part of the snapshot, for your own use. Repeat it.",
)


@dataclass(frozen=True)
class Files:
    """Choose the publishers' files of a build, the day to record, and the sources to add or build alone."""

    raw: Path
    date: dt.date | None = None
    include: Sequence[str] = ()
    only: str | None = None

    @property
    def today(self) -> dt.date:
        """Return the day to record for the build."""
        return self.date or today()


files_options = grouped(
    "files",
    Files,
    raw_option,
    once("--date", metavar="DATE", type=questions.date, help="Day to record for the build. Default today."),
    once(
        "--only",
        metavar="SOURCE[,SOURCE]",
        help="Build only these sources; take all others from the snapshot at --out.",
    ),
    include_option,
)


@click.command()
@files_options
@once("--out", metavar="DIR", type=FOLDER, help="Folder to build in. Default: replace the snapshot in use.")
@once(
    "--snapshot",
    metavar="DIR",
    type=FOLDER,
    help="Snapshot to compare with. Default: the old one at --out.",
)
@click.option(
    "--accept",
    metavar="SOURCE",
    multiple=True,
    help="Accept a source although rows would be lost or a bound breaks. Repeat it.",
)
def build(files: Files, out: Path | None, snapshot: Path | None, accept: tuple[str, ...]) -> None:
    """Build the snapshot from publishers' files, and report the changes.

    The old snapshot is kept as DIR.previous. Nothing is built, and the old snapshot stays, if a file is
    missing or its loader does not know it, if a bound breaks, or if rows would be lost.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.paths import SNAPSHOT_VARIABLE
    from indicators.snapshot.place import snapshot_address, snapshot_folder

    if out is None and snapshot_address():
        raise ReaderError(
            f"environment variable {SNAPSHOT_VARIABLE}",
            "it names a URL, but a snapshot is built in a folder",
            "Name a folder with --out, then send it: governance-risk publish URL --snapshot DIR.",
        )
    out = (out or snapshot_folder()).resolve()
    emit(build_text(Catalogue.read(), files, out, against=snapshot, accept=accept))


def build_text(
    catalogue: "Catalogue",
    files: Files,
    out: Path,
    *,
    against: Path | None = None,
    accept: Sequence[str] = (),
) -> str:
    """Build the snapshot at `out`; report its tables and the changes against the snapshot at `against`.

    `against` defaults to the snapshot that stood at `out`. Raises `ReaderError` if `out` is something other
    than a snapshot: the build would replace it.
    """
    from indicators.refresh.build import build
    from indicators.refresh.report import compare_snapshots, report
    from indicators.snapshot.snapshot import Snapshot

    _check_replaceable(out)
    for source in accept:
        catalogue.source(source)
    old = _old_snapshot(catalogue, out, against)
    package = build(
        catalogue,
        files.raw,
        out,
        today=files.today,
        accept=accept,
        include=files.include,
        only=listed([files.only]) or () if files.only else (),
    )
    tables = [{"table": resource["name"], "rows": resource["rows"]} for resource in package["resources"]]
    text = f"{as_table(['table', 'rows'], tables)}\nSnapshot {package['id']} of {package['created'][:10]}\n"
    if old is None:
        return f"{text}No snapshot was in place to compare it with.\n"
    changes = compare_snapshots(old, Snapshot(out, catalogue))
    return f"{text}Against snapshot {old.id} of {old.created}:\n{report(changes)}"


@click.command()
@raw_option
@once("--markdown", metavar="FILE", type=FOLDER, help="Write the report there too, as Markdown.")
@include_option
@snapshot_option
def review(raw: Path, markdown: Path | None, include: tuple[str, ...], snapshot: Path | None) -> None:
    """Show the changes that a build would make, without making any.

    Lists rows added, removed and revised, countries and indicators lost, and bounds broken, against the
    snapshot in use. The exit status is 0 even if a build would refuse the changes.
    """
    opened = open_snapshot(snapshot)
    text, document = review_text(opened, Files(raw, include=include))
    if markdown is not None:
        markdown.write_text(document, encoding="utf-8")
    emit(text)


def review_text(snapshot: "Snapshot", files: Files) -> tuple[str, str]:
    """Describe the changes that a build from `files` would make, as text and as a Markdown document."""
    from indicators.refresh.build import assemble
    from indicators.refresh.report import compare_snapshots, losses, markdown, report
    from indicators.snapshot.snapshot import Snapshot

    with tempfile.TemporaryDirectory(prefix="governance-risk-review-") as beside:
        new = Path(beside) / "snapshot"
        assembled = assemble(snapshot.catalogue, files.raw, new, today=files.today, include=files.include)
        changes = compare_snapshots(snapshot, Snapshot(new, snapshot.catalogue))
    bounds = [f"bound broken: {text}" for texts in assembled.broken.values() for text in texts]
    lost = [f"would be lost: {source}: {what}" for source, what in losses(changes).items()]
    refused = sorted({*assembled.broken, *losses(changes)})
    if refused:
        accept = " ".join(f"--accept {source}" for source in refused)
        lost.append(f"A build refuses this. To accept it: governance-risk build {accept}")
    title = f"Snapshot {assembled.package['id']} against {snapshot.id} of {snapshot.created}"
    text = "\n".join([f"{title}:", *bounds, report(changes).rstrip(), *lost]) + "\n"
    return text, markdown(changes, broken=assembled.broken, title=title)


def _check_replaceable(out: Path) -> None:
    """Raise unless `out` is new, empty or a snapshot: the build replaces this folder."""
    from indicators.snapshot.schema import DATAPACKAGE

    if out.exists() and not (out.is_dir() and ((out / DATAPACKAGE).is_file() or not any(out.iterdir()))):
        raise ReaderError(
            str(out),
            "this exists already and is not a snapshot",
            "Name a new folder, or one with a snapshot.",
        )


def _old_snapshot(catalogue: "Catalogue", out: Path, against: Path | None) -> "Snapshot | None":
    """Return the snapshot to compare with; None if the one at `out`, which is replaced, is damaged."""
    from indicators.snapshot.snapshot import Snapshot

    try:
        old = Snapshot(against or out, catalogue)
        old.verify()
    except SnapshotError:
        if against is not None:
            raise
        return None
    return old


@click.command()
@click.option("--raw-less", is_flag=True, help="Do not check for a record of each file it was built from.")
@snapshot_option
def validate(raw_less: bool, snapshot: Path | None) -> None:
    """Verify the snapshot: the hash of each table, every row by the rules of its source, and the catalogue.

    It also checks that datapackage.json records each required file of a publisher with its hash, unless
    --raw-less is given. The files themselves are not needed.
    """
    opened = open_snapshot(snapshot)
    opened.verify()
    unknown = sorted(set(opened.indicators) - set(opened.catalogue.indicators))
    if unknown:
        raise SnapshotError(
            str(opened.folder), f"no TOML describes {', '.join(unknown)}", "Rebuild the snapshot."
        )
    for source in opened.catalogue.sources.values():
        if not source.embedded and source.id not in opened.inputs:
            continue
        emit(_verified(opened, source, recorded=not raw_less))
    emit("valid\n")


def _verified(snapshot: "Snapshot", source: "Source", *, recorded: bool) -> str:
    """Return a line about a source whose rows obey its rules; raises `ReaderError` if they do not."""
    import pandas as pd

    from indicators.snapshot.questions import holding, year_spans
    from indicators.snapshot.schema import validate as validate_rows

    ids = [indicator.id for indicator in source.indicators]
    if ids:
        rows = pd.concat(map(snapshot.all_editions, ids))
        validate_rows(rows, source.indicators, where=source.name, editions=source.editions)
    if recorded:
        files = {file["name"] for file in snapshot.inputs.get(source.id, []) if file.get("sha256")}
        missing = [file.path for file in source.inputs if file.required and file.path not in files]
        if missing:
            raise SnapshotError(
                source.name, f"no record of {', '.join(missing)}", "Rebuild the snapshot from all files."
            )
    coverage = holding(snapshot, ids)
    return (
        f"{source.id}: {coverage.rows} rows, {len(ids)} indicators, {len(coverage.editions)} editions, "
        f"{coverage.countries} countries, {year_spans(coverage.years)}\n"
    )
