"""The figure that a claim means, as it was known on a day (METHODS 5.3)."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pandas as pd

from indicators.claims.finding import Datum, Origin, Reason
from indicators.compare.significance import Estimate
from indicators.errors import QuestionError
from indicators.model import Direction, Edition, Indicator
from indicators.rank.ranks import league, ordinal, published_place
from indicators.snapshot.comparison_errors import comparison_errors
from indicators.snapshot.trace import trace

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot


class Basis(StrEnum):
    """The meaning of a claim's year: an edition's, the year described, either, or none (newest edition)."""

    NEWEST = "newest"
    EDITION = "edition"
    YEAR = "year"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Answer:
    """A published number with the table it stands in: every country's row of that year and edition."""

    datum: Datum
    indicator: Indicator
    table: pd.DataFrame
    limits: tuple[str, ...]

    @property
    def label(self) -> str:
        """The edition for readers, with the year described where that is another: `RSF 2022, year 2021`."""
        return label_of(self.datum)

    def estimate(self, country: str) -> Estimate:
        """Return the figure as an estimate for a test, `country` by name."""
        datum = self.datum
        row = self.table[self.table["iso3"] == datum.iso3].iloc[0]
        bounds = None if pd.isna(row["lower"]) else (float(row["lower"]), float(row["upper"]))
        return Estimate(country, datum.year, datum.value, datum.comparison_error, bounds)


@dataclass(frozen=True, slots=True)
class Missing:
    """The reason why there is no number, as a code and as a sentence."""

    reason: Reason
    text: str


def label_of(datum: Datum) -> str:
    """Return the edition of a figure for readers, as `edition_label`."""
    return edition_label(datum.product, datum.edition, datum.year)


def edition_label(product: str, edition: str, year: int) -> str:
    """Name an edition for readers, with the year described if it differs: `RSF 2022, year 2021`."""
    name = edition if edition.startswith(product) else f"{product} {edition}"
    return name if year in edition_years(edition) else f"{name}, year {year}"


def edition_years(edition: str) -> frozenset[int]:
    """Return the years that an edition's id names: one for `2014`, two for `2011-12`, none for `v14`."""
    if re.fullmatch(r"\d{4}", edition):
        return frozenset((int(edition),))
    span = re.fullmatch(r"(\d{4})-(\d{2}|\d{4})", edition)
    if span and str(int(span[1]) + 1).endswith(span[2]):
        return frozenset((int(span[1]), int(span[1]) + 1))
    return frozenset()


def figure(
    snapshot: "Snapshot",
    family: tuple[str, ...],
    iso3: str,
    *,
    basis: Basis,
    year: int | None,
    day: dt.date,
) -> Answer | Missing:
    """Return a country's figure in an index as known on a day, or why there is none.

    `family` are the indicators that go by one name, such as the methods of one index; the one with the newest
    edition of the day is asked first. With `Basis.NEWEST` it alone is asked, for its newest year: an older
    edition does not stand in for one that is not held. `Basis.EDITION` takes `year` for an edition's; where
    every edition restates all years no edition has a year, and it is the year described, as for `Basis.YEAR`.
    """
    reasons = []
    for indicator in _newest_first(snapshot, family, day):
        found = _of_indicator(snapshot, indicator, iso3, basis, year, day)
        if isinstance(found, Answer):
            return found
        reasons.append(found)
        if basis is Basis.NEWEST:
            break
    # That it exists elsewhere says more than that one method of several has no such year.
    return min(reasons, key=lambda missing: missing.reason is Reason.NO_VALUE)


def has_edition_years(snapshot: "Snapshot", family: tuple[str, ...]) -> bool:
    """Tell whether an edition's year and the year described can differ for an index."""
    catalogue = snapshot.catalogue
    return any(
        catalogue.indicator(id).edition_lag and not catalogue.source_of(id).restates_history for id in family
    )


def other_editions(snapshot: "Snapshot", datum: Datum, *, day: dt.date) -> tuple[Datum, ...]:
    """Return the same figure in the other editions held that were published by a day."""
    rows = snapshot.all_editions(datum.indicator)
    own = rows[(rows["iso3"] == datum.iso3) & (rows["year"] == datum.year)]
    there = set(own["edition"]) - {datum.edition}
    return tuple(
        _figure(snapshot, datum.indicator, datum.iso3, rows, edition, datum.year, day).datum
        for edition in snapshot.catalogue.editions_of(datum.indicator)
        if edition.id in there and edition.published <= day
    )


def _newest_first(snapshot: "Snapshot", family: tuple[str, ...], day: dt.date) -> list[str]:
    def newest(id: str) -> dt.date:
        published = [e.published for e in snapshot.catalogue.editions_of(id) if e.published <= day]
        return max(published, default=dt.date.min)

    return sorted(family, key=newest, reverse=True)


def _of_indicator(
    snapshot: "Snapshot", id: str, iso3: str, basis: Basis, year: int | None, day: dt.date
) -> Answer | Missing:
    editions = snapshot.catalogue.editions_of(id)
    name = snapshot.catalogue.source_of(id).short_name
    try:
        known = snapshot.known(id, day)
    except QuestionError as error:
        if any(edition.published <= day for edition in editions):
            return Missing(Reason.NOT_HELD, f"{error.where}: {error.what}.")
        return _not_yet(name, editions[0], day)
    if basis is Basis.NEWEST:
        if known.shown.id != known.newest.id:
            newest = f"{name} {known.newest.id}, the newest edition,"
            return Missing(Reason.NOT_HELD, f"{newest} is not held here.")
        rows = known.rows[known.rows["year"] == known.rows["year"].max()]
    elif basis is Basis.EDITION and not snapshot.catalogue.source_of(id).restates_history:
        named = [edition for edition in editions if year in edition_years(edition.id)]
        if not named:
            return Missing(Reason.NO_VALUE, f"{name} has no edition {year}.")
        # An edition such as 1987-88 is called by the year that it came out.
        edition = next((e for e in named if e.published.year == year), named[-1])
        if edition.published > day:
            return _not_yet(name, edition, day)
        held = snapshot.all_editions(id)
        rows = held[held["edition"] == edition.id]
        if rows.empty:
            return Missing(Reason.NOT_HELD, f"{name} {edition.id} is not held.")
    else:
        rows = known.rows[known.rows["year"] == year]
    if iso3 not in set(rows["iso3"]):
        return _no_value(snapshot, id, iso3, year, day)
    row = rows[rows["iso3"] == iso3].iloc[-1]
    edition = next(edition for edition in editions if edition.id == row["edition"])
    found = _figure(snapshot, id, iso3, rows, edition, int(row["year"]), day)
    if basis is Basis.YEAR and known.outdated and known.shown.id == edition.id and not known.is_excerpt:
        return Answer(found.datum, found.indicator, found.table, (*found.limits, known.outdated))
    return found


def _no_value(snapshot: "Snapshot", id: str, iso3: str, year: int | None, day: dt.date) -> Missing:
    """Explain why there is no figure although another edition might have one."""
    name = snapshot.catalogue.source_of(id).short_name
    country = snapshot.catalogue.countries.by_iso3[iso3].name
    rows = snapshot.all_editions(id)
    later = set(rows[(rows["iso3"] == iso3) & (rows["year"] == year)]["edition"])
    lag = snapshot.catalogue.indicator(id).edition_lag
    for edition in snapshot.catalogue.editions_of(id):
        is_of_year = year is not None and year + lag in edition_years(edition.id)
        if edition.published > day and (edition.id in later or is_of_year):
            return _not_yet(name, edition, day)
        if is_of_year and edition.id not in snapshot.held_editions(id):
            return Missing(Reason.NOT_HELD, f"{name} {edition.id} is not held.")
    of_year = f" for {year}" if year is not None else " in the newest edition"
    return Missing(Reason.NO_VALUE, f"{name} has no figure of {country}{of_year}.")


def _not_yet(name: str, edition: Edition, day: dt.date) -> Missing:
    """Say that an edition was not known on a day, or that this is not certain."""
    published = f"{name} {edition.id} was published {edition.when}"
    if edition.possible_from <= day:
        return Missing(Reason.DAY_UNCERTAIN, f"{published}: whether by {day} is not certain.")
    return Missing(Reason.NOT_KNOWN_THEN, f"{published}: it was not known on {day}.")


def _figure(
    snapshot: "Snapshot", id: str, iso3: str, rows: pd.DataFrame, edition: Edition, year: int, day: dt.date
) -> Answer:
    indicator = snapshot.catalogue.indicator(id)
    of_edition = rows[(rows["year"] == year) & (rows["edition"] == edition.id)]
    is_excerpt = id in edition.in_part
    table = ranked_table(of_edition, indicator, is_excerpt=is_excerpt)
    return answer_of(snapshot, indicator, iso3, table, edition, day=day, is_excerpt=is_excerpt)


def ranked_table(rows: pd.DataFrame, indicator: Indicator, *, is_excerpt: bool = False) -> pd.DataFrame:
    """Return one year of one edition with computed ranks; without any if no end of the scale is better."""
    if indicator.direction is Direction.NEITHER:
        missing = pd.array([pd.NA] * len(rows), "Int16")
        return rows.assign(computed_rank=missing, computed_n=missing).reset_index(drop=True)
    return league(rows, indicator, is_excerpt=is_excerpt)


def answer_of(
    snapshot: "Snapshot",
    indicator: Indicator,
    iso3: str,
    table: pd.DataFrame,
    edition: Edition,
    *,
    day: dt.date,
    is_excerpt: bool = False,
) -> Answer:
    """Return one country's figure of a `ranked_table`, with its origin in the publisher's file."""
    id = indicator.id
    row = table[table["iso3"] == iso3].iloc[0]
    error = comparison_errors(table, indicator)[table["iso3"] == iso3].iloc[0]
    tied = table[(table["value"] == row["value"]) & (table["iso3"] != iso3)]["iso3"]
    year = int(row["year"])
    life = trace(snapshot, id, iso3, year, edition=edition.id, as_of=max(day, edition.published))
    rank, n_ranked, computed_rank, computed_n = (
        _whole(row[name]) for name in ("rank", "n_ranked", "computed_rank", "computed_n")
    )
    datum = Datum(
        indicator=id,
        source=indicator.source,
        product=snapshot.catalogue.source_of(id).short_name,
        iso3=iso3,
        year=year,
        edition=edition.id,
        released=edition.published,
        released_text=edition.when,
        value=float(row["value"]),
        decimals=indicator.decimals,
        standard_error=None if pd.isna(row["standard_error"]) else float(row["standard_error"]),
        comparison_error=None if pd.isna(error) else float(error),
        rank=rank,
        n_ranked=n_ranked,
        computed_rank=computed_rank,
        computed_n=computed_n,
        tied_with=tuple(tied),
        place=_place(indicator, rank, n_ranked, computed_rank, computed_n, n_tied=1 + len(tied)),
        origin=Origin(life.file, life.sha256, life.sheet, life.row, life.column, life.address, life.by_hand),
    )
    return Answer(datum, indicator, table, _limits(indicator, datum, str(row["status"]), is_excerpt))


def _place(
    indicator: Indicator,
    rank: int | None,
    n_ranked: int | None,
    computed: int | None,
    of: int | None,
    *,
    n_tied: int,
) -> str:
    if rank and n_ranked:
        return published_place(rank, n_ranked, from_worst=indicator.rank_from_worst, n_tied=n_tied)
    return f"{ordinal(computed)} of {of}, computed" if computed and of else ""


def _limits(indicator: Indicator, datum: Datum, status: str, is_excerpt: bool) -> tuple[str, ...]:
    label = label_of(datum)
    limits = []
    if is_excerpt:
        limits.append(f"{label} is a partial edition.")
    if status != "normal":
        limits.append(f"The figure of {label} is {status}.")
    return tuple(limits)


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)  # type: ignore[call-overload]
