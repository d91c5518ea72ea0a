"""Place data on the axes of a picture, and draw grid, ticks and labels."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.common.picture.words import lines_of, size_of, write

TICK_SIZE = 13.0
# The fewest pixels between two ticks that we choose ourselves.
GAP = {"x": 80, "y": 40}
Value = Any


@dataclass(frozen=True)
class Area:
    """The rectangle of the plot in pixels."""

    left: float
    top: float
    width: float
    height: float

    def x(self, share: float) -> float:
        """Return the pixel of a share of the width."""
        return self.left + share * self.width

    def y(self, share: float) -> float:
        """Return the pixel of a share of the height, counted from below."""
        return self.top + (1 - share) * self.height


@dataclass(frozen=True, eq=False)
class Axis:
    """One axis: its letter, its layout, its pixels at both ends of the range, and its categories."""

    letter: str
    layout: Mapping[str, Any]
    low: float
    high: float
    start: float
    end: float
    categories: tuple[str, ...] = ()

    def number(self, value: Value) -> float:
        """Return a value as a number on the axis: a date in days, a category by its place, a logarithm."""
        if isinstance(value, str):
            if value in self.categories:
                return float(self.categories.index(value))
            return day_number(value)
        number = float(value)
        if self.layout.get("type") == "log":
            return math.log10(number) if number > 0 else math.nan
        return number

    def pixel(self, value: Value) -> float:
        """Return the pixel of a value."""
        return self.place(self.number(value))

    def place(self, number: float) -> float:
        """Return the pixel of a number on the axis."""
        return self.start + (number - self.low) / (self.high - self.low) * (self.end - self.start)

    def share(self, share: float) -> float:
        """Return the pixel of a share of the axis's own domain."""
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[tuple[float, str]]:
        """Return the pixel and the text of each tick within the range."""
        low, high = sorted((self.low, self.high))
        values, texts = self.layout.get("tickvals"), self.layout.get("ticktext")
        if values is not None:
            texts = texts if texts is not None else [number_text(value) for value in values]
            numbers = [self.number(value) for value in values]
        elif self.categories:
            numbers, texts = [float(n) for n in range(len(self.categories))], list(self.categories)
        elif self.layout.get("type") == "date":
            years = year_ticks(low, high)
            numbers, texts = [day_number(f"{year}-01-01") for year in years], [str(year) for year in years]
        else:
            numbers = tick_numbers(low, high, abs(self.end - self.start) / GAP[self.letter], self.layout)
            texts = number_texts(numbers)
        slack = (high - low) * 1e-6
        return [
            (self.place(number), str(text))
            for number, text in zip(numbers, texts, strict=True)
            if low - slack <= number <= high + slack
        ]


def day_number(text: str) -> float:
    """Return an ISO day, with or without a time, as a number of days."""
    return dt.datetime.fromisoformat(text).timestamp() / 86400


def year_ticks(low: float, high: float) -> list[int]:
    """Return at most ten years between two days."""
    first, last = (dt.datetime.fromtimestamp(day * 86400).year for day in (low, high))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= 9)
    return [year for year in range(first, last + 1) if year % step == 0]


def tick_numbers(low: float, high: float, most: float, layout: Mapping[str, Any]) -> list[float]:
    """Return round numbers between two ends, about as many as there is room for."""
    step = layout.get("dtick")
    if step is None:
        rough = (high - low) / (min(max(most, 4), 9) + 1)
        base = 10 ** math.floor(math.log10(rough))
        step = next(times for times in (1, 2, 5, 10) if times * base >= rough * 0.999) * base
    first = math.ceil((low - layout.get("tick0", 0)) / step - 1e-9)
    numbers = []
    while (number := layout.get("tick0", 0) + first * step) <= high + step * 1e-9:
        numbers.append(number)
        first += 1
    return numbers


def number_texts(numbers: Sequence[float]) -> list[str]:
    """Write ticks with as many decimals as all of them need."""
    largest = max((abs(number) for number in numbers), default=0)
    factor, unit = next(((f, u) for f, u in ((1e9, "B"), (1e6, "M"), (1e4, "k")) if largest >= f), (1.0, ""))
    factor = 1e3 if unit == "k" else factor
    scaled = [number / factor for number in numbers]
    decimals = next((d for d in range(7) if all(abs(round(n, d) - n) < 1e-9 for n in scaled)), 6)
    return [number_text(round(number, decimals), decimals) + (unit if number else "") for number in scaled]


def number_text(value: Value, decimals: int | None = None) -> str:
    """Write a number with a true minus sign."""
    text = (
        f"{value:.{decimals}f}"
        if decimals is not None
        else f"{value:g}"
        if not isinstance(value, str)
        else value
    )
    return text.replace("-", "−")


def grid(axis: Axis, across: tuple[float, float]) -> str:
    """Draw the lines of an axis's ticks across the plot."""
    if not axis.layout.get("showgrid", True) or axis.layout.get("visible") is False:
        return ""
    colour = axis.layout.get("gridcolor", "#dddddd")
    lines = []
    for pixel, _ in axis.ticks():
        ends = (
            f'x1="{pixel:.1f}" x2="{pixel:.1f}" y1="{across[0]:.1f}" y2="{across[1]:.1f}"'
            if axis.letter == "x"
            else f'y1="{pixel:.1f}" y2="{pixel:.1f}" x1="{across[0]:.1f}" x2="{across[1]:.1f}"'
        )
        lines.append(f'<line {ends} stroke="{colour}"/>')
    return "".join(lines)


def labels(axis: Axis, at: float) -> str:
    """Draw the ticks, their texts and the title of an axis; `at` is its pixel on the other axis."""
    layout = axis.layout
    if layout.get("visible") is False:
        return ""
    size = float(layout.get("tickfont", {}).get("size", TICK_SIZE))
    length = float(layout.get("ticklen", 4)) if layout.get("ticks") == "outside" else 0.0
    parts, deepest = [], 0.0
    for pixel, text in axis.ticks() if layout.get("showticklabels", True) else ():
        lines = lines_of(text)
        _, height = size_of(lines, size)
        deepest = max(deepest, height)
        if axis.letter == "x":
            mark = f'x1="{pixel:.1f}" x2="{pixel:.1f}" y1="{at:.1f}" y2="{at + length:.1f}"'
            parts.append(write(lines, pixel, at + length + 2, size=size, anchor="middle"))
        else:
            mark = f'y1="{pixel:.1f}" y2="{pixel:.1f}" x1="{at - length:.1f}" x2="{at:.1f}"'
            parts.append(write(lines, at - length - 3, pixel - height / 2, size=size, anchor="end"))
        if length:
            parts.append(f'<line {mark} stroke="{layout.get("tickcolor", "#888888")}"/>')
    title = layout.get("title", {})
    if title and title.get("text"):
        size = float(title.get("font", {}).get("size", 13))
        lines = lines_of(title["text"])
        middle = (axis.start + axis.end) / 2
        if axis.letter == "x":
            parts.append(write(lines, middle, at + length + deepest + 4, size=size, anchor="middle"))
        else:
            turn = f' transform="rotate(-90 {at - 40:.1f} {middle:.1f})"'
            parts.append(write(lines, at - 40, middle, size=size, anchor="middle", extra=turn))
    return "".join(parts)
