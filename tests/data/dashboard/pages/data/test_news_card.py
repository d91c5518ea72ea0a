"""The list of changes since a day, on the Data page."""

import datetime as dt

from dashboard.pages.data.news_card import changes, sentence

TODAY = dt.date(2026, 11, 30)


def test_a_new_edition_is_listed_with_its_day():
    rows = changes("TJK", dt.date(2026, 1, 1), TODAY)
    assert (rows["Day"] > "2026-01-01").all()
    assert rows["Day"].is_monotonic_decreasing
    assert rows.loc[rows["Kind"] == "New edition", "What"].str.contains("Corruption Perceptions Index").any()
    assert sentence(rows, "Tajikistan", dt.date(2026, 1, 1)).startswith("Since 2026-01-01: ")


def test_nothing_new_is_said():
    assert sentence(changes("TJK", TODAY, TODAY), "Tajikistan", TODAY).startswith("Nothing came out")
