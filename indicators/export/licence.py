"""Decide what a source's licence allows a reader to download in bulk (docs/sources.md).

Charts and the rows behind a chart need no permission: they always carry the attribution.
"""

from dataclasses import dataclass
from typing import assert_never

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
