"""Trends, timelines and holdings in words: the rules on small tables."""

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from indicators.captions.trend import change_sentence, coverage_sentence, timeline_sentence, trend_sentence
from indicators.captions.wording import LIMIT, brief
from indicators.catalogue.catalogue import Catalogue
from indicators.model import Break, BreakKind, DateSpan, Direction, Indicator, Precision, Uncertainty
from indicators.story import Event
from tests.unit.captions.told import HIGH, LOW, NEITHER, SCORE, Figure, rows, told

WITHOUT_ERROR = replace(SCORE, uncertainty=Uncertainty.NONE)


def event(day: str, *, category: str = "unrest", in_article: bool = True, until: str | None = None) -> Event:
    when = DateSpan(dt.date.fromisoformat(day), dt.date.fromisoformat(until or day), Precision.DAY)
    return Event("X", "title", when, ("TJK",), category, "confirmed", True, in_article, ())


def method(year: int, what: str = "Another questionnaire", *, blocks: bool = True) -> Break:
    return Break(SCORE.id, year, BreakKind.SCALE if blocks else BreakKind.SOURCES, what, "")


# The whole


def test_a_trend_is_told_in_this_order() -> None:
    sentence = told(
        {
            "TJK": {2012: (22, 1.0), 2013: (21, 1.0), 2015: (12, 1.0)},
            "KGZ": {2012: (24, 1.0), 2013: (25, 1.0), 2015: (25, 1.0)},
            "UZB": {},
        },
        breaks=(method(2013, blocks=False),),
        events=(event("2014-01-01"), event("2014-02-01"), event("2013-01-01", in_article=False)),
    )
    parts = (
        "Score (points; higher is better), 2012 to 2015: 2 countries",
        "between 12.0 (Tajikistan in 2015) and 25.0 (first Kyrgyzstan in 2013)",
        "Tajikistan worsened from 22.0 in 2012 to 12.0 in 2015 (−10.0; beyond the margin of error)",
        "Kyrgyzstan 24.0 to 25.0 (within)",
        "No value of any country in 2014",
        "Method changed in 2013",
        "2 events of the article and 1 event of its context",
        "No value: Uzbekistan",
    )
    places = [sentence.index(part) for part in parts]
    assert places == sorted(places)


def test_the_years_told_are_those_with_values_within_the_years_of_the_picture() -> None:
    sentence = told({"TJK": {2001: 1, 2005: 2, 2006: 3, 2009: 9}}, years=(2003, 2008))
    assert "2005 to 2006: Tajikistan, between 2.0 (2005) and 3.0 (2006)." in sentence
    assert "2001" not in sentence
    assert "9.0" not in sentence


# The change of the first country


@pytest.mark.parametrize(
    ("direction", "to", "words"),
    [
        (HIGH, 60, "improved from 50.0 in 2012 to 60.0 in 2020 (+10.0; beyond the margin of error)"),
        (HIGH, 40, "worsened from 50.0 in 2012 to 40.0 in 2020 (−10.0; beyond the margin of error)"),
        (LOW, 60, "worsened from 50.0 in 2012 to 60.0 in 2020 (+10.0; beyond the margin of error)"),
        (LOW, 40, "improved from 50.0 in 2012 to 40.0 in 2020 (−10.0; beyond the margin of error)"),
        (NEITHER, 60, "rose from 50.0 in 2012 to 60.0 in 2020 (+10.0; beyond the margin of error)"),
        (HIGH, 52, "went from 50.0 in 2012 to 52.0 in 2020 (+2.0; within the margin of error)"),
        (LOW, 48, "went from 50.0 in 2012 to 48.0 in 2020 (−2.0; within the margin of error)"),
        (HIGH, 50, "was at 50.0 in 2012 and at 50.0 in 2020 (no change)"),
        (HIGH, 50.01, "went from 50.0 in 2012 to 50.0 in 2020 (less than 0.1; within the margin of error)"),
    ],
)
def test_better_or_worse_is_said_only_beyond_the_margin_of_error(
    direction: Direction, to: float, words: str
) -> None:
    sentence = told({"TJK": {2012: (50, 2.0), 2020: (to, 2.0)}}, replace(SCORE, direction=direction))
    assert f"Tajikistan {words}." in sentence


@pytest.mark.parametrize(
    ("indicator", "errors", "reason"),
    [
        (WITHOUT_ERROR, (None, None), "not tested: no margin of error is held"),
        (WITHOUT_ERROR, (1.0, 1.0), "not tested: no margin of error is held"),
        (SCORE, (1.0, None), "not tested: no standard error is held for Tajikistan 2020"),
        (SCORE, (None, 1.0), "not tested: no standard error is held for Tajikistan 2012"),
    ],
)
def test_without_a_published_error_of_both_there_is_no_test(
    indicator: Indicator, errors: tuple[float | None, float | None], reason: str
) -> None:
    frame = rows({"TJK": {2012: 50.0, 2020: 10.0}}).assign(standard_error=pd.Series(errors, dtype="float64"))
    sentence = trend_sentence(frame, indicator, names={"TJK": "Tajikistan"}, years=(2012, 2020))
    assert f"went from 50.0 in 2012 to 10.0 in 2020 (−40.0; {reason})." in sentence


@pytest.mark.parametrize(("to", "is_tested"), [(2004, False), (2005, True)])
@pytest.mark.parametrize("source", ["wb_wgi", "vdem"])
def test_changes_of_wgi_and_vdem_over_fewer_than_five_years_are_shown_and_not_tested(
    source: str, to: int, is_tested: bool
) -> None:
    """METHODS 1.2 and 1.4: errors of one country in near years depend on each other."""
    indicator = replace(SCORE, source=source)
    sentence = told({"TJK": {2000: (50, 1.0), to: (10, 1.0)}}, indicator)
    assert ("worsened" in sentence) is is_tested
    assert ("not tested: fewer than 5 years apart" in sentence) is not is_tested


def test_the_error_of_a_cpi_comparison_is_the_comparable_one(catalogue: Catalogue) -> None:
    """From 2020 on the published error has a factor: 2.0 of 5 sources is 2.45 (METHODS 1.3)."""
    cpi = catalogue.indicator("ti_cpi.score")
    frame = rows({"TJK": {2020: (20, 2.0), 2025: (25, 2.0)}}).assign(n_sources=5)
    sentence = trend_sentence(frame, cpi, names={"TJK": "Tajikistan"}, years=(2020, 2025))
    assert 5 / math.hypot(2.0, 2.0) > 1.645 > 5 / math.hypot(2.449, 2.449)
    assert "(+5; within the margin of error)" in sentence


# Other countries


def test_others_are_told_in_brief_and_the_rest_is_counted() -> None:
    names = {code: f"Land {code}" for code in ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")}
    of = {code: {2012: (50, 1.0), 2020: (50, 1.0)} for code in names}
    of["BBB"] = {2012: (50, 1.0), 2020: (60, 1.0)}
    of["CCC"] = {2014: (50, 1.0), 2018: (51, 1.0)}
    sentence = told(of, names=names)
    assert (
        "within or beyond the margin of error: Land BBB 50.0 to 60.0 (improved, beyond), "
        "Land CCC 50.0 (2014) to 51.0 (2018) (within), Land DDD 50.0 to 50.0 (no change) and 2 more."
    ) in sentence


def test_changes_beyond_the_margin_of_error_come_first_by_size() -> None:
    sentence = told(
        {
            "TJK": {2014: (23.0, 2.0), 2025: (19.0, 2.0)},
            "KGZ": {2014: (27.0, 1.0), 2025: (33.0, 1.0)},
            "KAZ": {2014: (29.0, 3.0), 2025: (28.0, 3.0)},
            "TKM": {2014: (17.0, 3.0), 2025: (18.0, 3.0)},
            "AFG": {2014: (12.0, 3.0), 2025: (13.0, 3.0)},
            "UZB": {2014: (18.0, 1.0), 2025: (32.0, 1.0)},
        },
        names={
            "TJK": "Tajikistan",
            "KGZ": "Kyrgyzstan",
            "KAZ": "Kazakhstan",
            "TKM": "Turkmenistan",
            "AFG": "Afghanistan",
            "UZB": "Uzbekistan",
        },
    )
    order = [
        "Uzbekistan 18.0 to 32.0",
        "Kyrgyzstan 27.0 to 33.0",
        "Kazakhstan 29.0",
        "and 2 more",
        "Tajikistan ",
    ]
    start = sentence.index("First to last value")
    places = [sentence.index(words, start) for words in order]
    assert places == sorted(places)


def test_a_first_country_that_moved_further_stays_first() -> None:
    sentence = told(
        {
            "TJK": {2014: (23.0, 1.0), 2025: (43.0, 1.0)},
            "UZB": {2014: (18.0, 1.0), 2025: (32.0, 1.0)},
        }
    )
    assert sentence.index("Tajikistan improved") < sentence.index("Uzbekistan 18.0 to 32.0")


def test_without_a_value_of_the_first_country_the_others_say_why_there_is_no_test() -> None:
    sentence = told({"TJK": {}, "KGZ": {2012: 1, 2013: 2}, "UZB": {2012: 5}}, WITHOUT_ERROR)
    assert "First to last value (not tested: no margin of error is held): Kyrgyzstan 1.0 to 2.0" in sentence
    assert "and Uzbekistan 5.0 (2012)." in sentence
    assert "No value: Tajikistan." in sentence


def test_twelve_countries_with_long_names_stay_a_caption() -> None:
    codes = [f"A{letter}A" for letter in "ABCDEFGHIJKL"]
    names = {code: f"Republic of the United Islands and Territories of {code}" for code in codes}
    of = {code: {year: (50.0 + year % 7, 1.0) for year in range(1990, 2026, 2)} for code in codes}
    sentence = told(of, names=names, breaks=(method(2000), method(2010, blocks=False)))
    assert 100 < len(sentence) <= LIMIT


# Breaks


def test_no_change_is_told_across_a_break_that_blocks_and_the_range_is_told_apart() -> None:
    sentence = told(
        {
            "TJK": {2010: (10, 1.0), 2011: (15, 1.0), 2012: (90, 1.0), 2013: (80, 1.0)},
            "KGZ": {2012: (50, 1.0), 2013: (90, 1.0)},
        },
        breaks=(method(2012, "Another questionnaire: the points run from -10 to 142."),),
    )
    assert "2 countries; 2010 to 2011 between 10.0 (2010) and 15.0 (2011); 2012 to 2013 between" in sentence
    assert "Tajikistan: 10.0 in 2010, 80.0 in 2013; the two are not comparable." in sentence
    assert "Not comparable across 2012: Another questionnaire." in sentence
    assert "Kyrgyzstan 50.0 (2012) to 90.0 (improved, beyond)" in sentence


@pytest.mark.parametrize("year", [1990, 2012, 2015])
def test_a_break_that_no_value_lies_across_blocks_nothing(year: int) -> None:
    sentence = told({"TJK": {2012: (50, 1.0), 2014: (60, 1.0)}}, years=(1990, 2014), breaks=(method(year),))
    assert "Tajikistan improved from 50.0 in 2012 to 60.0 in 2014" in sentence
    assert ("Not comparable" in sentence) is (year == 2012)


@pytest.mark.parametrize(
    ("what", "clause"),
    [
        ("Another scale", "Another scale"),
        ("Another scale. Ranks are not affected.", "Another scale"),
        ("Another scale; see 3.1", "Another scale"),
        ("A score of 5.5 is no longer free", "A score of 5.5 is no longer free"),
        ("word " * 40, "word " * 20 + "…"),
    ],
)
def test_a_break_is_told_in_its_first_clause(what: str, clause: str) -> None:
    assert brief(what) == clause


# Gaps


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((1996, 1998, 2000, 2002, 2003), "No value in 1997, 1999 and 2001."),
        ((2000, 2004), "No value in 2001 to 2003."),
        ((2000, 2001, 2002), ""),
        (range(1990, 2003, 2), "No value in 6 years between 1991 and 2001."),
    ],
)
def test_years_without_a_value_between_others_are_named(years: tuple[int, ...], words: str) -> None:
    sentence = told({"TJK": dict.fromkeys(years, 50)})
    assert words in sentence
    assert ("No value" in sentence) is bool(words)


def test_gaps_of_all_of_the_first_and_of_others_are_told_apart() -> None:
    of = {
        "TJK": {2000: 1, 2002: 1, 2004: 1, 2005: 1},
        "KGZ": {2000: 1, 2003: 1, 2004: 1, 2005: 1},
        "UZB": {2004: 1, 2005: 1},
    }
    sentence = told(of)
    assert (
        "No value of any country in 2001. Tajikistan has no value in 2003. Gaps in 1 more country."
        in sentence
    )


def test_years_that_a_producers_rhythm_leaves_out_are_no_gaps() -> None:
    every_second = replace(SCORE, every_years=2)
    assert "No value" not in told({"TJK": {2004: 1, 2006: 1, 2008: 1}}, every_second)
    assert "No value in 2008." in told({"TJK": {2004: 1, 2006: 1, 2010: 1}}, every_second)


# Few values


def test_one_value_is_told_once() -> None:
    assert told({"TJK": {2014: 23}}) == (
        "Score (points; higher is better), 2014: one value, Tajikistan 23.0."
    )


def test_one_year_has_no_change() -> None:
    assert told({"TJK": {2014: 23}, "KGZ": {2014: 27}, "UZB": {2014: 18}}) == (
        "Score (points; higher is better), 2014: 3 countries, between 18.0 (Uzbekistan) and 27.0 "
        "(Kyrgyzstan). Tajikistan 23.0, Kyrgyzstan 27.0 and Uzbekistan 18.0."
    )


def test_one_value_among_longer_series_is_said_to_be_one() -> None:
    sentence = told({"TJK": {2014: 23}, "KGZ": {2012: 27, 2015: 26}})
    assert "Tajikistan has one value, 23.0 in 2014." in sentence


def test_no_value_at_all_is_said() -> None:
    nothing = {"TJK": {}, "KGZ": {2014: None}}
    assert told(nothing, years=(2012, 2014)) == (
        "Score (points; higher is better), 2012 to 2014: no value of Tajikistan and Kyrgyzstan."
    )


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"TJK": {2012: 7, 2013: 7}}, "Tajikistan, 7.0 throughout"),
        ({"TJK": {2012: 7, 2013: 8, 2014: 8}}, "between 7.0 (2012) and 8.0 (first in 2013)"),
        ({"TJK": {2012: 7}, "KGZ": {2012: 7, 2013: 9}}, "between 7.0 (Tajikistan and Kyrgyzstan in 2012)"),
        (
            {"TJK": {2012: 7, 2013: 9}, "KGZ": {2012: 7, 2013: 9}, "UZB": {2012: 7, 2013: 7}},
            "between 7.0 (first 3 countries in 2012) and 9.0 (Tajikistan and Kyrgyzstan in 2013)",
        ),
    ],
)
def test_an_end_of_the_range_that_was_reached_more_than_once_is_said_so(
    of: dict[str, dict[int, Figure]], words: str
) -> None:
    assert words in told(of)


# Years of the editions


def test_with_an_axis_of_edition_years_every_year_is_that_of_the_edition() -> None:
    sentence = told(
        {"TJK": {2014: (50, 1.0), 2015: (49, 1.0), 2018: (40, 1.0)}, "KGZ": {2015: (60, 1.0)}},
        breaks=(method(2016, blocks=False),),
        lag=1,
    )
    for part in (
        "editions 2015 to 2019 (years 2014 to 2018)",
        "40.0 (Tajikistan in edition 2019) and 60.0 (Kyrgyzstan in edition 2016)",
        "from 50.0 in edition 2015 (year 2014) to 40.0 in edition 2019 (year 2018)",
        "Kyrgyzstan 60.0 (edition 2016)",
        "No value of any country in editions 2017 to 2018",
        "Method changed in edition 2017",
    ):
        assert part in sentence


# Events and holdings

LANES = {"unrest": "Unrest", "elections": "Elections", "conflict": "Conflict"}


def test_a_timeline_counts_its_events_by_category_in_the_order_of_its_lanes() -> None:
    events = [
        event("2013-11-06", category="elections", in_article=False),
        event("2012-07-24"),
        event("2015-09-04", in_article=False),
    ]
    assert timeline_sentence(events, years=(1991, 2025), labels=LANES) == (
        "3 events, 2012 to 2015, 1 of them the article's. By category: Unrest 2, Elections 1."
    )


def test_events_that_began_before_the_picture_are_told_from_its_first_year() -> None:
    war = event("1992-05-05", until="1997-06-27")
    assert timeline_sentence([war], years=(1995, 2025), labels=LANES).startswith(
        "1 event, 1995 to 1997, 1 of"
    )


def test_no_event_is_said() -> None:
    assert timeline_sentence([], years=(1991, 1991), labels=LANES) == "No confirmed event, 1991."


def test_holdings_name_the_fullest_those_with_gaps_and_the_empty_sources() -> None:
    table = pd.DataFrame(
        {1980: [2, None, None], 1990: [2, None, 1], 1991: [2, None, None], 1992: [1, None, 2]},
        index=["CPI", "BTI", "FIW"],
    )
    names = {"TJK": "Tajikistan", "KGZ": "Kyrgyzstan"}
    assert coverage_sentence(table, names=names, first=1990) == (
        "What is held of 3 sources for Tajikistan and Kyrgyzstan, 1990 to 1992. 3 of 5 pairs of source and "
        "year with a value have all 2 countries. Most years: CPI 3 years, 1990 to 1992; FIW 2 years, 1990 "
        "to 1992. With years left out: FIW. No value: BTI."
    )


def test_holdings_of_nothing_say_so() -> None:
    table = pd.DataFrame({1980: [1.0], 1990: [None]}, index=["CPI"])
    assert coverage_sentence(table, names={"TJK": "Tajikistan"}, first=1990) == (
        "What is held of 1 source for Tajikistan: no value from 1990 on."
    )


def test_another_base_year_is_named_if_it_changes_the_verdict() -> None:
    values = {2012: (10.0, 1.0), 2014: (19.0, 1.0), 2015: (11.0, 1.0), 2020: (20.0, 1.0)}

    def said(base: int) -> str:
        return change_sentence(
            rows({"TJK": values}), SCORE, iso3="TJK", name="Tajikistan", years=(2012, 2020), base=base
        )

    assert "from 19.0 in 2014 to 20.0 in 2020 (+1.0; within the margin of error)" in said(2013)
    assert "Counted from 2012 and 2015 instead, the change is beyond the margin of error." in said(2014)
    assert "Counted from 2014 instead, the change is within the margin of error." in said(2015)
    assert "instead" not in change_sentence(
        rows({"TJK": {2014: (19.0, 1.0), 2020: (20.0, 1.0)}}), SCORE,
        iso3="TJK", name="Tajikistan", years=(2012, 2020), base=2014,
    )  # fmt: skip
