"""List missing inputs of a score, and the score with the subregional mean instead (METHODS 2.2)."""

from collections.abc import Mapping, Sequence

import pandas as pd

from indicators.score.inputs import Inputs
from indicators.score.score import Scores, score
from indicators.score.structure import effective_weights

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
    """Return a row per country in `COLUMNS`; key iso3, in the order of `countries`.

    `coverage` is the share of the weight that has a value, 0 to 1. `missing` names the indicators with
    weight and no value although another country has one; `carried` names the values carried forward, with
    their year. `score_with_means` imputes each missing value with the mean of the subregion. It and
    `difference` are missing if no value is missing, if there is no mean, or if the country has no score;
    `reason` says why it has no score.
    """
    structure, values = scores.structure, inputs.values
    weights = effective_weights(structure)
    names = {measure.id: measure.name for measure in structure.indicators}
    counting = [id for id in values.columns if weights[id] > 0 and values[id].notna().any()]
    gaps = values[counting].isna()
    filled = values.fillna(values.groupby(inputs.groups).transform("mean"))
    imputed = (gaps & filled[counting].notna()).any(axis=1)
    root = structure.root.id
    imputed_score = score(filled, structure, pool=inputs.pool).total.where(imputed & scores.total.notna())
    table = pd.DataFrame(
        {
            "coverage": scores.coverage[root],
            "missing": [", ".join(names[id] for id in counting if row[id]) for _, row in gaps.iterrows()],
            "carried": [_carried(row, names) for _, row in inputs.carried.iterrows()],
            "score": scores.total,
            "score_with_means": imputed_score,
            "difference": imputed_score - scores.total,
            "reason": scores.reasons[root],
        },
        index=values.index,
    ).reindex(list(countries))
    table = table.fillna(
        {
            "coverage": 0.0,
            "missing": "",
            "carried": "",
            "reason": f"no value of any indicator in {inputs.year}",
        }
    )
    return table.rename_axis("iso3").reset_index()[list(COLUMNS)]


def _carried(years: pd.Series, names: Mapping[str, str]) -> str:
    return ", ".join(f"{names[str(id)]} of {int(year)}" for id, year in years.dropna().items())
