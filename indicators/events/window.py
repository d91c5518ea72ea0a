"""Compare an indicator before and after an event with peers and with the world (METHODS 4).

Windows describe and test; they never show that an event had an effect. A window is refused, with the reason
as data, if it crosses a break, has too few years, or uses figures that measure the event itself.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.catalogue.geography import FOCUS
from indicators.events.placebo import (
    LEVEL,
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
    slack_of,
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
from indicators.events.synthetic import synthetic_control
from indicators.refusals import unknown
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.story import Event

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Known, Snapshot

# The fixed list of METHODS 4.2 for Tajikistan: land neighbours and the two further countries of Central
# Asia. Any other country has its land neighbours.
NEIGHBOURS = ("KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN")
# Fit a synthetic control to at most this many unbroken years before the event.
FITTED_YEARS = 10


@dataclass(frozen=True, kw_only=True)
class Design:
    """Choose the day, the country, its peers and the length of a window.

    `peers` None means the neighbours: METHODS' fixed six for Tajikistan, land neighbours for others.
    """

    as_of: dt.date
    country: str = FOCUS
    before: int = 3
    after: int = 3
    peers: Collection[str] | None = None
    with_synthetic: bool = True


def window(
    snapshot: "Snapshot",
    indicator: str,
    event_year: int,
    design: Design,
    *,
    title: str = "",
    category: str = "",
) -> Window:
    """Compare an indicator before and after a year with peers and with the world, as known on a day.

    `title` and `category` come from events.toml: the title is quoted, and the category rules out figures
    that measure the event itself. All values come from one edition if the source restates its past. Raises
    `QuestionError` for an unknown indicator or country; any other obstacle is a refusal (METHODS 3.2, 4.1).
    """
    catalogue = snapshot.catalogue
    described = catalogue.indicator(indicator)
    by_iso3 = catalogue.countries.by_iso3
    country, peers = design.country, design.peers
    for code in (country, *(peers or ())):
        if code not in by_iso3:
            raise unknown("country", code, by_iso3)
    if peers is None:
        peers = NEIGHBOURS if country == FOCUS else catalogue.countries.neighbours(country)
    lag = lag_of(described)
    years = window_years(event_year, before=design.before, after=design.after, lag=lag)
    draft = Window(
        indicator=described,
        country=country,
        names={code: known.name for code, known in by_iso3.items()},
        event_year=event_year,
        title=title,
        years_before=tuple(years[0]),
        years_after=tuple(years[1]),
        lag=lag,
        peers=tuple(code for code in dict.fromkeys(peers) if code != country),
        are_neighbours=design.peers is None,
        as_of=design.as_of,
        notes=(lag_text(described, event_year),),
    )
    refusal = refused_indicator(described, category=category, before=design.before, after=design.after)
    if refusal:
        return replace(draft, refusal=refusal)
    figures = known_rows(snapshot, indicator, design.as_of)
    if isinstance(figures, Refusal):
        return replace(draft, refusal=figures)
    broken = crossed_break(snapshot, indicator, [*years[0], *years[1]], figures)
    if broken:
        return replace(draft, refusal=Refusal(Reason.BREAK, broken))
    return _compared(snapshot, draft, figures, with_synthetic=design.with_synthetic)


def of_event(snapshot: "Snapshot", event: Event, indicator: str, design: Design) -> Window:
    """Return the window of an event of the narrative, starting from the year of its first day.

    An unconfirmed event is refused.
    """
    draft = window(
        snapshot,
        indicator,
        event.when.start.year,
        replace(design, with_synthetic=design.with_synthetic and event.confirmed),
        title=event.title.rstrip("."),
        category=event.category,
    )
    if not event.confirmed:
        text = f"{event.id} is not confirmed: {event.reason or 'only the article states it'}".rstrip(".")
        return replace(draft, result=None, editions=(), refusal=Refusal(Reason.UNCONFIRMED, f"{text}."))
    notes = list(draft.notes)
    first, last = event.when.start.year, event.when.end.year
    if first != last:
        notes.append(f"The event lasted from {first} to {last}; its first year is taken.")
    shared = [draft.names[code] for code in event.countries if code in draft.peers]
    if shared:
        notes.append(f"The event concerns {', '.join(shared)} too, which is among the peers here.")
    if draft.country not in event.countries:
        notes.append(f"The event did not concern {draft.names[draft.country]}.")
    return replace(draft, notes=tuple(notes))


def windows(
    snapshot: "Snapshot", indicators: Collection[str], events: Iterable[Event | int], design: Design
) -> pd.DataFrame:
    """Compute several windows and adjust their p values for their number; key (event, indicator).

    `events` are events of the narrative, or years. Columns: `event` (id or year), `event_year`,
    `indicator`, `change`, `theta_peers`, `theta`, `p`, `p_holm`, `tests` (the number of windows with a p,
    which Holm's method counts), `n`, `near_p`, `pre_p`, `below_error`, `refusal`, `refusal_text`. Figures
    are missing for a refused window: it is not a test.
    """
    design = replace(design, with_synthetic=False)
    records = []
    for event in events:
        for indicator in indicators:
            if isinstance(event, int):
                id, result = str(event), window(snapshot, indicator, event, design)
            else:
                id, result = event.id, of_event(snapshot, event, indicator, design)
            records.append({**_record(result), "event": id})
    table = pd.DataFrame(records, columns=[name for name in _COLUMNS if name not in ("p_holm", "tests")])
    adjusted = holm(table["p"])
    return table.assign(p_holm=adjusted, tests=adjusted.attrs["tests"])[_COLUMNS]


_COLUMNS = [
    "event", "event_year", "indicator", "change", "theta_peers", "theta", "p", "p_holm", "tests", "n",
    "near_p", "pre_p", "below_error", "refusal", "refusal_text",
]  # fmt: skip


def _record(draft: Window) -> dict[str, Any]:
    figures: dict[str, Any] = dict.fromkeys(_COLUMNS)
    if draft.result:
        result = draft.result
        figures |= {
            "change": result.means[draft.country].change,
            "theta_peers": result.theta_peers,
            "theta": result.theta,
            "p": result.p_two_sided,
            "n": result.n,
            "near_p": result.near_p,
            "pre_p": result.pre_p,
            "below_error": result.is_below_error,
        }
    if draft.refusal:
        figures |= {"refusal": draft.refusal.reason.value, "refusal_text": draft.refusal.text}
    return {**figures, "event_year": draft.event_year, "indicator": draft.indicator.id}


def _compared(snapshot: "Snapshot", draft: Window, known: "Known", *, with_synthetic: bool) -> Window:
    """Add the result to a window that passed the refusals; only missing values can still stop it."""
    panel = known.rows.pivot(index="year", columns="iso3", values="value")
    years = (list(draft.years_before), list(draft.years_after))
    lengths = {"before": len(years[0]), "after": len(years[1])}
    test = placebo(panel, unit=draft.country, event=draft.event_year, lag=draft.lag, **lengths)
    if isinstance(test, Refusal):
        named = test.text.replace(draft.country, draft.names[draft.country])
        return replace(draft, refusal=replace(test, text=named))
    others = [code for code in draft.peers if code in test.placebos.index]
    if not others:
        return replace(draft, refusal=Refusal(Reason.NO_DATA, "No peer has a value in every year."))
    result = _result(draft, test, panel, others, _errors(known.rows, draft))
    path_years = [year for year in _path_years(draft) if not _is_behind(snapshot, draft, known, year)]
    result = replace(
        result, path=path(panel[test.placebos.index], draft.country, others, draft.event_year, path_years)
    )
    if with_synthetic:
        result = _with_synthetic(snapshot, draft, known, panel, result)
    used = set(known.rows["edition"][known.rows["year"].isin([*years[0], *years[1]])])
    notes = [*draft.notes, *([known.outdated] if known.outdated else [])]
    if result.excluded:
        notes.append(f"Without every year: {', '.join(draft.names[code] for code in result.excluded)}.")
    return replace(
        draft,
        result=result,
        editions=tuple(e.id for e in snapshot.catalogue.editions_of(draft.indicator.id) if e.id in used),
        notes=tuple(notes),
    )


def _result(
    draft: Window, test: Placebo, panel: pd.DataFrame, others: list[str], errors: pd.DataFrame
) -> Result:
    """Compute the figures of a window, except its path and synthetic control, from complete countries."""
    country, before, after = draft.country, list(draft.years_before), list(draft.years_after)
    means = window_means(panel, before, after)
    slack, near = slack_of(means), nearest(means["before"], country)
    steepness = slopes(panel[means.index], before)
    return Result(
        means={code: Means(*means.loc[code, ["before", "after"]]) for code in (country, *others)},
        excluded=tuple(code for code in draft.peers if code not in others),
        theta_peers=float(means["change"][country]) - float(means["change"][others].mean()),
        theta=test.theta,
        p_two_sided=test.p_two_sided,
        p_one_sided=test.p_one_sided,
        placebos=test.placebos,
        near_p=p_values(thetas(means.loc[near, "change"]), country, slack=slack)[0],
        near_n=len(near),
        tau=float(steepness[country]),
        pre_p=p_values(steepness, country, slack=slack)[0],
        path=(),
        standard_error=error_of_difference(errors, country, others, before, after),
        interval=inversion_interval(means["change"], country, level=LEVEL),
    )


def _errors(rows: pd.DataFrame, draft: Window) -> pd.DataFrame:
    with_error = rows.assign(error=comparison_errors(rows, draft.indicator))
    return with_error.pivot(index="year", columns="iso3", values="error")


def _path_years(draft: Window) -> range:
    """Return every year from the first before to the last after, or to event + b if that is later."""
    last = max(draft.years_after[-1], draft.event_year + len(draft.years_after))
    return range(draft.years_before[0], last + 1)


def _is_behind(snapshot: "Snapshot", draft: Window, known: "Known", year: int) -> bool:
    """Return True if a break lies between the window and a year."""
    years = sorted({*draft.years_before, *draft.years_after, year})
    return crossed_break(snapshot, draft.indicator.id, years, known) is not None


def _with_synthetic(
    snapshot: "Snapshot", draft: Window, known: "Known", panel: pd.DataFrame, result: Result
) -> Result:
    """Add a synthetic control to a result.

    The control is fitted to the years before the event and to earlier unbroken years, at most
    `FITTED_YEARS` in total. Countries with an event on the Timeline in any of these years are not donors
    (METHODS 4.2).
    """
    fitted = list(draft.years_before)
    covered = set(panel.index[panel[draft.country].notna()])
    while len(fitted) < FITTED_YEARS and fitted[0] - 1 in covered:
        if _is_behind(snapshot, draft, known, fitted[0] - 1):
            break
        fitted.insert(0, fitted[0] - 1)
    with_events = {
        code
        for event in snapshot.catalogue.narrative.plotted_events
        if event.category != "reference"
        and event.when.start.year <= draft.years_after[-1]
        and event.when.end.year >= fitted[0]
        for code in event.countries
    } - {draft.country}
    control = synthetic_control(
        panel.reindex([*fitted, *draft.years_after]),
        unit=draft.country,
        event=draft.years_after[0],
        donors=[code for code in panel.columns if code not in with_events],
    )
    if control.refusal:
        text = control.refusal.text.replace(draft.country, draft.names[draft.country])
        control = replace(control, refusal=replace(control.refusal, text=text))
    return replace(
        result,
        synthetic=control,
        synthetic_years=(fitted[0], fitted[-1]),
    )
