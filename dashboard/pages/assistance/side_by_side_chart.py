"""Draw one kind of assistance of several countries: absolute above, for each inhabitant below."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import Look, look
from dashboard.common.text import number
from dashboard.pages.assistance.charts import EARLIER, break_rule, fiscal_middle, year_axis

HEIGHT = 700
STEPS, AIR = 6.4, 0.2
DOMAINS = {"value": (0.545, 1.0), "per_head": (0.0, 0.455)}


def side_by_side(
    rows: pd.DataFrame, *, names: dict[str, str], units: tuple[str, str], years: tuple[int, int], switch: int
) -> Figure:
    """Draw a line for each country: absolute above, for each inhabitant below, both on log scales.

    `rows` have iso3, fiscal_year, value and per_head. Amounts below the lower end of `tenfold` are not drawn.
    No line crosses a fiscal year without a figure, or the change of source at `switch`.
    """
    among = tuple(names)
    traces, annotations = [], []
    ranges = {column: tenfold(rows[column]) for column in DOMAINS}
    for column, of in (("value", "y"), ("per_head", "y2")):
        for iso3 in reversed(among):
            own = rows[(rows["iso3"] == iso3) & (rows[column] >= 10 ** ranges[column][0])]
            known = dict(zip(own["fiscal_year"], own[column], strict=True))
            style = look(iso3, among)
            traces.append({**_path(known, style, years, switch), **_named(names[iso3]), "yaxis": of})
        annotations += _ends(rows, column, of, names, ranges[column])
    for column, unit in zip(DOMAINS, units, strict=True):
        heading = f"<b>{'Absolute' if column == 'value' else 'For each inhabitant'}</b>, {unit}"
        place = {"xref": "paper", "yref": "paper", "xshift": -50, "yshift": 4, "yanchor": "bottom"}
        annotations.append(label(heading, 0, DOMAINS[column][1], **place, font={"size": 12}))
    return figure(
        traces,
        {
            "height": HEIGHT,
            "margin": {"l": 62, "r": 106, "t": 30, "b": 34},
            "hovermode": "closest",
            "xaxis": year_axis(years),
            "yaxis": log_axis(ranges["value"], domain=DOMAINS["value"]),
            "yaxis2": log_axis(ranges["per_head"], domain=DOMAINS["per_head"]),
            "shapes": [
                break_rule(switch - EARLIER, of, solid=True)
                for of in ("y", "y2")
                if years[0] < switch <= years[1]
            ],
            "annotations": annotations,
        },
    )


def log_axis(extent: tuple[float, float], **options: Any) -> Figure:
    """Return a log axis between two logarithms, with a grid line at each power of ten."""
    powers = range(math.ceil(extent[0]), math.floor(extent[1]) + 1)
    return axis(
        type="log",
        range=list(extent),
        tickvals=[10.0**power for power in powers],
        ticktext=[f"{10**power:,}" if power >= 0 else f"{10.0**power:.{-power}f}" for power in powers],
        **options,
    )


def tenfold(values: pd.Series) -> tuple[float, float]:
    """Return the ends of a log axis as logarithms: at most `STEPS` powers of ten below the largest value."""
    above = values[values > 0]
    if above.empty:
        return 0.0, 1.0
    high = math.log10(above.max()) + AIR
    return max(math.log10(above.min()) - AIR, high - STEPS), high


def _path(known: Mapping[int, float], style: Look, years: tuple[int, int], switch: int) -> Figure:
    """Draw the value of each fiscal year as a line."""
    x: list[float] = []
    y: list[float | None] = []
    for year in range(years[0], years[1] + 1):
        if year == switch:
            x, y = [*x, switch - EARLIER], [*y, None]
        value = known.get(year)
        x.append(fiscal_middle(year))
        y.append(None if value is None else float(value))
    return {
        "type": "scatter", "mode": "lines+markers", "x": x, "y": y, "connectgaps": False,
        "line": {"color": style.colour, "width": style.width * 0.75, "dash": style.dash},
        "marker": {"color": style.colour, "symbol": style.symbol, "size": 6},
        "text": [
            "" if value is None else f"fiscal year {math.floor(place + EARLIER)}: {_amount(value)}"
            for place, value in zip(x, y, strict=True)
        ],
    }  # fmt: skip


def _named(name: str) -> Figure:
    return {"name": escaped(name), "hovertemplate": f"<b>{escaped(name)}</b> %{{text}}<extra></extra>"}


def _amount(value: float) -> str:
    return number(value, 0 if value >= 1000 else 2 if value >= 0.1 else 4)


def _ends(
    rows: pd.DataFrame, column: str, of: str, names: dict[str, str], extent: tuple[float, float]
) -> list[Figure]:
    """Name each country beside the end of its line; move names apart where ends lie close."""
    visible = rows[rows[column] >= 10 ** extent[0]]
    last = visible.sort_values("fiscal_year").groupby("iso3")[column].last()
    ends = {iso3: math.log10(last[iso3]) for iso3 in names if iso3 in last.index}
    gap = (extent[1] - extent[0]) * 0.062
    placed = spread(list(ends.values()), gap, extent[0] + gap / 2, extent[1] - gap / 2)
    return [
        label(
            f'<span style="color:{look(iso3, tuple(names)).colour}">●</span> {escaped(names[iso3])}',
            1, place, xref="paper", yref=of, xshift=4, font={"size": 12},
        )
        for iso3, place in zip(ends, placed, strict=True)
    ]  # fmt: skip
