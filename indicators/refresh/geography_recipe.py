"""The decisions about data/geography that its packages leave open."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.refresh.npm import Package


@dataclass(frozen=True, slots=True)
class BorderMend:
    """A border that the map draws and that is taken out, or that it does not draw and that is put in."""

    iso3: str
    neighbour: str
    drawn: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """The decisions that the packages leave open, made by people.

    `iso3` and `regions` mend CLDR by two-letter code; `name_forms` picks one of CLDR's own forms of a
    name, `names` writes our own. `coded` and `uncoded` lead from the name of an area without a numeric
    code to its ISO3, or to the name that the map shows. Every entry must match something.
    """

    map_package: Package
    codes_package: Package
    names_package: Package
    n_countries: int
    iso3: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    name_forms: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    coded: Mapping[str, str] = field(default_factory=dict)
    uncoded: Mapping[str, str] = field(default_factory=dict)
    border_mends: tuple[BorderMend, ...] = ()
    tolerance: float = 0.003
    decimals: int = 2

    @property
    def packages(self) -> tuple[Package, ...]:
        return (self.map_package, self.codes_package, self.names_package)


RECIPE = Recipe(
    map_package=Package(
        name="world-atlas",
        version="2.0.2",
        sha256="032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
        title="World Atlas TopoJSON: Natural Earth 4.1.0, Admin 0 countries, 1:50m",
        licence="ISC; Natural Earth is in the public domain",
        homepage="https://github.com/topojson/world-atlas",
    ),
    codes_package=Package(
        name="cldr-core",
        version="48.2.0",
        sha256="5310e0c7a06c1feb83dc8e54c8584bbe0b9c2ea8320172a18d541986b124585d",
        title="Unicode CLDR: territory codes and the UN M49 regions",
        licence="Unicode-3.0",
        homepage="https://cldr.unicode.org",
    ),
    names_package=Package(
        name="cldr-localenames-full",
        version="48.2.0",
        sha256="7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57",
        title="Unicode CLDR: English names of territories",
        licence="Unicode-3.0",
        homepage="https://cldr.unicode.org",
    ),
    n_countries=250,  # the 249 of ISO 3166-1, and Kosovo
    iso3={"XK": "XKX"},  # CLDR writes XKK; the World Bank and most others write XKX
    regions={"AQ": ("Antarctica", "Antarctica")},  # M49 puts it in no region, CLDR in Oceania
    name_forms={  # CLDR's first form is longer, or leaves in doubt which Congo, or is no longer used
        "CD": "CD-alt-variant",
        "CG": "CG-alt-variant",
        "CV": "CV-alt-variant",
        "HK": "HK-alt-short",
        "MM": "MM-alt-short",
        "MO": "MO-alt-short",
        "PS": "PS-alt-short",
    },
    names={"VC": "St. Vincent and the Grenadines"},  # CLDR drops the article
    coded={"Kosovo": "XKX"},
    uncoded={
        "Indian Ocean Ter.": "Christmas Island and Cocos (Keeling) Islands",
        "N. Cyprus": "Northern Cyprus",
        "Siachen Glacier": "Siachen Glacier",
        "Somaliland": "Somaliland",
    },
    border_mends=(
        BorderMend("BRA", "FRA", True, "The map draws French Guiana as a part of France."),
        BorderMend("FRA", "SUR", True, "The map draws French Guiana as a part of France."),
        BorderMend("BRA", "GUF", False, "The map draws French Guiana as a part of France."),
        BorderMend("GUF", "SUR", False, "The map draws French Guiana as a part of France."),
        BorderMend("BWA", "ZMB", False, "About 150 m on the Zambezi at Kazungula: too short for 1:50m."),
        BorderMend("DJI", "SOM", False, "Drawn as Djibouti and Somaliland, which has no code of its own."),
        BorderMend("ESP", "GIB", False, "The map at 1:50m has no Gibraltar."),
        BorderMend("ESP", "MAR", False, "The map at 1:50m has no Ceuta and no Melilla."),
    ),
)

MAP_POLICY = (
    "The lines are Natural Earth's: who holds the ground, at the time of its release 4.1.0 (2018). They are "
    "no opinion of this project on who has a right to it. Later changes are not in them, such as the land "
    "border of Canada and Greenland on Hans Island, agreed in 2022.",
    "Crimea is drawn with Russia, which has held it since 2014. Donetsk and Luhansk are drawn with Ukraine.",
    "Kashmir is drawn along the line of control: Srinagar with India, Gilgit and Muzaffarabad with "
    "Pakistan, Aksai Chin with China; the Siachen Glacier is an area without a code.",
    "Western Sahara (ESH) is only the part east and south of the Moroccan wall; the rest is drawn with "
    "Morocco.",
    "Taiwan (TWN), Kosovo (XKX) and Palestine (PSE: the West Bank with East Jerusalem, and Gaza) are areas "
    "of their own. The Golan Heights are drawn with Israel.",
    "Northern Cyprus and Somaliland are areas without an ISO code and so never take a country's colour: "
    "figures for Cyprus (CYP) and Somalia (SOM) colour only the rest of the island and of the country.",
    "Abkhazia and South Ossetia are drawn with Georgia, Transnistria with Moldova, Nagorno-Karabakh with "
    "Azerbaijan, the southern Kuril Islands with Russia.",
    "French Guiana, Guadeloupe, Martinique, Mayotte and Réunion are drawn with France; Bonaire, Sint "
    "Eustatius and Saba with the Netherlands; Svalbard with Norway; Tokelau with New Zealand. "
    "Bouvet Island, Gibraltar, Tuvalu and the U.S. Outlying Islands are not on a map of this scale. See "
    "not_drawn.",
    "The list of borders follows the same lines, with the mends given in border_mends. A border with "
    "Somaliland counts as one with Somalia. Bridges, straits and leased bases are no land borders.",
    "Regions are the UN's (M49) under the names that CLDR gives them; CLDR adds Kosovo to Southern "
    "Europe and Taiwan to Eastern Asia.",
)

DESCRIPTIONS = {
    "countries.csv": "Code, English name, UN M49 region and subregion of every country and territory of ISO "
    "3166-1 and of Kosovo, from CLDR with the few mends of the recipe; aliases from aliases.csv.",
    "borders.csv": "Land neighbours, each pair in both directions: areas of the map that share a line, with "
    "the mends given in border_mends.",
    "world.geojson": "The areas of the map with ISO 3166-1 alpha-3 as id, empty where there is none; lines "
    "simplified one by one (Visvalingam), so that neighbours still meet; two decimals. Outer rings are "
    "clockwise, and lines over the antimeridian are not cut, as d3-geo and Plotly want them.",
    "empty_topojson.json": "A topology without shapes, for Plotly to load instead of its own map.",
    "aliases.csv": "Spellings of country names that publishers use, collected from their files by people.",
}
