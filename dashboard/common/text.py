"""Escape text from data for Markdown, so that no name, note or address acts as markup."""

import re
from pathlib import PurePath

from indicators.errors import ReaderError
from indicators.text import number as number

_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z0-9])")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:^=&-])")


def plain(text: object) -> str:
    """Escape text so that Markdown shows every letter, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def sentence(text: str, place: int = 0) -> str:
    """Return one sentence of a text by its place; the last one if the text has fewer."""
    sentences = _SENTENCE_END.split(text)
    return sentences[min(place, len(sentences) - 1)]


def inert(text: object) -> str:
    """Escape text from outside, such as an address, so that it makes no link, icon or emoji.

    Streamlit rewrites `https://`, `www.`, `a@b` and `:icon:` after it has parsed Markdown, so a backslash
    does not help. An invisible word joiner breaks them.
    """
    return plain(re.sub(r"(://|www|@|:(?=\w))", "\\1\u2060", str(text)))


def public(error: ReaderError) -> str:
    """Word an error for strangers: a file by its name and its folder's, without the path."""
    path = PurePath(error.where)
    where = "/".join(path.parts[-2:]) if path.is_absolute() else error.where
    return f"{where}: {error.what.rstrip('.')}. {error.todo}"


def link(label: object, address: str) -> str:
    """Return a Markdown link; an address that is not http(s) becomes text."""
    if not re.fullmatch(r"https?://[^\s<>\"'`()\[\]\\]+", address.replace("(", "%28").replace(")", "%29")):
        return f"{plain(label)} ({plain(address)})"
    return f"[{plain(label)}]({address.replace('(', '%28').replace(')', '%29')})"
