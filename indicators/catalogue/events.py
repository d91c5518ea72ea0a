"""Select events of the narrative by country, category and year."""

import datetime as dt
from collections.abc import Collection

from indicators.catalogue.catalogue import Catalogue
from indicators.story import Event


def events(
    catalogue: Catalogue,
    *,
    countries: Collection[str] | None = None,
    categories: Collection[str] | None = None,
    years: tuple[int, int] | None = None,
    confirmed: bool = True,
) -> tuple[Event, ...]:
    """Return the events of some countries, categories and years in date order; None means all.

    With `confirmed` only events that may be plotted, otherwise only events listed apart. An event counts for
    every year that its date may mean.
    """
    narrative = catalogue.narrative
    first, last = years or (dt.MINYEAR, dt.MAXYEAR)
    return tuple(
        event
        for event in (narrative.plotted_events if confirmed else narrative.unconfirmed_events)
        if (countries is None or set(countries) & set(event.countries))
        and (categories is None or event.category in categories)
        and event.when.start.year <= last
        and event.when.end.year >= first
    )
