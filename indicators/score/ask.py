"""Gather the inputs of the composite from a snapshot, as known on a day, and compute its trend.

`gather` takes the inputs from a snapshot; `own_data.read_own` takes them from a reader's file. Both then
use `Material.of_year` and `indicators.score.score`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

import pandas as pd

from indicators.errors import CatalogueError, QuestionError, ReaderError
from indicators.model import Country, Direction, Indicator, Uncertainty
from indicators.paths import DATA
from indicators.refusals import unknown
from indicators.score.inputs import ROW_COLUMNS, Inputs, Material, no_rows
from indicators.score.normalise import Normalisation
from indicators.score.score import score
from indicators.score.structure import Structure, effective_weights
from indicators.score.structure_toml import parse_structure
from indicators.snapshot.comparison_errors import comparison_errors

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

DEFAULT_STRUCTURE = DATA / "structure.toml"
MAX_STRUCTURE_BYTES = 4_000_000
# Only these methods give a country the same score when other countries move (METHODS 2.4).
BEARS_A_TREND = (Normalisation.GOALPOSTS, Normalisation.MINMAX, Normalisation.DISTANCE_TO_MAX)

TREND_COLUMNS = (
    "iso3",
    "year",
    "score",
    "coverage",
    "availability",
    "n_carried",
    "segment",
    "break_before",
    "reason",
)


def read_structure(path: Path = DEFAULT_STRUCTURE) -> Structure:
    """Read the structure in a TOML file.

    Raises `CatalogueError` with every mistake, `OSError` if the file cannot be read.
    """
    content = path.read_bytes()
    if len(content) > MAX_STRUCTURE_BYTES:
        raise ReaderError(str(path), "this is too large for a structure", "Name the TOML of a structure.")
    try:
        return parse_structure(content.decode("utf-8-sig"), where=path.name)
    except UnicodeDecodeError as error:
        raise ReaderError(str(path), f"not UTF-8 ({error.reason})", "Save it as UTF-8.") from error


def gather(snapshot: "Snapshot", structure: Structure, *, as_of: dt.date) -> Material:
    """Gather the inputs of a structure's scores, as known on a day.

    An indicator without an edition of that day, or with only an excerpt, has no rows; `reasons` says so.
    Raises `CatalogueError` that lists every indicator that is unknown, gives context only, or has another
    direction in the catalogue.
    """
    # Imported here: a reader's own file does not need the snapshot.
    from indicators.snapshot.questions import outdated

    catalogue = snapshot.catalogue
    _check_indicators(structure, catalogue.indicators)
    frames, reasons, editions = [], {}, {}
    for measure in structure.indicators:
        try:
            figures = snapshot.known(measure.id, as_of)
        except QuestionError as error:
            reasons[measure.id] = f"{error.what}"
            continue
        if figures.is_excerpt:
            reasons[measure.id] = f"edition {figures.shown.id} is partial"
            continue
        editions[measure.id] = figures.shown.id
        frames.append(with_errors(figures.rows, catalogue.indicator(measure.id)))
    ids = [measure.id for measure in structure.indicators if measure.id not in reasons]
    return Material(
        structure=structure,
        rows=pd.concat(frames, ignore_index=True) if frames else no_rows(),
        groups=subregions(catalogue.countries.by_iso3.values()),
        every_years={id: catalogue.indicator(id).every_years for id in ids},
        breaks={id: catalogue.breaks_of(id) for id in ids},
        editions=editions,
        reasons=reasons,
        notes=outdated(snapshot, ids, as_of=as_of),
    )


def with_errors(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return observations in `ROW_COLUMNS`, with the errors below and above a value (METHODS 2.7).

    A posterior interval is read as two halves of a normal distribution around the value (METHODS 1.4), a
    standard error as both. Errors are missing if the producer publishes none.
    """
    errors = pd.DataFrame({"below": float("nan"), "above": float("nan")}, index=rows.index)
    if indicator.uncertainty is Uncertainty.STANDARD_ERROR:
        error = comparison_errors(rows, indicator)
        errors = pd.DataFrame({"below": error, "above": error})
    elif indicator.uncertainty is Uncertainty.POSTERIOR_INTERVAL and indicator.interval_level:
        z = NormalDist().inv_cdf(0.5 + indicator.interval_level / 200)
        error = rows["standard_error"].astype("float64")
        errors = pd.DataFrame(
            {
                "below": ((rows["value"] - rows["lower"]) / z).clip(lower=0).fillna(error),
                "above": ((rows["upper"] - rows["value"]) / z).clip(lower=0).fillna(error),
            }
        )
    table = rows[["indicator", "iso3", "year", "value"]].join(errors)
    return table.astype({"year": "int64"})[list(ROW_COLUMNS)]


def subregions(countries: Iterable[Country]) -> dict[str, str]:
    """Map each country to its subregion, whose mean can replace a missing value."""
    return {country.iso3: country.subregion for country in countries}


def trend(
    material: Material, *, countries: Collection[str] | None = None, years: Collection[int] | None = None
) -> pd.DataFrame:
    """Compute the score of each year, in comparable stretches; columns `TREND_COLUMNS`, key (iso3, year).

    `segment` numbers a country's stretches (METHODS 3.2). Within a stretch no indicator changed its method
    and the same indicators have values: these scores may be joined and compared. `break_before` says why a
    new stretch starts. `n_carried` counts values carried forward. A year without a score has a `reason` and
    no segment. Raises `QuestionError` for a normalisation that moves when other countries move.
    """
    method = material.structure.normalisation
    is_treated = any(m.is_unbounded for m in material.structure.indicators)
    if method not in BEARS_A_TREND or (is_treated and method is not Normalisation.GOALPOSTS):
        allowed = BEARS_A_TREND[:1] if is_treated else BEARS_A_TREND
        raise QuestionError(
            "trend", f"{method} moves when other countries move", f"Use {', '.join(allowed)}."
        )
    chosen = [year for year in material.years if years is None or year in years]
    frames = [_scored(inputs, countries) for inputs in material.comparable_years(chosen)]
    whole = pd.concat(frames) if frames else pd.DataFrame(columns=list(TREND_COLUMNS))
    whole = whole.sort_values(["iso3", "year"], ignore_index=True)
    stretches = [one for _, rows in whole.groupby("iso3", sort=False) for one in _stretches(material, rows)]
    whole["segment"] = pd.array([number for number, _ in stretches], dtype="Int64")
    whole["break_before"] = pd.Series([why for _, why in stretches], dtype="str")
    return whole[list(TREND_COLUMNS)]


def _scored(years: Sequence[Inputs], countries: Collection[str] | None) -> pd.DataFrame:
    """Score years with the same indicators and methods; `used` names the indicators with weight."""
    if countries is not None:
        # These scores do not depend on other countries.
        years = [inputs.of_countries(countries) for inputs in years]
    values = pd.concat({inputs.year: inputs.values for inputs in years}, names=["year", "iso3"])
    scores = score(values, years[0].structure, pool=years[0].pool)
    root = scores.structure.root.id
    weights = effective_weights(scores.structure)
    counting = pd.Index([id for id in values.columns if weights[id] > 0])
    table = pd.DataFrame(
        {
            "score": scores.risks[root],
            "coverage": scores.coverage[root],
            "availability": scores.availability[root],
            "n_carried": pd.concat([inputs.carried for inputs in years]).notna().sum(axis=1).to_numpy(),
            "reason": scores.reasons[root],
            "used": [frozenset(counting[row]) for row in values[counting].notna().to_numpy(dtype="bool")],
        }
    )
    if countries is not None:
        keys = [(inputs.year, iso3) for inputs in years for iso3 in dict.fromkeys(countries)]
        table = table.reindex(pd.MultiIndex.from_tuples(keys, names=["year", "iso3"]))
    table = table.fillna({"coverage": 0.0, "availability": 0.0, "n_carried": 0, "reason": "no value"})
    return table.astype({"n_carried": "int64"}).reset_index()


def _stretches(material: Material, rows: pd.DataFrame) -> Iterator[tuple[int | None, str]]:
    """Yield the stretch number of each year of one country, and the reason why it starts one."""
    number, last = 0, None
    for year, reason, used in zip(rows["year"], rows["reason"], rows["used"], strict=True):
        if reason:
            yield None, ""
            continue
        why = "" if last is None else _break(material, *last, int(year), used)
        number += why is not None
        last = int(year), used
        yield number, why or ""


def _break(
    material: Material, before: int, then: frozenset[str], year: int, used: frozenset[str]
) -> str | None:
    """Return the reason why a year starts a new stretch after the last scored year; None if it does not.

    `then` are the indicators used in the year `before`, `used` those of `year`.
    """
    # A series of every second year has no gap between its years.
    if year - before > min(material.every_years.get(id, 1) for id in used):
        return f"no score between {before} and {year}"
    if used != then:
        names = {measure.id: measure.name for measure in material.structure.indicators}
        came = ", ".join(names[id] for id in names if id in used - then)
        went = ", ".join(names[id] for id in names if id in then - used)
        return "; ".join(f"{what}: {who}" for what, who in (("new", came), ("gone", went)) if who)
    for id in sorted(used):
        for change in material.breaks.get(id, ()):
            if change.blocks and before < change.boundary <= year:
                return f"{id}: {change.what}"
    return None


def _check_indicators(structure: Structure, known: Mapping[str, Indicator]) -> None:
    mistakes: list[ReaderError] = []
    for measure in structure.indicators:
        if measure.id not in known:
            mistakes.append(unknown("indicator of the structure", measure.id, known))
            continue
        indicator = known[measure.id]
        where = f"indicator of the structure, {measure.id}"
        if indicator.is_context:
            what = "it gives context and does not measure governance"
            mistakes.append(ReaderError(where, what, "Remove it."))
        elif indicator.direction not in (measure.direction, Direction.NEITHER):
            what = f"the catalogue says {indicator.direction.value}"
            mistakes.append(ReaderError(where, what, "Correct its direction and its goalposts."))
    if mistakes:
        raise CatalogueError(mistakes)
