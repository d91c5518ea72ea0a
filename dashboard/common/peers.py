"""Choose the peers of a country: its own neighbours, until the reader chooses others."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from dashboard.common import cache, state
from dashboard.common.address import MAX_COUNTRIES, REGION, Choices
from dashboard.common.caching import per_snapshot
from indicators.text import listed


@dataclass(frozen=True)
class Peers:
    """The countries beside one: `title` says which group they are."""

    title: str
    members: tuple[str, ...]


def peers(country: str, chosen: tuple[str, ...]) -> Peers:
    """Return the reader's countries without `country`; at the default, the neighbours of `country`."""
    if chosen == REGION:
        return _neighbours(country)
    members = tuple(iso3 for iso3 in chosen if iso3 != country)
    if not members:
        return Peers("No other country", ())
    return Peers(
        f"Countries of your choice: {listed([cache.country_name(iso3) for iso3 in members])}", members
    )


@per_snapshot(maxsize=256)
def _neighbours(country: str) -> Peers:
    """Return the countries of the neighbourhood with data, the ones with the most sources if it is large."""
    group = cache.catalogue().countries.neighbourhood(country)
    held = cache.snapshot().table("coverage", countries=group.members)
    sources = held.groupby("iso3")["source"].nunique()
    members = sorted((iso3 for iso3 in group.members if iso3 in sources), key=lambda iso3: -sources[iso3])
    title = group.title
    if len(members) > MAX_COUNTRIES:
        title += f" (the {MAX_COUNTRIES} of {len(members)} with the most sources)"
        members = members[:MAX_COUNTRIES]
    return Peers(title, tuple(sorted(members)))


def peers_choice(
    place: Any, page: type[Choices], group: Peers, options: Collection[str] | None = None
) -> None:
    """Draw the choice of peers; an empty choice brings back the neighbours."""
    place.multiselect(
        "Beside",
        cache.country_options() if options is None else options,
        format_func=cache.country_name,
        max_selections=MAX_COUNTRIES,
        placeholder="Type a country",
        help="Empty the list to return to the neighbours.",
        **state.bound(page, "countries", list(group.members), lambda picked: tuple(picked) or REGION),
    )
