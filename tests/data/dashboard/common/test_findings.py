"""The sentence below each chart: one, short, and not the heading again."""

import datetime as dt
from dataclasses import replace

import pytest

from dashboard.common import cache
from dashboard.common.text import sentence
from dashboard.pages import PAGES
from dashboard.pages.compare.choices import Choices
from dashboard.pages.compare.model import comparison
from dashboard.pages.timeline.window_model import window_of

TODAY = dt.date(2026, 11, 23)
VIEWS = {
    "compare": ("chart", ("trend", "ranking", "map", "table")),
    "assistance": ("view", ("years", "neighbours", "scatter", "conditionality")),
    "risk": ("show", ("parts", "trend")),
}
CHARTS = [
    (name, page.path, field, value)
    for page in PAGES
    for name in page.exhibits
    for field, values in [VIEWS.get(name, ("", ("",)))]
    for value in values
]


@pytest.mark.parametrize(("name", "path", "field", "value"), CHARTS)
def test_finding_is_one_short_sentence(name: str, path: str, field: str, value: str) -> None:
    page = next(page for page in PAGES if page.path == path)
    choices = replace(page.choices(), **({field: value} if field else {}))
    if name.startswith("window"):
        choices = replace(choices, event=_event_with_window())
    exhibit = page.exhibits[name](choices, TODAY)
    finding = exhibit.finding()
    assert finding.endswith((".", ")"))
    assert len(finding.split()) <= 30
    assert finding not in (exhibit.title, f"{exhibit.title}.")
    assert sentence(finding) == finding


def test_finding_of_compare_names_the_focus_country_with_change_and_verdict() -> None:
    choices = Choices(countries=("TJK", "UZB"), years=(2012, 2025))
    assert comparison(choices, TODAY).finding() == (
        "Tajikistan went from 22 in 2012 to 19 in 2025 (−3; within the margin of error)."
    )
    ranked = comparison(replace(choices, chart="ranking", year=2014), TODAY).finding()
    assert ranked == "Tajikistan was at 23 in 2014 (152nd of 175, shared with 1)."


def _event_with_window() -> str:
    events = cache.catalogue().narrative.plotted_events
    return next(e.id for e in events if window_of(e.id, "ti_cpi.score", TODAY).result is not None)


def test_sentence_does_not_end_at_a_decimal_or_an_abbreviation() -> None:
    text = "It fell by 2.19 points, i.e. a little. It rose later."
    assert sentence(text) == "It fell by 2.19 points, i.e. a little."
    assert sentence(text, 1) == sentence(text, 5) == "It rose later."
