"""UNDP's complete time series, wide and in Latin-1, and Gapminder's copy of one index; invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

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
        ["hos", "2023", "0.9"],
    ]


def write_time_series(folder: Path, grid: Grid) -> Path:
    name = "HDR23-24_Composite_indices_complete_time_series.csv"
    return write_csv(folder / name, grid, encoding="latin-1")


def write_index(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "hdi_hdr25_gapminder.csv", grid)


def write(folder: Path) -> None:
    write_time_series(folder, time_series())
    write_index(folder, index_2025())
