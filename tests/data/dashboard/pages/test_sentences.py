"""The sentence of every chart: there for every indicator, caption and alternative text alike, true to it."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common import cache
from dashboard.common.text import number
from dashboard.common.trend import Lines, trend
from dashboard.pages.compare.choices import Choices
from dashboard.pages.compare.model import Comparison, comparison
from dashboard.pages.data.choices import Choices as DataChoices
from dashboard.pages.data.model import about_coverage
from dashboard.pages.timeline.choices import Choices as TimelineChoices
from dashboard.pages.timeline.model import chronicle
from indicators.captions.wording import LIMIT
from indicators.errors import QuestionError
from tests.data.dashboard.drawn import descriptions, line, rules, values
from tests.data.indicator_classes import representatives

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)
INDICATORS = cache.snapshot().indicators
REPRESENTATIVES = representatives(cache.snapshot())
LONGEST_NAMES = tuple(sorted(cache.country_names(), key=lambda iso3: -len(cache.country_name(iso3)))[:12])

Visit = Callable[..., AppTest]


def view(**chosen: Any) -> Comparison:
    return comparison(Choices(**chosen), TODAY)


def is_sentence(text: str, shown: Comparison) -> bool:
    return text.startswith(shown.indicator.name) and text.endswith(".") and len(text) <= LIMIT


# Every indicator


def test_every_chart_of_tajikistan_and_its_neighbours_has_a_sentence() -> None:
    for indicator, chart, axis in product(
        REPRESENTATIVES, ("trend", "ranking", "map", "table"), ("described", "edition")
    ):
        shown = view(indicator=indicator, chart=chart, axis=axis, marks="context")
        sentence = shown.alternative()
        assert is_sentence(sentence, shown), (indicator, chart, axis, sentence)
        words = sentence.removeprefix(shown.indicator.name)
        assert not re.search(r"\bnan\b|None|<NA>|–", words), (indicator, chart, axis, sentence)


def test_a_sentence_of_twelve_countries_with_the_longest_names_is_short() -> None:
    for indicator, chart in product(REPRESENTATIVES, ("trend", "ranking", "map")):
        shown = view(
            indicator=indicator, chart=chart, axis="edition", countries=LONGEST_NAMES, marks="context"
        )
        assert is_sentence(shown.alternative(), shown), (indicator, chart, shown.alternative())


# True to the picture


@pytest.mark.parametrize("axis", ["described", "edition"])
def test_the_sentence_of_a_trend_agrees_with_the_figure(axis: str) -> None:
    for indicator in INDICATORS:
        assert_agrees(indicator, axis)


def assert_agrees(indicator: str, axis: str) -> None:
    """Ends of the range, first and last value, gaps, rules and marks, all read from what is drawn."""
    shown = view(indicator=indicator, axis=axis, marks="context")
    figure = trend(
        Lines(
            indicator=shown.indicator, series=shown.panel.series, names=shown.names, years=shown.years,
            breaks=shown.breaks, events=shown.events, lag=shown.lag,
        )
    )  # fmt: skip
    sentence, digits = shown.alternative(), shown.indicator.decimals
    drawn = [value for name in shown.names.values() for value in line(figure, name)["y"] if value is not None]
    told = {figure.rstrip(",.") for figure in re.findall(r"−?\d[\d,.]*", sentence)}
    assert {number(min(drawn), digits), number(max(drawn), digits)} <= told
    focus = {year: value for year, value in values(figure, "Tajikistan").items() if value is not None}
    if len(focus) > 1:
        since = [year for year in focus if shown.base is not None and year >= shown.base + shown.lag]
        for year in (min(since if len(since) > 1 else focus), max(focus)):
            said = "edition " if shown.lag else ""
            assert f"{number(focus[year], digits)} in {said}{year}" in sentence
    marked = [
        events for trace in figure["data"] if trace.get("yaxis") == "y2" for events in trace["customdata"]
    ]
    counted = re.search(r"Marked: (.*?)\.", sentence)
    assert sum(map(len, marked)) == sum(map(int, re.findall(r"\d+", counted[1] if counted else "")))
    for year in rules(figure):
        assert re.search(rf"(changed in|across) .*\b{int(year + 0.5)}\b", sentence)


def test_the_gaps_of_the_lines_are_named() -> None:
    shown = view(indicator="wb_wgi.rule_of_law")
    assert "No value of any country in 1997, 1999 and 2001." in shown.alternative()


def test_a_table_has_no_marks_to_tell_of() -> None:
    assert "Marked" in view(chart="trend").alternative()
    assert "Marked" not in view(chart="table").alternative()


def test_a_ranking_tells_the_places_that_its_figure_shows() -> None:
    """Transparency International, CPI 2014: 152nd of 175."""
    sentence = view(chart="ranking", year=2014).alternative()
    assert "175 countries in order, from Denmark (92, best) to North Korea and Somalia (8, worst)" in sentence
    assert "Tajikistan 23 (152nd of 175, shared with 1)" in sentence


@pytest.mark.parametrize(
    ("area", "words"), [("region", "on the map, which shows a region"), ("world", "on the map")]
)
def test_a_map_tells_its_area(area: str, words: str) -> None:
    assert f"175 countries {words}, from" in view(chart="map", year=2014, area=area).alternative()


def test_with_years_of_the_editions_both_years_are_told() -> None:
    sentence = view(indicator="fh_fiw.total", axis="edition", years=(2014, 2020)).alternative()
    assert "editions 2015 to 2021 (years 2014 to 2020)" in sentence
    assert "in edition 2015 (year 2014)" in sentence


# Timeline and holdings


def test_the_timeline_counts_its_events_and_tells_the_indicator_beneath() -> None:
    shown = chronicle(TimelineChoices(years=(2010, 2020)), TODAY)
    sentence = shown.alternative()
    article = sum(event.in_article for event in shown.events)
    assert sentence.startswith(f"{len(shown.events)} events, 2010 to 2020, {article} of them the article's.")
    counts = re.search(r"By category: (.*?)\.", sentence)
    assert counts is not None
    assert sum(map(int, re.findall(r"\d+", counts[1]))) == len(shown.events)
    assert (
        "Below: Corruption Perceptions Index, score (points, 0-100; higher is better), 2012 to 2020"
        in sentence
    )


def test_without_an_indicator_or_its_edition_the_timeline_tells_events_alone() -> None:
    assert "Below" not in chronicle(TimelineChoices(beneath="none"), TODAY).alternative()
    vdem = TimelineChoices(beneath="vdem.regime", hindsight="hidden")
    with pytest.raises(QuestionError):
        cache.panel(vdem.beneath, ARTICLE)
    assert "Below" not in chronicle(vdem, ARTICLE).alternative()


def test_the_holdings_name_sources_of_the_picture() -> None:
    sentence = about_coverage(DataChoices(), TODAY).alternative()
    assert len(sentence) <= LIMIT
    assert "for Tajikistan, Afghanistan, China, Kyrgyzstan and 1 more, 1990 to" in sentence
    assert re.search(r"FSI \d+ years, 2005 to \d{4}", sentence)
    assert "With years left out: BTI, WJP and WGI." in sentence


# On the pages


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("compare", {"chart": "trend"}),
        ("compare", {"chart": "ranking"}),
        ("compare", {"chart": "map"}),
        ("compare", {"indicator": "fh_fiw.total", "axis": "edition"}),
        ("timeline", {}),
        ("timeline", {"beneath": "none"}),
        ("data", {}),
    ],
)
def test_the_notes_of_a_chart_hold_its_alternative_text(
    visit: Visit, page: str, address: dict[str, str]
) -> None:
    """Read without the backslashes that keep text from acting as Markdown."""
    run = visit(page, **address)
    [words] = descriptions(run)
    texts = [re.sub(r"\\(.)", r"\1", markdown.value) for markdown in run.markdown]
    assert words
    assert texts.count(words) == 1
