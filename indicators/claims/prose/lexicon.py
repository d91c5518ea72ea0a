"""Build the lexicon: names from the catalogue and the TOMLs of this package, and the patterns of claims."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.claims.prose.indexes import STATUS
from indicators.claims.prose.languages import forms
from indicators.claims.prose.mentions import AGO, COUNTRY, FOREIGN, GROUP, INDEX, MARKS, Names
from indicators.claims.prose.mentions import STATUS as STATUS_MARK
from indicators.claims.prose.readings import Element, Index
from indicators.claims.prose.text import folded, keys

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

FOLDER = Path(__file__).parent / "lexicon"
_PLACEHOLDER = re.compile(r"\{(?:([a-z_0-9]+):)?([A-Z])\}")
_MACRO = re.compile(r"\{([A-Za-z_]+)\}")
_SHORT = 5


@dataclass(frozen=True, slots=True)
class IndexName:
    """The meaning of a name of an index; without `index` it names a publisher of several (`choices`)."""

    label: str
    source: str
    index: Index | None
    is_publisher: bool
    choices: tuple[str, ...] = ()
    is_report: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group of countries: `members` is None for the world, empty for "the region"."""

    name: str
    members: tuple[str, ...] | None
    is_home: bool = False


@dataclass(frozen=True, slots=True)
class Foreign:
    """An index that is not held; `unrelated` if it is not about governance."""

    name: str
    unrelated: bool


@dataclass(frozen=True)
class Pattern:
    """One line of the grammar: an element, and the words that claim it."""

    element: Element
    regex: re.Pattern[str]
    derive: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    keep_numbers: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Senses:
    """Patterns of words that give a claim its sign: down, better, worse, behind; and words of certainty."""

    down: re.Pattern[str]
    better: re.Pattern[str]
    worse: re.Pattern[str]
    behind: re.Pattern[str]
    first: re.Pattern[str]
    last: re.Pattern[str]
    emphatic: re.Pattern[str]
    moves: re.Pattern[str]

    def is_down(self, text: str) -> bool:
        """Tell whether a verb or noun says that a figure went down or got worse."""
        return bool(self.down.match(text) or self.worse.match(text))

    def is_judged(self, text: str) -> bool:
        """Tell whether a word judges: improved and worsened do, rose and fell do not."""
        return bool(self.better.match(text) or self.worse.match(text))


@dataclass(frozen=True)
class Lexicon:
    """The words of one language."""

    language: str
    names: Names
    phrases: Mapping[str, Any]
    patterns: tuple[Pattern, ...]
    groups: tuple[Group, ...]
    hints: tuple[tuple[str, IndexName], ...]
    best: re.Pattern[str]
    by_label: Mapping[str, IndexName]
    borders: Mapping[str, tuple[str, ...]]
    senses: Senses

    def home(self, iso3: str) -> Group | None:
        """Return the group that "the region" means beside a country."""
        return next((g for g in self.groups if g.is_home and g.members and iso3 in g.members), None)


def lexicon(catalogue: "Catalogue", language: str = "en") -> Lexicon:
    """Return the words of a language; built once."""
    written = _toml(f"{language}.toml")
    names = Names()
    by_label: dict[str, IndexName] = {}
    hints: list[tuple[str, IndexName]] = []
    for status, texts in written.get("statuses", {}).items():
        for text in texts:
            names.add(text, STATUS_MARK, status, is_exact=text[0].isupper())
    for name in written.get("foreign", {}).get("names", ()):
        names.add(name, FOREIGN, Foreign(name, unrelated=False), is_exact=True)
    for name in written.get("foreign", {}).get("unrelated", ()):
        names.add(name, FOREIGN, Foreign(name, unrelated=True), is_exact=name[0].isupper())
    _add_indices(catalogue, names, by_label, hints)
    groups = _groups(names)
    _add_countries(catalogue, names, language)
    for count, texts in written.get("ago", {}).items():
        for text in texts:
            is_span = text.startswith(("in ", "over ", "within ", "on "))
            names.add(text, AGO, float(count) if is_span else int(count))
    names.sort()
    hedges = {keys(text): hedge for hedge, texts in written.get("hedges", {}).items() for text in texts}
    polarity = written.get("polarity", {"best": "best", "worst": "worst"})
    macros = {
        **written.get("macros", {}),
        "best": f"(?:{polarity['best']})",
        "worst": f"(?:{polarity['worst']})",
    }
    patterns = tuple(_pattern(entry, macros) for entry in written["patterns"])
    ones = written.get("ones", {})
    phrases = {
        "hedges": hedges,
        "decimal_comma": written.get("decimal_comma", False),
        "is_english": language == "en",
        "numbers": {folded(word): value for word, value in written.get("numbers", {}).items()},
        "ordinals": {folded(word): value for word, value in written.get("ordinals", {}).items()},
        "ones": frozenset(folded(word) for word in ones.get("words", ())),
        "units": tuple(folded(word) for word in ones.get("units", ())),
    }
    senses = _senses(written.get("senses", {}), macros)
    best = re.compile(rf"(?:{polarity['best']})")
    return Lexicon(
        language,
        names,
        phrases,
        patterns,
        groups,
        tuple(hints),
        best,
        by_label,
        catalogue.countries.borders,
        senses,
    )


def _senses(written: Mapping[str, list[str]], macros: Mapping[str, str]) -> Senses:
    """Compile the senses of a language; one without a list has no such words."""

    def words(name: str) -> re.Pattern[str]:
        return re.compile("|".join(written.get(name, ())) or r"(?!)")

    moves = "|".join(macros[name] for name in ("down", "up", "better", "worse") if name in macros)
    return Senses(
        down=words("down"),
        better=words("better"),
        worse=words("worse"),
        behind=words("behind"),
        first=words("first"),
        last=words("last"),
        emphatic=re.compile(rf"\b(?:{'|'.join(written.get('emphatic', ())) or '(?!)'})\b"),
        moves=re.compile(rf"\b(?:{moves})\b"),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def _pattern(entry: Mapping[str, Any], macros: Mapping[str, str]) -> Pattern:
    text = entry["pattern"]
    while _MACRO.search(text) and any(match[1] in macros for match in _MACRO.finditer(text)):
        text = _MACRO.sub(lambda match: macros.get(match[1], match[0]), text)
    seen: Counter[str] = Counter()

    def placeholder(match: re.Match[str]) -> str:
        """Name a mark; a name that a pattern uses again gets a number, as no group may have two."""
        if not match[1]:
            return MARKS[match[2]]
        seen[match[1]] += 1
        again = f"__{seen[match[1]]}" if seen[match[1]] > 1 else ""
        return f"(?P<{match[1]}{again}>{MARKS[match[2]]})"

    text = _PLACEHOLDER.sub(placeholder, text)
    edge = "" if entry.get("inside") else r"(?<![\w])"
    return Pattern(
        element=Element(entry["element"]),
        regex=re.compile(edge + text),
        derive=entry.get("derive", ""),
        fixed=entry.get("set", {}),
        about=entry.get("about", ""),
        keep_numbers=entry.get("keep_numbers", False),
        weak=entry.get("weak", False),
    )


def _add_indices(
    catalogue: "Catalogue", names: Names, by_label: dict[str, IndexName], hints: list[tuple[str, IndexName]]
) -> None:
    labels: dict[tuple[str, ...], str] = {}
    for source in catalogue.sources.values():
        for synonyms in source.synonyms:
            label = synonyms.names[0]
            known = labels.setdefault(synonyms.indicators, label)
            index = Index(known, synonyms.indicators) if synonyms.indicators else None
            meaning = IndexName(
                label,
                source.id,
                index,
                synonyms.publisher,
                synonyms.choices,
                is_report="HDR" in synonyms.names,
            )
            by_label[label] = meaning
            if index is None and not synonyms.publisher:
                continue
            for text in (*synonyms.names, *synonyms.in_prose):
                if text.endswith(" score"):
                    continue
                is_short = len(text) <= _SHORT and text.isupper()
                names.add(
                    text, INDEX, meaning, is_exact=is_short or (synonyms.publisher and text[0].isupper())
                )
            hints += [(hint, meaning) for hint in synonyms.hints]
    status = IndexName(
        "Freedom House status", "fh_fiw", Index("Freedom House status", (STATUS,)), is_publisher=False
    )
    by_label[status.label] = status


def _groups(names: Names) -> tuple[Group, ...]:
    groups = []
    for entry in _toml("groups.toml")["groups"]:
        members = None if entry.get("world") else tuple(entry["members"].split())
        group = Group(entry["names"][0], members, is_home=entry.get("home", False))
        groups.append(group)
        for name in entry["names"]:
            names.add(name, GROUP, group, is_exact=any(letter.isupper() for letter in name))
    return tuple(groups)


def _add_countries(catalogue: "Catalogue", names: Names, language: str) -> None:
    written = _toml("countries.toml")
    if language != "en":
        for iso3, texts in written[language].items():
            for text in texts:
                for form in forms(text, language):
                    names.add(form, COUNTRY, iso3, is_exact=True)
    if language == "tg":
        for iso3, texts in written["ru"].items():
            for text in texts:
                names.add(text, COUNTRY, iso3, is_exact=True)
    for iso3, texts in written["en"].items():
        for text in texts:
            names.add(text, COUNTRY, iso3, is_exact=True)
    for iso3, country in catalogue.countries.by_iso3.items():
        for text in (country.name, *country.aliases):
            if len(text) > 3 and (len(keys(text)) < _SHORT or "," not in text):
                names.add(text, COUNTRY, iso3, is_exact=True)
