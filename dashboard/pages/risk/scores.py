"""Compute scores for readers' choices, once for the same weights and year."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd

from dashboard.common.caching import per_snapshot
from dashboard.common.snapshot import snapshot
from indicators.score import Inputs, Material, Scores, Structure, gather, read_structure
from indicators.score.ask import trend
from indicators.score.sensitivity import Range, Sensitivity, sensitivity, uncertainty
from indicators.score.simulation import Progress

# Results in memory, by kind: a range takes three to eight megabytes, the rest is small.
MOST = {"scores": 64, "ranges": 12, "matters": 64, "trends": 64}
# Ranges computed at once; others wait, so that pages without one stay quick.
AT_ONCE = 2
_drawing = threading.BoundedSemaphore(AT_ONCE)


R = TypeVar("R")


@lru_cache(maxsize=1)
def default_structure() -> Structure:
    """Return the structure of `data/structure.toml`, read once a process."""
    return read_structure()


class Scoring:
    """The scores of some material. Results are cached for the same choices, and shared: do not change them.

    `own` names the reader's own files; it is empty for the snapshot.
    """

    def __init__(self, material: Material, *, own: str = "") -> None:
        self.material = material
        self.own = own
        self._lock = threading.Lock()
        self._cached: dict[str, OrderedDict[Hashable, Any]] = {kind: OrderedDict() for kind in MOST}

    def newest_year(self, structure: Structure) -> int:
        """Return the newest year with a score; raise `QuestionError` if there is none."""
        return self._once("scores", structure, lambda: self._of(structure).newest_year())

    def years(self, structure: Structure) -> tuple[int, ...]:
        """Return the years from the newest with a score back to the first with a value."""
        newest = self.newest_year(structure)
        return tuple(year for year in reversed(self.material.years) if year <= newest)

    def scored(self, structure: Structure, year: int) -> tuple[Inputs, Scores]:
        """Return a year's inputs and scores; raise as `Material.of_year` does."""

        def make() -> tuple[Inputs, Scores]:
            inputs = self._of(structure).of_year(year)
            return inputs, inputs.score()

        return self._once("scores", (structure, year), make)

    def has_range(self, structure: Structure, year: int) -> bool:
        """Tell if the range is already computed."""
        return (structure, year) in self._cached["ranges"]

    def range(self, structure: Structure, year: int, progress: Progress | None = None) -> Range:
        """Return the range over plausible methods and published errors (`sensitivity.uncertainty`)."""
        inputs, _ = self.scored(structure, year)

        def make() -> Range:
            with _drawing:
                return uncertainty(inputs, progress=progress)

        return self._once("ranges", (structure, year), make)

    def matters(
        self, structure: Structure, year: int, iso3: str, progress: Progress | None = None
    ) -> Sensitivity:
        """Return each choice's influence (`sensitivity.sensitivity`); raises `QuestionError` if no score."""
        inputs, _ = self.scored(structure, year)

        def make() -> Sensitivity:
            with _drawing:
                return sensitivity(inputs, iso3, progress=progress)

        return self._once("matters", (structure, year, iso3), make)

    def has_matters(self, structure: Structure, year: int, iso3: str) -> bool:
        """Tell if the influence is already computed."""
        return (structure, year, iso3) in self._cached["matters"]

    def trend(self, structure: Structure, countries: Collection[str]) -> pd.DataFrame:
        """Return the score of each year in comparable stretches (`indicators.score.ask.trend`)."""
        codes = tuple(countries)
        return self._once("trends", (structure, codes), lambda: trend(self._of(structure), countries=codes))

    def _of(self, structure: Structure) -> Material:
        return self.material.with_structure(structure)

    def _once(self, kind: str, key: Hashable, make: Callable[[], R]) -> R:
        cached = self._cached[kind]
        with self._lock:
            if key in cached:
                cached.move_to_end(key)
                value: R = cached[key]
                return value
        # Outside the lock: two readers may compute the same result, but neither waits for the other.
        result = make()
        with self._lock:
            cached[key] = result
            while len(cached) > MOST[kind]:
                cached.popitem(last=False)
        return result


@per_snapshot(maxsize=4)
def of_snapshot(as_of: dt.date) -> Scoring:
    """Return the scores of the snapshot in use, as known on a day; raises `CatalogueError` as `gather`."""
    return Scoring(gather(snapshot(), default_structure(), as_of=as_of))
