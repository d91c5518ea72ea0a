"""Security assistance: its words and colours, its address, its files and its page."""

import datetime as dt
import io
import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import requests
from streamlit.testing.v1 import AppTest

from dashboard.common import cache
from dashboard.common.address import read
from dashboard.common.files import rows_address
from dashboard.pages.assistance.charts import COUNTER, GROUP_COLOURS, OTHER
from dashboard.pages.assistance.choices import VIEWS, Choices, is_measure
from dashboard.pages.assistance.model import about_assistance
from dashboard.pages.assistance.page import figure_of
from dashboard.pages.assistance.parts import Against, Coincided, OverYears, SideBySide, View
from indicators.assistance.ask import DESCRIPTION
from indicators.export.tables import to_csv
from tests.data.dashboard.common.test_palette import THEME, VISION, contrast, distance
from tests.data.dashboard.drawn import charts

TODAY = dt.date(2026, 11, 22)
MEASURES = [id for id in cache.indicator_options() if is_measure(id)]
HOSTILE = '<b>x</b><a href="javascript:alert(1)">y</a>'

Visit = Callable[..., AppTest]


def shown(day: dt.date = TODAY, **chosen: Any) -> Any:
    return about_assistance(Choices(**chosen), day)


def drawn(of: View) -> dict[str, Any]:
    return figure_of(of)


def bars(figure: dict[str, Any], name: str) -> dict[int, float]:
    """The height of each bar by its fiscal year."""
    (trace,) = [trace for trace in figure["data"] if trace.get("name") == name]
    return {math.floor(place): height for place, height in zip(trace["x"], trace["y"], strict=True)}


# Words


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_that_it_describes_and_what_a_fiscal_year_is(view):
    notes = " ".join(shown(view=view).notes)
    assert DESCRIPTION in notes
    assert "October to September" in notes


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_says_that_one_thing_caused_another(view):
    found = shown(view=view)
    text = " ".join([found.title, found.subtitle, *found.words, *found.spoken]).lower()
    for word in ("because", "caused", "led to", "impact", "proves"):
        assert word not in text


def test_a_hostile_name_is_shown_letter_by_letter():
    names = {"TJK": HOSTILE, "UZB": "Uzbekistan"}
    for view in ("neighbours", "scatter", "conditionality"):
        figure = drawn(replace(shown(view=view, countries=("TJK", "UZB")), names=names))
        assert "<a" not in str(figure)
        assert "&lt;a" in str(figure)
    event = replace(cache.catalogue().narrative.plotted_events[0], title=HOSTILE)
    figure = drawn(replace(shown(), events=(event,), ruled=(dt.date(2015, 7, 8), HOSTILE)))
    assert "<a" not in str(figure)
    assert str(figure).count("&lt;a") == 2


# Colours


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("colour", [*GROUP_COLOURS.values(), COUNTER, OTHER])
def test_every_colour_stands_out_from_the_background(theme, colour):
    assert contrast(colour, THEME[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("vision", VISION)
def test_the_groups_are_apart_for_every_eye(vision):
    for one, other in itertools.combinations(GROUP_COLOURS.values(), 2):
        assert distance(one, other, vision) >= 24
    assert distance(COUNTER, OTHER, vision) >= 20


# The address


@pytest.mark.parametrize("id", ["wb_wdi.population", "us_greenbook.military"])
def test_what_does_not_measure_governance_is_refused_as_a_measure(id):
    assert (
        read(Choices, {"measure": id}).refused[0].startswith(f"measure: '{id}' does not measure governance")
    )


# Files


@pytest.mark.parametrize(
    ("choices", "stem"),
    [
        (Choices(years=(2015, 2015)), "us_security_assistance_TJK_2015-2015"),
        (Choices(view="neighbours", years=(2015, 2015)), "us_together_TJK-AFG-CHN-KGZ-UZB_2015-2015"),
        (Choices(view="scatter"), "us_together_against_wb_wgi.control_of_corruption_TJK_1996-2020"),
        (Choices(view="conditionality"), "us_together_while_wb_wgi.control_of_corruption_world_2003-2020"),
    ],
)
def test_the_rows_behind_each_view_come_as_a_file(address, choices, stem):
    answer = requests.get(address + rows_address("assistance", choices).format(format="csv"), timeout=300)
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{stem}.csv"'
    assert f"# link: {address}/assistance" in answer.text
    assert DESCRIPTION in answer.text
    rows = pd.read_csv(io.BytesIO(answer.content), comment="#")
    own = rows[(rows["iso3"] == "TJK") & (rows["fiscal_year"] == 2015)].iloc[0]
    assert own["country"] == "Tajikistan"
    if choices.view == "years":
        assert (own["trainees"], round(own["military"], 2)) == (984, 16.36)


def test_what_cannot_be_answered_is_refused_in_a_line(address):
    for query in ("view=pie", "recipient=Nowhere", "measure=wb_wdi.population", "as_of=1991-01-01"):
        answer = requests.get(f"{address}/files/rows.csv?page=assistance&{query}", timeout=300)
        assert (answer.status_code, answer.text.count("\n")) == (400, 1)


KINDS = {"years": OverYears, "neighbours": SideBySide, "scatter": Against, "conditionality": Coincided}


@pytest.mark.parametrize("view", VIEWS)
def test_a_file_says_its_sources_and_editions(view):
    found = shown(view=view)
    assert isinstance(found, KINDS[view])
    passport = found.passport("http://127.0.0.1/assistance")
    assert "Greenbook" in passport.source
    assert "2022-08-09" in passport.edition
    assert to_csv(found.exported().head(3), passport).startswith(b"\xef\xbb\xbf# title: ")


# The page


def text(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.error, *page.info, *page.header]
    return "\n".join(part.value for part in parts).replace("\\", "")


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_runs_and_says_what_is_missing(visit: Visit, view):
    page = visit("assistance", view=view)
    assert not page.exception
    assert not page.error
    assert page.title[0].value == "Security assistance"
    assert len(charts(page)) == 1
    for words in (
        DESCRIPTION,
        "87 vehicles of 8 July 2015",
        "not held for any country",
        "ten countries alone",
    ):
        assert words in text(page)


PICKS = [
    ("segmented_control", "assistance-view", "scatter", {"view": "scatter"}),
    ("selectbox", "assistance-recipient", "UZB", {"recipient": "UZB"}),
    ("selectbox", "assistance-measure", "ti_cpi.score", {"measure": "ti_cpi.score"}),
    ("segmented_control", "assistance-dollars", "constant", {"dollars": "constant"}),
    ("segmented_control", "assistance-per", "head", {"per": "head"}),
    ("selectbox", "assistance-marks", "none", {"marks": "none"}),
    ("slider", "assistance-years", (2008, 2016), {"years": "2008-2016"}),
]


@pytest.mark.parametrize(("kind", "key", "value", "written"), PICKS, ids=[pick[1] for pick in PICKS])
def test_what_is_picked_stands_in_the_address_and_opens_again(visit: Visit, kind, key, value, written):
    page = visit("assistance")
    getattr(page, kind)(key=key).set_value(value).run()
    assert not page.exception
    found = {name: v if isinstance(v, str) else v[-1] for name, v in page.query_params.items()}
    assert found == written
    again = visit("assistance", **found)
    assert getattr(again, kind)(key=key).value == value


def test_a_view_that_has_no_answer_says_why_and_keeps_its_choices(visit: Visit):
    page = visit("assistance", view="neighbours", as_of="2015-07-20")
    assert "FY2013 (published 2014), which is not held here" in text(page)
    assert not charts(page)
    page.selectbox(key="assistance-aid").set_value("trainees").run()
    assert not page.error
    assert len(charts(page)) == 1


def test_the_figure_of_the_page_is_that_of_its_choices(visit: Visit):
    (figure,) = charts(visit("assistance", recipient="UZB", years="2015-2015"))
    assert round(bars(figure, "Military")[2015], 2) == 26.03
