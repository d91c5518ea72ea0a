"""A heat table: the chosen countries by the main indicators of a year, coloured by place in the world."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import SEQUENTIAL
from dashboard.common.series import wrapped
from dashboard.common.text import number
from dashboard.pages.compare.kinds.view import View
from indicators.errors import QuestionError
from indicators.model import Direction, Indicator

ROW, TOP = 44, 60
# A cell may show a year so much older than the one asked for; the cell then says its year.
OLDEST = 2
PAPER = {"xref": "paper", "yref": "paper"}


@dataclass(frozen=True)
class Cell:
    """One value: `better` is the share of the other countries that it is better than, 0 to 1."""

    indicator: Indicator
    iso3: str
    year: int
    edition: str
    value: float
    better: float
    n: int


class HeatView(View):
    """Numbers are the publishers'; the colour is the share of other countries that are worse."""

    word = "heat"

    @property
    def title(self) -> str:
        return f"Main indicators in {self.view.year}"

    @property
    def subtitle(self) -> str:
        return (
            f"{', '.join(self.view.names.values())}. Colour: share of the other countries that are worse. "
            f"As known on {self.view.as_of.isoformat()}."
        )

    @property
    def count(self) -> str:
        return f"N = {len(self.view.names)} countries, {len(self.cells)} values"

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            "The indicators have other scales and other numbers of countries; some share sources. "
            f"A value up to {OLDEST} years older stands in where the year has none, and says its year.",
        )

    @property
    def parts(self) -> tuple[tuple[Indicator, str], ...]:
        return tuple(
            {cell.indicator.id: (cell.indicator, cell.edition) for cell in self.cells.values()}.values()
        )

    @cached_property
    def _indicators(self) -> list[Indicator]:
        known = cache.catalogue().indicators
        headline = [known[id] for id in cache.indicator_options() if known[id].headline]
        return [one for one in headline if one.direction is not Direction.NEITHER]

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """The values by (indicator, country)."""
        cells = {}
        for indicator in self._indicators:
            for iso3 in self.view.names:
                cell = self._cell(indicator, iso3)
                if cell is not None:
                    cells[indicator.id, iso3] = cell
        return cells

    def _cell(self, indicator: Indicator, iso3: str) -> Cell | None:
        try:
            panel = cache.panel(indicator.id, self.view.as_of)
        except QuestionError:
            return None
        own = panel.series.get(iso3)
        years = (
            [year for year in own["year"] if self.view.year - OLDEST <= year <= self.view.year] if own else []
        )
        if not own or not years or not len(panel.rows[panel.rows["iso3"] != iso3]):
            return None
        year = years[-1]
        at = own["year"].index(year)
        value = own["value"][at]
        others = panel.rows[(panel.rows["year"] == year) & (panel.rows["iso3"] != iso3)]["value"]
        is_high = panel.indicator.direction is Direction.HIGHER_IS_BETTER
        worse = (others < value) if is_high else (others > value)
        return Cell(
            panel.indicator, iso3, year, own["edition"][at], value, float(worse.mean()), len(others) + 1
        )

    def finding(self) -> str:
        iso3, name = next(iter(self.view.names.items()))
        own = [cell for (_, country), cell in self.cells.items() if country == iso3]
        if not own:
            return f"No main indicator has a value of {name} in {self.view.year}."
        low = sum(cell.better < 0.25 for cell in own)
        worst = min(own, key=lambda cell: cell.better)
        return (
            f"{name} is in the worst quarter of the world on {low} of {len(own)} main indicators; "
            f"its worst place is on {worst.indicator.short_name}."
        )

    def alternative(self) -> str:
        lines = []
        for iso3, name in self.view.names.items():
            own = [
                f"{cell.indicator.short_name} {number(cell.value, cell.indicator.decimals)} "
                f"(better than {cell.better:.0%} of the others)"
                for (_, country), cell in self.cells.items()
                if country == iso3
            ]
            lines.append(f"{name}: {', '.join(own) or 'no value'}.")
        return f"{self.title}. {self.finding()} {' '.join(lines)}"

    def exported(self) -> pd.DataFrame:
        """Return a row for each cell; key (indicator, iso3)."""
        return pd.DataFrame(
            [
                {
                    "indicator": cell.indicator.id,
                    "iso3": cell.iso3,
                    "country": self.view.names[cell.iso3],
                    "year": cell.year,
                    "edition": cell.edition,
                    "value": cell.value,
                    "share_of_others_worse": round(cell.better, 4),
                    "n_countries": cell.n,
                }
                for cell in self.cells.values()
            ]
        )

    def figure(self) -> Figure:
        """Draw the table; on a phone with narrower names."""
        wide = self._laid_out(left=200, width=30, angle=0 if len(self.view.names) < 7 else -30)
        narrow = self._laid_out(left=104, width=13, angle=-60)
        return {**wide, "narrow": {"data": [], "layout": narrow["layout"]}}

    def _laid_out(self, left: int, width: int, angle: int) -> Figure:
        """Lay the table out with a column of names `left` pixels wide, wrapped at `width` letters."""
        rows = [one for one in self._indicators if any(key[0] == one.id for key in self.cells)]
        names = list(self.view.names)
        table = [[self.cells.get((one.id, iso3)) for iso3 in names] for one in rows]
        small = {"size": 12}
        titles = [
            label(wrapped(escaped(one.short_name), width), 0, row, xref="paper", yref="y", xanchor="right",
                  align="right", xshift=-6, font=small)
            for row, one in enumerate(rows)
        ]  # fmt: skip
        key = "dark: worse than most countries; light: better"
        top, right = (TOP, 12) if angle == 0 else (TOP + 70, 36)
        return figure(
            [
                {
                    "type": "heatmap",
                    "z": [[cell and cell.better for cell in row] for row in table],
                    "text": [[_written(cell, self.view.year) for cell in row] for row in table],
                    "texttemplate": "%{text}",
                    "textfont": {"size": 12},
                    "x": list(range(len(names))),
                    "y": list(range(len(rows))),
                    "zmin": 0,
                    "zmax": 1,
                    "colorscale": [[at / (len(SEQUENTIAL) - 1), one] for at, one in enumerate(SEQUENTIAL)],
                    "xgap": 2,
                    "ygap": 2,
                    "hoverinfo": "skip",
                    "showscale": False,
                }
            ],
            {
                "height": ROW * max(len(rows), 1) + top + 10,
                "margin": {"l": left, "r": right, "t": top, "b": 10},
                "xaxis": axis(
                    side="top",
                    tickvals=list(range(len(names))),
                    ticktext=[escaped(self.view.names[iso3]) for iso3 in names],
                    showgrid=False,
                    tickangle=angle,
                ),
                "yaxis": axis(range=[len(rows) - 0.5, -0.5], visible=False),
                "annotations": [
                    {**label(key, 0, 1, yshift=top - 16, xshift=8 - left, font=small), **PAPER},
                    *titles,
                ],
            },
        )


def _written(cell: Cell | None, year: int) -> str:
    if cell is None:
        return ""
    value = number(cell.value, cell.indicator.decimals)
    return value if cell.year == year else f"{value}<br>({cell.year})"
