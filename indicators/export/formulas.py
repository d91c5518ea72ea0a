"""Text that no spreadsheet runs (OWASP, CSV injection): what would be a formula has a leading quote.

Texts come from publishers and from readers. A number is no text: what is below zero stays as it is.
"""

import re

# Also as Excel reads them in Japanese and Chinese: in full width.
_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_CELL_IN_A_LINE = re.compile(r"([,;])(?=[=+\-@＝＋－＠])")


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet might run a cell."""
    return isinstance(cell, str) and cell.startswith(_STARTS)


def no_formula(cell: object) -> object:
    """A cell as it was, or with a leading quote where a spreadsheet might run it."""
    return f"'{cell}" if is_formula(cell) else cell


def no_formula_inside(line: str) -> str:
    """A line of text that a spreadsheet cuts at commas or semicolons: none of its pieces is a formula."""
    return _CELL_IN_A_LINE.sub(r"\1'", line)
