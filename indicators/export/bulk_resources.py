"""List the tables of a bulk download with their meaning; each is read only while it is written."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from indicators.export.bulk_selection import Holdings, Selection, Taken
from indicators.model import Break, Indicator, SideTable, Source
from indicators.snapshot.schema import COLUMNS, DTYPES, KEY, MEANINGS, ORIGIN, ORIGIN_DTYPES, ORIGIN_MEANINGS

COUNTRY = "country"
COUNTRY_MEANING = "English name of the country or territory (Unicode CLDR)"
ARROW = {
    "str": pa.string(),
    "int16": pa.int16(),
    "Int16": pa.int16(),
    "int32": pa.int32(),
    "float64": pa.float64(),
}
INDICATOR_MEANINGS = {
    "indicator": "Indicator: producer_product.variable",
    "source": "Its source",
    "name": "Its name",
    "topic": "What it is about",
    "description": "What it measures",
    "unit": "Unit of the value",
    "direction": "higher_is_better, lower_is_better or neither",
    "minimum": "Lowest possible value; empty if there is no bound",
    "maximum": "Highest possible value; empty if there is no bound",
    "decimals": "Decimals that the producer prints",
    "uncertainty": "Errors that the producer publishes",
    "interval_level": "Level of the interval from lower to upper, per cent",
    "interval_note": "Where the interval comes from",
    "year_basis": "What the year means",
    "caveats": "Cautions for the reader",
    "breaks": "Changes of method; do not join figures across a break that blocks comparison",
    "processing": "Our changes to the publisher's figures",
}
INDICATOR_TYPES = dict.fromkeys(INDICATOR_MEANINGS, "str") | {
    "minimum": "float64",
    "maximum": "float64",
    "decimals": "Int16",
    "interval_level": "Int16",
}


@dataclass(frozen=True)
class Resource:
    """Describe one table of a download. `frames` reads it anew each time, one indicator at a time.

    `kind` groups tables of several sources. `schema` is None if the single frame defines it. `source` is
    None for a table about several sources.
    """

    name: str
    folder: str
    stem: str
    kind: str
    title: str
    description: str
    meanings: Mapping[str, str]
    key: tuple[str, ...]
    source: Source | None
    schema: pa.Schema | None
    frames: Callable[[], Iterator[pd.DataFrame]]

    def path(self, ending: str) -> str:
        """Return its path in an archive."""
        return f"{self.folder}/{self.stem}.{ending}".lstrip("/")

    def arrow(self, *, change: Callable[[pd.DataFrame], pd.DataFrame] | None = None) -> Iterator[pa.Table]:
        """Yield the table in pieces with one schema, each frame after `change`."""
        for frame in self.frames():
            rows = change(frame) if change else frame
            yield pa.Table.from_pandas(rows, self.schema or _schema_of(frame), preserve_index=False)


def resources(holdings: Holdings, selection: Selection, *, origins: bool) -> Iterator[Resource]:
    """Yield the tables of a download: indicators first, then source by source."""
    yield _indicators(holdings, selection)
    for taken in selection.taken:
        if taken.indicators:
            yield _observations(holdings, taken)
    for taken in selection.taken:
        for table in taken.tables:
            yield _table(holdings, taken.source, table)
    for taken in selection.taken:
        if taken.indicators and origins:
            yield _origins(holdings, taken)


def _observations(holdings: Holdings, taken: Taken) -> Resource:
    names = {iso3: country.name for iso3, country in holdings.catalogue.countries.by_iso3.items()}

    columns = list(COLUMNS)
    columns.insert(columns.index("iso3") + 1, COUNTRY)

    def frames() -> Iterator[pd.DataFrame]:
        for indicator in taken.indicators:
            rows = holdings.all_editions(indicator.id)
            yield rows.assign(**{COUNTRY: rows["iso3"].map(names)})[columns]

    source = taken.source
    return Resource(
        name=f"observations_{source.id}",
        folder="observations",
        stem=source.id,
        kind="Observations",
        title=f"{source.name}: observations",
        description="Every value: a row per indicator, country, year and edition.",
        meanings={name: COUNTRY_MEANING if name == COUNTRY else MEANINGS[name] for name in columns},
        key=tuple(KEY),
        source=source,
        schema=_schema({name: DTYPES.get(name, "str") for name in columns}),
        frames=frames,
    )


def _origins(holdings: Holdings, taken: Taken) -> Resource:
    source = taken.source
    return Resource(
        name=f"origins_{source.id}",
        folder="origins",
        stem=source.id,
        kind="Origins",
        title=f"{source.name}: the origin of every figure",
        description="The place of each observation in the publisher's files, by the same key.",
        meanings={name: MEANINGS[name] for name in KEY} | ORIGIN_MEANINGS,
        key=tuple(KEY),
        source=source,
        schema=_schema({name: DTYPES[name] for name in KEY} | ORIGIN_DTYPES),
        frames=lambda: (holdings.origins(known.id)[[*KEY, *ORIGIN]] for known in taken.indicators),
    )


def _table(holdings: Holdings, source: Source, table: SideTable) -> Resource:
    meanings = dict(table.columns)
    return Resource(
        name=table.name,
        folder="tables",
        stem=table.name,
        kind=table.title,
        title=table.title,
        description=table.description,
        meanings=meanings,
        key=table.key,
        source=source,
        schema=None,
        frames=lambda: iter([holdings.table(table.name)]),
    )


def _indicators(holdings: Holdings, selection: Selection) -> Resource:
    records = [
        _record(indicator, taken.source, holdings.catalogue.breaks_of(indicator.id))
        for taken in selection.taken
        for indicator in taken.indicators
    ]
    frame = pd.DataFrame(records, columns=list(INDICATOR_MEANINGS))
    return Resource(
        name="indicators",
        folder="",
        stem="indicators",
        kind="Indicators",
        title="Indicators",
        description="The meaning of each indicator of the observations, with its cautions.",
        meanings=INDICATOR_MEANINGS,
        key=("indicator",),
        source=None,
        schema=_schema(INDICATOR_TYPES),
        frames=lambda: iter([frame]),
    )


def _record(indicator: Indicator, source: Source, breaks: tuple[Break, ...]) -> dict[str, object]:
    changes = (
        f"From {change.year}, {'not comparable' if change.blocks else 'comparable, but'}: {change.what}"
        for change in breaks
    )
    return {
        "indicator": indicator.id,
        "source": indicator.source,
        "name": indicator.name,
        "topic": indicator.topic,
        "description": indicator.description,
        "unit": indicator.unit,
        "direction": indicator.direction.value,
        "minimum": indicator.minimum if math.isfinite(indicator.minimum) else None,
        "maximum": indicator.maximum if math.isfinite(indicator.maximum) else None,
        "decimals": indicator.decimals,
        "uncertainty": indicator.uncertainty.value,
        "interval_level": indicator.interval_level,
        "interval_note": indicator.interval_note,
        "year_basis": indicator.year_basis,
        "caveats": " ".join(indicator.caveats),
        "breaks": " ".join(changes),
        "processing": " ".join(filter(None, (source.processing, indicator.processing))),
    }


def _schema(kinds: Mapping[str, str]) -> pa.Schema:
    return pa.schema([(name, ARROW[kind]) for name, kind in kinds.items()])


def _schema_of(frame: pd.DataFrame) -> pa.Schema:
    """Return the schema of a frame, with text as plain strings."""
    inferred = pa.Schema.from_pandas(frame, preserve_index=False)
    texts = (pa.types.is_large_string, pa.types.is_dictionary, pa.types.is_null)
    return pa.schema(
        [
            pa.field(
                column.name, pa.string() if any(is_text(column.type) for is_text in texts) else column.type
            )
            for column in inferred
        ]
    )
