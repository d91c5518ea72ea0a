"""Follow one figure from edition to edition."""

from collections.abc import Sequence

import pandas as pd

from indicators.model import Edition

COLUMNS = [
    "indicator",
    "edition",
    "published",
    "value",
    "lower",
    "upper",
    "standard_error",
    "n_sources",
    "rank",
    "n_ranked",
    "status",
    "difference",
    "in_standard_errors",
]


def revisions(rows: pd.DataFrame, editions: Sequence[Edition]) -> pd.DataFrame:
    """Return one country's figure for one year in every edition of `rows`, oldest first; key edition.

    `rows` are observations of one indicator, country and year; `editions` give the order and `published`.
    `difference` is the value in the newest of them less the value in this edition: what was known later
    less what was known then. `in_standard_errors` is its size in standard errors that the edition itself
    published, missing where it published none. Both are missing for the newest.
    """
    order = {edition.id: number for number, edition in enumerate(editions)}
    published = {edition.id: edition.published for edition in editions}
    found = rows.sort_values("edition", key=lambda ids: ids.map(order), ignore_index=True)
    then = found["value"].iloc[:-1]
    difference = (found["value"].iloc[-1] - then).reindex(found.index) if len(found) else found["value"]
    errors = found["standard_error"].where(found["standard_error"] > 0)
    return found.assign(
        published=found["edition"].map(published),
        difference=difference,
        in_standard_errors=difference.abs() / errors,
    )[COLUMNS]
