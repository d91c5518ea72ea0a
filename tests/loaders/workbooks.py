"""Publishers' files for the tests: their own layouts and labels, a few rows, invented figures.

A grid is a list of rows of cells. A test takes one, spoils it with `put`, and writes it where it likes.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msoffcrypto
import openpyxl

from indicators.catalogue import Catalogue
from indicators.loaders.parsing import Job

Grid = list[list[object]]


def small(catalogue: Catalogue, *only: str) -> Catalogue:
    """The catalogue without its bounds on the number of countries, which a few rows cannot meet.

    With `only`, of these sources alone, in this order.
    """
    sources = {
        id: replace(
            catalogue.sources[id],
            indicators=tuple(
                replace(i, countries_per_year=(1, 300)) for i in catalogue.sources[id].indicators
            ),
        )
        for id in only or catalogue.sources
    }
    return replace(catalogue, sources=sources)


def job(catalogue: Catalogue, source: str, *paths: Path) -> Job:
    """The loader's work on these files, each under its own name."""
    return Job(catalogue.source(source), catalogue.countries, {path.name: path for path in paths})


# Files


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    workbook.save(path)
    return path


def make_strict(path: Path) -> Path:
    """Turn a workbook into Strict Open XML, as Excel saves it: other namespaces, and `conformance`."""
    spellings = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"<workbook ": b'<workbook conformance="strict" ',
    }
    with zipfile.ZipFile(path) as workbook:
        parts = {name: workbook.read(name) for name in workbook.namelist()}
    with zipfile.ZipFile(path, "w") as workbook:
        for name, content in parts.items():
            for transitional, strict in spellings.items():
                content = content.replace(transitional, strict)
            workbook.writestr(name, content)
    return path


def encrypt(path: Path, password: str = "VelvetSweatshop") -> Path:  # noqa: S107  (Excel's, and public)
    """Encrypt a workbook; with Excel's default password Excel opens it without asking."""
    encrypted = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())).encrypt(password, encrypted)
    path.write_bytes(encrypted.getvalue())
    return path


def write_csv(path: Path, rows: Grid, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding=encoding)
    return path


# Grids


def put(grid: Grid, key: object, column: str, value: object) -> Grid:
    """Change one cell: the column by its label, the row as the last one that holds `key`."""
    header = next(row for row in grid if column in row)
    row = next(row for row in reversed(grid) if key in row and row is not header)
    row[header.index(column)] = value
    return grid


def without_column(grid: Grid, column: str) -> Grid:
    """The grid with a column's label taken away, as if the publisher had renamed it."""
    return [["(renamed)" if cell == column else cell for cell in row] for row in grid]


# Transparency International

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
    ("Serbia", "SRB", (41, 4, 2.5, 3, 37, 45)),
    ("Kosovo", "XKX", (33, 5, 2.25, 3, 29, 37)),
    ("Tajikistan", "TJK", (23, 6, 5.32, 3, 14, 32)),
    ("Korea, North", "PRK", (8, 7, 3.5, 3, 2, 14)),
    ("Somalia", "SOM", (8, 7, 3.5, 3, 2, 14)),
]


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
        grid += [[name, code, year, "ECA", *figures, *sources] for year in years]
    return grid


# The main sheet of each edition: year, sheet, rows of titles, and the publisher's labels from left to right
# with what stands below them. Blanks at a label's end are the publisher's.
CPI_EDITIONS = {
    "CPI2012_Results.xls": (
        (2012, "CPI 2012", 0),
        "Country Rank=rank|Country / Territory=name|=region|CPI 2012 Score=score|=|Surveys Used=n"
        "|Standard Error=se|90% Confidence interval=lower|=upper|Scores range=|=|Data sources=|=",
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


def cpi_edition(workbook: str, **changed: dict[str, object]) -> Grid:
    """The main sheet of one edition, with some figures changed: `TJK={"score": 24}`."""
    (year, _, titles), columns = CPI_EDITIONS[workbook]
    pairs = [column.split("=") for column in columns.split("|")]
    grid: Grid = [[f"Corruption Perceptions Index {year}: Global Scores "], ["EMBARGOED"], []][:titles]
    grid.append([label or None for label, _ in pairs])
    if year == 2012:
        # The second row names what the first one spans; a source that does not cover a country is 0.
        grid.append([*[None] * 7, "Lower", "Upper", "MIN", "MAX", "AFDB", "BF (SGI)"])
    for name, iso3, figures in CPI_COUNTRIES:
        cells = dict(zip(["score", "rank", "se", "n", "lower", "upper"], figures, strict=True))
        cells |= {"name": name, "code": iso3, "region": "ECA", "": 0 if year == 2012 else None}
        if iso3 == "PRK" and year < 2019:
            cells["name"] = "Korea (North)"
        cells["code"] = OLD_CODES.get(iso3, iso3) if year < 2017 else "KSV" if iso3 == "XKX" else iso3
        cells |= changed.get(iso3, {})
        grid.append([cells[what] for _, what in pairs])
    if year == 2017:
        grid += [[], ["GLOBAL AVARAGE", None, None, 43.07222222222222]]
    return grid


def write_edition(
    folder: Path, workbook: str, grid: Grid | None = None, **changed: dict[str, object]
) -> Path:
    """One edition's workbook; that of 2012 is encrypted as Transparency International's is."""
    path = write_xlsx(
        folder / workbook, {CPI_EDITIONS[workbook][0][1]: grid or cpi_edition(workbook, **changed)}
    )
    return encrypt(path) if path.suffix == ".xls" else path


def write_newest(folder: Path, history: Grid, newest: Grid | None = None) -> Path:
    """The workbook of 2025: Strict Open XML, its own edition and `CPI Historical`."""
    sheets = {"CPI2025": newest or cpi_edition("CPI2025_Results.xlsx"), "CPI Historical": history}
    return make_strict(write_xlsx(folder / "CPI2025_Results.xlsx", sheets))


def cpi_timeseries() -> Grid:
    """The time series of 2024 as CSV: newest year first, no rank before 2017, `CPI Score` in 2012."""
    newest, oldest = (
        "CPI score 2024|Rank 2024|Sources 2024|Standard error 2024",
        "CPI Score 2012|Sources 2012",
    )
    grid: Grid = [["Corruption Perceptions Index 2024: Score timeseries since 2012"], []]
    grid.append(["Country / Territory", "ISO3", "Region", *newest.split("|"), *oldest.split("|")])
    grid.append(["Korea; North", "PRK", "AP", 8, 7, 3, "3,50", 8, 3])
    grid.append(["Kosovo", "KSV", "ECA", 33, 5, 3, "2,25", "-", ""])
    grid.append(["Tajikistan", "TJK", "ECA", 23, 6, 3, "5,32", "23,0", 3])
    return grid


def write_timeseries(folder: Path, grid: Grid) -> Path:
    path = folder / "CPI2024_GlobalResultsTrends.csv"
    return write_csv(path, grid, delimiter=";", encoding="utf-8-sig")


def cpi_old_scale() -> Grid:
    """The 0-10 scale as transcribed: one row for each kind of range, spelling and exclusion."""
    span, confidence = "high-low range of surveys", "confidence range"
    header = (
        "year,country_as_published,iso3,score_0_10,score_unrounded,rank_published,rank_computed,n_countries,"
        "n_surveys,range_low,range_high,range_kind,source"
    )
    return [
        list(header.split(",")),
        ["1995", "Belgium/Luxembourg", "", "6.85", "", "", "19", "41", "4", "", "", "", "TI"],
        ["1996", "South Korea", "KOR", "5.02", "", "27", "27", "54", "9", "", "", "", "TI"],
        ["2000", "Yugoslavia", "YUG", "1.3", "", "", "89", "90", "", "", "", "", "TI"],
        ["2003", "Tajikistan", "TJK", "1.8", "", "", "124", "133", "", "1.5", "2.0", span, "TI"],
        ["2003", "Serbia & Montenegro", "SCG", "2.3", "", "", "106", "133", "", "", "", "", "TI"],
        ["2008", "Taijikistan", "TJK", "2.0", "", "", "151", "180", "", "1.7", "2.3", confidence, "TI"],
    ]


def write_old_scale(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "CPI_old_scale_1995_2011_derived.csv", grid)


# World Bank

WGI_COLUMNS = (
    "codeindyr code countryname year indicator estimate stddev nsource pctrank pctranklower pctrankupper"
)


def wgi_row(code: str, name: str, year: int, dimension: str, *figures: object) -> list[object]:
    return [f"{code}{dimension}{year}", code, name, year, dimension, *(figures or [".."] * 6)]


def wgi() -> Grid:
    """The long sheet: header on row 1, `..` where there is no figure, old codes."""
    return [
        list(WGI_COLUMNS.split()),
        wgi_row("TJK", "Tajikistan", 2014, "cc", -1.132464, 0.168816, 11, 8.653846, 3.365385, 15.38462),
        wgi_row("TJK", "Tajikistan", 2023, "pv", -0.472822, 0.243302, 4, 30.33175, 18.00948, 45.97156),
        wgi_row("ASM", "American Samoa", 1996, "cc"),
        wgi_row("ANT", "Netherlands Antilles (former)", 2002, "cc", 0.9, 0.3, 1, 80, 60, 90),
    ]


def wgi_whole() -> Grid:
    """The same with a row of every dimension, as a build asks for."""
    others = [
        wgi_row("TJK", "Tajikistan", 2014, name, -1.0, 0.2, 9, 12, 6, 20) for name in ("va", "ge", "rq", "rl")
    ]
    return [*wgi(), *others]


def write_wgi(folder: Path, grid: Grid) -> Path:
    return write_xlsx(folder / "wgidataset_2024-update.xlsx", {"Sheet1": grid})
