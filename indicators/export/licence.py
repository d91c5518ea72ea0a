"""Decide what a source's licence allows a reader to download in bulk (docs/sources.md).

Charts need no permission: they always carry the attribution. So do the rows of the countries that a reader
chose; a whole year of a ranking is a whole edition, and `quotable` keeps the chosen rows of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import assert_never

import pandas as pd

from indicators.model import LicenceClass, Source


@dataclass(frozen=True, slots=True)
class Permission:
    """Say if all of a source may be downloaded, on what condition or why not, with the publisher's link."""

    allowed: bool
    reason: str
    link: str


def bulk_permission(source: Source, *, noncommercial: bool) -> Permission:
    """Judge a bulk download by the source's licence; `noncommercial` is the reader's declaration.

    A source that is not embedded is always refused: its terms allow only a reader's own copy.
    """
    allowed, reason = _judged(source.licence_class, noncommercial=noncommercial)
    if not source.embedded:
        allowed = False
        reason = "Its terms let each reader take a copy from the publisher, but not pass it on."
    return Permission(allowed, reason, source.homepage)


# As many countries may be chosen on a page; more are a list of countries and no choice.
MOST_CHOSEN = 12


@dataclass(frozen=True, slots=True)
class Quotable:
    """The rows of a table that may be downloaded, how many were left out, why, and the publisher's link."""

    rows: pd.DataFrame
    left_out: int
    reason: str
    link: str


def quotable(
    rows: pd.DataFrame, source: Source, *, chosen: Collection[str], noncommercial: bool = False
) -> Quotable:
    """Return the rows of a table with `iso3` that the source's licence lets a reader download.

    All of them where the whole of the source may be taken; else those of the countries that the reader chose,
    of `MOST_CHOSEN` at most.
    """
    permission = bulk_permission(source, noncommercial=noncommercial)
    if permission.allowed:
        return Quotable(rows, 0, permission.reason, permission.link)
    kept = rows[rows["iso3"].isin(list(dict.fromkeys(chosen))[:MOST_CHOSEN])]
    left_out = len(rows) - len(kept)
    reason = f"{permission.reason} The rows of the countries chosen are here; {left_out} others are not."
    return Quotable(kept, left_out, reason if left_out else "", permission.link)


def bulk_terms(source: Source) -> str:
    """State what the licence says about a bulk download, whatever a reader declares."""
    if source.embedded and source.licence_class is LicenceClass.NONCOMMERCIAL:
        return "Free for non-commercial use, with attribution."
    return bulk_permission(source, noncommercial=True).reason


def _judged(licence: LicenceClass, *, noncommercial: bool) -> tuple[bool, str]:
    match licence:
        case LicenceClass.OPEN:
            return True, "Free, with attribution."
        case LicenceClass.ATTRIBUTION:
            return True, "Free if unchanged, with attribution."
        case LicenceClass.NONCOMMERCIAL if noncommercial:
            return True, "Free for the declared non-commercial use, with attribution."
        case LicenceClass.NONCOMMERCIAL:
            return False, "Free only for non-commercial use, which was not declared."
        case LicenceClass.QUOTE:
            return False, "You may quote single figures and charts; download the whole from the publisher."
        case _:
            assert_never(licence)
