"""What people wrote about sources, indicators and breaks of method, read into the model.

A source is a pair beside each other in `indicators/loaders`: `ti_cpi.py` parses, `ti_cpi.toml` describes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indicators.catalogue.geography import Countries
from indicators.catalogue.narrative import Narrative
from indicators.catalogue.reading import Mistakes, Table, check_unique, read_toml
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
        sources = [read_source(path, countries, mistakes) for path in sorted(loaders.glob("*.toml"))]
        ids = [indicator.id for source in sources for indicator in source.indicators]
        check_unique("loaders", [source.id for source in sources], mistakes)
        check_unique("loaders", ids, mistakes)
        breaks = _breaks(data / "comparability.toml", sources, mistakes)
        shared = _shared_inputs(data / "shared_inputs.toml", ids, mistakes)
        mistakes.raise_any()
        narrative = Narrative.read(data / "narrative", iso3=countries.by_iso3)
        return cls({source.id: source for source in sources}, breaks, countries, narrative, shared)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """Every indicator by its id, in the order of the TOMLs."""
        return {
            indicator.id: indicator for source in self.sources.values() for indicator in source.indicators
        }

    def indicator(self, id: str) -> Indicator:
        """The indicator of this id; raises `QuestionError` for an unknown one."""
        if id not in self.indicators:
            raise unknown("indicator", id, self.indicators)
        return self.indicators[id]

    def source(self, id: str) -> Source:
        """The source of this id; raises `QuestionError` for an unknown one."""
        if id not in self.sources:
            raise unknown("source", id, self.sources)
        return self.sources[id]

    def source_of(self, indicator: str) -> Source:
        """The source that an indicator belongs to."""
        return self.sources[self.indicator(indicator).source]

    def breaks_of(self, indicator: str) -> tuple[Break, ...]:
        """The changes with a first year that a reader of this indicator must know, by year.

        Those that stand between any two years or editions are `analysis.comparability`'s to tell.
        """
        applies = (indicator, self.indicator(indicator).source)
        dated = [change for change in self.breaks if change.indicator in applies and change.year is not None]
        return tuple(sorted(dated, key=lambda change: change.year or 0))

    def inputs_of(self, indicator: str) -> tuple[SharedInput, ...]:
        """The other indexes that an indicator is put together from, as far as they are known."""
        applies = (indicator, self.indicator(indicator).source)
        return tuple(shared for shared in self.shared_inputs if shared.index in applies)

    def editions_of(self, indicator: str) -> tuple[Edition, ...]:
        """The editions that concern an indicator, held or not, by the day of their publication."""
        known = self.indicator(indicator)
        editions = [e for e in self.source_of(indicator).editions if e.series in ("", known.series)]
        day = {edition.id: edition.published for edition in editions}
        first, last = day.get(known.first_edition, dt.date.min), day.get(known.last_edition, dt.date.max)
        return tuple(edition for edition in editions if first <= edition.published <= last)

    def newest_edition(self, indicator: str, as_of: dt.date) -> Edition:
        """The newest edition of an indicator published by `as_of`, whether we hold it or not.

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


def _breaks(path: Path, sources: list[Source], mistakes: Mistakes) -> tuple[Break, ...]:
    """The register of METHODS 3.1, by index and year."""
    by_index = {source.id: source for source in sources}
    by_index |= {indicator.id: source for source in sources for indicator in source.indicators}
    file = read_toml(path, mistakes)
    breaks: list[Break] = []
    for entry in file.tables("breaks"):
        before = len(mistakes)
        change = Break(
            indicator=entry.text("index"),
            year=entry.optional_whole("boundary"),
            kind=entry.choice("kind", BreakKind),
            what=entry.text("what"),
            evidence=entry.text("evidence"),
            edition=entry.optional_text("edition") or "",
        )
        entry.finish()
        if len(mistakes) == before:
            _check_break(change, by_index, entry)
            if any(_same(change, other) for other in breaks):
                entry.mistake("another entry has the same `index`, `kind` and boundary", "Remove one.")
        breaks.append(change)
    file.finish()
    return tuple(sorted(breaks, key=lambda c: (c.indicator, c.year or 0)))


def _same(one: Break, other: Break) -> bool:
    where_one, where_other = one.year or one.edition, other.year or other.edition
    return (one.indicator, one.kind, where_one) == (other.indicator, other.kind, where_other)


def _check_break(change: Break, by_index: Mapping[str, Source], entry: Table) -> None:
    source = by_index.get(change.indicator)
    if source is None:
        entry.mistake(
            f"`index` is {change.indicator!r}, which is not known", "Name an indicator or a source."
        )
        return
    if change.edition and change.edition not in {edition.id for edition in source.editions}:
        entry.mistake(f"`edition` is {change.edition!r}, which {source.id} has not", "Name one of its TOML.")
    if change.kind is BreakKind.RELEASE:
        if change.year is not None or change.edition:
            entry.mistake(
                "a release has a `boundary` or an `edition`", "Remove it: it holds between any two."
            )
        if not source.restates_history:
            entry.mistake(f"{source.id} does not restate its history", "Use another kind.")
    elif change.year is None and change.edition and not source.restates_history:
        entry.mistake(f"an edition of {source.id} has its own year", "Add `boundary`, the year it describes.")
    elif change.year is None and not change.edition and change.kind in BLOCKING:
        entry.mistake(f"a new {change.kind.value} without `boundary` or `edition`", "Add the first of them.")


def _shared_inputs(path: Path, indicators: list[str], mistakes: Mistakes) -> tuple[SharedInput, ...]:
    sources = {indicator.partition(".")[0] for indicator in indicators}
    file = read_toml(path, mistakes)
    found = []
    for entry in file.tables("shared_inputs"):
        index, source = entry.text("index"), entry.optional_text("source") or ""
        for key, named, known in (
            ("index", index, {*indicators, *sources}),
            ("source", source, {"", *sources}),
        ):
            if named not in known:
                entry.mistake(f"`{key}` is {named!r}, which is not known", "Name an indicator or a source.")
        found.append(SharedInput(index, entry.text("name"), source, entry.text("evidence")))
        entry.finish()
    file.finish()
    return tuple(found)
