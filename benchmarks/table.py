"""Measurements beside goals: rows, goals, the table in the terminal, results.json."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

OURS = "ours"
PEERS = ("bare", "Dash", "naive")


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound for our figure: for the figure itself, or for its ratio to a peer's; at least or at most."""

    bound: float
    over: str = ""
    at_least: bool = False

    def value(self, figures: dict[str, float]) -> float:
        """Return the figure that is compared with the bound; NaN if it was not measured."""
        ours = figures.get(OURS, math.nan)
        return (
            ours / figures[self.over]
            if self.over and figures.get(self.over)
            else math.nan
            if self.over
            else ours
        )

    def met(self, figures: dict[str, float]) -> bool | None:
        """Tell whether the goal is met; None if it was not measured."""
        value = self.value(figures)
        if math.isnan(value):
            return None
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}{f' x {self.over}' if self.over else ''}"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: our figure and those of the peers that have one, with the goals of it."""

    part: str
    name: str
    unit: str
    figures: dict[str, float]
    goals: tuple[Goal, ...] = ()

    def ratios(self) -> dict[str, float]:
        """Our figure over each peer's."""
        return {
            peer: self.figures[OURS] / value
            for peer, value in self.figures.items()
            if peer != OURS and value and OURS in self.figures
        }

    def verdict(self) -> str:
        """Met, missed by which factor, or nothing."""
        said = []
        for goal in self.goals:
            met = goal.met(self.figures)
            if met is None:
                said.append(f"{goal}: not measured")
            elif met:
                said.append(f"{goal}: met")
            else:
                said.append(f"{goal}: MISSED ({digits(goal.value(self.figures))})")
        return "; ".join(said)


def digits(value: float) -> str:
    """Three significant digits, as a person writes them."""
    if math.isnan(value):
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.1g}"


def table(rows: Iterable[Row]) -> str:
    """Return the rows as text: our figure, each peer's with our ratio to it, the goals."""
    head = ["", "unit", OURS, *PEERS, "goals"]
    lines = [head]
    part = ""
    for row in rows:
        if row.part != part:
            part = row.part
            lines.append([part.upper(), *[""] * (len(head) - 1)])
        ratios = row.ratios()
        cells = [digits(row.figures.get(OURS, math.nan))]
        for peer in PEERS:
            value = row.figures.get(peer)
            ratio = f" (x {digits(ratios[peer])})" if peer in ratios else ""
            cells.append("" if value is None else f"{digits(value)}{ratio}")
        lines.append([f"  {row.name}", row.unit, *cells, row.verdict()])
    widths = [max(len(line[number]) for line in lines) for number in range(len(head) - 1)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), line[1].ljust(widths[1])]
            + [cell.rjust(width) for cell, width in zip(line[2:-1], widths[2:], strict=True)]
            + [line[-1]]
        ).rstrip()
        for line in lines
    )


def as_json(rows: Sequence[Row], about: dict[str, Any]) -> dict[str, Any]:
    """Return the results for results.json: every row with ratios and goals; NaN is null."""
    return {
        **about,
        "measurements": [
            {
                **asdict(row),
                "figures": {name: _plain(value) for name, value in row.figures.items()},
                "ratios": {name: round(value, 3) for name, value in row.ratios().items()},
                "goals": [
                    {
                        "goal": str(goal),
                        "value": _plain(goal.value(row.figures)),
                        "met": goal.met(row.figures),
                    }
                    for goal in row.goals
                ],
            }
            for row in rows
        ],
    }


def missed(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that missed a measured goal."""
    return [row for row in rows if any(goal.met(row.figures) is False for goal in row.goals)]


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
