"""Parse weights as a reader writes them: a preset's name, and `corruption=2,media=0` on top."""

import math
from collections.abc import Collection, Mapping, Sequence

from indicators.errors import QuestionError
from indicators.refusals import unknown
from indicators.score.structure import Structure


def parse_weights(texts: Sequence[str], ids: Collection[str]) -> dict[str, float]:
    """Parse the weight of each part in texts such as `corruption=2,media=0`; `corruption:2` is the same.

    Raises `QuestionError` for an invalid weight, an id outside `ids`, and a repeated id.
    """
    weights: dict[str, float] = {}
    for piece in (piece.strip() for text in texts for piece in text.split(",")):
        id, sign, number = (part.strip() for part in piece.replace(":", "=").partition("="))
        if not sign:
            raise QuestionError(
                "weights", f"{piece[:60]!r} is not a weight", "Write weights as corruption=2,media=0."
            )
        if id not in ids:
            raise unknown("part of the structure", id, ids)
        if id in weights:
            raise QuestionError("weights", f"{id} has two", "Give one.")
        weights[id] = _number(id, number)
    return weights


def weighted(structure: Structure, preset: str | None, weights: Mapping[str, float]) -> Structure:
    """Apply a preset and further weights to a structure, without the parts that the preset removes.

    Raises `QuestionError` for an unknown preset or part, and weights that sum to zero.
    """
    if preset is not None:
        structure = structure.preset(preset)
    return structure.with_weights(weights) if weights else structure


def _number(id: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise QuestionError(
            "weights", f"{text[:60]!r} of {id} is not a weight", "Give a number of 0 or more."
        )
    return number
