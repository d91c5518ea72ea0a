"""Every page on the article's day: what is not held is said calmly, and later figures are marked."""

import datetime as dt
import json
import re
from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common import cache
from dashboard.common.address import read
from dashboard.pages import PAGES
from dashboard.pages.assistance.choices import Choices as Assistance
from dashboard.pages.assistance.model import about_assistance
from dashboard.pages.compare import cached_charts
from dashboard.pages.compare.choices import Choices as Compare
from dashboard.pages.compare.model import comparison
from dashboard.pages.country.choices import Choices as Country
from dashboard.pages.country.model import portrait
from dashboard.pages.overview.model import front
from dashboard.pages.timeline.choices import Choices as Timeline
from dashboard.pages.timeline.model import chronicle
from indicators.errors import QuestionError
from tests.data.dashboard.drawn import line

DAY = dt.date(2015, 7, 20)
# V-Dem's edition of that day was never placed in the sources.
LATER = "vdem.political_corruption"
LABEL = r"edition v\d+, not known on 2015-07-20"


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_page_has_no_error_on_article_day(visit: Callable[..., AppTest], path):
    page = visit(path, as_of="2015-07-20")
    assert not page.exception
    assert [error.value for error in page.error] == []


@pytest.mark.parametrize("path", ["", "compare", "country", "timeline", "assistance"])
def test_hidden_hindsight_is_no_error(visit: Callable[..., AppTest], path):
    page = visit(path, as_of="2015-07-20", hindsight="hidden", indicator=LATER, beneath=LATER, measure=LATER)
    assert not page.exception
    assert [error.value for error in page.error] == []
    told = "\n".join(info.value for info in page.info).replace("\\", "")
    assert path == "" or "not held" in told
    assert "In hindsight" not in told


def test_hindsight_has_to_be_asked_for():
    with pytest.raises(QuestionError, match="not held here"):
        cache.panel(LATER, DAY)
    panel = cache.panel(LATER, DAY, hindsight=True)
    assert re.fullmatch(LABEL, panel.hindsight)
    assert panel.rows["hindsight"].all()
    assert panel.span[1] == 2014
    assert panel.answered_on > DAY
    with pytest.raises(QuestionError, match="not held here"):
        cache.panel(LATER, DAY)


def test_figures_of_the_day_are_no_hindsight():
    panel = cache.panel("ti_cpi.score", DAY, hindsight=True)
    assert panel.hindsight == ""
    assert not panel.rows["hindsight"].any()


def test_new_method_answers_with_its_predecessor():
    panel = cache.panel("rsf_wpfi.score_2022", DAY)
    own = panel.rows[(panel.rows["iso3"] == "TJK") & (panel.rows["year"] == panel.span[1])].iloc[0]
    assert panel.indicator.id == cache.answering("rsf_wpfi.score_2022", DAY) != "rsf_wpfi.score_2022"
    assert (own["edition"], int(own["rank"]), float(own["value"])) == ("2015", 116, 63.81)
    assert panel.outdated is not None
    assert f"{panel.indicator.name} answers" in panel.outdated


def test_hindsight_lines_are_dotted_and_named():
    choices = Compare(indicator=LATER, countries=("TJK",), as_of=DAY)
    figure = json.loads(cached_charts.chart(choices, DAY))
    drawn = line(figure, "Tajikistan")
    assert drawn["line"]["dash"] == "dot"
    assert drawn["opacity"] < 1
    assert any(re.search(LABEL, text["text"]) for text in figure["layout"]["annotations"])
    ranking = json.loads(cached_charts.chart(Compare(indicator=LATER, chart="ranking", as_of=DAY), DAY))
    symbols = {str(trace["marker"]["symbol"]) for trace in ranking["data"]}
    assert all(symbol.endswith("-open") for symbol in symbols)


def test_every_export_has_a_column_of_hindsight():
    later = comparison(Compare(indicator=LATER, as_of=DAY), DAY)
    passport = later.passport("")
    assert later.exported()["hindsight"].all()
    assert re.search(LABEL, passport.subtitle)
    assert any(re.search(LABEL, note) for note in passport.notes)
    ranked = comparison(Compare(indicator=LATER, chart="ranking", as_of=DAY), DAY).exported()
    assert ranked["hindsight"].all()
    assert not front(DAY).exported()["hindsight"].any()
    governed = about_assistance(Assistance(measure=LATER, as_of=DAY), DAY)
    assert governed.exported()["hindsight"].all()
    assert any(re.search(LABEL, note) for note in governed.passport("").notes)
    beneath = chronicle(Timeline(beneath=LATER, as_of=DAY), DAY)
    assert any(re.search(LABEL, note) for note in beneath.passport("").notes)


def test_standing_in_hindsight_is_marked_and_not_tested():
    view = portrait(Country(as_of=DAY), DAY)
    rows = view.exported().set_index("indicator")
    later = rows[rows["hindsight"]]
    assert len(later)
    assert not rows["hindsight"].all()
    assert (later["year"] <= 2014).all()
    assert (later["told_apart_from"] == "").all()
    for entry in view.entries:
        assert bool(entry.hindsight) == bool(rows.loc[entry.indicator.id, "hindsight"])
        assert not (entry.hindsight and entry.changes)
    hidden = portrait(Country(as_of=DAY, hindsight="hidden"), DAY).exported()
    pd.testing.assert_series_equal(
        hidden.set_index("indicator")["rank"], rows.loc[~rows["hindsight"], "rank"]
    )
    # A later edition that lacks countries has a value and no place: it has a row and no line.
    assert ("in hindsight" in view.alternative()) == any(one.hindsight for one in view.lines)


def test_hindsight_stands_in_addresses_of_a_day_alone():
    assert "hindsight" not in Compare(hindsight="hidden").query()
    assert "hindsight" not in Compare(as_of=DAY).query()
    query = Compare(as_of=DAY, hindsight="hidden").written()
    assert list(query)[-2:] == ["as_of", "hindsight"]
    assert not read(Compare, query).choices.has_hindsight


def test_risk_offers_today_where_the_day_has_no_score(visit: Callable[..., AppTest]):
    page = visit("risk", as_of="1996-01-01")
    assert [error.value for error in page.error] == []
    (today,) = [button for button in page.button if button.label == "Show today's scores"]
    today.click().run()
    assert not page.exception
    assert "as_of" not in page.query_params
    assert any(metric.label == "Range of the score" for metric in page.metric)


def test_hindsight_has_no_verdict_and_is_marked_in_the_timeline_s_file():
    found = comparison(Compare(indicator=LATER, as_of=DAY), DAY)
    assert found.panel.hindsight
    for words in (found.finding(), found.alternative()):
        assert "margin of error" not in words
        assert "improved" not in words
        assert "worsened" not in words
    rows = chronicle(Timeline(beneath=LATER, as_of=DAY), DAY).exported()
    assert rows["hindsight"].all()
    assert rows["value"].notna().any()
    assert not chronicle(Timeline(beneath="ti_cpi.score", as_of=DAY), DAY).exported()["hindsight"].any()
