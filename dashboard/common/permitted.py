"""Keep of a table the rows that its source's licence lets a reader download."""

from collections.abc import Collection

import pandas as pd

from dashboard.common.address import Choices
from dashboard.common.snapshot import catalogue
from indicators.export.licence import MOST_CHOSEN, Quotable, quotable

# Fields of an address that choose countries.
CHOSEN = ("country", "countries", "recipient", "places")


def permitted(
    rows: pd.DataFrame, indicator: str, chosen: Collection[str], *, noncommercial: bool = False
) -> Quotable:
    """Return the rows of a table that may be downloaded; `indicator` may name several, by commas.

    All of them if they have no publisher's values, or if they are of few countries.
    """
    known = catalogue()
    kept = Quotable(rows, 0, "", "")
    if not {"iso3", "value"} <= set(rows) or rows["iso3"].nunique() <= MOST_CHOSEN:
        return kept
    for id in indicator.split(","):
        if id in known.indicators and not kept.left_out:
            kept = quotable(rows, known.source_of(id), chosen=chosen, noncommercial=noncommercial)
    return kept


def countries_of(choices: Choices) -> tuple[str, ...]:
    """Return every country that the choices name."""
    values = choices.values()
    named = [values[name] for name in CHOSEN if values.get(name)]
    return tuple(iso3 for value in named for iso3 in ((value,) if isinstance(value, str) else value))
