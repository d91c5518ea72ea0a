"""Change: the first and the last year of each country, joined by a line, with the verdict beside it."""

from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import look
from dashboard.common.series import unit_label
from dashboard.common.text import number
from dashboard.pages.compare.kinds.view import View
from indicators.compare.change import Change
from indicators.compare.significance import Significance, Verdict
from indicators.compare.words import verb
from indicators.errors import QuestionError
from indicators.text import listed

ROW, TOP, BOTTOM = 46, 30, 34


class ChangeView(View):
    """Two years of each country, by size of the change; what is beyond the margin of error comes first."""

    word = "change"

    @property
    def title(self) -> str:
        first, last = self.view.years
        return f"{self.view.indicator.name}, {first} and {last}"

    @cached_property
    def _found(self) -> dict[str, Change | str]:
        """Each country's change, or the reason why it has none."""
        first, last = self.view.years
        found: dict[str, Change | str] = {}
        for iso3 in self.view.names:
            try:
                change = cache.between(self.view.indicator.id, (iso3, first), (iso3, last), self.view.as_of)
            except QuestionError as error:
                found[iso3] = error.what
            else:
                found[iso3] = change if isinstance(change, Change) else "the two figures are one"
        return found

    @cached_property
    def changes(self) -> dict[str, Change]:
        """The changes by country: beyond the margin of error first, then by size."""
        changes = {iso3: one for iso3, one in self._found.items() if isinstance(one, Change)}
        order = sorted(
            changes, key=lambda iso3: (not changes[iso3].test.is_beyond, -abs(changes[iso3].amount))
        )
        return {iso3: changes[iso3] for iso3 in order}

    def finding(self) -> str:
        first, last = self.view.years
        if not self.changes:
            return f"No chosen country has two comparable figures in {first} and {last}."
        names, indicator = self.view.names, self.view.indicator
        beyond = [
            f"{names[iso3]} {verb(one.test, indicator.direction)} by {self._digits(abs(one.amount))}"
            for iso3, one in self.changes.items()
            if one.test.is_beyond
        ]
        if not beyond:
            tested = any(one.test.is_tested for one in self.changes.values())
            why = "is beyond the margin of error" if tested else "can be tested: no error is published"
            return f"From {first} to {last} no change {why}, of {len(self.changes)} countries."
        rest = len(self.changes) - len(beyond)
        more = f"; the other {rest} are not" if rest > 1 else "; the other one is not" if rest else ""
        return f"From {first} to {last}, beyond the margin of error: {listed(beyond)}{more}."

    def alternative(self) -> str:
        lines = [
            found.sentence if isinstance(found, Change) else f"{self.view.names[iso3]}: {found}."
            for iso3, found in self._found.items()
        ]
        return f"{self.title}. {self.finding()} {' '.join(lines)}"

    def exported(self) -> pd.DataFrame:
        """Return a row for each country: both figures, change, verdict; key (indicator, iso3)."""
        first, last = self.view.years
        rows = []
        for iso3, found in self._found.items():
            one = found if isinstance(found, Change) else None
            rows.append(
                {
                    "indicator": self.view.indicator.id,
                    "iso3": iso3,
                    "country": self.view.names[iso3],
                    "year_from": first,
                    "year_to": last,
                    "value_from": one.figure_from.value if one else None,
                    "value_to": one.figure_to.value if one else None,
                    "change": one.amount if one else None,
                    "verdict": str(one.test.verdict) if one else "no two figures",
                    "reason": one.test.reason if one else found,
                }
            )
        return pd.DataFrame(rows)

    def figure(self) -> Figure:
        among = tuple(self.view.names)
        traces, notes = [], [unit_label(self.view.indicator)]
        for row, (iso3, one) in enumerate(self.changes.items()):
            then, now = one.figure_from, one.figure_to
            style, country = look(iso3, among), escaped(self.view.names[iso3])
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": [then.value, now.value],
                    "y": [row, row],
                    "name": country,
                    "line": {"color": style.colour, "width": 3},
                    "marker": {
                        "color": style.colour,
                        "size": 13,
                        "opacity": 1,
                        "line": {"width": [2.5, 0], "color": style.colour},
                        "symbol": [f"{style.symbol.removesuffix('-open')}-open", style.symbol],
                    },
                    "customdata": [[iso3, then.year], [iso3, now.year]],
                    "text": [f"{country} {f.year}: {self._digits(f.value)}" for f in (then, now)],
                    "hovertemplate": "%{text}<extra></extra>",
                }
            )
            name = f"<b>{country}</b>" if iso3 == among[0] else country
            words = f"{self._digits(then.value)} to {self._digits(now.value)}"
            notes.append(
                label(
                    f"{name}: {words}, {_verdict(one.test)}",
                    0,
                    row - 0.34,
                    xref="paper",
                    yref="y",
                    font={"size": 12},
                )
            )
        changes = self.changes.values()
        values = [figure.value for one in changes for figure in (one.figure_from, one.figure_to)]
        values = values or [self.view.indicator.minimum, self.view.indicator.maximum]
        air = 0.08 * ((max(values) - min(values)) or 1)
        return figure(
            traces,
            {
                "height": ROW * max(len(self.changes), 1) + TOP + BOTTOM,
                "margin": {"l": 12, "r": 16, "t": TOP, "b": BOTTOM},
                "hovermode": "closest",
                "xaxis": axis(range=[min(values) - air, max(values) + air], automargin=True),
                "yaxis": axis(range=[len(self.changes) - 0.4, -0.7], visible=False),
                "annotations": [
                    {**notes[0], "xshift": 0},
                    *notes[1:],
                    label(
                        f"hollow {self.view.years[0]}, filled {self.view.years[1]}",
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

    def _digits(self, value: float) -> str:
        return number(value, self.view.indicator.decimals)


def _verdict(test: Significance) -> str:
    return str(test.verdict) if test.is_tested else str(Verdict.NOT_TESTED)
