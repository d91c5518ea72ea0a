"""Builds data/geography from npm packages of public-domain and permissively licensed data.

    python -m indicators.refresh.geography [--packages DIR] [--out data/geography]

Needs npm, unless DIR already holds the packages as npm packs them. People write `aliases.csv` in the
output folder and `geography_recipe.py`; all else comes out the same, byte for byte.
"""

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from indicators.catalogue.geography import (
    ALIAS_SEPARATOR,
    BORDER_COLUMNS,
    COUNTRY_COLUMNS,
    Countries,
    name_key,
)
from indicators.errors import CatalogueError, ReaderError, SourceFileError
from indicators.model import Country
from indicators.refresh.geography_recipe import DESCRIPTIONS, MAP_POLICY, RECIPE, BorderMend, Recipe
from indicators.refresh.npm import Archive, fetch_packages
from indicators.refresh.topology import (
    Area,
    Topology,
    geojson_polygons,
    parse_topology,
    shared_borders,
    simplify,
)

ALIAS_COLUMNS = ("iso3", "alias", "note")
EMPTY_LAYERS = ("coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits")


@dataclass(frozen=True, slots=True)
class _Codes:
    """The countries without their aliases, and the way from ISO's numeric codes to them."""

    countries: Mapping[str, Country]
    iso3_by_numeric: Mapping[str, str]


def parse_codes(codes: Archive, names: Archive, recipe: Recipe) -> _Codes:
    """Return every territory of CLDR with a numeric code of ISO 3166-1, and its UN M49 regions.

    Raises SourceFileError when their number is not the recipe's, or a mend of the recipe matches nothing.
    """
    mappings = codes.json("supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    containment = codes.json("supplemental/territoryContainment.json")["supplemental"]["territoryContainment"]
    english = names.json("main/en/territories.json")["main"]["en"]["localeDisplayNames"]["territories"]
    # Groupings (EU, Latin America) and former countries hold again what a region of M49 holds.
    parents = {
        child: parent
        for parent, entry in containment.items()
        if "_grouping" not in entry and "-status-" not in parent
        for child in entry["_contains"]
    }
    # Ascension, the Canary Islands and the like have a place in a region, but no numeric code of ISO's.
    territories = sorted(
        code for code in parents if code not in containment and "_numeric" in mappings.get(code, {})
    )
    for mends in (recipe.iso3, recipe.regions, recipe.name_forms, recipe.names):
        _refuse_unused(mends, territories, codes.package.archive)
    if len(territories) != recipe.n_countries:
        what = f"it holds {len(territories)} countries, not {recipe.n_countries}"
        raise SourceFileError(codes.package.archive, what, "See what ISO 3166-1 has added or withdrawn.")
    countries = {}
    for iso2 in territories:
        iso3 = recipe.iso3.get(iso2, mappings[iso2]["_alpha3"])
        subregion = parents[iso2]
        of_m49 = (english[parents[subregion]], english[subregion])
        region, subregion = recipe.regions.get(iso2, of_m49)
        name = recipe.names.get(iso2, english[recipe.name_forms.get(iso2, iso2)])
        name = name.replace(" & ", " and ").replace("’", "'")
        countries[iso3] = Country(iso3, iso2, name, region, subregion, aliases=())
    numeric = {mappings[country.iso2]["_numeric"]: iso3 for iso3, country in countries.items()}
    return _Codes(dict(sorted(countries.items())), numeric)


def _refuse_unused(mends: Iterable[str], known: Iterable[str], where: str) -> None:
    unused = sorted(set(mends).difference(known))
    if unused:
        todo = "Take them out of the recipe, or correct them."
        raise SourceFileError(where, f"mends that match nothing: {', '.join(unused)}", todo)


def add_aliases(countries: Mapping[str, Country], path: Path) -> dict[str, Country]:
    """Add the aliases of a file that people write: iso3, alias, note (who spells it so).

    Raises CatalogueError with every row that names no country, gives no note, or says nothing new.
    """
    if not path.is_file():
        raise SourceFileError(str(path), "there is no such file", "It is written by people: put it there.")
    mistakes: list[ReaderError] = []
    aliases: dict[str, list[str]] = {iso3: [] for iso3 in countries}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            where = f"{path}, row {number}"
            if tuple(row) != ALIAS_COLUMNS or not all(row.values()):
                what = f"the row does not fill {', '.join(ALIAS_COLUMNS)}"
                mistakes.append(ReaderError(where, what, "Fill them in, and quote what holds a comma."))
            elif row["iso3"] not in countries:
                mistakes.append(ReaderError(where, f"{row['iso3']} is not a country", "Correct the code."))
            elif ALIAS_SEPARATOR in row["alias"]:
                mistakes.append(ReaderError(where, f"it holds {ALIAS_SEPARATOR}", "Take the sign out."))
            else:
                country, alias = countries[row["iso3"]], row["alias"]
                spelled = (country.iso3, country.iso2, country.name, *aliases[country.iso3])
                if name_key(alias) in map(name_key, spelled):
                    what = f'"{alias}" says nothing new: case, accents and punctuation do not count'
                    mistakes.append(ReaderError(where, what, "Take the row out."))
                aliases[country.iso3].append(alias)
    if mistakes:
        raise CatalogueError(mistakes)
    return {iso3: replace(country, aliases=tuple(aliases[iso3])) for iso3, country in countries.items()}


def code_areas(topology: Topology, codes: _Codes, recipe: Recipe, where: str) -> Topology:
    """Replace numeric codes of a map by ISO3 and our names; merge the areas of one country.

    An area without a code keeps the empty code. Raises SourceFileError for one that the recipe does
    not know, and for an entry of the recipe that the map does not hold.
    """
    drawn = [area.name for area in topology.areas if not area.code]
    _refuse_unused((*recipe.coded, *recipe.uncoded), drawn, where)
    areas: dict[tuple[str, str], Area] = {}
    for area in topology.areas:
        iso3 = codes.iso3_by_numeric.get(area.code, "") if area.code else recipe.coded.get(area.name, "")
        name = codes.countries[iso3].name if iso3 else recipe.uncoded.get(area.name, "")
        if not name:
            what = f'the area "{area.name}" has the code "{area.code}"'
            raise SourceFileError(where, what, "Name its country in the recipe, or say that it has none.")
        before = areas.get((iso3, name))
        polygons = (*before.polygons, *area.polygons) if before else area.polygons
        areas[iso3, name] = Area(iso3, name, polygons)
    # Countries in the order of their codes, then the areas without a code.
    ordered = sorted(areas.values(), key=lambda area: (not area.code, area.code, area.name))
    return replace(topology, areas=tuple(ordered))


def land_borders(topology: Topology, mends: Iterable[BorderMend], where: str) -> list[tuple[str, str]]:
    """Return every pair of land neighbours, in both directions and in order: shared lines and corrections.

    Raises SourceFileError for a mend that the map no longer needs.
    """
    pairs = shared_borders(topology.areas)
    for mend in mends:
        pair = (min(mend.iso3, mend.neighbour), max(mend.iso3, mend.neighbour))
        if (pair in pairs) != mend.drawn:
            what = f"{' and '.join(pair)} {'do not share' if mend.drawn else 'share'} a line"
            raise SourceFileError(where, what, "The mend in the recipe is no longer needed: take it out.")
        pairs ^= {pair}
    return sorted(pairs | {(other, one) for one, other in pairs})


def _geojson(topology: Topology, recipe: Recipe) -> str:
    light = [simplify(arc, tolerance=recipe.tolerance) for arc in topology.arcs]
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": {"name": area.name},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": geojson_polygons(
                    topology, area.polygons, light=light, decimals=recipe.decimals
                ),
            },
        }
        for area in topology.areas
    ]
    # One feature a line, so that a change to one country is a change to one line.
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    return f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'


def _empty_topology() -> str:
    layer = {"type": "GeometryCollection", "geometries": []}
    document = {"type": "Topology", "arcs": [], "objects": dict.fromkeys(EMPTY_LAYERS, layer)}
    return json.dumps(document, separators=(",", ":")) + "\n"


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def _datapackage(
    archives: Iterable[Archive],
    files: Mapping[str, tuple[str, bytes]],
    topology: Topology,
    codes: _Codes,
    recipe: Recipe,
) -> str:
    """Write the origin of everything: a Frictionless data package, with our fields map_policy and so on."""
    document = {
        "name": "geography",
        "title": "Countries, their names and land borders, and a map of the world",
        "sources": [
            {
                "name": archive.package.name,
                "version": archive.package.version,
                "title": archive.package.title,
                "path": archive.package.homepage,
                "hash": f"sha256:{archive.package.sha256}",
                "licence": archive.package.licence,
                "licence_text": archive.text("LICENSE"),
            }
            for archive in archives
        ],
        "resources": [
            {
                "name": Path(name).stem,
                "path": name,
                "description": description,
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            }
            for name, (description, content) in files.items()
        ],
        "map_policy": MAP_POLICY,
        "not_drawn": sorted(set(codes.countries).difference(area.code for area in topology.areas)),
        "border_mends": [asdict(mend) for mend in recipe.border_mends],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def build(packages: Path, out: Path, *, recipe: Recipe = RECIPE) -> Countries:
    """Write every file of `out` but aliases.csv from the archives in `packages`; returns what it wrote.

    Nothing is written when anything is wrong: raises SourceFileError or CatalogueError.
    """
    archives = [Archive(package, packages) for package in recipe.packages]
    map_archive, codes_archive, names_archive = archives
    where = map_archive.package.archive
    codes = parse_codes(codes_archive, names_archive, recipe)
    countries = add_aliases(codes.countries, out / "aliases.csv")
    document = map_archive.json("countries-50m.json")
    topology = code_areas(parse_topology(document, where=where), codes, recipe, where)
    rows = [
        (c.iso3, c.iso2, c.name, c.region, c.subregion, ALIAS_SEPARATOR.join(c.aliases))
        for c in countries.values()
    ]
    borders = land_borders(topology, recipe.border_mends, where)
    written = {
        "countries.csv": _csv(COUNTRY_COLUMNS, rows),
        "borders.csv": _csv(BORDER_COLUMNS, borders),
        "world.geojson": _geojson(topology, recipe),
        "empty_topojson.json": _empty_topology(),
    }
    files = {name: (DESCRIPTIONS[name], text.encode()) for name, text in written.items()}
    files["aliases.csv"] = (DESCRIPTIONS["aliases.csv"], (out / "aliases.csv").read_bytes())
    written["datapackage.json"] = _datapackage(archives, files, topology, codes, recipe)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in written.items():
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")
        checked = Countries.read(Path(folder))
        for name in written:
            shutil.copyfile(Path(folder) / name, out / name)
    return checked


@click.command()
@click.option(
    "--packages",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder that holds the packages as npm packs them; without it they are fetched.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=Path("data/geography"),
    show_default=True,
    help="The folder to write, which already holds aliases.csv.",
)
def main(packages: Path | None, out: Path) -> None:
    """Build the countries, their borders and the map from pinned npm packages."""
    try:
        if packages is None:
            with tempfile.TemporaryDirectory() as folder:
                fetch_packages(RECIPE.packages, Path(folder))
                countries = build(Path(folder), out)
        else:
            countries = build(packages, out)
    except ReaderError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{out}: {len(countries.by_iso3)} countries")


if __name__ == "__main__":
    main()
