"""Check whether the parts of a composite belong together (METHODS 2.6)."""

from itertools import combinations

import numpy as np
import pandas as pd

from indicators.score.score import Scores, computed_ranks, correlation, score
from indicators.score.structure import Structure

WEAK, REDUNDANT = 0.3, 0.92


def correlations(scores: Scores) -> pd.DataFrame:
    """Correlate the risks within each node (Pearson); key (`node`, `first`, `second`).

    `r` covers the `n` countries that have both; missing for fewer than three countries or no spread. `flag`
    is negative below 0 (an error), weak below 0.3, redundant above 0.92, else empty.
    """
    rows = []
    for node in scores.structure.nodes:
        for first, second in combinations(scores.structure.children(node.id), 2):
            both = scores.risks[[first.id, second.id]].dropna()
            r = correlation(both[first.id], both[second.id])
            rows.append((node.id, first.id, second.id, r, len(both), _flag(r)))
    return pd.DataFrame(rows, columns=["node", "first", "second", "r", "n", "flag"])


def belonging(scores: Scores) -> pd.DataFrame:
    """Check whether each indicator correlates most with its own pillar; key `indicator`.

    `own` is its pillar and `r` the correlation with it; `strongest` is the pillar with the highest
    correlation and `r_strongest` that correlation; `belongs` is True if the two pillars are the same.
    Indicators directly below the whole are left out.
    """
    structure = scores.structure
    pillars = [pillar.id for pillar in structure.pillars]
    rows = []
    for measure in structure.indicators:
        pillar = next((step for step in structure.path(measure.id) if step in pillars), None)
        if pillar is None:
            continue
        r = {pillar: _with(scores.risks, measure.id, pillar) for pillar in pillars}
        defined = {pillar: value for pillar, value in r.items() if not np.isnan(value)}
        strongest = max(defined, key=lambda pillar: defined[pillar], default=pillar)
        rows.append((measure.id, pillar, r[pillar], strongest, r[strongest], strongest == pillar))
    return pd.DataFrame(rows, columns=["indicator", "own", "r", "strongest", "r_strongest", "belongs"])


def reliability(scores: Scores) -> pd.DataFrame:
    """Compute Cronbach's alpha and the share of the first principal component per node; key `node`.

    Both cover the `n` countries that have all `k` parts; missing for a node with one part.
    """
    rows = []
    for node in scores.structure.nodes:
        parts = scores.risks[[part.id for part in scores.structure.children(node.id)]].dropna()
        rows.append((node.id, parts.shape[1], len(parts), cronbach_alpha(parts), first_component(parts)))
    return pd.DataFrame(rows, columns=["node", "k", "n", "alpha", "first_component"])


def cronbach_alpha(frame: pd.DataFrame) -> float:
    """Compute k/(k-1) (1 - sum of the variances / variance of the sum) over complete rows (ddof=1).

    Missing for fewer than two columns or rows, and if the sum does not vary.
    """
    whole = frame.dropna().astype("float64")
    k = whole.shape[1]
    if k < 2 or len(whole) < 2:
        return np.nan
    variance = float(whole.sum(axis=1).var(ddof=1))
    return k / (k - 1) * (1 - float(whole.var(ddof=1).sum()) / variance) if variance > 0 else np.nan


def first_component(frame: pd.DataFrame) -> float:
    """Return the share of the variance of standardised columns in the first principal component.

    Covers complete rows; missing for fewer than two columns or three rows, and if a column does not vary.
    """
    whole = frame.dropna().astype("float64")
    if whole.shape[1] < 2 or len(whole) < 3 or not (whole.std() > 0).all():
        return np.nan
    values = np.linalg.eigvalsh(np.corrcoef(whole.to_numpy(), rowvar=False))
    return float(values[-1] / values.sum())


def remove_one(
    frame: pd.DataFrame, structure: Structure, *, pool: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Measure how ranks shift without one indicator, for each indicator; key `indicator`.

    Arguments are those of `score`. Ranks cover the `n` countries that have a score with and without the
    indicator. `mean_shift` is the mean absolute shift, `largest_shift` the largest, `at` its country;
    missing if no indicator is left.
    """
    whole = score(frame, structure, pool=pool).total
    rows = []
    for measure in structure.indicators:
        rest = pd.Series(np.nan, whole.index)
        if len(structure.indicators) > 1:
            rest = score(frame, structure.without([measure.id]), pool=pool).total
        both = whole.notna() & rest.notna()
        shift = (
            computed_ranks(rest[both]).astype("float64") - computed_ranks(whole[both]).astype("float64")
        ).abs()
        at = str(shift.idxmax()) if len(shift) else ""
        rows.append((measure.id, shift.mean(), shift.max(), at, int(both.sum())))
    return pd.DataFrame(rows, columns=["indicator", "mean_shift", "largest_shift", "at", "n"])


def _with(risks: pd.DataFrame, first: str, second: str) -> float:
    both = risks[[first, second]].dropna()
    return correlation(both[first], both[second])


def _flag(r: float) -> str:
    if np.isnan(r):
        return ""
    return "negative" if r < 0 else "weak" if r < WEAK else "redundant" if r > REDUNDANT else ""
