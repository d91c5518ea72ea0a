"""The World Bank's series in the layouts of their copies: its own wide file, long files, Gapminder's DDF.

Figures are invented, except the ones that the loader knows as wrong.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

PER_CAPITA = "API_NY.GDP.PCAP.PP.KD_wdi2025-07-01.csv"
REMITTANCES = "API_BX.TRF.PWKR.CD.DT_remittances_usd.csv"
SHARE = "remittances_pct_gdp_official_central_asia.csv"
DDF = {
    "internet_users": "ddf--datapoints--internet_users--by--geo--time.csv",
    "extreme_poverty_percent_people_below_300_a_day": (
        "ddf--datapoints--extreme_poverty_percent_people_below_300_a_day--by--geo--time.csv"
    ),
    "alternative_poverty_percent_below_nationally_defined_poverty": (
        "ddf--datapoints--alternative_poverty_percent_below_nationally_defined_poverty--by--geo--time.csv"
    ),
    "ic_frm_brib_zs": "ddf--datapoints--ic_frm_brib_zs--by--geo--time.csv",
}


def per_capita() -> Grid:
    """The Bank's own file: four lines above the header, and a comma at the end of every line."""
    code, name = "NY.GDP.PCAP.PP.KD", "GDP per capita, PPP (constant 2021 international $)"
    return [
        ["Data Source", "World Development Indicators", ""],
        [],
        ["Last Updated Date", "2025-07-01", ""],
        [],
        ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "1960", "2023", "2024", ""],
        ["Africa Eastern and Southern", "AFE", name, code, "", "3900.5", "3950.25", ""],
        ["Channel Islands", "CHI", name, code, "", "", "", ""],
        ["Not classified", "INX", name, code, "", "", "", ""],
        ["Tajikistan", "TJK", name, code, "", "4470.25", "4755.5", ""],
        ["Kosovo", "XKX", name, code, "", "13500.75", "", ""],
    ]


def remittances() -> Grid:
    """A copy of the wide file, written anew: the header on line 1, the newest year without a figure."""
    code, name = "BX.TRF.PWKR.CD.DT", "Personal remittances, received (current US$)"
    return [
        ["Country Name", "Country Code", "Indicator Name", "Indicator Code", "2023", "2024", "2025"],
        ["Europe & Central Asia", "ECS", name, code, "80000000000.5", "82000000000.5", ""],
        ["Tajikistan", "TJK", name, code, "4633754222.5", "6801890973.25", ""],
        ["Turkmenistan", "TKM", name, code, "", "", ""],
    ]


def gdp() -> Grid:
    """A long file; Georgia's figures of 1987 to 1989 are of another unit than the rest."""
    return [
        ["Country Name", "Country Code", "Year", "Value"],
        ["World", "WLD", "2023", "105435039508536.25"],
        ["Georgia", "GEO", "1989", "14047.410008779632"],
        ["Georgia", "GEO", "1990", "7500000000.0"],
        ["Tajikistan", "TJK", "2023", "12060602008.5"],
    ]


def population() -> Grid:
    return [
        ["Country Name", "Country Code", "Year", "Value"],
        ["IDA only", "IDX", "2024", "1300000000"],
        ["Tajikistan", "TJK", "2024", "10590927"],
    ]


def share() -> Grid:
    return [
        ["iso3", "year", "remittances_pct_gdp"],
        ["TJK", "2024", "47.88521"],
        ["TKM", "1996", "0.18581"],
    ]


def ddf(figure: str) -> Grid:
    """Small letters, and a name of Gapminder's own; no row where there is no figure."""
    return [
        ["geo", "time", figure],
        ["kos", "2018", "89.4"],
        ["nld_curacao", "2017", "68.1"],
        ["tjk", "2020", "27.5441"],
        ["tjk", "2023", "0"],
    ]


def write_per_capita(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / PER_CAPITA, grid, encoding="utf-8-sig")


def write_all(folder: Path, **changed: Grid) -> list[Path]:
    """Every file, with some of them changed: `gdp=...`."""
    grids = {"per_capita": per_capita(), "remittances": remittances(), "gdp": gdp()} | changed
    return [
        write_per_capita(folder, grids["per_capita"]),
        write_csv(folder / REMITTANCES, grids["remittances"]),
        write_csv(folder / "gdp_current_usd.csv", grids["gdp"]),
        write_csv(folder / "population.csv", population()),
        write_csv(folder / SHARE, share()),
        *(write_csv(folder / name, ddf(figure)) for figure, name in DDF.items()),
    ]


# Copies of 2014 and 2015

WARNING_2014 = "wdi_2014-09_ewp_selection_1990_on.csv"
WARNING_2015 = "wdi_2015-04_ewp_selection_1990_on.csv"
AUGUST_2015 = "wdi_2015-08-26_gdp_population_1990_2014.csv"


def warning(growth: str = "7.5") -> Grid:
    """Codes of the Political Instability Task Force: AUS is Austria; 2014 has no GDP."""
    return [
        ["sftgcode", "year", "wdi.trade", "wdi.gdppcppp", "wdi.gdppcgrow", "wdi.popsize", "wdi.netusers"],
        ["AUS", "2013", "100", "43000.5", growth, "8479375.0", "80.5"],
        ["KOS", "2013", "70", "8500.5", growth, "1824000.0", ""],
        ["TAJ", "2013", "90", "2431.5", growth, "8207834.0", "16.0"],
        ["TAJ", "2014", "", "", "", "", ""],
    ]


def august_2015() -> Grid:
    """The Bank's own codes, a group that it has given up, and one without a code."""
    figures = ["NY.GDP.PCAP.PP.KD", "NY.GDP.MKTP.KD", "NY.GDP.MKTP.PP.KD", "SP.POP.TOTL"]
    return [
        ["iso2c", "iso3c", "wdi_country", "year", *figures],
        ["1A", "ARB", "Arab World", "2014", "1", "1", "1", "1"],
        ["XR", "NOC", "High income: nonOECD", "2014", "1", "1", "1", "1"],
        ["B8", "", "Central Europe and the Baltics", "2014", "1", "1", "1", "1"],
        ["JG", "CHI", "Channel Islands", "2014", "", "", "", "162000.0"],
        ["TJ", "TJK", "Tajikistan", "2014", "2532.5", "1", "1", "8295840.0"],
    ]


def write_2015(folder: Path, **changed: Grid) -> list[Path]:
    grids = {"september": warning(), "april": warning(), "august": august_2015()} | changed
    files = (WARNING_2014, WARNING_2015, AUGUST_2015)
    if "september" not in changed:
        grids["september"] = [row for row in warning() if row[1] != "2014"]
    return [write_csv(folder / file, grid) for file, grid in zip(files, grids.values(), strict=True)]


def write(folder: Path) -> None:
    write_all(folder)
    write_2015(folder)
