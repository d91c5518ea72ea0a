"""V-Dem's figures as others lay them out, a few rows of each: invented figures below real headers."""

from pathlib import Path

from indicators.loaders.vdem import OWID_FILES
from tests.unit.loaders.publishers.vdem_ert import episodes, write_episodes
from tests.unit.loaders.workbooks import Grid, write_csv

V14 = "vdem_v14_extract_1990_2023.csv"
V15 = "vdem_v15_high_level_indices_1990_2024.csv"
RELIGION = "vdem_v16_religion_63_countries_2000_2025.csv"

V14_VARIABLES = (
    "v2x_polyarchy v2x_libdem v2x_corr v2x_execorr v2x_pubcorr v2x_rule v2x_civlib v2x_clphy v2x_clpol "
    "v2x_clpriv v2x_freexp_altinf v2x_frassoc_thick v2xcs_ccsi v2csreprss v2cseeorgs v2clrelig v2csrlgrep "
    "v2psbars v2psparban v2psoppaut v2x_neopat v2x_regime v2clacfree v2meharjrn v2mecenefm v2cltort v2clkill "
    "v2caviol"
)
V15_VARIABLES = "v2x_polyarchy v2x_libdem v2x_partipdem v2x_delibdem v2x_egaldem v2x_api v2x_mpi"
UNIT = ["country_name", "country_text_id", "country_id", "year"]

# Name, V-Dem's code, its number, the years that a release judges.
UNITS = [
    ("Czechia", "CZE", 157, (1990, 1991, 1992, 1993)),
    ("Slovakia", "SVK", 201, (1993,)),
    ("Palestine/West Bank", "PSE", 128, (2007,)),
    ("Palestine/Gaza", "PSG", 138, (2007,)),
    ("Kosovo", "XKX", 43, (2014,)),
    ("Somaliland", "SML", 139, (2014,)),
    ("Tajikistan", "TJK", 133, (2014, 2015)),
]


def v14() -> Grid:
    """Every variable of every unit; `regime` has no decimals, and 2015 has no party autonomy."""
    grid: Grid = [[*UNIT, *V14_VARIABLES.split()]]
    for name, code, number, years in UNITS:
        for year in years:
            figures = [_figure(variable, place) for place, variable in enumerate(V14_VARIABLES.split())]
            grid.append([name, code, number, year, *figures])
    grid[-1][grid[0].index("v2psoppaut")] = ""
    return grid


def _figure(variable: str, place: int) -> object:
    if variable == "v2x_regime":
        return 1
    return round(0.1 + place / 100, 3) if variable.startswith("v2x") else round(place / 10 - 2, 3)


def v15() -> Grid:
    """The high-level indices, each with codelow, codehigh and sd."""
    ends = ("", "_codelow", "_codehigh", "_sd")
    grid: Grid = [[*UNIT, *(f"{variable}{end}" for variable in V15_VARIABLES.split() for end in ends)]]
    for name, code, number, years in UNITS:
        for year in years:
            bounds = [cell for _ in V15_VARIABLES.split() for cell in (0.204, 0.184, 0.219, 0.018)]
            grid.append([name, code, number, year, *bounds])
    return grid


def religion() -> Grid:
    """Two variables of a few countries, with their ordinal forms and a project's own columns."""
    header = "v2clrelig v2clrelig_ord v2csrlgrep v2csrlgrep_ord v2clrelig_osp v2xcl_rol project_slug"
    return [
        [*UNIT, *header.split(), "project_title"],
        ["Tajikistan", "TJK", 133, 2014, -1.55, 1, -1.75, 1, 1.1, 0.25, "tajikistan", "Tajikistan"],
        ["Tajikistan", "TJK", 133, 2025, -2.55, 0, -2.75, 0, 0.6, 0.15, "tajikistan", "Tajikistan"],
    ]


def owid(label: str) -> Grid:
    """One of Our World in Data's files: means of continents, parts, former states, borrowed figures."""
    whole = label == "Political regime"
    grid: Grid = [["Entity", "Code", "Year", label]]
    if not whole:
        grid[0].append("World region according to OWID")
    rows = [
        ("Africa", "OWID_AFR", 2014, 0.41234567),
        ("Asia (population-weighted)", "", 2014, 0.31234567),
        ("World", "OWID_WRL", 2014, 0.51234567),
        ("Slovakia", "SVK", 1992, 0.794),
        ("Slovakia", "SVK", 1993, 0.795),
        ("Czechia", "CZE", 1789, 0.05),
        ("Czechia", "CZE", 1992, 0.794),
        ("East Germany", "OWID_GDR", 1990, 0.3),
        ("West Germany", "OWID_GFR", 1990, 0.8),
        ("Yemen Arab Republic", "OWID_YAR", 1990, 0.2),
        ("Yemen People's Republic", "OWID_YPR", 1990, 0.1),
        ("Palestine/West Bank", "", 2007, 0.2),
        ("Palestine/Gaza", "", 2007, 0.1),
        ("Kosovo", "OWID_KOS", 2014, 0.45),
        ("Somaliland", "OWID_SML", 2014, 0.35),
        ("Zanzibar", "OWID_ZAN", 2014, 0.25),
        ("Tajikistan", "TJK", 2014, 0.201),
        ("Tajikistan", "TJK", 2025, 0.162),
    ]
    for name, code, year, figure in rows:
        region = [] if whole else ["" if name == "World" else "Asia"]
        grid.append([name, code, year, 1 if whole else figure, *region])
    return grid


# The older releases: R packages with names of Gleditsch and Ward, and V-Dem's own episodes.

V5 = "vdem_v5_polyarchy_1990_2012.csv"
V6 = "vdem_v6.1_indices_1990_2015.csv"
V7 = "vdem_v7.1_indices_1990_2016.csv"
OLDER_EPISODES = {
    release: f"vdem_v{release}_polyarchy_1990_{last}_from_ERT.csv"
    for release, last in ((10, 2019), (11, 2020), (12, 2021), (13, 2022))
}


def v5() -> Grid:
    """Years with a decimal point, and Yugoslavia once more in the first year of Serbia."""
    return [
        ["country_name", "GWn", "cown", "year", "v2x_polyarchy", "e_v2x_polyarchy_5C"],
        ["Tajikistan", "702.0", "702.0", "2012.0", "0.3125", "0.25"],
        ["Yugoslavia", "345.0", "345.0", "2005.0", "0.625", "0.5"],
        ["Yugoslavia", "345.0", "345.0", "2006.0", "0.625", "0.5"],
        ["Serbia", "340.0", "345.0", "2006.0", "0.625", "0.5"],
        ["Yemen, People's Republic of", "680.0", "680.0", "1990.0", "0.125", "0.0"],
    ]


def v6() -> Grid:
    """Bounds in either order, an index without a value, and variables that nobody reads."""
    indices = ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem")
    names = [f"{name}{end}" for name in indices for end in ("", "_codehigh", "_codelow")]
    others = ["v2xcs_ccsi", "v2x_execorr", "v2x_api", "vdem_country", "cown"]
    return [
        ["country_name", "GWn", "year", *names, *others],
        [
            *("Tajikistan", "702.0", "2014"),
            *["0.225", "0.25", "0.1875"] * 4,
            *["", "", ""],
            *("0.375", "0.875", "0.5", "Tajikistan", "702.0"),
        ],
    ]


def v7() -> Grid:
    indices = ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem")
    return [
        ["extended_country_name", "GWn", "cown", "year", "v2x_api", *indices],
        ["Tajikistan", "702.0", "702", "2014.0", "0.5", *["0.21875"] * 5],
        ["Czechoslovakia", "315.0", "315", "1992.0", "0.5", *["0.75"] * 5],
    ]


def older_episodes(release: int) -> Grid:
    """Electoral democracy with its bounds and the regime, whose codes have a decimal point."""
    figure = str(round(0.2 + release / 1000, 3))
    names = "country_id country_text_id country_name year v2x_regime"
    polyarchy = "v2x_polyarchy v2x_polyarchy_codelow v2x_polyarchy_codehigh"
    return [
        [*names.split(), *polyarchy.split()],
        ["133", "TJK", "Tajikistan", "2014", "1.0", figure, "0.1875", "0.25"],
        ["139", "SML", "Somaliland", "2014", "2.0", "0.5", "0.4", "0.6"],
        ["121", "KAZ", "Kazakhstan", "1990", "", "", "", ""],
    ]


def write_older(folder: Path) -> None:
    for file, grid in ((V5, v5()), (V6, v6()), (V7, v7())):
        write_csv(folder / file, grid)
    for release, file in OLDER_EPISODES.items():
        write_csv(folder / file, older_episodes(release))


def write(folder: Path) -> None:
    write_newest(folder)
    write_older(folder)


def write_newest(folder: Path) -> None:
    write_csv(folder / V14, v14())
    write_csv(folder / V15, v15())
    write_csv(folder / RELIGION, religion())
    write_episodes(folder, episodes())
    for file, (label, _) in OWID_FILES.items():
        write_csv(folder / file, owid(label))
