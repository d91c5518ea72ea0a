"""Placebo tests of a change at a year: what if the event had been anybody's? (METHODS 4.2).

No function here reads a register or a snapshot: a panel is numbers. What may be compared at all is for
`indicators.events.window` to say.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

# With fewer points a mean on either side is an anecdote.
MINIMUM_POINTS = 3
LEVEL = 0.90
NEAREST = 60
# Two moves are as far as each other within this share of the largest mean: sums of floats differ by less.
TOLERANCE = 1e-12


class Reason(StrEnum):
    """Why a window, a placebo test or a synthetic control is refused."""

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
    """Why there is no result: a code for programs, and a text for readers that says what was met."""

    reason: Reason
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Placebo:
    """How far a unit moved from all others, and how many moved as far.

    `theta` is the unit's change less the mean change of the others, in the unit of the values; `placebos`
    the same of each of the `n` units with complete windows, the unit itself among them (index: unit).
    `p_two_sided` is the share of them that moved at least as far in either direction, `p_one_sided` that of
    those that did so in the direction of the unit's own theta (up where it is 0): as that direction was seen
    first, it is no test of its own. The smallest p that can be attained is 1 / n. Where it is refused, all
    but `refusal` is None, 0 or empty.
    """

    theta: float | None
    p_two_sided: float | None
    p_one_sided: float | None
    n: int
    placebos: pd.Series
    refusal: Refusal | None = None

    @property
    def smallest_p(self) -> float | None:
        """The smallest p that so many units can give."""
        return 1 / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class PathPoint:
    """Year event + `k`: how far a unit has moved from its peers since the year before the event.

    `low` and `high` hold the middle 90 % of the same path of every unit. None where the unit, or a peer, has
    no value.
    """

    k: int
    year: int
    beta: float | None
    low: float | None
    high: float | None


def placebo(panel: pd.DataFrame, *, unit: str, event: int, before: int, after: int, lag: int = 0) -> Placebo:
    """The change of a unit around a year against the same of every other unit (METHODS 4.2).

    `panel` has an index of years and a column for each unit; missing is missing. The windows are the
    `before` years up to event - 1 and the `after` years from event + lag on; units that lack a year of
    either are left out. Refused, as data, with fewer than three years on a side, a unit that is not there
    or lacks a year, or no other unit.
    """
    years = window_years(event, before=before, after=after, lag=lag)
    refusal = refused_panel(panel, unit, *years)
    if refusal is None:
        means = window_means(panel, *years)
        if len(means) > 1:
            moved = thetas(means["change"])
            slack = TOLERANCE * float(means[["before", "after"]].abs().to_numpy().max())
            two_sided, one_sided = p_values(moved, unit, slack=slack)
            return Placebo(float(moved[unit]), two_sided, one_sided, len(moved), moved)
        refusal = Refusal(Reason.NO_DATA, f"No other unit has a value in each of {spans(*years)}.")
    return Placebo(None, None, None, 0, pd.Series(dtype="float64"), refusal)


def window_years(event: int, *, before: int, after: int, lag: int) -> tuple[list[int], list[int]]:
    """The years before an event and those after it, as METHODS 4.2 counts them."""
    return list(range(event - before, event)), list(range(event + lag, event + lag + after))


def refused_panel(panel: pd.DataFrame, unit: str, before: list[int], after: list[int]) -> Refusal | None:
    """Why a unit's windows cannot be compared, from the numbers alone; None where they can."""
    if min(len(before), len(after)) < MINIMUM_POINTS:
        text = (
            f"{len(before)} years before and {len(after)} after: at least {MINIMUM_POINTS} are needed on "
            "either side."
        )
        return Refusal(Reason.TOO_FEW_POINTS, text)
    if unit not in panel.columns or not panel[unit].notna().any():
        return Refusal(Reason.NO_DATA, f"{unit} has no value.")
    held = panel[unit].reindex([*before, *after]).notna()
    if not held.any():
        return Refusal(Reason.NO_DATA, f"{unit} has no value in any of {spans(before, after)}.")
    if not held.all():
        missing = ", ".join(str(year) for year, there in held.items() if not there)
        sides = [int(held[side].sum()) for side in (before, after)]
        text = (
            f"{unit} has no value for {missing}: {sides[0]} of {len(before)} points before and {sides[1]} of "
            f"{len(after)} after are held. Every year is needed, and none is filled in."
        )
        return Refusal(Reason.TOO_FEW_POINTS, text)
    return None


def spans(before: list[int], after: list[int]) -> str:
    """Two windows as a text: `2012 to 2014 and 2015 to 2017`."""
    return f"{before[0]} to {before[-1]} and {after[0]} to {after[-1]}"


def window_means(panel: pd.DataFrame, before: list[int], after: list[int]) -> pd.DataFrame:
    """The means `before` and `after` and the `change` of each unit with a value in every year; index unit."""
    whole = panel.reindex([*before, *after]).dropna(axis="columns")
    means = pd.DataFrame({"before": whole.loc[before].mean(), "after": whole.loc[after].mean()})
    return means.assign(change=means["after"] - means["before"]).sort_index()


def thetas(changes: pd.Series) -> pd.Series:
    """The change of each unit less the mean change of all the others; index as given."""
    n = len(changes)
    return (changes - changes.mean()) * (n / (n - 1))


def p_values(moved: pd.Series, unit: str, *, slack: float = 0.0) -> tuple[float, float]:
    """The shares of units that moved at least as far as one: in either direction, and in its own."""
    own = float(moved[unit])
    direction = -1.0 if own < 0 else 1.0
    two_sided = float((moved.abs() >= abs(own) - slack).mean())
    return two_sided, float((direction * moved >= abs(own) - slack).mean())


def nearest(levels: pd.Series, unit: str, *, k: int = NEAREST) -> list[str]:
    """A unit and the `k` others nearest to its level; all that are as near as the last of them too."""
    distances = (levels.drop(unit) - levels[unit]).abs().sort_values()
    if len(distances) > k:
        reach = float(distances.iloc[k - 1])
        distances = distances[distances <= reach + TOLERANCE * float(levels.abs().max())]
    return [unit, *sorted(distances.index)]


def slopes(panel: pd.DataFrame, years: list[int]) -> pd.Series:
    """The slope of a straight line through each unit's values, a year being 1; index unit."""
    steps = pd.Series(years, index=years, dtype="float64")
    steps -= steps.mean()
    return panel.loc[years].mul(steps, axis="index").sum() / float((steps**2).sum())


def inversion_interval(changes: pd.Series, unit: str, *, level: float = LEVEL) -> tuple[float, float] | None:
    """The moves c that the placebo test does not reject: p of the unit's change less c is at least 1 - level.

    None where no move at all can be rejected, since 1 / n is not below 1 - level (METHODS 4.2).
    """
    n = len(changes)
    others = changes.drop(unit) - changes.drop(unit).mean()
    # With u the unit's move from the mean of the others, another moved as far if its own is at least u, or
    # at most -u (n - 2) / n, since the unit itself is in the mean that others are measured from.
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
    """How far a unit moved from its peers since the year before an event, and where 90 % of all units did.

    Every unit of `panel` is measured from the same peers; a peer leaves itself out of them.
    """
    moved = panel.reindex(list(years)) - panel.loc[event - 1]
    beside = moved[list(peers)]
    paths = moved.sub(beside.mean(axis="columns", skipna=False), axis="index")
    for peer in peers:
        paths[peer] = moved[peer] - beside.drop(columns=peer).mean(axis="columns", skipna=False)
    return tuple(_point(event, int(year), paths.loc[year], unit) for year in paths.index)


def _point(event: int, year: int, moved: pd.Series, unit: str) -> PathPoint:
    own, there = float(moved[unit]), moved.dropna().to_numpy("float64")
    low, high = np.quantile(there, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]) if len(there) else (None, None)
    return PathPoint(
        k=year - event,
        year=year,
        beta=None if math.isnan(own) else own,
        low=None if low is None else float(low),
        high=None if high is None else float(high),
    )


def error_of_difference(
    errors: pd.DataFrame, unit: str, peers: Sequence[str], before: list[int], after: list[int]
) -> float | None:
    """The standard error of a unit's change less the mean of its peers', from those of the values.

    `errors` is a panel of standard errors, taken as independent of each other (METHODS 4.2); None where one
    is missing.
    """
    squares = errors.reindex(index=[*before, *after], columns=[unit, *peers]).to_numpy("float64") ** 2
    of_years = squares[: len(before)].sum(axis=0) / len(before) ** 2
    variances = of_years + squares[len(before) :].sum(axis=0) / len(after) ** 2
    variance = float(variances[0] + variances[1:].sum() / len(peers) ** 2)
    return None if math.isnan(variance) else math.sqrt(variance)


def holm(p_values: pd.Series | Mapping[Any, float | None]) -> pd.Series:
    """P values adjusted for their number by Holm's method (1979); index as given.

    A missing p is no test and stays missing; `attrs["tests"]` of the result counts the others.
    """
    given = pd.Series(p_values, dtype="float64")
    tested = given.dropna().sort_values(kind="stable")
    left = pd.Series(range(len(tested), 0, -1), index=tested.index, dtype="float64")
    adjusted = (tested * left).cummax().clip(upper=1.0).reindex(given.index)
    adjusted.attrs["tests"] = len(tested)
    return adjusted
