"""One colour, dash and symbol for each country of the region, the same on every page; the world is grey.

The colours were searched for by computer: each has a contrast of at least 3:1 on both themes'
backgrounds, and any two stay apart under protanopia, deuteranopia and tritanopia (CIELAB distance of at
least 24 among Tajikistan and its neighbours, 14 among all ten; `tests/dashboard/test_palette.py`).
Dash and symbol say the same again, for prints without colour.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How a country is drawn: colour, dash of its line, symbol of its marks, width of its line."""

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

# Countries beyond the region share one grey and are told apart by dash, symbol and their label.
WORLD = "#808891"
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x")

# Grey of land without data, and of its borders, readable on both themes.
LAND = "#b9bec6"
BORDER = "#8b929c"
RULE = "#808891"

# From badly to well governed: Viridis, even in lightness and safe for colour-blind readers; it has no
# grey, which means "no data".
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

# Parts of a whole, in their order: white text on each is readable (4.5:1), each stands out from both themes'
# backgrounds (3:1), and any two stay at least 18 apart for every eye.
PARTS = ("#b85404", "#148357", "#7458e1", "#c60638", "#4e6a6d", "#af53a3", "#8409f5", "#8640ad")


def look(iso3: str, among: tuple[str, ...]) -> Look:
    """A country's look; one beyond the region gets grey with a dash by its place `among` such ones."""
    if iso3 in LOOKS:
        return LOOKS[iso3]
    others = [country for country in among if country not in LOOKS]
    place = others.index(iso3) if iso3 in others else 0
    return Look(
        WORLD, _DASHES[place % len(_DASHES)], _SYMBOLS[(place + place // len(_DASHES)) % len(_SYMBOLS)]
    )


def faded(colour: str, opacity: float) -> str:
    """A `#rrggbb` colour as `rgba(...)` with an opacity of 0-1."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
