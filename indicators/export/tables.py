"""Write the rows behind a chart as CSV, Excel workbook and Parquet, each file with its passport inside."""

import codecs
import datetime as dt
import io
import json
import re

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

from indicators.export.formulas import is_formula, no_formula, no_formula_inside
from indicators.export.passport import Passport

_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}([-./]\d{1,4})?")


def to_csv(rows: pd.DataFrame, passport: Passport) -> bytes:
    """Write UTF-8 CSV, with a byte order mark, below the passport as lines that begin with `# `.

    Missing is empty. Text that a spreadsheet would run as a formula, and an edition that it would turn into a
    date, is written with a leading quote.
    """
    head = "".join(f"# {name}: {_fact(name, value)}\n" for name, value in _facts(passport).items())
    body = io.BytesIO()
    pyarrow.csv.write_csv(_table(harmless(_without_dates(rows))), body)
    return codecs.BOM_UTF8 + head.encode() + body.getvalue()


def to_xlsx(rows: pd.DataFrame, passport: Passport) -> bytes:
    """Write a workbook: the rows on the sheet Rows, the passport on the sheet About.

    Text is text and numbers are numbers; nothing is run as a formula or turned into a date or a link.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    # The day of the file is that of the passport, so that the same rows give the same bytes.
    book.set_properties(
        {"title": passport.title, "created": dt.datetime.combine(passport.accessed, dt.time())}
    )
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Rows")
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(rows.columns):
        sheet.write_string(0, column, str(name), bold)
        for row, cell in enumerate(rows[name], start=1):
            if pd.isna(cell):
                continue
            if pd.api.types.is_number(cell) and not isinstance(cell, bool):
                sheet.write_number(row, column, cell)
            else:
                sheet.write_string(row, column, str(cell))
    about = book.add_worksheet("About")
    about.set_column(0, 0, 14)
    for row, (name, value) in enumerate(_facts(passport).items()):
        about.write_string(row, 0, name, bold)
        about.write_string(row, 1, _one_line(value))
    book.close()
    return out.getvalue()


def to_parquet(rows: pd.DataFrame, passport: Passport) -> bytes:
    """Write Parquet whose schema metadata holds the passport as JSON under `passport`."""
    table = _table(rows).replace_schema_metadata(
        {"passport": json.dumps(passport.as_dict(), ensure_ascii=False)}
    )
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()


def _table(rows: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)


def harmless(rows: pd.DataFrame) -> pd.DataFrame:
    """Add a leading quote to text that a spreadsheet would run as a formula."""
    texts = rows.select_dtypes(include=["object", "string", "category"]).columns
    risky = [column for column in texts if any(map(is_formula, rows[column].unique()))]
    return rows.assign(**{column: rows[column].map(no_formula) for column in risky})


def _without_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """Put a quote before editions such as 2011-12, which Excel would read as December 2011."""
    editions = [name for name in rows if str(name).startswith("edition")]
    dated = {
        name: rows[name].map(lambda cell: f"'{cell}" if _DATE.fullmatch(str(cell)) else cell)
        for name in editions
        if rows[name].astype("str").str.fullmatch(_DATE.pattern).any()
    }
    return rows.assign(**{str(name): cells for name, cells in dated.items()})


def _facts(passport: Passport) -> dict[str, object]:
    return {"title": passport.title, "subtitle": passport.subtitle, **passport.as_dict()}


def _fact(name: str, value: object) -> str:
    """Write a fact on one line; a link is encoded already and must stay a link."""
    return _one_line(value) if name == "link" else no_formula_inside(_one_line(value))


def _one_line(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())
