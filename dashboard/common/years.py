"""Limit the chosen years to the years with data, and say which years the page uses."""

from collections.abc import Collection

Years = tuple[int, int]


def years_within(chosen: Years | None, years: Collection[int], what: str) -> tuple[Years, str | None]:
    """Return the chosen years that have data, all if none has, with a notice if the chosen ones were cut."""
    first, last = min(years), max(years)
    if chosen is None:
        return (first, last), None
    within = max(first, chosen[0]), min(last, chosen[1])
    has_data = any(within[0] <= year <= within[1] for year in years)
    if has_data and within == chosen:
        return chosen, None
    used = within if has_data else (first, last)
    start = f"{chosen[0]}-{chosen[1]}" if has_data else f"No data for {chosen[0]}-{chosen[1]}"
    return used, f"{start}: {what} covers {first}-{last}. The page shows {used[0]}-{used[1]}."
