"""Every reference to a section of the methods leads to a heading of docs/methods.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = {".py", ".toml", ".md", ".html", ".csv", ".txt"}
REFERENCE = re.compile(r"\bMETHODS[\s#\"]+((?:\d+(?:\.\d+)*(?:,\s+(?:and\s+)?|\s+(?:and|or|to)\s+)?)+)")
METHODS = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
SECTIONS = set(re.findall(r"^#+ (\d+(?:\.\d+)*)\.? ", METHODS, re.MULTILINE))


def references(text: str) -> set[str]:
    return {
        number
        for match in REFERENCE.finditer(text)
        for number in re.findall(r"\d+(?:\.\d+)*", match.group(1))
    }


@pytest.mark.parametrize("folder", ["indicators", "dashboard", "docs", "data"])
def test_references_to_methods_resolve(folder: str) -> None:
    found = {
        path.relative_to(ROOT).as_posix(): references(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in READ and path.is_file()
    }
    assert {path: numbers - SECTIONS for path, numbers in found.items() if numbers - SECTIONS} == {}


def test_reference_to_several_sections_names_each() -> None:
    text = "(METHODS 1.1 to 1.4, 3.2). See METHODS 5.\nThe METHODS\n    2.1)"
    assert references(text) == {"1.1", "1.4", "3.2", "5", "2.1"}


def test_code_refers_to_the_methods() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "indicators").rglob("*.py")]
    assert len(set().union(*map(references, texts))) > 20
