"""What Country keeps in its address."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import asked, one_of
from indicators.catalogue.geography import FOCUS
from indicators.model import INDICATOR_TOPICS

SCOPES = ("main", *INDICATOR_TOPICS, "all")


@dataclass(frozen=True)
class Choices(address.Choices):
    """A country, and the indicators on which it is looked at."""

    path = "country"

    country: str = asked(FOCUS, address.country)
    scope: str = asked("main", one_of(SCOPES))
