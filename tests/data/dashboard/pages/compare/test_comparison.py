"""What Compare shows for some choices, and what a file of it says of itself."""

import datetime as dt
import gc
import weakref
from typing import Any

import pandas as pd
import pytest

from dashboard.common import cache
from dashboard.pages.compare.choices import CHARTS, Choices
from dashboard.pages.compare.kinds import VIEWS
from dashboard.pages.compare.model import MARKS, Comparison, comparison
from dashboard.pages.overview.model import front
from indicators.errors import QuestionError
from indicators.snapshot.schema import COLUMNS, KEY
from indicators.snapshot.snapshot import Snapshot

OLD = "ti_cpi.score_1995_2011"
AS_OF = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)
CPI, FIW, WGI = "ti_cpi.score", "fh_fiw.total", "wb_wgi.rule_of_law"
THREE = ("TJK", "KGZ", "UZB")


def view(indicator: str = CPI, as_of: dt.date = AS_OF, **chosen: Any) -> Comparison:
    return comparison(Choices(indicator=indicator, countries=THREE, **chosen), as_of)


# The passport


def test_a_trend_says_what_it_shows_and_where_it_comes_from():
    passport = view(years=(2012, 2025)).passport("http://host/compare?x=y")
    assert passport.title == "Corruption Perceptions Index, score"
    for words in ("Tajikistan, Kyrgyzstan, Uzbekistan", "2012 to 2025", "0-100", "2026-11-22"):
        assert words in passport.subtitle
    assert passport.stem == "ti_cpi.score_TJK-KGZ-UZB_2012-2025"
    assert passport.indicator == CPI
    assert "Transparency International" in passport.source
    assert passport.edition == "2012 to 2025"
    assert passport.licence == "CC BY-ND 4.0 (https://creativecommons.org/licenses/by-nd/4.0/)"
    assert passport.n == "N = 3 countries, 42 values"
    assert passport.interval.startswith("90 % interval")
    assert passport.link == "http://host/compare?x=y"


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_names_the_snapshot_and_the_day_it_was_built(chart, snapshot: Snapshot):
    passport = view(chart=chart).passport("")
    assert (passport.snapshot, passport.accessed) == (snapshot.id, snapshot.created)


def test_a_ranking_is_of_one_year_and_all_countries():
    passport = view(chart="ranking", year=2014).passport("")
    assert passport.title == "Corruption Perceptions Index, score, 2014"
    assert passport.stem == "ti_cpi.score_world_2014_ranking"
    assert passport.edition == "2014"
    assert passport.n == "N = 175 countries, 175 values"
    assert "Tajikistan, Kyrgyzstan, Uzbekistan" in passport.subtitle
    assert not any("computed" in note for note in passport.notes)


def test_a_map_says_its_area_and_that_its_borders_are_no_statement():
    for area in ("region", "world"):
        passport = view(chart="map", area=area, year=2014).passport("")
        assert passport.stem == "ti_cpi.score_world_2014_map"
        assert passport.subtitle.startswith(area)
        assert any("not a statement" in note for note in passport.notes)


def test_a_table_is_of_the_same_rows_as_a_trend():
    trend, table = view(chart="trend", marks="none"), view(chart="table")
    assert trend.passport("") == table.passport("")
    pd.testing.assert_frame_equal(trend.exported(), table.exported())


def test_places_that_nobody_published_are_said_to_be_computed():
    notes = view(FIW, chart="ranking").passport("").notes
    assert any("computed" in note for note in notes)


def test_an_indicator_without_published_error_says_so():
    assert view(FIW).passport("").interval.startswith("no published uncertainty")


def test_changes_of_method_are_named_where_they_lie_within_the_years():
    def years_named(**chosen: Any) -> list[str]:
        notes = view(marks="none", **chosen).passport("").notes
        return [note[:4] for note in notes if note[:4].isdigit()]

    assert years_named(years=(2012, 2025)) == ["2014", "2016", "2017", "2020"]
    assert years_named(years=(2017, 2019)) == []
    assert years_named(chart="ranking", year=2020) == []


def test_a_country_without_a_value_is_named():
    shown = comparison(Choices(countries=("TJK", "AND")), AS_OF)
    assert "No value: Andorra." in shown.passport("").notes
    assert shown.passport("").n == "N = 1 country, 14 values"
    assert "No value: Andorra." in shown.alternative()


def test_the_chart_in_words_has_the_first_and_the_last_value():
    words = view(years=(2012, 2014)).alternative()
    assert "Tajikistan went from 22 in 2012 to 23 in 2014" in words
    assert "2014: 3 countries" in view(years=(2014, 2014)).alternative()


# Years


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        (None, (2012, 2025)),
        ((2013, 2020), (2013, 2020)),
        ((1990, 2014), (2012, 2014)),
        ((2020, 2100), (2020, 2025)),
    ],
)
def test_the_years_shown_are_those_chosen_that_have_data(chosen, shown):
    found = view(years=chosen)
    assert found.years == shown
    was_cut = chosen not in (None, shown)
    assert (found.notice is not None) == was_cut
    assert not was_cut or f"The page shows {shown[0]}-{shown[1]}" in str(found.notice)


def test_change_counts_from_the_edition_of_the_article_s_day_unless_years_are_chosen():
    for indicator, base in ((CPI, 2014), (WGI, 2013), (FIW, 2014)):
        found = view(indicator=indicator)
        first, last = found.pair(())
        assert (first[1], found.base) == (base, base)
        assert found.pair(("TJK:2016",)) == (("TJK", 2016), first)
        assert f"in {base} to " in found.finding()
        assert f"in {last[1]} " in found.finding()
    assert view(years=(2012, 2025)).pair(()) == (("TJK", 2012), ("TJK", 2025))
    [line] = [part for part in front(AS_OF).answer() if "Since the article" in part]
    assert view().finding() in line


def test_years_without_data_are_named_and_all_years_are_shown():
    found = view(years=(1950, 1960))
    assert found.years == (2012, 2025)
    assert found.notice is not None
    assert "1950-1960" in found.notice
    assert "2012-2025" in found.notice


def test_a_year_that_nobody_measured_is_named_and_something_is_shown():
    found = view(WGI, years=(1997, 1997))
    assert found.notice is not None
    assert "1997" in found.notice
    assert len(found.exported()) > 0


@pytest.mark.parametrize(
    ("indicator", "year", "shown"), [(CPI, 1990, 2012), (CPI, 2050, 2025), (WGI, 1997, 1996)]
)
def test_a_ranking_of_a_year_without_data_shows_the_nearest_and_says_so(indicator, year, shown):
    found = view(indicator, chart="ranking", year=year)
    assert found.year == shown
    assert found.notice is not None
    assert f"{year}" in found.notice
    assert f"{shown}" in found.notice
    assert found.passport("").stem.endswith(f"_{shown}_ranking")


@pytest.mark.parametrize("chart", ["trend", "table"])
def test_the_year_of_a_ranking_does_not_concern_other_charts(chart):
    assert view(chart=chart, year=1990).notice is None


# Rows


@pytest.mark.parametrize("indicator", [CPI, FIW, WGI])
def test_the_exported_rows_of_a_trend_are_those_of_the_snapshot(indicator, snapshot: Snapshot):
    exported = view(indicator, years=(2005, 2015)).exported()
    held = snapshot.observations(indicators=[indicator], countries=THREE, years=(2005, 2015), as_of=AS_OF)
    pd.testing.assert_frame_equal(exported[COLUMNS].sort_values(KEY, ignore_index=True), held)
    assert set(exported["country"]) == {"Tajikistan", "Kyrgyzstan", "Uzbekistan"}


@pytest.mark.parametrize("chart", ["ranking", "map"])
def test_the_exported_rows_of_one_year_are_those_of_the_snapshot(chart, snapshot: Snapshot):
    exported = view(WGI, chart=chart, year=2014).exported()
    held = snapshot.observations(indicators=[WGI], years=(2014, 2014), as_of=AS_OF)
    pd.testing.assert_frame_equal(exported[COLUMNS].sort_values(KEY, ignore_index=True), held)
    assert exported["computed_rank"].tolist() == sorted(exported["computed_rank"])
    assert set(exported["computed_n"]) == {len(held)}


@pytest.mark.parametrize("chart", sorted(set(CHARTS) - set(VIEWS)))
def test_exported_columns_are_those_of_the_table_and_our_intervals(chart):
    ours = {"computed_rank", "computed_n"} if chart in ("ranking", "map") else set()
    ours |= {"set_lower", "set_upper", "set_words", "distinguishable"} if chart == "ranking" else set()
    columns = list(view(chart=chart).exported())
    assert len(columns) == len(set(columns))
    assert set(columns) == {*COLUMNS, "country", "interval_lower", "interval_upper", "hindsight", *ours}


@pytest.mark.parametrize("chart", CHARTS)
def test_n_counts_the_exported_rows(chart):
    shown = view(FIW, chart=chart, years=(2005, 2015), year=2014)
    rows = shown.exported()
    assert shown.passport("").n == f"N = {rows['iso3'].nunique()} countries, {len(rows)} values"


# As of a day


def test_on_the_day_of_the_article_the_newest_cpi_is_that_of_2014():
    found = view(chart="ranking", as_of=ARTICLE)
    own = found.exported().set_index("iso3").loc["TJK"]
    assert (own["year"], own["edition"], own["value"], own["rank"], own["n_ranked"]) == (
        2014,
        "2014",
        23,
        152,
        175,
    )
    assert view(as_of=ARTICLE).years == (2012, 2014)
    assert "2015-07-20" in view(as_of=ARTICLE).passport("").subtitle


def test_events_after_the_day_are_not_there():
    then = {event.id for event in view(years=(2000, 2025), marks="context", as_of=ARTICLE).events}
    now = {event.id for event in view(years=(2000, 2014), marks="context", as_of=AS_OF).events}
    assert then
    assert then <= now
    assert all(cache.catalogue().narrative.event(id).when.start <= ARTICLE for id in then)


def test_an_event_is_marked_from_its_day_on():
    def marked(day: str) -> set[str]:
        old = view("ti_cpi.score_1995_2011", as_of=dt.date.fromisoformat(day), marks="context")
        return {event.id for event in old.events}

    assert marked("1999-11-06") - marked("1999-11-05") == {"X07"}


def test_an_edition_that_is_not_held_is_not_replaced():
    with pytest.raises(QuestionError, match="not held"):
        view("vdem.regime", as_of=ARTICLE, hindsight="hidden")


def test_before_the_first_edition_there_is_nothing_to_show():
    with pytest.raises(QuestionError):
        view(as_of=dt.date(1980, 1, 1))


# Events


def test_the_articles_events_are_marked_and_context_only_if_asked_for():
    marked = {marks: view(marks=marks).events for marks in ("article", "context", "none")}
    assert marked["none"] == ()
    assert marked["article"]
    assert all(event.in_article for event in marked["article"])
    assert set(marked["article"]) < set(marked["context"])


def test_context_is_that_of_the_countries_shown():
    context = [event for event in view(marks="context").events if not event.in_article]
    assert context
    assert all(set(THREE) & set(event.countries) for event in context)


def test_no_unconfirmed_event_is_marked():
    assert all(event.confirmed for event in view(marks="context", years=(2012, 2025)).events)


def test_rows_of_freedom_house_carry_its_status():
    exported = comparison(Choices(indicator="fh_fiw.total", countries=("TJK", "KGZ")), AS_OF).exported()
    own = exported.set_index(["iso3", "year"])["fh_fiw_status"]
    assert (own["TJK", 2014], own["TJK", 2024], own["KGZ", 2014]) == ("Not Free", "Not Free", "Partly Free")
    assert "ti_cpi_status" not in comparison(Choices(), AS_OF).exported()


def test_a_ranking_says_which_places_are_ours_and_which_nobody_knows():
    wgi = view("wb_wgi.rule_of_law", chart="ranking", year=2014).passport("").notes
    assert any("computed here" in note for note in wgi)
    assert not any("computed" in note for note in view(OLD, chart="ranking", year=2008).passport("").notes)
    unknown = view(OLD, chart="ranking", year=1995).passport("").notes
    assert any(note.startswith("Ranks are unknown: the publisher ranked 41 countries") for note in unknown)


def test_an_interval_is_claimed_only_where_one_is_shown():
    assert view(OLD, chart="ranking", year=2003).interval == "not available for the values shown"
    assert view(OLD, chart="ranking", year=2008).interval.startswith("90 % interval")


def test_a_trend_explains_its_marks_where_it_has_any():
    assert MARKS in view(marks="article").passport("").notes
    assert MARKS not in view(marks="none").passport("").notes


def test_what_is_kept_of_a_comparison_keeps_no_panel():
    kept = view()
    panel = weakref.ref(kept.panel)
    assert kept.alternative()
    cache.answered_panel.cache_clear()
    gc.collect()
    assert panel() is None
    assert view() is kept
    assert kept.panel.indicator == kept.indicator
