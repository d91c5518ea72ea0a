"""Compare two figures: one country in two years, or two countries in one year (METHODS 1).

Pages and command line ask for a pair of figures here. `significance` judges the difference; a change also has
its parts by source and by who was ranked, and what the producer says of it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.compare import comparability, cpi, words
from indicators.compare.cpi import Flag
from indicators.compare.figures import Figure, KnownFigures
from indicators.compare.significance import LEVEL, Significance, significance
from indicators.compare.splits import RankSplit, SourceSetSplit, rank_split
from indicators.errors import QuestionError
from indicators.model import Break, Direction
from indicators.snapshot.comparison_errors import CPI
from indicators.snapshot.snapshot import Snapshot

# On a scale of fewer steps a place says no more than the group of ties (METHODS 1.6).
STEPS_FOR_A_RANK = 20
SPANS = (5, 10)


@dataclass(frozen=True, slots=True)
class Change:
    """One country's change of an indicator: `amount` = the value to less the value from.

    `sources` splits a change of the CPI by what is behind it, with the sources by name; None of another
    indicator, or where no source scored both years. `ranks` splits the change of place, computed from all
    values of both years; None where a rank says nothing. `ranks_note` says where the publisher's places are
    others. `flags` are the producer's own; `not_flagged` the editions whose whole list lacks this change.
    `breaks` stand between the years, block nothing and are to be told.
    """

    indicator: str
    figure_from: Figure
    figure_to: Figure
    test: Significance
    sources: SourceSetSplit | None
    ranks: RankSplit | None
    ranks_note: str | None
    flags: tuple[Flag, ...]
    not_flagged: tuple[str, ...]
    breaks: tuple[Break, ...]
    score_sentence: str
    source_sentence: str
    rank_sentence: str

    @property
    def amount(self) -> float:
        return self.figure_to.value - self.figure_from.value

    @property
    def sentence(self) -> str:
        """The change, its test, its sources and its places, in plain words."""
        parts = (self.score_sentence, self.source_sentence, self.rank_sentence)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two countries in one year: `amount` = the value of a less that of b."""

    indicator: str
    figure_a: Figure
    figure_b: Figure
    test: Significance
    sentence: str

    @property
    def amount(self) -> float:
        return self.figure_a.value - self.figure_b.value


@dataclass(frozen=True, slots=True)
class OverYears:
    """The change over `span` years to a country's newest year, or the `reason` why there is none."""

    span: int
    year_to: int
    change: Change | None
    reason: str | None


def change(
    snapshot: Snapshot,
    indicator: str,
    country: str,
    year_from: int,
    year_to: int,
    *,
    as_of: dt.date,
    level: float = LEVEL,
) -> Change:
    """Compare one country in two years described, as known on a day, by `significance`.

    Raises `NotComparable` where the method changed between them, and `QuestionError` where a year has no
    value. A difference that cannot be tested is no error: `test.reason` says why.
    """
    comparability.require(indicator, (year_from, year_to), catalogue=snapshot.catalogue)
    return _change(KnownFigures.read(snapshot, indicator, as_of), country, year_from, year_to, level)


def contrast(
    snapshot: Snapshot,
    indicator: str,
    country_a: str,
    country_b: str,
    year: int,
    *,
    as_of: dt.date,
    level: float = LEVEL,
) -> Contrast:
    """Compare two countries in one year described, as known on a day; `QuestionError` without both values.

    The two errors are taken as independent. Those of sources common to both are not quite (METHODS 1.2).
    """
    known = KnownFigures.read(snapshot, indicator, as_of)
    a, b = known.figure(country_a, year), known.figure(country_b, year)
    comparability.require(indicator, (year,), (a.edition, b.edition), catalogue=snapshot.catalogue)
    test = _test(known, a, b, level)
    return Contrast(indicator, a, b, test, words.contrast(known.indicator, a, b, test))


def between(
    snapshot: Snapshot,
    indicator: str,
    a: tuple[str, int],
    b: tuple[str, int],
    *,
    as_of: dt.date,
    level: float = LEVEL,
) -> Change | Contrast:
    """Any two figures, each a country and a year: the change from the earlier, or the contrast of a with b.

    Raises `QuestionError` for two countries in two years: neither time nor country alone would tell.
    """
    (country_a, year_a), (country_b, year_b) = a, b
    if country_a == country_b:
        first, last = sorted((year_a, year_b))
        return change(snapshot, indicator, country_a, first, last, as_of=as_of, level=level)
    if year_a == year_b:
        return contrast(snapshot, indicator, country_a, country_b, year_a, as_of=as_of, level=level)
    raise QuestionError(
        f"{country_a} {year_a} and {country_b} {year_b}",
        "two countries in two years are not compared",
        "Choose one country or one year.",
    )


def over_years(
    snapshot: Snapshot,
    indicator: str,
    country: str,
    spans: Sequence[int] = SPANS,
    *,
    as_of: dt.date,
    level: float = LEVEL,
) -> tuple[OverYears, ...]:
    """Return the changes over each span to the newest year of a country, as known on a day.

    Raises `QuestionError` where the country has no value at all; a span without an answer has a reason.
    """
    known = KnownFigures.read(snapshot, indicator, as_of)
    newest = known.newest(country)
    found = []
    for span in spans:
        try:
            comparability.require(indicator, (newest - span, newest), catalogue=snapshot.catalogue)
            there = _change(known, country, newest - span, newest, level)
            found.append(OverYears(span, newest, there, None))
        except QuestionError as error:
            found.append(OverYears(span, newest, None, f"{error.what.rstrip('.')}."))
    return tuple(found)


def _change(known: KnownFigures, country: str, year_from: int, year_to: int, level: float) -> Change:
    then, now = known.figure(country, year_from), known.figure(country, year_to)
    catalogue, id = known.snapshot.catalogue, known.indicator.id
    if known.source.restates_history:
        comparability.require(id, (), (then.edition, now.edition), catalogue=catalogue)
    test = _test(known, now, then, level)
    ranks = _ranks(known, country, year_from, year_to)
    note = None if ranks is None else words.ranks_note(known.indicator, then, now, ranks)
    sources: SourceSetSplit | None = None
    flags: tuple[Flag, ...] = ()
    not_flagged: tuple[str, ...] = ()
    if id == CPI:
        sources = cpi.sources(known.snapshot, country, (year_from, year_to), headline=now.value - then.value)
        flags, not_flagged = cpi.flags(known.snapshot, then, now, as_of=known.as_of)
    published = then.rank is not None and now.rank is not None
    told = comparability.breaks_between(id, year_from, year_to, catalogue=catalogue)
    return Change(
        indicator=id,
        figure_from=then,
        figure_to=now,
        test=test,
        sources=sources,
        ranks=ranks,
        ranks_note=note,
        flags=flags,
        not_flagged=not_flagged,
        breaks=told,
        score_sentence=words.change(known.indicator, then, now, test),
        source_sentence="" if sources is None else words.sources(sources),
        rank_sentence="" if ranks is None else words.ranks(ranks, note, published=published),
    )


def _test(known: KnownFigures, a: Figure, b: Figure, level: float) -> Significance:
    breaks = known.snapshot.catalogue.breaks_of(known.indicator.id)
    return significance(known.indicator, a.estimate, b.estimate, breaks=breaks, level=level)


def _ranks(known: KnownFigures, country: str, year_from: int, year_to: int) -> RankSplit | None:
    indicator = known.indicator
    steps = (indicator.maximum - indicator.minimum) * 10**indicator.decimals
    if indicator.direction is Direction.NEITHER or known.sheet.is_excerpt or indicator.lacks_units:
        return None
    if steps < STEPS_FOR_A_RANK:
        return None
    better = indicator.direction is Direction.HIGHER_IS_BETTER
    return rank_split(known.year(year_from), known.year(year_to), country=country, higher_is_better=better)
