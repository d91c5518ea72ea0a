"""Decide what may be compared; every difference, test, window, score and drawn line asks here (METHODS 3).

The register is `data/comparability.toml`, read into `Catalogue.breaks`. A break stands between two years, or
between two editions; the kind of what changed decides whether it blocks (`indicators.model.BreakKind`).
"""

import datetime as dt
from collections.abc import Collection, Iterable

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import NotComparable
from indicators.model import Break, BreakKind, Source
from indicators.refusals import unknown


def require(
    indicator: str, years: Iterable[int], editions: Collection[str] = (), *, catalogue: Catalogue
) -> None:
    """Raise `NotComparable`, naming the breaks, unless all these years and editions may be compared.

    `indicator` is the id of an indicator, or of a source for all of its indicators. `years` are the years
    described: both of a difference, all of a window. A break that blocks (METHODS 3.2) is refused where
    its boundary lies after the first of them and not after the last, or likewise between the editions. Two
    editions of a source that restates its history are never comparable. None or one of either is always.
    Raises `QuestionError` for an unknown id or edition.
    """
    source = catalogue.sources.get(indicator) or catalogue.source_of(indicator)
    asked, order = sorted(set(years)), [edition.id for edition in source.editions]
    for edition in editions:
        if edition not in order:
            raise unknown(f"edition of {indicator}", edition, order)
    places = sorted({order.index(edition) for edition in editions})
    own = sorted(_of(catalogue, indicator), key=lambda change: change.year or dt.MAXYEAR)
    crossed = [
        change
        for change in own
        if change.blocks
        and (
            (change.year is not None and _within(change.year, asked))
            or (change.edition in order and _within(order.index(change.edition), places))
        )
    ]
    if len(places) > 1 and source.restates_history:
        releases = [change for change in own if change.kind is BreakKind.RELEASE]
        crossed += releases or [_restated(source)]
    if crossed:
        name = source.name if indicator == source.id else catalogue.indicator(indicator).name
        where = _asked(name, asked, [order[place] for place in places])
        raise NotComparable(where, crossed, "Compare what lies on one side.")


def breaks_between(
    indicator: str, year_from: int, year_to: int, *, catalogue: Catalogue
) -> tuple[Break, ...]:
    """Return the changes between two years in either order: blocking ones, and ones to mention.

    By year; what stands between any two years comes last. None within one year. Changes between editions
    alone are none of years.
    """
    first, last = sorted((year_from, year_to))
    own = _of(catalogue, indicator)
    crossed = [change for change in own if change.year is not None and _within(change.year, [first, last])]
    always = [
        change
        for change in own
        if change.year is None and not change.edition and change.kind is not BreakKind.RELEASE
    ]
    return (*sorted(crossed, key=lambda change: change.year or 0), *(always if first < last else ()))


def blocking(breaks: Iterable[Break], year_a: int, year_b: int) -> Break | None:
    """Return the first of some breaks that forbids comparing two years, None if none does."""
    years = sorted((year_a, year_b))
    crossed = (b for b in breaks if b.blocks and b.year is not None and _within(b.year, years))
    return min(crossed, key=lambda change: change.boundary, default=None)


def cuts(breaks: Iterable[Break]) -> frozenset[int]:
    """Return the first years of new methods: no line connects years before and after one of them."""
    return frozenset(change.year for change in breaks if change.blocks and change.year is not None)


def _of(catalogue: Catalogue, indicator: str) -> list[Break]:
    """Return the changes that concern an indicator, or any indicator of a source."""
    if indicator in catalogue.sources:
        applies = {indicator, *(known.id for known in catalogue.sources[indicator].indicators)}
    else:
        applies = {indicator, catalogue.indicator(indicator).source}
    return [change for change in catalogue.breaks if change.indicator in applies]


def _within(boundary: int, asked: list[int]) -> bool:
    """Tell whether a boundary lies after the first and not after the last of what is asked for."""
    return bool(asked) and asked[0] < boundary <= asked[-1]


def _restated(source: Source) -> Break:
    """Return the break between two editions of a source that the register does not name."""
    return Break(
        indicator=source.id,
        year=None,
        kind=BreakKind.RELEASE,
        what=f"Every edition of {source.name} restates all years: two never stand in one comparison.",
        evidence="`restates_history` of its TOML.",
    )


def _asked(name: str, years: list[int], editions: list[str]) -> str:
    parts = [name]
    if len(years) > 1:
        parts.append(f"{years[0]} to {years[-1]}")
    if len(editions) > 1:
        parts.append(f"editions {', '.join(editions)}")
    return ", ".join(parts)
