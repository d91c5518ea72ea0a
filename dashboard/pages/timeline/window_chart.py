"""Draw a country's path about an event beside the world's, and every country's change; without Streamlit."""

from typing import Any

import numpy as np

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import RULE, WORLD, faded, look
from dashboard.common.series import middle, unit_label
from dashboard.common.text import number
from indicators.events import Result, Window

HEIGHT = 330
BINS = 31
# The lowest part of the plot of the world is a strip for the neighbours' marks.
STRIP = 0.11


def path(window: Window, result: Result, *, event_at: float) -> Figure:
    """Draw the country's change against its neighbours since the year before, over the world's middle 90 %.

    `event_at` is the event's moment, a year and its fraction. The years of the two windows are shaded.
    """
    style = look(window.country, (window.country,))
    name = window.names[window.country]
    years = [point.year for point in result.path]
    low, high = _extent([b for p in result.path for b in (p.beta, p.low, p.high) if b is not None])
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escaped(name),
        "x": [middle(year) for year in years],
        "y": [point.beta for point in result.path],
        "connectgaps": False,
        "line": {"color": style.colour, "width": style.width},
        "marker": {"color": style.colour, "size": 8, "symbol": style.symbol},
        "text": [_hover(window, point.year, point.beta, point.low, point.high) for point in result.path],
        "hovertemplate": "%{text}<extra></extra>",
    }
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 40, "r": 82, "t": 44, "b": 34},
        "hovermode": "closest",
        "xaxis": axis(
            range=[years[0], years[-1] + 1],
            tickvals=[middle(year) for year in years],
            ticktext=[str(year) for year in years],
            tickangle=0,
            tickfont={"size": 11},
            showgrid=False,
        ),
        "yaxis": axis(range=[low, high]),
        "shapes": [
            *(_shade(of[0], of[-1]) for of in (window.years_before, window.years_after)),
            *_band(result),
            _rule("x", event_at, "dot"),
            _level(),
        ],
        "annotations": [
            _over(window.years_before, "before"),
            _over(window.years_after, "after"),
            *_ends(window, result, low, high),
            {**unit_label(window.indicator), "yshift": 18},
        ],
    }
    return figure([line], layout)


def world(window: Window, result: Result) -> Figure:
    """Draw all countries' changes against the mean of the others; dark: at least as far as the country."""
    style = look(window.country, (window.country,))
    name, digits = window.names[window.country], window.digits
    moved = result.placebos.to_numpy("float64")
    reach = float(np.abs(moved).max()) or 1.0
    edges = np.linspace(-reach, reach, BINS + 1) * (1 + 1e-9)
    far = np.abs(moved) >= abs(result.theta) * (1 - 1e-12)
    traces = [
        _bars(edges, moved[~far], faded(WORLD, 0.4), digits, f"changed less than {escaped(name)}"),
        _bars(edges, moved[far], faded(WORLD, 0.95), digits, f"changed at least as much as {escaped(name)}"),
        _marks(window, result),
    ]
    on_left = result.theta > 0.3 * reach
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 40, "r": 16, "t": 44, "b": 34},
        "barmode": "stack",
        "bargap": 0.06,
        "hovermode": "closest",
        "xaxis": axis(range=[edges[0], edges[-1]], showgrid=False, anchor="free", position=0),
        "yaxis": axis(domain=[STRIP, 1], range=[0, 1.2 * int(np.histogram(moved, edges)[0].max())]),
        "yaxis2": {"domain": [0, STRIP - 0.02], "range": [-1, 1], "visible": False, "fixedrange": True},
        "shapes": [
            {
                "type": "line", "xref": "x", "yref": "paper", "x0": result.theta, "x1": result.theta,
                "y0": 0, "y1": 1, "line": {"color": style.colour, "width": 3},
            }
        ],
        "annotations": [
            label(
                f"<b>{escaped(name)}</b> {signed(result.theta, digits)}", result.theta, 1, yref="paper",
                yanchor="top", xanchor="right" if on_left else "left", xshift=-6 if on_left else 6,
                font={"size": 12},
            ),
            label("countries", 0, 1, xref="paper", yref="paper", xshift=-34, yanchor="bottom", yshift=18,
                  font={"size": 12}),
        ],
    }  # fmt: skip
    return figure(traces, layout)


def _hover(window: Window, year: int, beta: float | None, low: float | None, high: float | None) -> str:
    digits = window.digits
    if beta is None or low is None or high is None:
        return ""
    return (
        f"{year}: {signed(beta, digits)} against its neighbours<br>90 % of the world: "
        f"{signed(low, digits)} to {signed(high, digits)}"
    )


def _ends(window: Window, result: Result, low: float, high: float) -> list[dict[str, Any]]:
    """Name the country and its neighbours' mean at the right, moved apart where they lie close."""
    newest = [point.beta for point in result.path if point.beta is not None][-1]
    texts = [
        f"<b>{escaped(window.names[window.country])}</b><br>{signed(newest, window.digits)}",
        "neighbours<br>0",
    ]
    gap = (high - low) * 0.17
    places = spread([newest, 0.0], gap, low + gap / 2, high - gap / 2)
    return [
        label(text, 1, place, xref="paper", yref="y", xshift=4, font={"size": 12})
        for text, place in zip(texts, places, strict=True)
    ]


def signed(value: float, digits: int) -> str:
    """Write a change with its sign; 0 has none."""
    text = number(value, digits)
    return f"+{text}" if round(value, digits) > 0 else text


def _extent(numbers: list[float]) -> tuple[float, float]:
    low, high = min([*numbers, 0.0]), max([*numbers, 0.0])
    air = 0.12 * ((high - low) or 1.0)
    return low - air, high + air


def _band(result: Result) -> list[dict[str, Any]]:
    """Draw the world's middle 90 % as an area, one for each run of years with data."""
    runs: list[list[Any]] = [[]]
    for point in result.path:
        if point.low is None:
            runs.append([])
        else:
            runs[-1].append(point)
    shapes = []
    for run in runs:
        if len(run) > 1:
            above = [f"{middle(point.year)},{point.high}" for point in run]
            below = [f"{middle(point.year)},{point.low}" for point in reversed(run)]
            shapes.append(
                {
                    "type": "path", "path": f"M{'L'.join([*above, *below])}Z", "xref": "x", "yref": "y",
                    "layer": "below", "fillcolor": faded(WORLD, 0.34), "line": {"width": 0},
                }
            )  # fmt: skip
    return shapes


def _shade(first: int, last: int) -> dict[str, Any]:
    return {
        "type": "rect", "xref": "x", "yref": "y domain", "x0": first + 0.03, "x1": last + 0.97, "y0": 0,
        "y1": 1, "layer": "below", "fillcolor": faded(WORLD, 0.09), "line": {"width": 0},
    }  # fmt: skip


def _over(years: tuple[int, ...], text: str) -> dict[str, Any]:
    at = (years[0] + years[-1] + 1) / 2
    return label(text, at, 1, yref="paper", xanchor="center", yanchor="bottom", font={"size": 11})


def _rule(axis_name: str, at: float, dash: str) -> dict[str, Any]:
    return {
        "type": "line", "xref": axis_name, "yref": "y domain", "x0": at, "x1": at, "y0": 0, "y1": 1,
        "line": {"color": RULE, "width": 1.5, "dash": dash},
    }  # fmt: skip


def _level() -> dict[str, Any]:
    return {
        "type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": 0, "y1": 0,
        "line": {"color": RULE, "width": 1},
    }  # fmt: skip


def _bars(edges: Any, moved: Any, colour: str, digits: int, words: str) -> dict[str, Any]:
    counts, _ = np.histogram(moved, edges)
    spans = [
        f"{number(float(edges[n]), digits)} to {number(float(edges[n + 1]), digits)}"
        for n in range(len(counts))
    ]
    return {
        "type": "bar",
        "x": ((edges[:-1] + edges[1:]) / 2).tolist(),
        "y": counts.tolist(),
        "width": float(edges[1] - edges[0]) * 0.94,
        "marker": {"color": colour, "line": {"width": 0}},
        "text": [f"{span}: {count}, {words}" for span, count in zip(spans, counts.tolist(), strict=True)],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }


def _marks(window: Window, result: Result) -> dict[str, Any]:
    """Draw the neighbours' own changes on the strip below, in their usual looks."""
    codes = [code for code in result.means if code != window.country and code in result.placebos.index]
    looks = [look(code, tuple(codes)) for code in codes]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(result.placebos[code]) for code in codes],
        "y": [0] * len(codes),
        "yaxis": "y2",
        "marker": {
            "color": [style.colour for style in looks],
            "symbol": [style.symbol for style in looks],
            "size": 9,
        },
        "text": [
            f"<b>{escaped(window.names[code])}</b> {signed(float(result.placebos[code]), window.digits)}"
            for code in codes
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }
