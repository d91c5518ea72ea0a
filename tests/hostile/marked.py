"""The story with markup of every kind in its texts, for a server that reads nothing else.

    python -c "from tests.hostile.marked import main; main()" --port 8600

Each payload that a browser would run sets `window.ran`; each that it would fetch asks `evil.invalid`.
"""

import dataclasses
from itertools import cycle
from typing import Any

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.narrative import Narrative

MARKS = (
    "<img src=x onerror=window.ran=1>",
    "<script>window.ran=1</script>",
    "<svg onload=window.ran=1>",
    '"><a href="javascript:window.ran=1">link</a>',
    "[link](javascript:window.ran=1)",
    "![picture](http://evil.invalid/x.png)",
    "</style><style>*{display:none}</style>",
    "<b onmouseover=window.ran=1>bold</b>",
    ":red[red] :material/delete: $\\frac{1}{0}$",
    "`code` **strong** # head\n\n# head\n- item",
    "<!-- <iframe src=http://evil.invalid></iframe>",
    "%{customdata} {0} {{x}} <extra></extra>",
)
# Texts of people, as opposed to names that the code compares and addresses that it links to.
TEXTS = frozenset(
    {"title", "paraphrase", "place", "stated_text", "note", "reason", "value_found", "attribution",
     "quantity", "evidence", "text", "actors", "argument", "method"}
)  # fmt: skip


def marked(item: Any, marks: Any) -> Any:
    """A record of the story with the next mark behind each of its texts."""
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(item):
        value = getattr(item, field.name)
        if field.name not in TEXTS or not value:
            continue
        if isinstance(value, tuple):
            changed[field.name] = tuple(f"{one} {next(marks)}" for one in value)
        else:
            changed[field.name] = f"{value} {next(marks)}"
    return dataclasses.replace(item, **changed)


def marked_story(story: Narrative) -> Narrative:
    """The whole story, marked: events, claims, opinions, slips and the article."""
    marks = cycle(MARKS)
    changed: dict[str, Any] = {}
    for field in dataclasses.fields(story):
        value = getattr(story, field.name)
        if isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            changed[field.name] = tuple(marked(one, marks) for one in value)
        elif dataclasses.is_dataclass(value):
            changed[field.name] = marked(value, marks)
    return dataclasses.replace(story, **changed)


def main() -> None:
    """Serve the dashboard with the marked story."""
    plain = Catalogue.read

    def read(*args: Any, **kwargs: Any) -> Catalogue:
        found = plain(*args, **kwargs)
        return dataclasses.replace(found, narrative=marked_story(found.narrative))

    Catalogue.read = read  # type: ignore[method-assign, assignment]
    from dashboard.server.serve import main as serve

    serve()
