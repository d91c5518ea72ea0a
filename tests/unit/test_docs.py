"""The documentation is true: the generated page is current, and links between pages lead somewhere."""

import re
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.sources_page import PAGE, page

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def anchors(path: Path) -> set[str]:
    """The anchors of a page: named ones, and the ones that GitHub makes of headings."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


def test_sources_page_is_current(catalogue: Catalogue) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(catalogue), (
        "Run `make sources` and commit docs/sources.md."
    )


def test_sources_page_names_every_source(catalogue: Catalogue) -> None:
    assert anchors(PAGE) >= set(catalogue.sources)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = [target.strip("<>") for target in re.findall(r"\]\(([^)]+)\)", text)]
    for target in targets:
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = target.partition("#")
        file = path.parent / name if name else path
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target
