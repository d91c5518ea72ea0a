"""The written catalogue of sources, indicators, countries, breaks of method, claims and events."""

from typing import TYPE_CHECKING

from indicators.lazy import importer

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue
    from indicators.catalogue.geography import Countries
    from indicators.catalogue.narrative import Narrative
    from indicators.catalogue.sources import read_source

__all__ = ["Catalogue", "Countries", "Narrative", "read_source"]

_HOMES = {
    "Catalogue": "catalogue",
    "Countries": "geography",
    "Narrative": "narrative",
    "read_source": "sources",
}
__getattr__ = importer(__name__, _HOMES)
