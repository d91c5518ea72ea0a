"""Weights as a reader writes them: a preset by its name, and `corruption=2,media=0` on top of it."""

import math
from collections.abc import Collection, Mapping, Sequence

from indicators.errors import QuestionError
from indicators.refusals import unknown
from indicators.score.structure import Structure


def parse_weights(texts: Sequence[str], ids: Collection[str]) -> dict[str, float]:
    """The weight of each part named in texts such as `corruption=2,media=0`; `corruption:2` says the same.

    Raises `QuestionError` for what is no weight, an id that is not among `ids`, and one that has two.
    """
    given: dict[str, float] = {}
    for piece in (piece.strip() for text in texts for piece in text.split(",")):
        id, sign, number = (part.strip() for part in piece.replace(":", "=").partition("="))
        if not sign:
            raise QuestionError(
                "weights", f"{piece[:60]!r} is no weight", "Write them as corruption=2,media=0."
            )
        if id not in ids:
            raise unknown("part of the structure", id, ids)
        if id in given:
            raise QuestionError("weights", f"{id} has two", "Give one.")
        given[id] = _number(id, number)
    return given


def weighted(structure: Structure, preset: str | None, weights: Mapping[str, float]) -> Structure:
    """The structure with a preset's weights and others on top, without the parts that the preset takes out.

    Raises `QuestionError` for an unknown preset, a part that is not there, and weights that sum to zero.
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
        raise QuestionError("weights", f"{text[:60]!r} of {id} is no weight", "Give a number of 0 or more.")
    return number
