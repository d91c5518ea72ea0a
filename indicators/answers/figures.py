"""Answer questions about single figures: observations, ranks, revisions, origins, assistance."""

import datetime as dt
from collections.abc import Collection, Sequence

import pandas as pd

from indicators.answers.answer import Answer
from indicators.assistance.ask import Assistance
from indicators.assistance.ask import assistance as known_on
from indicators.errors import QuestionError
from indicators.rank.ask import RANK_COLUMNS, rank_table
from indicators.snapshot import questions
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.snapshot.hindsight import hindsight as later_figures
from indicators.snapshot.schema import COLUMNS
from indicators.snapshot.snapshot import NEWEST, Snapshot
from indicators.snapshot.trace import trace as trace_of

TRACE_COLUMNS = (
    "indicator",
    "iso3",
    "year",
    "edition",
    "value",
    "published",
    "source",
    "file",
    "sheet",
    "row",
    "column",
    "sha256",
    "address",
    "by_hand",
    "fetched",
    "processing",
    "licence",
    "snapshot",
)


def observations(
    snapshot: Snapshot,
    *,
    indicators: Collection[str] | None = None,
    countries: Collection[str] | None = None,
    years: tuple[int, int] | None = None,
    edition: str = NEWEST,
    hindsight: bool = False,
    as_of: dt.date,
) -> Answer:
    """Return rows of the tidy table, in its columns; None means all.

    With `hindsight` a column of that name marks figures of a later edition, which stand in for named
    indicators without a held edition of the day.
    """
    asked = None if indicators is None else list(indicators)
    later = {}
    if hindsight and asked is not None and edition == NEWEST:
        later = {id: found for id in asked if (found := later_figures(snapshot, id, as_of)) is not None}
    now = None if asked is None else [id for id in asked if id not in later]
    frames = [found.rows for found in later.values()]
    if later:
        frames = [_within(frame, countries, years) for frame in frames]
    if now is None or now or not later:
        frames.insert(
            0,
            questions.observations(
                snapshot, indicators=now, countries=countries, years=years, edition=edition, as_of=as_of
            ),
        )
    rows = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    notes = [f"{id}: {found.sentence}" for id, found in later.items()]
    if asked is None and edition == NEWEST:
        notes += [f"left out: {reason}" for reason in questions.left_out(snapshot, as_of=as_of)]
    if edition == NEWEST:
        known = [id for id in dict.fromkeys(rows["indicator"]) if id not in later]
        notes += questions.outdated(snapshot, known, as_of=as_of)
    for column, values in (("indicator", asked), ("iso3", countries)):
        without = [value for value in values or () if value not in set(rows[column])]
        if without:
            notes.append(f"no row of {', '.join(without)}")
    if not hindsight:
        return Answer.of(rows[COLUMNS], notes)
    marked = rows[HINDSIGHT].eq(True) if HINDSIGHT in rows else pd.Series(False, index=rows.index)
    return Answer.of(rows.assign(**{HINDSIGHT: marked})[[*COLUMNS, HINDSIGHT]], notes)


def _within(
    rows: pd.DataFrame, countries: Collection[str] | None, years: tuple[int, int] | None
) -> pd.DataFrame:
    if countries is not None:
        rows = rows[rows["iso3"].isin(list(countries))]
    return rows if years is None else rows[rows["year"].between(*years)]


def rank(
    snapshot: Snapshot, indicator: str, year: int, *, countries: Sequence[str] | None = None, as_of: dt.date
) -> Answer:
    """Rank countries in one year, best first; see `rank.ask.rank_table`."""
    table = rank_table(snapshot, indicator, year, countries=countries, as_of=as_of)
    notes = questions.outdated(snapshot, [indicator], as_of=as_of)
    return Answer(tuple(RANK_COLUMNS), Answer.of(table).records, notes)


def revisions(snapshot: Snapshot, indicator: str, iso3: str, year: int, *, as_of: dt.date) -> Answer:
    """Return one figure in every edition, oldest first."""
    table = questions.revisions(snapshot, indicator, iso3, year, as_of=as_of)
    return Answer.of(table.assign(published=table["published"].astype("str"))[list(table.columns)])


def trace(
    snapshot: Snapshot, indicator: str, iso3: str, year: int, *, edition: str = NEWEST, as_of: dt.date
) -> Answer:
    """Trace one figure to its publisher's file, sheet, row and column, and list our changes to it."""
    origin = trace_of(snapshot, indicator, iso3, year, edition=edition, as_of=as_of)
    record = {
        "indicator": indicator,
        "iso3": iso3,
        "year": year,
        "edition": origin.edition.id,
        "value": float(origin.figures["value"]),
        "published": origin.edition.published.isoformat(),
        "source": origin.source.name,
        "file": origin.file,
        "sheet": origin.sheet or None,
        "row": origin.row,
        "column": origin.column,
        "sha256": origin.sha256,
        "address": origin.address,
        "by_hand": origin.by_hand,
        "fetched": origin.fetched,
        "processing": " ".join(origin.processing),
        "licence": origin.source.licence,
        "snapshot": origin.snapshot,
    }
    return Answer(TRACE_COLUMNS, [record])


def assistance(
    snapshot: Snapshot,
    *,
    countries: Sequence[str] | None = None,
    years: tuple[int, int] | None = None,
    by: str = "year",
    as_of: dt.date,
) -> Answer:
    """Return US security assistance by recipient and fiscal year; `by` is one of `reading.ASSISTANCE_BY`."""
    known = known_on(snapshot, as_of=as_of)
    of_countries = _assistance_rows(known, by, countries)
    rows = of_countries
    if years is not None:
        rows = rows[rows["fiscal_year"].between(*years)]
    if rows.empty:
        raise QuestionError("assistance", "no row matches", _fiscal_years(of_countries["fiscal_year"]))
    absent = [f"no row of {code}" for code in countries or () if code not in set(rows["iso3"])]
    return Answer.of(rows, [*known.absent, *absent])


def _assistance_rows(known: Assistance, by: str, countries: Sequence[str] | None) -> pd.DataFrame:
    if by == "year":
        return known.years(None if countries is None else list(countries))
    recipients = list(countries or sorted({*known.accounts["iso3"], *known.programs["iso3"]}))
    return known.by_account(recipients) if by == "account" else known.by_program(recipients)


def _fiscal_years(years: "pd.Series[int]") -> str:
    if years.empty:
        return "Choose another country, or a later day."
    return f"There are rows for fiscal years {years.min()} to {years.max()}."
