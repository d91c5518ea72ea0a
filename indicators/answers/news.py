"""List what is new for a country: editions, large revisions, events."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator

import pandas as pd

from indicators.answers.answer import Answer, Record
from indicators.compare.intervals import with_interval
from indicators.model import Indicator
from indicators.snapshot.snapshot import Snapshot
from indicators.text import number

COLUMNS = ("id", "day", "kind", "country", "title", "text", "indicator", "event")
MOST = 100


def news(
    snapshot: Snapshot,
    iso3: str,
    *,
    since: dt.date | None = None,
    as_of: dt.date,
    most: int = MOST,
) -> Answer:
    """Return what came out about a country by a day, the newest first, after `since` if it is given.

    `kind` is `edition` (a source's new edition with this country), `revision` (a new edition puts an earlier
    year outside the interval that the edition before it published) or `event`.
    """
    records = [
        record
        for record in (
            *_editions(snapshot, iso3),
            *_revisions(snapshot, iso3),
            *_events(snapshot, iso3),
        )
        if record["day"] <= as_of.isoformat() and (since is None or record["day"] > since.isoformat())
    ]
    records.sort(key=lambda record: (record["day"], record["id"]), reverse=True)
    return Answer(COLUMNS, records[:most])


def _editions(snapshot: Snapshot, iso3: str) -> Iterator[Record]:
    covered = snapshot.table("coverage", countries=[iso3])
    name = snapshot.catalogue.countries.by_iso3[iso3].name
    for (id, edition), rows in covered.groupby(["source", "edition"], observed=True):
        source = snapshot.catalogue.source(str(id))
        one = next((one for one in source.editions if one.id == edition and not one.series), None)
        if one is None:
            continue
        held = [indicator for indicator in source.indicators if indicator.id in snapshot.indicators]
        main = next((indicator for indicator in held if indicator.headline), held[0] if held else None)
        first, last = int(rows["year"].min()), int(rows["year"].max())
        years = f"{first}" if first == last else f"{first} to {last}"
        yield {
            "id": f"edition/{id}/{edition}/{iso3}",
            "day": one.published.isoformat(),
            "kind": "edition",
            "country": iso3,
            "title": f"{source.name}: edition {edition}",
            "text": f"{source.publisher} published edition {edition} ({one.when}), with {name} for {years}.",
            "indicator": main.id if main else None,
            "event": None,
        }


def _revisions(snapshot: Snapshot, iso3: str) -> Iterator[Record]:
    known = snapshot.catalogue.indicators
    for id in snapshot.indicators:
        if known[id].interval_level is not None and snapshot.catalogue.source_of(id).restates_history:
            yield from _revisions_of(snapshot, known[id], iso3)


def _revisions_of(snapshot: Snapshot, indicator: Indicator, iso3: str) -> Iterator[Record]:
    rows = snapshot.all_editions(indicator.id)
    rows = with_interval(rows[rows["iso3"] == iso3], indicator)
    editions = [one for one in snapshot.catalogue.editions_of(indicator.id) if one.id in set(rows["edition"])]
    by_edition = {
        edition: frame.set_index("year") for edition, frame in rows.groupby("edition", observed=True)
    }
    for before, after in itertools.pairwise(editions):
        then, now = by_edition[before.id], by_edition[after.id]["value"]
        moved = then.assign(now=now).dropna(subset=["now", "interval_lower", "interval_upper"])
        beyond = moved[(moved["now"] < moved["interval_lower"]) | (moved["now"] > moved["interval_upper"])]
        if beyond.empty:
            continue
        yield {
            "id": f"revision/{indicator.id}/{after.id}/{iso3}",
            "day": after.published.isoformat(),
            "kind": "revision",
            "country": iso3,
            "title": f"{indicator.name}: edition {after.id} revises {_years(beyond.index)} beyond the margin",
            "text": _revised(beyond, indicator, before.id, after.id),
            "indicator": indicator.id,
            "event": None,
        }


def _revised(beyond: pd.DataFrame, indicator: Indicator, before: str, after: str) -> str:
    """Word the largest of some revisions."""
    largest = beyond.loc[[(beyond["now"] - beyond["value"]).abs().idxmax()]]
    year = int(largest.index[0])
    then, now = (number(float(largest[name].iloc[0]), indicator.decimals) for name in ("value", "now"))
    return (
        f"Edition {after} puts {year} at {now}; edition {before} had {then}. "
        f"That lies outside the interval that edition {before} published."
    )


def _years(years: Iterable[int]) -> str:
    found = sorted(int(year) for year in years)
    return f"{found[0]}" if len(found) == 1 else f"{len(found)} years ({found[0]} to {found[-1]})"


def _events(snapshot: Snapshot, iso3: str) -> Iterator[Record]:
    for event in snapshot.catalogue.narrative.plotted_events:
        if iso3 in event.countries:
            yield {
                "id": f"event/{event.id}",
                "day": event.when.end.isoformat(),
                "kind": "event",
                "country": iso3,
                "title": event.title.rstrip("."),
                "text": f"{event.when}: {event.title}",
                "indicator": None,
                "event": event.id,
            }
