"""Foreign Military Training Report: whom the United States trained, by country, programme and fiscal year.

Both files are derived from the reports' PDF tables as the Security Force Monitor extracted them: the sum of
each programme in every country, and every course in Central Asia. If the report printed no figure there
is no figure here: a cost of 0 means that none was printed, and a sum has what was printed alone.
"""

import datetime as dt
import re

import pandas as pd

from indicators.loaders.parsing import Job, Once, Parsed, agree
from indicators.loaders.sheets import Row, read_csv
from indicators.loaders.us_fmtr_programs import PROGRAM_GROUPS
from indicators.model import Status
from indicators.snapshot.schema import observations

PROGRAMS = "fmtr_country_program_fy1999_2020.csv"
ACTIVITIES = "fmtr_activities_central_asia_fy1999_2020.csv"

FIGURES = {"trainees": "us_fmtr.trainees", "cost_usd": "us_fmtr.cost"}
TEXTS = ["course", "location", "student_unit", "us_unit"]
COURSE_COLUMNS = [
    "fy",
    "country",
    "iso3",
    "program_short",
    "quantity",
    "cost",
    "start_date",
    "end_date",
    "page",
    "report",
    *TEXTS,
]

PRINTED, SUMMED = "printed program total", "sum of parsed course rows"

# The report of 2009-2010: two columns have run together in a cell here and there, such as a cost and a
# date, two dates, or a number and the beginning of a place. What belongs where is not guessed.
DAMAGED = "2009-2010"
_DAY = r"\d{1,2}/\d{1,2}/\d{4}"
RUN_TOGETHER = rf"\d+ +{_DAY}|{_DAY} {_DAY}|\d+ [A-Z][A-Za-z-]+,"


def parse(job: Job) -> Parsed:
    """Return trainees and cost by country and fiscal year, and the tables of programmes and of courses.

    `us_fmtr_programs` has a row for each country, programme and year; `us_fmtr_activities` one for each
    course in Central Asia, numbered by its row in the file. Raises `SourceFileError` for an unknown
    country, programme, basis or cell.
    """
    columns = ["fiscal_year", "iso3", "country_as_printed", "program", "basis", "report_edition", *FIGURES]
    once = Once()
    records = []
    for row in read_csv(job.files[PROGRAMS], columns=columns):
        once.check(row, *(row.text(name) for name in ("fiscal_year", "country_as_printed", "program")))
        record = _program(job, row)
        if record is not None:
            records.append(record)
    programs = pd.DataFrame(records)
    sums = pd.concat([_sums(programs, column) for column in FIGURES])
    courses = pd.DataFrame(
        _course(job, row) for row in read_csv(job.files[ACTIVITIES], columns=COURSE_COLUMNS)
    )
    _check_courses(programs, courses)
    tables = {"us_fmtr_programs": _programs_table(programs), "us_fmtr_activities": _courses_table(courses)}
    return Parsed(observations(sums), tables)


def _program(job: Job, row: Row) -> dict[str, object] | None:
    """Return a programme in a country and year, None if it is not a country of today."""
    iso3 = job.iso3_of_code(row, "iso3", "country_as_printed")
    if iso3 is None:
        return None
    basis = row.text("basis")
    if basis not in (PRINTED, SUMMED):
        raise row.refuse(f"unknown basis {basis!r}", "Teach _program in us_fmtr.py what it means.")
    trainees, cost = (row.decimal(figure, missing=[""]) for figure in FIGURES)
    return {
        "iso3": iso3,
        "fiscal_year": row.year("fiscal_year"),
        "country_as_printed": row.text("country_as_printed"),
        **_program_and_group(row, "program"),
        # Courses without a printed number of students sum to 0; a printed total of 0 is a figure.
        "trainees": None if trainees == 0 and basis == SUMMED else trainees,
        "cost_usd": cost or None,
        "basis": basis,
        "edition": _edition(row, "report_edition"),
        **row.origin("trainees"),
    }


def _program_and_group(row: Row, column: str) -> dict[str, str]:
    program = " ".join(row.text(column).split())
    if program not in PROGRAM_GROUPS:
        raise row.refuse(f"unknown programme {program!r}", "Add it to PROGRAM_GROUPS in us_fmtr_programs.py.")
    return {"program": program, "program_group": PROGRAM_GROUPS[program]}


def _edition(row: Row, column: str) -> str:
    return row.text(column).replace("_", "-")


def _sums(programs: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Sum one figure over programmes; the origin is the first of the rows that have one."""
    by_year = programs.dropna(subset=figure).groupby(["iso3", "fiscal_year", "edition"])
    rows = by_year.size().map(lambda n: "" if n == 1 else f", sum of {n} rows")
    return (
        by_year[["file", "sheet", "row"]]
        .first()
        .assign(
            value=by_year[figure].sum(),
            column=figure + rows,
            indicator=FIGURES[figure],
            status=Status.DERIVED.value,
        )
        .reset_index()
        .rename(columns={"fiscal_year": "year"})
    )


def _check_courses(programs: pd.DataFrame, courses: pd.DataFrame) -> None:
    """Raise unless courses sum to their programme, in every report but the damaged one."""
    keys = ["iso3", "fiscal_year", "program"]
    whole = courses[courses["edition"] != DAMAGED].rename(columns={"quantity": "trainees"})
    sums = whole.groupby(keys)[list(FIGURES)].sum(min_count=1).reset_index()
    agree(programs[[*keys, *FIGURES]], sums, on=keys, file=ACTIVITIES, tolerance=0.5)


def _course(job: Job, row: Row) -> dict[str, object]:
    """Return one course in Central Asia; a cell that the report left empty is missing."""
    return {
        "row": row.number,
        "iso3": job.iso3_of_code(row, "iso3", "country"),
        "fiscal_year": row.year("fy"),
        "country_as_printed": row.text("country"),
        **_program_and_group(row, "program_short"),
        "course": _text(row, "course"),
        "quantity": _number(row, "quantity", r"\d+"),
        "cost_usd": _number(row, "cost", r"\$?[\d,]+(\.\d+)?") or None,
        "start_date": _date(row, "start_date"),
        "end_date": _date(row, "end_date"),
        "location": _text(row, "location"),
        "student_unit": _text(row, "student_unit"),
        "us_unit": _text(row, "us_unit"),
        "page": None if _text(row, "page") is None else row.integer("page"),
        "edition": _edition(row, "report"),
    }


def _text(row: Row, column: str) -> str | None:
    return " ".join(str(row.cells[column]).split()) or None


def _cell(row: Row, column: str, shape: str, wanted: str) -> str | None:
    """Return the cell if it has a shape, None if it is empty or damaged; refuse anything else."""
    cell = str(row.cells[column]).strip()
    if re.fullmatch(shape, cell):
        return cell
    if cell in ("", "$") or (_edition(row, "report") == DAMAGED and re.fullmatch(RUN_TOGETHER, cell)):
        return None
    raise row.refuse(f"{column} {cell!r} is not {wanted}", "Look it up in the report, or teach us_fmtr.py.")


def _number(row: Row, column: str, shape: str) -> float | None:
    cell = _cell(row, column, shape, "a number")
    return None if cell is None else float(cell.replace("$", "").replace(",", ""))


def _date(row: Row, column: str) -> str | None:
    """Return a date written 9/26/2008, or 9/26/01 in the oldest reports, as 2008-09-26."""
    cell = _cell(row, column, r"\d{1,2}/\d{1,2}/(20\d\d|0\d)", "a date")
    if cell is None:
        return None
    month, day, year = map(int, cell.split("/"))
    try:
        return dt.date(year % 100 + 2000, month, day).isoformat()
    except ValueError:
        raise row.refuse(f"{column} {cell!r} is no day", "Look it up in the report.") from None


def _programs_table(programs: pd.DataFrame) -> pd.DataFrame:
    keys = ["iso3", "fiscal_year", "country_as_printed", "program"]
    table = programs[[*keys, "program_group", "trainees", "cost_usd", "basis", "edition"]]
    return table.sort_values(keys, ignore_index=True).astype({"fiscal_year": "int16", "trainees": "Int32"})


def _courses_table(courses: pd.DataFrame) -> pd.DataFrame:
    whole = {"row": "int32", "fiscal_year": "int16", "quantity": "Int32", "page": "Int16"}
    texts = dict.fromkeys(("start_date", "end_date", *TEXTS), "str")
    return courses.astype(whole | texts)
