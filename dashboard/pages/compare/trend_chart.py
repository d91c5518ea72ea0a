"""Values over years with their published intervals, gaps as gaps, breaks as breaks, events as marks."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import ARTICLE, CONTEXT, RULE, faded, look
from dashboard.common.text import number as in_digits
from indicators.compare.comparability import cuts
from indicators.model import Break, Direction, Indicator
from indicators.story import Event

Series = dict[str, list[Any]]

HEIGHT = 470
# The lowest part of the plot is the strip on which events are marked.
STRIP = 0.085


def trend(
    indicator: Indicator,
    series: dict[str, Series],
    *,
    names: dict[str, str],
    years: tuple[int, int],
    breaks: Sequence[Break],
    events: Sequence[Event],
    lag: int = 0,
    intervals: bool = True,
    pair: Sequence[tuple[str, int]] = (),
) -> go.Figure:
    """A line for each country of `names`, in their order, over `years`.

    `series` holds each country's columns (`cache.Panel`). A year without a value is a gap, also
    where no country has one (WGI 1997, 1999, 2001); a value between gaps is a mark. With a `lag` every
    value, its year and the breaks stand so many years later: at the year of their edition. Every value can be
    clicked, and says its country and year described; those of `pair` are ringed.
    """
    step = indicator.every_years
    drawn = {iso3: within(series.get(iso3), years, breaks, lag, step) for iso3 in names}
    ringed = {(iso3, year + lag) for iso3, year in pair}
    breaks = [replace(change, year=change.boundary + lag) for change in breaks]
    years = (years[0] + lag, years[1] + lag)
    among = tuple(names)
    traces = [_line(iso3, names[iso3], drawn[iso3], among) for iso3 in reversed(among)]
    traces += _points(drawn, names, indicator, lag, ringed)
    bands = [
        shape
        for iso3 in reversed(among)
        if intervals
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
        traces += _marks(events, years)
        layout["shapes"] += _spans(events, years)
        key = "◆ article ● context" if any(not e.in_article for e in events) else "◆ article's events"
        layout["annotations"].append(label(key, 1, 0, xref="paper", yref="y2", xshift=4, font={"size": 11}))
        layout["yaxis2"] = {
            "domain": [0, STRIP - 0.01], "range": [-1, 1], "visible": False, "fixedrange": True,
        }  # fmt: skip
    return figure(traces, layout)


def within(
    series: Series | None,
    years: tuple[int, int],
    breaks: Sequence[Break] = (),
    lag: int = 0,
    step: int = 1,
) -> Series:
    """The columns for every year of the span; None in a year without a value, which is a gap.

    The years that a producer with a rhythm of `step` years leaves out are none.

    Where a change of method blocks comparison a row of None stands between the years, so that neither a
    line nor a band crosses it (METHODS 3.2).
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
    """The middle of a year on an axis of numbers: a yearly value stands for the whole of it."""
    return year + 0.5


def moment(day: dt.date) -> float:
    """A day on an axis of numbers, on which a year runs from `year` to `year + 1`."""
    start = dt.date(day.year, 1, 1)
    return day.year + (day - start).days / (dt.date(day.year + 1, 1, 1) - start).days


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
    ringed: set[tuple[str, float]],
) -> list[dict[str, Any]]:
    """A point for every value, to be read and clicked; drawn at ends and where no line shows it.

    The others are points of a text without letters: Plotly's time to redraw grows with every mark, seen or
    not, and a line without marks cannot be clicked.
    """
    among = tuple(drawn)
    seen, unseen = [], []
    for iso3, own in drawn.items():
        style = look(iso3, among)
        for run in _runs(own["value"]):
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
    """The interval as an area below the lines, one shape for each run of years without a gap.

    `at` gives the place of a moment (a year and its fraction) on the axis of the chart. As shapes, not as
    traces: Plotly's time to redraw grows with the number of traces.
    """
    shapes = []
    for run in _runs(own["interval_lower"]):
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


def _runs(values: list[Any]) -> list[list[int]]:
    """The places of values, in runs without a missing one between."""
    runs: list[list[int]] = []
    for number, value in enumerate(values):
        if value is not None:
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
    return runs


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


def unit_label(indicator: Indicator, more: str = "") -> dict[str, Any]:
    """The unit, which way is better, and what else must be said, at the top of the value axis."""
    words = {
        Direction.HIGHER_IS_BETTER: "↑ better",
        Direction.LOWER_IS_BETTER: "↓ better",
        Direction.NEITHER: "",
    }[indicator.direction]
    text = " · ".join(part for part in (escaped(indicator.unit), words, more) if part)
    return label(text, 0, 1, xref="paper", yref="paper", xshift=-40, yanchor="bottom", font={"size": 12})


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


def _shown(event: Event, years: tuple[int, int]) -> tuple[float, float]:
    """The part of an event's span that lies within the years shown."""
    return max(moment(event.when.start), years[0]), min(moment(event.when.end), years[1] + 1)


def _marks(events: Sequence[Event], years: tuple[int, int]) -> list[Figure]:
    """A mark for each event on the strip below the lines; hollow where it is confirmed only in part."""
    traces = []
    for in_article, colour, symbol in ((False, CONTEXT, "circle"), (True, ARTICLE, "diamond")):
        chosen = [event for event in events if event.in_article is in_article]
        if chosen:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [sum(_shown(event, years)) / 2 for event in chosen],
                    "y": [0] * len(chosen),
                    "yaxis": "y2",
                    "marker": {
                        "color": colour,
                        "symbol": [symbol if e.status == "confirmed" else f"{symbol}-open" for e in chosen],
                        "size": 9 if in_article else 7,
                        "opacity": 0.85,
                    },
                    "text": [f"<b>{escaped(str(e.when))}</b><br>{wrapped(escaped(e.title))}" for e in chosen],
                    "hovertemplate": "%{text}<extra></extra>",
                    "cliponaxis": False,
                }
            )
    return traces


def _spans(events: Sequence[Event], years: tuple[int, int]) -> list[dict[str, Any]]:
    """A bar from the first to the last day of each event that is no single day."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "y2",
            "x0": _shown(event, years)[0],
            "x1": _shown(event, years)[1],
            "y0": 0,
            "y1": 0,
            "line": {"color": faded(ARTICLE if event.in_article else CONTEXT, 0.45), "width": 5},
        }
        for event in events
        if event.when.start != event.when.end
    ]


def wrapped(text: str, width: int = 48) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
