"""Answer how high governance risk is: the composite, its pillars and indicators."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indicators.answers.answer import Answer, records_of
from indicators.answers.reading import DRAWS
from indicators.errors import QuestionError
from indicators.score import Inputs, Material
from indicators.score.sensitivity import Range, uncertainty
from indicators.score.table import COLUMNS, score_table


@dataclass(frozen=True)
class Scored:
    """An answer, the inputs of its year, and the range of the composite if draws were asked for."""

    answer: Answer
    inputs: Inputs
    ranges: Range | None


def score(
    material: Material,
    *,
    year: int | None = None,
    countries: Sequence[str] | None = None,
    parts: Collection[str] | None = None,
    draws: int = DRAWS,
) -> Scored:
    """Score a year, by default the newest with a score; None means all countries and parts.

    Raises `QuestionError` for a country without any value, and for a year without a score.
    """
    inputs = material.of_year(year or material.newest_year())
    scores = inputs.score()
    for iso3 in countries or ():
        if iso3 not in inputs.values.index:
            advice = f"Choose among the {len(inputs.values)} countries with values in {inputs.year}."
            raise QuestionError(f"score of {inputs.year}", f"{iso3} has no value of any indicator", advice)
    notes = [*material.notes, *(f"{id}: {reason}" for id, reason in inputs.reasons.items())]
    ranges = None
    if draws:
        try:
            ranges = uncertainty(inputs, draws=draws)
        except QuestionError as error:
            notes.append(str(error))
    table = score_table(
        inputs, scores, ranges=ranges, countries=None if countries is None else list(countries)
    )
    if parts is not None:
        absent = [part for part in parts if part not in scores.structure.ids]
        if absent:
            notes.append(f"not in the structure of {inputs.year}: {', '.join(absent)}")
        table = table[table["part"].isin(list(parts))]
    return Scored(Answer(tuple(COLUMNS), records_of(table), tuple(notes)), inputs, ranges)
