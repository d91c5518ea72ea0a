"""The phrases that docs/voice.md bans occur in no text of the repository."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READ = {".conf", ".css", ".csv", ".html", ".js", ".md", ".py", ".service", ".toml", ".txt", ".yaml"}
# The list of banned phrases, this test, and names and scripts that others wrote.
EXEMPT = ("docs/voice.md", "tests/unit/test_voice.py", "data/geography/", "dashboard/common/plotly.js")
NOT_YET: tuple[str, ...] = ()
BANNED = {
    "those that": r"\bthose that\b",
    "of which": r"\bof which\b",
    "is none": r"(?<!\b[Tt]here )\b[Ii]s none\b",
    "is told": r"\bis told\b",
    "is to be had": r"\bto be had\b",
    "as far as": r"(?<!\bleast )\b[Aa]s far as\b",
    "it is no X": r"\b[Ii]t is no (?!longer\b|more\b)\w",
    "nothing that": r"\b[Nn]othing that\b",
    "whoever": r"\b[Ww]hoever\b",
    "Of …,": r"(?:^|[.:;!?|>*\"] ?|[#-] )Of (?!course\b)",
}
# A line's end, with the marks of a text that goes on: adjacent string literals, a backslash, comments.
LINE_END = re.compile(r"\"\s*\n\s*f?\"|\\?\n[ \t]*(?:#+ |//+ |\* )?")


def banned(text: str) -> list[str]:
    """Return each banned phrase of a text with the words around it."""
    flat = re.sub(r"\s+", " ", LINE_END.sub(" ", text))
    return [
        f"{phrase}: …{flat[max(0, match.start() - 30) : match.end() + 30]}…"
        for phrase, pattern in BANNED.items()
        for match in re.finditer(pattern, flat)
    ]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = [name for name in listed.stdout.split("\0") if not name.startswith((*EXEMPT, *NOT_YET))]
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and (path.suffix in READ or path.name == "Makefile")]


def test_tracked_texts_have_no_banned_phrase() -> None:
    paths = tracked()
    assert len(paths) > 300
    found = {str(path.relative_to(ROOT)): banned(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: phrases for name, phrases in found.items() if phrases} == {}


@pytest.mark.parametrize(
    "text",
    [
        "It keeps those that differ.",
        "an edition of\n    which we hold an excerpt",
        "# the reader is\n# told so",
        '"What is " \n    "none here."',
        "It is to be had from the publisher.",
        "as far as is known",
        "It is no error.",
        "There is nothing that helps.",
        "Whoever reads it",
        "All were read. Of these, two differ.",
        "| Of 5, two |",
    ],
)
def test_banned_phrase_is_found_across_lines(text: str) -> None:
    assert len(banned(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "value is None",
        "if there is none",
        "at least as far as Tajikistan",
        "it is no longer held",
        "Of course",
    ],
)
def test_plain_phrase_is_accepted(text: str) -> None:
    assert banned(text) == []
