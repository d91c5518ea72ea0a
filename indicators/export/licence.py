"""The gate: what a source's licence allows a reader to take away in bulk (DESIGN, "Licences").

Charts and the rows behind a chart pass without it: they always carry the attribution.
"""

from dataclasses import dataclass
from typing import assert_never

from indicators.model import LicenceClass, Source


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether the whole of a source may be taken, on what condition or why not, and the publisher's link."""

    allowed: bool
    reason: str
    link: str


def bulk_permission(source: Source, *, noncommercial: bool) -> Permission:
    """What the licence says of the whole of a source; `noncommercial` is what the reader declares.

    A source that is not embedded is refused whatever its class: its terms allow a reader's own copy alone.
    """
    allowed, reason = _judged(source.licence_class, noncommercial=noncommercial)
    if not source.embedded:
        allowed = False
        reason = "Its terms let each reader have a copy from the publisher and not pass it on."
    return Permission(allowed, reason, source.homepage)


def bulk_terms(source: Source) -> str:
    """What the licence says of the whole of a source, whatever a reader declares."""
    if source.embedded and source.licence_class is LicenceClass.NONCOMMERCIAL:
        return "Free to take for non-commercial use, with attribution."
    return bulk_permission(source, noncommercial=True).reason


def _judged(licence: LicenceClass, *, noncommercial: bool) -> tuple[bool, str]:
    match licence:
        case LicenceClass.OPEN:
            return True, "Free to take, with attribution."
        case LicenceClass.ATTRIBUTION:
            return True, "Free to take unchanged, with attribution."
        case LicenceClass.NONCOMMERCIAL if noncommercial:
            return True, "Free to take for the non-commercial use that was declared, with attribution."
        case LicenceClass.NONCOMMERCIAL:
            return False, "Free to take for non-commercial use alone, which was not declared."
        case LicenceClass.QUOTE:
            return False, "Single figures and charts may be quoted; the whole comes from the publisher."
        case _:
            assert_never(licence)
