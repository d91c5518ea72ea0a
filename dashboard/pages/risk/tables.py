"""The numbers behind a score: what is missing, whose judgement is in it, weights in effect, coherence."""

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
    """What is missing of each country shown and what that did (`missing_effects`), and in sentences."""
    rows = missing_effects(risk.inputs, risk.scores, risk.among)
    sentences = missing_sentences(rows, risk.names)
    rows.insert(1, "country", rows["iso3"].map(cache.country_name))
    return rows, tuple(sentences)


def provenance_table(risk: Risk) -> tuple[pd.DataFrame, str]:
    """A row for each indicator with a mark below each publisher that it draws on; who is in most of them."""
    names = {measure.id: measure.name for measure in risk.scores.structure.indicators}
    matrix = provenance(risk.scores.structure)
    counts = matrix.sum().sort_values(ascending=False, kind="stable")
    matrix = matrix[counts.index]
    shared = [f"{name} in {count}" for name, count in counts.items() if count > 1]
    total = len(matrix)
    sentence = (
        f"Of {total} indicators several draw on the same judgement: {listed(shared)}."
        if shared
        else f"No two of the {total} indicators are known to draw on the same judgement."
    )
    marked = matrix.astype("object").where(matrix, "").mask(matrix, MARK)
    marked.insert(0, "indicator", [names[id] for id in marked.index])
    return marked.reset_index(drop=True), sentence


def weights_table(risk: Risk) -> pd.DataFrame:
    """Each indicator's weight on paper and in effect, and how far places move without it."""
    structure = risk.scores.structure
    names = {measure.id: measure.name for measure in structure.indicators}
    pillars = {part.id: part.name for part in structure.pillars}
    found = importance(risk.scores).merge(
        belonging(risk.scores)[["indicator", "own", "strongest"]], how="left"
    )
    moved = remove_one(risk.inputs.values, structure, pool=risk.inputs.pool)
    found = found.merge(moved.drop(columns="n"), on="indicator", how="left")
    return pd.DataFrame(
        {
            "indicator": found["indicator"].map(names),
            "weight": found["effective_weight"],
            "importance": found["importance"],
            "pillar": found["own"].map(pillars),
            "correlates most with": found["strongest"].map(pillars),
            "left out: mean shift of places": found["mean_shift"],
            "largest shift": found["largest_shift"],
            "of": found["at"].map(lambda iso3: cache.country_name(iso3) if iso3 else ""),
        }
    )


def coherence_tables(risk: Risk) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The reliability of each pillar, and the correlations within them, by name (METHODS 2.6)."""
    names = {part.id: part.name for part in risk.scores.structure.parts}
    pillars = reliability(risk.scores)
    pairs = correlations(risk.scores)
    return (
        pillars.assign(node=pillars["node"].map(names)),
        pairs.assign(**{name: pairs[name].map(names) for name in ("node", "first", "second")}),
    )
