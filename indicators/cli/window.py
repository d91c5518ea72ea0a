"""The command that looks at an indicator before and after an event: window."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    as_of_option,
    country_codes,
    format_option,
    listed,
    once,
    open_snapshot,
    snapshot_option,
)
from indicators.cli.output import Record, as_blocks, note, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.events.window import Window
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


# The longest series here has 80 years.
MOST = 40


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
@once("--country", metavar="C", default=["TJK"], help="Code or name of one country. Default TJK.")
@click.option(
    "--peer",
    "peers",
    metavar="C",
    multiple=True,
    help="Code or name; repeat it, or separate with commas. The neighbours if left out.",
)
@once(
    "--before",
    metavar="YEARS",
    type=click.IntRange(1, MOST),
    default=[3],
    help="Years before, at least 3. Default 3.",
)
@once(
    "--after",
    metavar="YEARS",
    type=click.IntRange(1, MOST),
    default=[3],
    help="Years after, at least 3. Default 3.",
)
@as_of_option
@format_option
@snapshot_option
def window(
    events: tuple[str, ...],
    indicators: tuple[str, ...],
    country: str,
    peers: tuple[str, ...],
    before: int,
    after: int,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Compare an indicator before and after an event with the neighbours and with the world.

    The sentence says how far it moved and how many countries moved as far in the same years (placebo p).
    What may not be compared is refused: the record says why in `refusal` and `refusal_text`, and has no
    figures. `p_holm` is p adjusted for all events and indicators asked for at once. The year of an event is
    that of its first day.
    """
    from indicators.events.window import holm, of_event

    there = open_snapshot(snapshot)
    catalogue = there.catalogue
    codes = country_codes([country], catalogue.countries) or []
    if len(codes) != 1:
        raise QuestionError("country", f"{country[:60]!r} is not one country", "Give one code, such as TJK.")
    known = [catalogue.narrative.event(id) for id in listed(events) or ()]
    ids = [catalogue.indicator(id).id for id in listed(indicators) or ()]
    beside = country_codes(peers, catalogue.countries)
    if codes[0] in (beside or ()):
        name = catalogue.countries.by_iso3[codes[0]].name
        raise QuestionError("peer", f"{name} is the country itself", "Name other countries, or leave it out.")
    found = [
        (
            event,
            of_event(
                there,
                event,
                indicator=id,
                country=codes[0],
                before=before,
                after=after,
                peers=beside,
                as_of=as_of or dt.date.today(),
            ),
        )
        for event in known
        for id in ids
    ]
    tested = {place: w.result.p_two_sided for place, (_, w) in enumerate(found) if w.result}
    adjusted = holm(tested)
    records = [
        {
            **_record(event, one),
            "p_holm": float(adjusted[place]) if place in tested else None,
            "tests": len(tested),
            "snapshot": there.id,
        }
        for place, (event, one) in enumerate(found)
    ]
    for record in records:
        if record["refusal"]:
            note(f"refused: {record['event']}, {record['indicator']}: {record['refusal_text']}")
    show(format, COLUMNS, records, table=lambda: _text([one for _, one in found], records))


def _record(event: "Event", found: "Window") -> Record:
    """Everything that a window holds, as plain values; None or empty where it is refused."""
    from indicators.events.synthetic import SMALLEST_WEIGHT

    record = {
        **dict.fromkeys(COLUMNS),
        "event": event.id,
        "event_year": found.event_year,
        "title": found.title,
        "indicator": found.indicator.id,
        "country": found.country,
        "as_of": found.as_of.isoformat(),
        "years_before": found.years_before,
        "years_after": found.years_after,
        "lag": found.lag,
        "editions": found.editions,
        "sentence": found.sentence,
        "notes": found.notes,
    }
    if found.refusal:
        record |= {"refusal": found.refusal.reason.value, "refusal_text": found.refusal.text}
    result = found.result
    if result is None:
        return record
    low, high = result.interval or (None, None)
    names = (
        "theta_peers",
        "theta",
        "p_two_sided",
        "p_one_sided",
        "n",
        "smallest_p",
        "near_p",
        "near_n",
        "tau",
    )
    more = ("pre_p", "was_diverging", "standard_error", "is_below_error", "synthetic_years")
    record |= {name: getattr(result, name) for name in (*names, *more)}
    record |= {
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
    control = result.synthetic
    if control is not None:
        weights = control.weights[control.weights >= SMALLEST_WEIGHT]
        record |= {
            "synthetic_effect": control.effect,
            "synthetic_p": control.ratio_rank_p,
            "synthetic_n": control.n,
            "synthetic_rmspe_before": control.rmspe_before,
            "synthetic_rmspe_after": control.rmspe_after,
            "synthetic_donors": [str(donor) for donor in weights.index],
            "synthetic_weights": [float(weight) for weight in weights],
        }
        if control.refusal:
            refusal = control.refusal
            record |= {"synthetic_refusal": refusal.reason.value, "synthetic_refusal_text": refusal.text}
    return record


def _text(found: "Sequence[Window]", records: Sequence[Record]) -> str:
    """Each window for people: the sentence, the checks behind it by name, and the notes."""
    blocks = []
    for window, record in zip(found, records, strict=True):
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
