"""Put a picture together: title, filters, chart, and the passport in its pixels and in its metadata."""

import json
import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from dashboard.common.picture.axes import Area, Axis, grid, labels
from dashboard.common.picture.maps import Map
from dashboard.common.picture.marks import Bars, Trace, dashed, heatmap, scatter, symbol
from dashboard.common.picture.words import FONT, GREY, INK, LINE, Piece, lines_of, size_of, width, wrap, write
from indicators.export.passport import Passport

WIDTH = 1200
PAD = 28
TITLE, SUBTITLE, NOTE = 24.0, 15.0, 12.0
# Between the edge of the picture and that of the chart, whose labels begin at its own edge.
INSET = 22
SOCIAL = (1200, 630)
# A third of the plot: an annotation there is anchored at its near edge.
THIRD = 1 / 3
_PATH = re.compile(r"([MLZ])([^MLZ]*)")


class NotDrawnError(Exception):
    """A figure with a part that we do not draw."""


def draw(figure: Mapping[str, Any], passport: Passport, *, social: bool = False) -> str:
    """Return a figure as an SVG on white, 1200 pixels wide.

    `social` fits it into 1200 x 630 without notes. Raises `NotDrawnError`.
    """
    layout = figure["layout"]
    margin = {"l": 80, "r": 80, "t": 100, "b": 80, **layout.get("margin", {})}
    left, right = margin["l"] + INSET, margin["r"] + INSET / 2
    most = WIDTH - 2 * PAD
    title = wrap(passport.title, TITLE, most, bold=True)
    subtitle = wrap(passport.subtitle, SUBTITLE, most)
    told = passport.lines()[:1] if social else passport.lines()
    notes = [line for text in told for line in wrap(text, NOTE, most)]
    above = PAD + (len(title) * TITLE + len(subtitle) * SUBTITLE) * LINE + 8 + margin["t"]
    foot = max(margin["b"], 44) + 12
    plot = float(layout.get("height", 450)) - margin["t"] - margin["b"]
    height = above + plot + foot + len(notes) * NOTE * LINE + PAD
    area = Area(left, above, WIDTH - left - right, plot)
    try:
        chart = _chart(figure["data"], layout, area)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NotDrawnError(f"{type(error).__name__}: {error}") from error
    parts = [
        write([[Piece(line, bold=True)] for line in title], PAD, PAD, size=TITLE),
        write(
            [[Piece(line)] for line in subtitle],
            PAD,
            PAD + len(title) * TITLE * LINE,
            size=SUBTITLE,
            colour=GREY,
        ),
        chart,
        write([[Piece(line)] for line in notes], PAD, above + plot + foot, size=NOTE, colour=GREY),
    ]
    words = "\n".join([passport.title, passport.subtitle, *passport.lines()])
    size = f'width="{WIDTH}" height="{height:.0f}"'
    if social:
        size = f'width="{SOCIAL[0]}" height="{SOCIAL[1]}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'font-family="{escape(FONT)}" fill="{INK}"><title>{escape(passport.title)}</title>'
        f"<desc>{escape(words)}</desc><metadata>{escape(json.dumps(passport.as_dict()))}</metadata>"
        f'<rect x="-{WIDTH}" width="{3 * WIDTH}" height="{height:.0f}" fill="#ffffff"/>'
        f"{''.join(parts)}</svg>"
    )


def _chart(data: list[Trace], layout: Mapping[str, Any], area: Area) -> str:
    axes = _axes(data, layout, area)
    clips = _clips(axes, area)
    bars = Bars(layout)
    below, above = _shapes(layout, axes, area)
    pairs = {(trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in data if "x" in trace}
    lines = [
        grid(axes[own], (axes[other].start, axes[other].end))
        for x, y in sorted(pairs)
        for own, other in ((x, y), (y, x))
    ]
    marks = [_trace(trace, axes, clips, layout, area, bars) for trace in data]
    ticks = [labels(axis, _at(axis, axes, area)) for axis in axes.values() if "geo" not in layout]
    defs = "".join(
        f'<clipPath id="{id}"><rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}"/></clipPath>'
        for id, (x, y, w, h) in clips.items()
    ) + "".join(bars.patterns.values())
    return "".join(
        [
            f"<defs>{defs}</defs>",
            below,
            *lines,
            *marks,
            *ticks,
            above,
            _legend(data, layout, area),
            *(_annotation(one, axes, area) for one in layout.get("annotations", ())),
        ]
    )


def _axes(data: list[Trace], layout: Mapping[str, Any], area: Area) -> dict[str, Axis]:
    """Return the axes by the name that traces use: `x`, `y2`."""
    found = {}
    for key, given in layout.items():
        match = re.fullmatch(r"([xy])axis(\d*)", key)
        if not match:
            continue
        letter, name = match[1], match[1] + match[2]
        values = [
            value
            for trace in data
            if trace.get(f"{letter}axis", letter) == name
            for value in trace.get(letter) or []
            if value is not None
        ]
        words = bool(values) and all(isinstance(value, str) for value in values)
        categories = tuple(dict.fromkeys(values)) if words and given.get("type") != "date" else ()
        place = area.x if letter == "x" else area.y
        start, end = (place(share) for share in given.get("domain", (0, 1)))
        axis = Axis(letter, given, 0, 1, start, end, categories)
        low, high = _range(axis, values)
        found[name] = Axis(letter, given, low, high, start, end, categories)
    return found


def _range(axis: Axis, values: list[Any]) -> tuple[float, float]:
    """Return the ends of an axis: as given, else half a step beyond the cells of a table of colours."""
    given = axis.layout.get("range")
    if given is not None:
        if axis.layout.get("type") == "log":  # given as logarithms
            return float(given[0]), float(given[1])
        return axis.number(given[0]), axis.number(given[1])
    if axis.categories:
        low, high = -0.5, len(axis.categories) - 0.5
    else:
        numbers = [axis.number(value) for value in values]
        low, high = min(numbers) - 0.5, max(numbers) + 0.5
    return (high, low) if axis.layout.get("autorange") == "reversed" else (low, high)


def _clips(axes: Mapping[str, Axis], area: Area) -> dict[str, tuple[float, float, float, float]]:
    clips = {"map": (area.left, area.top, area.width, area.height)}
    for x in (axis for axis in axes if axis[0] == "x"):
        for y in (axis for axis in axes if axis[0] == "y"):
            across, up = axes[x], axes[y]
            clips[f"{x}{y}"] = across.start, up.end, across.end - across.start, up.start - up.end
    return clips


def _at(axis: Axis, axes: Mapping[str, Axis], area: Area) -> float:
    """Return the pixel at which an axis stands on the other one."""
    if axis.layout.get("anchor") == "free":
        share = axis.layout.get("position", 0)
        return area.y(share) if axis.letter == "x" else area.x(share)
    other = axes.get(str(axis.layout.get("anchor", "y" if axis.letter == "x" else "x")))
    return other.start if other else (area.y(0) if axis.letter == "x" else area.left)


def _trace(
    trace: Trace,
    axes: Mapping[str, Axis],
    clips: Mapping[str, Any],
    layout: Mapping[str, Any],
    area: Area,
    bars: Bars,
) -> str:
    kind = trace["type"]
    if kind in ("choropleth", "scattergeo"):
        one = Map(layout, area)
        if kind == "scattergeo":
            return one.names(trace)
        bar = one.bar(trace, area) if trace.get("showscale", True) and "colorbar" in trace else ""
        return (
            f'<svg x="{one.left:.1f}" y="{one.top:.1f}" width="{one.width:.1f}" height="{one.height:.1f}" '
            f'viewBox="{one.left:.1f} {one.top:.1f} {one.width:.1f} {one.height:.1f}">'
            f"{one.choropleth(trace)}</svg>{bar}"
        )
    x, y = trace.get("xaxis", "x"), trace.get("yaxis", "y")
    clip = f' clip-path="url(#{x}{y})"'
    if kind == "scatter":
        return scatter(trace, axes[x], axes[y], clip)
    if kind == "bar":
        return bars.draw(trace, axes[x], axes[y], clip)
    if kind == "heatmap":
        return heatmap(trace, axes[x], axes[y])
    raise NotDrawnError(f"no drawing of {kind}")


def _placer(
    reference: str, letter: str, axes: Mapping[str, Axis], area: Area, *, is_logarithm: bool = False
) -> Callable[[Any], float]:
    """Return the function from a coordinate to its pixel: of the plot, of an axis, or of an axis's data.

    On a logarithmic axis Plotly's shapes give values, and its annotations logarithms.
    """
    if reference == "paper":
        return area.x if letter == "x" else area.y
    name, _, domain = reference.partition(" ")
    axis = axes[name]
    if domain:
        return axis.share
    return axis.place if is_logarithm and axis.layout.get("type") == "log" else axis.pixel


def _shapes(layout: Mapping[str, Any], axes: Mapping[str, Axis], area: Area) -> tuple[str, str]:
    """Draw the shapes below the traces, and those above."""
    below: list[str] = []
    above: list[str] = []
    for shape in layout.get("shapes", ()):
        x = _placer(shape.get("xref", "x"), "x", axes, area)
        y = _placer(shape.get("yref", "y"), "y", axes, area)
        line = shape.get("line", {})
        style = (
            f'stroke="{escape(str(line.get("color", "#444444")))}" stroke-width="{line.get("width", 2):g}" '
            f'opacity="{shape.get("opacity", 1):g}"{dashed(line.get("dash"))}'
        )
        fill = escape(str(shape.get("fillcolor", "none")))
        if shape["type"] == "path":
            drawn = f'<path d="{_path(shape["path"], x, y)}" fill="{fill}" {style}/>'
        else:
            (x0, x1), (y0, y1) = ((x(shape["x0"]), x(shape["x1"])), (y(shape["y0"]), y(shape["y1"])))
            if shape["type"] == "line":
                drawn = f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" {style}/>'
            else:
                drawn = (
                    f'<rect x="{min(x0, x1):.1f}" y="{min(y0, y1):.1f}" width="{abs(x1 - x0):.1f}" '
                    f'height="{abs(y1 - y0):.1f}" fill="{fill}" {style}/>'
                )
        if shape.get("xref", "x") in axes and shape.get("yref", "y") in axes:
            drawn = f'<g clip-path="url(#{shape.get("xref", "x")}{shape.get("yref", "y")})">{drawn}</g>'
        (below if shape.get("layer") == "below" else above).append(drawn)
    return "".join(below), "".join(above)


def _path(text: str, x: Callable[[Any], float], y: Callable[[Any], float]) -> str:
    """Turn a path of data into one of pixels."""
    steps = []
    for command, rest in _PATH.findall(text):
        place = ""
        if rest.strip():
            across, up = rest.strip().split(",")
            place = f"{x(_plain(across)):.1f},{y(_plain(up)):.1f}"
        steps.append(command + place)
    return "".join(steps)


def _plain(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _annotation(one: Mapping[str, Any], axes: Mapping[str, Axis], area: Area) -> str:
    """Draw a label with its box and its arrow."""
    if one.get("visible") is False:
        return ""
    x_of, y_of = one.get("xref", "x"), one.get("yref", "y")
    tip_x = _placer(x_of, "x", axes, area, is_logarithm=True)(one["x"])
    tip_y = _placer(y_of, "y", axes, area, is_logarithm=True)(one["y"])
    font = one.get("font", {})
    size = float(font.get("size", 13))
    lines = lines_of(one["text"])
    wide, high = size_of(lines, size)
    inset = float(one.get("borderpad", 1)) + float(one.get("borderwidth", 0))
    x, y = tip_x + one.get("xshift", 0), tip_y - one.get("yshift", 0)
    arrow = ""
    is_arrow = one.get("showarrow", True)
    if is_arrow:
        x, y = x + one.get("ax", -10), y + one.get("ay", -30)
        arrow = (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{tip_x:.1f}" y2="{tip_y:.1f}" '
            f'stroke="{escape(str(one.get("arrowcolor", "#444444")))}" '
            f'stroke-width="{one.get("arrowwidth", 1):g}"/>'
        )
    anchor_x = one.get("xanchor", "auto")
    if anchor_x == "auto":
        anchor_x = "center" if is_arrow or x_of != "paper" else _near(one["x"], ("left", "center", "right"))
    anchor_y = one.get("yanchor", "auto")
    if anchor_y == "auto":
        anchor_y = "middle" if is_arrow or y_of != "paper" else _near(one["y"], ("bottom", "middle", "top"))
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[anchor_x] * (wide + 2 * inset)
    top = y - {"top": 0.0, "middle": 0.5, "bottom": 1.0}[anchor_y] * (high + 2 * inset)
    box = ""
    if one.get("borderwidth") or one.get("bgcolor"):
        box = (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide + 2 * inset:.1f}" '
            f'height="{high + 2 * inset:.1f}" fill="{escape(str(one.get("bgcolor", "none")))}" '
            f'stroke="{escape(str(one.get("bordercolor", "none")))}" '
            f'stroke-width="{one.get("borderwidth", 0):g}"/>'
        )
    # One line keeps its own anchor, so that the estimate of its width cannot shift it.
    align = one.get("align", "center") if len(lines) > 1 else anchor_x
    at, name = {
        "left": (left + inset, "start"),
        "center": (left + inset + wide / 2, "middle"),
        "right": (left + inset + wide, "end"),
    }[align]
    turn = f' transform="rotate({one["textangle"]:g} {x:.1f} {y:.1f})"' if one.get("textangle") else ""
    colour = str(font.get("color", INK))
    weight = ' font-weight="bold"' if font.get("weight") in ("bold", 600, 700) else ""
    return (
        arrow
        + box
        + write(lines, at, top + inset, size=size, colour=colour, anchor=name, extra=turn + weight)
    )


def _near(share: float, names: tuple[str, str, str]) -> str:
    return names[0] if share <= THIRD else names[2] if share >= 1 - THIRD else names[1]


def _legend(data: list[Trace], layout: Mapping[str, Any], area: Area) -> str:
    """Draw a horizontal legend, in as many rows as it needs."""
    if not layout.get("showlegend"):
        return ""
    legend = layout.get("legend", {})
    shown = [trace for trace in data if trace.get("showlegend", True) and trace.get("name")]
    if legend.get("traceorder") == "reversed":
        shown.reverse()
    size = float(legend.get("font", {}).get("size", 12))
    left, top = area.x(legend.get("x", 0)), area.y(legend.get("y", 0))
    x, y, parts = left, top + size, []
    for trace in shown:
        name = str(trace["name"])
        wide = 34 + width(name, size) + 16
        if x > left and x + wide > area.left + area.width:
            x, y = left, y + size * 1.7
        parts.append(_swatch(trace, x + 15, y))
        parts.append(write(lines_of(name), x + 32, y - size * 0.65, size=size))
        x += wide
    return "".join(parts)


def _swatch(trace: Trace, x: float, y: float) -> str:
    marker = trace.get("marker", {})
    if trace["type"] == "bar":
        colour = marker.get("color", "#888888")
        colour = colour[0] if isinstance(colour, list) else colour
        return f'<rect x="{x - 12:.1f}" y="{y - 6:.1f}" width="24" height="12" fill="{escape(str(colour))}"/>'
    line = trace.get("line", {})
    drawn = ""
    if "lines" in trace.get("mode", "lines"):
        drawn = (
            f'<line x1="{x - 14:.1f}" x2="{x + 14:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{escape(str(line.get("color", "#444444")))}" stroke-width="{line.get("width", 2):g}"/>'
        )
    if "markers" in trace.get("mode", ""):
        drawn += symbol(marker, 0, x, y)
    return drawn
