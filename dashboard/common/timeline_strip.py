"""Draw events alone on an axis of months or years, some of them highlighted."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from dashboard.common.event_marks import MONTHS, Mark, lay_out, numbered
from dashboard.common.figure import Figure, axis, escaped, figure
from dashboard.common.palette import ARTICLE, WORLD
from dashboard.common.series import wrapped
from indicators.story import Event

ROW, ROWS, WIDTH = 30, 14, 640
NARROW_ROWS, NARROW_WIDTH = 16, 300
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 12, 46


def timeline_strip(
    events: Sequence[Event], *, years: tuple[int, int], highlighted: Collection[str]
) -> Figure:
    """Draw each event as a numbered mark with its name; those highlighted in colour and bold."""
    wide = _laid_out(events, years, highlighted, WIDTH, ROWS)
    narrow = _laid_out(events, years, highlighted, NARROW_WIDTH, NARROW_ROWS)
    whole = figure(wide["data"], wide["layout"])
    return {**whole, "narrow": {"data": narrow["data"], "layout": {**whole["layout"], **narrow["layout"]}}}


def _laid_out(
    events: Sequence[Event], years: tuple[int, int], highlighted: Collection[str], width: int, rows: int
) -> Figure:
    span = dt.date(years[0], 1, 1), dt.date(years[1], 12, 31)
    marks = lay_out(numbered(events), span, width=width, rows=rows)
    used = 1 + max((mark.row for mark in marks), default=0)
    annotations, shapes = [], []
    for mark in marks:
        is_highlighted = any(item.event.id in highlighted for item in mark.events)
        colour = ARTICLE if is_highlighted else WORLD
        at = {"x": mark.x, "y": mark.row + 0.5, "yanchor": "middle", "showarrow": False}
        frame = {"bordercolor": colour, "borderwidth": 2 if is_highlighted else 1, "borderpad": 2}
        annotations.append({**at, "text": mark.numbers, "xanchor": "center", "font": {"size": 12}, **frame})
        if mark.text:
            text = f"<b>{escaped(mark.text)}</b>" if is_highlighted else escaped(mark.text)
            away = 8 + 3.6 * len(mark.numbers)
            side = (
                {"xanchor": "right", "xshift": -away} if mark.to_left else {"xanchor": "left", "xshift": away}
            )
            annotations.append({**at, "text": text, "font": {"size": 12}, **side})
        shapes += _bar(mark, span, width, colour)
    return {
        "data": [_points(marks)],
        "layout": {
            "height": used * ROW + TOP + BOTTOM,
            "margin": {"l": LEFT, "r": RIGHT, "t": TOP, "b": BOTTOM},
            "hovermode": "closest",
            "xaxis": axis(range=[0, width], **_ticks(years, width)),
            "yaxis": {"range": [used, 0], "visible": False, "fixedrange": True},
            "annotations": annotations,
            "shapes": shapes,
        },
    }


def _ticks(years: tuple[int, int], width: int) -> dict[str, Any]:
    """Return ticks at months for up to three years, else at years."""
    first, last = years
    days = (dt.date(last, 12, 31) - dt.date(first, 1, 1)).days
    count = last - first + 1
    if count <= 3:
        step = 1 if width > NARROW_WIDTH and count == 1 else 3 if width > NARROW_WIDTH or count == 1 else 6
        dates = [dt.date(year, month, 1) for year in range(first, last + 1) for month in range(1, 13, step)]
        text = [MONTHS[day.month - 1] + (f"<br>{day.year}" if day.month == 1 else "") for day in dates]
    else:
        step = 1 if count <= 6 else 2 if count <= 12 else 5
        dates = [dt.date(year, 1, 1) for year in range(first, last + 1, step)]
        text = [str(day.year) for day in dates]
    return {"tickvals": [width * (day - dt.date(first, 1, 1)).days / days for day in dates], "ticktext": text}


def _bar(mark: Mark, span: tuple[dt.date, dt.date], width: int, colour: str) -> list[dict[str, Any]]:
    """Draw a bar under a mark whose events last longer than a week."""
    first = max(min(item.event.when.start for item in mark.events), span[0])
    last = min(max(item.event.when.end for item in mark.events), span[1])
    if (last - first).days <= 7:
        return []
    x0, x1 = (width * (day - span[0]).days / (span[1] - span[0]).days for day in (first, last))
    y = mark.row + 0.92
    return [
        {
            "type": "line",
            "x0": x0,
            "x1": x1,
            "y0": y,
            "y1": y,
            "layer": "below",
            "line": {"color": colour, "width": 2},
        }
    ]


def _points(marks: Sequence[Mark]) -> dict[str, Any]:
    """Return points behind the marks, which show date and title under the pointer."""
    return {
        "type": "scatter",
        "mode": "markers",
        "meta": "events",
        "x": [mark.x for mark in marks],
        "y": [mark.row + 0.5 for mark in marks],
        "marker": {"size": 20, "opacity": 0},
        "text": [
            "<br>".join(
                f"<b>{item.number}. {item.event.when}</b><br>{wrapped(escaped(item.event.title))}"
                for item in mark.events
            )
            for mark in marks
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }
