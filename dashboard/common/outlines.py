"""Read the outlines of maps: their policy on disputed territory, and a point for each label."""

import json
from functools import lru_cache

from indicators.paths import DATA
from indicators.snapshot.schema import DATAPACKAGE

MAP_POLICY = (
    "Boundaries are Natural Earth's de facto lines; they are not a statement on any territory's status. "
    "Grey: no value, or an area without its own code."
)


@lru_cache(maxsize=1)
def map_policy() -> tuple[str, ...]:
    """Return a line for each disputed territory on the outlines."""
    package = json.loads((DATA / "geography" / DATAPACKAGE).read_text(encoding="utf-8"))
    return tuple(package["map_policy"])


@lru_cache(maxsize=1)
def label_points() -> dict[str, tuple[float, float]]:
    """Return a point for each country's label: the middle of its largest outline (longitude, latitude)."""
    world = json.loads((DATA / "geography" / "world.geojson").read_text(encoding="utf-8"))
    points = {}
    for feature in world["features"]:
        shape = feature["geometry"]
        rings = (
            [shape["coordinates"][0]] if shape["type"] == "Polygon" else [p[0] for p in shape["coordinates"]]
        )
        largest = max(rings, key=len)
        longitudes, latitudes = zip(*largest, strict=True)
        points[feature["id"]] = (
            (min(longitudes) + max(longitudes)) / 2,
            (min(latitudes) + max(latitudes)) / 2,
        )
    return points
