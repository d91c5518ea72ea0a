"""Draw one country's ranks on several indicators, with their bounds and its peers' ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import faded, look
from dashboard.common.series import hollow

ROW = 34
TOP, BOTTOM = 26, 108


@dataclass(frozen=True)
class Line:
    """One indicator's line: ranks as shares of 0 (best of all ranked) to 100 (worst), one for a country.

    `lower` and `upper` bound the country's rank; None without bounds. `words` are its rank in words, `texts`
    the tooltip of each country's point. Points of hindsight are hollow.
    """

    indicator: str
    name: str
    words: str
    shares: dict[str, float]
    texts: dict[str, str]
    lower: float | None
    upper: float | None
    hindsight: bool = False


def share(rank: int, n: int) -> float:
    """Turn a rank into the share of the others that rank better, 0 to 100."""
    return 100 * (rank - 1) / (n - 1) if n > 1 else 0.0


def standing_chart(lines: Sequence[Line], *, country: str, names: dict[str, str]) -> Figure:
    """Draw a row for each indicator: the country's point with its set, its peers' points small."""
    among = tuple(names)
    traces: list[Figure] = [
        _points(lines, iso3, names[iso3], among, size=8, opacity=1)
        for iso3 in reversed(among)
        if iso3 != country
    ]
    traces.append(_points(lines, country, names[country], among, size=13, opacity=1))
    colour = look(country, among).colour
    bars: list[dict[str, Any]] = [
        {
            "type": "line",
            "x0": line.lower,
            "x1": line.upper,
            "y0": number,
            "y1": number,
            "line": {"color": faded(colour, 0.3), "width": 11},
            "layer": "below",
        }
        for number, line in enumerate(lines)
        if line.lower is not None and line.upper is not None
    ]
    return figure(
        traces,
        {
            "height": TOP + BOTTOM + ROW * max(1, len(lines)),
            "margin": {"l": 12, "r": 12, "t": TOP, "b": BOTTOM},
            "hovermode": "closest",
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "traceorder": "reversed",
                "itemclick": False,
                "itemdoubleclick": False,
                "x": 0,
                "y": -56 / (ROW * max(1, len(lines))),
                "yanchor": "top",
                "font": {"size": 12},
            },
            "xaxis": axis(
                range=[-3, 103],
                tickvals=[0, 25, 50, 75, 100],
                title={"text": "% of the other countries that rank better", "font": {"size": 12}},
            ),
            "yaxis": axis(
                range=[len(lines) - 0.4, -0.75],
                showticklabels=False,
                ticks="",
                tickvals=list(range(len(lines))),
            ),
            "shapes": bars,
            "annotations": [
                *(
                    label(
                        escaped(line.name),
                        -3,
                        number - 0.36,
                        xref="x",
                        yref="y",
                        font={"size": 12},
                    )
                    for number, line in enumerate(lines)
                ),
                label("← best of all", 0, 1, xref="paper", yref="paper", yanchor="bottom", font={"size": 12}),
                label(
                    "worst of all →",
                    1,
                    1,
                    xref="paper",
                    yref="paper",
                    xanchor="right",
                    yanchor="bottom",
                    font={"size": 12},
                ),
            ],
        },
    )


def _points(
    lines: Sequence[Line], iso3: str, name: str, among: tuple[str, ...], *, size: int, opacity: float
) -> Figure:
    style = look(iso3, among)
    numbered = [(number, line) for number, line in enumerate(lines) if iso3 in line.shares]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escaped(name),
        "x": [line.shares[iso3] for _, line in numbered],
        "y": [number for number, _ in numbered],
        "marker": {
            "color": style.colour,
            "symbol": [hollow(style.symbol) if line.hindsight else style.symbol for _, line in numbered],
            "size": size,
            "opacity": opacity,
        },
        "text": [line.texts[iso3] for _, line in numbered],  # our own names and numbers, not text from data
        "hovertemplate": "%{text}<extra></extra>",
    }
