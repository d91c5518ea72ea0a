"""Prepare yearly values for an axis of time: gaps, runs, intervals, tooltips."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from dashboard.common.figure import escaped, label
from dashboard.common.palette import faded
from dashboard.common.text import number as in_digits
from indicators.compare.comparability import cuts
from indicators.model import Break, Direction, Indicator

# One country's columns as lists, in the order of its years (`cache.Panel`).
Series = dict[str, list[Any]]


def within(
    series: Series | None,
    years: tuple[int, int],
    breaks: Sequence[Break] = (),
    lag: int = 0,
    step: int = 1,
) -> Series:
    """Return the columns for every year of the span; None in a year without a value, which is a gap.

    A year that a producer skips by its rhythm of `step` years is not a gap. If a method change blocks
    comparison, a row of None stands between the years, so that no line or band crosses it (METHODS 3.2).
    """
    columns = ["value", "interval_lower", "interval_upper", "rank", "n_ranked", "edition"]
    place = {year: number for number, year in enumerate(series["year"])} if series else {}
    blocked = cuts(breaks)
    own: Series = {"year": [], **{name: [] for name in columns}}
    for year in range(years[0], years[1] + 1):
        if year in blocked and year > years[0]:
            own["year"].append(year + lag - 0.5)
            for name in columns:
                own[name].append(None)
        at = place.get(year)
        if at is None and any(year - back in place for back in range(1, step)):
            continue
        own["year"].append(year + lag)
        for name in columns:
            own[name].append(None if at is None or series is None else series[name][at])
    return own


def middle(year: float) -> float:
    """Return the middle of a year on an axis of numbers: a yearly value covers the whole year."""
    return year + 0.5


def moment(day: dt.date) -> float:
    """Return a day on an axis of numbers, on which a year runs from `year` to `year + 1`."""
    start = dt.date(day.year, 1, 1)
    return day.year + (day - start).days / (dt.date(day.year + 1, 1, 1) - start).days


def hover_text(own: Series, number: int, indicator: Indicator) -> str:
    value, lower, upper = (own[column][number] for column in ("value", "interval_lower", "interval_upper"))
    if value is None:
        return ""
    digits = indicator.decimals
    text = f"{own['year'][number]}: {in_digits(value, digits)}"
    if lower is not None and upper is not None:
        bounds = f"{in_digits(lower, digits)} to {in_digits(upper, digits)}"
        text += f"<br>{indicator.interval_level} % interval {bounds}"
    if own["rank"][number] is not None:
        text += f"<br>rank {own['rank'][number]} of {own['n_ranked'][number]}"
        text += ", 1 is the worst" if indicator.rank_from_worst else ""
    return f"{text}<br>edition {escaped(own['edition'][number])}"


def band(
    own: Series, colour: str, axis: str = "y", at: Callable[[float], object] = lambda moment: moment
) -> list[dict[str, Any]]:
    """Draw the interval as an area below the lines, one shape for each run of years without a gap.

    `at` gives the place of a moment (a year and its fraction) on the axis of the chart. The areas are shapes,
    not traces, because Plotly's time to redraw grows with the number of traces.
    """
    shapes = []
    for run in runs(own["interval_lower"]):
        days = [at(middle(own["year"][number])) for number in run]
        if len(run) == 1:  # an area needs a width
            year = own["year"][run[0]]
            days, run = [at(year + 0.46), at(year + 0.54)], [run[0], run[0]]
        above = [f"{day},{own['interval_upper'][number]}" for day, number in zip(days, run, strict=True)]
        below = [f"{day},{own['interval_lower'][number]}" for day, number in zip(days, run, strict=True)]
        shapes.append(
            {
                "type": "path",
                "path": f"M{'L'.join([*above, *reversed(below)])}Z",
                "xref": "x",
                "yref": axis,
                "layer": "below",
                "fillcolor": faded(colour, 0.13),
                "line": {"width": 0},
            }
        )
    return shapes


def runs(values: list[Any]) -> list[list[int]]:
    """Return the places of values, in runs without a missing value between them."""
    runs: list[list[int]] = []
    for number, value in enumerate(values):
        if value is not None:
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
    return runs


def muted(trace: dict[str, Any]) -> dict[str, Any]:
    """Return a line or its marks as hindsight is drawn: dotted and pale, with hollow marks."""
    changed = {**trace, "opacity": 0.6}
    if "line" in trace:
        changed["line"] = {**trace["line"], "dash": "dot"}
    if "marker" in trace:
        symbols = trace["marker"].get("symbol", "circle")
        changed["marker"] = {
            **trace["marker"],
            "symbol": [hollow(one) for one in symbols] if isinstance(symbols, list) else hollow(symbols),
        }
    return changed


def hollow(symbol: str) -> str:
    """Return the hollow mark of a shape."""
    return symbol if "-open" in symbol else f"{symbol}-open"


def hindsight_label(text: str, yref: str = "y domain") -> dict[str, Any]:
    """Name the later edition inside the plot that shows its figures."""
    return label(
        f"<i>Hindsight: {escaped(text)}</i>", 0, 1, xref="paper", yref=yref, yanchor="top", xshift=6,
        font={"size": 11},
    )  # fmt: skip


def unit_label(indicator: Indicator, more: str = "") -> dict[str, Any]:
    """Return the label at the top of the value axis: unit, better direction, and `more`."""
    words = {
        Direction.HIGHER_IS_BETTER: "↑ better",
        Direction.LOWER_IS_BETTER: "↓ better",
        Direction.NEITHER: "",
    }[indicator.direction]
    text = " · ".join(part for part in (escaped(indicator.unit), words, more) if part)
    return label(text, 0, 1, xref="paper", yref="paper", xshift=-40, yanchor="bottom", font={"size": 12})


def wrapped(text: str, width: int = 48) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
