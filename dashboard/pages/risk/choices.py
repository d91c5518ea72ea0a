"""Declare the address fields of Risk."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import REGION, choice, one_of
from dashboard.pages.risk.scores import default_structure
from indicators.catalogue.geography import FOCUS
from indicators.errors import QuestionError
from indicators.score.weights import parse_weights

VIEWS = {
    "beside": "Beside peers",
    "parts": "Parts",
    "trend": "Over the years",
    "ranking": "All countries",
    "matters": "What matters most",
}
MAX_WEIGHT = 5.0


def weight_words(weights: Mapping[str, float]) -> tuple[str, ...]:
    """Name weights for an address: `corruption:2`."""
    return tuple(f"{id}:{weight:g}" for id, weight in weights.items())


def _weights(text: str) -> tuple[tuple[str, ...], list[str]]:
    weights = parse_weights([text], default_structure().ids)
    large = [id for id, weight in weights.items() if weight > MAX_WEIGHT]
    if large:
        raise QuestionError("weights", f"{large[0]} has more than {MAX_WEIGHT:g}", "Write 0 to 5.")
    default_structure().with_weights(weights)
    return weight_words(weights), []


def _preset(text: str) -> tuple[str, list[str]]:
    return one_of(preset.id for preset in default_structure().presets)(text)


@dataclass(frozen=True)
class Choices(address.Choices):
    """A view of the scores, a country and its peers, a year, and weights.

    `REGION` stands for the country's own neighbours.
    """

    path = "risk"

    show: str = choice("beside", one_of(VIEWS))
    country: str = choice(FOCUS, address.country)
    countries: tuple[str, ...] = choice(REGION, address.countries)
    year: int | None = choice(None, address.year)
    preset: str = choice("equal", _preset)
    weights: tuple[str, ...] = choice((), _weights)
