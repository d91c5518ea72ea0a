"""Prepare the inputs of a score, for all years and for one: values, errors and gaps of a structure."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from indicators.errors import QuestionError
from indicators.model import Break
from indicators.score.score import Scores, score
from indicators.score.structure import Measure, Structure

NEWEST_YEARS = 50
# A value of a series of every second year is carried forward for two years at most (METHODS 2.2).
CARRIED_YEARS = 2

ROW_COLUMNS = ("indicator", "iso3", "year", "value", "below", "above")


@dataclass(frozen=True)
class Inputs:
    """Hold the inputs of one year's score.

    `values` has a row per country and a column per indicator of `structure`, in the publisher's unit.
    `below` and `above` hold the published standard errors downwards and upwards, missing if none is
    published. `carried` holds the data year of a value carried forward, else missing. `pool` holds the
    values of all countries in all comparable years. `groups` gives each country's subregion; `reasons` says
    why an indicator has no value at all.
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
        """Keep some countries only; `pool` still covers all of them."""
        codes = self.values.index[self.values.index.isin(list(countries))]
        return replace(
            self,
            values=self.values.loc[codes],
            below=self.below.loc[codes],
            above=self.above.loc[codes],
            carried=self.carried.loc[codes],
            groups=self.groups.loc[codes],
        )

    def score(self) -> Scores:
        """Compute the scores with the structure as it is (`indicators.score.score`)."""
        return score(self.values, self.structure, pool=self.pool)


@dataclass
class _Prepared:
    """Cache the prepared inputs of a structure: weights do not change them."""

    inputs: dict[int, Inputs] = field(default_factory=dict)
    rows: dict[str, pd.DataFrame] | None = None


@dataclass(frozen=True)
class Material:
    """Hold the inputs of a structure's scores, for all years.

    `rows` are in `ROW_COLUMNS`, key (indicator, iso3, year). `every_years` gives the rhythm of indicators
    that are not yearly, `breaks` the changes of method, `editions` the newest edition of the rows, `groups`
    each country's subregion. `reasons` says why an indicator has no rows; `notes` are for the reader.
    """

    structure: Structure
    rows: pd.DataFrame
    groups: Mapping[str, str]
    every_years: Mapping[str, int] = field(default_factory=dict)
    breaks: Mapping[str, tuple[Break, ...]] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    _prepared: "_Prepared" = field(default_factory=lambda: _Prepared(), repr=False, compare=False)

    def with_structure(self, structure: Structure) -> "Material":
        """Use the same figures for a structure with the same indicators, or some of them."""
        # Reuse prepared inputs while the reader moves the weights.
        same = _figures_of(structure) == _figures_of(self.structure)
        return replace(self, structure=structure, _prepared=self._prepared if same else _Prepared())

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Return the years in which an indicator of the structure has a value that is not carried forward."""
        return tuple(sorted({int(year) for rows in self._rows_of.values() for year in rows["year"].unique()}))

    @property
    def _rows_of(self) -> Mapping[str, pd.DataFrame]:
        """Return the rows of each indicator, by year, for the years in which the structure includes it."""
        if self._prepared.rows is None:
            self._prepared.rows = self._split()
        return self._prepared.rows

    def _split(self) -> dict[str, pd.DataFrame]:
        by_id = dict(tuple(self.rows.sort_values("year", kind="stable").groupby("indicator", sort=False)))
        split = {}
        for measure in self.structure.indicators:
            rows = by_id.get(measure.id, self.rows.iloc[:0])
            first, last = measure.year_from or dt.MINYEAR, measure.year_to or dt.MAXYEAR
            split[measure.id] = rows[rows["year"].between(first, last)]
        return split

    def of_year(self, year: int) -> Inputs:
        """Return the inputs of one year; raises `QuestionError` if no indicator has a value."""
        prepared = self._prepared.inputs
        if year not in prepared:
            prepared[year] = self._inputs(self._structure_of(year), year)
        return replace(prepared[year], structure=self._structure_of(year))

    def _structure_of(self, year: int) -> Structure:
        if any(measure.is_of(year) for measure in self.structure.indicators):
            return self.structure.in_year(year)
        raise self._nothing(year)

    def _nothing(self, year: int | None) -> QuestionError:
        if not self.years:
            return QuestionError("score", "no indicator of the structure has a value", "Choose another day.")
        advice = f"Choose a year from {self.years[0]} to {self.years[-1]}."
        return QuestionError(f"score of {year}", "no indicator has a value", advice)

    def _inputs(self, structure: Structure, year: int) -> Inputs:
        taken = {measure.id: self._taken(measure, year) for measure in structure.indicators}
        codes = pd.Index(sorted({iso3 for rows in taken.values() for iso3 in rows.index}))
        if codes.empty:
            raise self._nothing(year)

        places = {id: rows.index.get_indexer(codes) for id, rows in taken.items()}

        def frame(column: str) -> pd.DataFrame:
            columns = {id: rows[column].to_numpy("float64") for id, rows in taken.items()}
            # A country without a row has the place -1, which is the last one here: missing.
            columns = {id: np.append(values, np.nan)[places[id]] for id, values in columns.items()}
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
        """Return the inputs of some years, grouped by the same indicators and methods."""
        groups: dict[object, list[Inputs]] = {}
        for year in sorted(years):
            inputs = self.of_year(year)
            measures = inputs.structure.indicators
            key = tuple((measure.id, self._comparable(measure, year)) for measure in measures)
            groups.setdefault(key, []).append(inputs)
        return list(groups.values())

    def newest_year(self) -> int:
        """Return the newest year with a score, among the last fifty years with values.

        Raises `QuestionError` if no year has one.
        """
        if not self.years:
            raise self._nothing(None)
        for year in reversed(self.years[-NEWEST_YEARS:]):
            if self.of_year(year).score().total.notna().any():
                return year
        raise QuestionError(
            "score", "no country has a score in any year", "Choose a year to see its missing values."
        )

    def _taken(self, measure: Measure, year: int) -> pd.DataFrame:
        """Return one row per country: its value of the year, or one carried forward; index iso3."""
        rows = self._rows_of[measure.id]
        biennial = self.every_years.get(measure.id, 1) == CARRIED_YEARS
        first = max(year - CARRIED_YEARS if biennial else year, self._comparable(measure, year)[0])
        rows = rows[rows["year"].between(first, year)]
        return rows.drop_duplicates("iso3", keep="last").set_index("iso3")

    def _pool(self, measure: Measure, year: int) -> pd.Series:
        rows = self._rows_of[measure.id]
        return rows[rows["year"].between(*self._comparable(measure, year))]["value"]

    def _comparable(self, measure: Measure, year: int) -> tuple[int, int]:
        """Return the first and last year that no change of method separates from a year."""
        changes = [change.boundary for change in self.breaks.get(measure.id, ()) if change.blocks]
        before = [change for change in changes if change <= year]
        after = [change for change in changes if change > year]
        return max(before, default=dt.MINYEAR), min(after, default=dt.MAXYEAR + 1) - 1

    def _reason(self, measure: Measure, year: int) -> str:
        if measure.id in self.reasons:
            return self.reasons[measure.id]
        years = self._rows_of[measure.id]["year"]
        coverage = f"values from {years.min()} to {years.max()}" if len(years) else "no year has one"
        return f"no value in {year}; {coverage}"


def _figures_of(structure: Structure) -> list[tuple[str, int | None, int | None, int]]:
    """List the settings that decide which figures a structure uses."""
    return [(m.id, m.year_from, m.year_to, m.every_years) for m in structure.indicators]


def no_rows() -> pd.DataFrame:
    """Return an empty frame in `ROW_COLUMNS`."""
    texts = {
        "indicator": pd.Series(dtype="str"),
        "iso3": pd.Series(dtype="str"),
        "year": pd.Series(dtype="int64"),
    }
    return pd.DataFrame(texts | {name: pd.Series(dtype="float64") for name in ("value", "below", "above")})
