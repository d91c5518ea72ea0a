"""Declare the address fields of Check a text."""

import datetime as dt
from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import choice, day
from dashboard.common.snapshot import snapshot
from indicators.claims.prose.report import index_labels
from indicators.errors import QuestionError

# A longer text stays in the session: no address should hold an article.
MAX_IN_ADDRESS = 1_500


def _text(text: str) -> tuple[str, list[str]]:
    if len(text) > MAX_IN_ADDRESS:
        raise QuestionError(
            "text",
            f"a text of {len(text)} characters",
            f"An address holds at most {MAX_IN_ADDRESS}: paste it on the page.",
        )
    return text.strip(), []


def _index(text: str) -> tuple[str, list[str]]:
    labels = index_labels(snapshot())
    if text not in labels:
        raise QuestionError("assumed", f"{text[:24]!r} is not known", f"Use one of: {', '.join(labels[:8])}.")
    return text, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """Hold the text if it is short, its day, and the index that it is about if it names none."""

    path = "check"

    text: str = choice("", _text)
    written_on: dt.date | None = choice(None, day)
    assumed: str = choice("", _index)
