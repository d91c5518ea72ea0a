"""Reads a TopoJSON map: who shares a line with whom, and the same map as plain, lighter GeoJSON.

In TopoJSON each line is an arc that is stored once; two areas that meet there both point to it. So a
shared arc is a shared border, and arcs made lighter one by one still fit together.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

from indicators.errors import SourceFileError

Point: TypeAlias = tuple[float, float]
Arc: TypeAlias = tuple[Point, ...]
Ring: TypeAlias = tuple[int, ...]  # the arcs of a ring by number; ~n is arc n walked backwards
Polygon: TypeAlias = tuple[Ring, ...]  # the outer ring, then the holes

# A closed line keeps four corners and its return, so that an island stays an island.
LEAST_POINTS_CLOSED = 5
LEAST_POINTS_OPEN = 2


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the map as its file names it; `code` is empty where the file gives none."""

    code: str
    name: str
    polygons: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class Topology:
    """Arcs in degrees of longitude and latitude, and the areas made of them."""

    arcs: tuple[Arc, ...]
    areas: tuple[Area, ...]


def parse_topology(document: Mapping[str, Any], *, where: str, layer: str = "countries") -> Topology:
    """Decode the quantized arcs and the areas of one layer; raises SourceFileError on other shapes."""
    (scale_x, scale_y), (left, bottom) = document["transform"]["scale"], document["transform"]["translate"]
    arcs = []
    for deltas in document["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(tuple(arc))
    areas = [_parse_area(shape, where) for shape in document["objects"][layer]["geometries"]]
    return Topology(tuple(arcs), tuple(areas))


def _parse_area(shape: Mapping[str, Any], where: str) -> Area:
    match shape["type"]:
        case "Polygon":
            polygons = [shape["arcs"]]
        case "MultiPolygon":
            polygons = shape["arcs"]
        case other:
            raise SourceFileError(
                where,
                f"{shape['properties']['name']} is a {other}",
                "Only Polygon and MultiPolygon are known: add the shape to topology.py",
            )
    return Area(
        code=shape.get("id", ""),
        name=shape["properties"]["name"],
        polygons=tuple(tuple(tuple(ring) for ring in polygon) for polygon in polygons),
    )


def shared_borders(areas: Iterable[Area]) -> set[tuple[str, str]]:
    """Return pairs of codes that share an arc, each once and in alphabetical order; no code, no pair."""
    owners: dict[int, set[str]] = defaultdict(set)
    for area in areas:
        for polygon in area.polygons:
            for ring in polygon:
                for arc in ring:
                    owners[arc if arc >= 0 else ~arc].add(area.code)
    return {
        (one, other)
        for codes in owners.values()
        for one in codes
        for other in codes
        if one and other and one < other
    }


def simplify(arc: Arc, *, tolerance: float) -> Arc:
    """Drop the points that matter least to the eye; both ends stay (Visvalingam and Whyatt 1993).

    `tolerance` is the area, in square degrees at the equator, of the triangle that a point makes with
    its neighbours; smaller triangles go first. Towards the poles a degree of longitude counts less.
    """
    least = LEAST_POINTS_CLOSED if arc[0] == arc[-1] else LEAST_POINTS_OPEN
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    sizes = {i: _triangle(arc[i - 1], arc[i], arc[i + 1]) for i in range(1, len(arc) - 1)}
    heap = [(size, i) for i, size in sizes.items()]
    heapq.heapify(heap)
    left = set(range(len(arc)))
    while heap and len(left) > least:
        size, i = heapq.heappop(heap)
        if size > tolerance:
            break
        if i not in left or sizes[i] != size:  # measured anew since it was put on the heap
            continue
        left.remove(i)
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if j in sizes:
                # Never below what has just gone: otherwise a long bay unravels from one end.
                sizes[j] = max(size, _triangle(arc[before[j]], arc[j], arc[after[j]]))
                heapq.heappush(heap, (sizes[j], j))
    return tuple(arc[i] for i in sorted(left))


def _triangle(a: Point, b: Point, c: Point) -> float:
    flat = abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2
    # Rounded, so that the last bit of a platform's cosine decides nothing.
    return flat * round(math.cos(math.radians(b[1])), 6)


def geojson_polygons(
    topology: Topology, polygons: Iterable[Polygon], *, light: Sequence[Arc], decimals: int
) -> list[list[list[list[float]]]]:
    """Return coordinates of a GeoJSON MultiPolygon, in the winding of the map, from the arcs made `light`.

    A ring that would vanish, such as Vatican City at two decimals, is drawn from its full arcs and with
    as many more decimals as it needs. Lines across the antimeridian are not cut there, as in the map:
    d3-geo, and so Plotly, wants them so. A ring on a pole itself, where Antarctica is open, is left out.
    """
    attempts = [(light, decimals), *((topology.arcs, decimals + more) for more in range(4))]

    def drawn(ring: Ring) -> list[list[float]]:
        winding = signed_area(_positions(ring, topology.arcs, 9))
        for arcs, places in attempts:
            positions = _positions(ring, arcs, places)
            if signed_area(positions) * winding > 0:
                return positions
        raise ValueError(f"a ring of arcs {ring} encloses nothing")

    def is_on_a_pole(ring: Ring) -> bool:
        return all(round(abs(y), decimals) == 90 for _, y in _walk(ring, topology.arcs))

    return [[drawn(ring) for ring in polygon if not is_on_a_pole(ring)] for polygon in polygons]


def _positions(ring: Ring, arcs: Sequence[Arc], decimals: int) -> list[list[float]]:
    positions: list[list[float]] = []
    for point in _walk(ring, arcs):
        position = [round(point[0], decimals) + 0.0, round(point[1], decimals) + 0.0]  # + 0.0: no -0.0
        if not positions or positions[-1] != position:
            positions.append(position)
    return positions


def _walk(ring: Ring, arcs: Sequence[Arc]) -> Iterator[Point]:
    for arc in ring:
        yield from arcs[arc] if arc >= 0 else reversed(arcs[~arc])


def signed_area(ring: Sequence[Sequence[float]]) -> float:
    """Area in square degrees: negative for a clockwise ring, as the map draws its outer rings.

    A step of more than half the globe is a step over the antimeridian.
    """
    x, area = 0.0, 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        step = (x2 - x1 + 180) % 360 - 180
        area += x * (y2 - ring[0][1]) - (x + step) * (y1 - ring[0][1])
        x += step
    return area / 2
