"""Where countries stand in the committed snapshot, and in which words; each figure says where it is from."""

import datetime as dt
from dataclasses import replace

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.rank.ask import Errors, Kind, Standing, league_sets, standing
from indicators.rank.ranks import is_ordinal
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)
CPI = "ti_cpi.score"
CORRUPTION = "wb_wgi.control_of_corruption"


@pytest.fixture(scope="module")
def tajikistan(snapshot: Snapshot) -> Standing:
    return standing(snapshot, CPI, "TJK", 2023, as_of=TODAY)


# Confidence sets


def test_a_place_with_its_confidence_set(tajikistan: Standing) -> None:
    """Transparency International, CPI 2023: 20 points, 162nd of 180; the set as in METHODS 1.5."""
    assert (tajikistan.indicator, tajikistan.iso3, tajikistan.year, tajikistan.edition) == (
        CPI,
        "TJK",
        2023,
        "2023",
    )
    assert (tajikistan.value, tajikistan.rank, tajikistan.n, tajikistan.is_published) == (20, 162, 180, True)
    assert tajikistan.tied_with == ("AFG", "BDI", "COD", "COM", "MMR", "SDN", "TCD")
    assert (tajikistan.kind, tajikistan.level) == (Kind.MARGINAL_SET, 0.9)
    assert (tajikistan.lower, tajikistan.upper) == (127, 179)
    assert tajikistan.sentence == (
        "Tajikistan: 162nd of 180 (90 % marginal confidence set for its rank: 127 to 179; CPI 2023). "
        "With all countries compared at once, 52 countries cannot be told apart from it."
    )


def test_what_a_confidence_set_means_and_does_not(tajikistan: Standing, snapshot: Snapshot) -> None:
    meaning = (
        "If the published error margins are right, the interval covers the rank by true score in at least "
        "90 % of cases. It says nothing about whether the index measures corruption. It compares all "
        "countries at once, and so finds fewer differences than a test of one pair."
    )
    assert tajikistan.detail.startswith(f"{meaning} Published margins")
    assert standing(snapshot, CPI, "TJK", 2019, as_of=TODAY).detail == meaning
    assert standing(snapshot, CPI, "TJK", 2023, as_of=TODAY, errors="published").detail == meaning


def test_with_the_published_errors_the_set_is_narrower(snapshot: Snapshot) -> None:
    found = standing(snapshot, CPI, "TJK", 2023, as_of=TODAY, errors="published")
    assert abs(found.lower - 139) <= 1
    assert found.upper == 176


def test_a_higher_level_is_named_and_wider(tajikistan: Standing, snapshot: Snapshot) -> None:
    found = standing(snapshot, CPI, "TJK", 2023, as_of=TODAY, level=0.99)
    assert "(99 % marginal confidence set for its rank: " in found.sentence
    assert found.lower < tajikistan.lower
    assert set(found.indistinguishable) > set(tajikistan.indistinguishable)


@pytest.mark.parametrize("errors", ["comparable", "published"])
@pytest.mark.parametrize("indicator", [CPI, CORRUPTION, "hrps.protection"])
def test_the_set_and_the_countries_that_cannot_be_told_apart_are_one_count(
    snapshot: Snapshot, indicator: str, errors: Errors
) -> None:
    found = standing(snapshot, indicator, "KGZ", as_of=TODAY, errors=errors)
    assert found.lower <= found.rank <= found.upper
    assert len(found.indistinguishable) == found.upper - found.lower
    assert "KGZ" not in found.indistinguishable
    assert set(found.tied_with) <= set(found.indistinguishable)


def test_a_computed_place_is_called_one(snapshot: Snapshot) -> None:
    found = standing(snapshot, CORRUPTION, "TJK", 2023, as_of=TODAY)
    assert not found.is_published
    assert found.sentence.startswith(
        "Tajikistan: 197th of 213, computed (90 % marginal confidence set for its rank: "
    )
    assert "; WGI Control of Corruption 2023, edition 2024-update). " in found.sentence


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"upper": 180}, "set for its rank: 127th to last; CPI 2023)"),
        ({"lower": 162, "upper": 162}, "set for its rank: 162nd alone; CPI 2023)"),
        (
            {"indistinguishable": ()},
            "With all countries compared at once, every other one can be told apart from it.",
        ),
        (
            {"indistinguishable": ("KAZ",)},
            "With all countries compared at once, 1 country cannot be told apart from it.",
        ),
    ],
)
def test_the_words_of_special_cases(tajikistan: Standing, change: dict[str, object], text: str) -> None:
    assert text in replace(tajikistan, **change).sentence


def test_as_of_a_day_later_editions_do_not_exist(snapshot: Snapshot) -> None:
    found = standing(snapshot, CPI, "Tajikistan", as_of=ARTICLE)
    assert (found.year, found.rank, found.n) == (2014, 152, 175)
    assert standing(snapshot, CPI, "TJK", as_of=TODAY).year == 2025


# Indices without errors


def test_an_index_without_errors_has_the_band_of_one_reporting_step(snapshot: Snapshot) -> None:
    """Freedom in the World 2026: 5 of 100; 4 to 6 points are 187th to 192nd of the 197 with a code."""
    found = standing(snapshot, "fh_fiw.total", "TJK", 2025, as_of=TODAY)
    assert (found.kind, found.level, found.indistinguishable) == (Kind.GRANULARITY_BAND, None, ())
    assert (found.lower, found.upper) == (186, 190)
    assert found.sentence == (
        "Tajikistan: 187th of 195, computed (places within one reporting step, 1: 186 to 190; "
        "FIW total 2025, edition 2026). This is how fine the index is, not how uncertain."
    )
    assert "No standard error is held" in found.detail


def test_published_places_make_the_band_where_not_all_are_held(snapshot: Snapshot) -> None:
    """RSF, index of 2024: Tajikistan 155th of 180; 178 of these have a code."""
    found = standing(snapshot, "rsf_wpfi.score_2022", "TJK", 2023, as_of=TODAY)
    assert (found.rank, found.n, found.is_published) == (155, 180, True)
    assert (found.kind, found.lower, found.upper) == (Kind.GRANULARITY_BAND, 155, 155)
    assert found.sentence.startswith(
        "Tajikistan: 155th of 180 (places within one reporting step, 0.01: 155th alone; "
        "RSF 2023, edition 2024)."
    )


def test_places_count_from_the_best_where_the_publisher_s_count_from_the_worst(snapshot: Snapshot) -> None:
    """Fragile States Index 2016: Tajikistan 57th, from the worst, with 83.8."""
    found = standing(snapshot, "fsi.total", "TJK", 2015, as_of=TODAY)
    assert (found.rank, found.n, found.is_published, found.rank_from_worst) == (121, 178, False, 57)
    assert (found.lower, found.upper) == (121, 122)
    assert found.place == "121st best of 178, published as 57th from the worst"
    assert f"Tajikistan: {found.place} (" in found.sentence


@pytest.mark.parametrize(
    "indicator", ["fsi.total", "rsf_wpfi.score_2022", "bti.status_index", "fh_fiw.total"]
)
@pytest.mark.parametrize("country", ["TJK", "KAZ", "AFG", "NOR", "FIN", "YEM"])
def test_a_place_lies_in_its_band(snapshot: Snapshot, indicator: str, country: str) -> None:
    if country in ("NOR", "FIN") and indicator == "bti.status_index":
        country = "URY"  # the BTI has no members of the OECD of 1989
    found = standing(snapshot, indicator, country, as_of=TODAY)
    assert found.kind is Kind.GRANULARITY_BAND
    assert 1 <= found.lower <= found.rank <= found.upper <= found.n


# Groups


def test_on_a_scale_of_few_levels_there_are_groups_and_no_places(snapshot: Snapshot) -> None:
    found = standing(snapshot, "pts.state_department", "TJK", 2024, as_of=TODAY)
    assert (found.kind, found.rank, found.lower, found.upper) == (Kind.TIE_GROUP, None, None, None)
    assert (found.value, found.n, len(found.tied_with)) == (3, 196, 49)
    assert found.sentence == (
        "Tajikistan: one of 50 countries at level 3 (PTS State Department 2024, edition 2025)."
    )
    assert found.detail.startswith("The scale goes from 1, the best, to 5, the worst.")


@pytest.mark.parametrize(
    ("indicator", "year", "text"),
    [
        ("fh_fiw.political_rights_rating", 2024, "countries at rating 7 (FIW political rights rating 2024, "),
        ("fh_fiw.equality_of_opportunity", 2024, "countries at 1 point (FIW equality of opportunity 2024, "),
        ("bti.anti_corruption_policy", 2022, "countries at 2 points (BTI anti-corruption 2022, "),
        ("vdem.regime", 2023, "countries at category 1 (V-Dem regime 2023, "),
        ("ucdp.deaths_best", 2024, "one of 138 countries at 0 deaths (UCDP deaths 2024, "),
    ],
)
def test_groups_in_words(snapshot: Snapshot, indicator: str, year: int, text: str) -> None:
    assert text in standing(snapshot, indicator, "TJK", year, as_of=TODAY).sentence


def test_a_country_alone_at_its_level(snapshot: Snapshot) -> None:
    found = standing(snapshot, "pts.state_department", "TJK", 2024, as_of=TODAY)
    assert "Tajikistan: the only country at level 3 (" in replace(found, tied_with=()).sentence


def test_who_is_not_in_the_crowd_has_a_place(snapshot: Snapshot) -> None:
    """Uppsala: no country had more deaths in organized violence in 2024 than Ukraine."""
    found = standing(snapshot, "ucdp.deaths_best", "UKR", 2024, as_of=TODAY)
    assert (found.kind, found.rank, found.n) == (Kind.GRANULARITY_BAND, 196, 196)


def test_which_scales_have_few_levels(catalogue: Catalogue) -> None:
    few = [id for id, indicator in catalogue.indicators.items() if is_ordinal(indicator)]
    for id in ("pts.amnesty", "fh_fiw.civil_liberties_rating", "bti.civil_rights", "vdem.regime"):
        assert id in few
    for id in (
        CPI,
        "fh_fiw.total",
        "fh_fiw.rule_of_law",
        "bti.status_index",
        "polity5.polity",
        "fsi.economy",
    ):
        assert id not in few


# No places


def test_what_has_no_better_end_is_not_ranked(snapshot: Snapshot) -> None:
    found = standing(snapshot, "wb_wdi.population", "TJK", 2024, as_of=TODAY)
    assert (found.kind, found.rank, found.n, found.lower, found.detail) == (Kind.NONE, None, None, None, "")
    assert found.sentence == (
        "Tajikistan: 10,590,927 (Population 2024, edition population-to-2024). "
        "It is not ranked: neither end is better."
    )


def test_an_excerpt_has_no_places(snapshot: Snapshot) -> None:
    found = standing(snapshot, f"{CORRUPTION}_2026", "TJK", 2025, as_of=TODAY)
    assert (found.kind, found.rank, found.indistinguishable) == (Kind.NONE, None, ())
    assert found.sentence.endswith("No rank: this edition is partial, with 5 countries.")


def test_a_published_place_is_told_though_one_of_those_ranked_is_not_held(snapshot: Snapshot) -> None:
    """CPI 2003: Serbia and Montenegro was ranked, and is no country of today."""
    found = standing(snapshot, "ti_cpi.score_1995_2011", "TJK", 2003, as_of=TODAY)
    assert found.rank == 124


def test_a_country_that_its_publisher_did_not_rank(snapshot: Snapshot) -> None:
    """South Sudan, "n/r" in the Failed States Index 2012."""
    found = standing(snapshot, "fsi.total", "SSD", 2011, as_of=TODAY)
    assert (found.kind, found.rank) == (Kind.NONE, None)
    assert found.sentence.endswith("Its publisher did not rank it.")


@pytest.mark.parametrize(
    ("country", "year", "message"),
    [
        ("TJK", 1990, "ti_cpi.score 1990: TJK has no value. Years held of it: 2012 to 2025."),
        ("TUV", None, "ti_cpi.score: TUV has no value. Years held of it: none."),
        ("Atlantis", None, "Atlantis"),
    ],
)
def test_a_country_without_a_value_is_a_question_without_an_answer(
    snapshot: Snapshot, country: str, year: int | None, message: str
) -> None:
    with pytest.raises(QuestionError, match=message):
        standing(snapshot, CPI, country, year, as_of=TODAY)


# The league


def test_the_league_has_the_sets_of_all_together(snapshot: Snapshot, tajikistan: Standing) -> None:
    table = league_sets(snapshot, CPI, 2023, as_of=TODAY).set_index("iso3")
    assert len(table) == 180
    assert set(table["kind"]) == {Kind.SIMULTANEOUS_SET}
    assert table["computed_rank"].between(table["set_lower"], table["set_upper"]).all()
    assert table.loc["TJK", "set_lower"] < tajikistan.lower
    assert table.loc["TJK", "set_upper"] >= tajikistan.upper
    assert table.index[0] == "DNK"


@pytest.mark.parametrize(("indicator", "year"), [(CPI, 2023), (CORRUPTION, 2013)])
def test_the_league_and_the_sentence_count_the_same_countries(
    snapshot: Snapshot, indicator: str, year: int
) -> None:
    table = league_sets(snapshot, indicator, year, as_of=TODAY).set_index("iso3")
    apart = table["distinguishable_from_focus"]
    found = standing(snapshot, indicator, "TJK", year, as_of=TODAY)
    assert tuple(sorted(apart.index[apart == False])) == found.indistinguishable  # noqa: E712
    assert apart.index[apart.isna()].tolist() == ["TJK"]


def test_another_focus_and_none(snapshot: Snapshot) -> None:
    denmark = league_sets(snapshot, CPI, 2023, as_of=TODAY, focus="DNK").set_index("iso3")
    assert denmark.loc["TJK", "distinguishable_from_focus"]
    for focus in (None, "TUV"):
        table = league_sets(snapshot, CPI, 2023, as_of=TODAY, focus=focus)
        assert table["distinguishable_from_focus"].isna().all()


@pytest.mark.parametrize(
    ("indicator", "year", "kind"),
    [
        ("rsf_wpfi.score_2022", 2023, Kind.GRANULARITY_BAND),
        ("pts.amnesty", 2023, Kind.TIE_GROUP),
        (f"{CORRUPTION}_2026", 2025, Kind.NONE),
    ],
)
def test_the_league_where_nothing_can_be_tested(
    snapshot: Snapshot, indicator: str, year: int, kind: Kind
) -> None:
    table = league_sets(snapshot, indicator, year, as_of=TODAY)
    assert set(table["kind"]) == {kind}
    assert table["distinguishable_from_focus"].isna().all()
    assert table["set_lower"].isna().all() == (kind is not Kind.GRANULARITY_BAND)


def test_there_is_no_league_of_what_is_not_ranked(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="cannot be ranked"):
        league_sets(snapshot, "wb_wdi.population", 2024, as_of=TODAY)
