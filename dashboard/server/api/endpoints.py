"""List the questions of the API: path, parameters, and the function that answers each."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from dashboard.common.address import HINDSIGHT
from dashboard.server.api import parameters as p
from indicators.answers import change, figures, listings, narrative, news, score, window
from indicators.answers.answer import Answer, Record
from indicators.answers.reading import ASSISTANCE_BY, MAX_YEARS
from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.geography import FOCUS
from indicators.cli.check import CHECK_COLUMNS, check_answer
from indicators.errors import LicenceError
from indicators.events import Design
from indicators.export.licence import quotable
from indicators.rank.ask import RANK_COLUMNS
from indicators.score import gather, read_structure
from indicators.score.ask import DEFAULT_STRUCTURE
from indicators.score.structure import Structure
from indicators.score.table import COLUMNS as SCORE_COLUMNS
from indicators.score.weights import parse_weights, weighted
from indicators.snapshot.hindsight import HINDSIGHT as HINDSIGHT_COLUMN
from indicators.snapshot.revisions import COLUMNS as REVISION_COLUMNS
from indicators.snapshot.schema import COLUMNS as OBSERVATION_COLUMNS
from indicators.snapshot.snapshot import NEWEST, Snapshot

# Bounds of one request; a larger question is several requests, or a bulk download.
MOST_INDICATORS = 24
MOST_WINDOWS = 12
MOST_TEXT = 20_000
CLAIM = "Tajikistan ranks 152 of 175 in CPI 2014"

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """A question: its path below the API's address, its parameters, and its answer.

    `answer` gets the snapshot, the day and the values of the parameters by name. `example` is a query that
    has an answer.
    """

    path: str
    summary: str
    about: str
    parameters: tuple[p.Parameter, ...]
    answer: Callable[[Snapshot, dt.date, Asked], Answer]
    example: str = ""
    has_as_of: bool = True
    method: str = "get"
    columns: tuple[str, ...] = field(default=())

    @property
    def accepted(self) -> tuple[p.Parameter, ...]:
        """Return the endpoint's own parameters and those of every endpoint."""
        day = (p.AS_OF,) if self.has_as_of else ()
        return (*self.parameters, *day, p.FORMAT, p.LIMIT, p.OFFSET, p.SNAPSHOT)


def _indicators(snapshot: Snapshot, _: dt.date, asked: Asked) -> Answer:
    return listings.indicators(snapshot, source=asked["source"], topic=asked["topic"])


def _countries(snapshot: Snapshot, _: dt.date, asked: Asked) -> Answer:
    return listings.countries(snapshot, region=asked["region"])


def _observations(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    """Answer with rows; the column `hindsight` is there whether or not a row is marked."""
    ids, countries = asked["indicator"], asked["countries"]
    if ids is None and countries is None:
        raise p.ParameterError(
            "indicator",
            "neither indicator nor countries is given",
            "Name one of them. /files/bulk.parquet.zip has everything.",
        )
    if len(ids or ()) > MOST_INDICATORS:
        raise p.ParameterError("indicator", f"{len(ids)} are named", f"Name at most {MOST_INDICATORS}.")
    answer = figures.observations(
        snapshot,
        indicators=ids,
        countries=countries,
        years=asked["years"],
        edition=asked["edition"],
        hindsight=asked["hindsight"] == "shown",
        as_of=day,
    )
    if HINDSIGHT_COLUMN not in answer.columns:
        answer = answer.with_column(HINDSIGHT_COLUMN, False)
    return _licensed(answer, snapshot, asked, lambda record: str(record["indicator"]))


def _ranks(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    answer = figures.rank(
        snapshot, asked["indicator"], asked["year"], countries=asked["countries"], as_of=day
    )
    return _licensed(answer, snapshot, asked, lambda record: str(record["indicator"]))


def _changes(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return change.change(
        snapshot, asked["indicator"], asked["country"], asked["from"], asked["to"], as_of=day
    )


def _revisions(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return figures.revisions(snapshot, asked["indicator"], asked["country"], asked["year"], as_of=day)


def _trace(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return figures.trace(
        snapshot, asked["indicator"], asked["country"], asked["year"], edition=asked["edition"], as_of=day
    )


def _claims(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return narrative.claims(snapshot, ids=asked["id"], as_of=day)


def _check(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return check_answer(snapshot, asked["text"], as_of=day, claimed_on=asked["claimed_on"])


def _events(snapshot: Snapshot, _: dt.date, asked: Asked) -> Answer:
    return narrative.events(
        snapshot.catalogue,
        countries=asked["countries"],
        categories=asked["category"],
        years=asked["years"],
        is_confirmed=not asked["unconfirmed"],
    )


def _news(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return news.news(snapshot, asked["country"], since=asked["since"], as_of=day)


def _windows(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    pairs = len(asked["event"]) * len(asked["indicator"])
    if pairs > MOST_WINDOWS:
        todo = f"Name at most {MOST_WINDOWS} pairs of event and indicator."
        raise p.ParameterError("event", f"{pairs} windows are named", todo)
    design = Design(
        as_of=day,
        country=asked["country"],
        before=asked["before"],
        after=asked["after"],
        peers=asked["peers"],
    )
    return window.windows(snapshot, asked["event"], asked["indicator"], design).answer


def _scores(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    structure = read_structure(DEFAULT_STRUCTURE)
    structure = weighted(structure, asked["preset"], parse_weights(asked["weights"] or [], structure.ids))
    for part in asked["part"] or ():
        structure.part(part)
    answer = score.score(
        gather(snapshot, structure, as_of=day),
        year=asked["year"],
        countries=asked["countries"],
        parts=asked["part"],
        draws=asked["draws"],
    ).answer
    indicators = _quotable_parts(structure, snapshot.catalogue)
    return _licensed(answer, snapshot, asked, lambda record: indicators.get(str(record["part"])))


def _quotable_parts(structure: Structure, catalogue: Catalogue) -> dict[str, str]:
    """Return the indicator of each part that shows the figures of one indicator alone."""
    below = {node.id: structure.measures_below(node.id) for node in structure.nodes}
    alone = {id: measures[0].id for id, measures in below.items() if len(measures) == 1}
    return alone | {id: id for id in structure.ids if id in catalogue.indicators}


def _assistance(snapshot: Snapshot, day: dt.date, asked: Asked) -> Answer:
    return figures.assistance(
        snapshot, countries=asked["countries"], years=asked["years"], by=asked["by"], as_of=day
    )


def _licensed(
    answer: Answer, snapshot: Snapshot, asked: Asked, indicator_of: Callable[[Record], str | None]
) -> Answer:
    """Keep the records that the licences let a client download; raise `LicenceError` if none is left."""
    places: dict[str, list[int]] = {}
    kept: set[int] = set()
    for place, record in enumerate(answer.records):
        indicator = indicator_of(record)
        if indicator is None:
            kept.add(place)
        else:
            places.setdefault(snapshot.catalogue.source_of(indicator).id, []).append(place)
    notes = []
    for id, of_source in places.items():
        source = snapshot.catalogue.source(id)
        rows = pd.DataFrame({"iso3": [answer.records[place]["iso3"] for place in of_source]}, index=of_source)
        allowed = quotable(
            rows, source, chosen=asked["countries"] or (), noncommercial=asked["noncommercial"]
        )
        kept |= set(allowed.rows.index)
        if allowed.left_out:
            notes.append(f"{source.name}: {allowed.reason} {allowed.link}")
    if notes and not kept:
        raise LicenceError("licence", " ".join(notes), "Choose up to 12 countries.")
    return replace(
        answer,
        records=[record for place, record in enumerate(answer.records) if place in kept],
        notes=(*answer.notes, *notes),
    )


_EDITION = p.text("edition", "Id of an edition, or newest. Default newest.", "2014", default=NEWEST)
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "snapshot",
        "The snapshot that answers",
        "Id and day of the snapshot, and what it holds of each source.",
        (),
        lambda snapshot, _day, _asked: listings.about(snapshot),
        has_as_of=False,
        columns=listings.SNAPSHOT_COLUMNS,
    ),
    Endpoint(
        "sources",
        "Sources",
        "Publisher, licence, editions, years, countries and indicators of each source.",
        (),
        lambda snapshot, _day, _asked: listings.sources(snapshot),
        has_as_of=False,
        columns=listings.SOURCE_COLUMNS,
    ),
    Endpoint(
        "indicators",
        "Indicators",
        "Name, unit, direction, interval and caveats of each indicator.",
        (
            p.text("source", "Id of a source. Default all.", "ti_cpi"),
            p.text("topic", "A topic. Default all.", "Corruption"),
        ),
        _indicators,
        "source=ti_cpi",
        has_as_of=False,
        columns=listings.INDICATOR_COLUMNS,
    ),
    Endpoint(
        "countries",
        "Countries",
        "Codes, name, region and land neighbours of each country.",
        (p.text("region", "A region or subregion. Default all.", "Central Asia"),),
        _countries,
        "region=Central%20Asia",
        has_as_of=False,
        columns=listings.COUNTRY_COLUMNS,
    ),
    Endpoint(
        "observations",
        "Observations",
        "Rows of the table of observations. Name indicators, countries, or both. The column `hindsight` "
        "marks later figures, which stand in for a named indicator without an edition of the day.",
        (
            p.INDICATORS,
            p.COUNTRIES,
            p.YEARS,
            replace(_EDITION, about="Id of an edition, newest, or all. Default newest."),
            p.choice("hindsight", "Later figures, marked, for editions not held.", list(HINDSIGHT), "shown"),
            p.NONCOMMERCIAL,
        ),
        _observations,
        "indicator=ti_cpi.score&countries=TJK&years=2014-2014",
        columns=(*OBSERVATION_COLUMNS, HINDSIGHT_COLUMN),
    ),
    Endpoint(
        "ranks",
        "Ranks of one year",
        "Published and computed rank of each country, ties, and the confidence set of the rank.",
        (p.INDICATOR, p.YEAR, p.COUNTRIES, p.NONCOMMERCIAL),
        _ranks,
        "indicator=ti_cpi.score&year=2014&countries=TJK",
        columns=tuple(RANK_COLUMNS),
    ),
    Endpoint(
        "changes",
        "Change between two years",
        "The difference between one country's figures of two years, its test and its parts.",
        (
            p.INDICATOR,
            p.COUNTRY,
            replace(p.YEAR, name="from", about="The earlier data year.", example="2014"),
            replace(p.YEAR, name="to", about="The later data year.", example="2025"),
        ),
        _changes,
        "indicator=ti_cpi.score&country=TJK&from=2014&to=2025",
        columns=change.COLUMNS,
    ),
    Endpoint(
        "revisions",
        "One figure in every edition",
        "Then, now, the difference, and the standard error.",
        (p.INDICATOR, p.COUNTRY, p.YEAR),
        _revisions,
        "indicator=wb_wgi.control_of_corruption&country=TJK&year=2013",
        columns=tuple(REVISION_COLUMNS),
    ),
    Endpoint(
        "trace",
        "Origin of one figure",
        "The publisher's file, sheet, row and column, and our changes.",
        (p.INDICATOR, p.COUNTRY, p.YEAR, _EDITION),
        _trace,
        "indicator=ti_cpi.score&country=TJK&year=2014",
        columns=figures.TRACE_COLUMNS,
    ),
    Endpoint(
        "claims",
        "The article's claims",
        "Each claim with one verdict, the figures of its day and what came since.",
        (p.texts("id", "Ids of claims. Default all.", "C24"),),
        _claims,
        "id=C24",
        columns=narrative.CLAIM_COLUMNS,
    ),
    Endpoint(
        "events",
        "Dated events",
        "Confirmed events without repetitions, or the unconfirmed ones.",
        (
            p.COUNTRIES,
            p.texts("category", "Categories. Default all.", "corruption"),
            p.YEARS,
            p.switch("unconfirmed", "List the unconfirmed events instead."),
        ),
        _events,
        "countries=TJK&years=2015",
        has_as_of=False,
        columns=narrative.EVENT_COLUMNS,
    ),
    Endpoint(
        "news",
        "What is new for a country",
        "New editions, revisions beyond the published margin of error, and events, the newest first. "
        "The Atom feed has the same.",
        (
            p.COUNTRY,
            replace(p.AS_OF, name="since", about="A day; only what came out after it. Default all."),
        ),
        _news,
        "country=TJK&since=2025-01-01",
        columns=news.COLUMNS,
    ),
    Endpoint(
        "windows",
        "Before and after an event",
        "An indicator before and after an event, beside the neighbours and the world.",
        (
            p.texts("event", "Ids of events.", "N06", required=True),
            replace(p.INDICATORS, required=True, example="fh_fiw.total"),
            replace(p.COUNTRY, required=False, default=FOCUS, about="Code or name. Default TJK."),
            replace(p.COUNTRIES, name="peers", about="Codes or names. Default the neighbours."),
            p.whole("before", "Years before the event, at least 3.", 1, MAX_YEARS, 3),
            p.whole("after", "Years after the event, at least 3.", 1, MAX_YEARS, 3),
        ),
        _windows,
        "event=N06&indicator=fh_fiw.total",
        columns=window.COLUMNS,
    ),
    Endpoint(
        "scores",
        "Governance risk score",
        "Risk from 0 to 100, 100 the worst: the composite, its pillars and indicators.",
        (
            replace(p.YEAR, required=False, about="The data year. Default the newest with a score."),
            p.COUNTRIES,
            p.texts("part", "Ids of pillars or indicators. Default all.", "corruption"),
            p.text("preset", "Named weights: equal, corruption_first, ...", "equal"),
            p.texts("weights", "Weights of parts.", "corruption=2,media=0"),
            p.DRAWS,
            p.NONCOMMERCIAL,
        ),
        _scores,
        "countries=TJK",
        columns=tuple(SCORE_COLUMNS),
    ),
    Endpoint(
        "assistance",
        "US security assistance",
        "Obligations and trainees by recipient and fiscal year.",
        (
            p.COUNTRIES,
            replace(p.YEARS, about="Fiscal years (October to September). Default all."),
            p.choice("by", "A record for each year, account or programme.", ASSISTANCE_BY, "year"),
        ),
        _assistance,
        "countries=TJK&years=2012-2014",
    ),
    Endpoint(
        "check",
        "Check a claim",
        "Send JSON with `text`, and if you like `as_of` and `claimed_on`. The finding is one of the command "
        "`governance-risk check`.",
        (
            replace(p.text("text", "The claim in English.", CLAIM, required=True), longest=MOST_TEXT),
            replace(p.AS_OF, name="claimed_on", about="The day of the claim: what was known then decides."),
        ),
        _check,
        method="post",
        columns=CHECK_COLUMNS,
    ),
)


def indicators_of(answer: Answer, snapshot: Snapshot) -> Sequence[str]:
    """Return the indicators that an answer's records name."""
    known = snapshot.catalogue.indicators
    named = {record.get(column) for record in answer.records for column in ("indicator", "part")}
    return sorted(str(name) for name in named if isinstance(name, str) and name in known)
