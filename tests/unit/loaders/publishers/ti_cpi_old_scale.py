"""The tables of the old scale: a file for each edition in its own layout, and the file derived from them.

Figures are invented, but for a misprint and a disagreement that the loader records.
"""

from collections.abc import Mapping
from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

WORKBOOK_2010 = "CPI+2010+results_pls_standardized_data.xls"
WORKBOOK_2011 = "CPI2011_Results.xls"

# By edition: name as printed, ISO code, score, rank as printed, surveys, and the range if one was printed.
OLD = {
    1995: [("Denmark", "DNK", "9.32", "", 4, ""), ("Belgium/Luxembourg", "", "6.85", "", 4, "")],
    1996: [("Denmark", "DNK", "9.33", "1", 6, ""), ("South Korea", "KOR", "5.02", "2", 9, "")],
    1997: [
        ("Denmark", "DNK", "9.94", "1", 6, ""),
        ("Austria", "AUT", "7.61", "3", 5, ""),  # ranked apart on scores that were not rounded
        ("Switzerland", "CHE", "7.61", "2", 6, ""),
    ],
    1998: [
        ("Denmark ", "DNK", "10", "1", 9, ""),
        ("Botswana ", "BWA", "6.1", "2", 3, ""),
        ("Spain ", "ESP", "6.1", "", 10, ""),
    ],
    1999: [
        ("Denmark ", "DNK", "10", "1", 9, ""),
        ("Ecuador ", "ECU", "2.4", "3", 4, ""),
        ("Botswana ", "BWA", "6.1", "2", 3, ""),
        ("Bolivia ", "BOL", "2.4", "", 6, ""),
    ],
    2000: [("Denmark ", "DNK", "9.8", "1", 9, "8.6 - 10.6"), ("Yugoslavia ", "", "1.3", "2", 3, "0.6 - 2.4")],
    2001: [("Denmark", "DNK", "9.5", "1", 7, "8.8 - 10.6"), ("Nigeria", "NGA", "1.0", "2", 4, "-0.1 - 2.0")],
    2002: [("Denmark", "DNK", "9.5", "1", 8, "8.9 - 9.9"), ("Haiti", "HTI", "2.2", "2", 3, "1.7 - 4.0")],
    2003: [
        ("Denmark", "DNK", "9.5", "1", 9, "8.8 - 9.9"),
        ("Serbia & Montenegro", "", "2.3", "2", 5, "1.6 - 3.6"),
        ("Tajikistan", "TJK", "1.8", "3", 3, "1.5 - 2.0"),
    ],
    2004: [
        ("Denmark", "DNK", "9.5", "1", 10, "9.3 - 9.7"),
        ("Azerbaijan", "AZE", "2.0", "2", 7, "1.9 \N{EN DASH} 2.2"),
        ("Tajikistan", "TJK", "2.0", "", 4, "1.7 - 2.4"),
    ],
    2005: [("Tajikistan", "TJK", "2.1", "1", 5, "1.9 - 2.4")],
    2006: [
        ("Tajikistan", "TJK", "2.2", "1", 6, "2.0 - 2.4"),
        ("C_te d_Ivoire", "CIV", "2.1", "2", 4, "2.0 - 2.2"),
    ],
    2007: [("Tajikistan", "TJK", "2.1", "1", 8, "1.9 - 2.3")],
    2008: [
        ("Montenegro", "MNE", "3.4", "1", 5, "2-5 - 4.0"),
        ("Belize", "BLZ", "2.9", "2", 3, "1.8 - 3.7"),
        ("Taijikistan", "TJK", "2", "3", 8, "1.7 - 2.3"),
    ],
    2009: [("Tajikistan", "TJK", "2", "1", 8, "1.6 - 2.5")],
}
NEW = {
    2010: [("Denmark", "DNK", 9.3, 1, 6, (9.1, 9.4)), ("Tajikistan", "TJK", 2.1, 2, 7, (1.7, 2.5))],
    2011: [
        ("Denmark", "DNK", 9.39208, 1, 8, (9.297147, 9.476947)),
        ("Tajikistan", "TJK", 2.252, 2, 7, (1.813426, 2.761562)),
    ],
}


def table(year: int) -> Grid:
    """The table of an edition until 2009, in its layout."""
    grid: Grid = []
    if year == 1995:
        grid.append(["Country", "Score", "Surveys", "Variance"])
        return grid + [[name, score, n, "0.07"] for name, _, score, _, n, _ in OLD[year]]
    if year == 1996:
        acute = "\N{COMBINING ACUTE ACCENT}"
        grid.append(["Rank", "Country", f"Score  {acute}96", f"Score  {acute}95", "Variance"])
        grid[0].append("Number of Surveys ")
        return grid + [[r, name, _comma(score), "9,55", "0,4", n] for name, _, score, r, n, _ in OLD[year]]
    if year == 1997:
        grid.append(["rank", "country", "score 1997", "score 1996", "number of surveys", "var 1997"])
        return grid + [[r, name, _comma(score), "9,33", n, "0,5"] for name, _, score, r, n, _ in OLD[year]]
    label = f"CPI {year} Score"
    if year < 2000:
        grid.append(["Rank ", "Country/Territory ", label, "Standard Deviation ", "Surveys Used", ""])
        rows: Grid = [[r, name, score, "0.7", n, ""] for name, _, score, r, n, _ in OLD[year]]
        return [*grid, *rows, [""] * 6]
    if year < 2004:
        grid.append(
            ["Rank", "Country/Territory", label, "Surveys Used", "Standard Deviation", "High-Low Range"]
        )
        return grid + [[r, name, score, n, "0.6", span] for name, _, score, r, n, span in OLD[year]]
    if year < 2006:
        grid.append(["Rank", "Country/Territory", label, "Confidence Range", "Surveys Used"])
        return grid + [[r, name, score, span, n] for name, _, score, r, n, span in OLD[year]]
    grid.append(["Rank", "Country/Territory", label, "Surveys Used", "Confidence Range"])
    return grid + [[r, name, score, n, span] for name, _, score, r, n, span in OLD[year]]


def _comma(score: str) -> str:
    return score.replace(".", ",")


def workbook_2010() -> Grid:
    """`CPI table`: a text, two rows of labels, and a row of the names of variables."""
    grid: Grid = [
        ["This Excel-sheet presents the Corruption Perceptions Index 2010"],
        ["Country Rank", "Country / Territory", "CPI 2010 Score", "Surveys Used", "Standard Deviation"],
        [*[None] * 5, "Min", "Max", "Lower bound", "Higher bound"],
        [
            *("rank", "country", "cpi2010", "no_sources_a", "roundstd", "roundmin", "roundmax"),
            *("roundbs_btm90", "roundbs_top90", "roundstadb2009_beta_d1"),
        ],
    ]
    for name, _, score, rank, surveys, (lower, upper) in NEW[2010]:
        grid.append([rank, name, score, surveys, 0.2, 1.5, 9.5, lower, upper, None])
    return grid


def workbook_2011() -> Grid:
    """`Global`: two rows of labels, the rank in two columns, the highest survey before the lowest."""
    grid: Grid = [
        [
            *("Country Rank", "Country / Territory", "CPI 2011 Score", "Country Rank", "Surveys Used"),
            *("Standard Deviation", "Minimun Maximum Range", None, "90 % Confidence Interval", None, "AFDB"),
        ],
        [*[None] * 6, "Max", "Min", "Lower bound", "Higher bound"],
    ]
    for name, _, score, rank, surveys, (lower, upper) in NEW[2011]:
        grid.append([rank, name, score, rank, surveys, 0.05, 9.7, 1.1, lower, upper, None])
    return grid


def derived() -> Grid:
    """The derived file: every row of every table, without what it does not know."""
    header = (
        "year,country_as_published,iso3,score_0_10,score_unrounded,rank_published,rank_computed,n_countries,"
        "n_surveys,range_low,range_high,range_kind,source"
    )
    grid: Grid = [list(header.split(","))]
    for year, rows in OLD.items():
        for name, iso3, score, rank, surveys, span in rows:
            low, high, kind = "", "", ""
            if year >= 2001:
                text = (
                    span.replace("2-5 -", "2.5 -")
                    .replace("\N{EN DASH}", "-")
                    .replace("1.8 - 3.7", "1.9 - 3.7")
                )
                low, high = text.rsplit(" - ", 1)
                kind = "confidence range" if year >= 2004 else "high-low range of surveys"
            ranks = [rank if year in (1996, 1997) else "", "9"]
            n = surveys if year < 1998 else ""
            cells = [year, name.strip(), iso3, score, "", *ranks, len(rows), n, low, high, kind, "TI"]
            grid.append(list(cells))
    for year, newer in NEW.items():
        for name, iso3, value, _, _, _ in newer:
            unrounded = value if year == 2011 else ""
            grid.append([year, name, iso3, f"{value:.1f}", unrounded, "", "9", len(newer), *[""] * 4, "TI"])
    return grid


def write_old_scale(folder: Path, changed: Mapping[int | str, Grid] | None = None) -> list[Path]:
    """Every file of the old scale, with some changed: by edition, or `derived`."""
    changed = changed or {}
    paths = [write_csv(folder / f"cpi_table_{year}.csv", changed.get(year) or table(year)) for year in OLD]
    sheets_2011 = {"take1": [["country", "cpi11"]], "Global": changed.get(2011) or workbook_2011()}
    return [
        *paths,
        write_xlsx(folder / WORKBOOK_2010, {"CPI table": changed.get(2010) or workbook_2010()}),
        write_xlsx(folder / WORKBOOK_2011, sheets_2011),
        write_csv(folder / "CPI_old_scale_1995_2011_derived.csv", changed.get("derived") or derived()),
    ]
