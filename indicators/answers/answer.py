"""Hold an answer as records, and write it as JSON or CSV."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """The records of an answer in the order of `columns`; `notes` say what a reader should know of them."""

    columns: tuple[str, ...]
    records: Sequence[Record]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, frame: "pd.DataFrame", notes: Sequence[str] = ()) -> "Answer":
        """Make an answer of the rows of a frame."""
        return cls(tuple(map(str, frame.columns)), records_of(frame), tuple(notes))

    def with_column(self, name: str, value: Any) -> "Answer":
        """Return the answer with one more column, the same in every record."""
        return Answer((*self.columns, name), [{**record, name: value} for record in self.records], self.notes)


def records_of(frame: "pd.DataFrame") -> list[Record]:
    """Return the rows of a frame as plain Python values; missing is None."""
    columns = [
        [None if missing else value for value, missing in zip(column.tolist(), column.isna(), strict=True)]
        for _, column in frame.items()
    ]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def as_json(columns: Sequence[str], records: Sequence[Record]) -> str:
    """Write a JSON list of objects; missing is null, several values are a list."""
    objects = [{column: record[column] for column in columns} for record in records]
    return json.dumps(objects, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(columns: Sequence[str], records: Sequence[Record]) -> str:
    """Write CSV with a header; missing is empty, several values are joined with `;`, truth is true or false.

    A leading quote stops spreadsheets from running text as a formula; JSON has no such quote.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_csv_cell(record[column]) for column in columns] for record in records)
    return text.getvalue()


def _csv_cell(value: object) -> object:
    from indicators.export.formulas import no_formula

    if isinstance(value, bool):
        return "true" if value else "false"
    value = ";".join(map(str, value)) if isinstance(value, list | tuple) else value
    if isinstance(value, str):
        # csv does not quote a lone carriage return, which other readers take as a new row.
        return no_formula(value.replace("\r\n", "\n").replace("\r", "\n"))
    return value
