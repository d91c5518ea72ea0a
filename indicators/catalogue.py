"""What people wrote about sources, indicators and breaks of method, read into the model.

A source is a pair beside each other in `indicators/loaders`: `ti_cpi.py` parses, `ti_cpi.toml` describes.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from indicators.errors import QuestionError
from indicators.geography import Countries
from indicators.model import Break, Edition, Indicator, Source
from indicators.narrative import Narrative
from indicators.paths import DATA, LOADERS
from indicators.questions import unknown
from indicators.reading import Mistakes, check_unique, read_toml
from indicators.sources import read_source


@dataclass(frozen=True)
class Catalogue:
    """Everything that people wrote: sources, indicators, breaks, countries, claims and events."""

    sources: Mapping[str, Source]
    breaks: tuple[Break, ...]
    countries: Countries
    narrative: Narrative

    @classmethod
    def read(cls, *, data: Path = DATA, loaders: Path = LOADERS) -> "Catalogue":
        """Read and check all of it; raises `CatalogueError` with every mistake of a kind at once."""
        countries = Countries.read(data / "geography")
        mistakes = Mistakes()
        sources = [read_source(path, countries, mistakes) for path in sorted(loaders.glob("*.toml"))]
        ids = [indicator.id for source in sources for indicator in source.indicators]
        check_unique("loaders", [source.id for source in sources], mistakes)
        check_unique("loaders", ids, mistakes)
        breaks = _breaks(data / "comparability.toml", ids, mistakes)
        mistakes.raise_any()
        narrative = Narrative.read(data / "narrative", iso3=countries.by_iso3)
        return cls({source.id: source for source in sources}, breaks, countries, narrative)

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
        """The changes of method that a reader of this indicator must know, by year."""
        applies = (indicator, self.indicator(indicator).source)
        return tuple(change for change in self.breaks if change.indicator in applies)

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


def _breaks(path: Path, indicators: list[str], mistakes: Mistakes) -> tuple[Break, ...]:
    known = {*indicators, *(indicator.partition(".")[0] for indicator in indicators)}
    file = read_toml(path, mistakes)
    breaks = []
    for entry in file.tables("breaks"):
        of = entry.text("indicator")
        if of and of not in known:
            entry.mistake(f"`indicator` is {of!r}, which is not known", "Name an indicator or a source.")
        breaks.append(
            Break(of, entry.whole("year"), entry.truth("blocks"), entry.text("what"), entry.text("evidence"))
        )
        entry.finish()
    file.finish()
    return tuple(sorted(breaks, key=lambda b: (b.indicator, b.year)))
