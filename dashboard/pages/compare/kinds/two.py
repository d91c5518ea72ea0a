"""Two indicators: every country of a year as a dot, with the rank correlation and its interval."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import WORLD, look
from dashboard.common.text import number
from dashboard.pages.compare.kinds.view import View
from indicators.compare.association import Correlation, correlation
from indicators.compare.significance import LEVEL
from indicators.model import Direction, Indicator

HEIGHT = 520


@dataclass(frozen=True)
class TwoView(View):
    """The chosen indicator and another one, `against`, in the same year."""

    against: str
    word = "two"

    @property
    def other_panel(self) -> cache.Panel:
        return cache.panel(self.against, self.view.as_of, hindsight=self.view.hindsight)

    @property
    def other(self) -> Indicator:
        """The indicator on the vertical axis, or the predecessor that answers for it."""
        return self.other_panel.indicator

    @property
    def other_year(self) -> int:
        """The year of the other indicator: the comparison's, else the last before it, else the first."""
        years = self.other_panel.years
        return max((year for year in years if year <= self.view.year), default=years[0])

    @property
    def _own(self) -> pd.DataFrame:
        return self.view.panel.rows[self.view.panel.rows["year"] == self.view.year]

    @property
    def _others(self) -> pd.DataFrame:
        return self.other_panel.rows[self.other_panel.rows["year"] == self.other_year]

    @property
    def title(self) -> str:
        year = "" if self.other_year == self.view.year else f" {self.view.year}"
        return f"{self.view.indicator.short_name}{year} and {self.other.short_name}, {self.other_year}"

    @property
    def subtitle(self) -> str:
        who = ", ".join(self.view.names.values())
        return f"All countries with both values; named: {who}. {self.view.panel.known_words}."

    @property
    def parts(self) -> tuple[tuple[Indicator, str], ...]:
        pairs = ((self.view.indicator, self._own), (self.other, self._others))
        return tuple((one, ", ".join(sorted(set(found["edition"])))) for one, found in pairs)

    @property
    def count(self) -> str:
        return f"N = {len(self.pairs)} countries"

    @property
    def notes(self) -> tuple[str, ...]:
        agree = "A correlation says that two measures agree, not that one drives the other."
        shared = self._shared
        more = (f"They agree in part because {shared}.",) if shared else ()
        return (
            agree,
            *more,
            f"Spearman's rank correlation with a {LEVEL:.0%} interval (METHODS 1.7).",
        )

    @property
    def _shared(self) -> str:
        """Name the part of one indicator that the other's source makes; empty if none is known."""
        both = (self.view.indicator, self.other)
        for one, other in (both, both[::-1]):
            for shared in cache.catalogue().inputs_of(one.id):
                if shared.source == other.source:
                    return f"{one.short_name} uses {shared.name}"
        return "both come from one source" if both[0].source == both[1].source else ""

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Both values of each country in the year; key iso3, with `x` and `y`."""
        x, y = (rows.set_index("iso3")["value"] for rows in (self._own, self._others))
        return pd.concat([x.rename("x"), y.rename("y")], axis=1).dropna().sort_index()

    @cached_property
    def correlation(self) -> Correlation | None:
        return correlation(self.pairs["x"], self.pairs["y"])

    def finding(self) -> str:
        if self.against == self.view.indicator.id:
            return "Choose another indicator for the vertical axis: this one agrees with itself."
        found = self.correlation
        if found is None:
            return f"Only {len(self.pairs)} countries have both values: too few to compare."
        interval = f"{LEVEL:.0%} interval {number(found.lower, 2)} to {number(found.upper, 2)}"
        return f"Across {found.n} countries the rank correlation is {number(found.value, 2)} ({interval})."

    def alternative(self) -> str:
        digits = self.view.indicator.decimals, self.other.decimals
        named = []
        for iso3, name in self.view.names.items():
            if iso3 in self.pairs.index:
                x, y = (float(self.pairs[name_].loc[iso3]) for name_ in ("x", "y"))
                named.append(f"{name} {number(x, digits[0])} and {number(y, digits[1])}")
        return f"{self.title}. {self.finding()} {'; '.join(named)}."

    def exported(self) -> pd.DataFrame:
        """Return both values of every country; key (iso3, year)."""
        pairs = self.pairs.reset_index()
        return pairs.assign(
            country=pairs["iso3"].map(cache.country_name),
            year=self.view.year,
            year_against=self.other_year,
            indicator=self.view.indicator.id,
            against=self.other.id,
        ).rename(columns={"x": "value", "y": "value_against"})[
            ["indicator", "against", "iso3", "country", "year", "year_against", "value", "value_against"]
        ]

    def figure(self) -> Figure:
        among = tuple(self.view.names)
        pairs = self.pairs
        rest = pairs[~pairs.index.isin(list(among))]
        traces = [self._dots(rest, WORLD, "circle", 6)]
        names = []
        for iso3 in reversed(among):
            if iso3 not in pairs.index:
                continue
            own, style = pairs.loc[[iso3]], look(iso3, among)
            traces.append(self._dots(own, style.colour, style.symbol, 12))
            word = escaped(self.view.names[iso3])
            names.append(
                label(
                    f"<b>{word}</b>" if iso3 == among[0] else word,
                    float(own["x"].iloc[0]),
                    float(own["y"].iloc[0]),
                    xshift=9,
                    yshift=9,
                    font={"size": 12},
                )
            )
        above, small = _axis_words(self.other), {"size": 12}
        return figure(
            traces,
            {
                "height": HEIGHT,
                "margin": {"l": 56, "r": 60, "t": 28, "b": 48},
                "hovermode": "closest",
                "xaxis": axis(title={"text": _axis_words(self.view.indicator), "font": small}, nticks=8),
                "yaxis": axis(nticks=8),
                "annotations": [
                    label(above, 0, 1, xref="paper", yref="paper", xshift=-50, yanchor="bottom", font=small),
                    *names,
                ],
            },
        )

    def _dots(self, rows: pd.DataFrame, colour: str, symbol: str, size: int) -> dict[str, object]:
        return {
            "type": "scatter",
            "mode": "markers",
            "x": rows["x"].to_list(),
            "y": rows["y"].to_list(),
            "text": [escaped(cache.country_name(iso3)) for iso3 in rows.index],
            "marker": {"color": colour, "symbol": symbol, "size": size},
            "hovertemplate": "%{text}: %{x}, %{y}<extra></extra>",
            "showlegend": False,
        }


def _axis_words(indicator: Indicator) -> str:
    words = {Direction.HIGHER_IS_BETTER: ", higher is better", Direction.LOWER_IS_BETTER: ", lower is better"}
    return f"{escaped(indicator.short_name)} ({escaped(indicator.unit)}{words.get(indicator.direction, '')})"
