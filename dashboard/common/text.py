"""Text from data as text: escaped for Markdown, so that no name, note or address acts as markup."""

import re
from pathlib import PurePath

from indicators.errors import ReaderError
from indicators.text import number as number

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+.!|~$:^=&-])")


def plain(text: object) -> str:
    """Text that Markdown shows letter by letter, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def inert(text: object) -> str:
    """Text from outside, such as an address, that also makes no link, icon or emoji of its own.

    Streamlit rewrites `https://`, `www.`, `a@b` and `:icon:` after Markdown has been read, so that a
    backslash is no help: a word joiner, which is not seen, keeps them apart.
    """
    return plain(re.sub(r"(://|www|@|:(?=\w))", "\\1\u2060", str(text)))


def public(error: ReaderError) -> str:
    """An error as strangers may read it: of a file its name and its folder's, not the way to it."""
    path = PurePath(error.where)
    where = "/".join(path.parts[-2:]) if path.is_absolute() else error.where
    return f"{where}: {error.what.rstrip('.')}. {error.todo}"


def link(label: object, address: str) -> str:
    """A Markdown link; an address that is not http(s) is shown as text."""
    if not re.fullmatch(r"https?://[^\s<>\"'`()\[\]\\]+", address.replace("(", "%28").replace(")", "%29")):
        return f"{plain(label)} ({plain(address)})"
    return f"[{plain(label)}]({address.replace('(', '%28').replace(')', '%29')})"
