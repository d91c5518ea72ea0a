"""Declare the address fields of Overview."""

from dataclasses import dataclass

from dashboard.common import address


@dataclass(frozen=True)
class Choices(address.Choices):
    """The as-of day of the page."""

    path = ""
