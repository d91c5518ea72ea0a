"""Find the source of a number that disagrees (METHODS 5.2, mismatch search): diagnosis, never support."""

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.claims.answer import Answer, Basis, edition_label
from indicators.claims.finding import Diagnosis, Rating
from indicators.claims.rules import agreement, rounds_to
from indicators.claims.statements import (
    ChangeStatement,
    Number,
    RankStatement,
    ScoreStatement,
    Statement,
)
from indicators.errors import QuestionError
from indicators.model import Direction

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

_YEARS, _ANY_YEAR = 5, 1000
_Row = dict[Any, Any]
# Coincidences grow with every hint: no more than these are told.
_MOST = 4


def diagnose(
    statement: Statement, figures: tuple[Answer, ...], snapshot: "Snapshot", *, day: dt.date
) -> tuple[Diagnosis, ...]:
    """Find what the claimed numbers agree with instead, the nearest first; `figures` are the compared ones.

    Other years up to five away, other editions and methods, other indices of the family on the same scale,
    the other end of the scale, and the number ranked; of what was known on a day.
    """
    found: list[Diagnosis] = []
    reach = _ANY_YEAR if statement.basis is Basis.NEWEST else _YEARS
    if isinstance(statement, ChangeStatement):
        numbers = ((statement.before, statement.n_from), (statement.after, statement.n_to))
        for (number, n), one in zip(numbers, figures, strict=True):
            hints = (
                _of_rank(number, n, one, snapshot, day, reach)
                if statement.of_rank
                else _of_score(number, one, snapshot, day, reach)
            )
            found += islice(hints, _MOST // 2)
    elif isinstance(statement, RankStatement):
        found += islice(_of_rank(statement.rank, statement.n, figures[0], snapshot, day, reach), _MOST)
    elif isinstance(statement, ScoreStatement):
        found += islice(_of_score(statement.score, figures[0], snapshot, day, reach), _MOST)
    return tuple(dict.fromkeys(found))


def _of_rank(
    number: Number, n: int | None, one: Answer, snapshot: "Snapshot", day: dt.date, reach: int
) -> Iterator[Diagnosis]:
    rank, datum = int(number.value), one.datum
    own_rank = datum.rank if datum.rank is not None else datum.computed_rank
    own_n = datum.n_ranked if datum.n_ranked is not None else datum.computed_n
    if own_rank is None or own_n is None or (own_rank == rank and n in (None, own_n)):
        return
    if own_rank == rank and n is not None:
        yield from _of_number_ranked(n, one, snapshot, day, reach)
    for row in _other_years(one, snapshot, day, reach):
        if row["rank"] == rank and n in (None, row["n_ranked"]):
            where = _label(one, row)
            yield Diagnosis(
                f"MATCHES_OTHER_YEAR:{row['year']}", f"It is the place of {where}: {row['n_ranked']} ranked."
            )
    for row in _rows_of(snapshot, datum.indicator, datum.iso3, datum.year, day):
        if row["edition"] != datum.edition and row["rank"] == rank and n in (None, row["n_ranked"]):
            where = _label(one, row)
            yield Diagnosis(f"MATCHES_OTHER_EDITION:{row['edition']}", f"It is the place in {where}.")
    if n in (None, own_n) and own_n + 1 - own_rank == rank:
        yield Diagnosis("MATCHES_FLIPPED_RANK", "It is the place counted from the other end.")
    if rounds_to(datum.value, number):
        yield Diagnosis("MATCHES_SCORE", f"It is the score of {one.label}, not the rank.")


def _of_number_ranked(
    n: int, one: Answer, snapshot: "Snapshot", day: dt.date, reach: int
) -> Iterator[Diagnosis]:
    places = one.table["rank"].dropna()
    if len(places) and int(places.max()) == n:
        yield Diagnosis(
            f"MATCHES_LOWEST_RANK:{n}",
            f"{n} is the lowest rank of {one.label}, not the number ranked, which is {one.datum.n_ranked}.",
        )
    for row in _other_years(one, snapshot, day, reach):
        if row["n_ranked"] == n:
            yield Diagnosis(
                f"MATCHES_N_OF_OTHER_YEAR:{row['year']}", f"{n} were ranked in {_label(one, row)}."
            )


def _of_score(
    number: Number, one: Answer, snapshot: "Snapshot", day: dt.date, reach: int
) -> Iterator[Diagnosis]:
    datum, step = one.datum, 10.0**-one.indicator.decimals
    if agreement(datum.value, number, step=step)[0] is not Rating.REFUTED:
        return
    plain = Number(number.value, number.decimals)
    for row in _other_years(one, snapshot, day, reach):
        if rounds_to(float(row["value"]), plain):
            yield Diagnosis(f"MATCHES_OTHER_YEAR:{row['year']}", f"It is the figure of {_label(one, row)}.")
    for row in _rows_of(snapshot, datum.indicator, datum.iso3, datum.year, day):
        if row["edition"] != datum.edition and rounds_to(float(row["value"]), plain):
            product = f"{datum.product} {row['edition']}"
            yield Diagnosis(
                f"MATCHES_OTHER_EDITION:{row['edition']}",
                f"{product} gave this figure for {datum.year}, {datum.edition} gives another: it was right "
                f"if it was said while {product} was the newest.",
            )
    for id in one.indicator.other_methods:
        for row in _rows_of(snapshot, id, datum.iso3, datum.year, day):
            if rounds_to(float(row["value"]), plain):
                name = snapshot.catalogue.indicator(id).name
                yield Diagnosis(
                    f"MATCHES_OTHER_METHOD:{id}",
                    f"{name} has this figure for {datum.year} (edition {row['edition']}).",
                )
                break
    yield from _of_flips(plain, one)
    yield from _of_family(plain, one, snapshot, day)


def _of_flips(number: Number, one: Answer) -> Iterator[Diagnosis]:
    value, indicator = one.datum.value, one.indicator
    if value and rounds_to(-value, number):
        yield Diagnosis(
            "MATCHES_SIGN_FLIPPED", f"The figure is {value:.{number.decimals}f}: the sign is turned."
        )
    if indicator.maximum == 100 and rounds_to(100 - value, number):
        yield Diagnosis("MATCHES_100_MINUS", "It is 100 less the figure: the scale is turned.")
    if indicator.maximum == 1 and rounds_to(100 * value, number):
        yield Diagnosis("MATCHES_TIMES_100", f"The scale goes to 1, not to 100: the figure is {value:g}.")
    for rank in (one.datum.rank, one.datum.computed_rank):
        if rank is not None and rounds_to(rank, number):
            yield Diagnosis("MATCHES_RANK", f"It is the rank in {one.label}, not the score.")
            return


def _of_family(number: Number, one: Answer, snapshot: "Snapshot", day: dt.date) -> Iterator[Diagnosis]:
    """Other indices of the source on the same scale; a number of one digit would agree by chance."""
    if len(f"{abs(number.value):.{number.decimals}f}".replace(".", "").lstrip("0")) < 2:
        return
    own = one.indicator
    for other in snapshot.catalogue.source_of(own.id).indicators:
        same = (other.minimum, other.maximum, other.decimals) == (own.minimum, own.maximum, own.decimals)
        if not same or other.id in (own.id, *own.other_methods) or other.direction is Direction.NEITHER:
            continue
        if other.series != own.series or other.id not in snapshot.indicators:
            continue
        for row in _rows_of(snapshot, other.id, one.datum.iso3, one.datum.year, day, newest=True):
            if rounds_to(float(row["value"]), number):
                yield Diagnosis(f"MATCHES_OTHER_INDEX:{other.id}", f"It is the figure of {other.name}.")


def _other_years(one: Answer, snapshot: "Snapshot", day: dt.date, reach: int) -> Iterator[_Row]:
    """Yield the country's rows of nearby years as known on a day: nearest first, earlier before later."""
    datum = one.datum
    rows = snapshot.as_of(datum.indicator, day)
    around = rows["year"].between(datum.year - reach, datum.year + reach) & (rows["year"] != datum.year)
    own = rows[(rows["iso3"] == datum.iso3) & around].sort_values("year")
    yield from sorted(_plain(own), key=lambda row: abs(row["year"] - datum.year))


def _rows_of(
    snapshot: "Snapshot", id: str, iso3: str, year: int, day: dt.date, *, newest: bool = False
) -> list[_Row]:
    """Return the rows of one country and year in the editions published by a day, newest first."""
    try:
        rows = snapshot.as_of(id, day) if newest else snapshot.all_editions(id)
    except QuestionError:
        return []
    published = [e.id for e in snapshot.catalogue.editions_of(id) if e.published <= day]
    own = rows[(rows["iso3"] == iso3) & (rows["year"] == year) & rows["edition"].isin(published)]
    ordered = own.sort_values("edition", key=lambda ids: ids.map(published.index), ascending=False)
    return _plain(ordered)


def _plain(rows: pd.DataFrame) -> list[_Row]:
    """Return rows as plain values; a missing one is None."""
    return rows.astype(object).where(rows.notna(), None).to_dict("records")


def _label(one: Answer, row: _Row) -> str:
    return edition_label(one.datum.product, str(row["edition"]), int(row["year"]))
