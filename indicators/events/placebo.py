"""Test a change at a year against the same change everywhere else: a placebo test (METHODS 4.2).

No function here reads a catalogue or a snapshot: a panel is numbers. `indicators.events.window` decides
which values compare.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

# A mean of fewer points is an anecdote.
MINIMUM_POINTS = 3
LEVEL = 0.90
NEAREST = 60
# Moves count as equal within this share of the largest mean: floating-point sums differ by less.
TOLERANCE = 1e-12


class Reason(StrEnum):
    """Name the reason why a window, a placebo test or a synthetic control is refused."""

    TOO_FEW_POINTS = "too_few_points"
    BREAK = "break"
    CARRIED = "carried"
    POOR_FIT = "poor_fit"
    NO_DATA = "no_data"
    CONTEXT = "context"
    CODED_FROM_EVENT = "coded_from_event"
    CATEGORIES = "categories"
    EXCERPT = "excerpt"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Explain why there is no result: `reason` is a code for programs, `text` a sentence for readers."""

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Placebo:
    """Hold the result of a placebo test: how far a unit moved, and the share of units that moved as far.

    `theta` is the unit's change less the mean change of the other units, in the unit of the values.
    `placebos` holds the theta of each of the `n` units with complete windows, including the unit itself
    (index: unit). `p_two_sided` is the share of units that moved at least as far in either direction.
    `p_one_sided` counts only the direction of the unit's own theta (up if theta is 0); the direction was
    seen first, so this p is not a test by itself. The smallest possible p is 1 / n.
    """

    theta: float
    p_two_sided: float
    p_one_sided: float
    placebos: pd.Series

    @property
    def n(self) -> int:
        """Return the number of units compared."""
        return len(self.placebos)

    @property
    def smallest_p(self) -> float:
        """Return the smallest p that `n` units can give."""
        return 1 / self.n


@dataclass(frozen=True, slots=True)
class PathPoint:
    """Hold year event + `k`: how far a unit has moved from its peers since the year before the event.

    `low` and `high` bound the middle 90 % of the same path over all units. A field is None if the unit or a
    peer has no value.
    """

    k: int
    year: int
    beta: float | None
    low: float | None
    high: float | None


def placebo(
    panel: pd.DataFrame, *, unit: str, event: int, before: int, after: int, lag: int = 0
) -> Placebo | Refusal:
    """Compare the change of a unit around a year with the change of every other unit (METHODS 4.2).

    `panel` has an index of years and a column per unit; missing values stay missing. The windows are the
    `before` years up to event - 1 and the `after` years from event + lag. Units that lack a year in either
    window are left out. Returns a refusal if a side has fewer than three years, if the unit is absent or
    lacks a year, or if no other unit is complete.
    """
    years = window_years(event, before=before, after=after, lag=lag)
    refusal = refused_panel(panel, unit, *years)
    if refusal:
        return refusal
    means = window_means(panel, *years)
    if len(means) < 2:
        return Refusal(Reason.NO_DATA, f"No other unit has a value in each of {spans(*years)}.")
    changes = thetas(means["change"])
    two_sided, one_sided = p_values(changes, unit, slack=slack_of(means))
    return Placebo(theta=float(changes[unit]), p_two_sided=two_sided, p_one_sided=one_sided, placebos=changes)


def window_years(event: int, *, before: int, after: int, lag: int) -> tuple[list[int], list[int]]:
    """List the years before and after an event as METHODS 4.2 counts them."""
    return list(range(event - before, event)), list(range(event + lag, event + lag + after))


def refused_panel(panel: pd.DataFrame, unit: str, before: list[int], after: list[int]) -> Refusal | None:
    """Return the reason why the numbers do not allow a comparison of a unit's windows; None if they do."""
    if min(len(before), len(after)) < MINIMUM_POINTS:
        return too_few(len(before), len(after))
    if unit not in panel.columns or not panel[unit].notna().any():
        return Refusal(Reason.NO_DATA, f"{unit} has no value.")
    has_value = panel[unit].reindex([*before, *after]).notna()
    if not has_value.any():
        return Refusal(Reason.NO_DATA, f"{unit} has no value in any of {spans(before, after)}.")
    if not has_value.all():
        missing = ", ".join(str(year) for year, present in has_value.items() if not present)
        sides = [int(has_value[side].sum()) for side in (before, after)]
        text = (
            f"{unit} has no value for {missing}: {sides[0]} of {len(before)} points before and {sides[1]} of "
            f"{len(after)} after have one. Every year is needed; missing years are not filled in."
        )
        return Refusal(Reason.TOO_FEW_POINTS, text)
    return None


def too_few(before: int, after: int) -> Refusal:
    """Refuse windows that are too short on a side."""
    text = f"{before} years before and {after} after: at least {MINIMUM_POINTS} are needed on either side."
    return Refusal(Reason.TOO_FEW_POINTS, text)


def spans(before: list[int], after: list[int]) -> str:
    """Write two windows as text: `2012 to 2014 and 2015 to 2017`."""
    return f"{before[0]} to {before[-1]} and {after[0]} to {after[-1]}"


def window_means(panel: pd.DataFrame, before: list[int], after: list[int]) -> pd.DataFrame:
    """Return `before`, `after` and `change` of the means of each unit that has every year; index unit."""
    whole = panel.reindex([*before, *after]).dropna(axis="columns")
    means = pd.DataFrame({"before": whole.loc[before].mean(), "after": whole.loc[after].mean()})
    return means.assign(change=means["after"] - means["before"]).sort_index()


def slack_of(means: pd.DataFrame) -> float:
    """Return the difference below which two moves count as equal, from `window_means`."""
    return TOLERANCE * float(means[["before", "after"]].abs().to_numpy().max())


def thetas(changes: pd.Series) -> pd.Series:
    """Subtract the mean change of all other units from the change of each unit; index unchanged."""
    n = len(changes)
    return (changes - changes.mean()) * (n / (n - 1))


def p_values(moved: pd.Series, unit: str, *, slack: float = 0.0) -> tuple[float, float]:
    """Return the shares of units that moved at least as far as one: in either direction, and in its own."""
    theta = float(moved[unit])
    direction = -1.0 if theta < 0 else 1.0
    two_sided = float((moved.abs() >= abs(theta) - slack).mean())
    return two_sided, float((direction * moved >= abs(theta) - slack).mean())


def nearest(levels: pd.Series, unit: str, *, k: int = NEAREST) -> list[str]:
    """List a unit and the `k` others nearest to its level; ties with the last one are included."""
    distances = (levels.drop(unit) - levels[unit]).abs().sort_values()
    if len(distances) > k:
        reach = float(distances.iloc[k - 1])
        distances = distances[distances <= reach + TOLERANCE * float(levels.abs().max())]
    return [unit, *sorted(distances.index)]


def slopes(panel: pd.DataFrame, years: list[int]) -> pd.Series:
    """Fit a straight line through each unit's values and return its slope per year; index unit."""
    steps = pd.Series(years, index=years, dtype="float64")
    steps -= steps.mean()
    return panel.loc[years].mul(steps, axis="index").sum() / float((steps**2).sum())


def inversion_interval(changes: pd.Series, unit: str, *, level: float = LEVEL) -> tuple[float, float] | None:
    """Return the moves c that the placebo test keeps: p of the unit's change less c is at least 1 - level.

    Returns None if 1 / n is not below 1 - level: then no move can be rejected (METHODS 4.2).
    """
    n = len(changes)
    others = changes.drop(unit) - changes.drop(unit).mean()
    # Let u be the unit's move from the mean of the others. Another unit moved as far if its move is at
    # least u, or at most -u (n - 2) / n: the unit itself is part of the mean that others are compared with.
    needed = math.ceil((1 - level) * n - 1e-9) - 1
    if needed < 1 or n < 3:
        return None
    bounds = []
    for side in (others, -others):
        reach = side.where(side > 0, -side * n / (n - 2)).sort_values(ascending=False)
        bounds.append(float(reach.iloc[needed - 1]))
    theta = float(thetas(changes)[unit])
    return theta - bounds[0], theta + bounds[1]


def path(
    panel: pd.DataFrame, unit: str, peers: Sequence[str], event: int, years: Iterable[int]
) -> tuple[PathPoint, ...]:
    """Measure how far a unit moved from its peers since the year before an event, and the range of all units.

    Every unit of `panel` is compared with the same peers; a peer is left out of its own comparison.
    """
    moved = panel.reindex(list(years)) - panel.loc[event - 1]
    beside = moved[list(peers)]
    paths = moved.sub(beside.mean(axis="columns", skipna=False), axis="index")
    for peer in peers:
        paths[peer] = moved[peer] - beside.drop(columns=peer).mean(axis="columns", skipna=False)
    return tuple(_point(event, int(year), paths.loc[year], unit) for year in paths.index)


def _point(event: int, year: int, paths: pd.Series, unit: str) -> PathPoint:
    beta, values = float(paths[unit]), paths.dropna().to_numpy("float64")
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if len(values) else (None, None)
    return PathPoint(
        k=year - event,
        year=year,
        beta=None if math.isnan(beta) else beta,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
    )


def error_of_difference(
    errors: pd.DataFrame, unit: str, peers: Sequence[str], before: list[int], after: list[int]
) -> float | None:
    """Return the standard error of a unit's change less the mean change of its peers.

    `errors` is a panel of standard errors, assumed independent of each other (METHODS 4.2). Returns None if
    one of them is missing.
    """
    squares = errors.reindex(index=[*before, *after], columns=[unit, *peers]).to_numpy("float64") ** 2
    of_years = squares[: len(before)].sum(axis=0) / len(before) ** 2
    variances = of_years + squares[len(before) :].sum(axis=0) / len(after) ** 2
    variance = float(variances[0] + variances[1:].sum() / len(peers) ** 2)
    return None if math.isnan(variance) else math.sqrt(variance)


def holm(p_values: pd.Series | Mapping[Any, float | None]) -> pd.Series:
    """Adjust p values for their number by Holm's method (1979); index unchanged.

    A missing p is not a test and stays missing; `attrs["tests"]` of the result counts the tests.
    """
    p = pd.Series(p_values, dtype="float64")
    tested = p.dropna().sort_values(kind="stable")
    left = pd.Series(range(len(tested), 0, -1), index=tested.index, dtype="float64")
    adjusted = (tested * left).cummax().clip(upper=1.0).reindex(p.index)
    adjusted.attrs["tests"] = len(tested)
    return adjusted
