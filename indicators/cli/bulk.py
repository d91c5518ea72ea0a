"""The command that takes the allowed whole away: bulk."""

from pathlib import Path

import click

from indicators.cli.options import FOLDER, listed, once, open_snapshot, snapshot_option
from indicators.cli.output import emit, note
from indicators.errors import ReaderError


@click.command()
@once(
    "--format",
    type=click.Choice(["parquet", "csv", "xlsx"]),
    required=True,
    help="What the ZIP file holds: Parquet, CSV, or one Excel workbook (slow: 2 minutes for a million rows).",
)
@click.option(
    "--source",
    "sources",
    metavar="S",
    multiple=True,
    help="Id such as wb_wgi; repeat it, or separate with commas. All that their licences allow if left out.",
)
@click.option("--noncommercial", is_flag=True, help="Declare that the use is non-commercial.")
@once(
    "--out", metavar="FILE", type=FOLDER, required=True, help="The ZIP file to write; one there is replaced."
)
@snapshot_option
def bulk(
    format: str, sources: tuple[str, ...], noncommercial: bool, out: Path, snapshot: Path | None
) -> None:
    """Write the whole of sources, every edition, to a ZIP file with datapackage.json and README.txt.

    A source whose licence allows no more than quoting is refused where it is named, with its publisher's
    link, and is otherwise left out and told of on stderr.
    """
    from indicators.export.bulk import save
    from indicators.export.bulk_selection import select

    out = out.resolve()
    _check_writable(out)
    there = open_snapshot(snapshot)
    selection = select(there, listed(sources), noncommercial=noncommercial)
    rows = save(there, selection, format, out)
    for source, permission in selection.left_out:
        whole = f"{source.publisher}: {permission.link}"
        note(f"left out: {source.name} ({source.id}): {permission.reason} {whole}")
    taken = ", ".join(one.source.id for one in selection.taken)
    emit(f"{out}: {rows} rows of {taken}; snapshot {there.id} of {there.created}\n")


def _check_writable(out: Path) -> None:
    """Raise unless `out` is a new file in a folder that is there, or a file to replace."""
    if out.exists() and not out.is_file():
        raise ReaderError(str(out), "this is there already and is no file", "Name a ZIP file to write.")
    if not out.parent.is_dir():
        raise ReaderError(str(out.parent), "there is no such folder", "Make it, or name another --out.")
