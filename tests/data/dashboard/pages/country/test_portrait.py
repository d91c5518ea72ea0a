"""The Country page: places, sets, changes and shared inputs, each as the functions that it asks say."""

import datetime as dt

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common import cache
from dashboard.common.address import REGION
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.model import Portrait, portrait
from dashboard.pages.country.standing_chart import share, standing_chart
from dashboard.pages.risk.choices import Choices as RiskChoices
from dashboard.pages.risk.model import about_risk
from dashboard.pages.risk.views import view_of
from tests.data.dashboard.pages.test_pages import Visit, is_whole, text

AS_OF = dt.date(2026, 11, 22)
CPI = "ti_cpi.score"


def shown(**chosen: object) -> Portrait:
    return portrait(Choices(**chosen), AS_OF)  # type: ignore[arg-type]


def of(drawn: Portrait, indicator: str) -> dict[str, object]:
    rows = drawn.exported().set_index("indicator")
    return dict(rows.loc[indicator])


def test_the_row_of_the_cpi_has_its_place_its_set_and_its_changes():
    row = of(shown(), CPI)
    assert (row["value"], row["year"], row["rank"], row["n"]) == (19, 2025, 166, 182)
    assert (row["set_lower"], row["set_upper"], row["set_kind"]) == (121, 181, "marginal_confidence_set")
    assert (row["change_5_years"], row["change_10_years"]) == (-6, -7)
    assert row["change_5_years_verdict"] == "within the margin of error"
    assert "Varieties of Democracy" in str(row["made_of"])


def test_neighbours_are_told_apart_as_the_marginal_procedure_says():
    row = of(shown(), CPI)
    alike = set(cache.standing_of(CPI, "TJK", AS_OF).indistinguishable)
    assert set(str(row["told_apart_from"]).split(";")) & alike == set()
    assert set(str(row["not_told_apart_from"]).split(";")) <= alike


@pytest.mark.parametrize(
    ("country", "countries", "beside", "group"),
    [
        ("TJK", REGION, {"AFG", "CHN", "KGZ", "UZB"}, "a land border with Tajikistan"),
        ("MDA", REGION, {"ROU", "UKR"}, "a land border with Moldova"),
        ("JPN", REGION, {"CHN", "HKG", "KOR", "MAC", "MNG", "PRK", "TWN"}, "Japan has no land border"),
        ("MDA", ("MDA", "TJK", "SWE"), {"TJK", "SWE"}, "your choice: Tajikistan and Sweden"),
    ],
)
def test_peers_are_the_country_s_own_neighbours_or_the_reader_s(country, countries, beside, group):
    drawn = shown(country=country, countries=countries)
    assert {iso3 for line in drawn.lines for iso3 in line.shares} == {country, *beside}
    assert group in drawn.subtitle
    score = about_risk(RiskChoices(country=country, countries=countries), AS_OF)
    assert score.among == (country, *drawn.peers.members)
    assert group in view_of(score, "parts").subtitle


def test_a_change_across_a_break_is_refused_with_its_name():
    row = of(shown(), "rsf_wpfi.score_2022")
    assert "not comparable: new definition from 2021" in str(row["change_5_years_note"])
    assert row["change_5_years"] is None or row["change_5_years"] != row["change_5_years"]


def test_where_no_error_is_published_nobody_is_told_apart():
    row = of(shown(), "fh_fiw.total")
    assert (row["set_kind"], row["told_apart_from"]) == ("granularity_band", "")
    assert "no margin of error is held" in str(row["change_5_years_note"])


@pytest.mark.parametrize("country", ["TJK", "SWE", "SOM", "XKX", "LIE"])
def test_the_chart_is_valid_and_every_point_lies_in_its_bar(country):
    drawn = shown(country=country)
    figure = standing_chart(drawn.lines, country=country, names=drawn.names)
    assert go.Figure(figure["data"], figure["layout"]).data
    for line in drawn.lines:
        assert 0 <= line.shares[country] <= 100
        if line.lower is not None and line.upper is not None:
            assert line.lower <= line.shares[country] <= line.upper


@pytest.mark.parametrize(("rank", "n", "expected"), [(1, 180, 0), (180, 180, 100), (1, 1, 0), (91, 181, 50)])
def test_a_place_is_the_share_of_the_others_that_are_better(rank, n, expected):
    assert share(rank, n) == expected


def test_the_sentence_counts_the_places_of_the_chart():
    drawn = shown()
    worst = sum(line.shares["TJK"] >= 75 for line in drawn.lines)
    assert (
        f"in the worst quarter of the countries ranked on {worst} of {len(drawn.lines)}"
        in drawn.alternative()
    )


def test_a_topic_has_all_its_indicators():
    drawn = shown(scope="Corruption")
    held = [i for i in cache.indicator_options() if cache.catalogue().indicator(i).topic == "Corruption"]
    assert {e.indicator.id for e in drawn.entries} | set() <= set(held)
    assert len(drawn.entries) + len(drawn.without) == len(held)


def test_as_of_the_article_nothing_later_is_shown():
    drawn = portrait(Choices(), dt.date(2015, 7, 20))
    row = of(drawn, CPI)
    assert (row["edition"], row["rank"], row["n"]) == ("2014", 152, 175)


def test_the_page_shows_any_country_and_refuses_what_is_none(visit: Visit):
    page: AppTest = visit("country", country="Kyrgyzstan", scope="Corruption")
    assert is_whole(page)
    assert "Kyrgyzstan: ranks on each indicator" in text(page)
    page = visit("country", country="Atlantis")
    assert is_whole(page)
    assert "'Atlantis' is not known" in text(page)


def test_a_place_of_an_index_that_counts_from_the_worst_is_drawn_where_no_league_is_whole():
    shown = portrait(Choices(country="SWE"), dt.date(2015, 7, 20))
    (line,) = [line for line in shown.lines if line.indicator == "fsi.total"]
    # The FSI 2015 has Sweden 177th of 178 from the worst.
    assert line.shares["SWE"] == share(2, 178)
    assert shown.alternative().startswith("Sweden is in the worst quarter")
