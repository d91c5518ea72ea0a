"""ForeignAssistance.gov: US obligations and disbursements by country, and what of them is military.

The portal's country file has totals alone, economic and military together. What is military stands in a
table that was transcribed from the portal's interface for eight countries. Both are revised for years.
"""

import pandas as pd

from indicators.loaders import us_foreignassistance_2015
from indicators.loaders.checks import Once, check_columns, check_last_line, check_year, country, required
from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet, read_csv
from indicators.loaders.states import ON, Spell, iso3_of_spell
from indicators.model import Status
from indicators.snapshot.schema import observations

COUNTRIES = "us_foreign_aid_country.csv"
MILITARY = "fa_gov_military_focal_fy2015_fy2020_2025.csv"
SECTORS = "fa_gov_tajikistan_fy2015_sectors.csv"

EDITION = "2025-12"
TRANSCRIBED_EDITION = "2026-10-02"

TRANSACTIONS = {
    "Obligations": "us_foreignassistance.obligations",
    "Disbursements": "us_foreignassistance.disbursements",
}
AMOUNTS = {"current_amount": "current_usd", "constant_amount": "constant_2024_usd"}
# Plans and wishes, not money that was promised or paid.
LEFT_OUT = {"Appropriated and Planned", "President's Budget Requests"}
# The three months between two kinds of fiscal year: no year, and left out.
TRANSITION_QUARTER = "1976tq"
# The portal goes on filling in its newest years; in this copy they were far from whole.
PROVISIONAL_FROM = 2024
# Constant dollars are of the year in which they equal current ones.
BASE_YEAR = 2024

# The portal's own codes of regions, and of the world.
_REGIONS = """
AFR ANS ASN CCN CNA CRN EAG EAQ ECN EEE EEN EES ENS ESN EUN EUS LAN LCN MEN MNA MNS NAN NCN OCN SAG SAN SCN
SEA SMN SSN WAN WEC WHN WLD"""
REGIONS = frozenset(_REGIONS.split())

# The portal's own codes of former states that are a country of today for some years. Its other former states
# had several successors, or joined a country that has rows of its own: they are excluded by name in the TOML.
SPELLS = {
    "SDF": (
        Spell(1946, 2011, "SDN", "Sudan until South Sudan left on 9 July 2011, in fiscal year 2011."),
        Spell(2012, ON, None, "What was still booked on the old Sudan, for Sudan and South Sudan together."),
    ),
}

# Names that mean two countries elsewhere.
NAMES = {"Congo": "COG"}

IGNORED = {
    "Region ID": "the portal's regions are not ours",
    "Region Name": "the portal's regions are not ours",
    "Income Group Acronym": "the World Bank's groups, by the newest year",
    "Income Group Name": "the World Bank's groups, by the newest year",
    "Transaction Type ID": "the name beside it says the same",
}


def parse(job: Job) -> Parsed:
    """Read the `us_foreignassistance.*` figures, and three tables.

    `us_foreignassistance_obligations` has both kinds of transaction, in current and constant dollars;
    `us_foreignassistance_military` the military part by sector; `us_foreignassistance_tajikistan_sectors`
    all sectors of peace, security, democracy and rights of one country and year, military and not.
    Raises `SourceFileError` for an unknown country, transaction or category.
    """
    totals = _totals(job).assign(edition=EDITION)
    military = pd.DataFrame(_military(job)).assign(edition=TRANSCRIBED_EDITION)
    tables = {
        "us_foreignassistance_obligations": _table(totals, ["transaction_type", *AMOUNTS.values()]),
        "us_foreignassistance_military": _table(
            military, ["usg_category", "sector_id", "sector", "transaction_type", "current_usd"]
        ),
        "us_foreignassistance_tajikistan_sectors": _sectors(job),
    }
    frames = [_observed(totals), _military_sums(military)]
    if us_foreignassistance_2015.FILE in job.files:
        frames.append(pd.DataFrame(us_foreignassistance_2015.parse(job)))
    return Parsed(observations(pd.concat(frames)), tables)


def _totals(job: Job) -> pd.DataFrame:
    """Return the figures of the country file; `rows` counts the rows of each, two for a former state."""
    columns = ["Country Code", "Country Name", "Transaction Type Name", "Fiscal Year", *AMOUNTS]
    once = Once()
    records = [
        record
        for row in _read(job, COUNTRIES, columns, IGNORED)
        if (record := _total(job, row, once)) is not None
    ]
    by_year = pd.DataFrame(records).groupby(["iso3", "fiscal_year", "transaction_type"], sort=False)
    totals = by_year.first().assign(rows=by_year.size(), **{a: by_year[a].sum() for a in AMOUNTS.values()})
    return totals.reset_index()


def _read(job: Job, file: str, columns: list[str], ignored: dict[str, str]) -> Sheet:
    check_last_line(job.files[file])
    sheet = read_csv(job.files[file], columns=columns)
    check_columns(sheet, columns, ignored)
    return sheet


def _total(job: Job, row: Row, once: Once) -> dict[str, object] | None:
    """Return one figure of the country file, None for a region, the transition quarter and others."""
    transaction, year = row.text("Transaction Type Name"), row.text("Fiscal Year")
    if transaction not in TRANSACTIONS and transaction not in LEFT_OUT:
        raise row.refuse(f"unknown transaction {transaction!r}", "Add it to us_foreignassistance.py.")
    amounts = {ours: required(row, theirs) for theirs, ours in AMOUNTS.items()}
    if transaction in LEFT_OUT or year == TRANSITION_QUARTER or row.text("Country Code") in REGIONS:
        return None
    fiscal_year = check_year(row, row.integer("Fiscal Year"))
    once.check(row, row.text("Country Name"), fiscal_year, transaction)
    iso3 = _country(job, row, fiscal_year)
    if iso3 is None:
        return None
    if fiscal_year == BASE_YEAR and len(set(amounts.values())) > 1:
        raise row.refuse(
            f"constant dollars are not of {BASE_YEAR}", "Rename constant_2024_usd in us_foreignassistance.py."
        )
    return {
        "iso3": iso3,
        "fiscal_year": fiscal_year,
        "transaction_type": transaction,
        **amounts,
        **row.origin("current_amount"),
    }


def _country(job: Job, row: Row, year: int) -> str | None:
    if row.text("Country Code") in SPELLS:
        return iso3_of_spell(job, row, code="Country Code", name="Country Name", year=year, spells=SPELLS)
    return country(job, row, "Country Code", "Country Name", other_names=NAMES)


def _observed(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the totals as observations; the origin of a sum is its first row, and its status `derived`."""
    named = totals.rename(columns={"fiscal_year": "year", "current_usd": "value"})
    status = pd.Series(Status.NORMAL.value, index=totals.index)
    status[named["rows"] > 1] = Status.DERIVED.value
    status[named["year"] >= PROVISIONAL_FROM] = Status.PROVISIONAL.value
    summed = named["rows"].map(lambda n: "" if n == 1 else f", sum of {n} rows")
    return named.assign(
        column=named["column"] + summed,
        indicator=named["transaction_type"].map(TRANSACTIONS),
        status=status,
    )


def _military(job: Job) -> list[dict[str, object]]:
    """Return the transcribed rows: one for each sector and kind of transaction."""
    columns = ["fiscal_year", "iso3", "country", "assistance_category", "usg_category", "usg_sector_id"]
    once = Once()
    records = []
    for row in _read(job, MILITARY, [*columns, "usg_sector", "transaction_type", "current_usd"], {}):
        if row.text("assistance_category") != "Military":
            raise row.refuse(f"{row.text('assistance_category')!r} is not Military", FETCH_AGAIN)
        if row.text("transaction_type") not in TRANSACTIONS:
            raise row.refuse(
                f"unknown transaction {row.text('transaction_type')!r}", "Add it to us_foreignassistance.py."
            )
        iso3, fiscal_year = country(job, row, "iso3", "country"), check_year(row, row.integer("fiscal_year"))
        once.check(row, iso3, fiscal_year, row.text("usg_sector"), row.text("transaction_type"))
        records.append(
            {
                "iso3": iso3,
                "fiscal_year": fiscal_year,
                "usg_category": row.text("usg_category"),
                "sector_id": row.integer("usg_sector_id"),
                "sector": row.text("usg_sector"),
                "transaction_type": row.text("transaction_type"),
                "current_usd": required(row, "current_usd"),
                **row.origin("current_usd"),
            }
        )
    return records


def _military_sums(military: pd.DataFrame) -> pd.DataFrame:
    """Sum obligations over sectors; the origin is the first of the rows summed."""
    obligated = military[military["transaction_type"] == "Obligations"]
    by_year = obligated.groupby(["iso3", "fiscal_year", "edition"])
    frame = by_year[["file", "sheet", "row", "column"]].first()
    sectors = by_year.size().map(lambda n: "" if n == 1 else f", sum of {n} sectors")
    return (
        frame.assign(
            value=by_year["current_usd"].sum(),
            column=frame["column"] + sectors,
            indicator="us_foreignassistance.military",
            status=Status.TRANSCRIBED.value,
        )
        .reset_index()
        .rename(columns={"fiscal_year": "year"})
    )


def _sectors(job: Job) -> pd.DataFrame:
    """Return Tajikistan's sectors of fiscal year 2015, military and economic together, transcribed."""
    amounts = ["obligations_usd", "disbursements_usd"]
    columns = ["fiscal_year", "iso3", "country", "usg_category", "usg_sector_id", "usg_sector", *amounts]
    records = [
        {
            "iso3": country(job, row, "iso3", "country"),
            "fiscal_year": check_year(row, row.integer("fiscal_year")),
            "usg_category": row.text("usg_category"),
            "sector_id": row.integer("usg_sector_id"),
            "sector": row.text("usg_sector"),
            **{amount: required(row, amount) for amount in amounts},
            "edition": TRANSCRIBED_EDITION,
        }
        for row in _read(job, SECTORS, columns, {})
    ]
    return _table(pd.DataFrame(records), ["usg_category", "sector_id", "sector", *amounts])


def _table(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the columns of a table, in the order of its key."""
    whole = {name: "int16" for name in ("fiscal_year", "sector_id") if name in rows}
    table = rows.astype(whole)[["iso3", "fiscal_year", *columns, "edition"]]
    return table.sort_values(["iso3", "fiscal_year", *columns], ignore_index=True)
