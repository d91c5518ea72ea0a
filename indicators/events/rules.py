"""What a window before and after an event may be asked of: lags, and reasons to refuse (METHODS 4.1)."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.compare.comparability import require
from indicators.errors import NotComparable, QuestionError
from indicators.events.placebo import MINIMUM_POINTS, Reason, Refusal
from indicators.model import Indicator

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Known, Snapshot

# How many years after its own an event first shows in an edition: METHODS 4.1. A source that is not named
# gives the year itself, as WGI, V-Dem and PTS do.
FIRST_EDITION = {"ti_cpi": 1, "fh_fiw": 1, "rsf_wpfi": 1, "fsi": 1}

# Figures that count events, or answer the one question that such an event is about: their move is the event
# measured, nothing that came after it.
COUNTS_OF_EVENTS = ("ucdp",)
ABOUT = {
    "elections": (
        "fh_fiw.electoral_process",
        "fh_fiw.legislative_elections",
        "fh_fiw.head_of_government_elections",
        "fh_fiw.electoral_laws",
    ),
    "repression_of_opposition": (
        "fh_fiw.opposition_parties",
        "fh_fiw.opposition_opportunity",
        "vdem.barriers_to_parties",
        "vdem.opposition_autonomy",
        "vdem.party_ban",
    ),
    "repression_of_religion": (
        "fh_fiw.religious_freedom",
        "vdem.religious_freedom",
        "vdem.religious_repression",
    ),
    "corruption": ("fh_fiw.safeguards_against_corruption", "bti.anti_corruption_policy"),
}


def lag_of(indicator: Indicator) -> int:
    """Years from an event to the first year described that can show it (METHODS 4.1).

    METHODS counts in editions for some sources; our years are those described, so the edition's lag comes
    off: Freedom House's edition T+1 describes T, which makes 0, and TI's edition T+1 has no other year, 1.
    """
    return max(FIRST_EDITION.get(indicator.source, 0) - indicator.edition_lag, 0)


def lag_text(indicator: Indicator, event_year: int) -> str:
    """The lag in a sentence: which year is the first after the event, and why."""
    lag = lag_of(indicator)
    first = event_year + lag
    if indicator.source == "ti_cpi":
        return (
            f"The first year after is {first}: the sources of an edition are up to two years old, so that an "
            f"event of {event_year} shows from edition {first} on, in full from {first + 1}."
        )
    if lag:
        return (
            f"The first year after is {first}: edition {event_year} judges twelve months of which some lie "
            f"before {event_year}."
        )
    edition = f" (edition {first + indicator.edition_lag})" if indicator.edition_lag else ""
    return f"The first year after is {first} itself{edition}: its figure describes the year of the event."


def refused_indicator(indicator: Indicator, *, category: str, before: int, after: int) -> Refusal | None:
    """Why an indicator has no window whatever the year, or the window no meaning; None where it has."""
    name = indicator.short_name
    if min(before, after) < MINIMUM_POINTS:
        text = (
            f"{before} years before and {after} after: at least {MINIMUM_POINTS} are needed on either side."
        )
        return Refusal(Reason.TOO_FEW_POINTS, text)
    if indicator.is_context:
        return Refusal(Reason.CONTEXT, f"{name} is context, no measure of governance.")
    if indicator.every_years > 1:
        text = (
            f"{name} describes every {_ORDINALS.get(indicator.every_years, 'few')} year only: a window would "
            "need values carried into the years between."
        )
        return Refusal(Reason.CARRIED, text)
    if indicator.unit.startswith(("category", "level")):
        text = f"{name} is a set of ordered categories: a mean of them says nothing."
        return Refusal(Reason.CATEGORIES, text)
    if indicator.source in COUNTS_OF_EVENTS:
        text = f"{name} counts events: what moves it in the year of one is the event itself."
        return Refusal(Reason.CODED_FROM_EVENT, text)
    if indicator.id in ABOUT.get(category, ()):
        text = (
            f"{name} answers the question that such an event is about: its coders rate the event itself, and "
            "a move would be that rating."
        )
        return Refusal(Reason.CODED_FROM_EVENT, text)
    return None


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def known_rows(snapshot: "Snapshot", indicator: str, as_of: dt.date) -> "Known | Refusal":
    """An indicator as known on a day, or why that is nothing to compare the world by."""
    try:
        known = snapshot.known(indicator, as_of)
    except QuestionError as error:
        return Refusal(Reason.NO_DATA, str(error))
    if known.is_excerpt:
        return Refusal(Reason.EXCERPT, f"{known.outdated} Without the world there is no placebo test.")
    return known


def crossed_break(snapshot: "Snapshot", indicator: str, years: Sequence[int], known: "Known") -> str | None:
    """Why values of these years do not compare, in a sentence that names the break; None where they do.

    The one place that asks the register (METHODS 3.2). A year that another method of the same source alone
    has lies behind a break too, of which our indicators are the two sides.
    """
    try:
        require(indicator, years, catalogue=snapshot.catalogue)
    except NotComparable as error:
        crossed = error.breaks[0]
        return f"Not comparable across {crossed.year or crossed.edition}: {crossed.name}. {crossed.what}"
    held = {int(year) for year in known.rows["year"].unique()}
    lacking = [year for year in years if year not in held]
    catalogue = snapshot.catalogue
    for other in _other_methods(snapshot, indicator) if lacking else ():
        elsewhere = _years(snapshot, other, known.date)
        behind = [year for year in lacking if year in elsewhere]
        if behind:
            boundary = min(held) if behind[0] < min(held) else max(held) + 1
            where = f"{behind[0]} to {behind[-1]} are" if len(behind) > 1 else f"{behind[0]} is"
            return (
                f"Not comparable across {boundary}: {where} on the scale of "
                f"{catalogue.indicator(other).name} ({other}), another than that of "
                f"{catalogue.indicator(indicator).name}, which is held for {min(held)} to {max(held)}."
            )
    return None


def _other_methods(snapshot: "Snapshot", indicator: str) -> list[str]:
    """The ids of the same measure by other methods: those the catalogue names, and earlier scales."""
    catalogue = snapshot.catalogue
    scales = [id for id in catalogue.indicators if id.startswith(f"{indicator}_")]
    return list(dict.fromkeys((*catalogue.indicator(indicator).other_methods, *scales)))


def _years(snapshot: "Snapshot", indicator: str, as_of: dt.date) -> set[int]:
    try:
        return {int(year) for year in snapshot.as_of(indicator, as_of)["year"].unique()}
    except QuestionError:
        return set()
