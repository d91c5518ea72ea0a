"""Name the columns of a publisher's table whose header has several rows."""

from collections.abc import Sequence
from enum import Enum
from typing import Any


class Naming(Enum):
    """The name of a column: its lowest label, all labels in it, or all labels that span it."""

    LOWEST = "lowest"
    JOINED = "joined"
    MERGED = "merged"


def names(header: Sequence[Sequence[Any]], naming: Naming) -> list[str]:
    """Return the names of the columns below the rows of a header, empty for a column without a label.

    `LOWEST`: its lowest cell that is not empty. `JOINED`: all of its cells from the top, `1996 Estimate`.
    `MERGED`: the same where upper cells span several columns and stand in the first alone,
    `2024 / 2023 / Status`.
    """
    if naming is Naming.MERGED:
        levels = [*(_spanned(cells) for cells in header[:-1]), [label(cell) for cell in header[-1]]]
        return [" / ".join(filter(None, labels)) for labels in zip(*levels, strict=True)]
    columns = [[text for cell in cells if (text := label(cell))] for cells in zip(*header, strict=True)]
    if naming is Naming.JOINED:
        return [" ".join(labels) for labels in columns]
    return [labels[-1] if labels else "" for labels in columns]


def _spanned(cells: Sequence[Any]) -> list[str]:
    """Return the labels of a row of merged cells, each repeated over the columns that it spans."""
    current, spanned = "", []
    for cell in cells:
        current = label(cell) or current
        spanned.append(current)
    return spanned


def label(cell: Any) -> str:
    """Return a header cell as a reader sees it: single blanks, and 1996 for Excel's 1996.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
