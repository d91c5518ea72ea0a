"""Put a difference into words: the one rule for verbs, and the sentences of a change and a contrast.

A figure improves or worsens (rises or falls, where neither end is better) only if the difference is beyond
the margin of error; any other goes from one value to another.
"""

from indicators.compare.figures import Figure
from indicators.compare.significance import Significance
from indicators.compare.splits import RankSplit, SourceSetSplit
from indicators.model import Direction, Indicator, Uncertainty
from indicators.rank.ranks import ordinal
from indicators.text import number, signed


def is_better(amount: float, direction: Direction) -> bool | None:
    """Tell whether a difference is towards the better end; None if there is none, or no better end."""
    if not amount or direction is Direction.NEITHER:
        return None
    return (amount > 0) is (direction is Direction.HIGHER_IS_BETTER)


def verb(test: Significance, direction: Direction) -> str:
    """Return what a figure did, to stand before `from ... to ...`: improved, worsened, rose, fell or went."""
    if not test.is_beyond:
        return "went"
    better = is_better(test.value, direction)
    if better is None:
        return "rose" if test.value > 0 else "fell"
    return "improved" if better else "worsened"


def change(indicator: Indicator, then: Figure, now: Figure, test: Significance) -> str:
    """Write the change of one country's value and its test."""
    digits = indicator.decimals
    old, new = number(then.value, digits), number(now.value, digits)
    whose = f"From {then.year} to {now.year} {then.country}'s {indicator.short_name}"
    if test.is_beyond:
        size = _amount(then.value, now.value, digits).lstrip("+−")
        moved = f"{verb(test, indicator.direction)} by {size}, from {old} to {new}"
    elif old == new:
        moved = f"stayed at {old}" if then.value == now.value else f"stayed at {old} as printed"
    else:
        amount = _amount(then.value, now.value, digits)
        moved = f"{verb(test, indicator.direction)} from {old} to {new} ({amount})"
    return f"{whose} {moved}{_tested(test, indicator, 'change', 'of a rise')}{_which(indicator)}"


def contrast(indicator: Indicator, a: Figure, b: Figure, test: Significance) -> str:
    """Write two countries' values of one year and the test of their difference."""
    digits = indicator.decimals
    one, other = number(a.value, digits), number(b.value, digits)
    whose = f"In {a.year} {a.country}'s {indicator.short_name}"
    if test.is_beyond:
        size = f"{_amount(b.value, a.value, digits).lstrip('+−')} {'higher' if test.value > 0 else 'lower'}"
        stood = f"({one}) was {size} than {b.country}'s ({other})"
    else:
        stood = f"was {one} and {b.country}'s {other} ({_amount(b.value, a.value, digits)})"
    higher = f"that {a.country}'s is higher"
    return f"{whose} {stood}{_tested(test, indicator, 'difference', higher)}{_which(indicator)}"


def sources(split: SourceSetSplit) -> str:
    """Say how much of a change of the CPI the shared sources judged, and how much comes from the others."""
    n = len(split.both)
    text = (
        f"On the {n} source{'s' * (n != 1)} that scored it in both years the change is "
        f"{signed(split.matched, 2)}; the rest is sources that left or joined "
        f"({signed(split.composition, 2)}) and rounding ({signed(split.rounding, 2)})."
    )
    for names, verb in ((split.left, "Left"), (split.joined, "Joined")):
        text += f" {verb}: {', '.join(names)}." if names else ""
    return text


def ranks(split: RankSplit, note: str | None, *, published: bool) -> str:
    """Describe a change of place, and how much of it comes from the score and from the countries ranked.

    `published` says whether the publisher prints both places; `note` where they are others.
    """
    where = f"{ordinal(split.rank_from)} of {split.n_from} to {ordinal(split.rank_to)} of {split.n_to}"
    by_score = f"by the score among the {split.n_common} countries ranked in both years"
    score, coverage = split.score_effect, split.coverage_effect
    if split.change and score * split.change >= 0 and coverage * split.change >= 0:
        parts = f", {abs(score)} {by_score} and {abs(coverage)} by who was ranked"
    elif score:
        parts = f": {_places(score)} {by_score}, {_places(coverage)} by who was ranked"
    else:
        parts = ""
    whose = "Places" if published and note is None else "Places computed here"
    return f"{whose}: {where}: {_places(split.change)}{parts}." + (f" {note}" if note else "")


def ranks_note(indicator: Indicator, then: Figure, now: Figure, split: RankSplit) -> str | None:
    """Return a note if the publisher's places differ from the places that are split, else None."""
    if then.rank is None or now.rank is None or then.n_ranked is None or now.n_ranked is None:
        return None
    published = (then.rank, then.n_ranked, now.rank, now.n_ranked)
    if published == (split.rank_from, split.n_from, split.rank_to, split.n_to):
        return None
    worst = indicator.rank_from_worst
    end = " from the worst" if worst else ""
    old, new = (f"{ordinal(rank)} of {n}{end}" for rank, n in (published[:2], published[2:]))
    why = "by its own rule for ties"
    if (then.n_ranked, now.n_ranked) != (split.n_from, split.n_to):
        why = "among another sample: not all that it ranks are held here"
    elif worst:
        why = "counted from the worst"
    return f"The publisher's places are {old} and {new}, {why}."


def _amount(then: float, now: float, digits: int) -> str:
    """Write the difference of two values, and say so if it differs from that of the printed ones."""
    text = signed(now - then, digits)
    printed = round(now, digits) - round(then, digits)
    return text if signed(printed, digits) == text else f"{text} before rounding"


def _tested(test: Significance, indicator: Indicator, what: str, event: str) -> str:
    """Write the verdict, with the figures behind it or the reason why there is no test."""
    if test.interval is None or test.probability is None:
        note = f" {indicator.interval_note}" if indicator.uncertainty is Uncertainty.NONE else ""
        return f". {test.words[0].upper()}{test.words[1:]}.{note}"
    by = f"probability {event} {number(test.probability, 2)}"
    if test.z is not None:
        by = f"z = {number(test.z, 2)}"
    bounds = " to ".join(signed(bound, indicator.decimals) for bound in test.interval)
    return f": {test.words} ({by}, {100 * test.level:.0f} % interval of the {what} {bounds})."


def _which(indicator: Indicator) -> str:
    return " Lower is better." if indicator.direction is Direction.LOWER_IS_BETTER else ""


def _places(places: int) -> str:
    if places == 0:
        return "no place gained or lost"
    return f"{abs(places)} place{'s' * (abs(places) != 1)} {'gained' if places > 0 else 'lost'}"
