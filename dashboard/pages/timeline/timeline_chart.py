"""Draw events in lanes by category, at their true precision, over an indicator on the same time axis."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import ARTICLE, CATEGORIES, CONTEXT, RULE, look
from dashboard.common.series import (
    Series,
    band,
    hindsight_label,
    hover_text,
    middle,
    muted,
    unit_label,
    within,
    wrapped,
)
from indicators.model import Break, Indicator
from indicators.story import Event

LANE = 54
BENEATH = 190
# Marks of a lane that lie closer than this share of the visible time get rows of their own.
CLOSE = 0.014
ROWS = 4


@dataclass(frozen=True)
class Beneath:
    """The indicator below the events: one country's columns (None without a value) and changes of method.

    A label of `hindsight` names the later edition that answers.
    """

    indicator: Indicator
    series: Series | None
    breaks: Sequence[Break]
    iso3: str
    hindsight: str = ""


def timeline(
    events: Sequence[Event],
    *,
    years: tuple[int, int],
    selected: str,
    article: dt.date,
    beneath: Beneath | None,
) -> Figure:
    """Draw marks for days, bars for months and ranges; an event confirmed only in part is hollow."""
    lanes = [name for name in CATEGORIES if any(event.category == name for event in events)]
    lane_height = LANE * max(1, len(lanes))
    height = lane_height + 40 + (BENEATH + 24 if beneath else 0)
    top = (BENEATH + 24) / (lane_height + BENEATH + 24) if beneath else 0.0
    first, last = dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)
    places = _places(events, lanes, (last - first).days)
    traces = [
        *_bars(events, places, first, last),
        *_marks(events, places, selected, first, last),
    ]
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": 34, "r": 14, "t": 16, "b": 30},
        "hovermode": "closest",
        "clickmode": "event+select",
        "xaxis": axis(
            type="date", range=[first.isoformat(), last.isoformat()], showgrid=True, anchor="free", position=0
        ),
        "yaxis": {
            "domain": [top, 1],
            "range": [len(lanes) - 0.5, -0.5],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "shapes": [_rule(article), *_lane_rules(len(lanes))],
        "annotations": [
            label(
                "the article", article.isoformat(), 1, yref="paper", yanchor="bottom", xanchor="center",
                font={"size": 11},
            )
        ],
    }  # fmt: skip
    if not first <= article <= last:
        layout["annotations"], layout["shapes"] = [], _lane_rules(len(lanes))
    layout["annotations"] += [
        label(
            CATEGORIES[name], 0, lane - 0.48, xref="paper", yref="y", yanchor="top", xshift=-28,
            font={"size": 11},
        )
        for lane, name in enumerate(lanes)
    ]  # fmt: skip
    if beneath:
        line, interval = _beneath(beneath, years)
        traces.append(muted(line) if beneath.hindsight else line)
        if beneath.hindsight:
            layout["annotations"].append(hindsight_label(beneath.hindsight, "y2 domain"))
        layout["shapes"] += interval
        layout["yaxis2"] = axis(domain=[0, top - 0.07], anchor="x")
        unit = unit_label(beneath.indicator)
        unit.update(
            y=top - 0.065, xshift=-28, text=f"{escaped(beneath.indicator.short_name)}, {unit['text']}"
        )
        layout["annotations"].append(unit)
    return figure(traces, layout)


def _places(events: Sequence[Event], lanes: list[str], days: int) -> dict[str, float]:
    """Return the height of each event in its lane: close events take rows of their own, up to `ROWS`."""
    taken: dict[str, list[dt.date]] = {name: [] for name in lanes}
    row_of: dict[str, int] = {}
    apart = dt.timedelta(days=max(1, int(days * CLOSE)))
    for event in sorted(events, key=lambda e: e.when.start):
        ends = taken[event.category]
        free = next((row for row, end in enumerate(ends) if event.when.start - end >= apart), None)
        if free is None and len(ends) < ROWS:
            ends.append(event.when.end)
            free = len(ends) - 1
        elif free is None:
            free = min(range(ROWS), key=lambda row: ends[row])
        ends[free] = max(ends[free], event.when.end)
        row_of[event.id] = free
    return {
        event.id: lanes.index(event.category) - 0.1 + 0.45 * _share(row_of[event.id], taken[event.category])
        for event in events
    }


def _share(row: int, rows: list[dt.date]) -> float:
    return 0.5 if len(rows) == 1 else row / (len(rows) - 1)


def _bars(
    events: Sequence[Event], places: dict[str, float], first: dt.date, last: dt.date
) -> list[dict[str, Any]]:
    """Draw a bar from the first to the last day of each event that is not a single day."""
    traces = []
    for in_article, colour in ((False, CONTEXT), (True, ARTICLE)):
        x: list[str | None] = []
        y: list[float | None] = []
        for event in events:
            if event.in_article is in_article and event.when.start != event.when.end:
                begin, end = max(event.when.start, first), min(event.when.end, last)
                x += [begin.isoformat(), end.isoformat(), None]
                y += [places[event.id], places[event.id], None]
        traces.append(
            {
                "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
                "line": {"color": colour, "width": 5}, "opacity": 0.45,
            }
        )  # fmt: skip
    return traces


def _marks(
    events: Sequence[Event], places: dict[str, float], selected: str, first: dt.date, last: dt.date
) -> list[dict[str, Any]]:
    traces = []
    for in_article, colour, shape in ((False, CONTEXT, "circle"), (True, ARTICLE, "diamond")):
        group = [event for event in events if event.in_article is in_article]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "In the article" if in_article else "Context",
                "x": [_at(event, first, last) for event in group],
                "y": [places[event.id] for event in group],
                "customdata": [event.id for event in group],
                "text": [_text(event) for event in group],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {
                    "color": colour,
                    "symbol": [shape if e.status == "confirmed" else f"{shape}-open" for e in group],
                    "size": [17 if e.id == selected else 11 if _is_day(e) else 8 for e in group],
                    "line": {"width": 1.6, "color": colour},
                    "opacity": 1,
                },
                "selected": {"marker": {"opacity": 1}},
                "unselected": {"marker": {"opacity": 1}},
            }
        )
    return traces


def _is_day(event: Event) -> bool:
    return event.when.start == event.when.end


def _at(event: Event, first: dt.date, last: dt.date) -> str:
    """Return the day of an event's mark: its day, or the middle of its visible span."""
    begin, end = max(event.when.start, first), min(event.when.end, last)
    return (begin + (end - begin) / 2).isoformat()


def _text(event: Event) -> str:
    partly = "" if event.status == "confirmed" else "<br><i>confirmed in part or by a weak source</i>"
    return f"<b>{escaped(str(event.when))}</b><br>{wrapped(escaped(event.title))}{partly}"


def _rule(day: dt.date) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": day.isoformat(), "x1": day.isoformat(),
        "y0": 0, "y1": 1, "line": {"color": ARTICLE, "width": 1, "dash": "dot"},
    }  # fmt: skip


def _lane_rules(lanes: int) -> list[dict[str, Any]]:
    return [
        {
            "type": "line", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": lane + 0.5,
            "y1": lane + 0.5, "line": {"color": RULE, "width": 0.5}, "opacity": 0.5,
        }
        for lane in range(lanes - 1)
    ]  # fmt: skip


def _beneath(beneath: Beneath, years: tuple[int, int]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Draw one country's line and the shapes of its interval, on the lower axis."""
    indicator = beneath.indicator
    series = within(beneath.series, years, beneath.breaks, step=indicator.every_years)
    style = look(beneath.iso3, (beneath.iso3,))
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_day(middle(year)) for year in series["year"]],
        "y": series["value"],
        "yaxis": "y2",
        "connectgaps": False,
        "line": {"color": style.colour, "width": 2.5},
        "marker": {"color": style.colour, "size": 6},
        "text": [hover_text(series, number, indicator) for number in range(len(series["year"]))],
        "hovertemplate": "%{text}<extra></extra>",
    }
    return line, band(series, style.colour, "y2", _day)


def _day(moment: float) -> str:
    """Return the day of a moment (a year and its fraction), for the time axis."""
    year = int(moment)
    return (dt.date(year, 1, 1) + dt.timedelta(days=int((moment - year) * 365))).isoformat()
