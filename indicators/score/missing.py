"""What a score is missing, and what would be if the mean of the subregion stood there (METHODS 2.2)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.score.composite import Scores, effective_weights, score
from indicators.score.inputs import Inputs

COLUMNS = (
    "iso3",
    "coverage",
    "missing",
    "carried",
    "score",
    "score_with_means",
    "difference",
    "reason",
)


def missing_effects(inputs: Inputs, scores: Scores, countries: Sequence[str]) -> pd.DataFrame:
    """A row for each country in `COLUMNS`; key iso3, in the order asked for.

    `coverage` is the share of the weight that has a value, 0 to 1; `missing` names the indicators that have
    a weight and no value although another country has one, `carried` those carried forward with their year.
    `score_with_means` takes the mean of the subregion for each that is missing; it and `difference` are
    missing where nothing is, where no mean is to be had, and where the country has no score. `reason` says
    why it has none.
    """
    structure, held = scores.structure, inputs.values
    weights = effective_weights(structure)
    names = {measure.id: measure.name for measure in structure.indicators}
    counting = [id for id in held.columns if weights[id] > 0 and held[id].notna().any()]
    gaps = held[counting].isna()
    filled = held.fillna(held.groupby(inputs.groups).transform("mean"))
    stands = (gaps & filled[counting].notna()).any(axis=1)
    root = structure.root.id
    instead = score(filled, structure, pool=inputs.pool).total.where(stands & scores.total.notna())
    found = pd.DataFrame(
        {
            "coverage": scores.coverage[root],
            "missing": [", ".join(names[id] for id in counting if row[id]) for _, row in gaps.iterrows()],
            "carried": [_carried(row, names) for _, row in inputs.carried.iterrows()],
            "score": scores.total,
            "score_with_means": instead,
            "difference": instead - scores.total,
            "reason": scores.reasons[root],
        },
        index=held.index,
    ).reindex(list(countries))
    found = found.fillna(
        {
            "coverage": 0.0,
            "missing": "",
            "carried": "",
            "reason": f"no value of any indicator in {inputs.year}",
        }
    )
    return found.rename_axis("iso3").reset_index()[list(COLUMNS)]


def _carried(years: pd.Series, names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[str(id)]} of {int(year)}" for id, year in years.dropna().items())
