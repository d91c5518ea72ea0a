"""What a score is made from, in all years and in one: a structure's figures, errors and gaps."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.model import Break
from indicators.score.composite import Measure, Scores, Structure, score

NEWEST_YEARS = 50
# A value of a series of every second year stands for two years more at most (METHODS 2.2).
CARRIED_YEARS = 2

ROW_COLUMNS = ("indicator", "iso3", "year", "value", "below", "above")


@dataclass(frozen=True)
class Inputs:
    """What the score of one year is made from.

    `values` has a row for each country and a column for each indicator of `structure`, in the publisher's
    unit. `below` and `above` hold the published standard errors downwards and upwards, missing where none is
    published. `carried` holds the year that a value carried forward describes, missing for all others. `pool`
    holds the values of all countries in all comparable years. `groups` gives each country's subregion;
    `reasons` says of an indicator why it has no value at all.
    """

    year: int
    structure: Structure
    values: pd.DataFrame
    below: pd.DataFrame
    above: pd.DataFrame
    carried: pd.DataFrame
    pool: pd.DataFrame
    groups: pd.Series
    reasons: Mapping[str, str]

    def of_countries(self, countries: Collection[str]) -> "Inputs":
        """The same of some countries alone; `pool` stays that of all."""
        kept = self.values.index[self.values.index.isin(list(countries))]
        return replace(
            self,
            values=self.values.loc[kept],
            below=self.below.loc[kept],
            above=self.above.loc[kept],
            carried=self.carried.loc[kept],
            groups=self.groups.loc[kept],
        )

    def score(self) -> Scores:
        """The scores by the structure as it is (`composite.score`)."""
        return score(self.values, self.structure, pool=self.pool)


@dataclass
class _Made:
    """What has been put together of a structure's figures: the same whatever the weights."""

    inputs: dict[int, Inputs] = field(default_factory=dict)
    rows: dict[str, pd.DataFrame] | None = None


@dataclass(frozen=True)
class Material:
    """What a structure's scores can be made from, in all years.

    `rows` are in `ROW_COLUMNS`, key (indicator, iso3, year); `every_years` the rhythm of an indicator where
    it is not yearly; `breaks` the changes of method of each; `editions` the newest edition that its rows are
    from, where they have one; `groups` a country's subregion; `reasons` why an indicator has no rows; `notes`
    what a reader should know.
    """

    structure: Structure
    rows: pd.DataFrame
    groups: Mapping[str, str]
    every_years: Mapping[str, int] = field(default_factory=dict)
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    _made: "_Made" = field(default_factory=lambda: _Made(), repr=False, compare=False)

    def with_structure(self, structure: Structure) -> "Material":
        """The same figures for a structure of the same indicators, or some of them."""
        # What has been put together is used again while the reader moves the weights.
        same = _figures_of(structure) == _figures_of(self.structure)
        return replace(self, structure=structure, _made=self._made if same else _Made())

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which any indicator of the structure has a value of its own, none carried forward."""
        return tuple(sorted({int(year) for rows in self._rows_of.values() for year in rows["year"].unique()}))

    @property
    def _rows_of(self) -> Mapping[str, pd.DataFrame]:
        """The rows of each indicator in the years in which the structure has it, by year."""
        if self._made.rows is None:
            self._made.rows = self._split()
        return self._made.rows

    def _split(self) -> dict[str, pd.DataFrame]:
        by_id = dict(tuple(self.rows.sort_values("year", kind="stable").groupby("indicator", sort=False)))
        found = {}
        for measure in self.structure.indicators:
            rows = by_id.get(measure.id, self.rows.iloc[:0])
            first, last = measure.year_from or dt.MINYEAR, measure.year_to or dt.MAXYEAR
            found[measure.id] = rows[rows["year"].between(first, last)]
        return found

    def of_year(self, year: int) -> Inputs:
        """What the score of a year is made from; raises `QuestionError` where no indicator has a value."""
        made = self._made.inputs
        if year not in made:
            made[year] = self._inputs(self._structure_of(year), year)
        return replace(made[year], structure=self._structure_of(year))

    def _structure_of(self, year: int) -> Structure:
        if any(measure.is_of(year) for measure in self.structure.indicators):
            return self.structure.in_year(year)
        raise self._nothing(year)

    def _nothing(self, year: int | None) -> QuestionError:
        if not self.years:
            return QuestionError("score", "no indicator of the structure has a value", "Choose another day.")
        held = f"Choose a year from {self.years[0]} to {self.years[-1]}."
        return QuestionError(f"score of {year}", "no indicator has a value", held)

    def _inputs(self, structure: Structure, year: int) -> Inputs:
        taken = {measure.id: self._taken(measure, year) for measure in structure.indicators}
        codes = pd.Index(sorted({iso3 for rows in taken.values() for iso3 in rows.index}))
        if codes.empty:
            raise self._nothing(year)

        places = {id: rows.index.get_indexer(codes) for id, rows in taken.items()}

        def frame(column: str) -> pd.DataFrame:
            held = {id: rows[column].to_numpy("float64") for id, rows in taken.items()}
            # Where a country has no row its place is -1, which is the last here: missing.
            columns = {id: np.append(own, np.nan)[places[id]] for id, own in held.items()}
            return pd.DataFrame(columns, index=codes)

        described = frame("year")
        pools = {measure.id: self._pool(measure, year) for measure in structure.indicators}
        return Inputs(
            year=year,
            structure=structure,
            values=frame("value"),
            below=frame("below"),
            above=frame("above"),
            carried=described.where(described != year),
            pool=pd.DataFrame({id: pool.reset_index(drop=True) for id, pool in pools.items()}),
            groups=pd.Series({iso3: self.groups.get(iso3, "") for iso3 in codes}, dtype="str"),
            reasons={m.id: self._reason(m, year) for m in structure.indicators if taken[m.id].empty},
        )

    def comparable_years(self, years: Collection[int]) -> list[list[Inputs]]:
        """What the scores of some years are made from, those of the same indicators and methods together."""
        found: dict[object, list[Inputs]] = {}
        for year in sorted(years):
            inputs = self.of_year(year)
            measures = inputs.structure.indicators
            key = tuple((measure.id, self._comparable(measure, year)) for measure in measures)
            found.setdefault(key, []).append(inputs)
        return list(found.values())

    def newest_year(self) -> int:
        """The newest year in which a country has a score, of the last fifty with values.

        Raises `QuestionError` where there is none.
        """
        if not self.years:
            raise self._nothing(None)
        for year in reversed(self.years[-NEWEST_YEARS:]):
            if self.of_year(year).score().total.notna().any():
                return year
        raise QuestionError("score", "no country has a score in any year", "See what is missing in one year.")

    def _taken(self, measure: Measure, year: int) -> pd.DataFrame:
        """One row for each country: its value of the year, or one carried forward; index iso3."""
        rows = self._rows_of[measure.id]
        biennial = self.every_years.get(measure.id, 1) == CARRIED_YEARS
        first = max(year - CARRIED_YEARS if biennial else year, self._comparable(measure, year)[0])
        rows = rows[rows["year"].between(first, year)]
        return rows.drop_duplicates("iso3", keep="last").set_index("iso3")

    def _pool(self, measure: Measure, year: int) -> pd.Series:
        rows = self._rows_of[measure.id]
        return rows[rows["year"].between(*self._comparable(measure, year))]["value"]

    def _comparable(self, measure: Measure, year: int) -> tuple[int, int]:
        """The first and last year that no change of method parts from a year."""
        changes = [change.boundary for change in self.breaks.get(measure.id, ()) if change.blocks]
        before = [change for change in changes if change <= year]
        after = [change for change in changes if change > year]
        return max(before, default=dt.MINYEAR), min(after, default=dt.MAXYEAR + 1) - 1

    def _reason(self, measure: Measure, year: int) -> str:
        if measure.id in self.reasons:
            return self.reasons[measure.id]
        years = self._rows_of[measure.id]["year"]
        held = f"values held from {years.min()} to {years.max()}" if len(years) else "none is held"
        return f"no value in {year}; {held}"


def _figures_of(structure: Structure) -> list[tuple[str, int | None, int | None, int]]:
    """What decides which figures a structure takes."""
    return [(m.id, m.year_from, m.year_to, m.every_years) for m in structure.indicators]


def no_rows() -> pd.DataFrame:
    """Rows in `ROW_COLUMNS`, none of them."""
    texts = {
        "indicator": pd.Series(dtype="str"),
        "iso3": pd.Series(dtype="str"),
        "year": pd.Series(dtype="int64"),
    }
    return pd.DataFrame(texts | {name: pd.Series(dtype="float64") for name in ("value", "below", "above")})
