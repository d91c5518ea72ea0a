"""Run `governance-risk`: the commands of `indicators.cli`, and `site`, which needs the dashboard."""

from pathlib import Path

import click

from indicators.answers.reading import listed
from indicators.cli import main
from indicators.cli.options import FOLDER, once, open_snapshot, snapshot_option
from indicators.cli.output import emit
from indicators.errors import ReaderError


@click.command()
@once("--out", metavar="DIR", type=FOLDER, required=True, help="A folder: new, empty, or of a site before.")
@click.option(
    "--indicator",
    "indicators",
    metavar="I",
    multiple=True,
    help="Id such as ti_cpi.score; repeat it, or separate with commas. Default: all.",
)
@once(
    "--dashboard",
    metavar="URL",
    default=[""],
    help="Address of a running dashboard, for links that no file can answer. Default: none.",
)
@snapshot_option
def site(out: Path, indicators: tuple[str, ...], dashboard: str, snapshot: Path | None) -> None:
    """Write light pages as static files: the pages, each indicator, the story, the claims.

    Any web server or CDN serves the folder. Each page has its picture (SVG) and its rows (CSV) beside it.
    """
    from dashboard.server.light.static_site import write_site

    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "index.html").is_file())):
        raise ReaderError(str(out), "this is not a folder for a site", "Name a new or an empty folder.")
    if dashboard and not dashboard.startswith(("http://", "https://")):
        raise ReaderError(
            "--dashboard", f"{dashboard[:60]!r} is not an address", "Write https://example.org."
        )
    opened = open_snapshot(snapshot)
    ids = listed(indicators)
    for id in ids or ():
        opened.catalogue.indicator(id)
    pages, files = write_site(out, opened, indicators=ids, dashboard=dashboard)
    emit(f"{out}: {pages} pages, {files} files; snapshot {opened.id} of {opened.created}\n")


main.add_command(site)

__all__ = ["main", "site"]
