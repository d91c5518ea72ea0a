"""Indicators that differ in what code asks of them: one of each class stands for all of its class."""

from collections.abc import Hashable

from indicators.catalogue.catalogue import Catalogue
from indicators.model import Indicator
from indicators.snapshot.snapshot import Snapshot


def representatives(snapshot: Snapshot) -> list[str]:
    """Choose one indicator of each class of each source in the snapshot."""
    chosen: dict[Hashable, str] = {}
    for id in snapshot.indicators:
        indicator = snapshot.catalogue.indicators[id]
        chosen.setdefault(_class(indicator, snapshot.catalogue), id)
    return list(chosen.values())


def _class(indicator: Indicator, catalogue: Catalogue) -> Hashable:
    """Error, direction, scale and rhythm of an indicator, and whether editions restate the past."""
    return (
        indicator.source,
        catalogue.sources[indicator.source].restates_history,
        indicator.uncertainty,
        indicator.interval_level,
        indicator.direction,
        indicator.decimals > 0,
        indicator.rank_from_worst,
        indicator.edition_lag,
        indicator.every_years,
        indicator.is_context,
    )
