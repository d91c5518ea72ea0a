"""Lists, counts and signs as readers see them; `tests/dashboard/test_text.py` has the numbers."""

import pytest

from indicators.text import counted, listed, signed


@pytest.mark.parametrize(
    ("words", "most", "text"),
    [
        ([], None, ""),
        (["A"], None, "A"),
        (["A", "B"], None, "A and B"),
        (["A", "B", "C"], None, "A, B and C"),
        (["A", "B", "C"], 3, "A, B and C"),
        (["A", "B", "C"], 1, "A and 2 more"),
    ],
)
def test_a_list_ends_with_and(words: list[str], most: int | None, text: str) -> None:
    assert listed(words, most=most) == text


def test_counts_and_signs() -> None:
    assert [counted(1, "event"), counted(0, "event"), counted(2, "country", "countries")] == [
        "1 event", "0 events", "2 countries",
    ]  # fmt: skip
    assert [signed(3.0, 0), signed(-3.0, 0), signed(0.04, 1), signed(None, 0)] == ["+3", "−3", "0.0", "–"]
