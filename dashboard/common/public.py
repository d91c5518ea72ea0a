"""Know the address under which readers see the dashboard: GOVERNANCE_RISK_ADDRESS, where it is set."""

import os
from urllib.parse import urlsplit

from indicators.errors import ReaderError

VARIABLE = "GOVERNANCE_RISK_ADDRESS"


class AddressError(ReaderError):
    """A public address that no reader could open."""


def public_address() -> str | None:
    """Return the public address without a slash at its end; None if the operator has set none.

    It comes into every link in a file. Raise AddressError for text that is not an address.
    """
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        valid = False
    if not valid or parts.query or parts.fragment or parts.username:
        raise AddressError(VARIABLE, f"{text[:80]!r} is not an address", "Write https://risk.example.org")
    return text.rstrip("/")


def address_of(request_url: str, base: str) -> str:
    """Return the address to write into a file: the public one, else that of the request and its base path."""
    return public_address() or request_url.rstrip("/") + base
