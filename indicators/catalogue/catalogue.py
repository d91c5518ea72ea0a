"""Read the TOML about sources, indicators and breaks of method into the model.

A source is a pair beside each other in `indicators/loaders`: `ti_cpi.py` parses, `ti_cpi.toml` describes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from indicators.catalogue.geography import Countries
from indicators.catalogue.narrative import Narrative
from indicators.catalogue.reading import Mistakes, NotEmpty, check_unique, read_toml
from indicators.catalogue.sources import read_source
from indicators.errors import QuestionError
from indicators.model import BLOCKING, Break, BreakKind, Edition, Indicator, SharedInput, Source
from indicators.paths import DATA, LOADERS
from indicators.refusals import unknown


@dataclass(frozen=True)
class Catalogue:
    """Everything that people wrote: sources, indicators, breaks, countries, claims and events."""

    sources: Mapping[str, Source]
    breaks: tuple[Break, ...]
    countries: Countries
    narrative: Narrative
    shared_inputs: tuple[SharedInput, ...]

    @classmethod
    def read(cls, *, data: Path = DATA, loaders: Path = LOADERS) -> "Catalogue":
        """Read and check all of it; raises `CatalogueError` with every mistake of a kind at once."""
        countries = Countries.read(data / "geography")
        mistakes = Mistakes()
        paths = sorted(loaders.glob("*.toml"))
        read = {path.stem: read_source(path, countries, mistakes) for path in paths}
        sources = [source for source in read.values() if source is not None]
        ids = [indicator.id for source in sources for indicator in source.indicators]
        check_unique("loaders", [source.id for source in sources], mistakes)
        check_unique("loaders", ids, mistakes)
        # What is said of a source that has mistakes cannot be checked before they are corrected.
        known = None if mistakes else {source.id: source for source in sources}
        breaks = _breaks(data / "comparability.toml", known, mistakes)
        shared = _shared_inputs(data / "shared_inputs.toml", known, mistakes)
        mistakes.raise_any()
        narrative = Narrative.read(data / "narrative", iso3=countries.by_iso3)
        return cls({source.id: source for source in sources}, breaks, countries, narrative, shared)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Return every indicator by its id, in the order of the TOMLs."""
        return {
            indicator.id: indicator for source in self.sources.values() for indicator in source.indicators
        }

    def indicator(self, id: str) -> Indicator:
        """Return the indicator of this id; raises `QuestionError` for an unknown one."""
        if id not in self.indicators:
            raise unknown("indicator", id, self.indicators)
        return self.indicators[id]

    def source(self, id: str) -> Source:
        """Return the source of this id; raises `QuestionError` for an unknown one."""
        if id not in self.sources:
            raise unknown("source", id, self.sources)
        return self.sources[id]

    def source_of(self, indicator: str) -> Source:
        """Return the source that an indicator belongs to."""
        return self.sources[self.indicator(indicator).source]

    def breaks_of(self, indicator: str) -> tuple[Break, ...]:
        """Return the changes with a first year that a reader of this indicator must know, by year.

        `compare.comparability` gives the changes between any two years or editions.
        """
        applies = (indicator, self.indicator(indicator).source)
        dated = [change for change in self.breaks if change.indicator in applies and change.year is not None]
        return tuple(sorted(dated, key=lambda change: change.year or 0))

    def inputs_of(self, indicator: str) -> tuple[SharedInput, ...]:
        """Return the other indexes that an indicator is built from, if they are known."""
        applies = (indicator, self.indicator(indicator).source)
        return tuple(shared for shared in self.shared_inputs if shared.index in applies)

    def editions_of(self, indicator: str) -> tuple[Edition, ...]:
        """Return the editions that concern an indicator, held or not, by the day of their publication."""
        known = self.indicator(indicator)
        editions = [e for e in self.source_of(indicator).editions if e.series in ("", known.series)]
        day = {edition.id: edition.published for edition in editions}
        first, last = day.get(known.first_edition, dt.date.min), day.get(known.last_edition, dt.date.max)
        return tuple(edition for edition in editions if first <= edition.published <= last)

    def newest_edition(self, indicator: str, as_of: dt.date) -> Edition:
        """Return the newest edition of an indicator published by `as_of`, whether we hold it or not.

        Raises `QuestionError` before the first edition.
        """
        editions = self.editions_of(indicator)
        published = [edition for edition in editions if edition.published <= as_of]
        if not published:
            raise QuestionError(
                f"{self.indicator(indicator).name} as of {as_of}",
                "no edition is known here that had been published by then",
                f"The first known here came out in {editions[0].when}.",
            )
        return published[-1]


@dataclass(frozen=True)
class _WrittenBreak:
    """An entry of the register, with its keys as people write them."""

    index: str
    kind: BreakKind
    what: str
    evidence: str
    boundary: int | None = None
    edition: str = ""
    label: str = ""

    @property
    def change(self) -> Break:
        return Break(self.index, self.boundary, self.kind, self.what, self.evidence, self.edition, self.label)


@dataclass(frozen=True)
class _Register:
    breaks: Annotated[tuple[_WrittenBreak, ...], NotEmpty]


@dataclass(frozen=True)
class _WrittenInput:
    """A shared input; `source` may be left out."""

    index: str
    name: str
    evidence: str
    source: str = ""


@dataclass(frozen=True)
class _SharedInputs:
    shared_inputs: Annotated[tuple[_WrittenInput, ...], NotEmpty]


def _breaks(path: Path, sources: Mapping[str, Source] | None, mistakes: Mistakes) -> tuple[Break, ...]:
    """Read the register of METHODS 3.1, by index and year; `sources` is None where they have mistakes."""
    file = read_toml(path, mistakes)
    register = file.read(_Register)
    breaks = [entry.change for entry in register.breaks] if register else []
    for number, (change, where) in enumerate(zip(breaks, file.places("breaks"), strict=False)):
        if sources is not None:
            _check_break(change, sources, where, mistakes)
        if any(_same(change, other) for other in breaks[:number]):
            mistakes.add(where, "another entry has the same `index`, `kind` and boundary", "Remove one.")
    return tuple(sorted(breaks, key=lambda change: (change.indicator, change.year or 0)))


def _same(one: Break, other: Break) -> bool:
    where_one, where_other = one.year or one.edition, other.year or other.edition
    return (one.indicator, one.kind, where_one) == (other.indicator, other.kind, where_other)


def _check_break(change: Break, sources: Mapping[str, Source], where: str, mistakes: Mistakes) -> None:
    source = sources.get(change.indicator.partition(".")[0])
    if source is None or change.indicator not in _indexes(source):
        what = f"`index` is {change.indicator!r}, which is not known"
        mistakes.add(where, what, "Name an indicator or a source.")
        return
    if change.edition and change.edition not in {edition.id for edition in source.editions}:
        what = f"`edition` is {change.edition!r}, which {source.id} has not"
        mistakes.add(where, what, "Name one of its TOML.")
    if change.kind is BreakKind.RELEASE:
        if change.year is not None or change.edition:
            what = "a release has a `boundary` or an `edition`"
            mistakes.add(where, what, "Remove it: it holds between any two.")
        if not source.restates_history:
            mistakes.add(where, f"{source.id} does not restate its history", "Use another kind.")
    elif change.year is None and change.edition and not source.restates_history:
        what = f"an edition of {source.id} has its own year"
        mistakes.add(where, what, "Add `boundary`, the year it describes.")
    elif change.year is None and not change.edition and change.kind in BLOCKING:
        what = f"a new {change.kind.value} without `boundary` or `edition`"
        mistakes.add(where, what, "Add the first of them.")


def _indexes(source: Source) -> set[str]:
    return {source.id, *(indicator.id for indicator in source.indicators)}


def _shared_inputs(
    path: Path, sources: Mapping[str, Source] | None, mistakes: Mistakes
) -> tuple[SharedInput, ...]:
    file = read_toml(path, mistakes)
    written = file.read(_SharedInputs)
    entries = written.shared_inputs if written else ()
    indexes = set().union(*map(_indexes, sources.values())) if sources is not None else set()
    for entry, where in zip(entries, file.places("shared_inputs"), strict=False):
        if sources is None:
            break
        for key, named, known in (
            ("index", entry.index, indexes),
            ("source", entry.source, {"", *sources}),
        ):
            if named not in known:
                what = f"`{key}` is {named!r}, which is not known"
                mistakes.add(where, what, "Name an indicator or a source.")
    return tuple(SharedInput(entry.index, entry.name, entry.source, entry.evidence) for entry in entries)
