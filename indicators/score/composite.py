"""The composite of governance risk: everything that makes and describes a score (METHODS 2).

A `Structure` says what a score is made of; `score` makes it. Risks and scores are from 0 to 100, 100 the
worst.
"""

from indicators.score.aggregate import Aggregation, aggregate
from indicators.score.coherence import (
    belonging,
    correlations,
    cronbach_alpha,
    first_component,
    reliability,
    remove_one,
)
from indicators.score.normalise import Normalisation, Treated, normalise, treat_outliers
from indicators.score.score import Scores, computed_ranks, contributions, importance, score
from indicators.score.structure import (
    Measure,
    Node,
    Preset,
    Structure,
    effective_weights,
    provenance,
    shares,
)
from indicators.score.structure_toml import parse_structure, to_toml

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
