"""Read a claim that a reader typed: one sentence of three forms, in a small and strict language.

Names are found first and replaced by marks; what is left must be words of the language, numbers and years. A
word of another kind is never ignored: it might be the "not" of the sentence.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from indicators.catalogue.geography import name_key
from indicators.claims.answer import Basis
from indicators.claims.grammar import (
    BARE,
    BEING,
    CHANGE,
    COUNTRY,
    EDITION,
    EMPHATIC,
    FILLERS,
    HEDGES,
    INDEX,
    MOVES,
    ONE,
    PLACING,
    RANK_WORDS,
    SCORE_WORDS,
    SINGLE_YEARS,
    TOO_LONG,
    TWO_YEARS,
    WORDS,
)
from indicators.claims.index_names import Index, close_names, index_names
from indicators.claims.statements import (
    ChangeStatement,
    Hedge,
    Number,
    RankStatement,
    ScoreStatement,
    Statement,
    Subject,
)
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

MAX_LENGTH = 300
FORMS = (
    "Tajikistan ranks 152 of 175 in CPI 2014",
    "Tajikistan scored 23 in CPI in 2014",
    "CPI of Tajikistan fell from 24 to 20 between 2022 and 2023",
)
_HOW = "Write it as one of: " + "; ".join(f'"{form}"' for form in FORMS) + "."
# No name of a country or an index has more words.
_LONGEST = 14
# Words and abbreviations of the indices that are codes of countries as well: political rights, per cent.
NO_CODES = WORDS | {"pr", "cl", "cc", "ge", "va", "per"}
_PER_CENT = ("%", "percent", "per cent")

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class _Marked:
    """A text in lower case whose names are marks, and what these stand for."""

    text: str
    subject: Subject
    unit: str
    maximum: float


def parse(text: str, catalogue: "Catalogue") -> Statement:
    """Parse a typed sentence into a statement.

    Raises `QuestionError` for a text that is too long, names no country or no index or more than one of
    them, names an index that fits several, or holds a word, number or year that was not understood: the
    error says which, and shows the three forms.
    """
    clean = cleaned(text)
    if len(clean) > MAX_LENGTH:
        raise refused(f"it is longer than {MAX_LENGTH} characters")
    if not clean:
        raise refused("it is empty")
    marked = _mark(clean, catalogue)
    refusals = []
    for reading in _readings(marked):
        try:
            return reading()
        except QuestionError as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]
    if TOO_LONG.search(marked.text):
        raise refused("it has a number of more than 15 digits, or of more than 6 decimals")
    if re.search(r"\d,\d{1,2}(?!\d)", marked.text):
        raise refused("decimals are written with a point")
    raise refused(f"no rank, score or change was found in it{_strangers(marked.text)}")


def refused(what: str) -> QuestionError:
    """Return an error that names the part that was not understood and shows the accepted forms."""
    return QuestionError("claim", what, _HOW)


def cleaned(text: str) -> str:
    """Return a text with plain quotes, dashes and spaces; unprintable characters and marks become spaces."""
    plain = unicodedata.normalize("NFKC", text[: 2 * MAX_LENGTH])
    plain = plain.translate(str.maketrans("’ʼ`´−–—‐‑", "''''-----"))
    plain = "".join(character if character.isprintable() else " " for character in plain)
    return " ".join(plain.split()).rstrip(".!?; ")


def _mark(text: str, catalogue: "Catalogue") -> _Marked:
    names = index_names(catalogue)
    words = text.split()
    words, indices = _replaced(words, lambda text: names.get(name_key(text)), INDEX)
    words, countries = _replaced(
        words, lambda text: catalogue.countries.find_in_prose(text, words=NO_CODES), COUNTRY
    )
    index = _only_index(indices, words, names)
    if len(set(countries)) != 1:
        raise _no_country(countries, words, catalogue)
    iso3 = countries[0]
    first = catalogue.indicator(index.indicators[0])
    subject = Subject(iso3, catalogue.countries.by_iso3[iso3].name, index.indicators, index.label)
    text = _in_grammar(words)
    if not (CHANGE.search(text) or ONE.search(text)):
        text = BARE.sub(r"\g<country> is ", text, count=1)
    return _Marked(text, subject, first.unit, first.maximum)


def _replaced(
    words: list[str], find: Callable[[str], Named | None], mark: str
) -> tuple[list[str], list[Named]]:
    """Replace the longest names among the words by a mark; return the words and what was found."""
    result: list[str] = []
    found: list[Named] = []
    place = 0
    while place < len(words):
        for end in range(min(len(words), place + _LONGEST), place, -1):
            window = words[place:end]
            last = window[-1].rstrip(',;:)]"')
            bare = re.sub(r"'s?$", "", last)
            keys = [name_key(word) for word in (*window[:-1], bare)]
            # A sign at either end, such as ~ or a dash, is no part of a name; "(2020 $)" is.
            is_whole = keys[0] and (keys[-1] or "$" in last)
            named = find(" ".join([*window[:-1], bare])) if is_whole else None
            if named is not None:
                found.append(named)
                result += [mark, "'s"] if bare != last else [mark]
                place = end
                break
        else:
            result.append(words[place])
            place += 1
    return result, found


def _only_index(indices: list[Index], words: list[str], names: Mapping[str, Index]) -> Index:
    """Return the one index that is meant; a producer's name beside its index adds no second one."""
    exact = {index.indicators: index for index in indices if index.indicators}
    if len(exact) == 1:
        return next(iter(exact.values()))
    if exact:
        raise refused(f"it names several indices: {', '.join(index.label for index in exact.values())}")
    if indices:
        choices = indices[0].choices
        more = f" and {len(choices) - 6} more" if len(choices) > 6 else ""
        raise QuestionError(
            "index",
            f"{indices[0].label} fits several indicators",
            f"Name one of them: {', '.join(choices[:6])}{more}.",
        )
    strangers = _strangers(_in_grammar(words))
    close = close_names(strangers, names)
    hint = f" Did you mean {' or '.join(close)}?" if close else ""
    raise QuestionError(
        "claim", f"no index is named in it that is known here{strangers}", f"{hint} {_HOW}".strip()
    )


def _no_country(countries: list[str], words: list[str], catalogue: "Catalogue") -> QuestionError:
    if countries:
        return refused(f"it names {len(set(countries))} countries")
    grammar = _in_grammar(words)
    strangers = [word for word in grammar.split() if _is_stranger(word)]
    try:
        catalogue.countries.resolve(" ".join(strangers))
    except QuestionError as error:
        hint = f"{error.todo} " if error.todo.startswith("Did") else ""
        return QuestionError("claim", f"no country is named in it{_strangers(grammar)}", f"{hint}{_HOW}")
    return refused("no country is named in it")


def _in_grammar(words: list[str]) -> str:
    """Return the words in lower case without the punctuation around them."""
    lower = [word.casefold().strip(",;:()[]\"'") if word != "'s" else word for word in words]
    text = " ".join(word for word in lower if word)
    return re.sub(r"\bminus (?=\d)", "-", text)


def _is_stranger(word: str) -> bool:
    return (
        word not in WORDS
        and word not in (COUNTRY, INDEX)
        and not re.fullmatch(r"[-+\d.,]+(st|nd|rd|th)?", word)
    )


def _strangers(text: str) -> str:
    """Return the words that are not in the language, in brackets; empty if there are none."""
    words = [word for word in text.split() if _is_stranger(word)]
    return f" (not understood: {' '.join(words)[:80]})" if words else ""


def _readings(marked: _Marked) -> Iterator[Callable[[], Statement]]:
    """Yield each way to read the text, the likeliest first."""
    for match in CHANGE.finditer(marked.text):
        yield lambda match=match: _read_change(marked, match)  # type: ignore[misc]
    if not CHANGE.search(marked.text):
        for match in ONE.finditer(marked.text):
            yield lambda match=match: _read_one(marked, match)  # type: ignore[misc]


def _read_change(marked: _Marked, match: re.Match[str]) -> Statement:
    rest = f"{marked.text[: match.start()]} {marked.text[match.end() :]}"
    (basis, says_edition), first, last, rest = _two_years(match, rest)
    words = rest.split()
    moves = [move for word in words for move, forms in MOVES.items() if word in forms]
    if len(set(moves)) != 1:
        raise refused("it has no word such as fell or rose" if not moves else "it has several verbs")
    known = {word for forms in MOVES.values() for word in forms} | EMPHATIC | RANK_WORDS | SCORE_WORDS
    _require_known(rest, known)
    units = {match["unit1"], match["unit2"]} - {None}
    is_score = bool(SCORE_WORDS & {*words, *units})
    is_rank = bool(
        RANK_WORDS & {*words, *units}
        or match["ordinal1"]
        or match["ordinal2"]
        or ((match["of1"] or match["of2"]) and not is_score)
    )
    if is_rank and is_score:
        raise refused("it speaks of a rank and of a score")
    before, after = (_number(match, place, marked, is_rank=is_rank) for place in ("1", "2"))
    return ChangeStatement(
        subject=marked.subject,
        move=moves[0],
        before=before,
        after=after,
        year_from=first,
        year_to=last,
        basis=basis,
        of_rank=is_rank,
        emphatic=bool(EMPHATIC & set(words)),
        n_from=int(match["of1"]) if is_rank and match["of1"] else None,
        n_to=int(match["of2"]) if is_rank and match["of2"] else None,
        says_edition=says_edition,
    )


def _two_years(match: re.Match[str], rest: str) -> tuple[tuple[Basis, bool], int, int, str]:
    says_edition = False
    if match["year1"] and match["year2"]:
        basis, years = Basis.EITHER, (int(match["year1"]), int(match["year2"]))
    else:
        found = TWO_YEARS.search(rest)
        if found is None or match["year1"] or match["year2"]:
            raise refused("it does not say between which two years")
        years = (int(found["first"]), int(found["last"]))
        what = found["what"] or found["after"] or ""
        basis = Basis.EITHER
        says_edition = bool(re.fullmatch(EDITION, what.strip()))
        if says_edition or what == INDEX:
            basis = Basis.EDITION
        elif "year" in what:
            basis = Basis.YEAR
        rest = f"{rest[: found.start()]} {INDEX if what == INDEX else ''} {rest[found.end() :]}"
    if years[0] >= years[1]:
        raise refused(f"{years[0]} is not before {years[1]}")
    return (basis, says_edition), years[0], years[1], rest


def _read_one(marked: _Marked, match: re.Match[str]) -> Statement:
    between = re.sub(r"(number|no\.?)$", "", match["between"])
    rest = f"{marked.text[: match.start()]} {between} {marked.text[match.end() :]}"
    (basis, says_edition), year, rest = _one_year(rest)
    _require_known(rest, RANK_WORDS | SCORE_WORDS)
    words = {*rest.split(), match["verb"], match["unit0"] or ""}
    is_rank = _is_rank(marked.text, match, words)
    number = _number(match, "0", marked, is_rank=is_rank)
    if is_rank:
        n = int(match["of0"]) if match["of0"] else None
        return RankStatement(marked.subject, number, n, basis, year, says_edition)
    return ScoreStatement(marked.subject, number, basis, year, says_edition)


def _is_rank(text: str, match: re.Match[str], words: set[str]) -> bool:
    """Tell whether the number is a place; raises `QuestionError` if it could be either."""
    if match["ordinal0"] or match["unit0"] in ("place", "places", "position"):
        return True
    if match["verb"] in RANK_WORDS:
        return True
    of_index = re.search(rf"{COUNTRY} 's (?:\w+ )?{INDEX}|{INDEX} (?:\w+ )?(?:of|for|in) {COUNTRY}", text)
    is_rank = bool(RANK_WORDS & words) or match["verb"] in PLACING
    is_score = bool(SCORE_WORDS & words) or (not is_rank and bool(of_index or match["verb"] not in BEING))
    if is_rank and is_score:
        raise refused("it speaks of a rank and of a score")
    if not is_rank and not is_score and not match["of0"]:
        raise refused(f"whether {match['number0']} is a rank or a score is not said")
    return not is_score


def _one_year(rest: str) -> tuple[tuple[Basis, bool], int | None, str]:
    """Return the year that the rest of a claim names, whether as an edition explicitly, and the rest."""
    for word, pattern in SINGLE_YEARS:
        found = pattern.search(rest)
        if found:
            year = next(group for group in found.groups() if group)
            mark = INDEX if INDEX in found[0] else ""
            says_edition = bool(re.search(rf"\b(?:{EDITION})\b", found[0]))
            return (
                (Basis(word), says_edition),
                int(year),
                f"{rest[: found.start()]} {mark} {rest[found.end() :]}",
            )
    return (Basis.NEWEST, False), None, rest


def _require_known(rest: str, known: set[str] | frozenset[str]) -> None:
    unknown = [word for word in rest.split() if word not in FILLERS | known | {COUNTRY, INDEX}]
    if unknown:
        raise refused(f"not understood: {' '.join(unknown)[:80]}")


def _number(match: re.Match[str], place: str, marked: _Marked, *, is_rank: bool) -> Number:
    """Return a number of the text with its hedge; raises `QuestionError` if it is not a rank or score."""
    text = match[f"number{place}"].replace(",", "")
    hedge = next((h for h, words in HEDGES.items() if match[f"hedge{place}"] in words), Hedge.NONE)
    unit, of = match[f"unit{place}"], match[f"of{place}"]
    decimals = len(text.partition(".")[2])
    if is_rank:
        if decimals or not 1 <= float(text) <= 999 or text[0] in "+-":
            raise refused(f"{text} is no place in a ranking")
        if hedge not in (Hedge.NONE, Hedge.ABOUT, Hedge.NEARLY):
            raise refused(f'which places are "{hedge.value}" {text} is not said')
    elif of and not re.search(rf"(?<!\d){of}(?!\d)", marked.unit) and float(of) != marked.maximum:
        raise refused(f"{marked.subject.index} is not a score of {of} ({marked.unit})")
    if unit in _PER_CENT and "%" not in marked.unit:
        raise refused(f"{marked.subject.index} is not in per cent ({marked.unit})")
    return Number(float(text), decimals, hedge)
