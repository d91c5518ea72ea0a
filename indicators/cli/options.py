"""Options that several commands share, and what their texts mean."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indicators import refusals as questions
from indicators.cli.output import note
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.geography import Countries
    from indicators.snapshot.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])

# "Korea, Dem. People's Rep." has two pieces, "China (Macau, S.A.R., P.R.C.)" three.
PIECES_OF_A_NAME = 3


class Once(click.Option):
    """An option declared `multiple` that is given at most once: click by itself takes the last of several."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        values = super().process_value(ctx, value)
        if values and len(values) > 1:
            raise click.BadParameter("given more than once.", ctx, self)
        return values[0] if values else None


def once(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """A click option that is given at most once; None where it is not."""
    return click.option(*names, cls=Once, multiple=True, **settings)


def year_number(text: str) -> int:
    """A year in four digits; raises `QuestionError` for anything else."""
    if not re.fullmatch("[1-9][0-9]{3}", text):
        raise QuestionError("year", f"{text[:60]!r} is not a year", "Write it as 2014.")
    return int(text)


FOLDER = click.Path(path_type=Path)

snapshot_option = once(
    "--snapshot",
    metavar="DIR",
    type=FOLDER,
    help="Folder of the snapshot; otherwise GOVERNANCE_RISK_SNAPSHOT (a folder or an address), otherwise "
    "data/snapshot.",
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
    help="A day such as 2015-07-20: editions published later do not exist. Default today.",
)
country_option = click.option(
    "--country",
    "countries",
    metavar="C",
    multiple=True,
    help="Code or name; repeat it, or separate with commas. All if left out.",
)


def years_options(command: Command) -> Command:
    """The options --year-from and --year-to."""
    command = once("--year-to", metavar="Y", type=year_number, help="Last year.")(command)
    return once("--year-from", metavar="Y", type=year_number, help="First year.")(command)


def open_snapshot(folder: Path | None) -> "Snapshot":
    """The snapshot in a folder, by default the one in use, with the catalogue.

    Where a store cannot be read and its last good copy is used instead, a note says so.
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


def year_span(year: int | None, first: int | None, last: int | None) -> tuple[int, int] | None:
    """The years from --year, --year-from and --year-to; None where none is given.

    Raises `QuestionError` where they contradict each other.
    """
    if year is not None:
        if first is not None or last is not None:
            raise QuestionError(
                "years", "--year stands beside --year-from or --year-to", "Give the one or the others."
            )
        return year, year
    if first is None and last is None:
        return None
    span = first or dt.MINYEAR, last or dt.MAXYEAR
    if span[0] > span[1]:
        raise QuestionError("years", f"--year-from {first} is after --year-to {last}", "Exchange them.")
    return span


def listed(given: Sequence[str]) -> list[str] | None:
    """The values of a repeatable option, each also comma separated; None where it is not given."""
    return list(dict.fromkeys(piece.strip() for text in given for piece in text.split(","))) or None


def country_codes(given: Sequence[str], countries: "Countries") -> list[str] | None:
    """The codes of the countries that a repeatable, comma separated option names; None where not given.

    A name may itself hold commas ("Korea, Rep."). Raises `QuestionError` for what is no country, and for
    a text that is a name as it stands and a list of countries as well ("Taiwan, China").
    """
    from indicators.catalogue.geography import name_key

    def keys(text: str) -> tuple[str, ...]:
        return tuple(name_key(piece) for piece in text.split(","))

    names: dict[tuple[str, ...], str] = {(key,): iso3 for key, iso3 in countries.names.items()}
    for iso3, country in countries.by_iso3.items():
        names |= {keys(alias): iso3 for alias in country.aliases}
    found: list[str] = []
    for text in given:
        codes = _read_pieces(keys(text), names)
        if codes is None:
            # Piece by piece, for the words of the error about the first that is no country.
            codes = [countries.resolve(piece.strip()) for piece in text.split(",")]
        if len(codes) > 1 and keys(text) in names:
            raise QuestionError("Country", f'"{text}" is one name and also a list', "Give codes instead.")
        found += codes
    return list(dict.fromkeys(found)) or None


def _read_pieces(pieces: tuple[str, ...], names: Mapping[tuple[str, ...], str]) -> list[str] | None:
    """The pieces as countries, each of as few pieces as possible; None where they cannot be read so."""
    readings: dict[int, list[str] | None] = {len(pieces): []}
    for start in reversed(range(len(pieces))):
        readings[start] = None
        for end in range(min(start + PIECES_OF_A_NAME, len(pieces)), start, -1):
            code, rest = names.get(pieces[start:end]), readings[end]
            if code is not None and rest is not None:
                readings[start] = [code, *rest]
    return readings[0]
