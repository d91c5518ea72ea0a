"""Report the changes between two tables of observations: rows added, removed, revised, countries lost."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from indicators.model import Source
from indicators.snapshot.schema import COLUMNS, KEY, no_observations
from indicators.snapshot.snapshot import Snapshot

EXAMPLES = 5


@dataclass(frozen=True)
class Changes:
    """The difference between an old and a new table of observations.

    `added` and `removed` hold rows in the columns of `snapshot.schema`; `revised` holds the key of rows
    that stand in both with other content, `columns` (the names of the different ones, with commas),
    `value_before`, `value` and the published `standard_error` (of the new row, else of the old one; missing
    where none is published). `countries_lost` gives, by indicator, the countries that have no row any
    more; an indicator that is gone altogether stands in `indicators_lost` alone. `tables` gives, for each
    side table whose content differs, its source, its name, and its rows before and now.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    revised: pd.DataFrame
    countries_lost: Mapping[str, tuple[str, ...]]
    indicators_lost: tuple[str, ...]
    indicators_new: tuple[str, ...]
    tables: tuple[tuple[str, str, int, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether both tables are equal."""
        return self.added.empty and self.removed.empty and self.revised.empty and not self.tables

    @property
    def counts(self) -> pd.DataFrame:
        """Count the rows `added`, `removed` and `revised` by `indicator`."""
        parts = {
            name: rows.groupby("indicator").size()
            for name, rows in (("added", self.added), ("removed", self.removed), ("revised", self.revised))
        }
        return pd.DataFrame(parts).fillna(0).astype(int).rename_axis("indicator")


def compare(old: pd.DataFrame, new: pd.DataFrame) -> Changes:
    """Compare two tables of observations, both in the columns of `snapshot.schema`.

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
    revised.insert(len(KEY), "columns", _names_of(differs[changed]))
    errors = in_both.loc[changed, "standard_error"].fillna(in_both.loc[changed, "standard_error_before"])
    revised["standard_error"] = errors.astype("float64")
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


def compare_snapshots(old: Snapshot, new: Snapshot) -> Changes:
    """Compare two snapshots; do not read files with the same hash in both."""
    known = dict.fromkeys([*old.indicators, *new.indicators])
    differing = [id for id in known if old.hash_of(id) != new.hash_of(id)]
    frames = [
        pd.concat([_none(), *(snapshot.all_editions(id) for id in differing if id in snapshot.indicators)])
        for snapshot in (old, new)
    ]
    return replace(compare(*frames), tables=_tables(old, new))


def _tables(old: Snapshot, new: Snapshot) -> tuple[tuple[str, str, int, int], ...]:
    """Return the side tables of sources that differ; a missing one has no rows."""
    none = ("", 0)
    found = []
    for source in new.catalogue.sources.values():
        for table in source.tables:
            before, now = (snapshot.side_tables.get(table.name, none) for snapshot in (old, new))
            if before != now:
                found.append((source.id, table.name, before[1], now[1]))
    return tuple(sorted(found))


def losses(changes: Changes) -> dict[str, str]:
    """Name by source what a change would lose: rows, countries, indicators."""
    found: dict[str, list[str]] = {}
    removed = changes.removed.groupby("indicator").size()
    added = changes.added.groupby("indicator").size()
    for id in changes.indicators_lost:
        found.setdefault(id.partition(".")[0], []).append(f"the indicator {id}")
    for id, countries in changes.countries_lost.items():
        found.setdefault(id.partition(".")[0], []).append(f"{', '.join(countries)} of {id}")
    fewer = (removed - added.reindex(removed.index, fill_value=0)).drop(list(changes.indicators_lost))
    for id, count in zip(fewer.index.astype(str), fewer, strict=True):
        if count > 0:
            found.setdefault(id.partition(".")[0], []).append(f"{count} rows of {id}")
    for source, name, before, now in changes.tables:
        if now < before:
            found.setdefault(source, []).append(f"{before - now} rows of the table {name}")
    return {source: _some(lost) for source, lost in found.items()}


# Revisions that are refused unless the TOML accepts them.
LARGE_IN_ERRORS = 10
LARGE_FACTOR = 10


def large_revisions(old: pd.DataFrame, new: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return the figures of a source that changed by more than ten standard errors or by a factor of ten.

    A figure is compared with itself in the old table, and one of an edition that the old table does not hold
    with that of the newest edition there. Without a published standard error the factor counts, on scales
    that begin at zero. Columns: `KEY`, `value_before`, `value`, `standard_error`.
    """
    pairs = old.merge(new, on=KEY, suffixes=("_before", ""))
    order = {edition.id: number for number, edition in enumerate(source.editions)}
    newest = _newest(old, order)
    fresh = new.merge(newest, on=KEY[:3], suffixes=("", "_before"))
    later = fresh["edition"].map(order) > fresh["edition_before"].map(order)
    pairs = pd.concat([pairs, fresh[later]], ignore_index=True)
    change = (pairs["value"] - pairs["value_before"]).abs()
    errors = pairs["standard_error"].fillna(pairs["standard_error_before"])
    small, large = (pairs[["value", "value_before"]].abs().agg(one, axis=1) for one in ("min", "max"))
    from_zero = {one.id for one in source.indicators if one.minimum >= 0}
    by_factor = (large >= LARGE_FACTOR * small) & (small > 0) & pairs["indicator"].isin(from_zero)
    is_large = (change > LARGE_IN_ERRORS * errors).where(errors > 0, by_factor).astype(bool)
    accepted = {(one.indicator, one.edition) for one in source.accepted_revisions}
    known = pd.Series(
        [pair in accepted for pair in zip(pairs["indicator"], pairs["edition"], strict=True)],
        index=pairs.index,
        dtype=bool,
    )
    found = pairs.assign(standard_error=errors)[is_large & ~known]
    return found[[*KEY, "value_before", "value", "standard_error"]].sort_values(KEY, ignore_index=True)


def _newest(rows: pd.DataFrame, order: Mapping[str, int]) -> pd.DataFrame:
    """Return the rows of the newest edition of each indicator, country and year."""
    ordered = rows.assign(order=rows["edition"].map(order)).sort_values("order")
    return ordered.drop_duplicates(KEY[:3], keep="last").drop(columns="order")


def _some(texts: list[str]) -> str:
    more = f" and {len(texts) - EXAMPLES} more" if len(texts) > EXAMPLES else ""
    return ", ".join(texts[:EXAMPLES]) + more


def report(changes: Changes) -> str:
    """Write the changes as lines of text: counts for each indicator, some revisions, losses."""
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
    lines += [f"table {name}: {before} rows, now {now}" for _, name, before, now in changes.tables]
    return "\n".join(lines) + "\n"


def markdown(changes: Changes, *, broken: Mapping[str, Sequence[str]], title: str) -> str:
    """Write the changes as a Markdown document, with the `broken` bounds by source."""
    lines = [f"# {title}", ""]
    lines += [f"- **Bound broken** ({source}): {text}" for source, texts in broken.items() for text in texts]
    lines += [f"- **Would be lost** ({source}): {lost}" for source, lost in losses(changes).items()]
    if changes.is_empty:
        return "\n".join([*lines, "No row changed.", ""])
    counts = changes.counts.reset_index()
    tables = [[name, before, now] for _, name, before, now in changes.tables]
    lines += ["", *_table(["table", "rows before", "rows now"], tables)] if tables else []
    lines += ["", *_table(["indicator", "added", "removed", "revised"], counts.to_numpy().tolist())]
    if len(changes.revised):
        lines += ["", f"Revised values, the largest of each indicator ({EXAMPLES}):", ""]
        header = [
            "indicator",
            "country",
            "year",
            "edition",
            "before",
            "now",
            "difference",
            "in standard errors",
        ]
        lines += _table(header, [_revised_cells(row) for row in _largest(changes.revised)])
    lines += ["", *(f"- New indicator: {name}" for name in changes.indicators_new)]
    return "\n".join(lines).rstrip() + "\n"


def _table(header: list[str], rows: Sequence[Sequence[object]]) -> list[str]:
    rule = ["---"] * len(header)
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in [header, rule, *rows]]
    return [f"| {' | '.join(row)} |" for row in cells]


def _largest(revised: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the largest revisions of values of their indicator."""
    moved = (revised["value"] - revised["value_before"]).abs()
    order = (
        revised[moved > 0].assign(moved=moved).sort_values(["indicator", "moved"], ascending=[True, False])
    )
    return order.groupby("indicator").head(EXAMPLES).to_dict("records")


def _revised_cells(row: Mapping[Hashable, Any]) -> list[object]:
    difference = row["value"] - row["value_before"]
    error = row["standard_error"]
    in_errors = f"{abs(difference) / error:.2f}" if error > 0 else "none published"
    key = [row[column] for column in ("indicator", "iso3", "year", "edition")]
    return [*key, f"{row['value_before']:g}", f"{row['value']:g}", f"{difference:+g}", in_errors]


def _revision(row: pd.Series) -> str:
    key = f"revised: {row['indicator']} {row['iso3']} {row['year']} edition {row['edition']}"
    if "value" not in row["columns"].split(","):
        return f"{key}: {row['columns']}"
    difference = row["value"] - row["value_before"]
    error = row["standard_error"]
    against = f", {abs(difference) / error:.2f} of its standard error" if error > 0 else ""
    return f"{key}: value {row['value_before']:g} -> {row['value']:g} ({difference:+g}{against})"


def _names_of(differs: pd.DataFrame) -> pd.Series:
    """Return the columns that are true in a row, as one text with commas."""
    names = pd.Series("", index=differs.index, dtype="str")
    for column in differs:
        names = names.where(~differs[column], names + f",{column}")
    return names.str[1:]


def _none() -> pd.DataFrame:
    return no_observations()[COLUMNS]


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
