"""Draw events on a strip below a chart whose time axis counts years and their fractions."""

from collections.abc import Sequence

from dashboard.common.figure import Figure, escaped
from dashboard.common.palette import ARTICLE, CONTEXT
from dashboard.common.series import moment, wrapped
from indicators.story import Event


def strip_marks(events: Sequence[Event], span: tuple[float, float], axis: str) -> list[Figure]:
    """Draw a mark for each event within a span of time; hollow where it is confirmed only in part."""
    traces: list[Figure] = []
    for in_article, colour, symbol in ((False, CONTEXT, "circle"), (True, ARTICLE, "diamond")):
        chosen = [event for event in events if event.in_article is in_article]
        if chosen:
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": [sum(_part(event, span)) / 2 for event in chosen],
                    "y": [0] * len(chosen),
                    "yaxis": axis,
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


def strip_bars(events: Sequence[Event], span: tuple[float, float], axis: str) -> list[Figure]:
    """Draw a bar from the first to the last day of each event that takes longer than a day."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": axis,
            "x0": _part(event, span)[0],
            "x1": _part(event, span)[1],
            "y0": 0,
            "y1": 0,
            "line": {"color": ARTICLE if event.in_article else CONTEXT, "width": 3},
        }
        for event in events
        if event.when.start != event.when.end
    ]


def _part(event: Event, span: tuple[float, float]) -> tuple[float, float]:
    """Return the part of an event that lies within a span of time."""
    return max(moment(event.when.start), span[0]), min(moment(event.when.end), span[1])
