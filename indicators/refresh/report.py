"""What changed between two tables of observations: rows added, removed and revised, countries lost."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.schema import COLUMNS, KEY

EXAMPLES = 5


@dataclass(frozen=True)
class Changes:
    """The difference between an old and a new table of observations.

    `added` and `removed` hold rows in the columns of `indicators.schema`; `revised` holds the key of rows
    that stand in both with other content, `columns` (the names of those that differ, with commas),
    `value_before` and `value`. `countries_lost` gives, by indicator, the countries that have no row any
    more; an indicator that is gone altogether stands in `indicators_lost` alone.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    revised: pd.DataFrame
    countries_lost: Mapping[str, tuple[str, ...]]
    indicators_lost: tuple[str, ...]
    indicators_new: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two tables hold the same."""
        return self.added.empty and self.removed.empty and self.revised.empty

    @property
    def counts(self) -> pd.DataFrame:
        """Rows `added`, `removed` and `revised`, indexed by `indicator`, where there are any."""
        parts = {
            name: rows.groupby("indicator").size()
            for name, rows in (("added", self.added), ("removed", self.removed), ("revised", self.revised))
        }
        return pd.DataFrame(parts).fillna(0).astype(int).rename_axis("indicator")


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Changes:
    """The changes from one table of observations to another, both in the columns of `indicators.schema`.

    Rows are matched by `KEY`; missing equals missing. The order of the rows is irrelevant.
    """
    sides = old.merge(new, on=KEY, how="outer", suffixes=("_before", ""), indicator="side")
    in_both = sides[sides["side"] == "both"]
    differs = pd.DataFrame(
        {
            column: _differs(in_both[f"{column}_before"], in_both[column])
            for column in COLUMNS
            if column not in KEY
        }
    )
    changed = differs.any(axis="columns")
    revised = in_both.loc[changed, [*KEY, "value_before", "value"]]
    names = [",".join(row.index[row]) for _, row in differs[changed].iterrows()]
    revised.insert(len(KEY), "columns", pd.Series(names, index=revised.index, dtype="str"))
    before, after = _countries(old), _countries(new)
    lost = {name: tuple(sorted(before[name] - after[name])) for name in sorted(before.keys() & after.keys())}
    return Changes(
        added=_only_in(new, old),
        removed=_only_in(old, new),
        revised=revised.sort_values(KEY, ignore_index=True),
        countries_lost={name: countries for name, countries in lost.items() if countries},
        indicators_lost=tuple(sorted(before.keys() - after.keys())),
        indicators_new=tuple(sorted(after.keys() - before.keys())),
    )


def report(changes: Changes) -> str:
    """The changes as lines of text: counts for each indicator, some revisions, what was lost."""
    if changes.is_empty:
        return "No row changed.\n"
    lines = [
        f"{row['indicator']}: {row['added']} added, {row['removed']} removed, {row['revised']} revised"
        for row in changes.counts.reset_index().to_dict("records")
    ]
    lines += [_revision(row) for _, row in changes.revised.head(EXAMPLES).iterrows()]
    if len(changes.revised) > EXAMPLES:
        lines.append(f"revised: and {len(changes.revised) - EXAMPLES} more")
    lines += [f"countries lost: {name}: {', '.join(lost)}" for name, lost in changes.countries_lost.items()]
    lines += [f"indicator lost: {name}" for name in changes.indicators_lost]
    lines += [f"indicator new: {name}" for name in changes.indicators_new]
    return "\n".join(lines) + "\n"


def _revision(row: pd.Series) -> str:
    value = f"value {row['value_before']:g} -> {row['value']:g}"
    what = value if "value" in row["columns"].split(",") else row["columns"]
    return f"revised: {row['indicator']} {row['iso3']} {row['year']} edition {row['edition']}: {what}"


def _countries(rows: pd.DataFrame) -> dict[str, set[str]]:
    return {str(name): set(part["iso3"]) for name, part in rows.groupby("indicator")}


def _only_in(rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    known = pd.MultiIndex.from_frame(others[KEY])
    is_known = pd.MultiIndex.from_frame(rows[KEY]).isin(known)
    return rows[~is_known].sort_values(KEY, ignore_index=True)


def _differs(before: pd.Series, after: pd.Series) -> pd.Series:
    either_missing = before.isna() | after.isna()
    one_missing = before.isna() != after.isna()
    return one_missing | (~either_missing & before.ne(after).fillna(False).astype(bool))
