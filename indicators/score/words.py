"""What a score says in sentences, for a page, a caption and a quotation: every figure with what it is of."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.score.sensitivity import Factor, Sensitivity
from indicators.text import counted, listed, number, signed

FACTORS = {
    Factor.NORMALISATION: "how figures are put on the scale",
    Factor.AGGREGATION: "how pillars are put together",
    Factor.WEIGHTS: "weights, each up to a quarter more or less",
    Factor.MEASUREMENT: "published errors",
    Factor.INDICATORS: "which indicators are in",
    Factor.MISSING: "what stands for missing values",
}
RANGE = "range over plausible methods and published errors, no confidence interval"
# A share that matters less than this is not worth a word.
SLIGHT = 0.05
# So many stretches of a trend, and years that stand alone, are told; the table has them all.
STRETCHES = 3


def score_sentence(what: str, name: str, year: int, row: Mapping[str, Any], *, n_draws: int | None) -> str:
    """A country's score, place and range; `row` is the composite's of `score_table`, named `what`."""
    if pd.isna(row["score"]):
        return f"{name} has no score in {year}: {row['reason']}."
    text = (
        f"{what} of {name} in {year}: {number(row['score'], 1)} on a scale of 0 to 100, 100 the "
        f"worst; computed place {int(row['computed_rank'])} of {int(row['computed_n'])}, least risk first."
    )
    if n_draws is None or pd.isna(row["range_lower"]):
        return text
    text += (
        f" Over {n_draws:,} draws it lies between {number(row['range_lower'], 1)} and "
        f"{number(row['range_upper'], 1)} (5 to 95 %), its place between "
        f"{number(row['range_rank_lower'], 0)} and {number(row['range_rank_upper'], 0)}: a {RANGE}."
    )
    if row["outside_range"]:
        text += " The score by the chosen methods lies outside of that range."
    return text


def worse_sentence(name: str, shares: pd.DataFrame, names: Mapping[str, str]) -> str:
    """In how many draws a country's score is worse than each other's; `shares` as `Range.worse`."""
    known = [
        f"{names[iso3]} in {share_words(share)}"
        for iso3, share in zip(shares["iso3"], shares["share"], strict=True)
        if pd.notna(share)
    ]
    return f"{name} scores worse than {listed(known)} of the draws." if known else ""


def share_words(share: float) -> str:
    """`97 %`; what is not quite none or all is never rounded to it."""
    share = round(share, 9)
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{number(100 * share, 0)} %"


def parts_sentence(name: str, rows: pd.DataFrame) -> str:
    """The points that each pillar brings, most first; `rows` are a country's pillars of `score_table`."""
    known = rows[rows["contribution"].notna()].sort_values("contribution", ascending=False)
    if known.empty:
        return ""
    words = [
        f"{row['name']} {number(row['contribution'], 1)} (its own score {number(row['score'], 1)})"
        for row in known.to_dict("records")
    ]
    return f"Of the {number(known['contribution'].sum(), 1)} points of {name}: {listed(words)}."


def trend_sentences(name: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """What the newest comparable stretches of a country's trend did; `rows` as `score.ask.trend`."""
    own = rows[rows["score"].notna()]
    if own.empty:
        return (f"{name} has no score in any year.",)
    stretches = [stretch for _, stretch in own.groupby("segment")]
    said: list[str] = []
    alone: list[str] = []
    for stretch in reversed(stretches):
        first, last = stretch.iloc[0], stretch.iloc[-1]
        if len(stretch) == 1:
            alone.append(f"{int(last['year'])} ({number(last['score'], 1)})")
        elif len(said) < STRETCHES:
            said.append(
                f"From {int(first['year'])} to {int(last['year'])} the score of {name} went from "
                f"{number(first['score'], 1)} to {number(last['score'], 1)} "
                f"({signed(last['score'] - first['score'], 1)})."
            )
    if alone:
        said.append(f"{listed(alone, STRETCHES)} {'stands' if len(alone) == 1 else 'stand'} alone.")
    if len(stretches) > 1:
        said.append(
            f"The {counted(len(stretches), 'stretch', 'stretches')} may not be compared with each other: "
            "each has other indicators or methods."
        )
    return tuple(said)


def matters_sentence(name: str, found: Sensitivity) -> str:
    """Which choice moves a country's score most, and which the places of all (METHODS 2.8)."""
    own = _largest(found.table[found.table["result"] == "score"])
    if not own:
        return f"No choice moves the score of {name}: it is the same in all draws."
    return (
        f"What moves the score of {name} most is {listed(own)} of its variance over the draws, with "
        "interactions."
    )


def places_sentence(found: Sensitivity) -> str:
    """Which choice moves the places of all countries most."""
    all_ = _largest(found.table[found.table["result"] == "rank_shift"])
    return f"What moves the places of all countries most is {listed(all_)}." if all_ else ""


def _largest(rows: pd.DataFrame) -> list[str]:
    held = rows[rows["total"] >= SLIGHT].sort_values("total", ascending=False).head(2)
    return [
        f"{FACTORS[Factor(row['factor'])]}: {share_words(row['total'])} (90 % interval "
        f"{number(100 * row['total_lower'], 0)} to {number(100 * row['total_upper'], 0)})"
        for row in held.to_dict("records")
    ]


def missing_sentences(rows: pd.DataFrame, names: Mapping[str, str]) -> Sequence[str]:
    """What is missing of each country and what that did; `rows` as `score_missing.missing_effects`."""
    said = []
    for row in rows.to_dict("records"):
        name = names[row["iso3"]]
        if row["reason"]:
            said.append(f"{name} has no score: {row['reason']}.")
        elif row["missing"]:
            text = (
                f"{name}: {share_words(row['coverage'])} of the weight has a value; missing: "
                f"{row['missing']}. The rest stands for it"
            )
            if pd.notna(row["difference"]):
                text += (
                    f"; with the mean of its subregion instead the score would be "
                    f"{number(row['score_with_means'], 1)} ({signed(row['difference'], 1)})"
                )
            said.append(f"{text}.")
        if row["carried"]:
            said.append(f"{name}: carried forward: {row['carried']}.")
    return said
