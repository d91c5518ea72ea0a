"""A score at an end of its own range comes with a word why."""

from dashboard.pages.risk.page import edge_words


def test_an_end_of_the_range_is_explained_and_the_middle_is_not():
    assert "give a worse one" in edge_words(72.0, 70.3, 89.3)
    assert "give a better one" in edge_words(88.0, 70.3, 89.3)
    assert edge_words(80.0, 70.3, 89.3) == ""
