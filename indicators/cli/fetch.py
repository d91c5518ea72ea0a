"""Define the command that downloads publishers' files."""

import dataclasses
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import FOLDER, once
from indicators.cli.output import BAD_INPUT, emit, note, one_line

if TYPE_CHECKING:
    from indicators.model import Source
    from indicators.refresh.download_task import Policy
    from indicators.refresh.fetch import Outcome

MOST_AT_ONCE = 8
REDRAW_SECONDS = 0.1
BAR_WIDTH = 20


@click.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@once("--raw", metavar="DIR", type=FOLDER, help="Folder to fetch into, DIR/SOURCE/. Default data/raw.")
@once(
    "--at-once",
    metavar="N",
    type=click.IntRange(1, MOST_AT_ONCE),
    help="Files at once; at most 2 from one host. Default 4.",
)
def fetch(sources: tuple[str, ...], raw: Path | None, at_once: int | None) -> None:
    """Download publishers' files from the URLs in the TOMLs: all, or those of the named sources.

    Unchanged files are not downloaded again. A refused file, one line on stderr each, leaves the old file
    as it was; a replaced file stays as NAME.previous.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.paths import DATA
    from indicators.refresh.download_task import POLICY

    catalogue = Catalogue.read()
    named = [catalogue.source(id) for id in dict.fromkeys(sources)]
    chosen = named or [source for source in catalogue.sources.values() if source.embedded]
    if not named:
        for source in catalogue.sources.values():
            if not source.embedded:
                note(f"{source.id} is left out, as its terms require. Name it to fetch it for yourself.")
    policy = POLICY if at_once is None else dataclasses.replace(POLICY, at_once=at_once)
    if not fetch_all(chosen, raw or DATA / "raw", policy):
        sys.exit(BAD_INPUT)


def fetch_all(sources: list["Source"], raw: Path, policy: "Policy") -> bool:
    """Download files and report each one when it is done; return True if none was refused."""
    from indicators.refresh.fetch import State, fetch

    bar = Bar(sum(not file.by_hand for source in sources for file in source.inputs))

    def tell(outcome: "Outcome") -> None:
        with bar.hidden():
            if outcome.error:
                click.echo(f"error: {one_line(str(outcome.error))}", err=True)
            else:
                emit(f"{outcome.state:<9}  {outcome.source}/{outcome.name}: {one_line(outcome.text)}\n")
        bar.finish(f"{outcome.source}/{outcome.name}", counts=outcome.state is not State.BY_HAND)

    try:
        outcomes = fetch(sources, raw, policy, told=tell, watch=bar.show, complain=note)
    finally:
        bar.clear()
    counts = Counter(outcome.state for outcome in outcomes)
    emit(", ".join(f"{counts[state]} {state}" for state in State) + f"; in {raw}\n")
    return not counts[State.REFUSED]


class Bar:
    """Draw one line at the foot of a terminal: the files done, and the progress of the current ones.

    Nothing is drawn if stderr is not a terminal.
    """

    def __init__(self, files: int) -> None:
        self._files = files
        self._done = 0
        self._under_way: dict[str, str] = {}
        self._drawn = 0.0
        self._lock = threading.Lock()
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()

    def show(self, where: str, have: int, total: int | None) -> None:
        """Record a piece of a file; called from several threads."""
        with self._lock:
            self._under_way[where] = f"{where} {have / 1e6:.1f}" + (f"/{total / 1e6:.1f}" if total else "")
            if time.monotonic() - self._drawn > REDRAW_SECONDS:
                self._draw()

    def finish(self, where: str, *, counts: bool) -> None:
        with self._lock:
            self._done += counts
            self._under_way.pop(where, None)
            self._draw()

    def clear(self) -> None:
        with self.hidden():
            pass

    @contextmanager
    def hidden(self) -> Iterator[None]:
        """Hide the bar, so that lines can be printed in its place."""
        with self._lock:
            self._write("")
            yield

    def _draw(self) -> None:
        filled = BAR_WIDTH * self._done // max(self._files, 1)
        sizes = ", ".join(self._under_way.values())
        self._write(
            f"[{'#' * filled}{'-' * (BAR_WIDTH - filled)}] {self._done}/{self._files} files"
            + (f"; MB of {sizes}" if sizes else "")
        )
        self._drawn = time.monotonic()

    def _write(self, text: str) -> None:
        if self._is_seen:
            width = shutil.get_terminal_size().columns
            sys.stderr.write(f"\r\x1b[K{text[: width - 1]}")
            sys.stderr.flush()
