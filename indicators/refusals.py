"""Words for questions that have no answer, the same on the command line, in the address and on a page."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable

from indicators.errors import QuestionError, UnknownError


def unknown(kind: str, given: str, known: Iterable[str]) -> UnknownError:
    """Return an error for a value that is not one of `known`, with the closest ones."""
    shown = given if len(given) <= 60 else f"{given[:57]}..."
    options = list(known)
    close = difflib.get_close_matches(given, options, n=3, cutoff=0.5)
    todo = f"Did you mean {' or '.join(close)}?" if close else f"Use one of: {_some(options)}."
    return UnknownError(kind, f"{shown!r} is not known", todo)


def date(given: str) -> dt.date:
    """Parse a day written as 2015-07-20; raises `QuestionError` for anything else."""
    refusal = QuestionError("date", f"{given[:60]!r} is not a day", "Write it as 2015-07-20.")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", given):
        raise refusal
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise refusal from None


def _some(options: list[str]) -> str:
    return ", ".join(options[:12]) + (f" and {len(options) - 12} more" if len(options) > 12 else "")
