"""Tell the language of a text by its most frequent words, and inflect the names of countries."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from indicators.claims.prose.text import folded, words

READ = {"en": "English", "ru": "Russian", "tg": "Tajik", "de": "German", "es": "Spanish"}
ONLY_THESE = f"Only these languages are read: {', '.join(READ.values())}."
_FOLDER = Path(__file__).parent / "lexicon"
_FIRST = 3_000
_TAJIK = frozenset("ғқҳҷӯӣ")
_VOWELS = "аеиоуыэюя"


def language_of(text: str) -> str | None:
    """Return the code of the language of a text; None for one that is not read."""
    frequent = _frequent_words()
    counts: Counter[str] = Counter()
    seen = words(text, 0, min(len(text), _FIRST))
    letters = "".join(word.text for word in seen)
    if not letters:
        return "en"
    if sum(_is_other_script(letter) for letter in letters) * 2 > len(letters):
        return None
    is_cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in letters) * 2 > len(letters)
    if is_cyrillic and any(letter in _TAJIK for letter in letters.casefold()):
        return "tg"
    for word in seen:
        for language, known in frequent.items():
            counts[language] += word.key in known
    eligible = ("ru", "tg", "uk") if is_cyrillic else ("en", "de", "es", "fr", "it", "pt", "tr", "pl", "uz")
    best = max(eligible, key=lambda language: counts[language])
    return best if best in READ else None


@lru_cache(maxsize=1)
def _frequent_words() -> dict[str, frozenset[str]]:
    written = tomllib.loads((_FOLDER / "languages.toml").read_text(encoding="utf-8"))["words"]
    return {language: frozenset(folded(word) for word in text.split()) for language, text in written.items()}


@lru_cache(maxsize=1)
def frequent_words() -> frozenset[str]:
    """Return the most frequent words of all languages that are read."""
    return frozenset().union(*(words for language, words in _frequent_words().items() if language in READ))


def _is_other_script(letter: str) -> bool:
    return letter > "\u052f" and not "\u1e00" <= letter <= "\u1eff"


def forms(name: str, language: str) -> Iterator[str]:
    """Yield the forms in which a language writes the name of a country."""
    yield name
    if language == "ru":
        yield from _russian(name)
    elif language == "tg":
        yield from (f"{name}{ending}" for ending in ("и", "ро", "у", "еро", "иён"))
        if name.endswith("я"):
            yield f"{name}и"
    elif language == "de":
        yield f"{name}s"


def _russian(name: str) -> Iterator[str]:
    """Yield the cases of a Russian name; of two words both are inflected alike."""
    head, _, last = name.rpartition(" ")
    endings: tuple[tuple[str, str], ...] = ()
    if last.endswith("ия"):
        endings = (("и", "ой"), ("ю", "ую"), ("ей", "ой"))
        stem = last[:-1]
    elif last.endswith("я"):
        endings, stem = (("и", "ой"), ("е", "ой"), ("ю", "ую"), ("ей", "ой")), last[:-1]
    elif last.endswith("а"):
        endings, stem = (("ы", "ой"), ("и", "ой"), ("е", "ой"), ("у", "ую"), ("ой", "ой")), last[:-1]
    elif last.endswith("ь"):
        endings, stem = (("и", "ой"), ("ю", "ой"), ("ью", "ой")), last[:-1]
    elif last.endswith("ай"):
        endings, stem = (("я", "ого"), ("ю", "ому"), ("ем", "ым"), ("е", "ом")), last[:-1]
    elif last and last[-1] not in _VOWELS:
        endings, stem = (("а", "ого"), ("у", "ому"), ("ом", "ым"), ("е", "ом")), last
    else:
        return
    for ending, adjective in endings:
        first = f"{head[:-2]}{adjective} " if head.endswith("ая") else f"{head} " if head else ""
        yield f"{first}{stem}{ending}"
