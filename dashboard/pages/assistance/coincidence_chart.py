"""Draw assistance against governance as dots, and the years in which it rose while governance was worse."""

import math
from typing import Any

import pandas as pd

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.frames import tuples
from dashboard.common.palette import WORLD, faded, look
from dashboard.common.text import number
from dashboard.pages.assistance.charts import fiscal_middle, year_axis
from dashboard.pages.assistance.side_by_side_chart import log_axis, tenfold
from indicators.assistance.groups import ALIKE, BETTER, WORSE
from indicators.model import Direction, Indicator

HEIGHT = 860
# Height of the upper panel in pixels: labels move by pixels, marks stand at values.
UPPER = 390
COLOURS = {WORSE: "#b72d80", BETTER: "#3a70c9", ALIKE: "#808891"}


def against(
    points: pd.DataFrame,
    trace: pd.DataFrame,
    indicator: Indicator,
    *,
    names: dict[str, str],
    all_names: dict[str, str],
    unit: str,
) -> Figure:
    """Draw a dot for each recipient's mean above, grey but for `names`; below, the first of them by year.

    `points` and `trace` have `shown` (the amount in `unit`) and `score`. The upper panel has a log axis
    without amounts below the lower end of `tenfold`; the lower panel has its own axes.
    """
    reach = tenfold(points["shown"])
    drawn = points[points["shown"] >= 10 ** reach[0]]
    first = next(iter(names))
    traces = [_dots(drawn[~drawn["iso3"].isin(list(names))], indicator, all_names, WORLD, 6, "circle")]
    for iso3 in reversed(list(names)):
        style = look(iso3, tuple(names))
        own = drawn[drawn["iso3"] == iso3]
        traces.append(
            _dots(own, indicator, all_names, style.colour, 13 if iso3 == first else 10, style.symbol)
        )
    traces.append(_path(trace, indicator, first, names))
    scores = _with_air(drawn["score"])
    upwards = "↑ better" if indicator.direction is Direction.HIGHER_IS_BETTER else "↓ better"
    above = (
        f"<b>{escaped(indicator.short_name)}</b> {upwards}<br>{escaped(indicator.unit)}; recipients' means"
    )
    below = f"<b>{escaped(names[first])} year by year</b>, on its own scales"
    place = {"xref": "paper", "yref": "paper", "xshift": -44, "yshift": 5, "yanchor": "bottom"}
    title = {"text": escaped(unit), "font": {"size": 12}, "standoff": 4}
    return figure(
        traces,
        {
            "height": HEIGHT,
            "margin": {"l": 52, "r": 16, "t": 46, "b": 50},
            "hovermode": "closest",
            "xaxis": log_axis(reach, title=title, anchor="y"),
            "yaxis": axis(range=list(scores), domain=[0.49, 1]),
            "xaxis2": axis(range=list(_with_air(trace["shown"])), title=title, anchor="y2"),
            "yaxis2": axis(range=list(_with_air(trace["score"])), domain=[0, 0.36]),
            "annotations": [
                label(above, 0, 1, **place, font={"size": 12}),
                label(below, 0, 0.36, **place, font={"size": 12}),
                *_names_of(drawn, names, reach, scores),
                *_years_of(trace),
            ],
        },
    )


def _with_air(values: pd.Series) -> tuple[float, float]:
    """Return a range around some values, with room for words above and below."""
    if values.empty:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    air = 0.09 * ((high - low) or 1.0)
    return low - air, high + air


def _dots(
    rows: pd.DataFrame, indicator: Indicator, all_names: dict[str, str], colour: str, size: int, symbol: str
) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "x": rows["shown"].to_list(), "y": rows["score"].to_list(),
        "marker": {"color": colour, "size": size, "symbol": symbol},
        "text": [
            f"<b>{escaped(all_names[row.iso3])}</b>, mean of {row.years} fiscal years<br>"
            f"{number(row.shown, 2)}; {escaped(indicator.short_name)} "
            f"{number(row.score, max(indicator.decimals, 1))}"
            for row in tuples(rows)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _path(trace: pd.DataFrame, indicator: Indicator, iso3: str, names: dict[str, str]) -> Figure:
    """Draw one recipient's years in their order, the first hollow."""
    x: list[float | None] = []
    y: list[float | None] = []
    text: list[str] = []
    symbols: list[str] = []
    before = None
    for row in tuples(trace.sort_values("fiscal_year")):
        if before is not None and row.fiscal_year != before + 1:
            x, y, text, symbols = [*x, None], [*y, None], [*text, ""], [*symbols, "circle"]
        x, y = [*x, row.shown], [*y, row.score]
        text.append(
            f"fiscal year {row.fiscal_year}<br>{number(row.shown, 2)}; {escaped(indicator.short_name)} "
            f"{number(row.score, max(indicator.decimals, 1))}"
        )
        symbols.append("circle-open" if before is None else "circle")
        before = row.fiscal_year
    style = look(iso3, tuple(names))
    return {
        "type": "scatter", "mode": "lines+markers", "name": escaped(names[iso3]), "x": x, "y": y,
        "xaxis": "x2", "yaxis": "y2",
        "connectgaps": False, "text": text, "line": {"color": faded(style.colour, 0.55), "width": 1.5},
        "marker": {"color": style.colour, "size": 8, "symbol": symbols},
        "opacity": 0.9,
        "hovertemplate": f"<b>{escaped(names[iso3])}</b>, %{{text}}<extra></extra>",
    }  # fmt: skip


def _names_of(
    drawn: pd.DataFrame, names: dict[str, str], reach: tuple[float, float], scores: tuple[float, float]
) -> list[Figure]:
    """Name the chosen countries with a line to their means, moved apart if there is room."""
    own = drawn[drawn["iso3"].isin(list(names))]
    high = scores[1] - scores[0]
    gap = high * 0.058
    heights = spread(own["score"].to_list(), gap, scores[0] + gap / 2, scores[1] - gap / 2)
    labels = []
    for row, height in zip(tuples(own), heights, strict=True):
        across = math.log10(row.shown)
        is_left = across > reach[0] + 0.75 * (reach[1] - reach[0])
        name = escaped(names[row.iso3])
        labels.append(
            label(
                f"<b>{name}</b>" if row.iso3 == next(iter(names)) else name,
                across,
                row.score,
                xref="x",
                yref="y",
                font={"size": 12},
                ax=-30 if is_left else 30,
                ay=-(height - row.score) / high * UPPER,
            )
            | {
                "showarrow": True,
                "arrowhead": 0,
                "arrowwidth": 1.2,
                "arrowcolor": look(row.iso3, tuple(names)).colour,
                "standoff": 6,
                "xanchor": "right" if is_left else "left",
            }
        )
    return labels


def _years_of(trace: pd.DataFrame) -> list[Figure]:
    """Write the number of each year above its mark."""
    return [
        label(f"{row.fiscal_year}", row.shown, row.score, xref="x2", yref="y2", yshift=10, xanchor="center",
              font={"size": 10})
        for row in tuples(trace)
    ]  # fmt: skip


def coincidence(
    table: pd.DataFrame, indicator: Indicator, *, names: dict[str, str], years: tuple[int, int]
) -> Figure:
    """Draw a row for each country and a mark for each fiscal year: up if assistance rose, down if not.

    The colour compares governance with five years before. A small ring is a year that cannot be tested; a
    year without a record has no mark. `table` is `assistance.ask.conditionality`.
    """
    places = {iso3: number for number, iso3 in enumerate(names)}
    rows = table[table["iso3"].isin(list(names))]
    kinds = [
        (WORSE, "worse", True), (BETTER, "better", False), (ALIKE, ALIKE, False),
    ]  # fmt: skip
    traces = [
        _answers(rows[rows["governance"] == kind], kind, strong, places, names) for kind, _, strong in kinds
    ]
    traces.append(_untested(rows[rows["rose_while_worse"].isna()], places, names))
    colours = "  ".join(f'<span style="color:{COLOURS[kind]}">■</span> {word}' for kind, word, _ in kinds)
    heading = (
        f"<b>{escaped(indicator.short_name)}</b> against five years before:<br>{colours}<br>"
        "▲ assistance rose  ▽ it did not  ○ not testable"
    )
    return figure(
        traces,
        {
            "height": 110 + 40 * max(len(names), 3),
            "margin": {"l": 112, "r": 12, "t": 66, "b": 34},
            "hovermode": "closest",
            "xaxis": year_axis(years),
            "yaxis": axis(
                range=[len(names) - 0.5, -0.5],
                tickvals=list(places.values()),
                ticktext=[escaped(name) for name in names.values()],
                ticks="",
            ),
            "annotations": [
                label(heading, 0, 1, xref="paper", yref="paper", xshift=-104, yshift=4, yanchor="bottom",
                      font={"size": 12}),
            ],
        },
    )  # fmt: skip


def _answers(
    rows: pd.DataFrame, kind: str, strong: bool, places: dict[str, int], names: dict[str, str]
) -> Figure:
    tested = rows[rows["rose_while_worse"].notna()]
    rose = [bool(value) for value in tested["rose"]]
    return {
        "type": "scatter", "mode": "markers", "name": kind,
        "x": [fiscal_middle(int(year)) for year in tested["fiscal_year"]],
        "y": [places[iso3] for iso3 in tested["iso3"]],
        "marker": {
            "color": COLOURS[kind],
            "symbol": ["triangle-up" if up else "triangle-down-open" for up in rose],
            "size": [14 if strong and up else 10 for up in rose],
        },
        "text": [
            f"<b>{escaped(names[row.iso3])}, fiscal year {row.fiscal_year}</b><br>assistance "
            f"{'rose' if row.rose else 'did not rise'}<br>governance {kind}: "
            f"{number(row.earlier_score, 2)} to {number(row.score, 2)}, {_test_words(row)}"
            for row in tuples(tested)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _test_words(row: Any) -> str:
    """Word the statistic behind a verdict: z, or the probability of a rise."""
    if row.z == row.z:  # a missing one is not equal to itself
        return f"z = {number(row.z, 2)}"
    return f"probability of a rise {number(row.probability, 2)}"


def _untested(rows: pd.DataFrame, places: dict[str, int], names: dict[str, str]) -> Figure:
    return {
        "type": "scatter", "mode": "markers", "name": "untestable",
        "x": [fiscal_middle(int(year)) for year in rows["fiscal_year"]],
        "y": [places[iso3] for iso3 in rows["iso3"]],
        "marker": {"color": WORLD, "symbol": "circle-open", "size": 6},
        "text": [
            f"<b>{escaped(names[row.iso3])}, fiscal year {row.fiscal_year}</b><br>"
            f"{escaped(str(row.untestable))}"
            for row in tuples(rows)
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
