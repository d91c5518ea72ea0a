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
from indicators.model import (
    Break,
    Direction,
    Edition,
    Exclusion,
    Indicator,
    InputFile,
    LicenceClass,
    Precision,
    Source,
    Uncertainty,
)
from indicators.narrative import Narrative
from indicators.paths import DATA, LOADERS
from indicators.questions import unknown
from indicators.reading import Mistakes, Table, check_unique, read_toml


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
        sources = [_source(path, countries, mistakes) for path in sorted(loaders.glob("*.toml"))]
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

    def newest_edition(self, source: str, as_of: dt.date) -> Edition:
        """The newest edition published by `as_of`, whether we hold it or not.

        Raises `QuestionError` before the first edition.
        """
        published = [e for e in self.source(source).editions if e.published <= as_of]
        if not published:
            raise QuestionError(
                f"{self.source(source).name} as of {as_of}",
                "no edition had been published",
                f"The first known here came out on {self.source(source).editions[0].published}.",
            )
        return max(published, key=lambda edition: edition.published)


def _source(path: Path, countries: Countries, mistakes: Mistakes) -> Source:
    file = read_toml(path, mistakes)
    id = file.text("id")
    if id and id != path.stem:
        file.mistake(f"`id` is {id!r}", f"Write {path.stem!r}, the name of the file.")
    codes = file.texts_by_name("codes")
    for code, iso3 in codes:
        if iso3 not in countries.by_iso3:
            file.mistake(f"code {code} stands for {iso3!r}, no country", "Write an ISO 3166-1 code.")
    source = Source(
        id=id,
        name=file.text("name"),
        short_name=file.text("short_name"),
        publisher=file.text("publisher"),
        homepage=file.address("homepage"),
        description=file.text("description"),
        licence=file.text("licence"),
        licence_class=file.choice("licence_class", LicenceClass),
        licence_url=file.address("licence_url"),
        licence_note=file.text("licence_note"),
        attribution=file.text("attribution"),
        citation=file.text("citation"),
        restates_history=file.truth("restates_history"),
        inputs=tuple(_input(entry) for entry in file.tables("inputs")),
        codes=codes,
        exclusions=tuple(_exclusion(entry) for entry in file.tables("exclusions")),
        editions=tuple(
            sorted((_edition(id, entry) for entry in file.tables("editions")), key=lambda e: e.published)
        ),
        indicators=tuple(_indicator(id, entry) for entry in file.tables("indicators")),
    )
    check_unique(f"{path.name}, editions", [edition.id for edition in source.editions], mistakes)
    file.finish()
    return source


def _input(entry: Table) -> InputFile:
    file = InputFile(entry.text("path"), entry.address("url"), entry.optional_truth("required") is not False)
    entry.finish()
    return file


def _exclusion(entry: Table) -> Exclusion:
    exclusion = Exclusion(entry.text("label"), entry.text("reason"))
    entry.finish()
    return exclusion


def _edition(source: str, entry: Table) -> Edition:
    edition = Edition(
        source=source,
        id=entry.text("id"),
        published=entry.date("published"),
        precision=entry.choice("precision", Precision),
        evidence=entry.text("evidence"),
    )
    entry.finish()
    return edition


def _indicator(source: str, entry: Table) -> Indicator:
    id = entry.text("id")
    if id and not id.startswith(f"{source}."):
        entry.mistake(f"`id` is {id!r}", f"Begin it with the source: {source}.variable.")
    counts = entry.wholes("countries_per_year")
    if len(counts) != 2 or counts[0] > counts[1]:
        entry.mistake(f"`countries_per_year` is {list(counts)}", "Write [fewest, most].")
        counts = (0, 0)
    uncertainty = entry.choice("uncertainty", Uncertainty)
    level = entry.optional_whole("interval_level")
    if (level is None) != (uncertainty is Uncertainty.NONE):
        entry.mistake(
            f"`uncertainty` is {uncertainty.value} and `interval_level` {level}",
            "Give a level in per cent exactly where an uncertainty is published.",
        )
    indicator = Indicator(
        id=id,
        source=source,
        name=entry.text("name"),
        short_name=entry.text("short_name"),
        description=entry.text("description"),
        unit=entry.text("unit"),
        direction=entry.choice("direction", Direction),
        minimum=entry.number("minimum"),
        maximum=entry.number("maximum"),
        decimals=entry.whole("decimals"),
        uncertainty=uncertainty,
        interval_level=level,
        interval_multiplier=entry.optional_number("interval_multiplier"),
        interval_note=entry.text("interval_note"),
        year_basis=entry.text("year_basis"),
        has_rank=entry.truth("has_rank"),
        caveats=entry.optional_texts("caveats"),
        topic=entry.text("topic"),
        countries_per_year=(counts[0], counts[1]),
        headline=entry.optional_truth("headline") is True,
    )
    entry.finish()
    return indicator


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
