"""The words of the language in which a reader types a claim: hedges, verbs, and the patterns of numbers."""

import re
from collections.abc import Mapping

from indicators.claims.statements import Hedge, Move

# What stands for a country and for an index once they are found; `claim_text` lets no text hold them.
COUNTRY = "\ue000"
INDEX = "\ue001"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEDGES: Mapping[Hedge, tuple[str, ...]] = {
    Hedge.ABOUT: ("about", "around", "approximately", "roughly", "circa", "some", "~", "≈"),
    Hedge.NEARLY: ("nearly", "almost", "close to", "just under"),
    Hedge.MORE: ("more than", "over", "above", "higher than", "greater than", "just over", ">"),
    Hedge.LESS: ("less than", "fewer than", "under", "below", "lower than", "<"),
    Hedge.AT_LEAST: ("at least", "no less than", "≥"),
    Hedge.AT_MOST: ("at most", "no more than", "up to", "≤"),
    Hedge.NONE: ("exactly", "only", "just", "precisely"),
}
MOVES: Mapping[Move, frozenset[str]] = {
    Move.FELL: _words(
        "fell falls fall fallen dropped drops drop declined declines decline decreased decreases decrease "
        "slipped slips slid sank sunk plunged plummeted"
    ),
    Move.ROSE: _words(
        "rose rises rise risen increased increases increase grew grows grown climbed climbs jumped"
    ),
    Move.IMPROVED: _words("improved improves improve improvement"),
    Move.WORSENED: _words("worsened worsens worsen deteriorated deteriorates deterioration"),
    Move.CHANGED: _words("changed changes change moved moves went"),
}
EMPHATIC = _words(
    "significantly significant statistically dramatically dramatic really real sharply sharp substantially "
    "substantial markedly considerably notably clearly steeply steep drastically drastic strongly"
)
RANK_WORDS = _words("rank ranks ranked ranking place places placed position")
SCORE_WORDS = _words("score scores scored rating value point points")
BEING = _words("is was are were")
PLACING = _words("comes came stands stood")
# Words that carry nothing which is not read elsewhere.
FILLERS = _words(
    "the a an in on by of for at to from with and its according 's is was are were has had have been there "
    "saw seen out index table report list edition editions year years between during country countries "
    "worldwide world globally slightly steadily gradually again further"
)
WORDS = (
    FILLERS
    | EMPHATIC
    | RANK_WORDS
    | SCORE_WORDS
    | BEING
    | PLACING
    | {word for words in (*HEDGES.values(), *MOVES.values()) for phrase in words for word in phrase.split()}
)

_YEAR = r"(?:18|19|20)\d\d"
_HEDGE = "|".join(
    sorted((re.escape(phrase) for words in HEDGES.values() for phrase in words), key=len, reverse=True)
)
_NUMBER = (
    rf"(?:(?P<hedge{{0}}>{_HEDGE}) ?)?#?"
    r"(?P<number{0}>[-+]?(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}})(?:\.\d{{1,6}})?)"
    r"(?P<ordinal{0}>st|nd|rd|th)?(?: ?(?P<unit{0}>%|percent|per cent|points?|places?|position))?"
    r"(?: ?(?:of|out of|among|/) ?(?:the )?(?P<of{0}>\d{{1,3}})(?![\d.,])(?: (?:countries|states|nations))?)?"
)
_INLINE = rf"(?: in (?P<year{{0}}>{_YEAR})(?![\d-]))?"
_END = r"(?![\w.,%])"
CHANGE = re.compile(
    r"\bfrom " + (_NUMBER + _INLINE).format(1) + " to " + (_NUMBER + _INLINE).format(2) + _END
)
ONE = re.compile(
    r"\b(?P<verb>ranks|ranked|rank|ranking|places|placed|place|position|comes|came|stands|stood|is|was|are|were"
    r"|scores|scored|score|has|had|have|got|gets|received|receives|reached)"
    rf"(?P<between>(?: (?:ranked|placed|at|of|a|an|the|its|score|value|rating|rank|place|{COUNTRY}"
    r"|(?:number|no\.)(?= #?\d)|in(?= \d+(?:st|nd|rd|th))))*) " + _NUMBER.format(0) + _END
)
EDITION = "editions?|reports?"
# A place, or points, said of a country without a verb: `Tajikistan: 23 points`.
BARE = re.compile(
    rf"(?P<country>{COUNTRY}) (?=(?:(?:{_HEDGE}) ?)?#?[-+]?\d[\d,.]*(?:st|nd|rd|th| ?points?)\b)"
)
# More digits than are read, before the point and after it.
TOO_LONG = re.compile(r"\d{16}|\.\d{7}")
# A single year and what it is, the surest first; the groups are the year.
SINGLE_YEARS = (
    (
        "edition",
        re.compile(rf"\b(?:{EDITION})(?: of)? ({_YEAR})\b|\b({_YEAR}) (?:{INDEX} )?(?:{EDITION})\b"),
    ),
    ("year", re.compile(rf"\byear ({_YEAR})\b")),
    ("edition", re.compile(rf"{INDEX}(?: of)? ({_YEAR})\b|\b({_YEAR})(?: 's)? {INDEX}")),
    ("either", re.compile(rf"\b({_YEAR})\b")),
)
TWO_YEARS = re.compile(
    rf"\b(?:(?:between|from|in|over|during) )?(?:the )?(?P<what>{EDITION}|years?|{INDEX})?(?: of)? ?"
    rf"(?P<first>{_YEAR}) ?(?:-|and|to|until) ?(?:{INDEX} )?(?P<last>{_YEAR})\b(?P<after> editions| reports)?"
)
