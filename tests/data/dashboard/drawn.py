"""What a figure draws, read as from paper: whatever an axis counts in, a moment is a year and its part."""

import datetime as dt
import itertools
import json
import re
from typing import Any

from streamlit.testing.v1 import AppTest

Figure = dict[str, Any]

# From the middle of a year to the middle of the next, leap days included.
A_YEAR = 1.01


def charts(page: AppTest) -> list[Figure]:
    """The figures that a page sends to its charts, in their order."""
    return [sent["figure"] for sent in _sent(page)]


def descriptions(page: AppTest) -> list[str]:
    """The words of the charts for those who do not see them."""
    return [sent["alt"] for sent in _sent(page)]


def _sent(page: AppTest) -> list[dict[str, Any]]:
    protos = [element.proto for element in page.get("bidi_component")]
    return [json.loads(proto.bytes) for proto in protos if proto.component_name == "chart"]


def moment(place: float | str) -> float:
    """A place on an axis of years or of dates, as a year and its part: 2014.5."""
    if not isinstance(place, str):
        return float(place)
    if re.fullmatch(r"[\d.]+", place):
        return float(place)
    day = dt.date.fromisoformat(place[:10])
    start, end = dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    return day.year + (day - start).days / (end - start).days


def lines(figure: Figure) -> list[str]:
    """The names of the lines, from back to front."""
    return [trace["name"] for trace in figure["data"] if "lines" in trace.get("mode", "") and "name" in trace]


def line(figure: Figure, name: str) -> Figure:
    (found,) = [trace for trace in figure["data"] if trace.get("name") == name]
    return found  # type: ignore[no-any-return]


def values(figure: Figure, name: str) -> dict[int, float | None]:
    """What a line says of each year that stands on its axis."""
    own = line(figure, name)
    return {int(moment(place)): value for place, value in zip(own["x"], own["y"], strict=True)}


def bands(figure: Figure) -> list[list[tuple[float, float]]]:
    """The corners of each area: moment and height."""
    paths = [shape["path"] for shape in figure["layout"].get("shapes", ()) if shape["type"] == "path"]
    corners = [re.findall(r"[ML]([\d.-]+),(-?[\d.e-]+)", path) for path in paths]
    return [[(moment(place), float(height)) for place, height in area] for area in corners]


def steps(figure: Figure) -> list[tuple[float, float]]:
    """From when to when anything is drawn without a gap: along lines, and along the edges of areas."""
    found = []
    for trace in figure["data"]:
        if "lines" in trace.get("mode", ""):
            for one, other in itertools.pairwise(zip(trace["x"], trace["y"], strict=True)):
                if None not in (*one, *other):
                    found.append((moment(one[0]), moment(other[0])))
    for area in bands(figure):
        found += [(one[0], other[0]) for one, other in itertools.pairwise(area)]
    return [(min(pair), max(pair)) for pair in found]


def gaps_bridged(figure: Figure) -> set[tuple[float, float]]:
    """The steps that are longer than a year."""
    return {(start, end) for start, end in steps(figure) if end - start > A_YEAR}


def rules(figure: Figure) -> list[float]:
    """When something is marked by a vertical rule."""
    shapes = [shape for shape in figure["layout"].get("shapes", ()) if shape["type"] == "line"]
    return [moment(shape["x0"]) for shape in shapes if shape["xref"] == "x" and shape["x0"] == shape["x1"]]
