"""Foreign fighters in Syria and Iraq: published estimates by country of origin, as a table alone.

Four reports of two publishers, each with its own day, sources and way of counting: estimates beside each
other, not a series. ICSR's come from a replication file with all its countries; a transcription of the
figures for Central Asia and its surroundings has the Soufan reports, and must agree on ICSR's.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Once, Parsed, agree
from indicators.loaders.sheets import Row, read_csv
from indicators.snapshot.schema import no_observations

TRANSCRIBED = "foreign_fighters_focal_2013_2017.csv"
ICSR = "icsr.csv"

# A report by its publisher and day, as the transcription names it, and as we do.
REPORTS = {
    ("ICSR (Zelin)", "2013-12-17"): "icsr-2013-12",
    ("ICSR (Neumann)", "2015-01-26"): "icsr-2015-01",
    ("The Soufan Group", "2015-12-07"): "soufan-2015-12",
    ("The Soufan Center (Barrett)", "2017-10-24"): "soufan-2017-10",
}
ICSR_REPORTS = {
    day.replace("-", ""): (publisher, day) for publisher, day in REPORTS if publisher.startswith("ICSR")
}

# Ranges of icsr.csv that cannot be right as they stand: low, high and midpoint by country and day. They are
# kept and say so; a guard stops the build once they are mended.
ODD_RANGES = {
    ("qatar", "20131217"): (15, 14, 14.5, "range; the file's low, 15, is above its high, 14"),
    ("russia", "20131217"): (
        45,
        609,
        216,
        "range; the file's own midpoint, 216, is not that of 45 to 609: another line may be added to it",
    ),
}

REGION = "region total"
FIGURES = ["estimate_low", "estimate_high", "estimate_point", "returned"]
COLUMNS = ["edition", "iso3", "place", "publisher", "report_date", *FIGURES, "basis", "stated_in"]


def parse(job: Job) -> Parsed:
    """Return the table `foreign_fighters_estimates`, key (edition, place); no observations.

    A figure that a report does not give is missing. Raises `SourceFileError` for an unknown report or
    country, a range that is odd and not known to be, or where the two files disagree.
    """
    icsr = pd.DataFrame(_icsr(job))
    transcribed = pd.DataFrame(_transcribed(job))
    agree(
        icsr[["edition", "iso3", *FIGURES[:3]]],
        transcribed[["edition", "iso3", *FIGURES[:3]]],
        on=["edition", "iso3"],
        file=TRANSCRIBED,
        tolerance=0,
    )
    others = transcribed[~transcribed["edition"].isin(set(icsr["edition"]))]
    table = pd.concat([icsr, others]).sort_values(["edition", "place"], ignore_index=True)
    kinds = dict.fromkeys(FIGURES, "Int32") | {"row": "int32"}
    table = table.astype(kinds)[[*COLUMNS, "file", "row"]]
    return Parsed(no_observations(), {"foreign_fighters_estimates": table})


def _transcribed(job: Job) -> list[dict[str, object]]:
    columns = ["iso3", "country", "publisher", "report_date", *FIGURES, "basis", "stored_text"]
    once = Once()
    records = []
    for row in read_csv(job.files[TRANSCRIBED], columns=columns):
        report = (row.text("publisher"), row.text("report_date"))
        if report not in REPORTS:
            raise row.refuse(f"unknown report {', '.join(report)}", "Add it to REPORTS and [[editions]].")
        once.check(row, row.text("country"), *report)
        is_region = row.text("basis") == REGION and row.cells["iso3"] == ""
        figures = {name: row.decimal(name, missing=[""]) for name in FIGURES}
        records.append(
            {
                **_shared(row, report),
                "iso3": None if is_region else job.iso3_of_code(row, "iso3", "country"),
                "place": row.text("country"),
                **figures,
                "basis": row.text("basis"),
                "stated_in": row.text("stored_text"),
            }
        )
    return records


def _icsr(job: Job) -> list[dict[str, object]]:
    """Return ICSR's estimates: a range, or one figure, which the file keeps in its column of midpoints."""
    columns = ["country", "countrycode", "icsr.date", "icsr.low", "icsr.high", "icsr.mean"]
    once = Once()
    records = []
    for row in read_csv(job.files[ICSR], columns=columns):
        day = row.text("icsr.date")
        if day not in ICSR_REPORTS:
            raise row.refuse(f"unknown report of {day}", "Add it to REPORTS and [[editions]].")
        once.check(row, row.text("country"), day)
        low, high = (row.decimal(name, missing=[""]) for name in ("icsr.low", "icsr.high"))
        middle = row.decimal("icsr.mean", missing=["NA"])
        if (low is None) != (high is None):
            raise row.refuse("one end of a range without the other", "Look what the report says.")
        if low is None and middle is None:
            continue
        records.append(
            {
                **_shared(row, ICSR_REPORTS[day]),
                "iso3": job.iso3_of_code(row, "countrycode", "country"),
                "place": row.text("country"),
                "estimate_low": low,
                "estimate_high": high,
                # The midpoint of a range is the file's authors', not ICSR's.
                "estimate_point": middle if low is None else None,
                "returned": None,
                "basis": "point estimate" if low is None else _range_basis(row, low, high, middle),
                "stated_in": "lukesonnet/foreign_fighters data/icsr.csv",
            }
        )
    return records


def _shared(row: Row, report: tuple[str, str]) -> dict[str, object]:
    publisher, day = report
    return {
        "edition": REPORTS[report],
        "publisher": publisher,
        "report_date": day,
        "file": row.file,
        "row": row.number,
    }


def _range_basis(row: Row, low: float, high: float | None, middle: float | None) -> str:
    """Name the basis of a range: a range, with its oddity if one is known."""
    assert high is not None  # a range has both ends
    known = ODD_RANGES.get((row.text("country"), row.text("icsr.date")))
    if known is not None:
        *figures, basis = known
        if [low, high, middle] != figures:
            raise row.refuse(
                "a range recorded as odd is another now", "Look whether it is right, and mend ODD_RANGES."
            )
        return str(basis)
    if low > high or middle != (low + high) / 2:
        raise row.refuse(
            f"a range of {low:g} to {high:g} with the midpoint {middle}", "Look what the report says."
        )
    return "range"
