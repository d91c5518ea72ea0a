"""Define the command that compares an indicator before and after an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from indicators.answers.answer import Record
from indicators.answers.reading import MAX_YEARS, country_codes, listed, one_country
from indicators.cli.options import Command, Request, grouped, once, request_options
from indicators.cli.output import as_blocks

if TYPE_CHECKING:
    from indicators.events import Design, Window
    from indicators.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Setting:
    """Hold the options that choose the country, its peers and the length of a window."""

    country: str
    peers: tuple[str, ...]
    before: int
    after: int

    def design(self, snapshot: "Snapshot", request: Request) -> "Design":
        """Return the design of the windows."""
        from indicators.events import Design

        countries = snapshot.catalogue.countries
        country = one_country(self.country, countries)
        peers = country_codes(self.peers, countries)
        return Design(as_of=request.day, country=country, before=self.before, after=self.after, peers=peers)


def _years_option(name: str, where: str) -> Callable[[Command], Command]:
    return once(
        name,
        metavar="YEARS",
        type=click.IntRange(1, MAX_YEARS),
        default=[3],
        help=f"Years {where} the event, at least 3. Default 3.",
    )


setting_options = grouped(
    "setting",
    Setting,
    once("--country", metavar="C", default=["TJK"], help="Code or name of one country. Default TJK."),
    click.option(
        "--peer",
        "peers",
        metavar="C",
        multiple=True,
        help="Code or name; repeat it, or separate with commas. Default: the neighbours.",
    ),
    _years_option("--before", "before"),
    _years_option("--after", "after"),
)


@click.command()
@click.option(
    "--event",
    "events",
    metavar="N06",
    multiple=True,
    required=True,
    help="Id of an event (`governance-risk events`); repeat it, or separate with commas.",
)
@click.option(
    "--indicator",
    "indicators",
    metavar="I",
    multiple=True,
    required=True,
    help="Id such as fh_fiw.total; repeat it, or separate with commas.",
)
@setting_options
@request_options
def window(events: tuple[str, ...], indicators: tuple[str, ...], setting: Setting, request: Request) -> None:
    """Compare an indicator before and after an event with the neighbours and with the world.

    The sentence says how far it moved, and how many countries moved as far in the same years (placebo p). A
    refused window has no figures; `refusal` and `refusal_text` say why. `p_holm` is p adjusted for all
    events and indicators of this call. The year of an event is the year of its first day.
    """
    from indicators.answers.window import windows

    opened = request.open()
    found = windows(opened, listed(events) or (), listed(indicators) or (), setting.design(opened, request))
    request.answer(found.answer, table=lambda: _text(found.windows, found.answer.records))


def _text(windows: "Sequence[Window]", records: Sequence[Record]) -> str:
    """Write each window for people: the sentence, the named checks behind it, and the notes."""
    blocks = []
    for window, record in zip(windows, records, strict=True):
        adjusted = [("adjusted p", record["p_holm"]), ("tests", record["tests"])] if len(records) > 1 else []
        rows = [
            ("event", record["event"]),
            ("indicator", record["indicator"]),
            ("refused" if window.refusal else "result", window.sentence),
            *((name.lower(), text) for name, text in window.details),
            *adjusted,
            ("editions", window.editions),
            ("notes", " ".join(window.notes)),
        ]
        blocks.append(as_blocks([name for name, _ in rows], [dict(rows)]))
    return "\n".join(blocks)
