"""Name the files that the browser loads once and caches for a year: their address holds their hash."""

import hashlib
from functools import lru_cache
from pathlib import Path

from dashboard.common.files import base_path

ASSETS = Path(__file__).parents[1] / "assets"
PLOTLY = "plotly-4.1.1.min.js"
ROUTE = "files/assets"


@lru_cache(maxsize=8)
def fingerprint(name: str) -> str:
    """Return the first 12 hex digits of a file's SHA-256."""
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]


def asset_path(name: str) -> str:
    """Return the path of a file of `assets/` below the server's address; it changes with the file."""
    return f"{ROUTE}/{fingerprint(name)}/{name}"


def asset_address(name: str) -> str:
    """Return the address of a file of `assets/` as a page requests it."""
    return f"{base_path()}/{asset_path(name)}"
