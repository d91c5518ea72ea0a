"""Lay out scores as one table, for the command line and for downloads."""

import math
from collections.abc import Sequence

import pandas as pd

from indicators.score.inputs import Inputs
from indicators.score.score import Scores, computed_ranks, contributions
from indicators.score.sensitivity import Range
from indicators.score.structure import Measure, shares

# Names in the table for the summary of a range; its other columns are in the table already.
RANGE_COLUMNS = {
    "score_median": "range_median",
    "score_lower": "range_lower",
    "score_upper": "range_upper",
    "rank_lower": "range_rank_lower",
    "rank_upper": "range_rank_upper",
    "worst_decile": "worst_decile",
    "nominal_outside": "outside_range",
}
COLUMNS = (
    "iso3",
    "year",
    "part",
    "name",
    "level",
    "value",
    "carried_from",
    "score",
    "computed_rank",
    "computed_n",
    "weight",
    "contribution",
    "availability",
    "coverage",
    *RANGE_COLUMNS.values(),
    "reason",
)


def score_table(
    inputs: Inputs, scores: Scores, *, ranges: Range | None = None, countries: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return a row per country and part of the structure, the whole first, in `COLUMNS`; key (iso3, part).

    `level` is composite, pillar, node or indicator. `value` is the published figure, from the year
    `carried_from` if it was carried forward. `score` runs from 0 to 100, 100 the worst, and is missing if
    `reason` says why; `computed_rank` of `computed_n` starts with the least risk. `weight` is the share of
    the whole. The contributions of the pillars sum to the composite, and so do the indicators'. `range_...`
    is the 5 to 95 % range over plausible methods and published errors, and `worst_decile` the share of
    draws among the worst tenth, for the composite only. Countries are in the order of `countries`, or of
    their codes.
    """
    structure, year = scores.structure, inputs.year
    codes = list(scores.risks.index if countries is None else countries)
    share, points = shares(structure), contributions(scores)
    frames = []
    for part in structure.parts:
        risks = scores.risks[part.id]
        is_measure = isinstance(part, Measure)
        reason = scores.reasons[part.id]
        if part.id in inputs.reasons:
            reason = reason.where(reason == "", inputs.reasons[part.id])
        frames.append(
            pd.DataFrame(
                {
                    "year": year,
                    "part": part.id,
                    "name": part.name,
                    "level": _level(scores, part.id, is_measure=is_measure),
                    "value": inputs.values[part.id] if is_measure else float("nan"),
                    "carried_from": inputs.carried[part.id].astype("Int64") if is_measure else pd.NA,
                    "score": risks,
                    "computed_rank": computed_ranks(risks),
                    "computed_n": int(risks.notna().sum()),
                    "weight": math.prod(share[step] for step in structure.path(part.id)),
                    "contribution": points[part.id],
                    "availability": scores.availability[part.id],
                    "coverage": scores.coverage[part.id],
                    "reason": reason,
                },
                index=scores.risks.index,
            ).assign(**_range_of(ranges, part.id == structure.root.id, scores.risks.index))
        )
    whole = pd.concat([frame.astype({"carried_from": "Int64"}) for frame in frames], keys=structure.ids)
    parts = list(structure.ids)
    order = pd.MultiIndex.from_arrays([parts * len(codes), [iso3 for iso3 in codes for _ in parts]])
    table = whole.reindex(order).rename_axis(["", "iso3"]).reset_index("iso3")
    return table.reset_index(drop=True)[list(COLUMNS)]


def _range_of(ranges: Range | None, is_root: bool, countries: pd.Index) -> dict[str, pd.Series]:
    """Return the columns of the range; missing except for the composite."""
    if ranges is None or not is_root:
        return {name: pd.Series(None, countries, dtype="object") for name in RANGE_COLUMNS.values()}
    summary = ranges.summary.reindex(countries)
    return {name: summary[column].astype("object") for column, name in RANGE_COLUMNS.items()}


def _level(scores: Scores, id: str, *, is_measure: bool) -> str:
    depth = len(scores.structure.path(id))
    return "indicator" if is_measure else {1: "composite", 2: "pillar"}.get(depth, "node")
