"""Answer questions as DataFrames, each with its passport in `attrs`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from indicators.answers import change as changes
from indicators.answers import figures, listings, narrative
from indicators.answers import score as scores
from indicators.answers import window as windows
from indicators.answers.answer import Answer
from indicators.answers.reading import DRAWS, country_codes, one_country
from indicators.catalogue.catalogue import Catalogue
from indicators.cli.check import check_answer
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.events import Design
from indicators.refusals import date
from indicators.score import gather, read_structure
from indicators.score.ask import DEFAULT_STRUCTURE
from indicators.score.weights import weighted
from indicators.snapshot.keeping import KeepingSnapshot
from indicators.snapshot.place import snapshot_folder
from indicators.snapshot.snapshot import NEWEST, Snapshot

Texts = str | Iterable[str] | None
Years = int | tuple[int, int] | None
Day = str | dt.date | None
Folder = str | Path | None


def observations(
    indicators: Texts = None,
    countries: Texts = None,
    *,
    years: Years = None,
    edition: str = NEWEST,
    as_of: Day = None,
    hindsight: bool = False,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """Return rows of the table of observations; None means all.

    With `hindsight` a column of that name marks figures of a later edition, for editions not held.
    """
    opened, day = open_snapshot(snapshot), day_of(as_of)
    answer = figures.observations(
        opened,
        indicators=_list(indicators),
        countries=codes_of(countries, opened),
        years=span_of(years),
        edition=edition,
        hindsight=hindsight,
        as_of=day,
    )
    return _frame(answer, opened, day)


def rank(
    indicator: str, year: int, countries: Texts = None, *, as_of: Day = None, snapshot: Folder = None
) -> pd.DataFrame:
    """Rank countries in one year, best first, with ties and the confidence set of each rank."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    answer = figures.rank(opened, indicator, year, countries=codes_of(countries, opened), as_of=day)
    return _frame(answer, opened, day)


def change(
    indicator: str, country: str, year_from: int, year_to: int, *, as_of: Day = None, snapshot: Folder = None
) -> pd.DataFrame:
    """Compare one country's figures of two years in one row: the difference, its test and its parts."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    iso3 = one_country(country, opened.catalogue.countries)
    return _frame(changes.change(opened, indicator, iso3, year_from, year_to, as_of=day), opened, day)


def revisions(
    indicator: str, country: str, year: int, *, as_of: Day = None, snapshot: Folder = None
) -> pd.DataFrame:
    """Return one figure in every edition, oldest first."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    iso3 = one_country(country, opened.catalogue.countries)
    return _frame(figures.revisions(opened, indicator, iso3, year, as_of=day), opened, day)


def trace(
    indicator: str,
    country: str,
    year: int,
    *,
    edition: str = NEWEST,
    as_of: Day = None,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """Trace one figure to its publisher's file, sheet, row and column."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    iso3 = one_country(country, opened.catalogue.countries)
    answer = figures.trace(opened, indicator, iso3, year, edition=edition, as_of=day)
    return _frame(answer, opened, day)


def check(text: str, *, as_of: Day = None, claimed_on: Day = None, snapshot: Folder = None) -> pd.DataFrame:
    """Check a claim in English, as `governance-risk check` does."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    claimed = None if claimed_on is None else day_of(claimed_on)
    return _frame(check_answer(opened, text, as_of=day, claimed_on=claimed), opened, day)


def claims(ids: Texts = None, *, as_of: Day = None, snapshot: Folder = None) -> pd.DataFrame:
    """Return the article's claims, each with one verdict; None means all."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    return _frame(narrative.claims(opened, ids=_list(ids), as_of=day), opened, day)


def events(
    countries: Texts = None,
    *,
    categories: Texts = None,
    years: Years = None,
    confirmed: bool = True,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """List dated events: the confirmed ones, or the unconfirmed ones."""
    opened = open_snapshot(snapshot)
    answer = narrative.events(
        opened.catalogue,
        countries=codes_of(countries, opened),
        categories=_list(categories),
        years=span_of(years),
        is_confirmed=confirmed,
    )
    return _frame(answer, opened, today())


def window(
    events: Texts,
    indicators: Texts,
    *,
    country: str = "TJK",
    peers: Texts = None,
    before: int = 3,
    after: int = 3,
    as_of: Day = None,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """Compare indicators before and after events, beside the neighbours and the world."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    design = Design(
        as_of=day,
        country=one_country(country, opened.catalogue.countries),
        before=before,
        after=after,
        peers=codes_of(peers, opened),
    )
    answer = windows.windows(opened, _list(events) or [], _list(indicators) or [], design).answer
    return _frame(answer, opened, day)


def score(
    countries: Texts = None,
    *,
    year: int | None = None,
    parts: Texts = None,
    preset: str | None = None,
    weights: dict[str, float] | None = None,
    draws: int = DRAWS,
    as_of: Day = None,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """Score governance risk from 0 to 100, 100 the worst; by default the newest year with a score."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    structure = weighted(read_structure(DEFAULT_STRUCTURE), preset, weights or {})
    answer = scores.score(
        gather(opened, structure, as_of=day),
        year=year,
        countries=codes_of(countries, opened),
        parts=_list(parts),
        draws=draws,
    ).answer
    return _frame(answer, opened, day)


def assistance(
    countries: Texts = None,
    *,
    years: Years = None,
    by: str = "year",
    as_of: Day = None,
    snapshot: Folder = None,
) -> pd.DataFrame:
    """Return US security assistance by recipient and fiscal year; `by` is year, account or program."""
    opened, day = open_snapshot(snapshot), day_of(as_of)
    answer = figures.assistance(
        opened, countries=codes_of(countries, opened), years=span_of(years), by=by, as_of=day
    )
    return _frame(answer, opened, day)


def sources(*, snapshot: Folder = None) -> pd.DataFrame:
    """List the sources: publisher, licence, editions, years, countries and indicators."""
    opened = open_snapshot(snapshot)
    return _frame(listings.sources(opened), opened, today())


def indicators(
    *, source: str | None = None, topic: str | None = None, snapshot: Folder = None
) -> pd.DataFrame:
    """List the indicators: name, unit, direction, interval and caveats."""
    opened = open_snapshot(snapshot)
    return _frame(listings.indicators(opened, source=source, topic=topic), opened, today())


def countries(*, region: str | None = None, snapshot: Folder = None) -> pd.DataFrame:
    """List countries and territories: codes, name, region, neighbours by land."""
    opened = open_snapshot(snapshot)
    return _frame(listings.countries(opened, region=region), opened, today())


# What the questions share


def open_snapshot(snapshot: Folder = None) -> Snapshot:
    """Open the snapshot in a folder, else the one that the environment names, else the one that we ship."""
    return _opened(Path(snapshot) if snapshot is not None else snapshot_folder())


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Snapshot:
    return KeepingSnapshot(Snapshot(folder, _catalogue()))


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue.read()


def day_of(day: Day) -> dt.date:
    """Return a day given as a date or a text, by default today."""
    if day is None:
        return today()
    return date(day) if isinstance(day, str) else day


def span_of(years: Years) -> tuple[int, int] | None:
    """Return the first and the last year of one year or a pair."""
    if years is None or isinstance(years, int):
        return None if years is None else (years, years)
    first, last = years
    if first > last:
        raise QuestionError("years", f"{first} is after {last}", "Exchange them.")
    return first, last


def codes_of(given: Texts, snapshot: Snapshot) -> list[str] | None:
    """Return the codes of countries given by code or name; None means all."""
    return None if given is None else country_codes(_list(given) or [], snapshot.catalogue.countries)


def _list(given: Texts) -> list[str] | None:
    if given is None:
        return None
    return [given] if isinstance(given, str) else list(given)


def _frame(answer: Answer, snapshot: Snapshot, day: dt.date) -> pd.DataFrame:
    """Return the records as a DataFrame, with the passport of the answer in `attrs`."""
    columns = {name: _column([record[name] for record in answer.records]) for name in answer.columns}
    frame = pd.DataFrame(columns)
    indicators = [record.get("indicator") for record in answer.records]
    frame.attrs.update(passport(snapshot, day, indicators, answer.notes))
    return frame


def _column(values: list[Any]) -> pd.Series:
    """Return a column that keeps whole numbers whole where some are missing."""
    known = [value for value in values if value is not None]
    if known and all(isinstance(value, int) and not isinstance(value, bool) for value in known):
        return pd.Series(values, dtype="Int64")
    return pd.Series(values)


def passport(
    snapshot: Snapshot, day: dt.date, indicators: Iterable[Any], notes: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what a figure needs beside it: snapshot, day, notes, and the sources of indicators."""
    catalogue = snapshot.catalogue
    named = dict.fromkeys(id for id in indicators if isinstance(id, str) and id in catalogue.indicators)
    cited = {source.id: source for source in map(catalogue.source_of, named)}
    return {
        "snapshot": snapshot.id,
        "created": snapshot.created.isoformat(),
        "as_of": day.isoformat(),
        "notes": list(notes),
        "sources": [
            {
                "id": source.id,
                "attribution": source.attribution,
                "licence": source.licence,
                "licence_url": source.licence_url,
                "citation": source.citation,
            }
            for source in cited.values()
        ],
    }
