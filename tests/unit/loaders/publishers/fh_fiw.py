"""Freedom House's files, a few rows of each, every trap of their layouts among them."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx


def write(folder: Path) -> None:
    write_fiw(folder, fiw())
    write_fiw_older(folder, fiw_older(), fiw_early())
    write_fiw_ratings(folder)
    write_fiw_headline(folder, fiw_headline())


FIW_COLUMNS = (
    "Country/Territory|Region|C/T|Edition|Status|PR rating|CL rating|A1|A2|A3|A|B1|B2|B3|B4|B|C1|C2|C3|C"
    "|Add Q|Add A|PR|D1|D2 |D3|D4|D|E1|E2|E3|E|F1|F2|F3|F4|F|G1|G2|G3|G4|G|CL|Total"
)
FIW_OLDER_COLUMNS = (
    "Country/Territory|Region|C/T?|Edition|Status|PR Rating|CL Rating"
    "|A|B|C|Add Q|Add A|PR|D|E|F|G|CL |Total||x"
)
FIW_EARLY_COLUMNS = (
    "Country/Territory|C/T?|FIW03 PR|FIW04 PR|FIW05 PR|FIW03 CL |FIW04 CL|FIW05 CL"
    "|FIW03 Total|FIW04 Total|FIW05 Total"
)


def cells(text: str) -> list[object]:
    """Cells written in one line, apart by bars: what is a number becomes one."""
    return [int(cell) if cell.lstrip("-").isdigit() else cell or None for cell in text.split("|")]


def fiw() -> Grid:
    """`FIW13-25`: a row with a title, the header on row 2."""
    return [
        ["Freedom in the World 2013-2025 Raw Data"],
        list(FIW_COLUMNS.split("|")),
        cells(
            "Abkhazia|Eurasia|t|2016|PF|5|5|2|2|1|5|2|3|2|1|8|1|1|2|4|0|0|17"
            "|2|2|1|3|8|3|2|1|6|1|1|1|1|4|1|1|2|2|6|24|41"
        ),
        cells(
            "Tajikistan|Eurasia|c|2016|NF|7|6|0|0|1|1|0|0|0|1|1|0|1|0|1|0|0|3"
            "|0|0|1|1|2|1|1|1|3|0|1|1|1|3|1|1|2|1|5|13|16"
        ),
        cells(
            "The Gambia|Africa|c|2016|NF|6|6|1|0|1|2|1|0|1|1|3|0|1|0|1|0|0|6"
            "|0|2|1|1|4|1|1|1|3|0|1|0|1|2|1|1|2|1|5|14|20"
        ),
        cells(
            "Kyrgyzstan|Eurasia|c|2018|PF|5|5|1|2|1|4|2|1|1|1|5|1|1|1|3|0|N/A|12"
            "|2|1|2|2|7|1|2|2|5|1|1|1|1|4|2|2|2|2|8|24|36"
        ),
        cells(
            "Tajikistan|Eurasia|c|2015|NF|6|6|0|1|1|2|1|1|0|1|3|0|1|1|2|0|0|7"
            "|1|1|1|1|4|1|1|1|3|1|0|1|1|3|1|1|2|1|5|15|22"
        ),
    ]


def fiw_older() -> Grid:
    """`FIW06-21` of the older workbook: no title; 2015 overlaps with the newer workbook.

    The last two rows have the publisher's misprints: questions Q and A in each other's column, a status
    against the rule, and in 2007 parts of the civil liberties that do not make their sum.
    """
    return [
        list(FIW_OLDER_COLUMNS.split("|")),
        cells("Tajikistan|Eurasia|c|2015|NF|6|6|2|3|2|0|0|7|4|3|3|5|15|22"),
        cells("Tajikistan|Eurasia|c|2006|NF|6|5|4|4|3|0|0|11|6|5|4|6|21|32"),
        cells("Luxembourg|Europe|c|2006|F|1|1|12|16|12|0|1|41|16|12|16|16|60|101"),
        cells("Kosovo|Eurasia|t|2007|PF|6|5|6|5|3|0|3|11|7|6|4|7|18|29"),
        cells("Kosovo|Eurasia|t|2006|PF|6|5|5|5|3|0|3|10|6|6|2|5|19|29"),
    ]


def fiw_early() -> Grid:
    """`FIW03-05`: three editions side by side, `-` for a state that was not there."""
    return [
        list(FIW_EARLY_COLUMNS.split("|")),
        cells("Tajikistan|c|11|12|12|20|21|21|31|33|33"),
        cells("East Timor|c|-|28|28|-|35|35|-|63|63"),
        cells("Yugoslavia|c|30|-|-|42|-|-|72|-|-"),
    ]


FIW_SURVEYS = [
    ("Jan.-Feb. 1973", 1972),
    (1982, "Jan.1981-Aug. 1982"),
    ("1983-84", "Aug.1982-Nov.1983"),
    ("1999-2000", 1999),
    (2006, 2005),
    (2007, 2006),
    (2015, 2014),
]


def fiw_ratings(kind: str) -> Grid:
    """Countries or territories: two header rows of merged cells, then PR, CL and Status again and again."""
    rows = {
        "Country": [
            "South Africa|2(5)|3(6)|F (NF)|5|6|NF|5|6|NF|1|2|F|1|2|F|2|2|F|2|2|F",
            "Tajikistan|-|-|-|-|-|-|-|-|-|6|6|NF|6|5|NF|6|5|NF|6|6|NF",
            "USSR|6|6|NF|6|7|NF|6|7|NF|-|-|-|-|-|-|-|-|-|-|-|-",
            "Kosovo|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|4|4|PF",
        ],
        "Territory": [
            "Hong Kong|3|2|PF|4|2|PF|4|2|PF|5|3|PF|5|2|PF|5|2|PF|5|2|PF",
            "Kosovo|-|-|-|-|-|-|-|-|-|6|6|NF|6|5|NF|6|5|NF|-|-|-",
            "West Papua|||||||||||||||||||||",
        ],
    }[kind]
    surveys: list[object] = ["Survey Edition"]
    periods: list[object] = ["Year(s) Under Review"]
    for survey, period in FIW_SURVEYS:
        surveys += [survey, None, None]
        periods += [period, None, None]
    return [surveys, periods, [None, *["PR", "CL ", "Status"] * len(FIW_SURVEYS)], *map(cells, rows)]


def fiw_distribution() -> Grid:
    """The publisher's count of the countries of each status, newest first, with notes below empty rows."""
    header = "FIW Survey Edition*|Year(s) Under Review**|Total Countries|Number of F Countries"
    header += "|% of F Countries|Number of PF Countries|% of PF Countries|Number of NF Countries"
    return [
        list(header.split("|")),
        cells("2015|2014|3|1|0|1|0|1"),
        cells("2007|Dec 1, 2005-Dec 31, 2006|2|1|0|0|0|1"),
        cells("2006|Dec 1, 2004-Nov 30, 2005|2|1|0|0|0|1"),
        cells("1999-2000|1999|2|1|0|0|0|1"),
        cells("1983-1984|Aug 2, 1982-Nov 1983|2|0|0|0|0|2"),
        cells("1982|Jan 1, 1981-Aug 1, 1982|2|0|0|0|0|2"),
        cells("Jan-Feb 1973***|1972|1|0|0|0|0|1"),
        [*[None] * 12, True],
        ["Notes:"],
        ["*** For Jan-Feb 1973, numbers in brackets exclude the South Africa (White) rating."],
    ]


def fiw_headline() -> Grid:
    """The headline table of 2026 as transcribed; a territory has no code."""
    return [
        ["country", "iso", "kind", "score", "status", "political_rights", "civil_liberties"],
        ["Abkhazia", "", "territory", "40", "Partly Free", "18", "22"],
        ["Hong Kong", "", "territory", "40", "Partly Free", "9", "31"],
        ["Kosovo", "XK", "country", "61", "Partly Free", "27", "34"],
        ["Tajikistan", "TJ", "country", "4", "Not Free", "-1", "5"],
    ]


def write_fiw(folder: Path, grid: Grid) -> Path:
    return write_xlsx(
        folder / "All_data_FIW_2013-2024.xlsx", {"Index": [["What the columns mean"]], "FIW13-25": grid}
    )


def write_fiw_older(folder: Path, older: Grid, early: Grid) -> Path:
    return write_xlsx(
        folder / "Aggregate_Category_and_Subcategory_Scores_FIW_2003-2021.xlsx",
        {"INDEX": [["Key"]], "FIW06-21": older, "FIW03-05": early},
    )


def write_fiw_ratings(folder: Path, **grids: Grid) -> Path:
    """The workbook of ratings, with some of its sheets changed; a blank ends the first one's name."""
    return write_xlsx(
        folder / "Country_and_Territory_Ratings_and_Statuses_FIW_1973-2024.xlsx",
        {
            "INDEX": [["HISTORICAL FIW STATUS AND RATINGS INFORMATION"]],
            "Country Ratings, Statuses ": grids.get("countries") or fiw_ratings("Country"),
            "Territory Ratings, Statuses": grids.get("territories") or fiw_ratings("Territory"),
            "Historical distribution": grids.get("distribution") or fiw_distribution(),
        },
    )


def write_fiw_headline(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "fiw_2026_headline_transcribed.csv", grid)
