"""One year of an indicator in a few short sentences: the caption and the text of a ranking and of a map."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from indicators.captions.wording import Words, absent, fitting
from indicators.model import Direction, Indicator
from indicators.rank.ranks import ordinal, published_place
from indicators.text import counted, listed

Row = dict[str, Any]

COLUMNS = ("iso3", "value", "rank", "n_ranked", "computed_rank", "computed_n", "n_tied")


def ranking_sentence(
    table: pd.DataFrame,
    indicator: Indicator,
    *,
    names: Mapping[str, str],
    all_names: Mapping[str, str],
    year: int,
    lag: int = 0,
    is_excerpt: bool = False,
) -> str:
    """Describe one year's order: N, best and worst, the places of `names`, ties, countries without a value.

    `table` is `ranks.league` of one year, or its plain rows where neither end is better; key iso3. A place is
    the published one, else the computed one, which is said, else not known. `all_names` names every country.
    """
    words = Words(indicator, all_names, lag)
    rows = _by_country(table)
    places = _places(rows, indicator)
    told = [
        f"{names[iso3]} {words.value(rows[iso3]['value'])}{places[iso3]}" for iso3 in names if iso3 in rows
    ]
    return _one_year("in order", rows, words, names, year, told, is_excerpt=is_excerpt)


def value_sentence(
    table: pd.DataFrame,
    indicator: Indicator,
    *,
    iso3: str,
    name: str,
    year: int,
    lag: int = 0,
    has_place: bool,
) -> str:
    """State one country's value in a year, and its place if `has_place`; `table` as in `ranking_sentence`."""
    words = Words(indicator, {iso3: name}, lag)
    rows = _by_country(table)
    if iso3 not in rows:
        return f"{name} has no value in {words.year_in_full(year)}."
    place = _places(rows, indicator)[iso3] if has_place else ""
    return f"{name} was at {words.value(rows[iso3]['value'])} in {words.year_in_full(year)}{place}."


def map_sentence(
    table: pd.DataFrame,
    indicator: Indicator,
    *,
    names: Mapping[str, str],
    all_names: Mapping[str, str],
    year: int,
    lag: int = 0,
    is_excerpt: bool = False,
    is_region: bool = False,
) -> str:
    """Describe a map in words: N, range, the values of `names`, countries without a value.

    `is_region` says that the map shows a region alone; N and the range are those of all.
    """
    words = Words(indicator, all_names, lag)
    rows = _by_country(table)
    told = [f"{names[iso3]} {words.value(rows[iso3]['value'])}" for iso3 in names if iso3 in rows]
    where = "on the map, which shows a region" if is_region else "on the map"
    return _one_year(where, rows, words, names, year, told, is_excerpt=is_excerpt)


def _one_year(
    where: str,
    rows: Mapping[str, Row],
    words: Words,
    names: Mapping[str, str],
    year: int,
    told: Sequence[str],
    *,
    is_excerpt: bool,
) -> str:
    """Describe the chart, N, the ends of the order, and `told` about the chosen countries."""
    what = f"{words.indicator.name} {words.unit}, {words.year_in_full(year)}"
    if not rows:
        return f"{what}: no value is held."
    ranked = max((int(row["n_ranked"]) for row in rows.values() if not pd.isna(row["n_ranked"])), default=0)
    held = counted(len(rows), "country", "countries")
    held += " (a partial edition)" if is_excerpt else f" (of {ranked} ranked)" if ranked > len(rows) else ""
    order = _order(rows, words, is_whole=not is_excerpt and ranked <= len(rows))
    return fitting(
        lambda detailed: [
            f"{what}: {held} {where}, {order}.",
            f"{listed(told, most=1 + detailed)}." if told else "",
            absent(names, rows, most=1 + detailed),
        ]
    )


def _order(rows: Mapping[str, Row], words: Words, *, is_whole: bool) -> str:
    """Name the order: from best to worst, or from the largest value to the smallest."""
    values = {iso3: float(row["value"]) for iso3, row in rows.items()}
    high, low = max(values.values()), min(values.values())
    if high == low:
        return f"all at {words.value(high)}" if len(rows) > 1 else words.value(high)
    ends = [(high, "best"), (low, "worst")]
    if words.indicator.direction is Direction.LOWER_IS_BETTER:
        ends = [(low, "best"), (high, "worst")]
    if words.indicator.direction is Direction.NEITHER:
        ends = [(high, "largest"), (low, "smallest")]
    of = "" if is_whole else " of those held"
    texts = []
    for value, label in ends:
        holders = sorted(words.names[iso3] for iso3, own in values.items() if own == value)
        who = " and ".join(holders) if len(holders) <= 2 else f"{len(holders)} countries"
        texts.append(f"{who} ({words.value(value)}, {label}{of})")
    return f"from {texts[0]} to {texts[1]}"


def _places(rows: Mapping[str, Row], indicator: Indicator) -> dict[str, str]:
    """Give each country's place and the number of ties; empty if neither end is better."""
    if indicator.direction is Direction.NEITHER:
        return dict.fromkeys(rows, "")
    places = {iso3: _place(row, indicator) for iso3, row in rows.items()}
    shared = Counter(places.values())
    return {
        iso3: f" ({place}{f', shared with {shared[place] - 1}' if shared[place] > 1 else ''})"
        if place
        else " (place not known)"
        for iso3, place in places.items()
    }


def _place(row: Row, indicator: Indicator) -> str:
    """Write the place as published, else as computed with a note, else empty."""
    if not pd.isna(row["rank"]):
        return published_place(
            int(row["rank"]),
            int(row["n_ranked"]),
            from_worst=indicator.rank_from_worst,
            n_tied=int(row["n_tied"]),
        )
    if pd.isna(row["computed_rank"]):
        return ""
    return f"{ordinal(int(row['computed_rank']))} of {int(row['computed_n'])}, computed"


def _by_country(table: pd.DataFrame) -> dict[str, Row]:
    """Return each country's row by column; omit a row without a value."""
    held = [name for name in COLUMNS if name in table]
    records = zip(*(table.loc[table["value"].notna(), name].to_list() for name in held), strict=True)
    return {str(record[0]): dict(zip(held, record, strict=True)) for record in records}
