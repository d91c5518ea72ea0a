"""Tabulate the numbers behind a score: missing inputs, shared judges, weights in effect, coherence."""

import pandas as pd

from dashboard.common import cache
from dashboard.pages.risk.model import Risk
from indicators.score.coherence import belonging, correlations, reliability, remove_one
from indicators.score.missing import missing_effects
from indicators.score.score import importance
from indicators.score.structure import provenance
from indicators.score.words import missing_sentences
from indicators.text import listed

MARK = "●"


def missing_table(risk: Risk) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """List missing inputs of each country and their effect (`missing_effects`), and word them."""
    rows = missing_effects(risk.inputs, risk.scores, risk.among)
    sentences = missing_sentences(rows, risk.names)
    rows.insert(1, "country", rows["iso3"].map(cache.country_name))
    return rows, tuple(sentences)


def provenance_table(risk: Risk) -> tuple[pd.DataFrame, str]:
    """Mark the publishers behind each indicator, and word the most frequent ones."""
    names = {measure.id: measure.name for measure in risk.scores.structure.indicators}
    matrix = provenance(risk.scores.structure)
    counts = matrix.sum().sort_values(ascending=False, kind="stable")
    matrix = matrix[counts.index]
    shared = [f"{name} in {count}" for name, count in counts.items() if count > 1]
    total = len(matrix)
    sentence = (
        f"Several of the {total} indicators use the same publisher's judgement: {listed(shared)}."
        if shared
        else f"We know of no two of the {total} indicators that use the same judgement."
    )
    marked = matrix.astype("object").where(matrix, "").mask(matrix, MARK)
    marked.insert(0, "indicator", [names[id] for id in marked.index])
    return marked.reset_index(drop=True), sentence


def weights_table(risk: Risk) -> pd.DataFrame:
    """Compare each indicator's weight on paper and in effect, and the shift of ranks without it."""
    structure = risk.scores.structure
    names = {measure.id: measure.name for measure in structure.indicators}
    pillars = {part.id: part.name for part in structure.pillars}
    weights = importance(risk.scores).merge(
        belonging(risk.scores)[["indicator", "own", "strongest"]], how="left"
    )
    moved = remove_one(risk.inputs.values, structure, pool=risk.inputs.pool)
    weights = weights.merge(moved.drop(columns="n"), on="indicator", how="left")
    return pd.DataFrame(
        {
            "indicator": weights["indicator"].map(names),
            "weight": weights["effective_weight"],
            "importance": weights["importance"],
            "pillar": weights["own"].map(pillars),
            "correlates most with": weights["strongest"].map(pillars),
            "left out: mean shift of ranks": weights["mean_shift"],
            "largest shift": weights["largest_shift"],
            "of": weights["at"].map(lambda iso3: cache.country_name(iso3) if iso3 else ""),
        }
    )


def coherence_tables(risk: Risk) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the reliability of each pillar, and correlations within pillars, by name (METHODS 2.6)."""
    names = {part.id: part.name for part in risk.scores.structure.parts}
    pillars = reliability(risk.scores)
    pairs = correlations(risk.scores)
    return (
        pillars.assign(node=pillars["node"].map(names)),
        pairs.assign(**{name: pairs[name].map(names) for name in ("node", "first", "second")}),
    )
