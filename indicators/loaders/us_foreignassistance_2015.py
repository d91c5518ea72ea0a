"""Read what ForeignAssistance.gov had of USAID's money in February 2015, as USAID's GeoCenter summed it up.

One row for each country, fiscal year, category and kind of money. It is USAID's alone: what the Departments
of State and Defense gave, military aid among it, is not in it.
"""

from collections.abc import Iterator

from indicators.loaders.parsing import Job
from indicators.loaders.sheets import FETCH_AGAIN, Row, read_csv
from indicators.model import Status

FILE = "fad_usaid_2015-02_by_country_sector_fy2009_2014.csv"
EDITION = "2015-02"
AMOUNT = "AnnualSectorSpent"

# Category and kind of money, and the first fiscal year that was not over or not filled in.
INDICATORS = {
    ("Total", "Spent"): ("usaid_disbursements", 2014),
    ("Total", "Obligated"): ("usaid_obligations", 2013),
    ("Peace and Security", "Spent"): ("usaid_peace_and_security", 2014),
}
KINDS = {"Spent", "Obligated"}
YEARS = range(2009, 2015)


def parse(job: Job) -> Iterator[dict[str, object]]:
    """Read the records of three figures; raises `SourceFileError` for an unknown country, kind or year."""
    columns = ["FiscalYear", "Country", "iso_alpha3", "Category", "Aidtype", AMOUNT]
    for row in read_csv(job.files[FILE], columns=columns):
        year, kind = row.year("FiscalYear"), row.text("Aidtype")
        if kind not in KINDS or year not in YEARS:
            raise row.refuse(f"{kind!r} of {year} is not in the file of February 2015", FETCH_AGAIN)
        iso3 = _country(job, row)
        named = INDICATORS.get((row.text("Category"), kind))
        if iso3 is not None and named is not None:
            indicator, provisional_from = named
            status = Status.PROVISIONAL if year >= provisional_from else Status.DERIVED
            yield {
                "indicator": f"us_foreignassistance.{indicator}",
                "iso3": iso3,
                "year": year,
                "edition": EDITION,
                "value": row.decimal(AMOUNT),
                "status": status.value,
                **row.origin(AMOUNT),
            }


def _country(job: Job, row: Row) -> str | None:
    """Return the country by its name, which its code must agree with; Kosovo has none."""
    iso3, code = job.iso3_of_name(row, "Country"), str(row.cells["iso_alpha3"]).strip()
    if iso3 is not None and code not in ("", iso3):
        raise row.refuse(f"the code is {code!r}, the name {row.text('Country')!r} {iso3}", FETCH_AGAIN)
    return iso3
