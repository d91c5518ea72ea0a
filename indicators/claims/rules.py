"""The rules of METHODS 5.1 and 5.2: when a number agrees, and what a whole is rated by its parts."""

import math
from collections.abc import Iterable
from dataclasses import replace

from indicators.claims.answer import Answer
from indicators.claims.finding import Element, Judgement, Rating, Reason, lowest
from indicators.claims.statements import Hedge, Number
from indicators.model import Direction
from indicators.rank.ranks import published_place

# METHODS 5.2: half a unit of the claim's last digit, so that half-up and half-even are both accepted.
_SLACK = 1e-9
_ABOUT = 0.05
_FAR = 1.1
_UNRANKED: tuple[Rating, tuple[Reason, ...]] = (Rating.NOT_ENOUGH_DATA, (Reason.NO_RANK,))


def rounds_to(found: float, claimed: Number) -> bool:
    """Tell whether a figure in full precision is the claimed one at the claim's own precision."""
    return abs(found - claimed.value) <= 0.5 * 10.0**-claimed.decimals + _SLACK


def agreement(found: float, claimed: Number, *, step: float) -> tuple[Rating, tuple[Reason, ...]]:
    """Rate a figure against a claimed number (METHODS 5.2); `step` is the index's reporting step.

    Without a hedge it must round to the claimed one. "About" allows 5 % or one step, "nearly" that and
    prefers up to 5 % less; "more than" and its like ask for the side, and approve of up to 10 % beyond.
    """
    x, v = claimed.value, found
    band = max(_ABOUT * abs(x), step) + _SLACK
    exact = rounds_to(v, claimed)
    if claimed.hedge is Hedge.NONE:
        return _rated(exact, within=False)
    if claimed.hedge is Hedge.ABOUT:
        return _rated(exact, within=abs(v - x) <= band)
    if claimed.hedge is Hedge.NEARLY:
        size = v * math.copysign(1.0, x)
        return _rated((1 - _ABOUT) * abs(x) <= size < abs(x), within=abs(v - x) <= band)
    sign = 1 if claimed.hedge in (Hedge.MORE, Hedge.AT_LEAST) else -1
    beyond = sign * (v - x)
    reaches = beyond > _SLACK or (claimed.hedge in (Hedge.AT_LEAST, Hedge.AT_MOST) and exact)
    return _rated(reaches and beyond <= (_FAR - 1) * abs(x) + _SLACK, within=reaches)


def _rated(exact: bool, *, within: bool) -> tuple[Rating, tuple[Reason, ...]]:
    if exact:
        return Rating.SUPPORTED, ()
    return (Rating.SUPPORTED_APPROX, (Reason.HEDGE,)) if within else (Rating.REFUTED, (Reason.VALUE_DIFFERS,))


def score_element(name: str, claimed: Number, figure: Answer) -> Element:
    """Check a published figure against the claimed number."""
    rating, reasons = agreement(figure.datum.value, claimed, step=10.0**-figure.indicator.decimals)
    if rating is Rating.SUPPORTED and claimed.hedge is Hedge.NONE and not _is_precise(claimed, figure):
        reasons = (Reason.ROUNDING,)
    return Element(
        name=name,
        operator=claimed.hedge.operator,
        claimed=claimed.value,
        decimals=claimed.decimals,
        hedge=claimed.hedge.value,
        unit=figure.indicator.unit,
        found=figure.datum.value,
        rating=rating,
        reasons=reasons,
        formula="METHODS 5.2, tolerance",
    )


def _is_precise(claimed: Number, figure: Answer) -> bool:
    """Tell whether the number agrees when written with the producer's decimals."""
    return rounds_to(
        figure.datum.value, Number(claimed.value, max(claimed.decimals, figure.indicator.decimals))
    )


def rank_elements(claimed: Number, n: int | None, figure: Answer, *, suffix: str = "") -> tuple[Element, ...]:
    """Check a place and the number ranked against the claimed ones: exact, but for the rule for ties.

    The producer's rank decides; where it prints none, ours does, and agrees approximately.
    """
    datum = figure.datum
    published = datum.rank is not None
    rank = datum.rank if published else datum.computed_rank
    ranked = datum.n_ranked if datum.n_ranked is not None else datum.computed_n
    elements = [_rank_element(claimed, rank, figure, published, f"rank{suffix}")]
    if n is not None:
        elements.append(_n_element(n, ranked, published, f"number ranked{suffix}"))
    return tuple(elements)


def _rank_element(claimed: Number, rank: int | None, figure: Answer, published: bool, name: str) -> Element:
    detail = "" if rank is not None else _why_unranked(figure)
    rating, reasons = _UNRANKED
    if rank is not None:
        rating, reasons = agreement(rank, claimed, step=1.0)
        if rating is Rating.SUPPORTED and not published:
            rating, reasons = Rating.SUPPORTED_APPROX, (Reason.COMPUTED_RANK,)
        elif rating is Rating.REFUTED:
            rule = _tie_rule(int(claimed.value), figure)
            rating, reasons = (
                (Rating.SUPPORTED_APPROX, (Reason.TIE_RULE,)) if rule else (rating, (Reason.RANK_DIFFERS,))
            )
            detail = rule
    if figure.indicator.rank_from_worst and published:
        detail = f"{detail} {figure.indicator.name} counts from the worst: rank 1 is the worst.".strip()
    return Element(
        name=name,
        operator=claimed.hedge.operator,
        claimed=claimed.value,
        decimals=0,
        hedge=claimed.hedge.value,
        unit="place",
        found=rank,
        rating=rating,
        reasons=reasons,
        formula="METHODS 5.2, ranks exact",
        detail=detail,
    )


def _why_unranked(figure: Answer) -> str:
    why = figure.indicator.lacks_units or "none is printed, and none can be computed."
    return f"No rank: {why}"


def _n_element(n: int, ranked: int | None, published: bool, name: str) -> Element:
    rating, reasons = _UNRANKED
    if ranked is not None and ranked != n:
        rating, reasons = Rating.REFUTED, (Reason.N_DIFFERS,)
    elif ranked is not None and published:
        rating, reasons = Rating.SUPPORTED, ()
    elif ranked is not None:
        rating, reasons = Rating.SUPPORTED_APPROX, (Reason.COMPUTED_RANK,)
    return Element(
        name=name,
        operator="=",
        claimed=n,
        decimals=0,
        hedge="",
        unit="countries",
        found=ranked,
        rating=rating,
        reasons=reasons,
        formula="METHODS 5.2, N of the edition",
    )


def _tie_rule(rank: int, figure: Answer) -> str:
    """Say in a sentence by which other rule for ties a place is right; else empty.

    Tied countries share the places from the first of their block to the last, also where the producer prints
    another place for each of them.
    """
    datum, values = figure.datum, figure.table["value"]
    block = figure.table["rank"][values == datum.value].dropna()
    first = datum.computed_rank if block.empty else int(block.min())
    if first is None:
        return ""
    last = first + len(datum.tied_with) if block.empty else max(first + len(block) - 1, int(block.max()))
    if datum.computed_rank is not None:
        from_worst = figure.indicator.rank_from_worst and not block.empty
        ascending = (figure.indicator.direction is Direction.LOWER_IS_BETTER) is not from_worst
        dense = values.rank(method="dense", ascending=ascending)[figure.table["iso3"] == datum.iso3].iloc[0]
        if rank == int(dense):
            return "It is the place if tied countries count as one (dense ranking)."
    if first <= rank <= last:
        tied = published_place(first, datum.n_ranked or len(values), from_worst=False)
        return f"It is one of the places that the tied countries share, from {tied} on."
    return ""


def judgement_of(judged: Iterable[Element], *, base: Judgement) -> Judgement:
    """Return a judgement by its elements: the lowest rating, the reasons of all (METHODS 5.1)."""
    elements = tuple(judged)
    reasons = dict.fromkeys(reason for element in elements for reason in element.reasons)
    return replace(
        base,
        elements=elements,
        rating=lowest(element.rating for element in elements),
        reasons=tuple(reasons),
    )


def outdated(now: Judgement) -> Judgement:
    """Call outdated, not refuted, what disagrees today although an earlier edition agrees (METHODS 5.1)."""
    elements = [replace(e, rating=Rating.OUTDATED) if e.rating is Rating.REFUTED else e for e in now.elements]
    judged = judgement_of(elements, base=now)
    return replace(judged, reasons=(*judged.reasons, Reason.EDITION_SUPERSEDED))
