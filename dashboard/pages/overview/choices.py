"""What Overview keeps in its address."""

from dataclasses import dataclass

from dashboard.common import address


@dataclass(frozen=True)
class Choices(address.Choices):
    """The day as of which the page is read."""

    path = ""
