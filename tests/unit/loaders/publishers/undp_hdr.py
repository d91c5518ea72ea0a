"""UNDP's complete time series, wide and in Latin-1, its Table 1 of 2025, Gapminder's copy of one index.

Figures are invented.
"""

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
