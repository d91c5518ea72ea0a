"""A change or a contrast in plain words (METHODS 1): what was, whether it can be told apart, what is in it.

A value rises or falls only where the difference is distinguishable; it never improves or worsens.
"""

from typing import TYPE_CHECKING

from indicators.compare.difference import RankSplit, SourceSetSplit
from indicators.model import Direction, Indicator, Uncertainty
from indicators.rank.ranks import ordinal, published_place
from indicators.text import number, signed

if TYPE_CHECKING:
    from indicators.compare.change import Significance
    from indicators.compare.figures import Figure


def change(indicator: Indicator, then: "Figure", now: "Figure", test: "Significance") -> str:
    """The change of one country's value and its test."""
    digits = indicator.decimals
    old, new = number(then.value, digits), number(now.value, digits)
    amount = now.value - then.value
    whose = f"From {then.year} to {now.year} {then.country}'s {indicator.short_name}"
    if test.distinguishable:
        size = _amount(then.value, now.value, digits).lstrip("+−")
        moved = f"{'rose' if amount > 0 else 'fell'} by {size}, from {old} to {new}"
    elif old == new:
        moved = f"stayed at {old}" if amount == 0 else f"stayed at {old} as printed"
    else:
        moved = f"went from {old} to {new} ({_amount(then.value, now.value, digits)})"
    return f"{whose} {moved}{_tested(test, digits, 'change', 'no change', 'it rose')}{_which(indicator)}"


def contrast(indicator: Indicator, a: "Figure", b: "Figure", test: "Significance") -> str:
    """Two countries' values of one year and the test of their difference."""
    digits = indicator.decimals
    amount = a.value - b.value
    one, other = number(a.value, digits), number(b.value, digits)
    whose = f"In {a.year} {a.country}'s {indicator.short_name}"
    if test.distinguishable:
        size = f"{_amount(b.value, a.value, digits).lstrip('+−')} {'higher' if amount > 0 else 'lower'}"
        stood = f"({one}) was {size} than {b.country}'s ({other})"
    else:
        stood = f"was {one} and {b.country}'s {other} ({_amount(b.value, a.value, digits)})"
    higher = f"{a.country}'s is higher"
    return f"{whose} {stood}{_tested(test, digits, 'difference', 'no difference', higher)}{_which(indicator)}"


def sources(split: SourceSetSplit) -> str:
    """What of a change of the CPI its sources judged, and what comes of those that came and went."""
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
    """A change of place and what of it is the score and what the countries ranked.

    `published` says whether the publisher prints both places; `note` where they are others.
    """
    where = f"{ordinal(split.rank_from)} of {split.n_from} to {ordinal(split.rank_to)} of {split.n_to}"
    by_score = f"by the score among the {split.n_common} countries ranked in both years"
    score, coverage = split.score_effect, split.coverage_effect
    if split.change and score * split.change >= 0 and coverage * split.change >= 0:
        parts = f", of which {abs(score)} {by_score} and {abs(coverage)} by who was ranked"
    elif score:
        parts = f": {_places(score)} {by_score}, {_places(coverage)} by who was ranked"
    else:
        parts = ""
    whose = "Places" if published and note is None else "Places computed here"
    return f"{whose}: {where}: {_places(split.change)}{parts}." + (f" {note}" if note else "")


def ranks_note(indicator: Indicator, then: "Figure", now: "Figure", split: RankSplit) -> str | None:
    """A sentence where the publisher's places are not those that are split; else, or without any, None."""
    if then.rank is None or now.rank is None or then.n_ranked is None or now.n_ranked is None:
        return None
    published = (then.rank, then.n_ranked, now.rank, now.n_ranked)
    if published == (split.rank_from, split.n_from, split.rank_to, split.n_to):
        return None
    worst = indicator.rank_from_worst
    old, new = (published_place(*pair, from_worst=worst) for pair in (published[:2], published[2:]))
    why = "by its own rule for ties"
    if (then.n_ranked, now.n_ranked) != (split.n_from, split.n_to):
        why = "among another sample: not all that it ranks are held here"
    elif worst:
        why = "counted from the worst"
    return f"The publisher's places are {old} and {new}, {why}."


def no_error(indicator: Indicator, a: "Figure", b: "Figure") -> str:
    """Why a difference is not tested, where the two figures have no standard errors."""
    if indicator.uncertainty is Uncertainty.NONE:
        return f"no published error is held, and none is invented. {indicator.interval_note}".rstrip(".")
    if indicator.uncertainty is Uncertainty.INTERVAL:
        return "bounds are published, but no standard error by which a difference could be tested"
    without = [figure for figure in (a, b) if figure.standard_error is None]
    whose = " and ".join(f"{figure.country} {figure.year}" for figure in without)
    return f"no standard error is held for {whose} (edition {without[0].edition}), and none is invented"


def _amount(then: float, now: float, digits: int) -> str:
    """The difference of two values, and said where it is not that of the printed ones."""
    text = signed(now - then, digits)
    printed = round(now, digits) - round(then, digits)
    return text if signed(printed, digits) == text else f"{text} before rounding"


def _tested(test: "Significance", digits: int, what: str, none: str, event: str) -> str:
    if test.why_untested is not None:
        return f". Not tested: {test.why_untested}."
    verdict = (
        f": distinguishable from {none}" if test.distinguishable else f"; not distinguishable from {none}"
    )
    found = test.difference or test.posterior
    if found is None:
        raise ValueError("a test has a difference, or why there is none")
    level = f"{100 * found.level:.0f} % interval of the {what}"
    bounds = " to ".join(signed(bound, digits) for bound in found.interval)
    if test.difference is not None:
        return f"{verdict} given the published errors (z = {number(test.difference.z, 2)}, {level} {bounds})."
    likely = f"probability that {event} {number(found.probability, 2)}"
    return f"{verdict} given the published intervals ({likely}, {level} {bounds})."


def _which(indicator: Indicator) -> str:
    return " Lower is better." if indicator.direction is Direction.LOWER_IS_BETTER else ""


def _places(places: int) -> str:
    if places == 0:
        return "no place gained or lost"
    return f"{abs(places)} place{'s' * (abs(places) != 1)} {'gained' if places > 0 else 'lost'}"
