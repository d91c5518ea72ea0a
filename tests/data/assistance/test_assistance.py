"""Security assistance on the committed snapshot: published figures, two sources, and what is missing."""

import datetime as dt

import pandas as pd
import pytest

from indicators.assistance.ask import (
    AIDS,
    ORIGINS,
    Assistance,
    assistance,
    conditionality,
    for_each_inhabitant,
    notes_of,
    span,
)
from indicators.errors import QuestionError
from indicators.snapshot.snapshot import Snapshot
from indicators.snapshot.trace import trace

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)


@pytest.fixture(scope="module")
def known(snapshot: Snapshot) -> Assistance:
    return assistance(snapshot, as_of=TODAY)


@pytest.fixture(scope="module")
def tajikistan(known: Assistance) -> pd.DataFrame:
    return known.years(["TJK"]).set_index("fiscal_year")


# Published figures


@pytest.mark.parametrize(("year", "millions"), [(2008, 26.14), (2015, 16.36), (2020, 8.54)])
def test_tajikistans_military_assistance(tajikistan: pd.DataFrame, year: int, millions: float) -> None:
    """us_foreignaid_greenbook.xlsx, prepared on 9 August 2022: Military, historical dollars."""
    assert round(tajikistan["military"][year], 2) == millions


def test_tajikistans_other_groups_in_2015(tajikistan: pd.DataFrame) -> None:
    row = tajikistan.loc[2015]
    assert (round(row["nadr"], 2), round(row["narcotics_control"], 2)) == (2.48, 7.09)
    assert row["together"] == pytest.approx(row["military"] + row["nadr"] + row["narcotics_control"])
    assert round(row["together"], 2) == 25.94
    assert round(row["together_2020"], 2) == 28.13


@pytest.mark.parametrize(("year", "trainees"), [(2012, 493), (2014, 91), (2015, 984), (2016, 54)])
def test_tajikistans_trainees(tajikistan: pd.DataFrame, year: int, trainees: int) -> None:
    """Foreign Military Training Report, printed program totals."""
    assert tajikistan["trainees"][year] == trainees


def test_most_trainees_of_2015_were_in_six_counter_narcotics_courses(known: Assistance) -> None:
    programs = known.by_program(["TJK"]).query("fiscal_year == 2015").set_index("program_group")
    row = programs.loc["Section 1004"]
    assert (row["trainees"], row["courses"], row["cost"]) == (886, 6, pytest.approx(5.076))
    assert programs["trainees"].sum() == 984


def test_uzbekistans_two_figures_of_2015_both_stand_with_the_reason(known: Assistance) -> None:
    table = known.years(["UZB"], (2015, 2015))
    row = table.iloc[0]
    assert (round(row["military"], 2), round(row["portal_military"], 2)) == (26.03, 63.05)
    assert round(row["portal_minus_greenbook"], 1) == 37.0
    (note,) = notes_of(table, {"UZB": "Uzbekistan"})
    assert note.startswith("Uzbekistan, fiscal year 2015: Military is 26.03 million US$")
    for words in ("63.05", "Excess Defense Articles", "inferred, not read", "Both figures stand"):
        assert words in note


def test_the_accounts_of_a_group_sum_to_it(known: Assistance, tajikistan: pd.DataFrame) -> None:
    accounts = known.by_account(["TJK"]).query("fiscal_year == 2015")
    assert accounts.groupby("group")["current"].sum().to_dict() == pytest.approx(
        {
            "Military": tajikistan["military"][2015],
            "NADR": tajikistan["nadr"][2015],
            "Narcotics Control": tajikistan["narcotics_control"][2015],
        }
    )
    drugs = accounts.set_index("publication_row")["current"]["Drug Interdiction and Counter-Drug"]
    assert round(drugs, 2) == 14.36


def test_every_figure_of_a_year_is_an_observation_with_an_origin(
    snapshot: Snapshot, tajikistan: pd.DataFrame
) -> None:
    row = tajikistan.loc[2015]
    for column, indicator in ORIGINS.items():
        found = trace(snapshot, indicator, "TJK", 2015, as_of=TODAY)
        in_millions = 1 if column == "trainees" else 1e6
        assert found.figures["value"] == pytest.approx(float(row[column]) * in_millions)


# Sources that are not spliced


def test_the_greenbook_and_the_portal_have_columns_of_their_own(tajikistan: pd.DataFrame) -> None:
    after = tajikistan.loc[2021:]
    assert after["portal_military"].notna().all()
    assert after[["military", "nadr", "narcotics_control", "together", "trainees"]].isna().all(axis=None)
    assert tajikistan["status"][2025] == "provisional"
    assert tajikistan["status"][2020] == "incomplete"


def test_years_that_the_portal_revised_are_noted_and_others_are_not(known: Assistance) -> None:
    revised = known.revisions.set_index(["iso3", "fiscal_year"])["difference"] / 1e6
    assert revised.round(1).to_dict() == {
        ("AFG", 2015): 15.2, ("PAK", 2015): 11.4, ("TJK", 2020): 1.4, ("UZB", 2015): 37.0,
        ("UZB", 2020): 0.7,
    }  # fmt: skip
    noted = known.years()[lambda rows: rows["note"] != ""]
    assert set(zip(noted["iso3"], noted["fiscal_year"], strict=True)) == {*revised.index, ("AFG", 2021)}


def test_a_year_without_a_row_is_no_zero(tajikistan: pd.DataFrame) -> None:
    assert 1997 not in tajikistan.index
    assert pd.isna(tajikistan["narcotics_control"][2013])
    assert not (tajikistan[["military", "nadr", "narcotics_control"]] == 0).any(axis=None)


@pytest.mark.parametrize("aid", AIDS)
def test_amounts_end_with_the_source_that_has_all_recipients(known: Assistance, aid: str) -> None:
    found = known.amounts(aid, "current")
    assert found["fiscal_year"].max() == 2020
    assert found["iso3"].nunique() > 100
    assert not found.duplicated(["iso3", "fiscal_year"]).any()
    editions = known.editions(aid)
    assert len(found.merge(editions, on=["iso3", "fiscal_year"])) == len(found)


def test_what_is_no_kind_of_assistance_is_refused(known: Assistance) -> None:
    with pytest.raises(QuestionError, match="'cake' is not known"):
        known.amounts("cake", "current")
    with pytest.raises(QuestionError, match="'roubles' is not known"):
        known.amounts("military", "roubles")


# For each inhabitant


def test_an_amount_for_each_inhabitant_has_the_population_of_its_year(tajikistan: pd.DataFrame) -> None:
    """World Development Indicators: 8,643,840 inhabitants in 2015."""
    heads = for_each_inhabitant(tajikistan)
    assert round(heads["military"][2015], 2) == round(16_363_362 / 8_643_840, 2) == 1.89
    assert round(heads["trainees"][2015], 1) == round(984 / 8.643840, 1)
    assert heads["together"][2015] == pytest.approx(tajikistan["together_per_head"][2015])
    assert pd.isna(heads["portal_military"][2025])  # no population of 2025 is held


# As known on a day


def test_on_the_day_of_the_article_training_and_population_are_held(snapshot: Snapshot) -> None:
    then = assistance(snapshot, as_of=ARTICLE)
    assert then.accounts.empty
    assert then.portal.empty
    assert not then.population.empty
    assert len(then.absent) == 2
    assert any("FY2013 (published 2014), which is not held here" in sentence for sentence in then.absent)
    years = then.years(["TJK"])
    assert span([years]) == (1999, 2013)
    assert years["trainees"].iloc[-1] == 376


def test_between_the_two_sources_the_greenbook_stands_alone(snapshot: Snapshot) -> None:
    table = assistance(snapshot, as_of=dt.date(2023, 1, 1)).years(["UZB"])
    assert table["fiscal_year"].max() == 2020
    assert table["portal_military"].isna().all()
    assert (table["note"] == "").all()


def test_before_all_editions_there_is_nothing(snapshot: Snapshot) -> None:
    nothing = assistance(snapshot, as_of=dt.date(1990, 1, 1))
    assert nothing.years().empty
    assert span([nothing.years()]) is None
    assert len(nothing.absent) == 4


# Rising while worse


def test_tajikistans_corruption_was_never_worse_beyond_the_margin_of_error_in_five_years(
    snapshot: Snapshot, known: Assistance
) -> None:
    """WGI, 2024 update: no change over five years stands out, as METHODS says of ten."""
    table = conditionality(snapshot, known, measure="wb_wgi.control_of_corruption")
    own = table[(table["iso3"] == "TJK") & table["rose_while_worse"].notna()]
    assert len(own) == 16
    assert (own["governance"] == "within the margin of error").all()
    assert not own["rose_while_worse"].any()


def test_the_cpi_can_be_tested_from_2017_on(snapshot: Snapshot, known: Assistance) -> None:
    table = conditionality(snapshot, known, measure="ti_cpi.score")
    tested = table[table["rose_while_worse"].notna()]
    assert sorted(tested["fiscal_year"].unique()) == [2017, 2018, 2019, 2020]


def test_freedom_in_the_world_publishes_no_error_and_is_untestable(
    snapshot: Snapshot, known: Assistance
) -> None:
    table = conditionality(snapshot, known, measure="fh_fiw.total")
    assert table["rose_while_worse"].isna().all()
    assert "not tested: no margin of error is held" in set(table["untestable"])


def test_population_is_no_measure_of_governance(snapshot: Snapshot, known: Assistance) -> None:
    with pytest.raises(QuestionError, match="is not a measure of governance"):
        conditionality(snapshot, known, measure="wb_wdi.population")
