"""Find what a text mentions, and write each sentence with one mark for each mention.

Patterns are matched against this masked sentence: lower case, plain quotes, single spaces. So a pattern
needs no list of countries and no shape of a number, and every mark leads back to its place in the text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from indicators.claims.prose import numbers
from indicators.claims.prose.text import Word, folded, keys, words

# Marks of the private use area: no text that people write holds them.
COUNTRY, INDEX, NUMBER, ORDINAL, YEAR, AGO, GROUP, STATUS, SHARE, FOREIGN = (
    chr(0xE000 + i) for i in range(10)
)
MARKS = {
    "C": COUNTRY,
    "X": INDEX,
    "N": NUMBER,
    "O": ORDINAL,
    "Y": YEAR,
    "R": AGO,
    "G": GROUP,
    "S": STATUS,
    "F": SHARE,
    "Z": FOREIGN,
}
_PLAIN = str.maketrans("’ʼ‘`´“”„«»–—−‐‑\u00a0\u202f", "'''''\"\"\"\"\"-----  ")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NUMBER = re.compile(r"(?<![\w.,])[-+]?\d[\d.,]*")
_SCORELINE = re.compile(r"\d+\s?[-:]\s?\d+")
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS += [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
_MONTHS += [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
_MONTHS += [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_MONTH_NAMES = frozenset(folded(month) for month in _MONTHS)
_CURRENCY = "$€£¥₽"
_FIRST_YEAR, _LAST_YEAR = 1970, 2039
_MOST_DIGITS = 9
# Behind these words "third" and "quarter" are shares.
_ENDS = frozenset(
    ["top", "bottom", "upper", "lower", "lowest", "highest", "worst", "best", "poorest", "weakest"]
)
_UNIT_NOUNS = frozenset(
    [
        "point",
        "points",
        "place",
        "places",
        "rung",
        "rungs",
        "spot",
        "spots",
        "position",
        "positions",
        "notch",
        "notches",
        "step",
        "rank",
        "percentage",
    ]
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A part of a text and what it stands for; `value` depends on the kind. Ordinals may be `in_words`."""

    kind: str
    start: int
    end: int
    value: Any
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float
    decimals: int = 0
    hedge: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the lexicon: its kind and value, and whether it counts only in capitals as written."""

    kind: str
    value: Any
    is_exact: bool
    text: str


@dataclass
class Names:
    """Names by their first word, longest first."""

    by_first: dict[str, list[tuple[tuple[str, ...], Name]]] = field(default_factory=dict)

    def add(self, text: str, kind: str, value: Any, *, is_exact: bool = False) -> None:
        """Add a name; the first one given stands."""
        parts = keys(text)
        if not parts:
            return
        entries = self.by_first.setdefault(parts[0], [])
        if any(known == parts and name.is_exact == is_exact for known, name in entries):
            return
        entries.append((parts, Name(kind, value, is_exact, text)))

    def sort(self) -> None:
        """Put longer names first."""
        for entries in self.by_first.values():
            entries.sort(key=lambda entry: (-len(entry[0]), not entry[1].is_exact))

    def find(self, text: str, tokens: Sequence[Word], place: int) -> tuple[Name, int] | None:
        """Return the longest name at a place, and its number of words."""
        for parts, name in self.by_first.get(tokens[place].key, ()):
            count = len(parts)
            window = tokens[place : place + count]
            if len(window) < count or any(word.key != part for word, part in zip(window, parts, strict=True)):
                continue
            if any(not _joins(text[a.end : b.start]) for a, b in pairwise(window)):
                continue
            if name.is_exact and not _same_capitals(name.text, text[window[0].start : window[-1].end]):
                continue
            return name, count
        return None


def _joins(gap: str) -> bool:
    return len(gap) <= 3 and all(c.isspace() or c in "-–‐‑.'’&/«»" for c in gap)


def _same_capitals(name: str, written: str) -> bool:
    """Tell whether a name begins with a capital as its entry does; an abbreviation must be all capitals."""
    known, seen = re.findall(r"[^\W_]+", name), re.findall(r"[^\W_]+", written)
    if name.isupper() and len(name.strip(".")) > 1:
        return known == seen
    if known[0] == "the":
        known, seen = known[1:], seen[1:]
    return not known[0][0].isupper() or seen[0][0].isupper()


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked sentence: `text` for patterns, and for each of its characters the offsets in the text."""

    start: int
    end: int
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    mentions: tuple[Mention, ...]
    at: Mapping[int, Mention]

    def of_kind(self, kind: str) -> list[Mention]:
        """Return the mentions of one kind."""
        return [mention for mention in self.mentions if mention.kind == kind]

    def place(self, mention: Mention) -> int:
        """Return the place of a mention in the masked text."""
        return next(place for place, one in self.at.items() if one is mention)


def spot(text: str, start: int, end: int, names: Names, phrases: Mapping[str, Any]) -> list[Mention]:
    """Find the mentions of a sentence; they do not overlap."""
    tokens = words(text, start, end)
    mentions: list[Mention] = []
    place = 0
    while place < len(tokens):
        found = names.find(text, tokens, place)
        if found is not None and tokens[place].key == "the" and place + 1 < len(tokens):
            after = names.find(text, tokens, place + 1)
            if after is not None and after[1] >= found[1]:
                place += 1
                found = after
        if found is not None:
            name, count = found
            mentions.append(
                Mention(name.kind, tokens[place].start, tokens[place + count - 1].end, name.value)
            )
            place += count
            continue
        mention, count = _numeral(text, tokens, place, end, phrases)
        if mention is not None:
            mentions.append(mention)
        place += max(count, 1)
    return mentions


def _numeral(
    text: str, tokens: Sequence[Word], place: int, end: int, phrases: Mapping[str, Any]
) -> tuple[Mention | None, int]:
    token = tokens[place]
    if token.text[0].isdigit():
        return _digits(text, tokens, place, end, phrases)
    if not phrases["is_english"]:
        return _foreign_number(text, tokens, place, phrases)
    found_keys = [word.key for word in tokens[place : place + 6]]
    for pattern, share in numbers.SHARES.items():
        is_part = place > 0 and tokens[place - 1].key in _ENDS
        if tuple(found_keys[: len(pattern)]) == pattern and (
            is_part or not _is_ordinal_noun(found_keys, pattern)
        ):
            last = tokens[place + len(pattern) - 1]
            return Mention(SHARE, token.start, last.end, share), len(pattern)
    if found_keys[0] in ("a", "an", "another", "single") and len(found_keys) > 1:
        step = 2 if found_keys[1] in ("single", "further", "full", "mere") else 1
        if len(found_keys) > step and found_keys[step] in (
            "point",
            "place",
            "rung",
            "spot",
            "notch",
            "position",
        ):
            return Mention(NUMBER, token.start, tokens[place + step - 1].end, Number(1.0)), step
    read = numbers.in_words(found_keys)
    if read is None:
        return None, 1
    value, is_ordinal, count = read
    if count == 1 and token.key == "one" and not _counts_one(found_keys):
        return None, 1
    last = tokens[place + count - 1]
    if any(
        not _joins(text[a.end : b.start])
        for a, b in zip(tokens[place : place + count], tokens[place + 1 : place + count], strict=False)
    ):
        last, count = token, 1
        alone = numbers.in_words(found_keys[:1])
        if alone is None:
            return None, 1
        value, is_ordinal, _ = alone
    if is_ordinal:
        return Mention(ORDINAL, token.start, last.end, value, in_words=True), count
    return _with_hedge(
        text, tokens, place, Mention(NUMBER, token.start, last.end, Number(float(value))), count, phrases
    )


def _foreign_number(
    text: str, tokens: Sequence[Word], place: int, phrases: Mapping[str, Any]
) -> tuple[Mention | None, int]:
    """Read a number in the words of another language; its word for a or one counts before a unit alone."""
    token = tokens[place]
    if token.key in phrases["ordinals"]:
        return Mention(ORDINAL, token.start, token.end, phrases["ordinals"][token.key], in_words=True), 1
    value = phrases["numbers"].get(token.key)
    if value is None and token.key in phrases["ones"] and place + 1 < len(tokens):
        value = 1 if tokens[place + 1].key.startswith(phrases["units"]) else None
    if value is None:
        return None, 1
    mention = Mention(NUMBER, token.start, token.end, Number(float(value)))
    return _with_hedge(text, tokens, place, mention, 1, phrases)


def _counts_one(found: Sequence[str]) -> bool:
    """Tell the number one from the pronoun."""
    after = found[1] if len(found) > 1 else ""
    return after in _UNIT_NOUNS or after in (
        "fewer",
        "more",
        "less",
        "lower",
        "higher",
        "better",
        "worse",
        "full",
        "single",
        "year",
        "below",
        "above",
        "behind",
        "ahead",
        "up",
        "down",
        "clear",
        "hundredth",
    )


def _is_ordinal_noun(found: Sequence[str], pattern: Sequence[str]) -> bool:
    """Tell a third of something from the third place, and half a dozen from a half."""
    after = found[len(pattern)] if len(found) > len(pattern) else ""
    if pattern[-1] in ("half",):
        return after == "a" and found[len(pattern) + 1 : len(pattern) + 2] == ["dozen"]
    if len(pattern) == 1 and pattern[0] in ("third", "quarter", "fifth", "tenth"):
        return True
    return after in ("time", "year", "place", "edition", "in", "day")


def _digits(
    text: str, tokens: Sequence[Word], place: int, end: int, phrases: Mapping[str, Any]
) -> tuple[Mention | None, int]:
    token = tokens[place]
    start = token.start
    line = _SCORELINE.match(text, start)
    span_of_years = re.compile(r"(\d{4})\s?[-–/]\s?(\d{2}|\d{4})(?!\d)").match(text, start)
    if span_of_years and _is_year(int(span_of_years[1])):
        count = sum(word.start < span_of_years.end() for word in tokens[place:])
        first, second = int(span_of_years[1]), span_of_years[2]
        last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
        if last == first + 1:
            return Mention(YEAR, start, span_of_years.end(), last), count
    ordinal = re.compile(
        r"(\d{1,4}(?:\.\d+)?)\s?(?:st|nd|rd|th)\b|(\d{1,4})-?(?:е|й|ю|я|м|ое|го|му|ом|ая|ой|ую|ум|умро|уми|юм|юмро)(?![\w])|(\d{1,4})\.?[ºª]"
    ).match(text, start)
    if ordinal:
        written = next(group for group in ordinal.groups() if group)
        value = float(written) if "." in written else int(written)
        count = max(1, sum(word.start < ordinal.end() for word in tokens[place:]))
        return Mention(ORDINAL, start, ordinal.end(), value), count
    match = re.compile(r"\d+(?:[.,]\d+)*").match(text, start)
    if match is None or (not token.text.isdecimal() and not re.fullmatch(r"\d+", token.text)):
        return None, 1
    written = match[0]
    count = max(1, sum(word.start < match.end() for word in tokens[place:]))
    number = _value(written, phrases.get("decimal_comma", False))
    before = text[max(0, start - 2) : start]
    if number is None or (before[-1:] in _CURRENCY and before) or before[-1:] == "№":
        return None, count
    if (
        line
        and "." not in line[0]
        and "," not in line[0]
        and not re.match(r"\d+-(?:point|place)", text[start:])
    ):
        return None, sum(word.start < line.end() for word in tokens[place:])
    after = tokens[place + count].key if place + count < len(tokens) else ""
    before_word = tokens[place - 1].key if place else ""
    if after in _MONTH_NAMES or (
        before_word in _MONTH_NAMES and not (written.isdecimal() and len(written) == 4)
    ):
        return None, count
    if written.isdecimal() and len(written) == 4 and _is_year(int(written)) and after not in _UNIT_NOUNS:
        ends = match.end()
        return Mention(YEAR, start, ends, int(written)), count
    sign_at = start - 1
    is_negative = before[-1:] in ("-", "−", "–") and (len(before) < 2 or before[0] in " (,:")
    value, decimals = number
    if is_negative:
        start, value = sign_at, -value
    mention = Mention(NUMBER, start, match.end(), Number(value, decimals))
    return _with_hedge(text, tokens, place, mention, count, phrases)


def _is_year(value: int) -> bool:
    return _FIRST_YEAR <= value <= _LAST_YEAR


def _value(written: str, decimal_comma: bool) -> tuple[float, int] | None:
    """Return a number and its decimals; a comma before three digits parts thousands."""
    if len(written) > _MOST_DIGITS:
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", written) and not decimal_comma:
        return float(written.replace(",", "")), 0
    plain = written.replace(",", ".") if decimal_comma or re.fullmatch(r"\d+,\d{1,3}", written) else written
    if not re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return None
    return float(plain), len(plain.partition(".")[2])


def _with_hedge(
    text: str, tokens: Sequence[Word], place: int, mention: Mention, count: int, phrases: Mapping[str, Any]
) -> tuple[Mention, int]:
    """Take the hedge before a number into its mention."""
    hedges: Mapping[tuple[str, ...], str] = phrases["hedges"]
    for length in (4, 3, 2, 1):
        if place < length:
            continue
        window = tokens[place - length : place]
        hedge = hedges.get(tuple(word.key for word in window))
        if hedge is not None and _joins(text[window[-1].end : mention.start]):
            number = mention.value
            return Mention(
                NUMBER, window[0].start, mention.end, Number(number.value, number.decimals, hedge)
            ), count
    return mention, count


def mask(text: str, start: int, end: int, mentions: Sequence[Mention]) -> Masked:
    """Write a sentence with one mark for each mention."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at: dict[int, Mention] = {}
    position = start
    for mention in [*mentions, None]:
        stop = end if mention is None else mention.start
        for offset in range(position, stop):
            character = text[offset].translate(_PLAIN).lower()[:1] or " "
            if character.isspace() or not character.isprintable():
                character = " "
            if character == " " and characters and characters[-1] == " ":
                ends[-1] = offset + 1
                continue
            characters.append(_PRIVATE.sub(" ", character))
            starts.append(offset)
            ends.append(offset + 1)
        if mention is not None:
            at[len(characters)] = mention
            characters.append(mention.kind)
            starts.append(mention.start)
            ends.append(mention.end)
            position = mention.end
    return Masked(start, end, "".join(characters), tuple(starts), tuple(ends), tuple(mentions), at)
