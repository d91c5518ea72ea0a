"""Find the index of a claim: named in the sentence, in an earlier one, or suggested by a word."""

import re

from indicators.claims.prose.context import Context, Sentence
from indicators.claims.prose.draft import Draft
from indicators.claims.prose.lexicon import Foreign, IndexName, Lexicon
from indicators.claims.prose.mentions import (
    FOREIGN,
    INDEX,
    Mention,
)
from indicators.claims.prose.readings import Element, Index, Year, YearWord

# Estimates of the World Bank run from about -2.5 to 2.5.
_MOST_ESTIMATE = 3.5


def note_index(sentence: Sentence, context: Context) -> None:
    """Keep the index that a sentence names, and the edition in its name, for the sentences after it."""
    named = [m.value for m in sentence.masked.of_kind(INDEX)]
    own = [one for one in named if one.index is not None and not one.is_publisher]
    publishers = [one for one in named if one.is_publisher]
    if named:
        chosen = (own or [p for p in publishers if p.index is not None] or publishers)[-1]
        if context.index is None or chosen.source != context.index.source or chosen.index is not None:
            if context.index is None or chosen.source != context.index.source:
                context.year = None
                context.release = None
            if not (
                chosen.is_publisher and context.index is not None and context.index.source == chosen.source
            ):
                context.index = chosen
        if publishers:
            context.publisher = publishers[-1]
        for year, word in sentence.attached.values():
            if _is_base(sentence, year):
                continue
            if word is YearWord.EDITION and _touches_index(sentence, year):
                if any(one.is_report for one in named):
                    context.release = Year(year.value, word)
                else:
                    context.year = Year(year.value, word)
                context.year_source = chosen.source


def _touches_index(sentence: Sentence, year: Mention) -> bool:
    masked = sentence.masked
    place = masked.place(year)
    near = masked.text[max(0, place - 22) : place + 40]
    return INDEX in near


def _is_base(sentence: Sentence, year: Mention) -> bool:
    """Tell a year that something is compared with: `than in the 2023 edition`."""
    before = sentence.masked.text[: sentence.masked.place(year)]
    return re.search(r"\b(?:from|than|since|with|to)(?: in)? (?:the |its )?$", before) is not None


def note_edition(sentence: Sentence, context: Context) -> None:
    """Keep the year of "in its 2024 index" where the index was named before."""
    if context.index is None:
        return
    for year, word in sentence.attached.values():
        place = sentence.masked.place(year)
        after = sentence.masked.text[place + 1 : place + 14]
        if _is_base(sentence, year):
            continue
        if word is YearWord.EDITION and re.match(r" (?:index|edition|ranking|survey|list)", after):
            context.year = Year(year.value, word)
            context.year_source = context.index.source


def foreign_of(draft: Draft, sentence: Sentence) -> Foreign | None:
    """Return an index that is not held, if it is nearer than one that is."""
    masked = sentence.masked
    others = [masked.place(m) for m in masked.of_kind(FOREIGN)]
    if not others:
        return None
    own = [masked.place(m) for m in masked.of_kind(INDEX) if not m.value.is_publisher]
    nearest = min(others, key=lambda p: draft.distance(p))
    if own and min(draft.distance(p) for p in own) < draft.distance(nearest):
        return None
    return masked.at[nearest].value  # type: ignore[no-any-return]


def index_of(
    draft: Draft, sentence: Sentence, context: Context, lexicon: Lexicon
) -> tuple[Index | None, bool]:
    """Return the index that a claim is about, and whether the text names it."""
    masked = sentence.masked
    if draft.index_label:
        meaning = lexicon.by_label.get(draft.index_label)
        if meaning is not None:
            return meaning.index, True
    places = [(masked.place(m), m.value) for m in masked.of_kind(INDEX)]
    own = [(p, v) for p, v in places if v.index is not None and not v.is_publisher]
    publishers = [(p, v) for p, v in places if v.is_publisher]
    if draft.dimension is not None:
        return draft.dimension.index, True
    chosen: IndexName | None = None
    if own:
        if publishers and not any(v.source == w.source for _, v in own for _, w in publishers):
            chosen = min(own, key=lambda one: draft.distance(one[0]))[1]
        else:
            chosen = min(own, key=lambda one: draft.distance(one[0]))[1]
    elif publishers:
        nearest = min(publishers, key=lambda one: draft.distance(one[0]))[1]
        chosen = nearest
        if nearest.index is None and context.index is not None and context.index.source == nearest.source:
            chosen = context.index
        if nearest.is_report and nearest.index is None:
            chosen = lexicon.by_label.get("HDI")
        hint = _hint(sentence, lexicon)
        if hint is not None and hint.source == nearest.source:
            chosen = hint
    else:
        hint = _hint(sentence, lexicon)
        chosen = context.index or hint or context.later
        if hint is not None and context.index is not None and hint.source == context.index.source:
            chosen = hint
        if chosen is not None and chosen.is_report and chosen.index is None:
            chosen = lexicon.by_label.get("HDI")
    if chosen is None:
        return _guess(draft, lexicon), False
    if chosen.index is None:
        return None, True
    index: Index | None = chosen.index
    if draft.is_percentile and chosen.source == "wb_wgi":
        percentile = lexicon.by_label.get(f"{chosen.label} percentile")
        index = percentile.index if percentile is not None else index
    return index, True


def percentile_instead(draft: Draft, index: Index | None, lexicon: Lexicon) -> Index | None:
    """Read a place or a figure beyond the estimates of the World Bank's indicators as a percentile rank."""
    if index is None or not index.family[0].startswith("wb_wgi.") or "percentile" in index.family[0]:
        return index
    value = draft.values.get("rank", draft.values.get("score"))
    if draft.element not in (Element.RANK, Element.SCORE) or value is None:
        return index
    if draft.element is Element.SCORE and abs(value) <= _MOST_ESTIMATE:
        return index
    percentile = lexicon.by_label.get(f"{index.label} percentile")
    if percentile is None:
        return index
    if draft.element is Element.RANK:
        draft.element = Element.SCORE
        draft.values["score"] = draft.values.pop("rank")
    return percentile.index


def _hint(sentence: Sentence, lexicon: Lexicon) -> IndexName | None:
    text = sentence.masked.text
    return next((meaning for hint, meaning in lexicon.hints if hint in text), None)


def _guess(draft: Draft, lexicon: Lexicon) -> Index | None:
    """Suppose the Corruption Perceptions Index where no index is named: the reader is asked for it."""
    meaning = lexicon.by_label.get("CPI")
    return meaning.index if meaning is not None else None
