"""Turn frames into rows for charts and cards."""

from typing import Any

import pandas as pd


def tuples(frame: pd.DataFrame) -> list[Any]:
    """Return a frame's rows as named tuples, untyped as the columns are."""
    return list(frame.itertuples())


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as records by the name of the column."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def with_country(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Return rows with the country's name behind its code, if they have one."""
    rows = rows.reset_index(drop=True)
    if "iso3" in rows:
        rows.insert(list(rows.columns).index("iso3") + 1, "country", rows["iso3"].map(names.get))
    return rows
