"""Compute the score of each country and of each part of a structure (METHODS 2.2 to 2.5)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.rank.ranks import competition_ranks
from indicators.score.aggregate import ON_RISK, TOLERANCE, Array, means
from indicators.score.aggregate import availability as share_present
from indicators.score.normalise import WORST_RISK, Normalisation, normalise, treat_outliers
from indicators.score.structure import Measure, Node, Structure, effective_weights, shares

BEST_RISK = 0.0
# Round scores to this many decimals before ranking: equal sums of floats may differ in the last place.
TIED_DECIMALS = 9
TABLE_COLUMNS = ("iso3", "part", "score", "availability", "coverage", "reason")


@dataclass(frozen=True)
class Scores:
    """Hold the scores of one year: frames with a row per country and a column per part of `structure`.

    `risks` run from 0 to 100, 100 the worst, and are missing if `reasons` says why (elsewhere an empty
    text). `availability` is the share of the weight directly below that has a score; the rules of missing
    data apply to it. `coverage` is the share of the weight of all indicators below that have a value.
    """

    structure: Structure
    risks: pd.DataFrame
    availability: pd.DataFrame
    coverage: pd.DataFrame
    reasons: pd.DataFrame

    @property
    def total(self) -> pd.Series:
        """Return the composite's score of each country; missing if it has none."""
        return self.risks[self.structure.root.id]

    @property
    def ranks(self) -> pd.Series:
        """Return competition ranks of the composite, 1 the least risk; missing without a score."""
        return computed_ranks(self.total)

    @property
    def table(self) -> pd.DataFrame:
        """Return all of it, with a row per country and part, in `TABLE_COLUMNS`."""
        frames = (self.risks, self.availability, self.coverage, self.reasons)
        columns = [frame.rename_axis(index=None, columns=None).stack() for frame in frames]
        whole = pd.concat([column.reindex(columns[-1].index) for column in columns], axis=1)
        return whole.reset_index().set_axis(list(TABLE_COLUMNS), axis=1)


def score(
    frame: pd.DataFrame,
    structure: Structure,
    *,
    normalisation: str | None = None,
    aggregation: str | None = None,
    pool: pd.DataFrame | None = None,
) -> Scores:
    """Score every part of `structure` for each row of `frame` (METHODS 2.2).

    `frame` has a row per country of one year (index: code) and a column of values per indicator, in the
    publisher's unit; an indicator without a column has no values. `normalisation` replaces the structure's,
    `aggregation` that of the whole. `pool` holds the values of all countries and years in the same columns,
    for the extremes of minmax and distance_to_max; without it the frame itself.

    A part has a score if at least its `minimum_availability` of the weight below has one, and each core
    part below with a weight has one. The weights of missing parts are shared out over the others, which
    equals imputing the mean of a country's other parts. Raises `QuestionError` for weights that sum to
    zero, `ValueError` for a repeated country or an unknown method.
    """
    method = Normalisation(normalisation or structure.normalisation)
    structure = structure.with_methods(method, aggregation)
    if not frame.index.is_unique:
        raise ValueError("a country has more than one row")
    share = shares(structure)
    risks = {measure.id: risk(frame, measure, method, pool=pool) for measure in structure.indicators}
    available = {id: values.notna().astype("float64") for id, values in risks.items()}
    coverage = dict(available)
    reasons = {id: values.isna().map({True: "no value", False: ""}) for id, values in risks.items()}
    for node in structure.bottom_up():
        parts = structure.children(node.id)
        values = np.column_stack([risks[part.id] for part in parts])
        weights = np.array([share[part.id] for part in parts])
        mean = means(values, weights, ON_RISK[node.aggregation])
        present = pd.Series(share_present(values, weights), frame.index)
        available[node.id] = present
        coverage[node.id] = sum((share[part.id] * coverage[part.id] for part in parts), 0.0 * present)
        reasons[node.id] = _reasons(node, parts, values, weights, present)
        risks[node.id] = pd.Series(mean, frame.index).where(reasons[node.id] == "")
    ids = list(structure.ids)
    return Scores(
        structure=structure,
        risks=pd.DataFrame(risks, index=frame.index)[ids],
        availability=pd.DataFrame(available, index=frame.index)[ids],
        coverage=pd.DataFrame(coverage, index=frame.index)[ids],
        reasons=pd.DataFrame(reasons, index=frame.index)[ids],
    )


def risk(
    frame: pd.DataFrame,
    measure: Measure,
    method: Normalisation,
    *,
    pool: pd.DataFrame | None = None,
) -> pd.Series:
    """Return the risk of each country by one indicator, 0 to 100, 100 the worst; missing without a value.

    Values beyond the ends are clipped. Outliers of an unbounded indicator are treated within the frame,
    except under goalposts, which clip them.
    """
    values = column(frame, measure.id)
    reference = column(None if method is Normalisation.ZSCORE else pool, measure.id, instead=values)
    if measure.is_unbounded and method is not Normalisation.GOALPOSTS:
        values = reference = treat_outliers(values)
    goalposts = None if measure.best is None or measure.worst is None else (measure.best, measure.worst)
    risks = normalise(
        values,
        method=method,
        goalposts=goalposts,
        higher_is_better=measure.higher_is_better,
        reference=reference,
    )
    return risks.clip(BEST_RISK, WORST_RISK)


def column(frame: pd.DataFrame | None, id: str, *, instead: pd.Series | None = None) -> pd.Series:
    """Return a frame's column as floats; `instead` without a frame, all missing without the column."""
    if frame is None:
        if instead is None:
            raise ValueError("neither a frame nor a column")
        return instead
    if id not in frame.columns:
        return pd.Series(np.nan, frame.index, dtype="float64")
    return frame[id].astype("float64")


def computed_ranks(scores: pd.Series) -> pd.Series:
    """Rank scores, 1 the least risk, ties within a billionth (competition ranks); missing stays missing."""
    return competition_ranks(scores.round(TIED_DECIMALS), higher_is_better=False)


def contributions(scores: Scores) -> pd.DataFrame:
    """Split the composite into points per part; a row per country, a column per part.

    The whole has the score itself. The parts of a node sum to the node, so the pillars sum to the score,
    and so do the indicators. Within a node points are proportional to weight times transformed risk (for an
    arithmetic mean: weight times risk), counted from a risk of 0. Missing if the country or the part has no
    score.
    """
    structure, share = scores.structure, shares(scores.structure)
    points_of = {structure.root.id: scores.total}
    for node in reversed(structure.bottom_up()):
        parts = structure.children(node.id)
        values = scores.risks[[part.id for part in parts]]
        forward = ON_RISK[node.aggregation].forward
        risen = forward(values.to_numpy("float64")) - forward(np.zeros(1))
        points = np.array([share[part.id] for part in parts]) * risen
        total = np.nansum(points, axis=1, keepdims=True)
        # A node whose parts have no risk has no risk, and each part adds zero.
        part_of = np.divide(points, total, out=points * 0.0, where=total != 0)
        for number, part in enumerate(parts):
            points_of[part.id] = points_of[node.id] * part_of[:, number]
    return pd.DataFrame(points_of, index=scores.risks.index)[list(structure.ids)]


def importance(scores: Scores) -> pd.DataFrame:
    """Compare the nominal weight of each indicator with its effective weight; key `indicator`.

    `effective_weight` is its share of the whole; `importance` is the squared correlation of its risk with
    the composite (METHODS 2.5), missing for fewer than three countries or no spread; `n` counts the
    countries.
    """
    weights = effective_weights(scores.structure)
    rows = []
    for measure in scores.structure.indicators:
        both = pd.DataFrame({"part": scores.risks[measure.id], "whole": scores.total}).dropna()
        rows.append(
            (measure.id, weights[measure.id], correlation(both["part"], both["whole"]) ** 2, len(both))
        )
    return pd.DataFrame(rows, columns=["indicator", "effective_weight", "importance", "n"])


def correlation(a: pd.Series, b: pd.Series) -> float:
    """Return Pearson's correlation of two complete columns; missing below three rows or without spread."""
    if len(a) < 3 or not (a.std() > TOLERANCE and b.std() > TOLERANCE):
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def _reasons(
    node: Node,
    parts: tuple[Node | Measure, ...],
    values: Array,
    weights: Array,
    available: pd.Series,
) -> pd.Series:
    """Say for each country why a node has no score; empty text if it has one."""
    short = ((available <= 0) | (available < node.minimum_availability - TOLERANCE)).to_numpy()
    needed = np.array([isinstance(part, Node) and part.core and part.weight > 0 for part in parts])
    missing = np.isnan(values) & (weights > 0)
    lacks_core = (missing & needed).any(axis=1)
    texts = [""] * len(available)
    for row in np.flatnonzero(short | lacks_core):
        names = ", ".join(parts[place].name for place in np.flatnonzero(missing[row]))
        core = ", ".join(parts[place].name for place in np.flatnonzero(missing[row] & needed))
        texts[row] = (
            f"a core part is missing: {core}"
            if lacks_core[row]
            else f"{available.iloc[row]:.0%} of the weight has a score, "
            f"{node.minimum_availability:.0%} is needed; missing: {names}"
        )
    return pd.Series(texts, available.index, dtype="str")
