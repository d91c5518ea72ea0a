"""List what the snapshot holds: sources, indicators, countries, the snapshot itself."""

import re

from indicators.answers.answer import Answer, Record
from indicators.errors import QuestionError
from indicators.model import INDICATOR_TOPICS
from indicators.refusals import unknown
from indicators.snapshot.snapshot import Snapshot

SOURCE_COLUMNS = (
    "id",
    "name",
    "publisher",
    "licence",
    "licence_class",
    "editions",
    "year_from",
    "year_to",
    "countries",
    "indicators",
)

INDICATOR_COLUMNS = (
    "id",
    "name",
    "source",
    "topic",
    "is_main",
    "unit",
    "direction",
    "minimum",
    "maximum",
    "decimals",
    "interval_level",
    "edition_lag",
    "editions",
    "description",
    "caveats",
)
COUNTRY_COLUMNS = ("iso3", "iso2", "name", "region", "subregion", "neighbours")
SNAPSHOT_COLUMNS = ("snapshot", "created", "source", "editions", "years", "countries", "values", "files")


def sources(snapshot: Snapshot) -> Answer:
    """List the sources: publisher, licence, editions, years, countries and indicators."""
    return Answer(
        SOURCE_COLUMNS, [_source(snapshot, id) for id in snapshot.catalogue.sources if id in snapshot.held]
    )


def _source(snapshot: Snapshot, id: str) -> Record:
    source = snapshot.catalogue.source(id)
    held = set(snapshot.indicators)
    coverage = snapshot.held[id]
    years = re.findall(r"\d{4}", coverage["years"])
    return {
        "id": id,
        "name": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_class": source.licence_class.value,
        "editions": tuple(edition.id for edition in source.editions if edition.id in coverage["editions"]),
        "years": coverage["years"],
        "year_from": int(years[0]) if years else None,
        "year_to": int(years[-1]) if years else None,
        "countries": coverage["countries"],
        "indicators": [indicator.id for indicator in source.indicators if indicator.id in held],
    }


def indicators(snapshot: Snapshot, *, source: str | None = None, topic: str | None = None) -> Answer:
    """List the indicators that the snapshot holds, by topic: name, unit, direction, error, caveats."""
    known = snapshot.catalogue.indicators
    if source is not None:
        snapshot.catalogue.source(source)
    if topic is not None and topic not in INDICATOR_TOPICS:
        raise unknown("topic", topic, INDICATOR_TOPICS)
    held = [known[id] for id in known if id in snapshot.indicators]
    held.sort(key=lambda one: (INDICATOR_TOPICS.index(one.topic), not one.headline))
    records = [
        {
            "id": one.id,
            "name": one.name,
            "source": one.source,
            "topic": one.topic,
            "is_main": one.headline,
            "unit": one.unit,
            "direction": one.direction.value,
            "minimum": one.minimum,
            "maximum": one.maximum,
            "decimals": one.decimals,
            "interval_level": one.interval_level,
            "edition_lag": one.edition_lag,
            "editions": sorted(snapshot.held_editions(one.id)),
            "description": one.description,
            "caveats": list(one.caveats),
        }
        for one in held
        if source in (None, one.source) and topic in (None, one.topic)
    ]
    if not records:
        raise QuestionError("indicators", "no indicator matches", "Omit source or topic.")
    return Answer(INDICATOR_COLUMNS, records)


def countries(snapshot: Snapshot, *, region: str | None = None) -> Answer:
    """List countries and territories: codes, name, region, neighbours by land."""
    known = snapshot.catalogue.countries
    regions = {one.region for one in known.by_iso3.values()} | {
        one.subregion for one in known.by_iso3.values()
    }
    if region is not None and region not in regions:
        raise unknown("region", region, sorted(regions))
    records = [
        {
            "iso3": one.iso3,
            "iso2": one.iso2,
            "name": one.name,
            "region": one.region,
            "subregion": one.subregion,
            "neighbours": list(known.neighbours(one.iso3)),
        }
        for one in known.by_iso3.values()
        if region in (None, one.region, one.subregion)
    ]
    return Answer(COUNTRY_COLUMNS, records)


def about(snapshot: Snapshot) -> Answer:
    """Describe the snapshot: id, day of its build, and the size of each source."""
    records = [
        {
            "snapshot": snapshot.id,
            "created": snapshot.created.isoformat(),
            "source": id,
            "editions": list(held["editions"]),
            "years": held["years"],
            "countries": held["countries"],
            "values": held["values"],
            "files": [file["path"] for file in snapshot.inputs[id]],
        }
        for id, held in snapshot.held.items()
    ]
    return Answer(SNAPSHOT_COLUMNS, records)
