"""Declare the address fields of Security assistance."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import EVENT_MARKS, REGION, choice, one_of
from dashboard.common.snapshot import catalogue
from indicators.assistance.ask import AIDS, DOLLARS
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.model import Direction

VIEWS = {
    "years": "Over the years",
    "neighbours": "Side by side",
    "scatter": "Against governance",
    "conditionality": "Rising while governance was worse",
}
PER = {"total": "Absolute", "head": "Per inhabitant"}


def _recipient(text: str) -> tuple[str, list[str]]:
    iso3 = catalogue().countries.find(text[:80])
    if iso3 is None:
        raise QuestionError("recipient", f"{text[:24]!r} is not known as a country", "Write it as TJK.")
    return iso3, []


def is_measure(id: str) -> bool:
    """Tell if an indicator measures governance, with a better and a worse end."""
    indicator = catalogue().indicator(id)
    return not indicator.is_context and indicator.direction is not Direction.NEITHER


def _measure(text: str) -> tuple[str, list[str]]:
    if not is_measure(text):
        raise QuestionError("measure", f"{text[:60]!r} does not measure governance", "Choose another.")
    return text, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """A view, a recipient, a measure of governance, and the units of assistance."""

    path = "assistance"

    view: str = choice("years", one_of(VIEWS))
    recipient: str = choice(FOCUS, _recipient)
    measure: str = choice("wb_wgi.control_of_corruption", _measure)
    aid: str = choice("together", one_of(AIDS))
    dollars: str = choice("current", one_of(DOLLARS))
    per: str = choice("total", one_of(PER))
    countries: tuple[str, ...] = choice(REGION, address.countries)
    years: tuple[int, int] | None = choice(None, address.years)
    marks: str = choice("article", one_of(EVENT_MARKS))
