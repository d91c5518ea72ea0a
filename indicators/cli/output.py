"""Print records as aligned text, CSV or JSON, with the same facts in each."""

import contextlib
import io
import os
import sys
import textwrap
from collections.abc import Callable, Sequence

import click

from indicators.answers.answer import Record, as_csv, as_json

BAD_INPUT = 2
MISSING = "-"
BLOCK_WIDTH = 100


def show(
    format: str,
    columns: Sequence[str],
    records: Sequence[Record],
    *,
    table: Callable[[], str] | None = None,
) -> None:
    """Print records in a format; `table` makes the text for people if it has other columns."""
    if format == "json":
        emit(as_json(columns, records))
    elif format == "csv":
        emit(as_csv(columns, records))
    elif format == "table":
        emit(table() if table else as_table(columns, records))
    else:
        raise ValueError(f"no format {format!r}")


def as_table(columns: Sequence[str], records: Sequence[Record]) -> str:
    """Write a header and one line per record, aligned: numbers to the right, texts to the left."""
    cells = [[_cell(record[column]) for column in columns] for record in records]
    widths = [max(len(cell) for cell in column) for column in zip(columns, *cells, strict=True)]
    to_right = [
        any(_is_number(record[column]) for record in records)
        and all(record[column] is None or _is_number(record[column]) for record in records)
        for column in columns
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, to_right, strict=True)
        ).rstrip()
        for row in (columns, *cells)
    ]
    return "\n".join(lines) + "\n"


def as_blocks(columns: Sequence[str], records: Sequence[Record]) -> str:
    """Write a block per record with one line per column; long texts are wrapped."""
    width = max(len(column) for column in columns) + 2
    return "\n".join(
        "".join(
            textwrap.fill(
                _cell(record[column]),
                BLOCK_WIDTH,
                initial_indent=column.ljust(width),
                subsequent_indent=" " * width,
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
            for column in columns
        )
        for record in records
    )


def emit(text: str) -> None:
    """Write to stdout in UTF-8 in any locale; a closed pipe (`head`) is not an error."""
    if sys.stdout is None:  # closed by the parent process: as with print(), there is nowhere to write
        return
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Send the rest of the buffered output to nowhere: it cannot be written, and Python would complain."""
    with contextlib.suppress(io.UnsupportedOperation):  # stdout without a file, as in a test
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """Print a note on stderr that is not an error."""
    click.echo(f"note: {one_line(text)}", err=True)


def one_line(text: str) -> str:
    """Return text on one line, with control characters spelled out."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: object) -> str:
    if value is None or value in ((), []):
        return MISSING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return " ".join(str(value).split())
