"""Read numbers and ordinals in digits and in English words."""

from collections.abc import Sequence

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
}
CARDINALS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * (place + 2) for place, word in enumerate(_TENS)
}
ORDINALS = (
    {f"{word}th": value for word, value in CARDINALS.items() if word not in ("one", "two", "three", "zero")}
    | {f"{word[:-1]}ieth": CARDINALS[word] for word in _TENS}
    | _ORDINALS
)
for _wrong in ("fiveth", "eightth", "nineth", "twelveth", *(f"{word}th" for word in _TENS)):
    ORDINALS.pop(_wrong, None)
SHARES = {
    ("half",): 0.5,
    ("a", "half"): 0.5,
    ("one", "half"): 0.5,
    ("a", "third"): 1 / 3,
    ("one", "third"): 1 / 3,
    ("third",): 1 / 3,
    ("two", "thirds"): 2 / 3,
    ("a", "quarter"): 0.25,
    ("one", "quarter"): 0.25,
    ("quarter",): 0.25,
    ("three", "quarters"): 0.75,
    ("a", "fifth"): 0.2,
    ("one", "fifth"): 0.2,
    ("fifth",): 0.2,
    ("four", "fifths"): 0.8,
    ("a", "tenth"): 0.1,
    ("one", "tenth"): 0.1,
    ("tenth",): 0.1,
    ("tercile",): 1 / 3,
    ("quartile",): 0.25,
    ("quintile",): 0.2,
    ("decile",): 0.1,
}
_DOZENS = {
    ("half", "a", "dozen"): 6,
    ("a", "dozen"): 12,
    ("dozen",): 12,
    ("two", "dozen"): 24,
}


def in_words(keys: Sequence[str]) -> tuple[int, bool, int] | None:
    """Read the number with which a list of words begins: its value, whether an ordinal, and its words."""
    for pattern, value in _DOZENS.items():
        if tuple(keys[: len(pattern)]) == pattern:
            return value, False, len(pattern)
    place, total, is_ordinal = 0, 0, False
    if (
        place + 1 < len(keys)
        and keys[place] in ("a", "one", "two", "three")
        and keys[place + 1] in ("hundred", "hundredth")
    ):
        total = 100 * CARDINALS.get(keys[place], 1)
        is_ordinal = keys[place + 1] == "hundredth"
        place += 2
    elif keys and keys[0] in ("hundred", "hundredth"):
        total, place, is_ordinal = 100, 1, keys[0] == "hundredth"
    if is_ordinal:
        return total, True, place
    start = place
    if total and place < len(keys) and keys[place] == "and":
        place += 1
    rest = _below_hundred(keys[place:])
    if rest is None:
        return (total, False, start) if total else None
    value, is_ordinal, count = rest
    return total + value, is_ordinal, place + count


def _below_hundred(keys: Sequence[str]) -> tuple[int, bool, int] | None:
    if not keys:
        return None
    first = keys[0]
    if first in _TENS and len(keys) > 1:
        unit = CARDINALS.get(keys[1], 0)
        if 1 <= unit <= 9:
            return CARDINALS[first] + unit, False, 2
        ordinal = ORDINALS.get(keys[1], 0)
        if 1 <= ordinal <= 9:
            return CARDINALS[first] + ordinal, True, 2
    if first in CARDINALS:
        return CARDINALS[first], False, 1
    if first in ORDINALS:
        return ORDINALS[first], True, 1
    return None
