"""One colour, dash and symbol for each country of the region, the same on every page; the world is grey.

A chart's first country is never grey: from beyond the region, it is green.

A search by computer found the colours. Each has a contrast of at least 3:1 on both themes' backgrounds. Any
two differ under protanopia, deuteranopia and tritanopia: by a CIELAB distance of at least 24 among Tajikistan
and its neighbours, and 14 among all ten (`tests/data/dashboard/common/test_palette.py`). Dash and symbol
repeat the difference for prints without colour.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The style of a country: colour, dash of its line, symbol of its marks, width of its line."""

    colour: str
    dash: str = "solid"
    symbol: str = "circle"
    width: float = 2.0


LOOKS = {
    "TJK": Look("#d54a00", "solid", "circle", 3.5),
    "AFG": Look("#ca7c9d", "solid", "square"),
    "CHN": Look("#2395e7", "solid", "diamond"),
    "KGZ": Look("#44774f", "solid", "triangle-up"),
    "UZB": Look("#8021ff", "solid", "cross"),
    "KAZ": Look("#636dfe", "dash", "circle-open"),
    "TKM": Look("#8c967b", "dash", "square-open"),
    "PAK": Look("#b34188", "dash", "diamond-open"),
    "IRN": Look("#9820cb", "dot", "triangle-up-open"),
    "RUS": Look("#f800d1", "dot", "x"),
}

# Countries beyond the region share one grey and differ by dash, symbol and label. The first of a chart gets
# its own colour, at least 14 from the ten and the grey.
WORLD = "#808891"
FIRST = "#00a848"
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")

# Grey of land without data, and of its borders, readable on both themes.
LAND = "#b9bec6"
BORDER = "#8b929c"
RULE = "#808891"

# From badly to well governed: Viridis, even in lightness and safe for colour-blind readers. It has no grey,
# which means "no data".
SEQUENTIAL = (
    "#440154", "#482878", "#3e4989", "#31688e", "#26828e",
    "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)  # fmt: skip

# Lanes of the timeline, in their order from top to bottom.
CATEGORIES = {
    "reference": "Article and references",
    "security": "Security",
    "security_assistance": "Security assistance",
    "corruption": "Corruption",
    "governance": "Governance",
    "elections": "Elections",
    "repression_of_opposition": "Opposition repressed",
    "repression_of_religion": "Religion repressed",
    "unrest": "Unrest",
    "conflict": "Conflict",
}
ARTICLE = "#d54a00"
CONTEXT = "#5b7c99"

# Parts of a whole, in their order. White text on each has a contrast of 4.5:1, each differs from both themes'
# backgrounds (3:1), and any two differ by at least 18 under every kind of colour vision.
PARTS = ("#b85404", "#148357", "#7458e1", "#c60638", "#4e6a6d", "#af53a3", "#8409f5", "#8640ad")


def look(iso3: str, among: tuple[str, ...]) -> Look:
    """Return a country's look; beyond the region, by its place `among` the countries of the chart."""
    if iso3 in LOOKS:
        return LOOKS[iso3]
    others = [country for country in among if country not in LOOKS]
    place = others.index(iso3) if iso3 in others else 0
    dash = _DASHES[place % len(_DASHES)]
    symbol = _SYMBOLS[(place + place // len(_DASHES)) % len(_SYMBOLS)]
    return Look(FIRST, dash, symbol, 3.5) if among[:1] == (iso3,) else Look(WORLD, dash, symbol)


def faded(colour: str, opacity: float) -> str:
    """Write a `#rrggbb` colour as `rgba(...)` with an opacity of 0-1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
