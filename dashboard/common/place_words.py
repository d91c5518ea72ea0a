"""Word a country's value and place in one year, for tooltips of rankings and maps."""

from typing import Any

import pandas as pd

from dashboard.common.figure import escaped
from dashboard.common.text import number
from indicators.model import Indicator
from indicators.rank.ranks import is_ordinal, ordinal, published_place


def hover_text(indicator: Indicator, row: dict[Any, Any], all_names: dict[str, str]) -> str:
    digits = indicator.decimals
    text = f"<b>{escaped(all_names[row['iso3']])}</b> {place_text(row, indicator)}"
    text += f"<br>{number(row['value'], digits)}"
    if not pd.isna(row["interval_lower"]):
        bounds = f"{number(row['interval_lower'], digits)} to {number(row['interval_upper'], digits)}"
        text += f", {indicator.interval_level} % interval {bounds}"
    if "set_lower" in row and not pd.isna(row["set_lower"]):
        text += f"<br>{row['set_words']}: {int(row['set_lower'])} to {int(row['set_upper'])}"
    return text


def place_text(row: dict[Any, Any], indicator: Indicator) -> str:
    """Word a rank: `152nd of 175` as published, else as computed and marked so."""
    if "computed_rank" not in row:
        return ""
    if pd.isna(row["rank"]) and pd.isna(row["computed_rank"]):
        if is_ordinal(indicator):
            return f"one of {int(row['n_tied'])} at this level"
        return "(rank unknown)"
    if not pd.isna(row["rank"]):
        rank, n_ranked = int(row["rank"]), int(row["n_ranked"])
        n_tied = int(row["n_tied"])
        return published_place(rank, n_ranked, from_worst=indicator.rank_from_worst, n_tied=n_tied)
    return f"{ordinal(int(row['computed_rank']))} of {int(row['computed_n'])} (computed)"
