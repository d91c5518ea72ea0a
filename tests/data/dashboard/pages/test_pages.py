"""Every page run by Streamlit without a browser: what it shows, and what choices do."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common import cache
from dashboard.common.address import Choices, read
from dashboard.pages import PAGES
from dashboard.pages.compare.choices import CHARTS
from dashboard.pages.risk.choices import Choices as RiskChoices
from dashboard.pages.risk.model import about_risk
from tests.data.dashboard.drawn import charts, lines

Visit = Callable[..., AppTest]
FORMS = {page.path: page.choices for page in PAGES}
TITLES = {page.path or "overview": page.title for page in PAGES}
# Pages whose heading asks or says more than their name.
TITLES |= {"overview": "How does Tajikistan compare?", "story": "The article's argument, step by step"}


def address(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in page.query_params.items()}


def chosen(page: AppTest, name: str = "compare") -> Choices:
    return FORMS[name].of(page.session_state["choices"])


def figure(page: AppTest) -> dict[str, Any]:
    (drawn,) = charts(page)
    return drawn


def text(page: AppTest) -> str:
    """Everything that the page says in Markdown, messages and captions, without backslashes."""
    parts = [*page.markdown, *page.caption, *page.error, *page.warning, *page.info, *page.header]
    return "\n".join(part.value for part in parts).replace("\\", "")


def is_whole(page: AppTest) -> bool:
    return not page.exception and not page.error


# Pages


@pytest.mark.parametrize("name", TITLES)
def test_a_page_runs_and_names_the_snapshot(visit: Visit, name):
    page = visit(name)
    assert is_whole(page)
    assert [title.value for title in page.title] == [TITLES[name]]
    assert f"Snapshot {cache.snapshot().id}" in text(page)


def test_the_first_page_is_the_overview(visit: Visit):
    assert visit("").title[0].value == TITLES["overview"]


@pytest.mark.parametrize(
    "indicator", ["ti_cpi.score", "ti_cpi.score_1995_2011", "fh_fiw.religious_freedom", "wb_wgi.rule_of_law"]
)
@pytest.mark.parametrize("chart", CHARTS)
def test_an_indicator_can_be_compared_as_every_chart(visit: Visit, indicator, chart):
    page = visit("compare", indicator=indicator, chart=chart)
    assert is_whole(page)
    assert len(charts(page)) == (0 if chart == "table" else 1)
    assert len(page.dataframe) == (1 if chart == "table" else 0)


@pytest.mark.parametrize("source", cache.snapshot().inputs)
def test_every_source_has_its_licence_citation_and_editions(visit: Visit, source):
    page = visit("data", source=source)
    known = cache.catalogue().sources[source]
    assert is_whole(page)
    assert page.selectbox(key="data-source").value == source
    assert known.licence in text(page)
    assert len(page.code) == 2
    editions = next(table.value for table in page.dataframe if "edition" in table.value)
    assert list(editions["edition"]) == [edition.id for edition in reversed(known.editions)]


@pytest.mark.parametrize("id", ["C01", "C24", "C45", "O01"])
def test_the_claim_that_an_address_names_is_open(visit: Visit, id):
    page = visit("claims", claim=id)
    assert is_whole(page)
    (opened,) = [folded for folded in page.expander if folded.proto.expanded]
    assert id in opened.label


def test_what_an_address_cannot_say_is_named_on_the_page(visit: Visit):
    page = visit("compare", countries="TJK,QQQ", chart="pie", years="2013-2014")
    assert len(page.warning) == 2
    assert "'QQQ'" in text(page)
    assert "'pie'" in text(page)
    assert lines(figure(page)) == ["Tajikistan"]
    assert chosen(page).years == (2013, 2014)


# Choices


def test_an_address_that_is_complete_is_left_alone(visit: Visit):
    given = {
        "indicator": "fh_fiw.total",
        "countries": "TJK,UZB",
        "chart": "map",
        "area": "world",
        "year": "2014",
    }
    assert address(visit("compare", **given, utm_source="mail")) == {**given, "utm_source": "mail"}


def test_a_page_without_an_address_writes_its_own(visit: Visit):
    """The browser writes it in place, and Streamlit sends nothing: that would be a second step of Back."""
    page = visit("compare")
    assert address(page) == {}
    [arrival] = [
        json.loads(element.proto.json)
        for element in page.get("bidi_component")
        if element.proto.component_name == "address_bar"
    ]
    assert arrival["path"] == "compare"
    assert dict(parse_qsl(arrival["query"])) == {
        "indicator": "ti_cpi.score", "countries": "TJK,AFG,CHN,KGZ,UZB", "chart": "trend", "marks": "article",
    }  # fmt: skip


def test_repeated_and_unused_parameters_are_named(visit: Visit):
    page = visit("country", countries=["KAZ", "UZB"], chart="map")
    words = text(page)
    assert "countries: it is there several times" in words
    assert "chart: this page does not use it" in words


def test_releases_that_differ_and_series_that_end_early_are_named_on_each_page(visit: Visit):
    for path in ("overview", "country"):
        words = text(visit(path))
        assert "data end in 2023; edition 2025-release goes on to 2024" in words, path
        assert "edition 2026 (to 2025) for FIW total; edition 2025 (to 2024) for FIW religious" in words, path
    words = " ".join(about_risk(RiskChoices(year=2023), dt.date(2026, 11, 22)).notices)
    assert "edition v14 (to 2023) for V-Dem physical integrity" in words
    assert "V-Dem physical integrity: On 2026-11-22 the newest edition was v16" in words


def test_years_beyond_the_data_are_cut_with_a_notice(visit: Visit):
    for path in ("compare", "timeline", "assistance"):
        words = text(visit(path, years="1901-2015"))
        assert re.search(r"1901-2015: .* covers \d{4}-\d{4}. The page shows \d{4}-2015", words), path


PICKS = [
    ("compare", "selectbox", "compare-indicator", "fh_fiw.total", {"indicator": "fh_fiw.total"}),
    ("compare", "multiselect", "compare-countries", ["KAZ", "TJK"], {"countries": "KAZ,TJK"}),
    ("compare", "segmented_control", "compare-chart", "ranking", {"chart": "ranking"}),
    ("compare", "slider", "compare-years", (2014, 2020), {"years": "2014-2020"}),
    ("compare", "selectbox", "compare-marks", "none", {"marks": "none"}),
    ("claims", "segmented_control", "claims-verdict", "supported", {"verdict": "supported"}),
    ("claims", "selectbox", "claims-topic", "Corruption", {"topic": "Corruption"}),
    ("claims", "text_input", "claims-search", "vehicles", {"search": "vehicles"}),
    ("timeline", "multiselect", "timeline-places", ["KGZ"], {"places": "KGZ"}),
    ("timeline", "multiselect", "timeline-category", ["unrest", "conflict"], {"category": "unrest,conflict"}),
    ("timeline", "selectbox", "timeline-beneath", "none", {"beneath": "none"}),
    ("timeline", "slider", "timeline-years", (2010, 2016), {"years": "2010-2016"}),
    ("timeline", "selectbox", "timeline-event", "N16", {"event": "N16"}),
    ("risk", "selectbox", "risk-country", "UZB", {"country": "UZB"}),
    ("risk", "multiselect", "risk-countries", ["KAZ"], {"countries": "KAZ"}),
    ("risk", "segmented_control", "risk-show", "parts", {"show": "parts"}),
    ("risk", "selectbox", "risk-year", 2020, {"year": "2020"}),
    ("data", "selectbox", "data-source", "wb_wgi", {"source": "wb_wgi"}),
    ("data", "multiselect", "data-countries", ["TJK", "KAZ"], {"countries": "TJK,KAZ"}),
]


@pytest.mark.parametrize(("name", "kind", "key", "value", "written"), PICKS, ids=[pick[2] for pick in PICKS])
def test_what_a_widget_is_set_to_is_chosen_and_stands_in_the_address(
    visit: Visit, name, kind, key, value, written
):
    page = visit(name)
    getattr(page, kind)(key=key).set_value(value).run()
    assert is_whole(page)
    assert written.items() <= address(page).items()
    assert chosen(page, name) == read(FORMS[name], address(page)).choices
    again = visit(name, **address(page))
    assert chosen(again, name) == chosen(page, name)
    assert getattr(again, kind)(key=key).value == value


def test_a_choice_changes_the_figure(visit: Visit):
    page = visit("compare", countries="TJK,KGZ")
    assert sorted(lines(figure(page))) == ["Kyrgyzstan", "Tajikistan"]
    page.multiselect(key="compare-countries").set_value(["TJK", "UZB", "RUS"]).run()
    assert sorted(lines(figure(page))) == ["Russia", "Tajikistan", "Uzbekistan"]


def test_a_page_without_countries_falls_back_to_tajikistan(visit: Visit):
    page = visit("compare", countries="KGZ,UZB")
    page.multiselect(key="compare-countries").set_value([]).run()
    assert chosen(page).countries == ("TJK",)
    assert lines(figure(page)) == ["Tajikistan"]


def test_a_warning_about_the_address_goes_with_the_next_choice(visit: Visit):
    page = visit("compare", chart="pie")
    assert page.warning
    page.selectbox(key="compare-indicator").set_value("fh_fiw.total").run()
    assert not page.warning


def test_as_of_the_article_shows_the_edition_of_its_time(visit: Visit):
    page = visit("compare", chart="ranking", as_of="2015-07-20")
    assert "Edition: 2014." in text(page)
    assert page.select_slider(key="compare-year").value == 2014


# The story gives each claim's verdict on its day; it has no day to choose.
@pytest.mark.parametrize("name", [name for name in TITLES if name != "story"])
def test_every_page_has_the_day_of_the_article_one_click_away(visit: Visit, name):
    page = visit(name)
    page.segmented_control(key=f"{name}-as-of-kind").set_value("article").run()
    assert address(page)["as_of"] == "2015-07-20"
    assert "As known on **2015-07-20**" in text(page)
    page.segmented_control(key=f"{name}-as-of-kind").set_value("today").run()
    assert is_whole(page)
    assert "as_of" not in address(page)


def test_another_day_may_be_chosen(visit: Visit):
    page = visit("compare")
    page.segmented_control(key="compare-as-of-kind").set_value("other").run()
    page.date_input(key="compare-as-of").set_value(dt.date(2019, 6, 1)).run()
    assert address(page)["as_of"] == "2019-06-01"
    assert "As known on 2019-06-01" in text(page)


def test_the_years_of_the_editions_may_stand_on_the_axis(visit: Visit):
    page = visit("compare", indicator="fh_fiw.total", countries="TJK", axis="edition")
    assert is_whole(page)
    [line] = [trace for trace in figure(page)["data"] if trace.get("name") == "Tajikistan"]
    at = dict(zip(line["x"], line["y"], strict=True))
    assert at[2016] == 16  # edition 2016 judges 2015
    assert "editions 2003 to " in text(page)


def test_a_number_is_followed_to_its_cell(visit: Visit):
    page = visit("data", number="ti_cpi.score:TJK:2014:2014")
    assert is_whole(page)
    for part in ("CPI2025_Results.xlsx", "CPI Historical", "row **2198**", "543a2ad438c4ba9a"):
        assert part in text(page)


@pytest.mark.parametrize("number", ["ti_cpi.score:TJK:1990:2014", "ti_cpi.score:TJK:2014:1066"])
def test_a_number_that_is_not_held_is_one_clear_error(visit: Visit, number):
    page = visit("data", number=number)
    assert len(page.error) == 1
    assert "no value in edition" in text(page)


def test_a_search_without_a_hit_says_so(visit: Visit):
    page = visit("claims", search="zzzzzz")
    assert is_whole(page)
    assert "0 of 47 claims" in text(page)
    assert "No claim or opinion matches" in text(page)


def test_filters_that_leave_no_event_say_so(visit: Visit):
    page = visit("timeline", places="SWE")
    assert is_whole(page)
    assert not charts(page)
    assert "No confirmed event" in text(page)
