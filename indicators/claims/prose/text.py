"""Cut a text into sentences and words, with the offset of each in the text."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Letters and digits; an apostrophe, hyphen or point between them parts two words.
_WORD = re.compile(r"[^\W_]+")
# A sentence ends with a mark and a space before a capital, a digit or a quotation mark, or with a blank line.
_END = re.compile(r"(?<=[.!?…])[\"”»’')\]]*\s+(?=[\"“«‘'(\[]?[A-ZÀ-ÞА-ЯЁҚҒҶҲӮӢİ0-9¿¡])|\n\s*\n")
_ABBREVIATIONS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|no|nos|Nos|nr|Nr|vs|cf|approx|Sen|Rep|Gen|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"ca|bzw|d\.h|z\.B|u\.a|т\.е|г|гг|стр|Sr|Sra)|\b[A-Z]|\bU\.S|\be\.g|\bi\.e)\.$"
)


# German writes an ordinal with a point: "auf dem 121. Platz".
_AFTER_ORDINAL = re.compile(r"(?:Platz|Rang|Stelle|Position)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, in folded letters, with its offsets."""

    key: str
    text: str
    start: int
    end: int


def folded(text: str) -> str:
    """Return a word without case and accents; Cyrillic letters keep theirs but for the dots of yo."""
    lower = text.casefold()
    if lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFKD", lower.replace("ı", "i").replace("ё", "е"))
    if any("\u0400" <= letter <= "\u04ff" for letter in lower):
        return unicodedata.normalize("NFKC", lower.replace("ё", "е"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of a part of a text."""
    return [
        Word(folded(match[0]), match[0], match.start(), match.end())
        for match in _WORD.finditer(text, start, len(text) if end is None else end)
    ]


def keys(name: str) -> tuple[str, ...]:
    """Return the folded words of a name."""
    return tuple(folded(match[0]) for match in _WORD.finditer(name))


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each sentence."""
    start = 0
    for match in _END.finditer(text):
        before = text[max(start, match.start() - 12) : match.start()]
        if _ABBREVIATIONS.search(before) and "\n" not in match[0]:
            continue
        if re.search(r"\d\.$", before) and _AFTER_ORDINAL.match(text, match.end()):
            continue
        yield from _bare(text, start, match.start())
        start = match.end()
    yield from _bare(text, start, len(text))


def _bare(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
