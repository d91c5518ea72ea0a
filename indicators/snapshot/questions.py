"""Questions put to the snapshot: what the command line and the pages both ask."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pandas as pd

from indicators.errors import QuestionError
from indicators.refusals import unknown
from indicators.snapshot.revisions import revisions as in_every_edition
from indicators.snapshot.snapshot import ALL, NEWEST, Snapshot
from indicators.text import listed


@dataclass(frozen=True, slots=True)
class Holding:
    """The holdings of some indicators; editions by the day of their publication."""

    rows: int
    editions: tuple[str, ...]
    years: tuple[int, ...]
    countries: int


def outdated(snapshot: Snapshot, indicators: Iterable[str], *, as_of: dt.date) -> tuple[str, ...]:
    """Return a sentence for each source that answers with an older edition, as its newest is not held.

    If other indicators of the source answer with the newest one, it names the ones that do not.
    """
    answers: dict[str, dict[str, list[str]]] = {}
    for id in indicators:
        try:
            sentence = snapshot.known(id, as_of).outdated or ""
        except QuestionError:
            continue
        answers.setdefault(snapshot.catalogue.source_of(id).name, {}).setdefault(sentence, []).append(id)
    sentences = []
    for source, by_sentence in answers.items():
        for sentence, ids in by_sentence.items():
            names = listed([snapshot.catalogue.indicator(id).short_name for id in ids], most=4)
            if sentence:
                sentences.append(f"{names if len(by_sentence) > 1 else source}: {sentence}")
    return tuple(sentences)


def holding(snapshot: Snapshot, indicators: Iterable[str]) -> Holding:
    """Return the rows, editions, years and number of countries held for indicators of one source."""
    held = [snapshot.all_editions(id) for id in indicators if id in snapshot.indicators]
    if not held:
        return Holding(0, (), (), 0)
    rows = pd.concat(held)
    editions = set(rows["edition"])
    source = snapshot.catalogue.source_of(rows["indicator"].iloc[0])
    return Holding(
        rows=len(rows),
        editions=tuple(edition.id for edition in source.editions if edition.id in editions),
        years=tuple(sorted({int(year) for year in rows["year"]})),
        countries=rows["iso3"].nunique(),
    )


def observations(
    snapshot: Snapshot,
    *,
    indicators: Collection[str] | None = None,
    countries: Collection[str] | None = None,
    years: tuple[int, int] | None = None,
    edition: str = NEWEST,
    as_of: dt.date,
) -> pd.DataFrame:
    """Return the rows that a question names, in the columns of `indicators.snapshot.schema`; None means all.

    As `Snapshot.observations`, and raises `QuestionError` for an edition that no source had published by
    `as_of`, and where no row answers, saying which years and countries are held.
    """
    asked = indicators
    if asked is None and edition not in (NEWEST, ALL):
        asked = _indicators_with(snapshot, edition, as_of)
    there = snapshot.observations(indicators=asked, edition=edition, as_of=as_of)
    found = there
    if countries is not None:
        found = found[found["iso3"].isin(list(countries))]
    of_countries = found
    if years is not None:
        found = found[found["year"].between(*years)]
    if found.empty:
        raise _no_rows(there, of_countries, indicators, countries, edition, as_of)
    return found.reset_index(drop=True)


def left_out(snapshot: Snapshot, *, as_of: dt.date) -> tuple[QuestionError, ...]:
    """Return the reason for each source that cannot answer on a day: a question about all omits it.

    A source with any indicator that answers is not among them.
    """
    reasons: dict[str, QuestionError] = {}
    answering = set()
    for indicator in snapshot.indicators:
        source = snapshot.catalogue.source_of(indicator).id
        try:
            snapshot.as_of(indicator, as_of)
            answering.add(source)
        except QuestionError as error:
            reasons.setdefault(source, error)
    return tuple(reason for source, reason in reasons.items() if source not in answering)


def year_spans(years: Iterable[int]) -> str:
    """Write years as a text that hides no gap: `1996, 1998, 2000, 2002 to 2023`."""
    spans: list[list[int]] = []
    for year in sorted({int(year) for year in years}):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(f"{s[0]} to {s[-1]}" if len(s) > 1 else str(s[0]) for s in spans) or "none"


def year_of(snapshot: Snapshot, indicator: str, year: int, *, as_of: dt.date) -> pd.DataFrame:
    """Return one year's rows of an indicator as known on a day; `QuestionError` names the years held."""
    rows = snapshot.as_of(indicator, as_of)
    found = rows[rows["year"] == year]
    if found.empty:
        held = f"Years held: {year_spans(rows['year'])}."
        raise QuestionError(f"{indicator} {year}", "no data for this year", held)
    return found.reset_index(drop=True)


def revisions(snapshot: Snapshot, indicator: str, iso3: str, year: int, *, as_of: dt.date) -> pd.DataFrame:
    """Return one figure in every held edition published by a day (`revisions`), oldest first.

    Below it stand the same country and year by other methods of the same source, without a difference: they
    are no revisions. Key (indicator, edition). Raises `QuestionError` where no edition has the figure.
    """
    catalogue = snapshot.catalogue
    frames = []
    for id in (indicator, *catalogue.indicator(indicator).other_methods):
        if id not in snapshot.indicators:
            continue
        editions = [edition for edition in catalogue.editions_of(id) if edition.published <= as_of]
        rows = snapshot.all_editions(id)
        known = rows["edition"].isin([edition.id for edition in editions])
        rows = rows[known & (rows["iso3"] == iso3) & (rows["year"] == year)]
        if id == indicator and rows.empty:
            raise QuestionError(
                f"{indicator} {iso3} {year}", f"no edition held as of {as_of} has it", "Choose another year."
            )
        found = in_every_edition(rows, editions)
        frames.append(found if id == indicator else found.assign(difference=None, in_standard_errors=None))
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def _indicators_with(snapshot: Snapshot, edition: str, as_of: dt.date) -> list[str]:
    published = {
        id: [e.id for e in snapshot.catalogue.source_of(id).editions if e.published <= as_of]
        for id in snapshot.indicators
    }
    found = [id for id, editions in published.items() if edition in editions]
    if not found:
        editions = dict.fromkeys(e for of_one in published.values() for e in of_one)
        raise unknown(f"edition as of {as_of}", edition, (NEWEST, ALL, *editions))
    return found


def _no_rows(
    there: pd.DataFrame,
    of_countries: pd.DataFrame,
    indicators: Collection[str] | None,
    countries: Collection[str] | None,
    edition: str,
    as_of: dt.date,
) -> QuestionError:
    """Return an error that names what is held; `of_countries` are the rows of the countries, in any year."""
    what = "all indicators" if indicators is None else ", ".join(indicators)
    where = f"{what}, edition {edition}, as of {as_of}"
    if there.empty:
        return QuestionError(where, "no row is held", "Choose a later day or another edition.")
    if of_countries.empty:
        held = sorted(set(there["iso3"]))
        return QuestionError(
            where,
            f"no row of {', '.join(countries or ())}",
            f"{len(held)} countries are held, from {held[0]} to {held[-1]}, "
            f"in the years {year_spans(there['year'])}.",
        )
    whose = "" if countries is None else f" of {', '.join(countries)}"
    held_countries = of_countries["iso3"].nunique()
    return QuestionError(
        where,
        f"no row{whose} in these years",
        f"Years held{whose}: {year_spans(of_countries['year'])}; countries: {held_countries}.",
    )
