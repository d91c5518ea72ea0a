"""Find the countries that a claim is about."""

import re
from collections.abc import Collection

from indicators.claims.prose.context import Context, Sentence
from indicators.claims.prose.draft import Draft
from indicators.claims.prose.mentions import (
    COUNTRY,
    Masked,
)
from indicators.claims.prose.readings import Element

_CLAUSE = re.compile(r"[;:]|, (?:while|whereas|but|and|meanwhile|with)\b|\bwhile\b|\bwhereas\b|\bbut\b")
_LIST_GAP = re.compile(
    r"(?:'s)?(?:, (?:and |or )?| and | or |,? as well as |,? as do | und | y | и | ва )(?:the |both )?"
)
_AND = r"\b(?:and|or|as well as|as do|und|y|и|ва)\b"
_ABOUT_OBJECTS = (Element.SUPERLATIVE, Element.RANK_IN_GROUP, Element.STATUS, Element.AMONG)


def subjects_of(draft: Draft, sentence: Sentence, context: Context) -> list[str]:
    """Return the countries of a claim: its own, the nearest before it, after it, or the last named."""
    masked = sentence.masked
    if draft.subjects:
        return draft.subjects
    places = [p for p, m in masked.at.items() if m.kind == COUNTRY]
    objects = sentence.objects | draft.excluded
    before_text = masked.text[: draft.start]
    bracket = re.search(rf"({COUNTRY})[^{COUNTRY}()]*\([^()]*$", before_text)
    if bracket is not None:
        return [masked.at[bracket.start(1)].value]
    clause_of = re.search(
        rf"({COUNTRY}),? (?:which|who|that|itself)(?: now| only| still)?"
        r"(?: is| was| stands| ranks| has| comes| got| scored| scores)? *$",
        before_text,
    )
    if clause_of is not None:
        return [masked.at[clause_of.start(1)].value]
    apposition = re.search(
        rf"({COUNTRY})(?:'s)?,? \(?(?:the |its |their |a |an |with |on |at |now |still |too, |again )*$",
        before_text,
    )
    is_object = apposition is not None and apposition.start(1) in objects
    if apposition is not None and (not is_object or draft.element in _ABOUT_OBJECTS):
        return _listed(masked, apposition.start(1), objects)
    inside = [p for p in places if draft.start <= p < draft.end and p not in objects]
    if inside:
        return _listed(masked, draft.best_inside(inside), objects)
    free = [p for p in places if p not in objects]
    before = [p for p in free if p < draft.start]
    after = [p for p in free if p >= draft.end]
    is_fronted = _is_clause_start(masked.text, draft.start)
    if after and (is_fronted or not before):
        gap = masked.text[draft.end : after[0]]
        pronoun = re.match(r",? ?(?:it|the country|this country|they)\b", gap)
        starts = _starts_clause(masked.text, draft.start)
        if not before or (
            starts and len(gap) < 30 and not re.search(r"[;:,]", gap.strip(", ")) and pronoun is None
        ):
            if pronoun is not None and context.country:
                return [context.country]
            if (
                not before
                and context.country
                and re.search(r"\b(?:it|its|the country|the country's)\b", before_text)
            ):
                return [context.country]
            return _listed(masked, after[0], objects)
    if before:
        clause = clause_start(masked.text, draft.start)
        in_clause = [p for p in before if p >= clause]
        return _listed(masked, (in_clause or before)[-1], objects)
    if context.country is not None:
        return [context.country]
    return []


def _is_clause_start(text: str, place: int) -> bool:
    before = text[:place].rstrip()
    return (
        not before
        or before[-1] in ",;:("
        or bool(re.search(r"(?:^|[,;:] )(?:and|but|while|with|at|on|only|yet|in {YEAR})$", before))
    )


def _starts_clause(text: str, place: int) -> bool:
    """Tell whether words with a preposition open a clause: "with 27 points Azerbaijan drops"."""
    before = text[:place].rstrip()
    return (
        not before or before[-1] in ";:(" or bool(re.match(r"(?:with|at|on|scoring|joint)\b", text[place:]))
    )


def clause_start(text: str, place: int) -> int:
    starts = [match.end() for match in _CLAUSE.finditer(text, 0, place)]
    return starts[-1] if starts else 0


def _listed(masked: Masked, place: int, objects: Collection[int] = ()) -> list[str]:
    """Return a country and the ones listed with it: `Finland, Norway and Sweden`."""
    before = [place]
    while True:
        earlier = [
            p for p, m in masked.at.items() if m.kind == COUNTRY and p < before[0] and p not in objects
        ]
        gap = masked.text[earlier[-1] + 1 : before[0]] if earlier else ""
        if not earlier or not _LIST_GAP.fullmatch(gap) or (before[0] == place and not re.search(_AND, gap)):
            break
        before.insert(0, earlier[-1])
    after = [place]
    while True:
        later = [p for p, m in masked.at.items() if m.kind == COUNTRY and p > after[-1] and p not in objects]
        if not later or not _LIST_GAP.fullmatch(masked.text[after[-1] + 1 : later[0]]):
            break
        after.append(later[0])
    if after[1:] and not before[:-1]:
        return [masked.at[place].value]
    return [masked.at[p].value for p in before]
