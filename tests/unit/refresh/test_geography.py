"""The builder of data/geography on three small packages in npm's own layout, written here.

The map: Westland (numeric 001) and Eastland (002) share a line at longitude 10, Northland (003) lies
above both; Islet is an island of Eastland with an entry of its own; Disputia has no code.

    20 +----------------+
       |    Northland   |      +--+
    10 +-------+--------+      |  |  Disputia
       | West  |  East  |  []  +--+
     0 +-------+--------+  Islet
       0       10       20
"""

import csv
import dataclasses
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from indicators.errors import CatalogueError, SourceFileError
from indicators.refresh.geography import build, main
from indicators.refresh.geography_recipe import RECIPE, BorderMend, Recipe
from indicators.refresh.npm import Package
from indicators.refresh.topology import signed_area, simplify

# Each arc starts at a point and goes on in steps, in hundredths of a degree.
ARCS = [
    [[1000, 0], [0, 500], [1, 10], [-1, 490]],  # 0: West and East; the middle strays by a hundredth
    [[0, 1000], [1000, 0]],  # 1: West and North
    [[1000, 1000], [1000, 0]],  # 2: East and North
    [[1000, 0], [-1000, 0], [0, 1000]],  # 3: the coast of West
    [[2000, 1000], [0, -1000], [-1000, 0]],  # 4: the coast of East
    [[0, 1000], [0, 1000], [2000, 0], [0, -1000]],  # 5: the coast of North
    [[2500, 300], [0, 1], [1, 0], [0, -1], [-1, 0]],  # 6: Islet, a hundredth of a degree wide
    [[3000, 0], [0, 500], [500, 0], [0, -500], [-500, 0]],  # 7: Disputia
]
AREAS = [
    {"type": "Polygon", "arcs": [[3, 1, ~0]], "id": "001", "properties": {"name": "Westl."}},
    {"type": "Polygon", "arcs": [[0, 2, 4]], "id": "002", "properties": {"name": "Eastl."}},
    {"type": "Polygon", "arcs": [[5, ~2, ~1]], "id": "003", "properties": {"name": "Northl."}},
    {"type": "MultiPolygon", "arcs": [[[6]]], "id": "002", "properties": {"name": "Islet"}},
    {"type": "Polygon", "arcs": [[7]], "properties": {"name": "Disp."}},
]
WORLD = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
    "objects": {"countries": {"type": "GeometryCollection", "geometries": AREAS}},
    "arcs": ARCS,
}
MAPPINGS = {
    "WW": {"_alpha3": "WWW", "_numeric": "001"},
    "EE": {"_alpha3": "EEE", "_numeric": "002"},
    "NN": {"_alpha3": "NNX", "_numeric": "003"},
    "SS": {"_alpha3": "SSS", "_numeric": "004"},
    "OW": {"_alpha3": "OLD", "_numeric": "001"},  # what Westland was called until it was renamed
    "CI": {"_alpha3": "CIX"},  # a part of Westland that ISO gives no number
}
CONTAINMENT = {
    "001": {"_contains": ["142", "150"]},
    "142": {"_contains": ["143"]},
    "143": {"_contains": ["EE", "NN"]},
    "150": {"_contains": ["151"]},
    "151": {"_contains": ["WW", "SS", "CI"]},
    "151-status-deprecated": {"_contains": ["OW"]},
    "UN": {"_contains": ["WW", "EE"], "_grouping": "true"},
}
ENGLISH = {
    "142": "Asia",
    "143": "Central Asia",
    "150": "Europe",
    "151": "Eastern Europe",
    "WW": "Westland’s Rock & Sand",
    "EE": "Eastland - Far",
    "EE-alt-short": "Eastland",
    "NN": "Northland",
    "SS": "Southland",
}
ALIASES = ["iso3,alias,note", 'WWW,"Westland, Rep.",WGI', "EEE,Far Eastland,CPI"]

FILES: dict[str, dict[str, Any]] = {
    "little-map": {"countries-50m.json": WORLD},
    "little-codes": {
        "supplemental/codeMappings.json": {"supplemental": {"codeMappings": MAPPINGS}},
        "supplemental/territoryContainment.json": {"supplemental": {"territoryContainment": CONTAINMENT}},
    },
    "little-names": {
        "main/en/territories.json": {"main": {"en": {"localeDisplayNames": {"territories": ENGLISH}}}}
    },
}


def pack(folder: Path, name: str) -> Package:
    """Write a package as `npm pack` names and lays it out."""
    content = {"LICENSE": f"Permission to use {name}.", **FILES[name]}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, value in content.items():
            data = (value if isinstance(value, str) else json.dumps(value)).encode()
            member = tarfile.TarInfo(f"package/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    (folder / f"{name}-1.0.0.tgz").write_bytes(packed.getvalue())
    return Package(
        name=name,
        version="1.0.0",
        sha256=hashlib.sha256(packed.getvalue()).hexdigest(),
        title=f"The {name}",
        licence="ISC",
        homepage="https://example.org",
    )


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    return folder


@pytest.fixture
def recipe(packages: Path) -> Recipe:
    return Recipe(
        map_package=pack(packages, "little-map"),
        codes_package=pack(packages, "little-codes"),
        names_package=pack(packages, "little-names"),
        n_countries=4,
        iso3={"NN": "NNN"},
        regions={"SS": ("Antarctica", "Antarctica")},
        name_forms={"EE": "EE-alt-short"},
        uncoded={"Disp.": "Disputia"},
        border_mends=(BorderMend("SSS", "WWW", False, "Southland is not drawn."),),
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "aliases.csv").write_text("\n".join(ALIASES), encoding="utf-8")
    return folder


Build = Callable[..., Path]


@pytest.fixture
def built(packages: Path, recipe: Recipe, out: Path) -> Build:
    """Build with the recipe, changed where a test says so; gives the folder."""

    def run(**changes: Any) -> Path:
        build(packages, out, recipe=dataclasses.replace(recipe, **changes))
        return out

    return run


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def features(folder: Path) -> dict[str, Any]:
    document = json.loads((folder / "world.geojson").read_text(encoding="utf-8"))
    return {feature["properties"]["name"]: feature for feature in document["features"]}


# What is written


def test_the_countries(built: Build) -> None:
    assert rows(built() / "countries.csv") == [
        ["iso3", "iso2", "name", "region", "subregion", "aliases"],
        ["EEE", "EE", "Eastland", "Asia", "Central Asia", "Far Eastland"],
        ["NNN", "NN", "Northland", "Asia", "Central Asia", ""],
        ["SSS", "SS", "Southland", "Antarctica", "Antarctica", ""],
        ["WWW", "WW", "Westland's Rock and Sand", "Europe", "Eastern Europe", "Westland, Rep."],
    ]


def test_the_borders_are_the_shared_lines_and_the_mends(built: Build) -> None:
    pairs = rows(built() / "borders.csv")[1:]
    assert [" ".join(pair) for pair in pairs] == [
        "EEE NNN",
        "EEE WWW",
        "NNN EEE",
        "NNN WWW",
        "SSS WWW",
        "WWW EEE",
        "WWW NNN",
        "WWW SSS",
    ]


def test_a_mend_takes_out_a_border_that_the_map_draws(built: Build) -> None:
    folder = built(border_mends=(BorderMend("WWW", "NNN", True, "A lake."),))
    assert ["NNN", "WWW"] not in rows(folder / "borders.csv")
    assert ["WWW", "NNN"] not in rows(folder / "borders.csv")


def test_the_map_has_one_area_for_each_country(built: Build) -> None:
    found = features(built())
    assert {name: feature["id"] for name, feature in found.items()} == {
        "Eastland": "EEE",
        "Northland": "NNN",
        "Westland's Rock and Sand": "WWW",
        "Disputia": "",
    }
    assert len(found["Eastland"]["geometry"]["coordinates"]) == 2  # with its islet


def test_lines_are_simplified_alike_on_both_sides(built: Build) -> None:
    found = features(built(tolerance=0.1))
    (west,), (east,) = (
        polygon
        for name in ("Westland's Rock and Sand", "Eastland")
        for polygon in found[name]["geometry"]["coordinates"][:1]
    )
    assert west == [[10.0, 0.0], [0.0, 0.0], [0.0, 10.0], [10.0, 10.0], [10.0, 0.0]]
    assert east == [[10.0, 0.0], [10.0, 10.0], [20.0, 10.0], [20.0, 0.0], [10.0, 0.0]]


def test_a_small_island_does_not_vanish(built: Build) -> None:
    for decimals in (0, 1, 2):
        islet = features(built(decimals=decimals))["Eastland"]["geometry"]["coordinates"][1][0]
        assert islet == [[25.0, 3.0], [25.0, 3.01], [25.01, 3.01], [25.01, 3.0], [25.0, 3.0]]


def test_the_winding_of_the_map_is_kept(built: Build) -> None:
    for feature in features(built()).values():
        for polygon in feature["geometry"]["coordinates"]:
            assert signed_area(polygon[0]) < 0


def test_the_package_gives_origins_hashes_and_what_is_missing(built: Build, recipe: Recipe) -> None:
    folder = built()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [source["hash"] for source in package["sources"]] == [
        f"sha256:{origin.sha256}" for origin in recipe.packages
    ]
    assert package["sources"][0]["licence_text"] == "Permission to use little-map."
    assert package["not_drawn"] == ["SSS"]
    assert [mend["reason"] for mend in package["border_mends"]] == ["Southland is not drawn."]
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_second_build_writes_the_same_bytes(built: Build) -> None:
    first = {path.name: path.read_bytes() for path in built().iterdir()}
    assert {path.name: path.read_bytes() for path in built().iterdir()} == first
    assert set(first) == {
        "aliases.csv",
        "borders.csv",
        "countries.csv",
        "datapackage.json",
        "empty_topojson.json",
        "world.geojson",
    }


# What is refused


def test_an_archive_that_is_not_the_pinned_one(built: Build, packages: Path) -> None:
    path = packages / "little-map-1.0.0.tgz"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(SourceFileError, match=r"little-map-1\.0\.0\.tgz: its SHA-256 is"):
        built()


def test_an_archive_that_is_not_there(built: Build, packages: Path) -> None:
    (packages / "little-names-1.0.0.tgz").unlink()
    with pytest.raises(SourceFileError, match=r"Put it there with `npm pack little-names@1\.0\.0`"):
        built()


def test_a_package_without_a_file_that_is_read(built: Build, recipe: Recipe) -> None:
    with pytest.raises(SourceFileError, match=r"it holds no supplemental/codeMappings\.json"):
        built(codes_package=recipe.names_package)


def test_another_number_of_countries(built: Build) -> None:
    with pytest.raises(SourceFileError, match="it holds 4 countries, not 5"):
        built(n_countries=5)


@pytest.mark.parametrize(
    ("change", "unused"),
    [
        ({"iso3": {"NN": "NNN", "ZZ": "ZZZ"}}, "ZZ"),
        ({"regions": {"CI": ("Europe", "Western Europe")}}, "CI"),
        ({"name_forms": {"OW": "OW-alt-short"}}, "OW"),
        ({"names": {"WWW": "Westland"}}, "WWW"),
        ({"coded": {"Kosovo": "XKX"}}, "Kosovo"),
        ({"uncoded": {"Disp.": "Disputia", "Somaliland": "Somaliland"}}, "Somaliland"),
    ],
)
def test_a_mend_that_matches_nothing(built: Build, change: dict[str, Any], unused: str) -> None:
    with pytest.raises(SourceFileError, match=f"mends that match nothing: {unused}"):
        built(**change)


def test_an_area_that_nobody_has_placed(built: Build) -> None:
    with pytest.raises(SourceFileError, match=r'the area "Disp\." has the code ""'):
        built(uncoded={})


def test_a_border_mend_that_is_no_longer_needed(built: Build) -> None:
    with pytest.raises(SourceFileError, match=r"EEE and WWW share a line\. The mend"):
        built(border_mends=(BorderMend("WWW", "EEE", False, "Not drawn."),))
    with pytest.raises(SourceFileError, match=r"SSS and WWW do not share a line\. The mend"):
        built(border_mends=(BorderMend("SSS", "WWW", True, "Drawn wrongly."),))


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("QQQ,Atlantis,CPI", "QQQ is not a country"),
        ("EEE,EAST-LAND,CPI", '"EAST-LAND" says nothing new'),
        ("EEE,Far-Eastland,CPI", '"Far-Eastland" says nothing new'),
        ("EEE,e.e.e.,CPI", '"e.e.e." says nothing new'),
        ("EEE,East|Land of the,CPI", r"it holds \|"),
        ("EEE,The East,", "the row does not fill iso3, alias, note"),
        ("EEE,Eastland, Republic of,CPI", "the row does not fill iso3, alias, note"),
    ],
)
def test_aliases_with_a_mistake(built: Build, out: Path, row: str, what: str) -> None:
    (out / "aliases.csv").write_text("\n".join([*ALIASES, row]), encoding="utf-8")
    with pytest.raises(CatalogueError, match=f"row 4: {what}"):
        built()


def test_nothing_is_written_when_an_alias_means_two_countries(built: Build, out: Path) -> None:
    (out / "aliases.csv").write_text("\n".join([*ALIASES, "EEE,North-Land,CPI"]), encoding="utf-8")
    with pytest.raises(CatalogueError, match='"North-Land" is EEE and "Northland" is NNN'):
        built()
    assert [path.name for path in out.iterdir()] == ["aliases.csv"]


def test_aliases_that_are_not_there(built: Build, out: Path) -> None:
    (out / "aliases.csv").unlink()
    with pytest.raises(SourceFileError, match=r"aliases\.csv: there is no such file"):
        built()


def test_the_command_says_which_package_it_lacks(packages: Path, out: Path) -> None:
    result = CliRunner().invoke(main, ["--packages", str(packages), "--out", str(out)])
    assert result.exit_code == 1
    assert RECIPE.map_package.archive in result.output
    assert "npm pack world-atlas@2.0.2" in result.output


# Lines


def test_a_line_keeps_its_ends_and_what_stands_out() -> None:
    line = ((0.0, 0.0), (1.0, 0.001), (2.0, 1.0), (3.0, 0.001), (4.0, 0.0))
    assert simplify(line, tolerance=0.0) == line
    assert simplify(line, tolerance=0.6) == ((0.0, 0.0), (2.0, 1.0), (4.0, 0.0))
    assert simplify(line, tolerance=90.0) == ((0.0, 0.0), (4.0, 0.0))


def test_a_closed_line_keeps_four_corners() -> None:
    ring = ((0.0, 0.0), (0.0, 1.0), (0.5, 1.1), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0))
    assert simplify(ring, tolerance=90.0) == (ring[0], ring[1], ring[3], ring[4], ring[5])


def test_the_same_step_counts_less_towards_the_pole() -> None:
    def bump(latitude: float) -> tuple[tuple[float, float], ...]:
        return ((0.0, latitude), (1.0, latitude + 0.1), (2.0, latitude))

    assert len(simplify(bump(0.0), tolerance=0.08)) == 3
    assert len(simplify(bump(70.0), tolerance=0.08)) == 2


def test_the_area_of_a_ring_over_the_antimeridian() -> None:
    clockwise = [[179.0, 0.0], [179.0, 1.0], [-179.0, 1.0], [-179.0, 0.0], [179.0, 0.0]]
    assert signed_area(clockwise) == -2.0
    assert signed_area(clockwise[::-1]) == 2.0
