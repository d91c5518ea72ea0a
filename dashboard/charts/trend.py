"""Values over years with their published intervals, gaps as gaps, breaks as breaks, events as marks."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.base import Figure, axis, escaped, figure, label, spread
from dashboard.palette import ARTICLE, CONTEXT, RULE, faded, look
from indicators.model import Break, Direction, Event, Indicator

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
    held: Sequence[int],
    breaks: Sequence[Break],
    events: Sequence[Event],
) -> go.Figure:
    """A line for each country of `names`, in their order, over `years`.

    `series` holds each country's columns (`dashboard.cache.Panel`); `held` the years with any data: a
    year that a country lacks, and the indicator has, is a gap in its line.
    """
    drawn = {iso3: _within(series.get(iso3), years, held) for iso3 in names}
    among = tuple(names)
    traces = [_line(iso3, names[iso3], drawn[iso3], indicator, among) for iso3 in reversed(among)]
    bands = [shape for iso3 in reversed(among) for shape in band(drawn[iso3], look(iso3, among).colour)]
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
        "annotations": [*_labels(drawn, names, low, high), unit_label(indicator)],
    }
    if events:
        traces += _marks(events)
        shown = "events" if any(not event.in_article for event in events) else "article's events"
        layout["annotations"].append(
            label(f"◆ {shown}", 1, 0, xref="paper", yref="y2", xshift=4, font={"size": 11})
        )
        layout["yaxis2"] = {
            "domain": [0, STRIP - 0.01], "range": [-1, 1], "visible": False, "fixedrange": True,
        }  # fmt: skip
    return figure(traces, layout)


def _within(series: Series | None, years: tuple[int, int], held: Sequence[int]) -> Series:
    """The columns for every held year of the span; None where the country has no value."""
    columns = ["value", "interval_lower", "interval_upper", "rank", "n_ranked", "edition"]
    wanted = [year for year in held if years[0] <= year <= years[1]]
    if series is None:
        return {"year": wanted, **{name: [None] * len(wanted) for name in columns}}
    place = {year: number for number, year in enumerate(series["year"])}
    found = [place.get(year) for year in wanted]
    return {
        "year": wanted,
        **{name: [None if at is None else series[name][at] for at in found] for name in columns},
    }


def middle(year: int) -> str:
    """The middle of a year: a yearly value stands for the whole of it."""
    return f"{year}-07-01"


def _line(iso3: str, name: str, own: Series, indicator: Indicator, among: tuple[str, ...]) -> dict[str, Any]:
    style = look(iso3, among)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escaped(name),
        "x": [middle(year) for year in own["year"]],
        "y": own["value"],
        "connectgaps": False,
        "line": {"color": style.colour, "width": style.width, "dash": style.dash},
        "marker": {"color": style.colour, "symbol": style.symbol, "size": 7 if iso3 == among[0] else 6},
        "text": [_hover(own, number, indicator) for number in range(len(own["year"]))],
        "hovertemplate": f"<b>{escaped(name)}</b> %{{text}}<extra></extra>",
    }


def _hover(own: Series, number: int, indicator: Indicator) -> str:
    value, lower, upper = (own[column][number] for column in ("value", "interval_lower", "interval_upper"))
    if value is None:
        return ""
    digits = indicator.decimals
    text = f"{own['year'][number]}: {value:.{digits}f}"
    if lower is not None and upper is not None:
        text += f"<br>{indicator.interval_level} % interval {lower:.{digits}f} to {upper:.{digits}f}"
    if own["rank"][number] is not None:
        text += f"<br>rank {own['rank'][number]} of {own['n_ranked'][number]}"
    return f"{text}<br>edition {escaped(own['edition'][number])}"


def band(own: Series, colour: str, axis: str = "y") -> list[dict[str, Any]]:
    """The interval as an area below the lines, one shape for each run of years without a gap.

    As shapes, not as traces: Plotly's time to redraw grows with the number of traces.
    """
    shapes = []
    for run in _runs(own["interval_lower"]):
        days = [middle(own["year"][number]) for number in run]
        if len(run) == 1:  # an area needs a width
            days, run = [f"{own['year'][run[0]]}-04-01", f"{own['year'][run[0]]}-10-01"], [run[0], run[0]]
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
    step = 1 if span <= 9 else 2 if span <= 18 else 5
    return axis(
        type="date",
        range=[f"{years[0]}-01-01", f"{years[1]}-12-31"],
        dtick=f"M{12 * step}",
        tick0=f"{years[0]}-01-01",
        tickformat="%Y",
        ticklabelmode="period",
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


def unit_label(indicator: Indicator) -> dict[str, Any]:
    """The unit and which way is better governed, at the top of the value axis."""
    words = {
        Direction.HIGHER_IS_BETTER: "↑ better governed",
        Direction.LOWER_IS_BETTER: "↓ better governed",
        Direction.NEITHER: "",
    }[indicator.direction]
    text = " · ".join(part for part in (escaped(indicator.unit), words) if part)
    return label(text, 0, 1, xref="paper", yref="paper", xshift=-40, yanchor="bottom", font={"size": 12})


def _break_rules(breaks: Sequence[Break], years: tuple[int, int]) -> list[dict[str, Any]]:
    """A vertical rule where the method changed, solid where values may not be compared across it."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "y domain",
            "x0": f"{change.year}-01-01",
            "x1": f"{change.year}-01-01",
            "y0": 0,
            "y1": 1,
            "line": {"color": RULE, "width": 1, "dash": "solid" if change.blocks else "dot"},
        }
        for change in breaks
        if years[0] < change.year <= years[1]
    ]


def _marks(events: Sequence[Event]) -> list[Figure]:
    """A mark for each event on the strip below the lines: filled for the article's, hollow for context."""
    traces = []
    for in_article, colour, symbol in ((False, CONTEXT, "circle-open"), (True, ARTICLE, "diamond")):
        chosen = [event for event in events if event.in_article is in_article]
        if chosen:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [event.when.start.isoformat() for event in chosen],
                    "y": [0] * len(chosen),
                    "yaxis": "y2",
                    "marker": {"color": colour, "symbol": symbol, "size": 9, "opacity": 0.9},
                    "text": [
                        f"<b>{escaped(str(e.when))}</b><br>{_wrapped(escaped(e.title))}" for e in chosen
                    ],
                    "hovertemplate": "%{text}<extra></extra>",
                    "cliponaxis": False,
                }
            )
    return traces


def _wrapped(text: str, width: int = 48) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
