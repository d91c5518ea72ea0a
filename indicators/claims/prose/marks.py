"""Cut a checked text into segments, each with the claims that it belongs to, to show them in place."""

from dataclasses import dataclass
from itertools import pairwise

from indicators.claims.finding import PRECEDENCE, Rating
from indicators.claims.prose.report import Report

# What a reader must see first: a wrong claim among right ones.
_ORDER = (*[rating for rating in PRECEDENCE if rating is not Rating.NOT_CHECKABLE], Rating.NOT_CHECKABLE)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text; `claims` are the numbers of its claims, from 1.

    `rating` is the first of their ratings in the order of METHODS 5.1, None without a claim. `ends` are the
    claims whose last words it holds. `why` says why words that sound like a claim were not checked.
    """

    text: str
    claims: tuple[int, ...]
    ends: tuple[int, ...]
    rating: Rating | None
    why: str


def segments(report: Report) -> list[Segment]:
    """Return the whole text in segments; their texts joined are the text."""
    spans = [(one.reading.start, one.reading.end) for one in report.claims]
    edges = {0, len(report.text)}
    for start, end in (*spans, *((one.start, one.end) for one in report.unchecked)):
        edges |= {start, end}
    order = sorted(edges)
    result = []
    for start, end in pairwise(order):
        numbers = tuple(n for n, (a, b) in enumerate(spans, start=1) if a <= start and end <= b)
        ratings = [report.claims[n - 1].judged.rating for n in numbers]
        why = next((one.why for one in report.unchecked if one.start <= start and end <= one.end), "")
        result.append(
            Segment(
                report.text[start:end],
                numbers,
                tuple(n for n in numbers if spans[n - 1][1] == end),
                min(ratings, key=_ORDER.index) if ratings else None,
                "" if numbers else why,
            )
        )
    return result


SIGNS = {
    Rating.SUPPORTED: "✓",
    Rating.SUPPORTED_APPROX: "✓",
    Rating.PARTLY: "≈",
    Rating.OUTDATED: "↻",
    Rating.MISLEADING: "!",
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: "!",
    Rating.REFUTED: "✗",
    Rating.NOT_ENOUGH_DATA: "?",
    Rating.NOT_CHECKABLE: "–",
}
