"""Windows before and after an event: a description beside peers, and a placebo test (METHODS 4).

They describe and test; they do not show what an event did. What may not be compared is refused, with the
reason as data: across a break, with too few years, on figures that measure the event itself.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.catalogue.geography import FOCUS
from indicators.events.placebo import (
    LEVEL,
    TOLERANCE,
    PathPoint,
    Placebo,
    Reason,
    Refusal,
    error_of_difference,
    holm,
    inversion_interval,
    nearest,
    p_values,
    path,
    placebo,
    refused_panel,
    slopes,
    thetas,
    window_means,
    window_years,
)
from indicators.events.result import Means, Result, Window
from indicators.events.rules import (
    crossed_break,
    known_rows,
    lag_of,
    lag_text,
    refused_indicator,
)
from indicators.events.synthetic import SyntheticControl, synthetic_control
from indicators.refusals import unknown
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.story import Event

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Known, Snapshot

__all__ = [
    "NEIGHBOURS",
    "Means",
    "PathPoint",
    "Placebo",
    "Reason",
    "Refusal",
    "Result",
    "SyntheticControl",
    "Window",
    "holm",
    "of_event",
    "placebo",
    "synthetic_control",
    "window",
    "windows",
]

# The fixed list of METHODS 4.2, land neighbours and the two of Central Asia beyond; other countries have
# their land neighbours.
NEIGHBOURS = ("KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN")
# A synthetic control is fitted to the unbroken years before the event, up to so many.
FITTED_YEARS = 10


def window(
    snapshot: "Snapshot",
    *,
    indicator: str,
    country: str,
    event_year: int,
    before: int = 3,
    after: int = 3,
    peers: Collection[str] | None = None,
    as_of: dt.date,
    title: str = "",
    category: str = "",
    with_synthetic: bool = True,
) -> Window:
    """An indicator before and after a year, against peers and against the world, as known on a day.

    `peers` None means the neighbours: METHODS' fixed six for Tajikistan, those by land for others. `title`
    and `category` are the event's, as in events.toml: the one is quoted, by the other figures that measure
    the event itself are refused. One edition answers where a source restates its past. Raises
    `QuestionError` for an unknown indicator or country; everything else that stands against a window is a
    refusal (METHODS 3.2, 4.1).
    """
    catalogue = snapshot.catalogue
    known_indicator = catalogue.indicator(indicator)
    by_iso3 = catalogue.countries.by_iso3
    for code in (country, *(peers or ())):
        if code not in by_iso3:
            raise unknown("country", code, by_iso3)
    beside = _neighbours(snapshot, country) if peers is None else tuple(dict.fromkeys(peers))
    beside = tuple(code for code in beside if code != country)
    lag = lag_of(known_indicator)
    years = window_years(event_year, before=before, after=after, lag=lag)
    found = Window(
        indicator=known_indicator,
        country=country,
        names={code: known.name for code, known in by_iso3.items()},
        event_year=event_year,
        title=title,
        years_before=tuple(years[0]),
        years_after=tuple(years[1]),
        lag=lag,
        peers=beside,
        are_neighbours=peers is None,
        as_of=as_of,
        notes=(lag_text(known_indicator, event_year),),
    )
    refusal = refused_indicator(known_indicator, category=category, before=before, after=after)
    if refusal:
        return replace(found, refusal=refusal)
    known = known_rows(snapshot, indicator, as_of)
    if isinstance(known, Refusal):
        return replace(found, refusal=known)
    crossed = crossed_break(snapshot, indicator, [*years[0], *years[1]], known)
    if crossed:
        return replace(found, refusal=Refusal(Reason.BREAK, crossed))
    return _compared(snapshot, found, known, with_synthetic=with_synthetic)


def of_event(
    snapshot: "Snapshot",
    event: Event,
    *,
    indicator: str,
    country: str = FOCUS,
    before: int = 3,
    after: int = 3,
    peers: Collection[str] | None = None,
    as_of: dt.date,
    with_synthetic: bool = True,
) -> Window:
    """The window of an event of the narrative, whose year is that of its first day; otherwise as `window`.

    An event that is not confirmed is refused.
    """
    found = window(
        snapshot,
        indicator=indicator,
        country=country,
        event_year=event.when.start.year,
        before=before,
        after=after,
        peers=peers,
        as_of=as_of,
        title=event.title.rstrip("."),
        category=event.category,
        with_synthetic=with_synthetic and event.confirmed,
    )
    return _told(found, event)


def _told(found: Window, event: Event) -> Window:
    """A window with what is known of its event: refused where that is not confirmed."""
    if not event.confirmed:
        text = f"{event.id} is not confirmed: {event.reason or 'only the article states it'}".rstrip(".")
        return replace(found, result=None, editions=(), refusal=Refusal(Reason.UNCONFIRMED, f"{text}."))
    notes = list(found.notes)
    first, last = event.when.start.year, event.when.end.year
    if first != last:
        notes.append(f"The event lasted from {first} to {last}; its first year is taken.")
    shared = [found.names[code] for code in event.countries if code in found.peers]
    if shared:
        notes.append(f"The event concerns {', '.join(shared)} too, which it is compared with here.")
    if found.country not in event.countries:
        notes.append(f"The event is not one of {found.names[found.country]}'s own.")
    return replace(found, notes=tuple(notes))


def windows(
    snapshot: "Snapshot",
    *,
    indicators: Collection[str],
    events: Iterable[Event | int],
    country: str = FOCUS,
    before: int = 3,
    after: int = 3,
    peers: Collection[str] | None = None,
    as_of: dt.date,
) -> pd.DataFrame:
    """Several windows at once, with p values adjusted for their number; key (event, indicator).

    Events are those of the narrative, or years. Columns: `event` (id or year), `event_year`, `indicator`,
    `change`, `theta_peers`, `theta`, `p`, `p_holm`, `tests` (how many windows gave a p: what Holm's method
    counts), `n`, `near_p`, `pre_p`, `below_error`, `refusal`, `refusal_text`. Figures are missing where a
    window is refused: that is no test.
    """
    records = []
    for event in events:
        id, year = (str(event), event) if isinstance(event, int) else (event.id, event.when.start.year)
        for indicator in indicators:
            found = window(
                snapshot,
                indicator=indicator,
                country=country,
                event_year=year,
                before=before,
                after=after,
                peers=peers,
                as_of=as_of,
                category="" if isinstance(event, int) else event.category,
                with_synthetic=False,
            )
            if not isinstance(event, int):
                found = _told(found, event)
            records.append({**_record(found), "event": id})
    table = pd.DataFrame(records, columns=[name for name in _COLUMNS if name not in ("p_holm", "tests")])
    adjusted = holm(table["p"])
    return table.assign(p_holm=adjusted, tests=adjusted.attrs["tests"])[_COLUMNS]


_COLUMNS = [
    "event", "event_year", "indicator", "change", "theta_peers", "theta", "p", "p_holm", "tests", "n",
    "near_p", "pre_p", "below_error", "refusal", "refusal_text",
]  # fmt: skip


def _record(found: Window) -> dict[str, Any]:
    figures: dict[str, Any] = dict.fromkeys(_COLUMNS)
    if found.result:
        result = found.result
        figures |= {
            "change": result.means[found.country].change,
            "theta_peers": result.theta_peers,
            "theta": result.theta,
            "p": result.p_two_sided,
            "n": result.n,
            "near_p": result.near_p,
            "pre_p": result.pre_p,
            "below_error": result.is_below_error,
        }
    if found.refusal:
        figures |= {"refusal": found.refusal.reason.value, "refusal_text": found.refusal.text}
    return {**figures, "event_year": found.event_year, "indicator": found.indicator.id}


def _neighbours(snapshot: "Snapshot", country: str) -> tuple[str, ...]:
    return NEIGHBOURS if country == FOCUS else snapshot.catalogue.countries.neighbours(country)


def _compared(snapshot: "Snapshot", found: Window, known: "Known", *, with_synthetic: bool) -> Window:
    """The window with its result, once nothing but missing values can stand against it."""
    panel = known.rows.pivot(index="year", columns="iso3", values="value")
    years = (list(found.years_before), list(found.years_after))
    refusal = refused_panel(panel, found.country, *years)
    means = window_means(panel, *years)
    beside = [code for code in found.peers if code in means.index]
    if refusal is None and not beside:
        text = "None of the countries to compare it with has a value in every year."
        refusal = Refusal(Reason.NO_DATA, text)
    if refusal:
        named = refusal.text.replace(found.country, found.names[found.country])
        return replace(found, refusal=replace(refusal, text=named))
    result = _result(found, panel, means, beside, _errors(known.rows, found))
    path_years = [year for year in _path_years(found) if not _is_behind(snapshot, found, known, year)]
    result = replace(
        result, path=path(panel[means.index], found.country, beside, found.event_year, path_years)
    )
    if with_synthetic:
        result = _with_synthetic(snapshot, found, known, panel, result)
    there = set(known.rows["edition"][known.rows["year"].isin([*years[0], *years[1]])])
    notes = [*found.notes, *([known.outdated] if known.outdated else [])]
    if result.excluded:
        notes.append(f"Without every year: {', '.join(found.names[code] for code in result.excluded)}.")
    return replace(
        found,
        result=result,
        editions=tuple(e.id for e in snapshot.catalogue.editions_of(found.indicator.id) if e.id in there),
        notes=tuple(notes),
    )


def _result(
    found: Window, panel: pd.DataFrame, means: pd.DataFrame, beside: list[str], errors: pd.DataFrame
) -> Result:
    """The figures of a window but its path and synthetic control; `means` of complete countries alone."""
    before, after = list(found.years_before), list(found.years_after)
    moved, near = thetas(means["change"]), nearest(means["before"], found.country)
    slack = TOLERANCE * float(means[["before", "after"]].abs().to_numpy().max())
    two_sided, one_sided = p_values(moved, found.country, slack=slack)
    steepness = slopes(panel[means.index], before)
    of = means.to_dict("index")
    return Result(
        means={code: Means(of[code]["before"], of[code]["after"]) for code in (found.country, *beside)},
        excluded=tuple(code for code in found.peers if code not in beside),
        theta_peers=of[found.country]["change"] - float(means.loc[beside, "change"].mean()),
        theta=float(moved[found.country]),
        p_two_sided=two_sided,
        p_one_sided=one_sided,
        n=len(moved),
        placebos=moved,
        near_p=p_values(thetas(means.loc[near, "change"]), found.country, slack=slack)[0],
        near_n=len(near),
        tau=float(steepness[found.country]),
        pre_p=p_values(steepness, found.country, slack=slack)[0],
        path=(),
        standard_error=error_of_difference(errors, found.country, beside, before, after),
        interval=inversion_interval(means["change"], found.country, level=LEVEL),
    )


def _errors(rows: pd.DataFrame, found: Window) -> pd.DataFrame:
    with_error = rows.assign(error=comparison_errors(rows, found.indicator))
    return with_error.pivot(index="year", columns="iso3", values="error")


def _path_years(found: Window) -> range:
    """Every year from the first before to the last after, or event + b where that is later."""
    last = max(found.years_after[-1], found.event_year + len(found.years_after))
    return range(found.years_before[0], last + 1)


def _is_behind(snapshot: "Snapshot", found: Window, known: "Known", year: int) -> bool:
    """Whether a break lies between the window and a year."""
    years = sorted({*found.years_before, *found.years_after, year})
    return crossed_break(snapshot, found.indicator.id, years, known) is not None


def _with_synthetic(
    snapshot: "Snapshot", found: Window, known: "Known", panel: pd.DataFrame, result: Result
) -> Result:
    """The result with a synthetic control.

    It is fitted to the window's years before and as many unbroken ones before those as `FITTED_YEARS`
    allows. Countries of which the Timeline has an event in any of the years are no donors (METHODS 4.2).
    """
    fitted = list(found.years_before)
    held = set(panel.index[panel[found.country].notna()])
    while len(fitted) < FITTED_YEARS and fitted[0] - 1 in held:
        if _is_behind(snapshot, found, known, fitted[0] - 1):
            break
        fitted.insert(0, fitted[0] - 1)
    with_events = {
        code
        for event in snapshot.catalogue.narrative.plotted_events
        if event.category != "reference"
        and event.when.start.year <= found.years_after[-1]
        and event.when.end.year >= fitted[0]
        for code in event.countries
    } - {found.country}
    control = synthetic_control(
        panel.reindex([*fitted, *found.years_after]),
        unit=found.country,
        event=found.years_after[0],
        donors=[code for code in panel.columns if code not in with_events],
    )
    if control.refusal:
        text = control.refusal.text.replace(found.country, found.names[found.country])
        control = replace(control, refusal=replace(control.refusal, text=text))
    return replace(
        result,
        synthetic=control,
        synthetic_years=(fitted[0], fitted[-1]),
        dropped_donors=tuple(sorted(with_events & set(panel.columns))),
    )
