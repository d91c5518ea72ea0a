"""Draw all countries of one year in order: grey dots with intervals, the chosen ones named."""

from typing import Any

import pandas as pd

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import CONTEXT, WORLD, faded, look
from dashboard.common.place_words import hover_text, place_text
from dashboard.common.series import muted, wrapped
from indicators.model import Direction, Indicator
from indicators.snapshot.hindsight import HINDSIGHT

# Heights in pixels. A low chart keeps the last country in sight below the choices on a screen of 900 pixels.
HEIGHT, TOP, BOTTOM = 400, 42, 44


def ranking(
    indicator: Indicator, table: pd.DataFrame, *, names: dict[str, str], all_names: dict[str, str]
) -> Figure:
    """Draw dots with intervals from best (top) to worst; `table` is `rank.ranks.league` of one year.

    With the columns of `cache.rank_sets`, a country that differs from the first of `names` beyond the errors
    has a filled dot, and the chosen countries have a vertical bar from their best to their worst rank. Rows
    of hindsight are hollow and pale.
    """
    places = list(range(1, len(table) + 1))
    chosen = [iso3 in names for iso3 in table["iso3"]]
    rest = [not one for one in chosen]
    traces = [_dots(indicator, table[rest], [p for p, c in zip(places, rest, strict=True) if c], all_names)]
    apart = _apart(table)
    if apart.any():
        traces[0]["marker"]["symbol"] = ["circle" if one else "circle-open" for one in apart[rest]]
    for iso3 in reversed(list(names)):
        row = table[table["iso3"] == iso3]
        if len(row):
            traces.append(_dots(indicator, row, [int(row.index[0]) + 1], all_names, iso3, tuple(names)))
    low, high = _extent(indicator, table)
    return figure(
        traces,
        {
            "height": HEIGHT,
            "margin": {"l": 12, "r": 12, "t": TOP, "b": BOTTOM},
            "hovermode": "closest",
            "xaxis": axis(title={"text": indicator.unit, "font": {"size": 12}}, range=[low, high]),
            "yaxis": axis(
                range=[len(table) + 2, -1],
                showgrid=False,
                showticklabels=False,
                ticks="",
            ),
            # Rows are not ranks: ties share the best rank, which stands with the names.
            "annotations": [
                *_labels(indicator, table, names, all_names, low, high),
                label(
                    wrapped(
                        order_words(indicator)
                        + (f"; {_margin_words(all_names[next(iter(names))])}" if apart.any() else "")
                    ),
                    0,
                    1,
                    xref="paper",
                    yref="paper",
                    yanchor="bottom",
                    font={"size": 12},
                ),
            ],
        },
    )


def _apart(table: pd.DataFrame) -> pd.Series:
    """List the countries that differ from the first chosen one beyond the errors, if errors are published."""
    if "distinguishable" not in table:
        return pd.Series(False, index=table.index)
    return table["distinguishable"].fillna(False).astype("bool")


def _margin_words(name: str) -> str:
    return f"hollow: within the margin of error of {escaped(name)}"


def order_words(indicator: Indicator) -> str:
    """Word the order of the ranking, for its top."""
    if indicator.direction is Direction.NEITHER:
        return "all countries, largest value at the top"
    return "all countries, best at the top"


def _dots(
    indicator: Indicator,
    rows: pd.DataFrame,
    places: list[int],
    all_names: dict[str, str],
    iso3: str | None = None,
    among: tuple[str, ...] = (),
) -> dict[str, Any]:
    style = look(iso3, among) if iso3 else None
    colour = style.colour if style else CONTEXT
    values = rows["value"].to_list()
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": places,
        "marker": {
            "color": colour,
            "size": 5 if style is None else 14 if iso3 == among[0] else 12,
            "symbol": style.symbol if style else "circle",
        },
        "customdata": rows[["iso3", "year"]].to_numpy().tolist(),
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
        "text": [hover_text(indicator, row, all_names) for row in rows.to_dict("records")],
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }
    if rows[HINDSIGHT].any():
        trace = muted(trace)
    upper = rows["interval_upper"] - rows["value"]
    if upper.notna().any():
        trace["error_x"] = {
            "type": "data",
            "symmetric": False,
            "array": upper.fillna(0).to_list(),
            "arrayminus": (rows["value"] - rows["interval_lower"]).fillna(0).to_list(),
            "color": colour if style else faded(WORLD, 0.25),
            "thickness": 1.6 if style else 1,
            "width": 0,
        }
    if style and "set_lower" in rows and rows["set_lower"].notna().all():
        [place] = places
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [int(rows["set_upper"].iloc[0]) - place],
            "arrayminus": [place - int(rows["set_lower"].iloc[0])],
            "color": faded(colour, 0.6),
            "thickness": 1,
            "width": 3,
        }
    return trace


def _labels(
    indicator: Indicator,
    table: pd.DataFrame,
    names: dict[str, str],
    all_names: dict[str, str],
    low: float,
    high: float,
) -> list[dict[str, Any]]:
    """Write names at the side of the plot that their dots leave free, moved apart, in order of rank."""
    chosen = table[table["iso3"].isin(list(names))]
    gap = (len(table) + 3) * 18 / (HEIGHT - TOP - BOTTOM)
    first = next(iter(names))
    labels = []
    on_the_right = (chosen["value"] - low) / (high - low) < 0.55
    for side, rows in ((1.0, chosen[on_the_right]), (0.0, chosen[~on_the_right])):
        placed = spread([float(index) + 1 for index in rows.index], gap, 0, len(table) + 1)
        for row, place in zip(rows.to_dict("records"), placed, strict=True):
            iso3 = row["iso3"]
            words = f"{escaped(all_names[iso3])} {place_text(row, indicator).replace(' (computed)', '*')}"
            dot = f'<span style="color:{look(iso3, tuple(names)).colour}">●</span>'
            words = f"<b>{words}</b>" if iso3 == first else words
            labels.append(
                label(
                    f"{words} {dot}" if side else f"{dot} {words}",
                    side,
                    place,
                    xref="paper",
                    yref="y",
                    xanchor="right" if side else "left",
                    align="right" if side else "left",
                    font={"size": 12},
                )
            )
    return labels


def _extent(indicator: Indicator, table: pd.DataFrame) -> tuple[float, float]:
    numbers = pd.concat([table["value"], table["interval_lower"], table["interval_upper"]]).dropna()
    air = 0.03 * ((numbers.max() - numbers.min()) or 1.0)
    low, high = float(numbers.min() - air), float(numbers.max() + air)
    return (high, low) if indicator.direction is Direction.LOWER_IS_BETTER else (low, high)
