"""Read places, scores, changes and directions from matched patterns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indicators.claims.prose.draft import Draft, decimals, plain
from indicators.claims.prose.lexicon import Lexicon
from indicators.claims.prose.mentions import (
    COUNTRY,
    NUMBER,
    ORDINAL,
    YEAR,
    Mention,
)
from indicators.claims.prose.readings import Element

_RANK_WORDS = re.compile(r"\b(?:rank(?:s|ed|ing)?|position|place[ds]?|placing|standing|spot)\b")
_NEAR_LIST = 24
_SCALES = (10, 100, 120)
# The CPI of 1995 ranked 41 countries; "third of five" is about a group.
_LEAST_RANKED = 30
_LEVELS = ("very high", "high", "medium", "low")


def read_by_element(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    if draft.element is Element.RANK:
        draft.put("rank", "rank")
        if draft.values["rank"] != int(draft.values["rank"]):
            draft.element, draft.is_percentile = Element.SCORE, True
            draft.values["score"] = draft.values.pop("rank")
    elif draft.element is Element.RANK_OF_N:
        draft.put("rank", "rank" if "rank" in draft.named else "rank2")
        draft.values["n"] = int(draft.number("n").value)
        if draft.values["n"] < _LEAST_RANKED or draft.values["rank"] > draft.values["n"] * 3:
            return []
    elif draft.element is Element.SCORE:
        if re.search(
            r"\b(?:out of|scale of)(?: a possible)? $",
            draft.masked.text[: draft.masked.place(draft.named["score"])],
        ):
            return []
        draft.put("score", "score")
        read_below_above(draft)
    elif draft.element is Element.STATUS:
        read_statuses(draft)
    elif draft.element is Element.COUNT:
        draft.values["status"] = draft.named["status"].value
        draft.put("count", "count")
        draft.index_label = "Freedom House status"
    elif draft.element is Element.OTHER:
        return [draft]
    return [draft]


def read_below_above(draft: Draft) -> None:
    """Read "below 30 points" as less than, "above 30" as more than."""
    place = draft.masked.place(draft.named["score"])
    before = draft.masked.text[max(0, place - 14) : place]
    if re.search(r"\b(?:below|beneath|short of|shy of)(?: the)? $", before):
        draft.values["hedge"] = "less than"
    elif re.search(r"\b(?:above|beyond|exceed\w*|surpass\w*|topped|tops)(?: the)? $", before):
        draft.values["hedge"] = "more than"


def read_statuses(draft: Draft) -> None:
    status = draft.named["status"].value
    draft.values["status"] = status
    if isinstance(draft.named.get("was"), Mention):
        draft.values["was"] = draft.named["was"].value
    if status in _LEVELS:
        draft.index_label = "HDI"
    elif status.endswith(("autocracy", "democracy")):
        draft.index_label = "V-Dem regimes"
    else:
        draft.index_label = "Freedom House status"


def read_sign(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    key = "places" if "places" in draft.named else "change"
    move = draft.named.get("move") or ""
    text = draft.words if not move else str(move)
    if not move and draft.words.startswith(("took", "knocked", "shaved", "cut", "docked", "stripped")):
        text = "lost"
    is_down = lexicon.senses.is_down(text)
    is_judged = lexicon.senses.is_judged(text)
    draft.put(key, key, sign=-1 if is_down else 1)
    if is_judged:
        draft.values["_judged"] = True
    read_emphasis(draft, lexicon)
    place = draft.end
    following = draft.masked.text[place : place + 26]
    results = [draft]
    reached = re.match(
        rf"[^.;{COUNTRY}]{{0,60}}?\bto (?:the )?({ORDINAL}|{NUMBER})(?: place| points?)?",
        draft.masked.text[place:],
    )
    del following
    if reached is not None and key in ("places", "change"):
        begin = place + reached.start(1)
        mention = draft.masked.at[begin]
        as_rank = mention.kind == ORDINAL or key == "places"
        element = Element.RANK if as_rank else Element.SCORE
        extra = replace(draft, values={}, named={"number": mention})
        extra.element, extra.values = element, {}
        extra.put("rank" if as_rank else "score", "number")
        extra.start, extra.end = place + reached.start(1) - 3, begin + 1
        extra.base, extra.relative = None, 0
        results.append(extra)
    return results


def read_emphasis(draft: Draft, lexicon: Lexicon) -> None:
    before = draft.masked.text[max(0, draft.start - 40) : draft.end + 24]
    if draft.element is Element.DIRECTION and lexicon.senses.emphatic.search(before):
        draft.values["emphatic"] = True


def read_percent(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    move = str(draft.named["move"])
    draft.put("percent", "percent", sign=-1 if lexicon.senses.is_down(move) else 1)
    return [draft]


def read_part_lost(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "lost a fifth of its points": a change in per cent, at least so large if it is "more than"."""
    is_down = lexicon.senses.is_down(str(draft.named["move"]))
    hedge = str(draft.named.get("hedge", "")).strip()
    beyond = {"more than": "less than", "over": "less than", "less than": "more than"}
    word = beyond.get(hedge, "about") if is_down else {"over": "more than"}.get(hedge, hedge or "about")
    percent = round(100 * draft.named["share"].value, 4) * (-1 if is_down else 1)
    draft.values |= {
        "percent": plain(percent),
        "hedge": {"almost": "about", "nearly": "about"}.get(word, word),
    }
    return [draft]


def read_difference(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("change", "change", sign=-1)
    return [draft]


def read_from_to(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "from A in Y to B in Z": two figures, their difference, and the direction."""
    is_rank = draft.named["from"].kind == ORDINAL or bool(
        re.search(r"\b(?:rank|place|position|spot)s?\b", draft.words)
    )
    before, after = draft.number("from"), draft.number("to")
    key = "rank" if is_rank else "score"
    results = []
    first_year, last_year = draft.named.get("fy"), draft.named.get("ty", draft.named.get("ty2"))
    if first_year is None and last_year is None:
        between = re.search(rf"(?:between|from) ({YEAR}) (?:and|to) ({YEAR})", draft.masked.text)
        if between is not None:
            first_year, last_year = (draft.masked.at[between.start(group)] for group in (1, 2))
    for name, year in (("from", first_year), ("to", last_year)):
        one = replace(draft)
        one.element = Element.RANK if is_rank else Element.SCORE
        one.values = {}
        one.put(key, name)
        one.start = draft.masked.place(draft.named[name]) - (5 if name == "from" else 3)
        inside = year is not None and draft.start <= draft.masked.place(year) < draft.end
        one.end = draft.masked.place(year if inside and year is not None else draft.named[name]) + 1
        one.year, one.base, one.relative = year, None, 0
        one.is_base = name == "from" and year is None
        results.append(one)
    change = replace(draft)
    change.values = {}
    change.element = Element.CHANGE_OF_RANK if is_rank else Element.CHANGE_OF_SCORE
    difference = round(before.value - after.value if is_rank else after.value - before.value, 6)
    change.values["places" if is_rank else "change"] = plain(difference)
    written = max(before.decimals, after.decimals)
    if written and written != decimals(difference):
        change.values["dec"] = written
    change.base, change.year = first_year, last_year
    change.is_stated = True
    results.append(change)
    move = draft.named.get("move")
    direction = replace(draft)
    direction.element, direction.values = Element.DIRECTION, {}
    direction.base, direction.year = first_year, last_year
    direction.is_stated = True
    direction.values["dir"] = read_direction_word(str(move or ""), difference, lexicon)
    if is_rank:
        direction.values["of"] = "rank"
    results.append(direction)
    return results


def read_direction_word(move: str, difference: float, lexicon: Lexicon) -> str:
    if lexicon.senses.better.match(move):
        return "better"
    if lexicon.senses.worse.match(move):
        return "worse"
    if lexicon.senses.is_down(move):
        return "down"
    if not move or move in ("went", "moved", "move", "moves", "changed", "goes", "swung"):
        return "up" if difference > 0 else "down" if difference < 0 else "same"
    return "up"


def read_direction(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    if "dir" in draft.values:
        return [draft]
    verb = str(draft.named["verb"])
    if verb.startswith(("moved up", "moves up", "moving up")):
        word = "up"
    elif lexicon.senses.better.match(verb):
        word = "better"
    elif lexicon.senses.worse.match(verb):
        word = "worse"
    elif re.match(r"moved?$|chang|budg", verb):
        word = "changed"
    elif verb == "progress":
        word = "better"
    else:
        word = "down" if lexicon.senses.is_down(verb) else "up"
    if "not" in draft.named:
        word = {
            "better": "not better",
            "worse": "not worse",
            "changed": "same",
            "down": "not worse",
            "up": "not better",
        }[word]
    draft.values["dir"] = word
    before = draft.masked.text[max(0, draft.start - 50) : draft.start]
    says_rank = re.search(r"\b(?:rank|ranking|position|place|standing)(?:'s)?\b[^,;.]{0,30}$", before)
    reached = re.match(rf" to (?:the )?{ORDINAL}", draft.masked.text[draft.end :])
    if says_rank or reached or re.search(rf"{ORDINAL}|\b(?:rank|ranking|position|place)\b", draft.words):
        draft.values["of"] = "rank"
    read_emphasis(draft, lexicon)
    return [draft]


def read_past_move(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "last year's loss": the move that the edition before showed."""
    draft.values["dir"] = "down" if lexicon.senses.is_down(str(draft.named["verb"])) else "up"
    draft.relative, draft.back = 0, int(draft.named["ago"].value)
    return [draft]


def read_same(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["dir"] = "same"
    around = draft.masked.text[: draft.end + 12]
    says_score = re.search(r"\b(?:scores?|points?|totals?|values?)\b", around)
    if not says_score and re.search(rf"\b(?:rank|ranking|position|place)\b|(?:at|in|on) {ORDINAL}", around):
        draft.values["of"] = "rank"
    return [draft]


def read_never(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "has not fallen in any edition since 2016" by year, "has not fallen since 2016" by its ends."""
    verb = str(draft.named["verb"])
    is_down = lexicon.senses.is_down(verb)
    every = re.search(r"\bany\b|\bonce\b|\bsingle\b|\bnever\b", draft.words)
    draft.values["dir"] = (
        ("never down" if is_down else "never up") if every else ("not worse" if is_down else "not better")
    )
    return [draft]


def read_judged(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "became more fragile"."""
    adjective = str(draft.named["adjective"])
    is_bad = adjective in ("corrupt", "fragile", "repressive", "authoritarian", "dirtier")
    is_more = draft.named.get("more", "more") == "more"
    draft.values["dir"] = "worse" if is_bad is is_more else "better"
    read_emphasis(draft, lexicon)
    return [draft]


def read_back(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "against 61.69 in the previous edition"."""
    ago = draft.named["ago"]
    drafts = read_by_element(draft, lexicon)
    for one in drafts:
        one.back, one.relative = int(ago.value), 0
    return drafts


def read_distribute(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "A, B and C score 43, 22 and 38 points": as many figures as countries listed before them."""
    text = draft.masked.text
    places = [p for p in range(draft.start) if text[p] == COUNTRY]
    listed: list[int] = []
    for place in reversed(places):
        if listed and not re.fullmatch(r",? (?:and )?(?:the )?|, (?:the )?", text[place + 1 : listed[0]]):
            break
        listed.insert(0, place)
    numbers = [p for p in range(draft.start, draft.end) if text[p] in (NUMBER, ORDINAL)]
    is_near = bool(listed) and len(text[listed[-1] : draft.start]) <= _NEAR_LIST
    if len(listed) < 2 or len(listed) != len(numbers) or not is_near:
        return []
    results = []
    for country, place in zip(listed, numbers, strict=True):
        one = replace(draft, named={"number": draft.masked.at[place]})
        one.values = {}
        one.put("rank" if draft.element is Element.RANK else "score", "number")
        one.subjects = [draft.masked.at[country].value]
        one.start, one.end = place, place + 1
        results.append(one)
    return results


def _a_figure_each(draft: Draft, key: str, parts: Sequence[tuple[str, int]]) -> list[Draft]:
    """Return a draft for each named figure, of the country that stands at its place."""
    results = []
    for name, place in parts:
        one = replace(draft)
        one.values = {}
        one.put(key, name)
        one.subjects = [draft.masked.at[place].value]
        one.start = draft.masked.place(draft.named[name])
        one.end = one.start + 1
        results.append(one)
    return results


def read_respectively(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "A and B, with 9 and 8 points respectively": a figure for each of the two countries before."""
    places = [p for p, m in sorted(draft.masked.at.items()) if m.kind == COUNTRY and p < draft.start]
    if len(places) < 2:
        return []
    key = "rank" if draft.element is Element.RANK else "score"
    return _a_figure_each(draft, key, (("first", places[-2]), ("second", places[-1])))


def read_last_of_n(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "last of 180" as the place 180 of 180."""
    n = int(draft.number("n").value)
    draft.values |= {"rank": n, "n": n}
    return [draft] if n >= _LEAST_RANKED else []


def read_percentile(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("score", "score")
    draft.values.setdefault("dec", draft.number("score").decimals)
    draft.is_percentile = True
    return [draft]


def read_podium(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    begin, stop = draft.match.span("subjs")
    results = []
    places = [p for p in range(begin, stop) if draft.masked.text[p] == COUNTRY]
    for number, place in enumerate(places, start=1):
        one = replace(draft)
        one.values = {"rank": number}
        one.subjects = [draft.masked.at[place].value]
        one.start, one.end = place, place + 1
        results.append(one)
    return results


def read_first(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.values["rank"] = 1
    return [draft]


def read_plain_rank(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("rank", "rank")
    mention = draft.named["rank"]
    is_word = mention.in_words
    has_context = re.search(
        r"\b(?:place|position|spot|rank|ranked|ranks|came|comes|joint|tied|placed|is|was|finished|stands)\b",
        draft.words,
    )
    follows = re.search(rf"{COUNTRY}(?:'s)?,? $", draft.masked.text[: draft.start])
    if (is_word and not (has_context or follows)) or re.match(
        r" (?:was|is|were) not\b", draft.masked.text[draft.end :]
    ):
        return []
    if (
        is_word
        and re.match(
            r" (?:time|to|report|of (?:its|their|the)|in (?:its|a|ten)|round|such|,)",
            draft.masked.text[draft.end :],
        )
        and not re.search(r"\bplace|came|rank", draft.words)
    ):
        return []
    return [draft]


def read_not_score(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Tell "is five out of 100", a score, from "is 58 of 180", a place."""
    before = draft.masked.text[: draft.start]
    says_score = re.search(r"\b(?:score|total|value|rating|grade|mark)\b[^.;,]{0,24}$", before)
    is_scale = draft.number("n").value in _SCALES and not _RANK_WORDS.search(draft.words)
    if says_score or is_scale:
        draft.element = Element.SCORE
        draft.put("score", "rank")
        return [draft]
    return read_by_element(draft, lexicon)


def read_out_of(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("score", "score")
    return [draft]


def read_dimension(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("score", "score")
    mention = draft.named["dimension"]
    draft.dimension = mention.value if mention.value.index is not None else None
    return [draft]


def read_listed(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    draft.put("score", "score")
    begin = draft.match.start("item")
    draft.subjects = [draft.masked.at[begin].value]
    return [draft]


def read_pair(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Read "0.67 to 0.55" or "107th against 117th" behind two countries: the figures of both."""
    places = [p for p, m in sorted(draft.masked.at.items()) if m.kind == COUNTRY and p < draft.start]
    is_direct = not places or not draft.masked.text[places[-1] + 1 : draft.start].strip(" :,-(")
    if len(places) < 2 or (is_direct and draft.element is Element.RANK):
        return []
    key = "rank" if draft.element is Element.RANK else "score"
    return _a_figure_each(draft, key, ((key, places[-2]), ("other", places[-1])))


def read_for_country(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    return read_by_element(draft, lexicon)
