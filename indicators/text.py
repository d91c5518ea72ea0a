"""Figures and lists as readers see them: the producer's decimals, a real minus sign, a dash where missing."""

from collections.abc import Sequence

# From here on thousands are grouped: years and ranks are not.
GROUPED_FROM = 10_000


def number(value: float | None, decimals: int) -> str:
    """Write a value with the producer's decimals and a real minus sign; an en dash if it is missing."""
    if value is None or value != value:
        return "–"
    grouped = "," if abs(value) >= GROUPED_FROM else ""
    text = f"{value:{grouped}.{decimals}f}"
    return text.lstrip("-") if round(value, decimals) == 0 else text.replace("-", "−")


def signed(value: float | None, decimals: int) -> str:
    """Write a difference as `number` does, with a plus if it is above zero."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 and round(value, decimals) != 0 else text


def counted(count: int, one: str, many: str = "") -> str:
    """Count things: `1 event`, `3 events`; `many` if an s is not enough."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def listed(words: Sequence[str], most: int | None = None) -> str:
    """List words as `A, B and C`; beyond `most`, count the rest: `A, B and 3 more`."""
    if most is not None and len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
