"""Small multiples: one indicator, a panel for each country, all on the same axes."""

import math
from typing import Any

from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import WORLD, look
from dashboard.common.series import band, runs, unit_label, within
from dashboard.common.text import number
from dashboard.pages.compare.kinds.view import View

ROW, TOP, BOTTOM = 165, 46, 30


class PanelsView(View):
    """A panel for each country: its line and interval, over the lines of the others in grey."""

    word = "panels"

    def finding(self) -> str:
        return self.view.finding()

    def alternative(self) -> str:
        return f"A panel for each country, on the same axes. {self.view.alternative()}"

    def figure(self) -> Figure:
        """Draw the panels in three columns, on a phone in two."""
        wide = self._laid_out(3)
        return {**wide, "narrow": {**self._laid_out(2)}}

    def _laid_out(self, columns: int) -> Figure:
        view, names = self.view, self.view.names
        among = tuple(names)
        values = {
            iso3: within(view.panel.series.get(iso3), view.years, view.breaks, 0, view.indicator.every_years)
            for iso3 in names
        }
        numbers = [
            one
            for own in values.values()
            for name in ("value", "interval_lower", "interval_upper")
            for one in own[name]
            if one is not None
        ] or [view.indicator.minimum, view.indicator.maximum]
        air = 0.06 * ((max(numbers) - min(numbers)) or 1)
        rows = math.ceil(len(names) / columns)
        layout: dict[str, Any] = {
            "height": ROW * rows + TOP + BOTTOM,
            "margin": {"l": 40, "r": 12, "t": TOP, "b": BOTTOM},
            "shapes": [],
            "annotations": [{**unit_label(view.indicator), "yshift": 18}],
        }
        traces = []
        first, last = view.years
        for place, iso3 in enumerate(names):
            row, column = divmod(place, columns)
            at = "" if place == 0 else str(place + 1)
            layout[f"xaxis{at}"] = axis(
                domain=_part(column, columns, 0.06 if columns > 2 else 0.14),
                anchor=f"y{at}",
                range=[first - 0.5, last + 0.5],
                tickvals=[first, last] if last > first else [first],
                showgrid=False,
                hoverformat="d",
            )
            layout[f"yaxis{at}"] = axis(
                domain=[1 - d for d in reversed(_part(row, rows, 0.16))],
                anchor=f"x{at}",
                range=[min(numbers) - air, max(numbers) + air],
                showticklabels=column == 0,
                nticks=4,
            )
            for other in [*(one for one in names if one != iso3), iso3]:
                traces.append(self._line(values[other], other, iso3, at, among))
            colour = look(iso3, among).colour
            for shape in band(values[iso3], colour, f"y{at}", at=lambda moment: moment - 0.5):
                layout["shapes"].append({**shape, "xref": f"x{at}"})
            layout["annotations"].append(
                _name(names[iso3], values[iso3], view.indicator.decimals, at, says_year=columns > 2)
            )
        return figure(traces, layout)

    def _line(self, own: Any, iso3: str, focus: str, at: str, among: tuple[str, ...]) -> dict[str, Any]:
        style = look(iso3, among)
        line = {"color": style.colour, "width": 2.6} if iso3 == focus else {"color": WORLD, "width": 1}
        alone = [len(run) == 1 for run in runs(own["value"])]
        return {
            "type": "scatter",
            "mode": "lines+markers" if iso3 == focus and any(alone) else "lines",
            "meta": "panel",
            "name": escaped(self.view.names[iso3]),
            "x": own["year"],
            "y": own["value"],
            "xaxis": f"x{at}",
            "yaxis": f"y{at}",
            "line": line,
            "marker": {"size": 5},
            "hoverinfo": "all" if iso3 == focus else "skip",
            "hovertemplate": "%{x}: %{y}<extra></extra>" if iso3 == focus else None,
        }


def _part(place: int, count: int, gap: float) -> list[float]:
    """Return the part of an axis that a column or row takes."""
    width = (1 - gap * (count - 1)) / count if count > 1 else 1.0
    start = place * (width + gap)
    return [start, min(start + width, 1.0)]


def _name(name: str, own: Any, decimals: int, at: str, *, says_year: bool) -> dict[str, Any]:
    """Name a panel by its country and its newest value."""
    newest = next(
        (
            f" {number(value, decimals)}" + (f" in {year:g}" if says_year else "")
            for year, value in zip(reversed(own["year"]), reversed(own["value"]), strict=True)
            if value is not None
        ),
        ": no value",
    )
    return label(
        f"<b>{escaped(name)}</b>{newest}",
        0,
        1,
        xref=f"x{at} domain",
        yref=f"y{at} domain",
        yanchor="bottom",
        font={"size": 12},
    )
