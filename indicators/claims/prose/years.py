"""Find the year of a claim, and the base of a change."""

import re

from indicators.claims.prose.context import Context, Sentence
from indicators.claims.prose.draft import Draft
from indicators.claims.prose.mentions import (
    AGO,
    INDEX,
    NUMBER,
    YEAR,
    Masked,
    Mention,
)
from indicators.claims.prose.readings import Element, Index, Year, YearWord
from indicators.claims.prose.subjects import clause_start

_MOVES = (Element.CHANGE_OF_SCORE, Element.CHANGE_OF_RANK, Element.DIRECTION)
_EDITION_FORMS = (
    re.compile(
        rf"{YEAR}(?: edition| report)?(?: of the| of)? "
        rf"(?:annual |world |global |edition of the |report of the )?{INDEX}"
    ),
    re.compile(
        rf"{INDEX}(?: report| index| edition| ranking| survey)?,? "
        rf"(?:for |of |edition |\(|in its |in the )?{YEAR}"
    ),
    re.compile(rf"(?:in|of|from|for|to) (?:the |its )?{YEAR} (?:edition|report|index|survey|ranking|list)"),
    re.compile(rf"(?:edition|report|index|survey|ranking|one) (?:of|for) {YEAR}"),
)
_DESCRIBED_FORM = re.compile(
    rf"(?:end|start|beginning|course|whole) of {YEAR}|covers? (?:the year )?{YEAR}"
    rf"|figures (?:are )?for {YEAR}"
    rf"|data for {YEAR}|for the year {YEAR}|{YEAR} (?:data|figures)"
)
_WINDOW = 90
_BASE = re.compile(
    r"(?:\b(?:than in|than at|than the|compared (?:with|to)|against|as in|аз соли)|\b(?:с|seit|desde)) "
    r"(?:in )?(?:the )?(?:\S+ ){0,3}?$|\bsince [^.;,]{0,60}$|\bbetween $"
)
_FIRST_SINCE = re.compile(r"first (?:\S+ )?since (?:the )?$")
_UNTIL = re.compile(r"\b(?:until |in mid-)$")


def attach_years(sentence: Sentence) -> None:
    """Find the years that belong to the name of an index: `CPI 2025`, `the 2012 Failed States Index`."""
    masked = sentence.masked
    for form in _EDITION_FORMS:
        for match in form.finditer(masked.text):
            inside = [masked.at[p] for p in range(match.start(), match.end()) if p in masked.at]
            year = next(mention for mention in inside if mention.kind == YEAR)
            names = [mention.value for mention in inside if mention.kind == INDEX]
            is_edition = not names or any(not name.is_publisher or name.is_report for name in names)
            word = YearWord.EDITION if is_edition else YearWord.EITHER
            sentence.attached.setdefault(id(year), (year, word))
    for match in _DESCRIBED_FORM.finditer(masked.text):
        year = next(masked.at[p] for p in range(match.start(), match.end()) if masked.text[p] == YEAR)
        sentence.attached[id(year)] = (year, YearWord.DESCRIBED)


def is_compared(base: Year | None, masked: Masked) -> bool:
    """Tell "than in 2016", which compares two editions, from "since 2016", which runs to the newest."""
    if base is None:
        return False
    found = re.search(
        rf"(?:than in|than at|compared (?:with|to)|against|than the) [^,;.]{{0,20}}({YEAR})", masked.text
    )
    return found is not None and masked.at[found.start(1)].value == base.year


def years_of(
    draft: Draft, sentence: Sentence, context: Context, index: Index | None
) -> tuple[Year | None, Year | None, Year | None, int, int]:
    """Return the year of a claim, its release, its base, and the editions back of the base and of itself."""
    masked = sentence.masked
    year = _year(draft.year, sentence)
    base = _year(draft.base, sentence)
    relative, back = draft.relative, draft.back
    used = {id(m) for m in (draft.year, draft.base) if m is not None}
    used |= {id(m) for other in sentence.drafts for m in (other.year, other.base) if m is not None}
    claimed = {id(_year_behind(other, masked)) for other in sentence.drafts if other is not draft}
    needs_base = (
        draft.element in _MOVES
        or "since" in draft.values
        or draft.element is Element.STREAK
        or draft.values.get("of") == "change"
    )
    text = masked.text
    bases, plain = _bases_and_years(masked)
    ranges = re.search(rf"(?:between|from) ({YEAR}) (?:and|to) ({YEAR})", text)
    if needs_base and base is None and not relative:
        if ranges is not None:
            base = _year(masked.at[ranges.start(1)], sentence)
            year = year or _year(masked.at[ranges.start(2)], sentence)
        else:
            others = {
                id(other.base) for other in sentence.drafts if other is not draft and other.base is not None
            }
            open_bases = [(p, m) for p, m in bases if id(m) not in others]
            if open_bases:
                base = _year(min(open_bases, key=lambda one: draft.distance(one[0]))[1], sentence)
    if needs_base and base is None and not relative and draft.element in _MOVES:
        relative = _editions_back(draft, masked)
    behind = _year_behind(draft, masked)
    if year is None and behind is not None and id(behind) not in used:
        year = _year(behind, sentence)
    when = re.search(rf"({YEAR}),? when [^,]*$", text[: draft.start])
    if year is None and when is not None and draft.element is not Element.STREAK:
        year = _year(masked.at[when.start(1)], sentence)
        if base is not None and year is not None and base.year == year.year:
            base, relative = None, 1
    if year is None:
        candidates = [
            (p, m)
            for p, m in plain
            if id(m) not in used | claimed and not (base is not None and m.value == base.year)
        ]
        clause = clause_start(text, draft.start)
        near = [(p, m) for p, m in candidates if p >= clause or id(m) in sentence.attached] or candidates
        edition = [
            (p, m)
            for p, m in near
            if id(m) in sentence.attached and sentence.attached[id(m)][1] is YearWord.EDITION
        ]
        if edition or near:
            year = _year(min(edition or near, key=lambda one: draft.distance(one[0]))[1], sentence)
    release = None
    if index is not None and context.release is not None:
        release = context.release
        if year is not None and year.year == release.year:
            year = None
    if (
        year is None
        and context.year is not None
        and index is not None
        and _source(index) == context.year_source
    ):
        year = context.year
        if back:
            year, back = Year(year.year - back, year.word), 0
    if draft.is_base:
        back = 1
    elif year is None and not back and draft.element not in _MOVES and "since" not in draft.values:
        back = _back(draft, masked)
    return year, release, base, relative, back


def _year_behind(draft: Draft, masked: Masked) -> Mention | None:
    """Return the year right behind a figure: `63 in 2015`."""
    if draft.element not in (Element.RANK, Element.RANK_OF_N, Element.SCORE):
        return None
    found = re.match(rf"(?: place| points?)? \(?(?:in|of|for) (?:the )?({YEAR})", masked.text[draft.end :])
    return masked.at[draft.end + found.start(1)] if found is not None else None


def _bases_and_years(masked: Masked) -> tuple[list[tuple[int, Mention]], list[tuple[int, Mention]]]:
    """Tell the years that a change is counted from ("since 2012") from those of a figure."""
    bases: list[tuple[int, Mention]] = []
    years: list[tuple[int, Mention]] = []
    for place, mention in masked.at.items():
        if mention.kind != YEAR:
            continue
        before = masked.text[max(0, place - _WINDOW) : place]
        if _FIRST_SINCE.search(before) or _UNTIL.search(before):
            continue
        (bases if _BASE.search(before) else years).append((place, mention))
    return bases, years


def _editions_back(draft: Draft, masked: Masked) -> int:
    """Return how many editions back the base lies: "than a year ago", "over the past five years"."""
    past = re.search(
        rf"(?:past|last|previous|within|in|over) ({NUMBER}) (?:years|editions)(?! in a row| running)",
        masked.text,
    )
    if past is not None:
        return int(masked.at[past.start(1)].value.value)
    agos = masked.of_kind(AGO)
    return int(min((draft.distance(masked.place(m)), m.value) for m in agos)[1]) if agos else 0


def _back(draft: Draft, masked: Masked) -> int:
    """Return 1 for a figure of last year: `ranked 88th last year`."""
    after = masked.text[draft.end : draft.end + 3]
    before = masked.text[max(0, draft.start - 14) : draft.start]
    if re.match(rf" {AGO}", after) and isinstance(masked.at[draft.end + 1].value, int):
        return int(masked.at[draft.end + 1].value)
    found = re.search(
        rf"(?<!than ){AGO}(?: |, (?:it |the country ))(?:was |stood |had |ranked |scored )*$", before
    )
    if found and isinstance(masked.at[draft.start - len(found[0])].value, int):
        return int(masked.at[draft.start - len(found[0])].value)
    return 0


def _source(index: Index) -> str:
    return index.family[0].partition(".")[0]


def _year(mention: Mention | None, sentence: Sentence) -> Year | None:
    if mention is None:
        return None
    attached = sentence.attached.get(id(mention))
    return Year(int(mention.value), attached[1] if attached else YearWord.EITHER)
