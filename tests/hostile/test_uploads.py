"""Files that nobody should upload end in a clear line, in bounded time and memory."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.score import parse_structure
from indicators.score.own_data import parse_own
from tests.depth import examples
from tests.hostile.uploads import FIGURES, HEAD, STRUCTURES, outcome
from tests.unit.score.structures import TOML

ROOT = Path(__file__).parents[2]
WANTED = {f"figures: {name}": words for name, (_, words) in FIGURES.items()} | {
    f"structure: {name}": words for name, (_, words) in STRUCTURES.items()
}
# A page shows an error whole.
LONGEST = 65_000


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    command = [sys.executable, "-m", "tests.hostile.uploads"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == 0, ended.stderr[-2000:]
    print(f"\nuploads: {len(WANTED)} files read under the limits of memory and processor time")
    return json.loads(ended.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", WANTED)
def test_a_hostile_file_is_told_of_or_taken(told: dict[str, str], name: str) -> None:
    if WANTED[name]:
        assert WANTED[name] in told[name]
    assert len(told[name]) < LONGEST


lines = st.lists(
    st.sampled_from(
        ["TJK", "2014", "a", "1", ",", "\n", '"', "\r", "\0", "-", "=1", "é", "\ufeff", "\u202e", ""]
    )
)


@settings(max_examples=examples(60))
@given(st.one_of(st.binary(), lines.map("".join).map(str.encode)), st.booleans())
def test_any_bytes_are_figures_or_a_clear_refusal(catalogue: Catalogue, content: bytes, headed: bool) -> None:
    own = HEAD.encode() * headed + content
    assert len(outcome(lambda: parse_own(own, parse_structure(TOML), catalogue.countries))) < LONGEST


pieces = st.lists(
    st.sampled_from(
        [
            "[[nodes]]",
            "[[presets]]",
            "[",
            "]",
            "id",
            "=",
            '"',
            "\n",
            "9" * 30,
            "nan",
            "{",
            "}",
            ".",
            "'",
            "\\",
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=examples(100))
@given(st.integers(0, len(TOML)), st.integers(0, 40), st.one_of(st.text(max_size=30), pieces))
def test_a_structure_changed_anywhere_is_read_or_refused(at: int, cut: int, new: str) -> None:
    assert len(outcome(lambda: parse_structure(TOML[:at] + new + TOML[at + cut :]))) < LONGEST
