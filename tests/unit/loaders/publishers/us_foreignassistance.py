"""ForeignAssistance.gov's country file, and two tables transcribed from its interface; invented figures."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

COLUMNS = (
    "Country Code,Country Name,Region ID,Region Name,Income Group Acronym,Income Group Name,"
    "Transaction Type ID,Transaction Type Name,Fiscal Year,current_amount,constant_amount"
)
TYPES = {"Obligations": "2", "Disbursements": "3", "President's Budget Requests": "18"}
STABILIZATION = "Stabilization Operations and Security Sector Reform"


def row(code: str, name: str, transaction: str, year: str, current: str, constant: str) -> list[object]:
    region = ["7", "South and Central Asia", "LMIC", "Lower Middle Income Country"]
    return [code, name, *region, TYPES[transaction], transaction, year, current, constant]


def countries() -> Grid:
    """Kosovo's own code, a region, states now gone, a request, the fifth quarter of 1976, the base year."""
    return [
        COLUMNS.split(","),
        row("CS-KM", "Kosovo", "Obligations", "2015", "-70", "-90"),
        row("TJK", "Tajikistan", "Obligations", "2015", "5200", "6700"),
        row("TJK", "Tajikistan", "Disbursements", "2015", "5100", "6600"),
        row("TJK", "Tajikistan", "President's Budget Requests", "2015", "3000", "3600"),
        row("TJK", "Tajikistan", "Obligations", "2024", "9900", "9900"),
        row("TJK", "Tajikistan", "Obligations", "2025", "1200", "1170"),
        row("AFG", "Afghanistan", "Obligations", "1976tq", "40", "210"),
        row("ASN", "Asia Region", "Obligations", "2015", "60", "80"),
        row("SDF", "Sudan (former)", "Obligations", "2008", "50", "75"),
        row("SDF", "Sudan (former)", "Obligations", "2011", "30", "40"),
        row("SDF", "Sudan (former)", "Obligations", "2012", "20", "25"),
        row("SDN", "Sudan", "Obligations", "2008", "2", "3"),
        row("SDN", "Sudan", "Obligations", "2012", "13", "16"),
        row("NULL", "Vietnam (former South)", "Obligations", "1970", "90", "500"),
    ]


def military() -> Grid:
    """A row for each sector and kind of transaction."""
    columns = "fiscal_year,iso3,country,assistance_category,usg_category,usg_sector_id,usg_sector"
    tajikistan = ["2015", "TJK", "Tajikistan", "Military", "Peace and Security"]
    china = ["2015", "CHN", "China (P.R.C.)", "Military", "Peace and Security"]
    return [
        [*columns.split(","), "transaction_type", "current_usd"],
        [*tajikistan, "3", STABILIZATION, "Obligations", "200"],
        [*tajikistan, "3", STABILIZATION, "Disbursements", "150"],
        [*tajikistan, "4", "Counter-Narcotics", "Obligations", "1400"],
        [*china, "2", "Combating Weapons of Mass Destruction (WMD)", "Obligations", "349"],
    ]


def sectors() -> Grid:
    """Military and economic together; one was taken back."""
    columns = (
        "fiscal_year,iso3,country,usg_category,usg_sector_id,usg_sector,obligations_usd,disbursements_usd"
    )
    tajikistan = ["2015", "TJK", "Tajikistan"]
    return [
        columns.split(","),
        [*tajikistan, "Peace and Security", "1", "Counter-Terrorism", "650", "750"],
        [*tajikistan, "Peace and Security", "6", "Conflict Mitigation and Reconciliation", "-50", "370"],
        [*tajikistan, "Democracy, Human Rights, and Governance", "8", "Good Governance", "360", "200"],
    ]


def write_all(folder: Path, **changed: Grid) -> list[Path]:
    """Every file, with some of them changed: `military=...`."""
    grids = {"countries": countries(), "military": military(), "sectors": sectors()} | changed
    return [
        write_csv(folder / "us_foreign_aid_country.csv", grids["countries"]),
        write_csv(folder / "fa_gov_military_focal_fy2015_fy2020_2025.csv", grids["military"]),
        write_csv(folder / "fa_gov_tajikistan_fy2015_sectors.csv", grids["sectors"]),
    ]


USAID_2015 = "fad_usaid_2015-02_by_country_sector_fy2009_2014.csv"


def usaid_2015() -> Grid:
    """USAID's money by country and category: names in capitals, Kosovo without a code."""
    columns = (
        "FiscalYear,OperatingUnit,Country,iso_alpha3,region,Category,Aidtype,AnnualSpent,AnnualSectorSpent"
    )

    def cells(year: int, name: str, code: str, category: str, kind: str, amount: str) -> list[object]:
        return [year, name.title(), name, code, "ASIA", category, kind, "100", amount]

    return [
        columns.split(","),
        cells(2013, "TAJIKISTAN", "TJK", "Total", "Spent", "21736361.06"),
        cells(2014, "TAJIKISTAN", "TJK", "Total", "Spent", "5266335.66"),
        cells(2012, "TAJIKISTAN", "TJK", "Total", "Obligated", "18223802.71"),
        cells(2013, "TAJIKISTAN", "TJK", "Peace and Security", "Spent", "213254.46"),
        cells(2013, "TAJIKISTAN", "TJK", "Peace and Security", "Obligated", "1"),
        cells(2013, "TAJIKISTAN", "TJK", "Health", "Spent", "2"),
        cells(2013, "KOSOVO", " ", "Total", "Spent", "3"),
        cells(2010, "SUDAN, PRE-2011 ELECTION", "", "Total", "Spent", "4"),
    ]


def write_usaid_2015(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / USAID_2015, grid)


def write(folder: Path) -> None:
    write_all(folder)
    write_usaid_2015(folder, usaid_2015())
