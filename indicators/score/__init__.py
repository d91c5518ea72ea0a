"""Compute the composite score of governance risk (METHODS 2): structure, inputs, scores."""

from indicators.score.ask import gather, read_structure
from indicators.score.inputs import Inputs, Material
from indicators.score.score import Scores, score
from indicators.score.structure import Structure
from indicators.score.structure_toml import parse_structure

__all__ = [
    "Inputs",
    "Material",
    "Scores",
    "Structure",
    "gather",
    "parse_structure",
    "read_structure",
    "score",
]
