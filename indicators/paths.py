"""Paths of the project's data; tell an address from a folder."""

import re
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
# In an installed wheel the data lie in the package `governance_risk`.
DATA = _ROOT / "data"
if not (DATA / "geography").is_dir():
    DATA = _ROOT / "governance_risk" / "data"
DOCS = _ROOT / "docs"
LOADERS = Path(__file__).resolve().parent / "loaders"

SNAPSHOT_VARIABLE = "GOVERNANCE_RISK_SNAPSHOT"

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def is_address(given: str) -> bool:
    """Tell whether a text is meant as an address, `scheme://...`, rather than as a folder."""
    return _ADDRESS.match(given) is not None


def shown(given: str) -> str:
    """Return a place fit to show and log: without credentials and without the part after a `?`."""
    found = _ADDRESS.match(given)
    scheme = found[0] if found else ""
    credentials, at, place = given[len(scheme) :].rpartition("@")
    return f"{scheme}{'…' if credentials else ''}{at}{place.partition('?')[0]}"
