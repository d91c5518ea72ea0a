"""Hold the result of a before-and-after window, and put it into words (METHODS 4.2 and 4.3).

The words describe and test. They never say that an event had an effect; the last sentence repeats that.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from indicators.events.placebo import LEVEL, PathPoint, Placebo, Refusal
from indicators.events.synthetic import SMALLEST_WEIGHT, SyntheticControl
from indicators.model import Indicator

UNUSUAL = 0.10
Z_90 = 1.6448536
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# The word for one step of a scale, by the first word of its unit. An index has no such word.
STEPS = {
    "points": " points",
    "level": " levels",
    "rating": " steps",
    "percentile": " percentile points",
    "standard-normal": " standard-normal units",
}
VALUES = {"level": "level", "rating": "rating", "percentile": "percentile rank"}
# Name at most this many donors of a synthetic control; count the others.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Means:
    """Hold a country's mean before and after, in the unit of the values."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """Subtract the mean before from the mean after."""
        return self.after - self.before


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Result(Placebo):
    """Hold the figures of a window (METHODS 4.2), in the unit of the indicator: a placebo test and more.

    `means` has the country and its peers, by code; `excluded` lists peers that lack a year. `theta_peers`
    is the country's change less the mean change of its peers; `theta` and `placebos` compare with all other
    countries. `near_p` is the two-sided p among the `near_n` countries that started nearest. `tau` is the
    slope per year before the event, `pre_p` the share of countries with a slope as steep. `standard_error`
    belongs to `theta_peers` and is None unless errors are published for all values. `interval` bounds the
    moves that the placebo test keeps; None if it could reject no move. `synthetic` is None unless
    requested; it is fitted to `synthetic_years`.
    """

    means: Mapping[str, Means]
    excluded: tuple[str, ...]
    theta_peers: float
    near_p: float
    near_n: int
    tau: float
    pre_p: float
    path: tuple[PathPoint, ...]
    standard_error: float | None
    interval: tuple[float, float] | None
    synthetic: SyntheticControl | None = None
    synthetic_years: tuple[int, int] = (0, 0)

    @property
    def as_far(self) -> int:
        """Count the countries, including this one, that moved at least as far from the world's mean."""
        return round(self.p_two_sided * self.n)

    @property
    def smallest_p_of_peers(self) -> float:
        """Return the smallest p that the peers alone could give: they describe, the world tests."""
        return 1 / len(self.means)

    @property
    def is_unusual(self) -> bool:
        """Return True if fewer than one country in ten moved as far."""
        return self.p_two_sided < UNUSUAL

    @property
    def was_diverging(self) -> bool:
        """Return True if fewer than one country in ten moved as steeply before the event."""
        return self.pre_p < UNUSUAL

    @property
    def is_below_error(self) -> bool | None:
        """Return True if the move from the peers is below the published error; None if none is published."""
        return None if self.standard_error is None else abs(self.theta_peers) < Z_90 * self.standard_error


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Hold an indicator of a country before and after an event, with a `result` or a `refusal`.

    `names` gives the names of all countries by code; `peers` lists the countries compared with; `editions`
    lists the editions that the values come from; `notes` are cautions for the reader. `title` names the
    event and is empty if only its year is known.
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
        """Return the result in the words of METHODS 4.3, or the reason for a refusal."""
        return _sentence(self, self.result) if self.result else self.refusal.text if self.refusal else ""

    @property
    def details(self) -> tuple[tuple[str, str], ...]:
        """Return the name and the text of each check behind the sentence; empty if the window is refused."""
        return tuple(_details(self, self.result)) if self.result else ()

    @property
    def digits(self) -> int:
        """Return the decimals of a mean: one more than the values have, if those are whole or tenths."""
        return self.indicator.decimals + (self.indicator.decimals < 2)


def _sentence(window: Window, result: Result) -> str:
    means, event = result.means[window.country], _event(window)
    length, earlier = _count(len(window.years_after)), _count(len(window.years_before))
    change = means.change
    moved = (
        f"{_amount(window, change)} {'higher' if change > 0 else 'lower'} than in"
        if _shows(window, change)
        else "the same on average as in"
    )
    verdict = (
        "This is consistent with an effect, and no proof of one."
        if result.is_unusual
        else "The change is not unusual."
    )
    parts = [
        f"In the {length} years after {event} ({_years(window.years_after)}), "
        f"{_possessive(window.names[window.country])} {_value_word(window)} was {moved} the {earlier} before "
        f"({_years(window.years_before)}).",
        f"{_of_peers(window, result)} (difference {_signed(window, result.theta_peers)}).",
        f"{'Only ' if result.is_unusual else ''}{result.as_far} of {result.n} countries moved at least this "
        f"far from the world average in the same years (placebo p = {p_text(result.p_two_sided)}).",
        verdict,
        *_cautions(window, result),
        f"This does not show that {event} caused it.",
    ]
    return " ".join(parts)


def _cautions(window: Window, result: Result) -> list[str]:
    """List the cautions that belong to every quotation of the sentence."""
    cautions = []
    if (result.near_p < UNUSUAL) is not result.is_unusual:
        verdict = "is not" if result.is_unusual else "is"
        cautions.append(
            f"Among the {result.near_n} countries nearest to it before, it {verdict} unusual "
            f"(p = {p_text(result.near_p)})."
        )
    if result.was_diverging:
        cautions.append(
            f"{window.names[window.country]} was already diverging before (p = {p_text(result.pre_p)})."
        )
    if result.is_below_error:
        cautions.append("The difference is smaller than the published error.")
    return cautions


def _details(window: Window, result: Result) -> list[tuple[str, str]]:
    name = window.names[window.country]
    diverging = " It was already diverging." if result.was_diverging else ""
    rows = [
        (
            "Against the world",
            f"{_signed(window, result.theta)} against the mean of the other {result.n - 1} countries; "
            f"p = {p_text(result.p_two_sided)} in either direction, {p_text(result.p_one_sided)} in this "
            f"one. The smallest p that {result.n} countries can give is {p_text(result.smallest_p)}. The "
            f"{_peer_word(window, 2)} alone could give {p_text(result.smallest_p_of_peers)}: they describe "
            "and do not test.",
        ),
        ("Moves not ruled out", _interval(window, result)),
        (
            "Against countries like it",
            f"p = {p_text(result.near_p)} among the {result.near_n} countries nearest to {name} before. "
            "Countries far from the middle of a scale tend to move towards it.",
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
        f"{low} to {high}. The placebo test rejects no move within these bounds at {_percent(1 - LEVEL)} "
        "(test inversion)."
    )


def _error(window: Window, result: Result) -> str:
    if result.standard_error is None:
        return "Not published for all of these values: the move cannot be compared with measurement error."
    reach = _amount(window, Z_90 * result.standard_error)
    verdict = "smaller than the published error" if result.is_below_error else "larger"
    return (
        f"The published standard errors alone explain a difference from the {_peer_word(window, 2)} of up to "
        f"{reach} (90 %, errors of different years assumed independent). This difference is {verdict}."
    )


def _synthetic(window: Window, result: Result, control: SyntheticControl) -> str:
    first, last = result.synthetic_years
    effect, fit, p = control.effect, control.rmspe_before, control.ratio_rank_p
    if effect is None or fit is None or p is None:
        return f"None. {control.refusal.text}" if control.refusal else "None."
    weights = control.weights[control.weights >= SMALLEST_WEIGHT]
    named = ", ".join(
        f"{window.names.get(str(unit), unit)} {_percent(weight)}"
        for unit, weight in weights.head(NAMED).items()
    )
    more = f" and {len(weights) - NAMED} more" if len(weights) > NAMED else ""
    return (
        f"{_signed(window, effect)} against a mix of {named}{more}, which is off by "
        f"{_amount(window, fit)} on average in {first} to {last}. p = {p_text(p)} of {control.n} by the "
        "ratio of errors after and before. This checks robustness only: with few years many mixes fit."
    )


def _event(window: Window) -> str:
    return f"“{window.title}”" if window.title else f"the event of {window.event_year}"


def _of_peers(window: Window, result: Result) -> str:
    """Say how the peers moved: `Its six neighbours fell 1.2 on average`."""
    complete = [code for code in window.peers if code in result.means]
    mean = sum(result.means[code].change for code in complete) / len(complete)
    count, total = len(complete), len(window.peers)
    if count == total == 1:
        whose = f"Its {_peer_word(window, 1)}"
    elif count == total:
        whose = f"Its {_count(count)} {_peer_word(window, count)}"
    else:
        whose = f"{_count(count).capitalize()} of its {_count(total)} {_peer_word(window, total)}"
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
    """Return True if a value differs from 0 in the digits on screen."""
    return round(value, window.digits) != 0


def _bare(window: Window, value: float) -> str:
    return f"{value:.{window.digits}f}"


def _amount(window: Window, value: float) -> str:
    return f"{_bare(window, abs(value))}{STEPS.get(_first_word(window), '')}"


def _signed(window: Window, value: float) -> str:
    """Write a difference with its sign and a real minus; 0 has no sign."""
    text = _bare(window, abs(value))
    return text if not _shows(window, value) else f"{'+' if value > 0 else '−'}{text}"


def p_text(p: float) -> str:
    """Write a p with two decimals, three below 0.01, or enough to stay on its side of 0.10."""
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
