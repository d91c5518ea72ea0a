"""The committed map of the world: what it shows, how it is drawn, and where it comes from."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from indicators.catalogue.geography import NEIGHBOURS, Countries

FOLDER = Path(__file__).parents[3] / "data" / "geography"


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.read(FOLDER)


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    document = json.loads((FOLDER / "world.geojson").read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = document["features"]
    return found


def test_every_area_is_a_country_or_says_that_it_is_none(
    countries: Countries, features: list[dict[str, Any]]
) -> None:
    ids = [feature["id"] for feature in features if feature["id"]]
    assert len(ids) == len(set(ids)) == 236
    for feature in features:
        if feature["id"]:
            assert feature["properties"]["name"] == countries.by_iso3[feature["id"]].name
    assert [feature["properties"]["name"] for feature in features if not feature["id"]] == [
        "Christmas Island and Cocos (Keeling) Islands",
        "Northern Cyprus",
        "Siachen Glacier",
        "Somaliland",
    ]


def test_small_states_are_on_the_map(features: list[dict[str, Any]]) -> None:
    small = {"SGP", "MLT", "BHR", "MDV", "ATG", "VAT", "MCO", "SMR", "LIE", "AND", "NRU", "XKX", "HKG", "CPV"}
    assert small <= {feature["id"] for feature in features}


def test_the_package_lists_what_the_map_does_not_draw(
    countries: Countries, features: list[dict[str, Any]]
) -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    drawn = {feature["id"] for feature in features}
    assert package["not_drawn"] == [iso3 for iso3 in countries.by_iso3 if iso3 not in drawn]


def test_rings_are_closed_and_wound_as_d3_wants_them(features: list[dict[str, Any]]) -> None:
    for feature in features:
        for polygon in feature["geometry"]["coordinates"]:
            for hole, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                # Antarctica goes once around the globe, so that it has no inside on a flat sheet.
                if feature["id"] != "ATA":
                    assert (planar_area(ring) < 0) == (hole == 0), feature["id"]


def planar_area(ring: list[list[float]]) -> float:
    """Positive for a counter-clockwise ring; a step over the antimeridian goes on past 180 degrees."""
    unrolled = [ring[0]]
    for x, y in ring[1:]:
        turns = round((unrolled[-1][0] - x) / 360)
        unrolled.append([x + 360 * turns, y])
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(unrolled)) / 2


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "area"),
    [
        ("Dushanbe", 68.78, 38.54, "TJK"),
        ("Khorog", 71.55, 37.5, "TJK"),
        ("Sokh, an exclave of Uzbekistan", 71.1, 39.97, "UZB"),
        ("Simferopol", 34.1, 45.0, "RUS"),
        ("Donetsk", 37.8, 48.0, "UKR"),
        ("Srinagar", 74.8, 34.08, "IND"),
        ("Gilgit", 74.3, 35.92, "PAK"),
        ("Aksai Chin", 79.5, 35.0, "CHN"),
        ("Laayoune", -13.0, 27.1, "MAR"),
        ("Tifariti", -10.57, 26.16, "ESH"),
        ("Taipei", 121.5, 25.0, "TWN"),
        ("Pristina", 21.16, 42.66, "XKX"),
        ("Ramallah", 35.2, 31.9, "PSE"),
        ("The Golan Heights", 35.8, 33.0, "ISR"),
        ("Kyrenia", 33.32, 35.3, "Northern Cyprus"),
        ("Hargeisa", 44.06, 9.56, "Somaliland"),
        ("Cayenne's hinterland", -53.0, 4.0, "FRA"),
    ],
)
def test_the_map_shows_what_its_policy_says(
    features: list[dict[str, Any]], place: str, longitude: float, latitude: float, area: str
) -> None:
    holders = [
        feature["id"] or feature["properties"]["name"]
        for feature in features
        if sum(
            encloses(ring, longitude, latitude)
            for polygon in feature["geometry"]["coordinates"]
            for ring in polygon
        )
        % 2
    ]
    assert holders == [area], place


def encloses(ring: list[list[float]], x: float, y: float) -> bool:
    crossings = [
        x < (x2 - x1) * (y - y1) / (y2 - y1) + x1
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > y) != (y2 > y)
    ]
    return sum(crossings) % 2 == 1


def test_neighbours_still_share_their_line(features: list[dict[str, Any]]) -> None:
    points = {
        feature["id"]: {
            tuple(position) for polygon in feature["geometry"]["coordinates"] for position in polygon[0]
        }
        for feature in features
        if feature["id"] in {"TJK", *NEIGHBOURS}
    }
    for neighbour in NEIGHBOURS:
        assert len(points["TJK"] & points[neighbour]) > 10


def test_the_map_is_light() -> None:
    assert (FOLDER / "world.geojson").stat().st_size < 700_000


def test_the_empty_topology_has_every_layer_that_plotly_asks_for() -> None:
    document = json.loads((FOLDER / "empty_topojson.json").read_text(encoding="utf-8"))
    assert document["type"] == "Topology"
    assert document["arcs"] == []
    empty = {"type": "GeometryCollection", "geometries": []}
    layers = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")
    assert document["objects"] == dict.fromkeys(layers, empty)


def test_the_package_describes_the_files_as_they_are() -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    others = {path.name for path in FOLDER.iterdir()} - {"datapackage.json"}
    assert {resource["path"] for resource in package["resources"]} == others
    for resource in package["resources"]:
        content = (FOLDER / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}", resource["path"]


def test_the_package_gives_the_origins_with_their_licences() -> None:
    package = json.loads((FOLDER / "datapackage.json").read_text(encoding="utf-8"))
    licences = {source["name"]: source["licence"] for source in package["sources"]}
    assert licences == {
        "world-atlas": "ISC; Natural Earth is in the public domain",
        "cldr-core": "Unicode-3.0",
        "cldr-localenames-full": "Unicode-3.0",
    }
    assert all("ermission" in source["licence_text"] for source in package["sources"])
