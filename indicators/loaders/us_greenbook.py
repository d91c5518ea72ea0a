"""USAID's Greenbook: what the United States obligated for each country, by fiscal year and account.

The publisher's own workbook is read, from fiscal year 1992 on. What it calls "Military" is not all that
concerns security: aid to police against narcotics, and Anti-terrorism Assistance (within NADR), are filed
under "Economic". The three groups are kept apart, and stand beside each other.
"""

import datetime as dt
import re

import pandas as pd

from indicators.errors import SourceFileError
from indicators.loaders.parsing import Job, Once, Parsed, agree
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv, read_sheet
from indicators.model import Status
from indicators.snapshot.schema import observations

WORKBOOK = "us_foreignaid_greenbook.xlsx"
TOTALS = "greenbook_totals_fy1992_2020.csv"
ACCOUNTS = "greenbook_security_accounts_fy1992_2020.csv"

# Older rows are of another world, and one year has a fifth quarter: the workbook counts it as 1976.9.
FIRST_YEAR = 1992
TRANSITION_QUARTER = 1976.9

CURRENT = "Obligations (Historical Dollars)"
CONSTANT = "Obligations (Constant Dollars)"
LABELS = {
    "Assistance Category": "assistance_category",
    "Publication Row": "publication_row",
    "Funding Agency": "funding_agency",
    "Funding Account Name": "funding_account",
}
DERIVED = ["current_usd", "constant_2020_usd"]
MILITARY, ECONOMIC = "Military", "Economic"
# The rows under "Economic" that concern security, and what they are called here.
ECONOMIC_SECURITY = {
    "Narcotics Control": "Narcotics Control",
    "Nonproliferation, Anti-Terrorism, Demining & Related": "NADR",
}
# The sums that become observations: a group of rows, and its figure in each kind of dollars.
SUMS = [
    ("us_greenbook.military", MILITARY, CURRENT),
    ("us_greenbook.nadr", "NADR", CURRENT),
    ("us_greenbook.narcotics_control", "Narcotics Control", CURRENT),
    ("us_greenbook.military_constant", MILITARY, CONSTANT),
    ("us_greenbook.nadr_constant", "NADR", CONSTANT),
    ("us_greenbook.narcotics_control_constant", "Narcotics Control", CONSTANT),
    ("us_greenbook.economic", ECONOMIC, CURRENT),
]


def parse(job: Job) -> Parsed:
    """Return sums by country and fiscal year as `us_greenbook.*`, and the security rows as a table.

    `us_greenbook_obligations` has a row for each account of the three security groups. No row is nothing
    recorded, not zero. Raises `SourceFileError` for an unknown country or category, and where the figures
    that were derived from the workbook elsewhere disagree.
    """
    columns = ["Fiscal Year", "Country", *LABELS, CURRENT, CONSTANT]
    sheet = read_sheet(job.files[WORKBOOK], "Economic and Military Aid", header=7, columns=columns)
    once = Once()
    rows = pd.DataFrame(record for row in sheet if (record := _record(job, row, once)) is not None)
    table = _table(rows, edition := _edition(sheet))
    sums = pd.concat(_sums(rows, *wanted) for wanted in SUMS).assign(edition=edition)
    if ACCOUNTS in job.files:
        _check_accounts(job, table)
    if TOTALS in job.files:
        _check_totals(job, rows)
    return Parsed(observations(sums), {"us_greenbook_obligations": table})


def _edition(sheet: Sheet) -> str:
    """Return the day on which the workbook was prepared, from the rows above its table."""
    titles = " ".join(str(cell) for cells in sheet.above for cell in cells)
    found = re.search(r"Prepared by USAID Data Services on (\w+ \d{1,2}, \d{4})", titles)
    if not found:
        raise SourceFileError(sheet.file, "no day on which it was prepared above the table", FETCH_AGAIN)
    if "Constant 2020 $US" not in titles:
        raise SourceFileError(
            sheet.file, "its constant dollars are not of 2020", "Rename constant_2020_usd in us_greenbook.py."
        )
    return dt.datetime.strptime(found[1], "%B %d, %Y").date().isoformat()


def _record(job: Job, row: Row, once: Once) -> dict[str, object] | None:
    """Return a row's labels, group and figures; None before `FIRST_YEAR` and for other places."""
    if row.required_number("Fiscal Year") == TRANSITION_QUARTER or row.year("Fiscal Year") < FIRST_YEAR:
        return None
    iso3 = job.iso3_of_name(row, "Country")
    if iso3 is None:
        return None
    labels = {ours: row.text(theirs) for theirs, ours in LABELS.items()}
    once.check(row, row.text("Country"), row.year("Fiscal Year"), *labels.values())
    return {
        "iso3": iso3,
        "fiscal_year": row.year("Fiscal Year"),
        **labels,
        "group": _group(row, labels["assistance_category"], labels["publication_row"]),
        CURRENT: row.required_number(CURRENT),
        CONSTANT: row.required_number(CONSTANT),
        **row.origin(CURRENT),
    }


def _group(row: Row, category: str, publication_row: str) -> str:
    """Return the security group of a row, or `Economic` for the rest."""
    if category == MILITARY:
        return MILITARY
    if category == ECONOMIC:
        return ECONOMIC_SECURITY.get(publication_row, ECONOMIC)
    raise row.refuse(f"unknown assistance category {category!r}", "Teach _group in us_greenbook.py.")


def _table(rows: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Return the rows of the three security groups."""
    security = rows[rows["group"] != ECONOMIC].assign(edition=edition)
    named = security.rename(columns={CURRENT: "current_usd", CONSTANT: "constant_2020_usd"})
    keys = ["iso3", "fiscal_year", *LABELS.values()]
    figures = ["group", "current_usd", "constant_2020_usd", "edition"]
    return named[[*keys, *figures]].sort_values(keys, ignore_index=True).astype({"fiscal_year": "int16"})


def _sums(rows: pd.DataFrame, indicator: str, group: str, figure: str) -> pd.DataFrame:
    """Sum one figure by country and year; its origin is the first of the rows that it sums.

    The sum of `Economic` has all rows of that category, the two security groups among them.
    """
    column = "assistance_category" if group == ECONOMIC else "group"
    by_country = rows[rows[column] == group].groupby(["iso3", "fiscal_year"])
    first = by_country[["file", "sheet", "row"]].first()
    n = by_country.size()
    frame = first.assign(
        value=by_country[figure].sum(),
        column=figure + n.map(lambda count: "" if count == 1 else f", sum of {count} rows"),
        indicator=indicator,
        status=Status.DERIVED.value,
    )
    return frame.reset_index().rename(columns={"fiscal_year": "year"})


def _check_accounts(job: Job, table: pd.DataFrame) -> None:
    """Raise unless the accounts derived from the workbook elsewhere are those of the table."""
    keys = ["iso3", "fiscal_year", *LABELS.values()]
    records = _derived(job, ACCOUNTS, list(LABELS.values()))
    agree(table[[*keys, *DERIVED]], pd.DataFrame(records), on=keys, file=ACCOUNTS, tolerance=0.5)


def _check_totals(job: Job, rows: pd.DataFrame) -> None:
    """Raise unless the sums by category derived from the workbook elsewhere are those of its rows."""
    keys = ["iso3", "fiscal_year", "assistance_category"]
    sums = rows.rename(columns={CURRENT: "current_usd", CONSTANT: "constant_2020_usd"})
    sums = sums.groupby(keys)[DERIVED].sum().reset_index()
    records = _derived(job, TOTALS, ["assistance_category"])
    agree(sums, pd.DataFrame(records), on=keys, file=TOTALS, tolerance=0.5)


def _derived(job: Job, file: str, labels: list[str]) -> list[dict[str, object]]:
    columns = ["fiscal_year", "country", *labels, *DERIVED]
    return [
        {
            "iso3": iso3,
            "fiscal_year": row.year("fiscal_year"),
            **{label: row.text(label) for label in labels},
            **{figure: row.decimal(figure) for figure in DERIVED},
        }
        for row in read_csv(job.files[file], columns=columns)
        if (iso3 := job.iso3_of_name(row, "country")) is not None
    ]
