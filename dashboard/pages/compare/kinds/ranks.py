"""Rank over time: each country's place among all that were ranked, with their number."""

from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import look
from dashboard.pages.compare.kinds.view import View
from indicators.compare.comparability import cuts
from indicators.model import Direction
from indicators.rank.ranks import is_ordinal

HEIGHT, RIGHT = 420, 150


class RanksView(View):
    """Published places where the publisher prints them, else computed from all values of the year."""

    word = "ranks"

    @property
    def title(self) -> str:
        return f"{self.view.indicator.name}: rank over time"

    @property
    def subtitle(self) -> str:
        kind = "Published ranks" if self.is_published else "Ranks computed from all values of the year"
        return (
            f"{self.view.subtitle.rstrip('.')}. {kind}, 1 is the {'worst' if self._from_worst else 'best'}."
        )

    @property
    def _from_worst(self) -> bool:
        return self.is_published and self.view.indicator.rank_from_worst

    @cached_property
    def _tables(self) -> pd.DataFrame:
        """The chosen countries' rows of every year's ranking (`cache.ranking`)."""
        view = self.view
        first, last = view.years
        tables = [
            cache.ranking(view.indicator.id, year, view.as_of, hindsight=view.hindsight)
            for year in view.panel.years
            if first <= year <= last
        ]
        rows = pd.concat(tables, ignore_index=True)
        rows = rows[rows["iso3"].isin(list(view.names))].sort_values(["iso3", "year"], ignore_index=True)
        # An indicator without a better end has no computed ranks.
        return rows.reindex(columns=list(dict.fromkeys([*rows, "computed_rank", "computed_n"])))

    @cached_property
    def is_published(self) -> bool:
        return bool(self._tables["rank"].notna().any())

    @cached_property
    def places(self) -> pd.DataFrame:
        """The chosen countries' places; key (iso3, year), with `place`, `n` and `edition`. May be empty."""
        rows = self._tables
        place, n = ("rank", "n_ranked") if self.is_published else ("computed_rank", "computed_n")
        ranked = rows.rename(columns={place: "place", n: "n"}).dropna(subset=["place"])
        return ranked[["iso3", "year", "edition", "place", "n"]].reset_index(drop=True)

    @property
    def _why_none(self) -> str:
        indicator = self.view.indicator
        if indicator.direction is Direction.NEITHER:
            return "it has no better and worse end"
        if indicator.lacks_units:
            return "the edition held lacks countries, so that a place would be wrong"
        if is_ordinal(indicator):
            return "on a scale of few levels many countries tie"
        return "no year has all the countries that were ranked"

    def _of(self, iso3: str) -> pd.DataFrame:
        return self.places[self.places["iso3"] == iso3]

    def finding(self) -> str:
        iso3, name = next(iter(self.view.names.items()))
        own = self._of(iso3)
        if not len(own):
            return f"{self.view.indicator.name} gives {name} no rank: {self._why_none}."
        first, last = own.iloc[0], own.iloc[-1]
        if len(own) == 1:
            return f"{name} ranked {first['place']} of {first['n']} in {first['year']}."
        also = "" if first["n"] == last["n"] else "; the number of countries changed too"
        then, now = (f"{one['place']} of {one['n']} in {one['year']}" for one in (first, last))
        return f"{name} ranked {then} and {now}{also}."

    @property
    def notes(self) -> tuple[str, ...]:
        return (
            "A rank also moves when other countries change, or when countries join or leave.",
            *self.view.notes,
        )

    def exported(self) -> pd.DataFrame:
        """Return the places as rows; key (indicator, iso3, year)."""
        places = self.places
        return places.assign(
            indicator=self.view.indicator.id,
            country=places["iso3"].map(self.view.names),
            is_published=self.is_published,
        )[["indicator", "iso3", "country", "year", "edition", "place", "n", "is_published"]]

    def figure(self) -> Figure:
        among = tuple(self.view.names)
        places = self.places
        deepest = int(places["n"].max()) if len(places) else 1
        traces, ends = [], {}
        for iso3 in reversed(among):
            own, style = self._of(iso3), look(iso3, among)
            if not len(own):
                continue
            ends[iso3] = float(own["place"].iloc[-1])
            x, y, text = self._steps(own)
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": escaped(self.view.names[iso3]),
                    "x": x,
                    "y": y,
                    "text": text,
                    "line": {"color": style.colour, "width": style.width, "dash": style.dash},
                    "marker": {"color": style.colour, "symbol": style.symbol, "size": 6},
                    "hovertemplate": f"<b>{escaped(self.view.names[iso3])}</b> %{{text}}<extra></extra>",
                }
            )
        numbers = self._numbers(deepest)
        first, last = self.view.years
        gap = deepest * 18 / HEIGHT
        placed = spread(list(ends.values()), gap, 1, deepest) if ends else []
        names = [
            label(
                f'<span style="color:{look(iso3, among).colour}">●</span> '
                + (
                    f"<b>{escaped(self.view.names[iso3])}</b>"
                    if iso3 == among[0]
                    else escaped(self.view.names[iso3])
                ),
                1,
                place,
                xref="paper",
                yref="y",
                xshift=4,
                font={"size": 12},
            )
            for iso3, place in zip(ends, placed, strict=True)
        ]
        step = 20 if deepest > 60 else 5
        top = "worst" if self._from_worst else "best"
        return figure(
            [*traces, *numbers],
            {
                "height": HEIGHT,
                "margin": {"l": 44, "r": RIGHT, "t": 28, "b": 30},
                "hovermode": "x unified",
                "xaxis": axis(
                    range=[first - 0.5, last + 0.5], showgrid=False, hoverformat="d", nticks=8, tickformat="d"
                ),
                "yaxis": axis(range=[deepest * 1.03 + 1, -2], tickvals=[1, *range(step, deepest + 1, step)]),
                "annotations": [
                    label(
                        f"rank, {top} at the top; grey: number of countries ranked",
                        0,
                        1,
                        xref="paper",
                        yref="paper",
                        xshift=-40,
                        yanchor="bottom",
                        font={"size": 12},
                    ),
                    *names,
                ],
            },
        )

    def _steps(self, own: pd.DataFrame) -> tuple[list[float], list[int | None], list[str]]:
        """Return years, places and words of one line; a year without a place, or a new method, is a gap."""
        blocked = cuts(self.view.breaks)
        places = {int(row["year"]): row for row in own.to_dict("records")}
        x: list[float] = []
        y: list[int | None] = []
        text: list[str] = []
        for year in range(min(places), max(places) + 1):
            if year in blocked:
                x, y, text = [*x, year - 0.5], [*y, None], [*text, ""]
            row = places.get(year)
            x.append(year)
            y.append(int(row["place"]) if row else None)
            text.append(f"{row['place']} of {row['n']}, edition {escaped(row['edition'])}" if row else "")
        return x, y, text

    def _numbers(self, deepest: int) -> list[dict[str, object]]:
        """Draw how many countries were ranked in each year, as the floor of the chart."""
        counted = self.places.drop_duplicates("year").sort_values("year")
        return [
            {
                "type": "scatter",
                "mode": "lines",
                "name": "ranked",
                "x": counted["year"].to_list(),
                "y": counted["n"].astype(int).to_list(),
                "line": {"color": "#808891", "width": 1, "dash": "dot", "shape": "hvh"},
                "hovertemplate": "%{y} countries ranked<extra></extra>",
            }
        ]
