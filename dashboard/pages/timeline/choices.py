"""Declare the address fields of Timeline."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import choice
from dashboard.common.palette import CATEGORIES
from dashboard.common.snapshot import catalogue

NO_INDICATOR = "none"


def _categories(text: str) -> tuple[tuple[str, ...], list[str]]:
    parts = list(dict.fromkeys(part.strip() for part in text.split(",")))
    unknown = [part for part in parts if part not in CATEGORIES]
    notes = (
        [f"{', '.join(repr(part[:24]) for part in unknown[:3])} not known and left out."] if unknown else []
    )
    return tuple(part for part in parts if part in CATEGORIES), notes


def _beneath(text: str) -> tuple[str, list[str]]:
    return (text, []) if text == NO_INDICATOR else address.indicator(text)


def _event(text: str) -> tuple[str, list[str]]:
    return catalogue().narrative.event(text).id, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """Filters of the events, the indicator beneath them, and the event that is selected."""

    path = "timeline"

    years: tuple[int, int] | None = choice(None, address.years)
    category: tuple[str, ...] = choice((), _categories)
    places: tuple[str, ...] = choice((), address.countries)
    beneath: str = choice("ti_cpi.score", _beneath)
    event: str = choice("", _event)
