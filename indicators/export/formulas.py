"""Stop spreadsheets from running text as a formula, with a leading quote (OWASP, CSV injection).

Texts come from publishers and from readers. Numbers, including negative ones, stay as they are.
"""

import re

# Including the full-width characters that Excel accepts in Japanese and Chinese.
_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_CELL_IN_A_LINE = re.compile(r"([,;])(?=[=+\-@＝＋－＠])")


def is_formula(cell: object) -> bool:
    """Return True if a spreadsheet might run a cell."""
    return isinstance(cell, str) and cell.startswith(_STARTS)


def no_formula(cell: object) -> object:
    """Return a cell, with a leading quote if a spreadsheet might run it."""
    return f"'{cell}" if is_formula(cell) else cell


def no_formula_inside(line: str) -> str:
    """Return a line without a formula in any piece between commas or semicolons."""
    return _CELL_IN_A_LINE.sub(r"\1'", line)
