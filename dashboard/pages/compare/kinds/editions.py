"""Editions: what each edition said of the same years, for one country."""

from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import WORLD, faded, look
from dashboard.common.series import unit_label
from dashboard.common.text import number
from dashboard.pages.compare.kinds.view import View

HEIGHT, NAMED = 420, 6


class EditionsView(View):
    """A line for each edition of the first country, the newest bold; single years are marks."""

    word = "editions"

    @property
    def title(self) -> str:
        return f"{self.view.indicator.name} of {self.view.focus_name}, by edition"

    @property
    def subtitle(self) -> str:
        first, last = self.view.years
        view = self.view
        known = f"Unit: {view.indicator.unit}. {view.panel.known_words}"
        return f"{view.focus_name}, {first} to {last}. {known}."

    @property
    def edition(self) -> str:
        editions = list(dict.fromkeys(self._rows["edition"]))
        return f"{editions[0]} to {editions[-1]}" if len(editions) > 1 else "".join(editions) or "none"

    @property
    def count(self) -> str:
        return f"N = {self._rows['edition'].nunique()} editions, {len(self._rows)} values"

    @cached_property
    def _order(self) -> list[str]:
        known = cache.catalogue().editions_of(self.view.indicator.id)
        return [
            one.id for one in sorted(known, key=lambda one: one.published) if one.published <= self.view.as_of
        ]

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """Every edition's values of the first country, in the order of publication."""
        focus = next(iter(self.view.names))
        rows = cache.snapshot().all_editions(self.view.indicator.id)
        first, last = self.view.years
        rows = rows[
            (rows["iso3"] == focus) & rows["year"].between(first, last) & rows["edition"].isin(self._order)
        ]
        place = {edition: number_ for number_, edition in enumerate(self._order)}
        return (
            rows.assign(_place=rows["edition"].map(place))
            .sort_values(["_place", "year"])
            .drop(columns="_place")
        )

    @cached_property
    def _restated(self) -> tuple[int, float, float, str, str] | None:
        """The year whose values differ most between editions, with them; None without one said twice."""
        best: tuple[int, float, float, str, str] | None = None
        said: dict[int, list[tuple[float, str]]] = {}
        for row in self._rows.to_dict("records"):
            said.setdefault(int(row["year"]), []).append((float(row["value"]), str(row["edition"])))
        for year, values in said.items():
            (low, edition_low), (high, edition_high) = min(values), max(values)
            if high > low and (best is None or high - low > best[2] - best[1]):
                best = (year, low, high, edition_low, edition_high)
        return best

    def finding(self) -> str:
        editions = self._rows["edition"].nunique()
        if not editions:
            return f"No edition held has a value of {self.view.focus_name} in these years."
        if editions == 1:
            return f"One edition held covers {self.view.focus_name} in these years."
        if self._restated is None:
            return f"No later edition held restates a value of an earlier one: {editions} editions."
        year, low, high, edition_low, edition_high = self._restated
        digits = self.view.indicator.decimals
        return (
            f"Editions differ most on {year}: {number(low, digits)} in {edition_low}, "
            f"{number(high, digits)} in {edition_high}."
        )

    def exported(self) -> pd.DataFrame:
        """Return every edition's rows; key (indicator, iso3, year, edition)."""
        return self._rows.assign(country=self.view.focus_name)[
            [
                "indicator",
                "iso3",
                "country",
                "year",
                "edition",
                "value",
                "lower",
                "upper",
                "standard_error",
                "status",
            ]
        ]

    def figure(self) -> Figure:
        focus = next(iter(self.view.names))
        colour = look(focus, (focus,)).colour
        editions = list(dict.fromkeys(self._rows["edition"]))
        traces, names = [], []
        for at, edition in enumerate(editions):
            own = self._rows[self._rows["edition"] == edition]
            is_newest = edition == editions[-1]
            style = colour if is_newest else faded(WORLD, 0.45 + 0.5 * at / max(len(editions) - 1, 1))
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "name": escaped(edition),
                    "x": own["year"].to_list(),
                    "y": own["value"].to_list(),
                    "line": {"color": style, "width": 3 if is_newest else 1.3},
                    "marker": {"color": style, "size": 8 if len(own) == 1 else 4},
                    "hovertemplate": f"{escaped(edition)}: %{{y}}<extra></extra>",
                }
            )
            if is_newest or (len(own) > 1 and len(editions) <= NAMED):
                words = f"<b>{escaped(edition)}</b>" if is_newest else escaped(edition)
                names.append((own["year"].iloc[-1], own["value"].iloc[-1], words))
        first, last = self.view.years
        labels = [
            label(words, year, value, xshift=8, yshift=0 if at % 2 else 10, font={"size": 12})
            for at, (year, value, words) in enumerate(names)
        ]
        return figure(
            traces,
            {
                "height": HEIGHT,
                "margin": {"l": 44, "r": 90, "t": 28, "b": 30},
                "hovermode": "x unified",
                "xaxis": axis(
                    range=[first - 0.5, last + 0.5], showgrid=False, hoverformat="d", tickformat="d", nticks=8
                ),
                "yaxis": axis(nticks=8),
                "annotations": [
                    unit_label(self.view.indicator, f"grey: earlier editions, {len(editions)} in all"),
                    *labels,
                ],
            },
        )
