"""Risk: what it shows, how it is drawn, its address, its files, and a reader's own figures."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.common.address import read
from dashboard.common.cache import catalogue
from dashboard.pages.compare.choices import Choices as Compare
from dashboard.pages.compare.model import comparison
from dashboard.pages.risk.choices import MAX_WEIGHT, VIEWS, Choices
from dashboard.pages.risk.files import draws_table
from dashboard.pages.risk.model import Risk, ScoreRequest, about_risk
from dashboard.pages.risk.scores import MOST, Scoring, default_structure
from dashboard.pages.risk.tables import coherence_tables, missing_table, provenance_table, weights_table
from dashboard.pages.risk.views import View, view_of
from indicators.errors import QuestionError
from indicators.export.tables import to_csv
from indicators.score import parse_structure, score
from indicators.score.own_data import EXAMPLE, parse_own

TODAY = dt.date(2026, 11, 22)
YEAR = 2023

Visit = Callable[..., AppTest]


def risk(**chosen: Any) -> Risk:
    return about_risk(Choices(**{"year": YEAR, **chosen}), TODAY)


def shown(show: str, **chosen: Any) -> View:
    return view_of(risk(**chosen), show)


def traces(view: View) -> list[dict[str, Any]]:
    return view.figure["data"]  # type: ignore[no-any-return]


def address_of(page: AppTest) -> dict[str, str]:
    return {name: value if isinstance(value, str) else value[-1] for name, value in page.query_params.items()}


# What it shows


def test_the_score_of_tajikistan_is_told_with_its_range_and_computed_place() -> None:
    words = shown("beside").alternative()
    assert "Governance risk of Tajikistan in 2023: 76.3 on a scale of 0 to 100, 100 the worst" in words
    assert "Computed rank 162 of 180" in words
    assert "2,000 draws the score is 73.6 to 90.0" in words
    assert "not a confidence interval" in words


def test_the_share_of_draws_worse_than_each_neighbour_is_that_of_the_draws() -> None:
    of = risk()
    ranges = of.range()
    assert ranges is not None
    both = ranges.scores[["TJK", "UZB"]].dropna()
    share = (both["TJK"] > both["UZB"] + 1e-9).mean()
    rows = view_of(of, "beside").exported().set_index("iso3")
    assert rows.at["UZB", "share_of_draws_focus_is_worse"] == pytest.approx(share)
    assert pd.isna(rows.at["TJK", "share_of_draws_focus_is_worse"])


@pytest.mark.parametrize("show", VIEWS)
def test_every_view_is_a_figure_that_plotly_knows_and_says_which_end_is_worst(show: str) -> None:
    view = shown(show)
    assert go.Figure(view.figure["data"], view.figure["layout"]).data
    text = json.dumps(view.figure["layout"])
    assert show == "matters" or "100 is worst" in text
    passport = view.passport("https://example.org/risk")
    assert "This score is computed here, not published" in " ".join(passport.lines())
    assert "Corruption Perceptions Index" in passport.source
    assert passport.snapshot != "none"
    assert len(view.exported()) > 0


def test_the_points_of_the_parts_sum_to_the_score() -> None:
    view = shown("parts")
    sums: dict[int, float] = {}
    for trace in traces(view):
        for place, points in zip(trace["y"], trace["x"], strict=True):
            sums[place] = sums.get(place, 0) + points
    rows = view.rows[view.rows["part"] == "risk"].set_index("iso3")["score"]
    assert sums[0] == pytest.approx(rows["TJK"])
    assert sorted(sums.values()) == pytest.approx(sorted(rows))


def test_no_line_of_the_trend_joins_two_stretches() -> None:
    of = risk()
    view = view_of(of, "trend")
    rows = view.rows[view.rows["iso3"] == "TJK"].dropna(subset=["score"])
    (line,) = [trace for trace in traces(view) if trace["name"] == "Tajikistan"]
    points = list(zip(line["x"], line["y"], strict=True))
    drawn = [
        list(stretch)
        for is_gap, stretch in itertools.groupby(points, lambda point: point[0] is None)
        if not is_gap
    ]
    expected = [list(zip(part["year"], part["score"], strict=True)) for _, part in rows.groupby("segment")]
    assert drawn == expected
    # RSF changed its method: from its edition of 2022, which describes 2021, on.
    assert 2021 in [stretch[0][0] for stretch in drawn]


def test_the_largest_share_of_the_variance_is_named() -> None:
    view = shown("matters")
    own = view.rows[view.rows["result"] == "score"].set_index("factor")["total"]
    assert own.idxmax() == "indicators"
    assert "most? Which indicators are included" in view.words[0]


def test_every_country_with_a_score_stands_in_the_ranking_once() -> None:
    of = risk()
    view = view_of(of, "ranking")
    dots = [trace for trace in traces(view) if trace["mode"] == "markers"]
    assert sum(len(trace["x"]) for trace in dots) == of.scores.total.notna().sum() == 180
    values = view.rows["score"].to_list()
    assert values == sorted(values)


@pytest.mark.parametrize("show", ["beside", "parts", "ranking"])
def test_a_country_without_any_value_is_told_and_nothing_breaks(show: str) -> None:
    of = risk(country="ATA", countries=("TJK",))
    assert view_of(risk(country="ATA"), show).alternative()  # without neighbours
    assert "No value of any indicator in 2023: Antarctica." in of.notices
    assert not of.has_score
    assert len(view_of(of, show).exported()) > 0
    assert of.table(None, ("ATA",)).empty


def test_before_the_draws_the_scores_are_shown_without_ranges() -> None:
    view = view_of(risk(), "beside", ranged=False)
    assert view.interval == "not drawn"
    assert "2,000 draws" not in view.alternative()
    assert not view.figure["layout"]["shapes"]


# Weights


def test_weights_move_the_score_and_its_range() -> None:
    equal, moved = risk(), risk(weights=("fragility:0", "corruption:5"))
    assert moved.scores.total["TJK"] != pytest.approx(equal.scores.total["TJK"])
    one, other = equal.range(), moved.range()
    assert one is not None
    assert other is not None
    assert one.summary.at["TJK", "score_median"] != other.summary.at["TJK", "score_median"]
    assert "changed" in view_of(moved, "parts").subtitle
    assert "Fragility 0 %" in moved.weight_words


def test_the_same_weights_are_computed_once() -> None:
    assert risk().scores is risk(countries=("KAZ",)).scores
    assert risk().range() is risk(country="UZB").range()


def test_what_is_kept_has_a_bound() -> None:
    scoring = Scoring(risk().scoring.material)
    structure = default_structure()
    for number in range(MOST["scores"] + 5):
        scoring.scored(structure.with_weights({"media": number / 20}), YEAR)
    assert len(scoring._cached["scores"]) == MOST["scores"]


def test_pillars_that_weigh_nothing_are_refused() -> None:
    none = tuple(f"{pillar.id}:0" for pillar in default_structure().pillars)
    with pytest.raises(QuestionError, match="sum to zero"):
        risk(weights=none)
    assert read(Choices, {"weights": ",".join(none)}).refused


@pytest.mark.parametrize(
    "text", ["corruption", "corruption:x", "nobody:1", f"media:{MAX_WEIGHT + 0.1}", "media:-1", "media:nan"]
)
def test_weights_that_an_address_cannot_have_are_named(text: str) -> None:
    reading = read(Choices, {"weights": text})
    assert reading.choices.weights == ()
    assert len(reading.refused) == 1


def test_an_address_says_the_view_again() -> None:
    given = {
        "show": "parts",
        "country": "UZB",
        "countries": "TJK,KGZ",
        "year": "2020",
        "preset": "repression_first",
        "weights": "media:3,ti_cpi.score:0.5",
    }
    reading = read(Choices, given)
    assert not reading.refused
    assert reading.choices.written() == given


# Behind the score


def test_what_is_missing_is_named_with_what_it_did() -> None:
    of = risk(countries=("AND", "BHS"))
    rows, sentences = missing_table(of)
    rows = rows.set_index("iso3")
    assert rows.at["TJK", "missing"] == ""
    assert pd.isna(rows.at["TJK", "difference"])
    # Andorra has no CPI and is not in V-Dem: without a core pillar there is no score.
    assert "Corruption Perceptions Index" in rows.at["AND", "missing"]
    assert pd.isna(rows.at["AND", "score"])
    assert any(text.startswith("Andorra has no score: ") for text in sentences)
    # The Bahamas are not in V-Dem: the other figures stand for it.
    assert "Rule of law (V-Dem)" in rows.at["BHS", "missing"]
    assert any("With the subregional mean instead" in text for text in sentences)


def test_the_mean_of_the_subregion_is_what_stands_for_a_missing_value() -> None:
    of = risk()
    everyone = tuple(of.inputs.values.index)
    rows, _ = missing_table(about_risk(Choices(year=YEAR, countries=everyone), TODAY))
    short = rows[rows["difference"].notna()].iloc[0]
    iso3 = short["iso3"]
    group = of.inputs.groups[iso3]
    filled = of.inputs.values.copy()
    for id in filled.columns:
        if pd.isna(filled.at[iso3, id]):
            filled.at[iso3, id] = filled.loc[of.inputs.groups == group, id].mean()
    again = score(filled, of.scores.structure, pool=of.inputs.pool).total[iso3]
    assert short["score_with_means"] == pytest.approx(again)


def test_shared_inputs_are_marked() -> None:
    matrix, sentence = provenance_table(risk())
    marks = matrix.set_index("indicator")
    assert marks.at["Corruption Perceptions Index", "V-Dem"] == "●"
    assert marks.at["Political corruption (V-Dem)", "Freedom House"] == ""
    assert "V-Dem in" in sentence


def test_weights_in_effect_and_coherence_are_of_the_indicators_shown() -> None:
    of = risk()
    table = weights_table(of)
    assert table["weight"].sum() == pytest.approx(1)
    assert len(table) == len(of.scores.structure.indicators)
    pillars, pairs = coherence_tables(of)
    assert "Corruption" in set(pillars["node"])
    assert pairs["r"].dropna().between(-1, 1).all()


# A reader's own figures

OWN_STRUCTURE = """
id = "mine"
name = "Mine"
[[nodes]]
id = "whole"
name = "Whole"
[[indicators]]
id = "x"
name = "X"
parent = "whole"
direction = "higher_is_better"
worst = 0
best = 100
[[indicators]]
id = "y"
name = "Y"
parent = "whole"
direction = "lower_is_better"
worst = 10
best = 0
"""
OWN = "country,year,indicator,value\nTJK,2020,x,20\nTJK,2020,y,4\nKGZ,2020,x,60\nKGZ,2020,y,2\n"


def own_risk() -> Risk:
    structure = parse_structure(OWN_STRUCTURE)
    material = parse_own(OWN.encode(), structure, catalogue().countries, where="mine.csv")
    scoring = Scoring(material, own="mine.csv")
    asked = ScoreRequest(scoring=scoring, preset=None, weights={}, year=None)
    return about_risk(Choices(countries=("KGZ",)), TODAY, asked)


@pytest.mark.parametrize("show", VIEWS)
def test_own_figures_are_shown_as_the_snapshots_are(show: str) -> None:
    view = view_of(own_risk(), show)
    passport = view.passport("https://example.org/risk")
    assert passport.source == "own figures: mine.csv"
    assert passport.snapshot == "none"
    assert "stay in their session" in passport.link


def test_own_scores_are_what_the_figures_say() -> None:
    of = own_risk()
    assert of.scores.total.to_dict() == pytest.approx({"TJK": (80 + 40) / 2, "KGZ": (40 + 20) / 2})
    ranges = of.range()
    assert ranges is not None
    assert draws_table(ranges)["iso3"].nunique() == 2


# The page


def test_the_page_shows_the_views_and_the_sliders_hold_the_weights(visit: Visit) -> None:
    page = visit("risk", year=str(YEAR), weights="media:3", show="parts")
    assert not page.exception
    assert not page.error
    sliders = {slider.label: slider.value for slider in page.slider}
    assert sliders["Media"] == 3
    assert sliders["Corruption"] == 1
    assert page.metric[0].value == f"{risk(weights=('media:3',)).scores.total['TJK']:.1f}"


def test_a_slider_that_is_moved_stands_in_the_address_and_a_preset_takes_it_back(visit: Visit) -> None:
    page = visit("risk", year=str(YEAR), show="parts")
    (media,) = [slider for slider in page.slider if slider.label == "Media"]
    media.set_value(2.5).run()
    assert address_of(page)["weights"] == "media:2.5"
    page.segmented_control(key="risk-preset").set_value("corruption_first").run()
    assert not page.exception
    assert "weights" not in page.query_params
    assert address_of(page)["preset"] == "corruption_first"
    assert {s.label: s.value for s in page.slider}["Corruption"] == 3


def test_a_year_without_a_score_gives_way_to_the_newest(visit: Visit) -> None:
    page = visit("risk", year="1850", show="parts")
    assert not page.exception
    assert any("1850" in info.value for info in page.info)


def test_as_of_the_articles_day_the_page_says_what_is_not_held(visit: Visit) -> None:
    page = visit("risk", as_of="2015-07-20")
    assert not page.exception
    assert not page.error
    assert any("not held" in line.value for line in page.caption)


# A reader's own figures


def test_the_example_alone_is_scored_once_its_direction_is_chosen(visit: Visit) -> None:
    page = visit("risk")
    page.get("file_uploader")[0].set_value(("example.csv", EXAMPLE.encode(), "text/csv")).run()
    [control] = [one for one in page.segmented_control if "my.index" in one.label.replace("\\", "")]
    assert not page.error
    control.set_value("higher_is_better").run()
    assert not page.error
    assert not page.exception
    assert "Your own figures: example.csv" in " ".join(one.value for one in page.info).replace("\\", "")
    assert {"0.0", "100.0"} & {one.value for one in page.metric}


def test_rows_that_the_page_downloads_can_be_uploaded(visit: Visit) -> None:
    view = comparison(Compare(countries=("TJK", "KGZ")), TODAY)
    content = to_csv(view.exported(), view.passport("http://host/"))
    page = visit("risk")
    page.get("file_uploader")[0].set_value(("rows.csv", content, "text/csv")).run()
    assert not page.exception
    assert not page.error
    words = " ".join(one.value for one in page.info).replace("\\", "")
    assert "Your own figures: rows.csv" in words
