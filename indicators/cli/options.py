"""Declare the options that several commands share, and parse their texts."""

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indicators import refusals as questions
from indicators.cli.output import Record, note, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.geography import Countries
    from indicators.snapshot.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])

# "Korea, Dem. People's Rep." has two pieces, "China (Macau, S.A.R., P.R.C.)" three.
PIECES_OF_A_NAME = 3


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


def year_number(text: str) -> int:
    """Parse a year of four digits; raises `QuestionError` for anything else."""
    if not re.fullmatch("[1-9][0-9]{3}", text):
        raise QuestionError("year", f"{text[:60]!r} is not a year", "Write it as 2014.")
    return int(text)


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
        return self.as_of or dt.date.today()

    def open(self) -> "Snapshot":
        """Open the snapshot of the question."""
        return open_snapshot(self.snapshot)

    def show(
        self, columns: Sequence[str], records: Sequence[Record], *, table: Callable[[], str] | None = None
    ) -> None:
        """Print records in the format of the question."""
        show(self.format, columns, records, table=table)


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


def listed(texts: Sequence[str]) -> list[str] | None:
    """Split the values of a repeatable option at commas; None if it is absent."""
    return list(dict.fromkeys(piece.strip() for text in texts for piece in text.split(","))) or None


def country_codes(texts: Sequence[str], countries: "Countries") -> list[str] | None:
    """Return the codes of the countries in a repeatable, comma separated option; None if it is absent.

    A name may itself contain commas ("Korea, Rep."). Raises `QuestionError` for a text that names no
    country, and for a text that is both one name and a list of countries ("Taiwan, China").
    """
    from indicators.catalogue.geography import country_key

    def keys(text: str) -> tuple[str, ...]:
        return tuple(country_key(piece) for piece in text.split(","))

    names: dict[tuple[str, ...], str] = {(key,): iso3 for key, iso3 in countries.names.items()}
    for iso3, country in countries.by_iso3.items():
        names |= {keys(alias): iso3 for alias in country.aliases}
    found_codes: list[str] = []
    for text in texts:
        codes = _read_pieces(keys(text), names)
        if codes is None:
            # Piece by piece, so that the error names the first piece that is not a country.
            codes = [countries.resolve(piece.strip()) for piece in text.split(",")]
        if len(codes) > 1 and keys(text) in names:
            raise QuestionError("Country", f'"{text}" is one name and also a list', "Give codes instead.")
        found_codes += codes
    return list(dict.fromkeys(found_codes)) or None


def one_country(text: str, countries: "Countries") -> str:
    """Return the code of the one country that a text names; raises `QuestionError` otherwise."""
    codes = country_codes([text], countries) or []
    if len(codes) != 1:
        raise QuestionError("country", f"{text[:60]!r} is not one country", "Give one code, such as TJK.")
    return codes[0]


def _read_pieces(pieces: tuple[str, ...], names: Mapping[tuple[str, ...], str]) -> list[str] | None:
    """Read the pieces as countries, each from as few pieces as possible; None if that fails."""
    readings: dict[int, list[str] | None] = {len(pieces): []}
    for start in reversed(range(len(pieces))):
        readings[start] = None
        for end in range(min(start + PIECES_OF_A_NAME, len(pieces)), start, -1):
            code, rest = names.get(pieces[start:end]), readings[end]
            if code is not None and rest is not None:
                readings[start] = [code, *rest]
    return readings[0]
