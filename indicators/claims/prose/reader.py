"""Read the claims of a text: match the patterns, then find the country, index and year of each claim."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from indicators.claims.prose import derivations
from indicators.claims.prose.context import Context, Scales, Sentence, Unchecked
from indicators.claims.prose.draft import Draft
from indicators.claims.prose.languages import frequent_words
from indicators.claims.prose.lexicon import Group, Lexicon, Pattern
from indicators.claims.prose.mentions import (
    COUNTRY,
    GROUP,
    INDEX,
    NUMBER,
    ORDINAL,
    SHARE,
    STATUS,
    Masked,
    Mention,
    mask,
    spot,
)
from indicators.claims.prose.naming import foreign_of, index_of, note_edition, note_index, percentile_instead
from indicators.claims.prose.readings import UNTESTABLE, Element, Reading
from indicators.claims.prose.subjects import subjects_of
from indicators.claims.prose.text import folded, sentences
from indicators.claims.prose.years import attach_years, is_compared, years_of

_VALUES = (NUMBER, ORDINAL, SHARE, STATUS)
_LONGEST = 1500
_CLAUSE_END = re.compile(r"[,;:.()]")
_PLAIN_WORD = re.compile(r"[^\W\d_\ue000-\uf8ff]{2,}")
# A sentence with claims about more countries than this is a list.
_MOST_TOPICS = 2
_MOVES = (Element.CHANGE_OF_SCORE, Element.CHANGE_OF_RANK, Element.DIRECTION)
_DENIED = (
    Element.RANK,
    Element.RANK_OF_N,
    Element.SCORE,
    Element.SUPERLATIVE,
    Element.RANK_IN_GROUP,
    Element.AMONG,
)
_HELD_BY_GROUP = (Element.AVERAGE, Element.COUNT)
_NEGATED = re.compile(
    r"(?:(?:\bnot|\bnever|n't|\bno longer)(?: (?:\S+ ){0,2})?"
    r"|\b(?:out|left|missed|once|formerly|previously|used to be) )$"
)


def read(
    text: str, lexicon: Lexicon, scales: Scales | None = None, *, assumed: str = ""
) -> tuple[list[Reading], list[Unchecked]]:
    """Read every claim of a text in the order of its words, and list what was not checked.

    `scales` hold the greatest value of each indicator, and whether more is worse. `assumed` is the label of
    the index that a reader names where the text names none.
    """
    readings: list[Reading] = []
    unchecked: list[Unchecked] = []
    context = Context(scales=scales or {})
    pieces = [_sentence(text, start, end, lexicon) for start, end in _pieces(text)]
    named = [m.value for piece in pieces for m in piece.masked.of_kind(INDEX)]
    own = [one for one in named if one.index is not None]
    context.later = own[0] if own else lexicon.by_label.get(assumed)
    for sentence in pieces:
        found, left = _resolve(sentence, context, lexicon)
        readings += found
        unchecked += left
    return readings, unchecked


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Yield sentences, cut at semicolons; one that is too long is cut at a space."""
    for start, end in sentences(text):
        for cut in [start + m.end() for m in re.finditer(r";\s", text[start:end])]:
            yield start, cut - 1
            start = cut
        while end - start > _LONGEST:
            cut = text.rfind(" ", start, start + _LONGEST)
            cut = start + _LONGEST if cut <= start else cut
            yield start, cut
            start = cut
        yield start, end


def _sentence(text: str, start: int, end: int, lexicon: Lexicon) -> Sentence:
    mentions = spot(text, start, end, lexicon.names, lexicon.phrases)
    sentence = Sentence(mask(text, start, end, mentions))
    attach_years(sentence)
    _match(sentence, lexicon)
    return sentence


def _match(sentence: Sentence, lexicon: Lexicon) -> None:
    masked = sentence.masked
    taken: set[int] = set()
    spans: list[tuple[int, int, Element]] = []
    for pattern in lexicon.patterns:
        if not masked.mentions and pattern.element not in UNTESTABLE:
            continue
        for match in pattern.regex.finditer(masked.text):
            named = _named(match, masked)
            values = [m for m in named.values() if isinstance(m, Mention) and m.kind in _VALUES]
            if not pattern.keep_numbers and any(id(m) in taken for m in values):
                continue
            if _overlaps(pattern, match, spans, bool(values)):
                continue
            draft = Draft(pattern, match, masked, named)
            drafts = derivations.derive(draft, lexicon)
            if pattern.derive == "ignore":
                taken |= {id(m) for p, m in masked.at.items() if match.start() <= p < match.end()}
            if not drafts:
                continue
            sentence.drafts += drafts
            spans += [(match.start(), match.end(), d.element) for d in drafts]
            if not pattern.keep_numbers:
                taken |= {id(m) for m in values}
                if (
                    pattern.derive in ("out_of", "dimension", "distribute")
                    or pattern.element is Element.OTHER
                ):
                    taken |= {
                        id(m)
                        for p, m in masked.at.items()
                        if match.start() <= p < match.end() and m.kind in _VALUES
                    }
            if not any(one.subjects for one in drafts):
                sentence.objects |= set(draft.object_places)


def _named(match: re.Match[str], masked: Masked) -> dict[str, Any]:
    """Return the parts that a pattern names: mentions, or words."""
    named: dict[str, Any] = {}
    for name, text in match.groupdict().items():
        if text is None:
            continue
        place = match.start(name)
        named[name.partition("__")[0]] = masked.at[place] if len(text) == 1 and place in masked.at else text
    return named


def _is_negated(draft: Draft) -> bool:
    """Tell whether a "not" stands before a figure or place: what it denies is not checked."""
    if draft.element not in _DENIED or "negated" in draft.values:
        return False
    before = draft.masked.text[max(0, draft.start - 24) : draft.start]
    return bool(_NEGATED.search(before)) and not before.rstrip().endswith(",")


def _why_denied(draft: Draft) -> str:
    before = draft.masked.text[max(0, draft.start - 24) : draft.start]
    if re.search(r"\b(?:once|formerly|previously|used to be) $", before):
        return "It is of an earlier year that is not named."
    return "It is denied, and what holds instead is not said."


def _overlaps(
    pattern: Pattern, match: re.Match[str], spans: Sequence[tuple[int, int, Element]], has_values: bool
) -> bool:
    """Tell whether an earlier pattern has read these words already."""
    start, end = match.span()
    for begin, stop, element in spans:
        if start >= stop or end <= begin:
            continue
        if element is pattern.element and not has_values:
            return True
        if pattern.element is Element.DIRECTION and element in _MOVES:
            return True
        if pattern.derive == "first" and element is Element.STREAK:
            return True
        if pattern.element in (Element.SUPERLATIVE, Element.RANK_IN_GROUP) and element in (
            Element.SUPERLATIVE,
            Element.RANK_IN_GROUP,
            Element.AMONG,
        ):
            return True
    return False


def _resolve(sentence: Sentence, context: Context, lexicon: Lexicon) -> tuple[list[Reading], list[Unchecked]]:
    masked = sentence.masked
    note_index(sentence, context)
    note_edition(sentence, context)
    readings: list[Reading] = []
    unchecked: list[Unchecked] = []
    subjects: list[str] = []
    forecasts = [(d.start, d.end) for d in sentence.drafts if d.element is Element.FORECAST]
    drafts = [
        d
        for d in sentence.drafts
        if d.element in UNTESTABLE or not any(a <= d.start and d.end <= b for a, b in forecasts)
    ]
    for draft in sorted(drafts, key=lambda d: (d.match.start(), d.match.end())):
        found = _reading(draft, sentence, context, lexicon)
        if isinstance(found, Unchecked):
            unchecked.append(found)
            continue
        readings += found
        for reading in found:
            if reading.countries and context.country is None:
                context.country = reading.countries[0]
            if reading.countries and reading.element not in UNTESTABLE:
                subjects.append(reading.countries[0])
                context.last_element = reading.element
    countries = [m for p, m in masked.at.items() if m.kind == COUNTRY and p not in sentence.objects]
    if subjects:
        # A list of countries does not change what a text is about: "it" is still the country before.
        is_list = len(set(subjects)) > _MOST_TOPICS and context.topic is not None
        context.country = context.topic if is_list else subjects[-1]
        context.topic = context.country
    elif countries:
        context.country = context.topic = countries[0].value
    groups = [m.value for m in masked.of_kind(GROUP) if m.value.members]
    if groups:
        context.group = groups[-1]
    return readings, unchecked


def _reading(
    draft: Draft, sentence: Sentence, context: Context, lexicon: Lexicon
) -> list[Reading] | Unchecked:
    masked = sentence.masked
    start, end = masked.starts[draft.start], masked.ends[draft.end - 1]
    foreign = foreign_of(draft, sentence)
    if draft.element in UNTESTABLE:
        return _untestable(draft, sentence, context, start, end)
    if foreign is not None and foreign.unrelated:
        return Unchecked(start, end, f"It is about {foreign.name}, not an index that is held.")
    if _is_negated(draft):
        return Unchecked(start, end, _why_denied(draft))
    index, is_named = index_of(draft, sentence, context, lexicon)
    index = percentile_instead(draft, index, lexicon)
    subjects = subjects_of(draft, sentence, context)
    if draft.pattern.about == "all" or (draft.element in _HELD_BY_GROUP and draft.pattern.about != "subject"):
        subjects = []
    elif draft.foreign and subjects:
        return [Reading(start, end, draft.element, None, tuple(subjects[:1]), foreign=draft.foreign)]
    elif not subjects:
        return Unchecked(start, end, "No country is named that this could be about.")
    if foreign is not None:
        return [
            Reading(
                start, end, draft.element, None, tuple(subjects[:1]), dict(draft.values), foreign=foreign.name
            )
        ]
    if index is None and not is_named and not _sounds_like_index(draft, sentence, context):
        return Unchecked(start, end, "No index is named.")
    derivations.fit(
        draft, index, index is None or index.family[0] not in context.inverted, context.maximum(index)
    )
    if draft.element is Element.DIRECTION and not _is_about_index(draft, sentence):
        return Unchecked(start, end, "It does not say which figure moved.")
    _fit_unit(draft, sentence)
    year, release, base, relative, back = years_of(draft, sentence, context, index)
    values, members = _group(draft, sentence, context, lexicon, subjects)
    if members == ():
        return Unchecked(start, end, "The group of countries is not known here.")
    common = Reading(
        start,
        end,
        draft.element,
        index,
        (),
        values,
        unread=_unread(draft, sentence),
        year=year,
        release=release,
        base=base,
        relative=relative,
        back=back,
        is_stated=draft.is_stated or is_compared(base, sentence.masked),
        members=members,
        index_named=is_named,
    )
    if draft.element in _HELD_BY_GROUP and draft.pattern.about != "subject":
        return [common]
    if draft.element is Element.COMPARISON:
        others = tuple(o for o in draft.others if o != subjects[0])
        if not others and not draft.others and context.country not in (None, subjects[0]):
            others = (context.country,)
        return (
            [replace(common, countries=(subjects[0], *others))]
            if others
            else Unchecked(start, end, "No other country is named.")
        )
    if draft.element is Element.SUPERLATIVE and len(subjects) > 1 and "at the" in draft.words:
        last = {"among": len(subjects), "end": draft.values["which"]}
        common = replace(common, element=Element.AMONG, values=last)
    return [replace(common, countries=(iso3,)) for iso3 in subjects]


def _fit_unit(draft: Draft, sentence: Sentence) -> None:
    """Read a bare "five better than last year" in the unit of the figure before it."""
    is_bare = (
        (draft.element is Element.CHANGE_OF_SCORE and "change" in draft.values)
        or (draft.element is Element.COMPARISON and "gap" in draft.values)
        or (draft.element is Element.SCORE and bool(draft.back))
    )
    if not is_bare or re.search(r"point|pts|mark|place|position|spot|rank|%|cent", draft.words):
        return
    before = [d for d in sentence.drafts if d.end <= draft.start]
    if not before or max(before, key=lambda d: d.end).element not in (
        Element.RANK,
        Element.RANK_OF_N,
        Element.CHANGE_OF_RANK,
    ):
        return
    if draft.element is Element.COMPARISON:
        draft.values["by"] = "rank"
        draft.values["op"] = {"higher": "ahead", "lower": "behind"}.get(
            draft.values["op"], draft.values["op"]
        )
        return
    if draft.element is Element.SCORE:
        if draft.values["score"] == int(draft.values["score"]):
            draft.element = Element.RANK
            draft.values["rank"] = draft.values.pop("score")
        return
    draft.element = Element.CHANGE_OF_RANK
    draft.values["places"] = draft.values.pop("change")


def _unread(draft: Draft, sentence: Sentence) -> tuple[str, ...]:
    """Return the words of the clause of a claim that no pattern and no name has used."""
    text = sentence.masked.text
    start = max((match.end() for match in _CLAUSE_END.finditer(text, 0, draft.start)), default=0)
    after = _CLAUSE_END.search(text, draft.end)
    end = after.start() if after is not None else len(text)
    used = [(one.match.start(), one.match.end()) for one in sentence.drafts]
    frequent = frequent_words()
    return tuple(
        match[0]
        for match in _PLAIN_WORD.finditer(text, start, end)
        if folded(match[0]) not in frequent and not any(a <= match.start() < b for a, b in used)
    )


def _untestable(
    draft: Draft, sentence: Sentence, context: Context, start: int, end: int
) -> list[Reading] | Unchecked:
    if draft.element is Element.OTHER and draft.pattern.derive != "opinion":
        subjects = subjects_of(draft, sentence, context)
        if not subjects:
            return Unchecked(start, end, "No index that is held measures this.")
        return [Reading(start, end, draft.element, None, tuple(subjects[:1]))]
    return [Reading(start, end, draft.element, None)]


def _sounds_like_index(draft: Draft, sentence: Sentence, context: Context) -> bool:
    return context.index is not None or context.later is not None


def _is_about_index(draft: Draft, sentence: Sentence) -> bool:
    """Ask of a bare direction that the sentence names an index or its score."""
    text = sentence.masked.text
    if NUMBER in draft.words or ORDINAL in draft.words:
        return True
    return INDEX in text or bool(
        re.search(r"\b(?:scores?|rank(?:ing)?s?|positions?|places?|points?|rating|standing|index)\b", text)
    )


def _group(
    draft: Draft, sentence: Sentence, context: Context, lexicon: Lexicon, subjects: Sequence[str]
) -> tuple[dict[str, Any], tuple[str, ...] | None]:
    """Return the values with the name of the group, and its countries: None for the world, () if unknown."""
    values = dict(draft.values)
    group: Group | None = draft.group
    is_last = draft.element is Element.SUPERLATIVE and "last" in draft.named
    if group is None and is_last and context.group is not None and subjects:
        # "Kazakhstan leads Central Asia; Turkmenistan is last": last of the group named before.
        group = context.group if subjects[0] in (context.group.members or ()) else None
    if group is None:
        if (
            draft.element in (Element.AVERAGE, Element.SUPERLATIVE, Element.RANK_IN_GROUP)
            and "since" not in values
        ):
            values.setdefault("group", "world")
        return values, None
    if group.members == ():
        home = lexicon.home(subjects[0]) if subjects else None
        group = context.group or home
        if (
            home is not None
            and context.group is not None
            and subjects
            and subjects[0] not in (context.group.members or ())
        ):
            group = home
        if group is None:
            return values, ()
    values["group"] = "world" if group.members is None else group.name
    return values, group.members
