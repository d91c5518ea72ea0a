"""Values over years with their published intervals, gaps as gaps, breaks as breaks, events as marks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import plotly.graph_objects as go

from dashboard.common.event_strip import strip_bars, strip_marks
from dashboard.common.figure import axis, escaped, figure, label, spread
from dashboard.common.palette import RULE, look
from dashboard.common.series import (
    Series,
    band,
    hover_text,
    middle,
    runs,
    unit_label,
    within,
)
from indicators.model import Break, Indicator
from indicators.story import Event

HEIGHT = 470
# The lowest part of the plot is the strip on which events are marked.
STRIP = 0.085


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A trend: a line for each country of `names`, in their order, over `years`.

    `series` has each country's columns (`cache.Panel`). With a `lag` every value, its year and the breaks
    stand so many years later: at the year of their edition. The figures of `pair` are ringed.
    """

    indicator: Indicator
    series: dict[str, Series]
    names: dict[str, str]
    years: tuple[int, int]
    breaks: Sequence[Break]
    events: Sequence[Event]
    lag: int = 0
    intervals: bool = True
    pair: Sequence[tuple[str, int]] = ()


def trend(lines: Lines) -> go.Figure:
    """Draw the lines, with intervals, breaks and events.

    A year without a value is a gap, also where no country has one (WGI 1997, 1999, 2001); a value between
    gaps is a mark. Every value can be clicked, and says its country and year described.
    """
    indicator, names, events, lag = lines.indicator, lines.names, lines.events, lines.lag
    years, breaks = lines.years, lines.breaks
    step = indicator.every_years
    drawn = {iso3: within(lines.series.get(iso3), years, breaks, lag, step) for iso3 in names}
    ringed = {(iso3, year + lag) for iso3, year in lines.pair}
    breaks = [replace(change, year=change.boundary + lag) for change in breaks]
    years = (years[0] + lag, years[1] + lag)
    among = tuple(names)
    traces = [_line(iso3, names[iso3], drawn[iso3], among) for iso3 in reversed(among)]
    traces += _points(drawn, names, indicator, lag, ringed)
    bands = [
        shape
        for iso3 in reversed(among)
        if lines.intervals
        for shape in band(drawn[iso3], look(iso3, among).colour)
    ]
    low, high = _extent(drawn, indicator)
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 44, "r": 112, "t": 26, "b": 34},
        "hovermode": "closest",
        "xaxis": _year_axis(years),
        "yaxis": axis(
            range=[low, high],
            domain=[STRIP + 0.02, 1] if events else [0, 1],
        ),
        "shapes": [*bands, *_break_rules(breaks, years)],
        "annotations": [
            *_labels(drawn, names, low, high),
            unit_label(indicator, f"shaded: {indicator.interval_level} % interval" if bands else ""),
        ],
    }
    if events:
        span = (years[0], years[1] + 1)
        traces += strip_marks(events, span, "y2")
        layout["shapes"] += strip_bars(events, span, "y2")
        key = "◆ article ● context" if any(not e.in_article for e in events) else "◆ article's events"
        layout["annotations"].append(label(key, 1, 0, xref="paper", yref="y2", xshift=4, font={"size": 11}))
        layout["yaxis2"] = {
            "domain": [0, STRIP - 0.01], "range": [-1, 1], "visible": False, "fixedrange": True,
        }  # fmt: skip
    return figure(traces, layout)


def _line(iso3: str, name: str, own: Series, among: tuple[str, ...]) -> dict[str, Any]:
    style = look(iso3, among)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": escaped(name),
        "x": [middle(year) for year in own["year"]],
        "y": own["value"],
        "connectgaps": False,
        "line": {"color": style.colour, "width": style.width, "dash": style.dash},
        "hoverinfo": "skip",
    }


def _points(
    drawn: dict[str, Series],
    names: dict[str, str],
    indicator: Indicator,
    lag: int,
    ringed: set[tuple[str, int]],
) -> list[dict[str, Any]]:
    """A point for every value, to be read and clicked; drawn at ends and where no line shows it.

    The others are points of a text without letters: Plotly's time to redraw grows with every mark, seen or
    not, and a line without marks cannot be clicked.
    """
    among = tuple(drawn)
    seen, unseen = [], []
    for iso3, own in drawn.items():
        style = look(iso3, among)
        for run in runs(own["value"]):
            for number in run:
                year = own["year"][number]
                is_ringed = (iso3, year) in ringed
                point = (
                    middle(year),
                    own["value"][number],
                    [iso3, year - lag],
                    f"<b>{escaped(names[iso3])}</b> {hover_text(own, number, indicator)}",
                )
                if is_ringed:
                    seen.append((*point, style.colour, "circle-open-dot", 16))
                elif number in (run[0], run[-1]):
                    seen.append((*point, style.colour, style.symbol, 8))
                else:
                    unseen.append(point)
    traces = [{**_readable(unseen), "mode": "text", "text": ""}] if unseen else []
    colours, symbols, sizes = ([point[at] for point in seen] for at in (4, 5, 6))
    marker = {
        "color": colours,
        "symbol": symbols,
        "size": sizes,
        "opacity": 1,
        "line": {"width": 0},  # else Plotly rings what has sizes of its own
    }
    full = {"marker": {"opacity": 1}}
    return [
        *traces,
        {**_readable(seen), "mode": "markers", "marker": marker, "selected": full, "unselected": full},
    ]


def _readable(points: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    """Points that say their value, and to a click their country and year described."""
    return {
        "type": "scatter",
        "x": [point[0] for point in points],
        "y": [point[1] for point in points],
        "customdata": [point[2] for point in points],
        "hovertext": [point[3] for point in points],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _extent(drawn: dict[str, Series], indicator: Indicator) -> tuple[float, float]:
    """The range of the value axis: all values and intervals, and a little air."""
    numbers = [
        number
        for own in drawn.values()
        for column in ("value", "interval_lower", "interval_upper")
        for number in own[column]
        if number is not None
    ]
    if not numbers:
        return indicator.minimum, indicator.maximum
    low, high = min(numbers), max(numbers)
    air = 0.06 * ((high - low) or 1.0)
    return low - air, high + air


def _year_axis(years: tuple[int, int]) -> dict[str, Any]:
    span = years[1] - years[0] + 1
    step = 1 if span <= 5 else 2 if span <= 9 else 3 if span <= 15 else 5 if span <= 30 else 10
    ticks = range(years[0], years[1] + 1, step)
    return axis(
        range=[years[0], years[1] + 1],
        tickvals=[middle(year) for year in ticks],
        ticktext=[str(year) for year in ticks],
        tickangle=0,
        showgrid=False,
        anchor="free",
        position=0,
    )


def _labels(drawn: dict[str, Series], names: dict[str, str], low: float, high: float) -> list[dict[str, Any]]:
    """Each country's name beside the end of its line, moved apart where ends lie close."""
    ends = {
        iso3: value
        for iso3, own in drawn.items()
        if (value := next((value for value in reversed(own["value"]) if value is not None), None)) is not None
    }
    gap = (high - low) * 0.052
    placed = spread(list(ends.values()), gap, low + gap / 2, high - gap / 2)
    return [
        label(
            f'<span style="color:{look(iso3, tuple(names)).colour}">●</span> '
            + (f"<b>{escaped(names[iso3])}</b>" if iso3 == next(iter(names)) else escaped(names[iso3])),
            1.0,
            place,
            xref="paper",
            yref="y",
            xshift=4,
            font={"size": 12},
        )
        for iso3, place in zip(ends, placed, strict=True)
    ]


def _break_rules(breaks: Sequence[Break], years: tuple[int, int]) -> list[dict[str, Any]]:
    """A vertical rule where the method changed, solid where values may not be compared across it."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "y domain",
            "x0": change.boundary,
            "x1": change.boundary,
            "y0": 0,
            "y1": 1,
            "line": {"color": RULE, "width": 1, "dash": "solid" if change.blocks else "dot"},
        }
        for change in breaks
        if years[0] < change.boundary <= years[1]
    ]
