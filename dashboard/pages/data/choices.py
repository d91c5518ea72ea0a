"""Declare the address fields of Data."""

import datetime as dt
import re
from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import REGION, choice
from dashboard.common.snapshot import catalogue
from dashboard.pages.data.methods import chapters
from indicators.errors import QuestionError


def _number(text: str) -> tuple[str, list[str]]:
    match = re.fullmatch(r"([a-z0-9_.]+):([A-Z]{3}):(\d{4}):([\w.-]{1,40})", text)
    if not match:
        what = f"{text[:40]!r} does not name a number"
        raise QuestionError("number", what, "Write it as ti_cpi.score:TJK:2014:2014.")
    catalogue().indicator(match[1])
    return text, []


def _chapter(text: str) -> tuple[str, list[str]]:
    return address.one_of(chapters())(text)


@dataclass(frozen=True)
class Choices(address.Choices):
    """A source, countries, one number to trace (`address.number_word`), a chapter of the methods.

    `since` is the day after which changes are listed.
    """

    path = "data"

    source: str = choice("", address.source)
    countries: tuple[str, ...] = choice(REGION, address.countries)
    number: str = choice("", _number)
    methods: str = choice("", _chapter)
    since: dt.date | None = choice(None, address.day)
