"""Write `docs/sources.md` from the TOMLs of the sources: `python -m indicators.catalogue.sources_page`."""

import re

from indicators.catalogue.catalogue import Catalogue
from indicators.model import Source
from indicators.paths import DOCS

PAGE = DOCS / "sources.md"

_HEAD = """\
# Sources

`make sources` writes this page from `indicators/loaders/*.toml`. The Data page adds what depends on the
snapshot: which editions are in it, how fresh they are, and the files behind them.

Every source has a licence class, which decides what readers may download in bulk. Rows behind a chart always
carry the attribution. Figures shown as [hindsight](glossary.md#what-was-known-when) keep the licence of the
source whose later edition printed them.

| class | you may take |
|---|---|
| `open` | everything, with attribution |
| `attribution` | everything, unchanged, with attribution |
| `noncommercial` | everything, for non-commercial use |
| `quote` | single figures and charts; the whole comes from the publisher |

A source that is *not embedded* is not in the snapshot. You can build it in for yourself from your own copy:
`governance-risk build --only SOURCE` ([add a source](adding-a-source.md#6-build-it)).
"""


def page(catalogue: Catalogue) -> str:
    """Return the page: a table of all sources, then a section for each, in the order of their names."""
    sources = sorted(catalogue.sources.values(), key=lambda source: source.name)
    table = ["| source | publisher | licence | class |", "|---|---|---|---|", *map(_row, sources)]
    return "\n\n".join([_HEAD.rstrip(), "\n".join(table), *map(_section, sources)]) + "\n"


def _row(source: Source) -> str:
    name = _link(source.name, f"#{source.id}")
    embedded = "" if source.embedded else ", not embedded"
    licence = _link(source.licence, source.licence_url)
    return f"| {name} | {_plain(source.publisher)} | {licence} | `{source.licence_class}`{embedded} |"


def _section(source: Source) -> str:
    facts = {
        "Publisher": _link(source.publisher, source.homepage),
        "Licence": f"{_link(source.licence, source.licence_url)}. {_plain(source.licence_note)}",
        "Class": f"`{source.licence_class}`",
        "Not embedded": _plain(source.not_embedded_because),
        "Attribution": _plain(source.attribution),
        "Editions known": _editions(source),
        "Next edition due": f"{source.next_edition.due}" if source.next_edition else "",
        "Indicators": ", ".join(f"`{indicator.id}`" for indicator in source.indicators),
        "Tables": ", ".join(f"`{table.name}`" for table in source.tables),
        "Processing": _plain(source.processing),
    }
    lines = [f"- **{name}:** {fact}" for name, fact in facts.items() if fact]
    heading = f'<a id="{source.id}"></a>\n## {_plain(source.name)}'
    return "\n\n".join([heading, _plain(source.description), "\n".join(lines)])


def _editions(source: Source) -> str:
    first, last = source.editions[0], source.editions[-1]
    if first is last:
        return f"{_plain(first.id)} (published {first.when})"
    span = f"{_plain(first.id)} (published {first.when}) to {_plain(last.id)} (published {last.when})"
    return f"{len(source.editions)}, {span}"


def _plain(text: str) -> str:
    """Escape what Markdown would take as markup, and put the text on one line."""
    return re.sub(r"([\\`*_<>\[\]|])", r"\\\1", " ".join(text.split()))


def _link(label: str, address: str) -> str:
    return f"[{_plain(label)}](<{address}>)"


if __name__ == "__main__":
    PAGE.write_text(page(Catalogue.read()), encoding="utf-8")
