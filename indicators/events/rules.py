"""Decide which windows before and after an event are allowed: lags and refusals (METHODS 4.1)."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.compare.comparability import require
from indicators.errors import NotComparable, QuestionError
from indicators.events.placebo import MINIMUM_POINTS, Reason, Refusal, too_few
from indicators.model import Indicator

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Known, Snapshot

# Years from an event to the first edition that shows it (METHODS 4.1). Other sources, such as WGI, V-Dem
# and PTS, show it in the year itself.
FIRST_EDITION = {"ti_cpi": 1, "fh_fiw": 1, "rsf_wpfi": 1, "fsi": 1}

# These figures count events, or answer the question that the event is about: they measure the event itself.
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
    """Return the years from an event to the first data year that can show it (METHODS 4.1).

    METHODS counts in edition years for some sources. We count in data years, so the edition's lag is
    subtracted: Freedom House's edition T+1 describes T (lag 0); TI's edition T+1 has no other year (lag 1).
    """
    return max(FIRST_EDITION.get(indicator.source, 0) - indicator.edition_lag, 0)


def lag_text(indicator: Indicator, event_year: int) -> str:
    """Say which year is the first after the event, and why."""
    lag = lag_of(indicator)
    first = event_year + lag
    if indicator.source == "ti_cpi":
        return (
            f"The first year after is {first}. The sources of an edition are up to two years old: an event "
            f"of {event_year} shows from edition {first} on, in full from {first + 1}."
        )
    if lag:
        return (
            f"The first year after is {first}. Edition {event_year} judges twelve months, some of them "
            f"before {event_year}."
        )
    edition = f" (edition {first + indicator.edition_lag})" if indicator.edition_lag else ""
    return f"The first year after is {first} itself{edition}. Its figure describes the year of the event."


def refused_indicator(indicator: Indicator, *, category: str, before: int, after: int) -> Refusal | None:
    """Return the reason why an indicator allows no window in any year; None if it allows one."""
    name = indicator.short_name
    if min(before, after) < MINIMUM_POINTS:
        return too_few(before, after)
    if indicator.is_context:
        return Refusal(Reason.CONTEXT, f"{name} gives context and does not measure governance.")
    if indicator.every_years > 1:
        text = (
            f"{name} describes only every {_ORDINALS.get(indicator.every_years, 'few')} year. A window would "
            "need values carried into the years between."
        )
        return Refusal(Reason.CARRIED, text)
    if indicator.unit.startswith(("category", "level")):
        text = f"{name} has ordered categories: their mean has no meaning."
        return Refusal(Reason.CATEGORIES, text)
    if indicator.source in COUNTS_OF_EVENTS:
        text = f"{name} counts events: in the year of an event it measures that event."
        return Refusal(Reason.CODED_FROM_EVENT, text)
    if indicator.id in ABOUT.get(category, ()):
        text = (
            f"{name} answers the question that such an event is about. Its coders rate the event itself: a "
            "move would be that rating."
        )
        return Refusal(Reason.CODED_FROM_EVENT, text)
    return None


_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def known_rows(snapshot: "Snapshot", indicator: str, as_of: dt.date) -> "Known | Refusal":
    """Return an indicator as known on a day, or the reason why the world cannot be compared by it."""
    try:
        figures = snapshot.known(indicator, as_of)
    except QuestionError as error:
        return Refusal(Reason.NO_DATA, str(error))
    if figures.is_excerpt:
        return Refusal(Reason.EXCERPT, f"{figures.outdated} Without the world there is no placebo test.")
    return figures


def crossed_break(snapshot: "Snapshot", indicator: str, years: Sequence[int], known: "Known") -> str | None:
    """Return a sentence that names the break between values of these years; None if they compare.

    Only this function asks the catalogue's list of breaks (METHODS 3.2). A year that only another method of
    the same source covers lies behind a break too: our indicators are the two sides of it.
    """
    try:
        require(indicator, years, catalogue=snapshot.catalogue)
    except NotComparable as error:
        change = error.breaks[0]
        return f"Not comparable across {change.year or change.edition}: {change.name}. {change.what}"
    covered = {int(year) for year in known.rows["year"].unique()}
    uncovered = [year for year in years if year not in covered]
    catalogue = snapshot.catalogue
    for other in _other_methods(snapshot, indicator) if uncovered else ():
        elsewhere = _years(snapshot, other, known.date)
        beyond = [year for year in uncovered if year in elsewhere]
        if beyond:
            boundary = min(covered) if beyond[0] < min(covered) else max(covered) + 1
            where = f"{beyond[0]} to {beyond[-1]} are" if len(beyond) > 1 else f"{beyond[0]} is"
            return (
                f"Not comparable across {boundary}: {where} on the scale of "
                f"{catalogue.indicator(other).name} ({other}). {catalogue.indicator(indicator).name} has "
                f"another scale and covers {min(covered)} to {max(covered)}."
            )
    return None


def _other_methods(snapshot: "Snapshot", indicator: str) -> list[str]:
    """List the ids of the same measure by other methods: the catalogue's, and earlier scales."""
    catalogue = snapshot.catalogue
    scales = [id for id in catalogue.indicators if id.startswith(f"{indicator}_")]
    return list(dict.fromkeys((*catalogue.indicator(indicator).other_methods, *scales)))


def _years(snapshot: "Snapshot", indicator: str, as_of: dt.date) -> set[int]:
    try:
        return {int(year) for year in snapshot.as_of(indicator, as_of)["year"].unique()}
    except QuestionError:
        return set()
