"""Write the rows behind a chart as CSV and Parquet, each file with its passport inside."""

import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from indicators.export.formulas import is_formula, no_formula, no_formula_inside
from indicators.export.passport import Passport


def to_csv(rows: pd.DataFrame, passport: Passport) -> bytes:
    """Write UTF-8 CSV below the passport, whose lines start with `# ` (pandas: `comment="#"`).

    Missing is empty. A leading quote stops spreadsheets from running text as a formula.
    """
    facts = {"title": passport.title, "subtitle": passport.subtitle, **passport.as_dict()}
    head = "".join(f"# {name}: {_fact(name, value)}\n" for name, value in facts.items())
    body = io.BytesIO()
    pyarrow.csv.write_csv(_table(harmless(rows)), body)
    return head.encode() + body.getvalue()


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


def _fact(name: str, value: object) -> str:
    """Write a fact on one line; a link is encoded already and must stay a link."""
    return _one_line(value) if name == "link" else no_formula_inside(_one_line(value))


def _one_line(value: object) -> str:
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())
