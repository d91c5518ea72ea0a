"""The life of a number: from the publisher's file, sheet, row and column to the figure that is shown."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from indicators.errors import QuestionError
from indicators.model import Edition, Indicator, Source
from indicators.snapshot.snapshot import NEWEST, Snapshot


@dataclass(frozen=True, slots=True)
class Trace:
    """One observation, where it stands in its publisher's file, and what was done to it.

    `figures` are its columns of `snapshot.schema` that are not missing. `sheet` is empty for a file that
    has none; `row` is counted as a reader counts it. `address` is where the publisher offers the file, or
    the page it was taken from where `by_hand` is true. `fetched` is the day of the last fetch, None where
    the file was placed by hand.
    """

    indicator: Indicator
    source: Source
    edition: Edition
    figures: dict[str, Any]
    file: str
    sheet: str
    row: int
    column: str
    sha256: str
    address: str
    by_hand: bool
    fetched: str | None
    processing: tuple[str, ...]
    snapshot: str


def trace(
    snapshot: Snapshot, indicator: str, iso3: str, year: int, *, edition: str = NEWEST, as_of: dt.date
) -> Trace:
    """Trace one number; `edition` is an id, or `newest`: the newest published by `as_of`.

    Raises `QuestionError` where there is no such number, naming the editions that have it.
    """
    if edition == NEWEST:
        rows = snapshot.as_of(indicator, as_of)
    else:
        rows = snapshot.all_editions(indicator)
        published = [e.id for e in snapshot.catalogue.editions_of(indicator) if e.published <= as_of]
        rows = rows[rows["edition"].isin({edition} & set(published))]
    found = rows[(rows["iso3"] == iso3) & (rows["year"] == year)]
    if found.empty:
        raise _no_number(snapshot, indicator, iso3, year, edition, as_of)
    row = found.iloc[0]
    origins = snapshot.origins(indicator)
    same = (origins["iso3"] == iso3) & (origins["year"] == year) & (origins["edition"] == row["edition"])
    origin = origins[same].iloc[0]
    known, source = snapshot.catalogue.indicator(indicator), snapshot.catalogue.source_of(indicator)
    files = {file["name"]: file for file in snapshot.inputs[source.id]}
    record = files[origin["file"]]
    return Trace(
        indicator=known,
        source=source,
        edition=next(edition for edition in source.editions if edition.id == row["edition"]),
        figures={str(name): value for name, value in row.dropna().items()},
        file=record["name"],
        sheet=str(origin["sheet"]),
        row=int(origin["row"]),
        column=str(origin["column"]),
        sha256=record["sha256"],
        address=record["path"],
        by_hand=any(file.by_hand for file in source.inputs if file.path == record["name"]),
        fetched=record.get("fetched"),
        processing=tuple(filter(None, (source.processing, known.processing))),
        snapshot=snapshot.id,
    )


def _no_number(
    snapshot: Snapshot, indicator: str, iso3: str, year: int, edition: str, as_of: dt.date
) -> QuestionError:
    rows = snapshot.all_editions(indicator)
    published = [e.id for e in snapshot.catalogue.editions_of(indicator) if e.published <= as_of]
    of_it = (rows["iso3"] == iso3) & (rows["year"] == year) & rows["edition"].isin(published)
    held = rows[of_it]["edition"].tolist()
    todo = f"Editions that have it: {', '.join(held)}." if held else "Choose another country or year."
    return QuestionError(
        f"{indicator} {iso3} {year}", f"no value in edition {edition[:60]} as of {as_of}", todo
    )
