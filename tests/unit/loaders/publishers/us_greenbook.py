"""USAID's workbook: six rows of titles, the header on row 7, a fifth quarter in 1976; invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv, write_xlsx

SHEET = "Economic and Military Aid"
COLUMNS = (
    "Fiscal Year|Region|Country|Assistance Category|Publication Row|Funding Agency|Funding Account Name"
    "|Obligations (Historical Dollars)|Obligations (Constant Dollars)"
)
STATE, DEFENSE = "Department of State", "Department of Defense"
NADR = "Nonproliferation, Anti-Terrorism, Demining & Related"
NADR_ACCOUNT = "Nonproliferation, Anti-Terrorism, Demining and Related Programs"
INCLE = "International Narcotics Control and Law Enforcement"
OTHER = "Other Military Assistance"
IMET = "International Military Education and Training"


def workbook() -> Grid:
    """Titles, then a row for each account: Military, its relatives under Economic, and what is no country."""
    asia = "South and Central Asia"
    rows = [
        [1946, "World", "Tajikistan", "Economic", "Inactive Programs", "Unknown", "INACTIVE", 5, 50],
        [1976.9, asia, "Afghanistan", "Military", IMET, STATE, IMET, 55, 220],
        [2015, asia, "Tajikistan", "Economic", "Peace Corps", "Peace Corps", "Peace Corps", 30, 33],
        [2015, asia, "Tajikistan", "Economic", "Narcotics Control", STATE, INCLE, 700, 770],
        [2015, asia, "Tajikistan", "Economic", NADR, STATE, NADR_ACCOUNT, -50, -55],
        [2015, asia, "Tajikistan", "Military", IMET, STATE, IMET, 400, 440],
        [
            2015,
            asia,
            "Tajikistan",
            "Military",
            "Other Military Assistance",
            DEFENSE,
            "Defense-Wide",
            1200,
            1320,
        ],
        [2015, asia, "Uzbekistan", "Military", IMET, STATE, IMET, 0, 0],
        [2015, asia, "Asia (not specified)", "Military", IMET, STATE, IMET, 9, 10],
        [2015, "World", "World (not specified)", "Economic", NADR, STATE, NADR_ACCOUNT, 8, 9],
        [2005, "Europe", "Serbia and Montenegro, Former", "Military", IMET, STATE, IMET, 7, 8],
    ]
    return [
        ["U.S.  Economic and Miliary Assistance Fiscal Years 1946-2020"],
        ["Obligations (Current $US and Constant 2020 $US)"],
        ["Source: US Overseas Loans & Grants [Greenbook], https://foreignassistance.gov/reports"],
        ["Prepared by USAID Data Services on August 9, 2022"],
        ["tq: the Transition Quarter (TQ) reports the 3 month adjustment period in 1976."],
        [],
        list(COLUMNS.split("|")),
        *rows,
    ]


def accounts() -> Grid:
    """The security rows as derived from the workbook elsewhere."""
    labels = (
        "assistance_category,publication_row,funding_agency,funding_account,current_usd,constant_2020_usd"
    )
    return [
        ["fiscal_year", "iso3", "country", *labels.split(",")],
        ["2015", "", "Asia (not specified)", "Military", IMET, STATE, IMET, "9", "10"],
        ["2015", "TJK", "Tajikistan", "Military", IMET, STATE, IMET, "400", "440"],
        ["2015", "TJK", "Tajikistan", "Economic", NADR, STATE, NADR_ACCOUNT, "-50", "-55"],
    ]


def totals() -> Grid:
    """The sums by category as derived from the workbook elsewhere."""
    labels = "fiscal_year,iso3,country,region,assistance_category"
    return [
        [*labels.split(","), "current_usd", "constant_2020_usd"],
        ["2015", "TJK", "Tajikistan", "South and Central Asia", "Economic", "680", "748"],
        ["2015", "TJK", "Tajikistan", "South and Central Asia", "Military", "1600", "1760"],
    ]


def write_workbook(folder: Path, grid: Grid) -> Path:
    return write_xlsx(folder / "us_foreignaid_greenbook.xlsx", {SHEET: grid})


def write_accounts(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "greenbook_security_accounts_fy1992_2020.csv", grid)


def write_totals(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "greenbook_totals_fy1992_2020.csv", grid)


def write(folder: Path) -> None:
    write_workbook(folder, workbook())
    write_accounts(folder, accounts())
    write_totals(folder, totals())
