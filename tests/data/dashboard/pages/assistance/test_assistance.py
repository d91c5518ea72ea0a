"""Security assistance: what it shows, how it is drawn, its address and its files."""

import datetime as dt
import html
import itertools
import math
from typing import Any

import plotly.graph_objects as go
import pytest

from dashboard.common import cache
from dashboard.pages.assistance.choices import PER, VIEWS, Choices
from dashboard.pages.assistance.model import about_assistance, figures_of
from dashboard.pages.assistance.page import figure_of
from dashboard.pages.assistance.parts import Against, Coincided, View
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.errors import QuestionError
from tests.data.dashboard.drawn import moment, rules

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)


def shown(day: dt.date = TODAY, **chosen: Any) -> Any:
    return about_assistance(Choices(**chosen), day)


def drawn(of: View) -> dict[str, Any]:
    return figure_of(of)


def bars(figure: dict[str, Any], name: str) -> dict[int, float]:
    """The height of each bar by its fiscal year."""
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == name]
    return {math.floor(place): height for place, height in zip(trace["x"], trace["y"], strict=True)}


def words_of(figure: dict[str, Any]) -> str:
    return " ".join(label["text"] for label in figure["layout"]["annotations"]).replace("<br>", " ")


# Over the years


def test_the_bars_of_tajikistan_are_the_published_figures():
    figure = drawn(shown())
    assert round(bars(figure, "Military")[2015], 2) == 16.36
    assert round(bars(figure, "NADR")[2015], 2) == 2.48
    assert round(bars(figure, "Narcotics Control")[2015], 2) == 7.09
    assert bars(figure, "Section 1004")[2015] == 886
    assert bars(figure, "other programmes")[2015] == 984 - 886


def test_a_bar_lies_where_its_fiscal_year_does():
    """Fiscal year 2015 is October 2014 to September 2015."""
    figure = drawn(shown())
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == "Military"]
    (place,) = [x for x in trace["x"] if math.floor(x) == 2015]
    assert moment("2014-10-01") < place - trace["width"] / 2
    assert place + trace["width"] / 2 < moment("2015-10-01")


def test_each_panel_has_one_scale_and_none_covers_another():
    figure = drawn(shown(marks="context"))
    domains = [figure["layout"][name]["domain"] for name in ("yaxis", "yaxis2", "yaxis3", "yaxis4")]
    assert not any("overlaying" in figure["layout"][name] for name in ("yaxis", "yaxis2", "yaxis3", "yaxis4"))
    for (low, _), (_, high) in itertools.pairwise(domains):
        assert low > high


def test_the_portal_is_never_stacked_on_the_greenbook():
    figure = drawn(shown(recipient="UZB"))
    assert max(bars(figure, "Military")) == 2020
    assert min(bars(figure, "portal")) == 2021
    (marks,) = [trace for trace in figure["data"] if trace["name"] == "portal, earlier years"]
    assert [round(height, 2) for height in marks["y"]] == [63.05, 4.56]
    assert "Greenbook, Military: 26.03" in marks["hovertext"][0]
    assert moment("2020-10-01") == pytest.approx(max(rules(figure)), abs=0.01)


def test_the_day_of_the_vehicles_is_ruled_with_its_status_and_is_no_mark():
    found = shown()
    figure = drawn(found)
    assert "87 vehicles (stated by the article only, not confirmed)" in words_of(figure)
    assert moment("2015-07-08") in rules(figure)
    strip = [trace for trace in figure["data"] if trace.get("yaxis") == "y4"]
    marked = html.unescape(" ".join(text.replace("<br>", " ") for trace in strip for text in trace["text"]))
    narrative = cache.catalogue().narrative
    assert narrative.event("N17").title in marked  # what is confirmed of that day
    assert [event.id for event in narrative.unconfirmed_events if event.title in marked] == []
    assert "N18" in {event.id for event in narrative.unconfirmed_events}


@pytest.mark.parametrize("chosen", [{"recipient": "UZB"}, {"years": (2002, 2014)}])
def test_where_the_day_does_not_belong_it_is_not_ruled(chosen):
    assert shown(**chosen).ruled is None


def test_governance_keeps_its_gaps_and_its_interval():
    figure = drawn(shown(years=(1996, 2005)))
    (line,) = [trace for trace in figure["data"] if trace.get("yaxis") == "y3"]
    values = dict(zip((math.floor(x) for x in line["x"]), line["y"], strict=True))
    assert [values[year] for year in (1997, 1999, 2001)] == [None, None, None]
    assert line["connectgaps"] is False
    assert any(shape["type"] == "path" for shape in figure["layout"]["shapes"])


def test_in_constant_dollars_the_portal_has_no_figure_and_this_is_said():
    figure = drawn(shown(dollars="constant"))
    assert round(bars(figure, "Military")[2015], 2) == 17.75
    assert not any("portal" in trace["name"] for trace in figure["data"] if trace["type"] == "bar")
    assert "no data after fiscal year 2020" in words_of(figure)


def test_for_each_inhabitant_the_unit_says_so():
    found = shown(per="head")
    assert round(bars(drawn(found), "Military")[2015], 2) == 1.89
    assert found.money == "US$ of the year per inhabitant"
    assert round(bars(drawn(found), "Section 1004")[2015]) == round(886 / 8.643840)


def test_every_figure_leads_to_its_number():
    rows = figures_of(shown(years=(2015, 2015))).set_index("number")
    assert rows["value"]["us_fmtr.trainees:TJK:2015:2015-2016"] == 984
    assert round(rows["value"]["us_greenbook.nadr:TJK:2015:2022-08-09"], 2) == 2.48
    assert "us_foreignassistance.military:TJK:2015:2026-10-02" in rows.index
    assert "wb_wgi.control_of_corruption:TJK:2015:2024-update" in rows.index


def test_on_the_day_of_the_article_money_is_not_held_and_nothing_stands_in_for_it():
    found = shown(ARTICLE, measure="ti_cpi.score")
    figure = drawn(found)
    assert bars(figure, "Section 1004")[2012] == 411
    assert "no edition by this day" in words_of(figure)
    assert any("FY2013 (published 2014), which is not held here" in text for text in found.notices)
    assert found.years == (1999, 2013)


@pytest.mark.parametrize("recipient", ["TJK", "ATA", "PRK", "USA", "ECU", "AFG"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("per", PER)
def test_any_recipient_is_drawn_as_plotly_knows_it(recipient, view, per):
    found = shown(view=view, recipient=recipient, countries=(recipient,), per=per)
    assert go.Figure(drawn(found)).layout.height > 0
    assert found.alternative().startswith(found.title)


@pytest.mark.parametrize(
    "measure", ["ti_cpi.score", "fh_fiw.total", "fsi.total", "bti.status_index", "vdem.liberal_democracy"]
)
@pytest.mark.parametrize("view", ["years", "scatter", "conditionality"])
def test_any_measure_is_drawn_as_plotly_knows_it(measure, view):
    assert go.Figure(drawn(shown(view=view, measure=measure))).data


# Side by side


def test_the_neighbours_stand_side_by_side_absolute_and_for_each_inhabitant():
    found = shown(view="neighbours")
    figure = drawn(found)
    for of in ("y", "y2"):
        names = {trace["name"] for trace in figure["data"] if trace["yaxis"] == of}
        assert names == {cache.country_name(iso3) for iso3 in (FOCUS, *NEIGHBOURS)}
    row = found.rows.set_index(["iso3", "fiscal_year"]).loc[("TJK", 2015)]
    assert round(row["value"], 2) == 25.94
    assert round(row["per_head"], 2) == 3.00


def test_no_line_joins_two_sources_or_crosses_a_year_without_a_record():
    figure = drawn(shown(view="neighbours", aid="military", countries=("UZB", "CHN")))
    for trace in figure["data"]:
        steps = itertools.pairwise(zip(trace["x"], trace["y"], strict=True))
        for (start, one), (end, other) in steps:
            if one is not None and other is not None:
                assert end - start == pytest.approx(1)
                assert not start < 2020.75 < end


def test_what_cannot_be_drawn_in_tenfold_steps_is_named():
    found = shown(view="neighbours", countries=("CHN", "AFG"))
    assert "Not drawn, because too small or negative: China 2004 (0.0004)." in found.notes


def test_averages_leave_out_the_other_source():
    table = shown(view="neighbours", aid="military", countries=("UZB",)).averages()
    assert table["years"].tolist() == [22]


# Against governance


def test_the_scatter_has_every_recipient_and_the_years_of_one():
    found = shown(view="scatter", years=(2014, 2016))
    assert isinstance(found, Against)
    assert len(found.points) > 150
    assert found.trace["fiscal_year"].tolist() == [2014, 2015, 2016]
    mean = found.points.set_index("iso3").loc["TJK"]
    assert mean["value"] == pytest.approx(found.trace["value"].mean())
    assert round(found.trace.set_index("fiscal_year")["score"][2014], 2) == -1.13
    assert f"{len(found.points) - 1} other recipients" in found.words[0]


def test_years_that_do_not_compare_are_left_out_of_the_scatter():
    found = shown(view="scatter", measure="rsf_wpfi.score_2002_2012")
    assert found.years[0] == 2011
    assert any("comparable from 2011 on" in text for text in found.notices)


def test_where_no_year_has_both_the_question_has_no_answer():
    with pytest.raises(QuestionError, match="no fiscal year has these data"):
        shown(view="scatter", measure="rsf_wpfi.score_2022")


# Rising while worse


def test_tajikistan_stands_first_in_the_table_with_its_place():
    found = shown(view="conditionality", measure="hrps.protection")
    assert isinstance(found, Coincided)
    table = found.table_of("TJK")
    assert table["country"].iloc[0] == "Tajikistan"
    assert table["years"].iloc[0] == "2014, 2016"
    assert table["place"].iloc[1] == 1
    assert len(table) == len(found.counts)
    assert "rose in 2 of 3 fiscal years" in found.words[0]
    assert f"is {table['place'].iloc[0]}th of" in found.words[1]


def test_the_counts_are_of_the_years_that_are_chosen():
    whole, part = (shown(view="conditionality", years=years) for years in (None, (2010, 2015)))
    assert part.counts["testable"].max() <= 6 < whole.counts["testable"].max()


def test_what_is_not_published_is_called_untestable():
    found = shown(view="conditionality", measure="fh_fiw.total")
    assert "Tajikistan has no testable year" in found.words[0]
    assert "no margin of error is held" in found.words[0]
    assert found.n.startswith("N = 0 recipients with a testable year")


def test_a_mark_says_whether_assistance_rose_and_what_governance_did():
    figure = drawn(shown(view="conditionality", measure="hrps.protection", countries=("TJK",)))
    (worse,) = [trace for trace in figure["data"] if trace["name"] == "worse"]
    symbols = dict(zip((math.floor(x) for x in worse["x"]), worse["marker"]["symbol"], strict=True))
    assert {year for year, symbol in symbols.items() if symbol == "triangle-up"} == {2014, 2016}
