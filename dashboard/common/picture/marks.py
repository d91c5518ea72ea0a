"""Draw the traces of a picture: lines, marks, error bars, bars, cells."""

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from dashboard.common.picture.axes import Axis
from dashboard.common.picture.words import INK, LINE, lines_of, width, write

DASHES = {"dot": "2,3", "dash": "8,5", "dashdot": "8,4,2,4", "longdash": "12,6"}
Trace = Mapping[str, Any]
MIDDLE_GREY = 140


def at(value: Any, number: int) -> Any:
    """Return the value of one point: one of a list, or the same for all."""
    return value[number] if isinstance(value, list) else value


def dashed(name: str | None) -> str:
    """Return the attribute of a dashed line."""
    return f' stroke-dasharray="{DASHES[name]}"' if name in DASHES else ""


def points(trace: Trace, x: Axis, y: Axis) -> list[tuple[float, float] | None]:
    """Return the pixels of a trace's points, None for a missing one."""
    found: list[tuple[float, float] | None] = []
    for across, up in zip(trace.get("x") or [], trace.get("y") or [], strict=True):
        if across is None or up is None:
            found.append(None)
            continue
        place = x.pixel(across), y.pixel(up)
        found.append(None if any(math.isnan(part) for part in place) else place)
    return found


def scatter(trace: Trace, x: Axis, y: Axis, clip: str) -> str:
    """Draw lines, error bars and marks."""
    mode, placed = trace.get("mode", "lines"), points(trace, x, y)
    inside = clip if trace.get("cliponaxis", True) else ""
    parts = []
    if "lines" in mode:
        parts.append(_line(trace, placed))
    parts.append(_errors(trace, placed, x, y))
    if "markers" in mode:
        marker = trace.get("marker", {})
        parts += [
            symbol(marker, number, *place, colour=trace.get("line", {}).get("color", "#444444"))
            for number, place in enumerate(placed)
            if place is not None
        ]
    if "text" in mode:
        font = trace.get("textfont", {})
        for number, place in enumerate(placed):
            if place is not None:
                size = float(at(font.get("size", 12), number))
                lines = lines_of(at(trace.get("text", ""), number))
                colour = at(font.get("color", "#1a1a1a"), number)
                parts.append(
                    write(lines, place[0], place[1] - size * 0.65, size=size, colour=colour, anchor="middle")
                )
    opacity = trace.get("opacity", 1)
    return f'<g{inside} opacity="{opacity:g}">{"".join(parts)}</g>'


def _line(trace: Trace, placed: Sequence[tuple[float, float] | None]) -> str:
    steps, pen_up = [], True
    for place in placed:
        if place is None:
            pen_up = pen_up or not trace.get("connectgaps")
            continue
        steps.append(f"{'M' if pen_up else 'L'}{place[0]:.1f},{place[1]:.1f}")
        pen_up = False
    line = trace.get("line", {})
    return (
        f'<path d="{"".join(steps)}" fill="none" stroke="{escape(str(line.get("color", "#444444")))}" '
        f'stroke-width="{line.get("width", 2):g}" stroke-linejoin="round"{dashed(line.get("dash"))}/>'
    )


def _errors(trace: Trace, placed: Sequence[tuple[float, float] | None], x: Axis, y: Axis) -> str:
    parts = []
    for name, axis, values in (("error_x", x, trace.get("x")), ("error_y", y, trace.get("y"))):
        bars = trace.get(name)
        if not bars or bars.get("visible") is False:
            continue
        for number, place in enumerate(placed):
            up = at(bars.get("array"), number)
            down = at(bars.get("arrayminus", bars.get("array")), number)
            if place is None or values is None or up is None or down is None:
                continue
            value = float(values[number])
            ends = axis.pixel(value - down), axis.pixel(value + up)
            drawn = (
                f'x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" y1="{place[1]:.1f}" y2="{place[1]:.1f}"'
                if axis is x
                else f'x1="{place[0]:.1f}" x2="{place[0]:.1f}" y1="{ends[0]:.1f}" y2="{ends[1]:.1f}"'
            )
            parts.append(
                f'<line {drawn} stroke="{escape(str(bars.get("color", "#444444")))}" '
                f'stroke-width="{bars.get("thickness", 2):g}"/>'
            )
    return "".join(parts)


def symbol(marker: Mapping[str, Any], number: int, x: float, y: float, *, colour: str = "#444444") -> str:
    """Draw one mark; an open symbol has only its edge."""
    name = str(at(marker.get("symbol", "circle"), number))
    size = float(at(marker.get("size", 6), number))
    fill = str(at(marker.get("color", colour), number))
    edge = marker.get("line", {})
    stroke, weight = str(at(edge.get("color", fill), number)), float(at(edge.get("width", 0), number))
    if name.endswith("-open"):
        stroke, weight, fill = fill, max(weight, 1.5), "none"
    style = (
        f'fill="{escape(fill)}" stroke="{escape(stroke)}" stroke-width="{weight:g}" '
        f'opacity="{at(marker.get("opacity", 1), number):g}"'
    )
    half = size / 2
    match name.removesuffix("-open"):
        case "square":
            return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{size:g}" height="{size:g}" {style}/>'
        case "diamond":
            r = half * 1.3
            corners = (x, y - r), (x + r, y), (x, y + r), (x - r, y)
        case "triangle-up":
            r = half * 2 / math.sqrt(3)
            corners = (x, y - half), (x + r, y + half / 2), (x - r, y + half / 2)  # type: ignore[assignment]
        case "cross":
            a, b = half * 0.4, half * 1.2
            corners = (  # type: ignore[assignment]
                (x - a, y - b), (x + a, y - b), (x + a, y - a), (x + b, y - a),
                (x + b, y + a), (x + a, y + a), (x + a, y + b), (x - a, y + b),
                (x - a, y + a), (x - b, y + a), (x - b, y - a), (x - a, y - a),
            )  # fmt: skip
        case _:
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half:g}" {style}/>'
    return f'<polygon points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}" {style}/>'


class Bars:
    """Draw the bars of a picture, stacked where the layout says so."""

    def __init__(self, layout: Mapping[str, Any]) -> None:
        self._stacks = layout.get("barmode", "group") in ("stack", "relative")
        self._gap = float(layout.get("bargap", 0.2))
        self._ends: defaultdict[tuple[Axis, Axis, float, bool], float] = defaultdict(float)
        self.patterns: dict[tuple[str, str], str] = {}

    def draw(self, trace: Trace, x: Axis, y: Axis, clip: str) -> str:
        """Draw one trace of bars."""
        flat = trace.get("orientation") == "h"
        places, lengths = (trace["y"], trace["x"]) if flat else (trace["x"], trace["y"])
        along, across = (x, y) if flat else (y, x)
        parts = []
        for number, (place, length) in enumerate(zip(places, lengths, strict=True)):
            if place is None or length is None:
                continue
            middle = across.number(place)
            wide = at(trace.get("width"), number) or self._width(places, across)
            stack = across, along, middle, length < 0
            start = self._ends[stack] if self._stacks else 0.0
            self._ends[stack] = start + length
            edges = sorted((across.place(middle - wide / 2), across.place(middle + wide / 2)))
            ends = sorted((along.place(start), along.place(start + length)))
            parts.append(self._bar(trace, number, ends, edges, flat=flat))
            parts.append(_bar_text(trace, number, ends, edges) if flat else "")
        return f"<g{clip}>{''.join(parts)}</g>" + (
            _errors(trace, points(trace, x, y), x, y) if "error_x" in trace or "error_y" in trace else ""
        )

    def _width(self, places: Sequence[Any], across: Axis) -> float:
        numbers = sorted({across.number(place) for place in places if place is not None})
        steps = [after - before for before, after in itertools.pairwise(numbers)]
        return min(steps, default=1.0) * (1 - self._gap)

    def _bar(
        self, trace: Trace, number: int, ends: Sequence[float], edges: Sequence[float], *, flat: bool
    ) -> str:
        marker = trace.get("marker", {})
        fill = str(at(marker.get("color", "#888888"), number))
        pattern = marker.get("pattern", {})
        if at(pattern.get("shape", ""), number) == "/":
            fill = self._pattern(
                str(at(pattern.get("fgcolor", fill), number)), str(at(pattern.get("bgcolor", "#fff"), number))
            )
        edge = marker.get("line", {})
        (x0, x1), (y0, y1) = (ends, edges) if flat else (edges, ends)
        return (
            f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" '
            f'fill="{escape(fill)}" stroke="{escape(str(at(edge.get("color", "none"), number)))}" '
            f'stroke-width="{at(edge.get("width", 0), number):g}"/>'
        )

    def _pattern(self, ink: str, paper: str) -> str:
        """Return a reference to a hatch of two colours; the same colours share one."""
        id = f"hatch{[*self.patterns, (ink, paper)].index((ink, paper))}"
        self.patterns[ink, paper] = (
            f'<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f'<rect width="6" height="6" fill="{escape(paper)}"/>'
            f'<path d="M-1,1l2,-2M0,6l6,-6M5,7l2,-2" stroke="{escape(ink)}" stroke-width="1.5"/></pattern>'
        )
        return f"url(#{id})"


def _bar_text(trace: Trace, number: int, ends: Sequence[float], edges: Sequence[float]) -> str:
    """Write a bar's text inside it, if it fits."""
    text = at(trace.get("text", ""), number)
    if not text or at(trace.get("textposition", "none"), number) != "inside":
        return ""
    font = trace.get("textfont", {})
    size = float(at(font.get("size", 12), number))
    lines = lines_of(str(text))
    wide = max(sum(width(piece.text, size, bold=piece.bold) for piece in line) for line in lines)
    if wide > ends[1] - ends[0] - 2 or size > edges[1] - edges[0]:
        return ""
    starts = trace.get("insidetextanchor") == "start"
    x = ends[0] + 4 if starts else (ends[0] + ends[1]) / 2
    top = (edges[0] + edges[1]) / 2 - len(lines) * size * 0.65
    colour = str(at(font.get("color", "#ffffff"), number))
    return write(lines, x, top, size=size, colour=colour, anchor="start" if starts else "middle")


def colour_of(value: float, low: float, high: float, scale: Sequence[Sequence[Any]]) -> str:
    """Return the colour of a value on a scale of shares and colours."""
    share = min(max((value - low) / (high - low) if high > low else 0.0, 0.0), 1.0)
    for (before, first), (after, second) in itertools.pairwise(scale):
        if share <= after:
            part = (share - before) / (after - before) if after > before else 0.0
            *channels, alpha = (
                a + part * (b - a) for a, b in zip(_channels(first), _channels(second), strict=True)
            )
            return f"rgba({','.join(f'{channel:.0f}' for channel in channels)},{alpha:g})"
    return str(scale[-1][1])


def _channels(colour: Any) -> list[float]:
    """Return red, green, blue and opacity of a colour."""
    text = str(colour)
    if text.startswith("#"):
        return [*(float(int(text[n : n + 2], 16)) for n in (1, 3, 5)), 1.0]
    numbers = [float(part) for part in re.findall(r"[\d.]+", text)]
    return [*numbers, 1.0][:4]


def heatmap(trace: Trace, x: Axis, y: Axis) -> str:
    """Draw a cell for each value, with its text if the trace shows one; a missing value has none."""
    values = [value for row in trace["z"] for value in row if value is not None]
    low, high = trace.get("zmin", min(values)), trace.get("zmax", max(values))
    gap_x, gap_y = trace.get("xgap", 0), trace.get("ygap", 0)
    texts = trace["text"] if trace.get("texttemplate") == "%{text}" else None
    parts = []
    for down, (up, row) in enumerate(zip(trace["y"], trace["z"], strict=True)):
        for along, (across, value) in enumerate(zip(trace["x"], row, strict=True)):
            if value is None:
                continue
            left, right = sorted((x.place(x.number(across) - 0.5), x.place(x.number(across) + 0.5)))
            top, bottom = sorted((y.place(y.number(up) - 0.5), y.place(y.number(up) + 0.5)))
            colour = colour_of(value, low, high, trace["colorscale"])
            parts.append(
                f'<rect x="{left + gap_x / 2:.1f}" y="{top + gap_y / 2:.1f}" '
                f'width="{right - left - gap_x:.1f}" height="{bottom - top - gap_y:.1f}" fill="{colour}"/>'
            )
            if texts is not None:
                parts.append(
                    _cell_text(trace, texts[down][along], (left + right) / 2, (top + bottom) / 2, colour)
                )
    return "".join(parts)


def _cell_text(trace: Trace, text: str, x: float, y: float, behind: str) -> str:
    """Write the text of a cell, dark on light colours and light on dark ones."""
    size = float(trace.get("textfont", {}).get("size", 12))
    lines = lines_of(text)
    red, green, blue, _ = _channels(behind)
    ink = "#ffffff" if 0.299 * red + 0.587 * green + 0.114 * blue < MIDDLE_GREY else INK
    return write(lines, x, y - len(lines) * size * LINE / 2, size=size, colour=ink, anchor="middle")
