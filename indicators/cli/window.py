"""Define the command that compares an indicator before and after an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    Command,
    Request,
    country_codes,
    grouped,
    listed,
    once,
    one_country,
    request_options,
)
from indicators.cli.output import Record, as_blocks, note
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.events import Design, Result, Window
    from indicators.events.synthetic import SyntheticControl
    from indicators.snapshot.snapshot import Snapshot
    from indicators.story import Event

COLUMNS = (
    "event",
    "event_year",
    "title",
    "indicator",
    "country",
    "as_of",
    "years_before",
    "years_after",
    "lag",
    "editions",
    "refusal",
    "refusal_text",
    "sentence",
    "compared",
    "means_before",
    "means_after",
    "excluded_peers",
    "theta_peers",
    "theta",
    "p_two_sided",
    "p_one_sided",
    "n",
    "smallest_p",
    "interval_low",
    "interval_high",
    "p_holm",
    "tests",
    "near_p",
    "near_n",
    "tau",
    "pre_p",
    "was_diverging",
    "standard_error",
    "is_below_error",
    "path_years",
    "path",
    "path_low",
    "path_high",
    "synthetic_effect",
    "synthetic_p",
    "synthetic_n",
    "synthetic_rmspe_before",
    "synthetic_rmspe_after",
    "synthetic_years",
    "synthetic_donors",
    "synthetic_weights",
    "synthetic_refusal",
    "synthetic_refusal_text",
    "notes",
    "snapshot",
)

# Columns that copy a field of the result.
RESULT_FIELDS = (
    "theta_peers",
    "theta",
    "p_two_sided",
    "p_one_sided",
    "n",
    "smallest_p",
    "near_p",
    "near_n",
    "tau",
    "pre_p",
    "was_diverging",
    "standard_error",
    "is_below_error",
    "synthetic_years",
)
# The longest series has 80 years.
MAX_YEARS = 40


@dataclass(frozen=True)
class Setting:
    """Hold the options that choose the country, its peers and the length of a window."""

    country: str
    peers: tuple[str, ...]
    before: int
    after: int

    def design(self, snapshot: "Snapshot", request: Request) -> "Design":
        """Return the design of the windows; raises `QuestionError` for a country among its peers."""
        from indicators.events import Design

        countries = snapshot.catalogue.countries
        country = one_country(self.country, countries)
        peers = country_codes(self.peers, countries)
        if country in (peers or ()):
            raise QuestionError(
                "peer",
                f"{countries.by_iso3[country].name} is the country itself",
                "Name other countries, or omit it.",
            )
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
    from indicators.events import holm, of_event

    opened = request.open()
    catalogue = opened.catalogue
    design = setting.design(opened, request)
    chosen = [catalogue.narrative.event(id) for id in listed(events) or ()]
    ids = [catalogue.indicator(id).id for id in listed(indicators) or ()]
    pairs = [(event, of_event(opened, event, id, design)) for event in chosen for id in ids]
    tested = {place: w.result.p_two_sided for place, (_, w) in enumerate(pairs) if w.result}
    adjusted = holm(tested)
    records = [
        {
            **_record(event, one),
            "p_holm": float(adjusted[place]) if place in tested else None,
            "tests": len(tested),
            "snapshot": opened.id,
        }
        for place, (event, one) in enumerate(pairs)
    ]
    for record in records:
        if record["refusal"]:
            note(f"refused: {record['event']}, {record['indicator']}: {record['refusal_text']}")
    request.show(COLUMNS, records, table=lambda: _text([one for _, one in pairs], records))


def _record(event: "Event", window: "Window") -> Record:
    """Return everything in a window as plain values; figures are None or empty if it is refused."""
    result, refusal = window.result, window.refusal
    return {
        **dict.fromkeys(COLUMNS),
        "event": event.id,
        "event_year": window.event_year,
        "title": window.title,
        "indicator": window.indicator.id,
        "country": window.country,
        "as_of": window.as_of.isoformat(),
        "years_before": window.years_before,
        "years_after": window.years_after,
        "lag": window.lag,
        "editions": window.editions,
        "sentence": window.sentence,
        "notes": window.notes,
        **({"refusal": refusal.reason.value, "refusal_text": refusal.text} if refusal else {}),
        **(_figures(result) if result else {}),
        **(_synthetic(result.synthetic) if result and result.synthetic else {}),
    }


def _figures(result: "Result") -> Record:
    low, high = result.interval or (None, None)
    return {
        **{name: getattr(result, name) for name in RESULT_FIELDS},
        "compared": tuple(result.means),
        "means_before": [means.before for means in result.means.values()],
        "means_after": [means.after for means in result.means.values()],
        "excluded_peers": result.excluded,
        "interval_low": low,
        "interval_high": high,
        "path_years": [point.year for point in result.path],
        "path": [point.beta for point in result.path],
        "path_low": [point.low for point in result.path],
        "path_high": [point.high for point in result.path],
    }


def _synthetic(control: "SyntheticControl") -> Record:
    from indicators.events.synthetic import SMALLEST_WEIGHT

    weights, refusal = control.weights[control.weights >= SMALLEST_WEIGHT], control.refusal
    return {
        "synthetic_effect": control.effect,
        "synthetic_p": control.ratio_rank_p,
        "synthetic_n": control.n,
        "synthetic_rmspe_before": control.rmspe_before,
        "synthetic_rmspe_after": control.rmspe_after,
        "synthetic_donors": [str(donor) for donor in weights.index],
        "synthetic_weights": [float(weight) for weight in weights],
        "synthetic_refusal": refusal.reason.value if refusal else None,
        "synthetic_refusal_text": refusal.text if refusal else None,
    }


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
