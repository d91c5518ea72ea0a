"""Text from data as text: escaped for Markdown, so that no name, note or address acts as markup."""

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:^=&-])")


def plain(text: object) -> str:
    """Text that Markdown shows letter by letter, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def link(label: object, address: str) -> str:
    """A Markdown link; an address that is not http(s) is shown as text."""
    if not re.fullmatch(r"https?://[^\s<>\"'`()\[\]\\]+", address.replace("(", "%28").replace(")", "%29")):
        return f"{plain(label)} ({plain(address)})"
    return f"[{plain(label)}]({address.replace('(', '%28').replace(')', '%29')})"


def number(value: float | None, decimals: int) -> str:
    """A value with the producer's decimals and a real minus sign; an en dash where it is missing."""
    if value is None or value != value:
        return "–"
    return f"{value:.{decimals}f}".replace("-", "−")
