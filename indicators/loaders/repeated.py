"""Sheets that have two columns of one name, which the strict reader refuses."""

import io
from collections.abc import Sequence
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from indicators.errors import SourceFileError
from indicators.loaders.checks import FIND_OUT
from indicators.loaders.headers import Naming, names
from indicators.loaders.sheets import FETCH_AGAIN, Row, Sheet


def read_repeated(
    path: Path, sheet: str, *, header: int, naming: Naming, columns: Sequence[str], repeated: str
) -> Sheet:
    """Read a sheet below a header of two rows that ends at row `header`; `repeated` stands there twice.

    Raises `SourceFileError` where its two columns differ, and where one of `columns` is missing.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        grid = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise SourceFileError(path.name, f"its sheet {sheet!r} cannot be read", FETCH_AGAIN) from error
    labels = names(grid[header - 2 : header], naming) if len(grid) > header else []
    if labels.count(repeated) != 2:
        raise SourceFileError(
            f"{path.name}, sheet {sheet!r}", f"{repeated!r} does not stand there twice", FETCH_AGAIN
        )
    first = labels.index(repeated)
    again = labels.index(repeated, first + 1)
    rows = []
    for number, cells in enumerate(grid[header:], start=header + 1):
        if any(cell != "" for cell in cells):
            row = Row(path.name, sheet, number, dict(zip(labels, cells, strict=True)))
            if cells[first] != cells[again]:
                raise row.refuse(f"its two columns {repeated!r} disagree", FIND_OUT)
            rows.append(row)
    kept = tuple(label for at, label in enumerate(labels) if label and at != again)
    result = Sheet(path.name, sheet, kept, tuple(rows))
    result.require(columns)
    return result
