"""Draw the maps of a picture: outlines in a projection, colours by value, labels, the scale of colours."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from dashboard.common.picture.axes import Area, number_texts, tick_numbers
from dashboard.common.picture.marks import Trace, at, colour_of
from dashboard.common.picture.words import lines_of, write
from indicators.paths import DATA

Project = Callable[[float, float], tuple[float, float]]
Ring = tuple[tuple[float, float], ...]
# Degrees between two points of an edge of the world.
STEP = 5
MOST_LATITUDE = 85.0
EDGE = 180.001
# The least pixels between two points of an outline.
FINEST = 0.8
HALO = ' font-weight="bold" stroke="#000000" stroke-width="3" paint-order="stroke"'


@lru_cache(maxsize=1)
def outlines() -> dict[str, tuple[Ring, ...]]:
    """Return the rings of each country's outline by its code."""
    world = json.loads((DATA / "geography" / "world.geojson").read_text(encoding="utf-8"))
    found = {}
    for feature in world["features"]:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [_unwrapped(ring) for polygon in polygons for ring in polygon]
        found[str(feature["id"])] = tuple(copy for ring in rings for copy in _copies(ring))
    return found


def _unwrapped(ring: Sequence[Sequence[float]]) -> Ring:
    """Let longitudes run on beyond 180 degrees, where a ring crosses that line."""
    places: list[tuple[float, float]] = []
    for lon, lat, *_ in ring:
        turns = round((places[-1][0] - lon) / 360) if places else 0
        places.append((lon + 360.0 * turns, float(lat)))
    return tuple(places)


def _copies(ring: Ring) -> list[Ring]:
    """Return a ring, and a copy on the other side of the world if it runs beyond its edge."""
    beyond = [360.0 * sign for sign in (1, -1) if any(-sign * lon > EDGE for lon, _ in ring)]
    return [ring, *(tuple((lon + shift, lat) for lon, lat in ring) for shift in beyond)]


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Project by Mercator."""
    lat = max(-MOST_LATITUDE, min(MOST_LATITUDE, lat))
    return math.radians(lon), math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


def natural_earth(lon: float, lat: float) -> tuple[float, float]:
    """Project by the polynomial of the Natural Earth projection (Savric and others 2011)."""
    length, phi = math.radians(lon), math.radians(lat)
    p2 = phi * phi
    p4 = p2 * p2
    x = length * (0.8707 - 0.131979 * p2 + p4 * (-0.013791 + p4 * (0.003971 * p2 - 0.001529 * p4)))
    y = phi * (1.007226 + p2 * (0.015085 + p4 * (-0.044475 + 0.028874 * p2 - 0.005916 * p4)))
    return x, y


PROJECTIONS: Mapping[str, Project] = {"mercator": mercator, "natural earth": natural_earth}


class Map:
    """The map of a layout: it fits its part of the world into an area."""

    def __init__(self, layout: Mapping[str, Any], area: Area) -> None:
        geo = layout["geo"]
        self._project = PROJECTIONS[geo["projection"]["type"]]
        west, east = geo.get("lonaxis", {}).get("range", (-180, 180))
        south, north = geo.get("lataxis", {}).get("range", (-90, 90))
        edge = [self._project(lon, lat) for lon in _between(west, east) for lat in _between(south, north)]
        left, right = min(x for x, _ in edge), max(x for x, _ in edge)
        bottom, top = min(y for _, y in edge), max(y for _, y in edge)
        self._scale = min(area.width / (right - left), area.height / (top - bottom))
        self.width, self.height = (right - left) * self._scale, (top - bottom) * self._scale
        self.left = area.left + (area.width - self.width) / 2
        self.top = area.top + (area.height - self.height) / 2
        self._origin = left, top

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the pixel of a place."""
        x, y = self._project(lon, lat)
        return (
            self.left + (x - self._origin[0]) * self._scale,
            self.top + (self._origin[1] - y) * self._scale,
        )

    def path(self, country: str) -> str:
        """Return the outline of a country as a path; empty outside the map."""
        parts = []
        for ring in outlines().get(country, ()):
            places = [self.pixel(lon, lat) for lon, lat in ring]
            if not self._shows(places):
                continue
            steps = _thinned(places)
            if len(steps) > 2:
                parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in steps) + "Z")
        return "".join(parts)

    def _shows(self, places: Iterable[tuple[float, float]]) -> bool:
        xs, ys = zip(*places, strict=True)
        right, bottom = self.left + self.width, self.top + self.height
        return bool(max(xs) >= self.left and min(xs) <= right and max(ys) >= self.top and min(ys) <= bottom)

    def choropleth(self, trace: Trace) -> str:
        """Draw the outlines of a trace, filled by its values."""
        values = [value for value in trace["z"] if value is not None]
        low, high = trace.get("zmin", min(values, default=0)), trace.get("zmax", max(values, default=1))
        scale = _scale(trace)
        marker = trace.get("marker", {})
        edge = marker.get("line", {})
        shapes = []
        for number, (country, value) in enumerate(zip(trace["locations"], trace["z"], strict=True)):
            path = "" if value is None else self.path(country)
            if path:
                shapes.append(
                    f'<path d="{path}" fill="{escape(colour_of(value, low, high, scale))}" '
                    f'stroke="{escape(str(at(edge.get("color", "#444444"), number)))}" '
                    f'stroke-width="{at(edge.get("width", 1), number):g}" stroke-linejoin="round"/>'
                )
        return f'<g opacity="{at(marker.get("opacity", 1), 0):g}">{"".join(shapes)}</g>'

    def names(self, trace: Trace) -> str:
        """Write the labels of a trace of places."""
        font, parts = trace.get("textfont", {}), []
        size = float(at(font.get("size", 12), 0))
        for lon, lat, text in zip(trace["lon"], trace["lat"], trace["text"], strict=True):
            x, y = self.pixel(lon, lat)
            if self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height:
                extra = ' font-weight="bold" stroke="#000000" stroke-width="3" paint-order="stroke"'
                colour = str(font.get("color", "#ffffff"))
                parts.append(
                    write(
                        lines_of(text),
                        x,
                        y - size * 0.65,
                        size=size,
                        colour=colour,
                        anchor="middle",
                        extra=extra,
                    )
                )
        return "".join(parts)

    def bar(self, trace: Trace, area: Area) -> str:
        """Draw the scale of colours below the map."""
        bar, scale = trace["colorbar"], _scale(trace)
        low, high = float(trace["zmin"]), float(trace["zmax"])
        wide, thick = area.width * bar.get("len", 1), float(bar.get("thickness", 30))
        left, top = area.x(bar.get("x", 0.5)) - wide / 2, area.y(bar.get("y", 0))
        stops = "".join(f'<stop offset="{share:g}" stop-color="{colour}"/>' for share, colour in scale)
        parts = [
            f'<defs><linearGradient id="scale">{stops}</linearGradient></defs>'
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{thick:g}" fill="url(#scale)"/>'
        ]
        numbers = tick_numbers(low, high, wide / 80, {})
        size = float(bar.get("tickfont", {}).get("size", 12))
        for number, text in zip(numbers, number_texts(numbers), strict=True):
            x = left + (number - low) / (high - low) * wide
            parts.append(write(lines_of(text), x, top + thick + 3, size=size, anchor="middle"))
        if title := bar.get("title", {}).get("text"):
            size = float(bar["title"].get("font", {}).get("size", 12))
            below = top + thick + 3 + size * 1.4
            parts.append(write(lines_of(title), left + wide / 2, below, size=size, anchor="middle"))
        return "".join(parts)


def _thinned(places: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Leave out points that nobody could tell from the one before."""
    kept: list[tuple[float, float]] = []
    for place in places:
        if not kept or math.dist(place, kept[-1]) >= FINEST:
            kept.append(place)
    return kept


def _scale(trace: Trace) -> list[tuple[float, str]]:
    scale = [(float(share), str(colour)) for share, colour in trace["colorscale"]]
    if trace.get("reversescale"):
        return [(1 - share, colour) for share, colour in reversed(scale)]
    return scale


def _between(low: float, high: float) -> list[float]:
    count = max(1, round((high - low) / STEP))
    return [low + (high - low) * number / count for number in range(count + 1)]
