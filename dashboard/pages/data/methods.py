"""Cut `docs/methods.md` into chapters for the screen."""

import re
from functools import lru_cache

from indicators.paths import DOCS

_ANCHOR = re.compile(r'^<a id="[\w-]+"></a>\n', re.MULTILINE)
# Links within docs/ lead nowhere from a page: their label stays.
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
_CHAPTER = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
INTRODUCTION = "0"


@lru_cache(maxsize=1)
def chapters() -> dict[str, tuple[str, str]]:
    """Return each chapter's title and Markdown by its number; `INTRODUCTION` precedes chapter 1.

    Headings of sections, such as 1.3, are two levels lower than in the file: they stand below the page's.
    """
    text = _RELATIVE_LINK.sub(r"\1", _ANCHOR.sub("", (DOCS / "methods.md").read_text(encoding="utf-8")))
    introduction, *parts = _CHAPTER.split(text)
    read = {INTRODUCTION: ("How to read the methods", introduction.removeprefix("# Methods\n"))}
    for number, title, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        read[number] = (title, re.sub(r"^### ", "##### ", body, flags=re.MULTILINE))
    return {number: (title, body.strip()) for number, (title, body) in read.items()}
