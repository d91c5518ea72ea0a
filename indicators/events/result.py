"""What a before-and-after window holds, and its words (METHODS 4.2 and 4.3).

The words describe and test. They do not say what an event did; the last sentence says so each time.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.events.placebo import LEVEL, PathPoint, Refusal
from indicators.events.synthetic import SMALLEST_WEIGHT, SyntheticControl
from indicators.model import Indicator

UNUSUAL = 0.10
Z_90 = 1.6448536
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# What one step of a scale is called, by the first word of its unit; an index has no word for it.
STEPS = {
    "points": " points",
    "level": " levels",
    "rating": " steps",
    "percentile": " percentile points",
    "standard-normal": " standard-normal units",
}
VALUES = {"level": "level", "rating": "rating", "percentile": "percentile rank"}
# Donors of a synthetic control that are named; the others are counted.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Means:
    """A country's mean before and after, in the unit of the values."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a window shows (METHODS 4.2); values in the unit of the indicator.

    `means` holds the country and its peers, by code; `excluded` the peers without every year.
    `theta_peers` is the country's change less the mean of its peers', `theta` that less the mean of all
    other countries', `placebos` the same of all `n` countries. `near_p` is the two-sided p among the
    `near_n` countries that began nearest. `tau` is the slope before the event, a year being 1, `pre_p` the
    share of countries with as steep a one. `standard_error` is that of `theta_peers`, None where errors are
    not published for all of them. `interval` holds the moves that the placebo test does not reject, None
    where it could reject none. `synthetic` is None where it was not asked for; it is fitted to
    `synthetic_years`, without `dropped_donors`, which had an event of their own.
    """

    means: Mapping[str, Means]
    excluded: tuple[str, ...]
    theta_peers: float
    theta: float
    p_two_sided: float
    p_one_sided: float
    n: int
    placebos: pd.Series
    near_p: float
    near_n: int
    tau: float
    pre_p: float
    path: tuple[PathPoint, ...]
    standard_error: float | None
    interval: tuple[float, float] | None
    synthetic: SyntheticControl | None = None
    synthetic_years: tuple[int, int] = (0, 0)
    dropped_donors: tuple[str, ...] = ()

    @property
    def as_far(self) -> int:
        """How many countries, the country itself among them, moved at least as far from the world's mean."""
        return round(self.p_two_sided * self.n)

    @property
    def smallest_p(self) -> float:
        """The smallest p that so many countries can give."""
        return 1 / self.n

    @property
    def smallest_p_of_peers(self) -> float:
        """The smallest p that the peers alone could give: they describe, the world tests."""
        return 1 / len(self.means)

    @property
    def is_unusual(self) -> bool:
        """Whether fewer than one country in ten moved as far."""
        return self.p_two_sided < UNUSUAL

    @property
    def was_diverging(self) -> bool:
        """Whether fewer than one country in ten moved as steeply before the event already."""
        return self.pre_p < UNUSUAL

    @property
    def is_below_error(self) -> bool | None:
        """Whether the move from the peers is smaller than the published error; None where there is none."""
        return None if self.standard_error is None else abs(self.theta_peers) < Z_90 * self.standard_error


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """An indicator of a country before and after an event: a `result`, or a `refusal` that says why not.

    `names` gives the names of all countries by code; `peers` are those that it is compared with; `editions`
    are those that the values are from; `notes` say what a reader must know besides. `title` names the event,
    and is empty where only its year is known.
    """

    indicator: Indicator
    country: str
    names: Mapping[str, str]
    event_year: int
    title: str
    years_before: tuple[int, ...]
    years_after: tuple[int, ...]
    lag: int
    peers: tuple[str, ...]
    are_neighbours: bool
    as_of: dt.date
    notes: tuple[str, ...]
    editions: tuple[str, ...] = ()
    result: Result | None = None
    refusal: Refusal | None = None

    @property
    def sentence(self) -> str:
        """The result in the words of METHODS 4.3, or why there is none."""
        return _sentence(self, self.result) if self.result else self.refusal.text if self.refusal else ""

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """What stands behind the sentence: the name of each check, and what it says; empty if refused."""
        return tuple(_details(self, self.result)) if self.result else ()

    @property
    def digits(self) -> int:
        """Decimals of a mean: one more than the values have where those are whole or tenths."""
        return self.indicator.decimals + (self.indicator.decimals < 2)


def _sentence(window: Window, result: Result) -> str:
    own, event = result.means[window.country], _event(window)
    length, earlier = _count(len(window.years_after)), _count(len(window.years_before))
    change = own.change
    moved = (
        f"{_amount(window, change)} {'higher' if change > 0 else 'lower'} than in"
        if _shows(window, change)
        else "the same on average as in"
    )
    unusual = "Only " if result.is_unusual else ""
    verdict = (
        "consistent with, but no proof of, an effect" if result.is_unusual else "the change is not unusual"
    )
    parts = [
        f"In the {length} years after {event} ({_years(window.years_after)}), "
        f"{_possessive(window.names[window.country])} {_value_word(window)} was {moved} the {earlier} before "
        f"({_years(window.years_before)}); {_of_peers(window, result)} (difference "
        f"{_signed(window, result.theta_peers)}).",
        f"{unusual}{result.as_far} of {result.n} countries moved at least this far from the world average in "
        f"the same years (placebo p = {p_text(result.p_two_sided)}): {verdict}.",
        *_cautions(window, result),
        f"This does not show that {event} caused it.",
    ]
    return " ".join(parts)


def _cautions(window: Window, result: Result) -> list[str]:
    """What the sentence must not be quoted without."""
    found = []
    if (result.near_p < UNUSUAL) is not result.is_unusual:
        verdict = "is not" if result.is_unusual else "is"
        found.append(
            f"Among the {result.near_n} countries that were nearest to it before, it {verdict} unusual "
            f"(p = {p_text(result.near_p)})."
        )
    if result.was_diverging:
        found.append(
            f"{window.names[window.country]} was already diverging before (p = {p_text(result.pre_p)})."
        )
    if result.is_below_error:
        found.append("The difference is smaller than the published error.")
    return found


def _details(window: Window, result: Result) -> list[tuple[str, str]]:
    name = window.names[window.country]
    diverging = " It was already diverging." if result.was_diverging else ""
    rows = [
        (
            "Against the world",
            f"{_signed(window, result.theta)} against the mean of the other {result.n - 1} countries; "
            f"p = {p_text(result.p_two_sided)} either way, {p_text(result.p_one_sided)} this way. "
            f"The smallest p that {result.n} countries can give is {p_text(result.smallest_p)}; that of the "
            f"{_peer_word(window, 2)} alone would be {p_text(result.smallest_p_of_peers)}, so they describe "
            "and do not test.",
        ),
        ("Moves not ruled out", _interval(window, result)),
        (
            "Against countries like it",
            f"p = {p_text(result.near_p)} among the {result.near_n} countries that were nearest to {name} "
            "before: those far from the middle of a scale tend to move towards it.",
        ),
        (
            "Before the event",
            f"The {_value_word(window)} moved {_signed(window, result.tau)} a year; "
            f"{round(result.pre_p * result.n)} of {result.n} countries moved as steeply "
            f"(p = {p_text(result.pre_p)}).{diverging}",
        ),
        ("Published error", _error(window, result)),
    ]
    if result.synthetic is not None:
        rows.append(("Synthetic control", _synthetic(window, result, result.synthetic)))
    return rows


def _interval(window: Window, result: Result) -> str:
    if result.interval is None:
        return f"{result.n} countries are too few to reject any move at {_percent(1 - LEVEL)}."
    low, high = (_signed(window, bound) for bound in result.interval)
    return (
        f"{low} to {high}: the placebo test rejects no move within these bounds at {_percent(1 - LEVEL)} "
        "(test inversion)."
    )


def _error(window: Window, result: Result) -> str:
    if result.standard_error is None:
        return "Not published for all of these values: the move cannot be held against errors of measurement."
    reach = _amount(window, Z_90 * result.standard_error)
    verdict = "smaller than the published error" if result.is_below_error else "larger"
    return (
        f"The published standard errors alone make a difference from the {_peer_word(window, 2)} of up to "
        f"{reach} (90 %, errors of different years taken as independent): this one is {verdict}."
    )


def _synthetic(window: Window, result: Result, found: SyntheticControl) -> str:
    first, last = result.synthetic_years
    effect, fit, p = found.effect, found.rmspe_before, found.ratio_rank_p
    if effect is None or fit is None or p is None:
        return f"None. {found.refusal.text}" if found.refusal else "None."
    weights = found.weights[found.weights >= SMALLEST_WEIGHT]
    named = ", ".join(
        f"{window.names.get(str(unit), unit)} {_percent(weight)}"
        for unit, weight in weights.head(NAMED).items()
    )
    more = f" and {len(weights) - NAMED} more" if len(weights) > NAMED else ""
    return (
        f"{_signed(window, effect)} against a mix of {named}{more}, which is off by "
        f"{_amount(window, fit)} on average in {first} to {last}; "
        f"p = {p_text(p)} of {found.n} by the ratio of errors after and before. A check of "
        "robustness: with few years many mixes fit."
    )


def _event(window: Window) -> str:
    return f"“{window.title}”" if window.title else f"the event of {window.event_year}"


def _of_peers(window: Window, result: Result) -> str:
    """`its six neighbours' fell 1.2 on average`."""
    there = [code for code in window.peers if code in result.means]
    mean = sum(result.means[code].change for code in there) / len(there)
    count, total = len(there), len(window.peers)
    if count == total == 1:
        whose = f"its {_peer_word(window, 1)}'s"
    elif count == total:
        whose = f"its {_count(count)} {_peer_word(window, count)}'"
    else:
        whose = f"those of {_count(count)} of its {_count(total)} {_peer_word(window, total)}"
    if not _shows(window, mean):
        return f"{whose} did not move on average"
    return f"{whose} {'rose' if mean > 0 else 'fell'} {_bare(window, abs(mean))} on average"


def _peer_word(window: Window, count: int) -> str:
    word = "neighbour" if window.are_neighbours else "peer"
    return word if count == 1 else f"{word}s"


def _value_word(window: Window) -> str:
    return VALUES.get(_first_word(window), "score")


def _first_word(window: Window) -> str:
    return window.indicator.unit.replace(",", " ").split()[0] if window.indicator.unit.strip() else ""


def _shows(window: Window, value: float) -> bool:
    """Whether a value is other than 0 with the digits that are shown."""
    return round(value, window.digits) != 0


def _bare(window: Window, value: float) -> str:
    return f"{value:.{window.digits}f}"


def _amount(window: Window, value: float) -> str:
    return f"{_bare(window, abs(value))}{STEPS.get(_first_word(window), '')}"


def _signed(window: Window, value: float) -> str:
    """A difference with its sign, a real minus; 0 has none."""
    text = _bare(window, abs(value))
    return text if not _shows(window, value) else f"{'+' if value > 0 else '−'}{text}"


def p_text(p: float) -> str:
    """A p with two decimals, three below 0.01, or as many as it takes to stay on its side of 0.10."""
    for digits in (3, 4) if p < 0.01 else (2, 3, 4):
        text = f"{p:.{digits}f}"
        if float(text) > 0 and (float(text) < UNUSUAL) is (p < UNUSUAL):
            return text
    return f"{p:.2g}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _count(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _years(years: tuple[int, ...]) -> str:
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
