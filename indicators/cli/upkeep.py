"""The commands that build the snapshot, review what a build would change, and verify the snapshot."""

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators import refusals as questions
from indicators.cli.options import FOLDER, once, open_snapshot, snapshot_option
from indicators.cli.output import as_table, emit
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
    help="Take in a source that is not part of the snapshot, for your own use. Repeat it.",
)


@click.command()
@raw_option
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
@click.option(
    "--accept",
    metavar="SOURCE",
    multiple=True,
    help="Take a source as it is though rows would be lost or a bound breaks. Repeat it.",
)
@once(
    "--only",
    metavar="SOURCE[,SOURCE]",
    help="Build these sources alone and take all others from the snapshot at --out as they are.",
)
@include_option
def build(
    raw: Path,
    out: Path | None,
    date: dt.date | None,
    snapshot: Path | None,
    accept: tuple[str, ...],
    only: str | None,
    include: tuple[str, ...],
) -> None:
    """Build the snapshot from publishers' files, and report what changed.

    The snapshot that was in place is kept as DIR.previous. Where a file is missing or not what its loader
    knows, a bound breaks or rows would be lost, nothing is built and the snapshot in place stays there.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.paths import SNAPSHOT_VARIABLE
    from indicators.snapshot.place import snapshot_address, snapshot_folder

    if out is None and snapshot_address():
        raise ReaderError(
            f"environment variable {SNAPSHOT_VARIABLE}",
            "it names an address, and a snapshot is built in a folder",
            "Name it with --out, then send it: governance-risk publish ADDRESS --snapshot DIR.",
        )
    out = (out or snapshot_folder()).resolve()
    emit(
        build_text(
            Catalogue.read(),
            raw,
            out,
            today=date or dt.date.today(),
            against=snapshot,
            accept=accept,
            include=include,
            only=tuple(filter(None, (name.strip() for name in (only or "").split(",")))),
        )
    )


def build_text(
    catalogue: "Catalogue",
    raw: Path,
    out: Path,
    *,
    today: dt.date,
    against: Path | None = None,
    accept: Sequence[str] = (),
    include: Sequence[str] = (),
    only: Sequence[str] = (),
) -> str:
    """Build the snapshot at `out`; what was built, and what changed against the snapshot at `against`.

    By default that is the one that stood at `out`. Raises `ReaderError` where `out` is something else
    than a snapshot: the build would take its place.
    """
    from indicators.refresh.build import build
    from indicators.refresh.report import compare_snapshots, report
    from indicators.snapshot.snapshot import Snapshot

    _check_replaceable(out)
    for source in accept:
        catalogue.source(source)
    old = _old_snapshot(catalogue, out, against)
    package = build(catalogue, raw, out, today=today, accept=accept, include=include, only=only)
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
    """Show what a build would change, without changing anything.

    Rows added, removed and revised, countries and indicators lost, bounds broken, against the snapshot in
    use. The exit status is 0 also where a build would refuse what is shown.
    """
    there = open_snapshot(snapshot)
    text, document = review_text(there, raw, today=dt.date.today(), include=include)
    if markdown is not None:
        markdown.write_text(document, encoding="utf-8")
    emit(text)


def review_text(
    snapshot: "Snapshot", raw: Path, *, today: dt.date, include: Sequence[str] = ()
) -> tuple[str, str]:
    """What a build from `raw` would change, for the terminal and as a Markdown document."""
    from indicators.refresh.build import assemble
    from indicators.refresh.report import compare_snapshots, losses, markdown, report
    from indicators.snapshot.snapshot import Snapshot

    with tempfile.TemporaryDirectory(prefix="governance-risk-review-") as beside:
        new = Path(beside) / "snapshot"
        assembled = assemble(snapshot.catalogue, raw, new, today=today, include=include)
        changes = compare_snapshots(snapshot, Snapshot(new, snapshot.catalogue))
    bounds = [f"bound broken: {text}" for texts in assembled.broken.values() for text in texts]
    lost = [f"would be lost: {source}: {what}" for source, what in losses(changes).items()]
    refused = sorted({*assembled.broken, *losses(changes)})
    if refused:
        accept = " ".join(f"--accept {source}" for source in refused)
        lost.append(f"A build refuses this. To take it as it is: governance-risk build {accept}")
    title = f"Snapshot {assembled.package['id']} against {snapshot.id} of {snapshot.created}"
    text = "\n".join([f"{title}:", *bounds, report(changes).rstrip(), *lost]) + "\n"
    return text, markdown(changes, broken=assembled.broken, title=title)


def _check_replaceable(out: Path) -> None:
    """Raise unless `out` is new, empty or a snapshot: the build puts its folder in the place of it."""
    from indicators.snapshot.schema import DATAPACKAGE

    if out.exists() and not (out.is_dir() and ((out / DATAPACKAGE).is_file() or not any(out.iterdir()))):
        raise ReaderError(
            str(out),
            "this is there already and is not a snapshot",
            "Name a new folder, or one that holds a snapshot.",
        )


def _old_snapshot(catalogue: "Catalogue", out: Path, against: Path | None) -> "Snapshot | None":
    """The snapshot to compare with; a damaged one at `out`, which is replaced, is none."""
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
        if not source.embedded and source.id not in there.inputs:
            continue
        emit(_verified(there, source, recorded=not raw_less))
    emit("valid\n")


def _verified(snapshot: "Snapshot", source: "Source", *, recorded: bool) -> str:
    """A line about a source whose rows obey its rules; raises `ReaderError` where they do not."""
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
                source.name, f"no record of {', '.join(missing)}", "Build the snapshot anew from all files."
            )
    held = holding(snapshot, ids)
    return (
        f"{source.id}: {held.rows} rows, {len(ids)} indicators, {len(held.editions)} editions, "
        f"{held.countries} countries, {year_spans(held.years)}\n"
    )
