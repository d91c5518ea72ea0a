"""Answer how an indicator moved before and after an event."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.answers.answer import Answer, Record
from indicators.errors import QuestionError
from indicators.events import Design, Result, Window, holm, of_event
from indicators.events.synthetic import SMALLEST_WEIGHT, SyntheticControl
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


@dataclass(frozen=True)
class Windows:
    """An answer, and the windows behind its records."""

    answer: Answer
    windows: tuple[Window, ...]


def windows(snapshot: Snapshot, events: Sequence[str], indicators: Sequence[str], design: Design) -> Windows:
    """Compare indicators before and after events, one record for each pair, p adjusted for all of them.

    Raises `QuestionError` for an unknown event or indicator, and for a country among its own peers.
    """
    catalogue = snapshot.catalogue
    if design.country in (design.peers or ()):
        name = catalogue.countries.by_iso3[design.country].name
        raise QuestionError("peer", f"{name} is the country itself", "Name other countries, or omit it.")
    chosen = [catalogue.narrative.event(id) for id in events]
    ids = [catalogue.indicator(id).id for id in indicators]
    pairs = [(event, of_event(snapshot, event, id, design)) for event in chosen for id in ids]
    tested = {place: w.result.p_two_sided for place, (_, w) in enumerate(pairs) if w.result}
    adjusted = holm(tested)
    records = [
        {
            **_record(event, one),
            "p_holm": float(adjusted[place]) if place in tested else None,
            "tests": len(tested),
            "snapshot": snapshot.id,
        }
        for place, (event, one) in enumerate(pairs)
    ]
    notes = [
        f"refused: {record['event']}, {record['indicator']}: {record['refusal_text']}"
        for record in records
        if record["refusal"]
    ]
    return Windows(Answer(COLUMNS, records, tuple(notes)), tuple(window for _, window in pairs))


def _record(event: Event, window: Window) -> Record:
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


def _figures(result: Result) -> Record:
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


def _synthetic(control: SyntheticControl) -> Record:
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
