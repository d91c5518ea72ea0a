"""Measure, wrap and write text for a picture; the browser's fonts are not known here, so widths are close."""

import html
import re
from dataclasses import dataclass

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"
INK, GREY = "#1a1a1a", "#4a5360"
LINE = 1.3
# Widths of letters in thousandths of the size, of a typical sans serif.
_NARROW, _WIDE = "iljtfrI.,:;'|!()[] ", "mwMW%@"
_BOLD = 1.07
# Lines are broken as for a wide sans serif.
SAFE = 0.88
_COLOUR = re.compile(r"color:\s*([^;\"']+)")
_TAG = re.compile(r"(<br\s*/?>|</?b>|</?i>|</?sup>|</?span[^>]*>|</?a[^>]*>)", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A piece of a line in one weight and colour; empty for the colour of the whole."""

    text: str
    bold: bool = False
    colour: str = ""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a text in pixels."""
    total = sum(0.32 if c in _NARROW else 0.9 if c in _WIDE else 0.68 if c.isupper() else 0.57 for c in text)
    return total * size * (_BOLD if bold else 1.0)


def wrap(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines of at most `most` pixels."""
    lines: list[str] = []
    line = ""
    most *= SAFE
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > most:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def lines_of(text: str) -> list[list[Piece]]:
    """Read Plotly's markup: line breaks, bold, colours; other marks are dropped and their text stays."""
    lines: list[list[Piece]] = [[]]
    bold, colours = False, [""]
    for part in _TAG.split(str(text)):
        tag = part.lower()
        if tag.startswith("<br"):
            lines.append([])
        elif tag in ("<b>", "</b>"):
            bold = tag == "<b>"
        elif tag.startswith("<span"):
            colours.append(match[1].strip() if (match := _COLOUR.search(part)) else colours[-1])
        elif tag == "</span>" and len(colours) > 1:
            colours.pop()
        elif not _TAG.fullmatch(part) and part:
            lines[-1].append(Piece(html.unescape(part), bold, colours[-1]))
    return lines


def size_of(lines: list[list[Piece]], size: float) -> tuple[float, float]:
    """Return the width and height of lines of text."""
    widths = [sum(width(piece.text, size, bold=piece.bold) for piece in line) for line in lines]
    return max(widths, default=0.0), len(lines) * size * LINE


def write(
    lines: list[list[Piece]],
    x: float,
    top: float,
    *,
    size: float,
    colour: str = INK,
    anchor: str = "start",
    extra: str = "",
) -> str:
    """Write lines of text; `x` is their start, middle or end, `top` the upper edge of the first."""
    parts = []
    for number, line in enumerate(lines):
        y = top + number * size * LINE + 0.98 * size
        spans = "".join(_span(piece) for piece in line)
        parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{html.escape(colour)}" '
            f'text-anchor="{anchor}" xml:space="preserve"{extra}>{spans}</text>'
        )
    return "".join(parts)


def _span(piece: Piece) -> str:
    text = html.escape(piece.text)
    style = ' font-weight="bold"' if piece.bold else ""
    style += f' fill="{html.escape(piece.colour)}"' if piece.colour else ""
    return f"<tspan{style}>{text}</tspan>" if style else text
