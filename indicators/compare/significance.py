"""Decide whether the difference of two figures is beyond the margin of error (METHODS 1.0 to 1.4).

Everything that judges a difference asks here: captions, pair card, Country, claims, assistance, command line.
A rank's confidence set answers another question, with all countries compared at once (METHODS 1.5).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from indicators.compare.comparability import blocking
from indicators.compare.split_normal import NORMAL, SplitNormal, difference_interval, probability_above
from indicators.model import Break, Indicator, Uncertainty

# Sources whose errors of neighbouring years depend on each other: a change over fewer years is shown and not
# tested (METHODS 1.2 and 1.4; HRPS is a dynamic model of the same kind).
MINIMUM_GAP: Mapping[str, int] = MappingProxyType({"wb_wgi": 5, "vdem": 5, "hrps": 5})
# The level in per cent of V-Dem's intervals, which are read as split-normal posteriors.
POSTERIOR_LEVEL = 68
LEVEL = 0.90


class Verdict(StrEnum):
    """The verdict of a comparison of two figures, in words."""

    BEYOND = "beyond the margin of error"
    WITHIN = "within the margin of error"
    NOT_TESTED = "not tested"
    NOT_COMPARABLE = "not comparable"


class Method(StrEnum):
    """The test of METHODS behind a verdict."""

    STANDARD_ERRORS = "METHODS 1.1, two estimates"
    POSTERIORS = "METHODS 1.4, split-normal posteriors"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One value with what a comparison needs of it; two of one `country` are a change over time.

    `error` is the comparison error (`snapshot.comparison_errors`) and `interval` the published one; each is
    None where none is held.
    """

    country: str
    year: int
    value: float
    error: float | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Significance:
    """A difference `value` = a - b and whether it is beyond the margin of error at `level`, two-sided.

    `probability` is that of a > b if the published errors are right. `standard_error` of the difference, `z`
    and `p` are None for a test by posteriors. All four are None where nothing is tested; `reason` then says
    why, in a clause. `overlap` is the producers' rule of thumb and not the test: whether the published
    intervals overlap.
    """

    value: float
    verdict: Verdict
    level: float
    reason: str = ""
    probability: float | None = None
    standard_error: float | None = None
    z: float | None = None
    p: float | None = None
    overlap: bool | None = None
    posteriors: tuple[SplitNormal, SplitNormal] | None = None

    @property
    def is_beyond(self) -> bool:
        return self.verdict is Verdict.BEYOND

    @property
    def is_tested(self) -> bool:
        return self.verdict in (Verdict.BEYOND, Verdict.WITHIN)

    @property
    def method(self) -> Method:
        return Method.POSTERIORS if self.posteriors else Method.STANDARD_ERRORS

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the difference at `level`, computed at need; None where nothing is tested."""
        if self.posteriors is not None:
            return difference_interval(*self.posteriors, self.level)
        if self.standard_error is None:
            return None
        reach = quantile(self.level) * self.standard_error
        return self.value - reach, self.value + reach

    @property
    def words(self) -> str:
        """The verdict in a clause, with the reason why there is no test."""
        return f"{self.verdict}: {self.reason}" if self.reason else str(self.verdict)


@lru_cache(maxsize=16)
def quantile(level: float) -> float:
    """Return the factor from a standard error to the margin of error; raise `ValueError` outside 0..1."""
    if not 0 < level < 1:
        raise ValueError(f"level {level}: it must be between 0 and 1")
    return NORMAL.inv_cdf((1 + level) / 2)


def significance(
    indicator: Indicator, a: Estimate, b: Estimate, *, breaks: Iterable[Break] = (), level: float = LEVEL
) -> Significance:
    """Judge a - b: a change if both are of one country, else a contrast of two countries.

    `breaks` are changes of method of the indicator; one between the two years forbids the comparison. The two
    errors are taken as independent. Raises `ValueError` for a value that is not finite, a negative error, or
    an interval that does not hold its value: no uncertainty is invented.
    """
    if not (math.isfinite(a.value) and math.isfinite(b.value)):
        raise ValueError(f"values {a.value} and {b.value}: both must be numbers")
    value = float(a.value) - float(b.value)
    crossed = blocking(breaks, a.year, b.year)
    if crossed is not None:
        return Significance(value, Verdict.NOT_COMPARABLE, level, reason=crossed.name)
    least = MINIMUM_GAP.get(indicator.source, 0)
    if a.country == b.country and abs(a.year - b.year) < least:
        reason = f"fewer than {least} years apart, and errors of neighbouring years depend on each other"
        return Significance(value, Verdict.NOT_TESTED, level, reason=reason)
    if indicator.uncertainty is Uncertainty.NONE:
        return Significance(value, Verdict.NOT_TESTED, level, reason="no margin of error is held")
    overlap = _overlap(a.interval, b.interval)
    if indicator.interval_level == POSTERIOR_LEVEL:
        if a.interval and b.interval:
            return _by_posteriors(a.value, a.interval, b.value, b.interval, value, level)
        reason = f"no interval is held for {_without(a, a.interval, b, b.interval)}"
    elif a.error is not None and b.error is not None:
        return _by_errors(value, a.error, b.error, level, overlap)
    elif indicator.uncertainty is Uncertainty.INTERVAL:
        reason = "bounds are published, but no standard error"
    else:
        reason = f"no standard error is held for {_without(a, a.error, b, b.error)}"
    return Significance(value, Verdict.NOT_TESTED, level, reason=reason, overlap=overlap)


def _by_errors(value: float, a: float, b: float, level: float, overlap: bool | None) -> Significance:
    """Test by standard errors (METHODS 1.1); without any error, all but equal values differ."""
    if not (a >= 0 and b >= 0 and math.isfinite(a) and math.isfinite(b)):
        raise ValueError(f"standard errors {a} and {b}: both must be published, and not negative")
    error = math.hypot(a, b)
    z = value / error if error > 0 else math.copysign(math.inf, value) if value else 0.0
    return Significance(
        value=value,
        verdict=Verdict.BEYOND if abs(z) > quantile(level) else Verdict.WITHIN,
        level=level,
        probability=NORMAL.cdf(z),
        standard_error=error,
        z=z,
        p=2 * NORMAL.cdf(-abs(z)),
        overlap=overlap,
    )


def _by_posteriors(
    a: float, of_a: tuple[float, float], b: float, of_b: tuple[float, float], value: float, level: float
) -> Significance:
    """Test by posterior intervals that hold 68 % (METHODS 1.4)."""
    posteriors = SplitNormal.of_interval(a, *of_a), SplitNormal.of_interval(b, *of_b)
    probability = probability_above(*posteriors)
    is_beyond = max(probability, 1 - probability) > (1 + level) / 2
    return Significance(
        value=value,
        verdict=Verdict.BEYOND if is_beyond else Verdict.WITHIN,
        level=level,
        probability=probability,
        overlap=_overlap(of_a, of_b),
        posteriors=posteriors,
    )


def _overlap(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool | None:
    return a[0] <= b[1] and b[0] <= a[1] if a and b else None


def _without(a: Estimate, of_a: object, b: Estimate, of_b: object) -> str:
    lacking = sorted((one.year, one.country) for one, has in ((a, of_a), (b, of_b)) if has is None)
    return " and ".join(f"{country} {year}" for year, country in lacking)
