"""Transparency International's files, a few rows of each layout, invented figures."""

from collections.abc import Mapping
from pathlib import Path

from tests.unit.loaders.publishers.ti_cpi_old_scale import write_old_scale
from tests.unit.loaders.workbooks import Grid, encrypt, make_strict, write_csv, write_xlsx


def write(folder: Path) -> None:
    write_newest(folder, cpi_history(2014, 2025))
    write_edition(folder, "CPI2014_FullDataSet.xlsx")
    write_old_scale(folder)


Figures = Mapping[str, object]

CPI_SOURCES = [
    "African Development Bank CPIA",
    "Bertelsmann Foundation Sustainable Governance Index",
    "Bertelsmann Foundation Transformation Index",
    "Economist Intelligence Unit Country Ratings",
    "Freedom House Nations in Transit",
    "Global Insights Country Risk Ratings",
    "IMD World Competitiveness Yearbook",
    "PERC Asia Risk Guide",
    "PRS International Country Risk Guide",
    "Varieties of Democracy Project",
    "World Bank CPIA",
    "World Economic Forum EOS",
    "World Justice Project Rule of Law Index",
    "Transparency International Bribe Payers Survey",
]
CPI_FIGURES = ["CPI score", "Rank", "Standard error", "Number of sources", "Lower CI", "Upper CI"]
CPI_HISTORY = ["Country / Territory", "ISO3", "Year", "Region", *CPI_FIGURES, *CPI_SOURCES]

# name, ISO code, (score, rank, standard error, number of sources, lower, upper). The last place is tied.
CPI_COUNTRIES = [
    ("Denmark", "DNK", (90, 1, 2, 3, 87, 93)),
    ("Romania", "ROU", (44, 2, 2.5, 3, 40, 48)),
    ("Montenegro", "MNE", (42, 3, 2.5, 3, 38, 46)),
    ("Serbia", "SRB", (38, 4, 2.5, 3, 34, 42)),
    ("Kosovo", "XKX", (33, 5, 2.25, 3, 29, 37)),
    ("Tajikistan", "TJK", (23, 6, 5.32, 3, 14, 32)),
    ("Korea, North", "PRK", (8, 7, 3.5, 3, 2, 14)),
    ("Somalia", "SOM", (8, 7, 3.5, 3, 2, 14)),
]
# Figures are alike in all years but for one score, which had another value before 2025.
MONTENEGRO_BEFORE, MONTENEGRO_2025 = 39, 42


def _figures(iso3: str, figures: tuple[float, ...], year: int) -> list[float]:
    before = iso3 == "MNE" and year < 2025
    return [MONTENEGRO_BEFORE if before else figures[0], *figures[1:]]


def cpi_history(*years: int) -> Grid:
    """`CPI Historical`: titles, the header on row 4, and every country in every year."""
    grid: Grid = [
        ["Corruption Perceptions Index 2024: Historical Results"],
        ["EMBARGOED UNTIL 10.02.2026"],
        [],
    ]
    grid.append(list(CPI_HISTORY))
    for name, iso3, figures in CPI_COUNTRIES:
        sources: list[object] = [None] * len(CPI_SOURCES)
        sources[2], sources[5], sources[9] = figures[0] - 8, figures[0], figures[0] + 8  # 0 is a score
        code = "KSV" if iso3 == "XKX" else iso3
        grid += [[name, code, year, "ECA", *_figures(iso3, figures, year), *sources] for year in years]
    return grid


# The main sheet of each edition: year, sheet, rows of titles, and the publisher's labels from left to right
# with what stands below them. Blanks at a label's end are the publisher's.
CPI_EDITIONS = {
    "CPI2012_Results.xls": (
        (2012, "CPI 2012", 0),
        "Country Rank=rank|Country / Territory=name|=region|CPI 2012 Score=score|=|Surveys Used=n"
        "|Standard Error=se|90% Confidence interval=lower|=upper|Scores range=|=|Data sources=|=",
    ),
    "CPI2013_GLOBAL_WithDataSourceScores.xls": (
        (2013, "CPI 2013", 1),
        "Country Rank=rank|Country / Territory=name|=|=|=region|Country Rank=rank|CPI 2013 Score=score"
        "|Surveys Used=n|Standard Error=se|90% Confidence interval=lower|=upper|Scores range=|=",
    ),
    "CPI2014_FullDataSet.xlsx": (
        (2014, "CPI 2014", 0),
        "Country Rank=rank|Country/Territory=name|Country Code=code|Region=region|CPI 2014=score"
        "|Number of Surveys Used=n|Std Error=se|Min=|Max=|90% Lower CI=lower|90% Upper CI=upper|AFDB=",
    ),
    "CPI_2015_FullDataSet.xlsx": (
        (2015, "CPI 2015", 0),
        "Country Rank=rank|Country/Territory=name|Country Code=code|Region=region|CPI 2015 Score=score"
        "|Number of Surveys Used=n|Std Error=se|Min=|Max=|90% Lower CI=lower|90%Upper CI=upper",
    ),
    "CPI2016_FullDataSetWithRegionalTables.xlsx": (
        (2016, "CPI2016_FINAL_16Jan", 0),
        "Country=name|CPI2016=score|Rank=rank|Region=region|WB Code=code|World Bank CPIA="
        "|Country (2)=name|CPI2016 (2)=score|Rank (2)=rank|Number of Sources=n|Std Error 2016=se"
        "|Lower CI=lower|Upper CI=upper",
    ),
    "CPI2017_FullDataSet.xlsx": (
        (2017, "CPI 2017", 2),
        "Country=name|ISO3=code|Region=region|CPI Score 2017=score|Rank =rank|standard error=se"
        "|Lower CI =lower|Upper CI=upper|number of sources=n",
    ),
    "2018_CPI_FullDataSet.xlsx": (
        (2018, "CPI2018", 2),
        "Country=name|ISO3=code|Region=region|CPI Score 2018=score|Rank =rank|Standard error=se"
        "|Number of sources=n|Upper CI=upper|Lower CI =lower|African Development Bank CPIA=",
    ),
    "CPI2020_GlobalTablesTS_210125.xlsx": (
        (2020, "CPI2020", 2),
        "Country=name|ISO3=code|Region=region|CPI score 2020=score|Rank=rank"
        "|Standard error=se|Number of sources=n|Lower CI=lower|Upper CI=upper",
    ),
    "CPI2021_GlobalResults&Trends.xlsx": (
        (2021, "CPI 2021", 2),
        "Country / Territory=name|ISO3=code|Region=region|CPI score 2021=score|Rank=rank"
        "|Standard error=se|Number of sources=n|Lower CI=lower|Upper CI=upper",
    ),
    "CPI2022_GlobalResultsTrends.xlsx": (
        (2022, "CPI 2022 (final)", 2),
        "Country / Territory=name|ISO3=code|Region=region|CPI score 2022=score|Rank=rank"
        "|Standard error=se|Number of sources=n|Lower CI=lower|Upper CI=upper",
    ),
    "CPI2023_Global_Results__Trends.xlsx": (
        (2023, "CPI 2023", 3),
        "Country / Territory=name|ISO3=code|Region=region|CPI score 2023=score|Rank=rank"
        "|Standard error=se|Number of sources=n|Lower CI=lower|Upper CI=upper",
    ),
    "CPI2025_Results.xlsx": (
        (2025, "CPI2025", 3),
        "Country / Territory=name|ISO3=code|Region=region|CPI 2025 score=score|Rank=rank"
        "|Standard error 2025=se|Number of sources=n|Lower CI=lower|Upper CI=upper",
    ),
}
OLD_CODES = {"XKX": "LWI", "ROU": "ROM", "SRB": "SCG", "MNE": "MON"}


def cpi_edition(workbook: str, **changed: Figures) -> Grid:
    """The main sheet of one edition, with some figures changed: `TJK={"score": 24}`."""
    (year, _, titles), columns = CPI_EDITIONS[workbook]
    pairs = [column.split("=") for column in columns.split("|")]
    grid: Grid = [[f"Corruption Perceptions Index {year}: Global Scores "], ["EMBARGOED"], []][:titles]
    grid.append([label or None for label, _ in pairs])
    if year == 2013:
        grid.append(
            [*[None] * 2, "WB Code", "IFS Code", "Region", *[None] * 4, "Lower", "Upper", "MIN", "MAX"]
        )
    if year == 2012:
        # The second row names what the first one spans; a source that does not cover a country is 0.
        grid.append([*[None] * 7, "Lower", "Upper", "MIN", "MAX", "AFDB", "BF (SGI)"])
    for name, iso3, figures in CPI_COUNTRIES:
        labels = ["score", "rank", "se", "n", "lower", "upper"]
        cells: dict[str, object] = dict(zip(labels, _figures(iso3, figures, year), strict=True))
        cells |= {"name": name, "code": iso3, "region": "ECA", "": 0 if year == 2012 else None}
        if iso3 == "PRK" and year < 2019:
            cells["name"] = "Korea (North)"
        cells["code"] = OLD_CODES.get(iso3, iso3) if year < 2017 else "KSV" if iso3 == "XKX" else iso3
        cells |= changed.get(iso3, {})
        grid.append([cells[what] for _, what in pairs])
    if year == 2017:
        grid += [[], ["GLOBAL AVARAGE", None, None, 43.07222222222222]]
    return grid


# Other sheets of a workbook: all years on one, and the changes that the publisher calls significant.
CPI_SERIES = {
    "CPI2017_FullDataSet.xlsx": ("CPI historical data 2012-2017", 2, "Country"),
    "2018_CPI_FullDataSet.xlsx": ("CPI Timeseries 2012 - 2018", 2, "Country"),
    "CPI2020_GlobalTablesTS_210125.xlsx": ("CPI Timeseries 2012 - 2020", 2, "Country"),
    "CPI2021_GlobalResults&Trends.xlsx": ("CPI Timeseries 2012 - 2021", 2, "Country / Territory"),
    "CPI2022_GlobalResultsTrends.xlsx": ("CPI Timeseries 2012 - 2022", 2, "Country / Territory"),
    "CPI2023_Global_Results__Trends.xlsx": ("CPI Timeseries 2012 - 2023", 3, "Country / Territory"),
    "CPI2025_Results.xlsx": ("CPI Timeseries 2012 - 2025", 3, "Country / Territory"),
}
CPI_LISTS = {
    "CPI2022_GlobalResultsTrends.xlsx": "CPI Stat. Sig. Changes ",
    "CPI2023_Global_Results__Trends.xlsx": "CPI 2023 Stat. Sig. Changes ",
    "CPI2025_Results.xlsx": "Significant Changes since 2012 ",
}


def cpi_series(workbook: str) -> Grid:
    """All years of a workbook, the newest first: no ranks before 2017, `CPI Score` in 2012."""
    (year, _, _), _ = CPI_EDITIONS[workbook]
    _, titles, name = CPI_SERIES[workbook]
    labels = ["CPI score", *(["Rank"] if year > 2017 else []), "Sources", "Standard error"]
    header = [name, "ISO3", "Region", *(f"{label} {year}" for label in labels)]
    grid: Grid = [["A title"]] * titles
    grid.append([*header, "CPI Score 2012", "Sources 2012", "Standard error 2012"])
    for country, iso3, figures in CPI_COUNTRIES:
        new, old = (_figures(iso3, figures, y) for y in (year, 2012))
        code = "KSV" if iso3 == "XKX" else iso3
        ranks = [new[1]] if year > 2017 else []
        then = [None] * 3 if iso3 == "XKX" else [old[0], old[3], old[2]]
        grid.append([country, code, "ECA", new[0], *ranks, new[3], new[2], *then])
    return grid


def cpi_lists(year: int, *listed: tuple[str, str, int, int, int]) -> Grid:
    """The lists of changes to 2022 or 2023 from each year before, side by side.

    `listed` has name, ISO code, the year from which, and the scores then and now. A list without a country
    has a row of dashes; only 2023 prints the difference.
    """
    prints = year == 2023
    tables: list[Grid] = []
    for since in range(2012, year):
        header = [
            "Country",
            "ISO3",
            "Region",
            f"CPI {year} ",
            f"CPI {since}",
            *(["Change"] if prints else []),
        ]
        rows: Grid = [
            [name, iso3, "ECA", now, then, *([now - then] if prints else [])]
            for name, iso3, of, then, now in listed
            if of == since
        ]
        tables.append([header, *(rows or [["-"] * len(header)])])
    grid: Grid = [["Statistically Significant Changes"], *([[]] * (2 if prints else 1))]
    for number in range(max(map(len, tables))):
        row: list[object] = []
        for table in tables:
            row += [*(table[number] if number < len(table) else [None] * len(table[0])), None]
        grid.append(row)
    return grid


def cpi_since(year: int | None) -> Grid:
    """The list of 2025: Montenegro's change since a year, if any; the publisher's counts stand beside it."""
    header = (
        "Country|ISO3|Region|CPI2025|Reference Year|CPI score for reference year|Direction of Change|Change"
    )
    row: list[object] = ["-"] * 9
    if year is not None:
        change = MONTENEGRO_2025 - MONTENEGRO_BEFORE
        now, then = MONTENEGRO_2025, MONTENEGRO_BEFORE
        row = ["Montenegro", "MNE", "ECA", now, year, then, change, f"{change} since {year}", "Improver"]
    beside = [None, None, None, "Region", "Decliner", "Improver"]
    return [["A title"], ["EMBARGOED"], [], [*header.split("|"), "Category"], [*row, *beside]]


def write_edition(
    folder: Path,
    workbook: str,
    grid: Grid | None = None,
    *,
    other: Mapping[str, Grid] = {},
    **changed: Figures,
) -> Path:
    """One edition's workbook with all its sheets; `other` replaces some by name.

    That of 2012 is encrypted as Transparency International's is; that of 2023 has a history too.
    """
    (year, name, _), _ = CPI_EDITIONS[workbook]
    sheets = {name: grid or cpi_edition(workbook, **changed)}
    if workbook in CPI_SERIES:
        sheets[CPI_SERIES[workbook][0]] = cpi_series(workbook)
    if workbook in CPI_LISTS:
        sheets[CPI_LISTS[workbook]] = cpi_lists(year)
    if year == 2023:
        sheets["CPI Historical (internal)"] = cpi_history(2023)
    path = write_xlsx(folder / workbook, {**sheets, **other})
    return encrypt(path) if year == 2012 else path


def write_newest(
    folder: Path, history: Grid, newest: Grid | None = None, *, other: Mapping[str, Grid] = {}
) -> Path:
    """The workbook of 2025: Strict Open XML, its own edition, `CPI Historical` and the rest."""
    workbook = "CPI2025_Results.xlsx"
    years = {row[2] for row in history[4:] if isinstance(row[2], int)}
    sheets = {
        "CPI2025": newest or cpi_edition(workbook),
        CPI_SERIES[workbook][0]: cpi_series(workbook),
        CPI_LISTS[workbook]: cpi_since(min(years) if len(years) > 1 else None),
        "CPI Historical": history,
    }
    return make_strict(write_xlsx(folder / workbook, {**sheets, **other}))


def cpi_timeseries() -> Grid:
    """The time series of 2024 as CSV: newest year first, no rank before 2017, `CPI Score` in 2012."""
    newest, oldest = (
        "CPI score 2024|Rank 2024|Sources 2024|Standard error 2024",
        "CPI Score 2012|Sources 2012|Standard error 2012",
    )
    grid: Grid = [["Corruption Perceptions Index 2024: Score timeseries since 2012"], []]
    grid.append(["Country / Territory", "ISO3", "Region", *newest.split("|"), *oldest.split("|")])
    grid.append(["Korea; North", "PRK", "AP", 8, 7, 3, "3.50", 8, 3, "3.5"])
    grid.append(["Kosovo", "KSV", "ECA", 33, 5, 3, "2.25", "", "", ""])
    grid.append(["Tajikistan", "TJK", "ECA", 23, 6, 3, "5.32", "23", 3, "5.32"])
    return grid


def write_timeseries(folder: Path, grid: Grid) -> Path:
    path = folder / "CPI2024_GlobalResultsTrends.csv"
    return write_csv(path, grid, delimiter=";", encoding="utf-8-sig")
