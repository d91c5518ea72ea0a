"""The composite of governance risk: everything that makes and describes a score (METHODS 2).

A `Structure` says what a score is made of; `score` makes it. Risks and scores are from 0 to 100, 100 the
worst.
"""

from indicators.analysis.aggregating import Aggregation, aggregate
from indicators.analysis.coherence import (
    belonging,
    correlations,
    cronbach_alpha,
    first_component,
    reliability,
    remove_one,
)
from indicators.analysis.normalising import Normalisation, Treated, normalise, treat_outliers
from indicators.analysis.scoring import Scores, computed_ranks, contributions, importance, score
from indicators.analysis.structure import (
    Measure,
    Node,
    Preset,
    Structure,
    effective_weights,
    provenance,
    shares,
)
from indicators.analysis.structure_toml import parse_structure, to_toml

__all__ = [
    "Aggregation",
    "Measure",
    "Node",
    "Normalisation",
    "Preset",
    "Scores",
    "Structure",
    "Treated",
    "aggregate",
    "belonging",
    "computed_ranks",
    "contributions",
    "correlations",
    "cronbach_alpha",
    "effective_weights",
    "first_component",
    "importance",
    "normalise",
    "parse_structure",
    "provenance",
    "reliability",
    "remove_one",
    "score",
    "shares",
    "to_toml",
    "treat_outliers",
]
