"""Pairs of figures of the committed snapshot: what a reader could check, and what is refused."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.compare.change import Change, Contrast, between, change, contrast, over_years
from indicators.compare.cpi import SOURCE_NAMES
from indicators.compare.figures import estimates
from indicators.compare.significance import Verdict, significance
from indicators.errors import NotComparable, QuestionError
from indicators.model import BreakKind
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
ARTICLE = dt.date(2015, 7, 20)
CPI = "ti_cpi.score"
WGI = (
    "voice_and_accountability",
    "political_stability",
    "government_effectiveness",
    "regulatory_quality",
    "rule_of_law",
    "control_of_corruption",
)
FIGURES = settings(max_examples=25)


def of(
    snapshot: Snapshot,
    indicator: str,
    year_from: int,
    year_to: int,
    iso3: str = "TJK",
    as_of: dt.date = TODAY,
) -> Change:
    return change(snapshot, indicator, iso3, year_from, year_to, as_of=as_of)


# The CPI


def test_from_2015_to_2016_tajikistan_lost_15_places_within_the_margin_of_error(snapshot: Snapshot) -> None:
    """Transparency International printed 26, 136 of 168, and 25, 151 of 176."""
    found = of(snapshot, CPI, 2015, 2016)
    assert (found.figure_from.value, found.figure_to.value, found.amount) == (26, 25, -1)
    assert (found.figure_from.rank, found.figure_from.n_ranked) == (136, 168)
    assert (found.figure_to.rank, found.figure_to.n_ranked) == (151, 176)
    assert found.test.z == pytest.approx(-0.11, abs=0.005)
    assert found.test.overlap is True
    assert found.ranks is not None
    assert (found.ranks.change, found.ranks.score_effect, found.ranks.coverage_effect) == (-15, -7, -8)
    assert found.ranks_note is None
    assert found.test.verdict is Verdict.WITHIN
    for part in (
        "From 2015 to 2016 Tajikistan's CPI score went from 26 to 25 (−1): within the margin of error",
        "(z = −0.11, 90 % interval of the change −16 to +14)",
        "On the 5 sources that scored it in both years the change is +2.00",
        "(−2.77) and rounding (−0.23). Joined: Varieties of Democracy.",
        "136th of 168 to 151st of 176: 15 places lost, 7 by the score",
    ):
        assert part in found.sentence


@pytest.mark.parametrize(
    ("year_from", "headline", "matched", "z"), [(2022, -4, 0.22, -0.95), (2018, -5, -0.18, -0.86)]
)
def test_to_2023_tajikistan_fell_because_a_survey_left(
    snapshot: Snapshot, year_from: int, headline: int, matched: float, z: float
) -> None:
    """CPI2025_Results.xlsx, sheet CPI Historical: World Economic Forum EOS is empty from 2023 on."""
    found = of(snapshot, CPI, year_from, 2023)
    assert found.sources is not None
    assert found.test.z is not None
    assert (found.amount, found.sources.headline) == (headline, headline)
    assert (round(found.sources.matched, 2), round(found.test.z, 2)) == (matched, z)
    assert found.sources.left == ("WEF Executive Opinion Survey",)
    assert len(found.sources.both) == 5
    assert "Left: WEF Executive Opinion Survey." in found.sentence


def test_a_test_uses_the_comparable_error_and_shows_the_published_one(snapshot: Snapshot) -> None:
    figure = of(snapshot, CPI, 2022, 2023).figure_to
    assert figure.standard_error == pytest.approx(0.777, abs=1e-3)
    assert figure.comparison_error == pytest.approx(0.952, abs=1e-3)
    assert figure.interval == pytest.approx((18.72, 21.28), abs=0.01)


def test_every_source_of_the_cpi_has_a_name(snapshot: Snapshot) -> None:
    assert set(snapshot.table("ti_cpi_sources")["source"]) == set(SOURCE_NAMES)


def test_what_transparency_international_calls_significant_is_distinguishable_here(
    snapshot: Snapshot,
) -> None:
    """METHODS 1.3: the 162 flags of 2022 and the 202 of 2023; the smallest |z| is 1.714."""
    table = snapshot.table("ti_cpi_significant_changes")
    asked = table[table["edition"].isin(["2022", "2023"])]
    assert asked.groupby("edition").size().to_dict() == {"2022": 162, "2023": 202}
    rows = snapshot.as_of(CPI, TODAY)
    known = snapshot.catalogue.indicator(CPI)
    by = {(iso3, one.year): one for iso3, one in estimates(rows, known)}
    smallest = 9.9
    for flag in asked.itertuples():
        found = significance(known, by[flag.iso3, flag.year_to], by[flag.iso3, flag.year_from])
        assert found.is_beyond, flag
        assert (found.value > 0) is (flag.direction == "improved")
        smallest = min(smallest, abs(found.z or 0))
    assert smallest == pytest.approx(1.714, abs=5e-4)


def test_the_producers_own_flag_is_shown_as_its_own(snapshot: Snapshot) -> None:
    found = of(snapshot, CPI, 2012, 2023, "UZB")
    assert [flag.label for flag in found.flags] == ["TI lists this change as significant, edition 2023"]
    assert found.flags[0].direction == "improved"
    assert found.not_flagged == ()
    assert found.test.is_beyond
    assert "improved by 16, from 17 to 33: beyond the margin of error" in found.sentence
    back = of(snapshot, CPI, 2023, 2012, "UZB")
    assert back.flags == found.flags


def test_an_edition_that_lists_all_changes_and_not_this_one_is_named(snapshot: Snapshot) -> None:
    found = of(snapshot, CPI, 2022, 2023)
    assert (found.flags, found.not_flagged) == ((), ("2023",))
    assert of(snapshot, CPI, 2020, 2021).not_flagged == ()


def test_the_list_of_2025_picks_its_year_and_is_labelled_so(snapshot: Snapshot) -> None:
    table = snapshot.table("ti_cpi_significant_changes")
    first = table[table["edition"] == "2025"].iloc[0]
    found = of(snapshot, CPI, int(first["year_from"]), 2025, first["iso3"])
    label = f"TI lists this change as significant since selected year {first['year_from']}, edition 2025"
    assert [flag.label for flag in found.flags] == [label]


# Methods that changed


@pytest.mark.parametrize("indicator", ["rsf_wpfi.score_2013_2021", "rsf_wpfi.score_2022"])
def test_rsf_2021_to_2022_is_not_comparable(snapshot: Snapshot, indicator: str) -> None:
    """Editions 2021 and 2022 describe 2020 and 2021."""
    with pytest.raises(NotComparable, match=r"not comparable: new definition from 2021 \(edition 2022\)"):
        of(snapshot, indicator, 2020, 2021)


def test_what_changed_and_leaves_values_comparable_is_told(snapshot: Snapshot) -> None:
    kinds = [told.kind for told in of(snapshot, CPI, 2019, 2020).breaks]
    assert kinds == [BreakKind.STANDARD_ERROR, BreakKind.SOURCES, BreakKind.COVERAGE]
    assert [told.year for told in of(snapshot, "fh_fiw.total", 2016, 2018).breaks] == [2017]


# What is tested and what is not


def test_wgi_of_tajikistan_moved_in_nothing_from_2012_to_2022(snapshot: Snapshot) -> None:
    """World Bank, update of 2024; Political Stability by +0.50, z 1.43."""
    found = {name: of(snapshot, f"wb_wgi.{name}", 2012, 2022) for name in WGI}
    assert {one.test.verdict for one in found.values()} == {Verdict.WITHIN}
    stability = found["political_stability"]
    assert stability.figure_to.edition == "2024-update"
    assert stability.test.z is not None
    assert (round(stability.amount, 2), round(stability.test.z, 2)) == (0.50, 1.43)


def test_wgi_of_tajikistan_fell_in_voice_alone_from_2002_to_2022(snapshot: Snapshot) -> None:
    found = {name: of(snapshot, f"wb_wgi.{name}", 2002, 2022) for name in WGI}
    assert [name for name, one in found.items() if one.test.is_beyond] == ["voice_and_accountability"]
    voice = found["voice_and_accountability"]
    assert voice.test.z is not None
    assert (round(voice.amount, 2), round(voice.test.z, 2)) == (-0.56, -2.55)
    assert voice.test.overlap is False
    assert "Voice and Accountability worsened by 0.56, from −1.11 to −1.67: beyond" in voice.sentence


@pytest.mark.parametrize(
    ("indicator", "years", "why"),
    [
        (
            "wb_wgi.rule_of_law",
            (2021, 2022),
            "fewer than 5 years apart, and errors of neighbouring years depend",
        ),
        ("wb_wgi.rule_of_law", (2018, 2022), "fewer than 5 years apart"),
        ("vdem.participatory_democracy", (2022, 2024), "fewer than 5 years apart"),
        ("fh_fiw.total", (2014, 2024), "no margin of error is held"),
        ("wb_wgi.rule_of_law_2025", (2010, 2020), "no margin of error is held"),
        ("wb_wgi.rule_of_law_percentile_rank", (2010, 2020), "bounds are published, but no standard error"),
        ("ti_cpi.score_1995_2011", (2004, 2009), "bounds are published, but no standard error"),
        (
            "vdem.electoral_democracy",
            (2010, 2024),
            "no interval is held for Tajikistan 2010 and Tajikistan 2024",
        ),
    ],
)
def test_what_is_not_tested_has_its_reason(
    snapshot: Snapshot, indicator: str, years: tuple[int, int], why: str
) -> None:
    found = of(snapshot, indicator, *years)
    assert (found.test.verdict, found.test.interval, found.test.z) == (Verdict.NOT_TESTED, None, None)
    assert why in found.test.reason
    assert f"Not tested: {found.test.reason}." in found.sentence
    assert " went from " in found.sentence or " stayed at " in found.sentence


def test_five_years_of_wgi_are_tested(snapshot: Snapshot) -> None:
    assert of(snapshot, "wb_wgi.rule_of_law", 2017, 2022).test.is_tested


def test_v_dem_is_tested_by_its_skew_intervals(snapshot: Snapshot) -> None:
    found = of(snapshot, "vdem.participatory_democracy", 2010, 2024)
    assert found.test.posteriors is not None
    assert (found.test.z, found.test.standard_error) == (None, None)
    assert f"{found.test.verdict} (probability of a rise 0." in found.sentence


def test_a_lower_value_is_said_to_be_better_where_it_is(snapshot: Snapshot) -> None:
    found = of(snapshot, "fsi.total", 2012, 2022)
    assert "Lower is better." in found.score_sentence
    assert found.ranks is not None
    assert found.ranks.change > 0 > found.amount  # fewer points, a better place
    assert "Lower is better" not in of(snapshot, CPI, 2015, 2016).sentence


def test_places_among_others_than_those_held_are_said_to_be(snapshot: Snapshot) -> None:
    """RSF ranks 180; Northern Cyprus and the OECS are not countries here."""
    found = of(snapshot, "rsf_wpfi.score_2013_2021", 2014, 2020)
    assert found.ranks is not None
    assert (found.ranks.n_from, found.figure_from.n_ranked) == (178, 180)
    assert found.ranks_note == (
        "The publisher's places are 116th of 180 and 162nd of 180, among another sample: not all that it "
        "ranks are held here."
    )
    assert "Places computed here" in found.rank_sentence
    assert found.ranks_note in found.rank_sentence


def test_a_scale_of_five_levels_and_what_has_no_better_end_have_no_place(snapshot: Snapshot) -> None:
    assert of(snapshot, "pts.state_department", 2014, 2024).ranks is None
    assert of(snapshot, "wb_wdi.population", 2014, 2024).ranks is None


# As of a day


def test_what_was_published_later_does_not_exist(snapshot: Snapshot) -> None:
    assert of(snapshot, CPI, 2013, 2014, as_of=ARTICLE).figure_to.edition == "2014"
    with pytest.raises(
        QuestionError, match=r"Tajikistan has no value in 2015\. Years held of it: 2012 to 2014"
    ):
        of(snapshot, CPI, 2014, 2015, as_of=ARTICLE)
    before_the_list = dt.date(2023, 6, 1)
    found = of(snapshot, CPI, 2012, 2022, "AGO", as_of=before_the_list)
    assert [flag.edition for flag in found.flags] == ["2022"]


def test_an_unknown_country_is_a_question_without_answer(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="'TJX' is not known"):
        of(snapshot, CPI, 2015, 2016, "TJX")


# Two countries


def test_two_countries_in_one_year(snapshot: Snapshot) -> None:
    found = contrast(snapshot, CPI, "TJK", "KGZ", 2014, as_of=TODAY)
    assert found.amount == -4
    assert found.test.verdict is Verdict.WITHIN
    assert "Tajikistan's CPI score was 23 and Kyrgyzstan's 27 (−4): within the margin" in found.sentence
    assert "(z = −0.69, 90 % interval of the difference −14 to +6)" in found.sentence
    far = contrast(snapshot, CPI, "TJK", "DNK", 2014, as_of=TODAY)
    assert far.test.is_beyond
    assert "(23) was 69 lower than Denmark's (92): beyond the margin of error" in far.sentence


def test_two_countries_of_one_year_of_wgi_are_tested(snapshot: Snapshot) -> None:
    assert contrast(snapshot, "wb_wgi.rule_of_law", "TJK", "UZB", 2023, as_of=TODAY).test.is_tested


def test_any_two_figures_share_a_country_or_a_year(snapshot: Snapshot) -> None:
    assert isinstance(between(snapshot, CPI, ("TJK", 2015), ("TJK", 2016), as_of=TODAY), Change)
    assert isinstance(between(snapshot, CPI, ("TJK", 2015), ("UZB", 2015), as_of=TODAY), Contrast)
    with pytest.raises(QuestionError, match="two countries in two years are not compared"):
        between(snapshot, CPI, ("TJK", 2015), ("UZB", 2016), as_of=TODAY)


# Over five and ten years


def test_the_changes_to_the_newest_year_are_there_or_have_a_reason(snapshot: Snapshot) -> None:
    five, ten = over_years(snapshot, CPI, "TJK", as_of=TODAY)
    assert (five.span, five.year_to, ten.span) == (5, 2025, 10)
    assert five.change == of(snapshot, CPI, 2020, 2025)
    assert ten.change == of(snapshot, CPI, 2015, 2025)
    five, ten = over_years(snapshot, "bti.status_index", "TJK", as_of=TODAY)
    assert (five.change, five.reason) == (None, "Tajikistan has no value in 2017.")
    assert ten.change is not None
    five, ten = over_years(snapshot, "rsf_wpfi.score_2022", "TJK", as_of=TODAY)
    assert five.change is None
    assert (five.reason or "").startswith("not comparable: new definition from 2021 (edition 2022).")


def test_every_indicator_has_an_answer_or_a_reason(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        try:
            found = over_years(snapshot, indicator, "TJK", as_of=TODAY)
        except QuestionError:
            continue  # nothing is held of Tajikistan
        for one in found:
            assert (one.change is None) is not (one.reason is None)
            if one.change is not None:
                test, sentence = one.change.test, one.change.score_sentence
                assert test.is_tested is (test.interval is not None)
                assert test.is_tested is not bool(test.reason)
                assert (" went from " in sentence or " stayed at " in sentence) is not test.is_beyond


# Properties

years = st.integers(2012, 2025)
countries = st.sampled_from(["TJK", "KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN", "DNK"])


@FIGURES
@given(iso3=countries, first=years, second=years)
def test_reversing_the_years_reverses_signs_and_parts_sum(
    snapshot: Snapshot, iso3: str, first: int, second: int
) -> None:
    forth, back = of(snapshot, CPI, first, second, iso3), of(snapshot, CPI, second, first, iso3)
    assert forth.amount == -back.amount
    for found in (forth, back):
        assert found.ranks is not None
        assert found.sources is not None
        assert found.test.value == found.amount
        assert found.ranks.score_effect + found.ranks.coverage_effect == found.ranks.change
        parts = found.sources.matched + found.sources.composition + found.sources.rounding
        assert parts == pytest.approx(found.amount, abs=1e-9)
    assert forth.ranks is not None
    assert back.ranks is not None
    assert forth.ranks.change == -back.ranks.change
    assert (forth.test.verdict, forth.test.overlap) == (back.test.verdict, back.test.overlap)
    assert (forth.flags, forth.breaks) == (back.flags, back.breaks)
    if first == second:
        assert forth.amount == forth.ranks.change == 0
        assert "stayed at" in forth.sentence


@FIGURES
@given(a=countries, b=countries, year=years)
def test_exchanging_the_countries_reverses_the_contrast(
    snapshot: Snapshot, a: str, b: str, year: int
) -> None:
    one, other = (contrast(snapshot, CPI, *pair, year, as_of=TODAY) for pair in ((a, b), (b, a)))
    assert one.amount == -other.amount
    assert (one.test.verdict, one.test.overlap) == (other.test.verdict, other.test.overlap)


def test_a_difference_that_is_not_that_of_the_printed_values_says_so(snapshot: Snapshot) -> None:
    """−1.303 and −1.277 are printed as −1.30 and −1.28, and differ by 0.026."""
    found = of(snapshot, "wb_wgi.rule_of_law", 2018, 2023)
    assert "went from −1.30 to −1.28 (+0.03 before rounding):" in found.sentence
