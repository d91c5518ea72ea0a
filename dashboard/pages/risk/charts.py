"""Draw the risk score: beside peers, by parts, over years, in order, and by influence."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import PARTS, RULE, WORLD, faded, look
from dashboard.common.text import number

AXIS = "Risk score, 0 to 100: 100 is worst"
ROW, TALL_ROW = 58, 68
TOP, BOTTOM = 12, 48
# A part at least this wide shows its points.
ROOM_FOR_TEXT = 4.5


def beside(rows: pd.DataFrame, *, names: dict[str, str]) -> Figure:
    """Draw a row for each country, the worst at the top: its score on its range, in words above it.

    `rows` have iso3, score, range_median, range_lower and range_upper (missing without draws), and the texts
    above and below the bar, `words` and `more`.
    """
    among = tuple(names)
    traces: list[Figure] = []
    shapes: list[Figure] = []
    annotations: list[Figure] = []
    for place, row in enumerate(rows.to_dict("records")):
        style = look(row["iso3"], among)
        first = row["iso3"] == among[0]
        if pd.notna(row["range_lower"]):
            x = {"x0": row["range_lower"], "x1": row["range_upper"]}
            shapes.append(_bar(x, place, 0.15, faded(style.colour, 0.4)))
            middle = {"x0": row["range_median"] - 0.15, "x1": row["range_median"] + 0.15}
            shapes.append(_bar(middle, place, 0.21, style.colour))
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [row["score"]], "y": [place],
                "marker": {"color": style.colour, "symbol": style.symbol, "size": 13 if first else 11},
                "name": escaped(names[row["iso3"]]), "text": [escaped(f"{row['words']}; {row['more']}")],
                "hovertemplate": f"<b>{escaped(names[row['iso3']])}</b><br>%{{text}}<extra></extra>",
            }
        )  # fmt: skip
        annotations += _above(names[row["iso3"]], row["words"], place, bold=first)
        annotations.append(_below(row["more"], place))
    return figure(
        traces,
        {
            "height": TOP + BOTTOM + TALL_ROW * max(1, len(rows)),
            "margin": {"l": 12, "r": 12, "t": TOP, "b": BOTTOM},
            "hovermode": "closest",
            "xaxis": score_axis(),
            "yaxis": _row_axis(len(rows)),
            "shapes": shapes,
            "annotations": annotations,
        },
    )


def made_of(
    points: pd.DataFrame, *, names: dict[str, str], parts: Mapping[str, str], words: Mapping[str, str]
) -> Figure:
    """Draw a bar for each country from the points of each part, which sum to the score.

    `points` have a row for each country (index iso3, in their order) and a column for each of `parts`, named
    there; `words` stand above each bar.
    """
    traces: list[Figure] = []
    for n, (id, name) in enumerate(parts.items()):
        own = points[id].fillna(0.0)
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": escaped(name),
                "x": own.to_list(), "y": list(range(len(points))), "width": 0.34,
                "marker": {
                    "color": PARTS[n % len(PARTS)],
                    "line": {"color": "rgba(255,255,255,0.7)", "width": 1},
                },
                "text": [number(value, 1) if value >= ROOM_FOR_TEXT else "" for value in own],
                "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
                "textfont": {"color": "#ffffff", "size": 12},
                "hovertext": [f"{number(value, 1)} of {number(own_total, 1)} points"
                              for value, own_total in zip(own, points.sum(axis=1), strict=True)],
                "hovertemplate": f"<b>{escaped(name)}</b><br>%{{hovertext}}<extra></extra>",
            }
        )  # fmt: skip
    annotations = [
        one
        for place, iso3 in enumerate(points.index)
        for one in _above(names[iso3], words.get(iso3, ""), place, bold=place == 0)
    ]
    legend = 26 * (1 + len(parts) // 2)
    height = ROW * max(1, len(points))
    return figure(
        traces,
        {
            "height": TOP + BOTTOM + height + legend,
            "margin": {"l": 12, "r": 12, "t": TOP, "b": BOTTOM + legend},
            "barmode": "stack",
            "hovermode": "closest",
            "showlegend": True,
            "legend": {
                "orientation": "h", "x": 0, "y": -50 / height, "yanchor": "top", "traceorder": "normal",
                "font": {"size": 12}, "itemclick": False, "itemdoubleclick": False,
            },
            "xaxis": score_axis(),
            "yaxis": _row_axis(len(points)),
            "annotations": annotations,
        },
    )  # fmt: skip


def over_years(rows: pd.DataFrame, *, names: dict[str, str], breaks: Mapping[int, str]) -> Figure:
    """Draw a line for each country and comparable stretch; `breaks` say why the first one's stretches end.

    `rows` are `indicators.score.ask.trend`'s. No line joins two stretches; a stretch of one year is a mark.
    """
    among = tuple(names)
    scored = rows[rows["score"].notna()]
    low, high = _padded(scored["score"])
    traces: list[Figure] = []
    ends: dict[str, float] = {}
    for iso3 in reversed(among):
        own = scored[scored["iso3"] == iso3]
        if own.empty:
            continue
        x: list[int | None] = []
        y: list[float | None] = []
        for _, stretch in own.groupby("segment", sort=True):
            x += [*stretch["year"].astype(int), None]
            y += [*stretch["score"].astype(float), None]
        style = look(iso3, among)
        ends[iso3] = float(own["score"].iloc[-1])
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "name": escaped(names[iso3]), "x": x, "y": y,
                "connectgaps": False,
                "line": {"color": style.colour, "width": style.width, "dash": style.dash},
                "marker": {"color": style.colour, "symbol": style.symbol, "size": 6},
                "text": ["" if value is None else number(value, 1) for value in y],
                "hovertemplate": f"<b>{escaped(names[iso3])}</b> %{{x}}: %{{text}}<extra></extra>",
            }
        )  # fmt: skip
    gap = (high - low) * 0.05
    placed = spread(list(ends.values()), gap, low + gap / 2, high - gap / 2)
    years = scored["year"] if len(scored) else pd.Series([2000])
    return figure(
        traces,
        {
            "height": 480,
            "margin": {"l": 40, "r": 112, "t": 28, "b": 36},
            "hovermode": "closest",
            "xaxis": axis(
                range=[int(years.min()) - 0.7, int(years.max()) + 0.7], tickformat="d", showgrid=False
            ),
            "yaxis": axis(range=[low, high]),
            "shapes": [
                {
                    "type": "line", "xref": "x", "yref": "paper", "x0": year - 0.5, "x1": year - 0.5,
                    "y0": 0, "y1": 1, "layer": "below",
                    "line": {"color": RULE, "width": 1.2, "dash": "dash"},
                }
                for year in breaks
            ],
            "annotations": [
                label(AXIS, 0, 1, xref="paper", yref="paper", xshift=-34, yshift=6, yanchor="bottom",
                      font={"size": 12}),
                *(
                    label(
                        f'<span style="color:{look(iso3, among).colour}">●</span> {escaped(names[iso3])}',
                        1, place, xref="paper", yref="y", xshift=6, font={"size": 12},
                    )
                    for iso3, place in zip(ends, placed, strict=True)
                ),
            ],
        },
    )  # fmt: skip


def in_order(rows: pd.DataFrame, *, names: dict[str, str], all_names: dict[str, str]) -> Figure:
    """Draw every country from the least risk (top) to the most, on its range; name the chosen ones.

    `rows` have iso3, score, range_lower, range_upper and `words`, in the order of the scores.
    """
    rows = rows.reset_index(drop=True)
    among = tuple(names)
    chosen = rows["iso3"].isin(among)
    traces = [_ranges(rows[~chosen], faded(WORLD, 0.4), 1), _dots(rows[~chosen], all_names)]
    for iso3 in reversed(among):
        own = rows[rows["iso3"] == iso3]
        if len(own):
            colour = look(iso3, among).colour
            traces += [_ranges(own, colour, 2.2), _dots(own, all_names, iso3, among)]
    own = rows[chosen]
    gap = (len(rows) + 3) * 0.036
    placed = spread([float(at) for at in own.index], gap, gap / 2, len(rows) - gap / 2)
    words = [
        label(
            f'<span style="color:{look(row["iso3"], among).colour}">●</span> '
            f"{escaped(names[row['iso3']])} {number(row['score'], 1)}",
            1, place, xref="paper", yref="y", xanchor="right", font={"size": 12},
        )
        for place, row in zip(placed, own.to_dict("records"), strict=True)
    ]  # fmt: skip
    heading = "all countries, least risk at the top; bars: range"
    return figure(
        traces,
        {
            "height": 700,
            "margin": {"l": 12, "r": 12, "t": 26, "b": BOTTOM},
            "hovermode": "closest",
            "xaxis": score_axis(range=[-2, 138]),
            "yaxis": axis(range=[len(rows) + 2, -2], showgrid=False, showticklabels=False, ticks=""),
            "annotations": [
                *words,
                label(heading, 0, 1, xref="paper", yref="paper", yanchor="bottom", font={"size": 12}),
            ],
        },
    )


def what_matters(panels: Sequence[tuple[str, pd.DataFrame]], *, factors: Mapping[str, str]) -> Figure:
    """Draw a bar for each factor's total share of the variance, with a darker bar for its share alone.

    `panels` are headings with rows of factor, first, total, total_lower and total_upper, in order.
    """
    size = len(factors)
    step = size + 1.1
    traces: list[Figure] = []
    annotations: list[Figure] = []
    for n, (heading, rows) in enumerate(panels):
        base = n * step
        at = [base + place for place in range(len(rows))]
        texts = [
            f"{_percent(row['total'])} in total, {_percent(row['first'])} alone"
            for row in rows.to_dict("records")
        ]
        common = {"type": "bar", "orientation": "h", "y": at, "text": texts, "textposition": "none",
                  "hovertemplate": "%{text}<extra></extra>"}  # fmt: skip
        total, first = (100 * rows["total"]).to_list(), (100 * rows["first"]).to_list()
        traces.append(
            {**common, "x": total, "width": 0.34, "marker": {"color": faded(PARTS[4], 0.45)},
             "name": "in total, with its interactions", "showlegend": n == 0,
             "error_x": {
                 "type": "data", "symmetric": False, "color": PARTS[4], "thickness": 1.4, "width": 4,
                 "array": (100 * (rows["total_upper"] - rows["total"])).clip(lower=0).to_list(),
                 "arrayminus": (100 * (rows["total"] - rows["total_lower"])).clip(lower=0).to_list(),
             }}
        )  # fmt: skip
        traces.append(
            {**common, "x": first, "width": 0.16, "marker": {"color": PARTS[4]}, "name": "alone",
             "showlegend": n == 0}
        )  # fmt: skip
        annotations.append(
            label(f"<b>{escaped(heading)}</b>", 0, base - 0.85, xref="x", yref="y", font={"size": 13})
        )
        for place, row in zip(at, rows.to_dict("records"), strict=True):
            words = f"{factors[row['factor']]}: {_percent(row['total'])}"
            annotations.append(label(words, 0, place - 0.36, xref="x", yref="y", font={"size": 12}))
    depth = step * len(panels)
    height = int(44 * depth)
    return figure(
        traces,
        {
            "height": TOP + BOTTOM + height + 34,
            "margin": {"l": 12, "r": 16, "t": TOP, "b": BOTTOM + 34},
            "barmode": "overlay",
            "hovermode": "closest",
            "showlegend": True,
            "legend": {
                "orientation": "h", "x": 0, "y": -52 / height, "yanchor": "top", "font": {"size": 12},
                "itemclick": False, "itemdoubleclick": False,
            },
            "xaxis": axis(
                range=[0, 108], tickvals=[0, 25, 50, 75, 100],
                title={"text": "% of the variance over the draws", "font": {"size": 12}},
            ),
            "yaxis": axis(
                range=[depth - 1.2, -1.3], showgrid=False, showticklabels=False, ticks=""
            ),
            "annotations": annotations,
        },
    )  # fmt: skip


def score_axis(**options: Any) -> Figure:
    """Return the axis of a score, which says which end is worst."""
    return axis(
        **{
            "range": [-2, 102],
            "tickvals": [0, 25, 50, 75, 100],
            "title": {"text": AXIS, "font": {"size": 12}},
            **options,
        }
    )


def _row_axis(rows: int) -> Figure:
    return axis(range=[rows - 0.55, -0.75], showgrid=False, showticklabels=False, ticks="")


def _bar(x: Figure, place: int, half: float, colour: str) -> Figure:
    return {
        "type": "rect", "xref": "x", "yref": "y", "y0": place - half, "y1": place + half,
        "fillcolor": colour, "line": {"width": 0}, "layer": "below", **x,
    }  # fmt: skip


def _above(name: str, words: str, place: int, *, bold: bool) -> list[Figure]:
    """Write a row's name at the left and its words at the right, both above the bar."""
    text = f"<b>{escaped(name)}</b>" if bold else escaped(name)
    common = {"xref": "paper", "yref": "y", "yanchor": "bottom", "yshift": 9, "font": {"size": 12}}
    return [
        label(text, 0, place, **common),
        label(escaped(words), 1, place, **common | {"xanchor": "right"}),
    ]


def _below(words: str, place: int) -> Figure:
    """Write the second line of a row, below its bar at the right."""
    return label(
        escaped(words), 1, place, xref="paper", yref="y", xanchor="right", yanchor="top", yshift=-9,
        font={"size": 11},
    )  # fmt: skip


def _dots(
    rows: pd.DataFrame, all_names: dict[str, str], iso3: str | None = None, among: tuple[str, ...] = ()
) -> Figure:
    style = look(iso3, among) if iso3 else None
    colour = style.colour if style else WORLD
    return {
        "type": "scatter", "mode": "markers", "x": rows["score"].to_list(), "y": rows.index.to_list(),
        "marker": {
            "color": colour, "size": 10 if style else 4, "symbol": style.symbol if style else "circle"
        },
        "text": [
            f"<b>{escaped(all_names[row['iso3']])}</b><br>{escaped(row['words'])}"
            for row in rows.to_dict("records")
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _ranges(rows: pd.DataFrame, colour: str, width: float) -> Figure:
    """Draw the ranges of some rows as one trace; a score may lie outside its range."""
    x: list[float | None] = []
    y: list[int | None] = []
    for place, low, high in zip(rows.index, rows["range_lower"], rows["range_upper"], strict=True):
        if pd.notna(low):
            x += [float(low), float(high), None]
            y += [int(place), int(place), None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
        "line": {"color": colour, "width": width},
    }  # fmt: skip


def _padded(values: pd.Series) -> tuple[float, float]:
    """Return the whole tens around some scores, within 0 to 100."""
    if values.empty:
        return 0.0, 100.0
    low, high = float(values.min()), float(values.max())
    return max(0.0, 10 * ((low - 1) // 10)), min(100.0, 10 * -(-(high + 1) // 10))


def _percent(share: float) -> str:
    return f"{number(100 * share, 0)} %"
