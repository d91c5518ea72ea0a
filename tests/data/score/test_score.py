"""The composite of governance risk on the committed snapshot: what goes in, its trend, its table."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import CatalogueError, QuestionError
from indicators.model import Direction
from indicators.score import Material, Structure, gather, parse_structure, read_structure
from indicators.score.ask import TREND_COLUMNS, trend, with_errors
from indicators.score.normalise import Normalisation
from indicators.score.structure import Measure, Node, effective_weights
from indicators.score.structure_toml import to_toml
from indicators.score.table import COLUMNS, score_table
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)
PILLARS = ["corruption", "rule_of_law", "voice", "media", "physical_integrity", "fragility"]


@pytest.fixture(scope="module")
def structure() -> Structure:
    return read_structure()


@pytest.fixture(scope="module")
def material(snapshot: Snapshot, structure: Structure) -> Material:
    return gather(snapshot, structure, as_of=TODAY)


def of_one(id: str, direction: Direction, best: float, worst: float) -> Structure:
    root = Node("whole", "Whole", None)
    return Structure("one", "One", (root,), (Measure(id, id, "whole", 1.0, direction, best, worst),))


# The default structure


def test_the_pillars_are_those_of_the_methods_and_three_are_core(structure: Structure) -> None:
    assert [pillar.id for pillar in structure.pillars] == PILLARS
    assert [pillar.id for pillar in structure.pillars if pillar.core] == [
        "corruption",
        "rule_of_law",
        "voice",
    ]
    assert {pillar.weight for pillar in structure.pillars} == {1.0}
    assert parse_structure(to_toml(structure)) == structure


def test_the_presets_of_the_issue_are_there(structure: Structure) -> None:
    names = {preset.id: preset.name for preset in structure.presets}
    assert list(names) == ["equal", "corruption_first", "repression_first", "without_aggregators"]
    assert structure.preset("equal") == structure
    for id in names:
        assert sum(effective_weights(structure.preset(id)).values()) == pytest.approx(1)
    left = structure.preset("without_aggregators").indicators
    assert not [m.id for m in left if m.id.startswith(("ti_cpi", "wb_wgi", "fsi"))]


def test_every_indicator_is_held_and_its_goalposts_hold_the_catalogues_direction(
    snapshot: Snapshot, structure: Structure
) -> None:
    for measure in structure.indicators:
        assert measure.id in snapshot.indicators
        assert snapshot.catalogue.indicator(measure.id).direction is measure.direction


@pytest.mark.parametrize("year", range(2012, 2025))
def test_what_one_publisher_measures_twice_by_other_methods_counts_once_a_year(
    catalogue: Catalogue, structure: Structure, year: int
) -> None:
    ids = [measure.id for measure in structure.in_year(year).indicators]
    for id in ids:
        assert not set(catalogue.indicator(id).other_methods) & set(ids)


# A year


def test_the_score_of_tajikistan_in_2023_by_hand(material: Material) -> None:
    """From the published figures: CPI 20, V-Dem corruption 0.882, Freedom House 0 of 40, RSF 33.31, PTS 3."""
    inputs = material.of_year(2023)
    row = inputs.values.loc["TJK"]
    assert row["ti_cpi.score"] == 20
    assert row["fh_fiw.political_rights"] == 0
    assert row["pts.state_department"] == 3
    wgi = {id: 100 * (2.5 - row[f"wb_wgi.{id}"]) / 5 for id in ("control_of_corruption", "rule_of_law")}
    wgi |= {
        id: 100 * (2.5 - row[f"wb_wgi.{id}"]) / 5
        for id in ("government_effectiveness", "voice_and_accountability", "political_stability")
    }
    pillars = {
        "corruption": (80 + wgi["control_of_corruption"] + 100 * row["vdem.political_corruption"]) / 3,
        "rule_of_law": (
            wgi["rule_of_law"] + wgi["government_effectiveness"] + 100 * (1 - row["vdem.rule_of_law"])
        )
        / 3,
        "voice": (wgi["voice_and_accountability"] + 100 + 100 * (1 - row["vdem.electoral_democracy"])) / 3,
        "media": (100 - row["rsf_wpfi.score_2022"] + 100 * (1 - row["vdem.freedom_of_expression"])) / 2,
        "physical_integrity": (100 * (1 - row["vdem.physical_integrity"]) + 50) / 2,
        "fragility": wgi["political_stability"],
    }
    scores = inputs.score()
    assert scores.risks.loc["TJK", PILLARS].to_dict() == pytest.approx(pillars)
    assert scores.total["TJK"] == pytest.approx(np.mean(list(pillars.values())))
    assert scores.total["TJK"] == pytest.approx(76.26, abs=0.01)
    assert (scores.ranks["TJK"], scores.total.notna().sum()) == (162, 180)


def test_what_has_no_value_in_a_year_is_said(material: Material) -> None:
    inputs = material.of_year(2023)
    assert inputs.reasons == {"fsi.total": "no value in 2023; values from 2005 to 2022"}
    scores = inputs.score()
    assert scores.availability.at["TJK", "fragility"] == 0.5
    assert scores.coverage.at["TJK", "risk"] == pytest.approx(11 / 12)


def test_errors_are_those_that_a_comparison_may_use(snapshot: Snapshot, material: Material) -> None:
    """Check the errors of the CPI without the factor on its standard errors from 2020 on (METHODS 1.3).

    Freedom House publishes none, and V-Dem's edition v16 is not held.
    """
    inputs = material.of_year(2023)
    cpi = snapshot.as_of("ti_cpi.score", TODAY).query("iso3 == 'TJK' and year == 2023").iloc[0]
    n = int(cpi["n_sources"])
    without_factor = cpi["standard_error"] / np.sqrt((13 - n) / 12)
    assert inputs.below.at["TJK", "ti_cpi.score"] == pytest.approx(without_factor)
    assert inputs.above["wb_wgi.rule_of_law"].count() == 213
    assert inputs.above["vdem.rule_of_law"].isna().all()
    assert inputs.below["fh_fiw.political_rights"].isna().all()


def test_a_posterior_interval_is_two_halves_of_a_normal_distribution(
    snapshot: Snapshot, catalogue: Catalogue
) -> None:
    """V-Dem v15: the bounds hold 68 %, which is 0.99446 standard errors to each side (METHODS 1.4)."""
    rows = snapshot.as_of("vdem.electoral_democracy", dt.date(2025, 6, 1)).query("year == 2014")
    found = with_errors(rows, catalogue.indicator("vdem.electoral_democracy"))
    assert (found["below"] * 0.99446).tolist() == pytest.approx(
        (rows["value"] - rows["lower"]).tolist(), abs=1e-4
    )
    assert (found["above"] * 0.99446).tolist() == pytest.approx(
        (rows["upper"] - rows["value"]).tolist(), abs=1e-4
    )


def test_on_the_day_of_the_article_2013_has_a_score_and_2014_says_what_is_missing(
    snapshot: Snapshot, structure: Structure
) -> None:
    """The WGI and the Political Terror Scale of that day end with 2013; V-Dem's edition is not held."""
    material = gather(snapshot, structure, as_of=ARTICLE)
    scores = material.of_year(2013).score()
    assert scores.total.notna().sum() > 150
    assert scores.risks.at["TJK", "ti_cpi.score"] == 100 - 22
    inputs = material.of_year(2014)
    scores = inputs.score()
    assert inputs.reasons["vdem.rule_of_law"].endswith("which is not held here")
    assert inputs.reasons["wb_wgi.rule_of_law"] == "no value in 2014; values from 1996 to 2013"
    assert scores.total.isna().all()
    assert scores.reasons.at["TJK", "risk"].startswith("a core part is missing: Corruption")


def test_an_excerpt_is_not_the_world(snapshot: Snapshot) -> None:
    one = of_one("wb_wgi.rule_of_law_2026", Direction.HIGHER_IS_BETTER, 2.5, -2.5)
    assert gather(snapshot, one, as_of=TODAY).reasons == {
        "wb_wgi.rule_of_law_2026": "edition 2026-release is partial"
    }


def test_a_year_without_values_is_refused_with_the_years_there_are(material: Material) -> None:
    with pytest.raises(QuestionError, match="Choose a year from 1976 to 2025"):
        material.of_year(1900)
    assert material.newest_year() == 2024


def test_every_indicator_that_cannot_be_in_a_score_is_reported(
    snapshot: Snapshot, structure: Structure
) -> None:
    cpi, *rest = structure.indicators
    wrong = replace(
        structure,
        indicators=(
            replace(cpi, direction=Direction.LOWER_IS_BETTER, best=0.0, worst=100.0),
            replace(cpi, id="ti_cpi.scor"),
            replace(cpi, id="undp_hdr.hdi"),
            *rest,
        ),
    )
    with pytest.raises(CatalogueError) as caught:
        gather(snapshot, wrong, as_of=TODAY)
    assert len(caught.value.mistakes) == 3
    for part in ("the catalogue says higher_is_better", "Did you mean ti_cpi.score", "it gives context"):
        assert part in str(caught.value)


# Series of every second year


def test_a_biennial_value_is_carried_forward_two_years_at_most_and_flagged(snapshot: Snapshot) -> None:
    """BTI describes 2004, 2006, ... 2022."""
    material = gather(snapshot, of_one("bti.rule_of_law", Direction.HIGHER_IS_BETTER, 10, 1), as_of=TODAY)
    assert material.of_year(2022).carried["bti.rule_of_law"].isna().all()
    carried = material.of_year(2021)
    assert carried.carried.at["TJK", "bti.rule_of_law"] == 2020
    assert (
        carried.values.at["TJK", "bti.rule_of_law"]
        == material.of_year(2020).values.at["TJK", "bti.rule_of_law"]
    )
    assert material.of_year(2024).carried.at["TJK", "bti.rule_of_law"] == 2022
    with pytest.raises(QuestionError, match="Choose a year from 2004 to 2022"):
        material.of_year(2025)
    assert material.newest_year() == 2022
    found = trend(material, countries=["TJK"])
    assert found["year"].tolist() == list(range(2004, 2023, 2))
    assert set(found["segment"]) == {1}


def test_a_yearly_value_is_never_carried_forward(material: Material) -> None:
    inputs = material.of_year(2023)
    assert inputs.carried.isna().all(axis=None)
    assert inputs.values["fsi.total"].isna().all()


# The trend


def test_a_trend_breaks_where_a_method_or_the_set_of_indicators_changes(material: Material) -> None:
    found = trend(material, countries=["TJK"], years=range(2012, 2026))
    assert tuple(found.columns) == TREND_COLUMNS
    of = found.set_index("year")
    assert of["segment"].dropna().to_dict() == {
        **dict.fromkeys(range(2012, 2021), 1),
        **dict.fromkeys((2021, 2022), 2),
        2023: 3,
        2024: 4,
    }
    assert (
        of.at[2021, "break_before"] == "new: Press freedom (RSF); gone: Press freedom (RSF, method to 2021)"
    )
    assert of.at[2023, "break_before"] == "gone: Fragile States Index"
    assert of.at[2025, "reason"] == "a core part is missing: Rule of law and government effectiveness"
    assert np.isnan(of.at[2025, "score"])
    for year in (2014, 2022, 2024):
        assert of.at[year, "score"] == pytest.approx(material.of_year(year).score().total["TJK"])


def test_a_trend_does_not_cross_a_change_that_the_register_says_blocks(snapshot: Snapshot) -> None:
    """RSF's joint edition 2011-12 is on points of its own."""
    one = of_one("rsf_wpfi.score_2002_2012", Direction.LOWER_IS_BETTER, -10, 142)
    found = trend(gather(snapshot, one, as_of=TODAY), countries=["TJK"]).set_index("year")
    assert (found.at[2009, "segment"], found.at[2011, "segment"]) == (1, found.at[2009, "segment"] + 1)
    pool = gather(snapshot, one, as_of=TODAY).of_year(2011).pool["rsf_wpfi.score_2002_2012"]
    assert len(pool.dropna()) == 173


def test_a_gap_in_the_years_begins_a_new_stretch(snapshot: Snapshot) -> None:
    one = of_one("wb_wgi.rule_of_law", Direction.HIGHER_IS_BETTER, 2.5, -2.5)
    found = trend(gather(snapshot, one, as_of=TODAY), countries=["TJK"], years=range(1996, 2004))
    assert found.set_index("year")["segment"].to_dict() == {1996: 1, 1998: 2, 2000: 3, 2002: 4, 2003: 4}
    assert found["break_before"].tolist()[1] == "no score between 1996 and 1998"


def test_a_normalisation_that_moves_when_others_move_bears_no_trend(material: Material) -> None:
    ranked = replace(material.structure, normalisation=Normalisation.PERCENTILE_RANK)
    with pytest.raises(QuestionError, match="moves when other countries move"):
        trend(material.with_structure(ranked))


def test_weights_change_the_score_and_not_the_figures(material: Material, structure: Structure) -> None:
    heavier = material.with_structure(structure.with_weights({"corruption": 3}))
    assert heavier.of_year(2023).values.equals(material.of_year(2023).values)
    assert heavier.of_year(2023).score().total["TJK"] == pytest.approx(77.68, abs=0.01)
    bare = material.with_structure(structure.preset("without_aggregators"))
    assert "ti_cpi.score" not in bare.of_year(2023).values


# The table


def test_the_table_holds_the_whole_first_and_contributions_that_sum_to_it(material: Material) -> None:
    inputs = material.of_year(2023)
    found = score_table(inputs, inputs.score(), countries=["KGZ", "TJK"])
    assert tuple(found.columns) == COLUMNS
    assert found["iso3"].drop_duplicates().tolist() == ["KGZ", "TJK"]
    tajikistan = found[found["iso3"] == "TJK"].set_index("part")
    assert tajikistan.index[0] == "risk"
    for level in ("pillar", "indicator"):
        parts = tajikistan[tajikistan["level"] == level]
        assert parts["contribution"].sum() == pytest.approx(tajikistan.at["risk", "score"])
        assert parts["weight"].sum() == pytest.approx(1)
    assert tajikistan.at["ti_cpi.score", "value"] == 20
    assert tajikistan.at["fsi.total", "reason"].startswith("no value in 2023")
