"""Since when a source is stale, and why."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.model import Edition, NextEdition, Precision, Source
from indicators.snapshot.freshness import freshness

TODAY = dt.date(2026, 11, 22)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def source(catalogue: Catalogue) -> Source:
    """A source with two editions and a third that is due in February."""
    editions = tuple(
        Edition("ti_cpi", id, day(published), Precision.DAY, "made up")
        for id, published in (("2023", "2024-01-30"), ("2024", "2025-02-11"))
    )
    due = NextEdition(day("2026-02-28"), "each January or February")
    return replace(catalogue.source("ti_cpi"), editions=editions, next_edition=due)


def test_what_holds_the_newest_edition_is_not_stale_before_the_next_is_due(source: Source) -> None:
    found = freshness(source, {"2023", "2024"}, [], today=day("2026-02-28"))
    assert found.newest_held == source.editions[1]
    assert (found.stale_since, found.reason) == (None, "")


def test_an_edition_that_is_overdue_makes_it_stale(source: Source) -> None:
    found = freshness(source, {"2024"}, [], today=TODAY)
    assert found.stale_since == day("2026-02-28")
    assert "was due by then" in found.reason


def test_a_newer_edition_that_is_not_held_makes_it_stale_from_its_day(source: Source) -> None:
    found = freshness(source, {"2023"}, [], today=TODAY)
    assert found.stale_since == day("2025-02-11")
    assert found.reason == "2024 was published (2025-02-11) and is not held"
    assert freshness(source, {"2023"}, [], today=day("2025-02-10")).stale_since is None


def test_a_source_of_which_nothing_is_held_is_stale_from_the_first_edition(source: Source) -> None:
    found = freshness(source, set(), [], today=TODAY)
    assert (found.newest_held, found.stale_since) == (None, day("2024-01-30"))


def test_the_last_fetch_is_that_of_its_newest_file(source: Source) -> None:
    inputs = [{"fetched": "2026-11-01T10:00:00Z"}, {"fetched": "2026-11-20T23:59:00Z"}, {}]
    assert freshness(source, {"2024"}, inputs, today=TODAY).fetched == day("2026-11-20")
    assert freshness(source, {"2024"}, [{}], today=TODAY).fetched is None
