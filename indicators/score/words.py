"""Put scores into sentences, for a page, a caption and a quotation."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.score.sensitivity import Sensitivity
from indicators.score.simulation import Factor
from indicators.text import counted, listed, number, signed

FACTORS = {
    Factor.NORMALISATION: "how figures are normalised",
    Factor.AGGREGATION: "how pillars are combined",
    Factor.WEIGHTS: "weights, each up to a quarter more or less",
    Factor.MEASUREMENT: "published errors",
    Factor.INDICATORS: "which indicators are included",
    Factor.MISSING: "how missing values are imputed",
}
RANGE = "range over plausible methods and published errors, not a confidence interval"
# Leave out a factor with a smaller share.
SLIGHT = 0.05
# Describe this many stretches of a trend, and single years; the table has them all.
STRETCHES = 3


def score_sentence(what: str, name: str, year: int, row: Mapping[str, Any], *, n_draws: int | None) -> str:
    """State a country's score, rank and range; `row` is the composite's of `score_table`, named `what`."""
    if pd.isna(row["score"]):
        return f"{name} has no score in {year}: {row['reason']}."
    text = (
        f"{what} of {name} in {year}: {number(row['score'], 1)} on a scale of 0 to 100, 100 the "
        f"worst. Computed rank {int(row['computed_rank'])} of {int(row['computed_n'])}, least risk first."
    )
    if n_draws is None or pd.isna(row["range_lower"]):
        return text
    text += (
        f" In 5 to 95 % of {n_draws:,} draws the score is {number(row['range_lower'], 1)} to "
        f"{number(row['range_upper'], 1)} and the rank {number(row['range_rank_lower'], 0)} to "
        f"{number(row['range_rank_upper'], 0)}. This range covers plausible methods and published errors; "
        "it is not a confidence interval."
    )
    if row["outside_range"]:
        text += " The score by the chosen methods is outside that range."
    return text


def worse_sentence(name: str, shares: pd.DataFrame, names: Mapping[str, str]) -> str:
    """State in what share of draws a country scores worse than each other; `shares` as `Range.worse`."""
    others = [
        f"{names[iso3]} in {share_words(share)}"
        for iso3, share in zip(shares["iso3"], shares["share"], strict=True)
        if pd.notna(share)
    ]
    return f"{name} scores worse than {listed(others)} of the draws." if others else ""


def share_words(share: float) -> str:
    """Write a share as `97 %`; a share near 0 or 1 is never rounded to it."""
    share = round(share, 9)
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{number(100 * share, 0)} %"


def parts_sentence(name: str, rows: pd.DataFrame) -> str:
    """State the largest parts, then the points of each; `rows` are a country's pillars of `score_table`."""
    scored = rows[rows["contribution"].notna()].sort_values("contribution", ascending=False)
    if scored.empty:
        return ""
    parts = scored.to_dict("records")
    points = [f"{part['name']} {number(part['contribution'], 1)}" for part in parts]
    words = [f"{own} (score {number(part['score'], 1)})" for own, part in zip(points, parts, strict=True)]
    total = number(scored["contribution"].sum(), 1)
    return f"Largest parts of the {total} points of {name}: {listed(points[:2])}. All parts: {listed(words)}."


def trend_sentences(name: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """Describe the newest comparable stretches of a country's trend; `rows` as `score.ask.trend`."""
    scored = rows[rows["score"].notna()]
    if scored.empty:
        return (f"{name} has no score in any year.",)
    stretches = [stretch for _, stretch in scored.groupby("segment")]
    sentences: list[str] = []
    alone: list[str] = []
    for stretch in reversed(stretches):
        first, last = stretch.iloc[0], stretch.iloc[-1]
        if len(stretch) == 1:
            alone.append(f"{int(last['year'])} ({number(last['score'], 1)})")
        elif len(sentences) < STRETCHES:
            sentences.append(
                f"From {int(first['year'])} to {int(last['year'])} the score of {name} went from "
                f"{number(first['score'], 1)} to {number(last['score'], 1)} "
                f"({signed(last['score'] - first['score'], 1)})."
            )
    if alone:
        years = "Single year" if len(alone) == 1 else "Single years"
        sentences.append(f"{years} between breaks: {listed(alone, STRETCHES)}.")
    if len(stretches) > 1:
        sentences.append(
            f"Do not compare the {counted(len(stretches), 'stretch', 'stretches')} with each other: "
            "each has other indicators or methods."
        )
    return tuple(sentences)


def matters_sentence(name: str, sensitivity: Sensitivity) -> str:
    """Name the choice that moves a country's score most (METHODS 2.8)."""
    causes = _largest(sensitivity.table[sensitivity.table["result"] == "score"])
    if not causes:
        return f"No choice moves the score of {name}: it is the same in all draws."
    return (
        f"What moves the score of {name} most? {listed(causes).capitalize()} of the variance over the "
        "draws, including interactions."
    )


def places_sentence(sensitivity: Sensitivity) -> str:
    """Name the choice that moves the ranks of all countries most."""
    all_ = _largest(sensitivity.table[sensitivity.table["result"] == "rank_shift"])
    return f"What moves the ranks of all countries most? {listed(all_).capitalize()}." if all_ else ""


def _largest(rows: pd.DataFrame) -> list[str]:
    largest = rows[rows["total"] >= SLIGHT].sort_values("total", ascending=False).head(2)
    return [
        f"{FACTORS[Factor(row['factor'])]}: {share_words(row['total'])} (90 % interval "
        f"{number(100 * row['total_lower'], 0)} to {number(100 * row['total_upper'], 0)})"
        for row in largest.to_dict("records")
    ]


def missing_sentences(rows: pd.DataFrame, names: Mapping[str, str]) -> Sequence[str]:
    """State each country's missing values and their effect; `rows` as `missing.missing_effects`."""
    sentences = []
    for row in rows.to_dict("records"):
        name = names[row["iso3"]]
        if row["reason"]:
            sentences.append(f"{name} has no score: {row['reason']}.")
        elif row["missing"]:
            text = (
                f"{name}: {share_words(row['coverage'])} of the weight has a value. Missing: "
                f"{row['missing']}. The other inputs carry its weight."
            )
            if pd.notna(row["difference"]):
                text += (
                    " With the subregional mean instead the score would be "
                    f"{number(row['score_with_means'], 1)} ({signed(row['difference'], 1)})."
                )
            sentences.append(text)
        if row["carried"]:
            sentences.append(f"{name}: values carried forward: {row['carried']}.")
    return sentences
