"""Define the command that downloads sources in bulk."""

from pathlib import Path

import click

from indicators.answers.reading import listed
from indicators.cli.options import FOLDER, once, open_snapshot, snapshot_option
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
    help="Id such as wb_wgi; repeat it, or separate with commas. Default: all that their licences allow.",
)
@click.option("--noncommercial", is_flag=True, help="Declare that the use is non-commercial.")
@once("--out", metavar="FILE", type=FOLDER, required=True, help="The ZIP file to write; replaces an old one.")
@snapshot_option
def bulk(
    format: str, sources: tuple[str, ...], noncommercial: bool, out: Path, snapshot: Path | None
) -> None:
    """Write all data of sources, in every edition, to a ZIP file with datapackage.json and README.txt.

    Some licences allow only quotation. Such a source is refused if you name it, with its publisher's link;
    otherwise it is left out, and a note on stderr says so.
    """
    from indicators.export.bulk import save
    from indicators.export.bulk_selection import select

    out = out.resolve()
    _check_writable(out)
    opened = open_snapshot(snapshot)
    selection = select(opened, listed(sources), noncommercial=noncommercial)
    rows = save(opened, selection, format, out)
    for source, permission in selection.left_out:
        whole = f"{source.publisher}: {permission.link}"
        note(f"left out: {source.name} ({source.id}): {permission.reason} {whole}")
    names = ", ".join(one.source.id for one in selection.taken)
    emit(f"{out}: {rows} rows of {names}; snapshot {opened.id} of {opened.created}\n")


def _check_writable(out: Path) -> None:
    """Raise unless `out` is a new file in an existing folder, or a file to replace."""
    if out.exists() and not out.is_file():
        raise ReaderError(str(out), "this exists already and is not a file", "Name a ZIP file to write.")
    if not out.parent.is_dir():
        raise ReaderError(str(out.parent), "this folder does not exist", "Make it, or name another --out.")
