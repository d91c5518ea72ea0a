"""UNDP's complete time series in Latin-1, its tables of 2014 and 2025, Gapminder's copy of one index.

Figures are invented.
"""

from collections.abc import Mapping
from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

COLUMNS = (
    "iso3,country,hdicode,region,hdi_rank_2022,hdi_2021,hdi_2022,le_2022,eys_2022,mys_2022,gnipc_2022,gdi_group_2022,"
    "gdi_2022,hdi_f_2022,ihdi_2022,gii_rank_2022,gii_2022,mmr_2022,diff_hdi_phdi_1994"
)


def _cells(line: str) -> list[object]:
    return [*line.split(",")]


def time_series() -> Grid:
    """Figures of other kinds between those read, a country that is not ranked, groups at the foot."""
    return [
        _cells(COLUMNS),
        _cells("TJK,Tajikistan,Medium,ECA,2,.66,.677,71.25,10.5,11.25,4807.25,3,.91,.62,.58,1,.27,17,NaN"),
        _cells("CIV,Côte d'Ivoire,Low,SSA,3,.53,.531,58.9,10.7,4.2,5376,5,.85,.49,.32,2,.61,480,"),
        _cells("TUR,Türkiye,Very High,ECA,1,.84,.85,78.5,19.7,8.8,32834,4,.94,.82,.72,,,17,"),
        ["PRK", "Korea (Democratic People's Rep. of)", "", "EAP", "", "", "", "73.6", *[""] * 11],
        _cells("ZZG.ECA,Europe and Central Asia,,,,.79,.802,73.6,15.4,10.6,19763,,.95,.78,.72,,.22,21,"),
        _cells("ZZK.WORLD,World,,,,.73,.739,72,13,8.7,17254,,.95,.72,.58,,.46,215,"),
    ]


def index_2025() -> Grid:
    return [
        ["geo", "time", "hdi_human_development_index"],
        ["tjk", "2022", "0.69"],
        ["tjk", "2023", "0.7"],
        ["hos", "2021", "0.9"],
        ["cog", "2022", "0.64"],
        ["cog", "2023", "0.65"],
        ["tur", "2023", "0.85"],
    ]


def table_2025() -> Grid:
    """Table 1: three rows of labels, headings among the countries, letters of notes, groups at the foot.

    Türkiye was not ranked a year before; North Korea has no index.
    """
    note = [""]
    return [
        ["", "Table 1. Human Development Index and its components"],
        [],
        ["", "", "", "", "SDG3", "", "SDG4.3", "", "SDG4.4", "", "SDG8.5"],
        [],
        [
            *("", "", "Human Development Index (HDI) ", "", "Life expectancy at birth", ""),
            *("Expected years of schooling", "", "Mean years of schooling", ""),
            *(
                "Gross national income (GNI) per capita",
                "",
                "GNI per capita rank minus HDI rank",
                "",
                "HDI rank",
            ),
        ],
        ["HDI rank", "Country", "Value", "", "(years)", "", "(years)", "", "(years)", "", "(2021 PPP $)"],
        ["", "", 2023, "", 2023, "", 2023, "a", 2023, "a", 2023, "", 2023, "b", 2022],
        ["", "Very high human development"],
        [1, "Türkiye", 0.85, *note, 77.2, *note, 19.8, "c", 8.9, "d", 34000.5, *note, 4, *note, ".."],
        ["", "Medium human development"],
        [2, "Tajikistan", 0.7, *note, 71.8, *note, 10.8, *note, 11.3, "e", 5747.2, *note, 9, *note, 1],
        [3, "Congo", 0.65, *note, 65.8, *note, 12.7, *note, 8.3, *note, 5902.6, *note, 2, *note, 2],
        ["", "Other countries or territories"],
        [
            "",
            "Korea (Democratic People's Rep. of)",
            "..",
            *note,
            73.6,
            *note,
            12.2,
            "e",
            "..",
            "",
            "..",
            "",
            "..",
            "",
            "..",
        ],
        [],
        ["", "Human development groups"],
        [
            "",
            "Very high human development",
            "0.914",
            "",
            "80.0",
            "",
            "16.4",
            "",
            "12.5",
            "",
            "53014",
            "",
            "—",
        ],
        ["", "a. Data refer to 2023 or the most recent year available."],
    ]


# The statistical tables of 2014: the letters of notes between the figures, groups below the countries.

VERY_HIGH = ["Very high human development"]
TREND_YEARS = (1980, 1990, 2000, 2005, 2008, 2010, 2011, 2012, 2013)


def _spaced(*cells: object) -> list[object]:
    """Cells in every second column, as UNDP's tables have them."""
    return [cell for figure in cells for cell in (figure, None)]


def tables_2014() -> dict[str, Grid]:
    titles = ["Mean years of schooling ", "Expected years of schooling "]
    income, index = "Gross national income (GNI) per capita", "Human Development Index (HDI)"
    parts: Grid = [
        [],
        [],
        [None, "Table 1: Human Development Index and its components"],
        [],
        ["HDI rank", None, *_spaced(index, "Life expectancy at birth", *titles, income, index)],
        [None, None, *_spaced("Value", *["(years)"] * 3, "(2011 PPP $)", "Value")],
        [None, None, "2013", None, "2013", None, 2012.0, "a", 2012.0, "a", "2013", None, "2012", None],
        VERY_HIGH,
        [1, "Tajikistan", *_spaced(0.625, 67.25, 9.75, 11.25, 2424.5, 0.6)],
        [2, "Congo", *_spaced(0.5, 58.75, 6.25, 11.0, "..", 0.5)],
        ["Other countries or territories"],
        [None, "Somalia", *_spaced("..", 55.05, "..", "..", "..", "..")],
        [None, "Human Development Index Groups"],
        [None, "World", *_spaced(0.7, 70.8, 7.7, 12.2, 13723, 0.7)],
    ]
    trend: Grid = [
        *([[]] * 5),
        [None, None, "Value"],
        [None, None, *_spaced(*map(str, TREND_YEARS)), "2012", None, "2008-2013"],
        [None, "Country"],
        VERY_HIGH,
        [1, "Tajikistan", *_spaced("..", *[0.5 + step / 64 for step in range(1, 9)]), 1, None, 0],
        [2, "Congo", *_spaced(*["..", *[0.5] * 8]), 2, None, 0],
        [None, "Human Development Index groups"],
    ]
    inequality: Grid = [
        *([[]] * 4),
        [None, None, *_spaced(index, "Inequality-adjusted HDI (IHDI) ")],
        [None, None, *_spaced("Value", "Value", "Overall loss (%)")],
        [None, None, *_spaced("2013", 2013.0, 2013.0)],
        ["HDI rank", "Country"],
        VERY_HIGH,
        [1, "Tajikistan", *_spaced(0.625, 0.5, 20)],
        [2, "Congo", *_spaced(0.5, "..", "..")],
        [None, "Human Development Index groups"],
    ]
    gender: Grid = [
        *([[]] * 3),
        [None, None, *_spaced("Gender Inequality Index", None, "Maternal mortality ratio")],
        [None, None, *_spaced("Value", "Rank", "(deaths)")],
        ["HDI rank", "Country", *_spaced(2013.0, 2013.0, 2010.0)],
        ["VERY HIGH HUMAN DEVELOPMENT"],
        [1, "Tajikistan", *_spaced(0.375, 1, 65)],
        [2, "Congo", *_spaced("..", "..", 560)],
        [None, "Human Development Groups"],
    ]
    ratio: Grid = [
        *([[]] * 3),
        [None, None, "Gender-related development index"],
        [],
        [None, None, *_spaced("Female to male ratio of HDI", "GDI rank")],
        ["HDI ranks", "Country", 2013.0],
        ["VERY HIGH HUMAN DEVELOPMENT"],
        [1, "Tajikistan", *_spaced(0.9375, 1)],
        [2, "Congo", *_spaced("..", "..")],
        [None, "Human Development Groups"],
    ]
    grids = (parts, trend, inequality, gender, ratio)
    return {f"Table {number}": grid for number, grid in enumerate(grids, start=1)}


def write_tables_2014(folder: Path, tables: Mapping[str, Grid]) -> Path:
    return write_xlsx(folder / "hdr14_statisticaltables.xls", tables)


def write_time_series(folder: Path, grid: Grid) -> Path:
    name = "HDR23-24_Composite_indices_complete_time_series.csv"
    return write_csv(folder / name, grid, encoding="latin-1")


def write_index(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "hdi_hdr25_gapminder.csv", grid)


def write_table(folder: Path, grid: Grid) -> Path:
    return write_xlsx(folder / "HDR25_Statistical_Annex_HDI_Table.xlsx", {"Table 1. HDI": grid})


def write(folder: Path) -> None:
    write_table(folder, table_2025())
    write_time_series(folder, time_series())
    write_index(folder, index_2025())
    write_tables_2014(folder, tables_2014())
