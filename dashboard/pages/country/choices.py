"""Declare the address fields of Country."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import REGION, choice, one_of
from indicators.catalogue.geography import FOCUS
from indicators.model import INDICATOR_TOPICS

SCOPES = ("main", *INDICATOR_TOPICS, "all")


@dataclass(frozen=True)
class Choices(address.Choices):
    """A country, its peers and a set of indicators; `REGION` stands for the country's own neighbours."""

    path = "country"

    country: str = choice(FOCUS, address.country)
    countries: tuple[str, ...] = choice(REGION, address.countries)
    scope: str = choice("main", one_of(SCOPES))
