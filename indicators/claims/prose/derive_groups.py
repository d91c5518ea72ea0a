"""Read comparisons, superlatives, streaks, counts, averages and statuses from matched patterns."""

import re

from indicators.claims.prose.derive_figures import read_by_element, read_statuses
from indicators.claims.prose.draft import Draft, plain
from indicators.claims.prose.lexicon import Group, Lexicon
from indicators.claims.prose.mentions import (
    COUNTRY,
    GROUP,
    INDEX,
    NUMBER,
    ORDINAL,
    STATUS,
    Mention,
)
from indicators.claims.prose.readings import Element

_RANK_WORDS = re.compile(r"\b(?:rank(?:s|ed|ing)?|position|place[ds]?|placing|standing|spot)\b")
_LEAST_RANKED = 30
# "Two out of three countries": of a greater number it is a count, not a share.
_MOST_PARTS = 10
_LEAST_COUNT = 3


def read_status_since(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values |= {"what": "status", "status": draft.named["status"].value, "streak": None}
    draft.index_label = "Freedom House status"
    return [draft]


def read_countries_beyond(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "only five countries rank below Turkmenistan" as the sixth place from the end."""
    is_below = bool(re.match(r"below|worse|lower|behind", str(draft.named["op"])))
    draft.values |= {
        "which": "worst" if is_below else "best",
        "place": int(draft.number("count").value) + 1,
        "group": "world",
    }
    return [draft]


def read_all_status(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "all five countries of the region are Not Free" as a count."""
    if draft.group is None or not draft.group.members:
        return []
    draft.values |= {"status": draft.named["status"].value, "count": len(draft.group.members)}
    draft.index_label = "Freedom House status"
    return [draft]


def read_none_reaches(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "no country of the region reaches 40 points": all of its countries are below."""
    if draft.group is None or not draft.group.members:
        return []
    draft.values |= {
        "op": "count",
        "limit": plain(draft.number("limit").value),
        "count": len(draft.group.members),
    }
    return [draft]


def read_of_neighbours(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    owner = draft.named["owner"].value
    draft.values["which"] = read_pole(draft, lexicon, "pole")
    draft.group = Group(f"neighbours of {owner}", lexicon.borders.get(owner, ()))
    draft.excluded = {draft.masked.place(draft.named["owner"])}
    return [draft] if draft.group.members else []


def read_extreme_change(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "the steepest fall in the Americas": the extreme of all changes from the edition before."""
    move = str(draft.named["move"])
    draft.values |= {
        "of": "change",
        "which": "worst" if lexicon.senses.is_down(move) else "best",
    }
    before = draft.masked.text[: draft.start]
    if re.search(r"\b(?:places?|positions?|ranks?|spots?)\b", before):
        draft.values["by"] = "rank"
    return [draft]


def read_every_since(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "has fallen every year since 2020" as a streak from that year on."""
    verb = str(draft.named["verb"])
    is_down, is_judged = lexicon.senses.is_down(verb), lexicon.senses.is_judged(verb)
    what = ("worse" if is_down else "better") if is_judged else ("down" if is_down else "up")
    draft.values |= {"what": what, "streak": None}
    return [draft]


def read_first_since(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values |= {"what": "first", "streak": None}
    if draft.words.startswith("had "):
        draft.back = 1
    return [draft]


def read_no_country(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "no country is freer than Bhutan": it is the best."""
    op = str(draft.named["op"])
    is_less = bool(
        lexicon.senses.behind.search(op) or re.match(r"low|bad|poor|corrupt|fragile", op)
    ) and not re.match(r"less (?:corrupt|fragile)", op)
    draft.values["which"] = "worst" if is_less else "best"
    return [draft]


def read_context_group(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["which"] = read_pole(draft, lexicon, "pole")
    draft.group = Group("the region", ())
    size = draft.named.get("size")
    return [] if isinstance(size, Mention) and size.value.value >= _LEAST_RANKED else [draft]


def read_but_one(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "last but one" and "penultimate" as the second from the end."""
    draft.values["which"] = "worst" if "penultimate" in draft.named else read_pole(draft, lexicon, "pole")
    draft.values["place"] = {"one": 2, "two": 3, "three": 4}[str(draft.named.get("count", "one"))]
    return [draft]


def read_count_status(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    return read_by_element(draft, lexicon) if draft.number("count").value >= _LEAST_COUNT else []


def read_compare(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    op = str(draft.named["op"])
    if draft.values.pop("reversed", False):
        op = "ahead"
    unit = str(draft.named.get("unit", ""))
    is_worse = bool(
        lexicon.senses.behind.search(op) or re.match(r"trail|lag|short of|inferior|far behind", op)
    )
    if re.match(r"clean|free|less corrupt|less fragile", op):
        is_worse = False
    if re.match(r"outscor|higher|lower", op):
        draft.values["op"] = "lower" if is_worse else "higher"
    else:
        draft.values["op"] = "behind" if is_worse else "ahead"
        draft.by_number = (
            bool(re.match(r"(?:above|below|more|fewer|less than|over|under)", op)) and "corrupt" not in op
        )
    if re.match(r"outrank", op):
        draft.values["by"] = "rank"
    if isinstance(draft.named.get("gap"), Mention):
        draft.put("gap", "gap")
    if unit and not unit.startswith(("point", "pt", "mark")):
        draft.values["by"] = "rank"
        draft.values["op"] = "behind" if is_worse else "ahead"
    near = draft.masked.text[max(0, draft.start - 14) : draft.end]
    if lexicon.senses.emphatic.search(near) or re.search(r"\b(?:far|much|vastly|way|hugely)\b", near):
        draft.values["emphatic"] = True
    if re.search(
        r"\b(?:not|no|never|n't|hardly) (?:\S+ )?$", draft.masked.text[max(0, draft.start - 16) : draft.start]
    ):
        draft.values["op"] = {"behind": "ahead", "ahead": "behind", "higher": "lower", "lower": "higher"}[
            draft.values["op"]
        ]
        draft.values["or_equal"] = True
        draft.values.pop("emphatic", None)
    return [draft]


def read_ratio(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "four times the score of" and "twice as many as"."""
    draft.values["op"] = "ratio"
    share = draft.named.get("share")
    if isinstance(draft.named.get("ratio"), Mention):
        draft.put("ratio", "ratio")
        return [draft]
    if isinstance(share, Mention):
        draft.values |= {"ratio": share.value, "hedge": read_hedge(draft) or "about"}
        return [draft]
    draft.values["ratio"] = {"twice": 2, "double": 2, "thrice": 3, "half": 0.5}[str(draft.named["word"])]
    hedge = read_hedge(draft)
    if hedge:
        draft.values["hedge"] = hedge
    return [draft]


def read_apart(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["op"] = "apart"
    draft.put("gap", "gap")
    unit = str(draft.named.get("unit", ""))
    if unit and not unit.startswith(("point", "pt", "mark")):
        draft.values["by"] = "rank"
    if len(draft.others) < 2:
        return []
    draft.subjects = draft.others[:1]
    return [draft]


def read_equal(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["op"] = "equal"
    words = f"{draft.named.get('what', '')} {draft.named.get('what2', '')} {draft.words}"
    if re.search(r"\b(?:rank|place|position|spot|joint|jointly)\b", words) or re.search(ORDINAL, draft.words):
        draft.values["by"] = "rank"
    if draft.words.startswith((COUNTRY, f"the {COUNTRY}")) and len(draft.others) >= 2:
        draft.subjects = draft.others[:1]
    elif draft.words.startswith((COUNTRY, f"the {COUNTRY}")):
        return []
    return [draft]


def read_streak(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["streak"] = int(draft.number("streak").value)
    before = draft.masked.text[max(0, draft.start - 90) : draft.start]
    after = draft.masked.text[draft.end : draft.end + 60]
    near = f"{before} {after}"
    status = [m for p, m in draft.masked.at.items() if m.kind == STATUS]
    found: str | None = None
    of_rank = bool(_RANK_WORDS.search(near))
    if status:
        found = "status"
        draft.values["status"] = status[0].value
        draft.index_label = "Freedom House status"
    elif re.search(
        rf"\b(?:first|tops?|topped|leads?|led|heads?|headed|top|number one)\b"
        rf"|{ORDINAL}(?: place)?(?: (?:in|on|of) {INDEX})? ?$",
        before,
    ) and not re.search(r"bottom", before):
        found = "first"
        ordinals = [m for p, m in draft.masked.at.items() if m.kind == ORDINAL and p < draft.start]
        if ordinals and ordinals[-1].value != 1 and not re.search(r"\b(?:tops?|leads?|led|heads?)\b", before):
            found = None
    elif re.search(r"\b(?:last|bottom|lowest|worst)\b", before):
        found = "last"
    if found is None:
        moves = re.findall(lexicon.senses.moves, near)
        if moves:
            word = (
                moves[-1]
                if re.findall(lexicon.senses.moves, before) == []
                else re.findall(lexicon.senses.moves, before)[-1]
            )
            is_down = lexicon.senses.is_down(word)
            is_judged = lexicon.senses.is_judged(word)
            if of_rank:
                found = "rank down" if is_down else "rank up"
            elif is_judged:
                found = "worse" if is_down else "better"
            else:
                found = "down" if is_down else "up"
        elif re.search(rf"{NUMBER}|unchanged|same|stuck", near):
            limit = re.search(rf"\b(above|over|below|under) ({NUMBER})", near)
            found = "score"
            if limit:
                found = "above" if limit[1] in ("above", "over") else "below"
                mention = next(m for p, m in sorted(draft.masked.at.items()) if m.kind == NUMBER)
                draft.values["limit"] = mention.value.value
    if found is None:
        return []
    draft.values["what"] = found
    return [draft]


def read_pole(draft: Draft, lexicon: Lexicon, *names: str) -> str:
    """Return best or worst by the word that a pattern names as its pole."""
    word = next((str(draft.named[name]) for name in names if name in draft.named), "")
    if lexicon.senses.last.match(word):
        return "worst"
    if lexicon.senses.first.match(word):
        return "best"
    return "best" if lexicon.best.fullmatch(word) else "worst"


def read_end(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["end"] = read_pole(draft, lexicon, "pole")
    if isinstance(draft.named.get("share"), Mention):
        draft.values["share"] = draft.named["share"].value
    elif isinstance(draft.named.get("percent"), Mention):
        draft.values["share"] = draft.number("percent").value / 100
    else:
        draft.values["among"] = int(draft.number("among").value)
    return [draft]


def read_since(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    if re.search(rf"{ORDINAL}[- ]$", draft.masked.text[: draft.start]):
        return []
    draft.values["which"] = read_pole(draft, lexicon, "pole")
    draft.base = draft.named["since"]
    draft.values["since"] = str(draft.named["since"].value)
    if re.search(r"\b(?:rank|position|place|placing|standing)", draft.words):
        draft.values["of"] = "rank"
    return [draft]


def read_record(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["which"] = read_pole(draft, lexicon, "pole", "pole2", "pole3", "pole4")
    draft.values["since"] = "first"
    near = draft.masked.text[max(0, draft.start - 60) : draft.end + 30]
    if re.search(r"\b(?:rank|ranked|position|place|placing|standing)\b", near) or (
        "pole3" in draft.named and re.search(ORDINAL, draft.clause)
    ):
        draft.values["of"] = "rank"
    return [draft]


def read_in_years(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["which"] = read_pole(draft, lexicon, "pole")
    ago = draft.named.get("ago")
    years = int(ago.value) if isinstance(ago, Mention) else 10
    if "years" in draft.named:
        years = int(draft.number("years").value)
    draft.values["since"] = "years"
    draft.relative = years
    return [draft]


def read_in_group(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    which = read_pole(draft, lexicon, "pole") if "pole" in draft.named else "best"
    draft.values["which"] = which
    if isinstance(draft.named.get("place"), Mention):
        draft.values["place"] = int(draft.named["place"].value)
        if draft.group is not None and draft.group.members is None and "pole" not in draft.named:
            draft.element = Element.RANK
            draft.values = {"rank": draft.values["place"]}
            draft.group = None
            return [draft]
    text = draft.words
    if re.search(r"\balone\b|\bsole\b", text):
        draft.values["sole"] = True
    return [draft]


def read_any_other(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    is_worst = bool(lexicon.senses.behind.search(str(draft.named["op"]))) or str(
        draft.named["op"]
    ).startswith("trail")
    if draft.values.pop("reversed", False):
        # No country is lower: this one is the lowest.
        draft.values["which"] = "worst" if is_worst else "best"
    else:
        draft.values["which"] = "worst" if is_worst else "best"
        draft.values["sole"] = True
    return [draft]


def read_average_of(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    words = str(draft.named.get("group_words", ""))
    groups = [
        m for p, m in draft.masked.at.items() if m.kind == GROUP and draft.start - 30 <= p < draft.end + 26
    ]
    inside = [m for m in groups if draft.start <= draft.masked.place(m) < draft.end]
    chosen = inside or groups
    if chosen:
        draft.group = chosen[0].value
    elif "region" in words:
        draft.group = Group("the region", (), is_home=False)
    if "mean" in draft.named:
        draft.put("mean", "mean")
    return [draft]


def read_count_below(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read how many countries, or which share of them, are below a score."""
    limit = draft.number("limit")
    if limit.hedge != "less than" and not re.search(r"\b(?:below|under) $", draft.words[:-1]):
        return []
    draft.values |= {"op": "count", "limit": plain(limit.value)}
    share = draft.named.get("share")
    if "part" in draft.named:
        part, whole = draft.number("part"), draft.number("whole")
        if whole.value > _MOST_PARTS or part.value > whole.value:
            return []
        draft.values |= {
            "count": round(100 * part.value / whole.value, 6),
            "pct": True,
            "hedge": part.hedge or "about",
        }
    elif isinstance(share, Mention):
        draft.values |= {
            "count": round(100 * share.value, 6),
            "pct": True,
            "hedge": read_hedge(draft) or "about",
        }
    else:
        draft.put("count", "count")
    return [draft]


def read_hedge(draft: Draft) -> str:
    """Return the hedge before a share or a word such as twice, and take it into the claim."""
    before = draft.masked.text[max(0, draft.start - 18) : draft.start]
    found = re.search(r"(more than|less than|nearly|almost|about|roughly|over|at least) $", before)
    if found is None:
        return ""
    draft.start -= len(found[0])
    return {"almost": "nearly", "roughly": "about", "over": "more than"}.get(found[1], found[1])


def read_negated(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    read_statuses(draft)
    if "negation" in draft.named:
        draft.values["negated"] = True
    return [draft]


def read_not_held_status(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.foreign = "Freedom House's Nations in Transit"
    return [draft]


def read_hdi_group(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["status"] = str(draft.named["level"])
    draft.index_label = "HDI"
    return [draft]
