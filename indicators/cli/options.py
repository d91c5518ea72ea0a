"""Declare the options that several commands share, and parse their texts."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indicators import refusals as questions
from indicators.answers.answer import Answer, Record
from indicators.answers.reading import year_number
from indicators.cli.output import note, show
from indicators.clock import today
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])


class Once(click.Option):
    """Declare an option `multiple` but allow it at most once: click alone takes the last of several."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        values = super().process_value(ctx, value)
        if values and len(values) > 1:
            raise click.BadParameter("given more than once.", ctx, self)
        return values[0] if values else None


def once(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """Add a click option that may appear at most once; its value is None if it is absent."""
    return click.option(*names, cls=Once, multiple=True, **settings)


FOLDER = click.Path(path_type=Path)

snapshot_option = once(
    "--snapshot",
    metavar="DIR",
    type=FOLDER,
    help="Folder of the snapshot. Default GOVERNANCE_RISK_SNAPSHOT (a folder or a URL), else data/snapshot.",
)
format_option = once(
    "--format",
    type=click.Choice(["table", "csv", "json"]),
    default=["table"],
    help="table (aligned text, missing is -), csv or json.",
)
as_of_option = once(
    "--as-of",
    metavar="DATE",
    type=questions.date,
    help="A day such as 2015-07-20; later editions are ignored. Default today.",
)
country_option = click.option(
    "--country",
    "countries",
    metavar="C",
    multiple=True,
    help="Code or name; repeat it, or separate with commas. Default: all.",
)
indicator_option = once("--indicator", metavar="I", required=True, help="Id such as ti_cpi.score.")
one_country_option = once("--country", metavar="C", required=True, help="Code or name of one country.")


def grouped(
    name: str, kind: type[Any], *options: Callable[[Command], Command]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add options to a command and pass them as one argument: `kind`, whose fields they are."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def wrapper(**values: Any) -> None:
            fields = {field.name: values.pop(field.name) for field in dataclasses.fields(kind)}
            command(**values, **{name: kind(**fields)})

        for option in reversed(options):
            option(wrapper)
        return wrapper

    return decorate


@dataclasses.dataclass(frozen=True)
class Request:
    """Hold the options of every question: the day, the output format and the snapshot's folder."""

    as_of: dt.date | None
    format: str
    snapshot: Path | None

    @property
    def day(self) -> dt.date:
        """Return the day of the question, by default today."""
        return self.as_of or today()

    def open(self) -> "Snapshot":
        """Open the snapshot of the question."""
        return open_snapshot(self.snapshot)

    def show(
        self, columns: Sequence[str], records: Sequence[Record], *, table: Callable[[], str] | None = None
    ) -> None:
        """Print records in the format of the question."""
        show(self.format, columns, records, table=table)

    def answer(self, answer: Answer, *, table: Callable[[], str] | None = None) -> None:
        """Print an answer in the format of the question, and its notes."""
        for text in answer.notes:
            note(text)
        self.show(answer.columns, answer.records, table=table)


request_options = grouped("request", Request, as_of_option, format_option, snapshot_option)


@dataclasses.dataclass(frozen=True)
class Span:
    """Hold the options --year-from and --year-to."""

    year_from: int | None
    year_to: int | None

    @property
    def years(self) -> tuple[int, int] | None:
        """Return the first and last year, None without options; raises `QuestionError` if reversed."""
        first, last = self.year_from, self.year_to
        if first is None and last is None:
            return None
        span = first or dt.MINYEAR, last or dt.MAXYEAR
        if span[0] > span[1]:
            raise QuestionError("years", f"--year-from {first} is after --year-to {last}", "Exchange them.")
        return span


span_options = grouped(
    "span",
    Span,
    once("--year-from", metavar="Y", type=year_number, help="First year."),
    once("--year-to", metavar="Y", type=year_number, help="Last year."),
)


def open_snapshot(folder: Path | None) -> "Snapshot":
    """Open the snapshot in a folder, by default the one in use, with the catalogue.

    A note says so if a store cannot be read and its last good copy is used instead.
    """
    from indicators.catalogue.catalogue import Catalogue
    from indicators.snapshot.mirror import open_place
    from indicators.snapshot.place import snapshot_address, snapshot_folder
    from indicators.snapshot.snapshot import Snapshot

    address = snapshot_address()
    if folder is None and address:
        place = open_place(address)
        if place.stale:
            note(place.stale.notice)
        folder = place.folder
    return Snapshot(folder or snapshot_folder(), Catalogue.read())
