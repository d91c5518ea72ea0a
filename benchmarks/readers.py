"""The behaviour of readers on each measured page, and what the answer must contain.

A `Choice` is one change of a widget with the test of its answer: the figures, not only that one came.
"""

import base64
import html
import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.protocol import Reply
from benchmarks.sample import Sample

Check = Callable[[Reply], str]
OTHERS = 4
SEEDS = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """A widget's key, its new value, and what is wrong with an answer ("" if it is right)."""

    key: str
    value: Any
    check: Check


Choices = Callable[[random.Random], Iterator[Choice]]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A page as readers use it: its path below the address, and the changes that one of them makes."""

    path: str
    choices: Choices


def countries(sample: Sample, key: str, *, few: int = 0) -> Choices:
    """Choose the focus country beside others, anew each time, so that no cache can have the view.

    With `few` there are so many views only, the same for all readers: those of a link that is passed on.
    """
    others = sorted(set(sample.scores) - {sample.focus})
    fixed = random.Random(1)
    views = [fixed.sample(others, OTHERS) for _ in range(few)]

    def choose(rng: random.Random) -> Iterator[Choice]:
        before: list[str] = []
        while True:
            chosen = rng.choice(views) if views else rng.sample(others, OTHERS)
            if chosen != before or few == 1:
                before = chosen
                names = [sample.focus, *chosen]
                yield Choice(key, names, lines({name: sample.scores[name] for name in names}))

    return choose


def seeds(key: str) -> Choices:
    """Another seed of the bare page each time."""

    def choose(rng: random.Random) -> Iterator[Choice]:
        start = rng.randrange(SEEDS)
        for number in itertools.count(start + 1):
            seed = str(number % SEEDS)
            yield Choice(key, seed, titled(f"seed {seed}"))

    return choose


def days(key: str, values: tuple[str, str], checks: tuple[Check, Check]) -> Choices:
    """Choose the day of the article and today in turns."""

    def choose(_rng: random.Random) -> Iterator[Choice]:
        for value, check in itertools.cycle(zip(values, checks, strict=True)):
            yield Choice(key, value, check)

    return choose


def numbers(values: Any) -> list[float]:
    """Return a trace's numbers without its gaps, also if Plotly sent them in base64."""
    if isinstance(values, dict):
        values = np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).tolist()
    return [float(value) for value in values if value is not None and not math.isnan(value)]


def lines(wanted: dict[str, list[float]]) -> Check:
    """Check that the reply has a chart with exactly these lines and values."""

    def check(reply: Reply) -> str:
        charts = reply.charts()
        if not charts:
            return "no chart in the answer"
        drawn = {
            html.unescape(trace["name"]): numbers(trace["y"])
            for trace in charts[0]["data"]
            if trace.get("name") and "lines" in trace.get("mode", "lines")
        }
        if set(drawn) != set(wanted):
            return f"lines of {sorted(drawn)}, not of {sorted(wanted)}"
        wrong = [name for name in wanted if not np.allclose(drawn[name], wanted[name])]
        return f"other values of {wrong}" if wrong else ""

    return check


def titled(wanted: str) -> Check:
    """Check that the reply has a chart of this title."""

    def check(reply: Reply) -> str:
        titles = [chart.get("layout", {}).get("title", {}).get("text", "") for chart in reply.charts()]
        return "" if wanted in titles else f"titles {titles}, not {wanted!r}"

    return check


def worded(wanted: str) -> Check:
    """Check that the reply contains these words."""
    return lambda reply: "" if wanted in reply.text() else f"{wanted!r} is not in the answer"


def among(wanted: Sequence[float], charts: int) -> Check:
    """Check that the reply has this many charts, and that one has a line of these values."""

    def check(reply: Reply) -> str:
        drawn = reply.charts()
        if len(drawn) != charts:
            return f"{len(drawn)} charts, not {charts}"
        found = any(numbers(trace["y"]) == list(wanted) for chart in drawn for trace in chart["data"])
        return "" if found else f"no line of {list(wanted)}"

    return check


def behaviours(sample: Sample, article: str) -> dict[str, Behaviour]:
    """Return the behaviour on each page by the name under which it is measured; `article` is a day."""
    then, now = sample.editions
    scores = sample.scores[sample.focus]
    known = len([year for year in sample.years if year <= int(article[:4]) - 1])
    return {
        "compare": Behaviour("compare", countries(sample, "compare-countries")),
        "compare, a link passed on": Behaviour("compare", countries(sample, "compare-countries", few=5)),
        "overview": Behaviour(
            "",
            days(
                "overview-as-of-kind",
                (f"{article} (the article)", "today"),
                (worded(f">{then}"), worded(f">{now}")),
            ),
        ),
        "bare": Behaviour("", seeds("seed")),
        "naive compare": Behaviour("", countries(sample, "countries")),
        "naive overview": Behaviour(
            "",
            days(
                "until",
                ("2014", "today"),
                (among(scores[:known], sample.cards_then), among(scores, sample.cards)),
            ),
        ),
        "dash": Behaviour("", countries(sample, "countries")),
    }
