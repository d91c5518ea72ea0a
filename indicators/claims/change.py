"""A claimed change put to two figures: its numbers, its direction, and what it infers (METHODS 1 and 5)."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indicators.claims import inference
from indicators.claims.answer import Answer
from indicators.claims.finding import Element, Rating, Reason
from indicators.claims.rules import rank_elements, score_element
from indicators.claims.statements import ChangeStatement, Move
from indicators.compare.significance import Significance
from indicators.compare.words import is_better
from indicators.model import Direction

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

# A change on matched sources smaller than this rounds to no point at all.
_NO_POINT = 0.5


def number_elements(statement: ChangeStatement, place: int, figure: Answer) -> tuple[Element, ...]:
    """Check the first (`place` 0) or second number of a change against the figure of its year."""
    suffix = (" from", " to")[place]
    number = (statement.before, statement.after)[place]
    if statement.of_rank:
        return rank_elements(number, (statement.n_from, statement.n_to)[place], figure, suffix=suffix)
    return (score_element(f"score{suffix}", number, figure),)


def change_elements(
    statement: ChangeStatement,
    numbers: Sequence[Element],
    before: Answer,
    after: Answer,
    snapshot: "Snapshot",
) -> tuple[Element, ...]:
    """Check the direction of a claimed change and its inferences; `before` is the earlier figure.

    Whether the figures compare, and who was ranked or which sources scored, is asked only where `numbers`,
    the elements of the two numbers, agree and the direction does.
    """
    direction = _direction(statement, before, after)
    if not all(element.rating.agrees for element in (*numbers, direction)):
        return (direction,)
    return (direction, *_inferences(statement, before, after, snapshot))


def _direction(statement: ChangeStatement, before: Answer, after: Answer) -> Element:
    """Check the sign of the published change against the claim's own word (METHODS 5.2)."""
    old, new = (_moving(statement, figure) for figure in (before, after))
    if old is None or new is None:
        return _element("direction", statement.move.value, None, Rating.NOT_ENOUGH_DATA, (Reason.NO_RANK,))
    change = new - old
    wanted = _sign(statement, after)
    right = change != 0 if wanted is None else change * wanted > 0
    reasons = () if right else (Reason.DIRECTION_DIFFERS,)
    judged = statement.move in (Move.IMPROVED, Move.WORSENED)
    if not right and judged and after.indicator.direction is Direction.LOWER_IS_BETTER and change:
        reasons = (*reasons, Reason.SCALE_INVERTED)
    return _element(
        "direction",
        statement.move.value,
        change,
        Rating.SUPPORTED if right else Rating.REFUTED,
        reasons,
        formula="METHODS 5.2, sign of the published change",
        unit="places" if statement.of_rank else after.indicator.unit,
    )


def _moving(statement: ChangeStatement, figure: Answer) -> float | None:
    if not statement.of_rank:
        return figure.datum.value
    return figure.datum.rank if figure.datum.rank is not None else figure.datum.computed_rank


def _sign(statement: ChangeStatement, figure: Answer) -> int | None:
    """Return the sign that the number's change must have; None if any change will do."""
    if statement.move is Move.CHANGED:
        return None
    if statement.move in (Move.FELL, Move.ROSE):
        down = -1 if statement.move is Move.FELL else 1
        # A rank falls when its number grows.
        return -down if statement.of_rank else down
    better = 1 if is_better(1.0, figure.indicator.direction) else -1
    if statement.of_rank:
        better = 1 if figure.indicator.rank_from_worst and figure.datum.rank is not None else -1
    return better if statement.move is Move.IMPROVED else -better


def _inferences(
    statement: ChangeStatement, before: Answer, after: Answer, snapshot: "Snapshot"
) -> list[Element]:
    crossed = inference.breaks(snapshot, before.datum, after.datum)
    if crossed:
        detail = " ".join(dict.fromkeys(crossed))
        return [
            _element(
                "comparability",
                "compares",
                None,
                Rating.MISLEADING,
                (Reason.BREAK_CROSSED,),
                formula="METHODS 3.2, rule 2",
                detail=detail,
            )
        ]
    found = [_element("comparability", "compares", None, Rating.SUPPORTED, (), formula="METHODS 3.2, rule 2")]
    significance = _significance(before, after, snapshot) if statement.emphatic else None
    if significance is not None:
        found.append(significance)
    if statement.of_rank:
        found += _who_was_ranked(before, after)
    elif significance is None or significance.rating is not Rating.NOT_SUPPORTED_BY_UNCERTAINTY:
        # What the published errors already take away needs no second reason.
        found += _sources(before, after, snapshot)
    return found


def _significance(before: Answer, after: Answer, snapshot: "Snapshot") -> Element:
    """Check whether the score's change is beyond the margin of error."""
    test = inference.significance(snapshot, before, after)
    rating: Rating = Rating.SUPPORTED
    reasons: tuple[Reason, ...] = ()
    if not test.is_tested:
        rating, reasons = Rating.NOT_ENOUGH_DATA, (Reason.NOT_TESTED,)
    elif not test.is_beyond:
        rating, reasons = Rating.NOT_SUPPORTED_BY_UNCERTAINTY, (Reason.NOT_DISTINGUISHABLE,)
    return _element(
        "significance",
        "significant",
        test.value if test.is_tested else None,
        rating,
        reasons,
        formula=test.method.value,
        outputs=_outputs(test),
        detail=f"The change is {test.words}{_figures(test)}.",
        unit=after.indicator.unit,
    )


def _outputs(test: Significance) -> tuple[tuple[str, float], ...]:
    """Return the figures of a test by name; empty without a test."""
    if not test.is_tested:
        return ()
    by_errors = {"standard_error": test.standard_error, "z": test.z, "p": test.p}
    figures = by_errors if test.z is not None else {"probability": test.probability}
    named = {"difference": test.value, **figures, "level": test.level}
    return tuple((name, it) for name, it in named.items() if it is not None and math.isfinite(it))


def _figures(test: Significance) -> str:
    if test.z is not None:
        return f" (z = {test.z:.2f}, two-sided, {test.level:.0%})".replace("%", " %")
    return "" if test.probability is None else f" (probability of a rise {test.probability:.2f})"


def _who_was_ranked(before: Answer, after: Answer) -> list[Element]:
    """Check whether a move of rank is among the same countries (METHODS 3.2, rule 3)."""
    counts = [one.datum.n_ranked or one.datum.computed_n for one in (before, after)]
    split = inference.rank_split(before, after)
    changed = counts[0] != counts[1]
    if split is None:
        if not changed:
            return []
        detail = f"{counts[0]} were ranked and then {counts[1]}; on a common sample no rank can be computed."
        return [_ranked(Rating.MISLEADING, (Reason.N_CHANGED,), (), detail)]
    outputs = (
        ("score_effect", float(split.score_effect)),
        ("coverage_effect", float(split.coverage_effect)),
        ("n_common", float(split.n_common)),
    )
    if not split.coverage_effect:
        return [_ranked(Rating.SUPPORTED, (), outputs, "")]
    detail = (
        f"{counts[0]} were ranked and then {counts[1]}: among the {split.n_common} countries of both it is "
        f"{_places(split.score_effect)}; {_places(split.coverage_effect)} come of who was ranked."
    )
    return [_ranked(Rating.MISLEADING, (Reason.N_CHANGED,), outputs, detail)]


def _places(gained: int) -> str:
    if not gained:
        return "no place"
    lost = "gained" if gained > 0 else "lost"
    return f"{abs(gained)} place{'s' * (abs(gained) > 1)} {lost}"


def _ranked(
    rating: Rating, reasons: tuple[Reason, ...], outputs: tuple[tuple[str, float], ...], detail: str
) -> Element:
    return _element(
        "who was ranked",
        "same countries",
        None,
        rating,
        reasons,
        formula="METHODS 3.2, rule 3",
        outputs=outputs,
        detail=detail,
        unit="places",
    )


def _sources(before: Answer, after: Answer, snapshot: "Snapshot") -> list[Element]:
    """Check whether a change of CPI score holds on the sources of both years too (METHODS 1.3)."""
    split = inference.source_split(snapshot, before.datum, after.datum)
    if split is None:
        return []
    headline = after.datum.value - before.datum.value
    moved = (split.left or split.joined) and headline
    misleads = bool(moved) and (split.matched * headline <= 0 or abs(split.matched) < _NO_POINT)
    came_and_went = "; ".join(
        f"{', '.join(names)} {verb}"
        for names, verb in ((split.left, "left"), (split.joined, "joined"))
        if names
    )
    detail = f"On the {len(split.both)} sources of both years the score changed by {split.matched:+.2f}"
    return [
        _element(
            "sources",
            "same sources",
            split.matched,
            Rating.MISLEADING if misleads else Rating.SUPPORTED,
            (Reason.SOURCE_SET_CHANGED,) if misleads else (),
            formula="METHODS 1.3, source-set decomposition",
            outputs=(("matched", split.matched), ("n_matched", float(len(split.both)))),
            detail=detail + (f" ({came_and_went})." if came_and_went else "."),
            unit=after.indicator.unit,
        )
    ]


def _element(
    name: str,
    operator: str,
    found: float | None,
    rating: Rating,
    reasons: tuple[Reason, ...],
    *,
    formula: str = "",
    outputs: tuple[tuple[str, float], ...] = (),
    detail: str = "",
    unit: str = "",
) -> Element:
    return Element(
        name=name,
        operator=operator,
        claimed=None,
        decimals=0,
        hedge="",
        unit=unit,
        found=found,
        rating=rating,
        reasons=reasons,
        formula=formula,
        outputs=outputs,
        detail=detail,
    )
