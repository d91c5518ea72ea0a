"""The score of each country and of each part of a structure, and what it is made of (METHODS 2.2 to 2.5)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.rank.ranks import competition_ranks
from indicators.score.aggregate import ON_RISK, TOLERANCE, Aggregation, Array, Transform, means
from indicators.score.aggregate import availability as share_there
from indicators.score.normalise import Normalisation, normalise, treat_outliers
from indicators.score.structure import Measure, Node, Structure, effective_weights, shares

BEST_RISK, WORST_RISK = 0.0, 100.0
# Decimals beyond which two scores are one: floats of the same sum may differ in the last place.
TIED_DECIMALS = 9
TABLE_COLUMNS = ("iso3", "part", "score", "availability", "coverage", "reason")


@dataclass(frozen=True)
class Scores:
    """The scores of one year: frames with a row for each country and a column for each part of `structure`.

    `risks` are from 0 to 100, 100 the worst, missing where `reasons` says why (an empty text elsewhere).
    `availability` is the share of the weight directly below that has a score, to which the rules of missing
    data apply; `coverage` the share of the weight of all indicators anywhere below that have a value.
    """

    structure: Structure
    risks: pd.DataFrame
    availability: pd.DataFrame
    coverage: pd.DataFrame
    reasons: pd.DataFrame

    @property
    def total(self) -> pd.Series:
        """The composite's score of each country, missing where it has none."""
        return self.risks[self.structure.root.id]

    @property
    def ranks(self) -> pd.Series:
        """Competition ranks of the composite, 1 the least risk; missing where there is no score."""
        return computed_ranks(self.total)

    @property
    def table(self) -> pd.DataFrame:
        """All of it, a row for each country and part, in `TABLE_COLUMNS`."""
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
    base: pd.DataFrame | None = None,
) -> Scores:
    """Scores of every part of `structure` for each row of `frame` (METHODS 2.2).

    `frame` has a row for each country of one year, its code as index, and a column of values for each
    indicator, in the publisher's unit; an indicator without a column has no values. `normalisation` takes the
    place of the structure's, `aggregation` that of the whole. `pool` holds the values of all countries and
    years, from which minmax and distance_to_max take the extremes, `base` those of the base year for zscore,
    in the same columns; the frame itself where they are not given.

    A part has a score where at least its `minimum_availability` of the weight below has one, and each core
    part below that has a weight; weights are shared out anew over what is there, which is the same as to
    impute the mean of a country's other parts. Raises `QuestionError` for weights that sum to zero,
    `ValueError` for a country twice, an unknown method, or Copeland and ranks, which are on no scale.
    """
    method = Normalisation(normalisation or structure.normalisation)
    structure = structure.with_methods(method, aggregation)
    if method is Normalisation.RANK:
        raise ValueError("a rank is on no scale: a score cannot be made of it")
    if not frame.index.is_unique:
        raise ValueError("a country has more than one row")
    share = shares(structure)
    risks = {
        measure.id: risk(frame, measure, method, pool=pool, base=base) for measure in structure.indicators
    }
    there = {id: values.notna().astype("float64") for id, values in risks.items()}
    coverage = dict(there)
    reasons = {id: values.isna().map({True: "no value", False: ""}) for id, values in risks.items()}
    for node in structure.bottom_up():
        parts = structure.children(node.id)
        values = np.column_stack([risks[part.id] for part in parts])
        weights = np.array([share[part.id] for part in parts])
        mean = means(values, weights, _on_risk(node.aggregation))
        there[node.id] = pd.Series(share_there(values, weights), frame.index)
        coverage[node.id] = sum((share[part.id] * coverage[part.id] for part in parts), 0.0 * there[node.id])
        reasons[node.id] = _reasons(node, parts, values, weights, there[node.id])
        risks[node.id] = pd.Series(mean, frame.index).where(reasons[node.id] == "")
    ids = list(structure.ids)
    return Scores(
        structure=structure,
        risks=pd.DataFrame(risks, index=frame.index)[ids],
        availability=pd.DataFrame(there, index=frame.index)[ids],
        coverage=pd.DataFrame(coverage, index=frame.index)[ids],
        reasons=pd.DataFrame(reasons, index=frame.index)[ids],
    )


def risk(
    frame: pd.DataFrame,
    measure: Measure,
    method: Normalisation,
    *,
    pool: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
) -> pd.Series:
    """The risk of each country by one indicator, from 0 to 100, 100 the worst; missing where it has no value.

    What the method lets run over the ends is clipped. Outliers of an unbounded indicator are treated within
    the frame, except under goalposts, which clip them.
    """
    values = column(frame, measure.id)
    reference = column({Normalisation.ZSCORE: base}.get(method, pool), measure.id, instead=values)
    if measure.is_unbounded and method is not Normalisation.GOALPOSTS:
        values = reference = treat_outliers(values).values
    is_fixed = method is Normalisation.GOALPOSTS
    found = normalise(
        values,
        method=method,
        best=measure.best if is_fixed else None,
        worst=measure.worst if is_fixed else None,
        higher_is_better=measure.higher_is_better,
        scale=(BEST_RISK, WORST_RISK),
        reference=reference,
    )
    return found.clip(BEST_RISK, WORST_RISK)


def column(frame: pd.DataFrame | None, id: str, *, instead: pd.Series | None = None) -> pd.Series:
    """A frame's column as floats; `instead` where there is no frame, all missing where there is no column."""
    if frame is None:
        if instead is None:
            raise ValueError("neither a frame nor a column")
        return instead
    if id not in frame.columns:
        return pd.Series(np.nan, frame.index, dtype="float64")
    return frame[id].astype("float64")


def computed_ranks(scores: pd.Series) -> pd.Series:
    """Competition ranks of scores, 1 the least risk, ties within a billionth; missing stays missing."""
    return competition_ranks(scores.round(TIED_DECIMALS), higher_is_better=False)


def contributions(scores: Scores) -> pd.DataFrame:
    """How many points of the composite each part brings; a row for each country, a column for each part.

    The whole has the score itself; the parts of a node sum to the node's, so the pillars' sum to the score,
    and the indicators' too. Within a node the points are shared in proportion to weight times transformed
    risk (for an arithmetic mean weight times risk), counted from a risk of 0. Missing where the country has
    no score, or the part has none.
    """
    structure, share = scores.structure, shares(scores.structure)
    found = {structure.root.id: scores.total}
    for node in reversed(structure.bottom_up()):
        parts = structure.children(node.id)
        values = scores.risks[[part.id for part in parts]]
        forward = _on_risk(node.aggregation).forward
        risen = forward(values.to_numpy("float64")) - forward(np.zeros(1))
        points = np.array([share[part.id] for part in parts]) * risen
        total = np.nansum(points, axis=1, keepdims=True)
        # Where all parts are without risk so is the node, and each part brings nothing.
        part_of = np.divide(points, total, out=points * 0.0, where=total != 0)
        for number, part in enumerate(parts):
            found[part.id] = found[node.id] * part_of[:, number]
    return pd.DataFrame(found, index=scores.risks.index)[list(structure.ids)]


def importance(scores: Scores) -> pd.DataFrame:
    """The weight that each indicator has on paper beside the one that it has in effect; key `indicator`.

    `effective_weight` is its share of the whole; `importance` the squared correlation of its risk with the
    composite (METHODS 2.5), missing for fewer than three countries or no spread; `n` counts the countries.
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
    """Pearson's correlation of two whole columns; missing for fewer than three rows or no spread."""
    if len(a) < 3 or not (a.std() > TOLERANCE and b.std() > TOLERANCE):
        return np.nan
    return float(np.corrcoef(a, b)[0, 1])


def _on_risk(kind: Aggregation) -> Transform:
    if kind is Aggregation.COPELAND:
        raise ValueError("Copeland counts wins: it is no score from 0 to 100")
    return ON_RISK[kind]


def _reasons(
    node: Node,
    parts: tuple[Node | Measure, ...],
    values: Array,
    weights: Array,
    there: pd.Series,
) -> pd.Series:
    """Why a node has no score, for each country; an empty text where it has one."""
    short = ((there <= 0) | (there < node.minimum_availability - TOLERANCE)).to_numpy()
    needed = np.array([isinstance(part, Node) and part.core and part.weight > 0 for part in parts])
    missing = np.isnan(values) & (weights > 0)
    lacks_core = (missing & needed).any(axis=1)
    texts = [""] * len(there)
    for row in np.flatnonzero(short | lacks_core):
        names = ", ".join(part.name for part, gone in zip(parts, missing[row], strict=True) if gone)
        core = ", ".join(part.name for part, gone in zip(parts, missing[row] & needed, strict=True) if gone)
        texts[row] = (
            f"a core part is missing: {core}"
            if lacks_core[row]
            else f"{there.iloc[row]:.0%} of the weight has a score, "
            f"{node.minimum_availability:.0%} is needed; missing: {names}"
        )
    return pd.Series(texts, there.index, dtype="str")
