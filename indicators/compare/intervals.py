"""The interval that may be drawn around a published value (METHODS 1.0, 1.2, 1.3)."""

import pandas as pd

from indicators.model import Indicator


def with_interval(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Add `interval_lower` and `interval_upper` to rows, in the unit of `value`.

    They are the published bounds; where the producer prints only a standard error they are value ±
    `interval_multiplier` x standard error, the producer's own factor, not rounded and not clipped. Where
    nothing is published they are missing: no uncertainty is invented.
    """
    result = rows.assign(interval_lower=rows["lower"], interval_upper=rows["upper"])
    if indicator.interval_multiplier is not None:
        reach = indicator.interval_multiplier * rows["standard_error"]
        result["interval_lower"] = result["interval_lower"].fillna(rows["value"] - reach)
        result["interval_upper"] = result["interval_upper"].fillna(rows["value"] + reach)
    return result


def interval_label(indicator: Indicator) -> str:
    """Name the interval in a few words fit for a chart: `90 % interval`, or say that there is none."""
    if indicator.interval_level is None:
        return "no published uncertainty"
    return f"{indicator.interval_level} % interval"


def interval_text(indicator: Indicator) -> str:
    """Return the interval's level and definition, without a full stop at its end."""
    return f"{interval_label(indicator)}. {indicator.interval_note}".rstrip(".")
